"""What an employment requires, and how long it may last (domain.md section 4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from amc.calendar import DAYS_IN_A_MONTH, swedish_plural
from amc.obstacles import Obstacle
from amc.web.display import period as period_words
from placements.rules.las import las_days, step_of
from placements.rules.periods import Period, latest_last_day, length_words, used_days
from placements.rules.supervision import Assigned, supervisor_obstacles
from placements.rules.verdict import Verdict

_ONE_DAY = dt.timedelta(days=1)
FULL_TIME = 100


def in_sentence(name: str) -> str:
    """A name as it stands within a sentence: "arbetsmarknadsanställning", but "AMI-anställning"."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


@dataclass(frozen=True)
class Terms:
    """A form of employment: `Scheme` as plain values."""

    code: str
    name: str
    max_months: int | None = None
    total_max_months: int | None = None
    counted: str = "person"
    requires_plan: bool = False
    requires_kartlaggning: bool = False
    requires_internship: bool = False
    requires_supervisor: bool = False
    exclusive: bool = False
    breach_refuses: bool = False
    las: str = "counts"
    valid_from: dt.date = dt.date.min
    valid_to: dt.date | None = None
    needs_paper_date: bool = False

    @property
    def words(self) -> str:
        """The name within a sentence."""
        return in_sentence(self.name)


@dataclass(frozen=True)
class Other:
    """Another employment of the same person. `same_employer`: at the employer that is asked about."""

    scheme: str
    name: str
    period: Period
    extent: int = FULL_TIME
    exclusive: bool = False
    las_counts: bool = False
    same_employer: bool = False


@dataclass(frozen=True)
class Groundwork:
    """What was done before: the day the plan was first agreed, the first kartläggning, the first day of a praktik."""

    plan_agreed_on: dt.date | None = None
    kartlaggning_on: dt.date | None = None
    internship_from: dt.date | None = None


@dataclass(frozen=True)
class Exemption:
    """The enhetschef's reasoned exception from the groundwork; for AMI with the date on the paper plan [S0][S1]."""

    reason: str
    paper_date: dt.date | None = None


@dataclass(frozen=True)
class Proposal:
    """An employment as somebody wants it. `others` are the person's other employments, in all enrolments."""

    terms: Terms
    period: Period
    extent: int = FULL_TIME
    union: str = ""
    collective_agreement: str = ""
    others: tuple[Other, ...] = ()


def judge_start(
    proposal: Proposal,
    groundwork: Groundwork,
    supervisor: Assigned | None,
    *,
    today: dt.date,
    closed_on: dt.date | None = None,
    exemption: Exemption | None = None,
) -> Verdict:
    """Whether an employment may start like this [S0][S1]. `closed_on`: when the enrolment was closed, if it was."""
    terms, first = proposal.terms, proposal.period.first
    refusals = enrolment_obstacles(closed_on) + validity_obstacles(terms, first)
    refusals += _groundwork(terms, first, groundwork, exemption, today)
    found = judge_length(proposal)
    assigned = supervisor_obstacles(
        supervisor, first, required=terms.requires_supervisor, what="anställningens", last=proposal.period.last
    )
    return Verdict(
        refusals + found.refusals + assigned.refusals, found.warnings + assigned.warnings + _agreement(proposal)
    )


def judge_change(
    proposal: Proposal,
    before: dt.date,
    groundwork: Groundwork,
    supervisor: Assigned | None,
    *,
    today: dt.date,
    closed_on: dt.date | None = None,
    exemption: Exemption | None = None,
    away_from: dt.date | None = None,
    granted: bool = False,
) -> Verdict:
    """Whether what stands of an employment may be put right: `proposal` is what holds instead, `before` the first day
    that stood, `away_from` the day its earliest suspension begins, `granted` whether an exception is given now.

    Another first day is judged as a start is. Without one only the extent is asked about: what the agreement lacks was
    read when the employment was entered.
    """
    first, last = proposal.period.first, proposal.period.last
    if first == before:
        message = "Undantaget gäller en ny första dag. Skriv den, eller töm fälten om undantag."
        lost = [Obstacle("exception_reason", message, "exception_without_day")] if granted else []
        return Verdict(enrolment_obstacles(closed_on) + lost, _extent(proposal))
    if last < first:
        message = f"Första dagen behöver vara senast {last}, anställningens sista dag."
        return Verdict([Obstacle("first_day", message, "first_after_last")])
    found = judge_start(proposal, groundwork, supervisor, today=today, closed_on=closed_on, exemption=exemption)
    if away_from and away_from < first:
        message = f"Ett uppehåll börjar {away_from}. Välj den dagen eller en tidigare, eller ta bort uppehållet först."
        found.refusals.append(Obstacle("first_day", message, "suspension_outside"))
    # The last day and the form stand: what is too long, or outside the form's own days, begins on the wrong day. Who
    # leads stands too, and may have stopped since.
    asked = {"first_day", "exception_reason", "exception_paper_date"}
    refusals = [one for one in found.refusals if one.field != "supervisor"]
    return Verdict([one if one.field in asked else replace(one, field="first_day") for one in refusals], found.warnings)


