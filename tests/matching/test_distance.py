"""How far it is between towns, against distances that others have published."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amc.matching.rules.distance import EARTH_KM, LIMITS, Spot, far_words, km_between, limit_obstacles
from tests.matching.room import NYKOPING, STIGTOMTA

STOCKHOLM, GOTEBORG = Spot("Stockholm", 59.3293, 18.0686), Spot("Göteborg", 57.7089, 11.9746)
MALMO, KIRUNA = Spot("Malmö", 55.6050, 13.0038), Spot("Kiruna", 67.8558, 20.2253)
SPOTS = some.builds(Spot, some.just("Ort"), some.floats(-90, 90), some.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        # Great circles between the cities as atlases tell them, to a kilometre or two.
        (STOCKHOLM, GOTEBORG, 397),
        (STOCKHOLM, MALMO, 514),
        (STOCKHOLM, KIRUNA, 953),
        # A degree along a meridian is 111.19 km on the mean sphere; along the 60th parallel half of that.
        (Spot("A", 59, 17), Spot("B", 60, 17), 111),
        (Spot("A", 60, 17), Spot("B", 60, 18), 56),
        (Spot("A", 0, 0), Spot("B", 0, 180), round(math.pi * EARTH_KM)),
        (NYKOPING, STIGTOMTA, 14),
        (NYKOPING, NYKOPING, 0),
    ],
)
def test_known_distances(one, other, km):
    assert abs(km_between(one, other) - km) <= 2 if km > 300 else km_between(one, other) == km
    assert km_between(other, one) == km_between(one, other)


@given(SPOTS, SPOTS)
def test_a_distance_is_the_same_both_ways_and_at_most_half_way_round(one, other):
    assert km_between(one, other) == km_between(other, one)
    assert 0 <= km_between(one, other) <= math.pi * EARTH_KM + 1


def test_a_distance_in_words():
    assert far_words(STIGTOMTA, NYKOPING, 14) == "Stigtomta, 14 km fågelvägen från Nyköping"
    assert far_words(NYKOPING, NYKOPING, 0) == "Nyköping, samma ort"


@pytest.mark.parametrize(
    ("home", "most_km", "codes"),
    [(True, 20, []), (True, None, []), (False, None, []), (False, 20, ["limit_from_nowhere"])],
)
def test_a_limit_is_measured_from_somewhere(home, most_km, codes):
    assert [one.code for one in limit_obstacles(has_home=home, most_km=most_km)] == codes
    assert 20 in LIMITS
