"""Cases in the demo whose questions about steps somebody has chosen and nobody has answered."""

import datetime as dt

from amc.calendar import MUNICIPAL_ZONE
from amc.demo.chance import Chance
from handlingsplan.actions.measures import choose_sets
from handlingsplan.models import ProgressSet
from participants.models import Enrolment

_ONE_IN = 2


def choose_steps(today: dt.date) -> None:
    """Choose the set that all follow for one in two of the open cases that have not answered it, within three weeks
    back: some are to be asked soon, and some are late."""
    asked = ProgressSet.objects.get(code="steg")
    cases = Enrolment.objects.filter(
        closed_on__isnull=True, consultant__isnull=False, opened_on__lte=today - dt.timedelta(days=21)
    ).exclude(measures__version__set=asked)
    for case in cases.select_related("consultant").order_by("case_number")[::_ONE_IN]:
        day = today - dt.timedelta(days=Chance(case.case_number).between(6, 21))
        now = dt.datetime.combine(day, dt.time(10, 15), MUNICIPAL_ZONE)
        choose_sets(enrolment=case, chosen=[asked.code], seen=[], by=case.consultant, now=now)
