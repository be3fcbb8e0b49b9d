"""What is new in a version, word by word."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amc.web.words import Change, word_diff
from handlingsplan.actions.plans import revise_plan
from handlingsplan.compare import compare_versions
from handlingsplan.content import read_content
from handlingsplan.models import PlanVersion
from tests.factories import ActivityFactory, GoalFactory, PlanVersionFactory, agreed

TEXT = st.text(alphabet=st.sampled_from("ab å\n\t."), max_size=60) | st.text(max_size=40)


def marked(old: str, new: str) -> str:
    signs = {Change.KEPT: "{}", Change.ADDED: "+{}+", Change.REMOVED: "-{}-"}
    return "".join(signs[piece.change].format(piece.text) for piece in word_diff(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ""),
        ("Jag vill arbeta", "Jag vill arbeta", "Jag vill arbeta"),
        ("Jag vill arbeta", "Jag vill studera", "Jag vill -arbeta-+studera+"),
        ("i kök", "i ett kök", "i +ett +kök"),
        ("två dagar", "fyra timmar", "-två dagar-+fyra timmar+"),
        ("", "Nytt mål", "+Nytt mål+"),
        ("Bort", "", "-Bort-"),
        ("rad ett\nrad två", "rad ett\nrad tre", "rad ett\nrad -två-+tre+"),
    ],
)
def test_words(old, new, expected):
    assert marked(old, new) == expected


@given(TEXT, TEXT)
def test_pieces_join_to_both_texts(old, new):
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == new
    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == old
    assert all(piece.text for piece in pieces)


@given(TEXT)
def test_same_text_is_kept(text):
    assert all(piece.change is Change.KEPT for piece in word_diff(text, text))


def test_long_texts_are_compared_in_time():
    long = " ".join(f"och ord{number}" for number in range(5000))
    began = time.monotonic()
    pieces = word_diff(long, long.replace("ord250 ", "annat "))
    assert time.monotonic() - began < 2
    assert [piece.text.strip() for piece in pieces if piece.change is Change.ADDED] == ["annat"]


@pytest.mark.django_db
def test_versions_goal_by_goal():
    old = PlanVersionFactory(summary="Jag vill ha ett jobb.")
    kept, gone = GoalFactory(version=old, order=1), GoalFactory(version=old, text="Ta körkort", order=2)
    ActivityFactory(version=old, goal=kept, what="Skriva CV", due_on=dt.date(2026, 12, 1))
    ActivityFactory(version=old, goal=gone, what="Läsa teori")
    ActivityFactory(version=old, what="Ringa vården")
    agreed(old, dt.date(2026, 2, 2))
    new = revise_plan(plan=old.plan, by=old.created_by)
    PlanVersion.objects.filter(pk=new.pk).update(summary="Jag vill ha jobb.")
    new.goals.get(order=2).delete()
    new.activities.filter(what="Skriva CV").update(due_on=dt.date(2027, 1, 15))
    new.activities.filter(what="Ringa vården").update(party="vard", party_name="Rehab")
    GoalFactory(version=new, text="Lära mig svenska", order=3)
    new.refresh_from_db()

    found = compare_versions(read_content(old), read_content(new))

    assert found.summary.changed
    first, added, removed, loose = found.goals
    assert [first.goal.change, added.goal.change, removed.goal.change] == [Change.KEPT, Change.ADDED, Change.REMOVED]
    cv = first.activities[0]
    assert cv.change is Change.CHANGED
    assert [(line.label, [piece.text for piece in line.pieces]) for line in cv.lines] == [
        ("Senast", ["2026-12-01", "2027-01-15"])
    ]
    assert [row.change for row in removed.activities] == [Change.REMOVED]
    assert loose.goal is None
    assert [piece.text for piece in loose.activities[0].lines[0].pieces] == ["Deltagaren", "Vården, Rehab"]
    assert found.changes == 6


@pytest.mark.django_db
def test_a_fresh_copy_has_no_changes():
    old = PlanVersionFactory(summary="Jag vill ha ett jobb.")
    goal = GoalFactory(version=old)
    ActivityFactory(version=old, goal=goal, hours_per_week="12.50")
    agreed(old, dt.date(2026, 2, 2))
    new = revise_plan(plan=old.plan, by=old.created_by)
    assert compare_versions(read_content(old), read_content(new)).changes == 0
