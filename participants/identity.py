"""Identity numbers of persons and organisations, read from what people type, paste and import.

A personnummer is birth date, birth number 001–999 (odd for men, even for women) and a check digit by
modulus 10; a samordningsnummer has 60 added to the day [SFS 1991:481 sections 18 and 18 a]. Both are
kept as 12 digits. Who has neither gets a reserve number of the unit's own, which can't be taken for one.

Every refusal says in Swedish what is wrong and what to do, and never repeats the number, so that it can
be shown, logged and put in an import report.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from personnummer.personnummer import Personnummer, PersonnummerException

from amc import calendar

PERSONNUMMER = "personnummer"
SAMORDNINGSNUMMER = "samordningsnummer"
RESERVNUMMER = "reservnummer"

_SAMORDNING = 60
_CENTURIES = ("18", "19", "20")
_LEGAL_PERSON = "16"
_ORG_GROUPS = {
    "1": "dödsbo",
    "2": "stat, region, kommun eller församling",
    "3": "utländskt företag",
    "5": "aktiebolag",
    "6": "enkelt bolag",
    "7": "ekonomisk förening",
    "8": "ideell förening eller stiftelse",
    "9": "handelsbolag eller kommanditbolag",
}
_FORM = "Skriv ÅÅÅÅMMDD-NNNN eller ÅÅMMDD-NNNN."
_WRONG_CHECK_DIGIT = "Kontrollsiffran stämmer inte. Jämför med handlingen; två siffror kan ha bytt plats."


# --- Persons --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Identity:
    """A personnummer or samordningsnummer that has passed every check.

    `number` is the 12 digits that are stored, `kind` "personnummer" or "samordningsnummer", and
    `birth_date` what the number says, which may differ from the person's true birth date.
    """

    number: str
    kind: str
    birth_date: dt.date

    def __str__(self) -> str:
        return self.formatted()

    def formatted(self) -> str:
        """As it is shown: 12 digits with a hyphen, "19900101-2385"; no sign is needed to tell the century."""
        return f"{self.number[:8]}-{self.number[8:]}"

    def age_on(self, day: dt.date) -> int:
        """Age in whole years on `day`, by `birth_date`; see `amc.calendar.age_on`."""
        return calendar.age_on(self.birth_date, day)

    @property
    def gender_digit(self) -> int:
        """The last digit of the birth number: odd for a man, even for a woman [SFS 1991:481 section 18]."""
        return int(self.number[10])


def parse_identity(text: str, *, today: dt.date | None = None) -> Identity:
    """Read a personnummer or samordningsnummer.

    10 or 12 digits, with or without `-` or `+` before the last four; spaces of any kind and other dashes
    are understood. `+` says that the person turns at least 100 in the year of `today` (the current date
    if not given). 10 digits without `+` mean the latest birth date that is not in the future. 12 digits
    say the century themselves: there `-` is accepted at any age and `+` only where it is true.

    Raises ValueError, with a message in Swedish for the user, for anything else: other digits than 0–9,
    letters (so also for temporary numbers such as T-numbers), birth dates that don't exist, are in the
    future, or are incomplete as in some samordningsnummer (month 00, day 60), birth number 000, a wrong
    check digit, and numbers of organisations.
    """
    today = today or calendar.today()
    century, short, sign = _digits_of_person(text)
    birth_date, kind = _birth_date(century, short, sign, today)
    if birth_date > today:
        raise ValueError("Födelsedatumet ligger i framtiden. Kontrollera årtalet.")
    number = f"{birth_date.year:04d}{short[2:]}"
    if short[6:9] == "000":
        raise ValueError("Siffrorna efter datumet kan inte börja med 000. Jämför med handlingen.")
    try:
        Personnummer(number)
    except PersonnummerException:
        raise ValueError(_WRONG_CHECK_DIGIT) from None
    return Identity(number, kind, birth_date)


def _digits_of_person(text: str) -> tuple[str, str, str]:
    """(century or "", the ten digits, sign or "") of what was typed."""
    compact = _compact(text)
    if not compact:
        raise ValueError(f"Personnummer eller samordningsnummer saknas. {_FORM}")
    if _RESERVE_NUMBER.fullmatch(compact.upper()):
        raise ValueError("Det här är ett reservnummer, inte ett personnummer eller samordningsnummer.")
    _refuse_other_characters(compact, "Personnummer", " Har personen ett nummer med bokstav: använd reservnummer.")
    _refuse_wrong_length(compact)
    match = re.fullmatch(r"(\d\d)?(\d{6})([-+]?)(\d{4})", compact)
    if not match:
        raise ValueError(f"Skriv ett enda streck, före de fyra sista siffrorna. {_FORM}")
    century, date, sign, last_four = match.groups(default="")
    if century in ("", _LEGAL_PERSON) and date[2] >= "2":
        raise ValueError(
            "Det här ser ut som ett organisationsnummer, eller så saknas två siffror. "
            "Skriv personens eget nummer med 10 eller 12 siffror."
        )
    if century and century not in _CENTURIES:
        raise ValueError("Födelseåret ska börja med 18, 19 eller 20. Kontrollera årtalet.")
    return century, date + last_four, sign


def _refuse_wrong_length(compact: str) -> None:
    count = sum(char.isdigit() for char in compact)
    if count in (10, 12):
        return
    if count > 12:
        what = f"Numret har {count} siffror, det är för många."
    elif count == 11:
        what = "Numret har 11 siffror: en för mycket eller en för lite."
    else:
        what = f"Numret har bara {calendar.swedish_plural(count, 'siffra', 'siffror')}."
    raise ValueError(f"{what} Det ska ha 10 eller 12. {_FORM}")


def _birth_date(century: str, short: str, sign: str, today: dt.date) -> tuple[dt.date, str]:
    year, month, day = int(century + short[:2]), int(short[2:4]), int(short[4:6])
    kind = PERSONNUMMER
    if day >= _SAMORDNING:
        kind, day = SAMORDNINGSNUMMER, day - _SAMORDNING
        if month == 0 or day == 0:
            raise ValueError(
                "Samordningsnumret saknar födelsemånad eller födelsedag och kan inte tas emot. Använd reservnummer."
            )
    if not 1 <= month <= 12:
        raise ValueError(f"Månaden {month:02d} finns inte. Jämför med handlingen.")
    if not century:
        year = _year_of_ten_digits(year, month, day, sign, today)
    elif sign == "+" and today.year - year < 100:
        raise ValueError(
            "Plustecknet betyder att personen fyller minst 100 år i år, och det stämmer inte med årtalet. "
            "Skriv bindestreck eller rätta årtalet."
        )
    try:
        return dt.date(year, month, day), kind
    except ValueError:
        raise ValueError(f"Dagen {day:02d} finns inte i månad {month:02d} år {year}. Jämför med handlingen.") from None


def _year_of_ten_digits(year_of_century: int, month: int, day: int, sign: str, today: dt.date) -> int:
    """The year that two digits stand for; 29 February is looked for in the same century as other days."""
    year = today.year - (today.year - year_of_century) % 100
    if sign == "+":
        return year - 100
    return year - 100 if (year, month, day) > (today.year, today.month, today.day) else year


# --- Reserve numbers ------------------------------------------------------------------------------

_RESERVE_NUMBER = re.compile(r"R([0-9]{4})-?([0-9]{5,6})")
_LAST_SERIAL = 999_999


@dataclass(frozen=True, slots=True)
class ReserveNumber:
    """A number of the unit's own series for somebody who has no personnummer or samordningsnummer."""

    year: int
    serial: int
    kind: str = RESERVNUMMER

    def __str__(self) -> str:
        return self.formatted()

    @property
    def number(self) -> str:
        """The number as it is stored: "R2026-00042", at most 12 characters, never 12 digits."""
        return f"R{self.year:04d}-{self.serial:05d}"

    def formatted(self) -> str:
        """The number as it is shown, the same as it is stored."""
        return self.number


