"""The frame and the parts in a real browser: both themes, wide and narrow, with keys and without scripts."""

import re

import pytest
from django.http import HttpResponse
from django.urls import include, path

from amc.staff.models import Role
from tests.journeys.conftest import checked
from tests.web.people import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]
HITS = (
    '<li><a href="/deltagare/?1">Amina Ali <small>42 år</small></a></li><li><a href="/deltagare/?2">Amina Abdi</a></li>'
)


def place(request, **kwargs):
    return HttpResponse("<!doctype html><title>En plats</title><p>Här</p>")


def hits(request):
    return HttpResponse(HITS if request.headers.get("HX-Request") else f"<ul>{HITS}</ul>")


urlpatterns = [
    path("", include("amc.offers.urls")),
    path("", include("amc.staff.urls")),
    path("", include("amc.web.urls")),
    path("", include("amc.web.urls_style")),
    path("sok/", hits, name="search"),
    *[
        path(f"{name.replace('_', '-')}/", place, name=name)
        for name in ("my_day", "referral_list", "employer_list", "placement_list", "supervisor_list", "notices")
    ],
    path("deltagare/", place, name="participant_list"),
    path("handledning/", place, name="supervision"),
]


def at_style(page):
    page.goto("/stil/")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


@pytest.fixture
def consultant(sign_in):
    user = make_user(first_name="Karin", last_name="Ekström", roles=[Role.KONSULENT])
    user.set_password("ett långt lösenord")
    user.save()
    sign_in(user)
    return user


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_part_in_every_state_is_accessible(page, look, consultant, theme):
    page.emulate_media(color_scheme=theme)
    at_style(page)
    assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
    look(page, f"stil-{theme}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_is_accessible(page, look, theme):
    page.emulate_media(color_scheme=theme)
    page.goto("/logga-in/")
    look(page, f"logga-in-{theme}")


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 450)], ids=["320 px", "1280 px at 200 % zoom"])
def test_nothing_is_cut_off_when_it_is_narrow(page, consultant, width, height):
    page.set_viewport_size({"width": width, "height": height})
    at_style(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert checked(page).violations_count == 0


def test_the_theme_is_remembered_and_painted_from_the_start(page, consultant):
    page.emulate_media(color_scheme="light")
    at_style(page)
    page.get_by_role("button", name=re.compile("^Meny för")).click()
    page.get_by_text("Mörkt").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert checked(page).violations_count == 0
    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_one_searches_with_the_keyboard_alone(page, consultant):
    at_style(page)
    page.keyboard.press("/")
    page.keyboard.type("ami")
    page.get_by_role("link", name="Amina Abdi").wait_for()
    assert page.get_by_role("search").get_by_role("status").text_content() == "2 träffar"
    assert "ami" not in page.url
    assert checked(page).violations_count == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/deltagare/?2")


def test_escape_closes_the_hits_and_keeps_the_field(page, consultant):
    at_style(page)
    page.keyboard.press("/")
    page.keyboard.type("ami")
    page.get_by_role("link", name="Amina Abdi").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.get_by_role("link", name="Amina Abdi").count() == 0
    assert page.evaluate("document.activeElement.id") == "sok"


def test_keys_lead_to_places_and_can_be_switched_off(page, consultant):
    at_style(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Tangenter")
    dialog.wait_for()
    assert checked(page).violations_count == 0
    dialog.get_by_label("Använd tangenterna").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.keyboard.press("/")
    assert page.url.endswith("/stil/")
    assert page.evaluate("document.activeElement.id") != "sok"
    page.evaluate("localStorage.setItem('amc-keys', 'on')")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/deltagare/")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page, consultant):
    page.goto("/konto/losenord/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"


def test_a_row_leads_where_its_link_leads(page, consultant):
    at_style(page)
    page.get_by_role("cell", name="2026-0398").click()
    assert page.url.endswith("/stil/#listan")


def test_a_refused_form_takes_the_focus_and_its_links_lead_to_the_fields(page, consultant):
    page.goto("/stil/")
    page.wait_for_function("document.activeElement.matches('[data-error-summary]')")
    page.get_by_role("link", name=re.compile("^Team:")).click()
    assert page.evaluate("document.activeElement.id") == "id_fel-team"


def test_a_form_is_sent_once(page, consultant):
    sent = []
    page.route("**/deltagare/**", lambda route: (sent.append(1), route.fulfill(status=204)))
    at_style(page)
    page.evaluate("form => { form.noValidate = true; form.action = '/deltagare/'; }", page.query_selector("form.form"))
    button = page.get_by_role("button", name="Lägg in anvisningen").first
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    with page.expect_request("**/deltagare/"):
        page.mouse.dblclick(box["x"] + 5, box["y"] + 5)
    page.get_by_role("button", name="Sparar …").first.wait_for()
    page.wait_for_timeout(300)
    assert sent == [1]


def test_a_question_is_asked_before_a_deed(page, consultant):
    at_style(page)
    page.get_by_role("link", name="Avsluta ärendet").click()
    dialog = page.get_by_role("dialog", name="Avsluta ärendet?")
    dialog.wait_for()
    assert checked(page).violations_count == 0
    dialog.get_by_role("button", name="Avbryt").click()
    assert not dialog.is_visible()


def test_the_rest_of_the_places_lie_behind_more_on_a_phone(page, consultant):
    page.set_viewport_size({"width": 390, "height": 800})
    at_style(page)
    page.get_by_role("button", name="Mer").click()
    more = page.get_by_role("navigation", name="Huvudmeny, nederst")
    more.get_by_role("link", name="Placeringar").wait_for()
    assert checked(page).violations_count == 0
    more.get_by_role("link", name="Placeringar").click()
    page.wait_for_url("**/placement-list/")


def test_a_failed_update_is_told_in_one_quiet_line(context, consultant):
    # Not the page of the fixture: htmx writes the failure to the console as well.
    page = context.new_page()
    page.route("**/sok/", lambda route: route.fulfill(status=503))
    at_style(page)
    page.keyboard.press("/")
    page.keyboard.type("ami")
    page.get_by_role("alert").filter(has_text="Det gick inte just nu").wait_for()


def test_a_supervisor_has_a_page_without_anything_beside_it(page, sign_in, look):
    sign_in(make_user(first_name="Bo", last_name="Lund", roles=[Role.HANDLEDARE]))
    at_style(page)
    assert page.get_by_role("search").count() == 0
    assert page.get_by_role("navigation", name="Huvudmeny").count() == 0
    look(page, "stil-handledare")


def test_everything_stands_there_without_scripts(browser, live_server, context, consultant):
    plain = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, storage_state=context.storage_state()
    )
    page = plain.new_page()
    page.goto("/stil/")
    page.get_by_role("searchbox").fill("ami")
    page.get_by_role("searchbox").press("Enter")
    assert page.url.endswith("/sok/")
    page.goto("/stil/")
    page.get_by_role("button", name=re.compile("^Meny för")).click()
    assert page.get_by_role("button", name="Logga ut").is_visible()
    plain.close()
