"""The agreement about an internship: written, signed by three, and written anew when the internship changes."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from amc.obstacles import Refused, refuse_if
from amc.staff.models import User
from placements.actions.lasting import lock_person
from placements.facts import as_period
from placements.models import AgreementClause, Internship, InternshipAgreement, InternshipSignature
from placements.rules import agreement as rules
from placements.rules.agreement import AgreementText, Signing


def text_of(internship: Internship) -> AgreementText:
    """What an agreement about the internship says as it stands now; the supervisor is the last that it has."""
    rows = internship.supervisions.filter(stands_in=False).select_related("supervisor")
    supervision = rows.order_by("-period").first()
    workplace = internship.workplace
    last = as_period(internship.period).last
    led = supervision is not None and supervision.last_day == last
    return AgreementText(
        kind=internship.kind.paper_name or internship.kind.name,
        employer=workplace.employer.name,
        workplace=workplace.name,
        period=as_period(internship.period),
        days=tuple(internship.weekday_hours),
        purpose=internship.purpose,
        tasks=internship.tasks,
        supervisor=supervision.supervisor.full_name if supervision and led else "",
        clauses=tuple(AgreementClause.objects.filter(is_active=True).values_list("heading", "text")),
    )


@transaction.atomic
def write_agreement(internship: Internship, *, by: User, now: dt.datetime) -> InternshipAgreement:
    """Write the text anew from the internship as it stands: into the version that somebody has yet to sign, or as the
    next one. Answers the latest as it is when it says the same. Raises Refused when there is nothing left to agree on.
    """
    lock_person(internship.enrolment.participant_id)
    internship.refresh_from_db()
    enrolment, day = internship.enrolment, timezone.localdate(now)
    enrolment.refresh_from_db(fields=["closed_on"])
    refuse_if(
        rules.writing_obstacles(
            enrolment_open=enrolment.is_open,
            end_reason=internship.end_reason,
            last=internship.last_day,
            today=day,
        )
    )
    return _write(internship, by=by, now=now)


def begin_agreement(internship: Internship, *, by: User) -> None:
    """Write the first version, for a kind that is to have one. In the caller's transaction."""
    if internship.kind.needs_agreement:
        _write(internship, by=by, now=timezone.now())


def renew_agreement(internship: Internship, *, by: User, ends: bool = False) -> None:
    """Write the text anew after a change of the internship that has an agreement, so that nobody's signature stands
    under another text than they read. In the caller's transaction.

    An internship that `ends` makes no new version of an agreement that all have signed.
    """
    latest = internship.agreements.order_by("-number").first()
    if latest is not None and not (ends and not latest.is_open):
        _write(internship, by=by, now=timezone.now())


def _write(internship: Internship, *, by: User, now: dt.datetime) -> InternshipAgreement:
    text = text_of(internship).as_data()
    versions = InternshipAgreement.objects.filter(internship=internship)
    latest = versions.select_for_update(of=("self",)).order_by("-number").first()
    if latest is not None and latest.text == text:
        return latest
    if latest is None or not latest.is_open:
        number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return InternshipAgreement.objects.create(
            internship=internship, number=number, text=text, created_at=now, created_by=by
        )
    latest.signatures.standing().update(lost_at=now, lost_by=by)
    latest.text, latest.changed_at, latest.changed_by = text, now, by
    latest.save(update_fields=["text", "changed_at", "changed_by"])
    return latest


@transaction.atomic
def sign_agreement(
    agreement: InternshipAgreement, *, seen: str, signing: Signing, by: User, now: dt.datetime
) -> InternshipAgreement:
    """Enter that the parties of `signing` sign the text whose fingerprint is `seen`: another text is not signed. With
    the consultant, who is the last, it is frozen. Raises Refused.
    """
    row = InternshipAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    text = AgreementText.from_data(row.text)
    if text.fingerprint != seen:
        raise Refused(rules.TEXT_CHANGED)
    if not row.is_open:
        raise Refused(rules.FROZEN)
    signed = set(row.signatures.standing().values_list("party", flat=True))
    refuse_if(rules.signing_obstacles(signing, signed=signed, today=timezone.localdate(now)))
    last = rules.CONSULTANT in signing.parties
    if last and not text.says_the_same(text_of(row.internship)):
        raise Refused(rules.OUTDATED)
    for party in rules.PARTIES:
        if party in signing.parties:
            _sign(row, party, signing, by, now)
    if last:
        row.frozen_at = now
        row.save(update_fields=["frozen_at"])
    return row


def _sign(row: InternshipAgreement, party: str, signing: Signing, by: User, now: dt.datetime) -> None:
    how = rules.SCREEN if party == rules.CONSULTANT else signing.how
    on_paper = how == rules.PAPER
    InternshipSignature.objects.create(
        agreement=row,
        party=party,
        how=how,
        name=signing.name.strip() if party == rules.EMPLOYER else "",
        paper_date=signing.paper_date if on_paper else None,
        paper_reference=signing.paper_reference.strip() if on_paper else "",
        reason=signing.reason.strip() if how == rules.BEHALF else "",
        signed_at=now,
        by=by,
    )
