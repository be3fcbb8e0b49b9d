"""Matching one participant against 10,000 openings asks as much as against a few, and costs no more than its size."""

import itertools
import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from amc.matching.facts import lists_on, matches_for
from amc.matching.models import Locality, Opening, Seeking
from participants.models import Competence
from participants.rules.facts import LEVELS
from tests.factories import WorkplaceFactory
from tests.placements.pages import TODAY
from tests.queries import at_most

FEW, OPENINGS = 1_000, 10_000


def fastest(ask: Callable[[], object]) -> float:
    """The milliseconds of the fastest of seven."""
    times = []
    for _ in range(7):
        started = time.perf_counter()
        ask()
        times.append((time.perf_counter() - started) * 1000)
    return min(times)


@pytest.mark.slow
def test_one_participant_against_ten_thousand_openings(people, seeking):
    occupations = list(Competence.objects.filter(kind="yrke"))
    workplaces = [WorkplaceFactory(city=town) for town in ("Nyköping", "Trosa", "Gnesta", "Oxelösund") * 5]
    asked = itertools.cycle(itertools.product(occupations, workplaces, ["", *(code for code, _ in LEVELS)]))
    Opening.objects.bulk_create(
        Opening(
            workplace=workplace,
            occupation=occupation,
            level=level,
            kind="praktik" if number % 3 else "reguljar",
            title=f"Plats {number}",
            hours_per_week=Decimal(10 + number % 30),
            languages=["arabiska"] if number % 7 == 0 else [],
            licence="B" if number % 5 == 0 else "",
            skills=["odling", "stada"] if number % 4 == 0 else [],
            created_by=people.anna,
        )
        for number, (occupation, workplace, level) in zip(range(OPENINGS), asked, strict=False)
    )
    Seeking.objects.filter(pk=seeking.pk).update(
        home=Locality.objects.get(name="Nyköping"), most_km=30, skills=["odling"]
    )
    seeking = Seeking.objects.select_related("wish_1", "home", "enrolment__participant").get(pk=seeking.pk)
    with at_most(3):
        found = matches_for(seeking, people.anna, TODAY, 20, lists_on(TODAY))
    assert len(found) == 20
    assert all(match["points"] >= found[-1]["points"] for match in found)
    # A ratio within one run: matching goes through the openings once, so it grows as they do and not faster.
    many = fastest(lambda: matches_for(seeking, people.anna, TODAY, 20, lists_on(TODAY)))
    Opening.objects.filter(pk__in=Opening.objects.order_by("pk").values("pk")[FEW:]).delete()
    few = fastest(lambda: matches_for(seeking, people.anna, TODAY, 20, lists_on(TODAY)))
    print(f"matching: {many:.0f} ms of {OPENINGS}, {few:.0f} ms of {FEW}")  # noqa: T201
    assert many <= 2 * few * OPENINGS / FEW
