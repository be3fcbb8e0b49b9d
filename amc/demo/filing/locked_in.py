"""Answers to why somebody still is in the unit's own workshops, or in praktik after praktik. What varies follows the
row's key, so that the rest of the municipality is dealt the same cards with them as without."""

import datetime as dt
from typing import TYPE_CHECKING

from amc.demo.chance import office_day
from amc.demo.filing.desk import Desk, File
from amc.demo.texts import journal as words
from amc.demo.world import Spot
from placements.models import LockInAnswer

if TYPE_CHECKING:
    from amc.demo.filing.placing import Spell

_ASKED_DAYS, _NEXT_DAYS = 40, 28
_FIFTH = 5


def say_why_still(desk: Desk, file: File, spell: "Spell", spot: Spot) -> None:
    """An answer some weeks into a praktik in a workshop, and into each fifth of the others."""
    asked = office_day(spell.first + dt.timedelta(days=_ASKED_DAYS), 1)
    if asked > min(spell.last, file.last_at_work, desk.yesterday) or not (spot.workshop or spell.key % _FIFTH == 0):
        return
    why, step = words.LOCKED_IN[spell.key % len(words.LOCKED_IN)]
    about = LockInAnswer.About.WORKSHOP if spot.workshop else LockInAnswer.About.PRAKTIK
    desk.add(
        LockInAnswer,
        enrolment_id=file.key,
        about=about.value,
        why=why,
        next_step=step,
        next_on=asked + dt.timedelta(days=_NEXT_DAYS),
        answered_by_id=file.consultant,
        answered_on=asked,
    )
