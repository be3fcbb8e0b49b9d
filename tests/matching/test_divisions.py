"""Praktikplatser inside the municipality, by division and against kommunstyrelsen's target [S1]."""

import datetime as dt
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from amc.matching.divisions import Divisions
from amc.matching.models import Opening
from amc.matching.rules.target import Standing, offered
from amc.staff.models import Municipality
from participants.models import Participant
from placements.models import Workplace
from tests.factories import EmployerFactory, EnrolmentFactory, InternshipFactory, WorkplaceFactory
from tests.matching.room import OpeningFactory, ProposalFactory
from tests.placements.pages import TODAY, as_, page
from tests.queries import at_most

ROUTE = "internship_places"
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("places", "taken", "closed", "amount"),
    [(3, 0, False, 3), (3, 2, False, 3), (3, 3, False, 3), (3, 2, True, 2), (3, 0, True, 0)],
)
def test_a_place_is_offered_while_it_is_open_or_somebody_has_it(places, taken, closed, amount):
    assert offered(places=places, taken=taken, closed=closed) == amount


@pytest.mark.parametrize(
    ("amount", "target", "percent", "reached", "words"),
    [
        (0, 100, 0, False, "0 av 100 praktikplatser: 0 procent av målet, 100 platser kvar"),
        (64, 100, 64, False, "64 av 100 praktikplatser: 64 procent av målet, 36 platser kvar"),
        (299, 300, 99, False, "299 av 300 praktikplatser: 99 procent av målet, 1 plats kvar"),
        (100, 100, 100, True, "100 av 100 praktikplatser: 100 procent av målet, som är nått"),
        (104, 100, 104, True, "104 av 100 praktikplatser: 104 procent av målet, som är nått med 4 platser till"),
        (1, 1, 100, True, "1 av 1 praktikplats: 100 procent av målet, som är nått"),
        (7, 0, 0, False, "7 praktikplatser. Inget mål är satt"),
    ],
)
def test_the_sum_is_said_against_the_target(amount, target, percent, reached, words):
    standing = Standing(amount, target)
    assert (standing.percent, standing.is_reached, standing.words) == (percent, reached, words)


@given(some.integers(0, 5000), some.integers(0, 5000))
def test_a_hundred_per_cent_is_reached_and_nothing_less(amount, target):
    standing = Standing(amount, target)
    assert standing.is_reached == (standing.percent >= 100)
    assert 0 <= standing.length <= 100


@pytest.fixture
def care(people):
    """Two divisions of one förvaltning and a förvaltning without one, a firm, and a municipal company.

    Kitchen: 3 places of which 1 is taken, and a praktik without a place. School: closed with 1 of 2 taken. Park: 1 that
    has passed and one employment. The others: nothing that counts.
    """
    employer = EmployerFactory(name="Vård och omsorg")
    kitchen = WorkplaceFactory(employer=employer, division="Måltid", name="Köket")
    WorkplaceFactory(employer=employer, division="Måltid", name="Köket Norr")
    school = WorkplaceFactory(employer=employer, division="Äldreomsorg", name="Ängen")
    park = WorkplaceFactory(employer__name="Park", name="Parken")
    firm = WorkplaceFactory(employer__name="Bageriet", employer__kind="privat")
    company = WorkplaceFactory(employer__name="Bostadsbolaget", employer__kind="kommunalt_bolag")
    three = OpeningFactory(workplace=kitchen, places=3)
    ProposalFactory(opening=three, enrolment=EnrolmentFactory(participant__unit=people.other_unit))
    two = OpeningFactory(workplace=school, places=2)
    ProposalFactory(opening=two, state="accepted", enrolment=EnrolmentFactory(participant__unit=people.unit))
    Opening.objects.filter(pk=two.pk).update(closed_on=TODAY, closed_as="filled")
    OpeningFactory(workplace=park, places=9, ends_on=TODAY - DAY)
    OpeningFactory(workplace=park, places=8, kind="arbetsmarknad")
    withdrawn = OpeningFactory(workplace=park, places=7)
    Opening.objects.filter(pk=withdrawn.pk).update(closed_on=TODAY, closed_as="withdrawn")
    for elsewhere in (firm, company):
        OpeningFactory(workplace=elsewhere, places=6)
        InternshipFactory(enrolment=EnrolmentFactory(participant__unit=people.unit), workplace=elsewhere)
    InternshipFactory(enrolment=EnrolmentFactory(participant__unit=people.unit), workplace=kitchen)
    InternshipFactory(enrolment=EnrolmentFactory(participant__unit=people.other_unit), workplace=kitchen)
    return {"kitchen": kitchen, "school": school, "park": park}


