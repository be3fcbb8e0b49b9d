"""Filters by the employer, its kind and the division that a list's address names: the way here is a page about them."""

from uuid import UUID

import django_filters
from django.db.models import QuerySet

from amc.web.filters import FilterSet
from placements.models import Employer, Workplace

# In the address: the workplaces that have no division.
NO_DIVISION = "-"


class AtEmployerFilter(FilterSet):
    """Only what the address names can be chosen, so that a list's own filters stay few."""

    employer_path = "workplace__employer"

    arbetsgivare = django_filters.ChoiceFilter(label="Arbetsgivare", empty_label="Alla", method="at_employer")
    agslag = django_filters.ChoiceFilter(
        label="Arbetsgivarens slag", choices=Employer.Kind.choices, empty_label="Alla", method="of_kind"
    )
    avdelning = django_filters.ChoiceFilter(label="Avdelning", empty_label="Alla", method="at_division")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get("agslag"):
            del self.filters["agslag"]
        try:
            asked = UUID(str(self.data.get("arbetsgivare") or ""))
        except ValueError:
            del self.filters["arbetsgivare"], self.filters["avdelning"]
            return
        user = self.request.user
        known = Employer.objects.visible_to(user).filter(uuid=asked)
        self.filters["arbetsgivare"].extra["choices"] = [(str(asked), row.name) for row in known]
        if not self.data.get("avdelning"):
            del self.filters["avdelning"]
            return
        names = Workplace.objects.visible_to(user).filter(employer__uuid=asked).order_by("division")
        self.filters["avdelning"].extra["choices"] = [
            (name or NO_DIVISION, name or "Utan avdelning")
            for name in names.values_list("division", flat=True).distinct()
        ]

    def at_employer(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those at the employer's workplaces."""
        return rows.filter(**{f"{self.employer_path}__uuid": value})

    def of_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those at employers of the kind."""
        return rows.filter(**{f"{self.employer_path}__kind": value})

    def at_division(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those at the workplaces of the division."""
        return rows.filter(workplace__division="" if value == NO_DIVISION else value)
