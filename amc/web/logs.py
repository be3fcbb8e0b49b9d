"""Log lines without personal data, also when something went wrong.

The text of an exception quotes what it stumbled on (a value, a row, a form), so only its class and its way through
the code are written. A number that looks like a personnummer is struck out wherever it stands. Nothing else is taken
away here: that nobody writes personal data in the first place is what the tests see to (tests/leaks.py).
"""

import logging
import re
import traceback
from types import TracebackType

from django.http import HttpRequest

# YYMMDD-NNNN with or without century and sign; the day of a samordningsnummer is 60 more.
NUMBER = re.compile(
    r"(?<![0-9a-zA-Z-])(?:\d{2})?\d{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])[-+ ]?\d{4}(?![0-9a-zA-Z])"
)
STRUCK = "[nummer]"
_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class CarefulFormatter(logging.Formatter):
    """Formats a record as the module says."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole line or lines, numbers struck out."""
        # Another handler may have written the exception's text into the record for reuse.
        record.exc_text = None
        return NUMBER.sub(STRUCK, super().format(record))

    def formatException(self, ei: _Fault) -> str:
        """The frames and the class of an exception and of those behind it."""
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


class WithoutRequest(logging.Filter):
    """Takes the request, its address, and the arguments and words of a failed task off a record.

    An address holds keys, and what somebody typed into it; its route ("deltagare/<uuid:uuid>/") says as much.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through."""
        request = record.__dict__.pop("request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            match = request.resolver_match
            route = f"/{match.route}" if match else "an unknown address"
            record.args = tuple(route if arg == request.path else arg for arg in record.args)
        if record.name.startswith("celery") and isinstance(record.args, dict):
            fault = type(record.exc_info[1]).__name__ if record.exc_info and record.exc_info[1] else "-"
            hidden = {"exc": fault, "args": "-", "kwargs": "-", "traceback": "-", "return_value": "-", "data": "-"}
            record.args = record.args | {name: value for name, value in hidden.items() if name in record.args}
        return True


def _told(error: BaseException | None) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.walk_tb(error.__traceback__)
        lines += [f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}" for frame, line in frames]
        lines.append(_name(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


def _name(error: BaseException) -> str:
    """The class, and for PostgreSQL's errors the code and the constraint, which name no value."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    state = getattr(error, "sqlstate", None)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return " ".join(filter(None, [name, state, constraint]))
