"""Särskild visstid: days at one employer in five years, at 9, 11 and 12 months [SFS 1982:80 5 a §; domain.md 4]."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from amc.calendar import add_months, last_day
from placements.models import LasAnswer, Scheme
from placements.rules import las
from placements.rules.periods import Period
from tests.factories import EmployerFactory, EmploymentFactory, EnrolmentFactory
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.queries import at_most

D = dt.date.fromisoformat
DAY = dt.timedelta(days=1)


def period(first: str, last: str) -> Period:
    return Period(D(first), D(last))


# --- An oracle that looks at each day by itself ----------------------------------------------------


def counted(day: dt.date, periods: list[Period]) -> int:
    """The days, one by one, later than the same day five years before."""
    before = add_months(day, -60)
    return sum(any(one in each for each in periods) for n in range((day - before).days) if (one := day - n * DAY))


DAYS = st.dates(D("2020-01-01"), D("2030-12-31"))
PERIODS = st.lists(
    st.builds(lambda first, length: Period(first, first + length * DAY), DAYS, st.integers(0, 500)), max_size=5
)


@given(DAYS, PERIODS)
def test_each_day_counts_once(day: dt.date, periods: list[Period]) -> None:
    assert las.las_days(day, periods) == counted(day, periods)


@given(PERIODS, DAYS, st.sampled_from(las.STEPS))
def test_the_day_of_a_step_is_the_first(periods: list[Period], since: dt.date, months: int) -> None:
    found = las.passes_on(months, periods, since)
    worked = sorted({p.first + n * DAY for p in periods for n in range((p.last - p.first).days + 1)})
    reached = (day for day in worked if day >= since and las.las_days(day, periods) >= las.DAYS[months])
    assert found == next(reached, None)


@given(PERIODS, DAYS)
def test_the_months_add_up(periods: list[Period], until: dt.date) -> None:
    months = las.month_by_month(periods, until)
    whole = {p.first + n * DAY for p in periods for n in range((p.last - p.first).days + 1)}
    assert sum(one.days for one in months) == len([day for day in whole if day <= until])
    assert [one.month for one in months] == sorted({one.month for one in months})
    for one in months:
        end = min(add_months(one.month, 1) - DAY, until)
        assert one.total == las.las_days(end, periods)


# --- Rules -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [add_months(D("2024-01-01"), month) for month in range(36)])
@pytest.mark.parametrize("months", [9, 11, 12])
def test_whole_months_reach_their_step_whenever_they_begin(first: dt.date, months: int) -> None:
    last = last_day(first, months)
    days = las.las_days(last, [Period(first, last)])
    assert las.step_of(days) == months
    before = {9: None, 11: 9, 12: 11}[months]
    assert las.step_of(las.las_days(last_day(first, months - 1), [Period(first, last)])) == before


@pytest.mark.parametrize(
    ("day", "periods", "days"),
    [
        ("2026-11-24", [], 0),
        ("2026-11-24", [period("2026-11-24", "2026-12-31")], 1),
        # Overlapping contracts count a day once, and those that meet are one time.
        ("2026-01-31", [period("2026-01-01", "2026-01-20"), period("2026-01-10", "2026-01-31")], 31),
        ("2026-02-28", [period("2026-01-01", "2026-01-31"), period("2026-02-01", "2026-02-28")], 59),
        # What lies five years back falls out, day by day.
        ("2030-12-31", [period("2026-01-01", "2026-01-10")], 10),
        ("2031-01-01", [period("2026-01-01", "2026-01-10")], 9),
        ("2031-01-10", [period("2026-01-01", "2026-01-10")], 0),
        ("2029-02-28", [period("2024-02-29", "2024-02-29")], 1),
        ("2029-03-01", [period("2024-02-29", "2024-02-29")], 0),
    ],
)
def test_days_within_five_years(day: str, periods: list[Period], days: int) -> None:
    assert las.las_days(D(day), periods) == days


# --- The account and the list ----------------------------------------------------------------------


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def scheme(db: None) -> Scheme:
    return Scheme.objects.get(code="nystartsjobb")


@pytest.fixture
def year(scheme: Scheme, enrolment, people):
    """A contract of ten months that runs, after one of four months that has ended."""
    employer = EmployerFactory(name="Bageriet")
    told = {
        "enrolment": enrolment,
        "scheme_id": scheme.code,
        "employer": employer,
        "workplace": None,
        "supervisor": None,
    }
    EmploymentFactory(**told, first_day=D("2026-01-01"), last_day=D("2026-04-30"))
    return EmploymentFactory(**told, first_day=D("2026-07-01"), last_day=D("2027-04-30"))


def test_the_account_can_be_checked(year, people) -> None:
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    shown = page(people.hr, "las_account", year.uuid, till="2027-04-30")
    assert [one.counted for _, one in shown.context["contracts"]] == [120, 304]
    assert shown.context["standing"].today == 120 + (TODAY - D("2026-07-01")).days + 1
    assert [one.days for one in shown.context["months"]][:4] == [31, 28, 31, 30]
    assert shown.context["months"][-1].total == 424
    steps = dict(shown.context["steps"])
    assert steps[12] == D("2026-07-01") + (365 - 120 - 1) * DAY
    assert f"nås {steps[12]}" in shown.text


def test_what_is_exempt_is_shown_and_not_counted(year, people) -> None:
    Scheme.objects.filter(code="nystartsjobb").update(las="exempt")
    shown = page(people.hr, "las_account", year.uuid)
    assert [days for _, days in shown.context["contracts"]] == [None, None]
    assert "Inget räknas" in shown.text
    assert not page(people.hr, "las_list", nar="alla").context["table"].page.object_list


def test_the_list_asks_for_those_who_reach_the_step_by_their_last_day(year, people, scheme, enrolment) -> None:
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    other = EmployerFactory(name="Städ")
    EmploymentFactory(
        enrolment=enrolment, scheme_id=scheme.code, employer=other, workplace=None, supervisor=None,
        first_day=D("2026-07-01"), last_day=D("2027-02-28"),
    )  # fmt: skip

    def found(**asked: str) -> list[str]:
        return [
            row.record.employer.name for row in page(people.hr, "las_list", **asked).context["table"].page.object_list
        ]

    assert found() == ["Bageriet"]
    assert found(nar="12") == ["Bageriet"]
    assert found(nar="alla") == ["Städ", "Bageriet"]
    text = page(people.hr, "las_list").text
    assert "424" in text
    assert reverse("las_account", args=[year.uuid]) in text


def test_hr_answers_and_everybody_who_sees_the_employment_sees_it(year, people) -> None:
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    # 120 days before, and the 153 that make nine months.
    reached = D("2026-07-01") + (273 - 120 - 1) * DAY
    assert reached > TODAY
    with time_machine.travel(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC), tick=False):
        assert "1 anställning väntar på besked" in page(people.hr, "las_list").text
        waiting = page(people.hr, "las_list", besked="vantar")
        assert f"Väntar sedan {reached}" in waiting.text
        account = page(people.hr, "las_account", year.uuid)
        assert reverse("las_answer", args=[year.uuid]) in account.text
        # Those who only read are told who answers.
        text = page(people.anna, "las_account", year.uuid).text
        assert "HR eller enhetschefen svarar här" in text
        assert reverse("las_answer", args=[year.uuid]) not in text
        empty = post(people.hr, "las_answer", year.uuid, decision="not_affected", note="")
        assert empty.context["form"].errors["note"] == ["Skriv vad beskedet bygger på."]
        sent = {"decision": "other_employer", "note": "Går till Ekhaga."}
        form = page(people.hr, "las_answer", year.uuid)
        client, values = as_(people.hr), form_values(form, **sent)
        assert [client.post(form.request["PATH_INFO"], values).status_code for _ in range(2)] == [302, 302]
        kept = LasAnswer.objects.get()
        assert (kept.months, kept.reached_on, kept.decision) == (9, reached, "other_employer")
        said = "Går till en annan arbetsgivare"
        for who in (people.hr, people.ekonom, people.anna, people.eva):
            assert f"{said}, 2026-12-01, Hilda Hansson" in page(who, "las_list").text
            for name in ("las_account", "employment_detail"):
                text = page(who, name, year.uuid).text
                assert f"{said}: Går till Ekhaga." in text
        assert not page(people.hr, "las_list", besked="vantar").context["table"].page.object_list
        assert len(page(people.hr, "las_list", besked="finns").context["table"].page.object_list) == 1
        assert "väntar på besked" not in page(people.hr, "las_list").text


def test_two_who_answer_at_once_see_each_others(year, people) -> None:
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    with time_machine.travel(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC), tick=False):
        first, second = (page(who, "las_answer", year.uuid) for who in (people.hr, people.eva))
        url = first.request["PATH_INFO"]
        assert as_(people.hr).post(url, form_values(first, decision="permanent", note="")).status_code == 302
        refused = as_(people.eva).post(url, form_values(second, decision="ends", note="Den 30 april."))
        assert "Hilda Hansson har gett besked sedan du öppnade sidan: Blir tillsvidareanställning" in refused.text
        assert "Den 30 april." in refused.text
        again = as_(people.eva).post(url, form_values(refused, decision="ends", note="Den 30 april."))
        assert again.status_code == 302
    assert [one.decision for one in LasAnswer.objects.all()] == ["ends", "permanent"]


def test_the_list_costs_the_same_however_many(year, people) -> None:
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    client = as_(people.hr)
    client.get(reverse("las_list"))
    with at_most(12) as asked:
        client.get(reverse("las_list"))
    few = len(asked)
    for _ in range(6):
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        EmploymentFactory(
            enrolment=case, scheme_id="nystartsjobb", employer=year.employer, workplace=None, supervisor=None,
            first_day=D("2026-02-01"), last_day=D("2027-04-30"),
        )  # fmt: skip
    with at_most(12) as asked:
        assert client.get(reverse("las_list")).text.count("Bageriet") >= 7
    assert len(asked) == few
