"""What somebody had typed when a request could not be carried out, so that it can be shown and sent again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.urls import Resolver404, resolve

from amc.web.forms import MECHANICS

_SECRET = re.compile(r"passw|lösen|otp|credential|secret", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}")


@dataclass(frozen=True)
class KeptField:
    """One posted value."""

    name: str
    value: str
    label: str = ""

    @property
    def rows(self) -> int:
        """How many lines the value needs on the page."""
        return min(max(1, self.value.count("\n") + 1, len(self.value) // 70 + 1), 20)


@dataclass(frozen=True)
class Kept:
    """The text fields, to be read, and the rest, to be sent along again."""

    shown: list[KeptField] = field(default_factory=list)
    hidden: list[KeptField] = field(default_factory=list)
    with_files: bool = False

    @property
    def can_resend(self) -> bool:
        """Whether the page can offer to send everything again."""
        return bool(self.shown or self.hidden) and not self.with_files


def keep(request: HttpRequest) -> Kept:
    """The posted fields of `request`. Nothing is kept of a form with a password. Touches no database."""
    if request.method != "POST":
        return Kept()
    try:
        posted, with_files = request.POST, bool(request.FILES)
    except (UnreadablePostError, SuspiciousOperation, BadRequest, MultiPartParserError):
        return Kept()
    names = [name for name in posted if name != "csrfmiddlewaretoken"]
    if any(_SECRET.search(name) for name in names):
        return Kept()
    fields = _fields_of_view(request)
    kept = Kept(with_files=with_files)
    for name in names:
        known = fields.get(name)
        for value in posted.getlist(name):
            place = kept.shown if _is_text(name, value, known) else kept.hidden
            place.append(KeptField(name, value, _label(name, known)))
    return kept


def _fields_of_view(request: HttpRequest) -> Mapping[str, forms.Field]:
    match = request.resolver_match
    if match is None:
        # The trouble came before the address was looked up.
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return {}
    view = getattr(match.func, "view_class", None)
    return getattr(getattr(view, "form_class", None), "base_fields", {})


def _is_text(name: str, value: str, known: forms.Field | None) -> bool:
    if known is not None:
        return isinstance(known.widget, forms.TextInput | forms.Textarea) and bool(value.strip())
    return bool(value.strip()) and name not in MECHANICS and not _UUID.fullmatch(value)


def _label(name: str, known: forms.Field | None) -> str:
    label = str(known.label) if known is not None and known.label else name.rsplit("-", 1)[-1].replace("_", " ")
    return label[:1].upper() + label[1:]
