"""Internships: hours of the week's days, the limits of each kind, and what is changed (domain.md section 4)."""

from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from amc.obstacles import Refused
from placements import actions
from placements.facts import groundwork_of, limits_of
from placements.models import Internship, InternshipKind
from placements.rules.hours import day_words, equal_days, hours_obstacles
from placements.rules.internship import KindLimits, change_obstacles, judge_internship_length
from placements.rules.periods import Period
from tests.factories import (
    EmploymentFactory,
    InternshipFactory,
    KartlaggningEntryFactory,
    SupervisorFactory,
    WorkplaceFactory,
    at,
)
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D, ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")


def days(*hours):
    return [Decimal(str(one)) for one in hours]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("37.5", days(7.5, 7.5, 7.5, 7.5, 7.5, 0, 0)),
        ("20", days(4, 4, 4, 4, 4, 0, 0)),
        ("38.3", days(7.7, 7.7, 7.7, 7.7, 7.5, 0, 0)),
    ],
)
def test_hours_a_week_are_the_same_monday_to_friday(hours, expected):
    assert equal_days(Decimal(hours)) == expected


@given(st.decimals(1, 40, places=1))
def test_the_days_together_are_the_week(hours):
    found = equal_days(hours)
    assert (sum(found), len(found)) == (hours, 7)
    assert hours_obstacles(found) == []


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (days(7.5, 7.5, 7.5, 7.5, 7.5, 0, 0), "mån–fre 7,5"),
        (days(8, 0, 8, 0, 4.5, 0, 0), "mån 8, ons 8, fre 4,5"),
        (days(0, 0, 0, 0, 0, 6, 6), "lör–sön 6"),
    ],
)
def test_days_in_words(hours, words):
    assert day_words(hours) == words


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (days(8, 8, 8, 8, 8, 1, 0), "hours_out_of_range"),
        (days(0, 0, 0, 0, 0, 0, 0), "hours_out_of_range"),
        (days(25, 0, 0, 0, 0, 0, 0), "no_such_day"),
        (days(8, 8), "no_such_day"),
    ],
)
def test_hours_that_no_week_has(hours, code):
    assert [one.code for one in hours_obstacles(hours)] == [code]


SPRAK = KindLimits("Språkpraktik", min_months=3, max_months=6)
VISIT = KindLimits("Studiebesök", max_days=5)


@pytest.mark.parametrize(
    ("kind", "last", "codes"),
    [
        (SPRAK, "2027-02-22", ["internship_too_short"]),
        (SPRAK, "2027-02-23", []),
        (SPRAK, "2027-05-23", []),
        (SPRAK, "2027-05-24", ["internship_too_long"]),
        (VISIT, "2026-11-28", []),
        (VISIT, "2026-11-29", ["internship_too_long"]),
        (KindLimits("Praktik"), "2028-11-29", []),
    ],
)
def test_outside_the_limits_of_the_kind_warns(kind, last, codes):
    verdict = judge_internship_length(kind, Period(D("2026-11-24"), D(last)))
    assert verdict.refusals == []
    assert [one.code for one in verdict.warnings] == codes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("sprakpraktik", (3, 6, None)),
        ("praktik", (None, 6, None)),
        ("arbetstraning_job", (None, 12, None)),
        ("studiebesok", (None, None, 5)),
    ],
)
def test_the_limits_are_data(code, limits):
    found = limits_of(InternshipKind.objects.get(code=code))
    assert (found.min_months, found.max_months, found.max_days) == limits


@pytest.mark.parametrize(
    ("first", "reason", "today", "codes"),
    [
        ("2026-12-01", "", "2026-11-24", []),
        ("2026-12-08", "", "2026-11-24", []),
        ("2026-12-08", "", "2026-12-01", ["has_begun"]),
        ("2027-03-01", "", "2026-11-24", ["first_after_last"]),
        ("2026-12-01", "completed", "2027-03-01", ["has_ended"]),
        ("2026-12-01", "", "2027-03-01", []),
    ],
)
def test_what_of_an_internship_can_be_changed(first, reason, today, codes):
    period = Period(D("2026-12-01"), D("2027-02-28"))
    assert [one.code for one in change_obstacles(period, reason, D(first), D(today))] == codes


