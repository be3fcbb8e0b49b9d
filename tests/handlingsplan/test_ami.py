"""The yearly follow-ups of AMI (domain.md section 4 [S0]): which answers to which anniversary."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amc.calendar import anniversaries
from handlingsplan.actions.follow_ups import move_ami_follow_ups, plan_ami_follow_ups
from handlingsplan.ami import Known, reschedule
from handlingsplan.models import FollowUp
from tests.factories import EnrolmentFactory, FollowUpFactory, at

D = dt.date
Y1, Y2 = D(2027, 2, 1), D(2028, 1, 31)


@pytest.mark.parametrize(
    ("known", "days", "keys", "moves", "cancels"),
    [
        pytest.param([], [Y1, Y2], (None, None), {}, (), id="new contract of 24 months"),
        pytest.param(
            [Known(1, D(2027, 1, 31))],
            [Y1, Y2],
            (1, None),
            {1: Y1},
            (),
            id="12 months prolonged to 24: moved and added",
        ),
        pytest.param(
            [Known(1, D(2027, 1, 31), held=True)], [Y1, Y2], (1, None), {}, (), id="prolonged after the first was held"
        ),
        pytest.param([Known(1, Y1), Known(2, Y2)], [], (), {}, (1, 2), id="ended before a year"),
        pytest.param([Known(1, Y1, held=True), Known(2, Y2)], [Y1], (1,), {}, (2,), id="shortened to 12 months"),
        pytest.param(
            [Known(1, Y1)], [D(2027, 10, 1)], (1,), {1: D(2027, 10, 1)}, (), id="start moved eight months: same one"
        ),
        pytest.param([Known(1, Y1, held=True)], [], (), {}, (), id="held ones are never cancelled"),
        pytest.param(
            [Known(1, Y1), Known(2, Y1, held=True)], [Y1], (2,), {}, (1,), id="held goes before open for the same day"
        ),
        pytest.param([Known(1, Y1)], [Y1, Y1], (1,), {}, (), id="a date said twice counts once"),
    ],
)
def test_reschedule(known, days, keys, moves, cancels):
    schedule = reschedule(known, days)
    assert (schedule.keys, schedule.moves, schedule.cancels) == (keys, moves, cancels)


DAYS = st.dates(D(2024, 1, 1), D(2030, 12, 31))


@given(
    st.lists(st.tuples(DAYS, st.booleans()), max_size=5),
    st.lists(DAYS, max_size=4, unique=True),
)
def test_every_anniversary_has_one_and_no_held_one_moves(rows, days):
    known = [Known(key, day, held) for key, (day, held) in enumerate(rows)]
    schedule = reschedule(known, days)
    used = [key for key in schedule.keys if key is not None]
    held = {row.key for row in known if row.held}
    assert len(schedule.keys) == len(days)
    assert len(used) == len(set(used))
    assert held.isdisjoint(schedule.moves)
    assert held.isdisjoint(schedule.cancels)
    assert {row.key for row in known if not row.held} == (set(used) - held) | set(schedule.cancels)


@pytest.mark.parametrize(
    ("before", "after", "due"),
    [
        pytest.param(None, ("2026-02-01", "2027-01-31"), ["2027-01-31"], id="12 months: one, on the last day"),
        pytest.param(None, ("2026-02-01", "2028-01-31"), ["2027-02-01", "2028-01-31"], id="24 months: two"),
        pytest.param(None, ("2024-02-29", "2026-02-27"), ["2025-02-28", "2026-02-27"], id="24 months from 29 February"),
        pytest.param(
            ("2026-02-01", "2027-01-31"), ("2026-02-01", "2028-01-31"), ["2027-02-01", "2028-01-31"], id="extended"
        ),
        pytest.param(
            ("2026-02-01", "2028-01-31"), ("2026-02-01", "2027-06-30"), ["2027-02-01"], id="shortened to 17 months"
        ),
        pytest.param(("2026-02-01", "2028-01-31"), ("2026-02-01", "2027-01-31"), ["2027-01-31"], id="shortened to 12"),
        pytest.param(("2026-02-01", "2028-01-31"), ("2026-02-01", "2026-11-30"), [], id="ended within the year"),
    ],
)
@pytest.mark.django_db
def test_what_stands_when_the_period_has_moved(before, after, due):
    """domain.md section 4 [S0]: each twelfth month from the first start, the one of the day after on the last day."""
    enrolment = EnrolmentFactory(opened_on=D(2024, 1, 1))
    for first, last in (period for period in (before, after) if period):
        days = anniversaries(D.fromisoformat(first), D.fromisoformat(last))
        move_ami_follow_ups(enrolment=enrolment, due_dates=days)
    standing = FollowUp.objects.filter(enrolment=enrolment, cancelled_at__isnull=True).order_by("due_on")
    assert [str(row.due_on) for row in standing] == due


@pytest.mark.django_db
def test_plan_is_told_twice_without_doubling():
    enrolment = EnrolmentFactory()
    days = anniversaries(D(2026, 2, 1), D(2028, 1, 31))
    first = plan_ami_follow_ups(enrolment=enrolment, due_dates=days)
    assert [row.due_on for row in first] == [Y1, Y2]
    assert {row.kind for row in first} == {FollowUp.Kind.AMI_YEARLY}
    assert plan_ami_follow_ups(enrolment=enrolment, due_dates=days) == first


@pytest.mark.django_db
def test_move_adds_moves_and_cancels_with_reason():
    enrolment = EnrolmentFactory()
    plan_ami_follow_ups(enrolment=enrolment, due_dates=anniversaries(D(2026, 2, 1), D(2027, 1, 31)))
    longer = move_ami_follow_ups(enrolment=enrolment, due_dates=anniversaries(D(2026, 2, 1), D(2028, 1, 31)))
    assert [row.due_on for row in longer] == [Y1, Y2]
    assert longer[0].revision == 1
    now = at(D(2026, 11, 24))
    assert move_ami_follow_ups(enrolment=enrolment, due_dates=[], now=now, reason="Anställningen slutade.") == []
    rows = FollowUp.objects.filter(enrolment=enrolment)
    assert {(row.cancelled_at, row.cancelled_reason) for row in rows} == {(now, "Anställningen slutade.")}


@pytest.mark.django_db
def test_held_one_of_an_earlier_enrolment_counts_and_stands():
    earlier = EnrolmentFactory(closed_on=D(2027, 3, 1))
    held = FollowUpFactory(
        enrolment=earlier,
        kind=FollowUp.Kind.AMI_YEARLY,
        due_on=Y1,
        held_on=D(2027, 1, 20),
        held_by=earlier.consultant,
        recorded_at=at(D(2027, 1, 20)),
        attendees=["deltagare"],
        agreed="Fortsätta.",
    )
    again = EnrolmentFactory(participant=earlier.participant, opened_on=D(2027, 4, 1))
    rows = move_ami_follow_ups(enrolment=again, due_dates=[Y1, Y2])
    assert rows[0] == held
    assert (rows[1].enrolment, rows[1].due_on) == (again, Y2)
    held.refresh_from_db()
    assert held.due_on == Y1
    assert held.revision == 0


@pytest.mark.django_db
def test_plan_follow_ups_are_left_alone():
    other = FollowUpFactory(due_on=Y1)
    move_ami_follow_ups(enrolment=other.enrolment, due_dates=[])
    other.refresh_from_db()
    assert other.cancelled_at is None
