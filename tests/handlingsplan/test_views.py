"""The pages of plans and follow-ups: who reaches them, what they do, and what they cost."""

import re

import pytest
from django.urls import reverse

from handlingsplan.actions.plans import revise_plan
from handlingsplan.models import Activity, ActivityKind, Goal, PlanVersion
from participants.models import CaseAssignment
from tests.factories import (
    FollowUpFactory,
    GoalFactory,
    agreed,
    days,
    opened,
)
from tests.handlingsplan.held import GoalResultFactory
from tests.handlingsplan.room import SOON, TODAY, address, agree, once

pytestmark = pytest.mark.django_db


# --- Who reaches what -----------------------------------------------------------------------------

READERS = {"anna", "bo", "eva", "specialist"}
WORKERS = {"anna", "bo", "eva"}
EVERYBODY = ["anna", "bo", "cilla", "eva", "hans", "ekonom", "hr", "specialist", "admin"]


def _addresses(draft, follow_up):
    goal, activity = draft.goals.get(), draft.activities.get()
    return {
        "plan": (address("plan", draft), READERS),
        "plan_version": (address("plan_version", draft, 1), READERS),
        "plan_pdf": (address("plan_pdf", draft), READERS),
        "plan_compare": (address("plan_compare", draft, 1, 1), READERS),
        "plan_create": (address("plan_create", draft), WORKERS),
        "plan_revise": (address("plan_revise", draft), WORKERS),
        "plan_agree": (address("plan_agree", draft), WORKERS),
        "plan_discard": (address("plan_discard", draft), WORKERS),
        "plan_summary": (address("plan_summary", draft), WORKERS),
        "goal_create": (address("goal_create", draft), WORKERS),
        "goal_edit": (address("goal_edit", draft, goal.uuid), WORKERS),
        "goal_remove": (address("goal_remove", draft, goal.uuid), WORKERS),
        "goal_history": (address("goal_history", draft, goal.uuid), READERS),
        "activity_create": (address("activity_create", draft), WORKERS),
        "activity_edit": (address("activity_edit", draft, activity.uuid), WORKERS),
        "activity_remove": (address("activity_remove", draft, activity.uuid), WORKERS),
        "activity_state": (address("activity_state", draft, activity.uuid), WORKERS),
        "follow_ups": (address("follow_ups", draft), READERS),
        "follow_up_create": (address("follow_up_create", draft), WORKERS),
        "follow_up_list": (reverse("follow_up_list"), READERS | {"cilla"}),
        "follow_up_detail": (reverse("follow_up_detail", args=[follow_up.uuid]), READERS),
        "follow_up_book": (reverse("follow_up_book", args=[follow_up.uuid]), WORKERS),
        "follow_up_meeting": (reverse("follow_up_meeting", args=[follow_up.uuid]), WORKERS),
        "follow_up_cancel": (reverse("follow_up_cancel", args=[follow_up.uuid]), WORKERS),
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_reaches_what(client, people, draft, who):
    """The specialist is assigned to the case; cilla is a konsulent of another unit."""
    enrolment = draft.plan.enrolment
    CaseAssignment.objects.create(
        enrolment=enrolment, user=people.specialist, part="specialist", period=days(enrolment.opened_on, None)
    )
    follow_up = FollowUpFactory(enrolment=enrolment)
    client.force_login(getattr(people, who))
    if who == "bo":  # a colleague without a part in the case has opened it for a reason
        opened(enrolment.participant, people.bo)
    for name, (url, allowed) in _addresses(draft, follow_up).items():
        assert client.get(url).status_code == (200 if who in allowed else 404), name


def test_an_unassigned_specialist_reaches_nothing(client, people, draft):
    client.force_login(people.specialist)
    assert client.get(address("plan", draft)).status_code == 404


def test_a_specialist_moves_the_own_part_and_writes_nothing(client, people, draft):
    enrolment = draft.plan.enrolment
    CaseAssignment.objects.create(
        enrolment=enrolment, user=people.specialist, part="specialist", period=days(enrolment.opened_on, None)
    )
    Activity.objects.update(party="specialist", responsible=people.specialist)
    row = Activity.objects.get()
    follow_up = FollowUpFactory(enrolment=enrolment)
    client.force_login(people.specialist)
    client.post(address("activity_state", draft, row.uuid), {"state": "done", "revision": 0, "result": "Bra"} | once())
    row.refresh_from_db()
    assert (row.state, row.result) == ("done", "Bra")
    assert client.post(address("goal_create", draft), {"text": "Nytt"} | once()).status_code == 404
    assert client.post(reverse("follow_up_detail", args=[follow_up.uuid]), once()).status_code == 404
    assert "Godkänn planen" not in client.get(address("plan", draft)).content.decode()


def test_rows_of_another_participant_are_not_reached_through_this_one(as_anna, people, draft):
    foreign = GoalFactory(version__enrolment__participant__unit=people.unit)
    assert as_anna.get(address("goal_edit", draft, foreign.uuid)).status_code == 404


# --- The plan -------------------------------------------------------------------------------------


def test_no_plan_offers_one(as_anna, enrolment):
    url = reverse("plan", args=[enrolment.participant.uuid])
    assert "Skapa handlingsplan" in as_anna.get(url).content.decode()
    create = reverse("plan_create", args=[enrolment.participant.uuid])
    for _ in range(2):
        assert as_anna.post(create).url == url
    assert PlanVersion.objects.count() == 1


def test_a_closed_enrolment_is_read_not_written(as_anna, draft):
    enrolment = draft.plan.enrolment
    type(enrolment).objects.filter(pk=enrolment.pk).update(closed_on=TODAY)
    page = as_anna.get(address("plan", draft)).content.decode()
    assert "Jag vill försörja mig själv." in page
    assert "Lägg till mål" not in page
    answer = as_anna.post(address("goal_create", draft), {"text": "Nytt"} | once())
    assert "Inskrivningen är avslutad" in answer.content.decode()
    assert Goal.objects.count() == 1


def test_a_draft_that_the_closing_overtook_is_not_the_plan(as_anna, people, draft):
    plan = draft.plan
    agree(draft, people.anna)
    GoalResultFactory(goal=draft.goals.get(), result="reached")
    newer = revise_plan(plan=plan, by=people.anna)
    newer.goals.update(text="Något helt annat")
    type(plan.enrolment).objects.filter(pk=plan.enrolment_id).update(closed_on=TODAY)
    page = as_anna.get(address("plan", draft)).content.decode()
    assert "Jag vill försörja mig själv." in page
    assert "Något helt annat" not in page
    assert "Gällde till avslutet" in page
    assert "Så gick det" in page
    assert f'href="{address("plan_version", draft, 2)}"' in page
    assert "innan ärendet avslutades" in as_anna.get(address("plan_version", draft, 2)).content.decode()
    printed = as_anna.get(address("plan_pdf", draft))
    assert "version-1" in printed["Content-Disposition"]


def test_a_double_click_adds_one_goal(as_anna, draft):
    sent = {"text": "Ta körkort"} | once()
    answers = [as_anna.post(address("goal_create", draft), sent) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Goal.objects.filter(text="Ta körkort").count() == 1


def _of_one(number, **values):
    return {f"{name}_{number}": value for name, value in values.items()}


def test_a_goal_comes_with_its_first_activities(as_anna, people, draft):
    kind = ActivityKind.objects.get(code="cv").pk
    sent = {"text": "Jag vill arbeta i ett kök"}
    sent |= _of_one(1, what="Skriva CV", due_on="2026-12-20", kind=kind, party="deltagare")
    sent |= _of_one(3, what="Ringa köket", due_on="2026-12-22", kind=kind, party="konsulent")
    page = as_anna.get(address("goal_create", draft))
    assert page.content.decode().count('name="what_') == 3
    assert as_anna.post(address("goal_create", draft), sent | once()).status_code == 302
    rows = Goal.objects.get(text="Jag vill arbeta i ett kök").activities.values_list("order", "what", "responsible")
    assert list(rows) == [(1, "Skriva CV", None), (2, "Ringa köket", people.anna.pk)]
    assert "saknar" not in as_anna.get(address("plan", draft)).content.decode()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"what": "Skriva CV"}, {"kind_2": ["Välj slags aktivitet."]}),
        ({"due_on": "2026-12-20", "kind": "cv"}, {"what_2": ["Skriv vad som ska göras."]}),
        ({"what": "Skriva CV", "party": "annan", "kind": "cv"}, {"party_2"}),
        ({"what": "Skriva CV", "kind": "999999"}, {"kind_2"}),
    ],
)
def test_a_line_that_lacks_something_writes_nothing(as_anna, draft, line, expected):
    if line.get("kind") == "cv":
        line = line | {"kind": ActivityKind.objects.get(code="cv").pk}
    before = Goal.objects.count(), Activity.objects.count()
    answer = as_anna.post(address("goal_create", draft), {"text": "Kök"} | _of_one(2, **line) | once())
    errors = answer.context["form"].errors
    assert (errors if isinstance(expected, dict) else set(errors)) == expected
    assert (Goal.objects.count(), Activity.objects.count()) == before


