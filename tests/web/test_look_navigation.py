"""Where each role can go (domain.md section 1; look.md: five to seven places)."""

import pytest
from django.test import RequestFactory
from django.urls import path

from amc.staff.models import Role
from amc.web import navigation
from amc.web.context import Frame

from .people import make_user


def view(request): ...


urlpatterns = [
    path("", view, name="home"),
    path("deltagare/", view, name="participant_list"),
    path("min-dag/", view, name="my_day"),
    path("sok/", view, name="search"),
]


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (
            ["konsulent"],
            "my_day participant_list referral_list follow_up_list placement_list employer_list supervisor_list",
        ),
        (["handledare"], "supervision"),
        (
            ["enhetschef"],
            "dashboard my_day participant_list referral_list employer_list placement_list follow_up_list",
        ),
        (["ekonom"], "supervisor_pay wage_support_list placement_list"),
        (["hr"], "employer_list placement_list"),
        (["specialist"], "my_day participant_list"),
        (["systemforvaltare"], "administration"),
        (
            ["konsulent", "handledare"],
            "my_day participant_list referral_list follow_up_list placement_list employer_list supervisor_list"
            " supervision",
        ),
        ([], ""),
    ],
)
def test_the_places_of_a_role(roles, names):
    assert [place.name for place in navigation.places(roles)] == names.split()


def test_every_role_has_places_and_none_more_than_seven():
    for role in Role.values:
        assert 1 <= len(navigation.places([role])) <= 7, role


def test_somebody_with_all_roles_reaches_every_place():
    assert {place.name for place in navigation.places(Role.values)} == {
        place.name for own in navigation.BY_ROLE.values() for place in own
    }


@pytest.mark.parametrize("role", Role.values)
def test_letters_lead_to_one_place_each(role):
    keys = [place.key for place in navigation.places([role])]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("role", "has"),
    [
        ("konsulent", True),
        ("enhetschef", True),
        ("specialist", True),
        ("hr", False),
        ("ekonom", False),
        ("handledare", False),
        ("systemforvaltare", False),
    ],
)
def test_who_searches(role, has):
    assert navigation.searches([role]) is has


@pytest.mark.urls(__name__)
def test_a_place_that_is_not_installed_is_left_out():
    ways = navigation.ways(["konsulent"], "/deltagare/x/plan/")
    assert [(way.url, way.current) for way in ways] == [("/min-dag/", False), ("/deltagare/", True)]


@pytest.mark.parametrize(
    ("role", "path", "word"),
    [
        ("konsulent", "/lonestod/", "Placeringar"),
        ("ekonom", "/lonestod/", "Lönestöd"),
        ("enhetschef", "/overlamningar/", "Deltagare"),
        ("konsulent", "/konto/", None),
    ],
)
def test_where_one_is_when_a_list_belongs_to_a_place(role, path, word):
    assert next((way.place.word for way in navigation.ways([role], path) if way.current), None) == word


def test_every_place_of_every_role_is_installed():
    names = {name for own in navigation.BY_ROLE.values() for place in own for name in (place.name, *place.also)}
    names |= {navigation.HOME, navigation.SEARCH, navigation.NOTICES}
    assert {name for name in names if not navigation.address(name)} == set()


@pytest.mark.urls(__name__)
@pytest.mark.django_db
class TestFrame:
    def frame(self, *roles: str, path: str = "/") -> Frame:
        request = RequestFactory().get(path)
        request.user = make_user(roles=list(roles))
        return Frame(request)

    def test_a_supervisor_has_no_rail_and_no_search(self):
        frame = self.frame("handledare")
        assert not frame.has_rail
        assert frame.search_url == ""

    @pytest.mark.parametrize("role", sorted(set(Role.values) - {"handledare"}))
    def test_all_others_have_a_rail(self, role):
        assert self.frame(role).has_rail
        assert self.frame(role, "handledare").has_rail

    def test_a_consultant_has_both(self):
        frame = self.frame("konsulent")
        assert frame.has_rail
        assert frame.search_url == "/sok/"

    def test_nothing_is_asked_of_the_database_before_it_is_shown(self, django_assert_num_queries):
        frame = self.frame("konsulent")
        with django_assert_num_queries(0):
            assert frame.ways
            assert frame.bottom_ways
        with django_assert_num_queries(1):
            assert frame.notice_count == 0
            assert frame.notice_count == 0


def test_at_most_four_places_at_the_bottom():
    request = RequestFactory().get("/")
    frame = Frame(request)
    place = navigation.MY_DAY
    for count in (1, 4, 5, 7):
        frame.__dict__["ways"] = tuple(navigation.Way(place, f"/{n}/", n == count - 1) for n in range(count))
        more = bool(frame.more_ways)
        assert len(frame.bottom_ways) + more <= 4
        assert len(frame.bottom_ways) + len(frame.more_ways) == count
        assert frame.more_is_current is more
