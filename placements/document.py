"""The agreement about an internship on paper: one or two pages, PDF/UA (amc.web.documents)."""

from typing import Any

from django.utils import timezone

from amc.staff.models import Municipality
from amc.web.documents import render_pdf
from placements.models import InternshipAgreement, InternshipSignature
from placements.rules.agreement import CONSULTANT, EMPLOYER, PARTICIPANT, AgreementText


def agreement_pdf(agreement: InternshipAgreement, *, municipality: Municipality) -> bytes:
    """The version as PDF: what was signed says by whom and how, and who has not signed has a line to do it on.

    A protected person is named by the case number alone.
    """
    text = AgreementText.from_data(agreement.text)
    enrolment = agreement.internship.enrolment
    consultant = enrolment.consultant
    unit = municipality.unit_head or municipality.name
    signed = {row.party: row for row in agreement.signatures.standing().select_related("by")}
    who = {
        PARTICIPANT: enrolment.name_on_paper,
        EMPLOYER: f"För {text.employer}",
        CONSULTANT: f"För {unit}",
    }
    data: dict[str, Any] = {
        "name": enrolment.name_on_paper,
        "case": enrolment.case_number,
        "version": agreement.number,
        "state": _state(agreement),
        "unit": unit,
        "consultant": consultant.full_name if consultant else "",
        "phone": (consultant.phone if consultant else "") or municipality.phone,
        "facts": [list(fact) for fact in text.facts],
        "clauses": [list(clause) for clause in text.clauses],
        "signed": [_signed(who[party], signed[party]) for party in who if party in signed],
        "lines": [name for party, name in who.items() if party not in signed],
    }
    return render_pdf("agreement", data, title=text.title, unit_head=unit)


def _state(agreement: InternshipAgreement) -> str:
    if agreement.frozen_at is None:
        return "inte underskriven av alla än"
    return f"underskriven {timezone.localdate(agreement.frozen_at)}"


def _signed(who: str, row: InternshipSignature) -> str:
    """ "För Köket AB skrev Hans Hedlund under 2026-11-24, på skärmen."."""
    how = {
        InternshipSignature.How.SCREEN: "på skärmen",
        InternshipSignature.How.PAPER: f"på papper {row.paper_date} ({row.paper_reference})",
        InternshipSignature.How.BEHALF: f"genom {row.by.full_name}: {row.reason}",
    }[InternshipSignature.How(row.how)]
    name = row.name or (row.by.full_name if row.party == CONSULTANT else "")
    signed = f"skrev {name} under" if name else "skrev under"
    return f"{who} {signed} {timezone.localdate(row.signed_at)}, {how}."
