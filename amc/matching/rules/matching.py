"""How well a place and a participant go together: named reasons with their points, and nothing else.

What is weighed stands in CRITERIA; the points of all add up to 100. Whether somebody has been convicted, what they can
carry, how they are, where they come from and who they are is not asked: `Seeker` and `Place` have no room for it
(domain.md sections 3 and 5). What a place does not ask for stands in nobody's way and gives the points. What is not
known of the person gives none and is said as "inte känt", so that nobody takes silence for a no.
"""

import datetime as dt
import heapq
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from amc.matching.rules.distance import Spot, far_words, km_between
from amc.matching.rules.openings import opens_words
from amc.web.display import number
from participants.names import sort_key
from participants.rules.facts import LEVELS

_RANK = {code: place for place, (code, _) in enumerate(LEVELS)}
_LEVEL_WORDS = dict(LEVELS)
# What a licence holds besides itself [SFS 1998:488 2 kap.].
_HOLDS = {
    "A": {"AM"},
    "B": {"AM"},
    "BE": {"B", "AM"},
    "C": {"B", "AM"},
    "CE": {"C", "B", "AM"},
    "D": {"B", "AM"},
    "DE": {"D", "B", "AM"},
}


class Occupation(NamedTuple):
    """An occupation of the list: `ssyk` is its unit group in SSYK 2012, empty where none is certain."""

    code: str
    name: str
    ssyk: str
    field: str


