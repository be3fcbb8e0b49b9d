"""A referral is logged, read, completed and answered."""

import datetime as dt

import pytest

from amc.obstacles import Refused
from amc.revisions import Stale
from participants.actions.referrals import (
    complete_referral,
    decline_referral,
    mark_seen,
    register_referral,
    request_supplement,
    return_referral,
)
from participants.models import Referral, Source, TeamRule
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    ParticipantFactory,
    People,
    ReferralFactory,
    TeamFactory,
    at,
    make_people,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)
NUMBER, OTHER_NUMBER = "199001012385", "199103052396"


@pytest.fixture
def people() -> People:
    return make_people()


def particulars(**given) -> dict:
    return {
        "source": Source.objects.get(code="af"),
        "identity_number": NUMBER,
        "first_name": "Amina",
        "last_name": "Ahmed",
        "birth_date": dt.date(1990, 1, 1),
        "received_on": dt.date(2026, 11, 20),
    } | given


def register(people: People, *, accept_duplicate: bool = False, **given) -> Referral:
    return register_referral(
        unit=people.unit,
        by=people.anna,
        today=TODAY,
        now=NOW,
        accept_duplicate=accept_duplicate,
        **particulars(**given),
    )


def refusal(call, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value


def test_who_logs_it_has_read_it_and_the_team_follows_the_rules(people: People) -> None:
    TeamRule.objects.create(unit=people.unit, order=1, below_age=25, team=TeamFactory(unit=people.unit))
    TeamRule.objects.create(unit=people.unit, order=2, team=people.team)
    referral = register(people)
    assert (referral.state, referral.seen_by, referral.team) == ("seen", people.anna, people.team)


def test_a_chosen_team_stands(people: People) -> None:
    TeamRule.objects.create(unit=people.unit, order=1, team=people.team)
    chosen = TeamFactory(unit=people.unit)
    assert register(people, team=chosen).team == chosen


def test_the_terms_of_the_source_hold(people: People) -> None:
    kaa = Source.objects.get(code="kaa")
    refused = refusal(register, people, source=kaa, birth_date=dt.date(2006, 11, 20))
    assert refused.codes == ("too_old",)
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({"identity_number": NUMBER}, True, id="same number"),
        pytest.param({"identity_number": "", "first_name": "AMINA"}, True, id="same name and birth date"),
        pytest.param({"identity_number": ""}, True, id="no number then"),
        pytest.param({"identity_number": OTHER_NUMBER}, False, id="namesake with another personnummer"),
        pytest.param({"identity_number": "", "birth_date": dt.date(1990, 1, 2)}, False, id="other birth date"),
        pytest.param({"identity_number": NUMBER, "state": "declined"}, False, id="answered already"),
    ],
)
def test_an_open_referral_of_the_same_person_is_warned_of(people: People, known: dict, expected: bool) -> None:
    given = {"last_name": "Ahmed"} | known
    if given.get("state"):
        given |= {"decided_at": NOW, "seen_at": NOW, "decision_reason": "Fel kommun"}
    ReferralFactory(unit=people.unit, **given)
    if expected:
        refused = refusal(register, people)
        assert refused.codes == ("possible_duplicate",)
        assert "en öppen anvisning från Arbetsförmedlingen, inkommen 2026-11-16" in refused.obstacles[0].message
        register(people, accept_duplicate=True)
    else:
        register(people)


def test_an_open_enrolment_is_warned_of_in_the_own_unit_only(people: People) -> None:
    person = ParticipantFactory(unit=people.unit)
    IdentityNumberFactory(participant=person, number=NUMBER)
    enrolment = EnrolmentFactory(participant=person, consultant=people.anna)
    assert enrolment.case_number in refusal(register, people).obstacles[0].message
    register_referral(unit=people.other_unit, by=people.cilla, today=TODAY, now=NOW, **particulars())


def test_the_first_to_read_it_is_remembered(people: People) -> None:
    referral = ReferralFactory(unit=people.unit)
    assert mark_seen(referral, by=people.anna, now=NOW)
    assert not mark_seen(referral, by=people.bo, now=NOW + dt.timedelta(hours=1))
    referral.refresh_from_db()
    assert (referral.state, referral.seen_by, referral.seen_at, referral.revision) == ("seen", people.anna, NOW, 0)


@pytest.mark.parametrize(
    ("answer", "state", "decided"),
    [
        (decline_referral, "declined", True),
        (return_referral, "returned", True),
        (request_supplement, "supplement", False),
    ],
)
def test_an_answer_is_written_with_its_reason(people: People, answer, state: str, decided: bool) -> None:
    referral = answer(ReferralFactory(unit=people.unit), reason=" Bor i en annan kommun. ", by=people.anna, now=NOW)
    referral.refresh_from_db()
    assert (referral.state, referral.decision_reason) == (state, "Bor i en annan kommun.")
    assert (referral.decided_by, referral.decided_at) == ((people.anna, NOW) if decided else (None, None))
    assert (referral.seen_by, referral.seen_at) == (people.anna, NOW)


@pytest.mark.parametrize("answer", [decline_referral, return_referral, request_supplement])
def test_no_answer_without_a_reason(people: People, answer) -> None:
    referral = ReferralFactory(unit=people.unit)
    assert refusal(answer, referral, reason=" ", by=people.anna, now=NOW).codes == ("reason_missing",)
    referral.refresh_from_db()
    assert referral.state == "unseen"


def test_the_second_to_answer_is_told_who_was_first(people: People) -> None:
    referral = ReferralFactory(unit=people.unit)
    return_referral(referral, reason="Fel kommun", by=people.bo, now=NOW)
    refused = refusal(decline_referral, referral, reason="Fullt", by=people.anna, now=NOW)
    assert refused.codes == ("answered",)
    assert "Bo Bergqvist lämnade tillbaka anvisningen 2026-11-24 14:00" in refused.obstacles[0].message


def test_a_supplement_makes_it_read_again(people: People) -> None:
    referral = request_supplement(ReferralFactory(unit=people.unit), reason="Telefon?", by=people.anna, now=NOW)
    complete_referral(referral, referral.revision, today=TODAY, phone="070-000 00 00", **particulars())
    referral.refresh_from_db()
    assert (referral.state, referral.phone, referral.seen_by) == ("seen", "070-000 00 00", people.anna)


def test_of_two_who_complete_it_the_second_is_stale(people: People) -> None:
    referral = ReferralFactory(unit=people.unit)
    other = Referral.objects.get(pk=referral.pk)
    complete_referral(referral, 0, today=TODAY, **particulars())
    with pytest.raises(Stale):
        complete_referral(other, 0, today=TODAY, **particulars(first_name="Amira"))


def test_an_answered_referral_is_not_rewritten(people: People) -> None:
    referral = decline_referral(ReferralFactory(unit=people.unit), reason="Fullt", by=people.bo, now=NOW)
    refused = refusal(complete_referral, referral, referral.revision, today=TODAY, **particulars())
    assert refused.codes == ("answered",)
