"""Telling people: notices in the system exactly once, e-mail at least once."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from amc.due import Addressee, DueRule
from amc.reminders.models import Notification
from amc.reminders.registry import BY_CODE, RULES
from amc.reminders.rules import stages_to_tell
from amc.staff.models import Role, User
from participants.actions.protection import keep_somebody_named
from participants.models import Participant, ProtectedAccess

BATCH = 1_000
# A mailbox that refuses a message five times is the systemförvaltare's to mend; the notice itself stands.
MAIL_TRIES = 5
_PERSONNEL = (Role.HR, Role.EKONOM)


@dataclass
class Told:
    """What one sweep did: how many new notices per rule and stage, and how many old ones it took back."""

    new: Counter[tuple[str, str]] = field(default_factory=Counter)
    settled: int = 0
    unaddressed: int = 0

    def as_json(self) -> dict[str, Any]:
        """For `manage.py sweep --json`."""
        rules: dict[str, dict[str, int]] = defaultdict(dict)
        for (rule, stage), count in sorted(self.new.items()):
            rules[rule][stage] = count
        return {
            "told": self.new.total(),
            "by_rule": dict(rules),
            "settled": self.settled,
            "without_recipient": self.unaddressed,
        }


class _Recipients:
    """Who is told: the responsible person while the account can be used, else the unit's managers (so that a
    notice falls back to somebody who is still there). About a protected person nobody but the named staff."""

    def __init__(self, today: dt.date) -> None:
        self.usable = set(User.objects.active_on(today).values_list("pk", flat=True))
        self.managers: dict[int, list[int]] = defaultdict(list)
        self.economy: dict[int, list[int]] = defaultdict(list)
        self.personnel: dict[int, list[int]] = defaultdict(list)
        offices = User.objects.active_on(today).with_role(Role.ENHETSCHEF, *_PERSONNEL)
        for pk, unit, roles in offices.values_list("pk", "unit_id", "roles"):
            if Role.ENHETSCHEF in roles:
                self.managers[unit].append(pk)
            if Role.EKONOM in roles:
                self.economy[unit].append(pk)
            if Role.ENHETSCHEF not in roles:
                self.personnel[unit].append(pk)
        named = ProtectedAccess.objects.in_force().filter(user__in=self.usable).order_by("user")
        staff = named.exclude(user__roles=[Role.HANDLEDARE]).values_list("participant_id", "user_id")
        self.named: dict[int, list[int]] = {
            pk: [] for pk in Participant.objects.filter(is_protected=True).values_list("pk", flat=True)
        }
        self.may_know: dict[int, set[int]] = defaultdict(set)
        for person, user in named.values_list("participant_id", "user_id"):
            self.may_know[person].add(user)
        for person, user in staff:
            self.named.setdefault(person, []).append(user)

    def of(self, row: dict[str, Any], to: Addressee) -> list[int]:
        """The keys of the accounts to tell of `row`; none where nobody is left."""
        person = row["participant_id"]
        if to is Addressee.PERSONNEL:
            # The manager is told besides, so nobody stands in for them.
            return self._knowing(self.personnel[row["unit_id"]], person)
        people = self.managers[row["unit_id"]]
        if to is Addressee.ECONOMY:
            # Whoever works with the case without the money is no stand-in for those who see to the money.
            offices = (self.economy[row["unit_id"]], people)
            return next((known for office in offices if (known := self._knowing(office, person))), [])
        if to is Addressee.RESPONSIBLE and row["responsible_id"] in self.usable:
            people = [row["responsible_id"]]
        if person not in self.named:
            return people
        return self._knowing(people, person) or self.named[person]

    def _knowing(self, people: list[int], person: int | None) -> list[int]:
        """Those of `people` who may know of the person."""
        if person is None or person not in self.named:
            return people
        return [one for one in people if one in self.may_know[person]]


def sweep(today: dt.date, *, now: dt.datetime) -> Told:
    """Ask every rule what is due by `today` and tell whoever has not been told; take back what is done.

    Safe to run twice at once and to kill at any point: each rule is one transaction, each notice is unique by
    rule, subject, stage, due date in force and recipient.
    """
    told = Told()
    keep_somebody_named(today)
    told.settled += _take_back_hidden(now)
    recipients = _Recipients(today)
    for rule in RULES:
        if rule.stages:
            with transaction.atomic():
                _tell(rule, today, recipients, told)
    for rule in RULES:
        if rule.stages:
            with transaction.atomic():
                told.settled += _take_back(rule, today, now)
    return told


def _tell(rule: DueRule, today: dt.date, recipients: _Recipients, told: Told) -> None:
    reach = today - dt.timedelta(days=min(stage.offset for stage in rule.stages))
    rows = rule.rows(today).filter(due_on__lte=reach)
    for batch in batched(rows.iterator(chunk_size=BATCH), BATCH):
        wanted = list(_notices(rule, batch, today, recipients, told))
        known = set(
            Notification.objects.filter(rule=rule.code, subject__in={notice.subject for notice in wanted}).values_list(
                "subject", "stage", "due_on", "recipient_id"
            )
        )
        fresh = [
            notice
            for notice in wanted
            if (notice.subject, notice.stage, notice.due_on, notice.recipient_id) not in known
        ]
        before = [notice.uuid for notice in fresh]
        Notification.objects.bulk_create(fresh, ignore_conflicts=True)
        stages = Notification.objects.filter(uuid__in=before).values_list("stage", flat=True)
        told.new.update((rule.code, stage) for stage in stages)


def _notices(
    rule: DueRule, rows: Iterable[dict[str, Any]], today: dt.date, recipients: _Recipients, told: Told
) -> Iterator[Notification]:
    for row in rows:
        for stage in stages_to_tell(rule.stages, row["due_on"], today):
            people = recipients.of(row, stage.to)
            told.unaddressed += not people and stage.to is not Addressee.PERSONNEL
            for person in people:
                yield Notification(
                    rule=rule.code,
                    subject=row["subject"],
                    stage=stage.code,
                    due_on=row["due_on"],
                    recipient_id=person,
                    participant_id=row["participant_id"],
                    url=rule.url(row),
                )


def _take_back(rule: DueRule, today: dt.date, now: dt.datetime) -> int:
    """Mark as read the unread notices whose work is done or whose date has moved. Returns how many."""
    unread = Notification.objects.unread().filter(rule=rule.code)
    if not unread.exists():
        return 0
    current = set(rule.rows(today).values_list("subject", "due_on"))
    gone = [pk for pk, *key in unread.values_list("pk", "subject", "due_on") if tuple(key) not in current]
    return unread.filter(pk__in=gone).update(read_at=now)


def _take_back_hidden(now: dt.datetime) -> int:
    """Mark as read the unread notices about protected persons whom the recipient is not named to see."""
    named = ProtectedAccess.objects.in_force().filter(participant=OuterRef("participant"), user=OuterRef("recipient"))
    hidden = Notification.objects.unread().filter(~Exists(named), participant__is_protected=True)
    return hidden.update(read_at=now)


def send_mail(*, now: dt.datetime, limit: int = 200) -> int:
    """Mail each recipient of notices not yet mailed one message without personal data. Returns how many messages.

    The mark and the sending share a transaction: a kill in between sends again, with the same Message-ID.
    Notices read in the meantime are marked without a mail.
    """
    Notification.objects.filter(mailed_at__isnull=True, read_at__isnull=False).update(mailed_at=now)
    waiting = (
        Notification.objects.filter(mailed_at__isnull=True, mail_tries__lt=MAIL_TRIES)
        .order_by("recipient_id")
        .values_list("recipient_id", flat=True)
        .distinct()[:limit]
    )
    sent = 0
    for recipient in list(waiting):
        sent += _mail_to(recipient, now)
    return sent


def _mail_to(recipient: int, now: dt.datetime) -> int:
    with transaction.atomic():
        notices = list(
            Notification.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
            .filter(recipient=recipient, mailed_at__isnull=True, mail_tries__lt=MAIL_TRIES)
            .select_related("recipient")
            # No more of the account than where the mail goes: it is all that Celery may read.
            .only("uuid", "mail_tries", "recipient__email")
            .order_by("pk")
        )
        if not notices:
            return 0
        keys = [notice.pk for notice in notices]
        try:
            with transaction.atomic():
                Notification.objects.filter(pk__in=keys).update(mailed_at=now)
                _message(notices).send()
        except OSError:
            for notice in notices:
                notice.mail_tries += 1
            Notification.objects.bulk_update(notices, ["mail_tries"])
            return 0
        return 1


def _message(notices: list[Notification]) -> EmailMessage:
    """One message for all of a recipient's notices; it names neither persons nor matters."""
    count = len(notices)
    what = "en ny uppgift" if count == 1 else f"{count} nya uppgifter"
    link = settings.BASE_URL.rstrip("/") + reverse("notices")
    host = settings.BASE_URL.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    return EmailMessage(
        subject=f"Du har {what} i systemet",
        body=f"Hej!\n\nDu har {what} i systemet. Logga in för att läsa:\n{link}\n\nMejlet går inte att svara på.\n",
        to=[notices[0].recipient.email],
        headers={"Message-ID": f"<notis-{notices[0].uuid}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def mark_read(user: User, notices: Iterable[uuid.UUID] | None, *, now: dt.datetime) -> int:
    """Mark the user's notices as read: those in `notices`, or all with None. Returns how many."""
    unread = Notification.objects.visible_to(user).unread()
    if notices is not None:
        unread = unread.filter(uuid__in=list(notices))
    return unread.update(read_at=now)


def label(rule: str) -> str:
    """The Swedish name of a rule; an old notice of a rule since removed is still readable."""
    return BY_CODE[rule].label if rule in BY_CODE else "Påminnelse"
