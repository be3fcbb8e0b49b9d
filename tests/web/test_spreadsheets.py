"""No cell of any file that leaves is worked out by a spreadsheet, now or when somebody edits it."""

from io import BytesIO

import openpyxl
import pytest

from amc.web.xlsx import safe_cell
from tests.leaks import formulas

STARTS = (
    "=1+1",
    "+46 70",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
    " =1",
)


def book_of(*values: object, safe: bool = True) -> bytes:
    """A workbook with `values` in one row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([safe_cell(sheet, value) if safe else value for value in values])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("text", STARTS)
def test_a_text_stays_a_text(text: str) -> None:
    content = book_of(text)
    cell = openpyxl.load_workbook(BytesIO(content)).active["A1"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()
    assert not formulas(content)


def test_what_a_workbook_cannot_hold_does_not_break_it() -> None:
    content = book_of("\x00Å\x0b\ud800\ufffe\uffff\x1bsa")
    assert openpyxl.load_workbook(BytesIO(content)).active["A1"].value == "Åsa"


def test_a_formula_is_found_where_one_is() -> None:
    assert formulas(book_of("=1+1", "+46", "Å", 3, safe=False)) == ["Sheet!A1", "Sheet!B1"]
