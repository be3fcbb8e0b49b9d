"""Two people edit the same thing: the one who saves last sees both versions and loses nothing.

The form carries the revision that it was opened with, and a fingerprint of each value that it showed. When
the save is stale (amc.revisions), what only the other changed is taken over, what only this user changed is
kept, and where both changed the same field the user chooses.
"""

import datetime as dt
import difflib
import hashlib
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

from amc.audit.history import in_words, last_change
from amc.revisions import Stale
from amc.web.forms import HelperMixin

MINE, THEIRS, BOTH = "mine", "theirs", "both"
# Comparing words takes time with the square of their number.
MOST_WORDS_COMPARED = 3000


@dataclass(frozen=True)
class Part:
    """A piece of text, and whether the other version lacks it."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Conflict:
    """A field that both changed. `key` is the name of the radio buttons that choose."""

    key: str
    label: str
    now: list[Part]
    typed: list[Part]
    can_join: bool


@dataclass(frozen=True)
class StaleNotice:
    """What the page says when somebody else saved first. `taken`: labels of fields that only they changed."""

    who: str
    at: dt.datetime | None
    conflicts: list[Conflict] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    gone: bool = False


class StaleFormMixin(HelperMixin):
    """A ModelForm of a RevisedModel. The action takes `form.cleaned_data["revision"]` and uses `save_revised`."""

    stale: StaleNotice | None = None
    instance: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        prints = _fingerprints(self._values_of(self.instance))
        self.fields["revision"] = forms.IntegerField(
            widget=forms.HiddenInput,
            initial=self.instance.revision,
            error_messages={"required": "Sidan saknar uppgift om version. Ladda om den och försök igen."},
        )
        self.fields["revision_seen"] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=json.dumps(prints)
        )
        if self.is_bound:
            self._take_what_was_chosen()

    def show_stale(self, stale: Stale) -> None:
        """Let the form be shown again with everything typed, and with what somebody else saved beside it."""
        current = stale.current
        if current is None:
            self.stale = StaleNotice(who="", at=None, gone=True)
            return
        change = last_change(current)
        notice = StaleNotice(who=change[0] if change else "någon annan", at=change[1] if change else None)
        theirs = self._values_of(current)
        now, seen = _fingerprints(theirs), self._seen()
        posted: dict[str, Any] = {"revision": str(current.revision), "revision_seen": json.dumps(now)}
        for name, value in theirs.items():
            bound, mine = self[name], self.cleaned_data.get(name)
            typed = _fingerprint(mine)
            if typed == now[name] or seen.get(name) == now[name]:
                continue
            if typed == seen.get(name):
                notice.taken.append(str(bound.label))
                posted |= self._as_posted(current, name, value)
                continue
            parts = compare(_shown(bound.field, getattr(current, name)), _shown(bound.field, mine))
            join = isinstance(bound.field.widget, forms.Textarea)
            notice.conflicts.append(Conflict(self._choice_key(name), str(bound.label), *parts, join))
        self.replace_posted(**posted)
        self.stale = notice

    def _choice_key(self, name: str) -> str:
        return f"{self.add_prefix(name)}-keep"

    def _values_of(self, instance: models.Model) -> dict[str, Any]:
        names = [name for name, shown in self.fields.items() if not isinstance(shown, forms.FileField)]
        return forms.model_to_dict(instance, fields=names)

    def _seen(self) -> dict[str, str]:
        try:
            seen = json.loads(self.cleaned_data.get("revision_seen") or "{}")
        except json.JSONDecodeError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _take_what_was_chosen(self) -> None:
        for name, value in self._values_of(self.instance).items():
            choice = self.data.get(self._choice_key(name))
            if choice == THEIRS:
                self.replace_posted(**self._as_posted(self.instance, name, value))
            elif choice == BOTH and isinstance(self.fields[name].widget, forms.Textarea):
                mine = self.data.get(self.add_prefix(name), "")
                self.replace_posted(**{name: f"{value}\n\n{mine}"})

    def _as_posted(self, row: models.Model, name: str, value: Any) -> dict[str, Any]:
        """What a browser would send for the `value` of `row` in the field `name`."""
        shown = self.fields[name]
        if isinstance(shown, forms.ModelChoiceField) and not isinstance(value, list):
            # The field may know its rows by another key than the primary one.
            value = getattr(row, name)
        widget, value = shown.widget, shown.prepare_value(value)
        if hasattr(widget, "as_posted"):
            return dict(widget.as_posted(name, value))
        if isinstance(widget, forms.CheckboxInput):
            return {name: "on" if value else None}
        if isinstance(widget, forms.MultiWidget):
            parts = widget.decompress(value) or []
            suffixes = widget.widgets_names  # type: ignore[attr-defined]
            return {
                name + suffix: part.format_value(one)
                for suffix, part, one in zip(suffixes, widget.widgets, parts, strict=False)
            }
        formatted = widget.format_value(value)
        if isinstance(formatted, list | tuple) and not getattr(widget, "allow_multiple_selected", False):
            formatted = formatted[0] if formatted else ""
        return {name: list(formatted) if isinstance(formatted, tuple) else formatted if formatted is not None else ""}


def _plain(value: Any) -> Any:
    """A value in the form in which the database's and the browser's version of it are equal."""
    if value is None or value == "":
        return ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | tuple | set | models.QuerySet):
        return sorted(str(_plain(part)) for part in value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return str(value)


def _fingerprint(value: Any) -> str:
    return hashlib.sha256(json.dumps(_plain(value)).encode()).hexdigest()[:16]


def _fingerprints(values: dict[str, Any]) -> dict[str, str]:
    return {name: _fingerprint(value) for name, value in values.items()}


def _shown(shown: forms.Field, value: Any) -> str:
    if callable(getattr(value, "all", None)) and not isinstance(value, models.QuerySet):
        value = value.all()
    choices = {} if isinstance(shown, forms.ModelChoiceField) else dict(_flat(getattr(shown, "choices", ())))
    return in_words(value, choices)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for key, label in choices:
        flat += _flat(label) if isinstance(label, list | tuple) else [(key, label)]
    return flat


def compare(now: str, typed: str) -> tuple[list[Part], list[Part]]:
    """Both texts in pieces, marked where the other has other words; whole where they are too long to compare."""
    left, right = (re.findall(r"\s+|[^\s]+", text.replace("\r\n", "\n")) for text in (now, typed))
    if len(left) + len(right) > MOST_WORDS_COMPARED:
        return [Part(now, True)], [Part(typed, True)]
    theirs, mine = [], []
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for operation, i, j, k, m in matcher.get_opcodes():
        differs = operation != "equal"
        theirs += [Part("".join(left[i:j]), differs)] if j > i else []
        mine += [Part("".join(right[k:m]), differs)] if m > k else []
    return theirs, mine
