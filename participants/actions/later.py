"""Asking how it went some months after a case was closed, and writing down the answer."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from amc.obstacles import Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import Municipality, User
from participants.models import Closure, LaterFollowUp
from participants.rules import later as rules

_ANSWER = ("outcome", "now", "extent", "through", "recorded_at", "recorded_by")


def plan_later(closure: Closure, closed_on: dt.date) -> list[LaterFollowUp]:
    """Plan the questions of a closing whose person may be asked, after as many months as the municipality has decided;
    none of anybody else. In the caller's transaction."""
    if not closure.may_contact:
        return []
    months = Municipality.objects.values_list("later_follow_up_months", flat=True).get(pk=1)
    return LaterFollowUp.objects.bulk_create(
        LaterFollowUp(closure=closure, months=each, due_on=day)
        for each, day in rules.asking_days(closed_on, months).items()
    )


@transaction.atomic
def record_later(
    row: LaterFollowUp, *, outcome: str, doing: str = "", extent: int | None = None, through: str = "", by: User,
    now: dt.datetime,
) -> LaterFollowUp:  # fmt: skip
    """Write down an answer; `doing` is what the person does now, and is left out where nobody was reached.

    Whoever does not want to answer is not asked again. Raises Refused when it is too early or already answered.
    """
    kept = LaterFollowUp.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)
    if kept.outcome:
        raise Refused(rules.ANSWERED)
    today = timezone.localdate(now)
    refuse_if(rules.answer_obstacles(outcome=outcome, now=doing, extent=extent, due_on=kept.due_on, today=today))
    doing = doing if outcome == LaterFollowUp.Outcome.REACHED else ""
    kept.outcome, kept.now = outcome, doing
    kept.extent = extent if doing in LaterFollowUp.WITH_EXTENT else None
    kept.through = through if doing in LaterFollowUp.WORKING else ""
    kept.recorded_at, kept.recorded_by = now, by
    kept.revision += 1
    kept.save(update_fields=[*_ANSWER, "revision"])
    if outcome == LaterFollowUp.Outcome.DECLINED:
        _let_contact(kept, may=False)
    return kept


@transaction.atomic
def withdraw_later(row: LaterFollowUp, revision: int) -> LaterFollowUp:
    """Take back an answer that was given by mistake; the history keeps both. Raises Stale when somebody has saved it
    after `revision`."""
    kept = LaterFollowUp.objects.get(pk=row.pk)
    declined = kept.outcome == LaterFollowUp.Outcome.DECLINED
    kept.outcome = kept.now = kept.through = ""
    kept.extent = kept.recorded_at = kept.recorded_by = None
    save_revised(kept, revision, _ANSWER)
    if declined:
        _let_contact(kept, may=True)
    return kept


def _let_contact(row: LaterFollowUp, *, may: bool) -> None:
    closure = Closure.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.closure_id)
    closure.may_contact = may
    closure.revision += 1
    closure.save(update_fields=["may_contact", "revision"])
