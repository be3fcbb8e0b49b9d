"""When something is to be done, said from the day a plan template is used: "+2 veckor", "varje tisdag i 6 veckor".

Months are added as in domain.md section 4: where the day does not exist, the last of the month stands in. A day when
the office is closed is moved forward to the next that it is open.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from dateutil.rrule import WEEKLY, rrule

from amc.calendar import add_months, is_working_day

HELP = "Till exempel +2 veckor, +1 månad, varje tisdag i 6 veckor, 31 augusti."
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_AFTER = re.compile(r"(?:\+|om )? ?(\d{1,3}) (dag|dagar|vecka|veckor|månad|månader)")
_EVERY = re.compile(rf"varje ({'|'.join(WEEKDAYS)}) i (\d{{1,2}}) (?:vecka|veckor)")
_DATED = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})")
_MOST_DAYS = 366 * 3


class Unreadable(ValueError):
    """The words say no time that is understood."""


@dataclass(frozen=True)
class Days:
    """The first day, where there is one, and the last; `due_before` is the last before it was moved forward."""

    starts_on: dt.date | None
    due_on: dt.date
    due_before: dt.date

    @property
    def was_moved(self) -> bool:
        """Whether the office is closed on the day that the words mean."""
        return self.due_on != self.due_before


def days_of(words: str, start: dt.date) -> Days:
    """The days that `words` mean when the template is used on `start`.

    A date without a year is the next one, `start` included. Raises Unreadable, also for what lies more than three
    years ahead.
    """
    said = " ".join(words.lower().split())
    first: dt.date | None = None
    if found := _AFTER.fullmatch(said):
        last = _after(start, int(found[1]), found[2])
    elif found := _EVERY.fullmatch(said):
        weeks = int(found[2])
        if weeks < 1:
            raise Unreadable(words)
        times = rrule(WEEKLY, dtstart=_midnight(start), byweekday=WEEKDAYS.index(found[1]), count=weeks)
        first, last = times[0].date(), times[-1].date()
    elif found := _DATED.fullmatch(said):
        last = _next(start, int(found[1]), MONTHS.index(found[2]) + 1, words)
    else:
        raise Unreadable(words)
    if (last - start).days > _MOST_DAYS:
        raise Unreadable(words)
    return Days(first and open_day(first), open_day(last), last)


def open_day(day: dt.date) -> dt.date:
    """The day itself, or the next one when the office is open."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def _after(start: dt.date, count: int, unit: str) -> dt.date:
    if unit.startswith("månad"):
        return add_months(start, count)
    return start + dt.timedelta(days=count * (7 if unit.startswith("veck") else 1))


def _next(start: dt.date, day: int, month: int, words: str) -> dt.date:
    if not 1 <= day <= 31:
        raise Unreadable(words)
    for year in (start.year, start.year + 1):
        last = calendar.monthrange(year, month)[1]
        if (found := dt.date(year, month, min(day, last))) >= start:
            return found
    raise Unreadable(words)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())
