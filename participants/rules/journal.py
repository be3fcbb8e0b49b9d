"""What a journal note must be [SFS 2017:900 27 §]."""

import datetime as dt

from amc.obstacles import Obstacle

# A note about something long before the enrolment is a slip of the year.
EARLIEST_BEFORE_ENROLMENT = dt.timedelta(days=365)
# Its constraint in PostgreSQL is late_note_by_its_own.
LATE = "late_note"


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


def late_obstacles(
    *, closed_on: dt.date | None, written_on: dt.date, of_the_case: bool, corrects_own: bool = False
) -> list[Obstacle]:
    """What stands in the way of writing on `written_on` in a case that was closed on `closed_on` (None: it is open).

    On the last day everybody who works with the case still writes. After it the journal is closed, and what came in
    late is told by somebody who answers for it: `of_the_case` is the case's last consultant or an enhetschef.
    Whoever wrote a note corrects it, too (`corrects_own`): what is wrong about a person must not stand.
    """
    if closed_on is None or written_on <= closed_on or of_the_case or corrects_own:
        return []
    message = (
        f"Ärendet avslutades {closed_on}. Efter det skriver bara ärendets konsulent eller enhetschefen i journalen. "
        "Be någon av dem skriva det som kommit in sent."
    )
    return [Obstacle(None, message, LATE)]
