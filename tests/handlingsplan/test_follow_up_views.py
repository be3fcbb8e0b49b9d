"""The pages of follow-ups: what they do, what the list shows, and what they cost."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from handlingsplan.models import FollowUp
from participants.models import CaseAssignment, JournalEntry
from tests.exports import take_out
from tests.factories import EnrolmentFactory, FollowUpFactory, days
from tests.handlingsplan.room import SOON, TODAY, once

pytestmark = pytest.mark.django_db


def test_holding_writes_the_journal_and_plans_the_next(as_anna, enrolment):
    row = FollowUpFactory(enrolment=enrolment, due_on=TODAY)
    url = reverse("follow_up_detail", args=[row.uuid])
    sent = {
        "held_on": TODAY.isoformat(),
        "attendees": ["deltagare", "af"],
        "agreed": "Söka körkort.",
        "next_on": SOON.isoformat(),
        "revision": 0,
    } | once()
    for _ in range(2):
        assert as_anna.post(url, sent).url == reverse("follow_ups", args=[enrolment.participant.uuid])
    assert JournalEntry.objects.get().text.endswith("Söka körkort.")
    assert FollowUp.objects.open().get().due_on == SOON
    assert "Arbetsförmedlingen" in as_anna.get(url).content.decode()


def test_holding_tomorrow_is_told_at_the_field(as_anna, enrolment):
    row = FollowUpFactory(enrolment=enrolment, due_on=TODAY)
    sent = {"held_on": SOON.isoformat(), "attendees": ["deltagare"], "agreed": "Ja", "revision": 0} | once()
    answer = as_anna.post(reverse("follow_up_detail", args=[row.uuid]), sent)
    assert answer.context["form"].errors == {"held_on": ["Dagen har inte varit än. Boka tid i stället."]}


def test_an_ami_follow_up_cannot_be_cancelled(as_anna, enrolment):
    row = FollowUpFactory(enrolment=enrolment, kind="ami_yearly")
    assert "Ställ in" not in as_anna.get(reverse("follow_up_detail", args=[row.uuid])).content.decode()
    answer = as_anna.post(reverse("follow_up_cancel", args=[row.uuid]), {"reason": "Nej", "revision": 0} | once())
    assert "går inte att ställa in" in answer.content.decode()


def test_planning_booking_and_cancelling(as_anna, enrolment):
    url = reverse("follow_up_create", args=[enrolment.participant.uuid])
    as_anna.post(url, {"due_on": SOON.isoformat()} | once())
    row = FollowUp.objects.get()
    booked = {"booked_at": f"{SOON}T09:00", "due_on": SOON.isoformat(), "revision": 0}
    as_anna.post(reverse("follow_up_book", args=[row.uuid]), booked | once())
    row.refresh_from_db()
    assert row.booked_at is not None
    as_anna.post(reverse("follow_up_cancel", args=[row.uuid]), {"reason": "Flyttat", "revision": 1} | once())
    row.refresh_from_db()
    assert row.cancelled_reason == "Flyttat"


@pytest.fixture
def listed(people):
    """Anna's overdue and coming ones, bo's, and one of the other unit."""

    def case(consultant, unit, **kwargs):
        return FollowUpFactory(enrolment__participant__unit=unit, enrolment__consultant=consultant, **kwargs)

    late = TODAY - dt.timedelta(days=4)
    return {
        "late": case(people.anna, people.unit, due_on=late),
        "coming": case(people.anna, people.unit, due_on=SOON, kind="ami_yearly"),
        "bos": case(people.bo, people.unit, due_on=SOON),
        "foreign": case(people.cilla, people.other_unit, due_on=late),
        "held": case(
            people.anna,
            people.unit,
            due_on=late,
            held_on=late,
            agreed="Ja",
            attendees=["deltagare"],
            held_by=people.anna,
            recorded_at=dt.datetime.now(dt.UTC),
        ),
    }


@pytest.mark.parametrize(
    ("who", "query", "shown"),
    [
        ("anna", {}, ["late", "coming"]),
        ("anna", {"vems": "alla"}, ["late", "coming", "bos"]),
        ("anna", {"visa": "forsenade"}, ["late"]),
        ("anna", {"visa": "kommande"}, ["coming"]),
        ("anna", {"visa": "genomforda"}, ["held"]),
        ("anna", {"slag": "plan"}, ["late"]),
        ("eva", {}, ["late", "coming", "bos"]),
        ("eva", {"vems": "mina"}, []),
        ("cilla", {"vems": "alla"}, ["foreign"]),
    ],
)
def test_the_list(client, people, listed, who, query, shown):
    client.force_login(getattr(people, who))
    answer = client.get(reverse("follow_up_list"), query)
    assert {row.record.pk for row in answer.context["table"].page} == {listed[name].pk for name in shown}


@pytest.mark.parametrize(("last", "shown"), [(TODAY, {"bos"}), (TODAY - dt.timedelta(days=1), set())])
def test_mine_are_also_those_i_stand_in_for_today(client, people, listed, last, shown):
    first = TODAY - dt.timedelta(days=3)
    CaseAssignment.objects.create(
        enrolment=listed["bos"].enrolment, user=people.anna, part="substitute", period=days(first, last)
    )
    client.force_login(people.anna)
    page = client.get(reverse("follow_up_list")).context["table"].page
    assert {row.record.pk for row in page} == {listed[name].pk for name in {"late", "coming"} | shown}


def test_the_list_as_a_file(client, people, listed):
    client.force_login(people.eva)
    answer = take_out(client, reverse("follow_up_list"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == ("Deltagare", "Slag", "Senast", "Läge", "Bokad tid", "Genomförd", "Konsulent")
    assert len(rows) == 3
    assert rows[0][2].date() == listed["late"].due_on


@pytest.mark.parametrize("count", [1, 25])
def test_lists_cost_the_same_whatever_their_size(as_anna, people, enrolment, count, django_assert_max_num_queries):
    for _ in range(count):
        other = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        FollowUpFactory(enrolment=other, due_on=SOON)
        FollowUpFactory(enrolment=enrolment, due_on=SOON)
    with django_assert_max_num_queries(8):
        as_anna.get(reverse("follow_up_list"))
    with django_assert_max_num_queries(7):
        as_anna.get(reverse("follow_ups", args=[enrolment.participant.uuid]))
