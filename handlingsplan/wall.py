"""How the tables of plans and follow-ups stand behind the wall (amc.wall)."""

from amc.wall.lines import OnCase

LINES = (
    OnCase("plan", worker=("id", "enrolment_id")),
    OnCase("planversion", "plan", worker=("id", "uuid", "plan_id", "number", "state", "agreed_on", "created_at")),
    OnCase("goal", "version"),
    OnCase("activity", "version", worker=("id", "uuid", "version_id", "state", "due_on")),
    OnCase(
        "followup",
        worker=("id", "uuid", "enrolment_id", "kind", "due_on", "held_on", "cancelled_at"),
    ),
)
