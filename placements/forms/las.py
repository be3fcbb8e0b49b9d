"""The filter of the list of särskild visstid."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from amc.web.filters import FilterSet
from placements.las import near_limit
from placements.models import Employment


class LasFilter(FilterSet):
    """By how many months are reached by the last day."""

    STATES = [("11", "11 månader eller mer"), ("12", "12 månader eller mer"), ("alla", "Alla som räknas")]

    nar = django_filters.ChoiceFilter(
        label="Når före sista dagen", choices=STATES, empty_label="9 månader eller mer", method="keep"
    )

    class Meta:
        model = Employment
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those that reach nine months unless something else is asked for."""
        rows: Any = super().filter_queryset(queryset)
        asked = self.form.cleaned_data.get("nar")
        return rows if asked == "alla" else rows.filter(pk__in=near_limit(rows, int(asked or 9)))

    def keep(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The state is applied last, also when none is chosen."""
        return rows
