"""Every account has a last day; its owner and the enhetschef are told, and it is renewed in one step."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from amc.calendar import add_months, today
from amc.reminders.actions import send_mail, sweep
from amc.reminders.models import Notification
from amc.staff.models import Municipality, Role, User
from amc.staff.rules import renewal_obstacles
from tests.factories import People, UserFactory, make_people
from tests.participants.case_room import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


def last_day(user: User, days: int) -> None:
    User.objects.filter(pk=user.pk).update(expires_on=today() + dt.timedelta(days=days))


def told() -> set[tuple[str, str]]:
    notices = Notification.objects.filter(rule="account_ends", read_at=None).select_related("recipient")
    return {(one.recipient.first_name, one.stage) for one in notices}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"is_own": True}, ["own"]),
        ({"is_own": True, "administers": True}, []),
        ({"is_active": False}, ["closed"]),
        ({"roles": ["handledare"]}, ["supervisor"]),
        ({"roles": ["handledare", "konsulent"]}, []),
    ],
)
def test_who_renews_what(change: dict, codes: list[str]) -> None:
    known = {"roles": ["konsulent"], "is_own": False, "is_active": True, "administers": False} | change
    assert [one.code for one in renewal_obstacles(**known)] == codes


def test_postgresql_keeps_no_open_account_without_a_last_day(people: People) -> None:
    with pytest.raises(IntegrityError, match="account_has_a_last_day"), transaction.atomic():
        connection.cursor().execute("UPDATE staff_user SET expires_on = NULL WHERE id = %s", [people.anna.pk])
    User.objects.filter(pk=people.anna.pk).update(is_active=False, expires_on=None)


def test_an_account_that_nobody_gave_a_day_lasts_a_year() -> None:
    assert UserFactory().expires_on == add_months(today(), 12)


@pytest.mark.parametrize(
    ("days", "stages"),
    [
        (31, set()),
        (30, {("Anna", "30"), ("Eva", "chef30")}),
        (8, {("Anna", "30"), ("Eva", "chef30")}),
        (7, {("Anna", "7"), ("Eva", "chef7")}),
        (0, {("Anna", "7"), ("Eva", "chef7")}),
        (-1, set()),
    ],
)
def test_the_owner_and_the_enhetschef_are_told(people: People, days: int, stages: set) -> None:
    last_day(people.anna, days)
    sweep(today(), now=timezone.now())
    assert told() == stages
    send_mail(now=timezone.now())
    assert len(mail.outbox) == len(stages)
    for message in mail.outbox:
        assert "Anna" not in message.subject + message.body
        assert "Ängström" not in message.subject + message.body


def test_a_supervisors_account_tells_nobody(people: People) -> None:
    last_day(people.hans, 5)
    sweep(today(), now=timezone.now())
    assert told() == set()


def test_the_worker_may_ask(people: People, as_worker) -> None:
    last_day(people.anna, 5)
    with as_worker():
        sweep(today(), now=timezone.now())
    assert told() == {("Anna", "7"), ("Eva", "chef7")}


def test_the_enhetschef_renews_in_one_step(people: People) -> None:
    last_day(people.anna, 5)
    sweep(today(), now=timezone.now())
    Municipality.objects.update_or_create(pk=1, defaults={"name": "Kommunen", "account_months": 6})
    url = reverse("account_renew", args=[people.anna.uuid])
    client = signed_in(people.eva)
    assert "Förläng kontot för Anna" in client.get(url).text
    assert client.post(url).status_code == 302
    people.anna.refresh_from_db()
    assert people.anna.expires_on == add_months(today(), 6)
    assert people.anna.events.filter(expires_on=people.anna.expires_on).exists()
    sweep(today(), now=timezone.now())
    assert told() == set()


def test_renewing_never_shortens(people: People) -> None:
    last_day(people.anna, 600)
    assert signed_in(people.eva).post(reverse("account_renew", args=[people.anna.uuid])).status_code == 302
    people.anna.refresh_from_db()
    assert people.anna.expires_on == today() + dt.timedelta(days=600)


def test_the_owner_is_told_whom_to_ask_and_cannot_renew(people: People) -> None:
    url = reverse("account_renew", args=[people.anna.uuid])
    before = people.anna.expires_on
    client = signed_in(people.anna)
    assert "Be din enhetschef" in client.get(url).text
    assert client.post(url).status_code == 404
    people.anna.refresh_from_db()
    assert people.anna.expires_on == before
    manager = signed_in(people.eva)
    own = reverse("account_renew", args=[people.eva.uuid])
    assert "Be systemförvaltaren" in manager.get(own).text
    assert manager.post(own).status_code == 404


@pytest.mark.parametrize("who", ["bo", "cilla", "ekonom", "hr", "hans"])
def test_another_account_is_as_one_that_is_not(people: People, who: str) -> None:
    assert signed_in(getattr(people, who)).get(reverse("account_renew", args=[people.anna.uuid])).status_code == 404
    theirs = UserFactory(unit=people.other_unit, roles=[Role.ENHETSCHEF])
    assert signed_in(theirs).get(reverse("account_renew", args=[people.anna.uuid])).status_code == 404


def test_the_systemforvaltare_renews_any(people: People) -> None:
    last_day(people.cilla, 5)
    url = reverse("user_renew", args=[people.cilla.uuid])
    client = signed_in(people.admin)
    assert "Förlänga kontot för Cilla" in client.get(url).text
    assert client.post(url).status_code == 302
    people.cilla.refresh_from_db()
    assert people.cilla.expires_on == add_months(today(), 12)
