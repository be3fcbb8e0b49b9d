"""The Swedish order of names; tests/participants/test_names_in_postgres.py holds SQL to the same answers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.names import sort_key
from tests.participants.name_cases import IN_ORDER, KEYS


@pytest.mark.parametrize(("text", "key"), KEYS)
def test_keys(text, key):
    assert sort_key(text) == key


def test_order():
    backwards = IN_ORDER[::-1]
    assert sorted(backwards, key=sort_key) == IN_ORDER


@pytest.mark.parametrize(("text", "key"), KEYS)
def test_decomposed_text_has_the_same_key(text, key):
    assert sort_key(unicodedata.normalize("NFD", text)) == key


@given(st.text(max_size=30))
def test_a_key_holds_nothing_that_like_would_read(text):
    assert not set(sort_key(text)) & set("%_\\")


@given(st.text(max_size=30))
def test_neither_case_form_nor_space_around_matters(text):
    key = sort_key(text)
    assert sort_key(f"  {text} ") == key
    assert sort_key(unicodedata.normalize("NFC", text)) == sort_key(unicodedata.normalize("NFD", text))


@given(st.text("abcåäöüéABCÅÄÖÜÉ -'", max_size=20))
def test_capitals_do_not_matter_in_latin_names(text):
    assert sort_key(text.upper()) == sort_key(text) == sort_key(text.lower())


@given(st.text("abcåäö ", min_size=1, max_size=8), st.text("abcåäö ", max_size=8))
def test_a_surname_goes_before_every_longer_one_whatever_the_first_names(last, first):
    if not last.strip():
        return
    assert sort_key(f"{last}, {first}") < sort_key(f"{last} a, a")
    assert sort_key(f"{last}, {first}") < sort_key(f"{last}a, a")
