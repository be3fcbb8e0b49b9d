"""What is typed survives (issue 2, part 4): kept on the server, for its user alone, until the form is saved."""

import threading
import uuid

import pytest
import time_machine
from django.db import connection
from django.test import Client

from amc.staff.models import Unit, User
from amc.web import drafts
from amc.web.drafts import sign_key, sweep_drafts
from amc.web.models import Draft
from tests.web import pages
from tests.web.people import make_user

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]
PAGE = "/anteckning/"


@pytest.fixture
def me():
    return make_user()


@pytest.fixture
def client(me):
    client = Client()
    client.force_login(me)
    return client


class Tab:
    """One showing of the page, as autosave.js sees it."""

    def __init__(self, client, page=PAGE):
        self.client, self.page = client, page
        self.response = client.get(page)
        self.form = self.response.context["form"]
        names = ("once", "draft_key", "draft_revision", "draft_tab", "revision", "revision_seen")
        self.hidden = {name: self.form[name].value() for name in names if name in self.form.fields}

    def save(self, **typed):
        response = self.client.post("/utkast/", self.hidden | typed)
        if response.status_code == 200:
            self.hidden["draft_revision"] = response.json()["revision"]
        return response

    def send(self, **typed):
        return self.client.post(self.page, self.hidden | typed)

    def value(self, name):
        return self.form[name].value()


@time_machine.travel("2026-11-24T14:02+01:00", tick=False)
def test_the_form_opens_with_what_was_typed(me):
    client = Client()
    client.force_login(me)
    typed = {"name": "Sam", "text": "Kom i tid\nåäö", "day": "2026-1", "kinds": ["a", "b"], "urgent": "on"}
    answer = Tab(client).save(**typed)
    assert answer.json() == {"revision": 1, "message": "Sparat 14:02"}
    again = Tab(client)
    assert {name: again.value(name) for name in typed} == typed | {"urgent": True}
    assert "Utkast från 2026-11-24 14:02" in again.response.content.decode()
    assert "Kom i tid\nåäö" in again.response.content.decode()


def test_an_unticked_box_stays_unticked(client):
    tab = Tab(client)
    tab.save(name="Sam", urgent="on")
    tab.save(name="Sam")
    assert Tab(client).value("urgent") is False


def test_without_a_draft_the_form_says_nothing(client):
    page = Tab(client).response.content.decode()
    assert "Utkast" not in page
    assert 'data-autosave="/utkast/"' in page


def test_the_draft_goes_when_the_form_is_saved(client):
    tab = Tab(client)
    tab.save(name="Sam")
    assert tab.send(name="Sam").status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["", "Upptagen"])
def test_the_draft_stays_when_the_form_is_refused(client, name):
    tab = Tab(client)
    tab.save(name="Sam")
    assert tab.send(name=name).status_code == 200
    assert Draft.objects.count() == 1


def test_a_late_autosave_does_not_bring_the_draft_back(client):
    tab = Tab(client)
    assert tab.send(name="Sam").status_code == 302
    assert tab.save(name="Sam").status_code == 410
    assert not Draft.objects.exists()


def test_a_second_tab_is_told_and_its_text_is_kept(client):
    first, second = Tab(client), Tab(client)
    first.save(name="Sam", text="Från den första")
    answer = second.save(name="Sam", text="Från den andra")
    assert answer.status_code == 409
    assert "annan flik" in answer.json()["message"]
    opened = Tab(client)
    assert opened.value("text") == "Från den första"
    assert "Från den andra" in opened.response.content.decode()


def test_the_user_can_change_to_the_text_of_the_other_tab_and_back(client):
    first, second = Tab(client), Tab(client)
    first.save(text="Från den första")
    second.save(text="Från den andra")
    opened = Tab(client)
    for expected in ("Från den andra", "Från den första"):
        [other] = opened.form.draft_notice.others
        data = opened.hidden | {"draft_other": other.tab}
        answer = client.post("/utkast/byt/", data, headers={"Referer": f"http://testserver{PAGE}"})
        assert answer["Location"] == f"http://testserver{PAGE}"
        opened = Tab(client)
        assert opened.value("text") == expected


def test_saving_one_tab_leaves_the_text_of_the_other(client):
    first, second = Tab(client), Tab(client)
    first.save(text="Från den första")
    second.save(text="Från den andra")
    assert second.send(name="Sam", text="Från den andra").status_code == 302
    assert Tab(client).value("text") == "Från den första"
    assert Tab(client).form.draft_notice.others == []


def test_saving_the_tab_that_has_the_draft_leaves_the_other(client):
    first, second = Tab(client), Tab(client)
    first.save(text="Från den första")
    second.save(text="Från den andra")
    assert first.send(name="Sam").status_code == 302
    assert Tab(client).value("text") == "Från den andra"


def test_a_lost_answer_is_no_conflict(client):
    tab = Tab(client)
    for text in ("Ett", "Ett två"):
        client.post("/utkast/", tab.hidden | {"text": text})
    assert Draft.objects.get().data["text"] == ["Ett två"]


def test_a_reloaded_page_goes_on_where_it_was(client):
    Tab(client).save(text="Ett")
    assert Tab(client).save(text="Ett två").status_code == 200


