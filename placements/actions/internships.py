"""Internships: started, extended, ended or broken off."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from amc.obstacles import refuse_if
from amc.staff.models import User
from participants.models import Enrolment
from placements.actions.lasting import lock_person, refuse_if_changed, set_last_day
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, as_range, assigned, place_of
from placements.models import Internship, InternshipKind, Supervision, Supervisor, Workplace
from placements.rules import lasting
from placements.rules.internship import judge_internship, judge_internship_length
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
    hours_per_week: Decimal,
    supervisor: Supervisor | None,
    by: User,
    today: dt.date,
    purpose: str = "",
    tasks: str = "",
    acknowledged: Collection[str] = (),
) -> Internship:
    """Place somebody at a workplace from `first_day` to `last_day`, both included, with their supervisor.

    `acknowledged`: codes of the warnings that were ticked. Raises Refused with what stands in the way.
    """
    lock_person(enrolment.participant_id)
    enrolment.refresh_from_db(fields=["closed_on"])
    period = Period(first_day, last_day)
    employer = workplace.employer
    place = place_of(employer, workplace, today)
    verdict = joined(
        judge_internship(
            kind.name, kind.max_months, period, assigned(supervisor, employer), closed_on=enrolment.closed_on
        ),
        judge_cautions(place),
        judge_responsibility(place, period),
    )
    verdict.demand(acknowledged)
    assert supervisor is not None  # noqa: S101 - judged above
    internship = Internship.objects.create(
        enrolment=enrolment,
        kind=kind,
        workplace=workplace,
        period=as_range(period),
        hours_per_week=hours_per_week,
        purpose=purpose,
        tasks=tasks,
        created_by=by,
    )
    keep_warnings(internship, verdict, by=by)
    Supervision.objects.create(
        enrolment=enrolment, internship=internship, supervisor=supervisor, period=internship.period
    )
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
) -> Internship:
    """Let it last to `last_day`; supervision that ran to the end goes along. `seen`: its revision."""
    lock_person(internship.enrolment.participant_id)
    refuse_if_changed(internship, seen)
    refuse_if(lasting.extend_obstacles(as_period(internship.period), last_day, internship.end_reason, today))
    kind = internship.kind
    verdict = judge_internship_length(kind.name, kind.max_months, Period(internship.first_day, last_day))
    verdict.demand(acknowledged)
    keep_warnings(internship, verdict, by=by)
    internship.end_reason = internship.end_note = ""
    set_last_day(internship, last_day, ["end_reason", "end_note"])
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
    internship.end_reason, internship.end_note = end_reason, end_note
    set_last_day(internship, last_day, ["end_reason", "end_note"])
    return internship
