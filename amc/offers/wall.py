"""How offers stand behind the wall (amc.wall): they come in by `wall.receive_offer`, and nobody reads one without an
account that works with employers. Shared by the units, as employers are."""

from amc.staff.access import Kind
from amc.wall.lines import By, unit

LINES = (
    By(
        "offer",
        rule=f"{unit(Kind.EMPLOYER)} IS NOT NULL",
        worker=(
            "id",
            "uuid",
            "unit_id",
            "state",
            "answer_by",
            "answered_on",
            "forgotten_on",
            "received_at",
            "mailed_at",
        ),
        may=("UPDATE (name, email, phone, tasks, forgotten_on, mailed_at)",),
    ),
)
