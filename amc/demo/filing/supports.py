"""Lönestöd for employments that have it: decisions, and the months that the ekonom has asked for."""

import datetime as dt
from typing import TYPE_CHECKING

from amc.calendar import last_day, month_end
from amc.demo.chance import at, office_day
from amc.demo.filing.arrival import ONE_DAY
from amc.demo.filing.desk import Desk, File
from placements.models import Requisition, WageSupport
from placements.rules.periods import Period
from placements.rules.wage_support import requisition_months

if TYPE_CHECKING:
    from amc.demo.filing.placing import Spell

KINDS = {
    "nystartsjobb",
    "introduktionsjobb",
    "etableringsjobb",
    "lonebidrag_utveckling",
    "lonebidrag_anstallning",
    "lonebidrag_trygghet",
    "osa",
}
_AMI_KIND = "lonebidrag_anstallning"
_SHARES, _CAPS = (60, 70, 80), (18_000, 20_000)
_FIRST_MONTHS = (6, 12, 12)
# Of the months that are over, so many of the latest wait to be asked for.
_WAITING = (0, 0, 1, 2)
_BEFORE = 9
_NO_MORE = "Arbetsgivaren betalar hela lönen den sista tiden."


def add_support(desk: Desk, file: File, spell: "Spell") -> None:
    """Decisions for an employment with support, and for each fifth AMI. What varies follows the row's key, so that the
    rest of the municipality is dealt the same cards with it as without."""
    kind = spell.code if spell.code in KINDS else _AMI_KIND if spell.limited and spell.key % 5 == 0 else ""
    if not kind:
        return
    turn, first, number = spell.key, spell.first, 0
    while first <= spell.last:
        last = min(last_day(first, _FIRST_MONTHS[turn % len(_FIRST_MONTHS)]), spell.last)
        over = last < desk.today
        # The next decision has come where the first has ended, and for half of the others.
        more = last < spell.last and turn % 4 != 0 and (over or turn % 2 == 0)
        declined = last < spell.last and not more and over
        _decide(desk, file, spell, kind, Period(first, last), number, declined=declined)
        if not more:
            return
        first, number = last + ONE_DAY, number + 1


def _decide(desk: Desk, file: File, spell: "Spell", kind: str, period: Period, number: int, *, declined: bool) -> None:
    turn = spell.key + number
    decided = min(office_day(period.first - dt.timedelta(days=9)), file.last_at_work)
    share, cap = _SHARES[turn % len(_SHARES)], _CAPS[turn % len(_CAPS)]
    employed = Period(spell.first, spell.last)
    over = [month for month in requisition_months(period, employed) if _ready(month) <= desk.yesterday]
    # Some had run for a month or two when the unit began to note what it asks for.
    before = over[: 1 + turn % 2] if spell.key % _BEFORE == 0 and number == 0 else []
    key = desk.add(
        WageSupport,
        employment_id=spell.key,
        enrolment_id=file.key,
        kind_id=kind,
        first_day=period.first,
        last_day=period.last,
        share=share,
        cap=cap,
        reference=f"Af-{decided:%Y}/{spell.key % 10000:04} {1000 + number}",
        decided_on=decided,
        requested_until=min(month_end(before[-1]), period.last) if before else None,
        no_renewal=_NO_MORE if declined else "",
        created_by_id=file.consultant,
        created_at=at(decided, 14),
    )
    keep = len(over) - (_WAITING[spell.key % len(_WAITING)] if file.is_open else 0)
    for month in over[len(before) : max(keep, 0)]:
        desk.add(
            Requisition,
            support_id=key,
            month=month,
            amount=cap * share // 100,
            requested_on=_ready(month),
            requested_by_id=desk.world.ekonom,
            created_at=at(_ready(month), 9, 30),
        )


def _ready(month: dt.date) -> dt.date:
    """A day early in the month after."""
    return office_day((month + dt.timedelta(days=32)).replace(day=6), 1)
