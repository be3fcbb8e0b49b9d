"""Handing over a consultant's cases as one step, and undoing it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from amc.calendar import MUNICIPAL_ZONE
from amc.obstacles import refuse_if
from amc.staff.models import User
from participants.actions import taking
from participants.actions.overtaking import overtake
from participants.actions.taking import Standing
from participants.models import Enrolment, HandedCase, Handover, HandoverLetter, Meeting
from participants.rules import enrolments as case_rules
from participants.rules import handovers as rules


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
            gone=[name_of(enrolment) for enrolment in chosen if enrolment not in there],
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
    taken, standing = {enrolment: chosen[enrolment] for enrolment in cases}, Standing.of(cases)
    refused = [(name_of(one), obstacle) for one, obstacle in taking.obstacles(taken, standing, handover, today)]
    refuse_if(case_rules.obstacles_of_several(refused, amount=len(cases)))
    letters = [HandoverLetter(handover=handover, to=to) for to in dict.fromkeys(taken.values())]
    HandoverLetter.objects.bulk_create(letters)
    taking.take_over(taken, {letter.to: letter for letter in letters}, standing, handover)
    if handover.for_good:
        overtake([enrolment.pk for enrolment in cases], by_id=by.pk, now=now)
    return handover


def name_of(enrolment: Enrolment) -> str:
    """The name and the case number; of a protected person the number alone."""
    name = enrolment.name_on_paper
    return name if enrolment.participant.is_protected else f"{name} ({enrolment.case_number})"


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
    standing, moved = Standing.of(now_so.values()), _moved(handed)
    back, kept = [], []
    for one in handed:
        one.kept_because = rules.why_kept(_since(handover, one, now_so[one.enrolment_id], standing, moved))
        if one.kept_because:
            one.state = HandedCase.State.KEPT
            kept.append(f"{name_of(one.enrolment)}: {one.kept_because[0].lower()}{one.kept_because[1:].rstrip('.')}")
        else:
            one.state = HandedCase.State.UNDONE
            back.append(one)
    taking.give_back(handover, back)
    if handover.for_good:
        overtake([one.enrolment_id for one in back], by_id=by.pk, now=now)
    HandedCase.objects.bulk_update(handed, ["state", "kept_because"])
    handover.undone_by, handover.undone_at = by, now
    handover.save(update_fields=["undone_by", "undone_at"])
    return Undone(len(back), kept)


def _moved(handed: list[HandedCase]) -> dict[int, Meeting]:
    """The meetings that went along with the cases, by key, as they are now."""
    keys = [int(key) for one in handed for key in one.trail["meetings"]]
    return Meeting.objects.filter(enrolment__in=[one.enrolment_id for one in handed]).in_bulk(keys)


def _since(
    handover: Handover, one: HandedCase, enrolment: Enrolment, standing: Standing, moved: Mapping[int, Meeting]
) -> rules.Since:
    trail, to = one.trail, one.letter.to_id
    whose = to if handover.for_good else handover.of_id
    left = {key: moved[key] for key in map(int, trail["meetings"]) if key in moved}
    meetings = sorted(left.values(), key=lambda meeting: meeting.starts_at)
    changed = [row for row in meetings if row.consultant_id != to or row.revision != trail["meetings"][str(row.pk)]]
    gone = len(meetings) < len(trail["meetings"])
    known = {*map(int, trail["meetings"]), *trail["own_meetings"]}
    changed += [row for row in standing.meetings_of(enrolment.pk, to) if row.pk not in known]
    return rules.Since(
        is_closed=not enrolment.is_open,
        consultant_changed=enrolment.consultant_id != whose,
        staff_changed=standing.parts_of(enrolment.pk) != trail["after"],
        case_changed=gone or (handover.for_good and enrolment.revision != trail["revision"]),
        meeting_on=changed[0].starts_at.astimezone(MUNICIPAL_ZONE).date() if changed else None,
    )


@transaction.atomic
def read_letter(*, letter: HandoverLetter, now: dt.datetime) -> None:
    """Note that whoever took the cases over has read the letter; a second time changes nothing, unless the handover has
    been undone since."""
    waiting = Q(read_at__isnull=True) | Q(read_at__lt=F("handover__undone_at"))
    HandoverLetter.objects.filter(waiting, pk=letter.pk).update(read_at=now)
