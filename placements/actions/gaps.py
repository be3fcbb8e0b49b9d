"""Days of a placement on which nobody leads: read beforehand, opened as a deviation, closed when over [S1]."""

import datetime as dt
from collections.abc import Iterable

from amc.obstacles import Obstacle
from amc.staff.models import User
from placements.actions.deviations import open_deviation, settle_gap
from placements.facts import as_period
from placements.models import Deviation, Employment, Internship
from placements.rules.periods import Period
from placements.rules.supervision import gaps, lengthened
from placements.rules.verdict import Verdict

# Why there is a gap when a placement lasts longer than planned.
LONGER = "Placeringen varar längre än den som handleder."


def gap_in(period: Period, led: Iterable[Period]) -> Period | None:
    """The first days of `period` on which nobody leads; `led`: when somebody does."""
    return next(iter(gaps(period, led, period.last)), None)


def judge_gap(gap: Period | None) -> Verdict:
    """A gap is read before it comes about: one warning, or nothing."""
    if gap is None:
        return Verdict()
    message = f"Från {gap.first} finns ingen handledare. Det blir en avvikelse tills någon har tagit över."
    return Verdict(warnings=[Obstacle("supervisor", message, "no_supervisor")])


def open_gap(
    placement: Employment | Internship, gap: Period | None, *, by: User, today: dt.date, why: str = ""
) -> None:
    """Open the deviation of a gap; `why` it came about, as a sentence. Nothing where there is none."""
    if gap is None:
        return
    text = f"Handledare saknas från {gap.first}. {why}".strip()
    open_deviation(placement, kind=Deviation.Kind.NO_SUPERVISOR, text=text, by=by, today=today)


def mend_gap(placement: Employment | Internship, how: str, *, by: User, today: dt.date) -> None:
    """A gap that is over is no deviation any more; nothing while another lies ahead."""
    led = [as_period(row.period) for row in placement.supervisions.all()]
    whole = as_period(placement.period)
    if any(gap.last >= today for gap in gaps(whole, led, max(today, whole.last))):
        return
    for deviation in _open(placement):
        settle_gap(deviation, how=how, by=by, today=today)


def gap_when_longer(placement: Employment | Internship, last_day: dt.date) -> Period | None:
    """The gap that comes about when a placement is to last to `last_day`: the supervision that would go along ended
    before, as when somebody stands in to the end, or its supervisor leads nobody so late. None where nobody has led at
    all, or where a gap is a deviation already."""
    whole = as_period(placement.period)
    rows = list(placement.supervisions.select_related("supervisor"))
    if last_day <= whole.last or not rows or _open(placement):
        return None
    led = [
        lengthened(as_period(row.period), whole.last, last_day, stands_in=row.stands_in, leaves=row.supervisor.last_day)
        for row in rows
    ]
    return gap_in(Period(whole.last + dt.timedelta(days=1), last_day), led)


def _open(placement: Employment | Internship) -> list[Deviation]:
    return list(placement.deviations.open().filter(kind=Deviation.Kind.NO_SUPERVISOR))
