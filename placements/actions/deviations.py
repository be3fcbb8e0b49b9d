"""Deviations: opened when something is not as it should be, mended by measures, and closed by the enhetschef."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.access import Permission
from amc.staff.models import User
from placements.models import Deviation, DeviationMeasure, Employment, Internship
from placements.rules.deviation import (
    ALREADY_CLOSED,
    MANAGER_CLOSES,
    MEASURE_DONE,
    NOT_CLOSED,
    closing_obstacles,
    measure_obstacles,
    opening_obstacles,
)

_CLOSING = ("proposed_on", "proposed_by", "mended_on", "mended_by", "mended_how")


@transaction.atomic
def open_deviation(
    placement: Employment | Internship,
    *,
    kind: str,
    text: str,
    by: User,
    today: dt.date,
    severity: int = Deviation.Severity.MODERATE,
    happened_on: dt.date | None = None,
    happened_time: dt.time | None = None,
    place: str = "",
) -> Deviation:
    """Note a deviation at a placement, noticed `today`; `severity` as Deviation.Severity. Raises Refused."""
    refuse_if(opening_obstacles(text, today, happened_on, happened_time))
    return Deviation.objects.create(
        enrolment_id=placement.enrolment_id,
        employment=placement if isinstance(placement, Employment) else None,
        internship=placement if isinstance(placement, Internship) else None,
        kind=kind,
        severity=severity,
        text=text,
        noticed_on=today,
        happened_on=happened_on,
        happened_time=happened_time,
        place=place,
        created_by=by,
    )


@transaction.atomic
def change_deviation(deviation: Deviation, *, revision: int, today: dt.date, **values: Any) -> Deviation:
    """Correct its kind, severity, words, time or place. Raises Refused, and Stale when somebody else has since."""
    found = opening_obstacles(values["text"], today, values.get("happened_on"), values.get("happened_time"))
    refuse_if(found + ([ALREADY_CLOSED] if deviation.mended_on else []))
    for name, value in values.items():
        setattr(deviation, name, value)
    save_revised(deviation, revision, values)
    return deviation


@transaction.atomic
def propose_closing(deviation: Deviation, *, how: str, by: User, today: dt.date) -> Deviation:
    """Hold that it is mended, `how`; the enhetschef closes it. Raises Refused."""
    row = _open_row(deviation)
    refuse_if(closing_obstacles(how, _waiting(row)))
    row.proposed_on, row.proposed_by, row.mended_how = today, by, how
    save_revised(row, row.revision, _CLOSING)
    return row


@transaction.atomic
def close_deviation(deviation: Deviation, *, how: str, by: User, today: dt.date) -> Deviation:
    """Close it, as mended `how`: the enhetschef alone. Of two who close the same, the first stands. Raises Refused."""
    if not Permission.MANAGE.granted_to(by):
        raise Refused(MANAGER_CLOSES)
    row = _open_row(deviation)
    refuse_if(closing_obstacles(how, _waiting(row)))
    return _close(row, how, by, today)


def mend_deviation(deviation: Deviation, *, how: str, by: User, today: dt.date) -> Deviation:
    """What somebody who has mended it does with it: the enhetschef closes it, anybody else proposes that."""
    closes = Permission.MANAGE.granted_to(by)
    return (close_deviation if closes else propose_closing)(deviation, how=how, by=by, today=today)


@transaction.atomic
def settle_gap(deviation: Deviation, *, how: str, by: User, today: dt.date) -> Deviation:
    """Close a gap in supervision that is over: somebody leads again, and there is nothing left to judge."""
    return _close(_open_row(deviation), how, by, today)


@transaction.atomic
def take_back_closing(deviation: Deviation, revision: int) -> Deviation:
    """Undo what was closed or proposed by mistake, just now. A proposal stays when the closing of it is undone.

    Raises Stale when somebody has changed it after `revision`.
    """
    if deviation.mended_on and deviation.proposed_on:
        deviation.mended_on = deviation.mended_by = None
    else:
        _clear(deviation)
    save_revised(deviation, revision, _CLOSING)
    return deviation


@transaction.atomic
def reopen_deviation(deviation: Deviation, *, why: str, by: User, today: dt.date) -> Deviation:
    """It was not mended after all: open, or not yet ready to be closed. The enhetschef alone, with a reason.

    Raises Refused.
    """
    if not Permission.MANAGE.granted_to(by):
        raise Refused(MANAGER_CLOSES)
    row = Deviation.objects.select_for_update().get(pk=deviation.pk)
    if row.mended_on is None and row.proposed_on is None:
        raise Refused(NOT_CLOSED)
    if not why.strip():
        raise Refused(Obstacle("why", "Skriv varför den öppnas igen.", "why_missing"))
    _clear(row)
    row.reopened_on, row.reopened_by, row.reopened_why = today, by, why
    save_revised(row, row.revision, [*_CLOSING, "reopened_on", "reopened_by", "reopened_why"])
    return row


@transaction.atomic
def add_measure(
    deviation: Deviation, *, text: str, doer: User, due_on: dt.date, by: User, today: dt.date
) -> DeviationMeasure:
    """Decide what is to be done, by whom and by when. Raises Refused.

    A deviation that was proposed for closing is open again: there is more to do.
    """
    row = Deviation.objects.select_for_update().get(pk=deviation.pk)
    refuse_if(measure_obstacles(text, due_on, today, closed=row.mended_on is not None))
    if row.proposed_on:
        _clear(row)
        save_revised(row, row.revision, _CLOSING)
    return DeviationMeasure.objects.create(deviation=row, text=text, doer=doer, due_on=due_on, created_by=by)


@transaction.atomic
def finish_measure(measure: DeviationMeasure, *, by: User, today: dt.date, outcome: str = "") -> DeviationMeasure:
    """The measure is done; `outcome` says how it went. Raises Refused when it is done already."""
    row = DeviationMeasure.objects.select_for_update().get(pk=measure.pk)
    if row.done_on:
        raise Refused(MEASURE_DONE)
    row.done_on, row.done_by, row.outcome = today, by, outcome
    save_revised(row, row.revision, ["done_on", "done_by", "outcome"])
    return row


@transaction.atomic
def reopen_measure(measure: DeviationMeasure, revision: int) -> None:
    """The measure is not done after all. Raises Stale when it has been changed since `revision`."""
    measure.done_on, measure.done_by, measure.outcome = None, None, ""
    save_revised(measure, revision, ["done_on", "done_by", "outcome"])


def _open_row(deviation: Deviation) -> Deviation:
    row = Deviation.objects.select_for_update().get(pk=deviation.pk)
    if row.mended_on:
        raise Refused(ALREADY_CLOSED)
    return row


def _waiting(row: Deviation) -> list[str]:
    return list(row.measures.waiting().values_list("text", flat=True))


def _close(row: Deviation, how: str, by: User, today: dt.date) -> Deviation:
    row.mended_on, row.mended_by, row.mended_how = today, by, how
    save_revised(row, row.revision, _CLOSING)
    return row


def _clear(row: Deviation) -> None:
    row.proposed_on = row.proposed_by = row.mended_on = row.mended_by = None
    row.mended_how = ""
