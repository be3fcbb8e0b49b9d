"""Openings to choose among, as one types."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from amc.calendar import today
from amc.matching.models import Opening
from amc.matching.rules.proposals import left_words
from amc.staff.access import Permission
from amc.web.lookup import Lookup
from participants.names import sort_key


class OpeningLookup(Lookup):
    """Openings by what one does there, the workplace or the employer; those with a place left are offered.

    One that has been taken since the page was opened is still known, so that whoever comes second is told what
    happened and not that nothing is called that.
    """

    permission = Permission.CASEWORK
    url_name = "opening_lookup"

    def rows(self, user: Any) -> models.QuerySet:
        """All of them, those that are open first."""
        found = Opening.objects.visible_to(user).select_related("workplace__employer")
        return found.order_by(F("closed_on").desc(nulls_first=True), "title", "pk")

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        """Any part of the names, of those that somebody can still have."""
        named = Q(title__icontains=term) | Q(workplace__name__icontains=term)
        return rows.free_on(today()).filter(named | Q(workplace__employer__sort_key__contains=sort_key(term)))  # type: ignore[attr-defined]

    def label(self, row: Any) -> str:
        """What one does, and where."""
        return f"{row.title}, {row.workplace}"

    def detail(self, row: Any) -> str:
        """Kind and places left."""
        return f"{row.get_kind_display()}, {left_words(row.places, row.taken).lower()}"
