"""What the case wants remembered, by its own dates (amc.due)."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from amc.due import KEYS, DueRule
from amc.staff.models import Municipality
from participants import due
from participants.models import Closure, Enrolment, JournalEntry
from tests.factories import (
    EnrolmentFactory,
    JournalEntryFactory,
    KartlaggningEntryFactory,
    MeetingFactory,
    People,
    at,
)
from tests.participants.case_room import TODAY, case, people  # noqa: F401

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


def asked(rule: DueRule, today: dt.date = TODAY) -> list[tuple[Any, dt.date]]:
    rows = list(rule.rows(today))
    assert all(set(row) == set(KEYS) for row in rows)
    return [(row["subject"], row["due_on"]) for row in rows]


# Six weeks from the last contact, or from the enrolment (issue, reminders: no contact for 6 weeks).
@pytest.mark.parametrize(
    ("opened", "notes", "expected"),
    [
        ("2026-10-13", [], "2026-11-24"),
        ("2026-10-20", [], "2026-12-01"),  # seven days ahead: the horizon
        ("2026-10-21", [], None),
        ("2026-01-12", [("samtal", "2026-10-01")], "2026-11-12"),
        ("2026-01-12", [("samtal", "2026-10-01"), ("telefon", "2026-11-20")], None),
        ("2026-01-12", [("telefon", "2026-11-20"), ("samtal", "2026-10-01")], None),  # written late
        ("2026-01-12", [("samtal", "2026-10-01"), ("uteblivet", "2026-11-20")], "2026-11-12"),
        ("2026-01-12", [("samtal", "2026-10-01"), ("kontakt", "2026-11-20")], "2026-11-12"),
        ("2026-01-12", [("uppfoljning", "2026-11-23")], None),
    ],
)
def test_no_contact(people: People, opened: str, notes: list[tuple[str, str]], expected: str | None) -> None:  # noqa: F811
    enrolment = EnrolmentFactory(opened_on=D(opened), consultant=people.anna, participant__unit=people.unit)
    for kind, day in notes:
        JournalEntryFactory(enrolment=enrolment, kind=kind, occurred_at=at(D(day)))
    assert asked(due.NO_CONTACT) == ([(enrolment.uuid, D(expected))] if expected else [])


def test_the_weeks_without_contact_are_the_municipalitys_own(people: People) -> None:  # noqa: F811
    enrolment = EnrolmentFactory(opened_on=D("2026-10-13"), participant__unit=people.unit)
    Municipality.objects.update(contact_gap_weeks=4)
    assert asked(due.NO_CONTACT) == [(enrolment.uuid, D("2026-11-10"))]


def test_contact_late_at_night_counts_on_the_municipalitys_day(case: Enrolment) -> None:  # noqa: F811
    JournalEntryFactory(enrolment=case, occurred_at=dt.datetime(2026, 11, 19, 23, 30, tzinfo=dt.UTC))
    case.refresh_from_db()
    assert case.last_contact_on == D("2026-11-20")


def test_the_latest_contact_leaves_no_trace_in_the_history(case: Enrolment) -> None:  # noqa: F811
    events = next(iter(Enrolment.pgh_event_models.values()))
    before = events.objects.filter(pgh_obj_id=case.pk).count()
    JournalEntry.objects.bulk_create([JournalEntryFactory.build(enrolment=case, author=case.consultant)])
    case.refresh_from_db()
    assert case.last_contact_on is not None
    assert events.objects.filter(pgh_obj_id=case.pk).count() == before


@pytest.mark.parametrize(
    ("opened", "area", "expected"),
    [
        ("2026-11-10", None, "2026-11-24"),
        ("2026-11-17", None, "2026-12-01"),
        ("2026-11-18", None, None),
        ("2026-11-10", "utbildning", None),
        ("2026-11-10", "halsa", "2026-11-24"),  # a sensitive area must not tell that it is filled in
    ],
)
def test_kartlaggning_not_begun(people: People, opened: str, area: str | None, expected: str | None) -> None:  # noqa: F811
    from participants.models import KartlaggningArea

    enrolment = EnrolmentFactory(opened_on=D(opened), participant__unit=people.unit)
    if area:
        KartlaggningEntryFactory(enrolment=enrolment, area=KartlaggningArea.objects.get(code=area))
    assert asked(due.NO_KARTLAGGNING) == ([(enrolment.uuid, D(expected))] if expected else [])


def test_without_consultant(people: People) -> None:  # noqa: F811
    EnrolmentFactory(participant__unit=people.unit)
    alone = EnrolmentFactory(participant__unit=people.unit, consultant=None, opened_on=TODAY)
    later = EnrolmentFactory(participant__unit=people.unit, consultant=None, opened_on=TODAY + dt.timedelta(days=1))
    assert asked(due.WITHOUT_CONSULTANT) == [(alone.uuid, TODAY)]
    assert later.consultant is None


# "Lasted a month" is a task 31 days after the work began (domain.md section 6).
@pytest.mark.parametrize(
    ("started", "lasted", "expected"),
    [
        ("2026-10-24", None, "2026-11-24"),
        ("2026-10-27", None, "2026-11-27"),
        ("2026-10-28", None, None),
        ("2026-08-01", None, "2026-09-01"),
        ("2026-08-01", True, None),
        ("2026-08-01", False, None),
    ],
)
def test_work_lasted(case: Enrolment, started: str, lasted: bool | None, expected: str | None) -> None:  # noqa: F811
    closure = Closure.objects.create(
        enrolment=case,
        reason="arbete",
        closed_by=case.consultant,
        gender="kvinna",
        education_level="okand",
        age=36,
        to_work=True,
        regular=True,
        municipal=False,
        subsidised=False,
        work_started_on=D(started),
        lasted_month=lasted,
    )
    assert asked(due.WORK_LASTED) == ([(closure.uuid, D(expected))] if expected else [])


@pytest.mark.parametrize(
    ("starts", "state", "expected"),
    [
        (at(D("2026-11-23"), 23), "planned", "2026-11-23"),
        (at(D("2026-11-24"), 8), "planned", None),  # today's meetings are Min dag's own
        (at(D("2026-11-20")), "held", None),
        (at(D("2026-11-20")), "cancelled", None),
    ],
)
def test_meetings_without_outcome(case: Enrolment, starts: dt.datetime, state: str, expected: str | None) -> None:  # noqa: F811
    meeting = MeetingFactory(enrolment=case, starts_at=starts, ends_at=starts + dt.timedelta(hours=1), state=state)
    assert asked(due.MEETING) == ([(meeting.uuid, D(expected))] if expected else [])


@pytest.mark.parametrize("rule", [due.NO_CONTACT, due.WITHOUT_CONSULTANT, due.NO_KARTLAGGNING])
def test_closed_cases_are_left_alone(people: People, rule: DueRule) -> None:  # noqa: F811
    EnrolmentFactory(participant__unit=people.unit, consultant=None, closed_on=D("2026-06-30"))
    assert asked(rule) == []


@pytest.mark.parametrize(
    ("rule", "indexes"),
    [
        (due.NO_CONTACT, ["open_case_by_contact"]),
        (due.WORK_LASTED, ["closure_awaiting_month", "closure_awaiting_by_case"]),
        (due.MEETING, ["planned_meeting_by_start"]),
        (due.INTERPRETER, ["interpreter_to_book", "planned_meeting_by_start"]),
        (due.UNDERTAKING, ["open_undertaking_by_day", "open_undertaking_by_case"]),
    ],
)
def test_a_rule_reads_an_index_of_what_waits(people: People, rule: DueRule, indexes: list[str]) -> None:  # noqa: F811
    """Which of them depends on who asks, and on how many there are: for one case, or for all of a day."""
    statement, parameters = rule.rows(TODAY).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {statement}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert any(index in plan for index in indexes), plan
    assert "Index Cond" in plan
