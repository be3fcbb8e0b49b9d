"""Protected identity: given, lifted, who is named; what those log who may not know (domain.md section 5)."""

import datetime as dt
import re
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
from participants.models import Enrolment, ImportFile, Participant, ProtectedAccess, ProtectedIdentity, Referral
from participants.rules import protection as rules
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    People,
    ReferralFactory,
    UserFactory,
    at,
    days,
    make_people,
)
from tests.participants.test_import_views import upload

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
    with pytest.raises(DatabaseError, match="Cannot update"):
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
    bad = anna.post(reverse("protection_give", args=[person.uuid]), posted | {"decided_on": "2026-12-24"}).text
    assert "efter i dag" in bad
    assert "Välj minst en person" in bad
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
    assert signed_in(people.bo).get(person.get_absolute_url()).status_code == 200


def test_whoever_names_only_others_is_led_away(people: People, case: Enrolment) -> None:
    bo = signed_in(people.bo)
    posted = {"kind": MARK, "decision": "131", "decided_on": "2026-11-20", "named": [people.anna.uuid]}
    answer = bo.post(reverse("protection_give", args=[case.participant.uuid]), posted, follow=True)
    assert answer.redirect_chain[0][0] == reverse("participant_list")
    assert "Kanariesson" not in answer.text


def test_a_case_is_handed_over_to_the_named_only(people: People, case: Enrolment) -> None:
    give(case, people)
    anna, url = signed_in(people.anna), reverse("enrolment_assign", args=[case.uuid])
    posted = {"user": people.bo.uuid, "first": "2026-11-24", "reason": "Byter", "revision": case.revision}
    assert "inte namngiven för deltagaren" in anna.post(url, posted).text
    name_staff(case.participant, user=people.bo, reason="", by=people.anna, today=TODAY)
    assert anna.post(url, posted).status_code == 302


def who_sees(people: People) -> dict[str, bool]:
    """Whether the one referral is seen."""
    users = (people.anna, people.bo, people.eva)
    return {user.first_name: Referral.objects.visible_to(user).exists() for user in users}


# --- Logged by somebody who may not know ----------------------------------------------------------

WRITTEN = {"first_name": "Kerstin", "last_name": "Kanariesson", "source": "vuxenenheten", "received_on": "2026-11-20"}


