"""Who else agrees to a version: AF or socialtjänsten, where they are asked (issue 4, domain.md section 3 [S2])."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.revisions import Stale
from handlingsplan import rules
from handlingsplan.actions.drafts import add_goal, change_goal
from handlingsplan.actions.parties import ask_party, settle_party
from handlingsplan.actions.plans import discard_draft, revise_plan
from handlingsplan.models import PlanParty, PlanVersion
from participants.models import Withheld
from placements.facts import groundwork_of
from tests.factories import EnrolmentFactory, at
from tests.handlingsplan.asked import ContactFactory, PlanPartyFactory
from tests.handlingsplan.room import NOW, SOON, TODAY, address, agree, once, seen
from tests.handlingsplan.test_two_tabs import fields

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def contact(draft):
    return ContactFactory(enrolment=draft.plan.enrolment)


@pytest.fixture
def party(draft):
    return PlanPartyFactory(version=draft)


def settle(party, by, outcome="agreed", now=NOW, **values):
    """Note the answer, to the text as it stands."""
    party.refresh_from_db()
    told = {"day": TODAY, "how": "screen", "seen": seen(party.version), "revision": party.revision} | values
    return settle_party(party=party, outcome=outcome, by=by, now=now, **told)


def state_of(version):
    version.refresh_from_db()
    return version.state


# --- Rules ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("organisation", "current", "asked", "days", "expected"),
    [
        ("af", True, False, 14, []),
        ("socialtjanst", True, False, 0, []),
        ("vard", True, False, 14, ["party_of_af_or_social"]),
        ("fk", True, False, 14, ["party_of_af_or_social"]),
        ("af", False, False, 14, ["party_of_af_or_social"]),
        ("af", True, True, 14, ["party_asked_once"]),
        ("af", True, False, -1, ["due_in_past"]),
        ("af", True, False, 4000, ["far_off"]),
    ],
)
def test_who_may_be_asked(organisation, current, asked, days, expected):
    found = rules.asking_obstacles(
        organisation=organisation, is_current=current, is_asked=asked, due_on=TODAY + days * DAY, today=TODAY
    )
    assert [obstacle.code for obstacle in found] == expected


@pytest.mark.parametrize(
    ("outcome", "values", "expected"),
    [
        ("agreed", {}, []),
        ("agreed", {"how": "paper", "reference": "2026:114"}, []),
        ("agreed", {"how": "message", "reference": "Anna, telefon 26/11"}, []),
        ("agreed", {"how": "paper"}, ["party_reference"]),
        ("agreed", {"how": "message", "reference": " "}, ["party_reference"]),
        ("agreed", {"how": ""}, ["party_how"]),
        ("agreed", {"how": "telepathy"}, ["party_how"]),
        ("agreed", {"day": TODAY + DAY}, ["party_in_future"]),
        ("agreed", {"day": TODAY - DAY}, []),
        ("agreed", {"day": TODAY - 2 * DAY}, ["party_of_older_text"]),
        ("more_time", {"day": TODAY + 7 * DAY}, []),
        ("more_time", {"day": TODAY - DAY}, ["due_in_past"]),
        ("dropped", {"reason": "AF svarar inte."}, []),
        ("dropped", {"reason": " "}, ["party_dropped_for_a_reason"]),
        ("eaten", {}, ["outcome"]),
    ],
)
def test_what_can_be_noted(outcome, values, expected):
    told = {"how": "screen", "day": TODAY, "reference": "", "reason": ""} | values
    row = PlanParty(asked_at=at(TODAY - DAY))
    found = rules.settling_obstacles(row, outcome=outcome, today=TODAY, **told)
    assert [obstacle.code for obstacle in found] == expected


def test_what_was_said_before_the_text_changed_is_of_another_text():
    row = PlanParty(asked_at=at(TODAY - 9 * DAY), lost_on=TODAY - 3 * DAY)
    told = {"how": "screen", "reference": "", "reason": "", "today": TODAY, "outcome": "agreed"}
    assert rules.settling_obstacles(row, day=TODAY - 3 * DAY, **told) == []
    (found,) = rules.settling_obstacles(row, day=TODAY - 4 * DAY, **told)
    assert found.code == "party_of_older_text"


# --- The version waits ----------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("both", "party"), ("party", "both")])
def test_the_version_is_agreed_when_the_last_of_all_has(draft, anna, party, order):
    for who in order:
        assert state_of(draft) == "draft"
        if who == "both":
            agree(draft, anna)
        else:
            settle(party, anna)
    assert state_of(draft) == "agreed"
    party.refresh_from_db()
    assert (party.agreed_on, party.how, party.noted_by) == (TODAY, "screen", anna)


def test_nobody_asked_waits_for_nobody(draft, anna):
    agree(draft, anna)
    assert state_of(draft) == "agreed"


def test_who_is_no_longer_asked_is_not_waited_for(draft, anna, party):
    agree(draft, anna)
    settle(party, anna, "dropped", reason=" AF svarar inte. ")
    assert state_of(draft) == "agreed"
    party.refresh_from_db()
    assert (party.reason, party.dropped_by, party.agreed_on) == ("AF svarar inte.", anna, None)


def test_more_time_moves_the_day_and_waits_on(draft, anna, party):
    agree(draft, anna)
    settle(party, anna, "more_time", day=SOON)
    assert state_of(draft) == "draft"
    party.refresh_from_db()
    assert (party.due_on, party.agreed_on, party.how) == (SOON, None, "")


def test_the_plan_counts_from_the_day_when_the_two_agreed(draft, anna, party):
    """An AMI asks that participant and employer have agreed before the first day [S0], whoever else is waited for."""
    enrolment = draft.plan.enrolment
    agree(draft, anna, now=NOW - 6 * DAY)
    assert groundwork_of(enrolment).plan_agreed_on is None
    settle(party, anna)
    draft.refresh_from_db()
    assert (draft.agreed_on, draft.frozen_at) == (TODAY - 6 * DAY, NOW)
    assert groundwork_of(enrolment).plan_agreed_on == TODAY - 6 * DAY


def test_asking_takes_nobody_s_agreement_away(draft, anna, contact):
    agree(draft, anna, consultant=False)
    row = ask_party(version=draft, contact=contact, due_on=SOON, by=anna, now=NOW)
    draft.refresh_from_db()
    assert draft.participant_agreed_at == NOW
    assert (row.who, row.due_on) == ("Lena Berg, Arbetsförmedlingen", SOON)


def test_asked_once_and_again_when_no_longer(draft, anna, contact):
    asked = {"version": draft, "contact": contact, "due_on": SOON, "by": anna, "now": NOW}
    first = ask_party(**asked)
    with pytest.raises(Refused) as refused:
        ask_party(**asked)
    assert refused.value.codes == ("party_asked_once",)
    settle(first, anna, "dropped", reason="Fel person")
    assert ask_party(**asked).is_waited_for


@pytest.mark.parametrize("values", [{"ended_on": TODAY}, {"none_named": True, "name": ""}, {"organisation": "skola"}])
def test_only_a_named_contact_of_today(draft, anna, values):
    row = ContactFactory(enrolment=draft.plan.enrolment, **values)
    with pytest.raises(Refused) as refused:
        ask_party(version=draft, contact=row, due_on=SOON, by=anna, now=NOW)
    assert refused.value.codes == ("party_of_af_or_social",)


def test_a_contact_of_another_case_is_not_asked(draft, anna):
    foreign = ContactFactory(enrolment=EnrolmentFactory())
    with pytest.raises(Refused) as refused:
        ask_party(version=draft, contact=foreign, due_on=SOON, by=anna, now=NOW)
    assert refused.value.codes == ("party_of_af_or_social",)


def test_an_agreed_version_asks_nobody_and_takes_no_answer(draft, anna, contact, party):
    settle(party, anna)
    agree(draft, anna)
    with pytest.raises(Refused) as refused:
        ask_party(version=draft, contact=contact, due_on=SOON, by=anna, now=NOW)
    assert refused.value.codes == ("agreed_plan_is_frozen",)
    for outcome in rules.PARTY_OUTCOMES:
        with pytest.raises(Refused) as refused:
            settle(party, anna, outcome, reason="Ångrat")
        assert refused.value.codes == ("agreed_plan_is_frozen",)


def test_nobody_is_asked_about_the_next_version_unasked(draft, anna, party):
    settle(party, anna)
    agree(draft, anna)
    new = revise_plan(plan=draft.plan, by=anna)
    assert not new.parties.exists()
    agree(new, anna)
    assert state_of(new) == "agreed"


def test_the_draft_is_thrown_away_with_whom_it_asked(draft, party):
    discard_draft(version=draft)
    assert not PlanParty.objects.exists()


# --- A changed text -------------------------------------------------------------------------------


def test_a_change_takes_all_agreements_away_and_says_whose(draft, anna, party):
    agree(draft, anna, consultant=False)
    settle(party, anna)
    edited = add_goal(version=draft, text="Ett mål till")
    assert edited.voided == ("deltagaren", "Lena Berg, Arbetsförmedlingen")
    draft.refresh_from_db()
    party.refresh_from_db()
    assert (draft.participant_agreed_at, draft.participant_lost_on) == (None, TODAY)
    assert (party.agreed_on, party.how, party.noted_by, party.lost_on) == (None, "", None, TODAY)
    assert add_goal(version=draft, text="Ett till").voided == ()


def test_agreeing_again_takes_back_what_was_lost(draft, anna, party):
    settle(party, anna)
    agree(draft, anna, participant=None)
    change_goal(goal=draft.goals.get(), revision=0, text="Något annat")
    draft.refresh_from_db()
    assert (draft.consultant_lost_on, draft.consultant_lost) == (TODAY, anna)
    agree(draft, anna)
    settle(party, anna)
    draft.refresh_from_db()
    party.refresh_from_db()
    assert (draft.state, draft.consultant_lost_on, draft.consultant_lost, party.lost_on) == ("agreed", None, None, None)


def test_an_old_text_is_not_agreed_to(draft, anna, party):
    old = seen(draft)
    change_goal(goal=draft.goals.get(), revision=0, text="Något annat")
    with pytest.raises(Refused) as refused:
        settle(party, anna, seen=old)
    assert refused.value.codes == ("text_changed",)
    # Waiting no longer is about no text.
    assert settle(party, anna, "dropped", seen=old, reason="Svarar inte").dropped_by == anna


def test_an_incomplete_text_is_not_agreed_to(draft, anna, party):
    draft.activities.update(due_on=None)
    with pytest.raises(Refused) as refused:
        settle(party, anna)
    assert refused.value.codes == ("activity_date",)


def test_two_who_note_at_once(draft, anna, party):
    settle(party, anna, "more_time", day=SOON)
    with pytest.raises(Stale):
        settle(party, anna, revision=0)
    settle(party, anna)
    with pytest.raises(Refused) as refused:
        settle(party, anna)
    assert refused.value.codes == ("party_settled",)


# --- What PostgreSQL keeps ------------------------------------------------------------------------


def test_postgresql_freezes_nothing_that_somebody_is_waited_for(draft, anna, party):
    agree(draft, anna)
    with pytest.raises(DatabaseError, match="somebody has not agreed yet"), transaction.atomic():
        PlanVersion.objects.filter(pk=draft.pk).update(state="agreed", agreed_on=TODAY, frozen_at=NOW)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"agreed_on": TODAY}, "party_agreement_is_whole"),
        ({"how": "paper"}, "party_agreement_is_whole"),
        ({"agreed_on": TODAY, "noted_at": NOW, "noted_by": "anna", "how": "paper"}, "party_agreement_is_whole"),
        ({"dropped_at": NOW, "dropped_by": "anna"}, "party_dropped_for_a_reason"),
        ({"reason": "Utan dag"}, "party_dropped_for_a_reason"),
        ({"organisation": "vard"}, "party_of_af_or_social"),
    ],
)
def test_an_answer_is_whole(party, people, fields, constraint):
    whole = {name: people.anna if value == "anna" else value for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PlanParty.objects.filter(pk=party.pk).update(**whole)


def test_the_answers_of_an_agreed_version_stand(draft, anna, party):
    settle(party, anna)
    agree(draft, anna)
    deeds = {
        "changed": lambda: PlanParty.objects.filter(pk=party.pk).update(how="paper", reference="x"),
        "removed": lambda: PlanParty.objects.filter(pk=party.pk).delete(),
        "added": lambda: PlanPartyFactory(version=draft),
    }
    for deed in deeds.values():
        with pytest.raises(DatabaseError, match="an agreed plan is frozen"), transaction.atomic():
            deed()


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
