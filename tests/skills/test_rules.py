"""What a judgement of skills and a certificate must say (domain.md section 3: validering, SRY)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amc.skills import rules
from amc.skills.models import JudgedSkill

D = dt.date.fromisoformat
TODAY = D("2026-11-24")
LEVELS = st.sampled_from(JudgedSkill.Level.values)


@pytest.mark.parametrize(
    ("before", "now", "changed"),
    [
        ({}, {"disk": "none"}, {}),
        ({}, {"disk": "helped"}, {"disk": "helped"}),
        ({"disk": "helped"}, {"disk": "helped"}, {}),
        ({"disk": "helped"}, {"disk": "alone", "recept": "none"}, {"disk": "alone"}),
        # Taken back; and nobody has to come further for it to be told.
        ({"disk": "helped"}, {"disk": "none"}, {"disk": "none"}),
        ({"disk": "alone"}, {"disk": "helped"}, {"disk": "helped"}),
    ],
)
def test_only_what_differs_is_noted(before: dict[str, str], now: dict[str, str], changed: dict[str, str]) -> None:
    assert rules.changed_levels(before, now) == changed


@given(st.dictionaries(st.text(max_size=3), LEVELS), st.dictionaries(st.text(max_size=3), LEVELS))
def test_what_was_noted_is_what_holds(before: dict[str, str], now: dict[str, str]) -> None:
    after = before | rules.changed_levels(before, now)
    assert all(after.get(code, "none") == level for code, level in now.items())
    assert rules.changed_levels(after, now) == {}


@pytest.mark.parametrize(
    ("changes", "judged_on", "place", "judge", "codes"),
    [
        ({"disk": "alone"}, "2026-11-24", "Köket", "Hans", []),
        ({"disk": "alone"}, "2026-01-12", "Köket", "Hans", []),
        ({}, "2026-11-24", "Köket", "Hans", ["nothing_judged"]),
        ({"disk": "alone"}, "2026-11-25", "Köket", "Hans", ["in_future"]),
        ({"disk": "alone"}, "2026-01-11", "Köket", "Hans", ["before_enrolment"]),
        ({"disk": "alone"}, "2026-11-24", " ", "", ["nowhere", "nobody"]),
    ],
)
def test_what_a_judgement_needs(
    changes: dict[str, str], judged_on: str, place: str, judge: str, codes: list[str]
) -> None:
    found = rules.judgement_obstacles(
        changes=changes, judged_on=D(judged_on), opened_on=D("2026-01-12"), place=place, judge=judge, today=TODAY
    )
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("issued_on", "valid_to", "issuer", "name", "needs_name", "codes"),
    [
        ("2026-11-24", None, "Campus", "", False, []),
        ("2026-11-24", "2026-11-24", "Campus", "", False, []),
        ("2026-11-25", None, "Campus", "", False, ["in_future"]),
        ("2026-11-24", "2026-11-23", "Campus", "", False, ["ends_before_issued"]),
        ("2026-11-24", None, "  ", "", False, ["no_issuer"]),
        ("2026-11-24", None, "Campus", "", True, ["no_name"]),
        ("2026-11-24", None, "Campus", "Ställning", True, []),
    ],
)
def test_what_a_certificate_needs(
    issued_on: str, valid_to: str | None, issuer: str, name: str, needs_name: bool, codes: list[str]
) -> None:
    found = rules.certificate_obstacles(
        issued_on=D(issued_on),
        valid_to=D(valid_to) if valid_to else None,
        issuer=issuer,
        name=name,
        needs_name=needs_name,
        today=TODAY,
    )
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("issued_on", "months", "last"),
    [
        ("2026-11-24", None, None),
        ("2026-11-24", 24, "2028-11-23"),
        ("2024-02-29", 60, "2029-02-27"),  # domain.md section 4: months first, then a day off
    ],
)
def test_how_long_a_kind_usually_holds(issued_on: str, months: int | None, last: str | None) -> None:
    assert rules.usual_last_day(D(issued_on), months) == (D(last) if last else None)
