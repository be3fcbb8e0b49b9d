"""The lists about employments, internships and supervisors."""

from typing import Any

from amc.administration.code_list import CodeList
from amc.staff.models import PayRate
from placements.actions import change_scheme
from placements.models import AgreementClause, InternshipKind, PayrollColumn, PlannedVisit, Scheme


def _change_scheme(scheme: Scheme, **asked: Any) -> str:
    """Save a form of employment; answers what became of the follow-ups ahead."""
    done = change_scheme(scheme, **asked)
    return f"{done.done}." if done.cases else ""


WORKPLACE_LISTS: tuple[CodeList, ...] = (
    CodeList(
        "anstallningsformer",
        "Anställningsformer",
        "anställningsform",
        "Tidsgränser, krav och giltighet för varje form. AMI är högst 24 månader, och AMI och "
        "arbetsmarknadsanställning överlappar aldrig varandra, vad som än står här: det håller databasen också.",
        Scheme,
        ("name", "max_months", "total_max_months", "follow_up_months", "las", "valid_from", "valid_to"),
        (
            "code",
            "name",
            "max_months",
            "total_max_months",
            "counted",
            "breach_refuses",
            "extension_decided",
            "suspension_moves",
            "requires_plan",
            "requires_kartlaggning",
            "requires_internship",
            "requires_supervisor",
            "exclusive",
            "follow_up_months",
            "asks_next_step",
            "unclear_again_days",
            "regular",
            "subsidised",
            "is_support",
            "first_decision_months",
            "requisition_days",
            "las",
            "las_why",
            "converts",
            "valid_from",
            "valid_to",
            "source",
        ),
        ("name",),
        changes=_change_scheme,
    ),
    CodeList(
        "praktikslag",
        "Praktikslag",
        "praktikslag",
        "En praktik som blir längre eller kortare än gränserna ger en varning.",
        InternshipKind,
        ("order", "name", "min_months", "max_months", "max_days", "is_active"),
        (
            "code",
            "name",
            "paper_name",
            "min_months",
            "max_months",
            "max_days",
            "precedes_job",
            "needs_agreement",
            "order",
            "is_active",
        ),
        ("order", "name"),
    ),
    CodeList(
        "overenskommelsen",
        "Texter i praktiköverenskommelsen",
        "text",
        "Det som står i varje överenskommelse utöver praktikens uppgifter. Ändringar gäller bara nya texter.",
        AgreementClause,
        ("order", "heading", "is_active"),
        ("code", "heading", "text", "order", "is_active"),
        ("order", "code"),
    ),
    CodeList(
        "praktikbesok",
        "Besök och samtal under praktik",
        "besök",
        "De planeras när en praktik läggs in, flyttas med dess dagar och ställs in när den slutar.",
        PlannedVisit,
        ("kind", "name", "anchor", "days", "is_active"),
        ("kind", "name", "anchor", "days", "is_active"),
        ("kind__order", "pk"),
        key="pk",
        fixed=("kind",),
        related=("kind",),
    ),
    CodeList(
        "handledarersattning",
        "Handledarersättning",
        "belopp",
        "Beloppet gäller från sitt datum tills ett nytt tar vid.",
        PayRate,
        ("valid_from", "amount", "part"),
        ("valid_from", "amount", "part"),
        ("-valid_from",),
        key="valid_from",
        fixed=("valid_from",),
    ),
    CodeList(
        "lonefilens-kolumner",
        "Kolumner i lönefilen",
        "kolumn",
        "Vilka kolumner filen till lönesystemet har, i vilken ordning och med vilka rubriker. En fil som är skapad "
        "ändras inte.",
        PayrollColumn,
        ("order", "name", "content", "text", "is_active"),
        ("code", "name", "content", "text", "order", "is_active"),
        ("order", "pk"),
    ),
)
