"""Who has read about whom: one row per showing, in the request's own transaction, never altered [SFS 2001:454 10 §]."""

import logging
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.audit.models import ReadLog
from amc.staff.models import Role
from participants.models import Participant, Referral
from tests.access.matrix import MATRIX
from tests.access.side import TODAY
from tests.access.visiting import Visitor, address
from tests.access.world import World, build
from tests.exports import take_out
from tests.factories import EnrolmentFactory, JournalEntryFactory, ReferralFactory, UserFactory, at, make_people, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with time_machine.travel(at(TODAY), tick=False):
        yield make_people()


@pytest.fixture
def case(people):
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestEveryPageThatNamesSomebody:
    @pytest.fixture
    def world(self, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
        caplog.set_level(logging.ERROR, "django.request")
        with time_machine.travel(at(TODAY), tick=False):
            yield build()

    @pytest.mark.parametrize(
        "actor", ["konsulent", "enhetschef", "insatt kollega", "kollega", "specialist", "handledare", "ekonom", "hr"]
    )
    def test_leaves_a_row(self, world: World, actor: str) -> None:
        persons = {rf"{row.first_name} {row.last_name}\b": row.pk for row in Participant.objects.all()}
        referrals = {rf"{row.first_name} {row.last_name}\b": row.uuid for row in Referral.objects.all()}
        visitor, objects, silent, told = Visitor(world.actors[actor]), world.own_objects(actor), [], 0
        for name, row in MATRIX.items():
            arguments = objects[row.about] if row.about else {}
            with transaction.atomic():
                answer = visitor.ask(row.method, address(name, arguments), row.data | {"q": "Åsa"}, keep=True)
                shown, waiting = _logged()
                transaction.set_rollback(True)
            if answer.status_code != 200:
                continue
            text = answer.content.decode(errors="replace")
            named = {key for pattern, key in persons.items() if re.search(pattern, text)}
            called = {key for pattern, key in referrals.items() if re.search(pattern, text)}
            told += bool(named or called)
            if not (named <= shown and called <= waiting):
                silent.append(name)
        assert not silent
        assert told > (0 if actor in {"handledare", "ekonom", "hr"} else 5)


def _logged() -> tuple[set[int], set[uuid.UUID]]:
    rows = list(ReadLog.objects.exclude(kind=ReadLog.Kind.DENIED))
    return {key for row in rows for key in row.persons}, {key for row in rows for key in row.referrals}


class TestWhatARowSays:
    def test_a_page_about_one(self, people, case) -> None:
        signed_in(people.anna).get(reverse("journal", args=[case.participant.uuid]), REMOTE_ADDR="10.1.2.3")
        row = ReadLog.objects.get()
        assert (row.user, row.unit, row.kind, row.persons, row.count) == (
            people.anna,
            people.unit,
            "opened",
            [case.participant_id],
            1,
        )
        assert (row.page, row.purpose, row.entitlement, row.reason) == ("journal", "Handläggning", "own", "")
        assert (row.at, row.ip) == (at(TODAY), "10.1.2.3")

    @pytest.mark.parametrize(
        ("who", "entitlement"), [("anna", "own"), ("eva", "manager"), ("bo", "temporary"), ("specialist", "specialist")]
    )
    def test_what_gives_the_right(self, people, case, who: str, entitlement: str) -> None:
        user = getattr(people, who)
        if who == "bo":
            opened(case.participant, user)
        if who == "specialist":
            case.assignments.create(user=user, part="specialist", period=case.assignments.get().period)
        signed_in(user).get(case.participant.get_absolute_url())
        row = ReadLog.objects.get()
        assert row.entitlement == entitlement
        assert row.reason == ("Jag hoppar in för en kollega som är borta" if who == "bo" else "")

    def test_a_list_is_one_row_with_everybody_on_it(self, people) -> None:
        cases = [EnrolmentFactory(participant__unit=people.unit, consultant=people.anna) for _ in range(3)]
        signed_in(people.anna).get(reverse("participant_list"))
        row = ReadLog.objects.get()
        assert (row.kind, row.entitlement, row.count) == ("listed", "unit", 3)
        assert set(row.persons) == {one.participant_id for one in cases}

    def test_a_search_is_told_apart(self, people, case) -> None:
        signed_in(people.anna).post(reverse("search"), {"q": case.participant.last_name})
        row = ReadLog.objects.get()
        assert (row.kind, row.persons) == ("searched", [case.participant_id])

    def test_a_search_without_hits_shows_nobody(self, people, case) -> None:
        signed_in(people.anna).post(reverse("search"), {"q": "Ingen alls"})
        assert not ReadLog.objects.exists()

    def test_a_file_says_how_many_and_which_selection(self, people) -> None:
        cases = [EnrolmentFactory(participant__unit=people.unit, consultant=people.bo) for _ in range(30)]
        take_out(signed_in(people.eva), reverse("participant_list"), {"lage": "inskrivna", "konsulent": "alla"})
        row = ReadLog.objects.get()
        assert (row.kind, row.count, len(row.persons)) == ("exported", 30, len(cases))
        assert row.reason == "Deltagare; Konsulent: Hela enheten; Läge: Inskrivna"
        assert row.purpose == "Uppföljning i enheten"

    def test_a_document(self, people, case) -> None:
        JournalEntryFactory(enrolment=case)
        signed_in(people.anna).get(reverse("journal_print", args=[case.participant.uuid]))
        assert ReadLog.objects.get().kind == "document"

    def test_a_referral_is_a_person_not_yet_received(self, people) -> None:
        referral = ReferralFactory(unit=people.unit, registered_by=people.anna)
        signed_in(people.anna).get(referral.get_absolute_url())
        assert {(row.kind, tuple(row.referrals)) for row in ReadLog.objects.all()} == {
            ("opened", (referral.uuid,)),
            ("listed", (referral.uuid,)),
        }

    def test_what_only_leads_on_shows_nobody(self, people, case) -> None:
        values = {"kind": "samtal", "occurred_at": "2026-11-24T09:00", "text": "Vi pratade."}
        answer = signed_in(people.anna).post(reverse("journal", args=[case.participant.uuid]), values)
        assert answer.status_code == 302
        assert not ReadLog.objects.exists()

    def test_a_form_with_an_error_shows_the_person_again(self, people, case) -> None:
        signed_in(people.anna).post(reverse("journal", args=[case.participant.uuid]), {"text": ""})
        assert ReadLog.objects.get().kind == "opened"

    @pytest.mark.parametrize("about", ["a stranger's", "nothing"])
    def test_a_denial_looks_the_same_to_the_user_and_is_told_to_the_reviewer(self, people, about: str) -> None:
        stranger = EnrolmentFactory(participant__unit=people.other_unit).participant
        key = stranger.uuid if about == "a stranger's" else uuid.uuid4()
        assert signed_in(people.anna).get(reverse("journal", args=[key])).status_code == 404
        row = ReadLog.objects.get()
        assert (row.kind, row.asked_for, row.page, row.count) == ("denied", key, "journal", 0)

    def test_a_page_that_the_role_does_not_have_is_a_denial(self, people) -> None:
        assert signed_in(people.ekonom).get(reverse("participant_list")).status_code == 404
        assert ReadLog.objects.get().kind == "denied"

    def test_an_address_that_does_not_exist_is_none(self, people) -> None:
        assert signed_in(people.anna).get("/finns-inte/").status_code == 404
        assert not ReadLog.objects.exists()

    def test_the_enhetschef_reviews_the_own_unit(self, people, case) -> None:
        signed_in(people.anna).get(case.participant.get_absolute_url())
        other = UserFactory(unit=people.other_unit, roles=[Role.ENHETSCHEF])
        seen = {user: ReadLog.objects.visible_to(user).count() for user in (people.eva, people.anna, other)}
        assert seen == {people.eva: 1, people.anna: 0, other: 0}


def test_one_statement_however_much_is_shown(people) -> None:
    referral = ReferralFactory(unit=people.unit, registered_by=people.anna)
    client = signed_in(people.anna)
    with CaptureQueriesContext(connection) as queries:
        client.get(referral.get_absolute_url())
    assert sum('INTO "audit_readlog"' in query["sql"] for query in queries) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_readlog SET page = ''", "DELETE FROM audit_readlog"])
def test_rows_are_only_added(people, case, statement: str) -> None:
    signed_in(people.anna).get(case.participant.get_absolute_url())
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("TRUNCATE audit_readlog")


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_logged_is_not_shown(as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    people = make_people()
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    client = signed_in(people.anna)
    client.raise_request_exception = False
    url = case.participant.get_absolute_url()
    with as_owner():
        connection.cursor().execute("REVOKE INSERT ON audit_readlog FROM app")
    try:
        answer = client.get(url)
        refused = client.get(reverse("referral_detail", args=[uuid.uuid4()]))
    finally:
        with as_owner():
            connection.cursor().execute("GRANT INSERT ON audit_readlog TO app")
    assert answer.status_code == 503
    assert case.participant.last_name not in answer.content.decode()
    assert refused.status_code == 503
    assert client.get(url).status_code == 200
