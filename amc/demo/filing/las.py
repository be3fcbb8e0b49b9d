"""HR's answers about särskild visstid. What varies follows the row's key, so that the rest of the municipality is dealt
the same cards with them as without."""

import datetime as dt
from typing import TYPE_CHECKING

from amc.demo.chance import at, office_day
from amc.demo.filing.desk import Desk, File
from placements.models import LasAnswer
from placements.rules.las import COUNTS, DAYS, STEPS

if TYPE_CHECKING:
    from amc.demo.filing.placing import Spell

_ANSWERED_DAYS = 6
_NOTES = {
    LasAnswer.Decision.ENDS: "",
    LasAnswer.Decision.PERMANENT: "Tjänsten är budgeterad. Avtalet skrivs av förvaltningen.",
    LasAnswer.Decision.OTHER_EMPLOYER: "Går till ett bemanningsföretag när avtalet slutar.",
    LasAnswer.Decision.NOT_AFFECTED: "Anställningen är ett vikariat och räknas för sig.",
}


def answer_steps(desk: Desk, file: File, spell: "Spell") -> None:
    """An answer some days after each step of an employment that counts: that it ends in time, until the latest step,
    which in each third waits."""
    if desk.world.schemes[spell.code].las != COUNTS:
        return
    reached = [(months, spell.first + dt.timedelta(days=DAYS[months] - 1)) for months in reversed(STEPS)]
    passed = [(months, day) for months, day in reached if day <= min(spell.last, file.last_at_work, desk.yesterday)]
    for turn, (months, day) in enumerate(passed):
        said = min(office_day(day + dt.timedelta(days=_ANSWERED_DAYS), 1), spell.last)
        latest = turn == len(passed) - 1
        if (latest and spell.key % 3 == 0) or said > min(file.last_at_work, desk.yesterday):
            return
        decision = desk.in_turn("las", tuple(LasAnswer.Decision)) if latest else LasAnswer.Decision.ENDS
        desk.add(
            LasAnswer,
            employment_id=spell.key,
            months=months,
            reached_on=day,
            decision=decision.value,
            note=_NOTES[decision],
            answered_by_id=file.unit.hr or file.unit.manager,
            answered_at=at(said, 13, 20),
        )
