"""Accounts are made, changed and closed here, by the systemförvaltare."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import refuse_if
from amc.revisions import save_revised
from amc.staff import rules
from amc.staff.models import Role, Unit, User


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
        )
    )


@transaction.atomic
def invite_user(*, by: User, today: dt.date, email: str, **values: Any) -> User:
    """Make an account that nobody can sign in to until a password is chosen by a link in a mail.

    Raises Refused for an account without a role, or without a unit where the role needs one.
    """
    _refuse(None, by, values, today)
    return User.objects.create_user(email, None, **values)


@transaction.atomic
def update_user(user: User, revision: int, *, by: User, today: dt.date, **values: Any) -> User:
    """Change an account. It bites on the next request.

    Raises Refused as `invite_user`, for one's own account being closed, and for the last systemförvaltare; Stale when
    somebody changed the account after `revision` was shown.
    """
    _refuse(user, by, values, today)
    for name, value in values.items():
        setattr(user, name, value)
    save_revised(user, revision, values)
    return user