def test_an_activity_without_who_is_told_at_its_field(as_anna, draft):
    kind = ActivityKind.objects.get(code="cv")
    sent = {"what": "Ringa", "party": "annan", "kind": kind.pk} | once()
    answer = as_anna.post(address("activity_create", draft), sent)
    assert answer.context["form"].errors == {"party_name": ["Skriv vem det är som gör det."]}


def test_dates_the_wrong_way_are_told_in_words(as_anna, draft):
    kind = ActivityKind.objects.get(code="cv")
    sent = {"what": "Kurs", "party": "deltagare", "kind": kind.pk, "starts_on": "2026-12-02", "due_on": "2026-12-01"}
    answer = as_anna.post(address("activity_create", draft), sent | once())
    assert answer.context["form"].errors == {"due_on": ["Aktiviteten slutar innan den börjar. Ändra något av datumen."]}


def test_the_later_save_sees_both_and_loses_nothing(as_anna, people, draft):
    goal = draft.goals.get()
    url = address("goal_edit", draft, goal.uuid)
    page = as_anna.get(url).content.decode()
    fields = {name: _value(page, name) for name in ("revision", "revision_seen")}
    as_anna.post(url, {"text": "Bos mål"} | fields | once())
    answer = as_anna.post(url, {"text": "Annas mål"} | fields | once())
    page = answer.content.decode()
    assert "Annas" in page
    assert "Bos" in page
    goal.refresh_from_db()
    assert goal.text == "Bos mål"


