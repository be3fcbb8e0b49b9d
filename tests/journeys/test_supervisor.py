"""A supervisor with a phone confirms last month; the ekonom pays from it."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import add_months, month_start, previous_month, today
from amc.web.display import month as month_words
from placements.models import Deviation, SupervisionMonth
from tests.factories import EmploymentFactory, InternshipFactory, SupervisorFactory, make_people
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def people():
    people = make_people()
    people.anna.phone = "0155-24 80 01"
    people.anna.save()
    return people


@pytest.fixture
def hans(people):
    return SupervisorFactory(user=people.hans, last_name="Hedlund")


@pytest.fixture
def employment(people, hans):
    first = add_months(month_start(today()), -2)
    from_before = {"opened_on": first - dt.timedelta(days=60)}
    enrolment = ready_for_ami(people, participant__first_name="Amina", participant__last_name="Öberg", **from_before)
    return placed(
        EmploymentFactory,
        enrolment=enrolment,
        supervisor=hans,
        first_day=first,
        last_day=add_months(first, 12) - dt.timedelta(days=1),
        tasks="Baka bröd och duka fram frukost",
    )


def question(page: Page, month: dt.date):
    return page.get_by_role("region", name=f"{month_words(month).capitalize()}: gick allt som planerat?")


def test_last_month_is_confirmed_in_two_taps(page: Page, sign_in, look, people, employment):
    page.set_viewport_size(PHONE)
    sign_in(people.hans)
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/handledning/$"))
    last = previous_month(today())
    look(page, "handledning")
    page.set_viewport_size(PHONE)

    waiting = question(page, last)
    waiting.get_by_text("Ja, bekräfta").click()
    look(page, "handledning-ja")
    page.set_viewport_size(PHONE)
    waiting.get_by_role("button", name=f"Bekräfta {month_words(last)}").click()

    expect(page.get_by_text("Tack!")).to_be_visible()
    expect(waiting).to_have_count(0)
    expect(page.get_by_role("list", name="Bekräftade månader")).to_contain_text(month_words(last))
    assert SupervisionMonth.objects.get().month == last


def test_a_mistaken_tap_is_taken_back(page: Page, sign_in, people, employment):
    page.set_viewport_size(PHONE)
    sign_in(people.hans)
    page.goto("/handledning/")
    waiting = question(page, previous_month(today()))
    send = waiting.get_by_role("button", name="Bekräfta")
    waiting.get_by_text("Ja, bekräfta").click()
    expect(send).to_be_visible()
    waiting.get_by_text("Nej, berätta").click()
    expect(send).to_be_hidden()
    waiting.get_by_text("Nej, berätta").click()
    expect(waiting.get_by_label("Vad blev annorlunda?")).to_be_hidden()
    assert not SupervisionMonth.objects.exists()


def test_no_tells_the_consultant(page: Page, sign_in, look, people, employment):
    page.set_viewport_size(PHONE)
    sign_in(people.hans)
    page.goto("/handledning/")
    waiting = question(page, previous_month(today()))
    waiting.get_by_text("Nej, berätta").click()
    waiting.get_by_role("button", name="Skicka till Anna").click()
    expect(waiting.get_by_text("Berätta kort vad som inte gick som planerat.")).to_be_visible()
    look(page, "handledning-nej")
    page.set_viewport_size(PHONE)
    waiting.get_by_label("Vad blev annorlunda?").fill("Kom inte vecka 42.")
    waiting.get_by_role("button", name="Skicka till Anna").click()
    expect(page.get_by_text("Tack!")).to_be_visible()
    assert Deviation.objects.get().text.endswith("Kom inte vecka 42.")

    sign_in(people.anna)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/deltagare/{employment.participant.uuid}/placering/")
    expect(page.get_by_text("Kom inte vecka 42.")).to_be_visible()
    look(page, "placering-avvikelse")


def test_several_people_and_nobody(page: Page, sign_in, look, people, hans, employment):
    enrolment = ready_for_ami(people, participant__first_name="Dawit", participant__last_name="Haile")
    first = add_months(month_start(today()), -1)
    placed(
        InternshipFactory,
        enrolment=enrolment,
        supervisor=hans,
        first_day=first,
        last_day=add_months(first, 3),
        tasks="Måla staket",
    )
    SupervisionMonth.objects.create(
        supervision=employment.supervisions.get(),
        month=previous_month(today()),
        as_planned=True,
        confirmed_at=dt.datetime.now(dt.UTC),
        confirmed_by=people.hans,
    )
    sign_in(people.hans)
    page.goto("/handledning/")
    expect(page.get_by_role("article")).to_have_count(2)
    look(page, "handledning-flera")


def test_nobody_to_supervise(page: Page, sign_in, look, people):
    sign_in(people.hans)
    page.goto("/handledning/")
    expect(page.get_by_text("Du handleder ingen just nu")).to_be_visible()
    look(page, "handledning-ingen")


def test_the_ekonom_pays(page: Page, sign_in, look, people, employment):
    sign_in(people.hans)
    page.goto("/handledning/")
    last = previous_month(today())
    for month in (last, previous_month(last)):
        question(page, month).get_by_text("Ja, bekräfta").click()
        question(page, month).get_by_role("button", name="Bekräfta").click()
        expect(page.get_by_text("Tack!")).to_be_visible()

    sign_in(people.ekonom)
    page.goto("/handledarersattning/")
    expect(page.get_by_text("2 ersättningar i urvalet")).to_be_visible()
    look(page, "handledarersattning")
    page.get_by_label(f"Välj Hans Hedlund, {last:%Y-%m}").check()
    page.get_by_role("button", name="Markera valda som utbetalda").click()
    expect(page.get_by_text("1 ersättning är markerade som utbetalda.")).to_be_visible()
    page.get_by_role("button", name="Markera alla 1 i urvalet").click()
    expect(page.get_by_text("Ingen ersättning i urvalet", exact=True)).to_be_visible()
    look(page, "handledarersattning-tom")
