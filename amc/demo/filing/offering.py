"""Open places by the thousand, and what each participant seeks. What varies follows the number, so that the rest is dealt
the same cards with them as without."""

from datetime import timedelta
from decimal import Decimal
from functools import lru_cache

from psycopg.types.json import Jsonb

from amc.demo.chance import at, office_day
from amc.demo.filing.desk import Desk, File
from amc.demo.municipality import VILLAGES
from amc.matching.models import Opening, PlaceKind, Seeking
from participants.models import Competence
from participants.rules.facts import LEVELS
from placements.models import Employer

_KINDS = tuple(kind.value for kind in Employer.Kind)
_LEVELS = ("", *(code for code, _ in LEVELS))
_LANGUAGES: tuple[list[str], ...] = ([], [], [], ["arabiska"], [], [], ["somaliska", "engelska"])
_LICENCES = ("", "", "B", "", "C")
_SKILLS: tuple[list[str], ...] = ([], ["kundbemotande"], [], ["stada", "arbeta-i-grupp"], ["odling"])
_KM = (10, 20, 30, 50, None)
_HOURS = tuple(Decimal(hours) for hours in (15, 20, 25, 30, 40))
_WEEK = timedelta(days=7)


@lru_cache(maxsize=1)
def _occupations() -> list[tuple[int, str]]:
    return list(Competence.objects.filter(kind=Competence.Kind.OCCUPATION).order_by("pk").values_list("pk", "name"))


def offer(desk: Desk, amount: int) -> None:
    """Write `amount` open places, at one workplace after another."""
    spots, known = desk.world.spots_of(_KINDS), _occupations()
    for number in range(amount):
        occupation, name = known[number * 7 % len(known)]
        first = desk.today + timedelta(days=number % 90) if number % 3 else None
        desk.add(
            Opening,
            workplace_id=spots[number % len(spots)].key,
            kind=PlaceKind.values[number % len(PlaceKind)],
            title=name,
            occupation_id=occupation,
            places=1 + number % 3,
            starts_on=first,
            ends_on=first + 26 * _WEEK if first and number % 2 else None,
            hours_per_week=_HOURS[number % len(_HOURS)],
            level=_LEVELS[number % len(_LEVELS)],
            languages=_LANGUAGES[number % len(_LANGUAGES)],
            licence=_LICENCES[number % len(_LICENCES)],
            skills=_SKILLS[number % len(_SKILLS)],
            created_by_id=desk.world.units[number % len(desk.world.units)].consultants[0].key,
            created_at=at(office_day(desk.today - timedelta(days=number % 60))),
        )


def seek(desk: Desk, file: File) -> None:
    """Write what the participant of an open case seeks."""
    known, number = _occupations(), file.key
    towns = desk.world.towns
    desk.add(
        Seeking,
        enrolment_id=file.key,
        kinds=[PlaceKind.PRAKTIK.value, PlaceKind.values[1 + number % 4]],
        wish_1_id=known[number % len(known)][0],
        wish_2_id=known[(number + 5) % len(known)][0],
        towns=[VILLAGES[number % len(VILLAGES)]],
        home_id=towns[number % len(towns)] if number % 2 else None,
        most_km=_KM[number % len(_KM)] if number % 2 else None,
        from_day=desk.today,
        hours_per_week=_HOURS[number % len(_HOURS)],
        level=_LEVELS[number % len(_LEVELS)],
        languages=_LANGUAGES[number % len(_LANGUAGES)],
        licences=["B"] if number % 3 == 0 else [],
        skills=_SKILLS[number % len(_SKILLS)],
        heard=Jsonb({}),
    )
