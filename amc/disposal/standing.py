"""What a hold means for the participant's page."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from amc.disposal.models import LegalHold
from amc.staff.access import Permission
from participants.page import Chip, Standing


def _facts(today: dt.date) -> dict[str, Any]:
    holds = LegalHold.objects.filter(participant=OuterRef("participant_id")).standing()
    return {"disposal_hold": Subquery(holds.values("uuid")[:1])}


def _chips(enrolment: Any, today: dt.date) -> list[Chip]:
    if enrolment.disposal_hold is None:
        return []
    url = reverse("legal_hold_lift", args=[enrolment.disposal_hold])
    return [Chip("Gallringsstopp", "info", url, "lock", Permission.MANAGE)]


HOLD = Standing(facts=_facts, chips=_chips)
