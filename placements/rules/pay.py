"""Handledarersättning: who gets it, how much, and what a correction adds or takes off [S1]. Whole kronor."""

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from amc.calendar import add_months, month_end
from placements.rules.periods import Period

FULL, SHARED, DAYS = "full", "shared", "days"
_ONE_DAY = dt.timedelta(days=1)


def rate_on[Value](day: dt.date, rates: Iterable[tuple[dt.date, Value]]) -> Value | None:
    """What holds on `day`, e.g. kronor a month; `rates` are (valid from, what) in any order. None before the first."""
    held = [(since, value) for since, value in rates if since <= day]
    return max(held, key=lambda rate: rate[0])[1] if held else None


def payable_amount(
    month: dt.date,
    *,
    municipal_employee: bool,
    rates: Iterable[tuple[dt.date, int]],
    as_planned: bool = True,
    took_place: bool = True,
    pays_unplanned: bool = True,
) -> int | None:
    """What a confirmed `month` (its first day) is worth in kronor to one who led all of it; None when nothing is
    payable.

    Only the municipality's own employees are paid [S1]. It is the supervision that is paid: a month without any is
    worth nothing, and whether one that did not go as planned is, the municipality decides (`pays_unplanned`;
    docs/decisions, Handledarersättning).
    """
    if not municipal_employee or not took_place or not (as_planned or pays_unplanned):
        return None
    return rate_on(month, rates)


# --- Parts of months ------------------------------------------------------------------------------


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` divided by `weights`, in whole kronor that together are the amount: who lost the most in rounding down
    gets the krona that is left, the earlier of equals (largest remainder). All zero when no weight is above zero.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(amount * weights[place] % whole), place))
    for place in by_remainder[:left]:
        parts[place] += 1
    return parts


def led_days(month: dt.date, periods: Sequence[Period], stand_ins: Collection[int] = ()) -> list[frozenset[dt.date]]:
    """The days of `month` (its first day) that each of one placement's supervisions led. A day that several cover is
    the one's who stands in (their places in `periods` are `stand_ins`), and otherwise the one's that began last."""
    led: list[set[dt.date]] = [set() for _ in periods]
    day = month
    while day <= month_end(month):
        covering = [place for place, period in enumerate(periods) if day in period]
        if covering:
            led[max(covering, key=lambda place: (place in stand_ins, periods[place].first, place))].add(day)
        day += _ONE_DAY
    return [frozenset(days) for days in led]


def worths(amount: int, part: str, days: Sequence[frozenset[dt.date]], month: dt.date) -> list[int]:
    """What `month` is worth to each of one placement's supervisions, that led `days`; `part` as PayRate has it.

    SHARED: the whole amount, by days between those who led. FULL: the whole to each who led at all. DAYS: by the days
    of the calendar month, so that days nobody led are paid to nobody.
    """
    weights = [len(led) for led in days]
    if part == FULL:
        return [amount if weight else 0 for weight in weights]
    if part == DAYS:
        rest = (add_months(month, 1) - month).days - sum(weights)
        return split(amount, [*weights, rest])[:-1]
    return split(amount, weights)


# --- What is owed ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """A month of one supervision that counts for pay: which supervision, at which placement, which days were led, and
    what they are worth in kronor."""

    supervision: int
    placement: Hashable
    days: frozenset[dt.date]
    worth: int


def owed_to_supervisor(rows: Sequence[Counted], amount: int, part: str, month: dt.date) -> int:
    """What a supervisor is owed for `month` where pay is per supervisor: once, however many are led.

    With DAYS the days on which anybody was led; otherwise the most that any one placement gives.
    """
    if part == DAYS:
        led = frozenset[dt.date]().union(*(row.days for row in rows))
        return worths(amount, DAYS, [led], month)[0]
    of_placement: dict[Hashable, int] = {}
    for row in rows:
        of_placement[row.placement] = of_placement.get(row.placement, 0) + row.worth
    return min(amount, max(of_placement.values(), default=0))


def owed_by_participant(rows: Sequence[Counted], amount: int) -> dict[int, int]:
    """What a supervisor is owed for each supervision where pay is per participant; of one placement never more than
    `amount` in all, also to one who led it twice in the month."""
    left: dict[Hashable, int] = {}
    owed = {}
    for row in rows:
        rest = left.get(row.placement, amount)
        owed[row.supervision] = min(row.worth, rest)
        left[row.placement] = rest - owed[row.supervision]
    return owed


def differences(
    owed: Mapping[int, int], at_once: int, entered: Mapping[int | None, int], *, per_participant: bool
) -> dict[int | None, int]:
    """What to enter so that what is `entered` already becomes what is owed: kronor by supervision, or under None for
    the supervisor as such. Nothing is entered for a difference of zero.

    `owed` is per supervision and `at_once` per supervisor. A month is counted in one way, the one that it began with: a
    municipality that changes its basis in between pays no month in both ways, and takes back nothing that was right.
    """
    if per_participant and None not in entered:
        found: dict[int | None, int] = {key: owed.get(key, 0) - entered.get(key, 0) for key in [*owed, *entered] if key}
        return {key: kronor for key, kronor in found.items() if kronor}
    total = sum(entered.values())
    target = at_once
    if any(key is not None for key in entered):
        target = min(max(total, at_once), max(at_once, sum(owed.values())))
    return {None: target - total} if target != total else {}


# --- The file -------------------------------------------------------------------------------------


def cut_off(today: dt.date, day: int) -> dt.date:
    """The latest cut-off day that has passed by the end of yesterday, the `day` (1–28) of a month: on the day itself
    more may still be confirmed."""
    this = today.replace(day=day)
    return this if this < today else add_months(today.replace(day=1), -1).replace(day=day)
