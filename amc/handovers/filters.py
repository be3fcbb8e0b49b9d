"""The filter of the list of planned changes: how they stand."""

from django.db.models import QuerySet

from amc.web.filters import AppliedLast, FilterSet
from participants.models import PlannedChange

ALL = "alla"
STATES = {
    "uteblivna": PlannedChange.State.REFUSED,
    "gjorda": PlannedChange.State.DONE,
    "borttagna": PlannedChange.State.CANCELLED,
}


class PlannedChangeFilter(FilterSet):
    """Those to come, where nothing else is chosen."""

    lage = AppliedLast(
        label="Läge",
        choices=[*((code, state.label) for code, state in STATES.items()), (ALL, "Alla")],
        empty_label="Planerade",
    )

    class Meta:
        model = PlannedChange
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those that stand so."""
        rows = super().filter_queryset(queryset)
        asked = self.form.cleaned_data.get("lage")
        return rows if asked == ALL else rows.filter(state=STATES.get(asked, PlannedChange.State.PLANNED))
