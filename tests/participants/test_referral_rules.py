"""The terms of the sources, case by case; the source of each rule stands in its id or docstring."""

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from participants.rules.referrals import (
    Answer,
    acceptance_obstacles,
    answer_obstacles,
    available_answers,
    enrolled_obstacles,
    quota_obstacles,
    referral_obstacles,
    team_for,
)

TODAY = dt.date(2026, 11, 24)


@dataclass(frozen=True)
class Terms:
    """A source as plain values."""

    name: str
    min_age: int | None = None
    below_age: int | None = None
    quota: int | None = None
    own_initiative: bool = False
    has_af_programme: bool = False
    valid_from: dt.date = dt.date(2000, 1, 1)
    valid_to: dt.date | None = None


AF = Terms("Arbetsförmedlingen", min_age=16, has_af_programme=True)
KAA = Terms("KAA", below_age=20)
OMSORG = Terms("Omsorgskontoret", min_age=16, below_age=30, quota=60, own_initiative=True)


def codes(source: Terms = AF, born: dt.date = dt.date(1990, 1, 1), **given) -> list[str]:
    values = {"own_initiative": False, "received_on": TODAY, "today": TODAY} | given
    return [obstacle.code for obstacle in referral_obstacles(source, born, **values)]


@pytest.mark.parametrize(
    ("source", "born", "expected"),
    [
        pytest.param(KAA, dt.date(2006, 11, 25), [], id="KAA: 19 years, 20 tomorrow [S2]"),
        pytest.param(KAA, dt.date(2006, 11, 24), ["too_old"], id="KAA: 20 today [S2]"),
        pytest.param(OMSORG, dt.date(1996, 11, 25), [], id="Omsorgskontoret: 29 years [S2]"),
        pytest.param(OMSORG, dt.date(1996, 11, 24), ["too_old"], id="Omsorgskontoret: 30 today [S2]"),
        pytest.param(AF, dt.date(2010, 11, 24), [], id="AF: 16 today"),
        pytest.param(AF, dt.date(2010, 11, 25), ["too_young"], id="AF: 16 tomorrow"),
        pytest.param(AF, dt.date(1920, 1, 1), [], id="AF: no upper age"),
        pytest.param(AF, dt.date(2026, 11, 25), ["born_later"], id="born after it came in"),
    ],
)
def test_age(source: Terms, born: dt.date, expected: list[str]) -> None:
    assert codes(source, born) == expected


def test_age_message_names_the_birthday_and_what_to_do() -> None:
    (obstacle,) = referral_obstacles(KAA, dt.date(2006, 3, 2), False, TODAY, today=TODAY)
    assert obstacle.field == "birth_date"
    assert "fyllde 20 2026-03-02" in obstacle.message
    assert "lämna tillbaka" in obstacle.message


@pytest.mark.parametrize(
    ("first", "last", "received", "expected"),
    [
        (dt.date(2026, 11, 24), None, TODAY, []),
        (dt.date(2026, 11, 25), None, TODAY, ["source_not_valid"]),
        (dt.date(2020, 1, 1), dt.date(2026, 11, 24), TODAY, []),
        (dt.date(2020, 1, 1), dt.date(2026, 11, 23), TODAY, ["source_not_valid"]),
        (dt.date(2020, 1, 1), dt.date(2026, 11, 23), dt.date(2026, 11, 23), []),
    ],
)
def test_source_is_valid_on_the_day_it_came_in(first, last, received, expected) -> None:
    assert codes(replace(AF, valid_from=first, valid_to=last), received_on=received) == expected


@pytest.mark.parametrize(("source", "expected"), [(AF, ["own_initiative_not_allowed"]), (OMSORG, [])])
def test_own_initiative_is_a_setting_per_source(source: Terms, expected: list[str]) -> None:
    """Omsorgskontoret's own initiative, no bistånd needed [S2]; self-referral closed in Nyköping [S1]."""
    assert codes(source, dt.date(2000, 1, 1), own_initiative=True) == expected


