"""Two tabs at one plan: nobody signs a text that they have not read, and nobody loses what they typed (issue 4)."""

import datetime as dt

import pytest
from selectolax.lexbor import LexborHTMLParser

from handlingsplan.actions.drafts import change_activity, change_goal, move_goal
from handlingsplan.actions.plans import discard_draft, revise_plan
from handlingsplan.carried import carried, carry
from handlingsplan.compare import compare_versions
from handlingsplan.content import read_content
from handlingsplan.models import PlanVersion
from tests.factories import ActivityFactory, EnrolmentFactory, GoalFactory, PlanVersionFactory, agreed
from tests.handlingsplan.room import SOON, TODAY, address, agree

pytestmark = pytest.mark.django_db

BOTH = {"participant": "on", "how": "screen", "consultant": "on"}


def fields(answer):
    """What the form on the page would send back: its hidden fields, ticked boxes and written words."""
    form = LexborHTMLParser(answer.text).css_first("form.form[method=post]")
    sent = {}
    for field in form.css("input[name]"):
        if field.attributes.get("type") in {"checkbox", "radio"} and "checked" not in field.attributes:
            continue
        sent[field.attributes["name"]] = field.attributes.get("value") or ""
    for field in form.css("textarea[name]"):
        sent[field.attributes["name"]] = field.text(strip=True)
    for field in form.css("select[name]"):
        chosen = field.css_first("option[selected]")
        sent[field.attributes["name"]] = (chosen.attributes.get("value") or "") if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def signatures(version):
    """Who has agreed to it, if anybody."""
    version.refresh_from_db()
    return version.participant_agreed_at, version.consultant_agreed_at


def reread(version):
    """The version with its plan, as the page reads it."""
    return PlanVersion.objects.select_related("plan").get(pk=version.pk)


# --- The text that the form carries ---------------------------------------------------------------


def test_the_carried_text_is_the_text(draft, anna, django_assert_num_queries):
    goal = GoalFactory(version=draft, text="Ta körkort\n\nSnart", sign="Jag kör själv", due_on=SOON)
    ActivityFactory(version=draft, goal=goal, what="Ringa", party="konsulent", responsible=anna, hours_per_week="2.5")
    ActivityFactory(version=draft, what="Läkare", party="annan", party_name="Rehab", starts_on=TODAY, due_on=SOON)
    ActivityFactory(version=draft, what="Rutin", party="specialist", responsible=anna, party_name="Sara")
    content = read_content(reread(draft))
    with django_assert_num_queries(0):
        was = carried(carry(content), content.version)
        comparison = compare_versions(was, content)
    assert comparison.changes == 0
    assert [len(part.activities) for part in was.goals] == [1, 1]
    assert (was.version.uuid, was.version.number, was.version.summary) == (draft.uuid, 1, draft.summary)


@pytest.mark.parametrize("text", ["", "x", "a:b:c", "\u202e", "{}"])
def test_a_text_that_we_did_not_sign_is_none(draft, text):
    assert carried(text, reread(draft)) is None


def test_a_text_of_another_plan_is_none(draft):
    other = PlanVersionFactory(enrolment=EnrolmentFactory())
    text = carry(read_content(reread(other)))
    assert carried(text, reread(other)) is not None
    assert carried(text, reread(draft)) is None


# --- Agreeing in an old tab -----------------------------------------------------------------------


def test_an_old_tab_signs_nothing_and_sees_both_texts(as_anna, people, draft):
    url = address("plan_agree", draft)
    old = fields(as_anna.get(url))
    goal, row = draft.goals.get(), draft.activities.get()
    change_goal(goal=goal, revision=0, text="Jag vill arbeta i restaurangkök")
    later = SOON + dt.timedelta(days=5)
    change_activity(
        activity=row, revision=0, kind=row.kind, what=row.what, party=row.party, goal=draft.goals.get(), due_on=later
    )
    paper = {"how": "paper", "paper_date": TODAY.isoformat(), "paper_reference": "Pärm 12"}
    answer = as_anna.post(url, old | BOTH | paper)
    assert signatures(draft) == (None, None)
    page = answer.text
    assert "ingenting är godkänt" in page
    assert "Det här har ändrats sedan du öppnade sidan" in page
    assert "[borttaget: </span>kök" in page
    assert "[tillagt: </span>restaurangkök" in page
    assert f"[borttaget: </span>{SOON.isoformat()}" in page
    assert f"[tillagt: </span>{later.isoformat()}" in page
    ids = [node.attributes["id"] for node in LexborHTMLParser(page).css("[id]")]
    assert len(ids) == len(set(ids))

    # Whoever had ticked for the old text has not read the new one; the rest of what was typed stands.
    again = fields(answer)
    assert not {"participant", "consultant"} & set(again)
    assert (again["how"], again["paper_reference"]) == ("paper", "Pärm 12")
    answer = as_anna.post(url, again)
    assert "Markera vem som godkänner planen." in answer.text
    assert "Det här har ändrats" not in answer.text
    as_anna.post(url, fields(answer) | {"participant": "on", "consultant": "on"})
    draft.refresh_from_db()
    assert (draft.state, draft.paper_reference) == ("agreed", "Pärm 12")


