"""Names of employers that are spelt nearly as one has written: slips of the pen, in a search and in the register."""

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Exists, Q, QuerySet

from participants.names import sort_key


def called(rows: QuerySet, term: str) -> QuerySet:
    """The employers of `rows` with `term` in the name, whatever its accents and capitals; those in whose name a word
    is nearly spelt so (pg_trgm) where there are none."""
    key = sort_key(term)
    exact = rows.filter(sort_key__contains=key)
    return rows.filter(Q(sort_key__contains=key) | (~Exists(exact.order_by()) & Q(sort_key__trigram_word_similar=key)))


def nearly_called(rows: QuerySet, name: str) -> QuerySet[Any]:
    """The employers of `rows` that are called nearly `name` with how much as `likeness` (0 to 1), the most alike
    first."""
    key = sort_key(name)
    near = rows.filter(sort_key__trigram_similar=key).annotate(likeness=TrigramSimilarity("sort_key", key))
    return near.order_by("-likeness", "pk")


def nearest_names(names: Collection[str], least: float) -> dict[str, str]:
    """For each of `names` the employer that is called most nearly so, where that is at least `least` (0 to 1); one
    query, however many names. Employers that are merged into another are left out."""
    keys = {sort_key(name): name for name in names}
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (sought) sought, e.name FROM unnest(%s::text[]) AS sought"
            " JOIN placements_employer e ON e.sort_key %% sought AND e.merged_into_id IS NULL"
            " WHERE similarity(e.sort_key, sought) >= %s ORDER BY sought, similarity(e.sort_key, sought) DESC, e.id",
            [list(keys), least],
        )
        return {keys[key]: name for key, name in cursor.fetchall()}
