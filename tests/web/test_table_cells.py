"""The cells of the lists say what the library's own would: arguments, words of choices, attributes, what is empty."""

from typing import Any

import django_tables2
from django.template import Context, Template

from amc.web.tables import Column, NumberColumn, Table
from participants.models import Meeting

COLUMNS: dict[str, Any] = {
    "name": Column("Namn", accessor="name"),
    "amount": NumberColumn("Antal", accessor="amount", default="–"),
    "own": Column("Eget", accessor="name", attrs={"td": {"data-of": lambda record: record["name"]}}),
    "all": Column("Allt", accessor="name", empty_values=()),
    "gone": Column("Finns ej", accessor="not__there"),
}


class _Says:
    """What both tables render their columns with."""

    def render_own(self, value: str, record: dict[str, Any]) -> str:
        return f"{value}/{record['amount']}"

    def render_all(self, **given: Any) -> str:
        return ", ".join(sorted(given))


class Ours(_Says, Table):
    locals().update(COLUMNS)


class Theirs(_Says, django_tables2.Table):
    locals().update(COLUMNS)


ROWS = [{"name": "A & B", "amount": 3}, {"name": "", "amount": None}, {"name": "<i>", "amount": 0}]


def test_a_row_says_what_the_librarys_own_would() -> None:
    ours, theirs = Ours(ROWS), Theirs(ROWS, row_attrs={"data-href": None})
    for own, other in zip(ours.rows, theirs.rows, strict=True):
        assert list(own) == list(other)
        assert own.attrs.as_html() == other.attrs.as_html()


def test_attributes_that_depend_on_the_row_are_asked_for_each_row() -> None:
    shown = Template("{% load lists %}{% for row in table.rows %}{% cells row %}{% endfor %}").render(
        Context({"table": Ours(ROWS)})
    )
    assert 'data-of="A &amp; B"' in shown
    assert 'data-of="&lt;i&gt;"' in shown
    assert shown.count('class="num"') == len(ROWS)


def test_a_choice_is_shown_in_words() -> None:
    class Met(Table):
        state = Column("Läge", accessor="state")

    row = Met([Meeting(state=Meeting.State.HELD)]).rows[0]
    assert row.get_cell("state") == Meeting.State.HELD.label


def test_a_part_of_the_rows_has_the_same_cells() -> None:
    assert [row.get_cell("name") for row in Ours(ROWS).rows[:1]] == ["A & B"]


def test_a_row_class_stands_beside_the_stripes() -> None:
    row = Ours(ROWS, row_attrs={"class": lambda record: "late"}).rows[0]
    assert row.attrs["class"] == "late even"
