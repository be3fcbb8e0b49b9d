"""Recording consents and what is told to others, and marking what must not reach the referrer."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from amc.obstacles import refuse_if
from amc.staff.models import User
from participants.models import CaseAssignment, Consent, Disclosure, KartlaggningArea, Participant, Withheld
from participants.rules import sharing as rules


def _sensitive(facts: Sequence[str]) -> bool:
    codes = [fact.removeprefix(rules.AREA) for fact in facts if fact.startswith(rules.AREA)]
    return KartlaggningArea.objects.filter(code__in=codes, sensitive=True).exists()


def works_with(user: User, participant: Participant, day: dt.date) -> bool:
    """Whether `user` works with a case of the participant on `day`: only then is what is sensitive theirs."""
    mine = CaseAssignment.objects.filter(user=user, enrolment__participant=participant)
    return mine.filter(period__contains=day).exists()


@transaction.atomic
def record_consent(
    *,
    participant: Participant,
    recipient: str,
    organisation: str,
    facts: Sequence[str],
    purpose: str,
    given_on: dt.date,
    given_how: str,
    paper_ref: str,
    oral_note: str,
    valid_to: dt.date,
    by: User,
    today: dt.date,
) -> Consent:
    """Record that the participant consents. `given_on` and `valid_to` are inclusive. Raises Refused."""
    sensitive = _sensitive(facts)
    refuse_if(
        rules.consent_obstacles(
            facts=facts,
            given_on=given_on,
            valid_to=valid_to,
            today=today,
            how=given_how,
            paper_ref=paper_ref,
            oral_note=oral_note,
            sensitive=sensitive,
            works_with_case=works_with(by, participant, today),
        )
    )
    return Consent.objects.create(
        participant=participant,
        recipient=recipient,
        organisation=organisation.strip(),
        facts=list(facts),
        sensitive=sensitive,
        purpose=purpose.strip(),
        given_on=given_on,
        given_how=given_how,
        paper_ref=paper_ref.strip() if given_how == Consent.How.PAPER else "",
        oral_note=oral_note.strip() if given_how == Consent.How.ORAL else "",
        valid_to=valid_to,
        recorded_by=by,
    )


@transaction.atomic
def withdraw_consent(consent: Consent, *, note: str, by: User, now: dt.datetime) -> Consent:
    """The participant takes the consent back; nothing is told on it from `now` on. Raises Refused the second time."""
    row = Consent.objects.select_for_update(no_key=True, of=("self",)).get(pk=consent.pk)
    refuse_if(rules.withdrawal_obstacles(withdrawn=row.withdrawn_at is not None))
    row.withdrawn_at, row.withdrawn_note, row.withdrawn_recorded_by = now, note.strip(), by
    row.save(update_fields=["withdrawn_at", "withdrawn_note", "withdrawn_recorded_by"])
    return row


def check_disclosure(
    *,
    participant: Participant,
    consent: Consent | None,
    organisation: str,
    facts: Sequence[str],
    statute: str,
    reasons: str,
    disclosed_at: dt.datetime,
    by: User,
    now: dt.datetime,
    sensitive: bool = False,
) -> bool:
    """Whether what is to be told is sensitive; raises Refused as `record_disclosure`, and writes nothing."""
    sensitive = sensitive or _sensitive(facts)
    terms = None
    if consent is not None:
        terms = rules.ConsentTerms(consent.facts, consent.given_on, consent.valid_to, consent.withdrawn_at)
    refuse_if(
        rules.disclosure_obstacles(
            facts=facts,
            consent=terms,
            statute="" if consent else statute,
            reasons="" if consent else reasons,
            organisation=consent.organisation if consent else organisation,
            at=disclosed_at,
            day=timezone.localdate(disclosed_at),
            now=now,
            sensitive=sensitive,
            works_with_case=works_with(by, participant, timezone.localdate(now)),
        )
    )
    return sensitive


@transaction.atomic
def record_disclosure(
    *,
    participant: Participant,
    enrolment: Any,
    consent: Consent | None,
    recipient: str,
    organisation: str,
    person: str,
    what: str,
    facts: Sequence[str],
    statute: str,
    reasons: str,
    form: str,
    disclosed_at: dt.datetime,
    by: User,
    now: dt.datetime,
    document: dict[str, Any] | None = None,
    sensitive: bool = False,
) -> Disclosure:
    """Record what was told, to whom and on which ground. With a `consent` the recipient is the consent's. `sensitive`:
    it is so besides the kinds of `facts`.

    Raises Refused when neither a consent in force nor a secrecy test carries it; a consent that is being withdrawn
    in the same moment is waited for.
    """
    if consent is not None:
        consent = Consent.objects.select_for_update(no_key=True, of=("self",)).get(pk=consent.pk)
        recipient, organisation, statute, reasons = consent.recipient, consent.organisation, "", ""
    sensitive = check_disclosure(
        participant=participant,
        consent=consent,
        organisation=organisation,
        facts=facts,
        statute=statute,
        reasons=reasons,
        disclosed_at=disclosed_at,
        by=by,
        now=now,
        sensitive=sensitive,
    )
    return Disclosure.objects.create(
        participant=participant,
        enrolment=enrolment,
        consent=consent,
        recipient=recipient,
        organisation=organisation.strip(),
        person=person.strip(),
        what=what.strip(),
        facts=list(facts),
        sensitive=sensitive,
        statute=statute.strip(),
        reasons=reasons.strip(),
        form=form,
        disclosed_at=disclosed_at,
        disclosed_by=by,
        document=document,
    )


@transaction.atomic
def set_withheld(
    participant: Participant, *, of: str, subject: uuid.UUID, withheld: bool, by: User, now: dt.datetime
) -> None:
    """Mark something "inte till remittenten", or lift the mark. Without effect when it already is so."""
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    standing = Withheld.objects.filter(participant=participant, of=of, subject=subject).standing()
    if withheld and not standing.exists():
        Withheld.objects.create(participant=participant, of=of, subject=subject, marked_by=by)
    elif not withheld:
        standing.update(lifted_by=by, lifted_at=now)
