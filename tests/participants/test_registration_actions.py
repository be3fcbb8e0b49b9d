"""A referral is accepted: who it is, that it may be, whose case it becomes, and what a race does."""

import datetime as dt
import threading

import pytest
from django.db import connection

from amc.obstacles import Refused
from participants.actions.referrals import decline_referral
from participants.actions.registration import accept_referral, attach_referral
from participants.models import Enrolment, IdentityNumber, Participant, Referral, Source
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    ParticipantFactory,
    People,
    ReferralFactory,
    TeamFactory,
    UserFactory,
    at,
    make_people,
)

TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)
NUMBER, OTHER_NUMBER = "199001012385", "199103052396"
# Skatteverket's own example of a samordningsnummer.
COORDINATION = "197010632391"


@pytest.fixture
def people(db) -> People:
    return make_people()


def accept(people: People, referral: Referral, participant: Participant | None = None, **given) -> Enrolment:
    values = {"team": people.team, "consultant": people.anna, "opened_on": TODAY, "by": people.bo} | given
    return accept_referral(referral=referral, participant=participant, today=TODAY, now=NOW, **values)


def refusal(people: People, referral: Referral, participant: Participant | None = None, **given) -> Refused:
    with pytest.raises(Refused) as refused:
        accept(people, referral, participant, **given)
    return refused.value


def known_person(people: People, number: str = NUMBER, kind: str = "personnummer", **given) -> Participant:
    person = ParticipantFactory(unit=people.unit, **given)
    IdentityNumberFactory(participant=person, number=number, kind=kind)
    return person


def test_a_new_person_is_made_of_what_the_source_wrote(people: People) -> None:
    referral = ReferralFactory(
        unit=people.unit,
        identity_number=NUMBER,
        gender="kvinna",
        phone="070-000 00 00",
        email="amina@kommunen.example",
        interpreter_language="dari",
        education_level="gymnasial",
        contact_name="Lena Ek",
        contact_phone="0771-000000",
    )
    enrolment = accept(people, referral)
    person = enrolment.participant
    assert (person.full_name, person.birth_date) == (referral.full_name, referral.birth_date)
    assert (person.gender, person.phone, person.email) == ("kvinna", "070-000 00 00", "amina@kommunen.example")
    assert (person.interpreter_language, person.education_level) == ("dari", "gymnasial")
    number = person.identity_numbers.get()
    assert (number.number, number.kind, number.is_current, number.valid_from) == (NUMBER, "personnummer", True, TODAY)
    assert (enrolment.consultant, enrolment.team, enrolment.opened_on) == (people.anna, people.team, TODAY)
    assert (enrolment.source, enrolment.referral) == (referral.source, referral)
    assert enrolment.case_number.startswith("2026-")
    assert enrolment.assignments.get().user == people.anna
    contact = enrolment.outside_contacts.get()
    assert (contact.organisation, contact.name, contact.phone) == ("af", "Lena Ek", "0771-000000")
    assert contact.since == referral.received_on
    referral.refresh_from_db()
    assert (referral.state, referral.participant, referral.decided_by, referral.seen_by) == (
        "accepted",
        person,
        people.bo,
        people.bo,
    )


@pytest.mark.parametrize(("number", "kind"), [("", "reservnummer"), (COORDINATION, "samordningsnummer")])
def test_every_person_gets_a_number_of_some_kind(people: People, number: str, kind: str) -> None:
    person = accept(people, ReferralFactory(unit=people.unit, identity_number=number)).participant
    given = person.identity_numbers.get()
    assert given.kind == kind
    assert given.number == number or given.number.startswith("R2026-")


def test_no_contact_named_is_a_fact_of_its_own(people: People) -> None:
    """[S2]: "no contact named" is an obstacle that is known, not a blank."""
    contact = accept(people, ReferralFactory(unit=people.unit, no_contact_named=True)).outside_contacts.get()
    assert contact.none_named


