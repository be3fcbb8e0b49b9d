"""Documents: accessible, archivable, and never steered by what somebody has written."""

import datetime as dt
import html
import json
import re

import pytest
import typst

from amc.web import documents
from amc.web.documents import FOLDER, pdf_response, render_pdf
from tests.pdf import text_of

TITLE = "Handlingsplan för ärende 2026-17 & mål"
HOSTILE = [
    '#read("/etc/passwd")',
    '#include "base.typ"',
    "*fet* _kursiv_ $x^2$ `kod`",
    r"\u{41} \ @ref <label> = rubrik",
    "// kommentar /* och */ [x] {y} #let a = 1",
    '"}\', "title": "Annan titel',
    "Åsa Ängström-Öberg, Zoë, Łukasz, Нина, مرحبا",
]


def pdf(text, **more):
    return render_pdf(
        "plain", {"parts": [{"heading": "Mål", "text": text}]}, title=TITLE, unit_head="Jobbtorget", **more
    )


def as_text(text):
    """The text of the same document, by way of Typst's HTML."""
    values = {"title": TITLE, "lang": "sv", "unit_head": "", "day": "", "parts": [{"text": text}]}
    source = str(FOLDER / "plain.typ")
    page = typst.compile(source, root=str(FOLDER), sys_inputs={"data": json.dumps(values)}, format="html")
    return html.unescape(re.sub(r"<[^>]+>", "", page.decode().split("<body>")[1]))


def test_the_file_is_tagged_archivable_and_titled():
    content = pdf("Text")
    assert content.startswith(b"%PDF-1.7")
    assert content.rstrip().endswith(b"%%EOF")
    assert b"/StructTreeRoot" in content
    metadata = content.decode("latin-1").encode("latin-1").decode("utf-8", "ignore")
    assert re.search(r"<pdfuaid:part>1<", metadata)
    assert re.search(r"<pdfaid:part>2<.*<pdfaid:conformance>A<", metadata, re.DOTALL)
    assert "Handlingsplan för ärende 2026-17 &amp; mål" in metadata
    assert re.search(r"/Lang\s*\(sv", metadata)


def test_no_font_of_the_machine_is_needed():
    assert b"Libertinus" in pdf("Text")


@pytest.mark.parametrize("text", ["😀 ❤️ 🎉", "ትግርኛ ሰላም", "نص عربي", "متن دری پ چ ژ گ", "Український текст"])
def test_every_language_of_the_plan_has_a_font(text):
    assert documents.MISSING not in text_of(pdf(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_somebody_wrote_is_shown_literally(text):
    assert text in as_text(text)
    assert pdf(text).startswith(b"%PDF")


def test_a_file_of_the_machine_cannot_be_read():
    with pytest.raises(typst.TypstError):
        typst.compile(b'#read("/etc/passwd")', root=str(FOLDER), format="pdf")


@pytest.mark.parametrize(
    "text",
    [
        "😀👩‍👩‍👧 emoji",
        "ትግርኛ",
        "中文 日本語",
        "\x00\x07\x1b kontroll",
        "\u202eomvänt\u202c",
        "\ud7ff\ue000 privat",
        "می\u200cروم",
    ],
)
def test_a_character_without_a_font_does_not_stop_the_document(text):
    assert pdf(text).startswith(b"%PDF")


def test_only_the_unknown_character_is_replaced(monkeypatch):
    sources = []
    original = documents._compile
    monkeypatch.setattr(
        documents, "_compile", lambda template, source: sources.append(source) or original(template, source)
    )
    pdf("Hej 中 åäö مرحبا 😀 ትግርኛ")
    assert "Hej □ åäö مرحبا 😀 ትግርኛ" in sources[-1]


def test_many_unknown_characters_end_in_time():
    text = "".join(chr(0x4E00 + number) for number in range(300))
    assert pdf(f"Före {text} efter").startswith(b"%PDF")


def test_a_fault_in_a_template_is_an_error():
    with pytest.raises(typst.TypstError):
        render_pdf("plain", {}, title=TITLE)


def test_days_and_lines_are_kept():
    assert pdf("Rad ett\r\nrad två\n\nNytt stycke")
    assert render_pdf("plain", {"parts": [{"facts": [["Dag", dt.date(2026, 11, 24)]]}]}, title=TITLE)


def test_a_table_and_signatures():
    parts = [{"head": ["Vad", "Vem", "När"], "rows": [["Söka #plats", "Ali", "2026-12-01"]] * 80}]
    content = render_pdf("plain", {"parts": parts, "signatures": ["Deltagare", "Konsulent", "Handledare"]}, title=TITLE)
    assert re.search(rb"/Count [2-9]", content)


def test_the_answer_is_not_kept_by_the_browser():
    response = pdf_response(pdf("Text"), "plan-2026-17.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
