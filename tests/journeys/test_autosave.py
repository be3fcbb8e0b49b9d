"""What is typed survives, in a real browser: reload, log-out, a server that does not answer, two tabs, two people."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from amc.staff.models import Unit, User
from amc.web.models import Draft
from tests.faults.stand import wait_for
from tests.web.pages import update_user
from tests.web.people import make_user

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.web.urls"), pytest.mark.django_db(transaction=True)]
PAGE = "/anteckning/"


@pytest.fixture
def me(sign_in):
    user = make_user(first_name="Maja", last_name="Ek")
    sign_in(user)
    return user


def saved(page):
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Sparat \d\d:\d\d$"), timeout=8000)


def write(page, text):
    page.get_by_label("Text").press_sequentially(text, delay=5)


def test_what_is_typed_survives_a_reload(page, me, look):
    page.goto(PAGE)
    write(page, "Kom i tid. ")
    saved(page)
    page.reload()
    expect(page.get_by_label("Text")).to_have_value("Kom i tid. ")
    expect(page.get_by_text("Utkast från")).to_be_visible()
    look(page, "utkast")
    page.get_by_role("button", name="Kasta utkastet").click()
    expect(page.get_by_label("Text")).to_have_value("")
    assert not Draft.objects.exists()


def test_enter_saves_and_never_throws_the_draft_away(page, me):
    page.goto(PAGE)
    write(page, "Kom i tid")
    saved(page)
    page.reload()
    page.get_by_label("Namn").fill("Navet")
    page.get_by_label("Namn").press("Enter")
    page.wait_for_url("**/enheter/**")
    assert Unit.objects.filter(name="Navet").count() == 1


def test_leaving_the_page_saves_at_once(page, me):
    page.goto(PAGE)
    write(page, "Hann inte vänta")
    page.goto("/valj/")
    # What a page sends as it is left may arrive after the next page is shown.
    wait_for(Draft.objects.exists, "the draft")
    page.goto(PAGE)
    expect(page.get_by_label("Text")).to_have_value("Hann inte vänta")


def test_saving_the_form_leaves_no_draft(page, me):
    page.goto(PAGE)
    page.get_by_label("Namn").fill("Navet")
    write(page, "Klart")
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url("**/enheter/**")
    page.wait_for_timeout(2500)
    assert Unit.objects.filter(name="Navet").count() == 1
    assert not Draft.objects.exists()


def test_two_presses_save_once(page, me):
    page.goto("/enheter/ny/")
    page.get_by_label("Namn").fill("Navet")
    page.get_by_role("button", name="Spara").dblclick()
    page.wait_for_url("**/enheter/*-*/")
    assert Unit.objects.filter(name="Navet").count() == 1


def test_a_server_that_does_not_answer_is_waited_for(context, me):
    # A page of its own: the browser reports the lost connection as an error in the console.
    page = context.new_page()
    page.goto(PAGE)
    context.set_offline(True)
    write(page, "Utan nät")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Kunde inte spara – texten finns kvar"), timeout=8000)
    assert not Draft.objects.exists()
    context.set_offline(False)
    saved(page)
    assert Draft.objects.get().data["text"] == ["Utan nät"]


def test_after_a_log_in_in_another_tab_it_goes_on(page, context, me, sign_in):
    page.goto(PAGE)
    kept = [cookie for cookie in context.cookies() if cookie["name"] == settings.SESSION_COOKIE_NAME]
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(page, "Skrivet efter utloggning")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("Du är utloggad"), timeout=8000)
    expect(page.get_by_role("link", name="Logga in i en ny flik")).to_have_attribute("target", "_blank")
    context.add_cookies(kept)
    saved(page)
    assert Draft.objects.get().data["text"] == ["Skrivet efter utloggning"]


def test_two_tabs_keep_both_texts(page, context, me):
    page.goto(PAGE)
    other = context.new_page()
    other.goto(PAGE)
    write(page, "Från den första")
    saved(page)
    write(other, "Från den andra")
    expect(other.locator("[data-saved]")).to_have_text(re.compile("en annan flik"), timeout=8000)
    third = context.new_page()
    third.goto(PAGE)
    expect(third.get_by_label("Text")).to_have_value("Från den första")
    third.get_by_text("En annan version").click()
    third.get_by_role("button", name="Byt till den här versionen").click()
    expect(third.get_by_label("Text")).to_have_value("Från den andra")


def test_nothing_is_kept_in_the_browser(page, me):
    page.goto(PAGE)
    write(page, "Hemligt")
    saved(page)
    assert "Hemligt" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_two_people_edit_the_same_thing(page, me, look):
    subject = make_user(unit=me.unit, first_name="Ali", last_name="Omar", title="Kommer i tid och trivs")
    page.goto(f"/anvandare/{subject.uuid}/")
    page.get_by_label("Titel").fill("Kommer nästan alltid i tid och trivs")
    update_user(User.objects.get(pk=subject.pk), 0, title="Kommer i tid och trivs bra")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name=re.compile("medan du skrev"))).to_be_visible()
    expect(page.get_by_label("Titel")).to_have_value("Kommer nästan alltid i tid och trivs")
    look(page, "tva-versioner")
    page.get_by_label("Båda efter varandra").check()
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url("**/enheter/ny/")
    title = User.objects.get(pk=subject.pk).title.replace("\r\n", "\n")
    assert title == "Kommer i tid och trivs bra\n\nKommer nästan alltid i tid och trivs"


def test_a_row_is_chosen_with_the_keyboard_alone(page, me, look):
    person = make_user(unit=me.unit, last_name="Berg")
    make_user(unit=me.unit, last_name="Bergman")
    page.goto("/valj/")
    field = page.get_by_role("combobox", name="Person", exact=True)
    field.press_sequentially("berg", delay=20)
    expect(page.get_by_role("option")).to_have_count(2)
    look(page, "valj-ur-lista")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant")
    field.press("Enter")
    expect(field).to_have_value("Berg")
    expect(page.locator("input[name=person]")).to_have_value(str(person.uuid))
    field.press("Backspace")
    expect(page.locator("input[name=person]")).to_have_value("")
    field.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)


def test_a_fault_keeps_the_text_on_the_page(page, context, me, look):
    page.goto(PAGE)
    page.get_by_label("Namn").fill("Navet")
    page.get_by_label("Text").fill("Lång anteckning\nmed två rader")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Du har blivit utloggad")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("Lång anteckning\nmed två rader")
    look(page, "utloggad-med-text")
