"""No made-up person has a number that could be somebody's (domain.md section 5)."""

import datetime as dt
from collections import Counter
from itertools import islice

import pytest

from amc.calendar import age_on
from participants import identity_pattern
from participants.identity import parse_identity, parse_reserve_number
from tests.participants.official import published

TODAY = dt.date(2026, 11, 24)


def test_every_number_is_in_the_published_list(capsys):
    numbers = [identity.number for identity in identity_pattern.official_numbers(seed=1)]
    assert len(numbers) == len(set(numbers)) == 28_203
    assert set(numbers) <= (published(capsys) or set(numbers))


def test_from_1976_every_day_has_a_woman_and_a_man_but_for_25():
    born = dt.date(1976, 1, 1)
    identities = list(identity_pattern.official_numbers(seed=1, born_from=born))
    days = (identity_pattern.LAST_PATTERN_DAY - born).days + 1
    assert len(identities) == 2 * days - 25
    assert {identity.number[8:11] for identity in identities} == {"238", "239"}
    assert max(Counter(identity.birth_date for identity in identities).values()) == 2


def test_each_number_passes_every_check():
    for identity in identity_pattern.official_numbers(seed=1):
        assert parse_identity(identity.number, today=TODAY) == identity


def test_the_seed_decides_the_order_and_only_that():
    first, again, other = ([i.number for i in identity_pattern.official_numbers(seed)] for seed in (1, 1, 2))
    assert first == again != other
    assert sorted(first) == sorted(other)


@pytest.mark.parametrize(("gender", "odd"), [("man", 1), ("kvinna", 0)])
def test_by_birth_year_and_gender(gender, odd):
    chosen = list(
        identity_pattern.official_numbers(
            seed=1, born_from=dt.date(1991, 1, 1), born_to=dt.date(1991, 12, 31), gender=gender
        )
    )
    assert len(chosen) == 365
    assert {identity.birth_date.year for identity in chosen} == {1991}
    assert {identity.gender_digit % 2 for identity in chosen} == {odd}
    assert {identity_pattern.gender_of(identity) for identity in chosen} == {gender}


@pytest.mark.parametrize(
    "wish",
    [
        {"born_from": dt.date(1955, 12, 31)},
        {"born_to": dt.date(2014, 1, 1)},
        {"gender": "okänt"},
    ],
)
def test_a_wish_that_the_list_cannot_fill_is_refused(wish):
    with pytest.raises(ValueError, match=r"1956–2013|gender"):
        next(identity_pattern.official_numbers(seed=1, **wish))


def test_150_000_people_of_working_age_without_a_number_twice():
    people = list(islice(identity_pattern.made_up_people(seed=1, today=TODAY), 150_000))
    assert len({person.number for person in people}) == 150_000
    ages = Counter(age_on(person.birth_date, TODAY) for person in people)
    assert sorted(ages) == list(range(16, 67))
    assert min(ages.values()) > 150_000 / 51 * 0.9
    assert set(Counter(person.gender for person in people)) == {"kvinna", "man"}

    official = {identity.number for identity in identity_pattern.official_numbers(seed=1)}
    for person in people:
        if person.kind == "personnummer":
            assert person.number in official
            assert parse_identity(person.number, today=TODAY).birth_date == person.birth_date
        else:
            assert person.kind == parse_reserve_number(person.number).kind == "reservnummer"


def test_a_few_hundred_people_nearly_all_have_a_personnummer():
    kinds = Counter(p.kind for p in islice(identity_pattern.made_up_people(seed=1, today=TODAY), 400))
    assert kinds["personnummer"] >= 390


def test_the_same_seed_makes_the_same_people():
    first, again, other = (list(islice(identity_pattern.made_up_people(seed, today=TODAY), 500)) for seed in (7, 7, 8))
    assert first == again != other


def test_those_too_young_for_the_list_have_reserve_numbers():
    people = islice(identity_pattern.made_up_people(seed=1, today=dt.date(2031, 1, 1), youngest=16, oldest=16), 800)
    assert {person.kind for person in people if person.birth_date.year == 2014} == {"reservnummer"}
