"""Writing about groups: who is in them, when they meet, and who came."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from amc.calendar import MUNICIPAL_ZONE
from amc.groups import rules
from amc.groups.journal import sum_up
from amc.groups.models import Attendance, GroupActivity, GroupMember, GroupSession
from amc.groups.querysets import choosable
from amc.obstacles import Refused, refuse_if
from amc.revisions import Stale, save_revised
from amc.staff.models import User
from amc.staff.rules import NO_UNIT
from handlingsplan.actions.drafts import add_activity
from handlingsplan.actions.locks import lock_enrolment
from handlingsplan.actions.plans import create_plan
from handlingsplan.models import Activity, PlanVersion
from handlingsplan.rules import GONE
from participants.actions.journal import late_obstacles, write_journal
from participants.models import Enrolment, JournalEntry


@dataclass(frozen=True)
class Added:
    """How many came into a group, and of how many plans a draft that somebody had agreed to is changed."""

    members: int
    voided: int


@transaction.atomic
def create_group(*, by: User, **values: Any) -> GroupActivity:
    """A new group of the user's unit. Raises Refused."""
    if by.unit is None:
        raise Refused(NO_UNIT)
    refuse_if(rules.group_obstacles(starts_on=values["starts_on"], ends_on=values["ends_on"]))
    return GroupActivity.objects.create(unit=by.unit, created_by=by, **values)


@transaction.atomic
def make_group_of(activity: Activity, *, by: User, today: dt.date, **values: Any) -> GroupActivity:
    """A new group of an activity in somebody's plan, who is in it from its first day, or from the case's own.

    The activity stays as it stands, drafted or agreed, and is the group's from now on: nothing is put beside it and
    nobody's agreement is voided. Raises Refused.
    """
    case = lock_enrolment(activity.version.plan.enrolment)
    row = Activity.objects.select_related("version").filter(pk=activity.pk).first()
    if row is None:
        raise Refused(GONE)
    group = create_group(by=by, **values)
    refuse_if(
        rules.grouping_obstacles(
            replaced=row.version.state == PlanVersion.State.REPLACED,
            ended=row.state not in Activity.OPEN_STATES,
            in_a_group=GroupMember.objects.filter(origin=row.origin, left_on__isnull=True).exists(),
            may_choose=choosable(group, by, today).filter(pk=case.pk).exists(),
            opened_on=case.opened_on,
            ends_on=group.ends_on,
        )
    )
    joined_on = max(group.starts_on, case.opened_on)
    GroupMember.objects.create(group=group, enrolment=case, origin=row.origin, joined_on=joined_on)
    return group


@transaction.atomic
def change_group(group: GroupActivity, revision: int, **values: Any) -> None:
    """Change what a group says; the plans keep what they were given. Raises Refused, and Stale."""
    refuse_if(rules.group_obstacles(starts_on=values["starts_on"], ends_on=values["ends_on"]))
    for name, value in values.items():
        setattr(group, name, value)
    save_revised(group, revision, values)


@transaction.atomic
def add_members(
    group: GroupActivity, people: Iterable[Enrolment], *, joined_on: dt.date, into_plans: bool, by: User, today: dt.date
) -> Added:
    """Let the persons of `people` into the group; with `into_plans` the activity is put in a draft of each one's plan.

    Where a plan is agreed, its draft is a revision; where there is none, one is begun. The group's activity stands for
    itself in each plan and is changed there. Who is in the group already stays as they are. Raises Refused, also when
    one of them is none that `by` may choose `today`.
    """
    row = GroupActivity.objects.select_for_update().get(pk=group.pk)
    keys = [enrolment.pk for enrolment in people]
    refuse_if(
        rules.joining_obstacles(chosen=len(keys), joined_on=joined_on, starts_on=row.starts_on, ends_on=row.ends_on)
    )
    cases = choosable(row, by, today).select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    found = list(cases.order_by("pk"))
    refuse_if(rules.choosing_obstacles(chosen=keys, choosable=[case.pk for case in found]))
    already = set(row.members.filter(left_on__isnull=True).values_list("enrolment", flat=True))
    members = voided = 0
    for enrolment in found:
        if enrolment.pk in already:
            continue
        origin = None
        if into_plans:
            edited = add_activity(
                version=create_plan(enrolment=enrolment, by=by),
                kind=row.kind,
                what=row.name,
                party=Activity.Party.DELTAGARE,
                starts_on=joined_on,
                due_on=row.ends_on,
                hours_per_week=row.hours_per_week,
            )
            origin = edited.row.origin if edited.row else None
            voided += bool(edited.voided)
        GroupMember.objects.create(group=row, enrolment=enrolment, origin=origin, joined_on=joined_on)
        members += 1
    return Added(members, voided)


