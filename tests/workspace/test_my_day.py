"""Min dag: what one person must do, and nothing that belongs to somebody else."""

import datetime as dt
from itertools import pairwise

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange

from amc.staff.models import User
from amc.workspace.bookings import Booking, bookings_on
from amc.workspace.my_day import cases_of, grouped, own_cases, tasks_of, unread
from participants.models import CaseAssignment, Enrolment
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    FollowUpFactory,
    InternshipFactory,
    JournalEntryFactory,
    MeetingFactory,
    People,
    PlanVersionFactory,
    ReferralFactory,
    agreed,
    at,
    days,
    make_people,
)
from tests.groups.room import GroupFactory, MemberFactory, SessionFactory
from tests.handovers.room import HandedCaseFactory, HandoverFactory, LetterFactory, PlannedChangeFactory
from tests.my_day import my_due
from tests.participants.meeting_room import UndertakingFactory
from tests.placements.employer_room import EmployerContactFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)  # a Tuesday
NOW = at(TODAY, 9)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def case(people: People, **fields: object) -> Enrolment:
    """A case in which nothing is due."""
    fields = {"participant__unit": people.unit, "consultant": people.anna, "opened_on": TODAY} | fields
    enrolment = EnrolmentFactory(**fields)
    agreed(PlanVersionFactory(enrolment=enrolment, created_by=people.anna), TODAY)
    JournalEntryFactory(enrolment=enrolment, occurred_at=at(TODAY, 1), author=people.anna)
    return enrolment


def names(user, today: dt.date = TODAY) -> list[str]:
    return [task.name for task in tasks_of(user, my_due(user, today), today)]


def test_own_cases_only(people: People) -> None:
    mine, bos = case(people), case(people, consultant=people.bo)
    FollowUpFactory(enrolment=mine, due_on=TODAY)
    FollowUpFactory(enrolment=bos, due_on=TODAY)
    assert names(people.anna) == [mine.participant.full_name]
    assert names(people.bo) == [bos.participant.full_name]


def test_a_substitute_sees_the_case_for_as_long_as_it_lasts(people: People) -> None:
    """No handover to a backup consultant is what users of today's systems suffer from (domain.md section 7)."""
    enrolment = case(people)
    FollowUpFactory(enrolment=enrolment, due_on=TODAY)
    last = TODAY + dt.timedelta(days=7)
    CaseAssignment.objects.create(enrolment=enrolment, user=people.bo, part="substitute", period=days(TODAY, last))
    assert names(people.bo) == [enrolment.participant.full_name]
    with time_machine.travel(at(last + dt.timedelta(days=1)), tick=False):
        assert names(people.bo, last + dt.timedelta(days=1)) == []


def test_a_specialist_has_their_own_part_and_not_the_whole_case(people: People) -> None:
    enrolment = case(people)
    CaseAssignment.objects.create(
        enrolment=enrolment, user=people.specialist, part="specialist", period=days(TODAY, None)
    )
    FollowUpFactory(enrolment=enrolment, due_on=TODAY)
    assert names(people.specialist) == []
    version = PlanVersionFactory(enrolment=enrolment, created_by=people.anna)
    ActivityFactory(version=version, responsible=people.specialist, party="specialist", due_on=TODAY)
    ActivityFactory(version=version, responsible=people.anna, party="konsulent", due_on=TODAY)
    agreed(version, TODAY)
    assert [row.rule.code for row in my_due(people.specialist, TODAY)] == ["activity"]


def test_a_row_says_what_was_to_be_done(people: People) -> None:
    enrolment = case(people)
    version = PlanVersionFactory(enrolment=enrolment, created_by=people.anna)
    ActivityFactory(version=version, what="Ringa skolan om betygen", due_on=TODAY)
    agreed(version, TODAY)
    meeting = MeetingFactory(enrolment=enrolment, starts_at=at(TODAY, 7), ends_at=at(TODAY, 8), state="held")
    UndertakingFactory(meeting=meeting, what="Skicka intyget", due_on=TODAY)
    FollowUpFactory(enrolment=enrolment, due_on=TODAY)
    details = {task.label: task.details for task in tasks_of(people.anna, my_due(people.anna, TODAY), TODAY)}
    assert details == {
        "Aktivitet i planen": "Ringa skolan om betygen",
        "Åtagande från möte": "Skicka intyget",
        "Uppföljning av planen": "",
    }


def test_what_nobody_answers_for_is_not_the_specialists(people: People) -> None:
    """It waits for the manager or the ekonom, and the page where it is done is not open to a specialist."""
    enrolment = case(people, consultant=None)
    CaseAssignment.objects.create(
        enrolment=enrolment, user=people.specialist, part="specialist", period=days(TODAY, None)
    )
    assert names(people.eva) == [enrolment.participant.full_name]
    assert names(people.specialist) == []


