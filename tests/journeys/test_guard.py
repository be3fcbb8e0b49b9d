"""The guard in the browser: breaking off at once, the log of concerns, a supervisor who leaves, and why still there."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from placements.models import AcknowledgedWarning, Deviation, Internship, LockInAnswer, NextStep, Supervision
from tests.factories import (
    EmployerFactory,
    EmploymentFactory,
    InternshipFactory,
    SupervisorFactory,
    WorkplaceFactory,
    make_people,
)
from tests.placements.employer_room import AgreementFactory
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
Look = Callable[[Page, str], None]


def test_a_praktik_is_broken_off_and_the_employers_log_tells_of_it(
    page: Page, sign_in: Callable[[User], None], look: Look
) -> None:
    people = make_people()
    employer = EmployerFactory(name="Ekhaga restaurang och catering AB", kind="privat")
    place = WorkplaceFactory(employer=employer, name="Köket", capacity=1)
    AgreementFactory(employer=employer)
    case = ready_for_ami(people)
    practice = placed(
        InternshipFactory,
        enrolment=case,
        workplace=place,
        first_day=today() - 40 * DAY,
        last_day=today() + 50 * DAY,
        supervisor=SupervisorFactory(employer=employer, first_name="Disa", last_name="Dahl"),
    )
    sign_in(people.anna)
    page.goto(employer.get_absolute_url())
    expect(page.get_by_text("Inget har varnats för eller antecknats här.")).to_be_visible()
    AcknowledgedWarning.objects.create(
        enrolment=case,
        internship=practice,
        code="over_capacity",
        message="Köket har 1 plats, och 1 är där redan någon av de dagarna.",
        reason="Den andra slutar på fredag.",
        acknowledged_by=people.eva,
    )
    page.goto(practice.get_absolute_url())
    page.get_by_role("link", name="Avbryt nu").click()
    look(page, "abort")
    page.get_by_role("button", name="Avbryt placeringen").click()
    expect(page.locator(".invalid-feedback, [id^=error]").first).to_be_visible()
    look(page, "abort-error")
    page.get_by_label("Missförhållande på arbetsplatsen", exact=False).check()
    page.get_by_label("Vad har hänt?").fill("Ensam i köket, också kvällar. Ersätter en vikarie.")
    page.get_by_label("Vad händer nu?").fill("Möte på måndag om en annan plats.")
    page.get_by_role("button", name="Avbryt placeringen").click()
    expect(page.get_by_text("Placeringen är avbruten.", exact=False)).to_be_visible()
    look(page, "abort-done")
    assert Internship.objects.get().end_reason == "misuse"
    assert Deviation.objects.get().severity == Deviation.Severity.SERIOUS
    page.goto(f"{employer.get_absolute_url()}#oro")
    log = page.locator("section", has=page.locator("#oro"))
    expect(log.get_by_text("Fler än platsen tar emot", exact=True)).to_be_visible()
    expect(log.get_by_text("Ensam i köket, också kvällar.", exact=False)).to_be_visible()
    look(page, "employer-concerns")
    log.get_by_role("link", name="Alla avvikelser", exact=False).click()
    expect(page.get_by_role("cell", name="Platsen missbrukas")).to_be_visible()


def test_one_goes_on_past_a_full_place_and_says_why(page: Page, sign_in: Callable[[User], None], look: Look) -> None:
    people = make_people()
    employer = EmployerFactory(name="Ekhaga restaurang och catering AB", kind="privat")
    place = WorkplaceFactory(employer=employer, name="Köket", capacity=1)
    AgreementFactory(employer=employer)
    guide = SupervisorFactory(employer=employer, first_name="Disa", last_name="Dahl")
    days = {"first_day": today() - 40 * DAY, "last_day": today() + 50 * DAY}
    practice = placed(InternshipFactory, enrolment=ready_for_ami(people), workplace=place, supervisor=guide, **days)
    sign_in(people.anna)
    page.goto(practice.get_absolute_url())
    page.get_by_role("link", name="Förläng").click()
    page.get_by_label("Ny sista dag").fill((today() + 70 * DAY).isoformat())
    expect(page.get_by_label("Varför går du vidare ändå?")).to_have_count(0)
    placed(
        InternshipFactory,
        enrolment=ready_for_ami(people),
        workplace=place,
        first_day=today() + 60 * DAY,
        last_day=today() + 90 * DAY,
    )
    page.get_by_role("button", name="Förläng").click()
    expect(page.get_by_label("Varför går du vidare ändå?")).to_be_visible()
    look(page, "going-on-asked")
    page.locator("input[name=acknowledged]").check()
    page.get_by_role("button", name="Förläng").click()
    expect(page.get_by_text("Skriv varför du går vidare ändå.").first).to_be_visible()
    look(page, "going-on-error")
    page.get_by_label("Varför går du vidare ändå?").fill("De två delar på passen, och Disa leder båda.")
    page.get_by_role("button", name="Förläng").click()
    expect(page.get_by_text("Sista dagen är nu", exact=False)).to_be_visible()
    page.goto(f"/praktik/{practice.uuid}/avvikelse/")
    page.get_by_label("Uppgifter utanför överenskommelsen").check()
    page.get_by_label("Vad har hänt?").fill("Kör truck, fast överenskommelsen gäller disken.")
    page.get_by_role("button", name="Anteckna avvikelsen").click()
    expect(page.get_by_text("Kör truck, fast", exact=False).first).to_be_visible()
    page.goto(f"{employer.get_absolute_url()}#oro")
    log = page.locator("section", has=page.locator("#oro"))
    expect(log.get_by_text("Uppgifter utanför överenskommelsen", exact=True)).to_be_visible()
    expect(log.get_by_text("De två delar på passen, och Disa leder båda.", exact=False)).to_be_visible()
    look(page, "going-on-log")


def test_a_supervisor_leaves_and_each_gets_somebody_or_nobody(
    page: Page, sign_in: Callable[[User], None], look: Look
) -> None:
    people = make_people()
    employer = EmployerFactory(name="Ekhaga restaurang och catering AB", kind="privat")
    place = WorkplaceFactory(employer=employer, name="Köket", capacity=4)
    leaving = SupervisorFactory(employer=employer, first_name="Disa", last_name="Dahl")
    SupervisorFactory(employer=employer, first_name="Nils", last_name="Norén")
    for _ in range(2):
        placed(
            InternshipFactory,
            enrolment=ready_for_ami(people),
            workplace=place,
            first_day=today() - 40 * DAY,
            last_day=today() + 50 * DAY,
            supervisor=leaving,
        )
    sign_in(people.anna)
    page.goto(leaving.get_absolute_url())
    page.get_by_role("link", name="Slutar").click()
    look(page, "supervisor-leaves")
    page.get_by_label("Sista dag").fill((today() - 400 * DAY).isoformat())
    page.get_by_role("button", name="Spara").click()
    look(page, "supervisor-leaves-error")
    page.get_by_label("Sista dag").fill((today() + 7 * DAY).isoformat())
    page.get_by_role("button", name="Spara").click()
    box = page.locator("input[name=acknowledged]")
    expect(box).to_be_visible()
    look(page, "supervisor-leaves-warning")
    box.check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("2 handledarskap avslutas den dagen.", exact=False)).to_be_visible()
    look(page, "supervisor-left")
    assert {row.last_day for row in Supervision.objects.filter(supervisor=leaving)} == {today() + 7 * DAY}


def test_why_still_in_the_workshop_is_answered_in_min_dag(
    page: Page, sign_in: Callable[[User], None], look: Look
) -> None:
    people = make_people()
    case = ready_for_ami(people)
    workshop = WorkplaceFactory(
        employer=EmployerFactory(name="Jobbtorg Centrum", kind="forvaltning"), name="Snickeriet", own_workshop=True
    )
    placed(
        InternshipFactory,
        enrolment=case,
        workplace=workshop,
        first_day=today() - 250 * DAY,
        last_day=today() + 50 * DAY,
    )
    sign_in(people.anna)
    page.goto("/min-dag/")
    row = page.locator(".task", has_text="Länge i egna verkstäder")
    row.get_by_role("link", name="Svara", exact=False).click()
    expect(row.get_by_label("Varför är det så fortfarande?")).to_be_visible()
    look(page, "lock-in-row")
    row.get_by_label("Varför är det så fortfarande?").fill("Ingen plats utanför har tagit emot än.")
    row.get_by_label("Vad är nästa steg?").fill("Provar två veckor i köket på Ekhaga.")
    row.get_by_role("button", name="Spara svaret").click()
    expect(page.locator(".task", has_text="Länge i egna verkstäder")).to_have_count(0)
    assert LockInAnswer.objects.get().enrolment == case
    page.goto(f"/deltagare/{case.participant.uuid}/placering/")
    expect(page.get_by_text("Provar två veckor i köket på Ekhaga.")).to_be_visible()
    look(page, "lock-in-tab")
    page.goto(f"/deltagare/{case.participant.uuid}/placering/vad-hindrar/praktik/")
    look(page, "lock-in-form")


def test_what_an_employment_became_is_answered_and_counted(
    page: Page, sign_in: Callable[[User], None], look: Look
) -> None:
    people = make_people()
    rows = []
    for leads_to in ("same_employer", "studies", ""):
        row = placed(
            EmploymentFactory,
            enrolment=ready_for_ami(people),
            first_day=today() - 270 * DAY,
            last_day=today() - 40 * DAY,
            end_reason="time",
        )
        rows.append(row)
        for moment, what in (("half", "same_employer"), ("after", leads_to)):
            if what:
                NextStep.objects.create(
                    employment=row,
                    moment=moment,
                    last_day=row.last_day,
                    leads_to=what,
                    text="Frågar chefen.",
                    answered_by=people.anna,
                    answered_at=dt.datetime.now(dt.UTC),
                )
    sign_in(people.anna)
    page.goto("/min-dag/")
    task = page.locator(".task", has_text="Vad ledde anställningen till?")
    task.get_by_role("link", name="Svara", exact=False).click()
    expect(task.get_by_label("Annat arbete")).to_be_visible()
    look(page, "outcome-row")
    task.get_by_label("Annat arbete").check()
    task.get_by_role("button", name="Spara svaret").click()
    expect(page.locator(".task", has_text="Vad ledde anställningen till?")).to_have_count(0)
    page.goto(rows[-1].get_absolute_url())
    look(page, "outcome-employment")
    sign_in(people.eva)
    page.goto("/oversikt/")
    page.get_by_role("link", name="Efter anställningen").click()
    expect(page.get_by_text("Av 3 avslutade anställningar", exact=False)).to_be_visible()
    look(page, "after-employment")
    page.get_by_role("link", name="3 till arbete eller studier").click()
    look(page, "after-employment-list")
