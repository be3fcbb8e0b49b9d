"""Handovers in the demo: in each unit a consultant's holiday, with a colleague as substitute in some of the cases."""

import datetime as dt

from amc.calendar import MUNICIPAL_ZONE
from amc.demo.chance import office_day
from amc.staff.models import Role, Unit, User
from participants.actions.handovers import hand_over_cases
from participants.models import Enrolment

_AHEAD, _LONG = dt.timedelta(days=10), dt.timedelta(days=11)
_MOST = 5


def write_handovers(today: dt.date) -> None:
    """One of each unit that has two consultants with cases; nothing else of the demo is drawn anew."""
    now = dt.datetime.combine(today, dt.time(8), MUNICIPAL_ZONE)
    for unit in Unit.objects.order_by("pk"):
        staff = User.objects.filter(unit=unit, is_active=True)
        manager = staff.filter(roles__contains=[Role.ENHETSCHEF]).order_by("pk").first()
        consultants = list(
            staff.filter(roles__contains=[Role.KONSULENT], cases__closed_on__isnull=True, cases__isnull=False)
            .distinct()
            .order_by("pk")[1:3]
        )
        if manager is None or len(consultants) < 2:
            continue
        away, substitute = consultants
        first = office_day(today + _AHEAD)
        cases = Enrolment.objects.filter(
            unit=unit, consultant=away, closed_on__isnull=True, participant__is_protected=False, opened_on__lte=today
        )
        free = cases.exclude(assignments__user=substitute).order_by("pk")[:_MOST]
        hand_over_cases(
            of=away,
            chosen=dict.fromkeys(free, substitute),
            first=first,
            last=first + _LONG,
            reason="Semester",
            by=manager,
            now=now,
        )
