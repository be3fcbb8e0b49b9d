"""Who changed what: the user and the route stand on each row of history, and history is read in words."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from psycopg.types.range import DateRange

from amc.audit.history import history_of, in_words, last_change
from amc.staff.models import Unit, User
from tests.web.pages import update_user
from tests.web.people import make_user

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]


@pytest.fixture
def unit():
    return Unit.objects.create(name="Jobbtorg")


@pytest.fixture
def me(unit):
    return make_user(unit=unit, first_name="Bo", last_name="Alm")


@pytest.fixture
def subject(unit):
    return make_user(unit=unit, first_name="Ali", last_name="Omar", expires_on=dt.date(2027, 2, 1))


@pytest.fixture
def edited(me, subject):
    """Edited by Bo Alm through a form."""
    client = Client()
    client.force_login(me)
    page = f"/anvandare/{subject.uuid}/"
    form = client.get(page).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "", [])}
    assert client.post(page, data | {"first_name": "Alia", "expires_on": "2026-12-01"}).status_code == 302
    return subject


def test_the_user_and_the_route_stand_on_the_row(edited, me):
    event = edited.events.order_by("-pgh_id").first()
    assert event.pgh_context == {"user": me.pk, "url": "anvandare/<uuid:uuid>/"}


def test_the_history_says_who_and_what(edited):
    changed, created = history_of(edited)
    assert (changed.who, changed.created) == ("Bo Alm", False)
    assert {(change.label, change.before, change.after) for change in changed.changes} == {
        ("Förnamn", "Ali", "Alia"),
        ("Kontot gäller till och med", "2027-02-01", "2026-12-01"),
    }
    assert (created.who, created.created, created.changes) == ("Systemet", True, ())


def test_a_reference_is_told_by_its_name(subject, unit):
    update_user(User.objects.get(pk=subject.pk), 0, unit=Unit.objects.create(name="Navet"))
    [change] = history_of(subject)[0].changes
    assert (change.label, change.before, change.after) == ("Enhet", "Jobbtorg", "Navet")


def test_the_latest_change(edited, subject):
    who, at = last_change(edited)
    assert who == "Bo Alm"
    assert at.tzinfo is not None


def test_a_row_without_history(unit):
    assert history_of(unit) == []
    assert last_change(unit) is None


@pytest.mark.parametrize("saves", [2, 12])
def test_the_history_asks_the_same_number_of_queries(subject, saves, django_assert_num_queries):
    for revision in range(saves):
        update_user(User.objects.get(pk=subject.pk), revision, title=f"Titel {revision}")
    with django_assert_num_queries(1):
        assert len(history_of(subject)) == saves + 1


def test_the_limit_keeps_the_newest(subject):
    for revision in range(5):
        update_user(User.objects.get(pk=subject.pk), revision, title=f"Titel {revision}")
    events = history_of(subject, limit=2)
    assert [event.changes[0].after for event in events] == ["Titel 4", "Titel 3"]


def test_the_component_shows_it(edited):
    page = render_to_string("audit/history.html", {"events": history_of(edited)})
    assert "Bo Alm ändrade" in page
    assert "Ali → Alia" in page
    assert "Ingen historik än" in render_to_string("audit/history.html", {"events": []})


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "(tomt)"),
        ("", "(tomt)"),
        ([], "(tomt)"),
        (0, "0"),
        (True, "Ja"),
        (False, "Nej"),
        (dt.date(2026, 11, 24), "2026-11-24"),
        (dt.datetime(2026, 11, 24, 13, 2, tzinfo=dt.UTC), "2026-11-24 14:02"),
        (Decimal("37.5"), "37,5"),
        (["hr", "ekonom"], "HR, Ekonom"),
        (DateRange(dt.date(2026, 1, 1), dt.date(2026, 7, 1)), "2026-01-01 – 2026-06-30"),
        (DateRange(dt.date(2026, 1, 1), None), "2026-01-01 – tills vidare"),
    ],
)
def test_values_in_words(value, words):
    assert in_words(value, {"hr": "HR", "ekonom": "Ekonom"}) == words
