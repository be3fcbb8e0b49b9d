"""Supervisors' accounts follow their assignments: they end when the last month is settled, and open with a new one."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from amc.calendar import add_months, today
from amc.staff.actions import account_months, end_sessions
from amc.staff.models import Role, User
from placements.models import Supervision, SupervisorPayment, UnconfirmedMonth


def reopen_account(user: User) -> None:
    """Let an account that had ended be used again: until its supervisor's months are settled."""
    day = today()
    last = add_months(day, account_months())
    User.objects.filter(pk=user.pk, expires_on__lt=day).update(expires_on=last, revision=F("revision") + 1)


@transaction.atomic
def settle_accounts(day: dt.date) -> tuple[int, int]:
    """End the accounts of supervisors with nothing left to do, and open those of supervisors with a new assignment.

    Only accounts that are nothing but a supervisor's; a closed one stays closed. One that has supervised nobody yet
    has its invitation to wait for. One whose last day passes while there is something left to do lasts on. Answers how
    many were ended and how many opened.
    """
    ended = list(_accounts().filter(~_unfinished(day), expires_on__gte=day).only("pk"))
    for user in ended:
        end_sessions(user)
    yesterday = day - dt.timedelta(days=1)
    User.objects.filter(pk__in=[user.pk for user in ended]).update(expires_on=yesterday, revision=F("revision") + 1)
    opened = _accounts().filter(_unfinished(day), expires_on__lt=day)
    keys = list(opened.values_list("pk", flat=True))
    last = add_months(day, account_months())
    User.objects.filter(pk__in=keys).update(expires_on=last, revision=F("revision") + 1)
    return len(ended), len(keys)


def _accounts() -> "QuerySet[User]":
    """The accounts of those who supervise, or have, and do nothing else here. What is not seen is not settled."""
    has_supervised = Exists(Supervision.objects.filter(supervisor__user=OuterRef("pk")))
    return User.objects.filter(has_supervised, is_active=True, roles=[Role.HANDLEDARE])


def _unfinished(today: dt.date) -> Q:
    """An assignment that goes on or is to come, a month that waits for its answer, or one that waits for its pay."""
    theirs = {"supervision__supervisor__user": OuterRef("pk"), "supervision__enrolment__closed_on": None}
    going_on = Supervision.objects.filter(supervisor__user=OuterRef("pk"), period__endswith__gt=today)
    unpaid = SupervisorPayment.objects.filter(supervisor__user=OuterRef("pk"), settled_at=None)
    waiting = UnconfirmedMonth.objects.filter(**theirs)
    return Q(Exists(going_on)) | Q(Exists(waiting)) | Q(Exists(unpaid))
