"""A consultant and a supervisor judge what a participant can, and the participant takes it along."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.skills.models import Certificate, JudgedSkill
from amc.staff.models import User
from participants.models import Enrolment
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    InternshipFactory,
    People,
    SupervisorFactory,
    make_people,
)
from tests.placements.room import placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    """Leyla's case, in praktik with a supervisor."""
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Leyla",
        participant__last_name="Özdemir",
        consultant=people.anna,
        opened_on=today() - dt.timedelta(days=200),
    )
    IdentityNumberFactory(participant=enrolment.participant, number="199001012385")
    supervisor = SupervisorFactory(first_name="Ann-Katrin", last_name="Wennerström-Håkansson")
    placed(
        InternshipFactory,
        enrolment=enrolment,
        supervisor=supervisor,
        first_day=today() - dt.timedelta(days=60),
        last_day=today() + dt.timedelta(days=60),
    )
    return enrolment


def test_skills_are_judged_and_taken_along(
    people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look
) -> None:
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/kompetens/")
    expect(page.get_by_text("Inget är bedömt än")).to_be_visible()
    look(page, "kompetens-tom")
    page.get_by_role("link", name="Kök och servering").click()
    expect(page.get_by_label("Vem såg arbetet?")).to_have_value("Ann-Katrin Wennerström-Håkansson, handledare")
    page.get_by_role("button", name="Spara bedömningen").click()
    expect(page.get_by_text("Inget är ändrat.").first).to_be_visible()
    look(page, "kompetens-fel")
    page.get_by_role("group", name="Diskar för hand och i maskin").get_by_label("Gör själv").check()
    page.get_by_role("group", name="Lagar mat efter recept").get_by_label("Gör med hjälp").check()
    look(page, "kompetens-formular")
    page.get_by_role("button", name="Spara bedömningen").click()
    expect(page.get_by_text("2 moment är bedömda.")).to_be_visible()
    expect(page.get_by_text("1 av 2 gör själv")).to_be_visible()
    assert JudgedSkill.objects.count() == 2
    page.get_by_role("link", name="Lägg till bevis").click()
    page.get_by_label("Slag").select_option(label="Hjärt-lungräddning")
    page.get_by_label("Utfärdat av").fill("Kommunens friskvård")
    page.get_by_label("Gäller till").fill(str(today() + dt.timedelta(days=20)))
    look(page, "bevis-formular")
    page.get_by_role("button", name="Spara beviset").click()
    expect(page.get_by_text("Beviset är sparat.")).to_be_visible()
    look(page, "kompetens")
    assert Certificate.objects.count() == 1
    page.goto("/min-dag/")
    expect(page.get_by_text("Bevis slutar gälla")).to_be_visible()
