"""Handing over a consultant's cases as one step, and undoing it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from psycopg.types.range import DateRange

from amc.calendar import MUNICIPAL_ZONE
from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import User
from participants.actions.assignments import hand_over, take_part
from participants.models import CaseAssignment, Enrolment, HandedCase, Handover, HandoverLetter, Meeting
from participants.rules import enrolments as case_rules
from participants.rules import handovers as rules

Days = list[str | None]


@transaction.atomic
def hand_over_cases(
    *,
    of: User,
    chosen: Mapping[Enrolment, User],
    first: dt.date,
    last: dt.date | None,
    reason: str,
    by: User,
    now: dt.datetime,
) -> Handover:
    """Hand each case of `chosen`, all of `of`, over to whom it says, from `first`: for good, or with `last` to
    substitutes through that day. All or none.

    Raises Refused as `hand_over` and `take_part`, naming the cases that it is about, and when a case is no longer one
    of `of`'s. Cases of protected persons whom `by` is not named to see are none of these, and nothing of them is told.
    """
    today = timezone.localdate(now)
    own = Enrolment.objects.visible_to(by).filter(consultant=of, closed_on__isnull=True)
    # Locked at once: a case that somebody else hands over meanwhile is no longer one of them.
    locked = own.select_related("participant").select_for_update(no_key=True, of=("self",)).order_by("pk")
    cases = list(locked.filter(pk__in=[enrolment.pk for enrolment in chosen]))
    there = set(cases)
    refuse_if(
        rules.step_obstacles(
            chosen=len(cases),
            gone=[_name(enrolment) for enrolment in chosen if enrolment not in there],
            first=first,
            last=last,
            today=today,
            reason=reason,
            to_self=of in chosen.values(),
        )
    )
    left = own.exclude(pk__in=[enrolment.pk for enrolment in cases])
    handover = Handover.objects.create(
        unit_id=cases[0].unit_id,
        of=of,
        first_day=first,
        last_day=last,
        reason=reason.strip(),
        everything=not left.filter(participant__is_protected=False).exists(),
        made_by=by,
        made_at=now,
    )
    letters: dict[User, HandoverLetter] = {}
    refused: list[tuple[str, Obstacle]] = []
    for enrolment in cases:
        to = chosen[enrolment]
        if to not in letters:
            letters[to] = HandoverLetter.objects.create(handover=handover, to=to)
        try:
            trail = _step(handover, enrolment, to, today)
        except Refused as why:
            refused += [(_name(enrolment), obstacle) for obstacle in why.obstacles]
            continue
        HandedCase.objects.create(letter=letters[to], enrolment=enrolment, trail=trail)
    refuse_if(case_rules.obstacles_of_several(refused, amount=len(cases)))
    return handover


def _name(enrolment: Enrolment) -> str:
    name = enrolment.name_on_paper
    return name if enrolment.participant.is_protected else f"{name} ({enrolment.case_number})"


def _step(handover: Handover, enrolment: Enrolment, to: User, today: dt.date) -> dict[str, Any]:
    """Let `to` take the case; answers what undoing it takes."""
    parts, meetings, own = _parts(enrolment), _to_come(enrolment, handover.of), set(_to_come(enrolment, to))
    common: dict[str, Any] = {"enrolment": enrolment, "first": handover.first_day, "by": handover.made_by}
    if handover.last_day is None:
        made = hand_over(to=to, reason=handover.reason, today=today, **common)
    else:
        part = CaseAssignment.Part.SUBSTITUTE
        made = take_part(user=to, part=part, last=handover.last_day, reason=handover.reason, **common)
        meetings = {}
    enrolment.refresh_from_db(fields=["revision", "consultant"])
    after = _parts(enrolment)
    return {
        "made": made.pk,
        "parts": {key: days for key, days in parts.items() if after[key] != days},
        "after": after,
        "revision": enrolment.revision,
        # Each moved meeting with its revision after the step, and those that were the receiver's before it.
        "meetings": {str(key): revision + 1 for key, revision in meetings.items()},
        "own_meetings": sorted(own),
    }


def _days(period: Any) -> Days:
    """A period as JSON keeps it: its first day and the day after its last, none of either where it was struck out."""
    return [bound.isoformat() if bound else None for bound in (period.lower, period.upper)]


def _period(days: Days) -> Any:
    lower, upper = (dt.date.fromisoformat(day) if day else None for day in days)
    return DateRange(lower, upper) if lower else CaseAssignment.STRUCK


def _parts(enrolment: Enrolment) -> dict[str, Days]:
    """Who works with the case when, struck parts included."""
    return {str(key): _days(period) for key, period in enrolment.assignments.values_list("pk", "period")}


def _to_come(enrolment: Enrolment, whose: User) -> dict[int, int]:
    """The planned meetings of `whose` in the case from now on, by key with their revision."""
    rows = enrolment.meetings.filter(state=Meeting.State.PLANNED, starts_at__gte=timezone.now(), consultant=whose)
    return dict(rows.values_list("pk", "revision"))


@dataclass(frozen=True)
class Undone:
    """What came of undoing: how many cases are as they were, and the names of those that stay, with why."""

    amount: int
    kept: list[str]


@transaction.atomic
def undo_handover(*, handover: Handover, by: User, now: dt.datetime) -> Undone:
    """Give every case of the handover back exactly as it was before, but for those that somebody has changed since:
    they stay, and it is noted why. Raises Refused when it was undone before."""
    handover = Handover.objects.select_for_update(no_key=True).get(pk=handover.pk)
    rows = HandedCase.objects.visible_to(by).filter(letter__handover=handover, state=HandedCase.State.STANDS)
    handed = list(rows.select_related("letter__to", "enrolment__participant").order_by("enrolment", "pk"))
    refuse_if(rules.undo_obstacles(is_undone=handover.undone_at is not None, standing=len(handed)))
    locked = Enrolment.objects.select_for_update(no_key=True).order_by("pk")
    now_so = {row.pk: row for row in locked.filter(pk__in=[one.enrolment_id for one in handed])}
    amount, kept = 0, []
    for one in handed:
        enrolment = now_so[one.enrolment_id]
        one.kept_because = rules.why_kept(_since(handover, one, enrolment))
        if one.kept_because:
            one.state = HandedCase.State.KEPT
            kept.append(f"{_name(one.enrolment)}: {one.kept_because[0].lower()}{one.kept_because[1:].rstrip('.')}")
        else:
            one.state = HandedCase.State.UNDONE
            _give_back(handover, one, enrolment)
            amount += 1
        one.save(update_fields=["state", "kept_because"])
    handover.undone_by, handover.undone_at = by, now
    handover.save(update_fields=["undone_by", "undone_at"])
    return Undone(amount, kept)


def _since(handover: Handover, one: HandedCase, enrolment: Enrolment) -> rules.Since:
    trail, to = one.trail, one.letter.to_id
    whose = to if handover.for_good else handover.of_id
    meetings = enrolment.meetings.filter(pk__in=map(int, trail["meetings"])).order_by("starts_at")
    changed = [row for row in meetings if row.consultant_id != to or row.revision != trail["meetings"][str(row.pk)]]
    gone = len(meetings) < len(trail["meetings"])
    known = {*map(int, trail["meetings"]), *trail["own_meetings"]}
    booked = enrolment.meetings.filter(state=Meeting.State.PLANNED, starts_at__gte=timezone.now(), consultant=to)
    changed += list(booked.exclude(pk__in=known).order_by("starts_at"))
    return rules.Since(
        is_closed=not enrolment.is_open,
        consultant_changed=enrolment.consultant_id != whose,
        staff_changed=_parts(enrolment) != trail["after"],
        case_changed=gone or (handover.for_good and enrolment.revision != trail["revision"]),
        meeting_on=changed[0].starts_at.astimezone(MUNICIPAL_ZONE).date() if changed else None,
    )


def _give_back(handover: Handover, one: HandedCase, enrolment: Enrolment) -> None:
    trail = one.trail
    periods = defaultdict(list)
    for key, days in trail["parts"].items():
        periods[tuple(days)].append(int(key))
    enrolment.assignments.filter(pk=trail["made"]).update(period=CaseAssignment.STRUCK)
    for bounds, keys in periods.items():
        enrolment.assignments.filter(pk__in=keys).update(period=_period(list(bounds)))
    if not handover.for_good:
        return
    moved = enrolment.meetings.filter(pk__in=map(int, trail["meetings"]))
    moved.update(consultant=handover.of, revision=F("revision") + 1)
    enrolment.consultant = handover.of
    enrolment.revision += 1
    enrolment.save(update_fields=["consultant", "revision"])


@transaction.atomic
def read_letter(*, letter: HandoverLetter, now: dt.datetime) -> None:
    """Note that whoever took the cases over has read the letter; a second time changes nothing."""
    HandoverLetter.objects.filter(pk=letter.pk, read_at__isnull=True).update(read_at=now)
