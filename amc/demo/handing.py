"""Handovers in the demo: in each unit a consultant's holiday, with a colleague as substitute, one that was undone, and
changes of consultant that were planned: one to come, one that is done, one taken away and one that came to nothing."""

import datetime as dt

from amc.calendar import MUNICIPAL_ZONE
from amc.demo.chance import office_day
from amc.staff.models import Role, Unit, User
from participants.actions.assignments import end_part, hand_over
from participants.actions.carrying_out import carry_out_changes
from participants.actions.handovers import hand_over_cases, undo_handover
from participants.actions.planning import cancel_changes, plan_changes
from participants.models import Enrolment

_HOLIDAY, _COURSE = dt.timedelta(days=10), dt.timedelta(days=40)
_LONG = dt.timedelta(days=4)
_HANDED, _UNDONE, _PLANNED = 5, 3, 4
_AGO, _LATELY, _AHEAD = dt.timedelta(days=9), dt.timedelta(days=2), dt.timedelta(days=20)


def write_handovers(today: dt.date) -> None:
    """Two of each unit that has two consultants with cases; nothing else of the demo is drawn anew."""
    now = dt.datetime.combine(today, dt.time(8), MUNICIPAL_ZONE)
    for unit in Unit.objects.order_by("pk"):
        staff = User.objects.filter(unit=unit, is_active=True)
        manager = staff.filter(roles__contains=[Role.ENHETSCHEF]).order_by("pk").first()
        working = staff.filter(roles__contains=[Role.KONSULENT], cases__closed_on__isnull=True, cases__isnull=False)
        consultants = list(working.distinct().order_by("pk")[1:3])
        if manager is None or len(consultants) < 2:
            continue
        away, substitute = consultants
        cases = Enrolment.objects.filter(
            unit=unit, consultant=away, closed_on__isnull=True, participant__is_protected=False, opened_on__lte=today
        )
        free = list(cases.exclude(assignments__user=substitute).order_by("pk")[: _HANDED + _UNDONE + _PLANNED])
        if len(free) <= _HANDED:
            continue
        steps = []
        for chosen, ahead, reason in (
            (free[:_HANDED], _HOLIDAY, "Semester"),
            (free[_HANDED : _HANDED + _UNDONE], _COURSE, "Kurs"),
        ):
            first = office_day(today + ahead)
            taken = dict.fromkeys(chosen, substitute)
            steps.append(
                hand_over_cases(
                    of=away, chosen=taken, first=first, last=first + _LONG, reason=reason, by=manager, now=now
                )
            )
        # One of them was taken back by itself first, and so is not among those that are undone.
        end_part(assignment=free[_HANDED].assignments.get(user=substitute), last=today, by=manager)
        undo_handover(handover=steps[-1], by=manager, now=now + dt.timedelta(hours=1))
        _plan(free[_HANDED + _UNDONE :], away, substitute, manager, now)
    carry_out_changes(today, now=now)


def _plan(cases: list[Enrolment], of: User, to: User, manager: User, now: dt.datetime) -> None:
    """One change of each kind, as far as there are cases that were there when it was planned."""
    planned_at, lately = now - _AGO, now.date() - _LATELY
    old = [case for case in cases if case.opened_on <= planned_at.date()]
    for number, case in enumerate(old):
        day = lately if number in (0, 1) else office_day(now.date() + _AHEAD)
        made = plan_changes(of=of, chosen={case: to}, day=day, reason="Byter team", by=manager, now=planned_at)
        if number == 1:
            hand_over(enrolment=case, to=to, first=lately, reason="Blev ledig tidigare", by=of, today=now.date())
        elif number == 2:
            cancel_changes(made, by=manager, now=now - _LATELY)
