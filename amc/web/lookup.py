"""A choice among many rows: search as you type, never a <select> with every row.

Without JavaScript one types a text: if exactly one row is called that, it is chosen; else the form comes back
with the hits as radio buttons. What is searched for travels in the request's body.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.forms import UserFormMixin

MOST_HITS = 10
SHORTEST_TERM = 2


class Lookup:
    """What can be chosen, by whom, and how it is found. The rows are PublicModels.

    `url_name` is the address of its LookupView: `path("handledare/valj/", LookupView.as_view(lookup=...), name=...)`.
    """

    permission: Permission
    url_name: str

    def rows(self, user: Any) -> models.QuerySet:
        """The rows that `user` may choose among, from `visible_to`, in the order in which hits are shown."""
        raise NotImplementedError

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        """Narrow `rows` to what matches `term` (at least two characters)."""
        raise NotImplementedError

    def label(self, row: Any) -> str:
        """What the row is called in the field; the text that chooses it without JavaScript."""
        return str(row)

    def detail(self, row: Any) -> str:
        """What tells rows of the same name apart."""
        return ""

    def nearby(self, rows: models.QuerySet, near: UUID) -> models.QuerySet | None:
        """`rows` with those first that go with `near`, the row chosen in another field, annotated with `is_near`.

        None where nothing goes with anything: then the order of `rows` stands.
        """
        return None

    def hits(self, user: Any, term: str, near: UUID | None = None) -> list["Hit"]:
        """The first hits, one more than are shown when there are more. Those that go with `near` come first, and are
        offered before anything is typed."""
        term, rows = term.strip(), self.rows(user)
        closest = self.nearby(rows, near) if near else None
        if len(term) >= SHORTEST_TERM:
            rows = self.search(rows if closest is None else closest, term)
        elif closest is not None and not term:
            rows = closest.filter(is_near=True)
        else:
            return []
        return [Hit(str(row.uuid), self.label(row), self.detail(row)) for row in rows[: MOST_HITS + 1]]


@dataclass(frozen=True)
class Hit:
    """One row as it is offered."""

    key: str
    label: str
    detail: str = ""


class LookupView(PermittedMixin, View):
    """Answers the hits for what is typed, as options of a list."""

    http_method_names = ["post"]
    lookup = Lookup()

    @property
    def permission(self) -> Permission:  # type: ignore[override]
        """The lookup's own."""
        return self.lookup.permission

    def post(self, request: HttpRequest) -> HttpResponse:
        """The options for the posted `q`."""
        try:
            near = UUID(request.POST.get("near", ""))
        except ValueError:
            near = None
        # PostgreSQL's text holds no NUL, so nothing is called by it.
        term = request.POST.get("q", "")[:100].replace("\x00", "")
        hits = self.lookup.hits(request.user, term, near)
        context = {"hits": hits[:MOST_HITS], "more": len(hits) > MOST_HITS}
        response = render(request, "web/lookup_hits.html", context)
        response["Cache-Control"] = "no-store"
        return response


@dataclass(frozen=True)
class Typed:
    """What the browser sent: the chosen key, the text in the field, and the radio button chosen among hits."""

    key: str = ""
    text: str | None = None
    pick: str = ""


class LookupWidget(forms.Widget):
    """A text field that offers hits, and a hidden field with the key of the chosen row."""

    template_name = "web/lookup.html"
    url_name = ""
    # What the hits should go with: another lookup field of the form by name, or a row by its key.
    near = ""
    near_key = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.hits: list[Hit] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        """Key, text and radio button."""
        return Typed(data.get(name, ""), data.get(f"{name}-text"), data.get(f"{name}-pick", ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether neither key nor text was sent."""
        return name not in data and f"{name}-text" not in data

    def as_posted(self, name: str, value: Typed) -> dict[str, str | None]:
        """What a browser sends for `value` (amc.web.stale)."""
        return {name: value.key, f"{name}-text": value.text or "", f"{name}-pick": None}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What web/lookup.html shows; `value` is Typed."""
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "typed": value if isinstance(value, Typed) else Typed(),
            "hits": self.hits[:MOST_HITS],
            "more": len(self.hits) > MOST_HITS,
            "url": reverse(self.url_name),
            "near": self.near,
            "near_key": self.near_key,
        }
        return context


class LookupField(forms.Field):
    """A choice of one row: `LookupField(SupervisorLookup(), label="Handledare")` in a LookupFormMixin form.

    The cleaned value is the row, or None. Only rows that the form's user may see can be chosen. `near` names another
    lookup field of the form: what goes with the row chosen there is offered first.
    """

    widget: Any = LookupWidget

    def __init__(self, lookup: Lookup, *, near: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.near = near
        self.lookup = lookup
        self.user: Any = None
        self.widget.url_name = lookup.url_name

    def prepare_value(self, value: Any) -> Typed:
        """The row (or its primary key, as a ModelForm has it) as key and text."""
        if isinstance(value, Typed):
            return value
        if value is None or value == "":
            return Typed()
        row: Any = value if isinstance(value, models.Model) else self.lookup.rows(self.user).filter(pk=value).first()
        return Typed(str(row.uuid), self.lookup.label(row)) if row else Typed()

    def clean(self, value: Any) -> Any:
        """The chosen row; raises ValidationError with the hits to choose from when the text is no choice."""
        typed = value if isinstance(value, Typed) else self.prepare_value(value)
        row = self._by_key(typed.pick or typed.key)
        text = (typed.text or "").strip()
        if row is not None and (typed.pick or typed.text is None or text == self.lookup.label(row)):
            return row
        if not text and (typed.text is not None or not typed.key):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self._by_text(text)

    def _by_key(self, key: str) -> Any:
        try:
            return self.lookup.rows(self.user).filter(uuid=key).first() if key else None
        except ValidationError:
            return None

    def _by_text(self, text: str) -> Any:
        hits = self.lookup.hits(self.user, text)
        same = [hit for hit in hits if hit.label.casefold() == text.casefold()]
        if len(same) == 1:
            return self._by_key(same[0].key)
        self.widget.hits = hits
        if hits:
            raise ValidationError("Välj en av träffarna, eller skriv mer av namnet.", code="ambiguous")
        raise ValidationError("Inget stämmer med det du skrev. Kontrollera stavningen.", code="not_found")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another row than the initial one was sent."""
        before, after = self.prepare_value(initial), self.prepare_value(data)
        return before.key != (after.pick or after.key) or (after.text is not None and after.text != (before.text or ""))


class LookupFormMixin(UserFormMixin):
    """A form with LookupFields: each offers what the form's user may see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, LookupField):
                field.user = self.user
