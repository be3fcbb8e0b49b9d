"""What the participant's page says of the aktivitetskrav."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from amc.aktivitetskrav.models import ActivityRequirement
from amc.aktivitetskrav.rules import may_be_asked
from participants.page import Chip, Place, Standing


def _facts(today: dt.date) -> dict[str, Any]:
    return {"requirement_any": Exists(ActivityRequirement.objects.filter(enrolment=OuterRef("pk")))}


def _chips(enrolment: Any, today: dt.date) -> Iterator[Chip]:
    if enrolment.requirement_any:
        url = reverse("participant_requirement", args=[enrolment.participant.uuid])
        yield Chip("Aktivitetskrav", url=url, shape="calendar-event")


def _places(enrolment: Any) -> Iterator[Place]:
    if may_be_asked(source_allows=enrolment.source.activity_requirement, asked_before=enrolment.requirement_any):
        url = reverse("participant_requirement", args=[enrolment.participant.uuid])
        yield Place("Aktivitetskrav", url, "calendar-event")


REQUIREMENT = Standing(facts=_facts, chips=_chips, places=_places)
