"""What the journal and Min dag are told of who came to a group."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from amc.groups import due, rules
from amc.groups.actions import cancel_session, end_group, leave_group, note_attendance
from amc.groups.models import Attendance, GroupActivity
from amc.reminders.asking import due_rows, of_unit
from amc.workspace.my_day import tasks_of
from participants.models import JournalEntry, Participant
from tests.factories import EnrolmentFactory, People, at, make_people
from tests.groups.room import AttendanceFactory, GroupFactory, MemberFactory, SessionFactory
from tests.my_day import my_due

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY)


@pytest.fixture
def people() -> Iterator[People]:
    with time_machine.travel(NOW, tick=False):
        yield make_people()


@pytest.fixture
def group(people: People) -> GroupActivity:
    return GroupFactory(unit=people.unit, created_by=people.anna)


def member_of(group: GroupActivity, people: People, **values: Any) -> Any:
    case = EnrolmentFactory(**{"participant__unit": people.unit, "consultant": people.anna} | values)
    return MemberFactory(group=group, enrolment=case)


def notes(member: Any) -> list[tuple[str, str, bool]]:
    rows = JournalEntry.objects.filter(enrolment=member.enrolment).order_by("pk")
    return [
        (row.kind, row.text.removesuffix(" Noterat från gruppens närvaro."), row.corrects is not None) for row in rows
    ]


def set_on(member: Any, values: dict[str, Any]) -> None:
    """Write `values`, by their paths from the member, past every action."""
    for path, value in values.items():
        *way, name = path.split("__")
        row = member
        for step in way:
            row = getattr(row, step)
        model = Participant if name == "is_protected" else type(row)
        model.objects.filter(pk=row.pk).update(**{name: value})


@pytest.mark.parametrize(
    ("state", "noted", "cancelled", "kind", "begins"),
    [
        ("present", False, False, None, ""),
        ("absent", False, True, None, ""),
        ("absent", False, False, "uteblivet", "Kom inte till"),
        ("excused", False, False, "forhinder", "Hade giltigt skäl"),
        ("present", True, False, "handelse", "Rättelse: Var med på"),
        ("absent", True, False, "uteblivet", "Rättelse: Kom inte till"),
        ("absent", True, True, "handelse", "Rättelse: CV-kurs är inställt"),
    ],
)
def test_what_the_journal_is_told(state: str, noted: bool, cancelled: bool, kind: str | None, begins: str) -> None:
    found = rules.journal_note(state=state, noted=noted, what="CV-kurs", cancelled=cancelled)
    assert found is None if kind is None else found is not None and found[0] == kind and found[1].startswith(begins)


def test_a_correction_is_a_later_note_and_never_a_second_one(people: People, group: GroupActivity) -> None:
    came, stayed_away = member_of(group, people), member_of(group, people)
    session = SessionFactory(group=group)

    def note(revision: int, states: dict[Any, str]) -> None:
        note_attendance(session, revision, states, by=people.anna, now=NOW, today=TODAY)

    note(0, {came: "present", stayed_away: "absent"})
    what = "CV-kurs 2026-11-16 09:00–12:00"
    first = ("uteblivet", f"Kom inte till {what}.", False)
    assert (notes(came), notes(stayed_away)) == ([], [first])
    note(1, {came: "present", stayed_away: "absent"})
    assert notes(stayed_away) == [first]
    note(2, {stayed_away: "excused"})
    note(3, {stayed_away: "present"})
    assert notes(stayed_away) == [
        first,
        ("forhinder", f"Rättelse: Hade giltigt skäl och kom inte till {what}.", True),
        ("handelse", f"Rättelse: Var med på {what}.", True),
    ]
    root = Attendance.objects.get(member=stayed_away).entry
    assert root is not None
    assert root.corrections.count() == 2
    assert root.occurred_at == at(dt.date(2026, 11, 16), 9)
    others = came.enrolment.participant
    assert not any(others.last_name in text for _, text, _ in notes(stayed_away))


def test_a_cancelled_session_is_corrected_where_the_journal_told_of_it(people: People, group: GroupActivity) -> None:
    member, session = member_of(group, people), SessionFactory(group=group)
    note_attendance(session, 0, {member: "absent"}, by=people.anna, now=NOW, today=TODAY)
    session.refresh_from_db()
    cancel_session(session, cancelled=True, by=people.anna, now=NOW)
    cancel_session(session, cancelled=False, by=people.anna, now=NOW)
    assert [(kind, corrects) for kind, _, corrects in notes(member)] == [
        ("uteblivet", False),
        ("handelse", True),
        ("uteblivet", True),
    ]


def test_a_closed_case_of_a_colleague_does_not_stop_the_others(people: People, group: GroupActivity) -> None:
    closed = member_of(group, people, consultant=people.bo, closed_on=dt.date(2026, 11, 20))
    member, session = member_of(group, people), SessionFactory(group=group)
    note_attendance(session, 0, {closed: "absent", member: "absent"}, by=people.anna, now=NOW, today=TODAY)
    assert Attendance.objects.filter(state="absent").count() == 2
    assert (len(notes(closed)), len(notes(member))) == (0, 1)


def test_who_leaves_has_it_summed_up(people: People, group: GroupActivity) -> None:
    member, unseen = member_of(group, people), member_of(group, people)
    leave_group(unseen, last_day=TODAY, by=people.anna, now=NOW)
    assert notes(unseen) == []
    for day, state in ((9, "present"), (10, "present"), (11, "excused"), (12, "absent")):
        session = SessionFactory(group=group, held_on=dt.date(2026, 11, day))
        AttendanceFactory(session=session, member=member, state=state)
    SessionFactory(group=group, held_on=dt.date(2026, 11, 13), cancelled=True)
    SessionFactory(group=group, held_on=dt.date(2026, 12, 1))
    leave_group(member, last_day=TODAY, by=people.anna, now=NOW)
    told = (
        "Slutar i CV-kurs, sista dag 2026-11-24. Närvarande 2 av 4 tillfällen (6 tim), giltigt skäl 1, frånvarande 1."
    )
    assert notes(member) == [("handelse", told, False)]


def closing_group(people: People, **values: Any) -> GroupActivity:
    """A group whose last day is today."""
    return GroupFactory(unit=people.unit, created_by=people.anna, **{"ends_on": TODAY} | values)


def test_who_stays_until_the_end_has_it_summed_up_once(people: People) -> None:
    group = closing_group(people)
    member, left = member_of(group, people), member_of(group, people)
    leave_group(left, last_day=dt.date(2026, 11, 9), by=people.anna, now=NOW)
    early = SessionFactory(group=group, held_on=dt.date(2026, 11, 16))
    last = SessionFactory(group=group, held_on=dt.date(2026, 11, 23))

    def note(session: Any, state: str) -> None:
        session.refresh_from_db()
        note_attendance(session, session.revision, {member: state}, by=people.anna, now=NOW, today=TODAY)

    note(last, "present")
    assert notes(member) == []  # something is still to be filled in
    note(early, "present")
    told = (
        "CV-kurs är slut, sista dag 2026-11-23. Närvarande {} av 2 tillfällen ({} tim), giltigt skäl 0, frånvarande {}."
    )
    first = ("handelse", told.format(2, 6, 0), False)
    assert notes(member) == [first]
    note(early, "present")
    assert end_group(group, by=people.anna, now=NOW) == 0
    assert notes(member) == [first]
    note(last, "absent")
    corrected = ("handelse", f"Rättelse: {told.format(1, 3, 1)}", True)
    absent = ("uteblivet", "Kom inte till CV-kurs 2026-11-23 09:00–12:00.", False)
    assert notes(member) == [first, absent, corrected]
    note(last, "present")
    assert notes(member)[-1] == ("handelse", f"Rättelse: {told.format(2, 6, 0)}", True)
    member.refresh_from_db()
    assert member.entry.text.startswith("CV-kurs är slut")
    assert notes(left) == []


def test_what_is_not_filled_in_is_said_when_the_group_is_ended_by_hand(people: People) -> None:
    group = closing_group(people, ends_on=dt.date(2026, 12, 18))
    member, closed = (
        member_of(group, people),
        member_of(group, people, consultant=people.bo, closed_on=dt.date(2026, 11, 20)),
    )
    SessionFactory(group=group)
    client, url = Client(), reverse("group_end", args=[group.uuid])
    client.force_login(people.anna)
    assert url not in client.get(group.get_absolute_url()).text
    assert "Gruppen pågår till 2026-12-18" in client.post(url).text
    assert notes(member) == []
    GroupActivity.objects.filter(pk=group.pk).update(ends_on=TODAY)
    assert url in client.get(group.get_absolute_url()).text
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302
    ((kind, text, corrects),) = notes(member)
    assert (kind, corrects) == ("handelse", False)
    assert text.endswith("Närvarande 0 av 1 tillfällen (0 tim), giltigt skäl 0, frånvarande 0, inte ifyllt 1.")
    assert notes(closed) == []


@pytest.mark.parametrize(
    ("ends_on", "is_coming", "ended"),
    [
        ("2026-11-24", False, True),
        ("2026-11-24", True, True),
        ("2026-11-20", False, True),
        ("2026-11-30", False, True),  # the last session has been, and it is the last week
        ("2026-11-30", True, False),
        ("2026-12-01", False, False),
    ],
)
def test_when_a_group_is_over(ends_on: str, is_coming: bool, ended: bool) -> None:
    day = dt.date.fromisoformat(ends_on)
    assert rules.has_ended(ends_on=day, is_coming=is_coming, today=TODAY) is ended
    assert bool(rules.ending_obstacles(ends_on=day, is_coming=is_coming, today=TODAY)) is not ended


# --- Min dag -------------------------------------------------------------------------------------


def told(people: People) -> list[dt.date]:
    return [row.due_on for row in due_rows(TODAY, of_unit(people.unit.pk), rules=due.RULES)]


def test_a_session_is_asked_about_until_it_is_filled_in(people: People, group: GroupActivity) -> None:
    one, other = member_of(group, people), member_of(group, people)
    session = SessionFactory(group=group)
    SessionFactory(group=group, held_on=dt.date(2026, 11, 25))
    SessionFactory(group=group, held_on=dt.date(2026, 11, 17), cancelled=True)
    assert told(people) == [session.held_on]
    AttendanceFactory(session=session, member=one)
    assert told(people) == [session.held_on]
    AttendanceFactory(session=session, member=other)
    assert told(people) == []


@pytest.mark.parametrize(
    "values",
    [
        {"joined_on": dt.date(2026, 11, 17)},
        {"left_on": dt.date(2026, 11, 13)},
        {"enrolment__closed_on": dt.date(2026, 11, 13)},
        {"enrolment__participant__is_protected": True},
    ],
)
def test_whoever_was_not_there_then_is_not_waited_for(people: People, group: GroupActivity, values: Any) -> None:
    member = member_of(group, people)
    SessionFactory(group=group)
    assert len(told(people)) == 1
    set_on(member, values)
    assert told(people) == []


def test_min_dag_leads_whoever_leads_the_group_to_it(people: People) -> None:
    group = GroupFactory(unit=people.unit, created_by=people.anna, led_by=people.bo)
    member_of(group, people)
    session = SessionFactory(group=group)
    client = Client()
    client.force_login(people.bo)
    text = client.get(reverse("my_day")).content.decode()
    assert "CV-kurs, 2026-11-16 09:00–12:00" in text
    assert session.get_absolute_url() in text
    assert [row for row in my_due(people.anna, TODAY) if row.rule is due.ATTENDANCE] == []
    (task,) = [one for one in tasks_of(people.bo, my_due(people.bo, TODAY), TODAY) if one.label == "Närvaro i grupp"]
    assert (task.verb, task.person_url) == ("Fyll i närvaron", "")


# --- A group that ended without a word -----------------------------------------------------------


def to_sum_up(people: People, day: dt.date) -> list[tuple[Any, dt.date]]:
    rows = due_rows(day, of_unit(people.unit.pk), rules=[due.SUMMARY])
    return [(row.subject, row.due_on) for row in rows]


def test_a_group_filled_in_long_before_its_last_day_is_asked_about_when_it_is_over(
    people: People, group: GroupActivity
) -> None:
    last = group.ends_on
    member = member_of(group, people)
    session = SessionFactory(group=group)
    day_after = last + dt.timedelta(days=1)
    assert to_sum_up(people, day_after) == []
    note_attendance(session, session.revision, {member: "present"}, by=people.anna, now=NOW, today=TODAY)
    assert notes(member) == []
    assert [to_sum_up(people, day) for day in (TODAY, last)] == [[], []]
    assert to_sum_up(people, day_after) == [(group.uuid, last)]
    assert end_group(group, by=people.anna, now=at(day_after)) == 1
    assert to_sum_up(people, day_after) == []


@pytest.mark.parametrize(
    "values",
    [
        {"joined_on": dt.date(2026, 11, 17)},
        {"left_on": dt.date(2026, 11, 23)},
        {"enrolment__closed_on": dt.date(2026, 11, 23)},
        {"enrolment__participant__is_protected": True},
    ],
)
def test_whoever_has_nothing_to_be_told_is_not_summed_up(
    people: People, group: GroupActivity, values: dict[str, Any]
) -> None:
    member = member_of(group, people)
    AttendanceFactory(session=SessionFactory(group=group), member=member)
    day_after = group.ends_on + dt.timedelta(days=1)
    assert len(to_sum_up(people, day_after)) == 1
    set_on(member, values)
    assert to_sum_up(people, day_after) == []


def test_min_dag_leads_to_the_summing_up(people: People) -> None:
    group = GroupFactory(unit=people.unit, created_by=people.anna, ends_on=TODAY - dt.timedelta(days=1))
    AttendanceFactory(session=SessionFactory(group=group), member=member_of(group, people))
    client = Client()
    client.force_login(people.anna)
    text = client.get(reverse("my_day")).content.decode()
    assert "Skriv i journalerna" in text
    assert reverse("group_end", args=[group.uuid]) in text
