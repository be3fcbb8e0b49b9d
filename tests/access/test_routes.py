"""Every address × every role × {own, foreign, nonexistent}: who reaches what (domain.md section 5).

A route without a line in `ROUTES` fails. A stranger's object answers as one that does not exist, byte for byte.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from psycopg.types.range import DateRange

from participants.models import CaseAssignment, Closure, Enrolment, ImportFile, OutsideContact
from tests.factories import (
    EmploymentFactory,
    EnrolmentFactory,
    FollowUpFactory,
    InternshipFactory,
    JournalEntryFactory,
    MeetingFactory,
    People,
    PlanVersionFactory,
    ReferralFactory,
    agreed,
    make_people,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)

# Who is let in, by what the page is about. Names are those of tests.factories.People.
CASEWORK = frozenset({"anna", "bo", "eva"})
MANAGER = frozenset({"eva"})
EMPLOYERS = frozenset({"anna", "bo", "eva", "hr"})
READ_EMPLOYERS = EMPLOYERS | {"ekonom"}
PLACEMENTS = frozenset({"anna", "bo", "eva", "hr", "ekonom"})
PAY = frozenset({"ekonom", "eva"})
SUPERVISOR = frozenset({"hans"})
ADMIN = frozenset({"admin"})
ALL = frozenset({"anna", "bo", "eva", "hans", "ekonom", "hr", "specialist", "admin"})
PEOPLE = ("anna", "bo", "cilla", "eva", "hans", "ekonom", "hr", "specialist", "admin")


@dataclass(frozen=True)
class Route:
    """Which object the address is about ("" for none), and who is let in to look."""

    about: str
    let_in: frozenset[str]
    # Addresses that only take a POST answer a GET with 405 to those whose role is let in.
    posts: bool = False
    # Also the specialist's, where assigned.
    reads: bool = False


ROUTES: dict[str, Route] = {
    "my_day": Route("", CASEWORK | {"specialist"}),
    "participant_list": Route("", CASEWORK | {"specialist"}),
    "search": Route("", CASEWORK | {"specialist"}, posts=True),
    "notices": Route("", ALL),
    "dashboard": Route("", MANAGER),
    "board_report": Route("", MANAGER),
    "referral_list": Route("", CASEWORK),
    "referral_create": Route("", CASEWORK),
    "registration_create": Route("", CASEWORK),
    "import_start": Route("", CASEWORK),
    "case_hand_over_all": Route("", MANAGER),
    "follow_up_list": Route("", CASEWORK | {"specialist"}),
    "placement_list": Route("", PLACEMENTS | {"specialist"}),
    "internship_list": Route("", PLACEMENTS | {"specialist"}),
    "employer_list": Route("", READ_EMPLOYERS),
    "employer_create": Route("", EMPLOYERS),
    "supervisor_list": Route("", READ_EMPLOYERS),
    "supervisor_create": Route("", EMPLOYERS),
    "supervision": Route("", SUPERVISOR),
    "supervisor_pay": Route("", PAY),
    "administration": Route("", ADMIN),
    "user_list": Route("", ADMIN),
    "user_create": Route("", ADMIN),
    **dict.fromkeys(
        [
            "participant_detail",
            "kartlaggning",
            "journal",
            "journal_print",
            "plan",
            "follow_ups",
            "participant_history",
            "participant_identity",
            "placements",
        ],
        Route("participant", CASEWORK, reads=True),
    ),
    **dict.fromkeys(
        [
            "participant_edit",
            "participant_identity_change",
            "outside_contact_create",
            "meeting_create",
            "closure_create",
            "follow_up_create",
            "employment_create",
            "internship_create",
        ],
        Route("participant", CASEWORK),
    ),
    "case_staff": Route("enrolment", CASEWORK),
    "enrolment_assign": Route("enrolment", CASEWORK),
    "case_end_part": Route("part", CASEWORK),
    "outside_contact_edit": Route("contact", CASEWORK),
    "outside_contact_end": Route("contact", CASEWORK),
    "meeting_hold": Route("meeting", CASEWORK),
    "meeting_move": Route("meeting", CASEWORK),
    "work_lasted": Route("closure", CASEWORK),
    "referral_detail": Route("referral", CASEWORK),
    "referral_edit": Route("referral", CASEWORK),
    "referral_accept": Route("referral", CASEWORK),
    "referral_return": Route("referral", CASEWORK),
    "referral_decline": Route("referral", CASEWORK),
    "referral_supplement": Route("referral", CASEWORK),
    "referral_seen": Route("referral", CASEWORK, posts=True),
    "import_detail": Route("import_file", CASEWORK),
    "import_columns": Route("import_file", CASEWORK),
    "import_discard": Route("import_file", CASEWORK),
    "import_failed": Route("import_file", CASEWORK),
    "follow_up_detail": Route("follow_up", CASEWORK),
    "follow_up_book": Route("follow_up", CASEWORK),
    "follow_up_cancel": Route("follow_up", CASEWORK),
    "employment_detail": Route("employment", PLACEMENTS),
    "employment_extend": Route("employment", CASEWORK),
    "employment_end": Route("employment", CASEWORK),
    "employment_supervisor": Route("employment", CASEWORK),
    "employment_deviation": Route("employment", CASEWORK),
    "internship_detail": Route("internship", PLACEMENTS),
    "internship_extend": Route("internship", CASEWORK),
    "internship_end": Route("internship", CASEWORK),
    "internship_supervisor": Route("internship", CASEWORK),
    "internship_deviation": Route("internship", CASEWORK),
}
# Tested where they live: sign-in, drafts, look-ups and addresses with more than one part.
ELSEWHERE = {
    "home": "leads on by role; tests/staff",
    "figure_list": "tests/reports",
    "code_list": "tests/administration",
    "code_create": "tests/administration",
    "code_edit": "tests/administration",
    "user_detail": "tests/administration",
    "notice_open": "tests/reminders",
    "notices_read": "tests/reminders",
    "styleguide": "not in production",
    "kartlaggning_area": "tests/participants",
    "journal_correct": "tests/participants",
    "case_take_part": "tests/participants",
    "employment_limits": "tests/placements",
    "deviation_mend": "tests/placements",
}
PREFIXES_ELSEWHERE = {
    "account_": "tests/staff",
    "draft_": "tests/web",
    "plan_": "tests/handlingsplan",
    "goal_": "tests/handlingsplan",
    "activity_": "tests/handlingsplan",
    "employer_": "tests/placements: employers are shared by all units",
    "workplace_": "tests/placements: employers are shared by all units",
    "contact_": "tests/placements: employers are shared by all units",
    "supervisor_": "tests/placements: supervisors are shared by all units",
    "supervision_": "tests/placements",
}


def names(patterns) -> set[str]:
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.add(pattern.name)
        else:
            found |= names(pattern.url_patterns)
    return found


def test_every_route_has_its_line() -> None:
    unknown = {
        name
        for name in names(get_resolver().url_patterns)
        if name not in ROUTES
        and name not in ELSEWHERE
        and not any(name.startswith(prefix) for prefix in PREFIXES_ELSEWHERE)
    }
    assert unknown == set()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


def objects(people: People) -> dict[str, uuid.UUID]:
    """One object of each kind, in the first unit, as each of them is when there is something to do with it."""
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, case_number="2026-80001")
    agreed(PlanVersionFactory(enrolment=case, created_by=people.anna), dt.date(2026, 1, 20))
    closed = EnrolmentFactory(
        participant__unit=people.unit,
        consultant=people.anna,
        case_number="2026-80002",
        closed_on=dt.date(2026, 10, 1),
    )
    closure = Closure.objects.create(
        enrolment=closed,
        reason="arbete",
        closed_by=people.anna,
        gender="kvinna",
        education_level="gymnasial",
        age=30,
        to_work=True,
        regular=True,
        municipal=False,
        subsidised=False,
        work_started_on=dt.date(2026, 10, 1),
    )
    part = CaseAssignment.objects.create(
        enrolment=case, user=people.bo, part="substitute", period=DateRange(dt.date(2026, 1, 12), None)
    )
    contact = OutsideContact.objects.create(enrolment=case, organisation="af", name="Ali Andersson")
    file = ImportFile.objects.create(
        unit=people.unit,
        uploaded_by=people.anna,
        filename="a.csv",
        sha256="0" * 64,
        headings=["Namn"],
        rows=[[2, "Amina Ahmed"]],
        row_count=1,
    )
    JournalEntryFactory(enrolment=case)
    return {
        "participant": case.participant.uuid,
        "enrolment": case.uuid,
        "part": part.uuid,
        "contact": contact.uuid,
        "meeting": MeetingFactory(
            enrolment=case, starts_at=NOW - dt.timedelta(hours=2), ends_at=NOW - dt.timedelta(hours=1)
        ).uuid,
        "closure": closure.uuid,
        "referral": ReferralFactory(unit=people.unit, registered_by=people.anna).uuid,
        "import_file": file.uuid,
        "follow_up": FollowUpFactory(enrolment=case).uuid,
        "employment": EmploymentFactory(enrolment=case).uuid,
        "internship": InternshipFactory(
            enrolment=case, first_day=dt.date(2026, 10, 1), last_day=dt.date(2026, 12, 31)
        ).uuid,
    }


def address(name: str, about: uuid.UUID | None) -> str:
    return reverse(name, args=[about] if about else [])


LET_IN = {200, 302, 405, 409}


@pytest.mark.parametrize("person", PEOPLE)
def test_who_reaches_what(client: Client, people: People, person: str) -> None:
    made = objects(people)
    client.force_login(getattr(people, person))
    wrong = []
    for name, route in ROUTES.items():
        answer = client.get(address(name, made.get(route.about)))
        # cilla has anna's role in another unit: pages without an object are hers too, objects are not.
        let_in = person in route.let_in or (person == "cilla" and not route.about and "anna" in route.let_in)
        has_role = let_in or (person == "cilla" and "anna" in route.let_in)
        expected = {404, 405} if has_role and route.posts else LET_IN if let_in else {404}
        if answer.status_code not in expected:
            wrong.append((name, answer.status_code, sorted(expected)))
    assert wrong == []


@pytest.mark.parametrize("person", ["cilla", "specialist", "ekonom", "hr", "hans"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_strangers_object_answers_as_none(client: Client, people: People, person: str, method: str) -> None:
    made = objects(people)
    client.force_login(getattr(people, person))
    for name, route in ROUTES.items():
        if not route.about or (person in route.let_in and person != "cilla"):
            continue
        foreign = getattr(client, method)(address(name, made[route.about]))
        nothing = getattr(client, method)(address(name, uuid.UUID("11111111-1111-4111-8111-111111111111")))
        assert (foreign.status_code, foreign.content) == (nothing.status_code, nothing.content), name
        assert foreign.status_code in {404, 405}, (name, foreign.status_code)


def test_nobody_gets_in_without_signing_in(client: Client, people: People) -> None:
    made = objects(people)
    for name, route in ROUTES.items():
        answer = client.get(address(name, made.get(route.about)))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/logga-in/"), name


def test_a_specialist_reaches_the_cases_of_their_own(client: Client, people: People) -> None:
    made = objects(people)
    case = Enrolment.objects.get(uuid=made["enrolment"])
    CaseAssignment.objects.create(
        enrolment=case, user=people.specialist, part="specialist", period=DateRange(dt.date(2026, 1, 12), None)
    )
    client.force_login(people.specialist)
    for name, route in ROUTES.items():
        if route.reads:
            reaches = client.get(address(name, made["participant"])).status_code
            assert reaches == 200, (name, reaches)
