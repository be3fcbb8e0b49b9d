"""Plans: drafted, agreed, frozen, revised, as actions on the database."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from amc.calendar import add_months
from amc.obstacles import Refused
from amc.revisions import Stale
from handlingsplan.actions.drafts import (
    add_activity,
    add_goal,
    change_activity,
    change_goal,
    move_activity,
    move_goal,
    remove_activity,
    remove_goal,
)
from handlingsplan.actions.plans import (
    ParticipantAgrees,
    agree_plan,
    change_summary,
    create_plan,
    discard_draft,
    revise_plan,
)
from handlingsplan.actions.progress import set_activity_state
from handlingsplan.models import Activity, ActivityKind, FollowUp, PlanVersion
from tests.factories import (
    EnrolmentFactory,
    FollowUpFactory,
    GoalFactory,
)
from tests.handlingsplan.room import NOW, SCREEN, TODAY, agree, seen

pytestmark = pytest.mark.django_db

D = dt.date


# --- Drafting -------------------------------------------------------------------------------------


def test_a_plan_is_begun_once(anna):
    enrolment = EnrolmentFactory(consultant=anna)
    first = create_plan(enrolment=enrolment, by=anna)
    assert (first.number, first.state) == (1, "draft")
    assert create_plan(enrolment=enrolment, by=anna) == first


def test_a_closed_enrolment_gets_no_plan(anna):
    enrolment = EnrolmentFactory(consultant=anna, closed_on=D(2026, 6, 1))
    with pytest.raises(Refused) as refused:
        create_plan(enrolment=enrolment, by=anna)
    assert refused.value.codes == ("enrolment_closed",)


def test_goals_and_activities_keep_their_order(draft):
    cv = ActivityKind.objects.get(code="cv")
    goal = add_goal(version=draft, text=" Lära mig svenska ", sign="Jag klarar SFI D").row
    assert (goal.text, goal.order) == ("Lära mig svenska", 2)
    for what in ("Ett", "Två", "Tre"):
        add_activity(version=draft, goal=goal, kind=cv, what=what, party="deltagare")
    last = goal.activities.get(what="Tre")
    move_activity(activity=last, direction="up")
    move_activity(activity=last, direction="up")
    move_activity(activity=last, direction="up")
    assert [row.what for row in goal.activities.all()] == ["Tre", "Ett", "Två"]
    move_goal(goal=goal, direction="up")
    assert draft.goals.first() == goal
    remove_activity(activity=last)
    remove_goal(goal=goal)
    assert [row.what for row in draft.activities.filter(goal=None)] == ["Ett", "Två"]


def test_an_activity_of_another_goal_is_moved_with_its_text(draft):
    row = draft.activities.get()
    other = add_goal(version=draft, text="Andra målet").row
    changed = change_activity(
        activity=row, revision=0, kind=row.kind, what="Skriva om CV", party="deltagare", goal=other
    ).row
    assert (changed.goal, changed.what, changed.revision) == (other, "Skriva om CV", 1)


def test_a_goal_of_another_plan_is_refused(draft):
    foreign = GoalFactory()
    row = draft.activities.get()
    with pytest.raises(Refused) as refused:
        change_activity(activity=row, revision=0, kind=row.kind, what="X", party="deltagare", goal=foreign)
    assert refused.value.codes == ("gone",)


@pytest.mark.parametrize("what", ["goal", "activity", "summary"])
def test_the_later_of_two_saves_is_stale(draft, what):
    goal, activity = draft.goals.get(), draft.activities.get()

    def save():
        if what == "goal":
            change_goal(goal=goal, revision=0, text="Nytt")
        elif what == "activity":
            change_activity(activity=activity, revision=0, kind=activity.kind, what="Nytt", party="deltagare")
        else:
            change_summary(version=draft, revision=0, summary="Nytt")

    save()
    with pytest.raises(Stale):
        save()


def test_a_removed_row_is_stale_not_an_error(draft):
    goal, activity = draft.goals.get(), draft.activities.get()
    remove_activity(activity=activity)
    with pytest.raises(Stale) as stale:
        change_activity(activity=activity, revision=0, kind=activity.kind, what="Nytt", party="deltagare")
    assert stale.value.current is None
    remove_goal(goal=goal)
    with pytest.raises(Stale):
        change_goal(goal=goal, revision=0, text="Nytt")


# --- Agreement ------------------------------------------------------------------------------------


def test_both_agree_and_the_version_is_frozen(draft, anna):
    version = agree(draft, anna)
    assert (version.state, version.agreed_on, version.frozen_at) == ("agreed", TODAY, NOW)
    assert version.consultant_agreed_by == anna
    assert version.participant_agreed_how == "screen"


def test_one_at_a_time(draft, anna, people):
    half = agree(draft, anna, consultant=False)
    assert (half.state, half.participant_agreed_at) == ("draft", NOW)
    whole = agree(draft, people.bo, participant=None)
    assert (whole.state, whole.consultant_agreed_by) == ("agreed", people.bo)


def test_a_paper_keeps_its_own_date_and_the_agreement_is_of_today(draft, anna):
    """`agreed_on` is the day of entry, the paper's date apart: a plan cannot be backdated before an AMI [S0]."""
    version = agree(draft, anna, participant=ParticipantAgrees("paper", D(2026, 10, 1), " Pärm 12, 2026:114 "))
    assert (version.agreed_on, version.paper_date) == (TODAY, D(2026, 10, 1))
    assert version.paper_reference == "Pärm 12, 2026:114"


