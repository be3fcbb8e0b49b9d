"""Telling the arbetsmarknadsenhet by e-mail that offers have come in. Nothing in the mail of who, where or what."""

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from amc.calendar import swedish_plural
from amc.offers.models import Offer
from amc.staff.models import Municipality

logger = logging.getLogger(__name__)
# Where what is sent reaches nobody: no mail server is set.
_NOWHERE = ("console.EmailBackend", "dummy.EmailBackend")


def tell_of_offers(now: dt.datetime) -> int:
    """Send one message to the address in the municipality's settings about all offers that it has not been told of;
    answers how many offers. None without an address, or where no mail server is set.

    The mark and the sending share a transaction: what could not be sent is tried again.
    """
    address = Municipality.objects.values_list("email", flat=True).first()
    if not address or not sends_mail():
        return 0
    try:
        with transaction.atomic():
            keys = list(Offer.objects.order_by().untold(now).values_list("pk", flat=True))
            told = Offer.objects.order_by().filter(pk__in=keys, mailed_at__isnull=True).update(mailed_at=now)
            if told:
                _message(told, address).send()
            return told
    except OSError as error:
        logger.warning("A mail about offers was not sent: %s", type(error).__name__)
        return 0


def sends_mail() -> bool:
    """Whether mail goes anywhere."""
    return not settings.MAILERS["default"]["BACKEND"].endswith(_NOWHERE)


def _message(amount: int, address: str) -> EmailMessage:
    what = swedish_plural(amount, "nytt erbjudande", "nya erbjudanden")
    link = settings.BASE_URL.rstrip("/") + reverse("offer_list")
    return EmailMessage(
        subject=f"{what} från arbetsplatser",
        body=f"Hej!\n\n{what} har kommit in genom formuläret. Logga in för att läsa och svara:\n{link}\n\n"
        "Mejlet går inte att svara på.\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
