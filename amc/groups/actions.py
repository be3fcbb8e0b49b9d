"""Writing about groups: who is in them, when they meet, and who came."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from amc.groups import rules
from amc.groups.models import Attendance, GroupActivity, GroupMember, GroupSession
from amc.obstacles import Refused, refuse_if
from amc.revisions import Stale, save_revised
from amc.staff.models import User
from amc.staff.rules import NO_UNIT
from handlingsplan.actions.drafts import add_activity
from handlingsplan.actions.plans import create_plan
from handlingsplan.models import Activity
from participants.models import Enrolment


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
def change_group(group: GroupActivity, revision: int, **values: Any) -> None:
    """Change what a group says; the plans keep what they were given. Raises Refused, and Stale."""
    refuse_if(rules.group_obstacles(starts_on=values["starts_on"], ends_on=values["ends_on"]))
    for name, value in values.items():
        setattr(group, name, value)
    save_revised(group, revision, values)


@transaction.atomic
def add_members(
    group: GroupActivity, people: Iterable[Enrolment], *, joined_on: dt.date, into_plans: bool, by: User
) -> Added:
    """Let the persons of `people` into the group; with `into_plans` the activity is put in a draft of each one's plan.

    Where a plan is agreed, its draft is a revision; where there is none, one is begun. The group's activity stands for
    itself in each plan and is changed there. Who is in the group already stays as they are. Raises Refused.
    """
    row = GroupActivity.objects.select_for_update().get(pk=group.pk)
    keys = [enrolment.pk for enrolment in people]
    refuse_if(
        rules.joining_obstacles(chosen=len(keys), joined_on=joined_on, starts_on=row.starts_on, ends_on=row.ends_on)
    )
    cases = Enrolment.objects.select_for_update(no_key=True, of=("self",)).filter(
        pk__in=keys, unit=row.unit_id, closed_on__isnull=True
    )
    found = list(cases.order_by("pk"))
    if len(found) != len(set(keys)):
        raise Refused(rules.CLOSED)
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
            voided += edited.voided
        GroupMember.objects.create(group=row, enrolment=enrolment, origin=origin, joined_on=joined_on)
        members += 1
    return Added(members, voided)


@transaction.atomic
def leave_group(member: GroupMember, *, last_day: dt.date) -> None:
    """Let somebody leave; what is filled in stays, and so does the activity in the plan. Raises Refused."""
    row = GroupMember.objects.select_for_update().get(pk=member.pk)
    refuse_if(rules.leaving_obstacles(last_day=last_day, joined_on=row.joined_on))
    row.left_on = last_day
    row.save(update_fields=["left_on"])


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
def cancel_session(session: GroupSession, *, cancelled: bool) -> None:
    """Cancel a session, or take that back. What is filled in stays, and counts while it is not cancelled."""
    session.cancelled = cancelled
    save_revised(session, session.revision, ["cancelled"])


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
    """Fill in who came, for those whose state is not empty.

    Raises Refused for a session that is cancelled or to come, and Stale when somebody filled it in after `revision`.
    """
    row = GroupSession.objects.select_for_update().get(pk=session.pk)
    refuse_if(rules.attendance_obstacles(held_on=row.held_on, cancelled=row.cancelled, today=today))
    if row.revision != revision:
        raise Stale(row)
    before = dict(row.attendances.values_list("member", "state"))
    Attendance.objects.bulk_create(
        [
            Attendance(session=row, member=member, state=state, noted_by=by, noted_at=now)
            for member, state in states.items()
            if state and before.get(member.pk) != state
        ],
        update_conflicts=True,
        unique_fields=["session", "member"],
        update_fields=["state", "noted_by", "noted_at"],
    )
    save_revised(row, revision, ())
