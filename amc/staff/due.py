"""Accounts that are about to end: the owner and the enhetschef are told (amc.due)."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from amc.due import KEYS, NO_PARTICIPANT, Addressee, DueRule, Stage
from amc.staff.models import Role, User


def ending(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Accounts by their last day, while they last. A supervisor's follows the assignments and is nobody's to renew."""
    lasting = User.objects.filter(is_active=True, expires_on__gte=today).exclude(roles=[Role.HANDLEDARE])
    return lasting.annotate(
        subject=F("uuid"),
        **NO_PARTICIPANT,
        due_on=F("expires_on"),
        responsible_id=F("pk"),
    ).values(*KEYS)


ACCOUNT = DueRule(
    code="account_ends",
    label="Ett konto går ut",
    verb="Förläng kontot",
    icon="person",
    horizon=0,
    stages=(
        Stage("30", -30),
        Stage("chef30", -30, Addressee.MANAGER),
        Stage("7", -7),
        Stage("chef7", -7, Addressee.MANAGER),
    ),
    rows=ending,
    url=lambda row: reverse("account_renew", args=[row["subject"]]),
)
RULES = (ACCOUNT,)
