"""What is done with offers."""

import datetime as dt
import json
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from amc.obstacles import refuse_if
from amc.offers import rules
from amc.offers.models import Offer
from amc.revisions import save_revised
from amc.staff.models import Unit, User

FREE_TEXTS = ("workplace", "division", "tasks")


@transaction.atomic
def receive(*, mark: UUID, kind: str, unit: Unit, now: dt.datetime, **values: Any) -> None:
    """Take an offer from somebody without an account. `values` are the fields of `Offer`; raises Refused.

    Nothing comes back: whether anything was known before is nobody's to learn here. The same `mark` twice is one offer.
    """
    refuse_if(rules.offer_obstacles({name: values.get(name, "") for name in FREE_TEXTS}))
    by = rules.answer_by(timezone.localdate(now))
    said = json.dumps(values, cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute("CALL wall.receive_offer(%s, %s, %s, %s, %s, %s)", [mark, kind, unit.pk, said, now, by])


@transaction.atomic
def take(offer: Offer, *, became: str, by: User, today: dt.date) -> Offer:
    """Something is made of the offer: `became` is one of `Offer.Became`. Raises Refused when it is declined."""
    row = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    refuse_if(rules.taking_obstacles(row.state))
    row.state, row.became, row.answered_by, row.answered_on = Offer.State.TAKEN, became, by, today
    save_revised(row, row.revision, ["state", "became", "answered_by", "answered_on"])
    return row


@transaction.atomic
def decline(offer: Offer, *, reason: str, by: User, today: dt.date) -> Offer:
    """Answer "not now", and why. Raises Refused."""
    row = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    refuse_if(rules.declining_obstacles(row.state, reason))
    row.state, row.reason, row.answered_by, row.answered_on = Offer.State.DECLINED, reason.strip(), by, today
    save_revised(row, row.revision, ["state", "reason", "answered_by", "answered_on"])
    return row


@transaction.atomic
def reopen(offer: Offer) -> Offer:
    """Take the answer back; what was made of the offer stays. Raises Refused."""
    row = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    refuse_if(rules.reopening_obstacles(row.state, forgotten=row.forgotten_on is not None))
    row.state, row.became, row.reason, row.answered_by, row.answered_on = Offer.State.NEW, "", "", None, None
    save_revised(row, row.revision, ["state", "became", "reason", "answered_by", "answered_on"])
    return row


def forget_declined(today: dt.date) -> int:
    """Take away who offered what was declined more than a year ago; answers how many."""
    rows = Offer.objects.order_by().to_forget(today)
    return rows.update(name="", email="", phone="", tasks="", forgotten_on=today)
