"""What a row of a file says, and what is wrong with it."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

from participants.importing.rows import Row, RowReader, Sources, parse_date, repair_number, split_name

TODAY = dt.date(2026, 11, 24)


@dataclass(frozen=True)
class Terms:
    """A source as plain values."""

    code: str
    name: str
    below_age: int | None = None
    own_initiative: bool = False
    has_af_programme: bool = False
    min_age: int | None = None
    quota: int | None = None
    valid_from: dt.date = dt.date(2000, 1, 1)
    valid_to: dt.date | None = field(default=None)


AF = Terms("af", "Arbetsförmedlingen", has_af_programme=True)
SOC = Terms("vuxenenheten", "Socialtjänsten, Vuxenenheten")
KAA = Terms("kaa", "KAA", below_age=20)
SOURCES = Sources.of([AF, SOC, KAA])


def read(fixed: Terms | None = AF, extra: tuple[str, ...] = (), **cells: str) -> Row:
    columns = {name: name for name in cells}
    return RowReader(list(cells), columns, SOURCES, fixed, TODAY).read(2, [*cells.values(), *extra])


def person(**cells: str) -> Row:
    return read(**({"identity_number": "19900101-2385", "first_name": "Amina", "last_name": "Ahmed"} | cells))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24", TODAY),
        ("2026-11-24 00:00", TODAY),
        ("2026-11-24T08:30:00", TODAY),
        ("2026/11/24", TODAY),
        ("20261124", TODAY),
        ("24/11 2026", TODAY),
        ("24/11/2026", TODAY),
        ("24.11.2026", TODAY),
        ("24-11-2026", TODAY),
        ("24 nov 2026", TODAY),
        ("24 november 2026", TODAY),
        ("den 3 maj 2026", dt.date(2026, 5, 3)),
        ("46350", TODAY),
        ("46350.0", TODAY),
    ],
)
def test_dates_as_people_write_them(text: str, expected: dt.date) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize("text", ["11/24/2026", "2026-02-30", "snart", "24/11", "90", "900101", "24 foo 2026", "1e5"])
def test_what_is_no_date_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="Skriv det som 2026-11-24"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("900101", dt.date(1990, 1, 1)), ("090101", dt.date(2009, 1, 1)), ("32874", dt.date(1990, 1, 1))],
)
def test_birth_dates(text: str, expected: dt.date) -> None:
    assert parse_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("199001012385.0", "199001012385"),
        ("199001012385,00", "199001012385"),
        ("9001012385.0", "9001012385"),
        ("101012380", "0101012380"),
        ("1012380", "0001012380"),
        ("19900101-2385", "19900101-2385"),
        ("12345", "12345"),
    ],
)
def test_numbers_that_a_spreadsheet_has_spoilt(text: str, expected: str) -> None:
    assert repair_number(text) == expected


@pytest.mark.parametrize("text", ["1,99001E+11", "1.99001012385E11"])
def test_a_shortened_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Excel har kortat numret"):
        repair_number(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ahmed, Amina", ("Amina", "Ahmed")),
        ("Amina Ahmed", ("Amina", "Ahmed")),
        ("Eva-Lena Maria Östergren", ("Eva-Lena Maria", "Östergren")),
        ("af Klint, Carl Johan", ("Carl Johan", "af Klint")),
        ("Amina", ("", "Amina")),
    ],
)
def test_names_in_one_column(text: str, expected: tuple[str, str]) -> None:
    assert split_name(text) == expected


def test_a_whole_row() -> None:
    row = person(
        received_on="24/11 2026",
        source="Vuxenenheten",
        gender="K",
        education_level="Gymnasium",
        interpreter_language="dari",
        email="amina@kommunen.example",
        request="Praktik i kök",
        own_initiative="nej",
    )
    assert row.errors == []
    assert row.values == {
        "identity_number": "199001012385",
        "first_name": "Amina",
        "last_name": "Ahmed",
        "birth_date": dt.date(1990, 1, 1),
        "gender": "kvinna",
        "received_on": TODAY,
        "source": SOC,
        "education_level": "gymnasial",
        "interpreter_language": "dari",
        "email": "amina@kommunen.example",
        "request": "Praktik i kök",
    }
    assert len(row.fingerprint) == 64


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"identity_number": "19900101-2386"}, "Personnummer: Kontrollsiffran stämmer inte"),
        ({"identity_number": "20300101-2380"}, "Födelsedatumet ligger i framtiden"),
        ({"identity_number": ""}, "Skriv personnummer, eller födelsedatum"),
        ({"first_name": ""}, "Namn: skriv både förnamn och efternamn"),
        ({"received_on": "i går"}, "Inkom: datumet går inte att tyda"),
        ({"received_on": "2026-11-25"}, "kan inte ha kommit in efter i dag"),
        ({"source": "Polisen"}, "Remittent ”Polisen” känns inte igen. Skriv någon av: Arbetsförmedlingen"),
        ({"source": "KAA"}, "KAA gäller den som inte har fyllt 20 år"),
        ({"gender": "?"}, "Kön: skriv kvinna, man eller okänt"),
        ({"education_level": "nåt"}, "Utbildningsnivå: skriv någon av"),
        ({"own_initiative": "kanske"}, "Eget initiativ: skriv ja eller nej"),
        ({"own_initiative": "ja"}, "tar inte emot på eget initiativ"),
        ({"email": "amina"}, "E-post: adressen är inte en e-postadress"),
        ({"phone": "0" * 41}, "Telefon: texten är längre än 40 tecken"),
        ({"phone": "#REF!"}, "Telefon: formeln i cellen har inget värde"),
        ({"first_name": "#SAKNAS!"}, "Förnamn: formeln i cellen har inget värde"),
        ({"af_from": "2026-09-01"}, "Skriv vilket AF-program"),
    ],
)
def test_what_is_wrong_is_said(cells: dict[str, str], words: str) -> None:
    (error,) = person(**cells).errors
    assert words in error


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(person(received_on="x", email="x", gender="x").errors) == 3


def test_no_error_repeats_the_identity_number() -> None:
    row = person(identity_number="19900101-2386")
    assert "19900101" not in " ".join(row.errors)


def test_more_cells_than_headings() -> None:
    (error,) = read(identity_number="19900101-2385", extra=("", "x")).errors
    assert "fler celler" in error


def test_fingerprint_is_of_the_person_the_source_the_day_and_the_case() -> None:
    first = person(received_on="2026-11-16", external_ref="AF 12").fingerprint
    assert person(received_on="16/11 2026", external_ref="AF 12", phone="070").fingerprint == first
    assert person(received_on="2026-11-17", external_ref="AF 12").fingerprint != first
    assert person(received_on="2026-11-16", external_ref="AF 13").fingerprint != first
    assert person(received_on="2026-11-16", external_ref="AF 12", source="Vuxenenheten").fingerprint != first


def test_a_file_without_dates_is_known_again_on_another_day() -> None:
    cells = {"identity_number": "19900101-2385", "first_name": "A", "last_name": "B"}
    readers = [RowReader(list(cells), {c: c for c in cells}, SOURCES, AF, day) for day in (TODAY, dt.date(2026, 12, 1))]
    first, second = (reader.read(2, list(cells.values())) for reader in readers)
    assert first.fingerprint == second.fingerprint
    assert first.values["received_on"] != second.values["received_on"]
