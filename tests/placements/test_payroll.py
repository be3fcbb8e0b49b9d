"""The files to payroll: what goes in, that it stands, and that all of it adds up."""

import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from amc.obstacles import Refused
from amc.staff.models import Municipality, PayRate
from participants.models import Participant
from placements import actions
from placements.models import PayrollColumn, PayrollFile, SupervisorPayment
from tests.factories import SupervisorFactory, at
from tests.placements.pages import TODAY, as_, page
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")
CONFIRMED = D("2026-11-05")
THROUGH = D("2026-11-10")


def confirm(supervision, month="2026-10-01", day=CONFIRMED, **values):
    values = {"as_planned": True} | values
    by = supervision.supervisor.user
    return actions.confirm_supervision(supervision, month=D(month), by=by, now=at(day), today=day, **values)


def correct(proof, by, *, took_place, text="Var sjuk.", day=TODAY):
    return actions.correct_month(
        proof,
        as_planned=False,
        took_place=took_place,
        text=text,
        seen=proof.corrections.count(),
        by=by,
        now=at(day),
    )


def hand_over(people, employment, other):
    """Somebody else leads from 11 October."""
    actions.change_supervisor(
        employment,
        supervisor=other,
        first_day=D("2026-10-11"),
        by=people.anna,
        today=TODAY,
        acknowledged=["supervisor_untrained", "supervisor_elsewhere"],
    )


@pytest.fixture
def supervision(employment, hans):
    hans.employee_number = "10442"
    hans.save()
    return employment.supervisions.get()


@pytest.fixture
def make(people):
    """The ekonom makes the file as of a day."""

    def make(through=THROUGH, day=TODAY):
        return actions.make_payroll_file(through=through, by=people.ekonom, now=at(day))

    return make


def lines(file):
    return bytes(file.csv).decode("utf-8-sig").splitlines()


def test_a_file_holds_what_was_confirmed_by_the_cut_off(people, supervision, make):
    confirm(supervision, "2026-09-01")
    confirm(supervision, "2026-10-01", day=D("2026-11-11"))
    file = make()
    assert (file.number, file.rows, file.total, file.through) == (1, 1, 500, THROUGH)
    assert lines(file) == [
        "Anställningsnummer;Efternamn;Förnamn;Löneart;Månad;Kronor;Slag",
        "10442;Hedlund;Hans;HANDL;2026-09;500;Ersättning",
    ]
    sheet = load_workbook(BytesIO(bytes(file.xlsx))).active
    assert [cell.value for cell in sheet[2]] == ["10442", "Hedlund", "Hans", "HANDL", "2026-09", 500, "Ersättning"]
    assert SupervisorPayment.objects.unsettled().get().month == D("2026-10-01")


def test_a_month_goes_to_payroll_once(people, supervision, make):
    confirm(supervision)
    make()
    with pytest.raises(Refused, match="ingen ersättning till och med 2026-11-10"):
        make()
    assert PayrollFile.objects.count() == 1


def test_what_has_gone_is_made_up_for_in_the_next_file(people, supervision, make):
    proof = confirm(supervision)
    first = make()
    before = bytes(first.csv)
    correct(proof, people.anna, took_place=False)
    second = make(through=TODAY)
    assert [(row.kind, row.amount) for row in second.payments.all()] == [("correction", -500)]
    assert lines(second)[1].endswith("2026-10;-500;Rättelse")
    assert second.total == -500
    first.refresh_from_db()
    assert bytes(first.csv) == before
    correct(proof, people.anna, took_place=True, text="Var där ändå.")
    assert make(through=TODAY).total == 500
    assert sum(PayrollFile.objects.values_list("total", flat=True)) == 500


