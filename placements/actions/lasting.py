"""The last day of a placement, and the supervision that follows it. There is one truth of it: the period."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from participants.models import Participant
from placements.actions.pay import revalue_months
from placements.facts import as_period, as_range
from placements.models import Employment, Internship, Supervision, SupervisionMonth
from placements.rules.lasting import before_obstacles, outside_obstacles
from placements.rules.periods import Period
from placements.rules.supervision import lengthened

_END = ("end_reason", "end_note", "end_noted_by", "end_noted_on")


def lock_person(participant_id: int) -> None:
    """Let nobody else change the same person's placements until the transaction ends."""
    Participant.objects.select_for_update(no_key=True).get(pk=participant_id)


def refuse_if_changed(placement: Employment | Internship, seen: int) -> None:
    """Refuse what was decided on an older version of the placement than the one that stands."""
    placement.refresh_from_db(fields=["revision", "period", "end_reason", "end_note"])
    if placement.revision != seen:
        message = (
            "Någon annan har ändrat placeringen sedan du öppnade sidan. "
            f"Nu är sista dagen {placement.last_day}. Kontrollera och spara igen."
        )
        raise Refused(Obstacle(None, message, "changed_meanwhile"))


def set_last_day(placement: Employment | Internship, last: dt.date, also: Iterable[str] = ()) -> None:
    """Write a new last day, with other fields `also` changed, and let the supervision end with it.

    Raises Refused where a confirmed month would fall outside.
    """
    before = as_period(placement.period)
    refuse_if(
        outside_obstacles(_held(SupervisionMonth.objects.filter(supervision__in=placement.supervisions.all())), last)
    )
    placement.period = as_range(Period(before.first, last))
    save_revised(placement, placement.revision, ["period", *also])
    fit_supervision(placement, before.last, last)
    revalue_months(placement, min(before.last, last))


def set_first_day(placement: Employment | Internship, first: dt.date, also: Iterable[str] = ()) -> None:
    """Write another first day, with other fields `also` changed; the supervision that was to begin with it does so, and
    one that would have ended before it goes.

    Raises Refused where a confirmed month would fall outside.
    """
    before = as_period(placement.period)
    refuse_if(
        before_obstacles(_held(SupervisionMonth.objects.filter(supervision__in=placement.supervisions.all())), first)
    )
    placement.period = as_range(Period(first, before.last))
    save_revised(placement, placement.revision, ["period", *also])
    for supervision in supervisions_of(placement):
        period = as_period(supervision.period)
        if period.last < first:
            drop_supervision(supervision)
        elif period.first == before.first or period.first < first:
            _set_period(supervision, Period(first, period.last))
    revalue_months(placement, min(before.first, first))


def fit_supervision(placement: Employment | Internship, before: dt.date, last: dt.date) -> None:
    """Lengthen the supervision that ran to the old last day (rules.supervision.lengthened); cut short or drop what goes
    beyond the new one."""
    for supervision in supervisions_of(placement):
        period = as_period(supervision.period)
        leaves = supervision.supervisor.last_day
        longer = lengthened(period, before, last, stands_in=supervision.stands_in, leaves=leaves)
        if longer != period:
            _set_period(supervision, longer)
        elif period.first > last:
            drop_supervision(supervision)
        elif period.last > last:
            _set_period(supervision, Period(period.first, last))


def note_end(
    placement: Employment | Internship, last: dt.date, reason: str, note: str, *, by: User, on: dt.date
) -> None:
    """Write why it ends, on `last`, and that `by` said so `on` a day. Raises Refused where a confirmed month would fall
    outside."""
    placement.end_reason, placement.end_note = reason, note
    placement.end_noted_by, placement.end_noted_on = by, on
    set_last_day(placement, last, _END)


def forget_end(placement: Employment | Internship, last: dt.date) -> None:
    """It goes on to `last`: nobody has said how it ends. Raises Refused as `note_end` does."""
    placement.end_reason = placement.end_note = ""
    placement.end_noted_by = placement.end_noted_on = None
    set_last_day(placement, last, _END)


def supervisions_of(placement: Employment | Internship) -> list[Supervision]:
    """All supervision of a placement, oldest first, locked."""
    rows = placement.supervisions.select_related("supervisor").select_for_update(no_key=True, of=("self",))
    return list(rows.order_by("period", "pk"))


def cut_supervision(supervision: Supervision, last: dt.date) -> None:
    """Let a supervision end on `last`; refused where one of its confirmed months would fall outside."""
    refuse_if(outside_obstacles(_held(supervision.months.all()), last))
    _set_period(supervision, Period(supervision.first_day, last))


def _held(months: "QuerySet[SupervisionMonth]") -> list[dt.date]:
    """The months with supervision by what holds of them now: a correction may say that there was none."""
    return [row.month for row in months.prefetch_related("corrections") if row.held.took_place]


def drop_supervision(supervision: Supervision) -> None:
    """Take away a supervision that never came about; one with confirmed months stands, and refuses."""
    month = supervision.months.order_by("month").first()
    if month:
        message = f"{supervision.supervisor} har bekräftat {month.month:%Y-%m}. Välj en senare dag."
        refuse_if([Obstacle("last_day", message, "month_confirmed")])
    supervision.delete()


def _set_period(supervision: Supervision, period: Period) -> None:
    supervision.period = as_range(period)
    save_revised(supervision, supervision.revision, ["period"])


def settle_suspensions(employment: Employment, by: User, now: dt.datetime) -> None:
    """The last day has been decided anew: no suspension moves it any more, none lasts longer, and those that would
    begin after it are taken away."""
    last = employment.last_day
    for row in employment.suspensions.standing():
        row.moves = 0
        if row.first_day > last:
            row.withdrawn_by, row.withdrawn_on = by, timezone.localdate(now)
        elif row.last_day > last:
            row.period = as_range(Period(row.first_day, last))
        row.save()
