"""When somebody is told."""

import datetime as dt
from collections.abc import Iterable

from amc.due import Addressee, Stage


def stages_to_tell(stages: Iterable[Stage], due_on: dt.date, today: dt.date) -> list[Stage]:
    """The stages that are to have been told by `today` for something due on `due_on`.

    Of several stages passed, only the latest counts for each addressee: whoever was away for a month is told
    where things stand now, once. Asked as "due by today", never "due today", so that a missed night loses
    nothing. The result is in the order of the addressees in `Addressee`.
    """
    latest: dict[Addressee, Stage] = {}
    for stage in sorted(stages, key=lambda stage: stage.offset):
        if due_on + dt.timedelta(days=stage.offset) <= today:
            latest[stage.to] = stage
    return [latest[addressee] for addressee in Addressee if addressee in latest]
