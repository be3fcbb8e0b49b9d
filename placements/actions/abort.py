"""Breaking off a placement: ended at once, written down, with a next step, and everybody told, in one transaction."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from amc.obstacles import refuse_if
from amc.staff.models import User
from handlingsplan.actions.follow_ups import plan_follow_up
from participants.actions.journal import write_journal
from participants.models import JournalEntry
from placements.actions.dealings import note_contact
from placements.actions.deviations import open_deviation
from placements.actions.employments import end_employment
from placements.actions.internships import end_internship
from placements.actions.lasting import lock_person, refuse_if_changed
from placements.facts import as_period
from placements.models import Deviation, EmployerContact, Employment, Internship, Supervisor
from placements.rules.misuse import abort_obstacles, call_supervisor

MISUSE = "misuse"
_NOTE = "Avbruten, se journalen."


@transaction.atomic
def abort_placement(
    placement: Employment | Internship,
    *,
    last_day: dt.date,
    end_reason: str,
    what: str,
    next_step: str,
    next_on: dt.date,
    seen: int,
    by: User,
    now: dt.datetime,
    today: dt.date,
) -> Employment | Internship:
    """Break a placement off: it ends on `last_day`, for `end_reason`, because of `what`.

    In one transaction: the end, a note in the journal, a follow-up by `next_on` about `next_step` for the case's
    consultant, the employer to ring as a step in `by`'s Min dag, and each supervisor without an account, or who was yet
    to begin, as another, and for misuse a serious deviation. The supervisor who has an account, the enhetschef and the
    case's consultant, where that is somebody else, are told by a reminder (due_aborts), and the ekonom where there is
    lönestöd (due_wage_support). An end that is noted for a later day gives way. `seen`: its revision. Raises Refused.
    """
    lock_person(placement.enrolment.participant_id)
    refuse_if_changed(placement, seen)
    runs = as_period(placement.period)
    over = bool(placement.end_reason) and runs.last < today
    refuse_if(abort_obstacles(what, next_step, next_on, last_day, runs, over=over, today=today))
    to_come = _to_come(placement, last_day)
    values = {"last_day": last_day, "end_reason": end_reason, "end_note": _NOTE, "seen": seen, "by": by}
    if isinstance(placement, Employment):
        end_employment(placement, now=now, **values)  # type: ignore[arg-type]
        employer, kind = placement.employer, placement.scheme.name
    else:
        end_internship(placement, **values)  # type: ignore[arg-type]
        employer, kind = placement.workplace.employer, placement.kind.name
    if end_reason == MISUSE:
        open_deviation(
            placement, kind=Deviation.Kind.MISUSE, text=what, by=by, today=today, severity=Deviation.Severity.SERIOUS
        )
    write_journal(
        enrolment=placement.enrolment,
        kind=JournalEntry.Kind.HANDELSE,
        occurred_at=now,
        text=f"{kind} hos {employer} avbröts {last_day}.\n\n{what}\n\nNu (senast {next_on}): {next_step}",
        by=by,
        now=now,
    )
    plan_follow_up(enrolment=placement.enrolment, due_on=next_on, today=today)
    calls = [(employer, "Ring och berätta att en placering är avbruten")]
    for one in [*_unreachable(placement, last_day, today), *to_come]:
        calls.append((one.employer, call_supervisor(one.full_name, one.phone, one.email)))
    for whose, step in calls:
        note_contact(
            whose,
            by=by,
            today=today,
            kind=EmployerContact.Kind.CALL,
            held_on=today,
            text=f"En placering avbryts {last_day}.",
            next_step=step,
            next_on=today,
            next_by=by,
        )
    return placement


def _to_come(placement: Employment | Internship, last_day: dt.date) -> list[Supervisor]:
    """Those who were to lead only after the last day: nothing is left of it afterwards that a notice could be about."""
    later = placement.supervisions.filter(period__startswith__gt=last_day).values("supervisor")
    led = placement.supervisions.filter(period__startswith__lte=last_day).values("supervisor")
    return list(Supervisor.objects.filter(pk__in=later).exclude(pk__in=led).select_related("employer").order_by("pk"))


def _unreachable(
    placement: Employment | Internship, last_day: dt.date, today: dt.date
) -> "QuerySet[Supervisor, Supervisor]":
    """Those who supervised on the last day and whom no notice reaches."""
    leading = placement.supervisions.filter(period__contains=last_day).values("supervisor")
    usable = User.objects.active_on(today).values("pk")
    found = Supervisor.objects.filter(pk__in=leading).exclude(user__in=usable)
    return found.select_related("employer").order_by("pk")
