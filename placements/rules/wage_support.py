"""Lönestöd: whether a decision fits its employment, what of the employment it covers, and what is to be asked for.

Months and shares are the kind's own, as data [SFS 2018:43]; passing them warns and never refuses (domain.md section 4).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amc.calendar import DAYS_IN_A_MONTH, month_end
from amc.obstacles import Obstacle
from amc.web.display import period as period_words
from placements.rules.employment import in_sentence, last_before_first
from placements.rules.periods import Period, latest_last_day, length_words, used_days
from placements.rules.supervision import gaps, months_of
from placements.rules.verdict import Verdict

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class SupportTerms:
    """A kind of support and its limits in months, None without a limit; `first_months` is the first decision's."""

    name: str
    first_months: int | None
    max_months: int | None
    valid_from: dt.date
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Stretch:
    """Days of an employment: covered by the decision with the place `decision` in the list, or by none."""

    period: Period
    decision: int | None = None


def judge_support(
    terms: SupportTerms,
    proposal: Period,
    employment: Period,
    *,
    beside: Iterable[Period] = (),
    same_kind: Iterable[Period] = (),
) -> Verdict:
    """Whether a decision may be entered like this. `beside`: the employment's other decisions; `same_kind`: the
    person's other decisions of this kind, in all employments."""
    if proposal.last < proposal.first:
        return Verdict(refusals=[last_before_first(proposal.first, "beslutets")])
    return Verdict(
        refusals=_outside(proposal, employment) or _at_once(proposal, beside),
        warnings=_beyond(proposal, employment) + _too_long(terms, proposal, list(same_kind)) + _kind(terms, proposal),
    )


def _outside(proposal: Period, employment: Period) -> list[Obstacle]:
    if proposal.overlaps(employment):
        return []
    words = period_words(employment.first, employment.last)
    message = f"Beslutet har ingen dag gemensam med anställningen, som är {words}. Kontrollera dagarna."
    return [Obstacle("first_day", message, "support_outside_employment")]


def _at_once(proposal: Period, beside: Iterable[Period]) -> list[Obstacle]:
    clashing = [other for other in beside if other.overlaps(proposal)]
    if not clashing:
        return []
    other = max(clashing, key=lambda period: period.last)
    message = (
        f"Anställningen har redan ett beslut om lönestöd {period_words(other.first, other.last)}. "
        f"Första dagen kan vara tidigast {other.last + _ONE_DAY}, eller ändra det beslutet."
    )
    return [Obstacle("first_day", message, "support_at_once")]


def _beyond(proposal: Period, employment: Period) -> list[Obstacle]:
    if proposal.first >= employment.first and proposal.last <= employment.last:
        return []
    words = period_words(employment.first, employment.last)
    message = f"Anställningen är {words}. Stöd lämnas bara för de dagarna. Kontrollera beslutet."
    return [Obstacle("last_day", message, "support_beyond_employment")]


def _too_long(terms: SupportTerms, proposal: Period, same_kind: list[Period]) -> list[Obstacle]:
    if not same_kind:
        latest = latest_last_day(proposal.first, terms.first_months)
        if latest and proposal.last > latest:
            message = (
                f"Det första beslutet om {in_sentence(terms.name)} är längst {terms.first_months} månader, "
                f"alltså till {latest}. Kontrollera beslutet."
            )
            return [Obstacle("last_day", message, "support_first_too_long")]
    used = used_days([*same_kind, proposal])
    if terms.max_months and used > terms.max_months * DAYS_IN_A_MONTH:
        message = (
            f"{terms.name} blir {length_words(used)} i allt. Det är normalt högst {terms.max_months} månader. "
            "Kontrollera beslutet."
        )
        return [Obstacle("last_day", message, "support_too_long")]
    return []


def _kind(terms: SupportTerms, proposal: Period) -> list[Obstacle]:
    if proposal.first >= terms.valid_from and (terms.valid_to is None or proposal.first <= terms.valid_to):
        return []
    message = f"{terms.name} finns inte {proposal.first}. Kontrollera vilket stöd beslutet gäller."
    return [Obstacle("kind", message, "support_kind_not_valid")]


def coverage(employment: Period, decisions: Sequence[Period]) -> list[Stretch]:
    """The employment's days in order: which decision covers them, and where none does.

    `decisions` may reach outside the employment and do not overlap each other.
    """
    covered = [
        Stretch(Period(max(period.first, employment.first), min(period.last, employment.last)), place)
        for place, period in enumerate(decisions)
        if period.overlaps(employment)
    ]
    bare = [Stretch(gap) for gap in gaps(employment, [stretch.period for stretch in covered], employment.last)]
    return sorted([*covered, *bare], key=lambda stretch: stretch.period)


def requisition_months(decision: Period, employment: Period) -> list[dt.date]:
    """The months, by their first days, that a decision and its employment have in common."""
    if not decision.overlaps(employment):
        return []
    return months_of(Period(max(decision.first, employment.first), min(decision.last, employment.last)))


def months_to_ask(decision: Period, employment: Period, requested_until: dt.date | None) -> list[dt.date]:
    """Those of requisition_months that were not asked for before the decision was entered: a month was where its last
    day in common is `requested_until` or earlier, so that no half-asked month is forgotten."""
    months = requisition_months(decision, employment)
    if requested_until is None:
        return months
    last = min(decision.last, employment.last)
    return [month for month in months if min(month_end(month), last) > requested_until]


def requested_until_obstacles(requested_until: dt.date | None, decision: Period, *, today: dt.date) -> list[Obstacle]:
    """What stands in the way of saying that months up to `requested_until` were asked for before."""
    if requested_until is None:
        return []
    if requested_until > today:
        message = f"Dagen kan vara senast i dag, {today}: det som kommer antecknas här när det rekvireras."
        return [Obstacle("requested_until", message, "requested_until_later")]
    if requested_until < decision.first:
        message = f"Beslutet börjar {decision.first}. Lämna tomt om ingen månad är rekvirerad."
        return [Obstacle("requested_until", message, "requested_until_before")]
    return []


def requisition_due(month: dt.date, days: int) -> dt.date:
    """The last day to ask for a month, `days` days after its end [?]."""
    return month_end(month) + dt.timedelta(days=days)


def requisition_obstacles(
    month: dt.date,
    decision: Period,
    employment: Period,
    requested_on: dt.date,
    *,
    today: dt.date,
    requested_until: dt.date | None = None,
) -> list[Obstacle]:
    """What stands in the way of noting that `month` (its first day) was asked for on `requested_on`."""
    if month not in requisition_months(decision, employment):
        return [Obstacle("month", "Beslutet gäller inte den månaden. Välj en annan månad.", "month_outside_support")]
    if month not in months_to_ask(decision, employment, requested_until):
        message = f"Månaderna till och med {requested_until} rekvirerades innan beslutet lades in här."
        return [Obstacle("month", message, "month_requested_before")]
    if requested_on > today:
        message = f"Dagen kan vara senast i dag, {today}. Anteckna rekvisitionen när den är gjord."
        return [Obstacle("requested_on", message, "requested_later")]
    if requested_on < month:
        message = f"En månad rekvireras tidigast när den har börjat, {month}. Kontrollera dagen."
        return [Obstacle("requested_on", message, "requested_before_month")]
    return []
