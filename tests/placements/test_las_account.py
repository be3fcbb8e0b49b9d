"""The account of särskild visstid that HR checks: contract by contract, day by day, on paper and as a file
[SFS 1982:80 5 a §; domain.md 4]."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from amc.audit.models import ReadLog
from amc.calendar import add_months
from placements.models import Scheme
from placements.rules import las
from placements.rules.periods import Period
from tests.factories import EmployerFactory, EmploymentFactory
from tests.placements.pages import as_, page
from tests.queries import at_most

D = dt.date.fromisoformat
DAY = dt.timedelta(days=1)


def period(first: str, last: str) -> Period:
    return Period(D(first), D(last))


# --- An oracle of nothing but sets of days ----------------------------------------------------------

DAYS = st.dates(D("2020-01-01"), D("2030-12-31"))
PERIODS = st.lists(
    st.builds(lambda first, length: Period(first, first + length * DAY), DAYS, st.integers(0, 500)), max_size=5
)


def every_day(one: Period) -> set[dt.date]:
    return {one.first + n * DAY for n in range((one.last - one.first).days + 1)}


@given(PERIODS, DAYS)
def test_the_contracts_add_up_to_the_counter(periods: list[Period], until: dt.date) -> None:
    rows = las.by_contract(periods, until)
    start = add_months(until, -60) + DAY
    seen: set[dt.date] = set()
    total = 0
    assert [row.period for row in rows] == sorted(periods)
    for row in rows:
        every = every_day(row.period)
        past = {day for day in every if day <= until}
        inside = {day for day in past if day >= start}
        assert row.later == len(every - past)
        assert (row.own, row.outside) == (len(past), len(past - inside))
        assert row.overlapping == len(inside & seen)
        assert row.counted == len(inside - seen)
        assert row.own == row.counted + row.overlapping + row.outside
        seen |= every
        total += row.counted
        assert row.total == total
    assert total == las.las_days(until, periods)


@given(PERIODS, DAYS)
def test_the_days_add_up_to_the_counter(periods: list[Period], until: dt.date) -> None:
    rows = list(las.day_by_day(periods, until))
    every = {day for one in periods for day in every_day(one) if day <= until}
    assert [row.day for row in rows] == sorted(every)
    assert sum(row.inside for row in rows) == las.las_days(until, periods)
    ordered = sorted(periods)
    for row in rows[:40]:
        holders = [one for one in ordered if row.day in every_day(one)]
        assert row.held_by == len(holders)
        assert ordered[row.contract - 1] == holders[0]
        assert row.total == len({day for day in every if add_months(row.day, -60) < day <= row.day})


@given(PERIODS, PERIODS, DAYS)
def test_the_other_days_are_those_that_no_counting_contract_holds(periods, others, until: dt.date) -> None:
    rows = list(las.other_days(others, periods, until))
    counted = {day for one in periods for day in every_day(one)}
    every = {day for one in others for day in every_day(one) if day <= until}
    assert [day for day, _ in rows] == sorted(every - counted)
    assert all(day in every_day(others[place]) for day, place in rows)
    assert all(day not in every_day(one) for day, place in rows[:40] for one in others[:place])


@given(PERIODS, DAYS)
def test_each_step_stands_at_the_contract_that_reaches_it(periods: list[Period], until: dt.date) -> None:
    for row in las.by_contract(periods, until):
        for months, day in row.steps:
            assert day in row.period
            assert las.las_days(day, periods) >= las.DAYS[months]
            assert las.las_days(day - DAY, periods) < las.DAYS[months]


def test_what_overlaps_and_what_is_too_old_is_told_apart() -> None:
    rows = las.by_contract(
        [period("2021-01-01", "2021-12-31"), period("2026-01-01", "2026-03-31"), period("2026-03-01", "2026-06-30")],
        D("2026-05-31"),
    )
    assert [(row.own, row.overlapping, row.outside, row.later, row.counted, row.total) for row in rows] == [
        (365, 0, 151, 0, 214, 214),
        (90, 0, 0, 0, 90, 304),
        (92, 31, 0, 30, 61, 365),
    ]


# --- The page ---------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def year(enrolment, people):
    """A contract of ten months that runs, after one of four months that has ended and beside one of a month."""
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    told = {
        "enrolment": enrolment,
        "scheme_id": "nystartsjobb",
        "employer": EmployerFactory(name="Bageriet"),
        "workplace": None,
        "supervisor": None,
    }
    EmploymentFactory(**told, first_day=D("2026-01-01"), last_day=D("2026-04-30"))
    EmploymentFactory(**told, first_day=D("2026-04-16"), last_day=D("2026-05-15"))
    return EmploymentFactory(**told, first_day=D("2026-07-01"), last_day=D("2027-04-30"))


def test_the_table_tells_the_days_apart_and_ends_with_the_counter(year, people) -> None:
    shown = page(people.hr, "las_account", year.uuid)
    rows = [row for _, row in shown.context["contracts"]]
    assert [(row.own, row.overlapping, row.counted, row.total) for row in rows] == [
        (120, 0, 120, 120),
        (30, 15, 15, 135),
        (147, 0, 147, 282),
    ]
    assert shown.context["standing"].today == rows[-1].total == 282
    assert rows[-1].steps == ((9, D("2026-11-15")),)
    assert "9 månader 2026-11-15" in shown.text
    later = page(people.hr, "las_account", year.uuid, till="2027-04-30")
    assert [row.total for _, row in later.context["contracts"]] == [120, 135, 439]
    assert later.context["standing"].at_end == 439


def test_a_month_is_opened_to_its_days(year, people) -> None:
    assert page(people.hr, "las_account", year.uuid).context["days"] == []
    shown = page(people.hr, "las_account", year.uuid, manad="2026-04")
    days = shown.context["days"]
    assert [one.day.day for one in days] == list(range(1, 31))
    assert [one.counted.held_by for one in days] == [1] * 15 + [2] * 15
    assert days[-1].counted.total == 120
    assert "Redan räknad" not in "".join(str(one) for one in days)
    for nonsense in ("2026-13", "x", "2019-01", "9999-99"):
        assert page(people.hr, "las_account", year.uuid, manad=nonsense).context["days"] == []
    assert page(people.hr, "las_account", year.uuid, till="x").context["until"] == D("2026-11-24")


def test_the_file_asks_what_it_is_for_and_holds_every_day(year, people) -> None:
    client = as_(people.hr)
    url = page(people.hr, "las_account", year.uuid).request["PATH_INFO"]
    for kind in ("csv", "xlsx"):
        asked = client.get(url, {"export": kind})
        assert "Vad ska filen användas till?" in asked.text
        assert "282 dagar" in asked.text
        given = client.post(f"{url}?export={kind}", {"purpose": "tillsyn", "words": ""})
        assert f'.{kind}"' in given["Content-Disposition"]
        if kind == "csv":
            rows = list(csv.reader(io.StringIO(given.content.decode("utf-8-sig")), delimiter=";"))
        else:
            rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(given.content)).active.values]
        assert len(rows) == 1 + 282
        assert sum(row[rows[0].index("Räknas")] == "ja" for row in rows[1:]) == 282
        assert int(rows[-1][rows[0].index("Summa inom fem år")]) == 282
    exported = ReadLog.objects.filter(kind=ReadLog.Kind.EXPORTED, purpose__startswith="Tillsyn")
    assert [log.user for log in exported] == [people.hr] * 2
    assert client.post(url, {"purpose": "tillsyn"}).status_code == 405


def test_a_day_that_does_not_count_says_why_on_the_page_and_in_the_file(year, people) -> None:
    """Introduktionsjobb is särskilt anställningsstöd [SFS 2018:42], which LAS exempts [SFS 1982:80 1 §]."""
    EmploymentFactory(
        enrolment=year.enrolment,
        scheme_id="introduktionsjobb",
        employer=year.employer,
        workplace=None,
        supervisor=None,
        first_day=D("2026-05-11"),
        last_day=D("2026-06-30"),
    )
    shown = page(people.hr, "las_account", year.uuid, manad="2026-05")
    days = shown.context["days"]
    # The last five of the contract beside count, and hold the first five of this one as well.
    assert [one.counts for one in days] == [True] * 15 + [False] * 16
    assert "Undantagen. Särskilt anställningsstöd (SFS 2018:42)" in days[-1].why
    assert "Räknas. Nystartsjobb (SFS 2018:43) är inget särskilt anställningsstöd. LAS gäller." in shown.text
    assert shown.context["counted"] == 282
    given = as_(people.hr).post(f"{shown.request['PATH_INFO']}?export=csv", {"purpose": "tillsyn", "words": ""})
    head, *rows = csv.reader(io.StringIO(given.content.decode("utf-8-sig")), delimiter=";")
    assert len(rows) == 282 + 16 + 30
    assert sum(row[head.index("Räknas")] == "ja" for row in rows) == 282
    exempt = [row for row in rows if row[head.index("Form")] == "Introduktionsjobb"]
    assert (exempt[0][0], exempt[-1][0], len(exempt)) == ("2026-05-16", "2026-06-30", 46)
    assert {row[head.index("Varför")][:11] for row in exempt} == {"Undantagen."}
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_the_page_costs_the_same_however_many_days(year, people) -> None:
    client = as_(people.hr)
    url = page(people.hr, "las_account", year.uuid).request["PATH_INFO"]
    with at_most(16) as few:
        client.get(url)
    with at_most(16) as many:
        client.get(url, {"manad": "2026-04", "till": "2027-04-30"})
    assert len(few) == len(many)
