"""The filter of the list of planned changes: how they stand."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from amc.web.filters import FilterSet
from participants.models import PlannedChange

ALL = "alla"
STATES = {
    "planerade": (PlannedChange.State.PLANNED, "Planerade"),
    "uteblivna": (PlannedChange.State.REFUSED, "Blev inte av"),
    "gjorda": (PlannedChange.State.DONE, "Genomförda"),
    "borttagna": (PlannedChange.State.CANCELLED, "Borttagna"),
}
USUAL = "planerade"


class PlannedChangeFilter(FilterSet):
    """Those to come, where nothing else is chosen."""

    lage = django_filters.ChoiceFilter(
        label="Läge",
        method="by_state",
        choices=[*((code, word) for code, (_, word) in STATES.items()), (ALL, "Alla")],
        empty_label=None,
    )

    class Meta:
        model = PlannedChange
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        chosen = data.copy()
        chosen["lage"] = chosen.get("lage") or USUAL
        super().__init__(chosen, *args, **kwargs)

    @property
    def active(self) -> bool:
        """Whether anything else than the usual is chosen."""
        return self.data.get("lage") != USUAL

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that stand so."""
        return queryset if value == ALL else queryset.filter(state=STATES[value][0])