def test_postgresql_keeps_the_sum_of_the_days(internship):
    for values in (
        {"hours_per_week": 21},
        {"weekday_hours": days(4, 4, 4, 4, 4)},
        {"weekday_hours": days(4, 4, 4, 4, 4, 1, 0)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Internship.objects.filter(pk=internship.pk).update(**values)


def test_a_studiebesok_is_not_the_praktik_before_an_employment(people):
    """[S1]: a praktik first; both the rule and PostgreSQL know that a visit is none."""
    case = ready_for_ami(people)
    with time_machine.travel(at(D("2026-01-10")), tick=False):
        KartlaggningEntryFactory(enrolment=case)
    visit = InternshipFactory(
        enrolment=case,
        kind=InternshipKind.objects.get(code="studiebesok"),
        first_day=D("2026-01-20"),
        last_day=D("2026-01-20"),
    )
    assert groundwork_of(case).internship_from is None
    with pytest.raises(IntegrityError, match="no internship before"), transaction.atomic():
        EmploymentFactory(enrolment=case, scheme_id="ama")
    Internship.objects.filter(pk=visit.pk).update(kind=InternshipKind.objects.get(code="praktik"))
    assert groundwork_of(case).internship_from == D("2026-01-20")


# --- The forms -----------------------------------------------------------------------------------


def sent(**values):
    workplace = WorkplaceFactory()
    own = {
        "kind": "praktik",
        "workplace": workplace.uuid,
        "supervisor": SupervisorFactory(employer=workplace.employer).uuid,
        "first_day": "2026-12-01",
        "last_day": "2027-02-28",
        "hours_per_week": "37.5",
        "acknowledged": ["responsibility_missing"],
    }
    return own | values


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, days(7.5, 7.5, 7.5, 7.5, 7.5, 0, 0)),
        ({"hours_per_week": "", "monday": "8", "saturday": "4"}, days(8, 0, 0, 0, 0, 4, 0)),
        ({"hours_per_week": "12", "monday": "8", "saturday": "4"}, days(8, 0, 0, 0, 0, 4, 0)),
    ],
)
def test_hours_are_the_same_every_day_or_written_for_each(values, expected, people, enrolment):
    answer = post(people.anna, "internship_create", enrolment.participant.uuid, **sent(**values))
    assert answer.status_code == 302
    internship = Internship.objects.get()
    assert (internship.weekday_hours, internship.hours_per_week) == (expected, sum(expected))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"hours_per_week": "20", "monday": "8"}, "Dagarna blir 8 timmar"),
        ({"hours_per_week": ""}, "Fyll i timmar i veckan"),
        ({"hours_per_week": "", "monday": "24", "tuesday": "24"}, "mellan 1 och 40"),
    ],
)
def test_hours_that_do_not_add_up_are_said_at_the_field(values, words, people, enrolment):
    answer = post(people.anna, "internship_create", enrolment.participant.uuid, **sent(**values))
    assert words in str(answer.context["form"].errors["hours_per_week"])
    assert answer.context["form"]["first_day"].value() == "2026-12-01"
    assert not Internship.objects.exists()


def test_too_short_a_sprakpraktik_is_acknowledged(people, enrolment):
    client, url = as_(people.anna), f"/deltagare/{enrolment.participant.uuid}/placering/ny-praktik/"
    values = sent(kind="sprakpraktik", last_day="2026-12-31")
    asked = client.post(url, form_values(client.get(url), **values))
    assert "Språkpraktik är minst 3 månader, alltså till 2027-02-28." in asked.content.decode()
    both = {"acknowledged": ["internship_too_short", "responsibility_missing"]}
    client.post(url, form_values(asked, **values | both))
    kept = Internship.objects.get().acknowledged_warnings.values_list("code", flat=True)
    assert set(kept) == {"internship_too_short", "responsibility_missing"}


def test_what_it_is_about_is_changed(people, internship):
    shown = as_(people.anna).get(f"/praktik/{internship.uuid}/andra/").content.decode()
    assert 'value="20.0"' in shown
    values = {"first_day": "2026-09-01", "hours_per_week": "", "monday": "8", "tuesday": "8"}
    post(people.anna, "internship_change", internship.uuid, **values, tasks="Packa varor", purpose="Pröva lager")
    internship.refresh_from_db()
    assert (internship.hours_per_week, internship.tasks, internship.purpose) == (16, "Packa varor", "Pröva lager")
    assert "16 timmar i veckan (mån–tis 8)" in page(people.anna, "internship_detail", internship.uuid).content.decode()


def test_the_first_day_moves_while_it_has_not_begun(people, enrolment, hans):
    coming = InternshipFactory(
        enrolment=enrolment, supervisor=hans, first_day=D("2026-12-01"), last_day=D("2027-02-28")
    )
    connection.check_constraints()
    values = {"first_day": "2026-12-08", "hours_per_week": "20", "tasks": "", "purpose": ""}
    answer = post(people.anna, "internship_change", coming.uuid, **values)
    assert answer.status_code == 302, answer.context["form"].errors
    coming.refresh_from_db()
    assert coming.first_day == coming.supervisions.get().first_day == D("2026-12-08")


def test_of_two_changes_the_later_sees_what_the_first_did(people, internship):
    values = {
        "first_day": internship.first_day,
        "weekday_hours": internship.weekday_hours,
        "purpose": "",
        "tasks": "A",
        "by": people.anna,
        "today": TODAY,
    }
    actions.change_internship(internship, seen=0, **values)
    with pytest.raises(Refused) as refused:
        actions.change_internship(Internship.objects.get(), seen=0, **values | {"tasks": "B"})
    assert refused.value.codes == ("changed_meanwhile",)
    assert Internship.objects.get().tasks == "A"
