"""The register of KAA: what it may hold, what is written in it, and the way out at 20 [SFS 2010:800 29:9, 2006:39]."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from amc.kaa import due, rules
from amc.kaa.actions import leave_kaa, register_row
from amc.kaa.checks import MECHANICS, not_permitted
from amc.kaa.half_year import COLUMNS
from amc.kaa.models import REGISTER, ContactAttempt, ListColumn, ListRule, Measure, MeasureKind
from amc.obstacles import Refused
from amc.reminders.asking import due_rows, of_unit
from amc.wall.session import entered
from participants.models import Source
from participants.page import last_day_below
from tests.factories import (
    EnrolmentFactory,
    People,
    at,
)
from tests.kaa.room import TODAY, AttemptFactory, MeasureFactory, OccupationFactory, as_, youth
from tests.queries import at_most

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
NOW = at(TODAY, 14)


# --- What it may hold [SFS 2006:39 4 §] ----------------------------------------------------------


def test_the_register_holds_the_permitted_kinds_of_data_alone() -> None:
    assert not_permitted(REGISTER.values()) == []
    fields = {f"{t._meta.model_name}.{f.name}" for t in REGISTER.values() for f in t._meta.concrete_fields}
    own = {name for name in fields if name.split(".")[1] not in MECHANICS}
    assert own == {name for name in rules.PERMITTED if not name.startswith("list.")}


def test_a_field_that_the_law_does_not_name_is_told_of() -> None:
    why = models.TextField()
    why.name = "why"
    meta: Any = type("Meta", (), {"concrete_fields": [why], "model_name": "measure"})
    table: Any = type("Table", (), {"_meta": meta})
    assert not_permitted([table]) == ["measure.why"]


def test_every_column_of_the_list_is_of_a_permitted_kind() -> None:
    assert {f"list.{code}" for code in COLUMNS} == {name for name in rules.PERMITTED if name.startswith("list.")}
    assert set(ListColumn.objects.values_list("code", flat=True)) == set(COLUMNS)
    assert set(ListRule.objects.values_list("code", flat=True)) == set(rules.LIST_RULES)


# --- Rows ----------------------------------------------------------------------------------------

DUTY = {"since": D("2026-01-12"), "closed_on": None, "today": TODAY}


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, []),
        ({"offered_on": "2026-01-12"}, []),
        ({"offered_on": "2026-01-11"}, ["before_duty"]),
        ({"offered_on": "2026-11-25"}, ["in_future"]),
        ({"closed_on": "2026-02-27"}, ["after_closing"]),
        ({"answer": "accepted"}, ["no_day"]),
        ({"answer": "accepted", "answered_on": "2026-03-02"}, []),
        ({"answer": "accepted", "answered_on": "2026-03-01"}, ["backwards"]),
        ({"answer": "accepted", "answered_on": "2026-11-25"}, ["in_future"]),
        ({"answered_on": "2026-03-03"}, ["no_answer"]),
        ({"answer": "declined", "answered_on": "2026-03-03", "starts_on": "2026-04-01"}, ["declined_period"]),
        ({"starts_on": "2026-12-01"}, []),  # when it can begin [SFS 2006:39 4 § 3]
        ({"starts_on": "2026-04-01", "ends_on": "2026-03-31"}, ["backwards"]),
        ({"ends_on": "2026-03-31"}, ["no_start"]),
    ],
)
def test_what_a_measure_says(given: dict[str, str], codes: list[str]) -> None:
    names = {"offered_on", "answered_on", "starts_on", "ends_on", "closed_on"}
    told = {name: D(value) if name in names else value for name, value in given.items()}
    usual: dict[str, Any] = {"offered_on": D("2026-03-02"), "answer": "waiting"}
    usual |= dict.fromkeys(("answered_on", "starts_on", "ends_on"))
    assert [one.code for one in rules.measure_obstacles(**usual | DUTY | told)] == codes


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "accepted"},
        {"answered_on": D("2026-03-03")},
        {"answer": "declined", "answered_on": D("2026-03-03"), "starts_on": D("2026-04-01")},
        {"starts_on": D("2026-04-01"), "ends_on": D("2026-03-31")},
    ],
)
def test_postgresql_keeps_it_too(people: People, wrong: dict[str, Any]) -> None:
    case = youth(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureFactory(enrolment=case, **wrong)


def test_only_kaas_cases_have_a_register(people: People) -> None:
    other = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    kind = MeasureKind.objects.earliest("pk")
    with pytest.raises(Refused):
        register_row(Measure(enrolment=other), by=people.anna, today=TODAY, kind=kind, offered_on=TODAY,
                     answer="waiting", answered_on=None, starts_on=None, ends_on=None)  # fmt: skip
    assert as_(people.anna).get(reverse("kaa_register", args=[other.uuid])).status_code == 404


def test_offered_accepted_and_struck(people: People) -> None:
    case = youth(people)
    client, page = as_(people.anna), reverse("kaa_register", args=[case.uuid])
    with at_most(12):
        assert "Ingen insats är erbjuden än" in client.get(page).content.decode()
    assert reverse("kaa_register", args=[case.uuid]) in client.get(case.participant.get_absolute_url()).content.decode()
    kind = MeasureKind.objects.get(code="praktik")
    answer = client.post(
        reverse("kaa_measure_add", args=[case.uuid]), {"kind": kind.pk, "offered_on": "2026-11-20", "answer": "waiting"}
    )
    assert answer.status_code == 302
    row = Measure.objects.get()
    edit = reverse("kaa_measure_edit", args=[row.uuid])
    given = {"kind": kind.pk, "offered_on": "2026-11-20", "answer": "accepted", "revision": 0}
    refused = client.post(edit, given).content.decode()
    assert "Skriv vilken dag ungdomen svarade" in refused
    assert client.post(edit, given | {"answered_on": "2026-11-23", "starts_on": "2026-12-01"}).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.starts_on, row.revision) == ("accepted", D("2026-12-01"), 1)
    # Somebody else has saved meanwhile: both versions are shown.
    stale = client.post(edit, given | {"answer": "declined", "answered_on": "2026-11-24", "revision": 0})
    assert stale.status_code == 200
    row.refresh_from_db()
    assert row.answer == "accepted"
    assert "Praktik" in client.get(page).content.decode()
    assert client.post(reverse("kaa_remove", args=["insats", row.uuid])).status_code == 302
    assert "Ingen insats är erbjuden än" in client.get(page).content.decode()
    assert client.get(edit).status_code == 404
    assert client.get(reverse("kaa_remove", args=["annat", row.uuid])).status_code == 404


def test_attempts_and_occupations(people: People) -> None:
    case = youth(people)
    client = as_(people.anna)
    tried = {"made_on": "2026-11-23", "way": "sms", "result": "not_reached"}
    add = reverse("kaa_attempt_add", args=[case.uuid])
    assert client.post(add, tried).status_code == 302
    assert client.post(add, tried | {"made_on": "2026-11-25"}).status_code == 200
    does = {"kind": "arbete", "starts_on": "2026-10-01"}
    assert client.post(reverse("kaa_occupation_add", args=[case.uuid]), does).status_code == 302
    page = client.get(reverse("kaa_register", args=[case.uuid])).content.decode()
    assert "Fick inte kontakt" in page
    assert "Arbete" in page
    assert ContactAttempt.objects.get().way == "sms"
    assert as_(people.cilla).get(reverse("kaa_register", args=[case.uuid])).status_code == 404


# --- The 20th birthday [SFS 2010:800 29:9] -------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "leaves"), [("2006-11-24", "2026-11-24"), ("2004-02-29", "2024-02-29"), ("2007-01-01", "2027-01-01")]
)
def test_one_leaves_on_the_20th_birthday(born: str, leaves: str) -> None:
    assert rules.birthday(D(born), 20) == D(leaves)
    assert last_day_below(D(born), 20) == D(leaves) - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("born", "due_on"),
    [
        ("2006-11-24", "2026-11-24"),
        ("2006-12-24", "2026-12-24"),  # thirty days ahead
        ("2006-12-25", None),
        ("2006-10-01", "2026-10-01"),
        ("2008-11-24", None),
    ],
)
def test_min_dag_tells_of_it_ahead_of_time(people: People, born: str, due_on: str | None) -> None:
    case = youth(people, birth_date=D(born))
    EnrolmentFactory(participant__unit=people.unit, participant__birth_date=D(born))  # another source has no such age
    assert [(row["subject"], row["due_on"]) for row in due.leaving(TODAY)] == (
        [(case.uuid, D(due_on))] if due_on else []
    )
    with entered(people.anna.pk):
        told = [row.due_on for row in due_rows(TODAY, of_unit(people.unit.pk), rules=due.RULES)]
    assert told == ([D(due_on)] if due_on else [])


@pytest.mark.parametrize(
    ("born", "opened", "day"),
    [
        ("2006-11-20", "2026-01-12", "2026-11-19"),  # the day before the birthday
        ("2006-11-24", "2026-01-12", "2026-11-23"),
        ("2007-06-01", "2026-01-12", "2026-11-23"),  # yesterday
        ("2007-06-01", "2026-11-24", "2026-11-24"),
    ],
)
def test_the_last_day_that_is_suggested(born: str, opened: str, day: str) -> None:
    assert rules.last_day_of_duty(D(born), 20, D(opened), TODAY) == D(day)


def test_a_source_with_a_lowest_age_asks_for_it(people: People) -> None:
    case = youth(people)  # 19 years old
    af = Source.objects.get(code="af")
    Source.objects.filter(pk=af.pk).update(min_age=20)
    af.refresh_from_db()
    with pytest.raises(Refused) as refused:
        leave_kaa(case, source=af, last_day=D("2026-11-20"), answers={}, may_contact=False, by=people.anna, now=NOW)
    assert [one.code for one in refused.value.obstacles] == ["too_young"]


# --- The half-year list --------------------------------------------------------------------------

ALL = {code: rules.Terms(days=14) for code in rules.LIST_RULES}
FIRST, LAST = D("2026-07-01"), D("2026-12-31")


def lacking(**values: Any) -> list[str]:
    whole = {
        "has_number": True,
        "opened_on": D("2026-01-12"),
        "closed_on": None,
        "leaves_on": D("2027-06-01"),
        "attempts": (D("2026-09-01"),),
        "occupations": ((D("2026-01-12"), None),),
    }
    entry = rules.Entry(**whole | values)
    return [lack.code for lack in rules.lacks(entry, first=FIRST, last=LAST, today=TODAY, terms=ALL)]


def offered(**values: Any) -> rules.Offered:
    return rules.Offered(**{"key": "k", "kind": "Praktik", "offered_on": D("2026-09-01"), "answer": "waiting"} | values)


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"has_number": False}, ["number"]),
        ({"leaves_on": D("2026-11-24")}, ["still_in"]),
        ({"leaves_on": D("2026-11-25")}, []),  # tomorrow
        ({"leaves_on": D("2026-11-20"), "closed_on": D("2026-11-19")}, []),
        ({"leaves_on": D("2026-11-20"), "closed_on": D("2026-11-20")}, []),  # nothing to mend
        ({"attempts": ()}, ["effort"]),
        ({"attempts": (D("2026-06-30"),)}, ["effort"]),
        ({"attempts": (D("2026-07-01"),)}, []),
        ({"attempts": (), "measures": (offered(answer="declined"),)}, []),
        ({"attempts": (), "measures": (offered(offered_on=D("2026-05-01"), answer="accepted",
                                               starts_on=D("2026-06-01"), ends_on=D("2026-07-01")),)}, []),
        ({"attempts": (), "measures": (offered(offered_on=D("2026-05-01"), answer="accepted",
                                               starts_on=D("2026-06-01"), ends_on=D("2026-06-30")),)}, ["effort"]),
        ({"occupations": ()}, ["occupation"]),
        ({"occupations": ((D("2026-01-12"), D("2026-11-23")),)}, ["occupation"]),
        ({"occupations": ((D("2026-01-12"), D("2026-11-24")),)}, []),
        ({"closed_on": D("2026-10-01"), "occupations": ((D("2026-01-12"), D("2026-10-01")),)}, []),
        ({"measures": (offered(),)}, ["unanswered"]),
        ({"measures": (offered(offered_on=D("2026-11-10")),)}, []),  # two weeks ago today
        ({"measures": (offered(answer="accepted"),)}, ["no_start"]),
        ({"measures": (offered(answer="accepted", starts_on=D("2026-10-01")),)}, []),
        ({"closed_on": D("2026-11-01"),
          "measures": (offered(answer="accepted", starts_on=D("2026-10-01")),)}, ["no_end"]),
    ],
)  # fmt: skip
def test_what_a_list_lacks(values: dict[str, Any], codes: list[str]) -> None:
    assert lacking(**values) == codes


def test_the_settings_say_what_is_asked_and_what_stops() -> None:
    entry = rules.Entry(False, D("2026-01-12"), None, None)
    told = rules.lacks(entry, first=FIRST, last=LAST, today=TODAY, terms={"number": rules.Terms(stops=False)})
    assert [(lack.code, lack.stops) for lack in told] == [("number", False)]
    assert rules.lacks(entry, first=FIRST, last=LAST, today=TODAY, terms={}) == []


@pytest.mark.parametrize(
    ("closed", "leaves", "last"),
    [
        ("2026-10-01", "2027-06-01", "2026-10-01"),
        ("2026-11-30", "2026-11-24", "2026-11-23"),  # closed too late: the duty ended on the birthday
        ("2026-11-30", None, "2026-11-30"),
        (None, "2026-11-24", None),
    ],
)
def test_the_duty_ends_by_the_birthday(closed: str | None, leaves: str | None, last: str | None) -> None:
    told = rules.last_day_in(closed and D(closed), leaves and D(leaves))  # type: ignore[arg-type]
    assert told == (D(last) if last else None)


@pytest.mark.parametrize(("day", "half"), [("2026-06-30", ("2026-01-01", "2026-06-30")),
                                           ("2026-07-01", ("2026-07-01", "2026-12-31"))])  # fmt: skip
def test_half_years(day: str, half: tuple[str, str]) -> None:
    assert rules.half_year(D(day)) == (D(half[0]), D(half[1]))


def test_rows_of_the_register_follow_the_case(people: People) -> None:
    case = youth(people)
    MeasureFactory(enrolment=case), AttemptFactory(enrolment=case), OccupationFactory(enrolment=case)
    for table in REGISTER.values():
        assert table.objects.visible_to(people.anna).count() == 1
        assert not table.objects.visible_to(people.cilla).exists()
        assert not table.objects.visible_to(people.hans).exists()