def figures(user):
    return {line.label: (line.offered, line.taken, line.free, line.interns) for line in Divisions(user, TODAY).lines}


def test_each_division_has_its_places_and_its_praktiker(people, care):
    assert figures(people.eva) == {"Måltid": (3, 1, 2, 1), "Park": (0, 0, 0, 0), "Äldreomsorg": (1, 1, 0, 0)}
    assert list(figures(people.eva)) == ["Måltid", "Park", "Äldreomsorg"]
    whole = Divisions(people.eva, TODAY).whole
    assert (whole.offered, whole.taken, whole.free, whole.interns, whole.persons) == (4, 2, 2, 1, 1)


def test_places_are_the_municipalitys_and_praktiker_the_units(people, care):
    told = figures(people.cilla)
    assert {name: row[:3] for name, row in told.items()} == {n: r[:3] for n, r in figures(people.eva).items()}
    assert told["Måltid"] == (3, 1, 2, 1)
    InternshipFactory(enrolment=EnrolmentFactory(participant__unit=people.unit), workplace=care["park"])
    assert (figures(people.eva)["Park"][3], figures(people.cilla)["Park"][3]) == (1, 0)


def test_a_protected_person_is_counted_for_nobody_who_is_not_named(people, care):
    Participant.objects.filter(enrolments__internships__workplace=care["kitchen"]).update(is_protected=True)
    assert figures(people.eva)["Måltid"] == (3, 1, 2, 0)


def test_a_workplace_out_of_use_is_left_out_unless_it_has_something(people, care):
    Workplace.objects.update(is_active=False)
    assert set(figures(people.eva)) == {"Måltid", "Äldreomsorg"}


def test_a_place_that_begins_later_or_ends_today_is_offered(people):
    later = WorkplaceFactory(division="Senare")
    OpeningFactory(workplace=later, starts_on=TODAY + 60 * DAY)
    OpeningFactory(workplace=later, ends_on=TODAY)
    assert figures(people.eva)["Senare"][0] == 2


def test_every_figure_opens_the_list_that_it_counts(people, care):
    divisions = Divisions(people.eva, TODAY)
    for line in [divisions.whole, *divisions.lines]:
        for name, amount in (("offered", line.offered), ("taken", line.taken), ("free", line.free)):
            table = as_(people.eva).get(getattr(line, f"{name}_url")).context["table"]
            rows = [row.record for row in table.rows]
            counted = {
                "offered": lambda row: offered(places=row.places, taken=row.taken, closed=bool(row.closed_on)),
                "taken": lambda row: row.taken,
                "free": lambda row: row.left,
            }[name]
            assert sum(map(counted, rows)) == amount, (line.label, name)
            assert all(row.workplace.employer.is_municipal for row in rows)
        interns = as_(people.eva).get(line.interns_url).context["table"]
        assert interns.paginator.count == line.interns, line.label


def test_the_lists_know_only_the_divisions_of_the_employer_they_name(people, care):
    uuid = str(care["kitchen"].employer.uuid)
    for name in ("opening_list", "internship_list", "placement_list"):
        answer = page(people.eva, name, arbetsgivare=uuid, avdelning="Finns inte")
        assert answer.context["table"].paginator.count == 0
        assert (
            "avdelning" not in page(people.eva, name, avdelning=str(care["kitchen"].uuid)).context["filter_form"].fields
        )
        assert "agslag" not in page(people.eva, name).context["filter_form"].fields
        assert page(people.eva, name, agslag="nonsens").context["table"].paginator.count == 0
    assert page(people.eva, "placement_list", agslag="forvaltning").status_code == 200
    shown = page(people.eva, "opening_list", arbetsgivare=uuid, avdelning=str(care["kitchen"].uuid)).content.decode()
    assert "Äldreomsorg" in shown
    assert "Bageriet" not in shown


