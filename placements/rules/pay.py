"""Handledarersättning: who gets it, and how much [S1]."""

import datetime as dt
from collections.abc import Iterable


def rate_on(day: dt.date, rates: Iterable[tuple[dt.date, int]]) -> int | None:
    """Kronor a month that hold on `day`; `rates` are (valid from, kronor) in any order. None before the first."""
    held = [(since, amount) for since, amount in rates if since <= day]
    return max(held)[1] if held else None


def payable_amount(month: dt.date, *, municipal_employee: bool, rates: Iterable[tuple[dt.date, int]]) -> int | None:
    """What a confirmed `month` (its first day) is worth in kronor; None when nothing is payable.

    Only the municipality's own employees are paid [S1]; a month is paid in full however many of its days count.
    """
    return rate_on(month, rates) if municipal_employee else None