def test_the_text_changed_again_is_shown_against_the_one_last_read(as_anna, draft):
    url = address("plan_agree", draft)
    old = fields(as_anna.get(url))
    change_goal(goal=draft.goals.get(), revision=0, text="Jag vill arbeta i bageri")
    answer = as_anna.post(url, old | BOTH)
    change_goal(goal=draft.goals.get(), revision=1, text="Jag vill arbeta i tvätteri")
    page = as_anna.post(url, fields(answer) | BOTH).text
    assert "[borttaget: </span>bageri" in page
    assert "[tillagt: </span>tvätteri" in page
    assert signatures(draft) == (None, None)


def test_another_order_is_another_text_and_said_so(as_anna, draft):
    other = GoalFactory(version=draft, order=1)
    url = address("plan_agree", draft)
    old = fields(as_anna.get(url))
    move_goal(goal=other, direction="up")
    page = as_anna.post(url, old | BOTH).text
    assert "Ordningen mellan mål eller aktiviteter är ändrad" in page
    assert signatures(draft) == (None, None)


def test_a_text_that_we_did_not_send_is_refused_without_a_comparison(as_anna, draft):
    url = address("plan_agree", draft)
    sent = fields(as_anna.get(url)) | BOTH | {"seen": "0" * 32, "text": "forged"}
    page = as_anna.post(url, sent).text
    assert "ingenting är godkänt" in page
    assert "Det här har ändrats" not in page
    assert signatures(draft) == (None, None)


def test_a_plan_that_lacks_something_now_says_both(as_anna, draft):
    url = address("plan_agree", draft)
    old = fields(as_anna.get(url))
    draft.activities.update(due_on=None)
    page = as_anna.post(url, old | BOTH).text
    assert "ingenting är godkänt" in page
    assert "saknar datum" in page
    assert f"[borttaget: </span>{SOON.isoformat()}" in page


def test_agreed_in_the_other_tab_meanwhile(as_anna, people, draft):
    url = address("plan_agree", draft)
    first, second = fields(as_anna.get(url)), fields(as_anna.get(url))
    assert as_anna.post(url, first | BOTH).status_code == 302
    signed = signatures(draft)
    answer = as_anna.post(url, second | BOTH)
    assert answer.status_code == 200
    assert "blev överenskommen medan sidan var öppen" in answer.text
    assert 'name="seen"' not in answer.text
    assert signatures(draft) == signed
    # The same press a second time leads where the first one did.
    assert as_anna.post(url, first | BOTH).url == address("plan", draft)


def test_thrown_away_meanwhile(as_anna, people, draft):
    agree(draft, people.anna)
    new = revise_plan(plan=draft.plan, by=people.anna)
    url = address("plan_agree", draft)
    old = fields(as_anna.get(url))
    discard_draft(version=new)
    page = as_anna.post(url, old | BOTH).text
    assert "har någon tagit bort medan sidan var öppen" in page
    assert 'name="seen"' not in page


def test_thrown_away_with_the_whole_plan(as_anna, draft):
    url = address("plan_agree", draft)
    old = fields(as_anna.get(url))
    discard_draft(version=draft)
    answer = as_anna.post(url, old | BOTH, follow=True)
    assert answer.redirect_chain == [(address("plan", draft), 302)]
    assert "har någon tagit bort medan sidan var öppen" in answer.text


# --- Two who edit ---------------------------------------------------------------------------------


def _forms(draft):
    goal, row = draft.goals.get(), draft.activities.get()
    return {
        "goal": (address("goal_edit", draft, goal.uuid), "text"),
        "activity": (address("activity_edit", draft, row.uuid), "what"),
        "summary": (address("plan_summary", draft), "summary"),
    }


@pytest.mark.parametrize("name", ["goal", "activity", "summary"])
def test_the_later_of_two_sees_both_versions(as_anna, draft, name):
    url, field = _forms(draft)[name]
    first, second = as_anna.get(url), as_anna.get(url)
    assert as_anna.post(url, fields(first) | {field: "Bos ord"}).status_code == 302
    answer = as_anna.post(url, fields(second) | {field: "Annas ord"})
    shown = " ".join(LexborHTMLParser(answer.text).css_first(".stale").text().split())
    assert "Bos ord" in shown
    assert "Annas ord" in shown
    assert fields(answer)[field] == "Annas ord"
    # What the user has chosen with both before them is saved.
    assert as_anna.post(url, fields(answer)).status_code == 302
    page = as_anna.get(address("plan", draft)).text
    assert "Annas ord" in page
    assert "Bos ord" not in page


@pytest.mark.parametrize("name", ["goal", "activity", "summary"])
def test_agreed_while_another_tab_edits(as_anna, draft, name):
    url, field = _forms(draft)[name]
    page = as_anna.get(url)
    agreed(draft, TODAY)
    answer = as_anna.post(url, fields(page) | {field: "Det jag skrev länge"})
    assert "överenskommen och kan inte ändras" in answer.text
    assert fields(answer)[field] == "Det jag skrev länge"
    draft.refresh_from_db()
    assert draft.state == "agreed"
    assert "Det jag skrev länge" not in as_anna.get(address("plan", draft)).text
