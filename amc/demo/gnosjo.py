"""One cohort of 2016, as Gnosjö published its own figures for that year [S3]: what a report must show for it.

No split of 71 rounds to the published shares, one of 70 does: so one has unknown education, and shares are of those
known (domain.md section 6). The persons are invented; only the figures are real.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from amc.demo.chance import Chance, office_day
from amc.demo.filing.closing import Ending
from amc.demo.stories import Case
from amc.demo.world import World
from participants.models import EducationLevel

YEAR = 2016


@dataclass(frozen=True)
class Expected:
    """The figures of the year."""

    closed: int
    education: dict[str, int]
    education_percent: dict[str, int]
    to_work: int
    to_work_percent: int
    regular: int
    municipal: int
    kolada: int
    kolada_percent: int


EXPECTED = Expected(
    closed=71,
    education={"eftergymnasial": 1, "gymnasial": 10, "grundskola": 20, "ej_grundskola": 39, "okand": 1},
    education_percent={"eftergymnasial": 1, "gymnasial": 14, "grundskola": 29, "ej_grundskola": 56},
    to_work=47,
    to_work_percent=66,
    regular=37,
    municipal=10,
    # Work on the regular labour market that is confirmed to have lasted a month; nobody of this year began studies.
    kolada=37,
    kolada_percent=52,
)
_OTHER_REASONS = ("remittent", "annan_insats", "flytt", "sjukdom", "foraldraledig", "fullfoljde_ej", "annat")


def cohort(world: World, chance: Chance) -> Iterator[tuple[Case, Ending]]:
    """The cases closed in 2016, oldest first, each with its ending; all in the first unit."""
    levels = [level for level, count in EXPECTED.education.items() for _ in range(count)]
    assert set(levels) <= set(EducationLevel.values)  # noqa: S101 - a misspelt level would be counted as none
    works = ["regular"] * EXPECTED.regular + ["municipal"] * EXPECTED.municipal
    works += [""] * (EXPECTED.closed - EXPECTED.to_work)
    chance.shuffle(levels)
    chance.shuffle(works)
    found = []
    for number, (level, work) in enumerate(zip(levels, works, strict=True)):
        closed = office_day(dt.date(YEAR, 1, 8) + dt.timedelta(days=number * 345 // len(levels)))
        opened = office_day(closed - dt.timedelta(days=chance.between(120, 900)))
        source = chance.weighted((("af", 60), ("vuxenenheten", 30), ("etablering", 10)))
        reason = "arbete" if work else chance.pick(_OTHER_REASONS)
        case = Case(opened, closed, source, chance.pick(world.units[0].consultants))
        found.append((case, Ending(reason, work, level, lasted=True if work else None)))
    yield from sorted(found, key=lambda pair: pair[0].opened_on)
