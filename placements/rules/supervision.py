"""Supervision: from day one, without gaps, and confirmed month by month [S1]."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from amc.calendar import add_months, month_end, month_start
from amc.obstacles import Obstacle
from amc.web.display import month as month_words
from placements.rules.periods import Period
from placements.rules.verdict import Verdict

UNTRAINED, LAPSED = "supervisor_untrained", "supervisor_training_lapsed"
# How long before a training lapses it is asked to be renewed.
RENEW_DAYS = 60
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Assigned:
    """A supervisor who is to lead somebody: the name, and when they were trained, if they were. `elsewhere`: their
    employer, where it is not the one whose workplace it is. `trained_until`: the last day that the training holds,
    None without end. `leads`: how many others they lead on the day; `capacity`: how many at most, None unsaid.
    `last_day`: the last on which they lead anybody. `here_until`: the last on which they serve the workplace, where it
    is another employer's than theirs and they do so for a time."""

    name: str
    trained_on: dt.date | None
    active: bool = True
    elsewhere: str = ""
    trained_until: dt.date | None = None
    leads: int = 0
    capacity: int | None = None
    last_day: dt.date | None = None
    here_until: dt.date | None = None


def supervisor_obstacles(
    supervisor: Assigned | None, first: dt.date, *, required: bool, what: str, last: dt.date | None = None
) -> Verdict:
    """A supervisor from the first day is required [S1]. It only warns that they are not trained before it [S1] or no
    longer are, that they lead as many as they can, or that they do not serve the workplace on the first day, or not to
    the `last`: somebody may lead at several, but a slip is commoner.
    """
    if supervisor is None:
        if not required:
            return Verdict()
        message = f"Välj en handledare som finns på plats från {first}, {what} första dag."
        return Verdict(refusals=[Obstacle("supervisor", message, "supervisor_missing")])
    if not supervisor.active:
        message = f"{supervisor.name} handleder inte längre. Välj en annan handledare."
        return Verdict(refusals=[Obstacle("supervisor", message, "supervisor_inactive")])
    if supervisor.last_day and supervisor.last_day < first:
        message = f"{supervisor.name} slutar som handledare {supervisor.last_day}. Välj en annan handledare."
        return Verdict(refusals=[Obstacle("supervisor", message, "supervisor_left")])
    warnings = []
    if supervisor.last_day:
        message = (
            f"{supervisor.name} slutar som handledare {supervisor.last_day}. Någon behöver ta över efter den dagen."
        )
        warnings.append(Obstacle("supervisor", message, "supervisor_leaves"))
    untrained = training_warning(supervisor, first)
    if untrained:
        warnings.append(untrained)
    if supervisor.capacity is not None and supervisor.leads >= supervisor.capacity:
        message = f"{supervisor.name} handleder redan {supervisor.leads} av högst {supervisor.capacity} den {first}."
        warnings.append(Obstacle("supervisor", message, "supervisor_full"))
    if supervisor.elsewhere:
        message = (
            f"{supervisor.name} handleder hos {supervisor.elsewhere}, som inte är arbetsplatsens arbetsgivare. "
            "Kontrollera att handledaren finns på plats, och lägg in arbetsplatsen på handledarens sida."
        )
        warnings.append(Obstacle("supervisor", message, "supervisor_elsewhere"))
    elif supervisor.here_until and last and supervisor.here_until < last:
        message = (
            f"{supervisor.name} finns på arbetsplatsen till {supervisor.here_until}. "
            "Någon behöver ta över efter den dagen."
        )
        warnings.append(Obstacle("supervisor", message, "supervisor_place_ends"))
    return Verdict(warnings=warnings)


def training_warning(supervisor: Assigned, day: dt.date) -> Obstacle | None:
    """That a supervisor has no training that holds on `day` [S1]; None when they have."""
    if supervisor.trained_on is None or supervisor.trained_on > day:
        message = f"{supervisor.name} saknar handledarutbildning (Skolverket eller Campus) före {day}. Boka utbildning."
        return Obstacle("supervisor", message, UNTRAINED)
    if supervisor.trained_until is not None and supervisor.trained_until < day:
        message = f"Handledarutbildningen för {supervisor.name} gäller till {supervisor.trained_until}. Boka en ny."
        return Obstacle("supervisor", message, LAPSED)
    return None


def months_of(period: Period) -> list[dt.date]:
    """The first days of the months in which `period` has a day."""
    months = []
    month = month_start(period.first)
    while month <= period.last:
        months.append(month)
        month = add_months(month, 1)
    return months


def confirmable_from(month: dt.date, last: dt.date) -> dt.date:
    """The first day on which `month` can be confirmed: when it has ended, or when the supervision has, on `last`."""
    return min(month_end(month), last) + _ONE_DAY


def confirmable_months(period: Period, today: dt.date) -> list[dt.date]:
    """The months of a supervision that can be confirmed on `today`, oldest first."""
    return [month for month in months_of(period) if confirmable_from(month, period.last) <= today]


@dataclass(frozen=True)
class Answer:
    """What is said of a month: `took_place` whether there was supervision at all, `days_absent` how many days the
    person was away (None: not said), `concern` what the consultant must know at once. `own`: by the supervisor;
    otherwise on their behalf, with what it came by as `reason`."""

    as_planned: bool
    took_place: bool = True
    comment: str = ""
    days_absent: int | None = None
    concern: str = ""
    own: bool = True
    reason: str = ""


