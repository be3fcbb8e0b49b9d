"""Names of employers that are spelt nearly as one has written: slips of the pen, in a search and in the register."""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, Q, QuerySet

from participants.names import sort_key


def called(rows: QuerySet, term: str) -> QuerySet:
    """The employers of `rows` with `term` in the name, whatever its accents and capitals; those in whose name a word
    is nearly spelt so (pg_trgm) where there are none."""
    key = sort_key(term)
    exact = rows.filter(sort_key__contains=key)
    return rows.filter(Q(sort_key__contains=key) | (Q(sort_key__trigram_word_similar=key) & ~Exists(exact.order_by())))


def nearly_called(rows: QuerySet, name: str) -> QuerySet[Any]:
    """The employers of `rows` that are called nearly `name` with how much as `likeness` (0 to 1), the most alike
    first."""
    key = sort_key(name)
    near = rows.filter(sort_key__trigram_similar=key).annotate(likeness=TrigramSimilarity("sort_key", key))
    return near.order_by("-likeness", "pk")
