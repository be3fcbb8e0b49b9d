"""A supervisor with a phone confirms last month; the ekonom pays from it."""

import datetime as dt
import re

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.calendar import add_months, month_start, previous_month, today
from amc.web.display import month as month_words
from placements.actions import confirm_supervision
from placements.actions.pay import make_payable
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


def test_an_answer_that_somebody_else_was_before_with_is_told_of(page: Page, sign_in, look, people, employment):
    """The consultant wrote the month down while the supervisor was writing: nothing of it is lost."""
    page.set_viewport_size(PHONE)
    sign_in(people.hans)
    page.goto("/handledning/")
    last = previous_month(today())
    waiting = question(page, last)
    waiting.get_by_text("Nej, berätta").click()
    waiting.get_by_label("Är du orolig för något?").fill("Amina orkar inte med kvällspassen.")
    confirm_supervision(
        employment.supervisions.get(),
        month=last,
        as_planned=True,
        on_behalf_reason="Talades vid.",
        by=people.anna,
        now=timezone.now(),
        today=today(),
    )
    waiting.get_by_role("button", name="Skicka till Anna").click()
    expect(page.get_by_text("bekräftades redan")).to_be_visible()
    expect(page.get_by_text("Amina orkar inte med kvällspassen.")).to_be_visible()
    look(page, "handledning-redan-bekraftad")
    page.get_by_role("link", name="säg till om något är fel").first.click()
    expect(page.get_by_label("Vad är fel?")).to_be_visible()


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


@pytest.mark.parametrize("width", [360, 390])
def test_no_tells_the_consultant(page: Page, sign_in, look, people, employment, width):
    phone = {"width": width, "height": 780}
    page.set_viewport_size(phone)
    sign_in(people.hans)
    page.goto("/handledning/")
    waiting = question(page, previous_month(today()))
    waiting.get_by_text("Nej, berätta").click()
    waiting.get_by_role("button", name="Skicka till Anna").click()
    expect(waiting.get_by_text("Berätta kort vad som inte gick som planerat.")).to_be_visible()
    look(page, f"handledning-nej-{width}")
    page.set_viewport_size(phone)
    waiting.get_by_label("Dagar borta").fill("3")
    waiting.get_by_label("Vad blev annorlunda?").fill("Kom inte vecka 42.")
    waiting.get_by_label("Vad har personen lärt sig?").fill("Att läsa ett recept.")
    waiting.get_by_label("Är du orolig för något?").fill("Ser trött ut.")
    waiting.get_by_role("button", name="Skicka till Anna").click()
    expect(page.get_by_text("Tack!")).to_be_visible()
    assert set(Deviation.objects.values_list("kind", flat=True)) == {"month", "concern"}

    sign_in(people.anna)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/deltagare/{employment.participant.uuid}/placering/")
    expect(page.get_by_text("Kom inte vecka 42.")).to_be_visible()
    expect(page.get_by_text("Ser trött ut.")).to_be_visible()
    look(page, "placering-avvikelse")


def test_a_month_is_disputed_on_the_phone_and_put_right_by_the_consultant(page, sign_in, look, people, employment):
    phone = {"width": 360, "height": 780}
    page.set_viewport_size(phone)
    sign_in(people.hans)
    page.goto("/handledning/")
    last = previous_month(today())
    question(page, last).get_by_text("Ja, bekräfta").click()
    question(page, last).get_by_role("button", name="Bekräfta").click()
    page.get_by_role("link", name=month_words(last)).click()
    look(page, "handledning-invandning")
    page.set_viewport_size(phone)
    page.get_by_label("Vad är fel?").fill("Hon var borta hela månaden.")
    page.get_by_role("button", name="Säg till").click()
    expect(page.get_by_text("ses över")).to_be_visible()

    sign_in(people.anna)
    page.goto(employment.get_absolute_url())
    expect(page.get_by_text("Invändning", exact=True)).to_be_visible()
    look(page, "placering-invandning")
    page.get_by_role("link", name=f"Rätta {month_words(last)}").click()
    page.get_by_label("Nej").check()
    page.get_by_label("Det blev ingen handledning alls den månaden").check()
    page.get_by_label("Vad var fel?").fill("Ingen handledning den månaden.")
    look(page, "manad-ratta")
    page.get_by_role("button", name="Rätta månaden").click()
    expect(page.get_by_text("Ingen handledning", exact=True)).to_be_visible()


def test_the_unit_calls_those_who_have_not_answered(page: Page, sign_in, look, people, hans, employment):
    hans.phone = "070-123 45 67"
    hans.save()
    sign_in(people.anna)
    page.goto("/handledare/")
    page.get_by_role("link", name="Obesvarade månader").click()
    expect(page.get_by_role("link", name="Ring Hans Hedlund")).to_have_attribute("href", "tel:070-1234567")
    look(page, "obesvarade-manader")
    last = previous_month(today())
    page.get_by_role("link", name=f"Bekräfta {month_words(last)} för Hans Hedlunds räkning").click()
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Per telefon").check()
    page.get_by_label("Underlag").fill("Hans på telefon i dag.")
    look(page, "bekrafta-for-handledaren")
    page.get_by_role("button", name="Bekräfta för handledarens räkning").click()
    assert SupervisionMonth.objects.get().source == "phone"


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


def test_the_ekonom_makes_the_file(page: Page, sign_in, look, people, hans, employment):
    for month, day in ((add_months(month_start(today()), -2), 0), (previous_month(today()), 1)):
        now = dt.datetime.now(dt.UTC) - dt.timedelta(days=40 - day)
        proof = SupervisionMonth.objects.create(
            supervision=employment.supervisions.get(),
            month=month,
            as_planned=True,
            confirmed_at=now,
            confirmed_by=people.hans,
        )
        with transaction.atomic():
            make_payable(proof, now=now)
    sign_in(people.ekonom)
    page.goto("/handledarersattning/")
    expect(page.get_by_text("2 ersättningar i urvalet")).to_be_visible()
    look(page, "handledarersattning")
    page.get_by_role("link", name="Lönefiler").click()
    expect(page.get_by_text("2 rader i nästa fil")).to_be_visible()
    look(page, "lonefiler")
    page.get_by_role("button", name="Skapa lönefilen").click()
    expect(page.get_by_text("Lönefil 1 är skapad.")).to_be_visible()
    look(page, "lonefiler-skapad")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Ladda ner Lönefil 1 som CSV").click()
    assert caught.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="Lönefil 1", exact=True).click()
    expect(page.get_by_text("2 ersättningar i urvalet")).to_be_visible()
