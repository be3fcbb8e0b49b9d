"""What a praktik, arbetsträning, språkpraktik or studiebesök requires (domain.md section 4)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from amc.calendar import last_day, swedish_plural
from amc.obstacles import Obstacle
from placements.rules.employment import enrolment_obstacles, last_before_first
from placements.rules.hours import hours_obstacles
from placements.rules.periods import Period, latest_last_day
from placements.rules.supervision import Assigned, supervisor_obstacles
from placements.rules.verdict import Verdict


@dataclass(frozen=True)
class KindLimits:
    """A kind of internship as the rules know it: its name, and how long it is, in months and in calendar days."""

    name: str
    min_months: int | None = None
    max_months: int | None = None
    max_days: int | None = None


def judge_internship(
    kind: KindLimits,
    period: Period,
    supervisor: Assigned | None,
    *,
    hours: Sequence[Decimal],
    closed_on: dt.date | None = None,
) -> Verdict:
    """Whether an internship of this `kind` may start like this: a supervisor from day one [SFS 2007:414], `hours` of
    Monday to Sunday; outside the kind's limits only warns [SFS 2007:813]."""
    if period.last < period.first:
        return Verdict(refusals=[last_before_first(period.first, "praktikens")])
    assigned = supervisor_obstacles(supervisor, period.first, required=True, what="praktikens", last=period.last)
    return Verdict(
        refusals=enrolment_obstacles(closed_on) + hours_obstacles(hours) + assigned.refusals,
        warnings=judge_internship_length(kind, period).warnings + assigned.warnings,
    )


def judge_internship_length(kind: KindLimits, period: Period) -> Verdict:
    """Whether it may last that long, or so short a time; also for an extension."""
    if period.last < period.first:
        return Verdict(refusals=[last_before_first(period.first, "praktikens")])
    latest = _latest(kind, period.first)
    if latest is not None and period.last > latest[0]:
        message = f"{kind.name} är längst {latest[1]}, alltså till {latest[0]}. Kontrollera beslutet."
        return Verdict(warnings=[Obstacle("last_day", message, "internship_too_long")])
    earliest = last_day(period.first, kind.min_months) if kind.min_months else period.last
    if period.last < earliest:
        months = swedish_plural(kind.min_months or 0, "månad", "månader")
        message = f"{kind.name} är minst {months}, alltså till {earliest}. Kontrollera beslutet."
        return Verdict(warnings=[Obstacle("last_day", message, "internship_too_short")])
    return Verdict()


def _latest(kind: KindLimits, first: dt.date) -> tuple[dt.date, str] | None:
    """The latest last day by the limits of the kind, and the limit in words."""
    found = []
    by_months = latest_last_day(first, kind.max_months)
    if by_months is not None:
        found.append((by_months, swedish_plural(kind.max_months or 0, "månad", "månader")))
    if kind.max_days:
        last = first + dt.timedelta(days=kind.max_days - 1)
        found.append((last, swedish_plural(kind.max_days, "dag", "dagar")))
    return min(found, default=None)


def change_obstacles(period: Period, end_reason: str, first: dt.date, today: dt.date) -> list[Obstacle]:
    """What an internship is about can be changed until it has ended; its first day while it has not begun."""
    if end_reason and period.last < today:
        return [Obstacle(None, f"Praktiken slutade {period.last}. Lägg in en ny i stället.", "has_ended")]
    if first == period.first:
        return []
    if period.first <= today:
        message = f"Praktiken började {period.first}. Första dagen kan inte ändras längre."
        return [Obstacle("first_day", message, "has_begun")]
    if first > period.last:
        message = f"Välj en dag senast {period.last}, då praktiken slutar."
        return [Obstacle("first_day", message, "first_after_last")]
    return []
