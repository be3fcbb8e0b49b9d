"""A table as an Excel file: dates are dates, figures are figures, and text is never a formula."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What XML cannot say, besides the control characters that the library knows.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_LONGEST_CELL = 32_767


def table_as_xlsx(table: Any, title: str) -> tuple[bytes, int]:
    """The whole table, not only its page, and the number of rows. `title` names the sheet (31 characters)."""
    columns = [column for column in table.columns.iterall() if not column.column.exclude_from_export]
    head = [str(column.header) for column in columns]
    return rows_as_xlsx(title, head, (_values(row, columns) for row in table.rows))


def rows_as_xlsx(title: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> tuple[bytes, int]:
    """A workbook of one sheet, called `title` (31 characters), and the number of rows below its head."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    heads = [_text(sheet, words) for words in head]
    for cell in heads:
        cell.font = Font(bold=True)
    sheet.append(heads)
    count = 0
    for row in rows:
        sheet.append([safe_cell(sheet, value) for value in row])
        count += 1
    file = BytesIO()
    book.save(file)
    return file.getvalue(), count


def _values(row: Any, columns: list[Any]) -> Iterator[Any]:
    for column in columns:
        raw = column.accessor.resolve(row.record, quiet=True)
        own = hasattr(row.table, f"value_{column.name}")
        is_typed = isinstance(raw, int | float | Decimal | dt.date) and not isinstance(raw, bool)
        yield raw if is_typed and not own else row.get_cell_value(column.name)


def safe_cell(sheet: Any, value: Any) -> Any:
    """`value` as a cell of `sheet`: figures and dates as such, everything else as text that is never a formula."""
    if value is None:
        return None
    if isinstance(value, bool):
        return _text(sheet, "Ja" if value else "Nej")
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, dt.datetime):
        cell = WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value)
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    if isinstance(value, dt.date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    return _text(sheet, unescape(strip_tags(value)).strip() if isinstance(value, SafeString) else str(value))


def _text(sheet: Any, text: str) -> Any:
    text = _NO_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))[:_LONGEST_CELL]
    cell = WriteOnlyCell(sheet, text)
    # Typed as text, and marked so that it stays text when somebody edits the cell.
    cell.data_type = "s"
    if _FORMULA.match(text):
        cell.quotePrefix = True
    return cell


def as_download(content: bytes, name: str) -> HttpResponse:
    """A workbook to save as `name`, kept by nobody on the way."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response
