"""When it is asked why somebody still is in the unit's workshops, or has praktik after praktik; what an answer needs.

Internal workshops and praktik are steps towards something; whoever stays is asked about, so that nobody is forgotten
there (domain.md section 3 [S3]). The limits are the municipality's own settings [?].
"""

import datetime as dt
from collections.abc import Sequence

from amc.calendar import DAYS_IN_A_MONTH, add_months
from amc.obstacles import Obstacle
from placements.rules.misuse import Stay, praktik_without_job
from placements.rules.periods import Period, used_days


def workshop_asked_on(stays: Sequence[Period], day: dt.date, months: int) -> dt.date | None:
    """Since which day somebody has been longer than `months` in the unit's own workshops, 30 days to the month.

    `stays`: the days of praktik and employment there. It may lie ahead of `day`; None when no stay runs on `day`.
    """
    days = months * DAYS_IN_A_MONTH
    found = []
    for stay in stays:
        if day in stay:
            earlier = used_days(one for one in stays if one.first < stay.first)
            found.append(stay.first + dt.timedelta(days=max(days - earlier, 0)))
    return min(found, default=None)


def praktik_asked_on(stays: Sequence[Stay], day: dt.date, number: int) -> dt.date | None:
    """The first day of the praktik that runs on `day` and is at least the `number`th without an employment between."""
    found = [
        stay.period.first
        for stay in stays
        if day in stay.period
        and not stay.employed
        and praktik_without_job([one for one in stays if one.period <= stay.period]) >= number
    ]
    return min(found, default=None)


def asked_again(since: dt.date, answered_on: dt.date | None, months: int) -> dt.date:
    """The day on which it is asked: `since`, or so many months after the latest answer."""
    return max(since, add_months(answered_on, months)) if answered_on else since


def lock_in_obstacles(
    why: str, next_step: str, next_on: dt.date, *, answered: bool, closed_on: dt.date | None, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of an answer. `answered`: it has been answered today already."""
    found = []
    if closed_on:
        found.append(Obstacle(None, f"Ärendet avslutades {closed_on}. Frågan ställs inte längre.", "enrolment_closed"))
    if answered:
        found.append(Obstacle(None, "Frågan är redan besvarad i dag. Ladda om sidan.", "answered_today"))
    if not why.strip():
        found.append(Obstacle("why", "Skriv varför personen är kvar.", "why_missing"))
    if not next_step.strip():
        found.append(Obstacle("next_step", "Skriv vad nästa steg är.", "next_missing"))
    if next_on < today:
        found.append(Obstacle("next_on", "Dagen har varit. Välj i dag eller senare.", "next_passed"))
    return found
