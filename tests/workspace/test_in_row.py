"""A form in a row of Min dag: its answer fits in the row, and is taken back only for as long as that is true."""

import datetime as dt
import re

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from participants.models import Closure, Enrolment, Meeting
from placements.models import Deviation
from tests.factories import (
    ActivityFactory,
    EmploymentFactory,
    EnrolmentFactory,
    MeetingFactory,
    People,
    PlanVersionFactory,
    agreed,
    at,
    make_people,
    opened,
)
from tests.placements.room import ready_for_ami

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 9)
IN_ROW = {"HX-Request": "true", "X-In-Row": "true"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def meeting(people: People) -> Meeting:
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    yesterday = TODAY - dt.timedelta(days=1)
    return MeetingFactory(enrolment=case, starts_at=at(yesterday), ends_at=at(yesterday, 11))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, url: str, **values: str) -> HttpResponse:
    """Open the form in a row and send it."""
    opened = client.get(url, headers=IN_ROW)
    assert opened["X-In-Row"] == "true"
    assert "<html" not in opened.text
    hidden = {
        field.html_name: "" if field.value() is None else field.value()
        for field in opened.context["form"]
        if field.is_hidden
    }
    answer = client.post(url, hidden | values, headers=IN_ROW)
    assert not (answer.context and "form" in answer.context and answer.context["form"].errors), answer.text
    return answer


def undo_mark(answer: HttpResponse) -> str:
    found = re.search(r'name="angra" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def cancel(client: Client, meeting: Meeting) -> str:
    answer = send(client, reverse("meeting_hold", args=[meeting.uuid]), outcome="cancelled")
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "closest [data-row]")
    return undo_mark(answer)


def take_back(client: Client, meeting: Meeting, mark: str) -> HttpResponse:
    return client.post(reverse("meeting_hold", args=[meeting.uuid]), {"angra": mark}, headers=IN_ROW)


def test_a_meeting_is_booked_again_within_ten_minutes(people: People, meeting: Meeting, clock) -> None:
    client = signed_in(people.anna)
    mark = cancel(client, meeting)
    clock.move_to(NOW + dt.timedelta(minutes=9))
    answer = take_back(client, meeting, mark)
    assert answer.status_code == 204
    assert "amc:row-changed" in answer["HX-Trigger"]
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED
    # Pressed twice: once is enough.
    assert "kan inte tas tillbaka" in take_back(client, meeting, mark).text


@pytest.mark.parametrize("why", ["too late", "somebody else", "another form", "made up"])
def test_nothing_else_is_taken_back(people: People, meeting: Meeting, clock, why: str) -> None:
    client = signed_in(people.anna)
    mark, target = cancel(client, meeting), meeting
    if why == "too late":
        clock.move_to(NOW + dt.timedelta(minutes=11))
    elif why == "somebody else":
        opened(meeting.enrolment.participant, people.bo)
        client = signed_in(people.bo)
    elif why == "another form":
        target = MeetingFactory(enrolment=meeting.enrolment, state="cancelled")
    else:
        mark = "x" + mark
    assert "för sent att ångra" in take_back(client, target, mark).text
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED


