"""How far it is between two towns, as the crow flies.

PostgreSQL's own earthdistance is no trusted extension (the database's owner may not create it), and no library of the
project measures on a sphere; so the haversine formula is written out (R. W. Sinnott, Virtues of the Haversine, Sky and
Telescope 68:2, 1984), with the earth's mean radius [IUGG]. The earth is no sphere: it is wrong by half a per cent at
the most, 250 metres in 50 kilometres, and a town's point says less than that of where in the town somebody is.
"""

import math
from decimal import Decimal
from typing import NamedTuple

from amc.obstacles import Obstacle

EARTH_KM = 6371.0088
# Sweden, in whole degrees: what lies outside is a slip, most often latitude and longitude the wrong way round.
SOUTH, NORTH, WEST, EAST = Decimal(55), Decimal(70), Decimal(10), Decimal(25)
# What can be chosen, and what the database lets through.
LIMITS = (5, 10, 20, 30, 50, 100)
FARTHEST = 500


class Spot(NamedTuple):
    """A town and the point in its middle, in degrees of WGS84."""

    name: str
    latitude: float
    longitude: float


def km_between(one: Spot, other: Spot) -> int:
    """Whole kilometres as the crow flies, a half rounded up. Within a town 0."""
    north, other_north = math.radians(one.latitude), math.radians(other.latitude)
    half_up, half_across = (other_north - north) / 2, math.radians(other.longitude - one.longitude) / 2
    chord = math.sin(half_up) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(half_across) ** 2
    return math.floor(2 * EARTH_KM * math.asin(math.sqrt(min(chord, 1.0))) + 0.5)


def far_words(spot: Spot, home: Spot, km: int) -> str:
    """ "Stigtomta, 14 km fågelvägen från Nyköping"; the town alone where it is the same."""
    return f"{spot.name}, samma ort" if km == 0 else f"{spot.name}, {km} km fågelvägen från {home.name}"


def limit_obstacles(*, has_home: bool, most_km: int | None) -> list[Obstacle]:
    """A limit is measured from somewhere."""
    if most_km is not None and not has_home:
        text = "Välj varifrån avståndet räknas, eller ta bort gränsen."
        return [Obstacle("home", text, "limit_from_nowhere")]
    return []