def confirm_obstacles(
    month: dt.date, period: Period, answer: Answer, *, today: dt.date, asked_from: dt.date | None = None
) -> list[Obstacle]:
    """What stands in the way of confirming `month` (its first day) of a supervision of `period` with `answer`.
    `asked_from`: the first month that is asked for; those before were confirmed, and paid, elsewhere."""
    if month not in months_of(period):
        return [Obstacle(None, "Handledarskapet gäller inte den månaden.", "month_outside")]
    if asked_from and month < asked_from:
        message = f"Månaderna före {month_words(asked_from)} bekräftades innan anställningen lades in här."
        return [Obstacle(None, message, "month_not_asked")]
    found = []
    ready = confirmable_from(month, period.last)
    if ready > today:
        message = f"{month_words(month).capitalize()} kan bekräftas från {ready}, när månaden är slut."
        found.append(Obstacle(None, message, "month_not_over"))
    found += answer_obstacles(month, period, answer)
    if not answer.as_planned and not (answer.comment.strip() or answer.concern.strip() or answer.days_absent):
        found.append(Obstacle("comment", "Berätta kort vad som inte gick som planerat.", "comment_missing"))
    if not answer.own and not answer.reason.strip():
        message = "Skriv vad svaret kom genom: vem du talade med och när, eller var papperet finns."
        found.append(Obstacle("on_behalf_reason", message, "reason_missing"))
    return found


def answer_obstacles(month: dt.date, period: Period, answer: Answer) -> list[Obstacle]:
    """What in an answer contradicts itself; the same for a correction of it."""
    found = []
    if answer.as_planned and not answer.took_place:
        message = "En månad utan handledning gick inte som planerat. Svara Nej, eller ta bort krysset."
        found.append(Obstacle("took_place", message, "planned_without_supervision"))
    if answer.as_planned and answer.days_absent:
        message = "En månad då personen var borta gick inte som planerat. Svara Nej, eller ta bort dagarna."
        found.append(Obstacle("days_absent", message, "planned_with_absence"))
    first, last = max(month, period.first), min(month_end(month), period.last)
    days = (last - first).days + 1
    if answer.days_absent and answer.days_absent > days:
        message = f"Du handledde {days} dagar i {month_words(month)}. Skriv högst {days}."
        found.append(Obstacle("days_absent", message, "absent_too_long"))
    return found


def gaps(placement: Period, supervised: Iterable[Period], until: dt.date) -> list[Period]:
    """The days of `placement` up to `until` without a supervisor, as periods in order."""
    found = []
    day = placement.first
    end = min(placement.last, until)
    for period in sorted(supervised):
        if period.first > day:
            found.append(Period(day, min(period.first - _ONE_DAY, end)))
        day = max(day, period.last + _ONE_DAY)
        if day > end:
            break
    if day <= end:
        found.append(Period(day, end))
    return [gap for gap in found if gap.first <= gap.last]


def lengthened(
    led: Period, before: dt.date, last: dt.date, *, stands_in: bool, leaves: dt.date | None = None
) -> Period:
    """The days `led` of a placement that is to last to `last` in place of `before`: supervision that ran to the end
    goes along. Not that of who stands in for a time, and none past the day after which the supervisor `leaves`."""
    if stands_in or led.last != before or last <= before:
        return led
    return Period(led.first, max(led.last, min(last, leaves or last)))


def change_obstacles(first: dt.date, placement: Period) -> list[Obstacle]:
    """A new supervisor takes over on a day of the placement."""
    if first in placement:
        return []
    message = f"Välj en dag mellan {placement.first} och {placement.last}, då placeringen pågår."
    return [Obstacle("first_day", message, "outside_placement")]


def stand_in_obstacles(period: Period, placement: Period, others: Iterable[Period]) -> list[Obstacle]:
    """Somebody stands in during `period` of the placement; `others` are when somebody else already does."""
    if period.last < period.first:
        message = f"Sista dagen behöver vara tidigast {period.first}, första dagen."
        return [Obstacle("last_day", message, "last_before_first")]
    if period.last > placement.last:
        message = f"Placeringen slutar {placement.last}. Välj den dagen eller en tidigare."
        return [Obstacle("last_day", message, "outside_placement")]
    clash = next((other for other in sorted(others) if other.overlaps(period)), None)
    if clash:
        message = f"Någon står redan in {clash.first} till {clash.last}. Välj andra dagar, eller ändra den tiden först."
        return [Obstacle("first_day", message, "stand_in_overlap")]
    return []


def leaving_obstacles(last_day: dt.date, confirmed: dt.date | None) -> list[Obstacle]:
    """A supervisor stops on `last_day`; `confirmed` is the first day of the latest month that they have confirmed."""
    if confirmed is None or confirmed <= last_day:
        return []
    message = f"{month_words(confirmed).capitalize()} är redan bekräftad. Välj en dag från och med {confirmed}."
    return [Obstacle("last_day", message, "month_confirmed")]


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """Several verdicts as one: what refuses once each, and one warning per code with all that it says."""
    refusals: list[Obstacle] = []
    said: dict[str, list[Obstacle]] = {}
    for verdict in verdicts:
        refusals += [found for found in verdict.refusals if found not in refusals]
        for warning in verdict.warnings:
            same = said.setdefault(warning.code, [])
            if warning not in same:
                same.append(warning)
    warnings = [Obstacle(same[0].field, " ".join(one.message for one in same), code) for code, same in said.items()]
    return Verdict(refusals=refusals, warnings=warnings)
