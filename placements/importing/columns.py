"""What the columns of a file of employments mean, and the headings by which they are known."""

from collections.abc import Mapping

from participants.importing.columns import REFERRAL
from participants.importing.fields import Fields, field

# So many are judged and written within a request; a larger file is divided.
MOST_ROWS = 2_000

EMPLOYMENT = Fields(
    (
        REFERRAL.by_name["identity_number"],
        field("scheme", "Anställningsform", "Form", "Avtal", "Avtalsform", "Typ av anställning", "Anställningstyp"),
        field("org_number", "Organisationsnummer", "Orgnr", "Org nr", "Organisationsnr", "Arbetsgivarens orgnr"),
        field("employer", "Arbetsgivare", "Företag", "Arbetsgivarens namn", "Förvaltning", "Anställd hos"),
        field("workplace", "Arbetsplats", "Enhet", "Placering", "Tjänsteställe", "Arbetsställe"),
        field("supervisor", "Handledare", "Handledarens namn", "Handledare namn"),
        field(
            "supervisor_email",
            "Handledarens e-post",
            "Handledare e-post",
            "E-post handledare",
            "Handledarens mejl",
            "Handledare epost",
        ),
        field(
            "first_day",
            "Första dag",
            "Startdatum",
            "Start",
            "Från",
            "Från och med",
            "From",
            "Fr.o.m.",
            "Anställd från",
            "Anställningens start",
            "Börjar",
        ),
        field(
            "last_day",
            "Sista dag",
            "Slutdatum",
            "Slut",
            "Till",
            "Till och med",
            "Tom",
            "T.o.m.",
            "Anställd till",
            "Anställningens slut",
            "Slutar",
        ),
        field(
            "extent", "Omfattning (%)", "Omfattning", "Tjänstgöringsgrad", "Sysselsättningsgrad", "Procent", "Tjgrad"
        ),
        field("hours", "Timmar i veckan", "Timmar", "Timmar/vecka", "Timmar per vecka", "Veckotimmar", "Arbetstid"),
        field("collective_agreement", "Kollektivavtal", "Avtalsområde"),
        field("union", "Fackförbund", "Fack", "Facklig organisation"),
        field("reference", "Avtalets nummer", "Diarienummer", "Dnr", "Avtalsnummer", "Ärendenummer", "Referens"),
        field("tasks", "Arbetsuppgifter", "Befattning", "Uppgifter", "Yrke"),
        field("exception_reason", "Skäl för undantag", "Undantag", "Skäl till undantag"),
        field(
            "exception_paper_date",
            "Planens datum på papper",
            "Handlingsplan",
            "Handlingsplan datum",
            "Plan datum",
            "Planen överenskommen",
        ),
        field("support_kind", "Lönestöd", "Stöd", "Stödform", "Typ av stöd", "Slag av stöd", "Anställningsstöd"),
        field("support_share", "Stödets andel (%)", "Stödets andel", "Bidragsandel", "Stödandel", "Bidragsprocent"),
        field("support_cap", "Högsta lönekostnad (kr/mån)", "Högsta lönekostnad", "Lönetak", "Bidragstak", "Tak"),
        field("support_reference", "Arbetsförmedlingens diarienummer", "AF:s diarienummer", "AF dnr", "Beslutsnummer"),
        field("support_first", "Beslutets första dag", "Beslut från", "Stöd från", "Bidrag från", "Beslut fr.o.m."),
        field("support_last", "Beslutets sista dag", "Beslut till", "Stöd till", "Bidrag till", "Beslut t.o.m."),
        field(
            "support_requested",
            "Rekvirerat till och med",
            "Rekvirerat t.o.m.",
            "Rekvirerat tom",
            "Rekvirerat till",
            "Senast rekvirerat",
        ),
    )
)


def missing_columns(columns: Mapping[str, str], has_fixed_scheme: bool) -> list[str]:
    """What a file must say that no column says yet, in words; empty when the rows can be read."""
    missing = [
        word
        for name, word in (
            ("identity_number", "person- eller samordningsnummer"),
            ("first_day", "första dag"),
            ("last_day", "sista dag"),
        )
        if not columns.get(name)
    ]
    if not columns.get("scheme") and not has_fixed_scheme:
        missing.append("anställningsform")
    if not columns.get("employer") and not columns.get("org_number"):
        missing.append("arbetsgivare eller organisationsnummer")
    return missing
