"""Supervisors who serve several workplaces: what can be said of when."""

import datetime as dt
from collections.abc import Iterable

from amc.obstacles import Obstacle

# First and last day, the last None until further notice.
type Days = tuple[dt.date, dt.date | None]


def place_obstacles(first: dt.date, last: dt.date | None, others: Iterable[Days]) -> list[Obstacle]:
    """What stands in the way of serving a workplace from `first` to `last`; `others`: when the supervisor already
    does."""
    if last is not None and last < first:
        return [Obstacle("last_day", f"Sista dagen behöver vara tidigast {first}, första dagen.", "last_before_first")]
    for begins, ends in sorted(others, key=lambda days: days[0]):
        if (last is None or begins <= last) and (ends is None or first <= ends):
            when = f"{begins} till {ends}" if ends else f"sedan {begins}"
            message = f"Handledaren finns redan på arbetsplatsen {when}. Ändra den tiden i stället."
            return [Obstacle("first_day", message, "place_overlap")]
    return []
