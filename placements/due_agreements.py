"""Agreements about internships: to be signed by all before the first day, and anew when a change took a signature."""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from amc.due import Addressee, DaysAfter, DueRule, Stage
from handlingsplan.models import LocalDate
from participants.due import person_of
from placements.due import FirstDay, Rows
from placements.models import InternshipAgreement, InternshipSignature, Supervision
from placements.rules.agreement import DAYS_TO_SIGN, EMPLOYER

HORIZON = 30


def _rows(found: QuerySet[Any], internship: str, responsible: str) -> Rows:
    """`found` of open cases and of internships that nobody has noted the end of, as the contract's keys."""
    case = f"{internship}__enrolment"
    going_on = {f"{case}__closed_on__isnull": True, f"{internship}__end_reason": ""}
    return (
        found.filter(**going_on)
        .order_by()
        .values(
            subject=F("uuid"),
            person=person_of(f"{case}__participant"),
            participant_id=F(f"{case}__participant"),
            unit_id=F(f"{case}__unit"),
            responsible_id=F(responsible),
            due_on=F("wanted_on"),
        )
    )


def _wanted(today: dt.date) -> QuerySet[InternshipAgreement]:
    """Those to be signed within the horizon: by the first day, and within a week of the text was written."""
    written = LocalDate(Coalesce("changed_at", "created_at"))
    found = InternshipAgreement.objects.filter(frozen_at__isnull=True, internship__period__endswith__gt=today)
    found = found.annotate(wanted_on=Greatest(FirstDay("internship__period"), DaysAfter(written, DAYS_TO_SIGN)))
    return found.filter(wanted_on__lte=today + dt.timedelta(days=HORIZON))


def unsigned(today: dt.date) -> Rows:
    """Agreements that have not been signed by all three."""
    return _rows(_wanted(today), "internship", "internship__enrolment__consultant")


def unsigned_by_supervisors(today: dt.date) -> Rows:
    """Those that the employer has not signed, for the supervisor who has an account."""
    standing = InternshipSignature.objects.filter(agreement=OuterRef("pk"), party=EMPLOYER, lost_at__isnull=True)
    found = _wanted(today).filter(
        ~Exists(standing),
        internship__supervisions__supervisor__user__is_active=True,
        internship__supervisions__period__endswith=F("internship__period__endswith"),
    )
    return _rows(found, "internship", "internship__supervisions__supervisor__user")


def _lost(today: dt.date) -> QuerySet[InternshipSignature]:
    """Signatures that a change took, of parties that have not signed since."""
    later = InternshipSignature.objects.filter(
        agreement=OuterRef("agreement"), party=OuterRef("party"), pk__gt=OuterRef("pk")
    )
    found = InternshipSignature.objects.filter(
        ~Exists(later),
        lost_at__isnull=False,
        agreement__frozen_at__isnull=True,
        agreement__internship__period__endswith__gt=today,
    )
    return found.annotate(wanted_on=LocalDate("lost_at"))


def lost(today: dt.date) -> Rows:
    """Signatures that a change took, for the consultant: whose they were stands on the page."""
    return _rows(_lost(today), "agreement__internship", "agreement__internship__enrolment__consultant")


def lost_by_supervisors(today: dt.date) -> Rows:
    """The employer's that the supervisor gave, for the supervisor who still leads the internship."""
    leads = Supervision.objects.filter(
        internship=OuterRef("agreement__internship"),
        supervisor__user=OuterRef("by"),
        period__endswith=F("internship__period__endswith"),
    )
    return _rows(_lost(today).filter(Exists(leads), party=EMPLOYER), "agreement__internship", "by")


def _sign_url(row: dict[str, Any]) -> str:
    return reverse("internship_agreement", args=[row["subject"]])


def _supervisor_url(row: dict[str, Any]) -> str:
    return reverse("supervision_agreement", args=[row["subject"]])


UNSIGNED = DueRule(
    code="agreement_unsigned",
    label="Överenskommelse om praktik att skriva under",
    verb="Skriv under",
    icon="pencil",
    horizon=14,
    stages=(Stage("-7", -7), Stage("due", 0), Stage("manager", 14, Addressee.MANAGER)),
    rows=unsigned,
    url=_sign_url,
)
SUPERVISOR = DueRule(
    code="agreement_supervisor",
    label="Överenskommelse om praktik att läsa och skriva under",
    verb="Läs och skriv under",
    icon="pencil",
    horizon=HORIZON,
    stages=(Stage("new", -HORIZON), Stage("-7", -7), Stage("due", 0)),
    rows=unsigned_by_supervisors,
    url=_supervisor_url,
    case_url=_sign_url,
    repeats=True,
)
LOST = DueRule(
    code="agreement_lost",
    label="En underskrift gäller inte längre: överenskommelsen ändrades",
    verb="Skriv under på nytt",
    icon="pencil",
    horizon=0,
    stages=(Stage("lost", 0),),
    rows=lost,
    url=_sign_url,
    repeats=True,
)
LOST_SUPERVISOR = DueRule(
    code="agreement_lost_supervisor",
    label="Din underskrift gäller inte längre: överenskommelsen ändrades",
    verb="Läs och skriv under på nytt",
    icon="pencil",
    horizon=0,
    stages=(Stage("lost", 0),),
    rows=lost_by_supervisors,
    url=_supervisor_url,
    case_url=_sign_url,
    repeats=True,
)
RULES: tuple[DueRule, ...] = (UNSIGNED, SUPERVISOR, LOST, LOST_SUPERVISOR)
