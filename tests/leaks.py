"""Listens to the whole suite: no personal data in log lines, mails, Celery messages or addresses.

Numbers that look like a personnummer or samordningsnummer and keep its check digit, and the words that the factories
give to people (`tests.factories`) and that the canaries carry (`tests.access.canaries`). A finding fails the test
during which it was made, whoever made it.
"""

import copy
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl

from amc.web.logs import NUMBER, CarefulFormatter, WithoutRequest
from amc.web.xlsx import CONTENT_TYPE

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# People and texts that the factories invent; nobody else in the tests has these words.
WORDS = re.compile(r"(?:Öberg|Ahmed)[a-z]{4}\b|Vi gick igenom planen|Jag gick nio år|Ensam på passet|zq\d{6}z", re.I)
FORMULA = re.compile(r"[=+\-@\t\r]")
_ADDRESSES = re.compile(
    r"""\s(?:href|src|action|formaction|hx-(?:get|post|put|delete|push-url|replace-url))="([^"]*)""", re.I
)
_HEADERS = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url", "Content-Disposition")


def personal(text: str) -> str:
    """The first piece of personal data in `text`; empty for none."""
    if found := WORDS.search(text):
        return found[0]
    return next((found[0] for found in NUMBER.finditer(UUID.sub("", text)) if _checks(found[0])), "")


def formulas(workbook: bytes) -> list[str]:
    """The cells of `workbook` that a spreadsheet would work out, and those that would become so when edited."""
    book = openpyxl.load_workbook(BytesIO(workbook))
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or (isinstance(cell.value, str) and FORMULA.match(cell.value) and not cell.quotePrefix)
    ]


def _checks(number: str) -> bool:
    digits = [int(sign) for sign in number if sign.isdigit()][-10:]
    doubled = [digit * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


class Ear(logging.Handler):
    """Hears everything, and remembers what should not have been said."""

    def __init__(self) -> None:
        super().__init__()
        self.findings: list[str] = []
        self.heard = 0

    def hear(self, where: str, text: str) -> None:
        """Look at one piece of output."""
        self.heard += 1
        if found := personal(text):
            self.findings.append(f"{where}: {found!r} i {text[:300]!r}")

    def emit(self, record: logging.LogRecord) -> None:
        """A log record, with what the product's formatter would make of its exception."""
        # What the product's own handler would write, but for the numbers that it would strike out.
        record = copy.copy(record)
        WithoutRequest().filter(record)
        text = record.getMessage()
        if record.exc_info:
            text += CarefulFormatter().formatException(record.exc_info)  # type: ignore[arg-type]
        self.hear(f"logg {record.name}", text)

    def published(self, sender: Any = None, body: Any = None, **kwargs: Any) -> None:
        """A message on its way to the broker."""
        self.hear(f"Celery {sender}", repr(body))

    def run(self, sender: Any = None, args: Any = None, kwargs: Any = None, **rest: Any) -> None:
        """A task with its arguments."""
        self.hear(f"Celery {sender}", repr((args, kwargs)))

    def asked(self, sender: Any = None, environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """The address that a browser asks for; what a test writes itself is its own business."""
        if environ and environ.get("SERVER_NAME") != "testserver":
            self.hear("adress", unquote(f"{environ.get('PATH_INFO', '')}?{environ.get('QUERY_STRING', '')}"))

    def answered(self, response: Any) -> None:
        """The addresses in an answer."""
        for name in _HEADERS:
            if name in response.headers:
                self.hear(name, unquote(response.headers[name]))
        if not response.streaming and response.headers.get("Content-Type") == CONTENT_TYPE:
            self.findings += [f"formel i {cell}" for cell in formulas(response.content)]
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            addresses = _ADDRESSES.findall(response.text)
            # A telephone number has the form of a personnummer, and a mail address is the name of whom it is to.
            self.hear(
                "länk", unquote("\n".join(url for url in addresses if not url.startswith(("tel:", "data:", "mailto:"))))
            )

    def mailed(self) -> None:
        """What the mails say that the test has sent; whom they are to is the addressee's own."""
        from django.core import mail

        for message in getattr(mail, "outbox", []):
            self.hear("e-post", "\n".join([message.subject, message.body, repr(message.extra_headers)]))


@contextmanager
def listening() -> Iterator[Ear]:
    """An ear at every way out, for as long as the suite runs."""
    from celery.signals import before_task_publish, task_prerun
    from django.core.handlers.base import BaseHandler
    from django.core.signals import request_started

    ear = Ear()
    answer = BaseHandler.get_response

    def get_response(self: BaseHandler, request: Any) -> Any:
        response = answer(self, request)
        ear.answered(response)
        return response

    before_task_publish.connect(ear.published, weak=False)
    task_prerun.connect(ear.run, weak=False)
    request_started.connect(ear.asked, weak=False)
    logging.getLogger().addHandler(ear)
    BaseHandler.get_response = get_response  # type: ignore[method-assign]
    try:
        yield ear
    finally:
        BaseHandler.get_response = answer  # type: ignore[method-assign]
        logging.getLogger().removeHandler(ear)
        request_started.disconnect(ear.asked)
        task_prerun.disconnect(ear.run)
        before_task_publish.disconnect(ear.published)
