"""Documents as PDF (PDF/UA-1 and PDF/A-2a): tagged for screen readers, and fit to be kept.

A document is a Typst file in templates/documents that imports base.typ. What it shows is sent beside the source
as plain values, so that no text that somebody has written can be read as Typst.
"""

import json
import logging
import re
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone

logger = logging.getLogger(__name__)

FOLDER = Path(settings.BASE_DIR) / "templates" / "documents"
STANDARDS: Any = ["ua-1", "a-2a"]
MISSING = "□"
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
# What the fonts surely have: Latin, Greek, Cyrillic, Hebrew, Arabic, Ethiopic, and ordinary signs.
_COVERED = re.compile(
    r"[^\n\t\u0020-\u052f\u0590-\u06ff\u1200-\u1248\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf□]"
)
_PAGE = re.compile(rb"/Type\s*/Page\b")
# Joiners that Persian needs are controls by category.
_KEPT = frozenset("\n\t\u200c\u200d")
_MOST_TRIES = 12


def render_pdf(template: str, data: dict[str, Any], *, title: str, lang: str = "sv", unit_head: str = "") -> bytes:
    """The PDF of `templates/documents/<template>.typ`.

    `data` holds plain values (dates become 2026-11-24 strings); `title`, `lang`, `unit_head` and `day` are added
    for base.typ. A character that no font has is shown as □. Raises typst.TypstError for a fault in the template.
    """
    values = data | {"title": title, "lang": lang, "unit_head": unit_head, "day": f"{timezone.localdate()}"}
    source = json.dumps(_printable(values), cls=DjangoJSONEncoder, ensure_ascii=False)
    for _ in range(_MOST_TRIES):
        try:
            return _compile(template, source)
        except typst.TypstError as error:
            unshown = _UNSHOWN.search(str(error))
            if unshown is None:
                raise
            source = _without(source, unshown[1])
    return _compile(template, _COVERED.sub(MISSING, source))


def _printable(value: Any) -> Any:
    """The value without control characters, which no font has and which could turn the direction of a text."""
    if isinstance(value, str):
        kept = (letter for letter in value.replace("\r\n", "\n") if letter in _KEPT or category(letter)[0] != "C")
        return "".join(kept)
    if isinstance(value, dict):
        return {key: _printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value


@cache
def _fonts() -> typst.Fonts:
    """Those of the wheel and of the folder, read once; none of the machine's, so that a document is the same on all."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FOLDER / "fonts")])


def _compile(template: str, source: str) -> bytes:
    pdf = typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        sys_inputs={"data": source},
        format="pdf",
        pdf_standards=STANDARDS,
        font_paths=_fonts(),
        timestamp=timezone.now().replace(microsecond=0),
    )
    return bytes(pdf)


def pages_of(content: bytes) -> int:
    """How many pages a PDF of `render_pdf` has: Typst writes each page's dictionary in the open."""
    return len(_PAGE.findall(content))


def _without(source: str, unshown: str) -> str:
    """The source without the characters of `unshown` that are outside what the fonts surely have."""
    strange = set(_COVERED.findall(unshown)) or set(unshown)
    # The characters of JSON itself are ASCII, which every font has.
    return "".join(MISSING if letter in strange and letter > "\x7f" else letter for letter in source)


def pdf_response(content: bytes, filename: str) -> HttpResponse:
    """Show a PDF in the browser. `filename` has no names and no numbers of persons in it."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response
