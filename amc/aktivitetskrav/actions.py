"""Writing what is asked of somebody and how their days went."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from psycopg.types.range import DateRange

from amc.aktivitetskrav import rules
from amc.aktivitetskrav.facts import Facts, full_time, read_facts
from amc.aktivitetskrav.models import (
    AbsenceKind,
    ActivityRequirement,
    ActivityWeek,
    BoardReport,
    DayAttendance,
)
from amc.aktivitetskrav.reports import CORRECTION, FACTS, TITLE, Report, document
from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import Stale, save_revised
from amc.staff.models import User
from handlingsplan.hours import ONE_DAY, planned_on, week_days
from participants.actions.sharing import check_disclosure, record_disclosure
from participants.models import Consent, Disclosure, Enrolment, Recipient

DayValues = tuple[Decimal, Decimal | None, AbsenceKind | None]
NOT_ASKED = Obstacle(None, "Inget aktivitetskrav gäller den veckan.", "not_asked")


def _lock(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)


def _set(row: ActivityRequirement, values: dict[str, Any], whole: Decimal) -> list[str]:
    """Let `row` say `values`, where they may stand; answers the fields that were set."""
    enrolment, first, last = _lock(row.enrolment), values["first_day"], values["last_day"]
    others = ActivityRequirement.objects.filter(enrolment=enrolment).exclude(pk=row.pk)
    refuse_if(
        rules.requirement_obstacles(
            **values,
            full_time=whole,
            enrolled=(enrolment.opened_on, enrolment.closed_on),
            others=[(one.first_day, one.last_day) for one in others],
        )
    )
    row.period = DateRange(first, last + ONE_DAY if last else None)
    row.hours_per_week, row.adapted = values["hours_per_week"], values["adapted"]
    row.reason = values["reason"].strip() if row.adapted else ""
    return ["period", "hours_per_week", "adapted", "reason"]


def standing_in_the_way(enrolment: Enrolment) -> list[Obstacle]:
    """What there is against asking anything in the case: that it is of a source whose people it does not apply to."""
    source = enrolment.source
    asked = source.activity_requirement or ActivityRequirement.objects.filter(enrolment=enrolment).exists()
    if rules.may_be_asked(source_allows=source.activity_requirement, asked_before=asked):
        return []
    return [Obstacle(None, rules.NOT_ELIGIBLE.format(source=source.name), "not_eligible")]


@transaction.atomic
def require(enrolment: Enrolment, *, by: User, **values: Any) -> ActivityRequirement:
    """Ask hours of somebody from `first_day` to `last_day`, inclusive (None: until further notice). Raises Refused,
    also in a case that no aktivitetskrav can apply in."""
    refuse_if(standing_in_the_way(enrolment))
    row = ActivityRequirement(enrolment=enrolment, created_by=by)
    _set(row, values, full_time())
    row.save()
    return row


@transaction.atomic
def change_requirement(row: ActivityRequirement, revision: int, **values: Any) -> None:
    """Change what is asked. What counted as full time when it was asked does so still. Raises Refused, and Stale."""
    before = ActivityRequirement.objects.get(pk=row.pk)
    fields = _set(row, values, full_time() if before.adapted else before.hours_per_week)
    save_revised(row, revision, fields)


@transaction.atomic
def fill_week(
    enrolment: Enrolment,
    monday: dt.date,
    revision: int,
    days: Mapping[int, DayValues],
    *,
    rest_as_planned: bool = False,
    by: User,
    now: dt.datetime,
) -> ActivityWeek:
    """Fill in the week from `monday`: (planned, attended, absence) by weekday. What is left empty is not filled in.

    With `rest_as_planned` every day until today that has something planned and is not filled in was attended as
    planned. Raises Refused, and Stale when somebody filled the week in after `revision` (0: nobody had).
    """
    today = timezone.localdate(now)
    facts = _asked(_lock(enrolment), monday, today)
    found = []
    for weekday, (planned, attended, absence) in days.items():
        day = monday + weekday * ONE_DAY
        found += rules.day_obstacles(weekday, day=day, planned=planned, attended=attended, absence=absence, today=today)
    refuse_if(found)
    week = facts.weeks.get(monday)
    if week is None:
        week = ActivityWeek.objects.create(enrolment=enrolment, monday=monday)
    if week.revision != revision:
        raise Stale(week)
    rows, filled = [], True
    for weekday, (planned, attended, absence) in days.items():
        day = monday + weekday * ONE_DAY
        bulk = rest_as_planned and attended is None and planned > 0 and day <= today
        before = facts.days.get(day)
        told = (planned, planned if bulk else attended, absence)
        filled = filled and not (planned > 0 and told[1] is None)
        as_before = (before.planned, before.attended, before.absence) if before else (None, None, None)
        if told == as_before or (before is None and told == (planned_on(day, facts.spans), None, None)):
            continue
        rows.append(
            DayAttendance(
                week=week, weekday=weekday, planned=planned, attended=told[1], absence=absence, in_bulk=bulk,
                noted_by=by, noted_at=now,
            )
        )  # fmt: skip
    DayAttendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["week", "weekday"],
        update_fields=["planned", "attended", "absence", "in_bulk", "noted_by", "noted_at"],
    )
    week.is_filled = filled
    save_revised(week, revision, ["is_filled"])
    return week


@transaction.atomic
def empty_bulk(week: ActivityWeek, *, by: User, now: dt.datetime) -> int:
    """Take back "som planerat": the days that it filled in, and nobody has changed since, are not filled in.

    Answers how many they were. Raises Refused when there are none.
    """
    row = ActivityWeek.objects.select_for_update().get(pk=week.pk)
    count = row.days.filter(in_bulk=True).update(attended=None, in_bulk=False, noted_by=by, noted_at=now)
    if not count:
        raise Refused(Obstacle(None, "Ingen dag i veckan är ifylld som planerat. Ladda om sidan.", "nothing"))
    row.is_filled = False
    save_revised(row, row.revision, ["is_filled"])
    return count


def _asked(enrolment: Enrolment, monday: dt.date, today: dt.date) -> Facts:
    """The facts of a week in which something is asked. Raises Refused for another."""
    facts = read_facts(enrolment, monday, monday + 6 * ONE_DAY, today=today)
    if not any(one.on(day) for one in facts.asked for day in week_days(monday)):
        raise Refused(NOT_ASKED)
    return facts


def check_report(
    enrolment: Enrolment,
    report: Report,
    *,
    consent: Consent | None,
    statute: str,
    reasons: str,
    by: User,
    now: dt.datetime,
) -> None:
    """Raise Refused where `send_report` would, all that is wrong with the days before what is wrong with the ground."""
    refuse_if(
        rules.report_obstacles(
            first_day=report.first_day,
            last_day=report.last_day,
            opened_on=enrolment.opened_on,
            today=timezone.localdate(now),
        )
    )
    check_disclosure(
        participant=enrolment.participant,
        consent=consent,
        organisation=report.organisation,
        facts=FACTS,
        statute=statute,
        reasons=reasons,
        disclosed_at=now,
        by=by,
        now=now,
    )


@transaction.atomic
def send_report(
    enrolment: Enrolment,
    report: Report,
    *,
    corrects: BoardReport | None,
    consent: Consent | None,
    statute: str,
    reasons: str,
    by: User,
    now: dt.datetime,
) -> BoardReport:
    """Lock a report to socialnämnden as it is sent, and log it as a disclosure on its ground. Raises Refused."""
    check_report(enrolment, report, consent=consent, statute=statute, reasons=reasons, by=by, now=now)
    days = f"{report.first_day} – {report.last_day}"
    told = record_disclosure(
        participant=enrolment.participant,
        enrolment=enrolment,
        consent=consent,
        recipient=Recipient.SOCIALTJANST,
        organisation=report.organisation,
        person=report.person,
        what=f"{CORRECTION if corrects else TITLE}, {days}: {', '.join(report.events).lower()}.",
        facts=FACTS,
        statute=statute,
        reasons=reasons,
        form=Disclosure.Form.DOCUMENT,
        disclosed_at=now,
        by=by,
        now=now,
        document=document(enrolment, report, corrects=corrects, by=by, today=timezone.localdate(now)),
    )
    return BoardReport.objects.create(
        enrolment=enrolment,
        disclosure=told,
        corrects=corrects,
        first_day=report.first_day,
        last_day=report.last_day,
        events=report.events,
        sent_how=report.how,
    )
