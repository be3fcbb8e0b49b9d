"""Keeping the register of employers in order: duplicates, warnings and who answers for what, in a real browser."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from placements.models import Employer, EmployerWarning, JointVisit, ResponsibilityAgreement, Workplace
from tests.factories import EmployerFactory, EnrolmentFactory, SupervisorFactory, WorkplaceFactory, make_people
from tests.placements.employer_room import EmployerContactFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]


def choose(page: Page, label: str, typed: str, hit: str) -> None:
    field = page.get_by_label(label, exact=False).first
    field.press_sequentially(typed)
    page.get_by_role("option", name=hit).first.click()
    expect(field).not_to_have_value(typed)


def test_two_who_are_one_are_put_together(page: Page, sign_in: SignIn, look: Look) -> None:
    people = make_people()
    kept = EmployerFactory(name="Västra Ängens livsmedel AB", kind="privat", org_number="4042341237")
    gone = EmployerFactory(name="Västra Ängens Livsmedel", kind="privat")
    WorkplaceFactory(employer=kept, name="Lagret")
    WorkplaceFactory(employer=gone, name="Lagret")
    WorkplaceFactory(employer=gone, name="Butiken vid torget")
    SupervisorFactory(employer=gone, first_name="Disa", last_name="Dahl")
    EmployerContactFactory(employer=gone, next_by=people.anna, text="De tar emot två på lagret.")
    sign_in(people.anna)
    page.goto("/arbetsgivare/")
    page.get_by_role("link", name="dubbletter", exact=False).click()
    expect(page.get_by_role("heading", name="Möjliga dubbletter")).to_be_visible()
    look(page, "dubbletter")
    page.locator("li", has=page.get_by_role("link", name="Västra Ängens livsmedel AB", exact=True)).get_by_role(
        "link", name="Behåll den här"
    ).click()
    expect(page.get_by_label("Dubbletten, som försvinner")).to_have_value("Västra Ängens Livsmedel")
    expect(page.get_by_label("Du är här")).to_contain_text("Västra Ängens livsmedel AB")
    page.get_by_role("button", name="Slå ihop").click()
    read = page.get_by_label("Västra Ängens Livsmedel försvinner ur registret", exact=False)
    expect(read).not_to_be_checked()
    expect(page.get_by_text("1 arbetsplats finns på båda och blir en.", exact=False)).to_be_visible()
    look(page, "dubblett-las-forst")
    assert Employer.objects.get(pk=gone.pk).merged_into is None
    read.check()
    page.get_by_role("button", name="Slå ihop").click()
    expect(page.get_by_text("Västra Ängens Livsmedel är hopslagen med Västra Ängens livsmedel AB.")).to_be_visible()
    for came_along in ("Butiken vid torget", "Disa Dahl", "De tar emot två på lagret."):
        expect(page.get_by_text(came_along, exact=False).first).to_be_visible()
    look(page, "dubblett-hopslagen")
    assert Employer.objects.get(pk=gone.pk).merged_into == kept
    names = Workplace.objects.filter(employer=kept).order_by("name").values_list("name", flat=True)
    assert list(names) == ["Butiken vid torget", "Lagret"]
    page.goto("/arbetsgivare/dubbletter/")
    expect(page.get_by_text("Inga dubbletter")).to_be_visible()
    look(page, "dubbletter-inga")


def test_a_warning_is_met_by_whoever_places_somebody_until_it_is_lifted(
    page: Page, sign_in: SignIn, look: Look
) -> None:
    people = make_people()
    employer = EmployerFactory(name="Ekhaga restaurang och catering AB", kind="privat")
    WorkplaceFactory(employer=employer, name="Köket")
    SupervisorFactory(employer=employer, first_name="Nils", last_name="Norén", trained_on=today())
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=today() - 90 * DAY)
    sign_in(people.bo)
    page.goto(employer.get_absolute_url())
    page.get_by_role("link", name="Varna", exact=True).click()
    page.get_by_label("Vad ska den veta som placerar någon här?").fill(
        "Praktik har inte lett till anställning på tre år."
    )
    page.get_by_label("Gäller till", exact=False).fill((today() - DAY).isoformat())
    page.get_by_role("button", name="Lägg in varningen").click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    look(page, "varning-fel")
    page.get_by_label("Gäller till", exact=False).fill((today() + 180 * DAY).isoformat())
    page.get_by_role("button", name="Lägg in varningen").click()
    expect(page.get_by_text("Varningen är inlagd.", exact=False)).to_be_visible()
    expect(page.locator(".caution")).to_contain_text("Praktik har inte lett till anställning på tre år.")
    log = page.locator("section", has=page.locator("#oro"))
    expect(log.get_by_text("Gäller", exact=True)).to_be_visible()
    look(page, "varning")

    sign_in(people.anna)
    start = f"/deltagare/{case.participant.uuid}/placering/ny-praktik/"

    def place_somebody() -> None:
        page.goto(start)
        page.get_by_label("Första dag").fill((today() + 3 * DAY).isoformat())
        page.get_by_label("Sista dag").fill((today() + 60 * DAY).isoformat())
        page.get_by_label("Timmar i veckan").fill("25")
        choose(page, "Arbetsplats", "kök", "Köket")
        choose(page, "Handledare", "nor", "Nils Norén")
        page.get_by_label("Praktik", exact=True).check()
        page.get_by_role("button", name="Lägg in praktiken").click()
        expect(page.get_by_label("Det finns inget ansvarsavtal", exact=False)).to_be_visible()

    place_somebody()
    told = page.get_by_label("Praktik har inte lett till anställning på tre år.", exact=False)
    expect(told).to_be_visible()
    look(page, "varning-vid-placering")

    page.goto(employer.get_absolute_url())
    page.get_by_role("link", name="Häv varningen").click()
    look(page, "varning-hav")
    page.get_by_role("button", name="Häv varningen").click()
    expect(page.get_by_text("Varningen är hävd.")).to_be_visible()
    expect(page.locator(".caution")).to_have_count(0)
    expect(log.get_by_text(f"Hävd {today()} av Anna Ängström")).to_be_visible()
    expect(log.get_by_text("Praktik har inte lett till anställning", exact=False)).to_be_visible()
    look(page, "varning-havd")
    assert EmployerWarning.objects.get().lifted_on == today()
    place_somebody()
    expect(told).to_have_count(0)


def test_who_answers_for_what_is_agreed_and_reminded_of(page: Page, sign_in: SignIn, look: Look) -> None:
    people = make_people()
    employer = EmployerFactory(name="Ekhaga restaurang och catering AB", kind="privat")
    WorkplaceFactory(employer=employer, name="Köket")
    sign_in(people.anna)
    page.goto(employer.get_absolute_url())
    expect(page.get_by_text("Den som lägger in en praktik här får en varning.", exact=False)).to_be_visible()
    page.get_by_role("link", name="Nytt ansvarsavtal").click()
    page.get_by_role("button", name="Lägg in avtalet").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    look(page, "ansvarsavtal-fel")
    for group, party in (("arbetsmiljön", "Arbetsgivaren"), ("försäkringen", "Enheten"), ("handledningen", "Båda")):
        page.get_by_role("group", name=f"Vem svarar för {group}?").get_by_label(party).check()
    page.get_by_label("Undertecknat", exact=True).fill((today() - 2 * DAY).isoformat())
    page.get_by_label("Gäller till", exact=False).fill((today() - 3 * DAY).isoformat())
    page.get_by_label("Undertecknat av, hos arbetsgivaren").fill("Disa Dahl, platschef")
    page.get_by_role("button", name="Lägg in avtalet").click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    expect(page.get_by_label("Undertecknat av, hos arbetsgivaren")).to_have_value("Disa Dahl, platschef")
    page.get_by_label("Gäller till", exact=False).fill((today() + 40 * DAY).isoformat())
    page.get_by_role("button", name="Lägg in avtalet").click()
    expect(page.get_by_text("Ansvarsavtalet är inlagt.")).to_be_visible()
    sheet = page.locator("section", has=page.locator("#ansvarsavtal"))
    for said in ("Arbetsgivaren", "Enheten", "Båda", "Undertecknat av Disa Dahl, platschef."):
        expect(sheet.get_by_text(said, exact=True)).to_be_visible()
    look(page, "ansvarsavtal")
    row = ResponsibilityAgreement.objects.get()
    assert (row.environment, row.insurance, row.guidance) == ("employer", "unit", "both")
    assert (row.signed_on, row.valid_to) == (today() - 2 * DAY, today() + 40 * DAY)

    sheet.get_by_role("link", name="Ändra ansvarsavtalet", exact=False).click()
    page.get_by_label("Gäller till", exact=False).fill((today() + 400 * DAY).isoformat())
    page.get_by_role("button", name="Spara ändringarna").click()
    expect(sheet.get_by_text((today() + 400 * DAY).isoformat(), exact=False)).to_be_visible()


def test_a_visit_together_with_af_is_planned_and_told(page: Page, sign_in: SignIn, look: Look) -> None:
    people = make_people()
    employer = EmployerFactory(name="Kilebygdens trädgårdsmästeri och plantskola AB", kind="privat")
    WorkplaceFactory(employer=employer, name="Växthusen vid Stigtomta kyrka")
    sign_in(people.anna)
    page.goto(employer.get_absolute_url())
    page.get_by_role("link", name="Planera sambesök med AF").first.click()
    page.get_by_label("Dag").fill(f"{today() - DAY}")
    page.get_by_label("Klockan").fill("13:30")
    page.get_by_label("Vem från AF").fill("Arbetsförmedlaren Åse Lindkvist-Nordenskiöld")
    page.get_by_label("Telefon dit").fill("010-000 00 00")
    page.get_by_label("Vad gäller det?").fill("Lönebidrag för två säsongsplatser")
    page.get_by_role("button", name="Planera").first.click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    look(page, "sambesok-fel")
    page.get_by_label("Dag").fill(f"{today() + DAY}")
    page.get_by_role("button", name="Planera").first.click()
    expect(page.get_by_text("Åse Lindkvist-Nordenskiöld").first).to_be_visible()
    look(page, "sambesok-planerat")
    JointVisit.objects.update(on_day=today() - DAY)
    page.goto("/min-dag/")
    page.get_by_role("link", name="Kilebygdens", exact=False).first.click()
    page.goto(f"/sambesok/{JointVisit.objects.get().uuid}/hur-gick-det/")
    look(page, "sambesok-hur-gick-det")
    page.get_by_label("Vad hände?").fill("De tar emot två från april.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("De tar emot två från april.").first).to_be_visible()
    look(page, "sambesok-genomfort")
    assert JointVisit.objects.get().state == "held"