def test_the_manager_has_what_nobody_answers_for(people: People) -> None:
    orphan = EnrolmentFactory(participant__unit=people.unit, consultant=None, opened_on=TODAY)
    assert orphan.participant.full_name in names(people.eva)
    assert names(people.anna) == []
    assert names(people.cilla) == []


def test_unread_referrals_are_one_row_and_everybodys_in_the_unit(people: People) -> None:
    for age in (10, 1):
        received = TODAY - dt.timedelta(days=age)
        ReferralFactory.create_batch(2, unit=people.unit, registered_by=people.anna, received_on=received)
        ReferralFactory(unit=people.other_unit, registered_by=people.cilla, received_on=received)
    for user in (people.anna, people.bo, people.eva):
        (row,) = unread(user, TODAY)
        assert row.name == "4 olästa anvisningar, äldsta 7 arbetsdagar"
        assert row.due_on == TODAY - dt.timedelta(days=1)
        assert row.url == reverse("referral_list")
        assert names(user) == []
    assert unread(people.specialist, TODAY) == unread(people.hr, TODAY) == []


@pytest.mark.parametrize(("age", "shown"), [(0, False), (1, False), (2, True), (6, True)])
def test_unread_referrals_show_when_the_oldest_soon_is_too_old(people: People, age: int, shown: bool) -> None:
    """Five working days are allowed: one that came on Sunday is due next Monday, and shows three days before."""
    ReferralFactory(unit=people.unit, registered_by=people.anna, received_on=TODAY - dt.timedelta(days=age))
    with time_machine.travel(at(TODAY + dt.timedelta(days=3)), tick=False):
        assert bool(unread(people.anna, TODAY + dt.timedelta(days=3))) is shown


@pytest.mark.parametrize(
    ("due_on", "group"),
    [
        (TODAY - dt.timedelta(days=1), "Försenat"),
        (TODAY, "I dag"),
        (TODAY + dt.timedelta(days=1), "Denna vecka"),
        (dt.date(2026, 11, 29), "Denna vecka"),  # Sunday
        (dt.date(2026, 11, 30), "Kommande 30 dagar"),
    ],
)
def test_groups(people: People, due_on: dt.date, group: str) -> None:
    FollowUpFactory(enrolment=case(people), due_on=due_on)
    (only,) = grouped(tasks_of(people.anna, my_due(people.anna, TODAY), TODAY), TODAY)
    assert only.title == group


def test_most_urgent_first(people: People) -> None:
    enrolment = case(people)
    for offset in (3, -5, 0, -40):
        FollowUpFactory(enrolment=enrolment, due_on=TODAY + dt.timedelta(days=offset))
    days_due = [row.due_on for row in my_due(people.anna, TODAY)]
    assert all(before <= after for before, after in pairwise(days_due))


def booked_by(user: User, day: dt.date) -> list[Booking]:
    """What Min dag shows of the day."""
    return bookings_on(user, day, cases_of(user, [], at(day), own_cases(user, at(day))))


def test_todays_bookings_are_ones_own_and_not_cancelled(people: People) -> None:
    enrolment = case(people)
    tomorrow = TODAY + dt.timedelta(days=1)
    MeetingFactory(enrolment=enrolment, starts_at=at(TODAY, 15), ends_at=at(TODAY, 16), place="Rum Tallen")
    MeetingFactory(enrolment=enrolment, starts_at=at(TODAY, 8), ends_at=at(TODAY, 9))
    MeetingFactory(enrolment=enrolment, state="cancelled")
    MeetingFactory(enrolment=enrolment, starts_at=at(tomorrow), ends_at=at(tomorrow, 11))
    MeetingFactory(enrolment=enrolment, consultant=people.bo)
    FollowUpFactory(enrolment=enrolment, booked_at=at(TODAY, 13))
    FollowUpFactory(enrolment=enrolment, booked_at=at(tomorrow, 13))
    FollowUpFactory(enrolment=case(people, consultant=people.bo), booked_at=at(TODAY, 13))
    booked = booked_by(people.anna, TODAY)
    assert [row.words for row in booked] == ["Samtal", "Uppföljning av planen", "Samtal, Rum Tallen"]


