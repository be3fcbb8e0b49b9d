"""How what participants seek, and where they are proposed, stands behind the wall (amc.wall).

An opening is about nobody and shared by the units, as the employer is.
"""

from amc.wall.lines import OnCase

LINES = (
    OnCase("seeking"),
    OnCase("proposal", worker=("id", "uuid", "enrolment_id", "state", "answer_by", "created_by_id")),
)
