"""Many cases taken over at once: what stands is read for all of them, and what changes is written for all of them, in a
number of questions that does not grow with the cases."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone
from psycopg.types.range import DateRange

from amc.obstacles import Obstacle
from amc.staff.models import User
from participants.actions.assignments import ONE_DAY, who_may
from participants.models import CaseAssignment, Enrolment, HandedCase, Handover, HandoverLetter, Meeting
from participants.querysets import hidden_from
from participants.rules import enrolments as rules

Days = list[str | None]
# No more than is asked for, which is all that Celery may read.
_OF_PARTS = ("enrolment", "user", "part", "period")
_OF_MEETINGS = ("enrolment", "consultant", "starts_at", "revision")


def days(period: Any) -> Days:
    """A period as JSON keeps it: its first day and the day after its last, none of either where it was struck out."""
    return [bound.isoformat() if bound else None for bound in (period.lower, period.upper)]


def period(kept: Days) -> Any:
    """The period that JSON keeps as `kept`."""
    lower, upper = (dt.date.fromisoformat(day) if day else None for day in kept)
    return DateRange(lower, upper) if lower else CaseAssignment.STRUCK


@dataclass(frozen=True)
class Standing:
    """How cases stand, by key: who works with each when, struck parts included, and its planned meetings to come."""

    parts: Mapping[int, list[CaseAssignment]]
    meetings: Mapping[int, list[Meeting]]

    @classmethod
    def of(cls, cases: Iterable[Enrolment]) -> "Standing":
        """Of `cases`, in two questions."""
        keys = [enrolment.pk for enrolment in cases]
        parts: dict[int, list[CaseAssignment]] = defaultdict(list)
        meetings: dict[int, list[Meeting]] = defaultdict(list)
        for part in CaseAssignment.objects.filter(enrolment__in=keys).only(*_OF_PARTS).order_by("pk"):
            parts[part.enrolment_id].append(part)
        to_come = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gte=timezone.now())
        for meeting in to_come.filter(enrolment__in=keys).only(*_OF_MEETINGS).order_by("starts_at"):
            meetings[meeting.enrolment_id].append(meeting)
        return cls(parts, meetings)

    def parts_of(self, key: int) -> dict[str, Days]:
        """Who works with the case when, as JSON keeps it."""
        return {str(part.pk): days(part.period) for part in self.parts.get(key, ())}

    def present(self, key: int) -> CaseAssignment | None:
        """The consultant's part that has no last day."""
        having = (part for part in self.parts.get(key, ()) if part.part == CaseAssignment.Part.CONSULTANT)
        return next((part for part in having if not part.period.isempty and part.period.upper is None), None)

    def meetings_of(self, key: int, user_id: int | None) -> list[Meeting]:
        """The case's planned meetings that are `user_id`'s."""
        return [meeting for meeting in self.meetings.get(key, ()) if meeting.consultant_id == user_id]


def obstacles(
    chosen: Mapping[Enrolment, User], standing: Standing, handover: Handover, today: dt.date
) -> list[tuple[Enrolment, Obstacle]]:
    """What stands in the way of each case of `chosen` going to whom it says, as `hand_over` and `take_part` say it: for
    as many questions as there are receivers."""
    people = {enrolment.participant_id for enrolment in chosen}
    hidden = {
        to: set(hidden_from(to).filter(pk__in=people).values_list("pk", flat=True)) for to in set(chosen.values())
    }
    found = []
    for enrolment, to in chosen.items():
        is_hidden = enrolment.participant_id in hidden[to]
        stops = who_may(enrolment, to, handover.first_day, handover.last_day, is_hidden=is_hidden)
        stops = stops or _obstacles_of_one(enrolment, to, standing, handover, today)
        found += [(enrolment, obstacle) for obstacle in stops]
    return found


def _obstacles_of_one(
    enrolment: Enrolment, to: User, standing: Standing, handover: Handover, today: dt.date
) -> list[Obstacle]:
    if handover.last_day is not None:
        asked = DateRange(handover.first_day, handover.last_day + ONE_DAY)
        theirs = (part.period for part in standing.parts.get(enrolment.pk, ()) if part.user_id == to.pk)
        return [rules.already_there(to.full_name)] if any(_overlap(asked, other) for other in theirs) else []
    present = standing.present(enrolment.pk)
    return rules.hand_over_obstacles(
        first=handover.first_day,
        since=present.period.lower if present and enrolment.consultant_id else None,
        is_same=enrolment.consultant_id == to.pk,
        name=to.full_name,
        reason=handover.reason,
        today=today,
    )


def _overlap(asked: Any, other: Any) -> bool:
    return not other.isempty and other.lower < asked.upper and (other.upper is None or asked.lower < other.upper)


