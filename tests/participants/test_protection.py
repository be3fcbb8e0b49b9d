"""Protected identity: given, lifted, who is named; what those log who may not know (domain.md section 5)."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from amc.obstacles import Refused
from amc.staff.models import Municipality
from participants.actions.protection import (
    give_protection,
    kinds_in_force,
    lift_protection,
    name_staff,
    suggested_staff,
    unname_staff,
)
from participants.models import Enrolment, Participant, ProtectedAccess, ProtectedIdentity, Protection
from participants.rules import protection as rules
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    People,
    UserFactory,
    at,
    days,
    make_people,
)

TODAY = dt.date(2026, 11, 24)
NUMBER, OTHER = "199001012385", "199001022384"
MARK, HIDDEN_REGISTER = "sekretessmarkering", "skyddad_folkbokforing"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock():
    with time_machine.travel(at(TODAY, 14), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    """Anna's case, with an address."""
    case = EnrolmentFactory(
        consultant=people.anna,
        participant__unit=people.unit,
        participant__last_name="Kanariesson",
        participant__address="Gömda vägen 1",
        participant__postcode="123 45",
        participant__city="Orten",
    )
    IdentityNumberFactory(participant=case.participant, number=NUMBER)
    return case


def give(case: Enrolment, people: People, **given: Any) -> ProtectedIdentity:
    """Anna is named and notes that the person is protected."""
    values = {"kind": MARK, "decision": "Skatteverket 131 23", "decided_on": TODAY, "named": [people.anna]}
    return give_protection(case.participant, by=people.anna, today=TODAY, **(values | given))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def codes(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return refused.value.codes


# --- Rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, []),
        ({"decision": "  "}, ["decision_missing"]),
        ({"decided_on": TODAY + dt.timedelta(days=1)}, ["decided_in_future"]),
    ],
)
def test_a_decision_has_its_reference_and_a_day(given: dict, refused: list[str]) -> None:
    values = {"decision": "Beslut 1", "decided_on": TODAY, "today": TODAY} | given
    assert [one.code for one in rules.decision_obstacles(**values)] == refused


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, []),
        ({"in_force": {HIDDEN_REGISTER}}, []),
        ({"in_force": {MARK}}, ["already_protected"]),
        ({"named": 0}, ["nobody_named"]),
    ],
)
def test_when_protection_can_be_given(given: dict, refused: list[str]) -> None:
    values = {"kind": MARK, "in_force": set(), "named": 1} | given
    assert [one.code for one in rules.giving_obstacles(**values)] == refused


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, []),
        ({"in_force": set()}, ["not_protected"]),
        ({"given_on": TODAY + dt.timedelta(days=1)}, ["lifted_before_given"]),
        ({"given_on": None}, []),
    ],
)
def test_when_protection_can_be_lifted(given: dict, refused: list[str]) -> None:
    values = {"kind": MARK, "in_force": {MARK}, "decided_on": TODAY, "given_on": TODAY} | given
    assert [one.code for one in rules.lifting_obstacles(**values)] == refused


# --- Given, lifted, named -------------------------------------------------------------------------


def test_giving_hides_the_person_and_forgets_the_address(people: People, case: Enrolment) -> None:
    person = case.participant
    Participant.objects.filter(pk=person.pk).update(address="Andra vägen 2")
    give(case, people)
    person.refresh_from_db()
    assert (person.is_protected, person.address, person.postcode, person.city) == (True, "", "", "")
    assert list(Participant.objects.visible_to(people.anna)) == [person]
    assert not Participant.objects.visible_to(people.bo).exists()
    assert not Participant.objects.visible_to(people.eva).exists()
    events = next(iter(Participant.pgh_event_models.values()))
    kept = events.objects.filter(pgh_obj_id=person.pk).values()
    assert len(kept) >= 2
    assert not [row for row in kept if "vägen" in str(row) or "Orten" in str(row)]
    page = signed_in(people.anna).get(reverse("participant_history", args=[person.uuid])).text
    assert "vägen" not in page


