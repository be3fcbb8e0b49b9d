"""What could be disposed of, and why it is or isn't: the list that is looked at before anything is approved."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import DateField, F, Func, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from amc.calendar import add_months, swedish_plural
from amc.disposal import rules
from amc.disposal.models import DisposalRun, LegalHold, RetentionRule
from amc.staff.models import User
from participants.models import Disclosure, Enrolment, ImportFile, JournalEntry, KartlaggningEntry, Referral
from placements.models import SupervisorPayment

WORDS = {
    rules.Fate.DUE: ("Kan gallras", "soon"),
    rules.Fate.HELD: ("Gallringsstopp", "info"),
    rules.Fate.SAMPLE: ("Bevaras som urval", "neutral"),
    rules.Fate.ACCOUNTS: ("Väntar på underlag för utbetalning", "neutral"),
    rules.Fate.REVIEW: ("Granskningen bevaras", "neutral"),
}


@dataclass(frozen=True)
class Candidate:
    """A record whose term is past, or that something keeps all the same."""

    record: str
    subject: int
    name: str
    label: str
    regime: str
    base: dt.date
    kept_until: dt.date
    fate: str
    rule: RetentionRule
    url: str = ""
    accounts_until: dt.date | None = None
    person: int | None = None
    referral: uuid.UUID | None = None

    @property
    def word(self) -> str:
        """What becomes of it."""
        word = WORDS[self.fate][0]
        return f"{word} till {self.accounts_until}" if self.fate == rules.Fate.ACCOUNTS else word

    @property
    def tone(self) -> str:
        """The tone of the word."""
        return WORDS[self.fate][1]


class LocalDate(Func):
    """The municipality's date of a moment."""

    function = "amc_local_date"
    output_field = DateField()


def rules_in_force(today: dt.date) -> dict[tuple[str, str], RetentionRule]:
    """The rule of each kind of record and regime on `today`; the latest where several hold."""
    rows = RetentionRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), valid_from__lte=today)
    return {(row.record, row.regime): row for row in rows.order_by("valid_from", "pk")}


def candidates(user: User, today: dt.date) -> list[Candidate]:
    """All records of the user's unit whose term is past on `today`, what is kept all the same included."""
    held = set(LegalHold.objects.standing().values_list("participant", flat=True))
    in_force = rules_in_force(today)
    accounts = in_force.get((RetentionRule.Record.ACCOUNTS, ""))
    found: list[Candidate] = []
    for (record, _), rule in in_force.items():
        if record == RetentionRule.Record.CASE:
            found += _cases(user, today, rule, accounts, held)
        elif record == RetentionRule.Record.REFERRAL:
            found += _referrals(user, today, rule, held)
        elif record == RetentionRule.Record.IMPORT:
            found += _files(user, today, rule)
        elif record == RetentionRule.Record.READ_LOG:
            found += _readings(user, rule)
    return sorted(found, key=lambda one: (one.kept_until, one.record, one.subject))


def _past(rule: RetentionRule, today: dt.date) -> Q:
    """Coarse: no record can be past its term that was closed after this day."""
    return Q(closed_on__lt=rules.kept_until(today, -rule.months) + dt.timedelta(days=1))


def _latest(rows: QuerySet, moment: str) -> Subquery:
    own = rows.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Subquery(own.annotate(latest=Max(LocalDate(moment))).values("latest"))


def last_noted(rows: "QuerySet[Enrolment]") -> "QuerySet[Any]":
    """Closed enrolments with `noted_on`: the last day on which something was written in the case."""
    return rows.annotate(
        noted_on=Greatest(
            F("closed_on"),
            _latest(JournalEntry.objects.all(), "created_at"),
            _latest(KartlaggningEntry.objects.all(), "created_at"),
            _latest(Disclosure.objects.all(), "recorded_at"),
            LocalDate("closure__closed_at"),
        )
    )


