"""An activity of somebody's plan becomes a group's: tied to it where it stands, and nothing beside it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amc.groups import rules
from amc.groups.actions import leave_group, make_group_of
from amc.groups.models import GroupActivity, GroupMember
from amc.obstacles import Refused
from handlingsplan.actions.drafts import remove_activity
from handlingsplan.models import Activity, PlanVersion
from participants.models import Enrolment
from tests.factories import ActivityFactory, EnrolmentFactory, People, PlanVersionFactory, agreed, at, make_people
from tests.groups.room import GroupFactory, MemberFactory
from tests.handlingsplan.room import once
from tests.queries import at_most

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)
MENU = {"HX-Request": "true", "HX-Boosted": "true"}


@pytest.fixture
def people():
    with time_machine.travel(NOW, tick=False):
        yield make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=D("2026-10-01"))


@pytest.fixture
def activity(people: People, case: Enrolment) -> Activity:
    version = PlanVersionFactory(enrolment=case)
    row = ActivityFactory(
        version=version,
        what="Matlagning",
        starts_on=D("2026-11-30"),
        due_on=D("2026-12-18"),
        hours_per_week=Decimal("6"),
        responsible=people.bo,
    )
    agreed(version, TODAY)
    return row


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def says(activity: Activity, **values: Any) -> dict[str, Any]:
    return {
        "name": "Matlagning",
        "kind": activity.kind,
        "starts_on": D("2026-11-30"),
        "ends_on": D("2026-12-18"),
        "hours_per_week": Decimal("6"),
        "led_by": None,
    } | values


def url_of(activity: Activity, name: str = "activity_group") -> str:
    return reverse(name, args=[activity.version.plan.enrolment.participant.uuid, activity.uuid])


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, []),
        ({"may_choose": False}, [(None, "not_yours")]),
        ({"replaced": True}, [(None, "activity_replaced")]),
        ({"ended": True}, [(None, "activity_ended")]),
        ({"in_a_group": True}, [(None, "in_a_group")]),
        ({"ends_on": D("2026-10-01")}, []),
        ({"ends_on": D("2026-09-30")}, [("ends_on", "before_enrolment")]),
    ],
)
def test_what_may_become_a_group(told: dict[str, Any], found: list[tuple[str | None, str]]) -> None:
    stands: dict[str, Any] = {
        "replaced": False,
        "ended": False,
        "in_a_group": False,
        "may_choose": True,
        "opened_on": D("2026-10-01"),
        "ends_on": D("2026-12-18"),
    }
    obstacles = rules.grouping_obstacles(**stands | told)
    assert [(obstacle.field, obstacle.code) for obstacle in obstacles] == found


def test_the_agreed_activity_is_the_groups_and_stays_agreed(people: People, activity: Activity) -> None:
    group = make_group_of(activity, by=people.anna, today=TODAY, **says(activity))
    member = GroupMember.objects.get()
    assert (member.group, str(member.origin), member.joined_on) == (group, activity.origin, D("2026-11-30"))
    assert list(Activity.objects.all()) == [activity]
    assert PlanVersion.objects.get().state == "agreed"


def test_in_the_group_no_earlier_than_in_the_case(people: People, activity: Activity) -> None:
    make_group_of(activity, by=people.anna, today=TODAY, **says(activity, starts_on=D("2026-09-01")))
    assert GroupMember.objects.get().joined_on == D("2026-10-01")


def _of_a_colleague(people: People, activity: Activity) -> None:
    Enrolment.objects.update(consultant=people.bo)
    activity.version.plan.enrolment.assignments.update(user=people.bo)


def _done(people: People, activity: Activity) -> None:
    Activity.objects.update(state="done", done_on=TODAY)


def _in_a_group(people: People, activity: Activity) -> None:
    make_group_of(activity, by=people.anna, today=TODAY, **says(activity))


def _replaced(people: People, activity: Activity) -> None:
    PlanVersion.objects.update(state="replaced")


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (_of_a_colleague, "not_yours"),
        (_done, "activity_ended"),
        (_in_a_group, "in_a_group"),
        (_replaced, "activity_replaced"),
    ],
)
def test_what_is_refused_leaves_no_group(people: People, activity: Activity, first: Any, code: str) -> None:
    first(people, activity)
    before = GroupActivity.objects.count()
    with pytest.raises(Refused) as refused:
        make_group_of(activity, by=people.anna, today=TODAY, **says(activity))
    assert [obstacle.code for obstacle in refused.value.obstacles] == [code]
    assert GroupActivity.objects.count() == before


def test_removed_meanwhile(people: People, case: Enrolment) -> None:
    row = ActivityFactory(version=PlanVersionFactory(enrolment=case))
    remove_activity(activity=row)
    with pytest.raises(Refused):
        make_group_of(row, by=people.anna, today=TODAY, **says(row))
    assert not GroupActivity.objects.exists()


def test_who_has_left_may_begin_again(people: People, activity: Activity) -> None:
    _in_a_group(people, activity)
    leave_group(GroupMember.objects.get(), last_day=D("2026-12-01"), by=people.anna, now=NOW)
    _in_a_group(people, activity)
    assert GroupMember.objects.count() == 2


def test_postgresql_keeps_an_activity_in_one_group(people: People, activity: Activity, case: Enrolment) -> None:
    first, second = (GroupFactory(unit=people.unit, created_by=people.anna) for _ in range(2))
    MemberFactory(group=first, enrolment=case, origin=activity.origin)
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberFactory(group=second, enrolment=case, origin=activity.origin)


# --- Pages ---------------------------------------------------------------------------------------


def test_the_form_says_what_the_activity_says(people: People, activity: Activity) -> None:
    client = as_(people.anna)
    form = client.get(url_of(activity)).context["form"]
    told = {name: form[name].value() for name in ("name", "kind", "starts_on", "ends_on", "hours_per_week", "led_by")}
    assert told == {
        "name": "Matlagning",
        "kind": activity.kind_id,
        "starts_on": D("2026-11-30"),
        "ends_on": D("2026-12-18"),
        "hours_per_week": Decimal("6"),
        "led_by": people.bo.pk,
    }
    sent = {key: str(value) for key, value in told.items()} | once()
    where = client.post(url_of(activity), sent)
    group = GroupActivity.objects.get()
    assert where["Location"] == reverse("group_members", args=[group.uuid])
    assert group.led_by == people.bo
    client.post(url_of(activity), sent)
    assert GroupActivity.objects.count() == 1
    again = client.post(url_of(activity), sent | once())
    assert rules.IN_A_GROUP.message in again.content.decode()


def test_a_long_activity_without_days(people: People, case: Enrolment) -> None:
    row = ActivityFactory(version=PlanVersionFactory(enrolment=case), what="Ord " * 60, starts_on=None, due_on=None)
    form = as_(people.anna).get(url_of(row)).context["form"]
    assert len(form["name"].value()) <= 100
    assert (form["starts_on"].value(), form["ends_on"].value()) == (TODAY, None)


def test_the_menu_and_the_row_lead_to_the_group(people: People, activity: Activity) -> None:
    client = as_(people.anna)
    state, plan = (
        url_of(activity, "activity_state"),
        reverse("plan", args=[activity.version.plan.enrolment.participant.uuid]),
    )
    assert url_of(activity) in client.get(state, headers=MENU).content.decode()
    # Without scripts the state's own page has the same way.
    assert url_of(activity) in client.get(state).content.decode()
    assert "I gruppen" not in client.get(plan).content.decode()
    group = make_group_of(activity, by=people.anna, today=TODAY, **says(activity))
    menu = client.get(state, headers=MENU).content.decode()
    assert url_of(activity) not in menu
    assert f'href="{group.get_absolute_url()}"' in menu
    for shown_as in ("lista", "kolumner"):
        page = client.get(plan, {"visa": shown_as}).content.decode()
        assert f'I gruppen <a href="{group.get_absolute_url()}">Matlagning</a>' in page
    leave_group(GroupMember.objects.get(), last_day=TODAY + dt.timedelta(days=30), by=people.anna, now=NOW)
    assert "I gruppen" not in client.get(plan).content.decode()


def test_a_specialist_comes_to_how_the_person_has_come(people: People, activity: Activity, case: Enrolment) -> None:
    PlanVersion.objects.update(state="agreed")
    case.assignments.create(user=people.specialist, part="specialist", period=(D("2026-10-01"), None))
    client, state = as_(people.specialist), url_of(activity, "activity_state")
    plan = reverse("plan", args=[case.participant.uuid])
    make_group_of(activity, by=people.anna, today=TODAY, **says(activity))
    page = client.get(plan).content.decode()
    assert f'I gruppen <a href="{reverse("participant_groups", args=[case.participant.uuid])}">' in page
    assert client.get(state).status_code == 404
    assert client.get(url_of(activity)).status_code == 404


def test_the_groups_cost_the_plan_no_question(people: People, activity: Activity, case: Enrolment) -> None:
    client, plan = as_(people.anna), reverse("plan", args=[case.participant.uuid])
    make_group_of(activity, by=people.anna, today=TODAY, **says(activity))
    client.get(plan)
    with at_most(12):
        client.get(plan)
