"""An unknown variable in one of our templates fails the test instead of becoming an empty string."""

import sys
from pathlib import Path
from types import FrameType

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent


class UnknownVariable(str):
    """A `string_if_invalid` that fails the test when Django asks for it on behalf of our template.

    Templates of libraries lean on the empty string, and so do tags that ask "is there one?"
    (`{% if %}`, a missing one-to-one): for them this is the empty string that Django's default is.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        caller = sys._getframe(1)
        if caller.f_code.co_name == "resolve" and caller.f_locals.get("ignore_failures") is False:
            template = template_of(caller)
            if BASE_DIR in template.parents and ".venv" not in template.parts:
                variable = caller.f_locals["self"].var
                # Not an Exception: `{% include %}` and views must not be able to swallow it.
                pytest.fail(f"Okänd variabel {variable} i mallen {template.relative_to(BASE_DIR)}")
        return False


def template_of(frame: FrameType | None) -> Path:
    """The file of the template whose node is being rendered in `frame` or above it."""
    while frame is not None:
        if frame.f_code.co_name == "render_annotated":
            return Path(str(frame.f_locals["self"].origin))
        frame = frame.f_back
    return Path("unknown")