def test_a_substitute_holds_what_the_consultant_has_booked(people: People) -> None:
    """For the days of the part, and no others; what somebody else holds in the case stays theirs."""
    enrolment, tomorrow = case(people), TODAY + dt.timedelta(days=1)
    CaseAssignment.objects.create(enrolment=enrolment, user=people.bo, part="substitute", period=days(TODAY, TODAY))
    for day in (TODAY, tomorrow):
        MeetingFactory(enrolment=enrolment, starts_at=at(day, 15), ends_at=at(day, 16))
    MeetingFactory(enrolment=enrolment, consultant=people.eva, starts_at=at(TODAY, 9), ends_at=at(TODAY, 10))
    FollowUpFactory(enrolment=enrolment, booked_at=at(TODAY, 13))
    assert [row.words for row in booked_by(people.bo, TODAY)] == [
        "Uppföljning av planen, i stället för Anna Ängström",
        "Samtal, i stället för Anna Ängström",
    ]
    assert booked_by(people.bo, tomorrow) == []
    assert len(booked_by(people.anna, TODAY)) == 2


def test_cases_by_next_step_with_the_forgotten_first(people: People) -> None:
    forgotten, met, due = case(people), case(people), case(people)
    MeetingFactory(enrolment=met, starts_at=at(dt.date(2026, 12, 20)), ends_at=at(dt.date(2026, 12, 20), 11))
    FollowUpFactory(enrolment=due, due_on=dt.date(2026, 12, 1))
    shown = cases_of(people.anna, my_due(people.anna, TODAY), NOW, own_cases(people.anna, NOW))
    assert [row.enrolment for row in shown] == [forgotten, due, met]
    assert [row.day for row in shown] == [None, dt.date(2026, 12, 1), dt.date(2026, 12, 20)]


def test_the_next_step_of_a_case_may_be_far_ahead(people: People) -> None:
    followed, placed = case(people), case(people)
    FollowUpFactory(enrolment=followed, due_on=dt.date(2027, 5, 1))
    FollowUpFactory(enrolment=followed, due_on=dt.date(2027, 3, 1))
    InternshipFactory(enrolment=placed, first_day=TODAY, last_day=dt.date(2027, 2, 26))
    shown = cases_of(people.anna, my_due(people.anna, TODAY), NOW, own_cases(people.anna, NOW))
    assert [(row.enrolment, row.step, row.day) for row in shown] == [
        (placed, "Praktiken slutar", dt.date(2027, 2, 26)),
        (followed, "Uppföljning", dt.date(2027, 3, 1)),
    ]


class TestPage:
    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("anna", 200),
            ("eva", 200),
            ("specialist", 200),
            ("hans", 404),
            ("ekonom", 404),
            ("hr", 404),
            ("admin", 404),
        ],
    )
    def test_roles(self, client: Client, people: People, name: str, status: int) -> None:
        client.force_login(getattr(people, name))
        assert client.get(reverse("my_day")).status_code == status

    def test_empty_is_kind(self, client: Client, people: People) -> None:
        client.force_login(people.anna)
        assert "Du är i kapp" in client.get(reverse("my_day")).content.decode()

    @pytest.mark.parametrize("amount", [1, 15])
    def test_query_count(self, client: Client, people: People, django_assert_max_num_queries, amount: int) -> None:
        for number in range(amount):
            enrolment = case(people)
            FollowUpFactory(enrolment=enrolment, due_on=TODAY + dt.timedelta(days=number - 5))
            MeetingFactory(enrolment=enrolment)
            ReferralFactory(unit=people.unit, registered_by=people.anna, received_on=TODAY - dt.timedelta(days=10))
            _about_nobody(people, enrolment)
        client.force_login(people.anna)
        with django_assert_max_num_queries(12):
            shown = client.get(reverse("my_day")).content.decode()
        assert "CV-kurs, 2026-11-16 09:00–12:00" in shown
        assert "1 ärende av Bo" in shown
        assert "Ärenden byter konsulent" in shown
        assert "Byter konsulent till Bo Bergqvist torsdag 3 december" in shown.replace("\N{NO-BREAK SPACE}", " ")
        assert ": Ring" in shown


def _about_nobody(people: People, enrolment: Enrolment) -> None:
    """Rows that are about no participant: a group's session, a letter, cases to take over, a step with an employer."""
    group = GroupFactory(unit=people.unit, created_by=people.anna, led_by=people.anna)
    MemberFactory(group=group, enrolment=enrolment)
    SessionFactory(group=group)
    letter = LetterFactory(handover=HandoverFactory(unit=people.unit, of=people.bo), to=people.anna)
    HandedCaseFactory(letter=letter, enrolment=enrolment)
    PlannedChangeFactory(enrolment=enrolment, to=people.bo, planned_by=people.eva, day=TODAY + dt.timedelta(days=9))
    EmployerContactFactory(next_step="Ring", next_on=TODAY, next_by=people.anna)


