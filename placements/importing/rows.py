"""What a row of a file of employments says, in plain values, or in words why it can't be read."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from amc.web.forms import EARLIEST_YEAR, LATEST_YEAR
from participants.identity import parse_identity, parse_org_number, parse_reserve_number
from participants.importing.fields import fold
from participants.importing.rows import parse_date, places_of, repair_number, texts_of
from placements.importing.columns import EMPLOYMENT
from placements.models import Scheme
from placements.models.wage_support import MOST_KRONOR
from placements.rules.hours import MOST_A_WEEK

_LONGEST = {
    "employer": 200,
    "workplace": 200,
    "supervisor": 200,
    "supervisor_email": 254,
    "collective_agreement": 100,
    "union": 100,
    "reference": 60,
}
SUPPORT = (
    *("support_kind", "support_share", "support_cap", "support_reference", "support_first", "support_last"),
    "support_requested",
)
# Words for a form beside its name and code, folded: what the unit's own lists call it.
_ALSO = {"ami": ("ami",), "ama": ("bea", "beaanställning", "arbetsmarknadsanst", "åtgärdsanställning")}


@dataclass(frozen=True, slots=True)
class Support:
    """A decision about lönestöd as a row says it: `share` in per cent, `cap` in kronor a month, both days included.
    `requested`: months up to it were asked for before."""

    kind: Scheme
    first: dt.date
    last: dt.date
    share: int | None
    cap: int | None
    reference: str
    requested: dt.date | None = None


@dataclass(slots=True)
class Row:
    """A row as read: its number in the file, the values that could be read, and what is wrong with the others."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What a text column says; "" where there is none."""
        return self.values.get(name, "")

    @property
    def identity_number(self) -> str:
        """Whose row it is, as far as the row says, as a number is shown."""
        number = self.text("identity_number")
        return f"{number[:8]}-{number[8:]}" if number.isdigit() else number

    @property
    def scheme(self) -> Scheme | None:
        """The form of employment, as far as the row says."""
        return self.values.get("scheme")

    @property
    def support(self) -> "Support | None":
        """Arbetsförmedlingen's decision about lönestöd, as far as the row says."""
        return self.values.get("support")

    @property
    def first_day(self) -> dt.date | None:
        """The first day, as far as the row says."""
        return self.values.get("first_day")

    @property
    def last_day(self) -> dt.date | None:
        """The last day, as far as the row says."""
        return self.values.get("last_day")


@dataclass(frozen=True, slots=True)
class Schemes:
    """The forms of employment by the words that a file may use for them."""

    by_word: Mapping[str, Scheme]
    names: str
    supports: str

    @classmethod
    def of(cls, schemes: Iterable[Scheme]) -> "Schemes":
        """By code and by name, and by what else they are called."""
        every = list(schemes)
        by_word: dict[str, Scheme] = {}
        for scheme in every:
            for word in (scheme.code, scheme.name, *_ALSO.get(scheme.code, ())):
                by_word.setdefault(fold(word), scheme)
        own, supports = ([one.name for one in every if one.is_support is said] for said in (False, True))
        return cls(by_word, "; ".join(own), "; ".join(supports))