def bare(page: str, *words: str) -> str:
    """A page without what differs between any two: keys, tokens and the words given."""
    for word in words:
        page = page.replace(word, "")
    page = re.sub(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", "", page)
    page = re.sub(r"(&quot;\w+&quot;: &quot;)[0-9a-f]{16}&quot;", r"\1", page)
    return re.sub(r"(value=|Token&quot;: &quot;|CSRFToken\": \")[\"\w]{20,}", "", page)


def log(client: Client, number: str, **given: str) -> Any:
    return client.post(reverse("referral_create"), WRITTEN | {"identity_number": number} | given, follow=True)


def test_a_referral_with_a_hidden_number_answers_like_any_other(people: People, case: Enrolment) -> None:
    give(case, people)
    bo = signed_in(people.bo)
    hidden = log(bo, NUMBER)
    landed = Referral.objects.get()
    assert (landed.participant, landed.landed, landed.state) == (case.participant, True, "seen")
    inbox = bo.get(reverse("referral_list")).text
    answers = [bo.get(reverse(name, args=[landed.uuid])).text for name in ("referral_accept", "referral_edit")]
    Referral.objects.all().delete()
    usual = log(bo, OTHER)
    other = Referral.objects.get()
    numbers = ("19900101-2385", "19900102-2384", NUMBER, OTHER, "1990-01-01", "1990-01-02")
    assert [url.replace(str(landed.uuid), "") for url, _ in hidden.redirect_chain] == [
        url.replace(str(other.uuid), "") for url, _ in usual.redirect_chain
    ]
    assert bare(hidden.text, *numbers) == bare(usual.text, *numbers)
    assert bare(inbox, *numbers) == bare(bo.get(reverse("referral_list")).text, *numbers)
    for page, name in zip(answers, ("referral_accept", "referral_edit"), strict=True):
        assert bare(page, *numbers) == bare(bo.get(reverse(name, args=[other.uuid])).text, *numbers)


def test_it_lands_with_the_named_and_with_nobody_else(people: People, case: Enrolment) -> None:
    give(case, people)
    log(signed_in(people.bo), NUMBER)
    referral = Referral.objects.get()
    seen = who_sees(people)
    assert seen == {"Anna": True, "Bo": True, "Eva": False}
    assert signed_in(people.eva).get(referral.get_absolute_url()).status_code == 404
    assert "Vem får se" not in signed_in(people.bo).get(referral.get_absolute_url()).text
    day = signed_in(people.anna).get(reverse("my_day")).text
    assert "Anvisning som du är namngiven för" in day
    anna = signed_in(people.anna)
    accept = anna.get(reverse("referral_accept", args=[referral.uuid]))
    assert f"redan inskriven, {case.case_number}" in accept.text
    anna.post(reverse("referral_accept", args=[referral.uuid]), {"person": case.participant.uuid})
    referral.refresh_from_db()
    assert referral.state == "accepted"


def test_no_duplicate_is_told_of(people: People, case: Enrolment) -> None:
    give(case, people)
    log(signed_in(people.bo), NUMBER)
    second = log(signed_in(people.eva), NUMBER)
    assert "Personen har redan" not in second.text
    assert Referral.objects.count() == 2
    again = log(signed_in(people.bo), NUMBER)
    assert "Personen har redan en öppen anvisning" in again.text
    same_name = log(
        signed_in(people.eva),
        "",
        first_name=case.participant.first_name,
        last_name=case.participant.last_name,
        birth_date="1990-01-01",
    )
    assert case.case_number not in same_name.text


@pytest.mark.parametrize(
    ("route", "posted"),
    [
        ("referral_accept", {"person": "ny", "opened_on": "2026-11-24"}),
        ("referral_decline", {"reason": "Nej"}),
        ("referral_supplement", {"reason": "Vad?"}),
    ],
)
def test_whoever_logged_it_has_no_say(people: People, case: Enrolment, route: str, posted: dict[str, str]) -> None:
    give(case, people)
    bo = signed_in(people.bo)
    log(bo, NUMBER)
    referral = Referral.objects.get()
    values = posted | ({"consultant": people.bo.uuid} if "person" in posted else {})
    answer = bo.post(reverse(route, args=[referral.uuid]), values, follow=True)
    assert answer.redirect_chain[0][0] == reverse("referral_list")
    assert "Någon annan har redan svarat" in answer.text
    referral.refresh_from_db()
    assert referral.state == "seen"
    assert Participant.objects.count() == 1
    assert not Referral.objects.visible_to(people.bo).exists()
    assert Referral.objects.visible_to(people.anna).exists()


def test_a_corrected_number_is_somebody_else(people: People, case: Enrolment) -> None:
    give(case, people)
    bo = signed_in(people.bo)
    log(bo, NUMBER)
    referral = Referral.objects.get()
    url = reverse("referral_edit", args=[referral.uuid])
    bo.post(url, WRITTEN | {"identity_number": OTHER, "birth_date": "1990-01-02", "revision": referral.revision})
    referral.refresh_from_db()
    assert (referral.participant, referral.landed) == (None, False)
    assert Referral.objects.visible_to(people.eva).exists()
    bo.post(url, WRITTEN | {"identity_number": NUMBER, "birth_date": "1990-01-01", "revision": referral.revision})
    referral.refresh_from_db()
    assert (referral.participant, referral.landed) == (case.participant, True)


def test_referrals_that_lay_there_follow_the_person(people: People, case: Enrolment) -> None:
    waiting = ReferralFactory(unit=people.unit, identity_number=NUMBER, registered_by=people.bo)
    abroad = ReferralFactory(unit=people.other_unit, identity_number=NUMBER, registered_by=people.cilla)
    give(case, people)
    for referral, reader in ((waiting, people.bo), (abroad, people.cilla)):
        referral.refresh_from_db()
        assert (referral.participant, referral.landed) == (case.participant, False)
        assert not Referral.objects.visible_to(reader).exists()


HIDDEN_ROW = "19900101-2385;Kerstin;Kanariesson;2026-11-16;Arbetsförmedlingen"
OTHER_ROW = "19900102-2384;Bodil;Berg;2026-11-16;Arbetsförmedlingen"


def test_a_row_of_a_file_is_as_any_other_to_whoever_uploaded_it(people: People, case: Enrolment) -> None:
    give(case, people)
    bo = signed_in(people.bo)
    page = bo.get(upload(bo, HIDDEN_ROW, OTHER_ROW).url + "?visa=nya").text
    assert "Kanariesson" in page
    assert "Importera 2 anvisningar" in page
    file = ImportFile.objects.get()
    colleague = signed_in(people.eva).get(file.get_absolute_url() + "?visa=nya").text
    assert "Kanariesson" not in colleague
    assert "Importera 1 anvisning" in colleague
    signed_in(people.eva).post(file.get_absolute_url())
    landed = Referral.objects.get(identity_number=NUMBER)
    assert (landed.landed, landed.registered_by, landed.participant) == (True, people.bo, case.participant)
    assert "Kanariesson" not in signed_in(people.eva).get(reverse("referral_list")).text
    again = bo.get(upload(bo, HIDDEN_ROW, OTHER_ROW).url + "?visa=finns").text
    assert again.count("importerades redan") == 2
    other = signed_in(people.eva)
    mine = other.get(upload(other, HIDDEN_ROW, OTHER_ROW).url + "?visa=nya").text
    assert "Kanariesson" in mine


# --- At intake ------------------------------------------------------------------------------------


def test_protection_is_given_at_intake(people: People) -> None:
    bo = signed_in(people.bo)
    told = {"protection": MARK, "protection_decision": "AF skriver det", "protection_decided_on": "2026-11-19"}
    half = log(bo, NUMBER, protection=MARK)
    assert "Skriv vad skyddet bygger på" in half.text
    assert "Skriv vilken dag det beslutades" in half.text
    log(bo, NUMBER, **told)
    referral = Referral.objects.get()
    seen = who_sees(people)
    assert seen == {"Anna": False, "Bo": True, "Eva": True}
    Municipality.objects.update(protected_named="ingen")
    assert not Referral.objects.visible_to(people.eva).exists()
    Municipality.objects.update(protected_named="enhetschef")
    answer = bo.post(
        reverse("referral_accept", args=[referral.uuid]),
        {"person": "ny", "consultant": people.anna.uuid, "opened_on": "2026-11-24"},
        follow=True,
    )
    assert "Skyddade personuppgifter" in answer.text
    person = Participant.objects.get()
    assert person.is_protected
    assert kinds_in_force(person) == {MARK}
    named = set(person.protected_access.in_force().values_list("user__first_name", flat=True))
    assert named == {"Anna", "Bo", "Eva"}
    assert person.protections.get().decision == "AF skriver det"
    hidden = UserFactory(unit=people.unit)
    assert not Referral.objects.visible_to(hidden).exists()
    assert not Enrolment.objects.visible_to(hidden).exists()
