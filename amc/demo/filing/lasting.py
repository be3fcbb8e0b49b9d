"""Requests to extend employments, with their decisions, and suspensions. What varies follows the row's key, so that the
rest of the municipality is dealt the same cards with them as without."""

import datetime as dt
from typing import TYPE_CHECKING

from amc.calendar import last_day
from amc.demo.chance import at, office_day
from amc.demo.filing.arrival import ONE_DAY, days
from amc.demo.filing.desk import Desk, File
from placements.models import Employment, ExtensionRequest, Suspension

if TYPE_CHECKING:
    from amc.demo.filing.placing import Spell

_LONGEST: dict[str, int] = {Employment.AMI: 24, Employment.AMA: 12}
_ASKED = (
    "Utbildningen till truckförare är klar först om två månader.",
    "Arbetsgivaren har lovat en tjänst när vikariatet tar slut.",
    "Behöver mer tid för att klara hela veckor.",
)
_DECIDED = {
    ExtensionRequest.State.APPROVED: "Det behövs för att planen ska nås.",
    ExtensionRequest.State.DECLINED: "Platsen behövs för en annan deltagare. Gör en plan för steget efter.",
}
_NOTES = {Suspension.Why.OTHER: "Ledig för flytten."}


def add_lasting(desk: Desk, file: File, spell: "Spell") -> None:
    """A request of each third time-limited employment, and a suspension of each fourth."""
    if not spell.limited:
        return
    if spell.key % 3 == 0:
        _ask(desk, file, spell)
    if spell.key % 4 == 0:
        _suspend(desk, file, spell)


def _ask(desk: Desk, file: File, spell: "Spell") -> None:
    state = tuple(ExtensionRequest.State)[spell.key // 3 % len(ExtensionRequest.State)]
    granted = state == ExtensionRequest.State.APPROVED
    asked_for = spell.last if granted else last_day(spell.first, _LONGEST[spell.code])
    before = spell.last - dt.timedelta(days=60) if granted else spell.last
    asked = office_day(min(before - dt.timedelta(days=20), desk.yesterday))
    decided = office_day(asked + dt.timedelta(days=5), 1)
    waits = state == ExtensionRequest.State.PENDING
    if before <= spell.first or asked_for <= before or asked < spell.first:
        return
    if (asked if waits else decided) > min(file.last_at_work, desk.yesterday) or (waits and spell.last < desk.today):
        return
    manager = file.consultant if state == ExtensionRequest.State.WITHDRAWN else file.unit.manager
    desk.add(
        ExtensionRequest,
        employment_id=spell.key,
        from_day=before,
        last_day=asked_for,
        reason=_ASKED[spell.key % len(_ASKED)],
        asked_by_id=file.consultant,
        asked_on=asked,
        state=state.value,
        decided_by_id=None if waits else manager,
        decided_on=None if waits else decided,
        decision_reason=_DECIDED.get(state, ""),
    )


def _suspend(desk: Desk, file: File, spell: "Spell") -> None:
    turn = spell.key // 4
    why = tuple(Suspension.Why)[turn % len(Suspension.Why)]
    first = spell.first + dt.timedelta(days=40)
    planned = first + dt.timedelta(days=(20, 45, 9)[turn % 3])
    noted = office_day(first - ONE_DAY)
    if planned > spell.last or noted > min(file.last_at_work, desk.yesterday):
        return
    early = turn % 5 == 1 and planned < desk.today
    desk.add(
        Suspension,
        employment_id=spell.key,
        why=why.value,
        period=days(first, planned - dt.timedelta(days=4) if early else planned),
        planned_last=planned,
        note=_NOTES.get(why, ""),
        moves=0,
        created_by_id=file.consultant,
        created_at=at(noted, 10, 40),
        withdrawn_by_id=None,
        withdrawn_on=None,
    )
