"""PostgreSQL orders names as `participants.names.sort_key` does."""

import random
import unicodedata

import pytest
from django.db import connection

from participants.names import SORT_KEY_SQL, sort_key
from tests.participants.name_cases import IN_ORDER, KEYS

pytestmark = pytest.mark.django_db


def keys_in_sql(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT amc_sort_key(text) FROM unnest(%s::text[]) WITH ORDINALITY AS t(text, n) ORDER BY n", [texts]
        )
        return [key for (key,) in cursor.fetchall()]


def test_the_installed_function_gives_the_same_keys():
    assert keys_in_sql([text for text, _ in KEYS]) == [key for _, key in KEYS]


def test_every_letter_of_latin_greek_cyrillic_and_armenian():
    texts = [chr(code) for code in (*range(1, 0x590), *range(0x1E00, 0x2070))]
    assert keys_in_sql(texts) == [sort_key(text) for text in texts]


def test_letters_and_marks_in_any_mixture():
    chance = random.Random(1)
    letters = [chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x300, 0x370))]
    letters += list("aouAOUåäöÅÄÖ ,-'") * 20
    texts = ["".join(chance.choices(letters, k=chance.randint(1, 12))) for _ in range(5000)]
    texts = [text for text in texts if unicodedata.is_normalized("NFC", text)] + texts
    assert keys_in_sql(texts) == [sort_key(text) for text in texts]


def test_what_is_installed_is_what_the_module_says():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc, provolatile, proparallel, proisstrict FROM pg_proc WHERE proname = 'amc_sort_key'"
        )
        (source, *promises), *others = cursor.fetchall()
    assert not others
    assert source.strip() == SORT_KEY_SQL
    assert promises == ["i", "s", True]


def test_nothing_gives_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT amc_sort_key(NULL)")
        assert cursor.fetchone() == (None,)


def test_order():
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT name FROM unnest(%s::text[]) AS name ORDER BY amc_sort_key(name) COLLATE "C"', [IN_ORDER[::-1]]
        )
        assert [name for (name,) in cursor.fetchall()] == IN_ORDER
