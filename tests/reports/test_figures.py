"""Every figure equals its list, and the lists are the unit's own."""

import datetime as dt
import re
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from amc.reports import rules
from amc.reports.figures import TIME_BUCKETS, ends_with_months_left, months_left, opened_in_bucket
from amc.reports.results import MEASURES, OUTCOMES, Results, outcome_condition, outcome_of, published_lines
from amc.reports.rules import Outcome
from amc.reports.selection import Selection
from participants.models import Closure, Enrolment
from tests.factories import (
    EmploymentFactory,
    EnrolmentFactory,
    FollowUpFactory,
    ParticipantFactory,
    People,
    PlanVersionFactory,
    agreed,
    make_people,
)
from tests.reports.test_rules import every_outcome

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), tick=False):
        yield


def closed(people: People, day: dt.date, facts: Outcome, unit=None, **fields: object) -> Enrolment:
    """An enrolment closed on `day` with an outcome."""
    unit = unit or people.unit
    enrolment = EnrolmentFactory(
        participant__unit=unit, consultant=people.anna, opened_on=day - dt.timedelta(days=200), closed_on=day
    )
    Closure.objects.create(
        enrolment=enrolment,
        reason=Closure.Reason.ARBETE if facts.to_work else Closure.Reason.ANNAT,
        closed_by=people.anna,
        gender=fields.pop("gender", "kvinna"),
        education_level=fields.pop("education_level", "gymnasial"),
        age=fields.pop("age", 30),
        work_started_on=day if facts.to_work else None,
        subsidised=False if facts.to_work else None,
        **{name: getattr(facts, name) for name in Outcome.__slots__},
        **fields,
    )
    return enrolment


def select(people: People, **fields: object) -> Selection:
    return Selection(people.eva, TODAY, dt.date(2026, 1, 1), TODAY, **fields)


def test_conditions_and_rules_agree(people: People) -> None:
    """The list's condition picks exactly the closures that the figure's rule counts, for every possible outcome."""
    made = [(closed(people, TODAY, one), one) for one in every_outcome()]
    for code, _, rule, condition in MEASURES:
        by_rule = {enrolment.pk for enrolment, one in made if rule(one)}
        assert set(Enrolment.objects.filter(condition).values_list("pk", flat=True)) == by_rule, code
    for code, *_ in OUTCOMES:
        by_rule = {enrolment.pk for enrolment, one in made if outcome_of(one)[0] == code}
        assert set(Enrolment.objects.filter(outcome_condition(code)).values_list("pk", flat=True)) == by_rule, code


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param(dt.date(2026, 11, 24), 0, id="today"),
        pytest.param(dt.date(2026, 12, 22), 0, id="a day short of a month"),
        pytest.param(dt.date(2026, 12, 23), 1, id="exactly a month, today included"),
        pytest.param(dt.date(2027, 1, 22), 1, id="a day short of two"),
        pytest.param(dt.date(2028, 11, 23), 24, id="two years"),
    ],
)
def test_months_left(last: dt.date, expected: int) -> None:
    assert months_left(TODAY, last) == expected
    first_end, last_end = ends_with_months_left(expected, TODAY)
    assert first_end <= last <= last_end


def test_every_last_day_is_in_exactly_one_bar() -> None:
    for offset in range(800):
        last = TODAY + dt.timedelta(days=offset)
        fits = [
            months
            for months in range(40)
            if ends_with_months_left(months, TODAY)[0] <= last <= ends_with_months_left(months, TODAY)[1]
        ]
        assert fits == [months_left(TODAY, last)]


def test_every_enrolment_is_in_exactly_one_bucket(people: People) -> None:
    for offset in (0, 30, 91, 92, 93, 180, 184, 365, 366, 730, 731, 2000):
        EnrolmentFactory(participant__unit=people.unit, opened_on=TODAY - dt.timedelta(days=offset))
    counted = [Enrolment.objects.filter(opened_in_bucket(code, TODAY)).count() for code, *_ in TIME_BUCKETS]
    assert sum(counted) == Enrolment.objects.count()


