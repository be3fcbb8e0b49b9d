"""Supervisors who serve several workplaces: offered at each, not warned of there, and counted over all."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.obstacles import Refused
from amc.revisions import Stale
from amc.wall.session import entered
from placements import actions
from placements.facts import assigned
from placements.models import InternshipKind, SupervisorPlace
from placements.rules.roving import place_obstacles
from placements.rules.supervision import Assigned, supervisor_obstacles
from tests.factories import (
    EmployerFactory,
    InternshipFactory,
    SupervisorFactory,
    WorkplaceFactory,
)
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D, placed, ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def kitchen():
    return WorkplaceFactory(name="Köket Ängen", employer=EmployerFactory(name="Måltid"))


@pytest.fixture
def rut():
    return SupervisorFactory(first_name="Rut", last_name="Rask", employer=EmployerFactory(name="Coompanion"))


def serves(rut, kitchen, people, first="2026-01-01", last=None):
    last_day = last and D(last)
    return actions.register_place(rut, workplace=kitchen, first_day=D(first), last_day=last_day, by=people.anna)


@pytest.mark.parametrize(
    ("first", "last", "others", "codes"),
    [
        ("2026-03-01", "2026-02-28", [], ["last_before_first"]),
        ("2026-03-01", "2026-03-01", [], []),
        ("2026-03-01", None, [("2026-01-01", "2026-02-28")], []),
        ("2026-03-01", None, [("2026-01-01", "2026-03-01")], ["place_overlap"]),
        ("2026-03-01", None, [("2026-01-01", None)], ["place_overlap"]),
        ("2026-03-01", "2026-03-31", [("2026-04-01", None)], []),
        ("2026-03-01", "2026-04-01", [("2026-04-01", None)], ["place_overlap"]),
    ],
)
def test_when_a_place_can_be_served(first, last, others, codes):
    known = [(D(begins), ends and D(ends)) for begins, ends in others]
    assert [one.code for one in place_obstacles(D(first), last and D(last), known)] == codes


@pytest.mark.parametrize(
    ("until", "last", "codes"),
    [
        (None, "2027-06-30", []),
        ("2027-06-30", "2027-06-30", []),
        ("2027-06-29", "2027-06-30", ["supervisor_place_ends"]),
    ],
)
def test_a_place_that_is_served_for_a_time_is_warned_of(until, last, codes):
    known = Assigned("Rut Rask", D("2024-05-02"), here_until=until and D(until))
    found = supervisor_obstacles(known, D("2026-12-01"), required=True, what="praktikens", last=D(last))
    assert [one.code for one in found.warnings] == codes


def test_whoever_serves_a_place_is_not_from_elsewhere_there(people, rut, kitchen):
    other = WorkplaceFactory(employer=kitchen.employer)

    def known(day, workplace=kitchen):
        return assigned(rut, kitchen.employer, workplace, D(day), 0)

    assert known("2026-11-24").elsewhere == "Coompanion"
    serves(rut, kitchen, people, "2026-02-01", "2026-12-31")
    assert (known("2026-11-24").elsewhere, known("2026-11-24").here_until) == ("", D("2026-12-31"))
    assert [known(day).elsewhere for day in ("2026-01-31", "2027-01-01")] == ["Coompanion"] * 2
    # Another workplace of the same employer is not served; a placement without one asks of the employer.
    assert known("2026-11-24", other).elsewhere == "Coompanion"
    assert known("2026-11-24", None).elsewhere == ""


def test_a_placement_where_they_serve_starts_without_a_warning_of_where_they_belong(people, rut, kitchen):
    case = ready_for_ami(people)

    def start():
        return actions.start_internship(
            enrolment=case,
            kind=InternshipKind.objects.get(code="praktik"),
            workplace=kitchen,
            supervisor=rut,
            first_day=D("2026-11-30"),
            last_day=D("2027-02-26"),
            hours_per_week=30,
            by=people.anna,
            today=TODAY,
            acknowledged={"responsibility_missing"},
        )

    with pytest.raises(Refused) as error:
        start()
    assert "supervisor_elsewhere" in error.value.codes
    serves(rut, kitchen, people)
    assert start().supervisions.get().supervisor == rut


def test_they_are_offered_first_where_they_serve(people, rut, kitchen):
    own = SupervisorFactory(first_name="Anna", last_name="Aronsson", employer=kitchen.employer)
    SupervisorFactory(first_name="Sven", last_name="Annanstans")

    def offered(near):
        sent = as_(people.anna).post(reverse("supervisor_lookup"), {"q": "", "near": str(near.uuid)})
        return [name for name in ("Rut Rask", own.full_name, "Sven Annanstans") if name in sent.text], sent.text

    assert offered(kitchen)[0] == [own.full_name]
    place = serves(rut, kitchen, people)
    found, text = offered(kitchen)
    assert found == ["Rut Rask", own.full_name]
    assert text.index("Rut Rask") < text.index(own.full_name)
    assert "Coompanion, också Köket Ängen" in text
    assert "Rut Rask" in offered(kitchen.employer)[0]
    SupervisorPlace.objects.filter(pk=place.pk).update(last_day=D("2026-11-23"))
    assert offered(kitchen)[0] == [own.full_name]


def test_whom_they_lead_is_counted_over_all_places(people, rut, kitchen):
    serves(rut, kitchen, people)
    rut.capacity = 2
    rut.save()
    elsewhere = {"first_day": D("2026-10-01"), "last_day": D("2026-12-31"), "supervisor": rut}
    for workplace in (kitchen, WorkplaceFactory(employer=rut.employer)):
        placed(InternshipFactory, enrolment=ready_for_ami(people), workplace=workplace, **elsewhere)
    assert assigned(rut, kitchen.employer, kitchen, TODAY, 0).leads == 2


def test_one_place_is_served_once_at_a_time(people, rut, kitchen):
    place = serves(rut, kitchen, people, "2026-01-01", "2026-06-30")
    with pytest.raises(Refused, match="finns redan på arbetsplatsen"):
        serves(rut, kitchen, people, "2026-06-30")
    later = serves(rut, kitchen, people, "2026-07-01")
    with pytest.raises(Refused, match="finns redan"):
        actions.change_place(place, revision=0, first_day=D("2026-01-01"), last_day=None)
    actions.change_place(later, revision=0, first_day=D("2026-08-01"), last_day=None)
    with pytest.raises(Stale):
        actions.change_place(later, revision=0, first_day=D("2026-08-02"), last_day=None)
    with pytest.raises(Stale):
        actions.drop_place(later, revision=0)
    with pytest.raises(IntegrityError, match="supervisor_place_ends_after_it_began"), transaction.atomic():
        SupervisorPlace.objects.update(last_day=D("2025-01-01"))
    actions.drop_place(later, revision=1)
    assert SupervisorPlace.objects.get() == place


def test_it_is_entered_changed_and_taken_away_in_the_pages(people, rut, kitchen):
    values = {"workplace": str(kitchen.uuid), "first_day": "2026-11-30"}
    sent = post(people.anna, "supervisor_place_create", rut.uuid, **values, last_day="2026-11-01")
    assert "Sista dagen behöver vara tidigast 2026-11-30" in sent.text
    assert post(people.anna, "supervisor_place_create", rut.uuid, **values).status_code == 302
    shown = page(people.anna, "supervisor_detail", rut.uuid).text
    assert "Från 2026-11-30, tills vidare" in shown
    there = page(people.anna, "employer_detail", kitchen.employer.uuid).text
    assert "Rut Rask" in there
    assert "Från Coompanion" in there
    listed = page(people.anna, "supervisor_list", arbetsplatser="ja").text
    assert "Rut Rask" in listed
    key = SupervisorPlace.objects.get().uuid
    days = {"first_day": "2026-11-30", "last_day": "2026-12-31"}
    assert post(people.bo, "supervisor_place_change", key, **days).status_code == 302
    assert SupervisorPlace.objects.get().last_day == D("2026-12-31")
    assert post(people.bo, "supervisor_place_change", key, **days, never="on").status_code == 302
    assert not SupervisorPlace.objects.exists()
    assert page(people.bo, "supervisor_place_change", key).status_code == 404


def test_whoever_ends_it_is_told_of_those_who_are_led_there_longer(people, rut, kitchen):
    case = ready_for_ami(people)
    placed(
        InternshipFactory,
        enrolment=case,
        workplace=kitchen,
        supervisor=rut,
        first_day=D("2026-10-01"),
        last_day=D("2026-12-31"),
    )
    place = serves(rut, kitchen, people)
    client, url = as_(people.anna), reverse("supervisor_place_change", args=[place.uuid])

    def told(**values):
        sent = client.post(url, form_values(client.get(url), first_day="2026-01-01", **values), follow=True)
        return [str(message) for message in sent.context["messages"]]

    assert told(last_day="2026-12-31") == ["Ändringen är sparad."]
    assert told(last_day="2026-12-30")[1:] == [
        "1 handledarskap där fortsätter efter 2026-12-30. Byt handledare vid behov."
    ]
    assert any("fortsätter efter 2026-11-24" in one for one in told(last_day="", never="on"))


def test_the_page_of_a_change_offers_those_of_the_workplace(people, employment):
    shown = page(people.anna, "employment_supervisor", employment.uuid)
    assert shown.context["form"].fields["supervisor"].widget.near_key == str(employment.workplace.uuid)


def merge(kept, gone, people):
    with entered(people.anna.pk):
        actions.merge_employers(kept, gone=gone, by=people.anna, acknowledged={f"merge_{gone.uuid}"})


def test_whom_a_workplace_is_served_by_follows_it_into_the_employer_that_it_becomes(people, rut, kitchen):
    kept = EmployerFactory(name="Måltidsenheten")
    same = WorkplaceFactory(employer=kept, name=kitchen.name)
    moved = WorkplaceFactory(employer=kitchen.employer, name="Diskrummet")
    # Held by what is said of the other; longer than that; of the place that moves whole.
    serves(rut, same, people, "2026-01-01")
    held = serves(rut, kitchen, people, "2026-03-01", "2026-06-30")
    siv = SupervisorFactory(first_name="Siv")
    serves(siv, same, people, "2026-01-01", "2026-06-30")
    longer = serves(siv, kitchen, people, "2026-07-01")
    along = serves(siv, moved, people)
    merge(kept, kitchen.employer, people)
    assert not SupervisorPlace.objects.filter(pk=held.pk).exists()
    for row, workplace in ((longer, same), (along, moved)):
        row.refresh_from_db()
        assert row.workplace == workplace
    moved.refresh_from_db()
    assert moved.employer == kept
    assert assigned(siv, kept, same, TODAY, 0).elsewhere == ""


def test_an_employers_page_asks_as_much_for_many(people, kitchen):
    client, url = as_(people.anna), kitchen.employer.get_absolute_url()
    serves(SupervisorFactory(), kitchen, people)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(4):
        serves(SupervisorFactory(), kitchen, people)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(one)
