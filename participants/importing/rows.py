"""What a row of a file says: the values of a referral, or in words why it can't become one."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from participants.identity import parse_identity
from participants.importing.columns import BY_NAME, REFERRAL
from participants.importing.fields import Fields, fold
from participants.importing.files import NO_RESULT
from participants.models import EducationLevel, Gender, Source
from participants.names import sort_key
from participants.rules.referrals import referral_obstacles

_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(10_000, 73_051)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_EXCEL_ERRORS = frozenset(
    {
        NO_RESULT,
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SAKNAS!",
        "#REFERENS!",
        "#VÄRDEFEL!",
        "#NAMN?",
        "#DIVISION/0!",
    }
)
_YES = frozenset({"ja", "j", "x", "1", "sant", "true", "yes"})
_NO = frozenset({"", "nej", "n", "0", "falskt", "false", "no", "-", "–"})
_GENDERS = {
    "kvinna": Gender.KVINNA,
    "k": Gender.KVINNA,
    "f": Gender.KVINNA,
    "flicka": Gender.KVINNA,
    "man": Gender.MAN,
    "m": Gender.MAN,
    "pojke": Gender.MAN,
    "okänt": Gender.OKANT,
    "okänd": Gender.OKANT,
    "annat": Gender.OKANT,
}
_EDUCATION = {
    EducationLevel.EJ_GRUNDSKOLA: (
        "icke fullgjord grundskola",
        "ej fullgjord grundskola",
        "ej grundskola",
        "saknar grundskola",
        "ingen utbildning",
        "ingen",
    ),
    EducationLevel.GRUNDSKOLA: ("högst grundskola", "grundskola", "förgymnasial", "grundskoleutbildning"),
    EducationLevel.GYMNASIAL: ("gymnasial", "gymnasium", "gymnasieskola", "gymnasieexamen", "gymnasial utbildning"),
    EducationLevel.EFTERGYMNASIAL: (
        "eftergymnasial",
        "högskola",
        "universitet",
        "högskola/universitet",
        "eftergymnasial utbildning",
        "yrkeshögskola",
    ),
    EducationLevel.OKAND: ("okänd", "okänt", "vet ej", "-"),
}
_EDUCATION_BY_WORD = {fold(word): level for level, words in _EDUCATION.items() for word in words}
_LONGEST = {
    "first_name": 100,
    "last_name": 100,
    "phone": 40,
    "email": 254,
    "interpreter_language": 60,
    "external_ref": 60,
    "contact_name": 100,
    "contact_phone": 40,
    "contact_email": 254,
    "af_programme": 100,
    "af_supplier": 100,
}


@dataclass(slots=True)
class Row:
    """A row as read: its number in the file, and either the values of a referral or what is wrong with it."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    fingerprint: str = ""

    @property
    def name(self) -> str:
        """Who the row is about, as far as it says."""
        return f"{self.values.get('first_name', '')} {self.values.get('last_name', '')}".strip()

    @property
    def source(self) -> Source | None:
        """Whose referral it is, as far as the row says."""
        return self.values.get("source")

    @property
    def received_on(self) -> dt.date | None:
        """When it came in, as far as the row says."""
        return self.values.get("received_on")

    @property
    def name_key(self) -> str:
        """The key by which the name is compared, the same as `Referral.sort_key`."""
        return sort_key(f"{self.values['last_name']}, {self.values['first_name']}")


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources by the words that a file may use for them."""

    by_word: Mapping[str, Source]
    names: str

    @classmethod
    def of(cls, sources: Iterable[Source]) -> "Sources":
        """By code, by name, and by each part of a name with a comma ("Socialtjänsten, Vuxenenheten")."""
        sources = list(sources)
        by_word: dict[str, Source] = {}
        for source in sources:
            for word in (source.code, source.name, *source.name.split(",")):
                by_word.setdefault(fold(word), source)
        return cls(by_word, "; ".join(source.name for source in sources))


class RowReader:
    """Reads rows of one file: `columns` is field name → heading, `fixed_source` stands where no column says."""

    def __init__(
        self,
        headings: list[str],
        columns: Mapping[str, str],
        sources: Sources,
        fixed_source: Source | None,
        today: dt.date,
    ) -> None:
        self.width = len(headings)
        self.places = places_of(headings, columns)
        self.sources, self.fixed_source, self.today = sources, fixed_source, today

    def read(self, number: int, cells: list[str]) -> Row:
        """The row with everything that is wrong with it, not only the first."""
        row = Row(number, cells)
        raw, row.errors = texts_of(cells, self.places, self.width, REFERRAL)
        if row.errors:
            return row
        self._read_person(row, raw)
        self._read_facts(row, raw)
        if not row.errors:
            self._ask_rules(row)
        if not row.errors:
            row.fingerprint = _fingerprint(row, raw)
        return row

    def _read_person(self, row: Row, raw: dict[str, str]) -> None:
        values, errors = row.values, row.errors
        first, last = raw.get("first_name", ""), raw.get("last_name", "")
        if not (first and last) and raw.get("full_name"):
            first, last = split_name(raw["full_name"])
        values["first_name"], values["last_name"] = " ".join(first.split()), " ".join(last.split())
        if not first or not last:
            errors.append("Namn: skriv både förnamn och efternamn.")
        values["identity_number"] = ""
        if raw.get("identity_number"):
            try:
                identity = parse_identity(repair_number(raw["identity_number"]), today=self.today)
                values["identity_number"], values["birth_date"] = identity.number, identity.birth_date
                values["gender"] = Gender.MAN if identity.gender_digit % 2 else Gender.KVINNA
            except ValueError as error:
                errors.append(f"Personnummer: {error}")
                return
        if raw.get("birth_date"):
            self._date(row, raw, "birth_date", birth=True)
        elif "birth_date" not in values:
            errors.append("Skriv personnummer, eller födelsedatum för den som inte har något.")

    def _read_facts(self, row: Row, raw: dict[str, str]) -> None:
        values, errors = row.values, row.errors
        values["source"] = self.fixed_source
        if raw.get("source"):
            values["source"] = self.sources.by_word.get(fold(raw["source"]))
        if values["source"] is None:
            what = f"”{raw['source']}” känns inte igen" if raw.get("source") else "saknas"
            errors.append(f"Remittent {what}. Skriv någon av: {self.sources.names}.")
        values["received_on"] = self.today
        for name in ("received_on", "af_from", "af_to"):
            if raw.get(name):
                self._date(row, raw, name)
        if raw.get("gender"):
            values["gender"] = _GENDERS.get(raw["gender"].lower())
            if values["gender"] is None:
                errors.append("Kön: skriv kvinna, man eller okänt.")
        if raw.get("education_level"):
            values["education_level"] = _EDUCATION_BY_WORD.get(fold(raw["education_level"]))
            if values["education_level"] is None:
                levels = ", ".join(label.lower() for label in EducationLevel.labels)
                errors.append(f"Utbildningsnivå: skriv någon av {levels}.")
        if raw.get("own_initiative", "").lower() in _YES:
            values["own_initiative"] = True
        elif raw.get("own_initiative", "").lower() not in _NO:
            errors.append("Eget initiativ: skriv ja eller nej.")
        for name in ("request", *_LONGEST):
            if name in raw and name not in ("first_name", "last_name"):
                values[name] = raw[name]
        if values.get("interpreter_language", "").lower() in _NO:
            values.pop("interpreter_language", None)
        self._check_texts(row)

    def _check_texts(self, row: Row) -> None:
        for name, most in _LONGEST.items():
            if len(row.values.get(name) or "") > most:
                row.errors.append(f"{BY_NAME[name].label}: texten är längre än {most} tecken. Korta den.")
        for name in ("email", "contact_email"):
            if row.values.get(name):
                try:
                    validate_email(row.values[name])
                except ValidationError:
                    row.errors.append(f"{BY_NAME[name].label}: adressen är inte en e-postadress.")

    def _date(self, row: Row, raw: dict[str, str], name: str, *, birth: bool = False) -> None:
        try:
            row.values[name] = parse_date(raw[name], self.today if birth else None)
        except ValueError as error:
            row.values.pop(name, None)
            row.errors.append(f"{BY_NAME[name].label}: {error}")

    def _ask_rules(self, row: Row) -> None:
        values = row.values
        asked = {name: values[name] for name in ("af_programme", "af_from", "af_to") if values.get(name)}
        obstacles = referral_obstacles(
            values["source"],
            values["birth_date"],
            values.get("own_initiative", False),
            values["received_on"],
            today=self.today,
            **asked,
        )
        row.errors += [obstacle.message for obstacle in obstacles]


def places_of(headings: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Field name → which cell of a row, of those columns that the file has."""
    places = {heading: place for place, heading in enumerate(headings)}
    return {name: places[heading] for name, heading in columns.items() if heading in places}


