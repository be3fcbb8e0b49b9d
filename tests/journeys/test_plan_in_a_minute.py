"""From an opened participant to an agreed plan, as somebody does who does it for the first time: counted."""

import datetime as dt
import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from amc.calendar import today
from handlingsplan.models import PlanVersion
from tests.factories import EnrolmentFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_INTERACTIONS = 25
MOST_SECONDS = 90
# A hand that reads, aims and types; the browser itself takes next to no time.
SECONDS_A_PRESS, SECONDS_A_KEY = 1.2, 0.2


class Hand:
    """What a person does on the page, each thing counted, with the time that a hand takes for it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0
        self.seconds = 0.0

    def press(self, role, name: str) -> None:
        """Press a button or a link, or tick a box."""
        self._count()
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def unfold(self, summary: str) -> None:
        """Open what is folded."""
        self._count()
        self.page.get_by_text(summary, exact=True).click()

    def write(self, label: str, text: str) -> None:
        """Fill a field."""
        self._count(len(text))
        self._field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose in a list, by its first letters."""
        self._count(3)
        self._field(label).select_option(label=option)

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(frivilligt\))?\s*$"))

    def _count(self, keys: int = 0) -> None:
        self.interactions += 1
        self.seconds += SECONDS_A_PRESS + SECONDS_A_KEY * keys


def _in(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def test_two_goals_three_activities_agreed(page: Page, sign_in, look, record_property):
    people = make_people()
    enrolment = EnrolmentFactory(
        participant__unit=people.unit, consultant=people.anna, opened_on=today() - dt.timedelta(days=30)
    )
    sign_in(people.anna)
    page.goto(enrolment.participant.get_absolute_url())
    began, hand = time.monotonic(), Hand(page)
    hand.press("link", "Plan")
    hand.press("button", "Skapa handlingsplan")
    hand.press("link", "Lägg till mål")
    expect(page.get_by_role("group", name="Det här ska göras")).to_be_visible()
    look(page, "plan-new-goal")
    hand.write("Mål", "Jag vill arbeta i ett kök")
    hand.write("Aktivitet", "Skriva CV")
    hand.write("Senast", _in(20))
    hand.choose("Slags aktivitet", "CV-kurs och ansökan")
    hand.unfold("Fler aktiviteter")
    hand.write("Aktivitet, 2", "Besöka två kök")
    hand.write("Senast, 2", _in(30))
    hand.choose("Slags aktivitet, 2", "Studiebesök")
    hand.press("button", "Lägg till målet")
    expect(page.get_by_role("heading", name="Jag vill arbeta i ett kök")).to_be_visible()
    hand.press("link", "Lägg till mål")
    hand.write("Mål", "Jag vill ta körkort")
    hand.write("Aktivitet", "Läsa teori")
    hand.write("Senast", _in(60))
    hand.choose("Slags aktivitet", "Körkort")
    hand.press("button", "Lägg till målet")
    expect(page.get_by_role("heading", name="Jag vill ta körkort")).to_be_visible()
    hand.press("link", "Godkänn planen")
    hand.press("checkbox", "Deltagaren har läst planen och godkänner den")
    hand.press("checkbox", "Jag godkänner planen för enheten")
    hand.press("button", "Godkänn planen")
    expect(page.get_by_text("Gäller nu")).to_be_visible()
    version = PlanVersion.objects.get()
    assert (version.state, version.goals.count(), version.activities.count()) == ("agreed", 2, 3)
    seconds = round(hand.seconds + time.monotonic() - began)
    record_property("antal: handgrepp från öppnad deltagare till överenskommen plan", hand.interactions)
    record_property("antal: sekunder från öppnad deltagare till överenskommen plan", seconds)
    assert hand.interactions <= MOST_INTERACTIONS
    assert seconds <= MOST_SECONDS
