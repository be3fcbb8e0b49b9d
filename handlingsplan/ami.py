"""Which follow-ups of AMI answer to which anniversaries; pure, so that it can be tested case by case.

An AMI-anställning is followed up every 12 months from the first start (domain.md section 4 [S0]). The days
follow from the periods (amc.calendar.anniversaries) and move when a period does. What has been held stands.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

# Anniversaries are a year apart, so a follow-up within half a year of one is that one's.
NEAR = dt.timedelta(days=183)


@dataclass(frozen=True)
class Known:
    """A follow-up that is planned or held: its key, its last day, and whether it was held."""

    key: int
    due_on: dt.date
    held: bool = False


@dataclass(frozen=True)
class Schedule:
    """What has to happen so that every anniversary has its follow-up.

    `keys`: for each anniversary, in order, the follow-up that answers to it, or None where one is to be added.
    `moves`: new last days of open ones. `cancels`: open ones that no anniversary asks for any longer.
    """

    keys: tuple[int | None, ...]
    moves: dict[int, dt.date]
    cancels: tuple[int, ...]


def reschedule(known: Iterable[Known], due_dates: Iterable[dt.date]) -> Schedule:
    """Fit the follow-ups to the anniversaries: near ones first, then open ones that are left in order of date.

    A held follow-up is never moved and never cancelled. `due_dates` are all anniversaries of the contracts in
    force, also those whose follow-up has been held.
    """
    days = sorted(set(due_dates))
    rows = sorted(known, key=lambda row: (row.due_on, not row.held, row.key))
    chosen: dict[dt.date, Known] = {}
    # Held ones choose first: what has been done is not asked for again.
    near = [(row, day) for row in rows for day in days if abs(row.due_on - day) <= NEAR]
    taken: set[int] = set()
    for row, day in sorted(near, key=lambda pair: (not pair[0].held, abs(pair[0].due_on - pair[1]), pair[1])):
        if day not in chosen and row.key not in taken:
            chosen[day] = row
            taken.add(row.key)
    left = [row for row in rows if not row.held and row.key not in taken]
    for day in days:
        if day not in chosen and left:
            chosen[day] = left.pop(0)
    return Schedule(
        keys=tuple(chosen[day].key if day in chosen else None for day in days),
        moves={row.key: day for day, row in chosen.items() if not row.held and row.due_on != day},
        cancels=tuple(row.key for row in left),
    )
