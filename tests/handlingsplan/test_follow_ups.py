"""Follow-ups: planned, booked, held, cancelled, as actions (issue: Uppföljning; domain.md section 4 [S0])."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from amc.obstacles import Refused
from amc.revisions import Stale
from handlingsplan.actions.follow_ups import book_follow_up, cancel_follow_up, hold_follow_up, plan_follow_up
from handlingsplan.models import FollowUp
from participants.models import JournalEntry
from tests.factories import EnrolmentFactory, FollowUpFactory, at

pytestmark = pytest.mark.django_db

D = dt.date
TODAY = D(2026, 11, 24)
NOW = at(TODAY, 15)


@pytest.fixture
def follow_up():
    return FollowUpFactory()


def hold(follow_up, **kwargs):
    given = {
        "revision": 0,
        "held_on": TODAY,
        "attendees": ["deltagare", "handledare"],
        "agreed": " Fortsätta i köket. ",
        "by": follow_up.enrolment.consultant,
        "now": NOW,
    }
    return hold_follow_up(follow_up=follow_up, **(given | kwargs))


def test_held_with_who_and_what_and_the_next_one(follow_up):
    held = hold(follow_up, next_on=D(2027, 5, 24))
    assert (held.held_on, held.agreed, held.recorded_at) == (TODAY, "Fortsätta i köket.", NOW)
    following = FollowUp.objects.exclude(pk=held.pk).get()
    assert (following.kind, following.due_on) == ("plan", D(2027, 5, 24))


def test_the_journal_gets_the_same_words(follow_up):
    hold(follow_up)
    entry = JournalEntry.objects.get()
    assert (entry.kind, entry.author, entry.enrolment) == (
        "uppfoljning",
        follow_up.enrolment.consultant,
        follow_up.enrolment,
    )
    assert entry.text == "Uppföljning av planen. Deltog: deltagaren, handledaren.\n\nFortsätta i köket."


@pytest.mark.parametrize(
    ("held_on", "booked_at", "occurred_at"),
    [
        pytest.param(TODAY, None, NOW, id="today: now"),
        pytest.param(TODAY, at(TODAY, 9), at(TODAY, 9), id="the booked time"),
        pytest.param(TODAY, at(TODAY, 16), NOW, id="not a booked time that has not been"),
        pytest.param(D(2026, 11, 20), None, at(D(2026, 11, 20), 12), id="another day: noon"),
        pytest.param(D(2026, 11, 20), at(D(2026, 11, 19), 9), at(D(2026, 11, 20), 12), id="booked another day"),
    ],
)
def test_when_it_happened(follow_up, held_on, booked_at, occurred_at):
    FollowUp.objects.update(booked_at=booked_at)
    hold(follow_up, held_on=held_on)
    assert JournalEntry.objects.get().occurred_at == occurred_at


def test_an_ami_gets_no_next_one_by_hand():
    row = FollowUpFactory(kind="ami_yearly")
    hold(row, next_on=D(2027, 5, 24))
    assert FollowUp.objects.count() == 1


def test_one_next_is_enough(follow_up):
    FollowUpFactory(enrolment=follow_up.enrolment, due_on=D(2027, 1, 1))
    hold(follow_up, next_on=D(2027, 5, 24))
    assert FollowUp.objects.count() == 2


def test_held_once(follow_up):
    hold(follow_up)
    with pytest.raises(Refused) as refused:
        hold(follow_up, revision=1)
    assert refused.value.codes == ("already_held",)
    assert JournalEntry.objects.count() == 1


def test_nothing_is_written_when_it_is_refused(follow_up):
    with pytest.raises(Refused):
        hold(follow_up, held_on=D(2026, 11, 25), next_on=D(2027, 5, 24))
    assert not JournalEntry.objects.exists()
    assert FollowUp.objects.get().held_on is None


def test_a_stale_form_does_not_overwrite(follow_up):
    book_follow_up(follow_up=follow_up, revision=0, today=TODAY, booked_at=at(D(2026, 12, 1)))
    with pytest.raises(Stale):
        hold(follow_up, revision=0)
    with pytest.raises(Stale):
        cancel_follow_up(follow_up=follow_up, revision=0, reason="Dubbel", now=NOW)


def test_closed_enrolments_are_not_followed_up():
    row = FollowUpFactory(enrolment__closed_on=D(2026, 10, 1))
    with pytest.raises(Refused) as refused:
        hold(row)
    assert refused.value.codes == ("enrolment_closed",)


def test_booking_moves_the_last_day_of_a_plan_s_but_never_of_an_ami_s(follow_up):
    ami = FollowUpFactory(kind="ami_yearly", due_on=D(2026, 12, 1))
    for row in (follow_up, ami):
        book_follow_up(follow_up=row, revision=0, today=TODAY, booked_at=at(D(2026, 12, 9)), due_on=D(2026, 12, 31))
        row.refresh_from_db()
    assert (follow_up.due_on, ami.due_on) == (D(2026, 12, 31), D(2026, 12, 1))
    assert ami.booked_at == at(D(2026, 12, 9))


def test_planning(follow_up):
    row = plan_follow_up(enrolment=follow_up.enrolment, due_on=TODAY, today=TODAY)
    assert (row.kind, row.due_on) == ("plan", TODAY)
    with pytest.raises(Refused):
        plan_follow_up(enrolment=EnrolmentFactory(closed_on=TODAY), due_on=TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("due_on", "booked_at", "codes"),
    [
        (D(2026, 12, 31), at(D(2026, 12, 9)), ()),
        (D(9999, 12, 31), None, ("far_off",)),
        (D(202, 12, 31), None, ("due_in_past",)),
        (TODAY, at(D(2062, 12, 9)), ("far_off",)),
        (TODAY, at(D(2025, 12, 9)), ("due_in_past",)),
    ],
)
def test_a_slip_of_the_year_is_told_of(follow_up, due_on, booked_at, codes):
    def refused(deed, **more):
        try:
            deed(due_on=due_on, booked_at=booked_at, today=TODAY, **more)
        except Refused as found:
            return found.codes
        return ()

    assert refused(plan_follow_up, enrolment=follow_up.enrolment) == codes
    assert refused(book_follow_up, follow_up=follow_up, revision=0) == codes


def test_what_is_late_already_can_still_be_booked(enrolment):
    late = FollowUpFactory(enrolment=enrolment, due_on=D(2026, 11, 1))
    row = book_follow_up(follow_up=late, revision=0, booked_at=at(D(2026, 12, 1)), due_on=D(2026, 11, 1), today=TODAY)
    assert row.booked_at == at(D(2026, 12, 1))


def test_cancelling(follow_up):
    row = cancel_follow_up(follow_up=follow_up, revision=0, reason=" Dubbel ", now=NOW)
    assert (row.cancelled_at, row.cancelled_reason) == (NOW, "Dubbel")
    with pytest.raises(Refused) as refused:
        cancel_follow_up(follow_up=FollowUpFactory(kind="ami_yearly"), revision=0, reason="Vill inte", now=NOW)
    assert refused.value.codes == ("ami_follow_up_stands",)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"held_on": TODAY}, "held_follow_up_has_its_facts"),
        ({"held_on": TODAY, "recorded_at": NOW, "agreed": "Ja", "attendees": []}, "held_follow_up_has_its_facts"),
        ({"cancelled_at": NOW}, "cancelled_follow_up_has_reason"),
    ],
)
def test_the_database_keeps_it_whole(follow_up, fields, constraint):
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(held_by=follow_up.enrolment.consultant, **fields)