def make_reserve_number(serial: int, year: int) -> ReserveNumber:
    """The reserve number with the running number `serial` (1–999 999) of the year when it was given.

    Raises ValueError when `serial` or `year` (four digits) is outside its range. It does not reserve the
    number: the caller takes the next serial in the database.
    """
    if not 1 <= serial <= _LAST_SERIAL:
        raise ValueError("Reservnumrets löpnummer är mellan 1 och 999999.")
    if not 1000 <= year <= 9999:
        raise ValueError("Reservnumrets år har fyra siffror.")
    return ReserveNumber(year, serial)


def parse_reserve_number(text: str) -> ReserveNumber:
    """Read a reserve number, "R2026-00042"; a small r, spaces and a missing hyphen are understood.

    Raises ValueError, with a message in Swedish, for anything else.
    """
    match = _RESERVE_NUMBER.fullmatch(_compact(text).upper())
    if not match:
        raise ValueError("Skriv reservnumret som R2026-00042: R, året, bindestreck och fem siffror.")
    return make_reserve_number(int(match[2]), int(match[1]))


# --- Organisations --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrgNumber:
    """An organisationsnummer that has passed every check; `number` is the 10 digits that are stored."""

    number: str

    def __str__(self) -> str:
        return self.formatted()

    def formatted(self) -> str:
        """As it is shown: "556016-0680"."""
        return f"{self.number[:6]}-{self.number[6:]}"

    @property
    def kind(self) -> str:
        """What the first digit hints that the organisation is, in Swedish; "" where it hints nothing.

        A hint only: trossamfund are found under 2 and 8, bostadsrättsföreningar under 7 and 8.
        """
        return _ORG_GROUPS.get(self.number[0], "")


