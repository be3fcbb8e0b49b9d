"""An employer's history: by kind and year, each figure opens its list, and nobody is counted who may not be seen."""

import pytest
from django.urls import reverse

from participants.models import Participant
from placements.history import history_of
from tests.factories import EmployerFactory, EmploymentFactory, InternshipFactory, WorkplaceFactory
from tests.placements.pages import TODAY, as_, page
from tests.placements.room import D, ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def place(people):
    workplace = WorkplaceFactory(employer=EmployerFactory(name="Bageriet"))
    for first, last, reason in (
        ("2025-02-03", "2025-05-30", "employed"),
        ("2025-09-01", "2025-12-19", "employed"),
        ("2025-12-31", "2026-03-31", "own"),
        ("2026-01-01", "2026-03-31", "completed"),
        ("2026-10-01", "2026-12-31", ""),
    ):
        InternshipFactory(
            enrolment=ready_for_ami(people),
            workplace=workplace,
            first_day=D(first),
            last_day=D(last),
            end_reason=reason,
        )
    EmploymentFactory(enrolment=ready_for_ami(people), employer=workplace.employer, workplace=workplace)
    return workplace


def told(employer, user):
    return [
        (
            line.year,
            line.kind,
            line.begun.amount,
            line.running.amount if line.running else 0,
            {figure.words: figure.amount for figure in line.results},
        )
        for line in history_of(employer, user, TODAY)
    ]


def test_the_history_by_kind_and_year(people, place):
    assert told(place.employer, people.anna) == [
        (2026, "AMI-anställning", 1, 1, {}),
        (2026, "Praktik", 2, 1, {"Genomförd": 1}),
        (2025, "Praktik", 3, 0, {"Ledde till anställning": 2, "Avbruten: egen begäran": 1}),
    ]
    assert told(EmployerFactory(), people.anna) == []


def test_every_figure_opens_the_list_that_it_counts(people, place):
    client = as_(people.anna)
    InternshipFactory(enrolment=ready_for_ami(people), first_day=D("2026-01-01"), last_day=D("2026-03-31"))
    opened = 0
    for line in history_of(place.employer, people.anna, TODAY):
        for figure in filter(None, (line.begun, line.running, *line.results)):
            answer = client.get(figure.url)
            assert len(list(answer.context["table"].rows)) == figure.amount, figure
            assert "Bageriet" in answer.content.decode()
            opened += 1
    assert opened == 8


def test_nobody_is_counted_who_may_not_be_seen(people, place):
    assert told(place.employer, people.cilla) == []
    (employment,) = place.employer.employments.all()
    Participant.objects.filter(pk=employment.participant_id).update(is_protected=True)
    assert [line[1] for line in told(place.employer, people.anna)] == ["Praktik", "Praktik"]
    text = page(people.anna, "employer_detail", place.employer.uuid).content.decode()
    assert "skyddade personuppgifter" in text


@pytest.mark.parametrize("query", [{"ar": "20x6"}, {"ar": "99999"}, {"arbetsgivare": "inget"}, {"slutade": "inget"}])
def test_a_nonsense_address_is_an_answer(people, place, query):
    for name in ("placement_list", "internship_list"):
        assert page(people.anna, name, lage="alla", **query).status_code == 200


def test_an_employer_that_is_not_there_shows_nothing(people, place):
    answer = page(people.anna, "internship_list", lage="alla", arbetsgivare=str(place.uuid))
    assert not list(answer.context["table"].rows)
    asked = {"lage": "alla", "arbetsgivare": str(place.employer.uuid)}
    # Who reads placements and not employers is told no name.
    assert "Bageriet" not in as_(people.specialist).get(reverse("internship_list"), asked).content.decode()


@pytest.mark.parametrize("amount", [1, 12])
def test_the_history_costs_one_query(people, amount, django_assert_num_queries):
    employer = EmployerFactory()
    for number in range(amount):
        InternshipFactory(
            enrolment=ready_for_ami(people),
            workplace=WorkplaceFactory(employer=employer),
            first_day=D(f"{2010 + number}-01-01"),
            last_day=D(f"{2010 + number}-02-01"),
        )
    with django_assert_num_queries(1):
        assert len(history_of(employer, people.anna, TODAY)) == amount
