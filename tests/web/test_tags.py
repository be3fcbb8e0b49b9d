"""Every document that a test reads is asked whether a screen reader could (tests.pdf). Here the question is asked of
documents that are spoilt in one way each, so that a fault would be heard."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from amc.web.documents import render_pdf
from tests.tags import failures

PLAN = {
    "parts": [
        {"heading": "Mål", "text": "Ett arbete i köket"},
        {
            "heading": "Aktiviteter",
            "head": ["Vad", "När"],
            "rows": [["Praktik", "2026-12-01"], ["CV", "2026-12-08"]],
        },
    ]
}


def a_document() -> bytes:
    return render_pdf("plain", PLAN, title="Handlingsplan", unit_head="Jobbtorget")


def elements(pdf: Pdf, kind: str) -> list[Dictionary]:
    return [
        one for one in pdf.objects if isinstance(one, Dictionary) and one.get("/S") == Name(f"/{kind}") and "/P" in one
    ]


def untagged(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot


def unnamed(pdf: Pdf) -> None:
    del pdf.Root.ViewerPreferences


def speechless(pdf: Pdf) -> None:
    del pdf.Root.Lang


def unmarked(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def of_a_kind_of_its_own(pdf: Pdf) -> None:
    elements(pdf, "P")[0].S = Name.Rubbish


def cell_outside_a_row(pdf: Pdf) -> None:
    elements(pdf, "TR")[0].S = Name.Div


def picture_without_words(pdf: Pdf) -> None:
    elements(pdf, "P")[0].S = Name.Figure


def heading_of_the_fourth_level_first(pdf: Pdf) -> None:
    elements(pdf, "P")[0].S = Name.H4


def header_of_nothing(pdf: Pdf) -> None:
    del elements(pdf, "TH")[0].A


def row_of_one_cell(pdf: Pdf) -> None:
    row = elements(pdf, "TR")[-1]
    row.K = Array([row.K[0]])


def text_that_no_tag_holds(pdf: Pdf) -> None:
    del elements(pdf, "P")[0].K


def drawn_outside_everything(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(b"q 0 0 10 10 re f Q")


def decoration_in_text(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(b"/P <</MCID 0>> BDC /Artifact BMC EMC EMC")


def text_in_decoration(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(b"/Artifact BMC /P <</MCID 0>> BDC EMC EMC")


def a_silent_link(pdf: Pdf) -> None:
    link = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 10, 10]))
    pdf.pages[0].Annots = Array([link])
    del pdf.pages[0]["/Tabs"]


def font_without_letters(pdf: Pdf) -> None:
    for one in pdf.objects:
        if isinstance(one, Dictionary) and "/ToUnicode" in one:
            del one["/ToUnicode"]


def font_left_at_home(pdf: Pdf) -> None:
    for one in pdf.objects:
        if isinstance(one, Dictionary) and "/FontFile3" in one:
            del one["/FontFile3"]


@pytest.mark.parametrize(
    ("spoil", "points"),
    [
        (untagged, {"01-005"}),
        (unnamed, {"07-001"}),
        (speechless, {"11-006"}),
        (unmarked, {"01-007"}),
        (of_a_kind_of_its_own, {"02-001"}),
        (cell_outside_a_row, {"09-004"}),
        (picture_without_words, {"13-004"}),
        (heading_of_the_fourth_level_first, {"14-003"}),
        (header_of_nothing, {"15-003"}),
        (row_of_one_cell, {"15-002", "01-006"}),
        (text_that_no_tag_holds, {"01-006"}),
        (drawn_outside_everything, {"01-005"}),
        (decoration_in_text, {"01-004"}),
        (text_in_decoration, {"01-003"}),
        (a_silent_link, {"28-003", "28-011", "28-012"}),
        (font_without_letters, {"10-001"}),
        (font_left_at_home, {"31-009"}),
    ],
)
def test_a_spoilt_document_is_heard(spoil: Callable[[Pdf], None], points: set[str]) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(a_document())) as pdf:
        spoil(pdf)
        pdf.save(out)
    assert {found.split()[0] for found in failures(out.getvalue())} == points


def test_a_document_as_it_is_made_has_no_failure() -> None:
    assert not failures(a_document())
