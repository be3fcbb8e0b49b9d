"""Two consultants edit the same thing: the second sees both versions and loses nothing (issue 2, bad input)."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import Client

from amc.revisions import Stale, save_revised
from amc.staff.access import Permission
from amc.staff.models import Unit, User
from amc.web.lookup import Lookup, LookupField, LookupFormMixin
from amc.web.stale import compare
from tests.web import pages
from tests.web.pages import update_user
from tests.web.people import make_user

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]


class UnitLookup(Lookup):
    permission = Permission.CASEWORK
    url_name = "person_lookup"

    def rows(self, user):
        return Unit.objects.order_by("pk")


@pytest.fixture
def unit():
    return Unit.objects.create(name="Jobbtorg")


@pytest.fixture
def me(unit):
    return make_user(unit=unit, first_name="Maja", last_name="Ek")


@pytest.fixture
def subject(unit):
    return make_user(unit=unit, first_name="Ali", last_name="Omar", title="Kommer i tid\r\noch trivs")


@pytest.fixture
def client(me):
    client = Client()
    client.force_login(me)
    return client


def as_sent(form):
    """What a browser sends when the form is sent as it stands."""
    data = {bound.html_name: bound.value() for bound in form}
    data = {name: value for name, value in data.items() if value is not None and value is not False}
    return data | ({"is_active": "on"} if "is_active" in data else {})


def opened(client, subject):
    """The newly opened form, untouched."""
    return as_sent(client.get(f"/anvandare/{subject.uuid}/").context["form"])


def send(client, subject, data):
    return client.post(f"/anvandare/{subject.uuid}/", data)


def somebody_else_saves(subject, **values):
    other = User.objects.get(pk=subject.pk)
    update_user(other, other.revision, **values)


def fresh(subject):
    return User.objects.get(pk=subject.pk)


def test_a_save_counts_the_revision_up(client, subject):
    assert send(client, subject, opened(client, subject) | {"first_name": "Alia"}).status_code == 302
    assert (fresh(subject).first_name, fresh(subject).revision) == ("Alia", 1)


def test_the_later_of_two_saves_is_not_written(client, subject):
    data = opened(client, subject)
    somebody_else_saves(subject, first_name="Alva")
    response = send(client, subject, data | {"first_name": "Alia"})
    assert response.status_code == 200
    assert fresh(subject).first_name == "Alva"


def test_both_versions_are_shown_and_mine_stays_in_the_field(client, subject):
    data = opened(client, subject)
    somebody_else_saves(subject, first_name="Alva")
    response = send(client, subject, data | {"first_name": "Alia"})
    [conflict] = response.context["form"].stale.conflicts
    assert (conflict.label, conflict.now[0].text, conflict.typed[0].text) == ("Förnamn", "Alva", "Alia")
    page = response.content.decode()
    assert "Så här står det nu" in page
    assert "Du skrev" in page
    assert 'value="Alia"' in page


def again(response):
    """The page that shows both versions, sent as it is."""
    return as_sent(response.context["form"])


@pytest.mark.parametrize(
    ("choice", "field", "theirs", "mine", "saved"),
    [
        ("mine", "first_name", "Alva", "Alia", "Alia"),
        ("theirs", "first_name", "Alva", "Alia", "Alva"),
        ("both", "title", "Deras", "Min", "Deras\n\nMin"),
        ("both", "first_name", "Alva", "Alia", "Alia"),
        ("theirs", "expires_on", dt.date(2026, 12, 1), "2026-12-24", dt.date(2026, 12, 1)),
        ("theirs", "roles", ["hr"], ["ekonom"], ["hr"]),
    ],
)
def test_the_user_chooses_per_field(client, subject, choice, field, theirs, mine, saved):
    data = opened(client, subject)
    somebody_else_saves(subject, **{field: theirs})
    response = send(client, subject, data | {field: mine})
    assert send(client, subject, again(response) | {f"{field}-keep": choice}).status_code == 302
    value = getattr(fresh(subject), field)
    assert (value.replace("\r\n", "\n") if isinstance(value, str) else value) == saved


def test_what_only_the_other_changed_is_taken_over(client, subject, unit):
    data = opened(client, subject)
    ends = dt.date(2026, 12, 1)
    somebody_else_saves(subject, last_name="Omarsson", is_active=False, expires_on=ends)
    response = send(client, subject, data | {"first_name": "Alia"})
    stale = response.context["form"].stale
    assert stale.conflicts == []
    assert sorted(stale.taken) == ["Aktivt konto", "Efternamn", "Kontot gäller till och med"]
    assert send(client, subject, again(response)).status_code == 302
    saved = fresh(subject)
    assert (saved.first_name, saved.last_name, saved.is_active) == ("Alia", "Omarsson", False)
    assert saved.expires_on == ends


def test_a_looked_up_row_is_taken_over_too(me, subject, unit):
    class WithLookup(LookupFormMixin, pages.UserForm):
        unit = LookupField(UnitLookup(), label="Enhet")

    other = Unit.objects.create(name="Navet")
    opened_form = WithLookup(user=me, instance=fresh(subject))
    data = as_sent(opened_form) | {"unit": str(unit.uuid), "unit-text": "Jobbtorg", "first_name": "Alia"}
    somebody_else_saves(subject, unit=other)
    form = WithLookup(data, user=me, instance=fresh(subject))
    assert form.is_valid()
    form.show_stale(Stale(fresh(subject)))
    assert (form.stale.taken, form["unit"].value().text) == (["Enhet"], "Navet")


def test_line_endings_are_no_difference(client, subject):
    data = opened(client, subject)
    somebody_else_saves(subject, first_name="Alva", title="Kommer i tid\noch trivs")
    response = send(client, subject, data | {"title": "Kommer i tid\r\noch trivs"})
    assert [conflict.label for conflict in response.context["form"].stale.conflicts] == []


def test_a_third_save_in_between_is_stale_again(client, subject):
    data = opened(client, subject)
    somebody_else_saves(subject, first_name="Alva")
    response = send(client, subject, data | {"first_name": "Alia"})
    somebody_else_saves(subject, first_name="Alma")
    response = send(client, subject, again(response) | {"first_name-keep": "mine"})
    assert response.context["form"].stale.conflicts[0].now[0].text == "Alma"
    assert send(client, subject, again(response) | {"first_name-keep": "mine"}).status_code == 302
    assert fresh(subject).first_name == "Alia"


def test_it_says_who_and_when(client, subject, unit):
    data = opened(client, subject)
    colleague = Client()
    colleague.force_login(make_user(unit=unit, first_name="Bo", last_name="Alm"))
    send(colleague, subject, opened(colleague, subject) | {"first_name": "Alva"})
    response = send(client, subject, data | {"first_name": "Alia"})
    assert response.context["form"].stale.who == "Bo Alm"
    assert "ändrat av Bo Alm" in response.content.decode()


def test_a_row_that_is_gone_keeps_the_text(client, subject):
    data = opened(client, subject)
    form = pages.UserForm(data | {"first_name": "Alia"}, instance=fresh(subject))
    assert form.is_valid()
    form.show_stale(Stale(None))
    assert form.stale.gone
    assert form["first_name"].value() == "Alia"


@pytest.mark.parametrize("revision", ["", "x", None])
def test_a_form_without_a_revision_is_refused(client, subject, revision):
    data = opened(client, subject) | {"revision": revision, "first_name": "Alia"}
    if revision is None:
        del data["revision"]
    assert send(client, subject, data).status_code == 200
    assert fresh(subject).first_name == "Ali"


def test_broken_fingerprints_only_mean_more_questions(client, subject):
    data = opened(client, subject) | {"revision_seen": "[1", "first_name": "Alia"}
    somebody_else_saves(subject, last_name="Omarsson")
    response = send(client, subject, data)
    assert {conflict.label for conflict in response.context["form"].stale.conflicts} == {"Förnamn", "Efternamn"}


def test_differing_words_are_marked():
    now, typed = compare("Hon trivs på praktiken", "Hon trivs inte på praktiken")
    assert [part.text for part in typed if part.differs] == ["inte "]
    assert not any(part.differs for part in now)
    assert "".join(part.text for part in now) == "Hon trivs på praktiken"


def test_very_long_texts_are_shown_whole():
    long = "ord " * 5000
    now, typed = compare(long, long + "till")
    assert [part.text for part in now + typed] == [long, long + "till"]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_exactly_one_is_saved(subject):
    start, outcome = threading.Barrier(2), []

    def save(name):
        try:
            user = User.objects.get(pk=subject.pk)
            user.first_name = name
            start.wait(10)
            save_revised(user, 0, ["first_name"])
            outcome.append("saved")
        except Stale:
            outcome.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(name,)) for name in ("Alva", "Alia")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert sorted(outcome) == ["saved", "stale"]
    assert fresh(subject).revision == 1