def test_who_returns_gets_a_new_enrolment_and_keeps_what_is_known(people: People) -> None:
    person = known_person(people, phone="08-1", education_level="grundskola")
    earlier = EnrolmentFactory(
        participant=person, case_number="2020-00001", consultant=people.bo, closed_on=dt.date(2026, 6, 1)
    )
    referral = ReferralFactory(
        unit=people.unit, identity_number=NUMBER, phone="070-2", education_level="gymnasial", email="a@kommunen.example"
    )
    enrolment = accept(people, referral, person)
    person.refresh_from_db()
    assert enrolment.pk != earlier.pk
    assert list(person.enrolments.values_list("pk", flat=True)) == [enrolment.pk, earlier.pk]
    assert (person.phone, person.education_level, person.email) == ("08-1", "grundskola", "a@kommunen.example")


@pytest.mark.parametrize(("number", "kind"), [(COORDINATION, "samordningsnummer"), ("R2024-00007", "reservnummer")])
def test_a_new_personnummer_becomes_the_current_one_and_the_old_is_kept(people: People, number: str, kind: str) -> None:
    """A person may go from samordningsnummer to personnummer [SFS 1991:481]."""
    person = known_person(people, number, kind)
    accept(people, ReferralFactory(unit=people.unit, identity_number=NUMBER), person)
    assert set(person.identity_numbers.values_list("number", "is_current")) == {(number, False), (NUMBER, True)}


def test_the_number_of_another_person_is_refused(people: People) -> None:
    owner, chosen = known_person(people), known_person(people, OTHER_NUMBER)
    referral = ReferralFactory(unit=people.unit, identity_number=NUMBER)
    assert refusal(people, referral, chosen).codes == ("number_of_somebody_else",)
    assert refusal(people, referral, None).codes == ("number_taken",)
    assert accept(people, referral, owner).participant == owner


def test_a_second_personnummer_is_refused(people: People) -> None:
    person = known_person(people, OTHER_NUMBER)
    referral = ReferralFactory(unit=people.unit, identity_number=NUMBER)
    assert refusal(people, referral, person).codes == ("number_of_somebody_else",)


def test_one_open_enrolment_per_person_in_all(people: People) -> None:
    person = known_person(people)
    enrolment = EnrolmentFactory(participant=person, case_number="2020-00001", consultant=people.bo)
    here = refusal(people, ReferralFactory(unit=people.unit, identity_number=NUMBER), person)
    assert here.codes == ("enrolled_here",)
    assert enrolment.case_number in here.obstacles[0].message
    there = ReferralFactory(unit=people.other_unit, identity_number=NUMBER)
    elsewhere = refusal(people, there, person, team=None, consultant=people.cilla, by=people.cilla)
    assert elsewhere.codes == ("enrolled_elsewhere",)
    for secret in (enrolment.case_number, people.unit.name, people.bo.full_name):
        assert secret not in elsewhere.obstacles[0].message


def test_somebody_from_another_unit_moves_here(people: People) -> None:
    person = known_person(people)
    EnrolmentFactory(participant=person, case_number="2020-00001", consultant=people.bo, closed_on=dt.date(2026, 6, 1))
    referral = ReferralFactory(unit=people.other_unit, identity_number=NUMBER)
    accept(people, referral, person, team=None, consultant=people.cilla, by=people.cilla)
    person.refresh_from_db()
    assert person.unit == people.other_unit


def test_a_referral_of_somebody_enrolled_here_is_attached(people: People) -> None:
    person = known_person(people)
    enrolment = EnrolmentFactory(participant=person, case_number="2020-00001", consultant=people.bo)
    referral = ReferralFactory(unit=people.unit, identity_number=NUMBER, contact_name="Lena Ek")
    attach_referral(referral=referral, participant=person, by=people.anna, today=TODAY, now=NOW)
    referral.refresh_from_db()
    assert (referral.state, referral.participant) == ("accepted", person)
    assert enrolment.case_number in referral.decision_reason
    assert enrolment.outside_contacts.get().name == "Lena Ek"
    assert Enrolment.objects.count() == 1


