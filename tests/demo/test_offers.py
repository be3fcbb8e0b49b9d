"""What the demo tells of offers: every kind, state and outcome, and one that has waited too long."""

import datetime as dt

import pytest

from amc.demo.offers import write_offers
from amc.offers.models import Offer
from tests.factories import make_people

pytestmark = pytest.mark.django_db


def test_every_state_of_an_offer_is_there() -> None:
    make_people()
    today = dt.date(2025, 11, 18)
    write_offers(today)
    rows = Offer._base_manager.all()
    for field, choices in (("kind", Offer.Kind), ("state", Offer.State), ("became", Offer.Became)):
        assert set(rows.values_list(field, flat=True)) - {""} == set(choices.values)
    assert rows.filter(state="new", answer_by__lt=today).exists()
