"""The figures of the overview as a workbook, for use inside the unit."""

from io import BytesIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font

from amc.reports.selection import Selection
from amc.web.xlsx import as_download, safe_cell

Rows = list[list[object]]


def _sheet(book: Workbook, title: str, heads: list[str], rows: Rows) -> None:
    sheet = book.create_sheet(title)
    sheet.append(heads)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([safe_cell(sheet, value) for value in row])
    sheet.column_dimensions["A"].width = 44
    sheet.freeze_panes = "A2"


def statistics_as_xlsx(selection: Selection, context: dict[str, Any]) -> HttpResponse:
    """The dashboard's context as sheets: results, breakdowns, in and out, caseload, overdue. No persons."""
    book = Workbook()
    book.remove(book.worksheets[0])
    results = context["results"]
    _sheet(
        book,
        "Resultat",
        ["Mått", "Antal", "Av", "Andel", "Perioden före"],
        [
            ["Period", f"{selection.first} – {selection.last}", None, None, None],
            ["Avslutade", results.total, None, None, results.total_before],
            *([m.name, m.amount, m.whole, m.share, m.before] for m in context["measures"]),
        ],
    )
    _sheet(
        book,
        "Fördelning",
        ["Grupp", "Värde", "Avslutade", "Andel", "Till arbete", "Resultat enligt Kolada"],
        [
            [title, line.label, line.amount, line.share, line.work, line.kolada]
            for title, lines in context["breakdowns"]
            for line in lines
        ],
    )
    _sheet(
        book,
        "In och ut",
        ["Månad", "In", "Ut"],
        [
            [f"{month:%Y-%m}", context["came"].by_month.get(month, 0), context["went"].by_month.get(month, 0)]
            for month in selection.months()
        ],
    )
    _sheet(book, "Ärenden nu", ["Konsulent", "Pågående"], [[p.label, p.value] for p in context["caseload"]])
    _sheet(book, "Försenat", ["Slag", "Antal"], [[p.label, p.value] for p in context["overdue"]])
    content = BytesIO()
    book.save(content)
    return as_download(content.getvalue(), f"oversikt-{selection.first}-{selection.last}")
