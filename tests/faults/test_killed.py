"""Servers and workers are killed in the middle of their work: nothing is lost, forgotten or done twice."""

import re
import threading
from collections import Counter

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from amc.calendar import today
from amc.reminders import actions
from amc.reminders.models import Notification
from participants.models import Enrolment, JournalEntry
from tests.factories import EnrolmentFactory, People, ReferralFactory, make_people
from tests.faults.stand import Answer, Browser, Stand, kill, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TYPISTS, NOTES = 3, 6


@pytest.fixture(scope="session")
def people(stand: Stand, django_db_blocker) -> People:
    """The people of the stand, made once."""
    with django_db_blocker.unblock(), stand.here():
        return make_people()


@pytest.fixture
def case(here: Stand, people: People) -> Enrolment:
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)


class Typist(threading.Thread):
    """Writes notes in a journal, one after another, and sends again what could not be saved."""

    def __init__(self, browser: Browser, path: str, name: str, written: threading.Semaphore, refused: threading.Event):
        super().__init__()
        self.browser, self.path, self.name = browser, path, name
        self.written, self.refused = written, refused
        self.trouble: list[str] = []

    def run(self) -> None:
        try:
            for number in range(NOTES):
                self.note(f"{self.name} {number}")
                self.written.release()
        except Exception as error:
            self.trouble.append(repr(error))

    def page(self) -> Answer:
        """The journal, as soon as it is there."""
        while (page := self.browser.get(self.path)).status == 503:
            self.refused.set()
        assert page.status == 200, page.status
        return page

    def note(self, text: str) -> None:
        values = {"kind": "samtal", "occurred_at": f"{today()}T00:00", "text": text}
        answer = self.browser.post(self.path, self.page().hidden() | values)
        while answer.status == 503:
            self.refused.set()
            assert text in answer.text, "The page must show what was typed."
            # All that the page shows, as its button would: what is sent again may have been saved just before.
            answer = self.browser.post(self.path, answer.hidden() | values)
        said = re.findall(r'role="alert".*?</div>|invalid-feedback.*?</', answer.text, re.DOTALL)
        assert answer.status == 302, (answer.status, said)


def test_postgresql_restarts_under_load(here: Stand, people: People, case: Enrolment) -> None:
    here.web()
    path = reverse("journal", args=[case.participant.uuid])
    written, refused = threading.Semaphore(0), threading.Event()
    typists = [Typist(here.browser(people.anna), path, f"Skrivare {n}", written, refused) for n in range(TYPISTS)]
    for typist in typists:
        typist.start()
    for _ in range(TYPISTS * 2):
        assert written.acquire(timeout=60)
    here.crash_postgres()
    assert refused.wait(30)
    here.cluster.start()
    for typist in typists:
        typist.join(60)
    assert [typist.trouble for typist in typists] == [[]] * TYPISTS

    connection.close()
    texts = Counter(JournalEntry.objects.filter(enrolment=case).values_list("text", flat=True))
    assert texts == Counter(f"{typist.name} {number}" for typist in typists for number in range(NOTES))

    # Every thread of the web server has a connection that has died without its knowing.
    browser = here.browser(people.anna)
    connection.close()
    here.cluster.stop()
    here.cluster.start()
    assert [browser.get(path).status for _ in range(8)] == [200] * 8


def test_a_draft_outlives_the_web_server(here: Stand, people: People, case: Enrolment) -> None:
    web, browser = here.web(), here.browser(people.anna)
    path = reverse("journal", args=[case.participant.uuid])
    typed = browser.get(path).hidden() | {"kind": "telefon", "text": "Amina ringde och var oro"}
    assert browser.post(reverse("draft_save"), typed).status == 200
    kill(web)
    assert not here.answers()
    here.web()
    page = browser.get(path)
    assert "Amina ringde och var oro" in page.text
    assert '<option value="telefon" selected>' in page.text
    assert not JournalEntry.objects.filter(enrolment=case).exists()


def told() -> set[tuple[object, ...]]:
    """Who knows of what, at which stage."""
    return set(map(tuple, Notification.objects.values_list("rule", "subject", "stage", "recipient_id")))


def to_tell() -> list[Notification]:
    """What a sweep would tell, in the order in which it does."""
    with transaction.atomic():
        actions.sweep(today(), now=timezone.now())
        found = list(Notification.objects.order_by("pk"))
        transaction.set_rollback(True)
    return found


def test_a_worker_and_the_broker_are_killed_in_the_middle_of_a_sweep(here: Stand, people: People) -> None:
    Notification.objects.all().delete()
    ReferralFactory.create_batch(12, unit=people.unit, registered_by=people.anna)
    EnrolmentFactory.create_batch(12, participant__unit=people.unit, consultant=people.anna)
    expected = to_tell()
    assert len({notice.rule for notice in expected}) > 1, "It takes two rules to be in the middle."
    worker = here.worker("first")

    # Somebody else holds the last rule's notice, so that the sweep waits there with the others told.
    with transaction.atomic():
        last = expected[-1]
        last.pk = None
        last.save(force_insert=True)
        here.ring()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"

        def waits() -> bool:
            with connection.cursor() as cursor:
                cursor.execute(waiting)
                return cursor.fetchone()[0] > 0

        wait_for(waits, "att svepet ska nå den sista regeln", patience=90)
        kill(worker)
        here.valkey.stop()
        transaction.set_rollback(True)
    everything = {(notice.rule, notice.subject, notice.stage, notice.recipient_id) for notice in expected}
    assert set() < told() < everything
    with pytest.raises(OperationalError):
        here.ring()

    # The broker is back with nothing in it. Two workers, and two beats that each ring.
    here.valkey.start()
    for name in ("second", "third"):
        here.worker(name)
    for _ in range(3):
        here.ring()
    wait_for(lambda: told() >= everything, "att alla ska få veta", patience=90)
    assert told() == everything
    assert Notification.objects.count() == len(everything)
