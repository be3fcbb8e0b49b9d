"""Where the towns of the demo lie: made up, as they are, some ten kilometres apart."""

from decimal import Decimal

from amc.demo.municipality import VILLAGES
from amc.matching.models import Locality

# Of the villages, in their order: degrees north and east. The last is left out, so that a distance is not known.
_POINTS = (
    ("58.900", "16.500"),
    ("58.985", "16.520"),
    ("58.870", "16.690"),
    ("58.930", "16.330"),
    ("58.780", "16.560"),
    ("59.090", "16.610"),
    ("58.905", "16.960"),
)


def write_towns() -> list[int]:
    """Put in those of the villages that are not there yet. Answers the keys of all, in the villages' order."""
    towns = [
        Locality(name=name, latitude=Decimal(north), longitude=Decimal(east))
        for name, (north, east) in zip(VILLAGES, _POINTS, strict=False)
    ]
    Locality.objects.bulk_create(towns, ignore_conflicts=True)
    keys = dict(Locality.objects.filter(name__in=VILLAGES).values_list("name", "pk"))
    return [keys[name] for name in VILLAGES if name in keys]
