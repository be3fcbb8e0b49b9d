"""What counts as what at closing (Kolada; domain.md section 6; [S3])."""

from itertools import product

import pytest

from amc.reports import rules
from amc.reports.rules import Outcome, published, share


def outcome(**facts: bool | None) -> Outcome:
    return Outcome(
        **{
            "to_work": False,
            "regular": None,
            "municipal": None,
            "lasted_month": None,
            "to_studies": False,
            "csn": None,
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("facts", "work", "regular", "kolada_work", "kolada"),
    [
        pytest.param({}, False, False, False, False, id="neither"),
        pytest.param(
            {"to_work": True, "regular": True, "municipal": False, "lasted_month": True},
            True,
            True,
            True,
            True,
            id="regular, lasted",
        ),
        pytest.param(
            {"to_work": True, "regular": True, "municipal": False, "lasted_month": None},
            True,
            True,
            False,
            False,
            id="not yet confirmed",
        ),
        pytest.param(
            {"to_work": True, "regular": True, "municipal": False, "lasted_month": False},
            True,
            True,
            False,
            False,
            id="ended within the month",
        ),
        pytest.param(
            {"to_work": True, "regular": False, "municipal": True, "lasted_month": True},
            True,
            False,
            False,
            False,
            id="municipal employment",
        ),
        pytest.param({"to_studies": True, "csn": True}, False, False, False, True, id="studies with studiemedel"),
        pytest.param({"to_studies": True, "csn": False}, False, False, False, False, id="studies without studiemedel"),
        pytest.param(
            {"to_work": True, "regular": False, "municipal": True, "to_studies": True, "csn": True},
            True,
            False,
            False,
            True,
            id="municipal work and studies in parallel",
        ),
    ],
)
def test_measures(facts: dict, work: bool, regular: bool, kolada_work: bool, kolada: bool) -> None:
    one = outcome(**facts)
    assert rules.began_work(one) is work
    assert rules.began_regular_work(one) is regular
    assert rules.work_by_kolada(one) is kolada_work
    assert rules.result_by_kolada(one) is kolada


def every_outcome() -> list[Outcome]:
    """All combinations that the closure's constraints allow."""
    flags = (None, True, False)
    return [
        Outcome(*facts)
        for facts in product((True, False), flags, flags, flags, (True, False), flags)
        if not (facts[1] and facts[2])
        and (not facts[0] or (facts[1] is not None and facts[2] is not None))
        and (not facts[4] or facts[5] is not None)
    ]


@pytest.mark.parametrize("one", every_outcome())
def test_a_person_counts_at_most_once_and_kolada_is_never_more_than_all(one: Outcome) -> None:
    assert rules.work_by_kolada(one) <= rules.began_regular_work(one) <= rules.began_work(one)
    assert rules.result_by_kolada(one) == (rules.work_by_kolada(one) or rules.studies_by_kolada(one))


@pytest.mark.parametrize(("part", "whole", "expected"), [(47, 71, 47 / 71), (0, 5, 0.0), (0, 0, None)])
def test_share(part: int, whole: int, expected: float | None) -> None:
    assert share(part, whole) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, None), (4, None), (5, 5), (71, 71)])
def test_small_groups_do_not_leave_the_unit(count: int, expected: int | None) -> None:
    assert published(count, 5) == expected
