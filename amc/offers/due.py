"""Offers that nobody has answered (amc.due). They are about no participant."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from amc.due import KEYS, NO_PARTICIPANT, NOBODY, DueRule, Stage
from amc.offers.models import Offer
from amc.staff.models import User
from amc.written import AnyOf, Slot


def unanswered(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """By the last day to answer; nobody's in particular, of the unit that is to answer."""
    latest = today + dt.timedelta(days=OFFER.reach)
    return (
        Offer.objects.waiting()
        .filter(answer_by__lte=latest)
        .order_by()
        .annotate(
            subject=F("uuid"),
            **NO_PARTICIPANT,
            due_on=F("answer_by"),
            responsible_id=NOBODY,
        )
        .values(*KEYS)
    )


OFFER = DueRule(
    code="offer",
    label="Erbjudande utan svar",
    verb="Svara",
    icon="inbox",
    horizon=0,
    stages=(Stage("0", 0),),
    rows=unanswered,
    url=lambda row: reverse("offer_detail", args=[row["subject"]]),
)
RULES: tuple[DueRule, ...] = (OFFER,)


def words_of(user: User, subjects: Slot) -> "list[QuerySet[Any, Any]]":
    """What the rows with these subjects are about, as Min dag names them: pairs of a subject and the workplace."""
    rows = Offer.objects.visible_to(user).filter(AnyOf("uuid", subjects)).order_by()
    return [rows.values_list("uuid", Cast("workplace", TextField()))]
