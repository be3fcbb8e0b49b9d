"""What a row of a file of employments says, and what is wrong with it."""

import datetime as dt

import pytest

from placements.importing.columns import EMPLOYMENT, missing_columns
from placements.importing.rows import Row, RowReader, Schemes, read_extent, read_hours
from placements.models import Scheme

TODAY = dt.date(2026, 11, 24)
AMI = Scheme(code="ami", name="AMI-anställning")
AMA = Scheme(code="ama", name="Arbetsmarknadsanställning")
HEADINGS = [one.label for one in EMPLOYMENT.every]
GOOD = {
    "identity_number": "19900101-2385",
    "scheme": "AMI",
    "org_number": "556016-0680",
    "first_day": "2026-02-01",
    "last_day": "2027-01-31",
}


def read(fixed: Scheme | None = None, **texts: str) -> Row:
    columns = {one.name: one.label for one in EMPLOYMENT.every}
    reader = RowReader(HEADINGS, columns, Schemes.of([AMI, AMA]), fixed, TODAY)
    cells = GOOD | texts
    return reader.read(2, [cells.get(one.name, "") for one in EMPLOYMENT.every])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("75", 75), ("75 %", 75), ("75,4%", 75), ("0,75", 75), ("0.5", 50), ("1", 100), ("1 %", 1), ("100", 100)],
)
def test_extent_as_people_and_spreadsheets_write_it(text: str, expected: int) -> None:
    assert read_extent(text) == expected


@pytest.mark.parametrize("text", ["0", "101", "-5", "heltid", "nan", "", "1e9", "Infinity"])
def test_no_extent(text: str) -> None:
    with pytest.raises(ValueError, match="mellan 1 och 100"):
        read_extent(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("40", 100), ("20", 50), ("30 tim", 75), ("38,25", 96), ("20 h/v", 50), ("0,1", 1)]
)
def test_hours_are_a_share_of_forty(text: str, expected: int) -> None:
    assert read_hours(text) == expected


@pytest.mark.parametrize("text", ["41", "0", "x"])
def test_no_hours(text: str) -> None:
    with pytest.raises(ValueError, match="högst 40"):
        read_hours(text)


def test_a_row_says_it_all() -> None:
    row = read(
        extent="75 %", workplace=" Köket ", tasks="Bakar", supervisor="Hans Hedlund", supervisor_email="h@x.example"
    )
    assert row.errors == []
    assert row.values == {
        "identity_number": "199001012385",
        "scheme": AMI,
        "org_number": "5560160680",
        "first_day": dt.date(2026, 2, 1),
        "last_day": dt.date(2027, 1, 31),
        "extent": 75,
        "employer": "",
        "workplace": "Köket",
        "supervisor": "Hans Hedlund",
        "supervisor_email": "h@x.example",
        "collective_agreement": "",
        "union": "",
        "reference": "",
        "tasks": "Bakar",
        "exception_reason": "",
    }


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"identity_number": ""}, "Person- eller samordningsnummer saknas."),
        ({"identity_number": "19900101-2386"}, "Kontrollsiffran stämmer inte"),
        ({"identity_number": "1,99001E+11"}, "Excel har kortat numret"),
        ({"scheme": "Sommarjobb"}, "”Sommarjobb” känns inte igen. Skriv någon av: AMI-anställning"),
        ({"scheme": ""}, "Anställningsform saknas."),
        ({"org_number": ""}, "Skriv arbetsgivarens namn eller organisationsnummer."),
        ({"org_number": "19900101-2385"}, "Det här är ett personnummer, inte ett organisationsnummer."),
        ({"org_number": "556016-0681"}, "Kontrollsiffran stämmer inte"),
        ({"first_day": ""}, "Första dag saknas."),
        ({"last_day": "tills vidare"}, "Sista dag: datumet går inte att tyda."),
        ({"last_day": "9999-12-31"}, "Sista dag: kontrollera året."),
        ({"extent": "120"}, "skriv en procent mellan 1 och 100."),
        ({"extent": "100", "hours": "20"}, "säger olika"),
        ({"hours": "#REF!"}, "formeln i cellen har inget värde"),
        ({"union": "x" * 101}, "Fackförbund: texten är längre än 100 tecken."),
        ({"supervisor_email": "hans"}, "adressen är inte en e-postadress"),
    ],
)
def test_what_is_wrong_is_said(texts: dict[str, str], words: str) -> None:
    (error,) = read(**texts).errors
    assert words in error


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(read(identity_number="x", scheme="", first_day="x", extent="x").errors) == 4


@pytest.mark.parametrize(
    ("text", "scheme"),
    [("ami", AMI), ("AMI-anställning", AMI), ("Arbetsmarknadsanställning", AMA), ("BEA", AMA), ("", AMA)],
)
def test_forms_by_what_they_are_called(text: str, scheme: Scheme) -> None:
    assert read(AMA, scheme=text).values["scheme"] is scheme


def test_a_reserve_number_is_a_number() -> None:
    assert read(identity_number="r2026-00042").values["identity_number"] == "R2026-00042"


def test_a_row_with_more_cells_than_headings_is_not_guessed_at() -> None:
    reader = RowReader(["Personnummer"], {"identity_number": "Personnummer"}, Schemes.of([AMI]), None, TODAY)
    assert "fler celler" in reader.read(2, ["19900101-2385", "x"]).errors[0]


@pytest.mark.parametrize(
    ("columns", "fixed", "missing"),
    [
        (
            {},
            False,
            [
                "person- eller samordningsnummer",
                "första dag",
                "sista dag",
                "anställningsform",
                "arbetsgivare eller organisationsnummer",
            ],
        ),
        (dict.fromkeys(("identity_number", "first_day", "last_day", "employer"), "x"), True, []),
        (dict.fromkeys(("identity_number", "first_day", "last_day", "org_number", "scheme"), "x"), False, []),
    ],
)
def test_what_a_file_must_say(columns: dict[str, str], fixed: bool, missing: list[str]) -> None:
    assert missing_columns(columns, fixed) == missing


def test_headings_are_known() -> None:
    headings = ["Pnr", "Form", "Org.nr", "Företag", "Fr.o.m.", "T.o.m.", "Tjänstgöringsgrad", "Handledare e-post"]
    assert EMPLOYMENT.guess(headings) == {
        "identity_number": "Pnr",
        "scheme": "Form",
        "org_number": "Org.nr",
        "employer": "Företag",
        "first_day": "Fr.o.m.",
        "last_day": "T.o.m.",
        "extent": "Tjänstgöringsgrad",
        "supervisor_email": "Handledare e-post",
    }
