"""What a journal note must be [SFS 2017:900 27 §]."""

import datetime as dt

from amc.obstacles import Obstacle

# A note about something long before the enrolment is a slip of the year.
EARLIEST_BEFORE_ENROLMENT = dt.timedelta(days=365)


def entry_obstacles(
    text: str, occurred_at: dt.datetime, now: dt.datetime, *, opened_on: dt.date, correct_in: bool = True
) -> list[Obstacle]:
    """What stands in the way of a note, written `now`, about something at `occurred_at`.

    `opened_on` is the enrolment's first day; what happened shortly before it may be told. `correct_in` says whether
    a corrected note belongs to the same enrolment; True for a note that corrects nothing.
    """
    found = []
    if not text.strip():
        found.append(Obstacle("text", "Skriv vad som hände.", "empty"))
    if occurred_at > now:
        found.append(
            Obstacle(
                "occurred_at",
                "Tiden ligger framåt. I journalen står det som har hänt; boka ett möte för det som ska hända.",
                "in_future",
            )
        )
    elif occurred_at.date() < opened_on - EARLIEST_BEFORE_ENROLMENT:
        message = f"Mer än ett år före inskrivningen {opened_on}. Kontrollera året."
        found.append(Obstacle("occurred_at", message, "long_before"))
    if not correct_in:
        found.append(Obstacle(None, "Anteckningen som rättas hör till ett annat ärende.", "other_case"))
    return found