def test_only_the_protected_are_hidden(people: People, case: Enrolment) -> None:
    with pytest.raises(DatabaseError, match="not protected"), connection.cursor() as cursor:
        cursor.execute("SELECT participants_hide_person(%s)", [case.participant_id])


def test_decisions_are_only_added(people: People, case: Enrolment) -> None:
    row = give(case, people)
    with pytest.raises(DatabaseError, match="permission denied"):
        ProtectedIdentity.objects.filter(pk=row.pk).update(decision="Annat")


def test_each_kind_is_given_and_lifted_by_itself(people: People, case: Enrolment) -> None:
    person = case.participant
    give(case, people)
    with pytest.raises(Refused) as refused:
        give(case, people)
    assert codes(refused) == ("already_protected",)
    give(case, people, kind=HIDDEN_REGISTER, named=[])
    assert kinds_in_force(person) == {MARK, HIDDEN_REGISTER}
    now = at(TODAY, 14)
    lift = {"decision": "Upphävt", "decided_on": TODAY, "by": people.anna, "now": now}
    lift_protection(person, kind=MARK, **lift)
    person.refresh_from_db()
    assert person.is_protected
    assert not Participant.objects.visible_to(people.bo).exists()
    lift_protection(person, kind=HIDDEN_REGISTER, **lift)
    person.refresh_from_db()
    assert not person.is_protected
    assert Participant.objects.visible_to(people.bo).exists()
    assert not person.protected_access.in_force().exists()
    assert person.protections.count() == 4
    with pytest.raises(Refused) as refused:
        lift_protection(person, kind=MARK, **lift)
    assert codes(refused) == ("not_protected",)


def test_somebody_must_be_named(people: People, case: Enrolment) -> None:
    with pytest.raises(Refused) as refused:
        give(case, people, named=[])
    assert codes(refused) == ("nobody_named",)
    case.participant.refresh_from_db()
    assert not case.participant.is_protected


def test_naming_and_taking_away(people: People, case: Enrolment) -> None:
    give(case, people)
    person, now = case.participant, at(TODAY, 14)
    anna = person.protected_access.get()
    with pytest.raises(Refused) as refused:
        unname_staff(anna, by=people.anna, now=now)
    assert codes(refused) == ("last_named",)
    for user, code in (
        (people.anna, "already_named"),
        (people.cilla, "foreign_user"),
        (UserFactory(unit=people.unit, is_active=False), "unusable"),
    ):
        with pytest.raises(Refused) as refused:
            name_staff(person, user=user, reason="", by=people.anna, today=TODAY)
        assert codes(refused) == (code,)
    name_staff(person, user=people.bo, reason="Tar över", by=people.anna, today=TODAY)
    assert Participant.objects.visible_to(people.bo).exists()
    unname_staff(anna, by=people.bo, now=now)
    anna.refresh_from_db()
    assert not Participant.objects.visible_to(people.anna).exists()
    assert (anna.ended_by, anna.period) == (people.bo, days(TODAY, TODAY))
    with pytest.raises(Refused):
        unname_staff(person.protected_access.get(user=people.bo), by=people.bo, now=now)
    people.anna.is_active = False
    people.anna.save()
    name_staff(person, user=people.eva, reason="", by=people.bo, today=TODAY)


@pytest.mark.parametrize(("setting", "expected"), [("enhetschef", ["Anna", "Eva"]), ("ingen", ["Anna"])])
def test_who_is_named_from_the_start_is_a_setting(people: People, setting: str, expected: list[str]) -> None:
    Municipality.objects.update(protected_named=setting)
    suggested = suggested_staff(people.anna, people.unit.pk, TODAY)
    assert sorted(one.first_name for one in suggested) == expected


# --- Pages ----------------------------------------------------------------------------------------


