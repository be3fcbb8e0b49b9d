"""Agreements about the internships of the demo that go on or are to come: unsigned, half signed, signed, signed anew."""

import datetime as dt

from amc.demo.chance import at, office_day
from amc.staff.models import Unit, User
from placements.actions.agreements import sign_agreement, write_agreement
from placements.actions.internships import change_internship
from placements.models import Internship, InternshipAgreement
from placements.rules.agreement import (
    BEHALF,
    CONSULTANT,
    EMPLOYER,
    PAPER,
    PARTICIPANT,
    PARTIES,
    AgreementText,
    Signing,
)

_EVERY = 5
_WRITTEN_BEFORE = dt.timedelta(days=9)


def write_agreements(today: dt.date) -> None:
    """One for each internship of an open case that has not ended; which of them is signed, its number says."""
    for unit in Unit.objects.order_by("pk"):
        internships = Internship.objects.filter(
            enrolment__unit=unit,
            enrolment__closed_on__isnull=True,
            enrolment__consultant__isnull=False,
            end_reason="",
            period__endswith__gt=today,
        )
        for number, row in enumerate(internships.select_related("kind", "enrolment__consultant").order_by("pk")):
            if row.kind.needs_agreement:
                _agree(row, number % _EVERY, row.enrolment.consultant, today)


def _agree(row: Internship, turn: int, by: User, today: dt.date) -> None:
    written = office_day(min(row.first_day, today) - _WRITTEN_BEFORE)
    version = write_agreement(row, by=by, now=at(written, 10))
    name = AgreementText.from_data(version.text).supervisor or "Platschefen"
    day = at(written, 11)
    paper = {"how": PAPER, "paper_date": written, "paper_reference": f"Pärm {row.pk % 7 + 1}"}
    if turn == 1:
        _sign(version, Signing([EMPLOYER], name=name), by, day)
    if turn == 2:
        reason = "Läste och sa ja på telefon, är bortrest."
        _sign(version, Signing([PARTICIPANT], how=BEHALF, reason=reason), by, day)
        _sign(version, Signing([EMPLOYER, CONSULTANT], name=name, **paper), by, day)  # type: ignore[arg-type]
    if turn == 3:
        _sign(version, Signing(PARTIES, name=name), by, day)
    if turn == 4:
        _sign(version, Signing([PARTICIPANT, EMPLOYER], name=name), by, day)
        change_internship(
            row,
            seen=row.revision,
            by=by,
            today=min(row.last_day, today),
            first_day=row.first_day,
            weekday_hours=row.weekday_hours,
            purpose=row.purpose,
            tasks=f"{row.tasks}\nStäda efter sig.".strip(),
        )


def _sign(version: InternshipAgreement, signing: Signing, by: User, now: dt.datetime) -> None:
    seen = AgreementText.from_data(version.text).fingerprint
    sign_agreement(version, seen=seen, signing=signing, by=by, now=now)
