"""Group activities: the same activity in many plans, and who came to each session."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from amc.groups import rules
from amc.groups.actions import add_members, add_sessions, leave_group, note_attendance
from amc.groups.models import Attendance, GroupActivity, GroupMember, GroupSession
from amc.obstacles import Refused
from amc.revisions import Stale
from amc.wall.session import entered
from handlingsplan.models import Activity, PlanVersion
from participants.models import Enrolment, Participant
from tests.factories import EnrolmentFactory, GoalFactory, People, PlanVersionFactory, agreed, at, make_people
from tests.groups.room import AttendanceFactory, GroupFactory, MemberFactory, SessionFactory
from tests.queries import at_most

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)


@pytest.fixture
def people():
    with time_machine.travel(NOW, tick=False):
        yield make_people()


@pytest.fixture
def group(people: People) -> GroupActivity:
    return GroupFactory(unit=people.unit, created_by=people.anna, hours_per_week=Decimal("6"))


def case_of(people: People, **values: Any) -> Enrolment:
    return EnrolmentFactory(**{"participant__unit": people.unit, "consultant": people.anna} | values)


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- Rules ---------------------------------------------------------------------------------------

GROUP = (D("2026-11-02"), D("2026-12-18"))


@pytest.mark.parametrize(
    ("first", "times", "starts", "ends", "found"),
    [
        ("2026-11-02", 1, 9, 12, []),
        ("2026-12-18", 1, 9, 12, []),
        ("2026-11-01", 1, 9, 12, [("held_on", "outside_group")]),
        ("2026-12-19", 1, 9, 12, [("held_on", "outside_group")]),
        ("2026-11-06", 7, 9, 12, []),
        ("2026-11-06", 8, 9, 12, [("times", "outside_group")]),
        ("2026-11-06", 1, 12, 12, [("ends_at", "backwards")]),
        ("2026-11-03", 2, 9, 12, [("held_on", "taken")]),
        ("2026-11-03", 2, 13, 15, []),
    ],
)
def test_when_a_group_may_meet(first: str, times: int, starts: int, ends: int, found: list[tuple[str, str]]) -> None:
    told = rules.session_obstacles(
        days=rules.days_of(D(first), times),
        starts_at=dt.time(starts),
        ends_at=dt.time(ends),
        group=GROUP,
        taken={(D("2026-11-10"), dt.time(9))},
    )
    assert [(one.field, one.code) for one in told] == found


@pytest.mark.parametrize(
    ("day", "cancelled", "codes"),
    [("2026-11-24", False, []), ("2026-11-25", False, ["in_future"]), ("2026-11-20", True, ["cancelled"])],
)
def test_when_it_is_filled_in_who_came(day: str, cancelled: bool, codes: list[str]) -> None:
    told = rules.attendance_obstacles(held_on=D(day), cancelled=cancelled, today=TODAY)
    assert [one.code for one in told] == codes


@pytest.mark.parametrize(
    ("chosen", "day", "codes"),
    [
        (1, "2026-11-02", []),
        (1, "2026-12-18", []),
        (1, "2026-12-19", ["outside_group"]),
        (0, "2026-11-02", ["nobody"]),
        (0, "2026-11-01", ["nobody", "outside_group"]),
    ],
)
def test_who_may_join_and_when(chosen: int, day: str, codes: list[str]) -> None:
    told = rules.joining_obstacles(chosen=chosen, joined_on=D(day), starts_on=GROUP[0], ends_on=GROUP[1])
    assert [one.code for one in told] == codes


@given(st.lists(st.tuples(st.sampled_from(["present", "excused", "absent", None]), st.integers(1, 600))))
def test_a_tally_counts_each_session_once_and_the_time_of_those_present(rows: list[tuple[str | None, int]]) -> None:
    found = rules.tally(rows)
    assert found.sessions == len(rows)
    assert found.minutes == sum(length for state, length in rows if state == "present")


def test_hours_in_words() -> None:
    assert (rules.tally([("present", 450)]).hours, rules.tally([("present", 180)]).hours) == ("7,5 tim", "3 tim")


# --- Into the plans ------------------------------------------------------------------------------


def test_the_activity_comes_into_each_plan_as_a_draft(people: People, group: GroupActivity) -> None:
    without, drafted, in_force = case_of(people), case_of(people), case_of(people)
    draft = PlanVersionFactory(enrolment=drafted)
    PlanVersion.objects.filter(pk=draft.pk).update(participant_agreed_at=NOW, participant_agreed_how="screen")
    version = PlanVersionFactory(enrolment=in_force)
    GoalFactory(version=version, text="Jag vill arbeta i ett kök")
    agreed(version, D("2026-01-20"))
    cases = [without, drafted, in_force]
    added = add_members(group, cases, joined_on=TODAY, into_plans=True, by=people.anna, today=TODAY)
    assert (added.members, added.voided) == (3, 1)
    rows = Activity.objects.filter(what="CV-kurs")
    assert {(row.version.plan.enrolment, row.version.state) for row in rows} == {(case, "draft") for case in cases}
    told = {(row.starts_on, row.due_on, row.hours_per_week, row.party) for row in rows}
    assert told == {(TODAY, group.ends_on, Decimal("6.0"), "deltagare")}
    assert {row.origin for row in rows} == set(GroupMember.objects.values_list("origin", flat=True))
    # What was agreed still holds, and the revision begins from it.
    assert PlanVersion.objects.get(pk=version.pk).state == "agreed"
    assert in_force.plan.versions.get(state="draft").goals.get().text == "Jag vill arbeta i ett kök"
    draft.refresh_from_db()
    assert draft.participant_agreed_at is None


def test_whoever_is_there_already_stays_as_they_are(people: People, group: GroupActivity) -> None:
    case = case_of(people)
    add_members(group, [case], joined_on=TODAY, into_plans=True, by=people.anna, today=TODAY)
    assert add_members(group, [case], joined_on=TODAY, into_plans=True, by=people.anna, today=TODAY).members == 0
    assert Activity.objects.filter(what="CV-kurs").count() == 1


def test_without_the_plans_nothing_is_written_in_them(people: People, group: GroupActivity) -> None:
    add_members(group, [case_of(people)], joined_on=TODAY, into_plans=False, by=people.anna, today=TODAY)
    assert GroupMember.objects.get().origin is None
    assert not Activity.objects.exists()


def test_a_closed_case_or_another_units_is_refused_whole(people: People, group: GroupActivity) -> None:
    fine, closed = case_of(people), case_of(people, closed_on=D("2026-11-20"))
    foreign = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    for wrong in (closed, foreign):
        with pytest.raises(Refused):
            add_members(group, [fine, wrong], joined_on=TODAY, into_plans=True, by=people.anna, today=TODAY)
    assert not GroupMember.objects.exists()
    assert not Activity.objects.exists()


# --- Who came ------------------------------------------------------------------------------------


def test_who_came_is_filled_in_and_corrected(people: People, group: GroupActivity) -> None:
    one, other = (MemberFactory(group=group, enrolment=case_of(people)) for _ in range(2))
    session = SessionFactory(group=group)
    note = {"by": people.anna, "now": NOW, "today": TODAY}
    note_attendance(session, 0, {one: "present", other: ""}, **note)
    assert dict(Attendance.objects.values_list("member", "state")) == {one.pk: "present"}
    with pytest.raises(Stale):
        note_attendance(session, 0, {other: "absent"}, **note)
    note_attendance(session, 1, {one: "excused", other: "absent"}, **note)
    assert dict(Attendance.objects.values_list("member", "state")) == {one.pk: "excused", other.pk: "absent"}


def test_postgresql_keeps_groups_apart(people: People, group: GroupActivity) -> None:
    member = MemberFactory(group=group, enrolment=case_of(people))
    session = SessionFactory(group=GroupFactory(unit=people.unit))
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceFactory(session=session, member=member)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda group, case: GroupFactory(unit=group.unit, ends_on=group.starts_on - dt.timedelta(days=1)),
        lambda group, case: SessionFactory(group=group, ends_at=dt.time(9)),
        lambda group, case: [SessionFactory(group=group) for _ in range(2)],
        lambda group, case: [MemberFactory(group=group, enrolment=case) for _ in range(2)],
        lambda group, case: MemberFactory(group=group, enrolment=case, left_on=D("2026-11-01")),
    ],
)
def test_postgresql_keeps_the_rules(people: People, group: GroupActivity, wrong: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(group, case_of(people))


# --- Pages ---------------------------------------------------------------------------------------


def test_from_a_new_group_to_who_came(people: People) -> None:
    client = as_(people.anna)
    cases = [case_of(people, participant__last_name=name) for name in ("Alm", "Berg", "Ceder")]
    kind = str(Activity._meta.get_field("kind").related_model.objects.earliest("pk").pk)
    told = {"name": "Jobbsökarverkstad", "kind": kind, "starts_on": "2026-11-23", "ends_on": "2026-12-18"}
    where = client.post(reverse("group_create"), told)
    group = GroupActivity.objects.get()
    assert where["Location"] == reverse("group_members", args=[group.uuid])
    chosen = {"people": [str(case.uuid) for case in cases], "joined_on": "2026-11-23", "into_plans": "on"}
    client.post(where["Location"], chosen)
    times = {"held_on": "2026-11-24", "starts_at": "09:00", "ends_at": "11:30", "times": "3"}
    client.post(reverse("group_sessions", args=[group.uuid]), times)
    assert list(group.sessions.values_list("held_on", flat=True)) == [D("2026-11-24"), D("2026-12-01"), D("2026-12-08")]
    session = group.sessions.first()
    assert session is not None
    page = client.get(session.get_absolute_url())
    form = page.context["form"]
    absent = form.name_of(group.members.get(enrolment=cases[1]))
    posted = {absent: "absent", "revision": "0", "resten": "1"}
    assert client.post(session.get_absolute_url(), posted)["Location"] == group.get_absolute_url()
    states = dict(Attendance.objects.values_list("member__enrolment__participant__last_name", "state"))
    assert states == {"Alm": "present", "Berg": "absent", "Ceder": "present"}
    shown = client.get(group.get_absolute_url()).content.decode()
    assert "2 av 3" in shown
    own = client.get(reverse("participant_groups", args=[cases[0].participant.uuid])).content.decode()
    assert "Närvarande 1 av 1 tillfälle, 2,5 tim" in own
    assert "Närvaro i grupp" in client.get(reverse("plan", args=[cases[0].participant.uuid])).content.decode()


def test_who_saves_last_sees_what_a_colleague_filled_in(people: People, group: GroupActivity) -> None:
    member = MemberFactory(group=group, enrolment=case_of(people))
    session = SessionFactory(group=group)
    client = as_(people.anna)
    form = client.get(session.get_absolute_url()).context["form"]
    name = form.name_of(member)
    seen = {"revision": "0", "revision_seen": form["revision_seen"].value(), name: "present"}
    note_attendance(session, 0, {member: "excused"}, by=people.bo, now=NOW, today=TODAY)
    answer = client.post(session.get_absolute_url(), seen)
    text = answer.content.decode()
    assert "medan du skrev" in text
    assert "Giltigt skäl" in text
    again = answer.context["form"]
    theirs = seen | {"revision": "1", "revision_seen": again["revision_seen"].value(), f"{name}-keep": "theirs"}
    assert client.post(session.get_absolute_url(), theirs).status_code == 302
    assert Attendance.objects.get().state == "excused"


def test_only_the_own_cases_can_be_chosen_and_the_whole_unit_by_the_enhetschef(
    people: People, group: GroupActivity
) -> None:
    mine, bos = case_of(people), case_of(people, consultant=people.bo)
    foreign = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    url = reverse("group_members", args=[group.uuid])
    told = {"people": [str(bos.uuid)], "joined_on": str(TODAY)}
    assert set(as_(people.anna).get(url).context["form"].fields["people"].queryset) == {mine}
    assert as_(people.anna).post(url, told).status_code == 200
    assert not GroupMember.objects.exists()
    assert set(as_(people.eva).get(url).context["form"].fields["people"].queryset) == {mine, bos}
    assert as_(people.eva).post(url, told | {"people": [str(foreign.uuid)]}).status_code == 200
    assert not GroupMember.objects.exists()


def test_the_action_keeps_whom_one_may_choose_whatever_the_form_offers(people: People, group: GroupActivity) -> None:
    mine, bos = case_of(people), case_of(people, consultant=people.bo)
    foreign = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    told = {"joined_on": TODAY, "into_plans": False, "today": TODAY}
    for wrong in (bos, foreign):
        with pytest.raises(Refused) as refused:
            add_members(group, [mine, wrong], by=people.anna, **told)
        assert [(one.field, one.code) for one in refused.value.obstacles] == [("people", "not_to_choose")]
    assert not GroupMember.objects.exists()
    assert add_members(group, [mine, bos], by=people.eva, **told).members == 2


def test_a_forged_choice_is_refused_at_the_field_and_says_the_same_of_all(people: People, group: GroupActivity) -> None:
    bos = case_of(people, consultant=people.bo)
    foreign = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    client, url = as_(people.anna), reverse("group_members", args=[group.uuid])
    found = []
    for key in (str(bos.uuid), str(foreign.uuid), "00000000-0000-4000-8000-000000000000", "1"):
        answer = client.post(url, {"people": [key], "joined_on": str(TODAY)})
        found.append(answer.context["form"].errors["people"])
    assert found == [[rules.NOT_TO_CHOOSE.message]] * 4
    assert not GroupMember.objects.exists()


def test_a_long_list_of_participants_has_a_filter(people: People, group: GroupActivity) -> None:
    client, url = as_(people.anna), reverse("group_members", args=[group.uuid])
    for _ in range(8):
        case_of(people)
    assert "data-checklist" not in client.get(url).content.decode()
    case_of(people)
    assert 'data-checklist="people"' in client.get(url).content.decode()


def test_a_protected_person_is_in_no_count_and_no_list_of_others(people: People, group: GroupActivity) -> None:
    hidden = case_of(people, participant__last_name="Hemligsson")
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    MemberFactory(group=group, enrolment=hidden)
    MemberFactory(group=group, enrolment=case_of(people, participant__last_name="Synlig"))
    session = SessionFactory(group=group)
    client = as_(people.bo)
    for url in (group.get_absolute_url(), session.get_absolute_url(), reverse("group_list")):
        text = client.get(url).content.decode()
        assert hidden.participant.last_name not in text
        assert hidden.case_number not in text
    (row,) = client.get(reverse("group_list")).context["table"].page.object_list
    assert row.get_cell("amount") == 1


def test_another_units_group_is_not_there(people: People) -> None:
    group = GroupFactory(unit=people.other_unit)
    session = SessionFactory(group=group)
    client = as_(people.anna)
    for url in (group.get_absolute_url(), session.get_absolute_url()):
        assert client.get(url).status_code == 404
    with entered(people.anna.pk):
        assert not GroupActivity.objects.exists()
        assert not GroupSession.objects.exists()


def test_a_session_that_is_cancelled_or_to_come_is_not_filled_in(people: People, group: GroupActivity) -> None:
    member = MemberFactory(group=group, enrolment=case_of(people))
    cancelled = SessionFactory(group=group, cancelled=True)
    coming = SessionFactory(group=group, held_on=D("2026-12-01"))
    for session in (cancelled, coming):
        told = {f"p_{member.uuid.hex}": "present", "revision": "0"}
        assert as_(people.anna).post(session.get_absolute_url(), told).status_code == 200
    assert not Attendance.objects.exists()


def test_whoever_has_left_is_asked_about_no_more(people: People, group: GroupActivity) -> None:
    member = MemberFactory(group=group, enrolment=case_of(people, participant__last_name="Slutad"))
    leave_group(member, last_day=D("2026-11-15"), by=people.anna, now=NOW)
    session = SessionFactory(group=group)
    assert "Slutad" not in as_(people.anna).get(session.get_absolute_url()).content.decode()
    with pytest.raises(Refused):
        leave_group(member, last_day=D("2026-11-01"), by=people.anna, now=NOW)


def test_the_pages_cost_the_same_however_many_there_are(people: People, group: GroupActivity) -> None:
    def grow(amount: int) -> None:
        for _ in range(amount):
            member = MemberFactory(group=group, enrolment=case_of(people))
            day = D("2026-11-03") + dt.timedelta(days=GroupSession.objects.count())
            AttendanceFactory(session=SessionFactory(group=group, held_on=day), member=member)

    grow(1)
    person = GroupMember.objects.get().enrolment.participant
    session = GroupSession.objects.get()
    urls = [group.get_absolute_url(), session.get_absolute_url(), reverse("group_members", args=[group.uuid])]
    urls += [reverse("participant_groups", args=[person.uuid]), reverse("group_list")]
    client = as_(people.anna)

    def costs() -> list[int]:
        found = []
        for url in urls:
            with at_most(12) as asked:
                assert client.get(url).status_code == 200
            found.append(len(asked))
        return found

    before = costs()
    grow(4)
    assert costs() == before


def test_add_sessions_refuses_the_same_time_twice(people: People, group: GroupActivity) -> None:
    values: dict[str, Any] = {"held_on": D("2026-11-17"), "starts_at": dt.time(9), "ends_at": dt.time(12)}
    add_sessions(group, **values, times=2)
    with pytest.raises(Refused):
        add_sessions(group, **values, times=1)
    assert group.sessions.count() == 2
