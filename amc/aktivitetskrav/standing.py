"""What the participant's page says of the aktivitetskrav."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from amc.aktivitetskrav.models import ActivityRequirement
from participants.page import Chip, Standing


def _facts(today: dt.date) -> dict[str, Any]:
    return {"requirement_any": Exists(ActivityRequirement.objects.filter(enrolment=OuterRef("pk")))}


def _chips(enrolment: Any, today: dt.date) -> Iterator[Chip]:
    if enrolment.requirement_any:
        url = reverse("participant_requirement", args=[enrolment.participant.uuid])
        yield Chip("Aktivitetskrav", url=url, shape="calendar-event")


REQUIREMENT = Standing(facts=_facts, chips=_chips)
