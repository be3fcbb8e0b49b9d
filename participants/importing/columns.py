"""What the columns of a file mean: the fields of a referral, and the headings by which they are known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from participants.names import sort_key


@dataclass(frozen=True, slots=True)
class ImportField:
    """A field that a column may fill; `known_as` are headings it goes by, folded by `fold`."""

    name: str
    label: str
    known_as: tuple[str, ...]


def fold(heading: str) -> str:
    """A heading without case, spaces, hyphens, full stops and the like; å ä ö stay apart."""
    return "".join(sign for sign in sort_key(heading) if sign.isalnum() or sign in "{|}")


def _field(name: str, label: str, *known_as: str) -> ImportField:
    return ImportField(name, label, tuple(fold(word) for word in (label, *known_as)))


FIELDS: tuple[ImportField, ...] = (
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
BY_NAME: dict[str, ImportField] = {field.name: field for field in FIELDS}
_BY_WORD: dict[str, str] = {word: field.name for field in reversed(FIELDS) for word in field.known_as}


def is_heading(text: str) -> bool:
    """Whether `text` is a heading that some field goes by."""
    return fold(text) in _BY_WORD


def guess_columns(headings: Iterable[str]) -> dict[str, str]:
    """Field name → heading, for headings that say what they are; the first of two alike is taken."""
    found: dict[str, str] = {}
    for heading in headings:
        field = _BY_WORD.get(fold(heading))
        if field:
            found.setdefault(field, heading)
    return found


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
