"""What the participant's page says of groups."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from amc.groups.models import GroupMember
from participants.page import Chip, Standing


def _facts(today: dt.date) -> dict[str, Any]:
    return {"groups_any": Exists(GroupMember.objects.filter(enrolment=OuterRef("pk")))}


def _chips(enrolment: Any, today: dt.date) -> Iterator[Chip]:
    if enrolment.groups_any:
        url = reverse("participant_groups", args=[enrolment.participant.uuid])
        yield Chip("Närvaro i grupp", url=url, shape="people")


ATTENDANCE = Standing(facts=_facts, chips=_chips)
