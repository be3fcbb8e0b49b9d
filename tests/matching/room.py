"""Rows of openings, what is sought, and proposals."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from amc.matching.models import Opening, Proposal, Seeking
from amc.matching.rules.distance import Spot
from amc.matching.rules.matching import Occupation, Place, Seeker
from tests.factories import UserFactory, WorkplaceFactory

COOK = Occupation("kock", "Kock", "5120", "Hotell, restaurang och kök")
COLD = Occupation("kallskanka", "Kallskänka", "5121", "Hotell, restaurang och kök")
BAKER = Occupation("bagare", "Bagare", "7612", "Hotell, restaurang och kök")
PAINTER = Occupation("malare", "Målare", "7131", "Bygg och anläggning")
NYKOPING = Spot("Nyköping", 58.753, 17.009)
STIGTOMTA = Spot("Stigtomta", 58.800, 16.783)
TROSA = Spot("Trosa", 58.895, 17.550)
OCCUPATIONS = (COOK, COLD, BAKER, PAINTER)


def place(key: int = 1, **asked) -> Place:
    """A place that asks for what is given."""
    return Place(key, **{"kind": "praktik", "kind_name": "Praktik"} | asked)


def seeker(key: int = 1, **known) -> Seeker:
    """Somebody who seeks praktik as a cook."""
    return Seeker(key, **{"kinds": frozenset({"praktik"}), "wishes": (COOK,)} | known)


class OpeningFactory(DjangoModelFactory[Opening]):
    class Meta:
        model = Opening

    workplace = factory.SubFactory(WorkplaceFactory)
    kind = "praktik"
    title = "Kock i storkök"
    places = 1
    hours_per_week = Decimal(30)
    created_by = factory.SubFactory(UserFactory)


class SeekingFactory(DjangoModelFactory[Seeking]):
    class Meta:
        model = Seeking

    kinds = ("praktik",)
    level = "b1"


class ProposalFactory(DjangoModelFactory[Proposal]):
    class Meta:
        model = Proposal

    opening = factory.SubFactory(OpeningFactory)
    state = "reserved"
    created_by = factory.SubFactory(UserFactory)