@pytest.mark.parametrize(
    ("source", "given", "expected"),
    [
        (AF, {"af_programme": "JOB", "af_from": dt.date(2026, 9, 1), "af_to": dt.date(2027, 8, 31)}, []),
        (
            AF,
            {"af_programme": "JOB", "af_from": dt.date(2026, 9, 1), "af_to": dt.date(2026, 8, 31)},
            ["programme_backwards"],
        ),
        (AF, {"af_programme": "JOB", "af_to": dt.date(2026, 11, 23)}, ["programme_over"]),
        (AF, {"af_programme": "JOB", "af_to": TODAY}, []),
        (AF, {"af_from": dt.date(2026, 9, 1)}, ["programme_missing"]),
        (KAA, {"af_programme": "JOB"}, ["programme_not_asked"]),
        (AF, {"contact_name": "Lena Ek", "no_contact_named": True}, ["contact_named_and_not"]),
        (AF, {"contact_name": "Lena Ek"}, []),
        (AF, {"no_contact_named": True}, []),
        (AF, {"received_on": TODAY + dt.timedelta(days=1)}, ["received_in_future"]),
    ],
)
def test_programme_contact_and_date(source: Terms, given: dict, expected: list[str]) -> None:
    """AF's programme and its period belong to the referral [S2][S4]; "no contact named" is a fact of its own [S2]."""
    assert codes(source, dt.date(2008, 1, 1), **given) == expected


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        (TODAY, []),
        (dt.date(2026, 11, 20), []),
        (dt.date(2026, 11, 19), ["opens_before_received"]),
        (dt.date(2026, 11, 25), ["opens_later"]),
    ],
)
def test_enrolment_opens_between_receipt_and_today(opened: dt.date, expected: list[str]) -> None:
    found = acceptance_obstacles(AF, dt.date(1990, 1, 1), opened, dt.date(2026, 11, 20), today=TODAY)
    assert [obstacle.code for obstacle in found] == expected


def test_who_has_turned_20_since_it_came_in_is_not_enrolled_under_kaa() -> None:
    """KAA: leaves at the 20th birthday [SFS 2010:800 29:9]."""
    received = dt.date(2026, 11, 20)
    assert not acceptance_obstacles(KAA, dt.date(2006, 11, 25), TODAY, received, today=TODAY)
    found = acceptance_obstacles(KAA, dt.date(2006, 11, 23), TODAY, received, today=TODAY)
    assert [obstacle.code for obstacle in found] == ["too_old"]


@pytest.mark.parametrize(
    ("source", "taken", "expected"), [(OMSORG, 59, []), (OMSORG, 60, ["quota_full"]), (AF, 999, [])]
)
def test_places(source: Terms, taken: int, expected: list[str]) -> None:
    """Omsorgskontoret has 60 places [S2]."""
    found = quota_obstacles(source, taken)
    assert [obstacle.code for obstacle in found] == expected
    assert all("60 platser är upptagna" in obstacle.message for obstacle in found)


@dataclass(frozen=True)
class Rule:
    """A team rule as plain values."""

    team_id: int
    source_id: int | None = None
    min_age: int | None = None
    below_age: int | None = None
    needs_interpreter: bool | None = None


ETABLERING, UNGDOM, SPRAK, VUXEN = 1, 2, 3, 4
RULES = [
    Rule(ETABLERING, source_id=7),
    Rule(UNGDOM, below_age=25),
    Rule(SPRAK, needs_interpreter=True),
    Rule(VUXEN, min_age=30),
]


@pytest.mark.parametrize(
    ("source_id", "age", "interpreter", "expected"),
    [
        (7, 19, True, ETABLERING),
        (1, 24, True, UNGDOM),
        (1, 25, True, SPRAK),
        (1, 30, False, VUXEN),
        (1, 29, False, None),
    ],
)
def test_first_team_rule_that_holds_decides(source_id: int, age: int, interpreter: bool, expected: int | None) -> None:
    """Insteg, ungdom, vuxen, etablering, språk [S2]."""
    assert team_for(RULES, source_id, age, interpreter) == expected


@pytest.mark.parametrize(
    ("state", "answers"),
    [
        ("unseen", ["accept", "return", "supplement", "decline"]),
        ("seen", ["accept", "return", "supplement", "decline"]),
        ("supplement", ["accept", "return", "decline"]),
        ("accepted", []),
        ("declined", []),
        ("returned", []),
    ],
)
def test_answers_by_state(state: str, answers: list[str]) -> None:
    assert [transition.answer for transition in available_answers(state)] == answers
    for answer in Answer:
        refused = [obstacle.code for obstacle in answer_obstacles(answer, state, "Fel kommun")]
        assert refused == ([] if answer in answers else ["answered"])


@pytest.mark.parametrize("answer", [Answer.RETURN, Answer.SUPPLEMENT, Answer.DECLINE])
def test_a_refusal_needs_its_reason(answer: Answer) -> None:
    assert [obstacle.field for obstacle in answer_obstacles(answer, "seen", "  ")] == ["reason"]


def test_the_second_of_two_is_told_who_was_first() -> None:
    (obstacle,) = answer_obstacles(Answer.ACCEPT, "accepted", "", who="Bo Bergqvist", when="14:02")
    assert obstacle.message.startswith("Bo Bergqvist tog emot anvisningen 14:02.")


def test_another_unit_is_not_named() -> None:
    (here,), (elsewhere,) = enrolled_obstacles(True, "2026-00012"), enrolled_obstacles(False, "2026-00012")
    assert "2026-00012" in here.message
    assert "2026-00012" not in elsewhere.message
