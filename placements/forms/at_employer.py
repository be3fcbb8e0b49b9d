"""Filters by the employer, its kind and the division that a list's address names: the way here is a page about them.

A division is free text, so the address names it by one of its workplaces.
"""

from uuid import UUID

import django_filters
from django.db.models import QuerySet

from amc.web.filters import FilterSet
from placements.models import Employer, Workplace


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
        places = Workplace.objects.visible_to(user).filter(employer__uuid=asked).order_by("division", "pk")
        divisions = {str(uuid): division for uuid, division in places.values_list("uuid", "division")}
        # Each division once: by the workplace that the address names, else by the first.
        named = self.data["avdelning"]
        keys = {division: uuid for uuid, division in reversed(divisions.items())}
        if named in divisions:
            keys[divisions[named]] = named
        self.filters["avdelning"].extra["choices"] = [
            (keys[division], division or "Utan avdelning") for division in dict.fromkeys(divisions.values())
        ]

    def at_employer(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those at the employer's workplaces."""
        return rows.filter(**{f"{self.employer_path}__uuid": value})

    def of_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those at employers of the kind."""
        return rows.filter(**{f"{self.employer_path}__kind": value})

    def at_division(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those at the workplaces of the same division as the workplace with the uuid `value`."""
        return rows.filter(workplace__division=Workplace.objects.filter(uuid=value).values("division")[:1])