class RowReader:
    """Reads rows of one file: `columns` is field name → heading, `fixed_scheme` stands where no column says."""

    def __init__(
        self,
        headings: list[str],
        columns: Mapping[str, str],
        schemes: Schemes,
        fixed_scheme: Scheme | None,
        today: dt.date,
    ) -> None:
        self.width = len(headings)
        self.places = places_of(headings, columns)
        self.schemes, self.fixed_scheme, self.today = schemes, fixed_scheme, today

    def read(self, number: int, cells: list[str]) -> Row:
        """The row with everything that is wrong with it, not only the first."""
        row = Row(number, cells)
        raw, row.errors = texts_of(cells, self.places, self.width, EMPLOYMENT)
        if row.errors:
            return row
        self._read_person(row, raw)
        self._read_scheme(row, raw)
        self._read_org_number(row, raw)
        for name in ("first_day", "last_day", "exception_paper_date"):
            self._read_day(row, name, raw.get(name, ""))
        for name in ("first_day", "last_day"):
            if not raw.get(name):
                row.errors.append(f"{EMPLOYMENT.by_name[name].label} saknas.")
        self._read_extent(row, raw)
        self._read_texts(row, raw)
        self._read_support(row, raw)
        return row

    def _read_person(self, row: Row, raw: dict[str, str]) -> None:
        text = raw.get("identity_number", "")
        if not text:
            row.errors.append("Person- eller samordningsnummer saknas.")
            return
        try:
            row.values["identity_number"] = parse_reserve_number(text).number
            return
        except ValueError:
            pass
        try:
            row.values["identity_number"] = parse_identity(repair_number(text), today=self.today).number
        except ValueError as error:
            row.errors.append(f"Personnummer: {error}")

    def _read_scheme(self, row: Row, raw: dict[str, str]) -> None:
        text = raw.get("scheme", "")
        scheme = self.schemes.by_word.get(fold(text)) if text else self.fixed_scheme
        if scheme:
            row.values["scheme"] = scheme
        else:
            what = f"”{text}” känns inte igen" if text else "saknas"
            row.errors.append(f"Anställningsform {what}. Skriv någon av: {self.schemes.names}.")

    @staticmethod
    def _read_org_number(row: Row, raw: dict[str, str]) -> None:
        text = re.sub(r"[.,]0+$", "", raw.get("org_number", ""))
        row.values["org_number"] = ""
        if text:
            try:
                row.values["org_number"] = parse_org_number(text).number
            except ValueError as error:
                row.errors.append(f"Organisationsnummer: {error}")
        elif not raw.get("employer"):
            row.errors.append("Skriv arbetsgivarens namn eller organisationsnummer.")

    @staticmethod
    def _read_day(row: Row, name: str, text: str) -> None:
        if not text:
            return
        label = EMPLOYMENT.by_name[name].label
        try:
            day = parse_date(text)
        except ValueError as error:
            row.errors.append(f"{label}: {error}")
            return
        if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            row.values[name] = day
        else:
            row.errors.append(f"{label}: kontrollera året.")

    @staticmethod
    def _read_extent(row: Row, raw: dict[str, str]) -> None:
        found = []
        for name, read in (("extent", read_extent), ("hours", read_hours)):
            if raw.get(name):
                try:
                    found.append(read(raw[name]))
                except ValueError as error:
                    row.errors.append(f"{EMPLOYMENT.by_name[name].label}: {error}")
        if len(found) > 1 and abs(found[0] - found[1]) > 1:
            row.errors.append(
                f"Omfattningen {found[0]} % och timmarna ({found[1]} % av {MOST_A_WEEK}) säger olika. Rätta en av dem."
            )
        row.values["extent"] = found[0] if found else 100

    def _read_support(self, row: Row, raw: dict[str, str]) -> None:
        """All of the decision or nothing; a form that is itself a support need not be named twice."""
        if not any(raw.get(name) for name in SUPPORT):
            return
        before = len(row.errors)
        text, kind = raw.get("support_kind", ""), row.scheme
        if text or not (kind and kind.is_support):
            kind = self.schemes.by_word.get(fold(text)) if text else None
            if kind is None or not kind.is_support:
                what = f"”{text}” är inget lönestöd här" if text else "saknas, fast raden har ett beslut"
                row.errors.append(f"Lönestöd {what}. Skriv någon av: {self.schemes.supports}.")
        for name in ("support_first", "support_last"):
            self._read_day(row, name, raw.get(name, ""))
            if not raw.get(name):
                row.errors.append(f"{EMPLOYMENT.by_name[name].label} saknas.")
        if raw.get("support_requested"):
            self._read_day(row, "support_requested", raw["support_requested"])
        found: dict[str, int | None] = {"support_share": None, "support_cap": None}
        for name, read in (("support_share", read_extent), ("support_cap", read_kronor)):
            if raw.get(name):
                try:
                    found[name] = read(raw[name])
                except ValueError as error:
                    row.errors.append(f"{EMPLOYMENT.by_name[name].label}: {error}")
        reference = " ".join(raw.get("support_reference", "").split())
        if len(reference) > _LONGEST["reference"]:
            label = EMPLOYMENT.by_name["support_reference"].label
            row.errors.append(f"{label}: texten är längre än {_LONGEST['reference']} tecken. Korta den.")
        if len(row.errors) == before and kind:
            first, last = row.values["support_first"], row.values["support_last"]
            share, cap = found["support_share"], found["support_cap"]
            requested = row.values.get("support_requested")
            row.values["support"] = Support(kind, first, last, share, cap, reference, requested)

    @staticmethod
    def _read_texts(row: Row, raw: dict[str, str]) -> None:
        for name in (*_LONGEST, "tasks", "exception_reason"):
            row.values[name] = " ".join(raw.get(name, "").split()) if name in _LONGEST else raw.get(name, "")
        for name, most in _LONGEST.items():
            if len(row.values[name]) > most:
                label = EMPLOYMENT.by_name[name].label
                row.errors.append(f"{label}: texten är längre än {most} tecken. Korta den.")
        if row.values["supervisor_email"]:
            try:
                validate_email(row.values["supervisor_email"])
            except ValidationError:
                row.errors.append("Handledarens e-post: adressen är inte en e-postadress.")


def read_extent(text: str) -> int:
    """Per cent of full time, 1 to 100: "75", "75 %", and "0,75", which a spreadsheet makes of a cell that shows 75 %.

    1 is a whole, as nobody is employed at one per cent. Raises ValueError in Swedish.
    """
    number = _number(text.replace("%", ""))
    if number is not None and number <= 1 and "%" not in text:
        number *= 100
    return _per_cent(number, "skriv en procent mellan 1 och 100.")


def read_hours(text: str) -> int:
    """Hours a week as per cent of full time, which is 40 hours. Raises ValueError in Swedish."""
    number = _number(re.sub(r"(tim|h|t)\w*\.?(/v\w*)?$", "", text.strip().lower()))
    message = f"skriv timmar i veckan, högst {MOST_A_WEEK}."
    return _per_cent(None if number is None else number * 100 / MOST_A_WEEK, message)


def read_kronor(text: str) -> int:
    """Whole kronor a month: "18 300", "18300 kr", "18.300,00". Raises ValueError in Swedish."""
    plain = re.sub(r"(kr|kronor|sek|:-)\.?$", "", re.sub(r"\s", "", text.lower()))
    plain = re.sub(r"[.,](\d{3})(?!\d)", r"\1", re.sub(r"[.,]0{1,2}$", "", plain))
    if not plain.isascii() or not plain.isdigit() or not 1 <= int(plain) <= MOST_KRONOR:
        raise ValueError("skriv hela kronor i månaden, högst 200 000.")
    return int(plain)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _per_cent(number: Decimal | None, message: str) -> int:
    if number is None or not 0 < number <= 100:
        raise ValueError(message)
    return max(1, int(number.quantize(Decimal(1), ROUND_HALF_UP)))
