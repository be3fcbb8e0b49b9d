"""When a change of consultant can be planned, and what is said of one that did not come about (domain.md section 7)."""

import datetime as dt
from typing import Any

import pytest

from participants.rules.enrolments import hand_over_obstacles
from participants.rules.planning import CHANGED, cancelling_obstacles, planning_obstacles, why_not

TODAY = dt.date(2026, 11, 24)
DAY = dt.timedelta(days=1)
CANNOT = "Den som skulle ta över kan inte ha ärenden: kontot är stängt eller har en annan roll."


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, []),
        ({"day": TODAY}, ["not_ahead"]),
        ({"day": TODAY - DAY}, ["not_ahead"]),
        ({"day": dt.date(2027, 11, 24)}, []),
        ({"day": dt.date(2027, 11, 25)}, ["too_far"]),
        ({"planned_to": "Bo", "planned_day": TODAY + 9 * DAY}, ["already_planned"]),
        ({"day": TODAY, "planned_to": "Bo", "planned_day": TODAY + DAY}, ["not_ahead", "already_planned"]),
    ],
)
def test_when_a_change_can_be_planned(given: dict[str, Any], refused: list[str]) -> None:
    values = {"day": TODAY + DAY, "today": TODAY} | given
    assert [one.code for one in planning_obstacles(**values)] == refused


def test_the_words_say_what_is_planned_and_what_to_do() -> None:
    (told,) = planning_obstacles(
        day=TODAY + DAY, today=TODAY, planned_to="Bo Bergqvist", planned_day=dt.date(2027, 1, 4)
    )
    assert told.message == "Ett byte till Bo Bergqvist är redan planerat till 2027-01-04. Ta bort det först."
    (late,) = hand_over_obstacles(
        first=TODAY + DAY, since=TODAY, is_same=False, name="Bo", reason="Byter team", today=TODAY
    )
    assert (late.code, "planeras" in late.message) == ("in_advance", True)


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        ([], ""),
        (["closed"], "Ärendet är avslutat."),
        (["cannot_have_cases", "closed"], "Ärendet är avslutat."),
        (["cannot_have_cases"], CANNOT),
        (["other_unit", "cannot_have_cases"], "Den som skulle ta över arbetar på en annan enhet."),
        (["not_named"], "Den som skulle ta över är inte namngiven för deltagaren."),
        (["same_consultant"], CHANGED),
        (["before_present"], CHANGED),
        (["before_opening"], "Inskrivningen började efter den planerade dagen."),
        (["something_new"], "Det gick inte att lämna över ärendet den dagen."),
    ],
)
def test_why_one_did_not_come_about(codes: list[str], why: str) -> None:
    assert why_not(codes) == why


def test_what_is_settled_is_not_taken_away() -> None:
    assert cancelling_obstacles(to_come=1) == []
    assert [one.code for one in cancelling_obstacles(to_come=0)] == ["settled"]
