"""Supervision: who leads whom, the months they confirm, what is paid for it, and what goes wrong."""

import datetime as dt
from typing import TYPE_CHECKING

from amc.calendar import month_end
from amc.demo.chance import at, months_from, office_day
from amc.demo.filing.arrival import ONE_DAY, days
from amc.demo.filing.desk import Desk, File
from amc.demo.texts import journal as words
from amc.demo.world import Guide, Spot
from placements.models import Deviation, DeviationMeasure, Supervision, SupervisionMonth, SupervisorPayment
from placements.rules.pay import SHARED, led_days, worths
from placements.rules.periods import Period

if TYPE_CHECKING:
    from amc.demo.filing.placing import Spell

_ON_TIME = 0.8
_IN_THE_END = 0.992
_MENDED_AFTER_DAYS = 45
_TEXTS = {
    Deviation.Kind.ACCIDENT: words.ACCIDENT,
    Deviation.Kind.ABSENCE: words.ABSENT,
    Deviation.Kind.THREAT: words.THREAT,
    Deviation.Kind.NEAR_MISS: words.NEAR_MISS,
    Deviation.Kind.MISUSE: words.MISUSED,
    Deviation.Kind.OUTSIDE_AGREEMENT: words.OUTSIDE,
}
_SEVERITY = {
    Deviation.Kind.THREAT: Deviation.Severity.SEVERE,
    Deviation.Kind.ACCIDENT: Deviation.Severity.SERIOUS,
    Deviation.Kind.NEAR_MISS: Deviation.Severity.MINOR,
}
_BEFORE_FILES = dt.timedelta(days=120)
_SOURCES = (SupervisionMonth.Source.PHONE, SupervisionMonth.Source.PAPER, SupervisionMonth.Source.OTHER)
_AWAY = (None, 2, 5)


def supervise(desk: Desk, file: File, spell: "Spell", spot: Spot) -> None:
    """A supervisor from day one to the last day; now and then another takes over on the way."""
    chance = desk.chance
    guide = spell.guide or _free_guide(desk, spell, spot)
    last = spell.gap_since - ONE_DAY if spell.gap_since else spell.last
    change = None
    if not spell.guide and not spell.gap_since and len(spot.supervisors) > 1 and chance.often(0.1):
        change = chance.day(spell.first + dt.timedelta(days=20), spell.last - dt.timedelta(days=20))
        change = change if spell.first < change < spell.last else None
    turns = [Period(spell.first, change - ONE_DAY), Period(change, last)] if change else [Period(spell.first, last)]
    _lead(desk, file, spell, guide, turns, 0)
    if change:
        other = next(other for other in spot.supervisors if other not in (guide, desk.world.demo_guide))
        _lead(desk, file, spell, other, turns, 1)
    if spell.gap_since:
        _deviate(desk, file, spell, Deviation.Kind.NO_SUPERVISOR, words.GAP, office_day(spell.gap_since), mended=False)
    elif spell.first + dt.timedelta(days=14) < file.last_at_work and chance.often(0.04):
        kind = desk.deal("deviation", [(Deviation.Kind.CONCERN, 3), (Deviation.Kind.NO_SUPERVISOR, 1)])
        text = chance.pick(words.CONCERN) if kind is Deviation.Kind.CONCERN else words.GAP
        if kind is Deviation.Kind.CONCERN:
            kind = desk.in_turn("concern", (kind, *_TEXTS))
            text = _TEXTS.get(kind, text)
        noticed = chance.working_day(spell.first + dt.timedelta(days=7), min(spell.last, file.last_at_work))
        _deviate(desk, file, spell, kind, text, noticed, mended=kind is Deviation.Kind.NO_SUPERVISOR)


def _free_guide(desk: Desk, spell: "Spell", spot: Spot) -> Guide:
    """Somebody at the workplace who has room; never the demo's own, who has just the two that are meant for her."""
    others = [guide for guide in spot.supervisors if guide is not desk.world.demo_guide]
    free = [guide for guide in others if guide.free(spell.first, spell.last)]
    return desk.chance.pick(free or others)


def _placement(spell: "Spell") -> dict[str, object]:
    return {"employment_id" if spell.employed else "internship_id": spell.key}