@transaction.atomic
def leave_group(member: GroupMember, *, last_day: dt.date, by: User, now: dt.datetime) -> None:
    """Let somebody leave; what is filled in stays, and so does the activity in the plan.

    How they came until then is summed up in the journal, if there was any session. Raises Refused.
    """
    row = GroupMember.objects.select_for_update(of=("self",)).select_related("enrolment", "group").get(pk=member.pk)
    refuse_if(rules.leaving_obstacles(last_day=last_day, joined_on=row.joined_on))
    row.left_on = last_day
    row.save(update_fields=["left_on"])
    sum_up(row.group, [row], by=by, now=now, ended=True)


@transaction.atomic
def add_sessions(
    group: GroupActivity, *, held_on: dt.date, starts_at: dt.time, ends_at: dt.time, times: int
) -> list[GroupSession]:
    """The group meets on `held_on` and the same weekday after that, `times` in all. Raises Refused."""
    row = GroupActivity.objects.select_for_update().get(pk=group.pk)
    days = rules.days_of(held_on, times)
    taken = set(row.sessions.filter(cancelled=False).values_list("held_on", "starts_at"))
    refuse_if(
        rules.session_obstacles(
            days=days, starts_at=starts_at, ends_at=ends_at, group=(row.starts_on, row.ends_on), taken=taken
        )
    )
    made = [GroupSession(group=row, held_on=day, starts_at=starts_at, ends_at=ends_at) for day in days]
    return GroupSession.objects.bulk_create(made)


@transaction.atomic
def end_group(group: GroupActivity, *, by: User, now: dt.datetime) -> int:
    """Sum up in the journal of each who stayed until now how they came, though something may not be filled in.

    Who has it summed up already is only corrected, where it no longer holds. Answers in how many journals something was
    written. Raises Refused while the group goes on.
    """
    row = GroupActivity.objects.select_for_update().get(pk=group.pk)
    today = timezone.localdate(now)
    is_coming = row.sessions.filter(cancelled=False, held_on__gt=today).exists()
    refuse_if(rules.ending_obstacles(ends_on=row.ends_on, is_coming=is_coming, today=today))
    return sum_up(row, by=by, now=now, ended=True)


@transaction.atomic
def cancel_session(session: GroupSession, *, cancelled: bool, by: User, now: dt.datetime) -> None:
    """Cancel a session, or take that back. What is filled in stays, and counts while it is not cancelled.

    Whose journal says that they did not come gets a correction there. Raises Stale.
    """
    session.cancelled = cancelled
    save_revised(session, session.revision, ["cancelled"])
    noted = session.attendances.filter(entry__isnull=False).select_related("entry", "member__enrolment")
    for row in noted:
        _tell_journal(session, row.member, row.state, row.entry, by=by, now=now)
    sum_up(session.group, by=by, now=now)


def _tell_journal(
    session: GroupSession, member: GroupMember, state: str, entry: JournalEntry | None, *, by: User, now: dt.datetime
) -> JournalEntry | None:
    """Write in the member's journal what rules.journal_note says; answers the first note of the session, if any.

    In a case that `by` writes no more in, as it is closed and another's, nothing is written.
    """
    what = f"{session.group.name} {session}"
    note = rules.journal_note(state=state, noted=entry is not None, what=what, cancelled=session.cancelled)
    case = member.enrolment
    if note is None or late_obstacles(case, by, timezone.localdate(now), entry):
        return entry
    began = dt.datetime.combine(session.held_on, session.starts_at, MUNICIPAL_ZONE)
    written = write_journal(
        enrolment=case, kind=note[0], occurred_at=min(began, now), text=note[1], by=by, corrects=entry, now=now
    )
    return entry or written


@transaction.atomic
def note_attendance(
    session: GroupSession,
    revision: int,
    states: Mapping[GroupMember, str],
    *,
    by: User,
    now: dt.datetime,
    today: dt.date,
) -> None:
    """Fill in who came, for those whose state is not empty; who did not come has it noted in the journal, too.

    Raises Refused for a session that is cancelled or to come, and Stale when somebody filled it in after `revision`.
    """
    row = GroupSession.objects.select_for_update(of=("self",)).select_related("group").get(pk=session.pk)
    refuse_if(rules.attendance_obstacles(held_on=row.held_on, cancelled=row.cancelled, today=today))
    if row.revision != revision:
        raise Stale(row)
    before = {one.member_id: one for one in row.attendances.select_related("entry")}
    changed = []
    for member, state in states.items():
        old = before.get(member.pk)
        if not state or (old and old.state == state):
            continue
        entry = _tell_journal(row, member, state, old.entry if old else None, by=by, now=now)
        changed.append(Attendance(session=row, member=member, state=state, noted_by=by, noted_at=now, entry=entry))
    Attendance.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["session", "member"],
        update_fields=["state", "noted_by", "noted_at", "entry"],
    )
    save_revised(row, revision, ())
    sum_up(row.group, by=by, now=now)
