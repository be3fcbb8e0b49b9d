"""How the register of KAA stands behind the wall (amc.wall)."""

from amc.wall.lines import OnCase

LINES = (OnCase("measure"), OnCase("contactattempt"), OnCase("occupation"))
