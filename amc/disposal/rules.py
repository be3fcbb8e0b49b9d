"""How long records are kept: pure answers, the same that PostgreSQL gives before it lets anything go
(amc/disposal/migrations/sql/disposal.sql)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from amc.calendar import add_months
from amc.obstacles import Obstacle

NOTICE_DAYS = 14


def kept_until(base: dt.date, months: int) -> dt.date:
    """The last day of the term: `months` from `base`, the day that the term counts from."""
    return add_months(base, months)


@dataclass(frozen=True)
class Standing:
    """What is known of one record when its disposal is considered; dates are inclusive last days."""

    kept_until: dt.date
    accounts_until: dt.date | None = None
    held: bool = False
    birth_day: int = 0


class Fate:
    """What becomes of a record."""

    DUE = "due"
    NOT_DUE = "not_due"
    ACCOUNTS = "accounts"
    HELD = "held"
    SAMPLE = "sample"
    REVIEW = "review"


def fate(standing: Standing, *, today: dt.date, sample_days: Collection[int]) -> str:
    """Whether the record goes today; a hold comes before everything else, and the sample is kept for good."""
    if standing.held:
        return Fate.HELD
    if today <= standing.kept_until:
        return Fate.NOT_DUE
    if standing.birth_day in sample_days:
        return Fate.SAMPLE
    if standing.accounts_until is not None and today <= standing.accounts_until:
        return Fate.ACCOUNTS
    return Fate.DUE


def accounts_kept_until(latest_month: dt.date, months: int) -> dt.date:
    """The last day of what proves a payment: `months` from the end of the year that the payment belongs to."""
    return add_months(dt.date(latest_month.year, 12, 31), months)


def fate_of_month(*, due: int, held: int) -> str:
    """What becomes of a month of the read log whose term is past: it goes when some of it can. What is left waits for a
    hold to be lifted, or for the term of a review."""
    if due:
        return Fate.DUE
    return Fate.HELD if held else Fate.REVIEW


def run_obstacles(*, amount: int, seen: str, now: str, decision: str) -> list[Obstacle]:
    """What stands in the way of approving a disposal; `seen` and `now` are prints of the list of records."""
    found = []
    if not amount:
        found.append(Obstacle(None, "Det finns inget att gallra.", "nothing"))
    if seen != now:
        found.append(Obstacle(None, "Listan har ändrats sedan du öppnade sidan. Läs igenom den på nytt.", "changed"))
    if not decision.strip():
        found.append(Obstacle("decision", "Ange beslutet som gallringen följer.", "no_decision"))
    return found


def hold_obstacles(*, already: bool) -> list[Obstacle]:
    """What stands in the way of stopping the disposal of a person's records."""
    return [Obstacle(None, "Gallringen är redan stoppad för deltagaren.", "held")] if already else []
