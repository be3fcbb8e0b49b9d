"""What the demo's consultant has told others, what is not for the referrer, and one life that must not be forgotten."""

import datetime as dt
import uuid
from collections.abc import Iterator

from amc.demo.chance import at
from amc.disposal.actions import place_hold
from amc.staff.demo import DEMO_EMAILS
from amc.staff.models import Role, User
from handlingsplan.models import Activity, FollowUp, Goal
from participants.actions.sharing import record_consent, record_disclosure, set_withheld, withdraw_consent
from participants.actions.statements import change_statement, note_statement, send_statement
from participants.models import (
    Consent,
    Disclosure,
    Enrolment,
    KartlaggningEntry,
    Recipient,
    Statement,
    StatementKind,
    Withheld,
)
from participants.sharing import area_subject
from placements.models import Internship

# To whom, about what and what was said; the first is of something sensitive.
_TOLD: tuple[tuple[Recipient, str, str, str], ...] = (
    (Recipient.ARBETSGIVARE, "Bageriet Vetekornet", "omrade-halsa", "Behöver en kort paus på förmiddagen."),
    (Recipient.ARBETSGIVARE, "Sjöstadens Städ", "placering", "Börjar klockan nio den första veckan."),
    (Recipient.AF, "Arbetsförmedlingen", "plan", "Att planen är överenskommen och vad nästa steg är."),
    (Recipient.SOCIALTJANST, "Vuxenenheten", "narvaro", "Att mötena har hållits sedan i våras."),
    (Recipient.FK, "Försäkringskassan", "uppfoljning", "Vad vi kom överens om vid uppföljningen."),
    (Recipient.VARD, "Vårdcentralen Ängen", "kontakt", "Vem konsulenten är och hur man når oss."),
    (Recipient.SKOLA, "Komvux", "plan", "Vilken kurs planen syftar till."),
    (Recipient.ANNAN, "Föreningen Brobyggarna", "kontakt", "Att deltagaren gärna kommer på torsdagar."),
)
_WITHDRAWN = 1
_DOCUMENT = {"title": "Underlag", "parts": [{"heading": "Planen", "text": "Det här är vi överens om."}]}


def tell_others(today: dt.date) -> None:
    """Consents of every kind, one withdrawn; disclosures, one sensitive; marks; and a hold on the oldest closed case."""
    anna = User.objects.get(email=DEMO_EMAILS[Role.KONSULENT])
    now = at(today, 7)
    open_cases = Enrolment.objects.worked_by(anna, today).filter(consultant=anna)
    cases = list(open_cases.select_related("participant").order_by("pk")[: len(_TOLD)])
    for number, (case, (recipient, organisation, fact, what)) in enumerate(zip(cases, _TOLD, strict=True)):
        how = Consent.How.values[number % len(Consent.How.values)]
        consent = record_consent(
            participant=case.participant,
            recipient=recipient,
            organisation=organisation,
            facts=list(dict.fromkeys(["kontakt", "placering", fact])),
            purpose="Så att vi kan planera tillsammans.",
            given_on=today - dt.timedelta(days=30 + number),
            given_how=how,
            paper_ref="Pärm 4",
            oral_note="Vid mötet, inför handledaren.",
            valid_to=today + dt.timedelta(days=180),
            by=anna,
            today=today,
        )
        form = Disclosure.Form.values[number % len(Disclosure.Form.values)]
        record_disclosure(
            participant=case.participant,
            enrolment=case,
            consent=consent,
            recipient="",
            organisation="",
            person="Kontaktpersonen",
            what=what,
            facts=[fact],
            statute="",
            reasons="",
            form=form,
            disclosed_at=now - dt.timedelta(days=10 + number),
            by=anna,
            now=now,
            document=_DOCUMENT if form == Disclosure.Form.DOCUMENT else None,
        )
        if number == _WITHDRAWN:
            withdraw_consent(consent, note="Ringde och ångrade sig.", by=anna, now=now - dt.timedelta(days=2))
    _statements(cases, anna, today, now)
    for of, subject, case in _subjects(anna):
        set_withheld(case.participant, of=of, subject=subject, withheld=True, by=anna, now=now)
    oldest = Enrolment.objects.filter(unit=anna.unit, closed_on__isnull=False).order_by("closed_on", "pk").first()
    if oldest is not None:
        place_hold(
            oldest.participant,
            reason="Deltagaren har begärt skadestånd, och ärendet behövs som underlag.",
            decision=f"Enhetschefens beslut {today - dt.timedelta(days=40)}",
            by=User.objects.get(email=DEMO_EMAILS[Role.ENHETSCHEF]),
        )


