"""How the read log stands behind the wall (amc.wall): one writes for oneself, and the own unit's is read."""

from amc.staff.access import Kind
from amc.wall.lines import ALL, By, Outside, number, unit

LINES = (By("readlog", rule=f"t.user_id = {number('user')} OR t.unit_id = {unit(Kind.CASE)}", kept=True, worker=ALL),)
OUTSIDE = (Outside("seal"),)