@pytest.fixture
def unit_with_everything(people: People) -> People:
    for index in range(3):
        EnrolmentFactory(
            participant__unit=people.unit, consultant=people.bo, team=people.team, opened_on=dt.date(2026, index + 2, 3)
        )
    EnrolmentFactory(participant__unit=people.unit, consultant=None, opened_on=dt.date(2024, 2, 3))
    EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    for one in every_outcome()[::9]:
        closed(people, dt.date(2026, 6, 15), one)
    closed(people, dt.date(2025, 6, 15), every_outcome()[0])
    closed(people, dt.date(2026, 6, 15), every_outcome()[0], unit=people.other_unit)
    with transaction.atomic():
        enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        agreed(PlanVersionFactory(enrolment=enrolment), dt.date(2026, 1, 20))
        EmploymentFactory(enrolment=enrolment)
    FollowUpFactory(enrolment=enrolment, due_on=dt.date(2026, 10, 1))
    return people


def test_every_figure_equals_its_list(client: Client, unit_with_everything: People) -> None:
    client.force_login(unit_with_everything.eva)
    page = client.get(reverse("dashboard")).content.decode()
    links = set(re.findall(r'href="(/oversikt/lista/[^"]+)"', page))
    assert len(links) > 20
    for link in map(unescape, links):
        listed = client.get(link)
        assert listed.status_code == 200, link
        table = listed.context["table"]
        assert all(
            "Cederlund" not in str(row.get_cell_value("consultant"))
            for row in table.rows
            if "consultant" in table.columns.names()
        )

    results = Results(select(unit_with_everything))
    for measure in results.measures():
        assert client.get(measure.url).context["table"].paginator.count == measure.amount, measure.code
    for lines in (
        results.by_education(),
        results.by_gender(),
        results.by_age(),
        results.by_source(),
        results.by_reason(),
    ):
        assert sum(line.amount for line in lines) == results.total
        for line in lines:
            assert client.get(line.url).context["table"].paginator.count == line.amount
            assert client.get(line.work_url).context["table"].paginator.count == line.work
            assert client.get(line.kolada_url).context["table"].paginator.count == line.kolada


def test_chart_marks_equal_their_lists(client: Client, unit_with_everything: People) -> None:
    client.force_login(unit_with_everything.eva)
    context = client.get(reverse("dashboard")).context
    for points in (context["caseload"], context["time"], context["employments"], context["overdue"]):
        assert points
        for point in points:
            if point.url:
                assert client.get(point.url).context["table"].paginator.count == point.value, point
    for _, points in context["in_and_out"]:
        for point in points:
            assert client.get(point.url).context["table"].paginator.count == point.value, point
    for ribbon in context["flow"].ribbons:
        assert client.get(ribbon.url).context["table"].paginator.count == ribbon.value, ribbon
    assert client.get(context["links"]["overdue"]).context["table"].paginator.count == context["overdue_total"]
    assert client.get(context["links"]["open"]).context["table"].paginator.count == context["open_now"] == 5


@pytest.mark.parametrize("name", ["anna", "cilla", "hans", "ekonom", "hr", "specialist", "admin"])
@pytest.mark.parametrize("address", ["/oversikt/", "/oversikt/namnden/", "/oversikt/lista/inskrivna/"])
def test_only_the_manager_sees_the_overview(client: Client, people: People, name: str, address: str) -> None:
    client.force_login(getattr(people, name))
    assert client.get(address).status_code == 404
    client.force_login(people.eva)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/oversikt/lista/okant/",
        "/oversikt/lista/tid/",
        "/oversikt/lista/tid/?tid=evigt",
        "/oversikt/lista/in/?manad=2026-13",
        "/oversikt/lista/inskrivna/?konsulent=x",
        "/oversikt/lista/inskrivna/?konsulent=11111111-1111-4111-8111-111111111111",
        "/oversikt/lista/avslut/?matt=okant",
        "/oversikt/lista/forsenat/?slag=okant",
    ],
)
def test_an_address_that_means_nothing_is_not_found(client: Client, people: People, address: str) -> None:
    client.force_login(people.eva)
    assert client.get(address).status_code == 404


