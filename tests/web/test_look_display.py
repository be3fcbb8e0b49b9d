"""How values are written, and the tags that write them."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from amc.web import display
from amc.web.templatetags import amc as tags

TODAY = dt.date(2026, 11, 24)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC), tick=False):
        yield


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (display.number(0), "0"),
        (display.number(1500), f"1{NBSP}500"),
        (display.number(1234567.891, 1), f"1{NBSP}234{NBSP}567,9"),
        (display.number(-3), "−3"),
        (display.number(-0.2), "0"),
        (display.number(0.5), "1"),
        (display.number(Decimal("2.5")), "3"),
        (display.percent(47 / 71), f"66{NBSP}%"),
        (display.percent(0), f"0{NBSP}%"),
        (display.percent(0.3746, 1), f"37,5{NBSP}%"),
        (display.kronor(1500), f"1{NBSP}500{NBSP}kr"),
        (display.change(5, 2), "+3"),
        (display.change(2, 5), "−3"),
        (display.change(2, 2), "oförändrat"),
        (display.change(2.5, 1), "+1,5"),
        (display.month(dt.date(2026, 10, 1)), "oktober 2026"),
        (display.date(dt.date(2027, 1, 3)), "3 januari 2027"),
        (display.week(dt.date(2027, 1, 1)), "vecka 53"),
        (display.period(dt.date(2026, 1, 1), dt.date(2026, 6, 30)), f"2026-01-01{NBSP}– 2026-06-30"),
        (display.period(dt.date(2026, 1, 1), None), f"från{NBSP}2026-01-01"),
        (display.identity("198101019802"), "19810101-9802"),
        (display.identity("R-0017"), "R-0017"),
    ],
)
def test_values_in_swedish(written, words):
    assert written == words


@pytest.mark.parametrize(
    ("source", "value", "words"),
    [
        ("{{ v|day }}", TODAY, "tisdag 24 november"),
        ("{{ v|day }}", dt.date(2025, 5, 1), "torsdag 1 maj 2025"),
        ("{{ v|iso }}", TODAY, "2026-11-24"),
        # Midnight in Stockholm is eleven in the evening the day before in UTC.
        ("{{ v|iso }}", dt.datetime(2026, 11, 23, 23, 5, tzinfo=dt.UTC), "2026-11-24 00:05"),
        ("{{ v|day }}", dt.datetime(2026, 11, 23, 23, 5, tzinfo=dt.UTC), "tisdag 24 november"),
        ("{{ v|clock }}", dt.datetime(2026, 11, 24, 13, 2, tzinfo=dt.UTC), "14:02"),
        ("{{ v|due_words }}", dt.date(2026, 11, 20), "4 dagar sent"),
        ("{{ v|due_words }}", dt.date(2026, 11, 25), "i morgon"),
        ("{% plural v 'dag' 'dagar' %}", 1, "1 dag"),
        ("{% plural v 'dag' 'dagar' %}", 0, "0 dagar"),
        ("{{ v|percent }}", None, "–"),
        ("{{ v|kr }}", None, ""),
        ("{{ v|role_words }}", ["enhetschef", "konsulent"], "Enhetschef, Arbetsmarknadskonsulent"),
    ],
)
def test_filters(source, value, words):
    assert render(source, v=value) == words


@pytest.mark.parametrize("name", ["day", "iso", "clock", "month", "week", "due_words", "number", "kr", "identity"])
def test_nothing_is_written_for_nothing(name):
    assert render(f"{{{{ v|{name} }}}}", v=None) == ""


@pytest.mark.parametrize(
    ("days", "tone"), [(-30, "overdue"), (-1, "overdue"), (0, "soon"), (7, "soon"), (8, "neutral"), (300, "neutral")]
)
def test_what_is_due_says_so_by_word_shape_and_colour(days, tone):
    html = render("{% due v %}", v=TODAY + dt.timedelta(days=days))
    assert f"due--{tone}" in html
    assert ("<svg" in html) == (tone != "neutral")
    assert 'title="' in html


def test_what_is_done_is_never_late():
    assert "due--done" in render("{% due v True %}", v=TODAY - dt.timedelta(days=3))


def test_a_chip_has_a_word_and_a_shape():
    html = render('{% chip "Försenad" "overdue" %}')
    assert "Försenad" in html
    assert "#exclamation-octagon-fill" in html


@pytest.mark.parametrize(
    "source",
    [
        "{% chip v %}",
        "{% person v '/x/' v %}",
        "{% crumbs v '/x/' %}",
        "{% facts pairs %}",
        "{% said v %}",
        "{% empty v v %}",
        "{% icon 'x' v %}",
    ],
)
def test_values_are_escaped(source):
    html = render(source, v="<b>å</b>", pairs=[("Ord", "<b>å</b>")])
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_facts_show_that_something_is_missing_but_not_that_zero_is():
    html = render("{% facts pairs %}", pairs=[("Tolk", ""), ("Telefon", None), ("Barn", 0)])
    assert html.count("<dd>–</dd>") == 2
    assert "<dd>0</dd>" in html


class Sample(forms.Form):
    name = forms.CharField(label="Namn")
    source = forms.ChoiceField(label="Remittent", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    key = forms.CharField(widget=forms.HiddenInput)


def test_each_error_leads_to_its_field_and_the_forms_own_come_first():
    form = Sample({})
    form.add_error(None, "Planen saknas.")
    links = tags.error_links(form)
    assert links[0] == ("", "Planen saknas.")
    assert ("id_name", "Namn: Detta fält måste fyllas i.") in links
    assert ("id_source_0", "Remittent: Detta fält måste fyllas i.") in links
    assert ("", "Detta fält måste fyllas i.") in links


def test_the_pager_keeps_the_filters_and_starts_over_with_another_size():
    request = RequestFactory().get("/deltagare/", {"team": "v", "sida": "3"})
    page = Paginator(range(312), 25).page(3)
    html = render("{% pager page 'deltagare' 'deltagare' 'sida' 'antal' %}", page=page, request=request)
    assert "Visar 51–75 av 312 deltagare" in html
    assert "?team=v&amp;sida=4" in html
    assert "?team=v&amp;sida=1&amp;antal=50" in html


def test_the_pager_is_silent_where_there_is_one_page():
    request = RequestFactory().get("/")
    html = render("{% pager page %}", page=Paginator(range(5), 25).page(1), request=request)
    assert "Visar" not in html
    assert "<nav" not in html
