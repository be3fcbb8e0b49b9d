"""The summary that the person takes home at closing: what it says, what it never says, and for whom."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from amc.audit.models import ReadLog
from participants.models import Closure, Enrolment, Participant, ProtectedAccess
from tests.factories import (
    ActivityFactory,
    EmploymentFactory,
    EnrolmentFactory,
    GoalFactory,
    InternshipFactory,
    JournalEntryFactory,
    People,
    PlanVersionFactory,
    agreed,
    at,
    days,
    make_people,
)
from tests.handlingsplan.held import GoalResultFactory
from tests.participants.case_room import signed_in
from tests.pdf import text_of
from tests.queries import at_most

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = D(2026, 11, 24)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def closure(people: People) -> Closure:
    """A whole way through: a plan in two versions, a praktik and an employment, and then work and studies at once."""
    case = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Åsa",
        participant__last_name="Öberg",
        consultant=people.anna,
        case_number="2026-00417",
        opened_on=D(2026, 1, 12),
    )
    first = PlanVersionFactory(enrolment=case, summary="Jag vill bli fri.")
    course = ActivityFactory(version=first, what="CV-kurs", state="done", result="Nytt CV", done_on=D(2026, 3, 1))
    agreed(first, D(2026, 2, 2))
    second = PlanVersionFactory(enrolment=case, summary="Jag vill försörja mig själv.")
    goal = GoalFactory(version=second, text="Jag vill arbeta i kök")
    for values in (
        {"what": "CV-kurs", "state": "done", "result": "Nytt CV", "done_on": D(2026, 3, 1), "origin": course.origin},
        {"what": "Praktik i kök", "state": "done", "result": "Gick bra", "done_on": D(2026, 9, 1)},
        {"what": "Rehabträning", "state": "stopped", "result": "Ryggen höll inte"},
        {"what": "Körkort", "state": "ongoing"},
    ):
        ActivityFactory(version=second, goal=goal, **values)
    agreed(second, D(2026, 5, 4))
    GoalResultFactory(goal=goal, result="reached", words="Halvtid i skolköket.")
    InternshipFactory(enrolment=case, first_day=D(2026, 5, 11), last_day=D(2026, 8, 31))
    EmploymentFactory(enrolment=case, first_day=D(2026, 9, 1), last_day=D(2026, 11, 20))
    JournalEntryFactory(enrolment=case, text="Hemligt ur journalen")
    made = Closure.objects.create(
        enrolment=case,
        reason="arbete",
        closed_by=people.anna,
        summary="Konsulentens egna ord",
        gender="kvinna",
        education_level="gymnasial",
        age=36,
        to_work=True,
        regular=True,
        municipal=False,
        subsidised=False,
        work_started_on=D(2026, 11, 23),
        work_extent=50,
        employer_name="Skolköket AB",
        how_found="praktik",
        to_studies=True,
        csn=True,
        studies_extent=40,
    )
    Enrolment.objects.filter(pk=case.pk).update(closed_on=D(2026, 11, 24))
    return made


def paper(people: People, closure: Closure) -> bytes:
    response = signed_in(people.anna).get(reverse("closure_pdf", args=[closure.uuid]))
    assert response.status_code == 200
    assert "Åsa" not in response["Content-Disposition"]
    return response.content


SAID = [
    "Sammanfattning vid avslut",
    "Åsa Öberg",
    "2026-00417",
    "måndag 12 januari 2026 till tisdag 24 november 2026",
    "Jag vill försörja mig själv.",
    "Jag vill arbeta i kök",
    "Så gick det: Nått",
    "Halvtid i skolköket.",
    "Du började arbeta måndag 23 november 2026 hos Skolköket AB, 50 procent.",
    "Så hittade du arbetet: praktik som ledde vidare.",
    "Du började studera, 40 procent.",
    "CV-kurs",
    "Praktik i kök",
    "2026-05-11 till 2026-08-31",
    "Efter torsdag 24 december 2026 frågar vi om du är kvar på arbetet.",
    "Din konsulent var Anna Ängström",
]
# What was stopped and why, the file, the consultant's own summary, an earlier wish.
UNSAID = ["Rehabträning", "Ryggen", "Körkort", "Hemligt", "Konsulentens egna ord", "Jag vill bli fri", "Orsak"]


def test_it_tells_the_whole_way(people: People, closure: Closure) -> None:
    text = text_of(paper(people, closure))
    assert [words for words in SAID if words not in text] == []
    assert [words for words in UNSAID if words in text] == []
    assert text.count("CV-kurs") == 1  # the same activity in both versions


def test_it_is_tagged_and_at_most_two_pages(people: People, closure: Closure) -> None:
    document = PdfReader(BytesIO(paper(people, closure)))
    assert document.root_object["/MarkInfo"]["/Marked"]
    assert document.root_object["/Lang"] == "sv"
    assert document.metadata.title == "Sammanfattning vid avslut"
    assert len(document.pages) <= 2


def test_without_plan_work_or_placement_it_still_stands(people: People) -> None:
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    values = {"reason": "sjukdom", "closed_by": people.anna, "gender": "man", "education_level": "okand", "age": 40}
    made = Closure.objects.create(enrolment=case, **values)
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY)
    text = text_of(paper(people, made))
    assert "Det här händer nu" in text
    assert "sjukdom" not in text.lower()
    assert "Det här ville du" not in text


def test_of_a_protected_person_it_names_no_place(people: People, closure: Closure) -> None:
    person = closure.enrolment.participant
    Participant.objects.filter(pk=person.pk).update(is_protected=True)
    ProtectedAccess.objects.create(
        participant=person, user=people.anna, period=days(D(2026, 1, 1), None), named_by=people.anna
    )
    from amc.staff.models import Municipality
    from amc.workspace.closed_paper import closing_pdf

    closure.refresh_from_db()
    text = text_of(closing_pdf(people.anna, closure, Municipality.objects.get(pk=1), TODAY))
    places = [row.employer.name for row in closure.enrolment.employments.all()]
    places += [row.workplace.name for row in closure.enrolment.internships.all()]
    assert [word for word in ("Åsa", "Öberg", "Skolköket AB", *places) if word in text] == []
    assert "Ärende 2026-00417" in text


def test_reading_it_is_logged_as_a_document(people: People, closure: Closure) -> None:
    paper(people, closure)
    assert ReadLog.objects.latest("pk").kind == ReadLog.Kind.DOCUMENT


def test_it_is_among_the_documents(people: People, closure: Closure) -> None:
    address = reverse("participant_history", args=[closure.enrolment.participant.uuid])
    client = signed_in(people.anna)
    client.get(address)
    with at_most(12):
        page = client.get(address).content.decode()
    assert reverse("closure_pdf", args=[closure.uuid]) in page


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("eva", 200), ("cilla", 404), ("ekonom", 404), ("hr", 404)])
def test_for_whom(people: People, closure: Closure, who: str, status: int) -> None:
    client = signed_in(getattr(people, who))
    assert client.get(reverse("closure_pdf", args=[closure.uuid])).status_code == status