def test_the_page_from_giving_to_lifting(people: People, case: Enrolment) -> None:
    anna, person = signed_in(people.anna), case.participant
    url = reverse("protection", args=[person.uuid])
    assert "Inget skydd gäller" in anna.get(url).text
    form = anna.get(reverse("protection_give", args=[person.uuid]))
    assert set(form.context["form"].initial["named"]) == {str(people.anna.uuid), str(people.eva.uuid)}
    posted = {"kind": MARK, "decision": "Skatteverket 131 23", "decided_on": "2026-11-20"}
    nobody = anna.post(reverse("protection_give", args=[person.uuid]), posted).text
    assert "Välj minst en person" in nobody
    later = posted | {"decided_on": "2026-12-24", "named": [people.anna.uuid]}
    assert "efter i dag" in anna.post(reverse("protection_give", args=[person.uuid]), later).text
    answer = anna.post(
        reverse("protection_give", args=[person.uuid]), posted | {"named": [people.anna.uuid, people.bo.uuid]}
    )
    assert answer.url == url
    page = anna.get(url).text
    assert "Sekretessmarkering" in page
    assert "Bo Bergqvist" in page
    assert signed_in(people.eva).get(url).status_code == 404
    edit = anna.get(reverse("participant_edit", args=[person.uuid])).text
    assert "Gatuadress" not in edit
    access = ProtectedAccess.objects.get(user=people.bo)
    anna.post(reverse("protection_unname", args=[access.uuid]))
    assert signed_in(people.bo).get(url).status_code == 404
    own = ProtectedAccess.objects.get(user=people.anna)
    last = anna.post(reverse("protection_unname", args=[own.uuid]))
    assert "Minst en person måste få se" in last.text
    anna.post(reverse("protection_name", args=[person.uuid]), {"user": people.eva.uuid, "reason": "Chef"})
    assert signed_in(people.eva).get(url).status_code == 200
    anna.post(
        reverse("protection_lift", args=[person.uuid]),
        {"kind": MARK, "decision": "Skatteverket upphävde", "decided_on": "2026-11-23"},
    )
    assert signed_in(people.bo).get(person.get_absolute_url()).status_code != 404


def test_what_cannot_be_lifted_or_given_has_no_page(people: People, case: Enrolment) -> None:
    anna, person = signed_in(people.anna), case.participant
    give, lift = (reverse(f"protection_{verb}", args=[person.uuid]) for verb in ("give", "lift"))
    nothing = {"kind": MARK, "decision": "131", "decided_on": "2026-11-20"}
    assert anna.get(lift).status_code == anna.post(lift, nothing).status_code == 404
    assert anna.get(give).status_code == 200
    for kind, _ in Protection.choices:
        give_protection(
            person, kind=kind, decision="131", decided_on=TODAY, named=[people.anna], by=people.anna, today=TODAY
        )
    assert anna.get(lift).status_code == 200
    assert anna.get(give).status_code == 404


def test_whoever_names_only_others_is_led_away(people: People, case: Enrolment) -> None:
    anna = signed_in(people.anna)
    posted = {"kind": MARK, "decision": "131", "decided_on": "2026-11-20", "named": [people.bo.uuid]}
    answer = anna.post(reverse("protection_give", args=[case.participant.uuid]), posted, follow=True)
    assert answer.redirect_chain[0][0] == reverse("participant_list")
    assert "Kanariesson" not in answer.text


def test_a_case_is_handed_over_to_the_named_only(people: People, case: Enrolment) -> None:
    give(case, people)
    anna, url = signed_in(people.anna), reverse("enrolment_assign", args=[case.uuid])
    posted = {"user": people.bo.uuid, "first": "2026-11-24", "reason": "Byter", "revision": case.revision}
    assert "inte namngiven för deltagaren" in anna.post(url, posted).text
    name_staff(case.participant, user=people.bo, reason="", by=people.anna, today=TODAY)
    assert anna.post(url, posted).status_code == 302


def test_whoever_books_a_meeting_is_warned_of_addresses(people: People, case: Enrolment) -> None:
    client, url = signed_in(people.anna), reverse("meeting_create", args=[case.participant.uuid])
    assert "aldrig en adress" not in client.get(url).text
    give(case, people)
    assert "skriv aldrig en adress" in client.get(url).text
