"""Visits and talks that an internship has by default: the second week, half time, before the end [S2]."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amc.calendar import last_day
from handlingsplan.actions.follow_ups import book_follow_up, cancel_follow_up
from handlingsplan.due import PRAKTIK_FOLLOW_UP
from handlingsplan.models import FollowUp
from placements import actions
from placements.models import InternshipKind, PlannedVisit
from placements.rules.periods import Period
from placements.rules.visits import END, HALF, START, Visit, visit_days
from tests.factories import SupervisorFactory, WorkplaceFactory, at
from tests.placements.pages import TODAY, page
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")
THREE = [Visit(1, START, 11), Visit(2, HALF, 0), Visit(3, END, 14)]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        pytest.param(
            "2026-11-30", "2027-02-28", [(1, "2026-12-11"), (2, "2027-01-14"), (3, "2027-02-14")], id="three months"
        ),
        pytest.param("2026-11-30", "2026-12-27", [(1, "2026-12-11")], id="four weeks"),
        pytest.param("2026-11-30", "2027-01-03", [(1, "2026-12-11"), (3, "2026-12-20")], id="five weeks"),
        pytest.param("2026-11-30", "2026-12-04", [(1, "2026-12-04")], id="a week"),
        pytest.param("2026-11-30", "2026-11-30", [(1, "2026-11-30")], id="a day"),
    ],
)
def test_when_an_internship_is_visited(first, last, expected):
    assert visit_days(THREE, Period(D(first), D(last))) == [(key, D(day)) for key, day in expected]


@given(st.dates(D("2024-01-01"), D("2032-12-31")), st.integers(0, 400))
def test_every_internship_has_a_visit_and_none_two_in_a_week(first, length):
    period = Period(first, first.fromordinal(first.toordinal() + length))
    found = [day for _, day in visit_days(THREE, period)]
    assert found == sorted(found)
    assert found
    assert all(day in period for day in found)
    assert all((later - earlier).days >= 7 for earlier, later in pairwise(found))


def start(enrolment, people, first="2026-11-30", last="2027-02-28", kind="praktik"):
    workplace = WorkplaceFactory()
    return actions.start_internship(
        enrolment=enrolment,
        kind=InternshipKind.objects.get(code=kind),
        workplace=workplace,
        first_day=D(first),
        last_day=D(last),
        hours_per_week=20,
        supervisor=SupervisorFactory(employer=workplace.employer),
        by=people.anna,
        today=TODAY,
        acknowledged=["responsibility_missing"],
    )


def planned(internship):
    rows = internship.visits.filter(follow_up__cancelled_at__isnull=True).order_by("follow_up__due_on")
    return [f"{row.follow_up.due_on}" for row in rows.select_related("follow_up")]


def extend(internship, last, people):
    return actions.extend_internship(
        internship, last_day=D(last), seen=internship.revision, by=people.anna, today=TODAY
    )


def test_a_new_internship_has_its_visits_in_min_dag(enrolment, people):
    internship = start(enrolment, people)
    assert planned(internship) == ["2026-12-11", "2027-01-14", "2027-02-14"]
    assert {row.kind for row in FollowUp.objects.filter(internship_link__internship=internship)} == {"praktik"}
    assert [f"{row['due_on']}" for row in PRAKTIK_FOLLOW_UP.rows(TODAY)] == ["2026-12-11"]
    told = page(people.anna, "internship_detail", internship.uuid).content.decode()
    assert told.index("Besök i andra veckan") < told.index("Samtal efter halva tiden") < told.index("före slutet")


def test_a_studiebesok_has_none(enrolment, people):
    assert planned(start(enrolment, people, last="2026-12-01", kind="studiebesok")) == []


def test_which_visits_there_are_is_data_for_each_kind(enrolment, people):
    PlannedVisit.objects.filter(kind__code="praktik", anchor="half").update(is_active=False)
    PlannedVisit.objects.filter(kind__code="praktik", anchor="end").update(days=7)
    assert planned(start(enrolment, people)) == ["2026-12-11", "2027-02-21"]


def test_one_that_was_entered_late_gets_the_visits_that_are_left(enrolment, people):
    assert planned(start(enrolment, people, first="2026-10-01", last="2026-12-31")) == ["2026-12-17"]


def test_an_extension_moves_those_that_nobody_has_moved(enrolment, people):
    internship = start(enrolment, people)
    half, end = (
        FollowUp.objects.get(internship_link__internship=internship, internship_link__plan__anchor=anchor)
        for anchor in ("half", "end")
    )
    book_follow_up(follow_up=half, revision=half.revision, booked_at=None, today=TODAY, due_on=D("2027-01-20"))
    extend(internship, "2027-04-30", people)
    assert planned(internship) == ["2026-12-11", "2027-01-20", "2027-04-16"]
    end.refresh_from_db()
    assert end.due_on == D("2027-04-16")


def test_what_was_held_or_cancelled_stands(enrolment, people):
    internship = start(enrolment, people)
    first, half, _ = internship.visits.order_by("planned_on")
    FollowUp.objects.filter(pk=first.follow_up_id).update(
        held_on=TODAY, held_by=people.anna, recorded_at=at(TODAY), agreed="Går bra.", attendees=["deltagare"]
    )
    cancel_follow_up(follow_up=half.follow_up, revision=0, reason="Sjuk.", now=at(TODAY))
    extend(internship, "2027-04-30", people)
    assert planned(internship) == ["2026-12-11", "2027-04-16"]
    half.follow_up.refresh_from_db()
    assert half.follow_up.cancelled_reason == "Sjuk."


@pytest.mark.parametrize(
    ("last", "left"),
    [("2027-01-31", ["2026-12-11", "2026-12-31", "2027-01-17"]), ("2026-12-13", ["2026-12-11"])],
)
def test_a_shorter_one_keeps_those_that_fit(last, left, enrolment, people):
    internship = start(enrolment, people)
    actions.end_internship(internship, last_day=D(last), end_reason="own", seen=internship.revision, by=people.anna)
    assert planned(internship) == left


def test_one_that_has_ended_is_visited_no_more(enrolment, people):
    internship = start(enrolment, people, first="2026-11-20")
    actions.end_internship(internship, last_day=TODAY, end_reason="misuse", seen=internship.revision, by=people.anna)
    assert planned(internship) == []
    assert set(FollowUp.objects.values_list("cancelled_reason", flat=True)) == {"Praktiken har slutat."}
    assert "Inställd" in page(people.anna, "internship_detail", internship.uuid).content.decode()


@given(st.integers(1, 12))
def test_the_middle_visit_is_the_middle(months):
    first = D("2026-11-30")
    days = dict(visit_days([Visit(2, HALF, 0)], Period(first, last_day(first, months))))
    assert abs((days[2] - first).days * 2 - (last_day(first, months) - first).days) <= 1
