"""Asking AF or socialtjänsten to agree, on the plan's pages and in Min dag (issue 4)."""

import pytest
from django.urls import reverse

from handlingsplan.actions.drafts import change_goal
from handlingsplan.models import PlanParty
from participants.models import Withheld
from tests.handlingsplan.asked import DAY, PlanPartyFactory, settle
from tests.handlingsplan.room import TODAY, address, agree, once
from tests.handlingsplan.test_two_tabs import fields

pytestmark = pytest.mark.django_db


# --- The pages ------------------------------------------------------------------------------------


def test_asking_and_answering_on_the_page(as_anna, draft, contact):
    page = as_anna.get(address("plan_party_ask", draft))
    assert "Lena Berg, Arbetsförmedlingen" in page.text
    sent = fields(page) | {"contact": str(contact.uuid)}
    answer = as_anna.post(address("plan_party_ask", draft), sent, follow=True)
    assert f"Planen väntar på Lena Berg, Arbetsförmedlingen, senast {TODAY + 14 * DAY}." in answer.text
    party = PlanParty.objects.get()
    url = address("plan_party_settle", draft, party.uuid)
    assert f'href="{url}"' in answer.text

    both = {"participant": "on", "how": "screen", "consultant": "on"}
    agreeing = as_anna.get(address("plan_agree", draft))
    assert "Lena Berg, Arbetsförmedlingen, har inte godkänt än" in agreeing.text
    answer = as_anna.post(address("plan_agree", draft), fields(agreeing) | both, follow=True)
    assert "Planen gäller när även Lena Berg, Arbetsförmedlingen har godkänt." in answer.text

    # Whoever has signed is not asked to again.
    assert "Godkänn planen" not in as_anna.get(address("plan", draft)).text
    agreeing = as_anna.get(address("plan_agree", draft)).text
    assert "Ni har båda godkänt." in agreeing
    assert 'name="consultant"' not in agreeing

    answer = as_anna.post(url, fields(as_anna.get(url)) | {"how": "message"})
    assert answer.context["form"].errors.keys() == {"reference"}
    told = {"how": "message", "reference": "Anna, telefon"}
    answer = as_anna.post(url, fields(as_anna.get(url)) | told, follow=True)
    assert f"Version 1 är överenskommen {TODAY}." in answer.text
    assert (
        f"Lena Berg, Arbetsförmedlingen, godkände {TODAY}, muntligt eller i ett meddelande (Anna, telefon)"
        in answer.text
    )
    assert "Skriv svaret" not in answer.text
    assert "Planen har ändrats" not in answer.text


def test_nobody_to_ask_leads_to_the_contacts(as_anna, draft):
    page = as_anna.get(address("plan_party_ask", draft)).text
    assert reverse("outside_contact_create", args=[draft.plan.enrolment.participant.uuid]) in page
    assert 'name="contact"' not in page


def test_what_is_not_for_the_referrer_is_said(as_anna, people, draft, contact):
    assert "Inte till remittenten" not in as_anna.get(address("plan_party_ask", draft)).text
    goal = draft.goals.get()
    Withheld.objects.create(
        participant=draft.plan.enrolment.participant, of="mal", subject=goal.origin, marked_by=people.anna
    )
    page = as_anna.get(address("plan_party_ask", draft)).text
    assert "1 del i planen är märkt ”Inte till remittenten”" in page


def test_an_old_tab_notes_nothing_and_sees_both_texts(as_anna, draft, party):
    url = address("plan_party_settle", draft, party.uuid)
    old = fields(as_anna.get(url))
    change_goal(goal=draft.goals.get(), revision=0, text="Jag vill arbeta i restaurangkök")
    answer = as_anna.post(url, old)
    assert "ingenting är godkänt" in answer.text
    assert "[tillagt: </span>restaurangkök" in answer.text
    party.refresh_from_db()
    assert party.agreed_on is None
    assert as_anna.post(url, fields(answer)).status_code == 302


def test_the_page_says_whose_agreement_a_change_took(as_anna, people, draft, party):
    agree(draft, people.anna, participant=None)
    settle(party, people.anna)
    answer = as_anna.post(address("goal_create", draft), {"text": "Nytt"} | once(), follow=True)
    assert (
        "Anna Ängström och Lena Berg, Arbetsförmedlingen hade godkänt utkastet. Godkännandena gäller inte längre"
        in answer.text
    )
    page = as_anna.get(address("plan", draft)).text
    assert f"Godkännandet av Anna Ängström upphörde {TODAY}, när planen ändrades." in page
    assert f"Det tidigare godkännandet upphörde {TODAY}, när planen ändrades." in page
    assert "Deltagaren har inte godkänt än<" in page


def test_a_party_of_another_participant_is_not_reached_through_this_one(as_anna, people, draft):
    foreign = PlanPartyFactory(version__enrolment__participant__unit=people.unit)
    assert as_anna.get(address("plan_party_settle", draft, foreign.uuid)).status_code == 404


def test_two_presses_ask_once(as_anna, draft, contact):
    sent = fields(as_anna.get(address("plan_party_ask", draft))) | {"contact": str(contact.uuid)}
    answers = [as_anna.post(address("plan_party_ask", draft), sent) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert PlanParty.objects.count() == 1


@pytest.mark.parametrize("parties", [1, 6])
def test_the_page_costs_the_same_however_many_are_asked(as_anna, draft, parties, django_assert_max_num_queries):
    for number in range(parties):
        PlanPartyFactory(version=draft, name=f"Person {number}")
    with django_assert_max_num_queries(10):
        page = as_anna.get(address("plan", draft)).text
    assert page.count("har inte godkänt än. Svar senast") == parties


# --- Min dag --------------------------------------------------------------------------------------


def test_who_has_not_answered_is_chased_until_done(as_anna, people, draft, party):
    PlanParty.objects.update(due_on=TODAY)
    page = as_anna.get(reverse("my_day")).text
    assert "Svar om planen från annan part" in page
    url = address("plan_party_settle", draft, party.uuid)
    row = as_anna.get(url, headers={"HX-Request": "true", "HX-Target": "rad"}).text
    assert "Har godkänt planen" in row
    settle(party, people.anna)
    assert "Svar om planen från annan part" not in as_anna.get(reverse("my_day")).text


def test_an_agreement_that_was_lost_shows_until_all_is_agreed_again(as_anna, people, draft):
    words = "Planen behöver godkännas på nytt"
    agree(draft, people.anna, participant=None)
    assert words not in as_anna.get(reverse("my_day")).text
    change_goal(goal=draft.goals.get(), revision=0, text="Något annat")
    assert words in as_anna.get(reverse("my_day")).text
    agree(draft, people.anna, participant=None)
    assert words not in as_anna.get(reverse("my_day")).text