def _value(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1].replace("&quot;", '"')


def test_a_goal_typed_while_the_plan_was_agreed_is_not_lost(as_anna, draft):
    agreed(draft, TODAY)
    answer = as_anna.post(address("goal_create", draft), {"text": "Mitt långa mål"} | once())
    page = answer.content.decode()
    assert "överenskommen och kan inte ändras" in page
    assert "Mitt långa mål" in page


def test_moving_and_removing(as_anna, draft):
    other = GoalFactory(version=draft, text="Ta körkort", order=2)
    as_anna.post(address("goal_move", draft, other.uuid), {"steg": "upp"})
    assert draft.goals.first() == other
    as_anna.post(address("goal_remove", draft, other.uuid), once())
    assert draft.goals.count() == 1
    row = draft.activities.get()
    assert as_anna.post(address("activity_move", draft, row.uuid), {"steg": "ner"}).status_code == 302
    as_anna.post(address("activity_remove", draft, row.uuid), once())
    assert not draft.activities.exists()


def test_htmx_renews_the_page_s_content_at_the_row(as_anna, draft):
    answer = as_anna.post(address("goal_create", draft), {"text": "Nytt"} | once(), headers={"HX-Request": "true"})
    assert '"target": "#innehall"' in answer.headers["HX-Location"]
    assert f"#m-{Goal.objects.get(text='Nytt').uuid}" in answer.headers["HX-Location"]


# --- Agreement ------------------------------------------------------------------------------------

BOTH = {"participant": "on", "how": "screen", "consultant": "on"}


def _seen(client, draft):
    return {"seen": _value(client.get(address("plan_agree", draft)).content.decode(), "seen")}


def test_agreeing(as_anna, draft):
    answer = as_anna.post(address("plan_agree", draft), BOTH | _seen(as_anna, draft) | once())
    assert answer.url == address("plan", draft)
    draft.refresh_from_db()
    assert (draft.state, draft.agreed_on) == ("agreed", TODAY)
    page = as_anna.get(address("plan", draft)).content.decode()
    assert "Gäller nu" in page
    assert "Gör en ny version" in page


def test_an_old_tab_cannot_sign_and_then_signs_what_it_is_shown(as_anna, draft):
    old = _seen(as_anna, draft)
    draft.goals.update(text="Något helt annat")
    answer = as_anna.post(address("plan_agree", draft), BOTH | old | once())
    page = answer.content.decode()
    assert "Planen har ändrats sedan du öppnade sidan" in page
    assert "Något helt annat" in page
    draft.refresh_from_db()
    assert draft.state == "draft"
    as_anna.post(address("plan_agree", draft), BOTH | {"seen": _value(page, "seen")} | once())
    draft.refresh_from_db()
    assert draft.state == "agreed"


def test_a_change_after_one_has_agreed_says_that_it_voids(as_anna, draft):
    one = {"participant": "on", "how": "screen"}
    as_anna.post(address("plan_agree", draft), one | _seen(as_anna, draft) | once())
    assert "Deltagaren godkände" in as_anna.get(address("plan", draft)).content.decode()
    answer = as_anna.post(address("goal_create", draft), {"text": "Nytt"} | once(), follow=True)
    page = answer.content.decode()
    assert "Godkännandet gäller inte längre" in page
    assert "Deltagaren har inte godkänt än" in page