def test_nothing_is_attached_to_somebody_not_enrolled_here(people: People) -> None:
    referral = ReferralFactory(unit=people.unit)
    with pytest.raises(Refused) as refused:
        attach_referral(referral=referral, participant=known_person(people), by=people.anna, today=TODAY, now=NOW)
    assert refused.value.codes == ("not_enrolled",)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"opened_on": dt.date(2026, 11, 25)}, "opens_later"),
        ({"opened_on": dt.date(2026, 11, 15)}, "opens_before_received"),
    ],
)
def test_the_first_day_is_between_receipt_and_today(people: People, given: dict, code: str) -> None:
    assert refusal(people, ReferralFactory(unit=people.unit), **given).codes == (code,)
    assert not Participant.objects.exists()


def test_team_and_consultant_are_the_units_own(people: People) -> None:
    referral = ReferralFactory(unit=people.unit)
    refused = refusal(people, referral, team=TeamFactory(unit=people.other_unit), consultant=people.cilla)
    assert refused.codes == ("foreign_team", "foreign_consultant")
    gone = UserFactory(unit=people.unit, is_active=False)
    assert refusal(people, referral, consultant=gone).codes == ("foreign_consultant",)


def test_the_last_place_of_a_source_is_given_once(people: People) -> None:
    """Omsorgskontoret's places [S2], counted over open enrolments in the whole municipality."""
    source = Source.objects.get(code="omsorgskontoret")
    Source.objects.filter(pk=source.pk).update(quota=2)
    EnrolmentFactory(source=source, case_number="2020-00001")
    EnrolmentFactory(source=source, case_number="2020-00002", closed_on=dt.date(2026, 6, 1))
    first, second = (ReferralFactory(unit=people.unit, source=source, birth_date=dt.date(2000, 1, 1)) for _ in range(2))
    accept(people, first)
    refused = refusal(people, second)
    assert refused.codes == ("quota_full",)
    assert "Avsluta en inskrivning därifrån först" in refused.obstacles[0].message
    assert Participant.objects.filter(unit=people.unit).count() == 1


def test_an_answered_referral_is_not_accepted(people: People) -> None:
    referral = decline_referral(ReferralFactory(unit=people.unit), reason="Fullt", by=people.anna, now=NOW)
    assert refusal(people, referral).codes == ("answered",)


# --- At the same time -------------------------------------------------------------------------------


def at_once(*calls) -> list[object]:
    """Run each call in a thread of its own, all released at the same time; their results or refusals."""
    barrier, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call) -> None:
        try:
            barrier.wait(5)
            outcomes[place] = call()
        except Refused as refused:
            outcomes[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_the_same_referral_one_is_told_who_won() -> None:
    people = make_people()
    referral = ReferralFactory(unit=people.unit, identity_number=NUMBER)
    outcomes = at_once(lambda: accept(people, referral, by=people.anna), lambda: accept(people, referral, by=people.bo))
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Enrolment)]
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    winner = Referral.objects.select_related("decided_by").get(pk=referral.pk).decided_by
    assert lost.codes == ("answered",)
    assert lost.obstacles[0].message.startswith(f"{winner.full_name} tog emot anvisningen 2026-11-24 14:00")
    assert Enrolment.objects.get() == won
    assert Participant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_referrals_of_one_new_person_make_one_person() -> None:
    people = make_people()
    referrals = [ReferralFactory(unit=people.unit, identity_number=NUMBER) for _ in range(2)]
    outcomes = at_once(*[lambda referral=referral: accept(people, referral) for referral in referrals])
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert lost.codes == ("number_taken",)
    assert (Participant.objects.count(), IdentityNumber.objects.count(), Enrolment.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_not_given_to_two_at_once() -> None:
    people = make_people()
    source = Source.objects.get(code="omsorgskontoret")
    Source.objects.filter(pk=source.pk).update(quota=1)
    referrals = [ReferralFactory(unit=people.unit, source=source, birth_date=dt.date(2000, 1, 1)) for _ in range(2)]
    outcomes = at_once(*[lambda referral=referral: accept(people, referral) for referral in referrals])
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert lost.codes == ("quota_full",)
    assert Enrolment.objects.count() == 1
