"""Suspensions of an employment: noted, ended early, taken away. The last day follows where the form says so."""

import datetime as dt

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import User
from placements.actions.following import plan_follow_ups
from placements.actions.gaps import LONGER, gap_when_longer, open_gap
from placements.actions.lasting import lock_person, refuse_if_changed, set_last_day
from placements.facts import as_period, as_range, others_of, terms_of
from placements.models import Employment, Suspension
from placements.rules.employment import latest_day
from placements.rules.periods import Period
from placements.rules.suspension import days_moved, days_of, return_obstacles, suspension_obstacles

_ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def suspend_employment(
    employment: Employment,
    *,
    why: str,
    first_day: dt.date,
    last_day: dt.date,
    seen: int,
    by: User,
    now: dt.datetime,
    today: dt.date,
    note: str = "",
) -> Suspension:
    """Note that somebody is away from `first_day` to `last_day`, both included; `why` as Suspension.Why, `seen` the
    employment's revision. Where the form says so its last day moves, as far as the limits leave room."""
    lock_person(employment.participant_id)
    refuse_if_changed(employment, seen)
    period, away = as_period(employment.period), Period(first_day, last_day)
    moved = 0
    if away.first <= away.last:
        scheme = employment.scheme
        moved = days_moved(
            period,
            away,
            moves=scheme.suspension_moves,
            latest=_latest(employment),
            ended=bool(employment.end_reason),
            today=today,
        )
    beside = [as_period(row.period) for row in employment.suspensions.standing().order_by("period")]
    refuse_if(suspension_obstacles(period, away, beside, moved=moved, today=today))
    if why == Suspension.Why.OTHER and not note.strip():
        raise Refused(Obstacle("note", "Skriv kort vad uppehållet beror på.", "note_missing"))
    suspension = Suspension.objects.create(
        employment=employment,
        why=why,
        period=as_range(away),
        planned_last=last_day,
        note=note.strip(),
        moves=moved,
        created_by=by,
    )
    # What the form decides asks nobody first: the gap is told by its deviation alone.
    gap = gap_when_longer(employment, employment.last_day + dt.timedelta(days=moved))
    _shift(employment, moved, now)
    open_gap(employment, gap, by=by, today=today, why=LONGER)
    return suspension


@transaction.atomic
def end_suspension(suspension: Suspension, *, back_on: dt.date, by: User, now: dt.datetime) -> Suspension:
    """Somebody is back at work on `back_on`, before it was planned; the last day moves back by the days that were not
    needed."""
    employment = _locked(suspension)
    if suspension.withdrawn_on:
        raise Refused(Obstacle(None, "Uppehållet är redan borttaget. Ladda om sidan.", "suspension_withdrawn"))
    away = as_period(suspension.period)
    refuse_if(return_obstacles(away, back_on))
    shorter = Period(away.first, back_on - _ONE_DAY)
    moved = min(suspension.moves, days_of(shorter))
    back = moved - suspension.moves
    suspension.period, suspension.moves = as_range(shorter), moved
    suspension.save()
    _shift(employment, back, now)
    return suspension


@transaction.atomic
def withdraw_suspension(suspension: Suspension, *, by: User, now: dt.datetime, today: dt.date) -> Suspension:
    """There was no suspension after all; the last day moves back. Once more changes nothing."""
    employment = _locked(suspension)
    if suspension.withdrawn_on:
        return suspension
    back = -suspension.moves
    suspension.withdrawn_by, suspension.withdrawn_on, suspension.moves = by, today, 0
    suspension.save()
    _shift(employment, back, now)
    return suspension


def _locked(suspension: Suspension) -> Employment:
    lock_person(suspension.employment.participant_id)
    suspension.refresh_from_db(fields=["period", "moves", "withdrawn_by", "withdrawn_on"])
    suspension.employment.refresh_from_db(fields=["revision", "period", "end_reason", "end_note"])
    return suspension.employment


def _latest(employment: Employment) -> dt.date | None:
    """The latest last day that the form's limits and the person's other employments leave; None without a limit."""
    terms = terms_of(employment.scheme)
    others = others_of(employment.participant_id, employment.employer, besides=employment)
    latest = latest_day(terms, employment.first_day, others) if terms.breach_refuses else None
    after = [
        other.period.first - _ONE_DAY
        for other in others
        if terms.exclusive and other.exclusive and other.period.first > employment.last_day
    ]
    return min([*([latest] if latest else []), *after], default=None)


def _shift(employment: Employment, days: int, now: dt.datetime) -> None:
    if not days:
        return
    set_last_day(employment, employment.last_day + dt.timedelta(days=days))
    plan_follow_ups(employment, now)
