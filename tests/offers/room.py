"""Rows of offers, and how the public forms are sent."""

import datetime as dt
import uuid
from typing import Any

import factory
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from factory.django import DjangoModelFactory

from amc.offers.models import Offer
from tests.factories import UnitFactory

ARRIVED = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
PLACE = {
    "workplace": "Köket på Ängens äldreboende",
    "division": "Omsorgsförvaltningen",
    "tasks": "Hjälpa till i köket och duka",
    "places": "2",
    "starts_on": "2027-01-11",
    "name": "Disa Dahl",
    "email": "disa.dahl@kommunen.example",
    "phone": "070-174 06 05",
}
SUPERVISOR = {
    "workplace": "Biblioteket",
    "division": "",
    "trained": "ja",
    "name": "Love Anna Lund",
    "email": "love.lund@kommunen.example",
    "phone": "",
}


class OfferFactory(DjangoModelFactory[Offer]):
    class Meta:
        model = Offer

    kind = "place"
    unit = factory.SubFactory(UnitFactory)
    workplace = "Köket på Ängens äldreboende"
    division = "Omsorgsförvaltningen"
    tasks = "Hjälpa till i köket"
    places = 2
    name = "Disa Dahl"
    email = "disa.dahl@kommunen.example"
    phone = "070-174 06 05"
    received_at = ARRIVED
    answer_by = dt.date(2026, 12, 1)


class SupervisorOfferFactory(OfferFactory):
    kind = "supervisor"
    workplace = "Biblioteket"
    tasks = ""
    places = None
    trained = True
    name = "Love Anna Lund"
    email = "love.lund@kommunen.example"


def send(route: str, client: Client | None = None, **values: Any) -> HttpResponse:
    """A public form, sent by nobody in particular."""
    given = {"once": str(uuid.uuid4())} | (PLACE if route == "offer_place" else SUPERVISOR) | values
    return (client or Client()).post(reverse(route), given)
