"""Measuring the pages: what is reported, and that the measuring itself changes nothing."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import NoReverseMatch

from amc.demo import bench as measuring
from amc.demo.bench import MOST_QUERIES, Counting, bench, common_beginnings, percentile
from handlingsplan.models import Activity
from participants.models import JournalEntry
from tests.factories import EnrolmentFactory, make_people

NAMES = ["my_day", "participant_list", "participant_detail", "plan", "supervision", "dashboard"]
NAMES += ["placement_list", "employer_list", "opening_list", "participant_places"]
FULL = ["full_participant_detail", "full_plan", "full_journal"]


@pytest.fixture
def anna(db):
    people = make_people()
    EnrolmentFactory.create_batch(3, participant__unit=people.unit, consultant=people.anna)
    return people.anna


@pytest.mark.parametrize(
    ("values", "percent", "wanted"),
    [([1.0], 95, 1.0), ([3.0, 1.0, 2.0], 50, 2.0), (list(range(1, 101)), 95, 95), (list(range(1, 31)), 95, 29)],
)
def test_percentile(values, percent, wanted):
    assert percentile(values, percent) == wanted


def test_terms_begin_the_most_names_and_count_each_person_once():
    people = [
        ("Sara", "Sandberg"),
        ("Öyvind", "Salo"),
        ("Mats", "Öhman"),
        ("Maja", "Öhrn"),
        ("Ma", "Öqvist"),
        ("X", ""),
    ]
    assert common_beginnings(people) == ["ma", "sa", "öh", "öq", "öy"]
    assert common_beginnings([]) == []


def test_floor_is_measured_through_the_whole_middleware(anna):
    told = bench(4, ["bare"])
    floor, bare = told["pages"]["floor"], told["pages"]["bare"]
    assert floor["signed_in_as"] == anna.email
    assert floor["of_floor"] == 1
    # Session and user, at least; the frame counts notices as well.
    assert 2 <= bare["queries"] <= floor["queries"]
    assert bare["bytes"] == len(str(anna.pk))
    assert floor["bytes"] > 1_000
    assert 0 < floor["sql"] < floor["p50"] <= floor["p95"]


def test_every_page_of_the_issue_is_reported(anna, capsys):
    call_command("bench", requests=2, json=True)
    told = json.loads(capsys.readouterr().out)
    assert [name for name in told["pages"] if name not in ("floor", "bare")] == NAMES + FULL
    assert (told["participants"], told["open_cases"], told["requests"]) == (3, 3, 2)
    for page in told["pages"].values():
        assert bool(page["missing"]) != bool(page["queries"])


def test_pages_that_cannot_be_measured_say_why(anna, monkeypatch):
    real = measuring.reverse

    def unknown(name, args=()):
        if name in ("my_day", "plan"):
            raise NoReverseMatch
        return "/finns-inte/" if name == "dashboard" else real(name, args=args)

    monkeypatch.setattr(measuring, "reverse", unknown)
    pages = bench(1, ["my_day", "plan", "supervision", "dashboard"])["pages"]
    assert pages["my_day"]["missing"] == "sidan finns inte"
    assert pages["plan"]["missing"] == "inget att visa"
    assert pages["supervision"]["missing"] == "ingen att logga in som"
    assert pages["dashboard"]["missing"] == "svarar 404"


def test_an_empty_database_has_nobody_to_sign_in(db):
    assert bench(1, ["floor"])["pages"]["floor"]["missing"] == "ingen att logga in som"


def test_an_unknown_page_is_refused(db):
    with pytest.raises(CommandError, match=r"Okända sidor: gissning\. Finns: floor, bare, my_day"):
        call_command("bench", pages="gissning")


def test_no_session_is_left(anna):
    bench(1, ["bare"])
    assert not Session.objects.exists()


def test_queries_are_counted_with_their_time(db):
    counting = Counting()
    with connection.execute_wrapper(counting), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    assert counting.count == 2
    assert counting.seconds > 0


def test_a_thick_file_costs_no_more_queries_and_leaves_nothing(anna):
    pages = bench(2, [*NAMES, *FULL])["pages"]
    for name in FULL:
        assert not pages[name]["missing"], pages[name]
    assert pages["full_participant_detail"]["queries"] <= pages["participant_detail"]["queries"]
    assert pages["full_journal"]["queries"] <= MOST_QUERIES
    assert pages["full_plan"]["bytes"] > 50_000
    assert not JournalEntry.objects.exists()
    assert not Activity.objects.exists()
    assert not Session.objects.exists()
