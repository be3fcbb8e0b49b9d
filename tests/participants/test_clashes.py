"""What is booked already at the time that one books: told, and no obstacle."""

import datetime as dt

import pytest
from django.urls import reverse

from participants.models import Enrolment, Meeting
from tests.factories import FollowUpFactory, MeetingFactory, People, at
from tests.participants.case_room import TODAY, case, clock, people, signed_in  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "minutes", "expected"),
    [
        ("2026-11-25T09:30", "60", "samtal 10:00–11:00"),
        ("2026-11-25T11:00", "60", ""),  # they touch
        ("2026-11-25T13:30", "30", "uppföljning av planen 13:00–14:00"),
        ("2026-11-25T09:30", "", ""),
        ("skräp", "60", ""),
        ("9999-12-31T23:59", "9999999999", ""),
    ],
)
def test_a_clash_is_told(people: People, case: Enrolment, starts: str, minutes: str, expected: str) -> None:  # noqa: F811
    tomorrow = TODAY + DAY
    MeetingFactory(enrolment=case, starts_at=at(tomorrow), ends_at=at(tomorrow, 11))
    FollowUpFactory(enrolment=case, booked_at=at(tomorrow, 13))
    MeetingFactory(enrolment=case, consultant=people.bo, starts_at=at(tomorrow, 11), ends_at=at(tomorrow, 12))
    answer = signed_in(people.anna).get(reverse("meeting_clashes"), {"starts_at": starts, "minutes": minutes})
    assert answer.status_code == 200
    assert (expected in answer.text) if expected else not answer.text.strip()
    assert case.participant.last_name not in answer.text


def test_a_clash_does_not_stop_the_booking(people: People, case: Enrolment) -> None:  # noqa: F811
    MeetingFactory(enrolment=case, starts_at=at(TODAY + DAY), ends_at=at(TODAY + DAY, 11))
    url = reverse("meeting_create", args=[case.participant.uuid])
    booked = {
        "kind": "samtal",
        "form": "visit",
        "starts_at": "2026-11-25T10:30",
        "minutes": "60",
        "interpreter": "none",
    }
    client = signed_in(people.anna)
    assert "Skriv var besöket är" in client.post(url, booked).text
    answer = client.post(url, booked | {"place": "Hemma"}, follow=True)
    assert "Samma tid har du redan samtal 10:00–11:00." in answer.text
    assert Meeting.objects.filter(place="Hemma").exists()


def test_who_moves_a_colleagues_meeting_is_told_whose_time_it_takes(people: People, case: Enrolment) -> None:  # noqa: F811
    MeetingFactory(enrolment=case, starts_at=at(TODAY + DAY), ends_at=at(TODAY + DAY, 11))
    moved = MeetingFactory(enrolment=case, starts_at=at(TODAY + DAY, 14), ends_at=at(TODAY + DAY, 15))
    to = {"kind": "samtal", "form": "unit", "starts_at": "2026-11-25T10:30", "minutes": "60", "interpreter": "none"}
    answer = signed_in(people.eva).post(reverse("meeting_move", args=[moved.uuid]), to, follow=True)
    assert f"Samma tid har {people.anna.full_name} redan samtal 10:00–11:00." in answer.text
