"""Closing an enrolment, and answering whether the work lasted."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from psycopg.types.range import DateRange

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from participants.actions.later import plan_later
from participants.actions.undertakings import drop_all
from participants.hooks import closing_obstacles, closing_parts
from participants.models import CaseAssignment, Closure, Enrolment, Meeting, Participant
from participants.rules import closures as rules
from participants.rules.later import contact_obstacles

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def close_enrolment(
    *,
    enrolment: Enrolment,
    facts: rules.ClosureFacts,
    education_level: str,
    by: User,
    now: dt.datetime,
    answers: Mapping[str, Any] | None = None,
    promises_hold: bool = False,
    **more: Any,
) -> Closure:
    """Close `enrolment` on `facts.closed_on` with what Kolada needs; `now` carries the municipality's zone.

    `more` holds the closure's further fields (summary, extents, employer, how the work was found). Planned meetings
    after that day are cancelled, what was promised at meetings is chased no more (with `promises_hold` it is, by
    whoever has the case that the caller opens instead), and everybody's part in the case ends. `answers` are those to
    what other apps asked on the form (participants.hooks.ClosingPart), None where nobody was asked. Raises Refused with
    all obstacles at once, those of other apps included.
    """
    row = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    obstacles = rules.closure_obstacles(facts, opened_on=row.opened_on, today=now.date(), is_open=row.is_open)
    if answers is not None:
        obstacles += contact_obstacles(reason=facts.reason, may_contact=facts.may_contact)
    refuse_if([*obstacles, *(closing_obstacles(row, facts.closed_on) if row.is_open else [])])
    participant = Participant.objects.select_for_update(no_key=True).get(pk=row.participant_id)
    closure = Closure.objects.create(
        enrolment=row,
        reason=facts.reason,
        closed_by=by,
        gender=participant.gender,
        education_level=education_level,
        age=participant.age_on(facts.closed_on),
        to_work=facts.to_work,
        regular=facts.regular if facts.to_work else None,
        municipal=facts.municipal if facts.to_work else None,
        subsidised=facts.subsidised if facts.to_work else None,
        support=facts.support if facts.to_work and facts.subsidised else "",
        work_started_on=facts.work_started_on if facts.to_work else None,
        to_studies=facts.to_studies,
        csn=facts.csn if facts.to_studies else None,
        studies_started_on=facts.studies_started_on if facts.to_studies else None,
        may_contact=None if facts.reason == Closure.Reason.AVLIDEN else facts.may_contact,
        **_relevant(facts, more),
    )
    row.closed_on = facts.closed_on
    row.revision += 1
    row.save(update_fields=["closed_on", "revision"])
    if participant.education_level != education_level:
        participant.education_level = education_level
        participant.revision += 1
        participant.save(update_fields=["education_level", "revision"])
    planned = row.meetings.filter(state=Meeting.State.PLANNED, starts_at__gt=now)
    planned.update(state=Meeting.State.CANCELLED, revision=F("revision") + 1)
    if not promises_hold:
        drop_all(row, by=by, day=facts.closed_on)
    _end_assignments(row, facts.closed_on)
    plan_later(closure, facts.closed_on)
    if answers is not None:
        for part in closing_parts():
            part.record(closure, dict(answers), by=by, now=now)
    return closure


def _relevant(facts: rules.ClosureFacts, more: dict[str, Any]) -> dict[str, Any]:
    """The further fields that belong to what happened: no extent of work where there is no work."""
    kept = {"summary": more.get("summary", "")}
    if facts.may_contact and facts.reason != Closure.Reason.AVLIDEN:
        kept["contact_how"] = more.get("contact_how", "")
    if facts.to_work:
        kept |= {name: more.get(name) for name in ("work_extent",)}
        kept |= {name: more.get(name, "") for name in ("employer_name", "how_found")}
    if facts.to_studies:
        kept["studies_extent"] = more.get("studies_extent")
    return kept


def _end_assignments(enrolment: Enrolment, closed_on: dt.date) -> None:
    after = closed_on + ONE_DAY
    enrolment.assignments.filter(period__startswith__gte=after).update(period=CaseAssignment.STRUCK)
    for assignment in enrolment.assignments.filter(period__contains=after):
        assignment.period = DateRange(assignment.period.lower, after)
        assignment.save(update_fields=["period"])


@transaction.atomic
def record_lasted_month(closure: Closure, *, lasted: bool, by: User, now: dt.datetime) -> Closure:
    """Answer whether the work lasted a connected month. Raises Refused when it is too early or already answered."""
    row = Closure.objects.select_for_update(no_key=True, of=("self",)).get(pk=closure.pk)
    if row.lasted_month is not None:
        raise Refused(Obstacle(None, "Frågan är redan besvarad. Läs om sidan.", "answered"))
    if row.work_started_on is None:
        raise Refused(Obstacle(None, "Avslutet var inte till arbete.", "no_work"))
    refuse_if(rules.lasted_obstacles(work_started_on=row.work_started_on, answered_on=now.date(), lasted=lasted))
    row.lasted_month, row.lasted_recorded_at, row.lasted_recorded_by = lasted, now, by
    row.revision += 1
    row.save(update_fields=["lasted_month", "lasted_recorded_at", "lasted_recorded_by", "revision"])
    return row


@transaction.atomic
def withdraw_lasted_month(closure: Closure, revision: int) -> Closure:
    """Take back an answer about the lasted month that was given by mistake; the history keeps both. Raises Stale when
    somebody has answered after `revision`."""
    row = Closure.objects.get(pk=closure.pk)
    row.lasted_month = row.lasted_recorded_at = row.lasted_recorded_by = None
    save_revised(row, revision, ["lasted_month", "lasted_recorded_at", "lasted_recorded_by"])
    return row
