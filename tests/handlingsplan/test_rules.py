"""The rules of plans and follow-ups, case by case (domain.md sections 3 and 4)."""

import datetime as dt
import uuid

import pytest

from amc.staff.models import Role, User
from handlingsplan import follow_up_rules, rules
from handlingsplan.models import Activity, FollowUp, Goal, PlanVersion

D = dt.date
TODAY = D(2026, 11, 24)
GOAL = Goal(text="Jag vill arbeta i kök")


def codes(obstacles):
    assert all(obstacle.message.endswith(".") for obstacle in obstacles)
    return [obstacle.code for obstacle in obstacles]


def activity(**fields):
    given = {"what": "Skriva CV", "party": "deltagare", "due_on": D(2026, 12, 1), "state": "planned"} | fields
    return Activity(**given)


@pytest.mark.parametrize(
    ("state", "is_open", "expected"),
    [
        ("draft", True, []),
        ("agreed", True, ["agreed_plan_is_frozen"]),
        ("replaced", True, ["agreed_plan_is_frozen"]),
        ("draft", False, ["enrolment_closed"]),
    ],
)
def test_only_drafts_of_open_enrolments_are_edited(state, is_open, expected):
    """An agreed version is frozen; a revision is a new version (section 3)."""
    assert codes(rules.editing_obstacles(PlanVersion(state=state), is_open)) == expected


@pytest.mark.parametrize(
    ("goals", "activities", "expected"),
    [
        pytest.param([GOAL], [activity()], [], id="whole"),
        pytest.param([], [activity()], ["no_goal"], id="no goal"),
        pytest.param([GOAL], [], ["no_activity"], id="no activity"),
        pytest.param([GOAL], [activity(due_on=None)], ["activity_date"], id="by when [S2]"),
        pytest.param([GOAL], [activity(party="konsulent")], ["activity_responsible"], id="which consultant [S2]"),
        pytest.param([GOAL], [activity(party="konsulent", responsible=User(pk=1))], [], id="a named consultant"),
        pytest.param([GOAL], [activity(party="specialist", party_name="Sara, SYV")], [], id="a specialist by name"),
        pytest.param([GOAL], [activity(party="specialist", party_name=" ")], ["activity_responsible"], id="blank name"),
        pytest.param([GOAL], [activity(party="af")], [], id="an authority is enough"),
        pytest.param([GOAL], [activity(due_on=None, state="done")], [], id="what is done needs no date"),
        pytest.param([GOAL], [activity(due_on=None, state="stopped")], [], id="what is stopped needs no date"),
        pytest.param([GOAL], [activity(due_on=D(2026, 1, 1))], [], id="a passed date: the paper may say so"),
    ],
)
def test_what_a_plan_lacks(goals, activities, expected):
    assert codes(rules.completeness_obstacles(goals, activities)) == expected


@pytest.mark.parametrize(
    ("how", "paper_date", "reference", "reason", "expected"),
    [
        ("screen", None, "", "", []),
        ("paper", D(2026, 11, 20), "2026:114", "", []),
        ("paper", TODAY, "2026:114", "", []),
        ("paper", None, "2026:114", "", ["paper_has_date"]),
        ("paper", D(2026, 11, 25), "2026:114", "", ["paper_in_future"]),
        ("paper", TODAY, " ", "", ["paper_has_reference"]),
        ("paper", None, "", "", ["paper_has_date", "paper_has_reference"]),
        ("behalf", None, "", "Inlagd på sjukhus", []),
        ("behalf", None, "", "  ", ["behalf_has_reason"]),
        ("telepathy", None, "", "", ["agreed_how"]),
        ("", None, "", "", ["agreed_how"]),
    ],
)
def test_how_the_participant_agreed(how, paper_date, reference, reason, expected):
    found = rules.participant_agreement_obstacles(
        how=how, paper_date=paper_date, paper_reference=reference, behalf_reason=reason, today=TODAY
    )
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"what": " "}, ["activity_without_text"]),
        ({"party": "granne"}, ["activity_without_party"]),
        ({"party": "annan"}, ["party_without_name"]),
        ({"party": "annan", "party_name": "Min syster"}, []),
        ({"starts_on": D(2026, 12, 2)}, ["ends_before_start"]),
        ({"starts_on": D(2026, 12, 1)}, []),
        ({"hours_per_week": 60}, []),
        ({"hours_per_week": 61}, ["hours"]),
        ({"hours_per_week": 0}, ["hours"]),
    ],
)
def test_what_an_activity_holds(fields, expected):
    given = {
        "what": "Skriva CV",
        "party": "deltagare",
        "party_name": "",
        "responsible": None,
        "starts_on": None,
        "due_on": D(2026, 12, 1),
    }
    assert codes(rules.activity_obstacles(**(given | fields))) == expected


