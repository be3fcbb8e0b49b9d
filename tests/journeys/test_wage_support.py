"""A consultant enters what Arbetsförmedlingen decided; the ekonom asks for it month by month."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import add_months, month_start, today
from amc.web.display import month as month_words
from placements.models import Requisition
from tests.factories import EmploymentFactory, SupervisorFactory, UserFactory, make_people
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def employment(people):
    """Two years at work, of which ten months have passed."""
    first = add_months(month_start(today()), -10)
    enrolment = ready_for_ami(
        people,
        participant__first_name="Åsa-Margareta",
        participant__last_name="Öberg Lindström Ghebremariam",
        opened_on=first - dt.timedelta(days=60),
    )
    return placed(
        EmploymentFactory,
        enrolment=enrolment,
        scheme_id="vanlig",
        supervisor=SupervisorFactory(),
        first_day=first,
        last_day=add_months(first, 24) - ONE_DAY,
    )


def test_a_decision_is_entered_and_its_months_are_asked_for(page: Page, sign_in, look, people, employment):
    sign_in(people.anna)
    page.goto(employment.get_absolute_url())
    expect(page.get_by_text("Inget beslut om lönestöd är inlagt.")).to_be_visible()
    page.get_by_role("link", name="Nytt beslut").click()
    page.get_by_label("Vilket stöd?").select_option(label="Lönebidrag för utveckling")
    page.get_by_label("Till och med", exact=True).fill(f"{add_months(employment.first_day, 12)}")
    page.get_by_label("Andel av lönen (%)").fill("80")
    page.get_by_label("Högsta lönekostnad (kr/mån)").fill("20000")
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text("längst 12 månader")).to_be_visible()
    look(page, "lonestod-varning")
    page.get_by_label("Till och med", exact=True).fill(f"{add_months(employment.first_day, 12) - ONE_DAY}")
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text("Inget lönestöd")).to_be_visible()
    look(page, "lonestod-anstallning")

    support = employment.wage_supports.get()
    sign_in(UserFactory(roles=["ekonom"], unit=people.unit))
    page.goto("/lonestod/")
    look(page, "lonestod-lista")
    page.get_by_role("link", name="Åsa-Margareta").click()
    first = month_words(employment.first_day)
    page.get_by_label("Belopp (kronor)").fill("15500")
    page.get_by_role("button", name="Anteckna som rekvirerad").click()
    expect(page.get_by_text(f"{first.capitalize()} är antecknad som rekvirerad.")).to_be_visible()
    # The next month stands first, with the same amount.
    expect(page.get_by_label("Belopp (kronor)")).to_have_value("15500")
    look(page, "lonestod-beslut")
    assert Requisition.objects.get(support=support).amount == 15_500
    page.get_by_role("button", name=f"Ta tillbaka {first}").click()
    expect(page.get_by_text(f"{first.capitalize()} väntar på rekvisition igen.")).to_be_visible()
    page.emulate_media(media="print")
    page.screenshot(path=".local/shots/lonestod-utskrift.png", full_page=True)
