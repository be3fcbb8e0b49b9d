"""How phrases stand behind the wall (amc.wall): about nobody, but a text that somebody wrote for the own unit."""

from amc.wall.lines import Own, number

_UNIT = f"(SELECT u.unit_id FROM staff_user u WHERE u.id = {number('user')})"  # noqa: S608 - no value but a setting's name

LINES = (Own("phrase", also=f"t.unit_id = {_UNIT}"),)