def judge_length(proposal: Proposal) -> Verdict:
    """Whether the period may be as long as that beside the person's other employments; also for an extension."""
    if proposal.period.last < proposal.period.first:
        return Verdict(refusals=[last_before_first(proposal.period.first, "anställningens")])
    limits = _total_length(proposal) or _each_length(proposal)
    overlap = _overlap(proposal)
    if proposal.terms.breach_refuses:
        return Verdict(refusals=limits + overlap, warnings=_extent(proposal) + _las(proposal))
    return Verdict(refusals=overlap, warnings=limits + _extent(proposal) + _las(proposal))


def last_before_first(first: dt.date, whose: str) -> Obstacle:
    """The last day lies before the first."""
    return Obstacle("last_day", f"Sista dagen behöver vara tidigast {first}, {whose} första dag.", "last_before_first")


def total_used(terms: Terms, others: Iterable[Other]) -> int:
    """Days (30 to the month) that the person's other employments take of the same form's total.

    `terms.counted` says which of them: "person" all, "employer" those at the same employer, "contract" none.
    """
    if terms.counted == "contract":
        return 0
    everywhere = terms.counted == "person"
    return used_days(
        other.period for other in others if other.scheme == terms.code and (everywhere or other.same_employer)
    )


def latest_day(terms: Terms, first: dt.date, others: Iterable[Other]) -> dt.date | None:
    """The latest last day that the form allows from `first`; None without a limit, or when no time is left."""
    if not terms.total_max_months:
        return latest_last_day(first, terms.max_months)
    left = terms.total_max_months * DAYS_IN_A_MONTH - total_used(terms, others)
    return latest_last_day(first, terms.max_months, left)


def enrolment_obstacles(closed_on: dt.date | None) -> list[Obstacle]:
    """A closed enrolment takes no new placement. `closed_on`: its last day, None while it is open."""
    if closed_on is None:
        return []
    message = f"Inskrivningen avslutades {closed_on}. Skriv in deltagaren på nytt och lägg sedan in placeringen."
    return [Obstacle(None, message, "enrolment_closed")]


def validity_obstacles(terms: Terms, first: dt.date) -> list[Obstacle]:
    """The form has to be in force on the contract's first day, whenever it is entered (domain.md section 4)."""
    if first < terms.valid_from:
        message = f"{terms.name} finns från {terms.valid_from}. Välj en senare första dag eller en annan form."
        return [Obstacle("scheme", message, "scheme_not_yet")]
    if terms.valid_to and first > terms.valid_to:
        message = f"{terms.name} fanns till och med {terms.valid_to}. Välj en annan anställningsform."
        return [Obstacle("scheme", message, "scheme_no_longer")]
    return []


def groundwork_lacks(terms: Terms, first: dt.date, done: Groundwork, today: dt.date) -> list[Obstacle]:
    """What the form requires before the first day and that was not done [S0][S1]; an exception may lift it."""
    lacks = []
    by = first - _ONE_DAY
    if terms.requires_plan and not _before(done.plan_agreed_on, first):
        lacks.append(_plan_missing(by, done.plan_agreed_on, today))
    if terms.requires_kartlaggning and not _before(done.kartlaggning_on, first):
        message = f"Kartläggningen behöver vara påbörjad senast {by}, dagen före anställningens första dag. "
        lacks.append(Obstacle("first_day", message + "Öppna kartläggningen.", "kartlaggning_missing"))
    if terms.requires_internship and not _before(done.internship_from, first):
        message = f"En praktik behöver ha börjat senast {by}: {terms.words} kommer efter praktik. Lägg in praktiken."
        lacks.append(Obstacle("first_day", message, "internship_missing"))
    return lacks


def _groundwork(
    terms: Terms, first: dt.date, done: Groundwork, exemption: Exemption | None, today: dt.date
) -> list[Obstacle]:
    lacks = groundwork_lacks(terms, first, done, today)
    if not lacks or not exemption:
        return lacks
    if not exemption.reason.strip():
        return [*lacks, Obstacle("exception_reason", "Skriv skälet för undantaget.", "exception_reason_missing")]
    if terms.needs_paper_date and not _before(exemption.paper_date, first):
        by = first - _ONE_DAY
        message = f"Ange planens datum på papper. Det behöver vara senast {by}, dagen före anställningens första dag."
        return [Obstacle("exception_paper_date", message, "paper_date_missing")]
    return []


def _before(day: dt.date | None, first: dt.date) -> bool:
    return day is not None and day < first


