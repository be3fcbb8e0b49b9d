"""The pages of a case: for whom they exist, and with how many queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participants.models import CaseAssignment, Closure, Enrolment, LaterFollowUp, OutsideContact
from tests.factories import (
    EnrolmentFactory,
    JournalEntryFactory,
    KartlaggningEntryFactory,
    MeetingFactory,
    ParticipantFactory,
    People,
    days,
)
from tests.participants.case_room import TODAY, case, clock, people, signed_in  # noqa: F401
from tests.participants.meeting_room import UndertakingFactory
from tests.queries import own

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

READERS = ("anna", "bo", "eva", "specialist")
WRITERS = ("anna", "bo", "eva")
OUTSIDERS = ("cilla", "hans", "ekonom", "hr", "admin")
READING = [
    "kartlaggning",
    "kartlaggning_changes",
    "journal",
    "journal_print",
    "participant_history",
    "participant_identity",
]
WRITING = [
    "participant_edit",
    "participant_identity_change",
    "meeting_create",
    "closure_create",
    "outside_contact_create",
]
# A specialist writes what the specialist knows: in the journal and the kartläggning of the cases taken part in.
SPECIALISTS_TOO = {"case_staff", "participant_list", "kartlaggning_area", "journal_correct"}
MOST_QUERIES = 12


@pytest.fixture
def full(people: People, case: Enrolment) -> dict[str, str]:  # noqa: F811
    """Addresses of every page of the case, which the specialist takes part in; and a closed case with work."""
    CaseAssignment.objects.create(
        enrolment=case,
        user=people.specialist,
        part=CaseAssignment.Part.SPECIALIST,
        period=days(dt.date(2026, 3, 1), None),
    )
    entry = JournalEntryFactory(enrolment=case)
    KartlaggningEntryFactory(enrolment=case)
    meeting = MeetingFactory(enrolment=case)
    undertaking = UndertakingFactory(meeting=meeting)
    contact = OutsideContact.objects.create(enrolment=case, organisation="af", name="Kim Karlsson")
    closed = EnrolmentFactory(participant=ParticipantFactory(unit=people.unit), consultant=people.anna)
    closure = Closure.objects.create(
        enrolment=closed,
        reason="arbete",
        closed_by=people.anna,
        gender="kvinna",
        education_level="gymnasial",
        age=36,
        to_work=True,
        regular=True,
        municipal=False,
        subsidised=False,
        work_started_on=dt.date(2026, 10, 1),
    )
    Enrolment.objects.filter(pk=closed.pk).update(closed_on=dt.date(2026, 9, 30))
    later = LaterFollowUp.objects.create(closure=closure, months=3, due_on=dt.date(2026, 12, 30))
    specialist = case.assignments.get(part="specialist")
    person = case.participant.uuid
    return {
        **{name: reverse(name, args=[person]) for name in READING + WRITING},
        "kartlaggning_area": reverse("kartlaggning_area", args=[person, "utbildning"]),
        "journal_correct": reverse("journal_correct", args=[person, entry.uuid]),
        "meeting_hold": reverse("meeting_hold", args=[meeting.uuid]),
        "meeting_move": reverse("meeting_move", args=[meeting.uuid]),
        "meeting_interpreter": reverse("meeting_interpreter", args=[meeting.uuid]),
        "undertaking_settle": reverse("undertaking_settle", args=[undertaking.uuid]),
        "outside_contact_end": reverse("outside_contact_end", args=[contact.uuid]),
        "case_staff": reverse("case_staff", args=[case.uuid]),
        "enrolment_assign": reverse("enrolment_assign", args=[case.uuid]),
        "case_take_part": reverse("case_take_part", args=[case.uuid, "ersattare"]),
        "case_end_part": reverse("case_end_part", args=[specialist.uuid]),
        "work_lasted": reverse("work_lasted", args=[closure.uuid]),
        "later_follow_up": reverse("later_follow_up", args=[later.uuid]),
        "participant_open": reverse("participant_open", args=[person]),
        "participant_close": reverse("participant_close", args=[person]),
        "participant_list": reverse("participant_list"),
    }


def may_open(name: str) -> tuple[str, ...]:
    return READERS if name in {*READING, *SPECIALISTS_TOO} else WRITERS


ROLES = ("anna", "bo", "eva", "specialist", "cilla", "hans", "ekonom", "hr", "admin")
SHARED = {"participant_list"}


@pytest.mark.parametrize("who", ROLES)
def test_who_opens_what(people: People, full: dict[str, str], who: str) -> None:  # noqa: F811
    client = signed_in(getattr(people, who))
    found = {name: client.get(url).status_code for name, url in full.items()}
    expected = {name: 200 if who in may_open(name) or (who == "cilla" and name in SHARED) else 404 for name in full}
    # A colleague who does not work with the case is asked why before any of its pages; the others are led past that.
    if who == "bo":
        expected |= {name: 302 for name in full if expected[name] == 200 and name not in SHARED}
    if who in WRITERS:
        expected["participant_open"] = 200 if who == "bo" else 302
    if who in {*WRITERS, "cilla"}:
        expected["participant_close"] = 405
    assert found == expected
    assert found == expected


def test_the_table_covers_the_addresses(full: dict[str, str]) -> None:
    from participants.urls import cases

    # What is asked about oneself while booking shows no case.
    assert {route.name for route in cases.urlpatterns} == {*full, "meeting_clashes"}


def test_a_specialist_sees_only_assigned_cases(people: People, case: Enrolment) -> None:  # noqa: F811
    response = signed_in(people.specialist).get(reverse("journal", args=[case.participant.uuid]))
    assert response.status_code == 404


@pytest.mark.parametrize("rows", [2, 60])
@pytest.mark.parametrize(
    "name",
    ["journal", "kartlaggning", "kartlaggning_changes", "participant_history", "case_staff", "kartlaggning_area"],
)
def test_queries_do_not_grow(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    full: dict[str, str],
    rows: int,
    name: str,
) -> None:
    JournalEntryFactory.create_batch(rows, enrolment=case)
    MeetingFactory.create_batch(rows, enrolment=case)
    client = signed_in(people.anna)
    client.get(full[name])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(full[name]).status_code == 200
    assert len(own(queries)) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in queries)


@pytest.mark.parametrize("who", ["anna", "eva", "specialist"])
@pytest.mark.parametrize("rows", [2, 60])
def test_the_list_asks_as_much_for_many_as_for_few(people: People, who: str, rows: int) -> None:  # noqa: F811
    for _ in range(rows):
        enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, team=people.team)
        MeetingFactory(enrolment=enrolment)
    client = signed_in(getattr(people, who))
    client.get(reverse("participant_list"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("participant_list")).status_code == 200
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in queries)