def texts_of(
    cells: list[str], places: Mapping[str, int], width: int, fields: Fields
) -> tuple[dict[str, str], list[str]]:
    """What a row says by field name, and what makes it unreadable: too many cells, and formulas without a result."""
    if len(cells) > width:
        return {}, ["Raden har fler celler än det finns rubriker. Kanske saknas citattecken runt en text."]
    texts = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    errors = [
        f"{fields.by_name[name].label}: formeln i cellen har inget värde. Öppna filen i Excel, spara den och ladda upp "
        "på nytt."
        for name, text in texts.items()
        if text in _EXCEL_ERRORS
    ]
    return texts, errors


def split_name(text: str) -> tuple[str, str]:
    """(first, last) of "Ahmed, Amina" or "Amina Ahmed"; without a comma the last word is the surname."""
    if "," in text:
        last, _, first = text.partition(",")
        return first.strip(), last.strip()
    first, _, last = text.strip().rpartition(" ")
    return first.strip(), last.strip()


def repair_number(text: str) -> str:
    """An identity number as it was before a spreadsheet took it for a number.

    "199001012385.0" loses its decimals, and 7–9 digits get back the zeros that begin the years 2000–2009.
    Raises ValueError for "1,99001E+11", where digits are lost.
    """
    if re.fullmatch(r"\d[.,]?\d*[eE]\+?\d+", text):
        raise ValueError(
            "Excel har kortat numret. Gör kolumnen till text, skriv numret igen och ladda upp filen på nytt."
        )
    text = re.sub(r"[.,]0+$", "", text)
    return text.zfill(10) if re.fullmatch(r"\d{7,9}", text) else text