def test_what_was_changed_meanwhile_stays(people: People, meeting: Meeting) -> None:
    client = signed_in(people.anna)
    mark = cancel(client, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(revision=9)
    assert "Någon har ändrat det sedan dess" in take_back(client, meeting, mark).text
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED


def test_a_closed_case_takes_no_meeting_back(people: People, meeting: Meeting) -> None:
    client = signed_in(people.anna)
    mark = cancel(client, meeting)
    Enrolment.objects.update(closed_on=TODAY)
    assert "Boka ett nytt" in take_back(client, meeting, mark).text


def test_the_journal_is_only_added_to(people: People, meeting: Meeting) -> None:
    answer = send(
        signed_in(people.anna), reverse("meeting_hold", args=[meeting.uuid]), outcome="held", text="Vi pratade."
    )
    assert "anteckningen står i journalen" in answer.text
    assert "angra" not in answer.text


def test_without_the_row_it_is_a_page(people: People, meeting: Meeting) -> None:
    page = signed_in(people.anna).get(reverse("meeting_hold", args=[meeting.uuid]))
    assert "<html" in page.text
    assert "X-In-Row" not in page.headers


def test_a_contact_closes_the_row_and_another_note_does_not(people: People, meeting: Meeting) -> None:
    client, url = signed_in(people.anna), reverse("journal", args=[meeting.enrolment.participant.uuid])
    values = {"occurred_at": "2026-11-24T08:00", "text": "Vi talades vid."}
    assert send(client, url, kind="handelse", **values).status_code == 204
    assert "undo-row" in send(client, url, kind="telefon", **values).text


def test_an_answer_about_the_lasting_work_is_withdrawn(people: People) -> None:
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    closure = Closure.objects.create(
        enrolment=case,
        reason=Closure.Reason.ARBETE,
        closed_by=people.anna,
        gender="kvinna",
        education_level="okand",
        age=36,
        to_work=True,
        regular=True,
        municipal=False,
        subsidised=False,
        work_started_on=dt.date(2026, 10, 1),
    )
    Enrolment.objects.filter(pk=case.pk).update(closed_on=dt.date(2026, 10, 1))
    client, url = signed_in(people.anna), reverse("work_lasted", args=[closure.uuid])
    mark = undo_mark(send(client, url, lasted="True"))
    closure.refresh_from_db()
    assert closure.lasted_month is True
    assert client.post(url, {"angra": mark}, headers=IN_ROW).status_code == 204
    closure.refresh_from_db()
    assert (closure.lasted_month, closure.lasted_recorded_by) == (None, None)


def test_a_deviation_is_open_again(people: People) -> None:
    job = EmploymentFactory(enrolment=ready_for_ami(people))
    deviation = Deviation.objects.create(
        enrolment=job.enrolment, employment=job, kind="concern", text="Ensam.", noticed_on=TODAY, created_by=people.anna
    )
    client, url = signed_in(people.anna), reverse("deviation_mend", args=[deviation.uuid])
    mark = undo_mark(send(client, url, mended_how="Två på passet."))
    assert client.post(url, {"angra": mark}, headers=IN_ROW).status_code == 204
    deviation.refresh_from_db()
    assert (deviation.proposed_on, deviation.proposed_by, deviation.mended_how) == (None, None, "")


def test_an_activity_goes_back_to_where_it_was(people: People) -> None:
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    version = PlanVersionFactory(enrolment=case)
    activity = ActivityFactory(version=version, due_on=TODAY)
    agreed(version, TODAY)
    client, url = signed_in(people.anna), reverse("activity_state", args=[case.participant.uuid, activity.uuid])
    assert send(client, url, state="ongoing").status_code == 204
    mark = undo_mark(send(client, url, state="done", result="Klart CV"))
    activity.refresh_from_db()
    assert (activity.state, activity.done_on) == ("done", TODAY)
    assert client.post(url, {"angra": mark}, headers=IN_ROW).status_code == 204
    activity.refresh_from_db()
    assert (activity.state, activity.result, activity.done_on) == ("ongoing", "", None)


def test_the_oldest_month_is_confirmed_for_a_supervisor(people: People) -> None:
    job = EmploymentFactory(enrolment=ready_for_ami(people), first_day=dt.date(2026, 8, 20))
    supervision = job.supervisions.get()
    client = signed_in(people.anna)
    opened = client.get(reverse("supervision_next_on_behalf", args=[supervision.uuid]), headers=IN_ROW, follow=True)
    assert "Bekräfta augusti 2026" in opened.text
    answer = send(client, opened.redirect_chain[-1][0], answer="ja", source="phone", on_behalf_reason="Vi talades vid.")
    assert "Augusti 2026 är bekräftad." in answer.text
    assert "angra" not in answer.text
    again = client.get(reverse("supervision_next_on_behalf", args=[supervision.uuid]))
    assert again["Location"].endswith("/2026-09/")