def test_what_has_gone_is_never_changed(people, supervision, make):
    confirm(supervision)
    file = make()
    for change in (
        lambda: PayrollFile.objects.filter(pk=file.pk).update(total=1),
        lambda: file.payments.update(amount=1),
        lambda: file.payments.update(file=None, settled_at=None, settled_by=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_waits_has_an_amount_that_stands(supervision):
    confirm(supervision)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupervisorPayment.objects.update(amount=1000)


def test_the_columns_are_data(people, supervision, make):
    PayrollColumn.objects.exclude(code__in=["kronor", "manad"]).update(is_active=False)
    PayrollColumn.objects.filter(code="kronor").update(name="Belopp", order=0)
    PayrollColumn.objects.create(code="kst", content="fixed", text="=4711", name="Kostnadsställe", order=9)
    PayrollColumn.objects.filter(code="bekraftad").update(is_active=True, order=10)
    confirm(supervision)
    file = make()
    assert lines(file) == ["Belopp;Månad;Kostnadsställe;Bekräftad", "500;2026-10;'=4711;2026-11-05"]
    cell = load_workbook(BytesIO(bytes(file.xlsx))).active["C2"]
    assert (cell.value, cell.data_type) == ("=4711", "s")


def test_who_has_no_number_waits_for_it_and_is_named(people, supervision, make, hans):
    confirm(supervision, "2026-09-01")
    hans.employee_number = ""
    hans.save()
    with pytest.raises(Refused) as error, transaction.atomic():
        make()
    assert error.value.codes == ("nothing_waits",)
    shown = page(people.ekonom, "payroll")
    sums = shown.context["sums"]
    assert (sums["next_rows"], sums["held_kronor"], sums["waiting"], sums["all_kronor"]) == (0, 500, 500, 500)
    assert "Anställningsnummer saknas: " in shown.content.decode()
    assert shown.context["lacking"] == [hans]
    assert "Saknas" in page(people.ekonom, "supervisor_pay").content.decode()
    assert "Saknas" in page(people.anna, "supervisor_detail", hans.uuid).content.decode()
    hans.employee_number = "10442"
    hans.save()
    assert "10442" in page(people.anna, "supervisor_detail", hans.uuid).content.decode()
    assert make().total == 500
    assert page(people.ekonom, "payroll").context["lacking"] == []


def test_a_file_that_names_nobody_by_number_waits_for_none(people, supervision, make, hans):
    PayrollColumn.objects.filter(content="employee_number").update(is_active=False)
    confirm(supervision, "2026-09-01")
    hans.employee_number = ""
    hans.save()
    assert page(people.ekonom, "payroll").context["lacking"] == []
    assert make().total == 500


def test_without_columns_there_is_no_file(supervision, make):
    PayrollColumn.objects.update(is_active=False)
    confirm(supervision)
    with pytest.raises(Refused, match="inga kolumner"):
        make()


def test_a_file_is_the_own_units(people, supervision, make):
    confirm(supervision)
    people.ekonom.unit = people.other_unit
    with pytest.raises(Refused):
        make()


def test_who_stands_in_gets_the_days_and_no_krona_is_lost(people, employment, hans):
    other = SupervisorFactory(employer=hans.employer)
    supervision = employment.supervisions.get()
    confirm(supervision, "2026-09-01")
    hand_over(people, employment, other)
    first, then = employment.supervisions.order_by("period")
    confirm(first)
    actions.confirm_supervision(
        then,
        month=D("2026-10-01"),
        as_planned=True,
        source="paper",
        on_behalf_reason="Lapp i pärmen.",
        by=people.anna,
        now=at(TODAY),
        today=TODAY,
    )
    october = SupervisorPayment.objects.filter(month=D("2026-10-01"))
    assert dict(october.values_list("supervisor", "amount")) == {hans.pk: 161, other.pk: 339}
    assert october.aggregate(kronor=Sum("amount"))["kronor"] == 500


def test_a_month_in_full_to_each_is_a_setting(people, employment, hans):
    PayRate.objects.update(part="full")
    other = SupervisorFactory(employer=hans.employer, user=None)
    supervision = employment.supervisions.get()
    confirm(supervision, "2026-09-01")
    hand_over(people, employment, other)
    confirm(employment.supervisions.order_by("period")[0])
    assert SupervisorPayment.objects.get(month=D("2026-10-01")).amount == 500


def test_days_that_change_after_the_answer_change_what_is_owed(people, employment, hans):
    """The supervision ended on 15 October, was confirmed the day after, and somebody else took over from the 11th."""
    PayRate.objects.update(part="days")
    supervision = employment.supervisions.get()
    actions.end_employment(
        employment, last_day=D("2026-10-15"), end_reason="work", seen=0, by=people.anna, now=at(D("2026-10-16"))
    )
    supervision.refresh_from_db()
    confirm(supervision, day=D("2026-10-16"))
    assert SupervisorPayment.objects.get().amount == 242
    actions.end_employment(
        employment, last_day=D("2026-10-10"), end_reason="work", seen=1, by=people.anna, now=at(D("2026-10-17"))
    )
    assert [(row.kind, row.amount) for row in SupervisorPayment.objects.order_by("pk")] == [
        ("month", 242),
        ("correction", -81),
    ]


# --- The pages ------------------------------------------------------------------------------------


def test_the_ekonom_makes_the_file_and_has_the_same_bytes_every_time(people, supervision):
    confirm(supervision)
    text = page(people.ekonom, "payroll").content.decode()
    assert "1 rad i nästa fil" in text
    client = as_(people.ekonom)
    for _ in range(2):
        answer = client.post(reverse("payroll_make"), {"through": "2026-11-10"}, follow=True)
    assert "ingen ersättning till och med" in answer.content.decode()
    file = PayrollFile.objects.get()
    assert "Lönefil 1" in page(people.ekonom, "payroll").content.decode()
    PayrollColumn.objects.update(name="Annat")
    for kind, kept in (("csv", file.csv), ("xlsx", file.xlsx)):
        for user in (people.ekonom, people.eva):
            answer = page(user, "payroll_download", file.uuid, kind)
            assert answer.content == bytes(kept)
            assert answer["Content-Disposition"] == f'attachment; filename="handledarersattning-1-2026-11-10.{kind}"'
    assert page(people.ekonom, "payroll_download", file.uuid, "pdf").status_code == 404
    assert "500\xa0kr" in page(people.ekonom, "supervisor_pay", lage="alla", fil="1").content.decode()


def test_a_page_from_before_the_cut_off_makes_no_file(people, supervision):
    confirm(supervision)
    answer = as_(people.ekonom).post(reverse("payroll_make"), {"through": "2026-10-10"}, follow=True)
    assert "Brytdagen har passerat" in answer.content.decode()
    assert not PayrollFile.objects.exists()


@pytest.mark.parametrize("who", ["eva", "anna", "hr", "hans"])
def test_only_the_ekonom_makes_a_file(people, supervision, who):
    confirm(supervision)
    assert as_(getattr(people, who)).post(reverse("payroll_make"), {"through": "2026-11-10"}).status_code == 404
    assert not PayrollFile.objects.exists()


def test_the_sums_add_up(people, supervision, make):
    proof = confirm(supervision, "2026-09-01")
    confirm(supervision, "2026-10-01")
    make()
    correct(proof, people.anna, took_place=False)
    sums = page(people.eva, "payroll").context["sums"]
    assert (sums["in_files"], sums["waiting"], sums["all_kronor"]) == (1000, -500, 500)
    assert (sums["next_rows"], sums["later_rows"], sums["later_kronor"]) == (0, 1, -500)


def test_the_cut_off_is_the_municipalitys(people, supervision):
    Municipality.objects.update(payroll_cutoff_day=20)
    assert page(people.ekonom, "payroll").context["through"] == D("2026-11-20")


def test_supervision_of_somebody_protected_is_paid_and_not_listed(people, supervision):
    confirm(supervision)
    Participant.objects.update(is_protected=True)
    assert "Ingen ersättning i urvalet" in page(people.ekonom, "supervisor_pay").content.decode()
    text = page(people.ekonom, "payroll").content.decode()
    assert "1 rad gäller handledning av någon med skyddade personuppgifter" in text
    as_(people.ekonom).post(reverse("payroll_make"), {"through": THROUGH.isoformat()})
    assert PayrollFile.objects.get().total == 500


def test_files_cost_the_same_however_many(people, supervision, make):
    def asked():
        client = as_(people.ekonom)
        client.get(reverse("payroll"))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("payroll"))
        return len(caught)

    confirm(supervision, "2026-08-01")
    make()
    few = asked()
    for month in ("2026-09-01", "2026-10-01"):
        confirm(supervision, month)
        make()
    assert asked() == few


def test_two_who_make_it_at_once_make_one(people, supervision, make):
    with time_machine.travel(at(TODAY), tick=False):
        confirm(supervision)
        make()
        with pytest.raises(Refused):
            make(day=TODAY + dt.timedelta(days=1))
