"""How phrases stand behind the wall (amc.wall): about nobody, but a text that somebody wrote for the own unit."""

from amc.wall.lines import Own, own_unit

LINES = (Own("phrase", also=f"t.unit_id = {own_unit()}"),)
