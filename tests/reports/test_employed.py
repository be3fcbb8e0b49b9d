"""What the time-limited employments became: every figure is the count of its list, and small groups stay inside."""

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from amc.calendar import today
from amc.reports import employed
from amc.reports.selection import Selection
from amc.staff.models import Municipality
from placements.models import Employment, NextStep
from tests.factories import (
    EmployerFactory,
    EmploymentFactory,
    EnrolmentFactory,
    People,
    PlanVersionFactory,
    agreed,
    make_people,
)
from tests.queries import at_most

pytestmark = pytest.mark.django_db
TODAY = today()
DAY = dt.timedelta(days=1)


@pytest.fixture
def people() -> People:
    return make_people()


def ended(people: People, outcome: str = "", planned: str = "", days: int = 40, **values: object) -> Employment:
    """An AMI that ended so many days ago, what it became, and what was planned."""
    unit = values.pop("unit", people.unit)
    enrolment = EnrolmentFactory(participant__unit=unit, consultant=people.anna)
    agreed(PlanVersionFactory(enrolment=enrolment), TODAY - 500 * DAY)
    row = EmploymentFactory(
        enrolment=enrolment,
        first_day=TODAY - (days + 200) * DAY,
        last_day=TODAY - days * DAY,
        end_reason="time",
        **values,
    )
    for moment, leads_to in (("half", planned), ("after", outcome)):
        if leads_to:
            NextStep.objects.create(
                employment=row,
                moment=moment,
                last_day=row.last_day,
                leads_to=leads_to,
                text="Text.",
                answered_by=people.anna,
                answered_at=dt.datetime.now(dt.UTC),
            )
    return row


def selection(people: People, **values: object) -> Selection:
    return Selection(people.eva, TODAY, TODAY - 90 * DAY, TODAY, **values)


@pytest.fixture
def several(people: People) -> People:
    private = EmployerFactory(kind="privat")
    ended(people, "same_employer", "same_employer", employer=private, workplace=None)
    ended(people, "studies", "same_employer", employer=private, workplace=None)
    ended(people, "af", "unclear")
    ended(people, planned="studies")
    ended(people)
    return people


def test_so_many_of_so_many_led_on(several: People) -> None:
    ended(several, "other_work", days=91)
    ended(several, "other_work", days=0)
    ended(several, "other_work", unit=several.other_unit)
    whole = employed.Outcomes(selection(several)).whole()
    assert (whole.whole.amount, whole.onward.amount, whole.share) == (5, 2, pytest.approx(0.4))
    told = dict(zip([code for code, _ in employed.BECAME], [cell.amount for cell in whole.cells], strict=True))
    assert {code: amount for code, amount in told.items() if amount} == {
        "same_employer": 1, "studies": 1, "af": 1, "saknas": 2,
    }  # fmt: skip


def test_the_plan_stands_beside_what_it_became(several: People) -> None:
    lines = {line.label: line for line in employed.Outcomes(selection(several)).by_plan()}
    assert {label: (line.whole.amount, line.onward.amount) for label, line in lines.items()} == {
        "Anställning hos arbetsgivaren": (2, 2), "Studier": (1, 0), "Inte klart än": (1, 0), "Inget svar": (1, 0),
    }  # fmt: skip


def test_every_figure_opens_the_list_that_it_counts(several: People) -> None:
    client = Client()
    client.force_login(several.eva)
    outcomes = employed.Outcomes(selection(several))
    lines = [outcomes.whole(), *outcomes.by_scheme(), *outcomes.by_employer(), *outcomes.by_plan()]
    cells = [cell for line in lines for cell in (line.whole, line.onward, *line.cells)]
    assert len(lines) == 8
    for cell in cells:
        assert client.get(cell.url).context["table"].paginator.count == cell.amount, cell
    text = client.get(reverse("after_employment")).text
    assert "5 avslutade anställningar" in text
    assert "2 till arbete eller studier" in text


def test_the_file_leaves_small_groups_out(several: People) -> None:
    client = Client()
    client.force_login(several.eva)
    address = f"{reverse('after_employment')}?{selection(several).query(export='xlsx')}"

    def rows() -> dict[tuple[object, object], list[object]]:
        sheet = load_workbook(BytesIO(client.get(address).content)).active
        return {(row[0], row[1]): list(row[2:]) for row in sheet.iter_rows(min_row=3, values_only=True)}

    assert set(rows()["Arbetsgivare", "Privat"]) == {"färre än 5 personer"}
    whole = rows()["Anställningsform", "AMI-anställning"]
    assert whole[0] == 5
    assert not {1, 2} & set(whole)
    Municipality.objects.update(small_group=1)
    assert rows()["Arbetsgivare", "Privat"] == [2, 1, 0, 1, 0, 0, 0, 0, 0]


def test_the_figures_cost_the_same_however_many(several: People) -> None:
    chosen = selection(several)
    with at_most(1):
        employed.Outcomes(chosen).by_plan()


def test_an_empty_period_says_so_and_an_unknown_part_is_no_page(people: People) -> None:
    client = Client()
    client.force_login(people.eva)
    assert "Ingen tidsbegränsad anställning tog slut" in client.get(reverse("after_employment")).text
    assert client.get(reverse("ended_list"), {"blev": "nonsens"}).status_code == 404