def take_over(
    chosen: Mapping[Enrolment, User], letters: Mapping[User, HandoverLetter], standing: Standing, handover: Handover
) -> list[HandedCase]:
    """Let everybody take the cases that `chosen` says, none of which has an obstacle; answers what undoing takes.

    `standing` is how the cases stand, which the caller has locked. Three questions, and two for each receiver.
    """
    before = {enrolment: standing.parts_of(enrolment.pk) for enrolment in chosen}
    made = {enrolment: _part(enrolment, to, handover) for enrolment, to in chosen.items()}
    if handover.for_good:
        ended = [part for enrolment, to in chosen.items() for part in _ended(enrolment, to, standing, handover)]
        CaseAssignment.objects.bulk_update(ended, ["period"])
        _move(chosen, handover)
    CaseAssignment.objects.bulk_create(made.values())
    handed = []
    for enrolment, to in chosen.items():
        after = standing.parts_of(enrolment.pk) | {str(made[enrolment].pk): days(made[enrolment].period)}
        moved = standing.meetings_of(enrolment.pk, handover.of_id) if handover.for_good else []
        trail = {
            "made": made[enrolment].pk,
            "parts": {key: kept for key, kept in before[enrolment].items() if after[key] != kept},
            "after": after,
            "revision": enrolment.revision + int(handover.for_good),
            # Each moved meeting with its revision after the step, and those that were the receiver's before it.
            "meetings": {str(meeting.pk): meeting.revision + 1 for meeting in moved},
            "own_meetings": sorted(meeting.pk for meeting in standing.meetings_of(enrolment.pk, to.pk)),
        }
        handed.append(HandedCase(letter=letters[to], enrolment=enrolment, trail=trail))
    return HandedCase.objects.bulk_create(handed)


def _part(enrolment: Enrolment, to: User, handover: Handover) -> CaseAssignment:
    last, kinds = handover.last_day, CaseAssignment.Part
    return CaseAssignment(
        enrolment=enrolment,
        user=to,
        part=kinds.CONSULTANT if last is None else kinds.SUBSTITUTE,
        period=DateRange(handover.first_day, None if last is None else last + ONE_DAY),
        reason=handover.reason,
        assigned_by_id=handover.made_by_id,
    )


def _ended(enrolment: Enrolment, to: User, standing: Standing, handover: Handover) -> list[CaseAssignment]:
    """The parts that end as `to` becomes the consultant: the present one's, and what `to` was in the case."""
    first, ended = handover.first_day, []
    present = standing.present(enrolment.pk)
    if present is not None:
        present.period = DateRange(present.period.lower, max(first, present.period.lower + ONE_DAY))
        ended.append(present)
    for part in standing.parts.get(enrolment.pk, ()):
        if part.user_id != to.pk or part.part == CaseAssignment.Part.CONSULTANT or part.period.isempty:
            continue
        if part.period.lower >= first:
            part.period = CaseAssignment.STRUCK
            ended.append(part)
        elif first in part.period:
            part.period = DateRange(part.period.lower, first)
            ended.append(part)
    return ended


def _move(chosen: Mapping[Enrolment, User], handover: Handover) -> None:
    """The cases, and the meetings that are to come, become the receivers'."""
    taken: dict[User, list[int]] = defaultdict(list)
    for enrolment, to in chosen.items():
        taken[to].append(enrolment.pk)
    planned = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gte=timezone.now())
    for to, keys in taken.items():
        planned.filter(enrolment__in=keys, consultant=handover.of_id).update(consultant=to, revision=F("revision") + 1)
        Enrolment.objects.filter(pk__in=keys).update(consultant=to, revision=F("revision") + 1)


def give_back(handover: Handover, handed: list[HandedCase]) -> None:
    """Make every case of `handed` exactly what it was before the step, in four questions. The cases are locked by the
    caller, and nobody has changed them since."""
    trails = {one.enrolment_id: one.trail for one in handed}
    parts = CaseAssignment.objects.filter(enrolment__in=trails)
    before = {int(key): period(kept) for trail in trails.values() for key, kept in trail["parts"].items()}
    before |= {trail["made"]: CaseAssignment.STRUCK for trail in trails.values()}
    changed = list(parts.filter(pk__in=before))
    for part in changed:
        part.period = before[part.pk]
    CaseAssignment.objects.bulk_update(changed, ["period"])
    if not handover.for_good:
        return
    moved = [int(key) for trail in trails.values() for key in trail["meetings"]]
    back = {"consultant": handover.of_id, "revision": F("revision") + 1}
    Meeting.objects.filter(enrolment__in=trails, pk__in=moved).update(**back)
    Enrolment.objects.filter(pk__in=trails).update(**back)
