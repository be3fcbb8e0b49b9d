"""Reports to socialnämnden: shown, sent, locked, logged, and corrected by a later one (domain.md section 4)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amc.aktivitetskrav import rules
from amc.aktivitetskrav.models import AbsenceKind, BoardReport
from amc.aktivitetskrav.reports import Report, document
from participants.models import Disclosure, Enrolment
from tests.aktivitetskrav.room import MONDAY, DayFactory, ReportFactory, RequirementFactory, WeekFactory
from tests.factories import EnrolmentFactory, People, at, make_people
from tests.participants.sharing_room import ConsentFactory, DisclosureFactory
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = D("2026-11-24")
SENT = {
    "events": ["uteblivit", "andrat_matt"],
    "first_day": "2026-11-16",
    "last_day": "2026-11-22",
    "text": "Uteblev utan att höra av sig.",
    "organisation": "Socialnämnden",
    "person": "Siv Sandberg, socialsekreterare",
    "sent_how": "secure",
    "consent": "utan",
    "statute": "10 kap. 28 § OSL (2009:400)",
    "reasons": "Nämnden behöver uppgiften för att pröva biståndet.",
}


@pytest.fixture
def people():
    with time_machine.travel(at(TODAY, 14), tick=False):
        yield make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    made = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    RequirementFactory(enrolment=made, created_by=people.anna)
    row = WeekFactory(enrolment=made)
    none = AbsenceKind.objects.get(code="utan")
    DayFactory(week=row, noted_by=people.anna)
    DayFactory(week=row, weekday=1, attended=Decimal("1.5"), absence=none, in_bulk=False, noted_by=people.anna)
    return made


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2026-11-16", "2026-11-22", []),
        ("2026-11-24", "2026-11-24", []),
        ("2026-11-16", "2026-11-25", [("last_day", "in_future")]),
        ("2026-11-17", "2026-11-16", [("last_day", "ends_before")]),
        ("2025-12-01", "2026-01-11", [("last_day", "before_enrolment")]),
        ("2026-05-26", "2026-11-24", []),
        ("2026-05-25", "2026-11-24", [("first_day", "too_long")]),
    ],
)
def test_what_may_be_reported(first: str, last: str, found: list[tuple[str, str]]) -> None:
    told = rules.report_obstacles(first_day=D(first), last_day=D(last), opened_on=D("2026-01-12"), today=TODAY)
    assert [(one.field, one.code) for one in told] == found


def test_a_part_of_a_week_is_told_of_its_days_alone(people: People, case: Enrolment) -> None:
    client, url = as_(people.anna), reverse("board_report_create", args=[case.uuid])
    page = client.post(url, SENT | {"visa": "1", "first_day": "2026-11-17", "last_day": "2026-11-24"})
    tim, to = "\N{NO-BREAK SPACE}tim", "\N{NO-BREAK SPACE}\N{EN DASH} "
    assert page.context["shown"]["parts"][2]["rows"] == [
        [f"vecka 47, 2026-11-17{to}2026-11-22", *(f"{one}{tim}" for one in ("32", "8", "1,5", "0", "6,5", "0"))],
        [f"vecka 48, 2026-11-23{to}2026-11-24", *(f"{one}{tim}" for one in ("16", "0", "0", "0", "0", "0"))],
    ]


def test_it_is_shown_as_it_will_be_and_nothing_is_written(people: People, case: Enrolment) -> None:
    client, url = as_(people.anna), reverse("board_report_create", args=[case.uuid])
    page = client.post(url, SENT | {"visa": "1"})
    assert page.status_code == 200
    parts = page.context["shown"]["parts"]
    assert dict(parts[0]["facts"])["Händelser"] == "Uteblivit utan godtagbart skäl, Ändrat mått"
    tim = "\N{NO-BREAK SPACE}tim"
    cells = ["vecka 47, 2026-11-16", *(f"{one}{tim}" for one in ("40", "16", "9,5", "0", "6,5", "0"))]
    assert parts[2]["rows"] == [cells]
    assert "Uteblev utan att höra av sig." in page.text
    assert not Disclosure.objects.exists()
    wrong = client.post(url, SENT | {"visa": "1", "last_day": "2026-11-30"})
    assert "last_day" in wrong.context["form"].errors


def test_what_would_not_be_sent_is_not_shown_as_if_it_were(people: People, case: Enrolment) -> None:
    client, url = as_(people.anna), reverse("board_report_create", args=[case.uuid])
    shown = client.post(url, SENT | {"visa": "1", "statute": "", "reasons": ""})
    assert "shown" not in shown.context
    sent = client.post(url, SENT | {"statute": "", "reasons": ""})
    assert set(shown.context["form"].errors) == set(sent.context["form"].errors) == {"statute", "reasons"}


def test_a_report_is_disclosed_and_corrected_in_its_own_case(people: People, case: Enrolment) -> None:
    other = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    theirs = DisclosureFactory(participant=other.participant, enrolment=other, disclosed_by=people.anna)
    with pytest.raises(IntegrityError, match="its own case"), transaction.atomic():
        ReportFactory(enrolment=case, disclosure=theirs)
    first = ReportFactory(enrolment=other, disclosure=theirs)
    mine = DisclosureFactory(participant=case.participant, enrolment=case, disclosed_by=people.anna)
    with pytest.raises(IntegrityError, match="its own case"), transaction.atomic():
        ReportFactory(enrolment=case, disclosure=mine, corrects=first)


def test_it_is_sent_locked_and_logged(people: People, case: Enrolment) -> None:
    client, url = as_(people.anna), reverse("board_report_create", args=[case.uuid])
    assert client.post(url, SENT).status_code == 302
    sent, told = BoardReport.objects.get(), Disclosure.objects.get()
    assert (sent.disclosure, sent.enrolment, told.participant) == (told, case, case.participant)
    assert (told.recipient, told.person) == ("socialtjanst", "Siv Sandberg, socialsekreterare")
    assert (told.disclosed_by, told.facts) == (people.anna, ["kontakt", "narvaro"])
    content = client.get(reverse("disclosure_document", args=[told.uuid])).content
    assert "Uteblivit utan godtagbart skäl" in text_of(content)
    # What is counted later changes nothing of what was sent.
    before = told.document
    DayFactory(week=case.activity_weeks.get(), weekday=2, noted_by=people.anna)
    assert Disclosure.objects.get().document == before
    page = client.get(reverse("participant_requirement", args=[case.participant.uuid]))
    assert told.get_absolute_url() in page.text
    for change in (lambda: BoardReport.objects.update(sent_how="letter"), lambda: BoardReport.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_was_wrong_is_told_in_a_later_report(people: People, case: Enrolment) -> None:
    told = DisclosureFactory(participant=case.participant, enrolment=case, disclosed_by=people.anna)
    first = ReportFactory(enrolment=case, disclosure=told)
    client, url = as_(people.anna), reverse("board_report_correct", args=[first.uuid])
    form = client.get(url).context["form"]
    assert (form["events"].value(), form["person"].value()) == (["andrat_matt"], told.person)
    assert client.post(url, SENT).status_code == 302
    later = BoardReport.objects.get(corrects=first)
    assert later.disclosure.document["title"] == "Rättad rapport om aktivitetskrav"
    assert ["Rättar", "rapporten 2026-11-16 – 2026-11-22"] in later.disclosure.document["parts"][0]["facts"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"events": []}, "events"),
        ({"person": ""}, "person"),
        ({"statute": ""}, "statute"),
        ({"reasons": " "}, "reasons"),
        ({"last_day": "2026-11-30"}, "last_day"),
    ],
)
def test_the_form_answers_at_the_field(people: People, case: Enrolment, changes: dict[str, Any], field: str) -> None:
    page = as_(people.anna).post(reverse("board_report_create", args=[case.uuid]), SENT | changes)
    assert field in page.context["form"].errors
    assert page.context["form"]["text"].value() == SENT["text"]
    assert not BoardReport.objects.exists()


def test_a_consent_in_force_is_a_ground(people: People, case: Enrolment) -> None:
    given = ConsentFactory(
        participant=case.participant,
        recipient="socialtjanst",
        organisation="Socialnämnden",
        facts=["kontakt", "narvaro"],
        recorded_by=people.anna,
    )
    as_(people.anna).post(reverse("board_report_create", args=[case.uuid]), SENT | {"consent": str(given.uuid)})
    told = Disclosure.objects.get()
    assert (told.consent, told.statute) == (given, "")


def test_a_protected_person_is_a_case_number_on_paper(people: People, case: Enrolment) -> None:
    asked = Report(["Ändrat mått"], MONDAY, D("2026-11-22"), "", "Socialnämnden", "Siv", "letter", "OSL")
    case.participant.is_protected = True
    made = document(case, asked, corrects=None, by=people.anna, today=TODAY)
    assert dict(made["parts"][0]["facts"])["Deltagare"] == f"Ärende {case.case_number}"
    assert case.participant.last_name not in str(made)
