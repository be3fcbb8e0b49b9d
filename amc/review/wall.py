"""How reviews stand behind the wall (amc.wall)."""

from amc.staff.access import Kind
from amc.wall.lines import ALL, OfUnit, Outside

LINES = (OfUnit("flag", kind=Kind.CASE, worker=ALL),)
OUTSIDE = (Outside("reviewrule"),)
