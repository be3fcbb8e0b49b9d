"""Handledarersättning: what the ekonom sees and settles."""

import pytest
from django.urls import reverse

from placements import actions
from placements.models import SupervisorPayment
from tests.factories import (
    at,
)
from tests.placements.pages import TODAY, as_, page
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


def settle(user, query="", **values):
    return as_(user).post(reverse("supervisor_pay_settle") + query, values)


def test_the_ekonom_sees_sum_and_proof(people, payments):
    text = page(people.ekonom, "supervisor_pay").content.decode()
    assert "1\xa0000\xa0kr" in text
    assert "Bekräftad 2026-11-24 av Hans Hedlund" in text
    october = page(people.ekonom, "supervisor_pay", manad="2026-10").content.decode()
    assert "500\xa0kr" in october
    assert "2026-09" not in october.split("<table")[1]


def test_chosen_ones_are_settled(people, payments):
    first = payments[0]
    assert settle(people.ekonom, payment=str(first.uuid)).status_code == 302
    assert settle(people.ekonom, payment=str(first.uuid)).status_code == 302
    settled = list(SupervisorPayment.objects.filter(settled_at__isnull=False))
    assert settled == [first]
    assert settled[0].settled_by == people.ekonom


def test_all_means_all_that_the_filter_leaves(people, payments):
    settle(people.ekonom, "?manad=2026-10", alla="on")
    assert [row.settled_at is None for row in payments.all()] == [True, False]


@pytest.mark.parametrize("who", ["eva", "anna", "hr", "hans"])
def test_only_the_ekonom_settles(people, payments, who):
    assert settle(getattr(people, who), alla="on").status_code == 404
    assert not SupervisorPayment.objects.filter(settled_at__isnull=False).exists()


def test_the_enhetschef_reads_and_has_no_boxes(people, payments):
    text = page(people.eva, "supervisor_pay").content.decode()
    assert "Hans Hedlund" in text
    assert 'name="payment"' not in text
    assert "Markera" not in text
