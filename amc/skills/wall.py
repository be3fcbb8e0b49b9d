"""How shown skills stand behind the wall (amc.wall)."""

from amc.wall.lines import OnCase

LINES = (
    OnCase("judgedskill", kept=True),
    OnCase("certificate", worker=("id", "uuid", "enrolment_id", "kind_id", "valid_to", "lapses", "struck")),
)
