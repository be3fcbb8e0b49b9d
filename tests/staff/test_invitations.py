"""An account is opened by a link in a mail: once, within a week; a lost phone begins anew."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amc.audit.history import history_of
from amc.staff.actions import send_invitation
from amc.staff.mail import MOST_TRIES, send_account_mail
from amc.staff.models import AccountMail, Invitation, User
from tests.factories import People, make_people
from tests.sign_in import CODE, with_steps

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Django 2028 will not have a default mailer"),
]


@pytest.fixture
def people() -> People:
    return make_people()


def link(now: dt.datetime | None = None) -> str:
    """Send what waits; the path of the newest mail's link."""
    send_account_mail(now=now or timezone.now())
    found = re.search(r"https?://[^/]+(\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


class TestInvitation:
    def test_it_opens_the_account_once_and_leads_to_the_second_step(self, client: Client, people: People) -> None:
        send_invitation(people.hans)
        path = link()
        assert "Hans" not in mail.outbox[0].body
        assert "Kom igång" in client.get(path).content.decode()
        assert "Kom igång" in client.get(path).content.decode()
        client.post(path)
        assert client.get("/handledning/")["Location"] == reverse("mfa_enrol")
        assert "beröring" in client.get(reverse("mfa_enrol")).content.decode()
        assert client.get(reverse("mfa_add_webauthn")).status_code == 200
        other = Client()
        assert "gäller inte längre" in other.post(path).content.decode()
        assert other.get(reverse("mfa_enrol")).status_code == 302

    def test_of_the_link_only_a_digest_is_kept(self, people: People) -> None:
        send_invitation(people.hans)
        token = link().rstrip("/").rsplit("/", 1)[-1]
        assert token not in str(Invitation.objects.values().get())
        assert not AccountMail.objects.exists()

    def test_it_gets_too_old(self, client: Client, people: People, settings: Any) -> None:
        send_invitation(people.hans)
        path = link()
        with time_machine.travel(timezone.now() + dt.timedelta(days=settings.INVITATION_DAYS), tick=False):
            assert "gäller inte längre" in client.get(path).content.decode()
            client.post(path)
            assert client.get(reverse("mfa_enrol")).status_code == 302

    def test_a_new_one_replaces_it(self, client: Client, people: People) -> None:
        send_invitation(people.hans)
        first = link()
        send_invitation(people.hans)
        second = link()
        assert "gäller inte längre" in client.get(first).content.decode()
        assert "Kom igång" in client.get(second).content.decode()

    def test_a_closed_account_is_not_opened(self, client: Client, people: People) -> None:
        send_invitation(people.hans)
        path = link()
        User.objects.filter(pk=people.hans.pk).update(is_active=False)
        client.post(path)
        assert client.get(reverse("mfa_enrol"))["Location"].startswith("/logga-in/")

    def test_with_a_second_step_it_is_the_first_only(self, client: Client, people: People) -> None:
        TOTP.activate(people.hans, "JBSWY3DPEHPK3PXP")
        send_invitation(people.hans)
        assert client.post(link())["Location"] == reverse("mfa_authenticate")
        assert client.get("/handledning/")["Location"].startswith("/logga-in/")

    def test_whoever_is_signed_in_here_is_not_any_more(self, client: Client, people: People) -> None:
        client.force_login(people.anna)
        send_invitation(people.hans)
        client.post(link())
        assert client.get("/min-dag/")["Location"] == reverse("mfa_enrol")

    def test_a_code_app_needs_a_password_first(self, client: Client, people: People) -> None:
        send_invitation(people.hans)
        client.post(link())
        assert client.get(reverse("mfa_activate_totp"))["Location"] == reverse("account_set_password")
        new = "ett-ganska-langt-losenord"
        client.post(reverse("account_set_password"), {"password1": new, "password2": new})
        assert client.get(reverse("mfa_activate_totp")).status_code == 200


class TestForgotten:
    def ask(self, client: Client, email: str) -> Any:
        return client.post(reverse("account_reset_password"), {"email": email})

    def test_known_and_unknown_are_answered_alike(self, people: People) -> None:
        answers = []
        for email in (people.anna.email, "ingen@kommunen.example"):
            with CaptureQueriesContext(connection) as queries:
                answer = self.ask(Client(), email)
            answers.append((answer.status_code, answer["Location"], len(queries)))
        assert answers[0] == answers[1]
        assert send_account_mail(now=timezone.now()) == 1
        assert not AccountMail.objects.exists()

    def test_a_link_for_a_password_works_once(self, client: Client, people: People) -> None:
        people.anna.set_password("det-gamla-losenordet")
        people.anna.save()
        self.ask(client, people.anna.email)
        path = link()
        page = client.get(path, follow=True)
        new = "ett-ganska-langt-losenord"
        answer = client.post(page.context["action_url"], {"password1": new, "password2": new})
        assert answer.status_code == 302, answer.context["form"].errors
        people.anna.refresh_from_db()
        assert people.anna.check_password(new)
        assert "gäller inte längre" in Client().get(path, follow=True).content.decode()

    def test_who_has_never_been_in_is_invited_again(self, client: Client, people: People) -> None:
        self.ask(client, people.hans.email)
        assert link().startswith("/valkommen/")


class TestReset:
    @pytest.fixture
    def lost(self, people: People) -> User:
        people.anna.set_password("ett-ganska-langt-losenord")
        people.anna.save()
        TOTP.activate(people.anna, "JBSWY3DPEHPK3PXP")
        return people.anna

    def test_everything_goes_and_a_link_comes(self, client: Client, people: People, lost: User) -> None:
        theirs = Client()
        theirs.force_login(lost)
        client.force_login(people.admin)
        address = reverse("user_reset", args=[lost.uuid])
        assert "ringa upp" in client.get(address).content.decode()
        assert client.post(address).status_code == 302
        lost.refresh_from_db()
        assert not lost.has_usable_password()
        assert not Authenticator.objects.filter(user=lost).exists()
        assert theirs.get("/min-dag/").status_code == 302
        assert send_account_mail(now=timezone.now()) == 2
        assert not any("Anna" in message.body or "Ängström" in message.body for message in mail.outbox)
        assert "andra steget nollställt" in str([event.changes for event in history_of(lost)]).lower()

    def test_only_the_administrator_and_not_for_oneself(self, client: Client, people: People, lost: User) -> None:
        client.force_login(people.eva)
        assert client.post(reverse("user_reset", args=[lost.uuid])).status_code == 404
        client.force_login(people.admin)
        answer = client.post(reverse("user_reset", args=[people.admin.uuid]))
        assert "Du kan inte nollställa ditt eget" in answer.content.decode()
        assert Authenticator.objects.filter(user=lost).exists()

    def test_it_wants_a_fresh_sign_in(self, client: Client, people: People, lost: User) -> None:
        client.force_login(people.admin)
        with_steps(client, CODE | {"at": timezone.now().timestamp() - 301})
        client.post(reverse("user_reset", args=[lost.uuid]))
        assert Authenticator.objects.filter(user=lost).exists()

    def test_closing_an_account_ends_its_sessions(self, client: Client, people: People, lost: User) -> None:
        theirs = Client()
        theirs.force_login(lost)
        UserSession.objects.create(user=lost, ip="127.0.0.1", session_key=theirs.session.session_key, user_agent="x")
        client.force_login(people.admin)
        values = {"first_name": "Anna", "last_name": "Ä", "email": lost.email, "roles": ["konsulent"]}
        client.post(
            reverse("user_detail", args=[lost.uuid]), values | {"unit": lost.unit_id, "revision": lost.revision}
        )
        assert not UserSession.objects.filter(user=lost).exists()
        assert theirs.get("/min-dag/").status_code == 302


def test_a_mail_server_that_is_away_is_tried_again(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: Any, *args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    send_invitation(people.hans)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", away)
        assert send_account_mail(now=timezone.now()) == 0
    assert AccountMail.objects.get().tries == 1
    assert not Invitation.objects.exists()
    assert send_account_mail(now=timezone.now()) == 1
    assert MOST_TRIES > 1


def test_the_worker_may_send_them(as_worker: Any) -> None:
    """Under the database role that Celery has (docs/wall.md)."""
    anna, hans = make_people().anna, User.objects.get(email="hans@kommunen.example")
    anna.set_password("ett-ganska-langt-losenord")
    anna.save()
    send_invitation(hans)
    AccountMail.objects.create(email=anna.email, kind=AccountMail.Kind.PASSWORD)
    with as_worker():
        assert send_account_mail(now=timezone.now()) == 2
    assert Invitation.objects.get().user == hans
