"""Changes of consultant on a day to come: planning, taking back, and what comes of them on the day."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from amc.obstacles import Refused
from amc.staff.models import User
from participants.actions import taking
from participants.actions.assignments import hand_over, take_part
from participants.actions.carrying_out import carry_out_changes
from participants.actions.handovers import hand_over_cases, undo_handover
from participants.actions.planning import cancel_changes, read_outcomes
from participants.models import Enrolment, HandedCase, Handover, Participant, PlannedChange
from participants.rules.planning import CHANGED
from tests.factories import EnrolmentFactory, MeetingFactory, People, UserFactory, at
from tests.handovers.planned_room import DAY, ON, Plan, carry_out, consultants, plan, states, three  # noqa: F401
from tests.participants.case_room import NOW, TODAY, clock, people  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# --- The day ------------------------------------------------------------------------------------------


def test_on_the_day_it_is_a_handover_as_any_other(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    third = UserFactory(unit=people.unit)
    take_part(
        enrolment=three[0], user=people.bo, part="substitute", first=ON - DAY, last=ON + DAY, reason="", by=people.eva
    )
    early = MeetingFactory(enrolment=three[1], starts_at=at(ON - DAY), ends_at=at(ON - DAY, 11))
    later = MeetingFactory(enrolment=three[1], starts_at=at(ON + DAY), ends_at=at(ON + DAY, 11))
    changes = plan(chosen={three[0]: people.bo, three[1]: people.bo, three[2]: third})
    assert carry_out() == {"done": 3}
    assert consultants(three) == [people.bo, people.bo, third]
    handover = Handover.objects.get()
    assert (handover.of, handover.first_day, handover.reason) == (people.anna, ON, "Slutar")
    assert (handover.made_by, handover.made_at, handover.everything) == (people.eva, at(ON, 1), True)
    assert {letter.to: letter.cases.count() for letter in handover.letters.all()} == {people.bo: 2, third: 1}
    assert [change.handover for change in PlannedChange.objects.filter(step=changes[0].step)] == [handover] * 3
    parts = {(row.user, row.part, row.first_day, row.last_day) for row in three[0].assignments.standing()}
    assert (people.anna, "consultant", dt.date(2026, 1, 12), ON - DAY) in parts
    assert (people.bo, "consultant", ON, None) in parts
    assert (people.bo, "substitute", ON - DAY, ON - DAY) in parts
    new = three[0].assignments.get(user=people.bo, part="consultant")
    assert (new.reason, new.assigned_by) == ("Slutar", people.eva)
    for meeting, whose in ((early, people.anna), (later, people.bo)):
        meeting.refresh_from_db()
        assert meeting.consultant == whose
    with time_machine.travel(at(ON, 9), tick=False):
        undone = undo_handover(handover=handover, by=people.eva, now=at(ON, 9))
    assert (undone.amount, undone.kept) == (3, [])
    assert consultants(three) == [people.anna] * 3


@pytest.mark.parametrize("late", [1, 3, 40])
def test_missed_nights_lose_nothing(people: People, three: list[Enrolment], plan: Plan, late: int) -> None:  # noqa: F811
    """The new consultant has the case from the planned day; a plan for a later day waits."""
    plan(three[:1])
    plan(three[1:2], day=ON + 60 * DAY)
    assert carry_out(ON + late * DAY) == {"done": 1}
    assert three[0].assignments.get(user=people.bo).first_day == ON
    assert consultants(three[1:2]) == [people.anna]


def test_run_twice_is_done_once(three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    plan()
    assert carry_out() == {"done": 3}
    assert carry_out() == {}
    assert carry_out(ON + DAY) == {}
    assert (Handover.objects.count(), HandedCase.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_the_same_moment(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    plan()
    plan([EnrolmentFactory(participant__unit=people.unit, consultant=people.bo)], people.anna, of=people.bo)
    start, told = threading.Barrier(2), []

    def run() -> None:
        try:
            start.wait()
            told.append(carry_out_changes(ON, now=at(ON, 1)).total())
        finally:
            connection.close()

    with time_machine.travel(at(ON, 1), tick=False):
        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(told) == 4
    assert (Handover.objects.count(), HandedCase.objects.count()) == (2, 4)
    assert all(case.assignments.filter(part="consultant").count() == 2 for case in three)


def _closed(people: People, case: Enrolment) -> None:  # noqa: F811
    Enrolment.objects.filter(pk=case.pk).update(closed_on=ON - DAY)


def _account_closed(people: People, case: Enrolment) -> None:  # noqa: F811
    User.objects.filter(pk=people.bo.pk).update(is_active=False)


def _account_ends(people: People, case: Enrolment) -> None:  # noqa: F811
    User.objects.filter(pk=people.bo.pk).update(expires_on=ON - DAY)


def _other_role(people: People, case: Enrolment) -> None:  # noqa: F811
    User.objects.filter(pk=people.bo.pk).update(roles=["hr"])


def _moved(people: People, case: Enrolment) -> None:  # noqa: F811
    User.objects.filter(pk=people.bo.pk).update(unit=people.other_unit)


def _past_the_actions(people: People, case: Enrolment) -> None:  # noqa: F811
    Enrolment.objects.filter(pk=case.pk).update(consultant=people.eva)


def _hidden(people: People, case: Enrolment) -> None:  # noqa: F811
    Participant.objects.filter(pk=case.participant_id).update(is_protected=True)


CANNOT = "Den som skulle ta över kan inte ha ärenden: kontot är stängt eller har en annan roll."


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (_closed, "Ärendet är avslutat."),
        (_account_closed, CANNOT),
        (_account_ends, CANNOT),
        (_other_role, CANNOT),
        (_moved, "Den som skulle ta över arbetar på en annan enhet."),
        (_past_the_actions, CHANGED),
        (_hidden, "Den som skulle ta över är inte namngiven för deltagaren."),
    ],
)
def test_what_can_no_longer_be_done_says_why_and_the_rest_is_done(
    people: People,  # noqa: F811
    three: list[Enrolment],  # noqa: F811
    plan: Plan,  # noqa: F811
    happens: Callable[[People, Enrolment], None],
    why: str,
) -> None:
    other = UserFactory(unit=people.unit)
    plan(chosen={three[0]: people.bo, three[1]: other})
    happens(people, three[0])
    before = consultants(three[:1])
    assert carry_out() == {"done": 1, "refused": 1}
    assert states(three) == [("refused", why), ("done", "")]
    assert consultants(three[:2]) == [*before, other]
    row = PlannedChange.objects.get(enrolment=three[0])
    assert (row.settled_at, row.settled_by, row.handover, row.read_at) == (at(ON, 1), None, None, None)
    assert carry_out(ON + DAY) == {}


def test_an_account_that_ended_in_the_missed_nights(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    plan(three[:1], UserFactory(unit=people.unit, expires_on=ON + DAY))
    assert carry_out(ON + 2 * DAY) == {"refused": 1}
    assert states(three) == [("refused", CANNOT)]


def test_a_step_that_postgresql_refuses_stops_no_other(
    people: People,  # noqa: F811
    three: list[Enrolment],  # noqa: F811
    plan: Plan,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    plan(three[:1])
    plan(three[1:], day=ON + DAY)
    real = taking.take_over

    def failing(chosen: Any, *rest: Any) -> Any:
        if three[0] in chosen:
            raise DatabaseError("refused")
        return real(chosen, *rest)

    monkeypatch.setattr(taking, "take_over", failing)
    assert carry_out(ON + DAY) == {"done": 2}
    assert states(three[:1]) == [("planned", "")]
    assert not any(case.participant.last_name in caplog.text for case in three)
    monkeypatch.undo()
    assert carry_out(ON + 2 * DAY) == {"done": 1}


def test_many_cases_cost_as_much_as_few(people: People, plan: Plan) -> None:  # noqa: F811
    def costs(amount: int) -> int:
        cases = EnrolmentFactory.create_batch(amount, participant__unit=people.unit, consultant=people.anna)
        for case in cases:
            MeetingFactory(enrolment=case, starts_at=at(ON + DAY), ends_at=at(ON + DAY, 11))
        plan(cases)
        with CaptureQueriesContext(connection) as captured:
            assert carry_out() == {"done": amount}
        return len(captured)

    few = costs(2)
    assert costs(9) == few
    assert few <= 26


# --- By hand before the day ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["one", "several"])
@pytest.mark.parametrize("planner_does_it", [True, False])
def test_changed_by_hand_before_the_day(
    people: People,  # noqa: F811
    three: list[Enrolment],  # noqa: F811
    plan: Plan,  # noqa: F811
    how: str,
    planner_does_it: bool,
) -> None:
    """It comes to nothing at once, and whoever planned it is told, unless they did it themselves."""
    plan(three[:2])
    by, third = people.eva if planner_does_it else people.anna, UserFactory(unit=people.unit)
    if how == "one":
        hand_over(enrolment=three[0], to=third, first=TODAY, reason="Nu", by=by, today=TODAY)
    else:
        chosen = {three[0]: third}
        hand_over_cases(of=people.anna, chosen=chosen, first=TODAY, last=None, reason="Nu", by=by, now=NOW)
    row = PlannedChange.objects.get(enrolment=three[0])
    assert (row.state, row.why, row.settled_by) == ("refused", CHANGED, by)
    assert (row.read_at is not None) is planner_does_it
    assert carry_out() == {"done": 1}
    assert consultants(three[:2]) == [third, people.bo]


def test_a_substitute_leaves_the_plan_as_it_is(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    plan(three[:1])
    values = {"first": TODAY, "last": ON, "reason": "Semester", "by": people.eva, "now": NOW}
    hand_over_cases(of=people.anna, chosen={three[0]: people.bo}, **values)
    assert states(three) == [("planned", "")]


def test_a_handover_that_is_undone_takes_the_plan_along(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    values = {"first": TODAY, "last": None, "reason": "Nu", "by": people.eva, "now": NOW}
    handover = hand_over_cases(of=people.anna, chosen={three[0]: people.bo}, **values)
    plan(three[:1], people.eva, of=people.bo)
    undo_handover(handover=handover, by=people.eva, now=NOW)
    assert states(three) == [("refused", CHANGED)]


# --- Taking back, and reading what came of it -----------------------------------------------------------


def test_taken_back_it_does_not_happen(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    changes = plan()
    assert cancel_changes(changes[:1], by=people.anna, now=NOW) == 1
    row = PlannedChange.objects.get(pk=changes[0].pk)
    assert (row.state, row.settled_by, row.settled_at) == ("cancelled", people.anna, NOW)
    assert cancel_changes(changes, by=people.eva, now=NOW) == 2
    with pytest.raises(Refused) as refused:
        cancel_changes(changes, by=people.eva, now=NOW)
    assert refused.value.codes == ("settled",)
    assert carry_out() == {}
    assert consultants(three) == [people.anna] * 3


def test_what_is_done_is_not_taken_back(people: People, plan: Plan) -> None:  # noqa: F811
    changes = plan()
    carry_out()
    with pytest.raises(Refused):
        cancel_changes(changes, by=people.eva, now=NOW)


def test_an_outcome_is_read_once(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    changes = plan(three[:1])
    _closed(people, three[0])
    carry_out()
    read_outcomes(changes, now=at(ON, 9))
    read_outcomes(changes, now=at(ON, 10))
    assert PlannedChange.objects.get().read_at == at(ON, 9)


def test_a_new_handover_deals_with_one_that_came_to_nothing(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    plan(three[:1])
    _account_closed(people, three[0])
    carry_out()
    with time_machine.travel(at(ON, 9), tick=False):
        hand_over(enrolment=three[0], to=people.eva, first=ON, reason="I stället", by=people.eva, today=ON)
    assert PlannedChange.objects.get().read_at is not None
