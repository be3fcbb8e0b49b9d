"""amc.addresses: what is written without the routes is what the routes would have written."""

import uuid

import pytest
from django.urls import NoReverseMatch, path, reverse, set_script_prefix

from amc.addresses import address


def nothing(request):
    """Never called."""


urlpatterns = [
    path("ett/<uuid:key>/", nothing, name="one"),
    path("två/<uuid:first>/mitt emellan/<uuid:second>", nothing, name="two"),
]
FIRST, SECOND = uuid.uuid4(), uuid.uuid4()
OWN_ROUTES = pytest.mark.urls("tests.test_addresses")


@OWN_ROUTES
@pytest.mark.parametrize(("name", "keys"), [("one", (FIRST,)), ("two", (FIRST, SECOND)), ("two", (SECOND, SECOND))])
def test_it_is_what_reverse_answers(name, keys):
    for _ in range(2):
        assert address(name, *keys) == reverse(name, args=keys)


def test_it_is_of_the_routes_in_force():
    with pytest.raises(NoReverseMatch):
        address("one", FIRST)
    assert address("participant_detail", FIRST) == reverse("participant_detail", args=[FIRST])


@OWN_ROUTES
def test_it_begins_where_the_site_does():
    without = address("one", FIRST)
    set_script_prefix("/amc/")
    try:
        assert address("one", FIRST) == f"/amc{without}"
    finally:
        set_script_prefix("/")


@OWN_ROUTES
@pytest.mark.parametrize("key", [None, "../admin", 1])
def test_the_routes_refuse_what_is_no_uuid(key):
    address("one", FIRST)
    with pytest.raises(NoReverseMatch):
        address("one", key)


@OWN_ROUTES
def test_a_uuid_as_text_is_as_good():
    assert address("one", str(FIRST)) == address("one", FIRST)


@OWN_ROUTES
def test_one_key_too_many_is_no_route():
    with pytest.raises(NoReverseMatch):
        address("one", FIRST, SECOND)
