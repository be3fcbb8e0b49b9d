"""The calendar of the municipality: periods, follow-up days, working days, and days in Swedish words.

Everywhere in the product a period's first and last day both belong to it. N months from a day are
reckoned by adding the months first and then taking one day off; where that day does not exist, the
last of the month stands in (domain.md section 4; so also SFS 1930:173 section 1). Nothing here reads
the database, and only `today()` and the defaults that call it read the clock.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta
from holidays.constants import DE_FACTO, PUBLIC

MUNICIPAL_ZONE = ZoneInfo("Europe/Stockholm")
DAYS_IN_A_MONTH = 30

_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_SATURDAY = 5
_ONE_DAY = dt.timedelta(days=1)


def today() -> dt.date:
    """The date in the municipality (Europe/Stockholm), whatever the zone of the server or of the request."""
    return dt.datetime.now(MUNICIPAL_ZONE).date()


def month_start(day: dt.date) -> dt.date:
    """The first day of the month that `day` is in."""
    return day.replace(day=1)


def month_end(day: dt.date) -> dt.date:
    """The last day of the month that `day` is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def previous_month(day: dt.date) -> dt.date:
    """The first day of the month before the one that `day` is in."""
    return month_start(month_start(day) - _ONE_DAY)


def iso_week(day: dt.date) -> tuple[int, int]:
    """(year, week) by ISO 8601, as Swedish workplaces plan: 2027-01-01 is in week 53 of 2026."""
    year, week, _ = day.isocalendar()
    return year, week


# --- Periods --------------------------------------------------------------------------------------


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` months later, or earlier if negative; the last of the month where it is missing.

    The same answer as `day + make_interval(months => n)` in PostgreSQL.
    """
    return day + relativedelta(months=months)


def last_day(start: dt.date, months: int) -> dt.date:
    """The last day, inclusive, of a period of `months` months that begins on `start`.

    24 months from 2024-02-29 end on 2026-02-27, 12 from 2025-01-31 on 2026-01-30 (domain.md section 4).
    Raises ValueError when `months` is below one: such a period has no last day.
    """
    if months < 1:
        raise ValueError("En period är minst en månad.")
    return add_months(start, months) - _ONE_DAY


def anniversaries(start: dt.date, end: dt.date) -> list[dt.date]:
    """The days when a yearly follow-up is due in the period `start`–`end`, both inclusive.

    Every twelfth month counted from `start`, while not later than the day after `end`; the one that
    falls on the day after is due on `end` itself. An AMI of 12 months has one, one of 24 has two [S0].
    Empty when the period is shorter than a year or ends before it starts.
    """
    days: list[dt.date] = []
    while (due := add_months(start, 12 * (len(days) + 1))) <= end:
        days.append(due)
    if due == end + _ONE_DAY:
        days.append(end)
    return days


def months_and_days(start: dt.date, end: dt.date) -> tuple[int, int]:
    """(months, days) of the period `start`–`end`, both inclusive, as PostgreSQL's `age(end + 1, start)`.

    The months are all months, years included. Days that run below zero borrow the length of the month
    of `start`. Raises ValueError when the period ends before it starts.
    """
    if end < start:
        raise ValueError("Perioden slutar innan den börjar.")
    after = end + _ONE_DAY
    months = 12 * (after.year - start.year) + after.month - start.month
    days = after.day - start.day
    if days < 0:
        months -= 1
        days += monthrange(start.year, start.month)[1]
    return months, days


def period_total_days(periods: Iterable[tuple[dt.date, dt.date]]) -> int:
    """The length of several periods together, in days where 30 days make a month.

    `periods` are pairs of first and last day, both inclusive. Months and days of each period are added:
    all AMI periods of one person may come to 24 months, that is 24 * DAYS_IN_A_MONTH (domain.md
    section 4, reading of [S0]). Raises ValueError when a period ends before it starts.
    """
    lengths = [months_and_days(start, end) for start, end in periods]
    return sum(DAYS_IN_A_MONTH * months + days for months, days in lengths)


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Age in whole years on `day`.

    Somebody born on 29 February is a year older on 28 February where the year has no 29th: where the
    corresponding day is missing, the last of the month stands in (SFS 1930:173 section 1).
    """
    years = day.year - birth_date.year
    return years if add_months(birth_date, 12 * years) <= day else years - 1


# --- Working days ---------------------------------------------------------------------------------


@cache
def _holidays(year: int, eves_free: bool) -> frozenset[dt.date]:
    categories = (PUBLIC, DE_FACTO) if eves_free else (PUBLIC,)
    return frozenset(holidays.country_holidays("SE", years=year, categories=categories))


def is_holiday(day: dt.date, *, eves_free: bool = True) -> bool:
    """Whether `day` is a public holiday (SFS 1989:253) or, as in `is_working_day`, a free eve; a Saturday or a Sunday
    is none for its own sake."""
    return day in _holidays(day.year, eves_free)


def is_working_day(day: dt.date, *, eves_free: bool = True) -> bool:
    """Whether the office is open: not on Saturdays, Sundays, public holidays (SFS 1989:253) and free eves.

    Midsommarafton, julafton and nyårsafton are free by default, as the law equates them with Sundays
    (SFS 1977:480 section 7, SFS 1930:173 section 2) and municipal agreements give them off; with
    `eves_free=False` they are working days. Other eves, and days squeezed between holidays, are
    working days.
    """
    return day.weekday() < _SATURDAY and not is_holiday(day, eves_free=eves_free)


def working_days_between(a: dt.date, b: dt.date, *, eves_free: bool = True) -> int:
    """How many working days have passed since `a`: those after `a` up to and including `b`.

    From Friday to the Monday after: 1. From a day to itself, or to an earlier day: 0. So something that
    came in on `a` has lain more than five working days when this is above 5. `eves_free` is that of
    `is_working_day`.
    """
    span = range(1, (b - a).days + 1)
    return sum(is_working_day(a + dt.timedelta(days=days), eves_free=eves_free) for days in span)


def working_day_after(day: dt.date, count: int, *, eves_free: bool = True) -> dt.date:
    """The first day from which `working_days_between(day, …)` is at least `count` (one or more)."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day, eves_free=eves_free)
    return day


# --- Words ----------------------------------------------------------------------------------------


def swedish_plural(n: int, one: str, many: str) -> str:
    """`n` with the word that agrees: "1 dag", "0 dagar", "1 200 dagar" (no-break space in the number)."""
    number = f"{n:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{number} {one if n == 1 else many}"


def due_in_words(due: dt.date, today: dt.date) -> str:
    """When something is due, seen from `today`.

    "i dag", "i morgon", "om 3 dagar"; when it has passed "i går", "4 dagar sent".
    """
    days = (due - today).days
    near = {-1: "i går", 0: "i dag", 1: "i morgon"}.get(days)
    if near:
        return near
    count = swedish_plural(abs(days), "dag", "dagar")
    return f"om {count}" if days > 0 else f"{count} sent"


def day_in_words(day: dt.date, today: dt.date | None = None) -> str:
    """The day as "tisdag 24 november", with the year when `today` (default: now) is in another."""
    words = f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    current_year = (today or dt.datetime.now(MUNICIPAL_ZONE)).year
    return words if day.year == current_year else f"{words} {day.year}"
