"""Reading files as municipalities send them."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from participants.importing.columns import REFERRAL, missing_columns
from participants.importing.files import NO_RESULT, Sheet, read_file

HEADINGS = ["Personnummer", "Förnamn", "Efternamn", "Inkom", "Remittent"]
ROW = ["19900101-2385", "Åsa", "Öberg", "2026-11-16", "Arbetsförmedlingen"]


def at(day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    """A moment as a workbook has it, without a zone."""
    return dt.datetime(2026, 11, day, hour, minute)  # noqa: DTZ001


def read(content: bytes, name: str = "anvisningar.csv") -> Sheet:
    return read_file(name, content, REFERRAL.is_heading)


def workbook(*lines: list, change: Callable | None = None) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    if change:
        change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    lines = [HEADINGS, ROW, ["", "Björn", "Ängmo", "2026-11-17", "Socialtjänsten"]]
    text = "\r\n".join(delimiter.join(line) for line in lines) + "\r\n"
    sheet = read(text.encode(encoding))
    assert sheet.headings == HEADINGS
    assert sheet.rows == [(2, ROW), (3, lines[2])]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_long_file_with_its_only_swedish_letter_last(encoding: str) -> None:
    lines = ["Namn;Personnummer", *["Amina Ahmed;1"] * 9_000, "Åsa Öberg;2"]
    assert read("\n".join(lines).encode(encoding)).rows[-1] == (9_002, ["Åsa Öberg", "2"])


def test_quoted_text_with_delimiter_and_line_break() -> None:
    sheet = read('Namn;Syfte\n"Ahmed, Amina";"Praktik;\nhelst i kök"\n'.encode())
    assert sheet.rows == [(2, ["Ahmed, Amina", "Praktik;\nhelst i kök"])]


def test_headings_below_a_title_and_empty_rows_around() -> None:
    content = workbook(
        ["Anvisningar november"],
        [],
        ["Utskrivet", dt.date(2026, 11, 23)],
        HEADINGS,
        ROW,
        [],
        ROW,
        [None, None],
        ["", "  "],
    )
    sheet = read(content)
    assert sheet.headings == HEADINGS
    assert [number for number, _ in sheet.rows] == [5, 7]


def test_cells_of_every_kind_become_text() -> None:
    content = workbook(
        ["Personnummer", "Förnamn", "Inkom", "Klocka", "Eget initiativ", "Tal"],
        [199001012385, " Åsa ", at(24), at(24, 8, 30), True, 1.5],
        [199001012385.0, "Åsa", dt.date(2026, 11, 24), None, False, 46350.0],
    )
    assert [cells for _, cells in read(content).rows] == [
        ["199001012385", "Åsa", "2026-11-24", "2026-11-24 08:30", "ja", "1.5"],
        ["199001012385", "Åsa", "2026-11-24", "", "nej", "46350"],
    ]


def test_merged_cells_say_the_same_for_each_of_their_rows() -> None:
    def merge(sheet) -> None:
        sheet.merge_cells("A1:E1")
        sheet.merge_cells("E3:E5")

    lines = [[*ROW[:4], source] for source in ("Arbetsförmedlingen", None, None)]
    sheet = read(workbook(["Anvisningar"], HEADINGS, *lines, change=merge))
    assert sheet.headings == HEADINGS
    assert [cells[4] for _, cells in sheet.rows] == ["Arbetsförmedlingen"] * 3


def test_formulas_give_their_stored_value_and_say_so_when_there_is_none() -> None:
    content = workbook(HEADINGS, ["19900101-2385", "=PROPER(C2)", "Öberg", "2026-11-16", "=CONCAT(1,2)"])
    with_value = with_stored_value(content, "E2", "Arbetsförmedlingen")
    ((_, cells),) = read(with_value).rows
    assert cells == ["19900101-2385", NO_RESULT, "Öberg", "2026-11-16", "Arbetsförmedlingen"]


def with_stored_value(content: bytes, cell: str, value: str) -> bytes:
    """The workbook as Excel would save it: with the result of the formula in `cell`."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                start = part.index(f'<c r="{cell}"'.encode())
                end = part.index(b"</c>", start)
                formula = part[part.index(b"<f>", start) : part.index(b"</f>", start) + 4]
                filled = f'<c r="{cell}" t="str">'.encode() + formula + f"<v>{value}</v>".encode()
                part = part[:start] + filled + part[end:]
            new.writestr(name, part)
    return changed.getvalue()


def test_empty_and_repeated_headings_get_names_of_their_own() -> None:
    sheet = read(b"Namn;;Telefon;Telefon\nAmina Ahmed;x;1;2\n")
    assert sheet.headings == ["Namn", "Kolumn 2", "Telefon", "Telefon (2)"]


def test_a_hidden_first_sheet_is_passed_over() -> None:
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.create_sheet("Nya").append(HEADINGS)
    book["Nya"].append(ROW)
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).name == "Nya"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "Filen är tom", id="empty"),
        pytest.param(b"\xef\xbb\xbf\r\n \r\n", "Filen är tom", id="only white space"),
        pytest.param(b"x" * (10 * 1024 * 1024 + 1), "större än 10 MB", id="too large"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "lösenord", id="password"),
        pytest.param(OLE, "äldre Excel-format", id="xls"),
        pytest.param(b"%PDF-1.7 ...", "inte en tabell", id="pdf"),
        pytest.param(b"PK\x03\x04 broken", "skadad", id="broken zip"),
        pytest.param(b"Namn;Personnummer\n", "inga rader under", id="only headings"),
        pytest.param(b"Bara en kolumn\nx\ny\n", "bara en kolumn", id="one column"),
        pytest.param(b"\xff\xfeN\x00a", "går inte att läsa", id="half a sign of UTF-16"),
        pytest.param(b"Namn;Syfte\n" + b"A;b\n" * 20_001, "fler än 20 000 rader", id="too many rows"),
    ],
)
def test_files_that_cannot_be_used_say_what_to_do(content: bytes, words: str) -> None:
    if content.startswith(b"\xff\xfe"):
        content += b"\x00\xd8"
    with pytest.raises(ValueError, match=words):
        read(content)


def test_another_kind_of_zip_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(ValueError, match="inte en Excel-fil"):
        read(stream.getvalue())


def test_a_zip_that_unpacks_without_end_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 1024 * 1024))
    assert len(stream.getvalue()) < 1024 * 1024
    with pytest.raises(ValueError, match="för stor när den packas upp"):
        read(stream.getvalue())


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            ["Personnr", "FÖRNAMN", "Efternamn:"],
            {"identity_number": "Personnr", "first_name": "FÖRNAMN", "last_name": "Efternamn:"},
        ),
        (["E-post", "epost "], {"email": "E-post"}),
        (["Person-/samordningsnummer", "Namn"], {"identity_number": "Person-/samordningsnummer", "full_name": "Namn"}),
        (["Handläggare", "Tfn", "Skostorlek"], {"contact_name": "Handläggare", "phone": "Tfn"}),
    ],
)
def test_headings_say_what_they_are(headings: list[str], expected: dict[str, str]) -> None:
    assert REFERRAL.guess(headings) == expected


def test_what_a_file_must_say() -> None:
    assert missing_columns({}, False) == ["namn", "personnummer eller födelsedatum", "remittent"]
    assert missing_columns({"full_name": "Namn", "birth_date": "Född"}, True) == []
    assert missing_columns({"first_name": "F", "identity_number": "P", "source": "R"}, False) == ["namn"]
