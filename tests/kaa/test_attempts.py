"""An attempt to reach a young person stands in the register and in the journal; one that succeeded is a contact."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from amc.kaa import rules
from amc.kaa.models import ContactAttempt
from participants.models import Enrolment, JournalEntry
from tests.factories import People
from tests.kaa.room import TODAY, AttemptFactory, as_, youth

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


def test_every_way_and_result_is_a_kind_of_note() -> None:
    """A contact that succeeded counts, whichever way; one that did not never does [SFS 2010:800 29:9]."""
    for way in ContactAttempt.Way.values:
        for result in ContactAttempt.Result.values:
            kind = rules.attempt_kind(way, result)
            assert kind in JournalEntry.Kind.values
            assert (kind in JournalEntry.CONTACT_KINDS) is (result in ("reached", "refused"))


@pytest.mark.parametrize(
    ("way", "result", "kind"),
    [
        ("telefon", "reached", "telefon"),
        ("sms", "refused", "telefon"),
        ("besok", "reached", "besok"),
        ("hos_oss", "reached", "samtal"),
        ("brev", "reached", "uppfoljning"),
        ("vardnadshavare", "reached", "uppfoljning"),
        ("telefon", "not_reached", "handelse"),
        ("telefon", "wrong", "handelse"),
        ("skola", "not_reached", "kontakt"),
    ],
)
def test_the_note_is_of_the_attempts_kind(way: str, result: str, kind: str) -> None:
    assert rules.attempt_kind(way, result) == kind


def add(people: People, case: Enrolment, **values: Any) -> Any:
    given = {"made_on": "2026-11-23", "way": "telefon", "result": "reached"} | values
    return as_(people.anna).post(reverse("kaa_attempt_add", args=[case.uuid]), given)


def contact(case: Enrolment) -> dt.date | None:
    case.refresh_from_db()
    return case.last_contact_on


@pytest.mark.parametrize(
    ("made_on", "result", "counts", "text"),
    [
        ("2026-11-23", "reached", True, "Kontaktförsök 2026-11-23: telefon, fick kontakt."),
        ("2026-11-24", "refused", True, "Kontaktförsök 2026-11-24: telefon, fick kontakt, ungdomen avböjde."),
        ("2026-11-23", "not_reached", False, "Kontaktförsök 2026-11-23: telefon, fick inte kontakt."),
    ],
)
def test_an_attempt_is_written_once(people: People, made_on: str, result: str, counts: bool, text: str) -> None:
    case = youth(people)
    assert add(people, case, made_on=made_on, result=result).status_code == 302
    note = JournalEntry.objects.get()
    assert (note.text, note.author, note.enrolment) == (text, people.anna, case)
    assert contact(case) == (D(made_on) if counts else None)


def test_a_refused_attempt_leaves_nothing(people: People) -> None:
    assert add(people, youth(people), made_on="2026-11-25").status_code == 200
    assert not JournalEntry.objects.exists()
    assert not ContactAttempt.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "corrected", "last"),
    [
        ({"result": "reached"}, {"result": "not_reached"}, ["handelse"], None),
        ({"result": "not_reached"}, {"result": "reached"}, ["telefon"], D("2026-11-23")),
        ({"result": "reached"}, {"made_on": "2026-11-20"}, ["telefon"], D("2026-11-20")),
        ({"result": "reached"}, {}, [], D("2026-11-23")),
    ],
)
def test_the_note_is_corrected_with_the_attempt(
    people: People, before: dict[str, str], after: dict[str, str], corrected: list[str], last: dt.date | None
) -> None:
    case = youth(people)
    add(people, case, **before)
    row, first = ContactAttempt.objects.get(), JournalEntry.objects.get()
    given = {"made_on": "2026-11-23", "way": "telefon", **before, "revision": row.revision} | after
    assert as_(people.anna).post(reverse("kaa_attempt_edit", args=[row.uuid]), given).status_code == 302
    assert list(first.corrections.values_list("kind", flat=True)) == corrected
    assert contact(case) == last


def test_a_removed_attempt_is_no_contact(people: People) -> None:
    case = youth(people)
    add(people, case)
    row = ContactAttempt.objects.get()
    assert as_(people.anna).post(reverse("kaa_remove", args=["kontakt", row.uuid])).status_code == 302
    assert [note.text for note in JournalEntry.objects.order_by("pk")][1:] == [rules.STRUCK]
    assert contact(case) is None


def test_one_from_before_the_journal_told_of_them(people: People) -> None:
    """Changed, it is noted; removed, there is nothing to correct."""
    case = youth(people)
    changed, removed = AttemptFactory(enrolment=case), AttemptFactory(enrolment=case)
    client = as_(people.anna)
    client.post(reverse("kaa_remove", args=["kontakt", removed.uuid]))
    assert not JournalEntry.objects.exists()
    given = {"made_on": "2026-03-02", "way": "sms", "result": "reached", "revision": 0}
    assert client.post(reverse("kaa_attempt_edit", args=[changed.uuid]), given).status_code == 302
    assert JournalEntry.objects.get().corrects is None
    assert contact(case) == D("2026-03-02")


def test_after_the_case_is_closed_whoever_answers_for_it_writes(people: People) -> None:
    """The journal's own rule: the last consultant, or the manager."""
    case = youth(people)
    Enrolment.objects.update(closed_on=TODAY - dt.timedelta(days=1))
    url = reverse("kaa_attempt_add", args=[case.uuid])
    given = {"made_on": "2026-11-20", "way": "telefon", "result": "reached"}
    refused = as_(people.bo).post(url, given)
    assert not ContactAttempt.objects.exists(), refused
    assert as_(people.anna).post(url, given).status_code == 302
    assert JournalEntry.objects.get().is_late
