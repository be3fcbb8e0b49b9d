"""Handledarersättning: what the ekonom sees, with the proof behind each row."""

import pytest

from placements import actions
from placements.models import SupervisorPayment
from tests.factories import at
from tests.placements.pages import TODAY, page
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def payments(people, employment):
    supervision = employment.supervisions.get()
    for month in ("2026-09-01", "2026-10-01"):
        actions.confirm_supervision(
            supervision, month=D(month), as_planned=True, by=people.hans, now=at(TODAY), today=TODAY
        )
    return SupervisorPayment.objects.order_by("month")


def test_the_ekonom_sees_sum_and_proof(people, payments):
    text = page(people.ekonom, "supervisor_pay").content.decode()
    assert "1\xa0000\xa0kr" in text
    assert "Bekräftad 2026-11-24 av Hans Hedlund" in text
    october = page(people.ekonom, "supervisor_pay", manad="2026-10").content.decode()
    assert "500\xa0kr" in october
    assert "2026-09" not in october.split("<table")[1]


def test_what_waits_what_went_and_all(people, payments):
    SupervisorPayment.objects.filter(pk=payments[0].pk).update(settled_at=at(TODAY), settled_by=people.ekonom)
    for state, months in (("", ["2026-10"]), ("utbetald", ["2026-09"]), ("alla", ["2026-09", "2026-10"])):
        table = page(people.ekonom, "supervisor_pay", lage=state).content.decode().split("<table")[1]
        assert [month for month in ("2026-09", "2026-10") if month in table] == months
    assert "Utbetald 2026-11-24" in table


def test_a_correction_says_by_whom(people, payments):
    proof = payments[0].proof
    actions.correct_month(
        proof, as_planned=False, took_place=False, text="Var sjuk.", seen=0, by=people.anna, now=at(TODAY)
    )
    text = page(people.eva, "supervisor_pay").content.decode()
    assert "Rättad 2026-11-24 av Anna Ängström" in text
    assert "−500" in text or "-500" in text
