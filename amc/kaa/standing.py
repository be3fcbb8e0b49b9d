"""What the participant's page says of KAA."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from participants.models import Enrolment, Source
from participants.page import Chip, Standing


def _nothing(today: dt.date) -> dict[str, Any]:
    return {}


def _chips(enrolment: Enrolment, today: dt.date) -> Iterator[Chip]:
    if enrolment.source.regime == Source.Regime.KAA:
        yield Chip("KAA-registret", url=reverse("kaa_register", args=[enrolment.uuid]), shape="journal-text")


REGISTER = Standing(facts=_nothing, chips=_chips)
