"""How groups stand behind the wall (amc.wall)."""

from amc.wall.lines import By, OfUnit, OnCase

# A specialist, who does not reach the unit, reaches the groups of the own cases.
_HAS_MY_CASE = "EXISTS (SELECT FROM groups_groupmember m WHERE m.group_id = t.id)"

LINES = (
    OfUnit(
        "groupactivity",
        also=_HAS_MY_CASE,
        worker=("id", "uuid", "unit_id", "ends_on", "led_by_id", "created_by_id"),
    ),
    OnCase("groupmember", worker=("id", "group_id", "enrolment_id", "joined_on", "left_on", "entry_id")),
    By(
        "groupsession",
        rule="EXISTS (SELECT FROM groups_groupactivity g WHERE g.id = t.group_id)",
        worker=("id", "uuid", "group_id", "held_on", "cancelled"),
    ),
    OnCase("attendance", "member", worker=("id", "session_id", "member_id")),
)
