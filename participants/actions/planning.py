"""Planning that cases change consultant on a day to come, taking that back, and reading what came of it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from amc.obstacles import Obstacle, refuse_if
from amc.staff.models import User
from participants.actions import taking
from participants.actions.handovers import name_of
from participants.actions.taking import Standing
from participants.models import Enrolment, Handover, PlannedChange
from participants.rules import enrolments as case_rules
from participants.rules import handovers as step_rules
from participants.rules import planning as rules


@transaction.atomic
def plan_changes(
    *, of: User, chosen: Mapping[Enrolment, User], day: dt.date, reason: str, by: User, now: dt.datetime
) -> list[PlannedChange]:
    """Plan that each case of `chosen`, all of `of`, goes to whom it says on `day`. All or none.

    Raises Refused as `hand_over_cases` does, as the case and the account are today, and for a case that has a planned
    change already. Nothing of the case changes until the day.
    """
    today = timezone.localdate(now)
    own = Enrolment.objects.visible_to(by).filter(consultant=of, closed_on__isnull=True)
    # Locked, as by whoever hands over by hand.
    locked = own.select_related("participant").select_for_update(no_key=True, of=("self",)).order_by("pk")
    cases = list(locked.filter(pk__in=[enrolment.pk for enrolment in chosen]))
    there = set(cases)
    refuse_if(
        step_rules.step_obstacles(
            chosen=len(cases),
            gone=[name_of(enrolment) for enrolment in chosen if enrolment not in there],
            first=day,
            last=None,
            today=today,
            reason=reason,
            to_self=of in chosen.values(),
        )
    )
    taken = {enrolment: chosen[enrolment] for enrolment in cases}
    refused = [(name_of(one), obstacle) for one, obstacle in _obstacles(taken, of, day, reason, today)]
    refuse_if(case_rules.obstacles_of_several(refused, amount=len(cases)))
    step = uuid.uuid4()
    common = {"step": step, "of": of, "day": day, "reason": reason.strip(), "planned_by": by, "planned_at": now}
    return PlannedChange.objects.bulk_create(
        PlannedChange(enrolment=enrolment, to=to, **common) for enrolment, to in taken.items()
    )


def _obstacles(
    taken: Mapping[Enrolment, User], of: User, day: dt.date, reason: str, today: dt.date
) -> list[tuple[Enrolment, Obstacle]]:
    rows = PlannedChange.objects.to_come().filter(enrolment__in=taken).select_related("to")
    planned = {row.enrolment_id: row for row in rows}
    found = []
    for enrolment in taken:
        there = planned.get(enrolment.pk)
        told: dict[str, Any] = {"planned_to": there.to.full_name, "planned_day": there.day} if there else {}
        found += [(enrolment, one) for one in rules.planning_obstacles(day=day, today=today, **told)]
    if found:
        return found
    # What would stand in the way on the day, as far as is known today.
    return taking.obstacles(taken, Standing.of(taken), Handover(of=of, first_day=day, reason=reason), day)


@transaction.atomic
def cancel_changes(changes: Iterable[PlannedChange], *, by: User, now: dt.datetime) -> int:
    """Take those of `changes` away that are still to come. Returns how many. Raises Refused when there are none."""
    rows = PlannedChange.objects.to_come().select_for_update(no_key=True, of=("self",)).order_by("pk")
    keys = list(rows.filter(pk__in=[change.pk for change in changes]).values_list("pk", flat=True))
    refuse_if(rules.cancelling_obstacles(to_come=len(keys)))
    cancelled = {"state": PlannedChange.State.CANCELLED, "settled_at": now, "settled_by": by}
    return PlannedChange.objects.filter(pk__in=keys).update(**cancelled)


@transaction.atomic
def read_outcomes(changes: Iterable[PlannedChange], *, now: dt.datetime) -> None:
    """Note that whoever is told what came of `changes` has read it; a second time changes nothing."""
    PlannedChange.objects.filter(pk__in=[change.pk for change in changes], read_at__isnull=True).update(read_at=now)