def test_a_draft_belongs_to_its_user(client, me):
    Tab(client).save(text="Bara mitt")
    stranger = make_user(unit=me.unit)
    other = Client()
    other.force_login(stranger)
    assert not Tab(other).value("text")
    stolen = {"draft_key": sign_key(me, "note:new"), "text": "Inte mitt"}
    for address in ("/utkast/", "/utkast/kasta/", "/utkast/byt/"):
        assert other.post(address, stolen).status_code == 404
    assert Draft.objects.get().data["text"] == ["Bara mitt"]


@pytest.mark.parametrize("key", ["", "note:new", "skräp:på:rad", "x" * 5000])
def test_a_key_that_the_server_has_not_signed_is_refused(client, key):
    assert client.post("/utkast/", {"draft_key": key, "text": "Skräp"}).status_code == 404
    assert not Draft.objects.exists()


def test_signed_out_is_said_to_the_script(client):
    tab = Tab(client)
    client.logout()
    assert tab.save(text="Kvar").status_code == 401


def test_the_draft_needs_the_token_of_the_session(me):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(me)
    assert strict.post("/utkast/", {"draft_key": sign_key(me, "note:new")}).status_code == 403


@pytest.mark.parametrize(("letters", "status"), [(199_000, 200), (200_001, 413)])
def test_there_is_a_limit_with_a_message(client, letters, status):
    answer = Tab(client).save(text="x" * letters)
    assert answer.status_code == status
    assert answer.json()["message"]


def test_mechanics_and_passwords_are_not_kept(client):
    Tab(client).save(text="Ett", password="hemligt", csrfmiddlewaretoken="x")
    assert set(Draft.objects.get().data) == {"text"}


def test_text_with_a_nul_is_kept_without_it(client):
    assert Tab(client).save(text="a\0b").status_code == 200
    assert Draft.objects.get().data["text"] == ["ab"]


def test_discard_by_button_and_by_script(client):
    tab = Tab(client)
    tab.save(text="Ett")
    answer = client.post("/utkast/kasta/", tab.hidden, headers={"Referer": "https://evil.example/"})
    assert answer["Location"] == "/"
    assert not Draft.objects.exists()
    tab = Tab(client)
    tab.save(text="Ett")
    body = f"draft_key={tab.hidden['draft_key']}"
    assert client.delete("/utkast/", body, content_type="application/x-www-form-urlencoded").status_code == 204
    assert not Draft.objects.exists()


def test_a_draft_of_an_edited_row_keeps_the_revision_it_began_from(client, me):
    """Or the draft would silently undo what a colleague saved in between."""
    subject = make_user(unit=me.unit, first_name="Ali")
    page = f"/anvandare/{subject.uuid}/utkast/"
    values = {"last_name": "Omar", "unit": me.unit_id, "is_active": "on"}
    User.objects.filter(pk=subject.pk).update(last_name="Omar")
    Tab(client, page).save(**values, first_name="Alia")
    other = User.objects.get(pk=subject.pk)
    pages.update_user(other, 0, first_name="Alva")
    opened = Tab(client, page)
    assert opened.value("first_name") == "Alia"
    answer = opened.send(**values, first_name="Alia")
    assert answer.status_code == 200
    assert [conflict.label for conflict in answer.context["form"].stale.conflicts] == ["Förnamn"]


def test_drafts_are_forgotten_after_90_days(client):
    with time_machine.travel("2026-08-01T08:00+02:00", tick=False):
        Tab(client).save(text="Ett")
    with time_machine.travel("2026-10-29T08:00+01:00", tick=False):
        assert sweep_drafts() == 0
    with time_machine.travel("2026-10-31T08:00+01:00", tick=False):
        assert sweep_drafts() == 1


@pytest.mark.django_db(transaction=True)
def test_an_autosave_on_its_way_during_the_save_leaves_no_ghost(me, monkeypatch):
    """The save holds the draft's lock until it commits; the autosave then finds the form saved."""
    client = Client()
    client.force_login(me)
    tab = Tab(client)
    dropped, go_on, answers = threading.Event(), threading.Event(), {}
    original = drafts.drop_saved

    def slow(*args):
        original(*args)
        dropped.set()
        assert go_on.wait(10)

    monkeypatch.setattr(drafts, "drop_saved", slow)

    def run(key, send):
        try:
            answers[key] = send(name="Sam")
        finally:
            connection.close()

    sending = threading.Thread(target=run, args=("send", tab.send))
    sending.start()
    assert dropped.wait(10)
    saving = threading.Thread(target=run, args=("save", tab.save))
    saving.start()
    saving.join(0.3)
    assert saving.is_alive()
    go_on.set()
    sending.join(10)
    saving.join(10)
    assert (answers["send"].status_code, answers["save"].status_code) == (302, 410)
    assert not Draft.objects.exists()
    assert Unit.objects.filter(name="Sam").exists()


def test_a_tab_without_a_name_is_a_tab_of_its_own(client):
    tab = Tab(client)
    tab.hidden["draft_tab"] = "nonsense"
    assert tab.save(text="Ett").status_code == 200
    assert isinstance(Draft.objects.get().tab, uuid.UUID)
