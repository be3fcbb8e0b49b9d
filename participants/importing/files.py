"""Reading an uploaded XLSX or CSV file into rows of text, whatever program wrote it.

Nothing here knows what a column means. Every refusal is a ValueError in Swedish that says what to do.
"""

import csv
import datetime as dt
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import openpyxl
from charset_normalizer import from_bytes

logger = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 5_000
LONGEST_HEADING = 200
HEADING_WITHIN = 30

# What stands in a cell whose formula has no stored result; Excel's own error values look alike.
NO_RESULT = "#SAKNAS!"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCODINGS = ("cp1252", "mac_roman", "cp850")
_DELIMITERS = ";,\t|"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAVE_AS = "Öppna den i Excel, välj Spara som och ”Excel-arbetsbok (.xlsx)”, och ladda upp på nytt."


class Unreadable(ValueError):
    """A file that cannot be used, in Swedish and with what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table out of a file: its headings, each unique, and its rows as (row number in the file, cells).

    Every row has as many cells as there are headings, or more where the file has more.
    """

    name: str
    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_file(filename: str, content: bytes, is_heading: Callable[[str], bool]) -> Sheet:
    """The table in a file. `is_heading` knows the words that headings are made of; it finds the heading row.

    Raises ValueError, with what to do, for a file that is empty, too large, protected, of another kind or broken.
    """
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise ValueError("Filen är tom. Kontrollera att du valde rätt fil.")
    if len(content) > MOST_BYTES:
        raise ValueError("Filen är större än 10 MB. Dela den i flera filer.")
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise ValueError("Filen är skyddad med lösenord. Ta bort lösenordet i Excel och ladda upp på nytt.")
        raise ValueError(f"Filen är i ett äldre Excel-format. {_SAVE_AS}")
    if content.startswith(b"PK"):
        name, lines = _workbook(content)
    elif content.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"<html", b"<!DOCTYPE")):
        raise ValueError("Filen är inte en tabell. Ladda upp en Excel-fil (.xlsx) eller en CSV-fil.")
    else:
        name, lines = "", _text_table(content)
    return _table(name, lines, is_heading)


# --- Excel ------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> tuple[str, list[list[str]]]:
    has_formulas, has_merged = _peek(content)
    try:
        return _first_sheet(content, has_formulas=has_formulas, has_merged=has_merged)
    except Unreadable:
        raise
    except Exception as error:
        # The library raises whatever its parser stumbles on; none of it is a fault of ours.
        logger.info("An uploaded workbook could not be read: %s", type(error).__name__)
        raise Unreadable(f"Excel-filen går inte att läsa, den verkar skadad. {_SAVE_AS}") from error


def _first_sheet(content: bytes, *, has_formulas: bool, has_merged: bool) -> tuple[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=not has_merged, data_only=True, keep_links=False)
    formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False) if has_formulas else None
    sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
    if sheet is None:
        raise Unreadable("Excel-filen har inget synligt blad. Visa bladet med anvisningarna och ladda upp på nytt.")
    if has_merged:
        _unmerge(sheet)
    else:
        # Some programs write a wrong size of the sheet, and reading would stop there.
        sheet.reset_dimensions()
    values = _capped(sheet.iter_rows(values_only=True))
    rows = [[_cell(value) for value in row[:MOST_COLUMNS]] for row in values]
    if formulas is not None:
        _mark_missing_results(rows, formulas[sheet.title])
        formulas.close()
    book.close()
    return sheet.title, rows


def _peek(content: bytes) -> tuple[bool, bool]:
    """Whether a workbook has formulas and merged cells, so that the slower reading is done only where needed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise Unreadable("Filen är inte en Excel-fil (.xlsx) eller en CSV-fil. " + _SAVE_AS)
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED_BYTES:
                raise Unreadable("Excel-filen är för stor när den packas upp. Dela den i flera filer.")
            sheets = [archive.read(name) for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"Excel-filen går inte att läsa, den verkar skadad. {_SAVE_AS}") from error
    return (
        any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets),
        any(b"<mergeCell " in sheet for sheet in sheets),
    )


def _unmerge(sheet: Any) -> None:
    """Let every cell of a merged area say what the area says."""
    for area in list(sheet.merged_cells.ranges):
        first, *rest = [position for row in area.rows for position in row]
        value = sheet.cell(*first).value
        sheet.unmerge_cells(area.coord)
        # A title that spans the columns says one thing, not one per column.
        for row, column in rest:
            if column == first[1]:
                sheet.cell(row, column).value = value


def _mark_missing_results(rows: list[list[str]], formulas: Any) -> None:
    formulas.reset_dimensions()
    for cells, texts in zip(rows, formulas.iter_rows(values_only=True), strict=False):
        for place, text in enumerate(texts[: len(cells)]):
            if not cells[place] and text is not None and not isinstance(text, dt.date | int | float):
                cells[place] = NO_RESULT


def _cell(value: Any) -> str:
    """A cell as text: dates as 2026-11-24, whole numbers without decimals, yes and no as ja and nej."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
        case dt.date() | dt.time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return _clean(str(value))