def _lead(desk: Desk, file: File, spell: "Spell", guide: Guide, turns: list[Period], turn: int) -> None:
    """Let `guide` lead the one of the `turns` at the placement, and confirm its months."""
    first, last = turns[turn].first, turns[turn].last
    guide.busy.append((first, last))
    supervision = desk.add(
        Supervision, supervisor_id=guide.key, enrolment_id=file.key, period=days(first, last), **_placement(spell)
    )
    months = list(months_from(first, min(last, desk.today)))
    ready = [(month, min(month_end(month), last) + ONE_DAY) for month in months]
    ready = [(month, day) for month, day in ready if day <= desk.today]
    for position, (month, day) in enumerate(reversed(ready)):
        if spell.guide and position == 0:
            continue
        newest = position == 0 and (desk.today - day).days < 45
        in_time = not file.is_open or desk.chance.often(_ON_TIME if newest else _IN_THE_END)
        # The demo's own has the latest month to confirm and no other.
        if in_time or spell.guide:
            worth = worths(desk.world.pay, SHARED, led_days(month, turns), month)[turn]
            _confirm(desk, file, spell, guide, supervision, month, day, worth)


def _confirm(
    desk: Desk, file: File, spell: "Spell", guide: Guide, supervision: int, month: dt.date, ready: dt.date, worth: int
) -> None:
    chance = desk.chance
    day = office_day(ready + dt.timedelta(days=chance.between(0, 9)), 1)
    if day > desk.yesterday:
        return
    as_planned = bool(spell.guide) or chance.often(0.94)
    on_behalf = guide.user is None
    confirmed_at = at(day, chance.between(7, 16), chance.between(0, 59))
    comment = chance.pick(words.MONTH_COMMENTS if as_planned else words.NOT_AS_PLANNED)
    proof = desk.add(
        SupervisionMonth,
        supervision_id=supervision,
        month=month,
        as_planned=as_planned,
        comment=comment,
        days_absent=None if as_planned else _AWAY[month.month % len(_AWAY)],
        learnt="" if as_planned else words.LEARNT[month.month % len(words.LEARNT)],
        confirmed_at=confirmed_at,
        confirmed_by_id=file.consultant if on_behalf else guide.user,
        source=_SOURCES[month.month % len(_SOURCES)] if on_behalf else SupervisionMonth.Source.SELF,
        on_behalf_reason=chance.pick(words.ON_BEHALF) if on_behalf else "",
    )
    if not as_planned and day <= file.last_at_work:
        _deviate(desk, file, spell, Deviation.Kind.MONTH, comment, day, mended=(desk.today - day).days > 40)
    if guide.municipal and month not in guide.paid:
        guide.paid.add(month)
        paid_on = office_day((day.replace(day=1) + dt.timedelta(days=32)).replace(day=25))
        # The latest go to payroll in files (amc.demo.payroll).
        settled = paid_on <= desk.today - _BEFORE_FILES
        desk.add(
            SupervisorPayment,
            supervisor_id=guide.key,
            unit_id=file.unit.key,
            proof_id=proof,
            month=month,
            amount=worth,
            payable_at=confirmed_at,
            settled_at=at(paid_on, 10) if settled else None,
            settled_by_id=desk.world.ekonom if settled else None,
        )


def _deviate(
    desk: Desk, file: File, spell: "Spell", kind: Deviation.Kind, text: str, noticed: dt.date, *, mended: bool
) -> None:
    mended_on = office_day(noticed + dt.timedelta(days=desk.chance.between(3, 20)), 1)
    # What was noticed long ago has been mended, or the case would have been closed for it.
    mended = mended or not file.is_open or (desk.today - noticed).days > _MENDED_AFTER_DAYS
    mended_on = min(mended_on, file.last)
    gap = kind is Deviation.Kind.NO_SUPERVISOR
    row = desk.add(
        Deviation,
        enrolment_id=file.key,
        kind=kind.value,
        severity=_SEVERITY.get(kind, Deviation.Severity.MODERATE).value,
        happened_on=None if gap or kind is Deviation.Kind.MONTH else noticed,
        text=text,
        noticed_on=noticed,
        created_by_id=file.consultant,
        created_at=at(noticed, 15, 10),
        mended_on=mended_on if mended else None,
        mended_by_id=(file.consultant if gap else file.unit.manager) if mended else None,
        proposed_on=mended_on if mended and not gap else None,
        proposed_by_id=file.consultant if mended and not gap else None,
        mended_how=desk.chance.pick(words.MENDED) if mended else "",
        **_placement(spell),
    )
    if not gap and kind is not Deviation.Kind.MONTH:
        desk.add(
            DeviationMeasure,
            deviation_id=row,
            text=words.MEASURES[row % len(words.MEASURES)],
            doer_id=file.consultant,
            due_on=noticed + dt.timedelta(days=21),
            created_by_id=file.consultant,
            created_at=at(noticed, 15, 20),
            done_on=mended_on if mended else None,
            done_by_id=file.consultant if mended else None,
        )
