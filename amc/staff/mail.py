"""Sending what waits to be told about accounts. Nothing in the mails but the link, and no personal data."""

import datetime as dt
import logging

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from amc.staff.actions import open_invitation
from amc.staff.links import link_generator, password_print
from amc.staff.models import AccountMail, User

logger = logging.getLogger(__name__)
MOST_TRIES = 20


def send_account_mail(*, now: dt.datetime, limit: int = 100) -> int:
    """Send what waits; answers how many messages. An address without an account that can be used gets none.

    The row goes and the message is sent in one transaction: a kill in between sends again.
    """
    sent = 0
    waiting = AccountMail.objects.filter(tries__lt=MOST_TRIES).order_by("tries", "pk").values_list("pk", flat=True)
    for key in list(waiting[:limit]):
        sent += _send(key, now)
    return sent


def _send(key: int, now: dt.datetime) -> int:
    with transaction.atomic():
        mail = AccountMail.objects.select_for_update(skip_locked=True).filter(pk=key).first()
        if mail is None:
            return 0
        user = _account(mail.email, timezone.localdate(now))
        if user is None:
            mail.delete()
            return 0
        try:
            with transaction.atomic():
                _message(mail, user, now).send()
                mail.delete()
        except OSError as error:
            logger.warning("A mail about an account was not sent: %s", type(error).__name__)
            AccountMail.objects.filter(pk=key).update(tries=mail.tries + 1)
            return 0
        return 1


def _account(email: str, day: dt.date) -> User | None:
    """The usable account with the address; the worker may read no more of it than this."""
    known = User.objects.active_on(day).filter(email__iexact=email)
    return known.only("email", "last_login").first()


def _message(mail: AccountMail, user: User, now: dt.datetime) -> EmailMessage:
    kind = mail.kind
    if kind == AccountMail.Kind.PASSWORD and not _has_a_way_in(user):
        kind = AccountMail.Kind.INVITATION
    template = mail.what if kind == AccountMail.Kind.NOTICE else f"account/email/{kind}"
    context = {"url": settings.BASE_URL + _path(kind, user, now), "days": settings.INVITATION_DAYS}
    subject = render_to_string(f"{template}_subject.txt", context).strip()
    return EmailMessage(subject, render_to_string(f"{template}_message.txt", context).strip(), to=[user.email])


def _has_a_way_in(user: User) -> bool:
    """Whether the owner has been in: then a new password is what they want, else the invitation once more."""
    return password_print(user.pk) is not None or Authenticator.objects.filter(user=user).exists()


def _path(kind: str, user: User, now: dt.datetime) -> str:
    if kind == AccountMail.Kind.INVITATION:
        return reverse("invitation", args=[open_invitation(user, now=now)])
    if kind == AccountMail.Kind.PASSWORD:
        key = link_generator.make_token(user)
        return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return reverse("account_login")
