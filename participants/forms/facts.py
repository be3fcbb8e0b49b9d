"""The questions of an area of the kartläggning as fields of a form: rules in, plain data out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import HTML, Field
from django import forms

from amc.web.forms import HelperMixin
from amc.web.layout import Group, More, Pair
from amc.web.stale import BOTH, THEIRS, Conflict, StaleNotice, compare
from participants.rules.facts import ASKED, COMPETENCES, Fact, Facts, Kind, Part, Rows, clean_rows, row_obstacles

LONGEST_ANSWER = 200
LONGEST_TASKS = 1000
# Empty rows: one to write in, and more to unfold. Nobody loses a row that is already written.
FOLDED = 3
ROWS_AT_LEAST = 6
MOST_ROWS = 40
LIST = "kompetenser"


class FactsMixin(HelperMixin):
    """A form with the questions of `area` as fields; `known` are the answers that stand there, `codes` the names of the
    competences by code, and `today` the day that months are looked at from."""

    def __init__(
        self, *args: Any, area: str, known: Mapping[str, Any], codes: Mapping[str, str], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts: tuple[Part, ...] = ASKED.get(area, ())
        self.codes, self.today = codes, today
        self.known = known
        self._drafted: Mapping[str, Any] = {}
        for part in self.parts:
            if isinstance(part, Fact):
                self.fields[part.key] = field_of(part)
                continue
            self._make_room(part, self.rows_of(part))
        self.initial = {**flat(self.parts, known), **self.initial}

    def add_rows(self, data: Mapping[str, Any]) -> None:
        """Make room for each row of a draft, also where somebody has shortened the list since it was written."""
        self._drafted = data
        for part in self.parts:
            if isinstance(part, Rows):
                self._make_room(part, self.rows_of(part))

    def rows_of(self, part: Rows) -> int:
        """How many rows there is room for: for all that is written, and a few more, within reason."""
        room = max(len(self.known.get(part.key, [])) + FOLDED, ROWS_AT_LEAST)
        return min(max(room, self._sent(part)), MOST_ROWS)

    def _sent(self, part: Rows) -> int:
        """How many rows a browser sent, or a draft holds."""
        names = (name.split("-") for name in (self.data if self.is_bound else self._drafted))
        return max((int(bits[1]) + 1 for bits in names if _is_row_of(part, bits)), default=0)

    def fact_layout(self) -> list[Any]:
        """The questions, for a layout: rows in groups of their own, those that nobody needs yet folded."""
        found: list[Any] = []
        single = [part for part in self.parts if isinstance(part, Fact)]
        for part in self.parts:
            if isinstance(part, Rows):
                shown = len(self.known.get(part.key, [])) + 1
                groups = [self._group(part, place) for place in range(self.rows_of(part))]
                found += [*groups[:shown], More(f"Fler {part.many}", *groups[shown:])]
        if single:
            found.append(Group("Mer om området", *(_field(part.key) for part in single)))
        if COMPETENCES in self.parts:
            found.append(HTML('{% include "participants/_competences.html" with names=form.names only %}'))
        return found

    @property
    def names(self) -> list[str]:
        """The competences to choose among."""
        return list(self.codes.values())

    def _group(self, part: Rows, place: int) -> Group:
        fields = [(column, name_in(part, place, column.key)) for column in part.columns]
        short = [_field(name) for column, name in fields if column.kind is not Kind.LONG]
        pairs = [Pair(*short[first : first + 3]) for first in range(0, len(short), 3)]
        long = [_field(name) for column, name in fields if column.kind is Kind.LONG]
        return Group(f"{part.one} {place + 1}", *pairs, *long)

    def clean(self) -> dict[str, Any]:
        """And whatever is wrong with a row, at its field; none is dropped for want of room."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for part in self.parts:
            if isinstance(part, Rows):
                if self._sent(part) > MOST_ROWS:
                    self.add_error(None, f"Högst {MOST_ROWS} {part.many} får plats. Ta bort någon och spara igen.")
                for place, row in enumerate(self._rows(part, cleaned)):
                    for column, message in row_obstacles(part, row, today=self.today):
                        self.add_error(name_in(part, place, column), message)
        return cleaned

    def facts(self) -> Facts:
        """What was answered, as it is kept."""
        found: Facts = {}
        for part in self.parts:
            value = clean_rows(self._rows(part)) if isinstance(part, Rows) else self.cleaned_data.get(part.key)
            if value:
                found[part.key] = value
        return found

    def _rows(self, part: Rows, cleaned: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        told = self.cleaned_data if cleaned is None else cleaned
        rows = []
        for place in range(self.rows_of(part)):
            row = {column.key: told.get(name_in(part, place, column.key), "") for column in part.columns}
            if part is COMPETENCES:
                row |= self._coded(row["name"])
            rows.append(row)
        return rows

    def _coded(self, name: str) -> dict[str, str]:
        """The name as the list has it with its code; as it was written, without one, where the list lacks it. What was
        chosen before its last day in the list keeps its code."""
        for row in self.known.get(COMPETENCES.key, []):
            if row["name"] == name and row.get("code"):
                return {"name": name, "code": row["code"]}
        same = ((code, listed) for code, listed in self.codes.items() if listed.casefold() == name.casefold())
        code, listed = next(same, ("", name))
        return {"name": listed, "code": code}

    # --- Two who write at the same time --------------------------------------------------------------

    def merge(self, theirs: Facts, before: Facts, notice: StaleNotice) -> None:
        """Note in `notice` what somebody else answered meanwhile: taken over where only they changed it. A question of
        several rows is one: the rows of two people are never mixed."""
        mine = self.facts()
        for part in self.parts:
            now, was, own = (facts.get(part.key) for facts in (theirs, before, mine))
            if now in (own, was):
                continue
            label = part.many.capitalize() if isinstance(part, Rows) else part.label
            if own == was:
                notice.taken.append(label)
                self._put(part, now)
            else:
                shown = compare(_words(part, now), _words(part, own))
                notice.conflicts.append(Conflict(f"{part.key}-keep", label, *shown, can_join=isinstance(part, Rows)))

    def take_chosen(self, theirs: Facts) -> None:
        """Let what the writer chose, where both had answered, stand for what was posted."""
        for part in self.parts:
            choice, value = self.data.get(f"{part.key}-keep"), theirs.get(part.key)
            if choice == THEIRS:
                self._put(part, value)
            elif choice == BOTH and isinstance(part, Rows):
                self._put(part, [*(value or []), *clean_rows(self._posted_rows(part))])

    def _posted_rows(self, part: Rows) -> list[dict[str, Any]]:
        return [
            {column.key: self.data.get(name_in(part, place, column.key), "") for column in part.columns}
            for place in range(self.rows_of(part))
        ]

    def _put(self, part: Part, value: Any) -> None:
        if isinstance(part, Rows):
            rows = value or []
            self._make_room(part, len(rows))
            empty = {name_in(part, at, one.key): "" for at in range(self.rows_of(part)) for one in part.columns}
            self.replace_posted(**(empty | flat((part,), {part.key: rows})))
        else:
            self.replace_posted(**{part.key: value or ([] if part.kind is Kind.MANY else "")})

    def _make_room(self, part: Rows, rows: int) -> None:
        for place in range(rows):
            for column in part.columns:
                name = name_in(part, place, column.key)
                if name not in self.fields:
                    field = self.fields[name] = field_of(column)
                    if place and column.kind is Kind.COMPETENCE:
                        # Said once, in the first row.
                        field.help_text = ""


def _is_row_of(part: Rows, bits: Sequence[str]) -> bool:
    return len(bits) == 3 and bits[0] == part.key and bits[1].isdecimal()


def _words(part: Part, value: Any) -> str:
    if isinstance(part, Rows):
        return "\n".join(part.row_in_words(row) for row in value or [])
    return part.in_words(value)


def name_in(part: Rows, place: int, column: str) -> str:
    """The name of a field in a row."""
    return f"{part.key}-{place}-{column}"


def flat(parts: Sequence[Part], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The answers by the names of their fields."""
    found: dict[str, Any] = {}
    for part in parts:
        value = facts.get(part.key)
        if isinstance(part, Fact):
            found[part.key] = value or ([] if part.kind is Kind.MANY else "")
            continue
        for place, row in enumerate(value or []):
            for column in part.columns:
                found[name_in(part, place, column.key)] = row.get(column.key, "")
    return found


def field_of(fact: Fact) -> forms.Field:
    """The field that asks for one fact; none has to be answered."""
    told: dict[str, Any] = {"label": fact.label, "help_text": fact.help_text, "required": False}
    match fact.kind:
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[("", "Inte ifyllt"), *fact.choices], **told)
        case Kind.MANY:
            return forms.MultipleChoiceField(choices=fact.choices, widget=forms.CheckboxSelectMultiple, **told)
        case Kind.LONG:
            return forms.CharField(max_length=LONGEST_TASKS, widget=forms.Textarea(attrs={"rows": 2}), **told)
        case Kind.MONTH:
            attrs = {"inputmode": "numeric", "autocomplete": "off"}
            return forms.CharField(max_length=7, widget=forms.TextInput(attrs=attrs), **told)
        case Kind.COMPETENCE:
            attrs = {"list": LIST, "autocomplete": "off"}
            return forms.CharField(max_length=100, widget=forms.TextInput(attrs=attrs), **told)
    return forms.CharField(max_length=LONGEST_ANSWER, **told)


def _field(name: str) -> Field:
    # None has to be answered, and the form says so once.
    return Field(name, wrapper_class="needed")
