"""What a praktik, arbetsträning or språkpraktik requires (domain.md section 4)."""

import datetime as dt

from amc.obstacles import Obstacle
from placements.rules.employment import enrolment_obstacles, last_before_first
from placements.rules.periods import Period, latest_last_day
from placements.rules.supervision import Assigned, supervisor_obstacles
from placements.rules.verdict import Verdict


def judge_internship(
    kind: str,
    max_months: int | None,
    period: Period,
    supervisor: Assigned | None,
    *,
    closed_on: dt.date | None = None,
) -> Verdict:
    """Whether an internship of this `kind` (its name) may start like this: a supervisor from day one
    [SFS 2007:414]; longer than the kind's limit only warns [SFS 2007:813]."""
    if period.last < period.first:
        return Verdict(refusals=[last_before_first(period.first, "praktikens")])
    assigned = supervisor_obstacles(supervisor, period.first, required=True, what="praktikens")
    return Verdict(
        refusals=enrolment_obstacles(closed_on) + assigned.refusals,
        warnings=judge_internship_length(kind, max_months, period).warnings + assigned.warnings,
    )


def judge_internship_length(kind: str, max_months: int | None, period: Period) -> Verdict:
    """Whether it may last that long; also for an extension."""
    if period.last < period.first:
        return Verdict(refusals=[last_before_first(period.first, "praktikens")])
    latest = latest_last_day(period.first, max_months)
    if latest is None or period.last <= latest:
        return Verdict()
    message = f"{kind} är längst {max_months} månader, alltså till {latest}. Kontrollera beslutet."
    return Verdict(warnings=[Obstacle("last_day", message, "internship_too_long")])
