"""How notices stand behind the wall (amc.wall): each is its recipient's."""

from amc.wall.lines import ALL, Outside, Own, numbers

LINES = (
    Own(
        "notification",
        via="recipient",
        only=f"(t.participant_id IS NULL OR t.participant_id <> ALL ({numbers('hidden')}))",
        worker=ALL,
        may=("INSERT", "UPDATE"),
    ),
)
OUTSIDE = (
    Outside("municipality", label="staff"),
    # Whom to tell, and where.
    Outside("user", ("id", "email", "unit_id", "roles", "is_active", "expires_on"), label="staff"),
)