def parse_date(text: str, born_by: dt.date | None = None) -> dt.date:
    """A day as people and spreadsheets write it: 2026-11-24, 24/11 2026, 24 nov 2026, 20261124 or Excel's 46350.

    With `born_by` also 900101: the latest such day that is not after it. Raises ValueError in Swedish.
    """
    text = re.sub(r"[ T]\d{1,2}[:.]\d{2}([:.]\d{2})?(\.\d+)?$", "", re.sub(r"[.,]0+$", "", text.strip()))
    try:
        if text.isdigit():
            return _day_of_digits(text, born_by)
        if match := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text):
            return dt.date(*map(int, match.groups()))
        if match := re.fullmatch(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})", text):
            day, month, year = map(int, match.groups())
            return dt.date(year, month, day)
        if match := re.fullmatch(r"(?:den )?(\d{1,2})\.? ?([a-zåäö]{3,9})\.? ?(\d{4})", text.lower()):
            return dt.date(int(match[3]), _MONTHS.index(match[2][:3].replace("mai", "maj")) + 1, int(match[1]))
    except ValueError:
        pass
    raise ValueError("datumet går inte att tyda. Skriv det som 2026-11-24.")


def _day_of_digits(text: str, born_by: dt.date | None) -> dt.date:
    if len(text) == 8:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 6 and born_by:
        year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
        newest = dt.date(2000 + year, month, day)
        return newest if newest <= born_by else newest.replace(year=1900 + year)
    if int(text) in _SERIALS:
        return _EXCEL_DAY_ZERO + dt.timedelta(days=int(text))
    raise ValueError(text)


def _fingerprint(row: Row, raw: dict[str, str]) -> str:
    """The same for the same person, source, day and case number, however the file is written.

    A file that does not say when it came in is known again by what it asks instead: the day of its import
    must not make the same file new.
    """
    values = row.values
    person = values["identity_number"] or f"{row.name_key} {values['birth_date'].isoformat()}"
    came = values["received_on"].isoformat() if raw.get("received_on") else f"? {values.get('request', '')}"
    known_by = [person, values["source"].code, came, values.get("external_ref", "")]
    return hashlib.sha256(json.dumps(known_by).encode()).hexdigest()
