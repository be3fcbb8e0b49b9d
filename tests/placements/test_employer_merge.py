"""Employers that are one: found, read about, and put together with all that they have (issue 5, point 1)."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.wall.session import entered
from amc.web.lookup import Typed
from placements import actions
from placements.duplicates import alike
from placements.models import ContactPerson, Employer, Supervisor, Workplace
from placements.rules.merging import Moves, Side, judge_merge
from tests.factories import EmployerFactory, EmploymentFactory, InternshipFactory, SupervisorFactory, WorkplaceFactory
from tests.placements.employer_room import AgreementFactory, EmployerContactFactory, EmployerWarningFactory
from tests.placements.pages import as_, page, post
from tests.placements.room import ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")
NOTHING = Moves(*[0] * 8)


@pytest.mark.parametrize(
    ("kept", "gone", "code"),
    [
        (("a", "A", ""), ("a", "A", ""), "same_employer"),
        (("a", "A", "4042341237"), ("b", "B", "4052341236"), "other_number"),
        (("a", "A", ""), ("b", "B", "", True), "already_merged"),
        (("a", "A", "", True), ("b", "B", ""), "already_merged"),
    ],
)
def test_what_is_not_one(kept, gone, code):
    (refusal,) = judge_merge(Side(*kept), Side(*gone), NOTHING).refusals
    assert refusal.code == code


def test_what_moves_is_read_first():
    moves = Moves(workplaces=2, alike=1, people=3, supervisors=0, notes=1, agreements=0, warnings=0, placements=4)
    (warning,) = judge_merge(Side("a", "Bageriet", ""), Side("b", "Bageriet AB", "4042341237"), moves).warnings
    for words in (
        "Bageriet AB försvinner ur registret och blir Bageriet.",
        "2 arbetsplatser, 3 kontaktpersoner, 1 antecknad kontakt, 4 placeringar som du ser.",
        "1 arbetsplats finns på båda",
    ):
        assert words in warning.message
    assert "handledare" not in warning.message


NAMES = [
    ("Ågrens Bageri AB", "Ågrens bageri", True),
    ("Bygg & Mark i Nyköping HB", "Bygg och mark Nyköping", True),
    ("Café  Söder", "Cafe Söder", True),
    ("Ågrens bageri", "Agrens bageri", False),
    ("Måleri Ett", "Måleri Två", False),
]


@pytest.mark.parametrize(("one", "other", "same"), NAMES)
def test_names_that_are_nearly_the_same(people, one, other, same):
    EmployerFactory(name=one, kind="privat")
    EmployerFactory(name=other, kind="privat")
    assert len(alike(people.anna)) == int(same)


def test_one_number_is_one_but_among_the_municipalitys_own(people, django_assert_num_queries):
    for kind, number in (("forvaltning", "2120000142"), ("privat", "4042341237")):
        for name in ("Norr", "Söder"):
            EmployerFactory(name=f"{kind} {name}", kind=kind, org_number=number)
    EmployerFactory(name="Utan nummer", kind="privat")
    EmployerFactory(name="Också utan", kind="privat")
    with django_assert_num_queries(1):
        (group,) = alike(people.anna)
    assert group.why == "Samma organisationsnummer"
    assert [row.name for row in group.employers] == ["privat Norr", "privat Söder"]
    assert "privat Norr" in page(people.hr, "employer_duplicates").content.decode()


@pytest.fixture
def pair(people):
    """Two that are one: each has a kitchen, and the duplicate has something of everything, in two units."""
    kept = EmployerFactory(name="Bageriet", phone="0155-1", note="Ring före lunch.")
    gone = EmployerFactory(name="Bageriet AB", org_number="4042341237", phone="0155-2", note="Stänger kl. 15.")
    WorkplaceFactory(employer=kept, name="Köket")
    kitchen = WorkplaceFactory(employer=gone, name="Köket")
    store = WorkplaceFactory(employer=gone, name="Lagret")
    ContactPerson.objects.create(employer=gone, name="Disa Dahl", workplace=kitchen)
    SupervisorFactory(employer=gone)
    EmployerContactFactory(employer=gone)
    EmployerWarningFactory(employer=gone)
    AgreementFactory(employer=gone, workplace=kitchen)
    InternshipFactory(enrolment=ready_for_ami(people), workplace=kitchen)
    elsewhere = ready_for_ami(people, participant__unit=people.other_unit, consultant=people.cilla)
    EmploymentFactory(enrolment=elsewhere, employer=gone, workplace=store)
    return kept, gone


def merge(people, pair, **values):
    kept, gone = pair
    return post(people.anna, "employer_merge", kept.uuid, gone=str(gone.uuid), **values)


def test_all_moves_also_what_one_does_not_see(people, pair):
    kept, gone = pair
    asked = merge(people, pair).content.decode()
    assert "1 placering som du ser" in asked
    assert Employer.objects.kept().filter(pk=gone.pk).exists()
    assert merge(people, pair, acknowledged=f"merge_{gone.uuid}").status_code == 302
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.org_number, kept.phone) == ("4042341237", "0155-1")
    assert kept.note == "Ring före lunch.\n\nStänger kl. 15."
    assert (gone.merged_into, gone.is_active, gone.org_number) == (kept, False, "")
    for rows in (kept.contacts, kept.supervisors, kept.log, kept.warnings, kept.agreements, kept.employments):
        assert rows.count() >= 1, rows.model
    kitchen, store = kept.workplaces.order_by("name")
    assert (kitchen.internships.count(), kitchen.contacts.count(), kitchen.agreements.count()) == (1, 1, 1)
    assert store.employments.get().enrolment.unit == people.other_unit
    assert not Workplace.objects.filter(employer=gone, is_active=True).exists()
    assert not Supervisor.objects.filter(employer=gone).exists()


def test_the_duplicates_address_leads_on_and_nothing_else_of_it_is_there(people, pair):
    kept, gone = pair
    merge(people, pair, acknowledged=f"merge_{gone.uuid}")
    client = as_(people.anna)
    answer = client.get(gone.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())
    assert client.get(reverse("employer_change", args=[gone.uuid])).status_code == 404
    assert "Bageriet AB" not in client.get(reverse("employer_list")).content.decode()
    hits = client.post(reverse("employer_any_lookup"), {"q": "Bageriet"}).content.decode()
    assert str(kept.uuid) in hits
    assert str(gone.uuid) not in hits


def test_what_it_said_is_in_the_history(people, pair):
    kept, gone = pair
    merge(people, pair, acknowledged=f"merge_{gone.uuid}")
    events = gone.events.order_by("pgh_id").values_list("org_number", "merged_into")
    assert list(events) == [("4042341237", None), ("", kept.pk)]


def test_two_numbers_are_refused(people, pair):
    Employer.objects.filter(pk=pair[0].pk).update(org_number="4052341236")
    assert "gone" in merge(people, pair).context["form"].errors


def test_the_list_of_duplicates_leads_to_a_form_that_names_the_other(people, pair):
    kept, gone = pair
    address = f"{reverse('employer_merge', args=[kept.uuid])}?dubblett={gone.uuid}"
    assert address in page(people.anna, "employer_duplicates").text
    assert as_(people.anna).get(address).context["form"]["gone"].value().key == str(gone.uuid)
    for other in (kept.uuid, "nej"):
        form = as_(people.anna).get(reverse("employer_merge", args=[kept.uuid]), {"dubblett": other}).context["form"]
        assert form["gone"].value() in (None, Typed())


def test_a_second_merge_of_the_same_is_refused(people, pair):
    kept, gone = pair
    with entered(people.anna.pk):
        actions.merge_employers(kept, gone=gone, by=people.anna, acknowledged=[f"merge_{gone.uuid}"])
        with pytest.raises(Refused) as error:
            actions.merge_employers(kept, gone=gone, by=people.anna)
    assert error.value.codes == ("already_merged",)


@pytest.mark.parametrize("who", ["ekonom", "hans", "specialist"])
def test_the_database_moves_for_those_who_keep_the_register(people, pair, who):
    kept, gone = pair
    Employer.objects.filter(pk=gone.pk).update(merged_into=kept, is_active=False)
    user = getattr(people, who)
    with entered(user.pk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT placements_move_to_merged(%s, %s)", [gone.pk, people.anna.pk])
    assert Employer.objects.get(pk=gone.pk).employments.exists()


def test_the_database_moves_nothing_that_the_register_does_not_say(people, pair):
    with entered(people.anna.pk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT placements_move_to_merged(%s, %s)", [pair[1].pk, people.anna.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Employer.objects.filter(pk=pair[1].pk).update(merged_into=pair[0])
