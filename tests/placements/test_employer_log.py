"""Contacts with employers: what is noted, what follows, who sees to it, and whose number is kept (issue 5, point 1)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from amc.due import KEYS
from amc.obstacles import Refused
from placements import actions, due_employers
from placements.models import ContactPerson, Employer, EmployerContact
from placements.rules.dealings import contact_obstacles
from tests.factories import EmployerFactory, UserFactory
from tests.placements.employer_room import EmployerContactFactory
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")
STEP = {"next_step": "Ring", "next_on": D("2026-12-01"), "next_by": True}


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        (STEP, []),
        ({"held_on": D("2026-11-25")}, ["held_later"]),
        ({"money": True, "amount": 12_000}, []),
        ({"money": True}, ["amount_missing"]),
        ({"amount": 500}, ["amount_extra"]),
        (STEP | {"next_step": "  "}, ["step_missing"]),
        (STEP | {"next_on": None}, ["step_no_day"]),
        (STEP | {"next_on": D("2026-11-19")}, ["step_before"]),
        (STEP | {"next_on": D("2028-11-24")}, ["step_far_off"]),
        (STEP | {"next_by": False}, ["step_nobodys"]),
        ({"next_by": True}, []),
    ],
)
def test_what_can_be_noted(values, codes):
    given = {"held_on": D("2026-11-20"), "today": TODAY, "money": False, "amount": None} | values
    assert [obstacle.code for obstacle in contact_obstacles(**given)] == codes


@pytest.mark.parametrize(
    "values",
    [
        {"next_on": None},
        {"next_step": ""},
        {"next_by": None},
        {"next_on": D("2026-11-01")},
        {"done_on": TODAY},
        {"amount": 100},
        {"kind": "money"},
    ],
)
def test_the_database_refuses_it_too(db, values):
    note = EmployerContactFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EmployerContact.objects.filter(pk=note.pk).update(**values)


# An enskild firma's number is its owner's personnummer; official test numbers.
@pytest.mark.parametrize("typed", ["900101-2385", "19900101-2385", "9001012385", "16900101-2385", "900161-2385"])
def test_a_persons_number_is_refused_and_not_repeated(people, typed):
    answer = post(people.anna, "employer_create", name="A Bygg", kind="privat", org_number=typed)
    assert not Employer.objects.exists()
    (message,) = answer.context["form"].errors["org_number"]
    assert "personnummer" in message
    assert "2385" not in message


def test_a_persons_number_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError, match="org_number_is_no_persons"):
        EmployerFactory(org_number="9001012385")


def note(people, employer, **values):
    given = {"kind": "visit", "held_on": "2026-11-23", "text": "De söker två i köket."}
    return post(people.anna, "employer_contact_create", employer.uuid, **given | values)


def test_a_contact_is_noted_with_its_next_step(people):
    employer = EmployerFactory()
    disa = ContactPerson.objects.create(employer=employer, name="Disa Dahl", phone="0155-12 34 56", decides=True)
    step = {"next_step": "Ring om maj", "next_on": "2026-12-01", "next_by": people.anna.pk, "whom": disa.pk}
    assert note(people, employer, **step).status_code == 302
    noted = EmployerContact.objects.get()
    assert (noted.whom, noted.next_by, noted.created_by) == (disa, people.anna, people.anna)
    text = page(people.anna, "employer_detail", employer.uuid).content.decode()
    for words in ("De söker två i köket.", "Ring om maj", "med Disa Dahl", "Beslutar", 'href="tel:0155-123456"'):
        assert words in text


def test_without_a_step_nobody_is_to_do_it(people):
    assert note(people, EmployerFactory(), next_by=people.anna.pk).status_code == 302
    assert EmployerContact.objects.get().next_by is None


def test_what_stands_in_the_way_stands_at_its_field(people):
    form = note(people, EmployerFactory(), held_on="2026-12-24", next_step="Ring", next_by="").context["form"]
    assert set(form.errors) == {"held_on", "next_on", "next_by"}
    assert form["text"].value() == "De söker två i köket."


def test_only_who_has_min_dag_is_given_a_step(people):
    offered = as_(people.hr).get(reverse("employer_contact_create", args=[EmployerFactory().uuid]))
    names = {str(choice[1]) for choice in offered.context["form"].fields["next_by"].choices}
    assert str(people.anna) in names
    assert not {str(people.hr), str(people.ekonom), str(people.cilla)} & names


def test_a_step_is_due_until_it_is_done_and_again_when_that_is_taken_back(people):
    row = EmployerContactFactory(next_by=people.anna, next_on=D("2026-12-08"))
    assert not list(due_employers.STEP.rows(D("2026-11-23")))
    (asked,) = due_employers.STEP.rows(TODAY)
    assert set(asked) == set(KEYS)
    assert (asked["subject"], asked["due_on"], asked["responsible_id"]) == (row.uuid, D("2026-12-08"), people.anna.pk)
    assert asked["unit_id"] == people.unit.pk
    done = actions.finish_step(row, outcome="Två platser", by=people.bo, today=TODAY)
    assert not list(due_employers.STEP.rows(TODAY))
    with pytest.raises(Refused):
        actions.finish_step(row, by=people.anna, today=TODAY)
    actions.reopen_step(row, done.revision)
    assert due_employers.STEP.rows(TODAY).exists()


def test_a_step_of_somebody_who_has_left_is_the_units(people):
    gone = UserFactory(unit=people.unit, is_active=False)
    EmployerContactFactory(next_by=gone)
    (asked,) = due_employers.STEP.rows(TODAY)
    assert (asked["responsible_id"], asked["unit_id"]) == (None, people.unit.pk)
    assert "Ring om vårens platser" in page(people.bo, "my_day").content.decode()


def test_min_dag_shows_the_step_opens_it_in_place_and_takes_it_back(people):
    employer = EmployerFactory(name="Bageriet")
    row = EmployerContactFactory(employer=employer, next_by=people.anna)
    client = as_(people.anna)
    text = client.get(reverse("my_day")).content.decode()
    assert "Bageriet: Ring om vårens platser" in text
    assert "Bageriet" not in page(people.bo, "my_day").content.decode()
    url = reverse("employer_contact_done", args=[row.uuid])
    assert url in text
    in_row = {"HX-Request": "true", "X-In-Row": "true"}
    opened = client.get(url, headers=in_row)
    done = client.post(url, form_values(opened, outcome="De ville."), headers=in_row)
    assert "Ring om vårens platser: klart." in done.content.decode()
    assert "Bageriet" not in client.get(reverse("my_day")).content.decode()
    client.post(url, {"angra": done.context["undo"]}, headers=in_row)
    assert "Bageriet" in client.get(reverse("my_day")).content.decode()


def test_two_who_change_a_note_see_both_versions(people):
    row = EmployerContactFactory(next_by=people.anna)
    url = reverse("employer_contact_change", args=[row.uuid])
    both = [(as_(user), user.first_name) for user in (people.anna, people.bo)]
    shown = [{field.html_name: field.value() for field in client.get(url).context["form"]} for client, _ in both]
    sent = [{name: value for name, value in one.items() if value is not None} for one in shown]
    _, late = [client.post(url, one | {"text": f"{who}s ord"}) for (client, who), one in zip(both, sent, strict=True)]
    assert late.context["form"].stale
    assert "Annas" in late.content.decode()
    assert EmployerContact.objects.get().text == "Annas ord"


def test_a_step_that_is_done_stays_as_it_was(people):
    row = EmployerContactFactory(next_by=people.anna)
    actions.finish_step(row, by=people.anna, today=TODAY)
    answer = post(people.anna, "employer_contact_change", row.uuid, kind="call", held_on="2026-11-20", text="Rättat")
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.text, row.next_step, row.done_on) == ("Rättat", "Ring om vårens platser", TODAY)


@pytest.mark.parametrize("amount", [1, 30])
def test_the_page_costs_the_same_however_long_the_log(people, amount, django_assert_max_num_queries):
    employer = EmployerFactory()
    for number in range(amount):
        EmployerContactFactory(employer=employer, next_by=people.anna, held_on=D("2026-11-20") - dt.timedelta(number))
    client = as_(people.anna)
    client.get(reverse("employer_detail", args=[employer.uuid]))
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("employer_detail", args=[employer.uuid]))
    assert len(answer.context["notes"]) == min(amount, 20)
    assert answer.context["more_notes"] is (amount > 20)


def test_firms_about_to_open_are_listed(people):
    EmployerFactory(name="Nya kaféet", opens_on=D("2027-02-01"))
    EmployerFactory(name="Gamla kaféet", opens_on=D("2026-02-01"))
    EmployerFactory(name="Bageriet")
    text = page(people.anna, "employer_list", oppnar="snart").content.decode()
    assert "Nya kaféet" in text
    assert "Gamla kaféet" not in text
    assert "Bageriet" not in text


def test_who_has_left_is_not_chosen_any_more(people):
    employer = EmployerFactory()
    disa = ContactPerson.objects.create(employer=employer, name="Disa Dahl", phone="070-1740605")
    post(people.anna, "contact_change", disa.uuid, name="Disa Dahl", phone="070-1740605")
    disa.refresh_from_db()
    assert not disa.is_active
    text = page(people.anna, "employer_detail", employer.uuid).content.decode()
    assert "Har slutat" in text
    assert "tel:" not in text
    offered = page(people.anna, "employer_contact_create", employer.uuid).context["form"].fields["whom"]
    assert not offered.queryset.exists()
