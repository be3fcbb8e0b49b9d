"""Handledarersättning: who gets it, and how much [S1]."""

import datetime as dt
from collections.abc import Iterable


def rate_on(day: dt.date, rates: Iterable[tuple[dt.date, int]]) -> int | None:
    """Kronor a month that hold on `day`; `rates` are (valid from, kronor) in any order. None before the first."""
    held = [(since, amount) for since, amount in rates if since <= day]
    return max(held)[1] if held else None


def payable_amount(
    month: dt.date,
    *,
    municipal_employee: bool,
    rates: Iterable[tuple[dt.date, int]],
    as_planned: bool = True,
    took_place: bool = True,
    pays_unplanned: bool = True,
) -> int | None:
    """What a confirmed `month` (its first day) is worth in kronor; None when nothing is payable.

    Only the municipality's own employees are paid [S1]; a month is paid in full however many of its days count. It is
    the supervision that is paid: a month without any is worth nothing, and whether one that did not go as planned is,
    the municipality decides (`pays_unplanned`; docs/decisions, Handledarersättning).
    """
    if not municipal_employee or not took_place or not (as_planned or pays_unplanned):
        return None
    return rate_on(month, rates)