def parse_org_number(text: str) -> OrgNumber:
    """Read an organisationsnummer [SFS 1974:174]: 10 digits, the third at least 2, with a check digit.

    A hyphen before the last four, spaces and the prefix 16 (12 digits) are understood. Raises ValueError,
    with a message in Swedish, for anything else; so also for the personnummer of somebody with an
    enskild firma, which is protected as a person's number and is not kept among employers.
    """
    compact = _compact(text)
    if not compact:
        raise ValueError("Skriv ett organisationsnummer med 10 siffror, till exempel 212000-0142.")
    _refuse_other_characters(compact, "Organisationsnummer")
    count = sum(char.isdigit() for char in compact)
    match = re.fullmatch(r"(\d\d)?(\d{6})-?(\d{4})", compact)
    if not match:
        if count not in (10, 12):
            raise ValueError(f"Organisationsnumret ska ha 10 siffror, det här har {count}. Skriv det som 212000-0142.")
        raise ValueError("Bindestrecket ska stå före de fyra sista siffrorna, som i 212000-0142.")
    prefix, first_six, last_four = match.groups(default="")
    if prefix in _CENTURIES or (prefix in ("", _LEGAL_PERSON) and first_six[2] < "2"):
        raise ValueError(
            "Det här är ett personnummer, inte ett organisationsnummer. Lämna fältet tomt för en enskild "
            "firma; ägarens personnummer sparas inte här."
        )
    if prefix not in ("", _LEGAL_PERSON):
        raise ValueError("Ett organisationsnummer med 12 siffror börjar med 16. Skriv de 10 sista siffrorna.")
    number = first_six + last_four
    if check_digit(number[:9]) != number[9]:
        raise ValueError(_WRONG_CHECK_DIGIT)
    return OrgNumber(number)


# --- Check digit ----------------------------------------------------------------------------------


def check_digit(digits: str) -> str:
    """The check digit that follows `digits` (nine of them) by modulus 10 with weights 2 and 1 [SFS 1991:481].

    The same in personnummer, samordningsnummer (both without century) and organisationsnummer.
    """
    weighted = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return str(-sum(value - 9 if value > 9 else value for value in weighted) % 10)


# --- What is typed --------------------------------------------------------------------------------


def _compact(text: str) -> str:
    """Without spaces and invisible characters, every dash a hyphen."""
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category == "Pd" or char == "\N{MINUS SIGN}":
            kept.append("-")
        elif not (char.isspace() or category in ("Cf", "Cc")):
            kept.append(char)
    return "".join(kept)


def _refuse_other_characters(compact: str, what: str, advice: str = "") -> None:
    """Only 0–9, `-` and `+` are left after this; `compact` comes from `_compact`."""
    for char in compact:
        if char in "0123456789-+":
            continue
        if char.isdigit() or unicodedata.category(char).startswith("N"):
            raise ValueError("Skriv siffrorna som 0–9. Numret innehåller siffror i en annan skrift.")
        if char.isalpha():
            raise ValueError(f"{what} består bara av siffror, men här står bokstaven ”{char}”.{advice}")
        raise ValueError(f"{what} består bara av siffror, men här står tecknet ”{char}”. Ta bort det.")
