"""A closed case on one page: what it led to, and how it went with each goal."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import User
from handlingsplan.models import Goal
from participants.models import Closure, Enrolment, LaterFollowUp, Participant
from participants.rules.later import EARLIEST_DAYS
from participants.views.base import PersonMixin

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Outcome:
    """One of the things that a case led to; work and studies may be true of the same person at once [S2]."""

    heading: str
    facts: Facts


def outcomes(closure: Closure) -> list[Outcome]:
    """Work and studies, each with its extent; empty where the case led to neither."""
    found = []
    if closure.to_work:
        found.append(Outcome("Arbete", _work(closure)))
    if closure.to_studies:
        found.append(Outcome("Studier", _studies(closure)))
    return found


def _work(closure: Closure) -> Facts:
    kind = (
        "På den reguljära arbetsmarknaden"
        if closure.regular
        else "Kommunal arbetsmarknadsanställning"
        if closure.municipal
        else "Annat arbete, till exempel skyddat"
    )
    lasted = {True: "Ja", False: "Nej", None: "Inte besvarat än"}[closure.lasted_month]
    rows = (
        ("Arbetsgivare", closure.employer_name),
        ("Slags arbete", kind),
        ("Stöd", closure.support if closure.subsidised else "Inget"),
        ("Började", f"{closure.work_started_on}"),
        ("Omfattning", f"{closure.work_extent} %" if closure.work_extent else ""),
        ("Så hittades arbetet", closure.get_how_found_display()),
        ("Varade minst en månad", lasted),
    )
    return [(label, value) for label, value in rows if value]


def _studies(closure: Closure) -> Facts:
    rows = (
        ("Började", f"{closure.studies_started_on}" if closure.studies_started_on else ""),
        ("Studietakt", f"{closure.studies_extent} %" if closure.studies_extent else ""),
        ("Rätt till studiemedel", "Ja" if closure.csn else "Nej"),
    )
    return [(label, value) for label, value in rows if value]


def asked_later(user: User, closure: Closure) -> list[LaterFollowUp]:
    """The questions after the closing, in order, answered or not."""
    return list(LaterFollowUp.objects.visible_to(user).filter(closure=closure).select_related("recorded_by"))


def goals_of(user: User, enrolment: Enrolment) -> list[Goal]:
    """The goals of the plan that was in force, in order, then those that left it earlier, each with its result."""
    rows = Goal.objects.visible_to(user).filter(version__plan__enrolment=enrolment)
    told = rows.filter(Q(pk__in=rows.in_force().values("pk")) | Q(pk__in=rows.left_out().values("pk")))
    return list(told.select_related("result", "version").order_by("-version__number", "order", "id"))


class OfClosure(PersonMixin):
    """A view at /avslut/<closure uuid>/…, on the participant's page."""

    tab = "participant_history"

    @cached_property
    def closure(self) -> Closure:
        """The closure of the address; 404 when it, or the person, is out of sight."""
        people = Participant.objects.visible_to(self.user)
        rows = Closure.objects.visible_to(self.user).select_related(
            "enrolment__participant", "enrolment__consultant", "closed_by"
        )
        return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose closure it is."""
        return self.closure.enrolment.participant

    @cached_property
    def enrolment(self) -> Enrolment:
        """The closed enrolment, with what the page's head has read of it."""
        found = next((row for row in self.person["head"].enrolments if row.pk == self.closure.enrolment_id), None)
        if found is None:
            raise Http404
        return found


class ClosureDetailView(OfClosure, PermittedMixin, TemplateView):
    """What the case led to, goal by goal."""

    template_name = "workspace/closure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The closing and the goals."""
        return super().get_context_data(
            closure=self.closure,
            enrolment=self.enrolment,
            outcomes=outcomes(self.closure),
            goals=goals_of(self.user, self.enrolment),
            later=asked_later(self.user, self.closure),
            may_ask=Permission.CASEWORK.granted_to(self.user),
            first_day=timezone.localdate() + dt.timedelta(days=EARLIEST_DAYS),
            **kwargs,
        )
