"""3, 6 and 12 months after a case was closed: who is asked, by whom, when, and what is written down."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.revisions import Stale
from amc.staff.models import Municipality, User
from participants import due
from participants.actions.closures import close_enrolment
from participants.actions.later import record_later, withdraw_later
from participants.models import Closure, Enrolment, LaterFollowUp
from participants.rules import later as rules
from participants.rules.closures import ClosureFacts
from tests.factories import EnrolmentFactory, People, at
from tests.participants.case_room import TODAY, case, clock, people, signed_in  # noqa: F401
from tests.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
D = dt.date.fromisoformat


def close(case: Enrolment, *, on: dt.date = TODAY, may: bool | None = True, reason: str = "flytt") -> Closure:  # noqa: F811
    facts = ClosureFacts(reason=reason, closed_on=on, may_contact=may)
    return close_enrolment(
        enrolment=case, facts=facts, education_level="okand", by=case.consultant, now=at(TODAY), contact_how="sms"
    )


def asked(today: dt.date = TODAY) -> list[tuple[int, dt.date, int | None]]:
    """Months, day and who: what is due by `today` and the days that the rule looks ahead."""
    months = dict(LaterFollowUp.objects.values_list("uuid", "months"))
    rows = due.LATER.rows(today).order_by("due_on", "subject")
    return [(months[row["subject"]], row["due_on"], row["responsible_id"]) for row in rows]


# --- The rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed_on", "months", "days"),
    [
        ("2026-11-24", [3, 6, 12], {3: "2027-02-24", 6: "2027-05-24", 12: "2027-11-24"}),
        ("2026-11-30", [3], {3: "2027-02-28"}),  # the last of the month stands in (domain.md section 4)
        ("2023-11-29", [3], {3: "2024-02-29"}),
        ("2026-11-24", [6, 6, 3], {3: "2027-02-24", 6: "2027-05-24"}),
        ("2026-11-24", [], {}),
    ],
)
def test_the_days_are_reckoned_from_the_last_day(closed_on: str, months: list[int], days: dict[int, str]) -> None:
    assert rules.asking_days(D(closed_on), months) == {each: D(day) for each, day in days.items()}


@pytest.mark.parametrize(
    ("reason", "may", "refused"),
    [("flytt", None, True), ("flytt", False, False), ("arbete", True, False), ("avliden", None, False)],
)
def test_whoever_closes_asks_whether_the_unit_may_be_in_touch(reason: str, may: bool | None, refused: bool) -> None:
    assert bool(rules.contact_obstacles(reason=reason, may_contact=may)) == refused


ANSWERS = [
    ({"outcome": "reached", "now": "arbete", "extent": 75}, []),
    ({"outcome": "reached", "now": "soker"}, []),
    ({"outcome": "missed"}, []),
    ({"outcome": "declined"}, []),
    ({"outcome": ""}, ["outcome"]),
    ({"outcome": "reached"}, ["doing"]),
    ({"outcome": "reached", "now": "sover"}, ["doing"]),
    ({"outcome": "reached", "now": "arbete", "extent": 0}, ["extent"]),
    ({"outcome": "reached", "now": "arbete", "extent": 101}, ["extent"]),
    ({"outcome": "missed", "due_on": TODAY + dt.timedelta(days=14)}, []),
    ({"outcome": "missed", "due_on": TODAY + dt.timedelta(days=15)}, [None]),
]


@pytest.mark.parametrize(("values", "refused"), ANSWERS)
def test_what_an_answer_must_say(values: dict[str, Any], refused: list[str | None]) -> None:
    told = {"outcome": "", "now": "", "extent": None, "due_on": TODAY, "today": TODAY} | values
    assert [obstacle.field for obstacle in rules.answer_obstacles(**told)] == refused


# --- Who is asked, and by whom --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("may", "reason", "planned"),
    [(True, "flytt", [3, 6, 12]), (False, "flytt", []), (None, "flytt", []), (True, "avliden", [])],
)
def test_no_tasks_without_a_yes(case: Enrolment, may: bool | None, reason: str, planned: list[int]) -> None:  # noqa: F811
    closure = close(case, may=may, reason=reason)
    assert list(closure.later.values_list("months", flat=True)) == planned
    assert closure.contact_how == ("sms" if planned else "")


def test_the_municipality_decides_the_months(case: Enrolment) -> None:  # noqa: F811
    Municipality.objects.update(later_follow_up_months=[1, 9])
    assert [(row.months, row.due_on) for row in close(case).later.all()] == [(1, D("2026-12-24")), (9, D("2027-08-24"))]


# A week before, on the day and long after: never by the day alone. The next question takes the place of the last.
@pytest.mark.parametrize(
    ("today", "months"),
    [
        ("2027-02-16", []),
        ("2027-02-17", [3]),
        ("2027-02-24", [3]),
        ("2027-05-16", [3]),
        ("2027-05-17", [3, 6]),
        ("2027-05-24", [6]),
        ("2027-11-24", [12]),
        ("2029-01-01", [12]),
    ],
)
def test_when_it_is_asked(case: Enrolment, today: str, months: list[int]) -> None:  # noqa: F811
    close(case)
    assert [row[0] for row in asked(D(today))] == months


def test_it_falls_to_the_last_consultant_or_else_to_the_unit(people: People, case: Enrolment) -> None:  # noqa: F811
    close(case)
    later = D("2027-02-24")
    assert asked(later) == [(3, later, people.anna.pk)]
    User.objects.filter(pk=people.anna.pk).update(is_active=False)
    assert asked(later) == [(3, later, None)]
    rows = list(due.LATER.rows(later))
    assert rows[0]["unit_id"] == people.unit.pk


def test_whoever_has_come_back_is_not_asked(people: People, case: Enrolment) -> None:  # noqa: F811
    close(case)
    EnrolmentFactory(participant=case.participant, consultant=people.bo, opened_on=D("2027-01-10"))
    assert asked(D("2027-02-24")) == []


def test_the_rule_can_be_asked_by_its_index(people: People) -> None:  # noqa: F811
    statement, parameters = due.LATER.rows(TODAY).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {statement}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "later_unasked_by_day" in plan, plan


# --- The answer -----------------------------------------------------------------------------------


@pytest.fixture
def first(case: Enrolment) -> LaterFollowUp:  # noqa: F811
    """The three-month question of a case closed in August, whose day is today."""
    return close(case, on=D("2026-08-24")).later.get(months=3)


def url(row: LaterFollowUp) -> str:
    return reverse("later_follow_up", args=[row.uuid])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"outcome": "reached", "doing": "arbete", "extent": "75", "through": "praktik"}, ("arbete", 75, "praktik")),
        ({"outcome": "reached", "doing": "studier", "extent": "50", "through": "praktik"}, ("studier", 50, "")),
        ({"outcome": "reached", "doing": "soker", "extent": "50", "through": "annons"}, ("soker", None, "")),
        ({"outcome": "missed", "doing": "arbete", "extent": "50"}, ("", None, "")),
    ],
)
def test_what_is_kept(people: People, first: LaterFollowUp, sent: dict[str, str], kept: tuple[Any, ...]) -> None:  # noqa: F811
    assert signed_in(people.anna).post(url(first), sent).status_code == 302
    first.refresh_from_db()
    assert (first.now, first.extent, first.through) == kept
    assert (first.outcome, first.recorded_by) == (sent["outcome"], people.anna)
    assert asked() == []


def test_what_is_missing_is_said_at_the_field(people: People, first: LaterFollowUp) -> None:  # noqa: F811
    form = signed_in(people.anna).post(url(first), {"outcome": "reached", "extent": "75"}).context["form"]
    assert form.errors["doing"] == ["Välj vad deltagaren gör nu."]
    assert form["extent"].value() == "75"


def test_whoever_declines_is_asked_no_more(people: People, first: LaterFollowUp) -> None:  # noqa: F811
    answered = record_later(first, outcome="declined", by=people.anna, now=at(TODAY))
    assert asked(D("2028-01-01")) == []
    withdraw_later(answered, answered.revision)
    assert [row[0] for row in asked(D("2026-11-24"))] == [3]
    with pytest.raises(Stale):
        withdraw_later(answered, answered.revision)


def test_it_is_answered_once(people: People, first: LaterFollowUp) -> None:  # noqa: F811
    client = signed_in(people.anna)
    sent = {"outcome": "missed"}
    assert client.post(url(first), sent).status_code == 302
    assert "redan besvarad" in client.post(url(first), sent).content.decode()
    with pytest.raises(Refused):
        record_later(first, outcome="missed", by=people.anna, now=at(TODAY))


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("eva", 200), ("bo", 302), ("cilla", 404), ("specialist", 404), ("hr", 404)]
)
def test_for_whom(people: People, first: LaterFollowUp, who: str, status: int) -> None:  # noqa: F811
    assert signed_in(getattr(people, who)).get(url(first)).status_code == status


@pytest.mark.parametrize(("day", "status"), [("2027-08-24", 200), ("2027-08-01", 302)])
def test_a_year_later_the_last_consultant_opens_it_for_the_question_alone(
    people: People,  # noqa: F811
    first: LaterFollowUp,
    day: str,
    status: int,
) -> None:
    """Half a year after closing a reason is asked for; while there is something to ask, it is the reason."""
    row = first.closure.later.get(months=12)
    first.closure.later.filter(months__lt=12).update(
        outcome="missed", recorded_at=at(D("2027-02-24")), recorded_by=people.anna
    )
    with time_machine.travel(at(D(day)), tick=False):
        client = signed_in(people.anna)
        assert client.get(url(row)).status_code == status
        if status == 200:
            assert client.post(url(row), {"outcome": "missed"}).status_code == 302


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "reached"},
        {"outcome": "reached", "now": "arbete"},  # nobody signed it
        {"now": "arbete"},
        {"months": 0},
        {"months": 6},
        {"extent": 50},
        {"through": "praktik"},
    ],
)
def test_postgresql_keeps_it_too(people: People, first: LaterFollowUp, values: dict[str, Any]) -> None:  # noqa: F811
    with pytest.raises(IntegrityError), transaction.atomic():
        LaterFollowUp.objects.filter(pk=first.pk).update(**values)


# --- Closing asks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "refused"), [("flytt", True), ("avliden", False)])
def test_the_form_asks(people: People, case: Enrolment, reason: str, refused: bool) -> None:  # noqa: F811
    sent = {"closed_on": f"{TODAY}", "reason": reason, "education_level": "okand"}
    answer = signed_in(people.anna).post(reverse("closure_create", args=[case.participant.uuid]), sent)
    assert answer.status_code == (200 if refused else 302)
    if refused:
        assert answer.context["form"].errors["may_contact"]


def test_answers_stand_on_the_closing(people: People, first: LaterFollowUp) -> None:  # noqa: F811
    record_later(
        first, outcome="reached", doing="arbete", extent=75, through="kontakter", by=people.anna, now=at(TODAY)
    )
    client = signed_in(people.anna)
    address = reverse("closure_detail", args=[first.closure.uuid])
    client.get(address)
    with at_most(12):
        page = client.get(address).content.decode()
    assert "Arbetar utan stöd" in page
    assert "75 %" in page
    assert "helst på sms" in page
    assert "2027-02-24" in page
