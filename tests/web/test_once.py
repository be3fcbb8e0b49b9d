"""A form has one effect however often it is sent (issue 2: "double click on every button")."""

import threading
import uuid

import pytest
import time_machine
from django.db import connection
from django.test import Client

from amc.obstacles import Obstacle, register_constraints
from amc.staff.models import Unit
from amc.web.models import OnceToken
from amc.web.once import sweep_once
from tests.web import pages
from tests.web.people import make_user

pytestmark = pytest.mark.urls("tests.web.urls")
NEW = "/enheter/ny/"
UNIT_TAKEN = Obstacle("name", "Det finns redan en enhet med det namnet.", "unit_taken")


@pytest.fixture
def client(db):
    client = Client()
    client.force_login(make_user())
    return client


def post(client, name="Jobbtorg", once=None, **data):
    return client.post(NEW, {"name": name, "once": once or str(uuid.uuid4()), **data})


def count(name="Jobbtorg"):
    return Unit.objects.filter(name__startswith=name).count()


def test_the_form_carries_a_mark_of_its_own(client):
    marks = {client.get(NEW).context["form"]["once"].value() for _ in range(2)}
    assert len(marks) == 2
    page = client.get(NEW)
    assert str(page.context["form"]["once"].value()) in page.content.decode()


def test_a_second_sending_gets_the_address_of_the_first(client):
    mark = str(uuid.uuid4())
    first, second = post(client, once=mark), post(client, once=mark)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert count() == 1


def test_without_the_same_mark_there_are_two_effects(client):
    """The race is real: nothing else than the mark stops it."""
    post(client, "Jobbtorg ett")
    post(client, "Jobbtorg två")
    assert count() == 2


def test_other_content_under_the_same_mark_is_not_swallowed(client):
    mark = str(uuid.uuid4())
    post(client, "Jobbtorg Nord", once=mark)
    refused = post(client, "Jobbtorg Syd", once=mark)
    form = refused.context["form"]
    assert "Du har redan sparat" in refused.content.decode()
    assert 'value="Jobbtorg Syd"' in refused.content.decode()
    again = post(client, "Jobbtorg Syd", once=form["once"].value())
    assert again.status_code == 302
    assert count() == 2


def test_a_mark_belongs_to_its_user(client):
    mark = str(uuid.uuid4())
    post(client, once=mark)
    stranger = Client()
    stranger.force_login(make_user())
    assert post(stranger, once=mark).status_code == 200
    assert count() == 1


def test_a_refused_action_leaves_the_mark_free(client):
    mark = str(uuid.uuid4())
    refused = post(client, "Upptagen", once=mark)
    assert refused.context["form"].errors.as_data()["name"][0].code == "taken"
    assert not OnceToken.objects.exists()
    assert post(client, "Jobbtorg", once=mark).status_code == 302


def test_a_constraint_that_breaks_in_a_race_answers_in_words(client):
    register_constraints({"staff_unit_name_key": UNIT_TAKEN})
    Unit.objects.create(name="Jobbtorg")
    refused = post(client)
    assert refused.context["form"].errors.as_data()["name"][0].code == "unit_taken"
    assert post(client, "Jobbtorg Väst").status_code == 302


def test_an_unknown_database_error_is_a_fault(client, monkeypatch):
    def fail(name):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    monkeypatch.setattr(pages, "create_unit", fail)
    with pytest.raises(Exception, match="division by zero"):
        post(client)
    assert not OnceToken.objects.exists()


@pytest.mark.parametrize("mark", ["", "not-a-uuid"])
def test_a_form_without_a_mark_still_works(client, mark):
    assert client.post(NEW, {"name": "Jobbtorg", "once": mark}).status_code == 302


def test_htmx_moves_the_whole_page(client):
    response = client.post(NEW, {"name": "Jobbtorg"}, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == f"/enheter/{Unit.objects.get(name='Jobbtorg').uuid}/"


def test_marks_are_forgotten_after_two_days(client):
    with time_machine.travel("2026-11-20T08:00+01:00", tick=False):
        post(client, "Jobbtorg A")
    with time_machine.travel("2026-11-22T07:59+01:00", tick=False):
        assert sweep_once() == 0
    with time_machine.travel("2026-11-22T08:01+01:00", tick=False):
        assert sweep_once() == 1


def race(mark, monkeypatch, *, first_fails):
    """Send the same form twice at the same time; the second arrives while the first is at work."""
    user = make_user()
    at_work, go_on = threading.Event(), threading.Event()
    original = pages.create_unit
    calls, answers = [], {}

    def slow(name):
        calls.append(name)
        if len(calls) == 1:
            at_work.set()
            assert go_on.wait(10)
            if first_fails:
                raise RuntimeError("killed")
        return original(name)

    monkeypatch.setattr(pages, "create_unit", slow)

    def send(key):
        client = Client(raise_request_exception=False)
        try:
            client.force_login(user)
            answers[key] = post(client, once=mark)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(key,)) for key in ("first", "second")]
    threads[0].start()
    assert at_work.wait(10)
    threads[1].start()
    wait_until_somebody_waits_for_a_lock()
    go_on.set()
    for thread in threads:
        thread.join(15)
    return answers, calls


def wait_until_somebody_waits_for_a_lock():
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    pytest.fail("The second request did not wait for the first.")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_effect(monkeypatch):
    answers, calls = race(str(uuid.uuid4()), monkeypatch, first_fails=False)
    assert len(calls) == 1
    assert answers["first"].status_code == answers["second"].status_code == 302
    assert answers["first"]["Location"] == answers["second"]["Location"]
    assert count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_takes_over_when_the_first_fails(monkeypatch):
    answers, calls = race(str(uuid.uuid4()), monkeypatch, first_fails=True)
    assert len(calls) == 2
    assert (answers["first"].status_code, answers["second"].status_code) == (500, 302)
    assert count() == 1
