"""The filters of the list of participants: whose, team and state; never source or need (domain.md section 5)."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet

from amc.calendar import today
from amc.staff.models import Role, Team, User
from amc.web.filters import FilterSet
from participants.models import CaseAssignment, Enrolment

MINE, ALL, NOBODY = "mina", "alla", "ingen"
OPEN, CLOSED = "inskrivna", "avslutade"


class ParticipantFilter(FilterSet):
    """Filters with a default that depends on the role: a consultant begins with the own cases."""

    konsulent = django_filters.ChoiceFilter(label="Konsulent", method="by_consultant", empty_label=None)
    team = django_filters.ModelChoiceFilter(
        label="Team", queryset=Team.objects.none(), to_field_name="code", empty_label="Alla team"
    )
    lage = django_filters.ChoiceFilter(
        label="Läge",
        method="by_state",
        choices=[(OPEN, "Inskrivna"), (CLOSED, "Avslutade"), (ALL, "Alla")],
        empty_label=None,
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, request: Any, **kwargs: Any) -> None:
        self.user: User = request.user
        self.defaults = {"konsulent": MINE if works_with_cases(self.user) else ALL, "lage": OPEN}
        chosen = data.copy()
        for name, value in self.defaults.items():
            chosen[name] = chosen.get(name) or value
        super().__init__(chosen, *args, request=request, **kwargs)
        own = User.objects.visible_to(self.user).filter(unit=self.user.unit_id)
        consultants = own.with_role(Role.KONSULENT).filter(is_active=True).order_by("sort_key", "pk")
        self.filters["konsulent"].extra["choices"] = [
            (MINE, "Mina ärenden"),
            (ALL, "Hela enheten"),
            (NOBODY, "Utan konsulent"),
            *((str(one.uuid), one.full_name) for one in consultants),
        ]
        self.filters["team"].queryset = Team.objects.filter(unit=self.user.unit_id)

    @property
    def active(self) -> bool:
        """Whether anything else than the usual is chosen."""
        return any(self.data.get(name) not in (None, "", self.defaults.get(name)) for name in self.filters)

    def by_consultant(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Mine (also those I stand in for or take part in today), everybody's, nobody's, or one consultant's."""
        if value == ALL:
            return queryset
        if value == NOBODY:
            return queryset.filter(consultant__isnull=True)
        if value == MINE:
            assigned = CaseAssignment.objects.filter(user=self.user, period__contains=today())
            return queryset.filter(Q(consultant=self.user) | Q(pk__in=assigned.values("enrolment")))
        return queryset.filter(consultant__uuid=value)

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """In progress, closed, or both. Of closed cases only those whose person has not moved to another unit:
        the person is out of sight here then, and nobody is enrolled at two units at once."""
        if value == OPEN:
            return queryset.filter(closed_on__isnull=True)
        here = queryset.filter(participant__unit=F("unit"))
        return here if value == ALL else here.filter(closed_on__isnull=False)


def works_with_cases(user: User) -> bool:
    """Whether the list begins with the user's own cases: for consultants, not for a manager."""
    return user.has_role(Role.KONSULENT) and not user.has_role(Role.ENHETSCHEF)
