"""Accounts are made, changed and closed here, by the systemförvaltare; and opened by the link in a mail."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from amc.calendar import add_months
from amc.obstacles import refuse_if
from amc.revisions import save_revised
from amc.staff import rules
from amc.staff.models import (
    ACCOUNT_MONTHS,
    AccountMail,
    CalendarLink,
    HomeAddress,
    Invitation,
    Municipality,
    Role,
    Unit,
    User,
)


def _refuse(user: User | None, by: User, values: dict[str, Any], today: dt.date) -> None:
    others = User.objects.active_on(today).with_role(Role.SYSTEMFORVALTARE).exclude(pk=user.pk if user else 0)
    # Two systemförvaltare who close each other at once must not both succeed.
    list(others.select_for_update(no_key=True).values_list("pk"))
    was = User.objects.filter(pk=user.pk).first() if user else None
    refuse_if(
        rules.account_obstacles(
            roles=values["roles"],
            has_unit=isinstance(values.get("unit"), Unit),
            is_active=values.get("is_active", True),
            is_own=user is not None and user.pk == by.pk,
            was_active=bool(was and was.is_active),
            was_administrator=bool(was and was.is_active and Role.SYSTEMFORVALTARE in was.roles),
            other_administrators=others.count(),
            expires_on=values.get("expires_on"),
            today=today,
        )
    )


def _with_last_day(values: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """What is saved: a supervisor's account, whose last day is not asked for, lasts like the others from today."""
    if values.get("expires_on") or not values.get("is_active", True):
        return values
    return values | {"expires_on": add_months(today, account_months())}


@transaction.atomic
def invite_user(*, by: User, today: dt.date, email: str, **values: Any) -> User:
    """Make an account, and mail the link by which its owner chooses how to sign in.

    Raises Refused for an account without a role, without a unit where the role needs one, or without a last day.
    """
    _refuse(None, by, values, today)
    user = User.objects.create_user(email, None, **_with_last_day(values, today))
    send_invitation(user)
    return user


@transaction.atomic
def update_user(user: User, revision: int, *, by: User, today: dt.date, **values: Any) -> User:
    """Change an account. It bites on the next request; sessions and the calendar's address of a closed account are
    ended at once.

    Raises Refused as `invite_user`, for one's own account being closed, and for the last systemförvaltare; Stale when
    somebody changed the account after `revision` was shown.
    """
    _refuse(user, by, values, today)
    for name, value in _with_last_day(values, today).items():
        setattr(user, name, value)
    save_revised(user, revision, values)
    if not user.is_active:
        end_sessions(user)
        CalendarLink.objects.filter(ended_at=None, user=user).update(ended_at=timezone.now())
    return user


@transaction.atomic
def renew_account(user: User, *, by: User, today: dt.date) -> User:
    """Let an account go on for as long as the municipality says, from today; never for less than it has left.

    Raises Refused for one's own (but for the systemförvaltare), for one that is closed, and for a supervisor's.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    refuse_if(
        rules.renewal_obstacles(
            roles=user.roles,
            is_own=user.pk == by.pk,
            is_active=user.is_active,
            administers=by.has_role(Role.SYSTEMFORVALTARE),
        )
    )
    user.expires_on = max(user.expires_on or today, add_months(today, account_months()))
    save_revised(user, user.revision, ["expires_on"])
    return user


def account_months() -> int:
    """How long an account lasts, in months."""
    return Municipality.objects.filter(pk=1).values_list("account_months", flat=True).first() or ACCOUNT_MONTHS


@transaction.atomic
def limit_roles(user: User, *, allowed: set[str], today: dt.date) -> User:
    """Take away the roles that `allowed` does not name; never gives one. The last systemförvaltare keeps that role."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    others = User.objects.active_on(today).with_role(Role.SYSTEMFORVALTARE).exclude(pk=user.pk)
    kept = [role for role in user.roles if role in allowed or (role == Role.SYSTEMFORVALTARE and not others.exists())]
    if kept != user.roles:
        user.roles = kept
        save_revised(user, user.revision, ["roles"])
    return user


def end_sessions(user: User) -> None:
    """Sign somebody out everywhere. What the sessions hold is not read: the worker may not."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


@transaction.atomic
def reset_second_step(user: User, *, by: User, now: dt.datetime) -> User:
    """Let somebody who has lost the phone begin anew: passkeys, code app, recovery codes, password, sessions and the
    calendar's address go, and a link is mailed by which they choose again. Kept in the account's history.

    Raises Refused for one's own account and for one that is closed.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    refuse_if(rules.reset_obstacles(is_own=user.pk == by.pk, is_active=user.is_active))
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.second_step_reset_at = now
    save_revised(user, user.revision, ["password", "second_step_reset_at"])
    end_sessions(user)
    CalendarLink.objects.filter(ended_at=None, user=user).update(ended_at=now)
    AccountMail.objects.create(email=user.email, kind=AccountMail.Kind.SECOND_STEP_RESET)
    send_invitation(user)
    return user


def send_invitation(user: User) -> None:
    """Have a link mailed by which `user` opens the account. A link sent before stops to open anything."""
    Invitation.objects.filter(user=user, used_at=None).delete()
    AccountMail.objects.create(email=user.email, kind=AccountMail.Kind.INVITATION)


def open_invitation(user: User, *, now: dt.datetime) -> str:
    """Make the secret of a new link, which opens the account once within INVITATION_DAYS."""
    token = secrets.token_urlsafe(32)
    expires = now + dt.timedelta(days=settings.INVITATION_DAYS)
    Invitation.objects.create(user=user, digest=digest(token), made_at=now, expires_at=expires)
    return token


def digest(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def accept_invitation(token: str, *, now: dt.datetime) -> User | None:
    """Use up the link with `token`; answers whose account it opens, or None when it opens nothing (any more)."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(digest=digest(token), used_at=None, expires_at__gt=now)
        .first()
    )
    if invitation is None:
        return None
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    return invitation.user


def ways_in(user: User) -> dict[str, Any]:
    """How somebody can sign in, for whoever helps them: never what with. `invited` is when the open link ends."""
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    link = Invitation.objects.filter(user=user, used_at=None).order_by("-expires_at").first()
    return {
        "passkey": Authenticator.Type.WEBAUTHN in types,
        "code_app": Authenticator.Type.TOTP in types,
        "password": user.has_usable_password(),
        "sessions": UserSession.objects.filter(user=user).count(),
        "invited": link.expires_at if link else None,
    }


@transaction.atomic
def set_home_address(user: User, *, address: str, postcode: str) -> None:
    """Where `user` lives, for the review of the read log alone; two empty texts take it away. Raises Refused."""
    postcode = "".join(postcode.split())
    refuse_if(rules.home_address_obstacles(address, postcode))
    HomeAddress.objects.filter(user=user).delete()
    if address:
        HomeAddress.objects.create(user=user, address=address, postcode=postcode)
