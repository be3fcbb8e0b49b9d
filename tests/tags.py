"""What keeps a PDF from being read by a screen reader: the failures of PDF/UA-1 that a program can see.

The Matterhorn Protocol (PDF Association, 1.1) lists them by number; those about a document of the kinds made here are
asked, whatever Typst says of its own work. What only an ear can judge (is the order sensible, does an alternative text
say what the picture shows) is judged by reading `tests.pdf.text_of`.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf

# ISO 32000-1, 14.8.4: the types that every reader knows.
STANDARD = {
    *(
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
    ),
    *("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead"),
    *("TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Figure", "Formula"),
    "Form",
}
MUST_BE_IN = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
}
SHOWS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "BI", "INLINE IMAGE"}


class Element:
    """A node of the structure: its standard type, its own dictionary and what holds it."""

    def __init__(self, node: Any, kind: str, above: "Element | None"):
        self.node, self.kind, self.above = node, kind, above
        self.below: list[Element] = []
        self.marks: list[tuple[Any, int]] = []  # (page, number of the marked content)
        self.objects: list[Any] = []

    def walk(self) -> Iterator["Element"]:
        """Itself and everything below, in the order in which it is read."""
        yield self
        for one in self.below:
            yield from one.walk()


def failures(content: bytes) -> list[str]:
    """What is wrong with a PDF, each with the Matterhorn checkpoint it fails; empty for an accessible document."""
    with Pdf.open(BytesIO(content)) as pdf:
        found = [*_document(pdf)]
        if Name.StructTreeRoot not in pdf.Root:
            return [*found, "01-005 innehållet är inte taggat"]
        top = _read(pdf)
        return [
            *found,
            *_kinds(top),
            *_headings(top),
            *_tables(top),
            *_content(pdf, top),
            *_links(pdf, top),
            *_fonts(pdf),
        ]


def _document(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    with pdf.open_metadata() as xmp:
        if xmp.get("pdfuaid:part") != "1":
            yield "06-002 säger inte att den är PDF/UA-1"
        if not xmp.get("dc:title"):
            yield "06-003 saknar titel"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "07-001 visar filnamnet i stället för titeln"
    if not str(root.get("/Lang", "")):
        yield "11-006 saknar språk"
    mark = root.get("/MarkInfo", Dictionary())
    if not mark.get("/Marked", False) or mark.get("/Suspects", False):
        yield "01-007 är inte märkt som taggad"


def _read(pdf: Pdf) -> Element:
    roles = {
        str(name)[1:]: str(kind)[1:] for name, kind in pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary()).items()
    }

    def grow(node: Any, above: Element, page: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for one in node:
                grow(one, above, page)
        elif isinstance(node, int):
            above.marks.append((page, node))
        elif node.get("/Type") == Name.MCR:
            above.marks.append((node.get("/Pg", page), int(node.MCID)))
        elif node.get("/Type") == Name.OBJR:
            above.objects.append(node.Obj)
        else:
            kind = str(node.S)[1:]
            one = Element(node, roles.get(kind, kind), above)
            above.below.append(one)
            if "/K" in node:
                grow(node.K, one, node.get("/Pg", page))

    top = Element(pdf.Root.StructTreeRoot, "", None)
    grow(pdf.Root.StructTreeRoot.K, top, None)
    return top


def _kinds(top: Element) -> Iterator[str]:
    for one in top.walk():
        if one.above is None:
            continue
        if one.kind not in STANDARD:
            yield f"02-001 {one.kind} är ingen känd sorts tagg"
        if one.kind in MUST_BE_IN and one.above.kind not in MUST_BE_IN[one.kind]:
            yield f"09-004 {one.kind} står i {one.above.kind}"
        if one.kind in {"Figure", "Formula"} and not {"/Alt", "/ActualText"} & set(one.node.keys()):
            yield f"13-004 {one.kind} saknar text"


def _headings(top: Element) -> Iterator[str]:
    before = 0
    for one in top.walk():
        if one.kind[:1] == "H" and one.kind[1:].isdigit():
            level = int(one.kind[1:])
            if level > before + 1:
                yield f"14-003 {one.kind} kommer efter {f'H{before}' if before else 'ingen rubrik'}"
            before = level


def _tables(top: Element) -> Iterator[str]:
    for table in (one for one in top.walk() if one.kind == "Table"):
        rows = [one for one in table.walk() if one.kind == "TR"]
        widths = set()
        for row in rows:
            widths.add(sum(int(_attribute(cell, "/ColSpan") or 1) for cell in row.below))
            for cell in row.below:
                if cell.kind == "TH" and _attribute(cell, "/Scope") is None:
                    yield "15-003 en rubrik i en tabell säger inte vad den gäller"
        spans = any(_attribute(cell, "/RowSpan") for row in rows for cell in row.below)
        if len(widths) != 1 and not spans:
            yield f"15-002 raderna i en tabell är olika långa: {sorted(widths)}"


def _attribute(one: Element, name: str) -> Any:
    own = one.node.get("/A", Dictionary())
    return next((part[name] for part in (own if isinstance(own, pikepdf.Array) else [own]) if name in part), None)


def _content(pdf: Pdf, top: Element) -> Iterator[str]:
    told = {(page.objgen, number) for one in top.walk() for page, number in one.marks}
    for number, page in enumerate(pdf.pages, start=1):
        open_marks: list[str | int] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            sign = str(operator)
            if sign in {"BDC", "BMC"}:
                inside = Dictionary() if sign == "BMC" else operands[1]
                mark = inside.get("/MCID") if isinstance(inside, Dictionary) else None
                if isinstance(mark, int) and (page.objgen, mark) not in told:
                    yield f"01-006 sida {number}: innehåll {mark} saknas i taggarna"
                kind = "artifact" if operands[0] == Name.Artifact else mark if mark is not None else "span"
                if kind == "artifact" and any(isinstance(one, int) for one in open_marks):
                    yield f"01-004 sida {number}: utsmyckning inne i text"
                if isinstance(kind, int) and "artifact" in open_marks:
                    yield f"01-003 sida {number}: text inne i utsmyckning"
                open_marks.append(kind)
            elif sign == "EMC":
                open_marks.pop()
            elif sign in SHOWS and all(one == "span" for one in open_marks):
                yield f"01-005 sida {number}: {sign} är varken text eller utsmyckning"


def _links(pdf: Pdf, top: Element) -> Iterator[str]:
    tagged = {found.objgen for one in top.walk() if one.kind in {"Link", "Annot", "Form"} for found in one.objects}
    for number, page in enumerate(pdf.pages, start=1):
        notes = page.get("/Annots", [])
        if len(notes) and page.get("/Tabs") != Name.S:
            yield f"28-003 sida {number}: tabbordningen följer inte taggarna"
        for note in notes:
            if note.get("/Subtype") == Name.Link and note.objgen not in tagged:
                yield f"28-011 sida {number}: en länk saknas i taggarna"
            if note.get("/Subtype") == Name.Link and not str(note.get("/Contents", "")):
                yield f"28-012 sida {number}: en länk saknar beskrivning"


def _fonts(pdf: Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if isinstance(one, Dictionary) and one.get("/Type") == Name.Font:
            if "/DescendantFonts" in one and "/ToUnicode" not in one:
                yield f"10-001 {one.BaseFont} säger inte vilka bokstäver den visar"
            if "/FontDescriptor" in one and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
                one.FontDescriptor.keys()
            ):
                yield f"31-009 {one.BaseFont} följer inte med"