@pytest.mark.parametrize(
    ("version", "is_open", "state", "result", "done_on", "expected"),
    [
        ("agreed", True, "ongoing", "", None, []),
        ("draft", True, "done", "", TODAY, []),
        ("agreed", True, "done", "", D(2026, 11, 25), ["done_in_future"]),
        ("agreed", True, "stopped", "", None, ["stopped_activity_has_reason"]),
        ("agreed", True, "stopped", "Kursen ställdes in", None, []),
        ("replaced", True, "done", "", None, ["version_replaced"]),
        ("agreed", False, "done", "", None, ["enrolment_closed"]),
        ("agreed", True, "nonsense", "", None, ["state"]),
    ],
)
def test_how_far_an_activity_has_come(version, is_open, state, result, done_on, expected):
    found = rules.state_obstacles(
        version=PlanVersion(state=version),
        enrolment_open=is_open,
        state=state,
        result=result,
        done_on=done_on,
        today=TODAY,
    )
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("waiting_for", "expected"),
    [
        ("papers", []),
        ("place", []),
        ("time", []),
        ("", ["waiting_for_nothing"]),
        ("weather", ["waiting_for_nothing"]),
    ],
)
def test_what_waits_says_for_what(waiting_for, expected):
    """A place, papers or time: what the unit waits for is seen and chased."""
    found = rules.state_obstacles(
        version=PlanVersion(state="agreed"),
        enrolment_open=True,
        state="waiting",
        waiting_for=waiting_for,
        result="",
        done_on=None,
        today=TODAY,
    )
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("role", "own", "expected"),
    [
        (Role.KONSULENT, False, True),
        (Role.ENHETSCHEF, False, True),
        (Role.SPECIALIST, True, True),
        (Role.SPECIALIST, False, False),
        (Role.HANDLEDARE, True, False),
        (Role.EKONOM, True, False),
        (Role.SYSTEMFORVALTARE, True, False),
    ],
)
def test_specialists_move_their_part_of_the_plan(role, own, expected):
    """SYV, arbetsterapeut, språkutvecklare: only their part, in the same plan (section 1)."""
    user = User(pk=7, roles=[role])
    assert rules.may_move_activity(user, Activity(responsible_id=7 if own else 8)) is expected


HELD = {"opened_on": D(2026, 1, 12), "held_on": TODAY, "attendees": ["deltagare"], "agreed": "Fortsätta."}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"held_on": D(2026, 11, 25)}, ["held_in_future"]),
        ({"held_on": D(2026, 1, 11)}, ["held_too_early"]),
        ({"attendees": []}, ["nobody_attended"]),
        ({"attendees": ["katten"]}, ["unknown_attendee"]),
        ({"agreed": "\n"}, ["nothing_agreed"]),
        ({"next_on": D(2027, 5, 24)}, []),
        ({"next_on": TODAY}, ["next_too_early"]),
        ({"held_on": D(2026, 11, 1), "next_on": D(2026, 11, 20)}, ["due_in_past"]),
    ],
)
def test_holding(fields, expected):
    """Held with date, who took part, what was agreed, next date (issue: Uppföljning)."""
    given = HELD | {"next_on": None} | fields
    assert codes(follow_up_rules.holding_obstacles(FollowUp(kind="plan"), **given, today=TODAY)) == expected


MOMENT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("follow_up", "reason", "expected"),
    [
        (FollowUp(kind="plan"), "Dubbel", []),
        (FollowUp(kind="plan"), " ", ["cancelled_without_reason"]),
        (FollowUp(kind="ami_yearly"), "Vill inte", ["ami_follow_up_stands"]),
        (FollowUp(kind="plan", held_on=TODAY), "Fel", ["already_held"]),
        (FollowUp(kind="plan", cancelled_at=MOMENT), "Fel", ["already_cancelled"]),
        (FollowUp(kind="ami_yearly", held_on=TODAY), "Fel", ["already_held"]),
    ],
)
def test_cancelling(follow_up, reason, expected):
    """The yearly follow-up of an AMI is not cancelled by hand [S0]."""
    assert codes(follow_up_rules.cancelling_obstacles(follow_up, reason=reason)) == expected


@pytest.mark.parametrize(
    ("is_open", "due_on", "expected"),
    [(True, TODAY, []), (True, D(2026, 11, 23), ["due_in_past"]), (False, TODAY, ["enrolment_closed"])],
)
def test_planning(is_open, due_on, expected):
    assert codes(follow_up_rules.planning_obstacles(enrolment_open=is_open, due_on=due_on, today=TODAY)) == expected


def test_long_activities_are_named_short():
    what = uuid.uuid4().hex * 5
    (obstacle,) = rules.completeness_obstacles([GOAL], [activity(what=what, due_on=None)])
    assert len(obstacle.message) < 140