def _cases(
    user: User, today: dt.date, rule: RetentionRule, accounts: RetentionRule | None, held: set[int]
) -> Iterator[Candidate]:
    rows = Enrolment.objects.visible_to(user).filter(_past(rule, today), source__regime=rule.regime)
    paid = SupervisorPayment.objects.filter(proof__supervision__enrolment=OuterRef("pk")).order_by().values("pk")
    latest = paid.values("proof__supervision__enrolment").annotate(latest=Max("month")).values("latest")
    for row in last_noted(rows).annotate(paid=Subquery(latest)).select_related("participant"):
        counted = row.noted_on if rule.counts_from == RetentionRule.CountsFrom.LAST_NOTE else row.closed_on
        until = rules.accounts_kept_until(row.paid, accounts.months) if row.paid and accounts else None
        standing = rules.Standing(
            rules.kept_until(counted, rule.months),
            until,
            held=row.participant_id in held,
            birth_day=row.participant.birth_date.day,
        )
        fate = rules.fate(standing, today=today, sample_days=rule.sample_days)
        if fate == rules.Fate.NOT_DUE or today <= standing.kept_until:
            continue
        yield Candidate(
            rule.record,
            row.pk,
            row.participant.full_name,
            row.case_number,
            rule.get_regime_display(),
            counted,
            standing.kept_until,
            fate,
            rule,
            row.participant.get_absolute_url(),
            until,
            row.participant_id,
        )


def _referrals(user: User, today: dt.date, rule: RetentionRule, held: set[int]) -> Iterator[Candidate]:
    refused = (Referral.State.DECLINED, Referral.State.RETURNED)
    rows = Referral.objects.visible_to(user).filter(state__in=refused, source__regime=rule.regime, enrolment=None)
    for row in rows.annotate(decided_on=LocalDate("decided_at")):
        kept = rules.kept_until(row.decided_on, rule.months)
        standing = rules.Standing(kept, held=row.participant_id in held, birth_day=row.birth_date.day)
        fate = rules.fate(standing, today=today, sample_days=rule.sample_days)
        if today > kept:
            yield Candidate(
                rule.record,
                row.pk,
                row.full_name,
                row.get_state_display(),
                rule.get_regime_display(),
                row.decided_on,
                kept,
                fate,
                rule,
                row.get_absolute_url(),
                person=row.participant_id,
                referral=row.uuid,
            )


def _files(user: User, today: dt.date, rule: RetentionRule) -> Iterator[Candidate]:
    rows = ImportFile.objects.visible_to(user).filter(referrals=None)
    for row in rows.annotate(uploaded_on=LocalDate("uploaded_at")):
        kept = rules.kept_until(row.uploaded_on, rule.months)
        if today > kept:
            yield Candidate(
                rule.record, row.pk, row.filename, row.get_state_display(), "", row.uploaded_on, kept, "due", rule
            )


def _readings(user: User, rule: RetentionRule) -> Iterator[Candidate]:
    """The months of the unit's read log whose term is past. PostgreSQL reckons them (disposal_months_of_readings): a
    reading by somebody without a unit, or of a person out of sight, goes with them and is seen by nobody here."""
    if not DisposalRun.objects.may_read(user):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT month, due, held, reviewed FROM disposal_months_of_readings(%s)", [user.unit_id])
        months = cursor.fetchall()
    for month, due, held, reviewed in months:
        last = add_months(month, 1) - dt.timedelta(days=1)
        kept = [("stoppas", held), ("bevaras med sin granskning", reviewed)]
        words = [
            f"{swedish_plural(due, 'visning', 'visningar')} gallras",
            *(f"{amount} {word}" for word, amount in kept if amount),
        ]
        yield Candidate(
            rule.record,
            month.year * 100 + month.month,
            f"Läslogg {month:%Y-%m}",
            ", ".join(words),
            "",
            last,
            rules.kept_until(last, rule.months),
            rules.fate_of_month(due=due, held=held),
            rule,
        )


def print_of(found: Iterable[Candidate]) -> str:
    """The same list has the same print."""
    said = "\n".join(f"{one.record}:{one.subject}:{one.kept_until}:{one.rule.pk}" for one in found)
    return hashlib.sha256(said.encode()).hexdigest()
