"""How what is held stands behind the wall (amc.wall), and what Celery needs to carry disposal out."""

from amc.wall.lines import ALL, OfPerson, OfUnit, Outside

LINES = (OfPerson("legalhold"), OfUnit("disposalrun"))
OUTSIDE = (
    Outside("disposalitem", ALL),
    # Sessions that are over: when, not what was in them.
    Outside("session", ("session_key", "expire_date"), ("DELETE",), label="sessions"),
)
