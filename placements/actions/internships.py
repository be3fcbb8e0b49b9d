"""Internships: started, changed, extended, ended or broken off."""

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db import transaction

from amc.calendar import today as now_today
from amc.obstacles import refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from participants.models import Enrolment
from placements.actions.agreements import begin_agreement, renew_agreement
from placements.actions.gaps import LONGER, gap_when_longer, judge_gap, open_gap
from placements.actions.lasting import forget_end, lock_person, note_end, refuse_if_changed, set_first_day
from placements.actions.visits import plan_visits
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, as_range, assigned, limits_of, place_of
from placements.guard import judge_earlier, judge_longer, limits_of_misuse, lock_workplaces, scene_of
from placements.models import Internship, InternshipKind, Supervision, Supervisor, Workplace
from placements.rules import lasting
from placements.rules.hours import equal_days, hours_obstacles
from placements.rules.internship import change_obstacles, judge_internship, judge_internship_length
from placements.rules.misuse import judge_misuse
from placements.rules.periods import Period
from placements.rules.place import joined, judge_cautions, judge_responsibility


@transaction.atomic
def start_internship(
    *,
    enrolment: Enrolment,
    kind: InternshipKind,
    workplace: Workplace,
    first_day: dt.date,
    last_day: dt.date,
    supervisor: Supervisor | None,
    by: User,
    today: dt.date,
    hours_per_week: Decimal | int = 0,
    weekday_hours: Sequence[Decimal] = (),
    purpose: str = "",
    tasks: str = "",
    acknowledged: Collection[str] = (),
    reason: str = "",
) -> Internship:
    """Place somebody at a workplace from `first_day` to `last_day`, both included, with their supervisor, and plan the
    visits that the kind has; a kind that is to have an agreement gets its first text.

    `weekday_hours` are those of Monday to Sunday; without them `hours_per_week` is the same Monday to Friday.
    `acknowledged`: codes of the warnings that were ticked; `reason`: why one goes on past those that want it. Raises
    Refused with what stands in the way.
    """
    lock_person(enrolment.participant_id)
    lock_workplaces([workplace])
    enrolment.refresh_from_db(fields=["closed_on"])
    period = Period(first_day, last_day)
    employer = workplace.employer
    place = place_of(employer, workplace, today)
    days = list(weekday_hours) or equal_days(Decimal(hours_per_week))
    known = assigned(supervisor, employer, workplace, first_day, enrolment.pk)
    verdict = joined(
        judge_internship(limits_of(kind), period, known, hours=days, closed_on=enrolment.closed_on),
        judge_cautions(place),
        judge_responsibility(place, period),
        judge_misuse(scene_of(enrolment.participant_id, workplace, by), period, limits_of_misuse()),
    )
    verdict.demand(acknowledged, reason)
    assert supervisor is not None  # noqa: S101 - judged above
    internship = Internship.objects.create(
        enrolment=enrolment,
        kind=kind,
        workplace=workplace,
        period=as_range(period),
        weekday_hours=days,
        hours_per_week=sum(days),
        purpose=purpose,
        tasks=tasks,
        created_by=by,
    )
    keep_warnings(internship, verdict, by=by, reason=reason)
    Supervision.objects.create(
        enrolment=enrolment, internship=internship, supervisor=supervisor, period=internship.period
    )
    plan_visits(internship, today)
    begin_agreement(internship, by=by)
    return internship


@transaction.atomic
def change_internship(
    internship: Internship,
    *,
    seen: int,
    by: User,
    today: dt.date,
    first_day: dt.date,
    weekday_hours: Sequence[Decimal],
    purpose: str,
    tasks: str,
    acknowledged: Collection[str] = (),
    reason: str = "",
) -> Internship:
    """Change what it is about and its hours of Monday to Sunday, and its first day while it has not begun.

    `seen`: its revision. Raises Refused.
    """
    lock_person(internship.enrolment.participant_id)
    lock_workplaces([internship.workplace])
    refuse_if_changed(internship, seen)
    period = as_period(internship.period)
    refuse_if(change_obstacles(period, internship.end_reason, first_day, today) + hours_obstacles(weekday_hours))
    if first_day != period.first:
        verdict = joined(
            judge_internship_length(limits_of(internship.kind), Period(first_day, period.last)),
            judge_earlier(internship, first_day, by),
        )
        verdict.demand(acknowledged, reason)
        keep_warnings(internship, verdict, by=by, reason=reason)
        set_first_day(internship, first_day)
    internship.weekday_hours = list(weekday_hours)
    internship.hours_per_week = sum(weekday_hours, Decimal())
    internship.purpose, internship.tasks = purpose.strip(), tasks.strip()
    save_revised(internship, internship.revision, ["weekday_hours", "hours_per_week", "purpose", "tasks"])
    plan_visits(internship, today)
    renew_agreement(internship, by=by)
    return internship


@transaction.atomic
def extend_internship(
    internship: Internship,
    *,
    last_day: dt.date,
    seen: int,
    by: User,
    today: dt.date,
    acknowledged: Collection[str] = (),
    reason: str = "",
) -> Internship:
    """Let it last to `last_day`; supervision that ran to the end goes along. `seen`: its revision."""
    lock_person(internship.enrolment.participant_id)
    lock_workplaces([internship.workplace])
    refuse_if_changed(internship, seen)
    refuse_if(lasting.extend_obstacles(as_period(internship.period), last_day, internship.end_reason, today))
    gap = gap_when_longer(internship, last_day)
    verdict = joined(
        judge_internship_length(limits_of(internship.kind), Period(internship.first_day, last_day)),
        judge_longer(internship, last_day, by),
        judge_gap(gap),
    )
    verdict.demand(acknowledged, reason)
    keep_warnings(internship, verdict, by=by, reason=reason)
    forget_end(internship, last_day)
    open_gap(internship, gap, by=by, today=today, why=LONGER)
    plan_visits(internship, today)
    renew_agreement(internship, by=by)
    return internship


@transaction.atomic
def end_internship(
    internship: Internship, *, last_day: dt.date, end_reason: str, end_note: str = "", seen: int, by: User
) -> Internship:
    """Note why it ends, on `last_day` or earlier than it was to; supervision ends with it [S2]."""
    lock_person(internship.enrolment.participant_id)
    refuse_if_changed(internship, seen)
    other = Internship.EndReason.OTHER
    refuse_if(lasting.end_obstacles(as_period(internship.period), last_day, end_reason, end_note, other))
    note_end(internship, last_day, end_reason, end_note, by=by, on=now_today())
    plan_visits(internship, now_today())
    renew_agreement(internship, by=by, ends=True)
    return internship