def test_a_stranger_consultant_answers_as_an_unknown_one(client: Client, people: People) -> None:
    client.force_login(people.eva)
    assert client.get(f"/oversikt/lista/inskrivna/?konsulent={people.cilla.uuid}").status_code == 404


def test_unreadable_dates_are_said_and_the_page_still_answers(client: Client, people: People) -> None:
    client.force_login(people.eva)
    page = client.get("/oversikt/?fran=2026-99-99&till=2026-06-30")
    assert page.status_code == 200
    assert "fran" in page.context["form"].errors
    backwards = client.get("/oversikt/?fran=2026-06-30&till=2026-01-01")
    assert "Byt plats" in backwards.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_period_of_no_time_is_told_of(client: Client, people: People, day: str) -> None:
    client.force_login(people.eva)
    for name in ("dashboard", "moving", "after_closing"):
        assert "Kontrollera året." in client.get(reverse(name), {"fran": day, "till": day}).text


def test_period_before_is_the_year_before_for_a_year() -> None:
    year = Selection(None, TODAY, dt.date(2016, 1, 1), dt.date(2016, 12, 31))  # type: ignore[arg-type]
    assert (year.before_first, year.before_last) == (dt.date(2015, 1, 1), dt.date(2015, 12, 31))
    leap = Selection(None, TODAY, dt.date(2024, 1, 1), dt.date(2024, 2, 29))  # type: ignore[arg-type]
    assert leap.before_last == dt.date(2023, 2, 28)
    week = Selection(None, TODAY, dt.date(2026, 11, 9), dt.date(2026, 11, 15))  # type: ignore[arg-type]
    assert (week.before_first, week.before_last) == (dt.date(2026, 11, 2), dt.date(2026, 11, 8))


def test_shares_of_education_are_of_those_known(people: People) -> None:
    for level, amount in (("gymnasial", 3), ("grundskola", 1), ("okand", 2)):
        for _ in range(amount):
            closed(people, dt.date(2026, 3, 1), every_outcome()[-1], education_level=level)
    shares = {line.label: line.share for line in Results(select(people)).by_education()}
    assert shares == {"Gymnasial": 0.75, "Högst grundskola": 0.25, "Okänd": None}


def test_board_report_hides_small_groups_and_what_would_tell_them(people: People) -> None:
    for level, amount in (("gymnasial", 9), ("grundskola", 6), ("ej_grundskola", 2)):
        for _ in range(amount):
            closed(people, dt.date(2026, 3, 1), every_outcome()[-1], education_level=level)
    shown = {label: amount for label, amount, _ in published_lines(Results(select(people)).by_education(), 5)}
    assert shown == {"Gymnasial": 9, "Högst grundskola": None, "Icke fullgjord grundskola": None}


def test_workbook_has_the_figures_and_no_persons(client: Client, unit_with_everything: People) -> None:
    client.force_login(unit_with_everything.eva)
    answer = client.get("/oversikt/?export=xlsx")
    book = load_workbook(BytesIO(answer.content))
    results = Results(select(unit_with_everything))
    rows = {row[0].value: row[1].value for row in book["Resultat"].iter_rows(min_row=2)}
    assert rows["Till arbete"] == sum(g.amount for g in results.groups if rules.began_work(g.outcome))
    text = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "Öberg" not in text


@pytest.mark.parametrize("more", [0, 12])
def test_query_count_does_not_grow(client: Client, people: People, django_assert_max_num_queries, more: int) -> None:
    for index in range(more):
        EnrolmentFactory(
            participant=ParticipantFactory(unit=people.unit),
            consultant=people.anna,
            opened_on=dt.date(2026, 1 + index % 10, 5),
        )
        closed(people, dt.date(2026, 1 + index % 10, 15), every_outcome()[index])
    client.force_login(people.eva)
    # One of them tells PostgreSQL who asks (amc.wall).
    with django_assert_max_num_queries(13):
        client.get(reverse("dashboard"))
    with django_assert_max_num_queries(8):
        client.get("/oversikt/lista/inskrivna/")