def _plan_missing(by: dt.date, agreed_on: dt.date | None, today: dt.date) -> Obstacle:
    if by >= today and agreed_on is None:
        message = f"Planen behöver vara överenskommen senast {by}, dagen före anställningens första dag. Öppna planen."
        return Obstacle("first_day", message, "plan_missing")
    earliest = (agreed_on or today) + _ONE_DAY
    state = f"Den blev överenskommen {agreed_on}" if agreed_on else "Den är inte överenskommen än"
    message = (
        f"Planen behövde vara överenskommen senast {by}, dagen före anställningens första dag. {state}: "
        f"välj {earliest} eller senare som första dag, eller be enhetschefen om ett undantag."
    )
    return Obstacle("first_day", message, "plan_missing")


def _each_length(proposal: Proposal) -> list[Obstacle]:
    terms, period = proposal.terms, proposal.period
    latest = latest_last_day(period.first, terms.max_months)
    if latest is None or period.last <= latest:
        return []
    message = (
        f"{terms.name} får vara högst {terms.max_months} månader. Sista dagen kan vara senast {latest}."
        if terms.breach_refuses
        else f"{terms.name} är längst {terms.max_months} månader, alltså till {latest}. Kontrollera beslutet."
    )
    return [Obstacle("last_day", message, "too_long")]


def _total_length(proposal: Proposal) -> list[Obstacle]:
    terms, period = proposal.terms, proposal.period
    if not terms.total_max_months:
        return []
    before = total_used(terms, proposal.others)
    left = terms.total_max_months * DAYS_IN_A_MONTH - before
    if used_days([period]) <= left or (not before and _each_length(proposal)):
        return []  # without earlier periods the limit of each says it, where it is passed
    if not before:
        latest = latest_last_day(period.first, terms.max_months, left)
        message = f"{terms.name} är högst {terms.total_max_months} månader sammanlagt, alltså till {latest}."
        return [Obstacle("last_day", message, "total_too_long")]
    where = " hos arbetsgivaren" if terms.counted == "employer" else ""
    message = f"Deltagaren har använt {length_words(before)} av {terms.total_max_months} i {terms.words}{where}"
    latest = latest_last_day(period.first, terms.max_months, left)
    if latest is None:
        return [Obstacle("last_day", f"{message} och har ingen tid kvar. Välj en annan form.", "total_too_long")]
    words = f"{message} och har {length_words(left)} kvar. Sista dagen kan vara senast {latest}."
    return [Obstacle("last_day", words, "total_too_long")]


def _overlap(proposal: Proposal) -> list[Obstacle]:
    if not proposal.terms.exclusive:
        return []
    clashing = [other for other in proposal.others if other.exclusive and other.period.overlaps(proposal.period)]
    if not clashing:
        return []
    other = max(clashing, key=lambda other: other.period.last)
    message = (
        f"Deltagaren har redan en {in_sentence(other.name)} {period_words(other.period.first, other.period.last)}. "
        f"Första dagen kan vara tidigast {other.period.last + _ONE_DAY}."
    )
    return [Obstacle("first_day", message, "overlap")]


def _extent(proposal: Proposal) -> list[Obstacle]:
    """The sum of extents is highest on the first day of some employment. What overlaps against the rule is not
    counted: it is refused."""
    clashing = proposal.terms.exclusive
    beside = [
        other
        for other in proposal.others
        if other.period.overlaps(proposal.period) and not (clashing and other.exclusive)
    ]
    starts = {max(other.period.first, proposal.period.first) for other in beside}
    highest = max(
        (proposal.extent + sum(other.extent for other in beside if day in other.period) for day in starts), default=0
    )
    if highest <= FULL_TIME:
        return []
    message = f"Tillsammans med andra anställningar blir omfattningen {highest} %. Kontrollera att det stämmer."
    return [Obstacle("extent", message, "extent_over_full_time")]


def _las(proposal: Proposal) -> list[Obstacle]:
    if proposal.terms.las != "counts":
        return []
    counted = [other.period for other in proposal.others if other.las_counts and other.same_employer]
    days = las_days(proposal.period.last, [*counted, proposal.period])
    step = step_of(days)
    if step is None:
        return []
    message = f"Särskild visstid hos arbetsgivaren blir {swedish_plural(days, 'dag', 'dagar')} inom fem år. "
    message += "Vid mer än 12 månader blir anställningen tillsvidare enligt LAS. Stäm av med HR."
    return [Obstacle("last_day", message, f"las_{step}_months")]


def _agreement(proposal: Proposal) -> list[Obstacle]:
    if proposal.union and proposal.collective_agreement:
        return []
    lacks = " och ".join(
        word
        for word, value in (("kollektivavtal", proposal.collective_agreement), ("fackförbund", proposal.union))
        if not value
    )
    message = f"Uppgift om {lacks} saknas, till exempel BEA, eller AMI-avtalet med Fastighets eller Kommunal."
    return [Obstacle("collective_agreement", message, "agreement_missing")]