# Kind, of whom, days since it was asked for, days until it is to have come, and what became of it.
_ASKED = (
    ("lakarutlatande", "Vårdcentralen Ängen", 20, 5, Statement.Direction.ASKED),
    ("af_arbetsformaga", "Arbetsförmedlingen, Lars Lind", 45, -3, Statement.Direction.ASKED),
    ("intyg", "Bageriet Vetekornet", 20, -3, Statement.Direction.RECEIVED),
    ("intyg", "Sjöstadens Städ", 30, -10, Statement.Direction.DROPPED),
)


def _statements(cases: list[Enrolment], anna: User, today: dt.date, now: dt.datetime) -> None:
    """Statements that are waited for, one of them late, one that has come, one that is waited for no longer and one that was sent."""
    kinds = {kind.code: kind for kind in StatementKind.objects.all()}
    for case, (code, party, since, until, now_is) in zip(cases, _ASKED, strict=False):
        row = note_statement(
            enrolment=case,
            kind=kinds[code],
            direction=Statement.Direction.ASKED,
            contact=None,
            party=party,
            day=max(today - dt.timedelta(days=since), case.opened_on),
            due_on=max(today + dt.timedelta(days=until), case.opened_on),
            reference="",
            by=anna,
            today=today,
        )
        if now_is != Statement.Direction.ASKED:
            change_statement(
                row,
                direction=now_is,
                party=party,
                day=today - dt.timedelta(days=2),
                due_on=None,
                reference="Akten, flik 3" if now_is == Statement.Direction.RECEIVED else "",
                by=anna,
                today=today,
            )
    send_statement(
        enrolment=cases[0],
        kind=kinds["underlag_fk"],
        contact=None,
        recipient=Recipient.FK,
        organisation="Försäkringskassan",
        person="Handläggaren",
        consent=None,
        statute="10 kap. 2 § OSL (2009:400)",
        reasons="Behövs för att Försäkringskassan ska kunna bedöma rätten till ersättning.",
        facts=["uppfoljning"],
        form=Disclosure.Form.LETTER,
        disclosed_at=now - dt.timedelta(days=4),
        reference="Akten, flik 5",
        by=anna,
        now=now,
    )


def _subjects(anna: User) -> Iterator[tuple[str, uuid.UUID, Enrolment]]:
    """One thing of each kind, in some case of Anna's."""
    goal = Goal.objects.filter(version__plan__enrolment__consultant=anna, version__state="agreed").earliest("pk")
    yield Withheld.Of.GOAL, goal.origin, goal.version.plan.enrolment
    done = Activity.objects.filter(version__plan__enrolment__consultant=anna, version__state="agreed").earliest("pk")
    yield Withheld.Of.ACTIVITY, done.origin, done.version.plan.enrolment
    held = FollowUp.objects.filter(enrolment__consultant=anna, held_on__isnull=False).earliest("pk")
    yield Withheld.Of.FOLLOW_UP, held.uuid, held.enrolment
    known = KartlaggningEntry.objects.filter(enrolment__consultant=anna, area__sensitive=False).earliest("pk")
    yield Withheld.Of.KARTLAGGNING, area_subject(known.participant, known.area), known.enrolment
    place = Internship.objects.filter(enrolment__consultant=anna).earliest("pk")
    yield Withheld.Of.PLACEMENT, place.uuid, place.enrolment
