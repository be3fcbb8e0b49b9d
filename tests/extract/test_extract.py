"""The register extract: everything about a person, for those who may give it, and logged."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from contextlib import nullcontext

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from amc.audit.models import ReadLog
from amc.extract.actions import packed
from amc.extract.content import Extract, parts_of, read_extract
from amc.extract.views import ExtractView
from amc.wall.session import entered
from participants.models import Disclosure, Enrolment, Participant
from tests.disposal.life import BEGAN, CANARY, Canaries, found_words, live
from tests.factories import EnrolmentFactory, JournalEntryFactory, People, at, make_people
from tests.participants.case_room import signed_in
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
FORM = {"reference": "AMN 2026/12", "person": "Deltagaren själv", "identified": "Legitimation", "form": "letter"}


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    with time_machine.travel(at(BEGAN, 12), tick=False):
        other = live(people, Canaries("2"))
        own = live(people, Canaries("1"))
    assert other.participant_id != own.participant_id
    return own


def extract_of(user, participant: Participant) -> Extract:
    with entered(user.pk):
        return read_extract(participant, now=timezone.localtime())


def words(text: str) -> set[str]:
    """The canaries in a text."""
    return {f"{CANARY}1{number:04d}" for number in range(200) if f"{CANARY.lower()}1{number:04d}" in text.lower()}


def test_every_canary_is_in_both_and_no_other_persons(people: People, case: Enrolment) -> None:
    # What the database has of the person is the measure: each canary that stands in any of its tables.
    planted = {word.capitalize() for word in found_words(rf"{CANARY}1\d{{4}}")}
    assert len(planted) > 60
    extract = extract_of(people.anna, case.participant)
    assert words(extract.as_json.decode()) == planted
    assert words(json.dumps(parts_of(extract), ensure_ascii=False)) == planted
    assert f"{CANARY}2" not in extract.as_json.decode()
    assert f"{CANARY}2" not in json.dumps(parts_of(extract))


def test_the_file_has_both(people: People, case: Enrolment) -> None:
    extract = extract_of(people.anna, case.participant)
    with zipfile.ZipFile(io.BytesIO(packed(extract, [case.case_number], "AMN 2026/12"))) as file:
        assert json.loads(file.read("registerutdrag.json"))["tabeller"].keys() == extract.rows.keys()
        text = text_of(file.read("registerutdrag.pdf"))
    assert extract.fingerprint[:20] in text.replace(" ", "")
    assert len(words(text)) > 60


def test_it_is_given_once_and_logged(people: People, case: Enrolment) -> None:
    client, url = signed_in(people.anna), reverse("register_extract", args=[case.participant.uuid])
    response = client.post(url, FORM)
    assert response["Content-Type"] == "application/zip"
    assert CANARY not in response["Content-Disposition"]
    row = Disclosure.objects.get(organisation="Deltagaren")
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        assert hashlib.sha256(file.read("registerutdrag.json")).hexdigest() in row.what
    assert (row.document, row.disclosed_by, row.sensitive) == (None, people.anna, False)
    once = {"once": "6f5c0a55-5d7c-4c5a-9a64-0f0c7a4d2b11"}
    first, again = (client.post(url, FORM | once) for _ in range(2))
    assert first["Content-Type"] == "application/zip"
    assert again.status_code == 302
    assert Disclosure.objects.filter(organisation="Deltagaren").count() == 2


def test_the_enhetschef_gives_that_of_a_closed_case_whole(people: People, case: Enrolment) -> None:
    """Nobody works with a closed case; its sensitive areas are the participant's all the same."""
    assert extract_of(people.eva, case.participant).rows.keys() == extract_of(people.anna, case.participant).rows.keys()


def test_what_another_unit_wrote_is_in_it(people: People, case: Enrolment) -> None:
    with time_machine.travel(at(dt.date(2018, 1, 9)), tick=False):
        theirs = EnrolmentFactory(participant=case.participant, unit=people.other_unit, opened_on=dt.date(2018, 1, 9))
        JournalEntryFactory(enrolment=theirs, text="Annanenhet", occurred_at=at(dt.date(2018, 1, 9)))
    assert "Annanenhet" in extract_of(people.anna, case.participant).as_json.decode()


def test_who_has_read_is_in_it_and_not_whom_else_they_read(people: People, case: Enrolment) -> None:
    other = Participant.objects.exclude(pk=case.participant_id).get()
    listed = {"user": people.bo, "unit": people.unit, "page": "participant_list", "purpose": "Handläggning"}
    for persons in ([case.participant_id, other.pk], [other.pk]):
        ReadLog.objects.create(
            **listed, at=timezone.now(), kind="listed", entitlement="unit", persons=persons, count=len(persons)
        )
    extract = extract_of(people.anna, case.participant)
    (row,) = extract.rows["audit_readlog"]
    assert row["user_id"] == people.bo.pk
    assert "persons" not in row
    assert "Bo Bergqvist" in str([part for part in parts_of(extract) if part["heading"].startswith("Läslogg")])


@pytest.mark.parametrize("who", ["cilla", "specialist", "hans", "ekonom", "hr", "admin", "nobody", "closed", "hidden"])
def test_others_are_refused_by_postgresql(people: People, case: Enrolment, who: str) -> None:
    user = people.anna if who in {"nobody", "closed", "hidden"} else getattr(people, who)
    if who == "closed":
        user.is_active = False
        user.save()
    if who == "hidden":
        Participant.objects.filter(pk=case.participant_id).update(is_protected=True, address="", postcode="", city="")
    person = case.participant
    asked = nullcontext() if who == "nobody" else entered(user.pk)
    with pytest.raises(ProgrammingError, match="out of sight"), transaction.atomic(), asked:
        read_extract(person, now=timezone.localtime())


def test_it_asks_for_a_fresh_sign_in(people: People, case: Enrolment) -> None:
    assert ExtractView.fresh_sign_in
