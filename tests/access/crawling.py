"""Every page, fragment, file and document that somebody reaches about their own, and where the links lead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import openpyxl
from django.http import HttpResponse
from django.http.request import HttpHeaders
from pypdf import PdfReader

from amc.web.xlsx import CONTENT_TYPE
from tests.access.matrix import MATRIX
from tests.access.visiting import Visitor, address
from tests.access.world import World
from tests.exports import PURPOSE


@dataclass(frozen=True)
class Page:
    """One answer."""

    route: str
    url: str
    kind: str  # page, part, file, document or other
    answer: HttpResponse

    @property
    def text(self) -> str:
        """All that a reader gets out of it."""
        return text_of(self.answer)


def text_of(answer: Any) -> str:
    """What an answer says, in its headers and its content."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    content = answer.getvalue() if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if kind == CONTENT_TYPE:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True)
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        return "\n".join([head, *book.sheetnames, *cells])
    if kind == "application/pdf":
        reader = PdfReader(BytesIO(content))
        return "\n".join([head, str(reader.metadata), *(page.extract_text() for page in reader.pages)])
    return head + "\n" + content.decode("utf-8", "replace")


def kind_of(answer: Any) -> str:
    """What sort of answer it is."""
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        return "page"
    return {CONTENT_TYPE: "file", "application/pdf": "document"}.get(kind, "other")


def addresses(world: World, actor: str) -> Iterator[tuple[str, str]]:
    """The address of each route that `actor` may ask by GET, about something of the own unit."""
    objects = world.own_objects(actor)
    for name, row in MATRIX.items():
        if row.method == "get" and actor in row.who and name != "account_logout":
            yield name, address(name, objects[row.about] if row.about else {})


def crawl(
    visitor: Visitor, found: Iterable[tuple[str, str]], *, variants: bool = True, files: bool = True
) -> Iterator[Page]:
    """Ask for each; of lists also the part that htmx asks for and the file.

    Where nothing asked whether it was htmx, htmx is answered the same.
    """
    for route, url in found:
        answer, differs = ask(visitor, url)
        yield Page(route, url, kind_of(answer), answer)
        if variants and kind_of(answer) == "page":
            if files and "export=xlsx" in answer.text:
                yield from _file(visitor, route, f"{url}?export=xlsx")
            if differs and "hx-" in answer.text:
                part = visitor.ask("get", url, headers={"HX-Request": "true"})
                yield Page(route, url, "part", part)


def ask(visitor: Visitor, url: str) -> tuple[HttpResponse, bool]:
    """The answer to a browser, and whether anything asked meanwhile if it was htmx."""
    _looked_up.clear()
    answer = visitor.ask("get", url)
    return answer, "hx-request" in _looked_up


_look_up = HttpHeaders.__getitem__
_looked_up: set[str] = set()


def _noted(headers: HttpHeaders, name: str) -> str:
    _looked_up.add(name.replace("_", "-").lower())
    return _look_up(headers, name)


# Once for all: Python no longer notices that a class is changed when it has been a thousand times.
HttpHeaders.__getitem__ = _noted  # type: ignore[method-assign]


def _file(visitor: Visitor, route: str, url: str) -> Iterator[Page]:
    """The file; where it is of persons, first the question of what it is for."""
    answer = visitor.ask("get", url)
    yield Page(route, url, kind_of(answer), answer)
    if kind_of(answer) == "page":
        file = visitor.ask("post", url, PURPOSE)
        yield Page(route, url, kind_of(file), file)
