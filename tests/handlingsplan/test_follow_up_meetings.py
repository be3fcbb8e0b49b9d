"""A follow-up that is held at a meeting is booked once and told once."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.workspace.agenda import entries_of
from handlingsplan.actions.follow_ups import (
    book_follow_up,
    book_meeting_for,
    cancel_follow_up,
    hold_follow_up,
    move_ami_follow_ups,
)
from handlingsplan.models import FollowUp
from participants.actions.meetings import cancel_meeting, hold_meeting, miss_meeting, restore_meeting
from participants.models import Enrolment, JournalEntry, Meeting, MeetingParty, Party, Undertaking
from participants.rules.meetings import Promise
from tests.factories import EnrolmentFactory, FollowUpFactory, MeetingFactory, People, at, make_people
from tests.handlingsplan.room import once
from tests.participants.case_room import signed_in

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
TEN = at(TODAY, 10)
NOON = at(TODAY, 12)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)


@pytest.fixture
def follow_up(case: Enrolment) -> FollowUp:
    return FollowUpFactory(enrolment=case, due_on=dt.date(2026, 12, 1))


@pytest.fixture
def tied(follow_up: FollowUp) -> Meeting:
    """A trepartssamtal of today where it is to be held."""
    meeting = MeetingFactory(enrolment=follow_up.enrolment, kind="trepart")
    MeetingParty.objects.create(meeting=meeting, party="af", name="Åke vid AF")
    MeetingParty.objects.create(meeting=meeting, party="arbetsgivare", name="Köket")
    FollowUp.objects.filter(pk=follow_up.pk).update(meeting=meeting)
    follow_up.refresh_from_db()
    return meeting


def on(case: Enrolment, day: dt.date) -> Meeting:
    """A meeting that is booked to ten o'clock."""
    return MeetingFactory(enrolment=case, starts_at=at(day, 10), ends_at=at(day, 11))


def hold(follow_up: FollowUp, people: People, **more: Any) -> FollowUp:
    facts = {"held_on": TODAY, "attendees": ["deltagare", "af"], "agreed": "Vi går vidare.", "by": people.anna}
    return hold_follow_up(follow_up=follow_up, revision=follow_up.revision, now=NOON, **(facts | more))


def test_it_is_booked_with_its_meeting(follow_up: FollowUp, people: People) -> None:
    starts_at = at(dt.date(2026, 11, 30), 9)
    meeting = book_meeting_for(
        follow_up=follow_up, by=people.anna, today=TODAY, kind="samtal", starts_at=starts_at, minutes=60
    )
    follow_up.refresh_from_db()
    assert (follow_up.meeting, follow_up.booked_at, follow_up.booked) == (meeting, None, starts_at)
    entries = entries_of(people.anna, dt.date(2026, 11, 30), dt.date(2026, 12, 1))
    assert [entry.starts_at for entry in entries] == [starts_at], "it stands once in the calendar"


@pytest.mark.parametrize("spoilt", ["another case", "not planned", "taken"])
def test_which_meetings_it_may_be_held_at(follow_up: FollowUp, spoilt: str) -> None:
    meeting = MeetingFactory(enrolment=EnrolmentFactory() if spoilt == "another case" else follow_up.enrolment)
    if spoilt == "not planned":
        Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
        meeting.refresh_from_db()
    if spoilt == "taken":
        FollowUpFactory(enrolment=follow_up.enrolment, meeting=meeting)
    with pytest.raises(Refused) as refused:
        book_follow_up(follow_up=follow_up, revision=0, booked_at=None, today=TODAY, meeting=meeting)
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["meeting"]


