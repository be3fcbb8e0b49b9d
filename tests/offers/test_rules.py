"""What an offer may say, when it is answered, and what may be done with it."""

import datetime as dt

import pytest

from amc.offers import rules


@pytest.mark.parametrize(
    ("received", "latest"),
    [
        ("2026-11-24", "2026-12-01"),  # Tuesday to Tuesday
        ("2026-11-28", "2026-12-04"),  # a Saturday counts from Monday
        ("2026-12-21", "2026-12-30"),  # Christmas Eve, Christmas Day and Boxing Day in between
    ],
)
def test_an_offer_is_answered_within_five_working_days(received, latest):
    assert rules.answer_by(dt.date.fromisoformat(received)) == dt.date.fromisoformat(latest)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Duka och diska", False),
        ("Ring 070-174 06 05", False),
        ("Vi tar gärna 19900101-2385", True),
        ("Det gäller 900101-2385.", True),
        ("199001012385", True),
    ],
)
def test_no_identity_number_is_taken(text, refused):
    found = [(obstacle.field, obstacle.code) for obstacle in rules.offer_obstacles({"tasks": text})]
    assert found == ([("tasks", "identity_number")] if refused else [])


@pytest.mark.parametrize(
    ("state", "take", "decline", "reopen"),
    [
        ("new", [], [], ["not_answered"]),
        ("taken", [], ["answered"], []),
        ("declined", ["declined"], ["answered"], []),
    ],
)
def test_what_may_be_done_in_each_state(state, take, decline, reopen):
    assert [obstacle.code for obstacle in rules.taking_obstacles(state)] == take
    assert [obstacle.code for obstacle in rules.declining_obstacles(state, "Vi har fullt")] == decline
    assert [obstacle.code for obstacle in rules.reopening_obstacles(state, forgotten=False)] == reopen


def test_a_no_says_why_and_what_is_forgotten_is_not_opened():
    assert [obstacle.field for obstacle in rules.declining_obstacles("new", " ")] == ["reason"]
    assert [obstacle.code for obstacle in rules.reopening_obstacles("declined", forgotten=True)] == ["forgotten"]