class Place(NamedTuple):
    """What a place asks for; empty or None where it asks for nothing. Days are inclusive.

    `spot` is where its town lies; None for one whose place on the map is not known. `skills` are codes and names.
    `opens_on` is the day a firm opens that has not opened yet (domain.md section 3); None for all others. `name` is
    weighed by nothing: it tells the order of equals.
    """

    key: int
    kind: str
    kind_name: str
    occupation: Occupation | None = None
    town: str = ""
    hours: Decimal | None = None
    level: str = ""
    languages: tuple[str, ...] = ()
    licence: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    opens_on: dt.date | None = None
    spot: Spot | None = None
    skills: tuple[tuple[str, str], ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Seeker:
    """What somebody seeks and can; empty or None where it is not known. `most_km` is how far from `home` a place may
    be, None for no limit; `skills` are codes."""

    key: int
    kinds: frozenset[str]
    wishes: tuple[Occupation, ...] = ()
    towns: tuple[str, ...] = ()
    hours: Decimal | None = None
    level: str = ""
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    from_day: dt.date | None = None
    home: Spot | None = None
    most_km: int | None = None
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reason:
    """One thing that was weighed: `points` of `most`, and why in words. `met` is None for what is not known."""

    name: str
    points: int
    most: int
    text: str
    met: bool | None


@dataclass(frozen=True)
class Criterion:
    """One thing that is weighed, at the most `weight` points. `of` is what it reads of a place."""

    name: str
    weight: int
    of: Callable[[Place], Any]
    judge: Callable[[Seeker, Any], tuple[float, str, bool | None]]

    def reason(self, seeker: Seeker, value: Any) -> Reason:
        """The reason for what a place asks; shares of the weight are rounded down to whole points."""
        share, text, met = self.judge(seeker, value)
        return Reason(self.name, int(self.weight * share), self.weight, text, met)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _occupation(seeker: Seeker, asked: Occupation | None) -> tuple[float, str, bool | None]:
    if asked is None:
        return 0, "Platsens yrke är inte angivet", None
    if not seeker.wishes:
        return 0, f"Platsen är {asked.name.lower()} – inte känt vad deltagaren söker", None
    best = max(seeker.wishes, key=lambda wish: _nearness(wish, asked))
    share = _nearness(best, asked)
    words = f"Söker {best.name.lower()} – platsen är {asked.name.lower()}"
    near = {1.0: "", 0.6: ", ett närliggande yrke", 0.4: ", samma område"}
    return share, words + near.get(share, ""), share > 0


def _nearness(wish: Occupation, asked: Occupation) -> float:
    """1 for the same occupation or unit group, 0.6 for the same group of three figures, 0.4 for the same field."""
    if wish.code == asked.code or (wish.ssyk and wish.ssyk == asked.ssyk):
        return 1.0
    if wish.ssyk and wish.ssyk[:3] == asked.ssyk[:3]:
        return 0.6
    return 0.4 if wish.field and wish.field == asked.field else 0.0


def _kind(seeker: Seeker, asked: tuple[str, str]) -> tuple[float, str, bool | None]:
    kind, name = asked
    if not seeker.kinds:
        return 0, f"Platsen är {name.lower()} – inte känt vad deltagaren söker", None
    met = kind in seeker.kinds
    return met, f"{'Söker' if met else 'Söker inte'} {name.lower()}", met


def _town(seeker: Seeker, asked: tuple[str, Spot | None]) -> tuple[float, str, bool | None]:
    """A town that somebody has said yes to counts however far it is; any other by the distance, where there is one."""
    town, spot = asked
    if not town:
        return 0, "Platsens ort är inte angiven", None
    if any(sort_key(one) == sort_key(town) for one in seeker.towns):
        return 1, f"Kan arbeta i {town}", True
    if seeker.home and (seeker.most_km is not None or not seeker.towns):
        return _distance(seeker.home, seeker.most_km, town, spot)
    if not seeker.towns:
        return 0, f"Platsen är i {town} – inte känt var deltagaren kan arbeta", None
    far = f", {km_between(seeker.home, spot)} km fågelvägen från {seeker.home.name}" if seeker.home and spot else ""
    return 0, f"Har inte sagt att det går att arbeta i {town}{far}", False


def _distance(home: Spot, most_km: int | None, town: str, spot: Spot | None) -> tuple[float, str, bool | None]:
    if spot is None:
        return 0, f"Avståndet till {town} är inte känt", None
    km = km_between(home, spot)
    words = far_words(spot, home, km)
    if most_km is None:
        return 1, words, True
    # What is compared is what is shown: "20 km – högst 20 km" is within.
    return km <= most_km, f"{words} – högst {most_km} km", km <= most_km


def _hours_words(hours: Decimal) -> str:
    return number(float(hours), 1).removesuffix(",0")


def _hours(seeker: Seeker, asked: Decimal | None) -> tuple[float, str, bool | None]:
    if asked is None:
        return 1, "Platsens tid går att komma överens om", True
    if seeker.hours is None:
        return 0, f"Platsen är {_hours_words(asked)} timmar i veckan – inte känt hur många deltagaren kan", None
    met = asked <= seeker.hours
    words = f"Kan {_hours_words(seeker.hours)} timmar i veckan – platsen är {_hours_words(asked)}"
    return met, words, met


def _level(seeker: Seeker, asked: str) -> tuple[float, str, bool | None]:
    if not asked:
        return 1, "Ingen nivå i svenska krävs", True
    wanted = f"platsen vill ha {_LEVEL_WORDS[asked]}"
    if not seeker.level:
        return 0, f"Svenska inte känt – {wanted}", None
    met = _RANK[seeker.level] >= _RANK[asked]
    return met, f"Svenska {_LEVEL_WORDS[seeker.level]} – {wanted}", met


def _languages(seeker: Seeker, asked: tuple[str, ...]) -> tuple[float, str, bool | None]:
    if not asked:
        return 1, "Inget annat språk krävs", True
    missing = [one for one in asked if not any(_same(one, own) for own in seeker.languages)]
    if not missing:
        return 1, f"Talar {', '.join(asked)}", True
    if not seeker.languages:
        return 0, f"Platsen vill ha {', '.join(asked)} – inte känt", None
    return (len(asked) - len(missing)) / len(asked), f"Talar inte {', '.join(missing)}, som platsen vill ha", False


def _skills(seeker: Seeker, asked: tuple[tuple[str, str], ...]) -> tuple[float, str, bool | None]:
    """The share of what the place would like that the person is known to have. What the kartläggning does not tell of
    is "inte angett": nobody has said that they lack it."""
    if not asked:
        return 1, "Inga särskilda färdigheter önskas", True
    has = [name for code, name in asked if code in seeker.skills]
    lacks = [name for code, name in asked if code not in seeker.skills]
    if not lacks:
        return 1, f"Har {_listed(has)}", True
    if not seeker.skills:
        return 0, f"Platsen vill gärna ha {_listed(lacks)} – inte känt", None
    told = f"Har {_listed(has)}. " if has else ""
    return len(has) / len(asked), f"{told}Har inte angett {_listed(lacks)}, som platsen gärna vill ha", False


def _listed(names: list[str]) -> str:
    return " · ".join(names) if any("," in name for name in names) else ", ".join(names)


def _licence(seeker: Seeker, asked: str) -> tuple[float, str, bool | None]:
    if not asked:
        return 1, "Inget körkort krävs", True
    if any(asked == own or asked in _HOLDS.get(own, ()) for own in seeker.licences):
        return 1, f"Har körkort {asked}", True
    return 0, f"Har inte körkort {asked}, som krävs", False


def _time(seeker: Seeker, asked: tuple[dt.date | None, ...]) -> tuple[float, str, bool | None]:
    first, last, opens = asked
    if opens and (first is None or opens > first):
        return _time_at_opening(seeker, first, last, opens)
    if first is None and last is None:
        return 1, "Platsen har inga bestämda dagar", True
    if seeker.from_day is None:
        return 0, f"Platsen börjar {first or 'när som helst'} – inte känt när deltagaren kan börja", None
    if last and seeker.from_day > last:
        return 0, f"Kan börja {seeker.from_day} – platsen slutar {last}", False
    if first and seeker.from_day > first:
        return 0.5, f"Kan börja {seeker.from_day} – platsen börjar {first}", False
    return 1, f"Kan börja {seeker.from_day}" + (f" – platsen börjar {first}" if first else ""), True


def _time_at_opening(
    seeker: Seeker, first: dt.date | None, last: dt.date | None, opens: dt.date
) -> tuple[float, str, bool | None]:
    """The same for a firm that opens after the place's first day, if it has one: nobody begins before it opens."""
    words = opens_words(opens)
    if last and last < opens:
        return 0, f"{words} – platsen slutar {last}", False
    if seeker.from_day is None:
        if first is None and last is None:
            return 1, f"{words} – platsen har inga bestämda dagar", True
        return 0, f"{words} – inte känt när deltagaren kan börja", None
    if last and seeker.from_day > last:
        return 0, f"Kan börja {seeker.from_day} – platsen slutar {last}", False
    # A place with a first day begins when the firm opens, one without whenever somebody can after that.
    late = first is not None and seeker.from_day > opens
    return (0.5 if late else 1), f"{words} – kan börja {seeker.from_day}", not late


CRITERIA = (
    Criterion("Yrke", 30, lambda place: place.occupation, _occupation),
    Criterion("Slag", 15, lambda place: (place.kind, place.kind_name), _kind),
    Criterion("Ort", 12, lambda place: (place.town, place.spot), _town),
    Criterion("Färdigheter", 10, lambda place: place.skills, _skills),
    Criterion("Svenska", 10, lambda place: place.level, _level),
    Criterion("Timmar", 8, lambda place: place.hours, _hours),
    Criterion("Tid", 6, lambda place: (place.starts_on, place.ends_on, place.opens_on), _time),
    Criterion("Körkort", 5, lambda place: place.licence, _licence),
    Criterion("Språk", 4, lambda place: place.languages, _languages),
)
MOST = sum(criterion.weight for criterion in CRITERIA)


def reasons(seeker: Seeker, place: Place) -> list[Reason]:
    """Why they go together or not, a reason for each of CRITERIA."""
    return [criterion.reason(seeker, criterion.of(place)) for criterion in CRITERIA]


def points_of(found: Iterable[Reason]) -> int:
    """The points in all, of MOST."""
    return sum(reason.points for reason in found)


def best_places(seeker: Seeker, places: Iterable[Place], amount: int) -> list[tuple[int, Place]]:
    """The `amount` places with most points, with their points; among equals the nearest, then by name.

    Each thing that places ask for is judged once, however many ask for it.
    """
    known: list[tuple[Criterion, dict[Any, int]]] = [(criterion, {}) for criterion in CRITERIA]
    away: dict[Spot | None, float] = {}
    scored = []
    for place in places:
        total = 0
        for criterion, judged in known:
            value = criterion.of(place)
            points = judged.get(value)
            if points is None:
                points = judged[value] = criterion.reason(seeker, value).points
            total += points
        if place.spot not in away:
            away[place.spot] = _km(seeker, place)
        scored.append(((-total, away[place.spot]), place))
    return [(-points, place) for (points, _), place in _first(scored, amount, lambda place: place.name)]


def best_seekers(
    place: Place, seekers: Iterable[Seeker], amount: int, names: Mapping[int, str] | None = None
) -> list[tuple[int, Seeker]]:
    """The same for those who seek. `names`, by their keys, tell the order of equals and are weighed by nothing."""
    called = names or {}
    scored = [((-points_of(reasons(seeker, place)), _km(seeker, place)), seeker) for seeker in seekers]
    found = _first(scored, amount, lambda seeker: called.get(seeker.key, ""))
    return [(-points, seeker) for (points, _), seeker in found]


def _km(seeker: Seeker, place: Place) -> float:
    """How far it is; what is not known comes last among equals."""
    return km_between(seeker.home, place.spot) if seeker.home and place.spot else math.inf


def _first[T: (Place, Seeker)](
    scored: list[tuple[tuple[int, float], T]], amount: int, name: Callable[[T], str]
) -> list[tuple[tuple[int, float], T]]:
    """The first `amount` by points, distance and name; the key tells any two apart. Names are asked of those alone
    that they may decide about."""
    last = heapq.nsmallest(amount, (rank for rank, _ in scored))[-1:]
    near = [row for row in scored if last and row[0] <= last[0]]
    return sorted(near, key=lambda row: (row[0], sort_key(name(row[1])), row[1].key))[:amount]
