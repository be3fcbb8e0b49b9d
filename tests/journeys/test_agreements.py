"""The agreement about an internship, in a real browser: signed by the supervisor on a phone and by the others at the
consultant's desk, lost by a change, and signed anew."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from placements.actions import write_agreement
from placements.models import InternshipAgreement
from tests.factories import InternshipFactory, SupervisorFactory, make_people
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1280, "height": 900}


def test_three_sign_and_a_change_takes_their_signatures(page: Page, sign_in, look):
    people = make_people()
    hans = SupervisorFactory(user=people.hans, last_name="Hedlund")
    enrolment = ready_for_ami(people, participant__first_name="Amina", participant__last_name="Öberg")
    first = today() + dt.timedelta(days=10)
    internship = placed(
        InternshipFactory,
        enrolment=enrolment,
        supervisor=hans,
        first_day=first,
        last_day=first + dt.timedelta(days=90),
        purpose="Pröva arbete i kök och träna svenska",
        tasks="Förbereda frukost\nDuka och diska",
    )
    agreement = write_agreement(internship, by=people.anna, now=dt.datetime.now(dt.UTC))

    page.set_viewport_size(PHONE)
    sign_in(people.hans)
    page.goto("/handledning/")
    look(page, "overenskommelse-handledning")
    page.get_by_role("link", name="Läs och skriv under").click()
    look(page, "overenskommelse-handledare")
    page.get_by_label("Jag har läst överenskommelsen").check()
    page.get_by_role("button", name="Skriv under").click()
    expect(page.get_by_text("Tack! Du har skrivit under")).to_be_visible()

    sign_in(people.anna)
    page.set_viewport_size(DESK)
    page.goto(internship.get_absolute_url())
    look(page, "praktik-overenskommelse")
    page.get_by_role("link", name="Version 1", exact=True).click()
    look(page, "overenskommelse")
    page.get_by_label("Deltagaren har läst texten").check()
    page.get_by_label("På papper, med underskrift").check()
    page.get_by_role("button", name="Skriv under").click()
    expect(page.get_by_text("Skriv var papperet finns, till exempel skanningens diarienummer.").first).to_be_visible()
    look(page, "overenskommelse-nekad")
    page.get_by_label("Datum på papperet").fill(today().isoformat())
    page.get_by_label("Var papperet finns").fill("Pärm 3")
    page.get_by_role("button", name="Skriv under").click()
    expect(page.get_by_text("Underskriften är sparad.")).to_be_visible()

    page.goto(f"/praktik/{internship.uuid}/andra/")
    page.get_by_text("Olika timmar olika dagar").click()
    page.get_by_label("Timmar i veckan").fill("")
    page.get_by_label("Måndag").fill("8")
    page.get_by_label("Onsdag").fill("6")
    look(page, "praktik-andra")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_text("Deltagarens och arbetsgivarens underskrifter gäller inte längre")).to_be_visible()
    look(page, "praktik-andrad")

    page.goto(agreement.get_absolute_url())
    look(page, "overenskommelse-upphord")
    for label in ("Deltagaren har läst", "Arbetsgivaren har läst", "Jag skriver under för enheten"):
        page.get_by_label(label).check()
    page.get_by_role("button", name="Skriv under").click()
    expect(page.get_by_text("Version 1 är underskriven av alla tre och låst.")).to_be_visible()
    assert not InternshipAgreement.objects.get().is_open
    page.goto(agreement.get_absolute_url())
    look(page, "overenskommelse-underskriven")
