"""Who else agrees to a version: AF or socialtjänsten, where they are asked (issue 4, domain.md section 3 [S2])."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from amc.obstacles import Refused
from amc.revisions import Stale
from handlingsplan import rules
from handlingsplan.actions.drafts import add_goal, change_goal
from handlingsplan.actions.parties import ask_party
from handlingsplan.actions.plans import discard_draft, revise_plan
from handlingsplan.models import PlanParty, PlanVersion
from placements.facts import groundwork_of
from tests.factories import EnrolmentFactory, at
from tests.handlingsplan.asked import DAY, ContactFactory, PlanPartyFactory, settle
from tests.handlingsplan.room import NOW, SOON, TODAY, agree, seen

pytestmark = pytest.mark.django_db


def state_of(version):
    version.refresh_from_db()
    return version.state


# --- Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("organisation", "current", "asked", "days", "expected"),
    [
        ("af", True, False, 14, []),
        ("socialtjanst", True, False, 0, []),
        ("vard", True, False, 14, ["party_of_af_or_social"]),
        ("fk", True, False, 14, ["party_of_af_or_social"]),
        ("af", False, False, 14, ["party_of_af_or_social"]),
        ("af", True, True, 14, ["party_asked_once"]),
        ("af", True, False, -1, ["due_in_past"]),
        ("af", True, False, 4000, ["far_off"]),
    ],
)
def test_who_may_be_asked(organisation, current, asked, days, expected):
    found = rules.asking_obstacles(
        organisation=organisation, is_current=current, is_asked=asked, due_on=TODAY + days * DAY, today=TODAY
    )
    assert [obstacle.code for obstacle in found] == expected


@pytest.mark.parametrize(
    ("outcome", "values", "expected"),
    [
        ("agreed", {}, []),
        ("agreed", {"how": "paper", "reference": "2026:114"}, []),
        ("agreed", {"how": "message", "reference": "Anna, telefon 26/11"}, []),
        ("agreed", {"how": "paper"}, ["party_reference"]),
        ("agreed", {"how": "message", "reference": " "}, ["party_reference"]),
        ("agreed", {"how": ""}, ["party_how"]),
        ("agreed", {"how": "telepathy"}, ["party_how"]),
        ("agreed", {"day": TODAY + DAY}, ["party_in_future"]),
        ("agreed", {"day": TODAY - DAY}, []),
        ("agreed", {"day": TODAY - 2 * DAY}, ["party_of_older_text"]),
        ("more_time", {"day": TODAY + 7 * DAY}, []),
        ("more_time", {"day": TODAY - DAY}, ["due_in_past"]),
        ("dropped", {"reason": "AF svarar inte."}, []),
        ("dropped", {"reason": " "}, ["party_dropped_for_a_reason"]),
        ("eaten", {}, ["outcome"]),
    ],
)
def test_what_can_be_noted(outcome, values, expected):
    told = {"how": "screen", "day": TODAY, "reference": "", "reason": ""} | values
    row = PlanParty(asked_at=at(TODAY - DAY))
    found = rules.settling_obstacles(row, outcome=outcome, today=TODAY, **told)
    assert [obstacle.code for obstacle in found] == expected


def test_what_was_said_before_the_text_changed_is_of_another_text():
    row = PlanParty(asked_at=at(TODAY - 9 * DAY), lost_on=TODAY - 3 * DAY)
    told = {"how": "screen", "reference": "", "reason": "", "today": TODAY, "outcome": "agreed"}
    assert rules.settling_obstacles(row, day=TODAY - 3 * DAY, **told) == []
    (found,) = rules.settling_obstacles(row, day=TODAY - 4 * DAY, **told)
    assert found.code == "party_of_older_text"


# --- The version waits ----------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("both", "party"), ("party", "both")])
def test_the_version_is_agreed_when_the_last_of_all_has(draft, anna, party, order):
    for who in order:
        assert state_of(draft) == "draft"
        if who == "both":
            agree(draft, anna)
        else:
            settle(party, anna)
    assert state_of(draft) == "agreed"
    party.refresh_from_db()
    assert (party.agreed_on, party.how, party.noted_by) == (TODAY, "screen", anna)


def test_nobody_asked_waits_for_nobody(draft, anna):
    agree(draft, anna)
    assert state_of(draft) == "agreed"


def test_who_is_no_longer_asked_is_not_waited_for(draft, anna, party):
    agree(draft, anna)
    settle(party, anna, "dropped", reason=" AF svarar inte. ")
    assert state_of(draft) == "agreed"
    party.refresh_from_db()
    assert (party.reason, party.dropped_by, party.agreed_on) == ("AF svarar inte.", anna, None)


def test_more_time_moves_the_day_and_waits_on(draft, anna, party):
    agree(draft, anna)
    settle(party, anna, "more_time", day=SOON)
    assert state_of(draft) == "draft"
    party.refresh_from_db()
    assert (party.due_on, party.agreed_on, party.how) == (SOON, None, "")


def test_the_plan_counts_from_the_day_when_the_two_agreed(draft, anna, party):
    """An AMI asks that participant and employer have agreed before the first day [S0], whoever else is waited for."""
    enrolment = draft.plan.enrolment
    agree(draft, anna, now=NOW - 6 * DAY)
    assert groundwork_of(enrolment).plan_agreed_on is None
    settle(party, anna)
    draft.refresh_from_db()
    assert (draft.agreed_on, draft.frozen_at) == (TODAY - 6 * DAY, NOW)
    assert groundwork_of(enrolment).plan_agreed_on == TODAY - 6 * DAY


def test_asking_takes_nobody_s_agreement_away(draft, anna, contact):
    agree(draft, anna, consultant=False)
    row = ask_party(version=draft, contact=contact, due_on=SOON, by=anna, now=NOW)
    draft.refresh_from_db()
    assert draft.participant_agreed_at == NOW
    assert (row.who, row.due_on) == ("Lena Berg, Arbetsförmedlingen", SOON)


def test_asked_once_and_again_when_no_longer(draft, anna, contact):
    asked = {"version": draft, "contact": contact, "due_on": SOON, "by": anna, "now": NOW}
    first = ask_party(**asked)
    with pytest.raises(Refused) as refused:
        ask_party(**asked)
    assert refused.value.codes == ("party_asked_once",)
    settle(first, anna, "dropped", reason="Fel person")
    assert ask_party(**asked).is_waited_for


@pytest.mark.parametrize("values", [{"ended_on": TODAY}, {"none_named": True, "name": ""}, {"organisation": "skola"}])
def test_only_a_named_contact_of_today(draft, anna, values):
    row = ContactFactory(enrolment=draft.plan.enrolment, **values)
    with pytest.raises(Refused) as refused:
        ask_party(version=draft, contact=row, due_on=SOON, by=anna, now=NOW)
    assert refused.value.codes == ("party_of_af_or_social",)


def test_a_contact_of_another_case_is_not_asked(draft, anna):
    foreign = ContactFactory(enrolment=EnrolmentFactory())
    with pytest.raises(Refused) as refused:
        ask_party(version=draft, contact=foreign, due_on=SOON, by=anna, now=NOW)
    assert refused.value.codes == ("party_of_af_or_social",)


def test_an_agreed_version_asks_nobody_and_takes_no_answer(draft, anna, contact, party):
    settle(party, anna)
    agree(draft, anna)
    with pytest.raises(Refused) as refused:
        ask_party(version=draft, contact=contact, due_on=SOON, by=anna, now=NOW)
    assert refused.value.codes == ("agreed_plan_is_frozen",)
    for outcome in rules.PARTY_OUTCOMES:
        with pytest.raises(Refused) as refused:
            settle(party, anna, outcome, reason="Ångrat")
        assert refused.value.codes == ("agreed_plan_is_frozen",)


def test_nobody_is_asked_about_the_next_version_unasked(draft, anna, party):
    settle(party, anna)
    agree(draft, anna)
    new = revise_plan(plan=draft.plan, by=anna)
    assert not new.parties.exists()
    agree(new, anna)
    assert state_of(new) == "agreed"


def test_the_draft_is_thrown_away_with_whom_it_asked(draft, party):
    discard_draft(version=draft)
    assert not PlanParty.objects.exists()


# --- A changed text -------------------------------------------------------------------------------


def test_a_change_takes_all_agreements_away_and_says_whose(draft, anna, party):
    agree(draft, anna, consultant=False)
    settle(party, anna)
    edited = add_goal(version=draft, text="Ett mål till")
    assert edited.voided == ("deltagaren", "Lena Berg, Arbetsförmedlingen")
    draft.refresh_from_db()
    party.refresh_from_db()
    assert (draft.participant_agreed_at, draft.participant_lost_on) == (None, TODAY)
    assert (party.agreed_on, party.how, party.noted_by, party.lost_on) == (None, "", None, TODAY)
    assert add_goal(version=draft, text="Ett till").voided == ()


def test_agreeing_again_takes_back_what_was_lost(draft, anna, party):
    settle(party, anna)
    agree(draft, anna, participant=None)
    change_goal(goal=draft.goals.get(), revision=0, text="Något annat")
    draft.refresh_from_db()
    assert (draft.consultant_lost_on, draft.consultant_lost) == (TODAY, anna)
    agree(draft, anna)
    settle(party, anna)
    draft.refresh_from_db()
    party.refresh_from_db()
    assert (draft.state, draft.consultant_lost_on, draft.consultant_lost, party.lost_on) == ("agreed", None, None, None)


def test_an_old_text_is_not_agreed_to(draft, anna, party):
    old = seen(draft)
    change_goal(goal=draft.goals.get(), revision=0, text="Något annat")
    with pytest.raises(Refused) as refused:
        settle(party, anna, seen=old)
    assert refused.value.codes == ("text_changed",)
    # Waiting no longer is about no text.
    assert settle(party, anna, "dropped", seen=old, reason="Svarar inte").dropped_by == anna


def test_an_incomplete_text_is_not_agreed_to(draft, anna, party):
    draft.activities.update(due_on=None)
    with pytest.raises(Refused) as refused:
        settle(party, anna)
    assert refused.value.codes == ("activity_date",)


def test_two_who_note_at_once(draft, anna, party):
    settle(party, anna, "more_time", day=SOON)
    with pytest.raises(Stale):
        settle(party, anna, revision=0)
    settle(party, anna)
    with pytest.raises(Refused) as refused:
        settle(party, anna)
    assert refused.value.codes == ("party_settled",)


# --- What PostgreSQL keeps ------------------------------------------------------------------------


def test_postgresql_freezes_nothing_that_somebody_is_waited_for(draft, anna, party):
    agree(draft, anna)
    with pytest.raises(DatabaseError, match="somebody has not agreed yet"), transaction.atomic():
        PlanVersion.objects.filter(pk=draft.pk).update(state="agreed", agreed_on=TODAY, frozen_at=NOW)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"agreed_on": TODAY}, "party_agreement_is_whole"),
        ({"how": "paper"}, "party_agreement_is_whole"),
        ({"agreed_on": TODAY, "noted_at": NOW, "noted_by": "anna", "how": "paper"}, "party_agreement_is_whole"),
        ({"dropped_at": NOW, "dropped_by": "anna"}, "party_dropped_for_a_reason"),
        ({"reason": "Utan dag"}, "party_dropped_for_a_reason"),
        ({"organisation": "vard"}, "party_of_af_or_social"),
    ],
)
def test_an_answer_is_whole(party, people, fields, constraint):
    whole = {name: people.anna if value == "anna" else value for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PlanParty.objects.filter(pk=party.pk).update(**whole)


def test_the_answers_of_an_agreed_version_stand(draft, anna, party):
    settle(party, anna)
    agree(draft, anna)
    deeds = {
        "changed": lambda: PlanParty.objects.filter(pk=party.pk).update(how="paper", reference="x"),
        "removed": lambda: PlanParty.objects.filter(pk=party.pk).delete(),
        "added": lambda: PlanPartyFactory(version=draft),
    }
    for deed in deeds.values():
        with pytest.raises(DatabaseError, match="an agreed plan is frozen"), transaction.atomic():
            deed()
