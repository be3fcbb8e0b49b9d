"""A consultant's work with one person: kartläggning, journal, meeting, closing."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from participants.models import Closure, Enrolment, JournalEntry, KartlaggningArea, KartlaggningEntry, Meeting
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    JournalEntryFactory,
    KartlaggningEntryFactory,
    MeetingFactory,
    People,
    make_people,
    opened,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    """Leyla's case, Anna's since the spring, with something written."""
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Leyla",
        participant__last_name="Özdemir",
        participant__phone="070-174 06 05",
        participant__email="leyla@example.se",
        participant__interpreter_language="Turkiska",
        consultant=people.anna,
        team=people.team,
        opened_on=today() - dt.timedelta(days=200),
    )
    IdentityNumberFactory(participant=enrolment.participant, number="199001012385")
    now = timezone.now()
    for days, kind, text in (
        (120, "samtal", "Första samtalet. Leyla berättar om sin tid som undersköterska och vill tillbaka till vården."),
        (60, "telefon", "Ringde om språkpraktiken. Hon trivs och får mer ansvar.\n\nVi bokar ett trepartssamtal."),
        (9, "uteblivet", "Kom inte till mötet. Hörde av sig på eftermiddagen: barnet var sjukt."),
    ):
        JournalEntryFactory(enrolment=enrolment, kind=kind, text=text, occurred_at=now - dt.timedelta(days=days))
    entry = enrolment.journal.get(kind="telefon")
    JournalEntryFactory(
        enrolment=enrolment, kind="telefon", text="Det var praktikhandledaren jag ringde, inte Leyla.", corrects=entry
    )
    education = KartlaggningEntryFactory(enrolment=enrolment, own_words="Jag gick nio år i skolan i Izmir.")
    KartlaggningEntry.objects.create(
        participant=enrolment.participant,
        enrolment=enrolment,
        area=education.area,
        own_words="Jag gick nio år i skolan i Izmir och två år på vårdskolan.",
        assessment="Vårdutbildningen behöver valideras.",
        supersedes=education,
        author=people.bo,
    )
    KartlaggningEntryFactory(
        enrolment=enrolment,
        area=KartlaggningArea.objects.get(code="halsa"),
        own_words="Jag har ont i ryggen när jag står länge.",
        is_obstacle=True,
    )
    work = {"occupation": "Undersköterska", "employer": "Vårdcentralen i Izmir", "country": "Turkiet"}
    for code, facts in (
        ("erfarenhet", {"work": [work | {"from_month": "2011-03", "to_month": "2014-08", "tasks": "Omvårdnad."}]}),
        ("sprak", {"languages": [{"language": "Turkiska", "spoken": "modersmal"}], "sfi": "c"}),
        ("kompetens", {"competences": [{"name": "Undersköterska", "code": "underskoterska"}, {"name": "Väva mattor"}]}),
    ):
        area = KartlaggningArea.objects.get(code=code)
        KartlaggningEntryFactory(enrolment=enrolment, area=area, own_words="Jag har jobbat i vården.", facts=facts)
    return enrolment


def test_kartlaggning_is_completed_in_place(
    people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look
) -> None:
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/")
    expect(page.get_by_text("Vårdutbildningen behöver valideras.")).to_be_visible()
    look(page, "case-kartlaggning")
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/utbildning/")
    look(page, "case-area")
    # A screenshot leaves its mark on the fields, which the policy then refuses in what is swapped in.
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/")
    page.get_by_role("link", name="Fyll på utbildning").click()
    words = page.get_by_label("Med deltagarens egna ord")
    expect(words).to_have_value("Jag gick nio år i skolan i Izmir och två år på vårdskolan.")
    words.fill("Jag gick nio år i skolan i Izmir, två år på vårdskolan och SFI till kurs C.")
    page.get_by_label("Utbildningsnivå").select_option("grundskola")
    # Bo writes in the same area meanwhile.
    latest = KartlaggningEntry.objects.get(area__code="utbildning", superseded_by=None)
    KartlaggningEntry.objects.create(
        participant=case.participant,
        enrolment=case,
        area=latest.area,
        own_words="Jag gick nio år i skolan i Izmir och ett år på vårdskolan.",
        assessment="Vårdutbildningen behöver valideras.",
        supersedes=latest,
        author=people.bo,
    )
    page.get_by_role("button", name="Spara området").click()
    expect(page.get_by_text("Ni har båda ändrat här")).to_be_visible()
    page.get_by_role("button", name="Spara området").click()
    expect(page.get_by_text("Utbildning är sparat.")).to_be_visible()
    expect(page.locator(".area .own-words", has_text="SFI till kurs C").first).to_be_visible()
    case.participant.refresh_from_db()
    assert case.participant.education_level == "grundskola"
    assert KartlaggningEntry.objects.filter(area__code="utbildning").count() == 4
    look(page, "case-area-saved")


def test_an_area_asks_row_by_row(people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look) -> None:
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/erfarenhet/")
    second = page.get_by_role("group", name="Arbete 2")
    second.get_by_label("Arbetsgivare").fill("Hamnkrogen")
    second.get_by_label("Från").fill("i fjol")
    page.get_by_role("button", name="Spara området").click()
    expect(page.get_by_text("Skriv år och månad").first).to_be_visible()
    look(page, "case-area-work")
    second.get_by_label("Yrke").fill("Diskare")
    second.get_by_label("Från").fill("2019-05")
    page.get_by_role("button", name="Spara området").click()
    expect(page.get_by_text("Diskare · från 2019-05 · Hamnkrogen")).to_be_visible()
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/kompetens/")
    look(page, "case-area-competence")
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/")
    page.get_by_role("link", name="ord för ord").click()
    expect(page.get_by_role("heading", name="Vad har ändrats?")).to_be_visible()
    look(page, "case-changes")
    page.get_by_label("Sedan ett datum").fill(today().isoformat())
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_text(f"Sedan {today()}: 5 områden har ändrats.")).to_be_visible()


def test_a_colleague_meets_the_fence(people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look) -> None:
    opened(case.participant, people.bo)
    sign_in(people.bo)
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/")
    expect(page.get_by_text("visas för dem som arbetar med ärendet")).to_have_count(3)
    expect(page.get_by_text("ont i ryggen")).to_have_count(0)
    look(page, "case-kartlaggning-fenced")


def test_what_is_typed_survives_a_reload(
    people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look
) -> None:
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/journal/")
    look(page, "case-journal")
    text = "Vi gick igenom planen. Hon vill prova kassan på fredagar."
    page.get_by_role("textbox", name="Anteckning").fill(text)
    expect(page.get_by_text("Sparat")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Anteckning")).to_have_value(text)
    expect(page.get_by_text("Utkast från")).to_be_visible()
    page.get_by_label("Slag", exact=True).select_option("samtal")
    page.get_by_role("button", name="Spara anteckningen").dblclick()
    expect(page.locator(".entry__text", has_text=text)).to_be_visible()
    expect(page.get_by_role("textbox", name="Anteckning")).to_have_value("")
    assert JournalEntry.objects.filter(text=text).count() == 1
    page.get_by_role("link", name="Telefon", exact=True).click()
    expect(page.locator("li.entry")).to_have_count(1)
    page.get_by_role("link", name="Rätta anteckningen").click()
    look(page, "case-correct")
    page.get_by_label("Rättelse").fill("Det var i tisdags.")
    page.get_by_role("button", name="Skriv rättelsen").click()
    expect(page.get_by_text("Det var i tisdags.")).to_be_visible()
    page.get_by_role("link", name="Skriv ut").click()
    look(page, "case-journal-print")


def test_a_meeting_becomes_a_note(people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look) -> None:
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/moten/nytt/")
    look(page, "case-meeting")
    page.get_by_role("textbox", name="Plats").fill("Rum 3")
    page.get_by_role("button", name="Boka mötet").click()
    expect(page.get_by_text("Mötet är bokat")).to_be_visible()
    now = timezone.now()
    earlier = MeetingFactory(enrolment=case, starts_at=now - dt.timedelta(hours=1), ends_at=now, place="Rum 2")
    page.goto(f"/deltagare/{case.participant.uuid}/journal/")
    look(page, "case-journal-meetings")
    page.get_by_role("link", name="Skriv hur det gick").click()
    look(page, "case-meeting-outcome")
    page.get_by_role("textbox", name="Anteckning").fill("Vi pratade om validering.")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".entry__text", has_text="Vi pratade om validering.")).to_be_visible()
    earlier.refresh_from_db()
    assert earlier.state == Meeting.State.HELD
    assert earlier.journal_entry is not None


def test_closing_asks_only_what_is_needed(
    people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look
) -> None:
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/avsluta/")
    expect(page.get_by_text("Vilket slags arbete?")).to_be_hidden()
    look(page, "case-closure")
    page.get_by_label("Orsak").select_option("arbete")
    page.get_by_label("Började arbeta").check()
    page.get_by_role("button", name="Avsluta ärendet").last.click()
    expect(page.get_by_text("Svara vilket slags arbete det är.").first).to_be_visible()
    look(page, "case-closure-refused")
    page.get_by_label("På den reguljära arbetsmarknaden").check()
    page.get_by_role("radio", name="Nej").first.check()
    page.get_by_label("Arbetet började").fill(str(today()))
    page.get_by_role("group", name="Får vi höra av oss").get_by_label("Ja").check()
    page.get_by_label("Omfattning").fill("75")
    page.get_by_label("Hur arbetet hittades").select_option("kontakter")
    page.get_by_role("button", name="Avsluta ärendet").last.click()
    expect(page.get_by_text("är avslutat").first).to_be_visible()
    closure = Closure.objects.get(enrolment=case)
    assert (closure.to_work, closure.regular, closure.municipal, closure.work_extent) == (True, True, False, 75)
    page.goto(f"/deltagare/{case.participant.uuid}/historik/")
    look(page, "case-history")
    page.goto(f"/avslut/{closure.uuid}/varade/")
    look(page, "case-lasted")


def test_without_scripts_everything_is_there(people: People, case: Enrolment, browser, live_server) -> None:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(people.anna, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="sv-SE")
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/deltagare/{case.participant.uuid}/avsluta/")
    expect(page.get_by_text("Vilket slags arbete?")).to_be_visible()
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/")
    page.get_by_role("link", name="Fyll på utbildning").click()
    page.get_by_label("Din bedömning").fill("Klar för validering.")
    page.get_by_role("button", name="Spara området").click()
    expect(page.get_by_text("Klar för validering.")).to_be_visible()
    page.get_by_role("link", name="Visa personnummer").click()
    expect(page.get_by_text("19900101-2385").first).to_be_visible()
    context.close()


def test_the_lists(people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look) -> None:
    for first, last, consultant in (
        ("Amina", "Ahmed", people.anna),
        ("Björn", "Åkerlund", people.anna),
        ("Örjan", "Ärlig", people.bo),
        ("Zara", "Östergren", None),
    ):
        EnrolmentFactory(
            participant__unit=people.unit,
            participant__first_name=first,
            participant__last_name=last,
            consultant=consultant,
            team=people.team,
        )
    MeetingFactory(
        enrolment=case,
        starts_at=timezone.now() + dt.timedelta(days=1),
        ends_at=timezone.now() + dt.timedelta(days=1, hours=1),
    )
    sign_in(people.anna)
    page.goto("/deltagare/")
    expect(page.locator("tbody tr")).to_have_count(3)
    look(page, "case-list")
    sign_in(people.eva)
    page.goto("/deltagare/")
    expect(page.locator("tbody tr")).to_have_count(5)
    look(page, "case-list-manager")
    page.goto(f"/arenden/{case.uuid}/personal/")
    look(page, "case-staff")
    page.goto(f"/arenden/{case.uuid}/konsulent/")
    look(page, "case-assign")
    page.goto(f"/deltagare/{case.participant.uuid}/andra/")
    look(page, "case-person")