def test_the_day_is_the_municipality_s(draft, anna):
    """Half past midnight in Stockholm is still the day before in UTC."""
    version = agree(draft, anna, now=dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC))
    assert version.agreed_on == D(2026, 11, 25)


def test_an_incomplete_plan_is_not_agreed(draft, anna):
    Activity.objects.filter(version=draft).update(due_on=None)
    with pytest.raises(Refused) as refused:
        agree(draft, anna)
    assert refused.value.codes == ("activity_date",)


def test_nobody_agrees(draft, anna):
    with pytest.raises(Refused) as refused:
        agree(draft, anna, participant=None, consultant=False)
    assert refused.value.codes == ("nobody_agrees",)


def _add_goal(version):
    add_goal(version=version, text="Ett mål till")


def _reword(version):
    change_goal(goal=version.goals.get(), revision=0, text="Något annat")


def _redate(version):
    row = version.activities.get()
    change_activity(activity=row, revision=0, kind=row.kind, what=row.what, party=row.party, due_on=D(2027, 1, 1))


def _resum(version):
    change_summary(version=version, revision=0, summary="Annat")


CHANGES = [_add_goal, _reword, _redate, _resum]


@pytest.mark.parametrize("change", CHANGES)
def test_an_old_tab_cannot_sign_a_newer_text(draft, anna, change):
    old = seen(draft)
    change(draft)
    with pytest.raises(Refused) as refused:
        agree_plan(version=draft, seen=old, by=anna, now=NOW, participant=SCREEN, consultant=True)
    assert refused.value.codes == ("text_changed",)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_voids_what_one_had_agreed_to(draft, anna, change):
    agree(draft, anna, consultant=False, participant=ParticipantAgrees("behalf", behalf_reason="Sjuk"))
    change(draft)
    draft.refresh_from_db()
    assert draft.participant_agreed_at is None
    assert draft.behalf_reason == ""


def test_the_change_says_that_it_voided(draft, anna):
    assert not add_goal(version=draft, text="Ett").voided
    agree(draft, anna, participant=None)
    assert add_goal(version=draft, text="Två").voided


def test_progress_voids_nothing_and_signs_as_before(draft, anna):
    old = seen(draft)
    agree(draft, anna, consultant=False)
    set_activity_state(activity=draft.activities.get(), revision=0, state="ongoing", by=anna, today=TODAY)
    agreed = agree_plan(version=draft, seen=old, by=anna, now=NOW, consultant=True)
    assert agreed.state == "agreed"


def test_the_first_plan_plans_a_follow_up(draft, anna):
    """Planned by default for others than AMI: Municipality.follow_up_months later (section 4)."""
    agree(draft, anna)
    row = FollowUp.objects.get()
    assert (row.enrolment, row.kind, row.due_on) == (draft.plan.enrolment, "plan", add_months(TODAY, 6))
    FollowUp.objects.all().delete()
    agree(revise_plan(plan=draft.plan, by=anna), anna)
    assert not FollowUp.objects.exists()


