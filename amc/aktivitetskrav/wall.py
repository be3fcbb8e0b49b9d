"""How the aktivitetskrav stands behind the wall (amc.wall)."""

from amc.staff.access import Kind
from amc.wall.lines import OnCase

LINES = (
    OnCase("activityrequirement"),
    OnCase("activityweek"),
    OnCase("dayattendance", "week"),
    OnCase("boardreport", kind=Kind.JOURNAL, kept=True),
)
