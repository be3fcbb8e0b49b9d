"""Workplaces and supervisors to choose among, as one types."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from amc.calendar import today
from amc.staff.access import Permission
from amc.web.lookup import Lookup
from participants.names import sort_key
from placements.likeness import called
from placements.models import Employer, Supervisor, SupervisorPlace, Workplace


class EmployerLookup(Lookup):
    """Employers in use, by a part of the name."""

    permission = Permission.EMPLOYERS
    url_name = "employer_lookup"

    def base(self, user: Any) -> models.QuerySet:
        """What can be chosen."""
        return Employer.objects.visible_to(user).filter(is_active=True)

    def rows(self, user: Any) -> models.QuerySet:
        """In order of name."""
        return self.base(user).order_by("sort_key", "pk")

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        """Any part of the name, however it is spelt with accents and capitals; else those that nearly match."""
        return called(rows, term)

    def detail(self, row: Any) -> str:
        """What kind of employer it is."""
        return row.get_kind_display()


class AnyEmployerLookup(EmployerLookup):
    """Employers, also those that are not used, but for those that are merged into another."""

    url_name = "employer_any_lookup"

    def base(self, user: Any) -> models.QuerySet:
        """What can be chosen."""
        return Employer.objects.visible_to(user).kept()

    def detail(self, row: Any) -> str:
        """Kind and number, which tell two with one name apart."""
        return ", ".join(filter(None, (row.get_kind_display(), row.org_number and _hyphened(row.org_number))))


def _hyphened(number: str) -> str:
    return f"{number[:6]}-{number[6:]}"


class WorkplaceLookup(Lookup):
    """Workplaces in use, by their own name or the employer's."""

    permission = Permission.EMPLOYERS
    url_name = "workplace_lookup"

    def rows(self, user: Any) -> models.QuerySet:
        """In order of employer and name."""
        found = Workplace.objects.visible_to(user).filter(is_active=True, employer__is_active=True)
        return found.select_related("employer").order_by("employer__sort_key", "name", "pk")

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        """Any part of either name."""
        return rows.filter(Q(name__icontains=term) | Q(employer__sort_key__contains=sort_key(term)))

    def label(self, row: Any) -> str:
        """The workplace with its employer, as several may have a kitchen."""
        return row.name if row.name == row.employer.name else f"{row.name}, {row.employer.name}"

    def detail(self, row: Any) -> str:
        """Division and town."""
        return ", ".join(part for part in (row.division, row.city) if part)


class SupervisorLookup(Lookup):
    """Supervisors who take on somebody, by the beginning of a name."""

    permission = Permission.EMPLOYERS
    url_name = "supervisor_lookup"

    def rows(self, user: Any) -> models.QuerySet:
        """In order of name."""
        found = Supervisor.objects.visible_to(user).filter(is_active=True).staying(today())
        led = Count("supervisions", filter=Q(supervisions__period__contains=today()))
        places = SupervisorPlace.objects.lasting(today()).select_related("workplace")
        rows = found.select_related("employer").prefetch_related(
            "trainings", Prefetch("places", places, to_attr="served")
        )
        return rows.annotate(led=led).order_by("sort_key", "pk")

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        """The beginning of first and last name, in either order."""
        for word in term.split():
            rows = rows.filter(Q(first_name__istartswith=word) | Q(last_name__istartswith=word))
        return rows

    def nearby(self, rows: models.QuerySet, near: UUID) -> models.QuerySet:
        """Those who serve the workplace `near`, and after them those at its employer, or at the employer `near`."""
        employer = Employer.objects.filter(Q(uuid=near) | Q(workplaces__uuid=near)).values_list("pk", flat=True).first()
        places = SupervisorPlace.objects.lasting(today()).filter(supervisor=OuterRef("pk"))
        serves = Exists(places.filter(workplace__uuid=near))
        is_near = Q(employer=employer) | serves | Exists(places.filter(workplace__employer__uuid=near))
        near_first = rows.annotate(is_near=is_near, serves=serves)
        return near_first.order_by("-is_near", "-serves", "sort_key", "pk")

    def detail(self, row: Any) -> str:
        """Where they work and whom they serve besides, whether they are trained, and whom they lead of how many."""
        lacks = row.lacks_training
        trained = lacks[:1].lower() + lacks[1:]
        led = f"handleder {row.led} av {row.capacity}" if row.capacity else ""
        also = ", ".join(sorted({place.workplace.name for place in row.served}))
        return ", ".join(part for part in (row.employer.name, also and f"också {also}", trained, led) if part)
