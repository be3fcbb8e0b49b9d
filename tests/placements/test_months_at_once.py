"""The same month is answered, or put right, by two at the same moment: one effect, and the second is told whose it was.

Each sends the form itself, in a thread and on a connection of its own, and the second is let in while the first holds
the month.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from amc.staff.models import User
from placements.actions import months
from placements.models import MonthCorrection, Supervision, SupervisionMonth, SupervisorPayment
from tests.factories import EmploymentFactory, People, SupervisorFactory, at, make_people
from tests.placements.pages import TODAY, as_
from tests.placements.room import D, placed, ready_for_ami
from tests.web.test_once import wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"answer": "ja"}
NO = {"answer": "nej", "comment": "Kom inte vecka 42.", "days_absent": "5"}
TALKED = {"source": "phone", "on_behalf_reason": "Talades vid."}
Send = tuple[User, str, dict[str, Any]]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def supervision(people: People) -> Supervision:
    job = placed(EmploymentFactory, enrolment=ready_for_ami(people), supervisor=SupervisorFactory(user=people.hans))
    return job.supervisions.get()


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Callable[[Send, Send], list[HttpResponse]]:
    """Send both; the second comes when the first has written its answer and not yet committed it."""

    def sent(*sends: Send) -> list[HttpResponse]:
        at_work, go_on, original = threading.Event(), threading.Event(), months.make_payable
        answers: dict[int, HttpResponse] = {}

        def slow(*args: Any, **kwargs: Any) -> Any:
            if not at_work.is_set():
                at_work.set()
                assert go_on.wait(10)
            return original(*args, **kwargs)

        monkeypatch.setattr(months, "make_payable", slow)

        def send(number: int) -> None:
            user, url, values = sends[number]
            try:
                answers[number] = as_(user).post(url, values | {"once": str(uuid.uuid4())}, follow=True)
            finally:
                connection.close()

        threads = [threading.Thread(target=send, args=[number]) for number in range(2)]
        threads[0].start()
        assert at_work.wait(10)
        threads[1].start()
        wait_until_somebody_waits_for_a_lock()
        go_on.set()
        for thread in threads:
            thread.join(15)
        return [answers[0], answers[1]]

    return sent


def own(people: People, supervision: Supervision, values: dict[str, str]) -> Send:
    return people.hans, reverse("supervision_confirm", args=[supervision.uuid, "2026-10"]), values


def on_behalf(by: User, supervision: Supervision, values: dict[str, str]) -> Send:
    return by, reverse("supervision_on_behalf", args=[supervision.uuid, "2026-10"]), values | TALKED


def test_the_same_answer_in_two_windows(people, supervision, both):
    first, second = both(*[own(people, supervision, YES)] * 2)
    for answer in (first, second):
        assert "Tack! Oktober 2026 är klar" in answer.text
    assert SupervisionMonth.objects.get().as_planned
    assert SupervisorPayment.objects.get().amount == 500


def test_the_supervisor_says_yes_as_the_consultant_writes_no(people, supervision, both):
    first, second = both(own(people, supervision, YES), on_behalf(people.anna, supervision, NO))
    assert "Tack! Oktober 2026 är klar" in first.text
    (said,) = second.context["form"].non_field_errors()
    assert said == (
        "Oktober 2026 bekräftades redan 2026-11-24 av Hans Hedlund. "
        "Blev något fel rättar du månaden på placeringens sida."
    )
    # What was typed is kept.
    assert second.context["form"]["comment"].value() == NO["comment"]
    row = SupervisionMonth.objects.get()
    assert (row.as_planned, row.confirmed_by, row.source) == (True, people.hans, "self")
    assert SupervisorPayment.objects.get().amount == 500
    assert not supervision.placement.deviations.exists()


def test_the_consultant_writes_no_as_the_supervisor_says_yes(people, supervision, both):
    first, second = both(on_behalf(people.anna, supervision, NO), own(people, supervision, YES))
    assert "Oktober 2026 är bekräftad." in first.text
    assert "Oktober 2026 bekräftades redan 2026-11-24 av Anna Ängström. Ring konsulenten" in second.text
    row = SupervisionMonth.objects.get()
    assert reverse("supervision_dispute", args=[row.uuid]) in second.text
    assert (row.as_planned, row.confirmed_by, row.days_absent) == (False, people.anna, 5)
    assert (SupervisorPayment.objects.count(), supervision.placement.deviations.count()) == (1, 1)


def test_what_the_supervisor_wrote_is_not_lost(people, supervision, both):
    """The consultant has confirmed the month; the supervisor's worry is still there to send."""
    worried = NO | {"concern": "Hon orkar inte med passen."}
    _, second = both(on_behalf(people.anna, supervision, YES), own(people, supervision, worried))
    assert (second.context["waiting"], second.status_code) == (8, 200)
    for words in ("Oktober 2026 bekräftades redan", "Kom inte vecka 42.", "Hon orkar inte med passen."):
        assert words in second.text
    assert not supervision.placement.deviations.exists()


def test_two_put_the_same_month_right(people, supervision, both):
    months.confirm_supervision(
        supervision, month=D("2026-10-01"), as_planned=True, by=people.hans, now=at(TODAY), today=TODAY
    )
    proof = SupervisionMonth.objects.get()
    url = reverse("supervision_correct", args=[proof.uuid])
    gone = {"answer": "nej", "no_supervision": "on", "text": "Det blev ingen handledning.", "seen": "0"}
    away = {"answer": "nej", "days_absent": "3", "text": "Borta tre dagar.", "seen": "0"}
    first, second = both((people.anna, url, gone), (people.eva, url, away))
    assert "Oktober 2026 är rättad." in first.text
    (said,) = second.context["form"].non_field_errors()
    assert said.startswith("Anna Ängström har skrivit om månaden sedan du öppnade sidan: ”Det blev ingen handledning.”")
    assert second.context["form"]["text"].value() == "Borta tre dagar."
    assert MonthCorrection.objects.get().recorded_by == people.anna
    assert sorted(SupervisorPayment.objects.values_list("amount", flat=True)) == [-500, 500]
