"""When a note can be written in the journal [SFS 2017:900 27 §]."""

import datetime as dt

from amc.obstacles import Obstacle

# A note about something long before the enrolment is a slip of the year, not a memory.
EARLIEST_BEFORE_ENROLMENT = dt.timedelta(days=365)


def journal_obstacles(
    *, text: str, occurred_at: dt.datetime, opened_on: dt.date, now: dt.datetime, corrects_other: bool = False
) -> list[Obstacle]:
    """Why a note about `occurred_at` cannot be written at `now`; `corrects_other`: it corrects another case's note."""
    found = []
    if not text.strip():
        found.append(Obstacle("text", "Skriv vad som hände.", "empty"))
    if occurred_at > now:
        message = "Tiden har inte varit än. Anteckna det som har hänt; boka ett möte för det som ska hända."
        found.append(Obstacle("occurred_at", message, "in_the_future"))
    elif occurred_at.date() < opened_on - EARLIEST_BEFORE_ENROLMENT:
        message = f"Mer än ett år före inskrivningen {opened_on.isoformat()}. Kontrollera året."
        found.append(Obstacle("occurred_at", message, "long_before"))
    if corrects_other:
        message = "Anteckningen hör till en annan inskrivning. Ladda om sidan."
        found.append(Obstacle(None, message, "other_enrolment"))
    return found