def test_no_second_follow_up_where_one_is_open(draft, anna):
    FollowUpFactory(enrolment=draft.plan.enrolment, kind="ami_yearly", due_on=D(2027, 1, 31))
    agree(draft, anna)
    assert FollowUp.objects.count() == 1


# --- Revision -------------------------------------------------------------------------------------


@pytest.fixture
def revised(draft, anna):
    agreed = agree(draft, anna)
    return agreed, revise_plan(plan=draft.plan, by=anna)


def test_a_revision_is_the_agreed_text_with_the_same_origins(revised):
    agreed, new = revised
    assert (new.number, new.state, new.summary) == (2, "draft", agreed.summary)
    assert new.goals.get().origin == agreed.goals.get().origin
    row, old = new.activities.get(), agreed.activities.get()
    assert (row.origin, row.what, row.due_on) == (old.origin, old.what, old.due_on)
    assert row.goal == new.goals.get()
    assert row.uuid != old.uuid


def test_there_is_one_draft(revised, anna):
    agreed, new = revised
    assert revise_plan(plan=agreed.plan, by=anna) == new
    assert create_plan(enrolment=agreed.plan.enrolment, by=anna) == new


def test_agreeing_replaces_and_carries_progress(revised, anna):
    agreed, new = revised
    done = agreed.activities.get()
    set_activity_state(activity=done, revision=0, state="done", by=anna, today=TODAY, result="Klart och bra")
    agree(new, anna)
    agreed.refresh_from_db()
    assert agreed.state == "replaced"
    carried = new.activities.get()
    assert (carried.state, carried.result, carried.done_on) == ("done", "Klart och bra", TODAY)


def test_progress_in_the_draft_is_progress_in_the_plan_in_force(revised, anna):
    agreed, new = revised
    row = new.activities.get()
    set_activity_state(activity=row, revision=0, state="waiting", waiting_for="place", by=anna, today=TODAY)
    assert agreed.activities.get().state_in_words == "Väntar på plats"
    discard_draft(version=new)
    assert agreed.activities.get().state_in_words == "Väntar på plats"
    assert not PlanVersion.objects.filter(pk=new.pk).exists()


def test_replaced_versions_stand_still(revised, anna):
    agreed, new = revised
    agree(new, anna)
    set_activity_state(activity=new.activities.get(), revision=0, state="ongoing", by=anna, today=TODAY)
    old = agreed.activities.get()
    assert old.state == "planned"
    with pytest.raises(Refused) as refused:
        set_activity_state(activity=old, revision=0, state="done", by=anna, today=TODAY)
    assert refused.value.codes == ("version_replaced",)


def test_done_today_and_undone(draft, anna):
    row = set_activity_state(activity=draft.activities.get(), revision=0, state="done", by=anna, today=TODAY)
    assert row.done_on == TODAY
    row = set_activity_state(activity=row, revision=1, state="ongoing", by=anna, today=TODAY)
    assert row.done_on is None
    with pytest.raises(Stale):
        set_activity_state(activity=row, revision=1, state="planned", by=anna, today=TODAY)


def test_what_no_longer_waits_waits_for_nothing(draft, anna):
    row = draft.activities.get()
    for revision, state in enumerate(("waiting", "ongoing")):
        row = set_activity_state(
            activity=row, revision=revision, state=state, waiting_for="papers", by=anna, today=TODAY
        )
    assert (row.waiting_for, row.state_in_words) == ("", "Pågår")
    with pytest.raises(IntegrityError, match="only_waiting_waits_for"), transaction.atomic():
        Activity.objects.filter(pk=row.pk).update(waiting_for="papers")


def test_a_stranger_s_specialist_moves_nothing(draft, people):
    with pytest.raises(Refused) as refused:
        set_activity_state(activity=draft.activities.get(), revision=0, state="done", by=people.specialist, today=TODAY)
    assert refused.value.codes == ("not_yours",)


def test_an_agreed_version_is_not_discarded(draft, anna):
    version = agree(draft, anna)
    with pytest.raises(Refused) as refused:
        discard_draft(version=version)
    assert refused.value.codes == ("agreed_plan_is_frozen",)