def test_postgresql_keeps_one_time(follow_up: FollowUp, tied: Meeting) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(booked_at=TEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpFactory(enrolment=follow_up.enrolment, meeting=tied)


def test_one_note_tells_of_both(follow_up: FollowUp, tied: Meeting, people: People) -> None:
    promise = Promise("af", "Skicka beslutet", dt.date(2026, 12, 8), "Åke vid AF")
    hold(follow_up, people, promises=[promise])
    tied.refresh_from_db()
    entry = JournalEntry.objects.get()
    assert (tied.state, tied.journal_entry, entry.occurred_at) == ("held", entry, TEN)
    assert dict(tied.parties.values_list("party", "present")) == {"af": True, "arbetsgivare": False}
    assert Undertaking.objects.get().what == "Skicka beslutet"


def test_whoever_can_be_invited_can_take_part(follow_up: FollowUp, tied: Meeting, people: People) -> None:
    assert set(FollowUp.Attendee.values) == set(Party.values)
    for party in ("fk", "vard"):
        MeetingParty.objects.create(meeting=tied, party=party)
    client = signed_in(people.anna)
    form = client.get(follow_up.get_absolute_url()).context["form"]
    assert set(form["attendees"].value()) == {"deltagare", "konsulent", "arbetsgivare", "af", "fk", "vard"}
    hold(follow_up, people, attendees=["deltagare", "fk", "vard"])
    there = dict(tied.parties.values_list("party", "present"))
    assert there == {"af": False, "arbetsgivare": False, "fk": True, "vard": True}
    assert "Deltog: deltagaren, Försäkringskassan, vården." in JournalEntry.objects.get().text


def test_a_meeting_that_began_early_began_when_it_was_told(follow_up: FollowUp, tied: Meeting, people: People) -> None:
    Meeting.objects.filter(pk=tied.pk).update(starts_at=at(TODAY, 15), ends_at=at(TODAY, 16))
    follow_up.refresh_from_db()
    hold(follow_up, people)
    tied.refresh_from_db()
    assert (tied.state, tied.starts_at, tied.ends_at) == ("held", NOON, at(TODAY, 13))


def test_held_on_another_day_the_meeting_is_still_to_be_held(
    follow_up: FollowUp, tied: Meeting, people: People
) -> None:
    held = hold(follow_up, people, held_on=TODAY - dt.timedelta(days=1))
    tied.refresh_from_db()
    assert (held.meeting, tied.state) == (None, "planned")


def test_nothing_that_was_promised_is_lost_on_another_day(follow_up: FollowUp, tied: Meeting, people: People) -> None:
    promises = [Promise("af", "Skicka beslutet", dt.date(2026, 12, 8), "Åke vid AF")]
    with pytest.raises(Refused) as refused:
        hold(follow_up, people, held_on=TODAY - dt.timedelta(days=1), promises=promises)
    assert [(one.field, one.code) for one in refused.value.obstacles] == [("held_on", "promised_on_another_day")]
    Meeting.objects.filter(pk=tied.pk).update(state="cancelled")
    follow_up.refresh_from_db()
    with pytest.raises(Refused) as refused:
        hold(follow_up, people, promises=promises)
    assert refused.value.codes == ("promised_at_no_meeting",)


def test_a_meeting_that_did_not_come_off_leaves_it_to_be_booked_again(
    follow_up: FollowUp, tied: Meeting, people: People
) -> None:
    miss_meeting(tied, text="", by=people.anna, now=NOON)
    follow_up = FollowUp.objects.get()
    assert follow_up.booked is None
    other = on(follow_up.enrolment, dt.date(2026, 11, 27))
    book_follow_up(follow_up=follow_up, revision=0, booked_at=None, today=TODAY, meeting=other)
    assert FollowUp.objects.get().booked == other.starts_at


def test_a_meeting_taken_back_is_its_time_again(follow_up: FollowUp, tied: Meeting) -> None:
    row = cancel_meeting(tied, now=NOON)
    assert FollowUp.objects.get().booked is None
    restore_meeting(row, row.revision)
    assert FollowUp.objects.get().booked == TEN


def test_the_meeting_is_not_told_by_itself(follow_up: FollowUp, tied: Meeting, people: People) -> None:
    with pytest.raises(Refused) as refused:
        hold_meeting(tied, text="Vi sågs.", by=people.anna, now=NOON)
    assert refused.value.codes == ("held_elsewhere",)
    cancel_follow_up(follow_up=follow_up, revision=0, reason="Behövs inte.", now=NOON)
    hold_meeting(tied, text="Vi sågs.", by=people.anna, now=NOON)


def test_how_it_went_is_asked_where_the_follow_up_is_told(follow_up: FollowUp, tied: Meeting, people: People) -> None:
    client, url = signed_in(people.anna), reverse("meeting_hold", args=[tied.uuid])
    page = client.get(url, follow=True)
    assert page.redirect_chain == [(follow_up.get_absolute_url(), 302)]
    assert f"{url}?blev_inte" in page.content.decode()
    form = client.get(f"{url}?blev_inte").context["form"]
    assert [value for value, _ in form.fields["outcome"].choices] == ["no_show", "excused", "cancelled"]
    sent = {"held_on": f"{TODAY}", "attendees": ["deltagare", "af"], "agreed": "Vi går vidare.", "revision": "0"}
    half = sent | {"what_1": "Skicka beslutet"} | once()
    answer = client.post(follow_up.get_absolute_url(), half)
    assert set(answer.context["form"].errors) == {"party_1", "due_1"}
    whole = half | {"party_1": "af", "due_1": "2026-12-08"} | once()
    other_day = client.post(follow_up.get_absolute_url(), whole | {"held_on": "2026-11-23"} | once())
    assert set(other_day.context["form"].errors) == {"held_on"}
    assert "Skicka beslutet" in other_day.content.decode()
    assert client.post(follow_up.get_absolute_url(), whole).status_code == 302
    assert Undertaking.objects.values_list("party", "name").get() == ("af", "Åke vid AF")
    assert JournalEntry.objects.count() == 1


def test_a_meeting_is_booked_or_chosen_on_the_page(follow_up: FollowUp, people: People) -> None:
    client = signed_in(people.anna)
    tab = client.get(reverse("follow_ups", args=[follow_up.enrolment.participant.uuid])).content.decode()
    url = reverse("follow_up_meeting", args=[follow_up.uuid])
    assert url in tab
    booking = {"kind": "samtal", "form": "unit", "starts_at": "2026-11-27T10:00", "minutes": "60"}
    booking["interpreter"] = "none"
    assert client.post(url, booking | once()).status_code == 302
    assert FollowUp.objects.get().meeting == Meeting.objects.get()
    other = on(follow_up.enrolment, dt.date(2026, 11, 30))
    book = reverse("follow_up_book", args=[follow_up.uuid])
    assert "Samtal 2026-11-30 10:00" in client.get(book).content.decode()
    sent = {"meeting": f"{other.uuid}", "booked_at": "", "due_on": "2026-12-01", "revision": "1"} | once()
    assert client.post(book, sent).status_code == 302
    assert FollowUp.objects.get().meeting == other


def test_it_is_not_booked_when_it_has_been(follow_up: FollowUp, people: People) -> None:
    hold(follow_up, people)
    assert signed_in(people.anna).get(reverse("follow_up_meeting", args=[follow_up.uuid])).status_code == 404


def test_a_yearly_one_that_its_period_cancels_lets_go_of_its_meeting(case: Enrolment) -> None:
    meeting = on(case, dt.date(2026, 11, 30))
    FollowUpFactory(enrolment=case, kind="ami_yearly", due_on=dt.date(2026, 12, 1), meeting=meeting)
    move_ami_follow_ups(enrolment=case, due_dates=[], now=NOON)
    assert FollowUp.objects.values_list("cancelled_at", "meeting").get() == (NOON, None)
    other, meeting = FollowUpFactory(enrolment=case, due_on=dt.date(2026, 12, 8)), Meeting.objects.get()
    book_follow_up(follow_up=other, revision=0, booked_at=None, today=TODAY, meeting=meeting)
    assert FollowUp.objects.get(pk=other.pk).meeting == meeting
