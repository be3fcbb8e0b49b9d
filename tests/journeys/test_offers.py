"""From a form that nobody signed in for, to an opening, a supervisor and a no that is taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.matching.models import Opening
from amc.offers.models import Offer
from amc.staff.models import User
from tests.factories import EmployerFactory, UnitFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_offer_comes_in_and_becomes_something(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    UnitFactory(name="Jobbtorg Väster")
    EmployerFactory(name="Omsorgsförvaltningen")

    page.goto("/logga-in/")
    look(page, "sign-in-with-offer")
    page.get_by_role("link", name="Kan din arbetsplats ta emot någon?").click()
    look(page, "offer-start")
    page.get_by_role("link", name="Erbjud en plats").click()
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_text("Fyll i arbetsplats.").first).to_be_visible()
    look(page, "offer-errors")
    page.get_by_label("Arbetsplats", exact=True).fill("Köket på Ängens äldreboende")
    page.get_by_label("Förvaltning eller avdelning").fill("Omsorgsförvaltningen")
    page.get_by_label("Vad kan man göra hos er?").fill("Hjälpa till i köket och duka")
    page.get_by_label("Hur många kan ni ta emot?").fill("2")
    page.get_by_label("Ditt namn").fill("Disa Dahl")
    page.get_by_label("E-post i arbetet").fill("disa.dahl@kommunen.example")
    page.get_by_label("Vilken enhet ska svara?").select_option(label=people.unit.name)
    look(page, "offer-place")
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_role("heading", name="Tack, det är skickat")).to_be_visible()
    receipt = page.get_by_role("region", name="Kvitto")
    expect(receipt.get_by_text(people.unit.name)).to_be_visible()
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
    expect(page.get_by_role("heading", name="Vad händer nu?")).to_be_visible()
    look(page, "offer-thanks")
    page.get_by_role("link", name="Skicka ett erbjudande till").click()
    page.get_by_role("link", name="Anmäl dig").click()
    page.get_by_label("Ditt namn").fill("Love Lund")
    page.get_by_label("E-post i arbetet").fill("love.lund@kommunen.example")
    page.get_by_label("Arbetsplats", exact=True).fill("Biblioteket")
    page.get_by_label("Nej, inte än").check()
    page.get_by_label("Vilken enhet ska svara?").select_option(label=people.unit.name)
    look(page, "offer-supervisor")
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_role("heading", name="Tack, det är skickat")).to_be_visible()

    sign_in(people.anna)
    page.goto("/arbetsgivare/")
    page.get_by_role("link", name="Erbjudanden").click()
    page.get_by_text("Länk till formuläret").click()
    expect(page.get_by_label("Länk", exact=True)).to_have_value(f"{page.url.split('/erbjudanden')[0]}/erbjud/")
    page.get_by_role("button", name="Kopiera adressen").click()
    expect(page.get_by_role("status").filter(has_text="Adressen är")).to_be_visible()
    look(page, "offers")
    page.get_by_role("link", name="Köket på Ängens äldreboende").click()
    look(page, "offer")
    page.get_by_role("link", name="Gör till arbetsplats").click()
    look(page, "offer-workplace")
    page.get_by_role("button", name="Lägg in arbetsplatsen").click()
    expect(page.get_by_text("Arbetsplatsen är inlagd.")).to_be_visible()
    page.get_by_label("Praktik", exact=True).check()
    expect(page.get_by_label("Vad gör man där?")).to_have_value("Hjälpa till i köket och duka")
    look(page, "offer-opening")
    page.get_by_role("button", name="Lägg in platsen").click()
    expect(page.get_by_text("Platsen är inlagd.")).to_be_visible()
    assert Opening.objects.get().workplace.employer.name == "Omsorgsförvaltningen"

    page.goto("/erbjudanden/")
    page.get_by_role("link", name="Biblioteket").click()
    page.get_by_role("link", name="Inte nu").click()
    page.get_by_label("Varför inte nu?").fill("Vi har handledare så det räcker")
    look(page, "offer-decline")
    page.get_by_role("button", name="Spara svaret").click()
    look(page, "offer-declined")
    page.get_by_role("link", name="Ta tillbaka svaret").click()
    page.get_by_role("button", name="Ta tillbaka svaret").click()
    page.get_by_role("link", name="Gör till handledare").click()
    expect(page.get_by_label("Förnamn")).to_have_value("Love")
    look(page, "offer-become")
    assert set(Offer.objects.values_list("state", flat=True)) <= {"new", "taken"}
