"""The tables that the law and the municipality move, as lists to administer. Declared, not programmed."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from amc.aktivitetskrav.models import AbsenceKind, ReportEvent
from amc.disposal.models import RetentionRule
from amc.kaa.models import ListColumn, ListRule, MeasureKind
from amc.review.models import ReviewRule
from amc.skills.models import CertificateKind, Skill, SkillList
from amc.staff.models import Municipality, PayRate, Team, Unit
from handlingsplan.models import ActivityKind, FollowUpQuestion, PlanWording
from participants.models import Competence, KartlaggningArea, OpeningReason, Source, StatementKind, TeamRule
from placements.models import AgreementClause, InternshipKind, PlannedVisit, Scheme


@dataclass(frozen=True)
class CodeList:
    """One list: what it is called, what is shown and what can be changed.

    `key` names the field by which a row is addressed; `fixed` are fields that are set when a row is made and never
    changed, since other rows and rules refer to them. Rows are never removed: they get a last day, or are not used.
    """

    slug: str
    title: str
    one: str
    lead: str
    model: type[models.Model]
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    order: tuple[str, ...]
    key: str = "code"
    fixed: tuple[str, ...] = ("code",)
    can_add: bool = True
    filters: tuple[str, ...] = ()
    related: tuple[str, ...] = field(default_factory=tuple)

    def rows(self) -> "models.QuerySet[Any]":
        """All rows. They name no participant, so the systemförvaltare sees every one."""
        rows = self.model._default_manager.order_by(*self.order)
        return rows.select_related(*self.related) if self.related else rows

    def key_of(self, row: Any) -> str:
        """The address of a row."""
        return str(getattr(row, self.key))


def _make(*lists: CodeList) -> dict[str, CodeList]:
    return {one.slug: one for one in lists}


CODE_LISTS: dict[str, CodeList] = _make(
    CodeList(
        "enheter",
        "Enheter",
        "enhet",
        "Enheten är gränsen för vilka ärenden man ser.",
        Unit,
        ("name",),
        ("name",),
        ("name",),
        key="uuid",
        fixed=(),
    ),
    CodeList(
        "team",
        "Team",
        "team",
        "Teamen i varje enhet.",
        Team,
        ("name", "unit"),
        ("unit", "code", "name"),
        ("unit__name", "name"),
        key="uuid",
        fixed=("unit", "code"),
        related=("unit",),
    ),
    CodeList(
        "teamregler",
        "Teamregler",
        "teamregel",
        "Den första regeln vars villkor stämmer avgör vilket team som får anvisningen.",
        TeamRule,
        ("order", "unit", "source", "min_age", "below_age", "needs_interpreter", "team"),
        ("unit", "order", "source", "min_age", "below_age", "needs_interpreter", "team"),
        ("unit__name", "order"),
        key="pk",
        fixed=("unit",),
        related=("unit", "source", "team"),
    ),
    CodeList(
        "remittenter",
        "Remittenter",
        "remittent",
        "Vilka som anvisar hit, och vad som gäller för dem. En remittent som upphör får en sista dag.",
        Source,
        ("name", "kind", "regime", "below_age", "quota", "valid_from", "valid_to"),
        (
            "code",
            "name",
            "kind",
            "regime",
            "min_age",
            "below_age",
            "quota",
            "own_initiative",
            "has_af_programme",
            "valid_from",
            "valid_to",
        ),
        ("name",),
    ),
    CodeList(
        "omraden",
        "Områden i kartläggningen",
        "område",
        "Ett känsligt område visas bara för dem som arbetar med ärendet.",
        KartlaggningArea,
        ("order", "name", "sensitive", "is_active"),
        ("code", "name", "question", "sensitive", "order", "is_active"),
        ("order", "pk"),
    ),
    CodeList(
        "kompetenser",
        "Yrken och färdigheter",
        "kompetens",
        "Det som väljs under styrkor och kompetenser i kartläggningen. Det som utgår får en sista dag.",
        Competence,
        ("name", "kind", "field", "ssyk", "valid_to"),
        ("code", "name", "kind", "field", "ssyk", "valid_from", "valid_to"),
        ("kind", "field", "name"),
    ),
    CodeList(
        "utlatanden",
        "Slag av utlåtanden",
        "slag",
        "Vad som begärs, tas emot och skickas. Ett känsligt slag visas bara för dem som arbetar med ärendet.",
        StatementKind,
        ("order", "name", "sensitive", "is_active"),
        ("code", "name", "sensitive", "order", "is_active"),
        ("order", "pk"),
    ),
    CodeList(
        "granskningsregler",
        "Regler för loggranskning",
        "regel",
        "Vad som tas ut till granskning ur läsloggen, och vad som larmar enhetschefen genast.",
        ReviewRule,
        ("order", "name", "limit", "alerts", "is_active"),
        ("name", "limit", "alerts", "order", "is_active"),
        ("order", "pk"),
        can_add=False,
    ),
    CodeList(
        "oppningsskal",
        "Skäl att öppna",
        "skäl",
        "Det man väljer bland för att öppna ett ärende som man inte arbetar i.",
        OpeningReason,
        ("order", "name", "needs_note", "is_active"),
        ("code", "name", "needs_note", "order", "is_active"),
        ("order", "pk"),
    ),
    CodeList(
        "aktivitetsslag",
        "Aktivitetsslag",
        "aktivitetsslag",
        "Slagen av aktiviteter i handlingsplanen.",
        ActivityKind,
        ("order", "name", "is_active"),
        ("code", "name", "order", "is_active"),
        ("order", "name"),
    ),
    CodeList(
        "plansprak",
        "Planens fasta texter på andra språk",
        "text",
        "Det som står på papperet utöver det ni skriver. En text som ingen har granskat märks som maskinöversatt.",
        PlanWording,
        ("swedish", "language", "words", "is_approved"),
        ("words", "is_approved"),
        ("language", "pk"),
        can_add=False,
        filters=("language", "is_approved"),
    ),
    CodeList(
        "kaa-insatser",
        "Insatser i KAA",
        "insats",
        "Vad som ungdomar i KAA erbjuds. Namnet står i registret och får inte säga något känsligt, som hälsa.",
        MeasureKind,
        ("order", "name", "is_active"),
        ("code", "name", "order", "is_active"),
        ("order", "name"),
    ),
    CodeList(
        "kaa-regler",
        "Regler för KAA:s halvårslista",
        "regel",
        "Vad som kontrolleras innan halvårslistan lämnas, och om det stoppar listan eller bara sägs till om.",
        ListRule,
        ("order", "name", "stops", "days", "is_active"),
        ("name", "stops", "days", "order", "is_active"),
        ("order", "pk"),
        can_add=False,
    ),
    CodeList(
        "kaa-kolumner",
        "Kolumner i KAA:s halvårslista",
        "kolumn",
        "Vilka kolumner filen har, i vilken ordning och med vilka rubriker.",
        ListColumn,
        ("order", "name", "is_active"),
        ("name", "order", "is_active"),
        ("order", "pk"),
        can_add=False,
    ),
    CodeList(
        "yrkeslistor",
        "Yrken att bedöma",
        "yrke",
        "Yrkena som visad kompetens bedöms i.",
        SkillList,
        ("order", "name", "is_active"),
        ("code", "name", "order", "is_active"),
        ("order", "pk"),
    ),
    CodeList(
        "yrkesmoment",
        "Moment i yrkena",
        "moment",
        "Vad som bedöms i varje yrke. Skriv det som går att se i arbetet.",
        Skill,
        ("of", "order", "name", "is_active"),
        ("of", "code", "name", "order", "is_active"),
        ("of__order", "order", "pk"),
        fixed=("of", "code"),
        related=("of",),
    ),
    CodeList(
        "bevisslag",
        "Bevis",
        "slag av bevis",
        "Certifikat och bevis som deltagare kan ha, och hur länge de oftast gäller.",
        CertificateKind,
        ("order", "name", "months", "is_active"),
        ("code", "name", "months", "order", "is_active"),
        ("order", "pk"),
    ),
    CodeList(
        "franvaroslag",
        "Frånvaro i aktivitetskravet",
        "slag av frånvaro",
        "Vad frånvaron kan bero på, och om det är ett godtagbart skäl. Skriv inget närmare om hälsa.",
        AbsenceKind,
        ("order", "name", "excused", "is_active"),
        ("code", "name", "excused", "order", "is_active"),
        ("order", "name"),
    ),
    CodeList(
        "rapporthandelser",
        "Händelser att rapportera till socialnämnden",
        "händelse",
        "Vad en rapport om aktivitetskravet kan gälla. Namnet står i rapporten.",
        ReportEvent,
        ("order", "name", "is_active"),
        ("code", "name", "order", "is_active"),
        ("order", "name"),
    ),
    CodeList(
        "uppfoljningsfragor",
        "Frågor vid uppföljning",
        "fråga",
        "Vad som frågas vid varje slag av uppföljning. Svaret på en känslig fråga ser bara den som arbetar i ärendet.",
        FollowUpQuestion,
        ("kind", "order", "wording", "sensitive", "is_active"),
        ("code", "kind", "wording", "help_text", "sensitive", "order", "is_active"),
        ("kind", "order", "code"),
        fixed=("code", "kind"),
    ),
    CodeList(
        "anstallningsformer",
        "Anställningsformer",
        "anställningsform",
        "Tidsgränser och krav för varje form. AMI är högst 24 månader vad som än står här.",
        Scheme,
        ("name", "max_months", "total_max_months", "requires_plan", "requires_supervisor", "valid_to"),
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
            "follow_up_months",
            "regular",
            "subsidised",
            "is_support",
            "first_decision_months",
            "requisition_days",
            "las",
            "valid_from",
            "valid_to",
        ),
        ("name",),
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
        "Det som står i varje överenskommelse utöver det som gäller praktiken. En ändring gäller nya texter, inte "
        "dem som redan är skrivna.",
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
        ("valid_from", "amount"),
        ("valid_from", "amount"),
        ("-valid_from",),
        key="valid_from",
        fixed=("valid_from",),
    ),
    CodeList(
        "gallringsregler",
        "Gallringsregler",
        "gallringsregel",
        "Hur länge varje slags handling bevaras. En regel ändras inte: ge den en sista dag och skriv en ny, som gäller "
        "tidigast om fjorton dagar. Den regel som börjar gälla senast avgör.",
        RetentionRule,
        ("record", "regime", "months", "counts_from", "decision", "valid_from", "valid_to"),
        ("record", "regime", "months", "counts_from", "decision", "sample_days", "valid_from", "valid_to"),
        ("record", "regime", "-valid_from"),
        key="uuid",
        fixed=("record", "regime", "months", "counts_from", "decision", "sample_days", "valid_from"),
    ),
    CodeList(
        "kommunen",
        "Kommunens inställningar",
        "inställning",
        "Det som kommunen bestämmer själv: frister för påminnelser, sidhuvud i dokument, ersättningens grund.",
        Municipality,
        ("name", "referral_unseen_days", "contact_gap_weeks", "plan_revision_days", "follow_up_months"),
        (
            "name",
            "unit_head",
            "phone",
            "email",
            "referral_unseen_days",
            "contact_gap_weeks",
            "plan_revision_days",
            "follow_up_months",
            "later_follow_up_months",
            "supervisor_pay_basis",
            "pays_unplanned_month",
            "internship_target",
            "opening_minutes",
            "small_group",
            "place_praktik",
            "person_praktik",
            "workshop_months",
            "serious_deviation_advice",
            "account_months",
            "full_time_hours",
        ),
        ("pk",),
        key="pk",
        fixed=(),
        can_add=False,
    ),
)
