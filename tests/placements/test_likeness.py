"""Names spelt nearly as one wrote: found in a search that finds nothing else, and pointed out in the register."""

import pytest
from django.urls import reverse

from amc.obstacles import Refused
from placements import actions
from placements.likeness import called, nearly_called
from placements.models import Employer
from placements.rules.employer import NEARLY, judge_employer
from tests.factories import EmployerFactory
from tests.placements.pages import as_

pytestmark = pytest.mark.usefixtures("on_the_day")
NAMES = ("Hantverkarna AB", "Bageriet Kanelbullen", "Vård- och omsorgsförvaltningen", "Kommunstyrelsens förvaltning")


@pytest.fixture
def employers(db):
    for name in NAMES:
        EmployerFactory(name=name)


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("hantverkarna", ["Hantverkarna AB"]),
        ("hantverkarne", ["Hantverkarna AB"]),
        ("hantvekarna", ["Hantverkarna AB"]),
        ("kanelbulen", ["Bageriet Kanelbullen"]),
        ("omsorgsforvaltningen", ["Vård- och omsorgsförvaltningen"]),
        ("omsårgsförvaltningen", ["Vård- och omsorgsförvaltningen"]),
        # What is in a name is found as before, and nothing that only resembles it.
        ("förvaltning", ["Kommunstyrelsens förvaltning", "Vård- och omsorgsförvaltningen"]),
        ("bageri", ["Bageriet Kanelbullen"]),
        ("skola", []),
    ],
)
def test_what_a_search_finds(employers, term, found):
    assert list(called(Employer.objects.order_by("sort_key"), term).values_list("name", flat=True)) == found


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Hantverkarne AB", "Hantverkarna AB"),
        ("Vård och omsorgsförvaltningen", "Vård- och omsorgsförvaltningen"),
        ("Bageriet Kanelbulle", "Bageriet Kanelbullen"),
        ("Bageriet Limpan", None),
        ("Kulturförvaltningen", None),
    ],
)
def test_what_is_nearly_the_same_name(employers, name, near):
    found = nearly_called(Employer.objects.all(), name).filter(likeness__gte=NEARLY)
    assert [row.name for row in found] == ([near] if near else [])


@pytest.mark.parametrize(
    ("alike", "nearly", "codes"),
    [
        ([], [], []),
        ([], ["Hantverkarna AB"], ["similar_name"]),
        ([("Hantverkarna AB", "")], ["Hantverkarna AB"], ["same_name"]),
    ],
)
def test_one_warning_of_a_name(alike, nearly, codes):
    assert [one.code for one in judge_employer("Hantverkarna AB", "", alike, nearly).warnings] == codes


def test_a_slip_of_the_pen_is_pointed_out_when_it_is_entered(employers):
    slip = {"name": "Hantverkarne AB", "kind": "privat"}
    with pytest.raises(Refused, match="nästan likadant: Hantverkarna AB") as refused:
        actions.register_employer(**slip)
    assert list(refused.value.codes) == ["similar_name"]
    entered = actions.register_employer(**slip, acknowledged=["similar_name"])
    # Its own name is no duplicate of itself.
    actions.change_employer(
        entered, revision=0, **slip | {"name": "Hantverkarne i Umeå AB"}, acknowledged=["similar_name"]
    )


def test_the_list_says_that_the_names_only_resemble(people, employers):
    client, url = as_(people.anna), reverse("employer_list")
    words = "Inget namn innehåller"
    assert words in client.post(url, {"sok": "hantverkarne"}, follow=True).content.decode()
    shown = client.get(url).content.decode()
    assert "Hantverkarna AB" in shown
    assert "Kanelbullen" not in shown
    assert words not in client.post(url, {"sok": "hantverkarna"}, follow=True).content.decode()
    lookup = client.post(reverse("employer_lookup"), {"sok": "hantverkarne", "term": "hantverkarne"})
    assert lookup.status_code == 200
