"""What was typed of an employment is put right: the first day with all that hangs on it, and the words."""

import pytest
from django.db import IntegrityError, connection, transaction

from amc.obstacles import Refused
from amc.staff.models import Municipality
from participants.models import Enrolment
from placements import actions
from placements.models import AmiTotal, EmploymentFollowUp, SupervisorPayment
from placements.rules.lasting import before_obstacles
from placements.week import WEEK
from tests.factories import EmploymentFactory, SupervisionMonthFactory, at
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
READ = ["agreement_missing", "supervisor_elsewhere"]


@pytest.fixture
def year(enrolment, hans):
    """Entered with the wrong month: it began on 1 March."""
    made = EmploymentFactory(enrolment=enrolment, supervisor=hans)
    connection.check_constraints()
    return made


def change(employment, by, first=None, acknowledged=READ, **values):
    standing = {name: getattr(employment, name) for name in ("extent", "tasks", "union", "reference")}
    return actions.change_employment(
        employment,
        first_day=D(first) if first else employment.first_day,
        seen=employment.revision,
        by=by,
        now=at(TODAY, 9),
        today=TODAY,
        acknowledged=acknowledged,
        **standing | {"collective_agreement": employment.collective_agreement} | values,
    )


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error, transaction.atomic():
        act(*args, **kwargs)
    return error.value


@pytest.mark.parametrize(
    ("confirmed", "first", "codes"),
    [
        ([], "2026-12-01", []),
        (["2026-03-01", "2026-02-01"], "2026-02-28", []),
        (["2026-03-01", "2026-02-01"], "2026-03-01", ["month_confirmed"]),
        (["2028-02-01"], "2028-02-29", []),
    ],
)
def test_a_confirmed_month_lies_after_the_first_day(confirmed, first, codes):
    assert [one.code for one in before_obstacles(map(D, confirmed), D(first))] == codes


def test_a_later_first_day_takes_everything_along(year, people):
    change(year, people.anna, "2026-03-01")
    year.refresh_from_db()
    assert (year.first_day, year.last_day) == (D("2026-03-01"), D("2027-01-31"))
    assert year.supervisions.get().first_day == D("2026-03-01")
    assert AmiTotal.objects.get().days == 11 * 30
    due = EmploymentFollowUp.objects.filter(employment=year).values_list("follow_up__due_on", flat=True)
    assert list(due) == []


def test_an_earlier_one_is_judged_as_a_start(year, people):
    error = refused(change, year, people.anna, "2026-01-20")
    assert [(one.field, one.code) for one in error.obstacles if one.code == "plan_missing"]
    change(year, people.anna, "2026-01-21")
    assert year.supervisions.get().first_day == D("2026-01-21")
    assert AmiTotal.objects.get().days == 12 * 30 + 11


def test_the_limit_holds(enrolment, hans, people):
    two = EmploymentFactory(enrolment=enrolment, supervisor=hans, first_day=D("2026-02-01"), last_day=D("2028-01-31"))
    error = refused(change, two, people.anna, "2026-01-31")
    assert ("first_day", "too_long") in {(one.field, one.code) for one in error.obstacles}


def test_a_month_that_is_confirmed_does_not_fall_outside(year, people):
    month = SupervisionMonthFactory(
        supervision=year.supervisions.get(), month=D("2026-02-01"), confirmed_by=people.anna
    )
    assert refused(change, year, people.anna, "2026-03-01").codes == ("month_confirmed",)
    with pytest.raises(IntegrityError, match="supervision_holds_its_months"), transaction.atomic():
        year.supervisions.update(period=("2026-03-01", "2027-02-01"))
    actions.correct_month(
        month, as_planned=False, took_place=False, text="Hon började i mars.", seen=0, by=people.anna, now=at(TODAY, 9)
    )
    change(year, people.anna, "2026-03-01")
    assert sum(SupervisorPayment.objects.values_list("amount", flat=True)) == 0


def test_an_exception_is_the_enhetschefs(year, people):
    given = {"exception_reason": "Planen skrevs på papper.", "exception_paper_date": D("2026-01-02")}
    assert refused(change, year, people.anna, "2026-01-10", **given).codes == ("exception_not_granted",)
    change(year, people.eva, "2026-01-10", **given)
    year.refresh_from_db()
    assert (year.first_day, year.exception_by, year.exception_reason) == (
        D("2026-01-10"),
        people.eva,
        "Planen skrevs på papper.",
    )
    assert refused(change, year, people.eva, **given).codes == ("exception_without_day",)
    # It stands for a day that it covers, and for no earlier one.
    change(year, people.anna, "2026-01-03")
    assert "paper_date_missing" in refused(change, year, people.anna, "2026-01-02").codes


def test_words_and_extent_are_put_right_without_reading_it_all_again(year, people):
    change(year, people.anna, acknowledged=(), extent=75, tasks="Packa varor ", union="Kommunal", reference="KS 7")
    year.refresh_from_db()
    assert (year.extent, year.tasks, year.union, year.reference) == (75, "Packa varor", "Kommunal", "KS 7")
    assert not year.acknowledged_warnings.exists()


def test_a_suspension_stays_within(year, people):
    actions.suspend_employment(
        year,
        why="studies",
        first_day=D("2026-02-10"),
        last_day=D("2026-02-20"),
        seen=year.revision,
        by=people.anna,
        now=at(TODAY, 9),
        today=TODAY,
    )
    assert "suspension_outside" in refused(change, year, people.anna, "2026-03-01").codes
    change(year, people.anna, "2026-02-10")


def test_of_two_changes_the_later_sees_what_the_first_did(year, people):
    change(year, people.anna, tasks="A", acknowledged=())
    year.revision -= 1
    assert refused(change, year, people.anna, tasks="B").codes == ("changed_meanwhile",)


def test_through_the_page(year, people):
    shown = page(people.anna, "employment_detail", year.uuid).content.decode()
    assert f"/anstallningar/{year.uuid}/andra/" in shown
    typed = {"first_day": "2026-03-01", "extent": "100"}
    asked = post(people.anna, "employment_change", year.uuid, **typed)
    assert asked.status_code == 200
    boxes = [code for code, _ in asked.context["form"]["acknowledged"].field.choices]
    assert boxes == ["supervisor_elsewhere", "agreement_missing"]
    answer = as_(people.anna).post(asked.request["PATH_INFO"], form_values(asked, **typed, acknowledged=boxes))
    assert answer.status_code == 302, answer.context["form"].errors
    year.refresh_from_db()
    assert year.first_day == D("2026-03-01")


def test_what_is_over_is_put_right_while_the_case_is_open(year, people, enrolment):
    year.end_reason, year.period = "time", (D("2026-02-01"), D("2026-11-01"))
    year.save()
    year.supervisions.update(period=(D("2026-02-01"), D("2026-11-01")))
    connection.check_constraints()
    assert "Rätta" in page(people.anna, "employment_detail", year.uuid).content.decode()
    enrolment.closed_on = D("2026-11-20")
    enrolment.save(update_fields=["closed_on"])
    assert "Rätta" not in page(people.anna, "employment_detail", year.uuid).content.decode()
    year.refresh_from_db()
    assert refused(change, year, people.anna, tasks="B").codes == ("enrolment_closed",)


def test_the_week_of_a_plan_counts_where_nobody_has_said_what_full_time_is(year, people):
    Municipality.objects.all().delete()
    [row] = Enrolment.objects.filter(pk=year.enrolment_id).annotate(**WEEK.facts(D("2026-11-23"), D("2026-11-29")))
    assert [span.hours for span in WEEK.placed(row)] == [40]
