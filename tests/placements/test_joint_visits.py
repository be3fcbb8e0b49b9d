"""Visits to employers together with AF: planned, moved, due, held with a note in the log, or cancelled and why."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from amc.due import KEYS
from amc.obstacles import Refused
from amc.revisions import Stale
from placements import actions, due_employers
from placements.models import Employer, EmployerContact, JointVisit
from placements.rules import joint_visit as rules
from tests.factories import EmployerFactory, UserFactory, WorkplaceFactory
from tests.matching.room import OpeningFactory
from tests.placements.employer_room import JointVisitFactory
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.queries import at_most

D = dt.date.fromisoformat
NEW = {"on_day": "2026-12-03", "at": "13:30", "af_name": "Alva AF", "af_phone": "010-123 45 67", "about": "Lönestöd"}


@pytest.mark.parametrize(
    ("on_day", "before", "state", "codes"),
    [
        ("2026-11-24", None, "planned", []),
        ("2026-11-23", None, "planned", ["visit_passed"]),
        # The rest of one that was to be yesterday can be corrected.
        ("2026-11-23", "2026-11-23", "planned", []),
        ("2026-11-22", "2026-11-23", "planned", ["visit_passed"]),
        ("2028-11-24", None, "planned", ["visit_far_off"]),
        ("2026-12-01", None, "held", ["visit_ended"]),
    ],
)
def test_planning(on_day, before, state, codes):
    found = rules.planning_obstacles(D(on_day), today=TODAY, before=D(before) if before else None, state=state)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"on_day": D("2026-11-25")}, ["visit_to_come"]),
        ({"on_day": D("2026-11-25"), "to": "cancelled"}, []),
        ({"outcome": " "}, ["visit_no_words"]),
        ({"to": "cancelled", "outcome": ""}, ["visit_no_words"]),
        ({"state": "cancelled"}, ["visit_ended"]),
    ],
)
def test_ending(values, codes):
    usual = {"state": "planned", "to": "held", "on_day": TODAY, "outcome": "Två platser", "today": TODAY}
    assert [one.code for one in rules.ending_obstacles(**usual | values)] == codes


@pytest.mark.parametrize(
    "values", [{"state": "held", "outcome": "Bra"}, {"state": "cancelled"}, {"outcome": "Bra"}], ids=str
)
def test_the_database_keeps_how_a_visit_ended(people, values):
    row = JointVisitFactory(by=people.anna)
    with pytest.raises(IntegrityError, match="joint_visit_ended_with_words"), transaction.atomic():
        JointVisit.objects.filter(pk=row.pk).update(**values)


def test_a_visit_is_planned_on_the_employers_page_and_shown_there(people):
    workplace = WorkplaceFactory(name="Lagret")
    url = reverse("joint_visit_create", args=[workplace.employer.uuid])
    form = as_(people.anna).get(f"{url}?arbetsplats={workplace.uuid}").context["form"]
    assert (form.initial["workplace"], form.initial["by"]) == (workplace, people.anna.pk)
    given = NEW | {"workplace": workplace.pk, "by": people.bo.pk, "once": form["once"].value()}
    for _ in range(2):
        assert as_(people.anna).post(url, given).status_code == 302
    visit = JointVisit.objects.get()
    assert (visit.employer, visit.by, visit.created_by, visit.at) == (
        workplace.employer, people.bo, people.anna, dt.time(13, 30),
    )  # fmt: skip
    shown = page(people.anna, "employer_detail", workplace.employer.uuid).content.decode()
    for words in ("Planerade sambesök", "13:30", "Alva AF", "Lagret", "Lönestöd", 'href="tel:010-1234567"'):
        assert words in shown
    assert "Hur gick det?" not in page(people.ekonom, "employer_detail", workplace.employer.uuid).content.decode()


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(people):
    employer = EmployerFactory()
    given = NEW | {"on_day": "2026-11-23", "by": people.anna.pk}
    form = post(people.anna, "joint_visit_create", employer.uuid, **given).context["form"]
    assert set(form.errors) == {"on_day"}
    assert form["about"].value() == "Lönestöd"
    form = post(people.anna, "joint_visit_create", employer.uuid, **NEW | {"af_name": "", "at": "", "by": ""}).context[
        "form"
    ]
    assert set(form.errors) == {"af_name", "at", "by"}
    assert not JointVisit.objects.exists()


def test_the_workplace_is_the_employers(people):
    other = WorkplaceFactory()
    given = NEW | {"workplace": other.pk, "by": people.anna.pk}
    assert (
        "workplace" in post(people.anna, "joint_visit_create", EmployerFactory().uuid, **given).context["form"].errors
    )


def test_an_opening_leads_to_a_visit_about_it(people):
    opening = OpeningFactory(title="Kock i storkök", created_by=people.anna)
    url = reverse("opening_joint_visit", args=[opening.uuid])
    assert url in page(people.anna, "opening_detail", opening.uuid).content.decode()
    form = as_(people.anna).get(url).context["form"]
    assert (form.initial["workplace"], form.initial["about"]) == (opening.workplace, "Kock i storkök")
    given = NEW | {"workplace": opening.workplace_id, "by": people.anna.pk, "once": form["once"].value()}
    assert as_(people.anna).post(url, given).status_code == 302
    assert JointVisit.objects.get().employer == opening.workplace.employer


def test_a_visit_is_moved_by_one_at_a_time(people):
    row = JointVisitFactory(by=people.anna)
    values = {"on_day": D("2026-12-04"), "at": dt.time(9), "af_name": "Alva AF"}
    actions.change_joint_visit(row, revision=0, today=TODAY, **values)
    with pytest.raises(Stale):
        actions.change_joint_visit(JointVisit.objects.get(), revision=0, today=TODAY, **values)
    given = NEW | {"by": people.anna.pk, "revision": 1}
    assert post(people.anna, "joint_visit_change", row.uuid, **given).status_code == 302
    assert JointVisit.objects.get().on_day == D("2026-12-03")


def test_a_visit_that_is_held_is_noted_in_the_log_once(people):
    workplace = WorkplaceFactory(name="Lagret")
    row = JointVisitFactory(employer=workplace.employer, workplace=workplace, by=people.anna, on_day=TODAY)
    visit = actions.end_joint_visit(row, state="held", outcome=" De tar två. ", by=people.bo, today=TODAY)
    note = EmployerContact.objects.get()
    assert (note.kind, note.held_on, note.employer, note.created_by) == (
        "joint_visit", TODAY, workplace.employer, people.bo,
    )  # fmt: skip
    assert note.text == "De tar två.\n\nSambesök på Lagret, om handledarbidrag. Från AF: Alva AF."
    assert visit.note == note
    with pytest.raises(Refused):
        actions.end_joint_visit(row, state="cancelled", outcome="Nej", by=people.anna, today=TODAY)
    assert EmployerContact.objects.count() == 1


def test_a_visit_that_is_cancelled_says_why_in_the_log_and_is_no_contact(people):
    row = JointVisitFactory(by=people.anna)
    answer = post(people.anna, "joint_visit_end", row.uuid, state="cancelled", outcome="AF är sjuk.")
    assert answer.status_code == 302
    shown = as_(people.anna).get(reverse("employer_detail", args=[row.employer.uuid])).content.decode()
    assert "Inställt" in shown
    assert "AF är sjuk." in shown
    assert not EmployerContact.objects.exists()
    assert "redan genomfört eller inställt" in page(people.anna, "joint_visit_end", row.uuid).content.decode()


def test_a_visit_is_due_on_its_day_until_it_is_said_how_it_went(people):
    row = JointVisitFactory(by=people.anna, on_day=D("2026-12-03"))
    assert not list(due_employers.VISIT.rows(D("2026-11-18")))
    (asked,) = due_employers.VISIT.rows(TODAY)
    assert set(asked) == set(KEYS)
    assert (asked["subject"], asked["due_on"], asked["responsible_id"], asked["unit_id"]) == (
        row.uuid, D("2026-12-03"), people.anna.pk, people.unit.pk,
    )  # fmt: skip
    actions.end_joint_visit(row, state="cancelled", outcome="Flyttas till våren", by=people.anna, today=TODAY)
    assert not list(due_employers.VISIT.rows(TODAY))


def test_a_visit_of_somebody_who_has_left_is_the_units(people):
    JointVisitFactory(by=UserFactory(unit=people.unit, is_active=False))
    (asked,) = due_employers.VISIT.rows(TODAY)
    assert (asked["responsible_id"], asked["unit_id"]) == (None, people.unit.pk)


def test_min_dag_shows_the_visit_with_its_time_and_opens_it_in_place(people):
    row = JointVisitFactory(employer=EmployerFactory(name="Bageriet"), by=people.anna, on_day=TODAY)
    client = as_(people.anna)
    shown = client.get(reverse("my_day")).content.decode()
    assert "Bageriet: sambesök kl. 13:30 med Alva AF" in shown
    assert "Bageriet" not in page(people.bo, "my_day").content.decode()
    url = reverse("joint_visit_end", args=[row.uuid])
    in_row = {"HX-Request": "true", "X-In-Row": "true"}
    opened = client.get(url, headers=in_row)
    client.post(url, form_values(opened, state="held", outcome="De tar två."), headers=in_row)
    assert JointVisit.objects.get().state == "held"
    assert "Bageriet" not in client.get(reverse("my_day")).content.decode()


def _ended_in_row(people, row, **said):
    client, url = as_(people.anna), reverse("joint_visit_end", args=[row.uuid])
    in_row = {"HX-Request": "true", "X-In-Row": "true"}
    done = client.post(url, form_values(client.get(url, headers=in_row), **said), headers=in_row)
    return lambda: client.post(url, {"angra": done.context["undo"]}, headers=in_row)


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_what_was_said_by_mistake_is_undone_in_the_row(people, state):
    row = JointVisitFactory(employer=EmployerFactory(name="Bageriet"), by=people.anna, on_day=TODAY)
    undo = _ended_in_row(people, row, state=state, outcome="De tar två.")
    assert EmployerContact.objects.count() == (state == "held")
    assert undo().status_code == 204
    row.refresh_from_db()
    assert (row.state, row.outcome, row.note) == ("planned", "", None)
    assert not EmployerContact.objects.exists()
    assert "Bageriet: sambesök" in page(people.anna, "my_day").content.decode()
    # Once only: the visit has moved on since.
    assert "kan inte ångras" in undo().content.decode()
    again = actions.end_joint_visit(row, state="held", outcome="De tar tre.", by=people.anna, today=TODAY)
    assert EmployerContact.objects.get() == again.note


def test_a_note_that_somebody_has_gone_on_with_stays(people):
    row = JointVisitFactory(by=people.anna, on_day=TODAY)
    undo = _ended_in_row(people, row, state="held", outcome="De tar två.")
    EmployerContact.objects.update(text="De tar två. Ring på måndag.", revision=1)
    assert "kan inte ångras" in undo().content.decode()
    row.refresh_from_db()
    assert (row.state, row.note) == ("held", EmployerContact.objects.get())


def test_a_visit_goes_along_when_two_employers_become_one(people):
    kept, gone = WorkplaceFactory(name="Köket"), WorkplaceFactory(name="Köket")
    row = JointVisitFactory(employer=gone.employer, workplace=gone, by=people.anna)
    actions.merge_employers(
        kept.employer, gone=gone.employer, by=people.anna, acknowledged=[f"merge_{gone.employer.uuid}"]
    )
    row.refresh_from_db()
    assert (row.employer, row.workplace) == (Employer.objects.get(pk=kept.employer_id), kept)


def test_the_employers_page_costs_the_same_however_many_visits(people):
    employer = EmployerFactory()
    JointVisitFactory(employer=employer, by=people.anna)

    def cost():
        client = as_(people.anna)
        client.get(reverse("employer_detail", args=[employer.uuid]))
        with at_most(40) as asked:
            client.get(reverse("employer_detail", args=[employer.uuid]))
        return len(asked)

    few = cost()
    for number in range(5):
        JointVisitFactory(employer=employer, by=UserFactory(unit=people.unit), on_day=TODAY + dt.timedelta(number))
    assert cost() == few