class TestParticipant:
    @pytest.mark.parametrize(
        ("name", "status"),
        [("anna", 200), ("bo", 302), ("eva", 200), ("cilla", 404), ("specialist", 404), ("hans", 404), ("ekonom", 404)],
    )
    def test_roles(self, client: Client, people: People, name: str, status: int) -> None:
        client.force_login(getattr(people, name))
        assert client.get(case(people).participant.get_absolute_url()).status_code == status

    def test_a_specialist_sees_the_cases_of_their_own(self, client: Client, people: People) -> None:
        enrolment = case(people)
        period = DateRange(TODAY, None)
        CaseAssignment.objects.create(enrolment=enrolment, user=people.specialist, part="specialist", period=period)
        client.force_login(people.specialist)
        assert client.get(enrolment.participant.get_absolute_url()).status_code == 200

    def test_only_what_is_ones_own_to_do_has_a_button(self, client: Client, people: People) -> None:
        enrolment = case(people)
        period = days(TODAY, None)
        CaseAssignment.objects.create(enrolment=enrolment, user=people.specialist, part="specialist", period=period)
        version = PlanVersionFactory(enrolment=enrolment, created_by=people.anna)
        ActivityFactory(version=version, responsible=people.specialist, party="specialist", due_on=TODAY)
        ActivityFactory(version=version, responsible=people.anna, party="konsulent", due_on=TODAY)
        agreed(version, TODAY)
        meeting = MeetingFactory(enrolment=enrolment, starts_at=at(TODAY, 12), ends_at=at(TODAY, 13))
        for user, buttons in ((people.specialist, 1), (people.anna, 2)):
            client.force_login(user)
            shown = client.get(enrolment.participant.get_absolute_url()).content.decode()
            assert (shown.count("Aktivitet i planen"), shown.count("task__do")) == (2, buttons)
            assert (reverse("meeting_hold", args=[meeting.uuid]) in shown) is (user == people.anna)

    @pytest.mark.parametrize("amount", [1, 8])
    def test_query_count(self, client: Client, people: People, django_assert_max_num_queries, amount: int) -> None:
        enrolment = case(people)
        for number in range(amount):
            FollowUpFactory(enrolment=enrolment, due_on=TODAY + dt.timedelta(days=number))
            JournalEntryFactory(enrolment=enrolment)
            MeetingFactory(enrolment=enrolment, starts_at=at(TODAY, 12), ends_at=at(TODAY, 13))
        client.force_login(people.anna)
        with django_assert_max_num_queries(12):
            client.get(enrolment.participant.get_absolute_url())


class TestSearch:
    def test_by_any_word_of_the_name_with_or_without_marks(self, client: Client, people: People) -> None:
        EnrolmentFactory(
            participant__unit=people.unit, participant__first_name="Åsa", participant__last_name="Öberg-Lind"
        )
        client.force_login(people.anna)
        for term in ("åsa", "asa", "öberg", "oberg lin", "Lind Å"):
            assert "Öberg-Lind" in client.post(reverse("search"), {"q": term}).content.decode(), term

    def test_never_finds_the_other_units_persons(self, client: Client, people: People) -> None:
        EnrolmentFactory(participant__unit=people.other_unit, participant__last_name="Hemlig")
        client.force_login(people.anna)
        answer = client.post(reverse("search"), {"q": "hemlig"}).content.decode()
        assert "Ingen träff" in answer

    def test_by_case_number(self, client: Client, people: People) -> None:
        enrolment = EnrolmentFactory(participant__unit=people.unit, case_number="2026-90001")
        client.force_login(people.anna)
        assert enrolment.participant.full_name in client.post(reverse("search"), {"q": "2026-9000"}).content.decode()

    @pytest.mark.parametrize("term", ["", "a", "'", "& | !", ":*", "\\", "%", "a" * 500, "\x00ab", "🙂🙂"])
    def test_odd_terms_answer(self, client: Client, people: People, term: str) -> None:
        client.force_login(people.anna)
        assert client.post(reverse("search"), {"q": term}).status_code == 200

    def test_the_term_is_never_in_an_address(self, client: Client, people: People) -> None:
        client.force_login(people.anna)
        assert client.get(reverse("search"), {"q": "anna"}).status_code == 405

    def test_htmx_gets_the_hits_alone(self, client: Client, people: People) -> None:
        EnrolmentFactory(participant__unit=people.unit, participant__last_name="Öberg")
        client.force_login(people.anna)
        part = client.post(reverse("search"), {"q": "öberg"}, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert "<li>" in part
