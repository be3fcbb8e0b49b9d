"""Periods of employment: their length together, how long one may still be, and when AMI is followed up."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from amc.calendar import DAYS_IN_A_MONTH, add_months, last_day, period_total_days, swedish_plural

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """A first and a last day, both included."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last


def used_days(periods: Iterable[Period]) -> int:
    """Months and days of each period added, as days; 30 days make a month (domain.md section 4, AMI in all)."""
    return period_total_days((period.first, period.last) for period in periods)


def length_words(days: int) -> str:
    """A length in days, 30 to the month, in words: "14 månader", "14 månader och 5 dagar", "5 dagar"."""
    months, rest = divmod(days, DAYS_IN_A_MONTH)
    parts = [swedish_plural(months, "månad", "månader")] if months else []
    if rest or not parts:
        parts.append(swedish_plural(rest, "dag", "dagar"))
    return " och ".join(parts)


def used_words(used: int, months: int) -> str:
    """How much of a limit of `months` is used and left: "14 av 24 månader använda, 10 kvar". `used` in days, 30 to the
    month; where it is no whole months, both are said in months and days."""
    left = months * DAYS_IN_A_MONTH - used
    whole = used % DAYS_IN_A_MONTH == 0
    taken = str(used // DAYS_IN_A_MONTH) if whole else length_words(used)
    rest = str(left // DAYS_IN_A_MONTH) if whole else length_words(max(left, 0))
    rest = f"{rest} kvar" if left > 0 else "ingen tid kvar"
    return f"{taken} av {swedish_plural(months, 'månad', 'månader')} använda, {rest}"


def latest_last_day(first: dt.date, max_months: int | None, left: int | None = None) -> dt.date | None:
    """The latest last day of a period from `first` that is at most `max_months` long and, where `left` is given,
    takes at most that many days (30 to the month) of a total. None when there is no limit, or no day is left.
    """
    if left is None:
        return last_day(first, max_months) if max_months else None
    if left < 1:
        return None
    # Backwards: where days are borrowed from a short month, a later day may take less of the total than an earlier.
    longest = add_months(first, left // DAYS_IN_A_MONTH + 2)
    days = (first + dt.timedelta(days=number) for number in reversed(range((longest - first).days)))
    by_total = next((day for day in days if used_days([Period(first, day)]) <= left), None)
    if by_total is None:
        return None
    return min(by_total, last_day(first, max_months)) if max_months else by_total


def follow_up_days(contracts: Iterable[Period], every_months: int) -> list[tuple[int, Period, dt.date]]:
    """When several AMI contracts of one person are followed up: (number, contract, due day), in order of day [S0].

    Every `every_months` months counted from the first start. A day that falls on the day after a contract's end is
    due on its last day; one that falls where no contract runs is due on the first day of the next contract, and
    lapses where there is none.
    """
    runs = sorted(contracts)
    if not runs:
        return []
    found: list[tuple[int, Period, dt.date]] = []
    for number in count(1):
        day = add_months(runs[0].first, every_months * number)
        if day > max(run.last for run in runs) + _ONE_DAY:
            return found
        due = _due_in(runs, day)
        if due and due[1] not in [known for _, _, known in found]:
            found.append((number, *due))
    raise AssertionError("unreachable")


def _due_in(runs: list[Period], day: dt.date) -> tuple[Period, dt.date] | None:
    for run in runs:
        if day in run:
            return run, day
    for run in runs:
        if day == run.last + _ONE_DAY:
            return run, run.last
    following = next((run for run in runs if run.first > day), None)
    return (following, following.first) if following else None
