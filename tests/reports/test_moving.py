"""How far participants have moved, in groups too large to know anybody in (domain.md section 6; the wish of [S4])."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from amc.calendar import today
from amc.reports.moving import LEAST, Moved, moved
from amc.reports.selection import Selection
from handlingsplan.actions.step_sets import change_question, mark_of, publish
from handlingsplan.models import ProgressSet
from participants.models import Enrolment
from tests.factories import EnrolmentFactory, TeamFactory, make_people
from tests.handlingsplan.held import measured, step_set

pytestmark = pytest.mark.django_db
TODAY = today()


@pytest.fixture
def people():
    return make_people()


def stays(people, amount, first=2, last=4, **values):
    """So many persons with two measures."""
    for _ in range(amount):
        row = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, **values)
        measured(row, TODAY - dt.timedelta(days=70), first)
        measured(row, TODAY, last)


def shipped():
    return ProgressSet.objects.get(code="steg")


def asked(people, who="eva"):
    return Selection(getattr(people, who), TODAY, TODAY - dt.timedelta(days=365), TODAY)


def test_the_mean_goes_from_first_to_last(people):
    stays(people, LEAST)
    total, _ = moved(asked(people), shipped(), 0)
    assert (total.persons, total.first, total.last, total.change) == (LEAST, 0.25, 0.75, 0.5)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (0.25, 0.75, "+50"),
        (0.75, 0.25, "\N{MINUS SIGN}50"),
        (0.4, 0.4, "0"),
        pytest.param(0.404, 0.736, "+34", id="40 % and 74 % stand beside it"),
        pytest.param(0.0, 0.575, "+58", id="58 % stands beside it"),
        (None, None, "\N{EN DASH}"),
    ],
)
def test_the_change_is_told_as_the_shares_are_shown(first, last, told):
    assert Moved("Alla", None if first is None else 7, first, last).told == told


def test_one_measure_is_no_way(people):
    stays(people, LEAST)
    measured(EnrolmentFactory(participant__unit=people.unit, consultant=people.anna), TODAY, 5)
    assert moved(asked(people), shipped(), 0)[0].persons == LEAST


def test_small_groups_are_not_shown_and_never_one_alone(people):
    stays(people, LEAST + 1, team=people.team)
    stays(people, LEAST - 1)
    total, breakdowns = moved(asked(people), shipped(), 0)
    assert total.persons == 2 * LEAST
    assert [row.persons for row in dict(breakdowns)["Team"]] == [None, None]


def test_those_left_out_are_no_small_group_together(people):
    """The total less those shown would be three persons."""
    sizes = {"Stor": LEAST + 2, "Mellan": LEAST, "Liten": 2, "Minst": 1}
    for name, size in sizes.items():
        stays(people, size, team=TeamFactory(unit=people.unit, name=name))
    _, breakdowns = moved(asked(people), shipped(), 0)
    shown = {row.label: row.persons for row in dict(breakdowns)["Team"]}
    assert shown == {"Stor": LEAST + 2, "Mellan": None, "Liten": None, "Minst": None}


def test_fewer_than_five_in_all_are_not_shown_whatever_the_limit(people):
    stays(people, LEAST - 1)
    total, breakdowns = moved(asked(people), shipped(), 0)
    assert (total.persons, total.first) == (None, None)
    assert all(row.persons is None for _, rows in breakdowns for row in rows)


def test_another_unit_has_its_own(people):
    stays(people, LEAST)
    assert moved(Selection(people.cilla, TODAY, TODAY - dt.timedelta(days=365), TODAY), shipped(), 0)[0].persons == 0


def test_protected_persons_have_a_line_that_cannot_be_opened(client, people):
    """domain.md section 5; not for a part of a year, a team or a source, which would tell of whom."""
    stays(people, LEAST)
    stays(people, 2, participant__is_protected=True)
    one_measure = EnrolmentFactory(participant__unit=people.unit, participant__is_protected=True)
    measured(one_measure, TODAY, 3)
    client.force_login(people.eva)
    last_year, this_year = dt.date(TODAY.year - 1, 1, 1), TODAY.isoformat()
    answer = client.get(reverse("moving"), {"fran": last_year.isoformat(), "till": this_year})
    page = answer.text
    assert "Skyddade: 2, kan inte öppnas och ingår inte i siffrorna." in page
    part = client.get(reverse("moving"), {"fran": last_year.replace(day=2).isoformat(), "till": this_year}).text
    assert "Skyddade" not in part
    client.force_login(people.cilla)
    assert "Skyddade" not in client.get(reverse("moving"), {"fran": last_year.isoformat(), "till": this_year}).text


def test_the_page_tells_no_name_and_costs_the_same(client, people, django_assert_max_num_queries):
    stays(people, LEAST)
    client.force_login(people.eva)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("moving"), {"fran": TODAY - dt.timedelta(days=365)}).content.decode()
    assert "75\N{NO-BREAK SPACE}%" in page
    assert '<td class="num">+50</td>' in page
    assert "Öberg" not in page
    client.force_login(people.anna)
    assert client.get(reverse("moving")).status_code == 404


def test_each_set_has_its_own_figures(client, people):
    """Two sets are never reckoned together: neither a first of one with a last of the other, nor their means."""
    asked_too = step_set(published=1)
    version = asked_too.versions.get(number=1)
    stays(people, LEAST)
    for row in Enrolment.objects.all():
        measured(row, TODAY - dt.timedelta(days=80), 10, version=version)
    alone = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    measured(alone, TODAY - dt.timedelta(days=80), 1)
    measured(alone, TODAY, 10, version=version)
    assert moved(asked(people), shipped(), 0)[0].persons == LEAST
    assert moved(asked(people), asked_too, 0)[0].persons == 0
    client.force_login(people.eva)
    since = {"fran": (TODAY - dt.timedelta(days=365)).isoformat()}
    assert "minst två gånger på Mina steg" in client.get(reverse("moving"), since).text
    page = client.get(reverse("moving"), since | {"fragor": "kurs"}).text
    assert "minst två gånger på Kursen" in page
    assert "Ingen har svarat två gånger" in page
    assert "Mina steg" in client.get(reverse("moving"), since | {"fragor": "finns-inte"}).text


def test_versions_without_a_question_in_common_are_left_out(people):
    asked_too = step_set(published=1)
    first = asked_too.versions.get(number=1)
    change_question(
        question=asked_too.versions.get(number=2).questions.get(),
        revision=0,
        own_wording="Något annat",
        about_wording="",
        scale="0-10",
        lowest_words="Aldrig",
        highest_words="Alltid",
        is_new=True,
    )
    draft = asked_too.versions.get(number=2)
    last = publish(asked=asked_too, seen=mark_of(draft), by=people.admin, now=timezone.now())
    for _ in range(LEAST):
        row = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        measured(row, TODAY - dt.timedelta(days=70), 2, version=first)
        measured(row, TODAY, 8, version=last)
    assert moved(asked(people), asked_too, 0)[0].persons == 0
