"""When somebody is told."""

import datetime as dt
from collections.abc import Iterable

from amc.calendar import is_working_day, working_day_after
from amc.due import Addressee, Stage


def stages_to_tell(stages: Iterable[Stage], due_on: dt.date, today: dt.date) -> list[Stage]:
    """The stages that are to have been told by `today` for something due on `due_on`.

    Of several stages passed, only the latest counts for each addressee: whoever was away for a month is told
    where things stand now, once. Asked as "due by today", never "due today", so that a missed night loses
    nothing. The result is in the order of the addressees in `Addressee`.
    """
    latest: dict[Addressee, Stage] = {}
    for stage in sorted(stages, key=lambda stage: stage.offset):
        if _day_of(stage, due_on) <= today:
            latest[stage.to] = stage
    return [latest[addressee] for addressee in Addressee if addressee in latest]


def _day_of(stage: Stage, due_on: dt.date) -> dt.date:
    day = due_on + dt.timedelta(days=stage.offset)
    return working_day_after(day, 1) if stage.workday and not is_working_day(day) else day
