"""How the aktivitetskrav stands behind the wall (amc.wall)."""

from amc.wall.lines import OnCase

LINES = (OnCase("activityrequirement"), OnCase("activityweek"), OnCase("dayattendance", "week"))