def test_paper_needs_its_date_and_its_place(as_anna, draft):
    sent = BOTH | {"how": "paper"} | _seen(as_anna, draft)
    answer = as_anna.post(address("plan_agree", draft), sent | once())
    assert answer.context["form"].errors == {
        "paper_date": ["Skriv datumet som står på papperet."],
        "paper_reference": ["Skriv var papperet eller skanningen finns: diarienummer eller plats i arkivet."],
    }
    told = {"paper_date": TODAY.isoformat(), "paper_reference": "Pärm 12, 2026:114"}
    as_anna.post(address("plan_agree", draft), sent | told | once())
    assert f"daterat {TODAY} (Pärm 12, 2026:114)" in as_anna.get(address("plan", draft)).text


def test_an_incomplete_draft_says_what_it_lacks(as_anna, draft):
    draft.activities.update(due_on=None)
    for name in ("plan", "plan_agree"):
        assert "saknar datum" in as_anna.get(address(name, draft)).content.decode()


def test_versions_are_read_and_compared(as_anna, people, draft):
    agreed(draft, TODAY)
    new = revise_plan(plan=draft.plan, by=people.anna)
    new.goals.update(text="Jag vill arbeta i restaurangkök")
    page = as_anna.get(address("plan", draft)).content.decode()
    assert "Version 1 gäller tills ni har kommit överens" in page
    assert "Gäller nu" in as_anna.get(address("plan_version", draft, 1)).content.decode()
    page = as_anna.get(address("plan_compare", draft, 2, 1)).content.decode()
    assert "[tillagt: </span>restaurangkök" in page
    assert "[borttaget: </span>kök" in page
    assert "Jämför version" not in page
    for number in (3, 99999):
        assert as_anna.get(address("plan_version", draft, number)).status_code == 404
    agreed(new, TODAY)
    revise_plan(plan=draft.plan, by=people.anna)
    page = as_anna.get(address("plan_compare", draft, 2, 3)).content.decode()
    assert f'Jämför version 3 med <a href="{address("plan_compare", draft, 1, 3)}">version 1</a>' in page


def test_discarding(as_anna, draft):
    assert "försvinner" in as_anna.get(address("plan_discard", draft)).content.decode()
    as_anna.post(address("plan_discard", draft), once())
    assert not PlanVersion.objects.exists()
    assert "Skapa handlingsplan" in as_anna.get(address("plan", draft)).content.decode()


def test_the_state_menu_keeps_the_result(as_anna, draft):
    Activity.objects.update(result="Halvvägs")
    row = draft.activities.get()
    url = address("activity_state", draft, row.uuid)
    assert f'href="{url}"' in as_anna.get(address("plan", draft)).content.decode()
    menu = as_anna.get(url, headers={"HX-Request": "true", "HX-Boosted": "true"}).content.decode()
    assert 'name="result" value="Halvvägs"' in menu
    assert "<html" not in menu
    assert menu.count('data-press="waiting"') == 3
    # Without scripts the same link is the form's own page.
    assert "Hur långt har det kommit?" in as_anna.get(url).content.decode()
    answer = as_anna.post(url, {"state": "waiting", "revision": 0} | once())
    assert answer.context["form"].errors == {
        "waiting_for": ["Välj vad aktiviteten väntar på: papper, plats eller tid."]
    }
    answer = as_anna.post(url, {"state": "stopped", "revision": 0, "result": " "} | once())
    assert answer.context["form"].errors == {"result": ["Skriv varför aktiviteten avbröts."]}
    proposed = as_anna.get(f"{url}?lage=stopped").context["form"]
    assert proposed["state"].value() == "stopped"


@pytest.mark.parametrize("shown_as", ["lista", "kolumner", "veckor"])
def test_what_is_waited_for_is_seen(as_anna, draft, shown_as):
    url = address("activity_state", draft, draft.activities.get().uuid)
    sent = {"state": "waiting", "waiting_for": "papers", "revision": 0, "result": ""}
    assert as_anna.post(url, sent | once()).status_code == 302
    page = as_anna.get(address("plan", draft), {"visa": shown_as, "fran": f"{SOON}"}).content.decode()
    assert "väntar på papper" in page.lower()


def test_the_document(as_anna, draft):
    answer = as_anna.get(address("plan_pdf", draft), {"stor": "1", "version": "1"})
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "no-store"
    assert draft.plan.enrolment.participant.last_name not in answer.headers["Content-Disposition"]
    for number in ("2", "x", "-1", "99999999999"):
        answer = as_anna.get(address("plan_pdf", draft), {"version": number})
        assert answer.status_code == (404 if number == "2" else 200)
