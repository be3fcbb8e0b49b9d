"""Arabic, Tigrinya and emoji in pages: each text runs its own way, and a name never turns the sentence around it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from amc.staff.models import User
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    GoalFactory,
    JournalEntryFactory,
    PlanVersionFactory,
    make_people,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "مريم الأحمد"
GOAL = "أريد أن أعمل في المطبخ (Köket) قبل 2027."
ENTRY = "ሰላም ማርያም፡ ስራሕ ክትጅምር ትደሊ። 🌱👩🏽‍🍳"
# Where on the screen the first and the last occurrence of some words begin, seen from the left.
EDGES = """(element, words) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = {};
  for (let node = walker.nextNode(); node; node = walker.nextNode()) for (const word of words) {
    const at = node.data.indexOf(word);
    if (at < 0 || word in found) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    found[word] = range.getBoundingClientRect().left;
  }
  return words.map((word) => found[word]);
}"""


def lefts(where: Locator, *words: str) -> list[float]:
    return where.evaluate(EDGES, list(words))


def test_each_text_runs_in_its_own_direction(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    case = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="مريم",
        participant__last_name="الأحمد",
        consultant=people.anna,
    )
    version = PlanVersionFactory(enrolment=case)
    goal = GoalFactory(version=version, text=GOAL)
    ActivityFactory(version=goal.version, what=f"{GOAL} 🎓")
    JournalEntryFactory(enrolment=case, author=people.anna, text=f"{ENTRY}\n\n{GOAL}")
    sign_in(people.anna)
    person = f"/deltagare/{case.participant.uuid}/"

    page.goto("/deltagare/")
    row = page.get_by_role("row").filter(has_text=NAME)
    expect(row).to_be_visible()
    look(page, "directions-list")

    page.goto(f"{person}plan/")
    text = page.locator(".goal__text, textarea").filter(has_text="المطبخ").first
    first, last = lefts(text, "أريد", "2027")
    assert first > last, "an Arabic goal begins to the right"
    obstacle = page.get_by_role("listitem").filter(has_text="saknar datum")
    first, last = lefts(obstacle, "saknar", "datum")
    assert first < last, "a Swedish sentence that quotes an Arabic text begins to the left"
    look(page, "directions-plan")

    page.goto(f"{person}journal/")
    entry = page.locator(".entry__text").filter(has_text="ሰላም")
    first, last = lefts(entry, "ሰላም", "ትደሊ")
    assert first < last, "Tigrinya begins to the left"
    first, last = lefts(entry, "أريد", "2027")
    assert first > last
    look(page, "directions-journal")
