"""Making the planned changes of consultant whose day has come. It runs as Celery, which reads no words of a case and no
names, and which PostgreSQL lets change a case only as a due change says (participants.wall)."""

import datetime as dt
import logging
import uuid
from collections import Counter
from collections.abc import Iterable

from django.db import DatabaseError, transaction

from amc.staff.adapter import usable
from amc.staff.models import User
from participants.actions import taking
from participants.actions.taking import Standing
from participants.models import Enrolment, Handover, HandoverLetter, PlannedChange
from participants.rules.planning import CHANGED, why_not

logger = logging.getLogger(__name__)

_NEEDED = ("enrolment", "step", "of", "to", "day", "reason", "planned_by", "state")
_OF_THE_ACCOUNT = ("pk", "unit_id", "roles", "is_active", "expires_on")
CANNOT_HAVE = "cannot_have_cases"


def carry_out_changes(today: dt.date, *, now: dt.datetime) -> Counter[str]:
    """Make every planned change whose day has come, also days ago; answers how many were done and refused.

    One transaction for each step, with the cases locked: it can be run twice at once and killed at any point. What can
    no longer be done is marked so with the reason. A step that PostgreSQL refuses is logged and tried again the next
    time; the others go on.
    """
    told: Counter[str] = Counter()
    steps = PlannedChange.objects.due(today).order_by("day", "step").values_list("day", "step").distinct()
    for _, step in list(steps):
        try:
            with transaction.atomic():
                told += _carry_out(step, today, now)
        except DatabaseError:
            logger.exception("A planned change of consultant could not be made: %s", step)
    return told


def _carry_out(step: uuid.UUID, today: dt.date, now: dt.datetime) -> Counter[str]:
    due = PlannedChange.objects.due(today).filter(step=step)
    # The cases first, as everybody who changes a consultant does: whoever comes second finds nothing left to do.
    cases = Enrolment.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    locked = {row.pk: row for row in cases.filter(pk__in=due.values("enrolment"))}
    changes = list(due.select_for_update(no_key=True, of=("self",)).only(*_NEEDED).order_by("pk"))
    if not changes:
        return Counter()
    people = _people(changes)
    refused = _refused(changes, locked, people, today)
    done = [change for change in changes if change.pk not in refused]
    handover = _hand_over(done, locked, people, now) if done else None
    # Last: until then PostgreSQL lets Celery change the cases because the changes are due.
    settled = {"settled_at": now}
    PlannedChange.objects.filter(pk__in=[change.pk for change in done]).update(
        state=PlannedChange.State.DONE, handover=handover, **settled
    )
    for why in dict.fromkeys(refused.values()):
        keys = [pk for pk, reason in refused.items() if reason == why]
        PlannedChange.objects.filter(pk__in=keys).update(state=PlannedChange.State.REFUSED, why=why, **settled)
    return Counter(done=len(done), refused=len(refused))


def _people(changes: Iterable[PlannedChange]) -> dict[int, User]:
    """The accounts of those who take over, without their names."""
    rows = User.objects.filter(pk__in={change.to_id for change in changes}).order_by()
    return {row["pk"]: User(**row) for row in rows.values(*_OF_THE_ACCOUNT)}


def _refused(
    changes: list[PlannedChange], locked: dict[int, Enrolment], people: dict[int, User], today: dt.date
) -> dict[int, str]:
    """Why each change that can no longer be made cannot, by key."""
    found = {}
    for change in changes:
        enrolment = locked[change.enrolment_id]
        if enrolment.is_open and enrolment.consultant_id != change.of_id:
            found[change.pk] = CHANGED
        elif enrolment.is_open and not usable(people[change.to_id], today):
            # The account has ended since the planned day, which nobody was there to see.
            found[change.pk] = why_not([CANNOT_HAVE])
    left = [change for change in changes if change.pk not in found]
    chosen = {locked[change.enrolment_id]: people[change.to_id] for change in left}
    codes: dict[int, list[str]] = {}
    if left:
        as_planned = _step_of(left[0], locked)
        for enrolment, obstacle in taking.obstacles(chosen, Standing.of(chosen), as_planned, today):
            codes.setdefault(enrolment.pk, []).append(obstacle.code)
    return found | {change.pk: why_not(codes[change.enrolment_id]) for change in left if change.enrolment_id in codes}


def _step_of(change: PlannedChange, locked: dict[int, Enrolment]) -> Handover:
    return Handover(
        unit_id=locked[change.enrolment_id].unit_id,
        of_id=change.of_id,
        first_day=change.day,
        reason=change.reason,
        made_by_id=change.planned_by_id,
    )


def _hand_over(
    done: list[PlannedChange], locked: dict[int, Enrolment], people: dict[int, User], now: dt.datetime
) -> Handover:
    """The handover that the step becomes, as if whoever planned it had made it now: with letters, and to be undone."""
    handover = _step_of(done[0], locked)
    handover.made_at = now
    keys = [change.enrolment_id for change in done]
    left = Enrolment.objects.filter(consultant=handover.of_id, unit=handover.unit_id, closed_on__isnull=True)
    handover.everything = not left.filter(participant__is_protected=False).exclude(pk__in=keys).exists()
    handover.save(force_insert=True)
    chosen = {locked[change.enrolment_id]: people[change.to_id] for change in done}
    letters = [HandoverLetter(handover=handover, to=to) for to in dict.fromkeys(chosen.values())]
    HandoverLetter.objects.bulk_create(letters)
    taking.take_over(chosen, {letter.to: letter for letter in letters}, Standing.of(chosen), handover)
    return handover
