"""When a case is handed over, and who may work with it from when."""

import datetime as dt

import pytest

from participants.rules.enrolments import (
    assignment_obstacles,
    ending_obstacles,
    hand_over_obstacles,
)

TODAY = dt.date(2026, 11, 24)
OPENED = dt.date(2026, 1, 12)
DAY = dt.timedelta(days=1)


def codes(obstacles) -> list[str]:
    return [obstacle.code for obstacle in obstacles]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, []),
        ({"is_open": False}, ["closed"]),
        ({"first": OPENED - DAY}, ["before_opening"]),
        ({"first": OPENED}, []),
        ({"last": TODAY}, []),
        ({"last": TODAY - DAY}, ["backwards"]),
        ({"same_unit": False}, ["other_unit"]),
        ({"usable": False}, ["cannot_have_cases"]),
    ],
)
def test_who_may_work_with_a_case_from_when(given: dict, refused: list[str]) -> None:
    values = {"first": TODAY, "last": None, "opened_on": OPENED, "is_open": True, "same_unit": True, "usable": True}
    assert codes(assignment_obstacles(**(values | given))) == refused


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, []),
        ({"is_same": True}, ["same_consultant"]),
        ({"reason": "  "}, ["no_reason"]),
        ({"reason": "", "since": None}, []),
        ({"first": TODAY + DAY}, ["in_advance"]),
        ({"first": OPENED}, []),
        ({"first": OPENED - DAY}, ["before_present"]),
        ({"first": OPENED - DAY, "since": None}, []),
    ],
)
def test_when_a_case_is_handed_over(given: dict, refused: list[str]) -> None:
    values = {"first": TODAY, "since": OPENED, "is_same": False, "name": "Bo", "reason": "Byter team", "today": TODAY}
    assert codes(hand_over_obstacles(**(values | given))) == refused


@pytest.mark.parametrize(
    ("is_consultant", "last", "present_last", "refused"),
    [
        (False, TODAY, None, []),
        (False, TODAY, TODAY, []),
        (False, TODAY, TODAY + DAY, []),
        (False, TODAY, TODAY - DAY, ["ends_before"]),
        (True, TODAY, None, ["is_consultant"]),
    ],
)
def test_ending_never_lengthens(
    is_consultant: bool, last: dt.date, present_last: dt.date | None, refused: list[str]
) -> None:
    assert codes(ending_obstacles(is_consultant=is_consultant, last=last, present_last=present_last)) == refused