def test_the_page_says_what_counts_and_how_far_it_is(people, care):
    Municipality.objects.update(internship_target=8)
    shown = " ".join(page(people.eva, ROUTE).content.decode().split())
    assert "4 av 8 praktikplatser: 50 procent av målet, 4 platser kvar" in shown
    assert "Målet räknar praktikplatser som kommunens förvaltningar erbjuder, både lediga och tagna." in shown
    assert 'width="50%"' in shown
    Municipality.objects.update(internship_target=0)
    assert "4 praktikplatser. Inget mål är satt" in page(people.eva, ROUTE).content.decode()


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("", ["Måltid", "Park", "Äldreomsorg"]),
        ("-label", ["Äldreomsorg", "Park", "Måltid"]),
        ("offered", ["Park", "Äldreomsorg", "Måltid"]),
        ("-free", ["Måltid", "Park", "Äldreomsorg"]),
        ("employer", ["Park", "Måltid", "Äldreomsorg"]),
        ("nonsens", ["Måltid", "Park", "Äldreomsorg"]),
    ],
)
def test_the_divisions_are_sorted_by_any_column(people, care, order, names):
    table = page(people.eva, ROUTE, sortera=order).context["table"]
    assert [row.record.label for row in table.page.object_list] == names


def test_the_file_has_the_rows_as_sorted_and_hides_few_persons(people, care):
    def rows(**asked):
        answer = page(people.eva, ROUTE, export="xlsx", **asked)
        found = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
        return [tuple(f"{cell:%Y-%m-%d}" if isinstance(cell, dt.datetime) else cell for cell in row) for row in found]

    few = "färre än 5 personer"
    assert rows(sortera="-label") == [
        ("Förvaltning eller avdelning", "Arbetsgivare", "Erbjudna", "Tagna", "Lediga", "I praktik i dag"),
        ("Äldreomsorg", "Vård och omsorg", 1, 1, 0, 0),
        ("Park", "Park", 0, 0, 0, 0),
        ("Måltid", "Vård och omsorg", 3, 1, 2, few),
        ("Hela kommunen", None, 4, 2, 2, few),
        ("Kommunstyrelsens mål", None, 100, None, None, None),
        ("Dag", None, "2026-11-24", None, None, None),
    ]
    Municipality.objects.update(small_group=1)
    assert [row[5] for row in rows()[1:5]] == [1, 0, 0, 1]


def test_one_small_group_is_not_to_be_reckoned_from_the_sum(people, care):
    for where, amount in ((care["school"], 6), (care["park"], 5)):
        for enrolment in EnrolmentFactory.create_batch(amount, participant__unit=people.unit):
            InternshipFactory(enrolment=enrolment, workplace=where)
    divisions = Divisions(people.eva, TODAY)
    assert [(line.label, line.interns) for line in divisions.lines] == [("Måltid", 1), ("Park", 5), ("Äldreomsorg", 6)]
    assert divisions.for_file(divisions.lines) == [None, None, 6, 12]


def test_without_a_municipal_workplace_the_page_says_what_to_do(people):
    shown = page(people.eva, ROUTE).content.decode()
    assert "Ingen kommunal arbetsplats är inlagd" in shown
    assert page(people.eva, ROUTE, export="xlsx").status_code == 200


def test_the_way_there_is_from_the_list_and_the_overview(people, care):
    for user, name in ((people.anna, "opening_list"), (people.hr, "opening_list"), (people.eva, "dashboard")):
        assert 'href="/platser/praktikplatser/"' in page(user, name).content.decode()


def test_the_figures_cost_the_same_however_many(people, care):
    for number in range(6):
        OpeningFactory(workplace__division=f"Enhet {number}")
    with at_most(4):
        divisions = Divisions(people.eva, TODAY)
        assert len(divisions.lines) == 9
        assert divisions.standing.amount == 10
