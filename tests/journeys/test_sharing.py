"""Telling others: a consent, a disclosure, what each party gets, and the report to the referrer."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from participants.models import Disclosure
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    GoalFactory,
    IdentityNumberFactory,
    InternshipFactory,
    KartlaggningEntryFactory,
    PlanVersionFactory,
    WorkplaceFactory,
    agreed,
    make_people,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_consent_to_report(page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]) -> None:
    people, day = make_people(), today()
    case = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Leyla",
        participant__last_name="Özdemir",
        consultant=people.anna,
        opened_on=day - dt.timedelta(days=200),
    )
    IdentityNumberFactory(participant=case.participant, number="199001012385")
    version = PlanVersionFactory(enrolment=case)
    goal = GoalFactory(version=version, text="Jag vill arbeta i ett kök", sign="När jag har provat två kök")
    ActivityFactory(version=version, goal=goal, what="Söka fyra platser med konsulenten")
    ActivityFactory(version=version, goal=goal, what="Prata om skulderna med budgetrådgivaren")
    agreed(version, day - dt.timedelta(days=150))
    # The supervisor is there from the first day, which is looked at when the transaction ends.
    with transaction.atomic():
        InternshipFactory(
            enrolment=case,
            workplace=WorkplaceFactory(name="Bageriet", employer__name="Bageriet Vetekornet"),
            first_day=day - dt.timedelta(days=60),
            last_day=day + dt.timedelta(days=30),
            tasks="Baka bullar och ta hand om disken.",
        )
    KartlaggningEntryFactory(enrolment=case, own_words="Jag gick nio år i skolan i Izmir.")
    sign_in(people.anna)

    page.goto(f"/deltagare/{case.participant.uuid}/historik/")
    page.get_by_role("link", name="Visa alla").click()
    look(page, "samtycken-tomt")
    page.get_by_role("link", name="Nytt samtycke").click()
    page.get_by_label("Slags mottagare").select_option("arbetsgivare")
    page.get_by_label("Organisation").fill("Bageriet Vetekornet")
    page.get_by_label("Kartläggning: Hälsa (känsligt)").check()
    page.get_by_label("Praktik och anställning: plats, tid och uppgifter").check()
    page.get_by_label("Namn, ärendenummer och kontaktuppgifter").check()
    page.get_by_label("Varför").fill("Så att chefen kan lägga in pauser.")
    look(page, "samtycke-nytt")
    page.get_by_role("button", name="Spara samtycket").click()
    expect(page.get_by_role("link", name="Skriv var det undertecknade papperet finns.")).to_be_visible()
    page.get_by_label("Var papperet finns").fill("Pärm 4, flik Ö")
    page.get_by_role("button", name="Spara samtycket").click()
    expect(page.get_by_text("Samtycket är sparat.")).to_be_visible()

    page.get_by_role("link", name="Nytt utlämnande").click()
    page.get_by_label("Vem som tog emot").fill("Disa Dahl, chef")
    page.get_by_label("Kartläggning: Hälsa (känsligt)").check()
    page.get_by_label("Vad du lämnade ut").fill("Behöver två korta pauser på förmiddagen.")
    look(page, "utlamnande-nytt")
    page.get_by_role("button", name="Spara utlämnandet").click()
    expect(page.get_by_text("Utlämnandet är sparat.")).to_be_visible()
    look(page, "utlamnande")
    page.get_by_role("link", name="Alla samtycken och utlämnanden").click()
    look(page, "samtycken")

    page.goto(f"/deltagare/{case.participant.uuid}/delat/")
    page.get_by_role("button", name="Inte till remittenten Prata om skulderna med budgetrådgivaren").click()
    expect(page.get_by_text("Det här går inte till remittenten.")).to_be_visible()
    page.locator("summary").first.click()
    look(page, "delat")
    page.get_by_role("link", name="Skapa återrapport").click()
    expect(page.get_by_text("Prata om skulderna")).to_have_count(0)
    page.get_by_label("Vem som tar emot").fill("Siv Sandberg, socialsekreterare")
    page.get_by_label("Utan samtycke, efter sekretessprövning").check()
    page.get_by_label("Lagrum").fill("26 kap. 1 § OSL (2009:400)")
    page.locator("#id_reasons").fill("Socialtjänsten har gett oss uppdraget.")
    page.get_by_label("Sammanfattning").fill("Leyla har provat ett kök och vill fortsätta.")
    look(page, "aterrapport")
    page.get_by_role("button", name="Lämna ut och skapa dokumentet").click()
    expect(page.get_by_role("link", name="Öppna dokumentet")).to_be_visible()
    look(page, "aterrapport-lamnad")
    assert "skulderna" not in str(Disclosure.objects.get(form="document").document)
