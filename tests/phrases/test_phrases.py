"""Texts that are written again and again: whose they are, what is filled in, and that they tell of nobody."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amc.obstacles import Refused
from amc.phrases.actions import add_phrase
from amc.phrases.models import Phrase
from amc.phrases.rules import BLANKS, filled_in, phrase_obstacles
from tests.factories import at, make_people

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 5)  # noqa: DTZ001 - local, as the rule takes it
WHOLE = "{datum} {tid} {mitt namn} {min telefon} {enhet}"


@pytest.fixture
def people():
    return make_people()


def as_(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Vi ses.", []),
        (WHOLE, []),
        ("Hej {namn}", ["unknown_blank"]),
        ("{Datum}", ["unknown_blank"]),
        ("{}", ["unknown_blank"]),
        ("{personnummer} {datum}", ["unknown_blank"]),
        ("en } och en {", []),
    ],
)
def test_what_a_phrase_may_hold(text, codes):
    assert [one.code for one in phrase_obstacles(text)] == codes


def test_no_blank_is_about_a_participant():
    assert set(BLANKS) == {"datum", "tid", "mitt namn", "min telefon", "enhet"}


@pytest.mark.parametrize(
    ("text", "phone", "shown"),
    [
        (WHOLE, "0155-1", "2026-11-24 09:05 Anna Å 0155-1 Jobbtorg"),
        ("{min telefon}!", "", "{min telefon}!"),
        ("{okänt} {datum}{datum}", "", "{okänt} 2026-11-242026-11-24"),
        ("<b>{enhet}</b>", "", "<b>Jobbtorg</b>"),
    ],
)
def test_what_is_filled_in(text, phone, shown):
    assert filled_in(text, now=NOW, name="Anna Å", phone=phone, unit="Jobbtorg") == shown


def test_own_and_shared(people):
    mine = add_phrase(by=people.anna, name="Min", text="a", shared=False)
    theirs = add_phrase(by=people.bo, name="Bos", text="b", shared=False)
    shared = add_phrase(by=people.eva, name="Enhetens", text="c", shared=True)
    seen = {
        "anna": {mine, shared},
        "bo": {theirs, shared},
        "eva": {shared},
        "specialist": {shared},
    }
    for who in ("anna", "bo", "eva", "specialist", "cilla", "hans", "ekonom", "hr", "admin"):
        assert set(Phrase.objects.visible_to(getattr(people, who))) == seen.get(who, set()), who
    assert set(Phrase.objects.editable_by(people.anna)) == {mine}
    assert set(Phrase.objects.editable_by(people.eva)) == {shared}


def test_one_is_written_changed_and_taken_away(people):
    anna = as_(people.anna)
    saved = anna.post(reverse("phrase_create"), {"name": "Tack", "text": "Tack {mitt namn}", "shared": "enhet"})
    assert saved["Location"] == reverse("phrase_list")
    phrase = Phrase.objects.get()
    assert (phrase.user, phrase.unit) == (people.anna, None)
    assert "Tack {mitt namn}" in anna.get(reverse("phrase_list")).text
    anna.post(phrase.get_absolute_url(), {"name": "Tack", "text": "Tack ska du ha", "revision": phrase.revision})
    phrase.refresh_from_db()
    assert phrase.text == "Tack ska du ha"
    remove = reverse("phrase_remove", args=[phrase.uuid])
    assert "Ta bort Tack?" in anna.get(remove).text
    anna.post(remove)
    assert not Phrase.objects.exists()


def test_the_enhetschef_writes_for_the_unit(people):
    eva = as_(people.eva)
    assert "Hela enhetens" in eva.get(reverse("phrase_create")).text
    assert "Hela enhetens" not in as_(people.anna).get(reverse("phrase_create")).text
    eva.post(reverse("phrase_create"), {"name": "Kallelse", "text": "Välkommen till {enhet}", "shared": "enhet"})
    phrase = Phrase.objects.get()
    assert (phrase.user, phrase.unit) == (None, people.unit)
    assert "Välkommen till" in as_(people.bo).get(reverse("phrase_list")).text


def test_a_name_is_one_of_each_owner(people):
    add_phrase(by=people.eva, name="Kallelse", text="a", shared=False)
    eva = as_(people.eva)
    assert eva.post(reverse("phrase_create"), {"name": "Kallelse", "text": "b", "shared": "enhet"}).status_code == 302
    again = eva.post(reverse("phrase_create"), {"name": "Kallelse", "text": "c", "shared": "enhet"})
    assert "Enheten har redan en fras som heter så." in again.text
    assert Phrase.objects.count() == 2


@pytest.mark.parametrize("who", ["anna", "specialist"])
def test_nobody_else_writes_for_the_unit(people, who):
    with pytest.raises(Refused):
        add_phrase(by=getattr(people, who), name="Kallelse", text="a", shared=True)
    assert not Phrase.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": "", "text": "a"}, "name", "Fyll i namn."),
        ({"name": "a", "text": ""}, "text", "Fyll i text."),
        ({"name": "Tack", "text": "a"}, "__all__", "Du har redan en fras som heter så."),
        ({"name": "a", "text": "Hej {namn}"}, "text", "{namn} fylls inte i av sig själv."),
        ({"name": "ö" * 61, "text": "a"}, "name", "61 tecken"),
        ({"name": "a", "text": "ö" * 4001}, "text", "4001 tecken"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(people, typed, field, words):
    add_phrase(by=people.anna, name="Tack", text="a", shared=False)
    answer = as_(people.anna).post(reverse("phrase_create"), typed)
    assert words in " ".join(answer.context["form"].errors.get(field, []))
    assert typed["text"] in answer.text
    assert Phrase.objects.count() == 1


def test_two_who_change_the_units_see_both(people):
    phrase = add_phrase(by=people.eva, name="Kallelse", text="Välkommen", shared=True)
    eva = as_(people.eva)
    eva.post(phrase.get_absolute_url(), {"name": "Kallelse", "text": "Ny", "revision": phrase.revision})
    answer = eva.post(
        phrase.get_absolute_url(),
        {"name": "Kallelse", "text": "Annan", "revision": phrase.revision, "revision_seen": '{"text": "Välkommen"}'},
    )
    assert answer.status_code == 200
    assert "Ny" in answer.text
    assert "Annan" in answer.text


@time_machine.travel(at(dt.date(2026, 11, 24), 9), tick=False)
def test_choosing_fills_in(people):
    add_phrase(by=people.anna, name="Tack", text='"Tack" <{mitt namn}> {datum}', shared=False)
    part = as_(people.anna).get(reverse("phrase_pick"), headers={"HX-Request": "true"}).text
    assert 'data-text="&quot;Tack&quot; &lt;Anna Ängström&gt; 2026-11-24"' in part
    assert "<html" not in part


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_whatever_its_size(people, count, django_assert_max_num_queries):
    for number in range(count):
        add_phrase(by=people.anna, name=f"Fras {number}", text="a", shared=False)
    anna = as_(people.anna)
    for name in ("phrase_list", "phrase_pick"):
        with django_assert_max_num_queries(5):
            anna.get(reverse(name))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({}, "phrase_has_one_owner"),
        ({"user": True, "unit": True}, "phrase_has_one_owner"),
        ({"user": True, "text": ""}, "phrase_is_whole"),
        ({"user": True, "name": "Tack"}, "phrase_once_per_user"),
    ],
)
def test_what_postgresql_keeps(people, values, constraint):
    add_phrase(by=people.anna, name="Tack", text="a", shared=False)
    owner = {"user": people.anna if "user" in values else None, "unit": people.unit if "unit" in values else None}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Phrase.objects.create(**{"name": "b", "text": "b"} | values | owner)
