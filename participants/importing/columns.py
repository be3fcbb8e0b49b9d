"""What the columns of a file mean: the fields of a referral, and the headings by which they are known."""

from collections.abc import Mapping

from participants.importing.fields import Fields, ImportField
from participants.importing.fields import field as _field


def missing_columns(columns: Mapping[str, str], has_fixed_source: bool) -> list[str]:
    """What a file must say that no column says yet, in words; empty when the rows can be read."""
    missing = []
    if not columns.get("full_name") and not (columns.get("first_name") and columns.get("last_name")):
        missing.append("namn")
    if not columns.get("identity_number") and not columns.get("birth_date"):
        missing.append("personnummer eller födelsedatum")
    if not columns.get("source") and not has_fixed_source:
        missing.append("remittent")
    return missing


_FIELDS: tuple[ImportField, ...] = (
    _field(
        "identity_number",
        "Person- eller samordningsnummer",
        "Personnummer",
        "Personnr",
        "Pnr",
        "Samordningsnummer",
        "Person-/samordningsnummer",
        "Personnummer/samordningsnummer",
        "Personid",
    ),
    _field("first_name", "Förnamn", "Tilltalsnamn", "Fornamn"),
    _field("last_name", "Efternamn", "Eftnamn"),
    _field("full_name", "Namn (för- och efternamn)", "Namn", "Deltagare", "Deltagarens namn", "Person", "Sökande"),
    _field("birth_date", "Födelsedatum", "Född", "Födelsedag", "Födelsetid"),
    _field("gender", "Kön", "Juridiskt kön"),
    _field(
        "received_on",
        "Inkom",
        "Inkommen",
        "Inkom datum",
        "Inkomstdatum",
        "Ankomstdatum",
        "Anvisad",
        "Anvisningsdatum",
        "Datum",
        "Anvisad datum",
        "Remissdatum",
        "Beslutsdatum",
    ),
    _field("source", "Remittent", "Källa", "Anvisare", "Anvisad av", "Anvisande myndighet", "Från", "Myndighet"),
    _field("own_initiative", "Eget initiativ", "Egen ansökan", "Självanmälan"),
    _field(
        "external_ref",
        "Remittentens ärendenummer",
        "Ärendenummer",
        "Ärendenr",
        "Ärende",
        "Diarienummer",
        "Dnr",
        "Referens",
        "Ärende-id",
    ),
    _field(
        "request",
        "Vad remittenten ber om",
        "Beställning",
        "Uppdrag",
        "Syfte",
        "Önskemål",
        "Önskad insats",
        "Insats",
        "Orsak",
        "Beskrivning",
        "Anteckning",
        "Kommentar",
        "Bakgrund",
    ),
    _field("phone", "Telefon", "Telefonnummer", "Mobil", "Mobilnummer", "Mobiltelefon", "Tel", "Tfn"),
    _field("email", "E-post", "Epostadress", "E-postadress", "Mejl", "Mail", "Mejladress", "Email"),
    _field("interpreter_language", "Tolkspråk", "Tolk", "Språk", "Modersmål", "Behov av tolk"),
    _field("education_level", "Utbildningsnivå", "Utbildning", "Utbildningsbakgrund", "Högsta utbildning"),
    _field(
        "contact_name",
        "Kontaktperson",
        "Handläggare",
        "Socialsekreterare",
        "Arbetsförmedlare",
        "Kontaktperson namn",
        "Ansvarig handläggare",
        "Remittent kontaktperson",
    ),
    _field(
        "contact_phone",
        "Kontaktpersonens telefon",
        "Handläggarens telefon",
        "Telefon handläggare",
        "Telefon kontaktperson",
    ),
    _field(
        "contact_email", "Kontaktpersonens e-post", "Handläggarens e-post", "E-post handläggare", "E-post kontaktperson"
    ),
    _field("af_programme", "AF-program", "Program", "Programnamn", "Arbetsmarknadspolitiskt program"),
    _field("af_from", "Programmet från", "Program från", "Från och med", "Startdatum", "Programstart", "From"),
    _field("af_to", "Programmet till och med", "Program till", "Till och med", "Slutdatum", "Programslut", "Tom"),
    _field("af_supplier", "Leverantör", "Kompletterande aktör", "Aktör"),
)
REFERRAL = Fields(_FIELDS)
BY_NAME = REFERRAL.by_name
