"""Which cases there are, in the order they were opened; what happens in each is the business of `amc.demo.filing`."""

import datetime as dt
import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from amc.demo.chance import Chance, office_day
from amc.demo.world import OWN_APPLICATION, Consultant, World

YEARS = 3
DAYS_BACK = 365 * YEARS
OMSORG_PLACES_TAKEN = 58
DEMO_CASES = 40
LEFT_CASES = 3
# Days since closing of cases closed to work where nobody has been asked yet whether it lasted.
TO_ASK_WHETHER_IT_LASTED = (36, 51)

# What the demo's konsulent has to deal with, so that every kind of work is there on any day:
# trait → (how many, days since the case was opened, from which source).
TRAITS: dict[str, tuple[int, int, str | None]] = {
    "new": (2, 9, "af"),
    "unassigned": (1, 5, "vuxenenheten"),
    "mapping": (2, 25, "vuxenenheten"),
    "draft": (1, 50, "etablering"),
    "half_agreed": (1, 60, "af"),
    "plan_old": (2, 330, None),
    "revising": (2, 400, None),
    "silent": (2, 240, None),
    "ami_7": (1, 470, "af"),
    "ami_30": (1, 500, "vuxenenheten"),
    "ami_90": (1, 450, "af"),
    "ami_120": (1, 420, "vuxenenheten"),
    "ami_near_24": (1, 900, "af"),
    "ami_exception": (1, 200, "etablering"),
    "ami_yearly_overdue": (1, 520, "af"),
    "ama_running": (1, 330, "vuxenenheten"),
    "handledare_ama": (1, 420, "vuxenenheten"),
    "handledare_praktik": (1, 230, "af"),
    "praktik_ending": (1, 190, None),
    "praktik_gap": (1, 170, "af"),
    "follow_up_overdue": (2, 250, None),
    "follow_up_soon": (1, 230, None),
    "turning_20": (1, 150, "kaa"),
    "specialist": (4, 160, None),
    "colleague_substitutes": (1, 200, None),
}
_OPEN_SOURCES = (("af", 40), ("vuxenenheten", 27), ("kaa", 10), ("etablering", 18))
_CLOSED_SOURCES = (
    ("af", 43),
    ("vuxenenheten", 27),
    ("kaa", 8),
    ("etablering", 12),
    ("omsorgskontoret", 7),
    (OWN_APPLICATION, 3),
)


@dataclass(slots=True)
class Case:
    """One enrolment to be: its days, where it comes from and who works with it."""

    opened_on: dt.date
    closed_on: dt.date | None
    source: str
    consultant: Consultant
    trait: str = ""

    def __lt__(self, other: "Case") -> bool:
        return self.opened_on < other.opened_on


def all_cases(world: World, chance: Chance, *, opened: int, closed: int) -> Iterator[Case]:
    """`opened` cases that are open today and `closed` that were closed in the last three years, oldest first."""
    return heapq.merge(_open_cases(world, chance, opened), _closed_cases(world, chance, closed))


def _open_cases(world: World, chance: Chance, count: int) -> list[Case]:
    cases = [
        Case(_days_ago(world, age), None, source or "", world.demo_consultant, trait)
        for trait, (times, age, source) in TRAITS.items()
        for age in (age + 11 * n for n in range(times))
    ][: max(0, count)]
    left = next(consultant for consultant in world.units[0].consultants if consultant.left_on)
    others = [c for unit in world.units for c in unit.consultants if c not in (world.demo_consultant, left)]
    consultants = [world.demo_consultant] * (DEMO_CASES - len(cases)) + [left] * LEFT_CASES
    while len(consultants) < count - len(cases):
        consultants.append(others[len(consultants) % len(others)])
    chance.shuffle(consultants)
    rest = count - len(cases)
    for number, consultant in enumerate(consultants[:rest]):
        since = consultant.left_on and (world.today - consultant.left_on).days + 60
        age = max(since or 0, 3 + int(720 * ((number + 0.5) / rest) ** 1.4))
        cases.append(Case(_days_ago(world, age), None, "", consultant))
    free = [case for case in cases if not case.source and not case.trait]
    for case in chance.sample(free, min(OMSORG_PLACES_TAKEN, len(free) // 2)):
        case.source = "omsorgskontoret"
    for case in cases:
        case.source = case.source or chance.weighted(_OPEN_SOURCES)
    return sorted(cases)


def _closed_cases(world: World, chance: Chance, count: int) -> list[Case]:
    """Closed evenly over the years after one month to two years; some of the latest, of the demo's konsulent, to work."""
    consultants = [c for unit in world.units for c in unit.consultants]
    cases = []
    for number in range(count):
        closed = _days_ago(world, 2 + int((DAYS_BACK - 2) * (number + 0.5) / count))
        opened = office_day(closed - dt.timedelta(days=30 + int(700 * chance.betavariate(1.6, 3.4))))
        source = chance.weighted(_CLOSED_SOURCES)
        last_day = world.sources[source].valid_to
        if last_day and opened >= last_day:
            source = "vuxenenheten"
        cases.append(Case(opened, closed, source, chance.pick(consultants)))
    for days in TO_ASK_WHETHER_IT_LASTED[:count]:
        cases.pop()
        closed = _days_ago(world, days)
        opened = office_day(closed - dt.timedelta(days=200 + days))
        cases.insert(0, Case(opened, closed, "af", world.demo_consultant, "lasted_unasked"))
    return sorted(cases)


def _days_ago(world: World, days: int) -> dt.date:
    return office_day(world.today - dt.timedelta(days=days))