# --- CSV --------------------------------------------------------------------------------------------


def _text_table(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    sample = [line for line in text.splitlines()[:50] if line.strip()]
    delimiter = max(_DELIMITERS, key=lambda sign: _evenness(sample, sign))
    try:
        lines = _capped(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        return [[_clean(cell) for cell in line[:MOST_COLUMNS]] for line in lines]
    except csv.Error as error:
        raise ValueError(
            "CSV-filen går inte att läsa: ett citattecken saknas någonstans. Spara den på nytt ur Excel."
        ) from error


def _decoded(content: bytes) -> str:
    """The text of a file: what its first bytes promise, else UTF-8, else the likeliest older encoding."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, encoding)
    if content[:2000].count(b"\x00") > len(content[:2000]) // 4:
        # Zeros at odd places: every other byte is the high one of a Latin letter.
        return _strictly(content, "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        guess = from_bytes(content, cp_isolation=list(_ENCODINGS)).best()
        return str(guess) if guess else content.decode("cp1252", errors="replace")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            "Tecknen i filen går inte att läsa. Spara den ur Excel som ”CSV UTF-8” och ladda upp på nytt."
        ) from error


def _evenness(lines: list[str], sign: str) -> tuple[int, int]:
    """How well `sign` cuts the lines into columns: how many lines agree on a number above one, then that number."""
    try:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign)]
    except csv.Error:
        return 0, 0
    widths = [count for count in counts if count > 1]
    if not widths:
        return 0, 0
    common = max(set(widths), key=widths.count)
    return widths.count(common), common


# --- The table ----------------------------------------------------------------------------------------


def _capped[T](rows: Iterable[T]) -> list[T]:
    """The rows, but for empty ones at the end."""
    kept: list[T] = []
    last = 0
    for row in rows:
        kept.append(row)
        if any(cell not in (None, "") for cell in row):  # type: ignore[attr-defined]
            last = len(kept)
        # Formatting can reach the last row of the sheet, a million rows down.
        if last > MOST_ROWS + HEADING_WITHIN or len(kept) - last > MOST_ROWS:
            break
    return kept[:last]


def _table(name: str, lines: list[list[str]], is_heading: Callable[[str], bool]) -> Sheet:
    start = _heading_row(lines, is_heading)
    headings = _unique_headings(lines[start])
    rows = []
    for number, cells in enumerate(lines[start + 1 :], start=start + 2):
        if any(cells):
            while len(cells) > len(headings) and not cells[-1]:
                cells.pop()
            rows.append((number, cells + [""] * (len(headings) - len(cells))))
    if not rows:
        raise ValueError("Filen har rubriker men inga rader under dem. Kontrollera att du valde rätt fil och blad.")
    if len(rows) > MOST_ROWS:
        raise ValueError("Filen har fler än 20 000 rader. Dela den i flera filer.")
    return Sheet(name[:100], headings, rows)


def _heading_row(lines: list[list[str]], is_heading: Callable[[str], bool]) -> int:
    """The row with most known headings among the first; a title or a date may stand above it."""
    known = [sum(is_heading(cell) for cell in line) for line in lines[:HEADING_WITHIN]]
    if known and max(known) >= 2:
        return known.index(max(known))
    for place, line in enumerate(lines[:HEADING_WITHIN]):
        if sum(bool(cell) for cell in line) >= 2:
            return place
    raise ValueError("Filen har bara en kolumn. Den behöver en rad med rubriker och en kolumn för varje uppgift.")


def _unique_headings(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    headings: list[str] = []
    for place, cell in enumerate(cells, start=1):
        heading = " ".join(cell.split())[: LONGEST_HEADING - 10] or f"Kolumn {place}"
        again = 2
        unique = heading
        while unique in headings:
            unique = f"{heading} ({again})"
            again += 1
        headings.append(unique)
    return headings


def _clean(text: str) -> str:
    """Without control characters, which neither PostgreSQL nor Excel keeps, and without spaces around."""
    return _CONTROL.sub("", text).strip()[:LONGEST_CELL]
