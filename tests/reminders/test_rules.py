"""When somebody is told (issue: reminders by due ≤ today and not told, never by exact-day match)."""

import datetime as dt

import pytest

from amc.due import Addressee, Stage
from amc.reminders.rules import stages_to_tell

EMPLOYMENT = (Stage("120", -120), Stage("90", -90), Stage("30", -30), Stage("7", -7))
FOLLOW_UP = (
    Stage("60", -60),
    Stage("30", -30),
    Stage("7", -7),
    Stage("0", 0),
    Stage("14 sen", 14, Addressee.MANAGER),
)
DUE = dt.date(2027, 1, 31)


@pytest.mark.parametrize(
    ("stages", "today", "expected"),
    [
        pytest.param(EMPLOYMENT, dt.date(2026, 10, 2), [], id="day before the first stage"),
        pytest.param(EMPLOYMENT, dt.date(2026, 10, 3), ["120"], id="on the first stage"),
        pytest.param(EMPLOYMENT, dt.date(2026, 11, 1), ["120"], id="between stages nothing new"),
        pytest.param(EMPLOYMENT, dt.date(2026, 11, 2), ["90"], id="second stage"),
        pytest.param(EMPLOYMENT, dt.date(2027, 1, 25), ["7"], id="several missed nights: only the latest"),
        pytest.param(EMPLOYMENT, dt.date(2027, 6, 1), ["7"], id="long past"),
        pytest.param(FOLLOW_UP, dt.date(2027, 1, 31), ["0"], id="due today"),
        pytest.param(FOLLOW_UP, dt.date(2027, 2, 13), ["0"], id="overdue 13 days"),
        pytest.param(FOLLOW_UP, dt.date(2027, 2, 14), ["0", "14 sen"], id="overdue 14 days: the manager too"),
        pytest.param((), dt.date(2027, 2, 14), [], id="a rule without stages tells nobody"),
    ],
)
def test_stages(stages: tuple[Stage, ...], today: dt.date, expected: list[str]) -> None:
    assert [stage.code for stage in stages_to_tell(stages, DUE, today)] == expected


def test_order_of_stages_does_not_matter() -> None:
    assert stages_to_tell(reversed(FOLLOW_UP), DUE, DUE) == stages_to_tell(FOLLOW_UP, DUE, DUE)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-01", []),  # a Sunday
        ("2026-11-02", ["1st"]),
        ("2026-11-08", ["1st"]),  # a Sunday
        ("2026-11-09", ["8th"]),
        ("2026-11-16", ["15th"]),
    ],
)
def test_a_stage_that_wants_a_working_day_waits_for_it(day: str, told: list[str]) -> None:
    """Supervisors are reminded on the 1st, 8th and 15th in working days."""
    stages = [Stage(code, offset, workday=True) for code, offset in (("1st", 0), ("8th", 7), ("15th", 14))]
    found = stages_to_tell(stages, dt.date(2026, 11, 1), dt.date.fromisoformat(day))
    assert [stage.code for stage in found] == told
