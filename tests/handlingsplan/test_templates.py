"""Plan templates: versions, whose they are, and what is written of one in a draft."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.revisions import Stale
from handlingsplan import relative
from handlingsplan.actions.templates import TemplateGoal, TemplateStep, save_template
from handlingsplan.models import Activity, ActivityKind, Goal, PlanTemplate
from tests.factories import UnitFactory
from tests.handlingsplan.room import address, once
from tests.handlingsplan.templated import PlanTemplateFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 26)
STEP = TemplateStep(1, "CV-kurs", "cv", "deltagare", "+2 veckor", Decimal("4.0"))
GOAL = TemplateGoal(1, "Jag vill arbeta som …", "Jag har jobb", (STEP,))


@pytest.fixture
def template(people):
    return PlanTemplateFactory(unit=people.unit)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def save(people, base=None, **changed):
    given = {"name": "Ny", "target_group": "", "valid_from": TODAY, "valid_to": None, "goals": [GOAL]}
    whose = {"base": base, "revision": base and base.number, "unit": people.unit, "by": people.anna}
    return save_template(**(whose | given | changed))


def test_the_municipality_s_can_be_read_and_used(people):
    """Every kind, party and time in the templates that come with the product is one that there is."""
    kinds = set(ActivityKind.objects.values_list("code", flat=True))
    rows = PlanTemplate.objects.filter(unit__isnull=True)
    assert rows.count() == 5
    steps = [step for row in rows for goal in row.content["goals"] for step in goal["activities"]]
    assert {step["kind"] for step in steps} <= kinds
    assert {step["party"] for step in steps} <= set(Activity.Party.values)
    assert all(relative.days_of(step["when"], TODAY).due_on > TODAY for step in steps)


def test_a_change_is_the_next_version_and_the_old_one_stands(people, template):
    new = save(people, template, name="Bättre namn")
    template.refresh_from_db()
    assert (new.family, new.number, new.is_latest) == (template.family, 2, True)
    assert (template.name, template.is_latest) == ("Väg till arbete", False)
    with pytest.raises(Stale) as stale:
        save(people, template)
    assert stale.value.current == new
    with pytest.raises(DatabaseError, match="Cannot update rows from handlingsplan_plantemplate"), transaction.atomic():
        PlanTemplate.objects.filter(pk=new.pk).update(name="Annat")
    with pytest.raises(IntegrityError, match="one_latest_template"), transaction.atomic():
        PlanTemplate.objects.filter(pk=template.pk).update(is_latest=True)


def test_who_saves_last_sees_both_versions(as_anna, people, template):
    """Nothing is overwritten: what a colleague changed is shown beside what was typed."""
    url = template.get_absolute_url()
    shown = as_anna.get(url).context["form"]
    typed = {name: shown[name].value() or "" for name in shown.fields if name not in ("once", "valid_to")}
    typed |= {"what_1_1": "CV-kurs i grupp", "valid_from": "2026-01-01"}
    steps = (TemplateStep(1, "CV-kurs på distans", "cv", "deltagare", "+2 veckor", Decimal("4.0")),)
    newer = save(people, template, name="Bättre namn", goals=[TemplateGoal(1, "Jag vill arbeta som …", "", steps)])
    answer = as_anna.post(url, typed | once())
    text, form = answer.text, answer.context["form"]
    assert answer.status_code == 200
    assert "CV-kurs på" in text.replace("<mark>", "").replace("</mark>", "")
    assert [conflict.label for conflict in form.stale.conflicts] == ["Aktivitet 1"]
    assert "Mallens namn" in form.stale.taken
    again = {name: form[name].value() or "" for name in form.fields if name not in ("once", "valid_to")}
    assert as_anna.post(url, again | {"what_1_1-keep": "mine"} | once()).status_code == 302
    row = PlanTemplate.objects.get(family=template.family, is_latest=True)
    assert (row.number, row.name) == (newer.number + 1, "Bättre namn")
    assert row.content["goals"][0]["activities"][0]["what"] == "CV-kurs i grupp"


def test_a_change_of_the_municipality_s_is_the_unit_s_own(people):
    common = PlanTemplate.objects.filter(unit__isnull=True).first()
    own = save(people, common)
    common.refresh_from_db()
    assert (own.unit, own.number, own.family == common.family) == (people.unit, 1, False)
    assert common.is_latest


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"goals": []}, ["empty_template"]),
        ({"valid_to": TODAY - dt.timedelta(days=1)}, ["template_period"]),
        ({"goals": [TemplateGoal(1, "", "", (TemplateStep(2, "", "", "deltagare", "snart", Decimal(90)),))]},
         ["activity_without_text", "activity_without_kind", "hours", "unreadable_time"]),
    ],
)  # fmt: skip
def test_what_a_template_must_say(people, changed, expected):
    with pytest.raises(Refused) as refused:
        save(people, **changed)
    assert list(refused.value.codes) == expected


def test_another_unit_s_template_is_not_there(as_anna, people, draft):
    foreign = PlanTemplateFactory(unit=UnitFactory())
    assert foreign not in PlanTemplate.objects.visible_to(people.anna)
    assert not PlanTemplate.objects.visible_to(people.hr).exists()
    assert as_anna.get(reverse("plan_template_edit", args=[foreign.uuid])).status_code == 404
    assert as_anna.get(address("plan_template_use", draft, foreign.uuid)).status_code == 404


def test_writing_one_tells_the_line_that_is_wrong(as_anna):
    sent = {"name": "Ny", "valid_from": "2026-12-01", "text_1": "Jag vill …", "what_2_1": "Ringa", "when_2_1": "snart"}
    answer = as_anna.post(reverse("plan_template_create"), sent | once())
    assert set(answer.context["form"].errors) == {"kind_2_1", "when_2_1"}
    sent |= {"kind_2_1": "soka_jobb", "when_2_1": "om 2 veckor"}
    assert as_anna.post(reverse("plan_template_create"), sent | once()).status_code == 302
    page = as_anna.get(reverse("plan_templates")).content.decode()
    assert "Ung i KAA" in page
    row = PlanTemplate.objects.get(name="Ny")
    form = as_anna.get(row.get_absolute_url()).context["form"]
    assert (form["what_1_1"].value(), form["when_1_1"].value()) == ("Ringa", "om 2 veckor")


def test_nothing_is_written_before_it_is_added(as_anna, people, draft, template):
    Goal.objects.all().delete()
    Activity.objects.all().delete()
    url = address("plan_template_use", draft, template.uuid)
    assert f'href="{address("plan_template_choose", draft)}"' in as_anna.get(address("plan", draft)).content.decode()
    assert template.name in as_anna.get(address("plan_template_choose", draft)).content.decode()
    page = as_anna.get(url)
    form, words = page.context["form"], page.content.decode()
    assert (form["due_on_1_1"].value(), form["due_on_2_1"].value()) == (dt.date(2026, 12, 10), dt.date(2027, 3, 1))
    assert "Flyttad från söndag 28 februari 2027" in words
    assert not Goal.objects.exists()
    sent = {"take_goal_1": "on", "text_1": "Jag vill arbeta som kock", "take_1_1": "on", "due_on_1_1": "2026-12-11"}
    assert as_anna.post(url, sent | {"take_2_1": "on", "due_on_2_1": ""} | once()).status_code == 302
    goal = Goal.objects.get()
    assert (goal.text, goal.sign) == ("Jag vill arbeta som kock", "Jag har en anställning.")
    rows = list(goal.activities.values_list("what", "due_on", "hours_per_week", "responsible"))
    assert rows == [
        ("CV-kurs", dt.date(2026, 12, 11), Decimal("4.0"), None),
        ("Ringa arbetsgivare", None, None, people.anna.pk),
    ]
    again = as_anna.get(url)
    assert "verkar redan vara använd: 2 aktiviteter" in again.content.decode()
    assert not again.context["form"]["take_1_1"].value()


def test_a_goal_can_be_left_out_and_something_is_chosen(as_anna, draft, template):
    url = address("plan_template_use", draft, template.uuid)
    answer = as_anna.post(url, {"text_1": "Jag vill …"} | once())
    assert "Markera minst ett mål" in answer.content.decode()
    answer = as_anna.post(url, {"take_goal_1": "on", "text_1": " ", "take_1_1": "on"} | once())
    assert set(answer.context["form"].errors) == {"text_1"}
    assert as_anna.post(url, {"take_1_1": "on", "due_on_1_1": "2026-12-11"} | once()).status_code == 302
    assert Activity.objects.get(what="CV-kurs").goal is None


def test_a_plan_in_force_takes_no_template(as_anna, draft, template):
    type(draft.plan.enrolment).objects.update(closed_on=TODAY)
    answer = as_anna.post(address("plan_template_use", draft, template.uuid), {"take_1_1": "on"} | once())
    assert "Inskrivningen är avslutad" in answer.content.decode()
    assert not Activity.objects.filter(what="CV-kurs").exists()


@pytest.mark.parametrize("name", ["plan_template_choose", "plan_template_use"])
def test_what_it_costs(as_anna, draft, template, name, django_assert_max_num_queries):
    more = [template.uuid] if name == "plan_template_use" else []
    as_anna.get(address(name, draft, *more))
    with django_assert_max_num_queries(12):
        as_anna.get(address(name, draft, *more))
