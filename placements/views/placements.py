"""Internships and employments: the participant's tab, the unit's lists, and a page for each."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View
from django.views.generic import TemplateView

from amc.calendar import DAYS_IN_A_MONTH, today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin, signed_in
from amc.web.list_views import ListPage
from amc.web.navigation import Tab, address
from participants.models import Enrolment, Participant
from participants.opening import OpensPersonMixin, tied_person
from participants.page import person_context
from placements.facts import others_of, terms_of
from placements.forms.placements import EmploymentFilter, InternshipFilter, LimitsForm
from placements.models import (
    Deviation,
    Employment,
    ExtensionRequest,
    Internship,
    LasAnswer,
    LockInAnswer,
    MonthCorrection,
    NextStep,
    Scheme,
    Supervision,
    SupervisionMonth,
    Suspension,
)
from placements.pictures import ami_limit, support_line
from placements.rules.employment import latest_day, total_used, validity_obstacles
from placements.rules.las import LAS_WORDS
from placements.rules.periods import length_words
from placements.tables import EmploymentTable, InternshipTable
from placements.views.shown import PlacementView, agreements_of, by_placement, key_of

TAB = "placements"
EMPLOYMENT_RELATED = ("scheme", "employer", "workplace", "enrolment__participant", "exception_by", "created_by")
INTERNSHIP_RELATED = ("kind", "workplace__employer", "enrolment__participant", "created_by")


class PersonMixin(OpensPersonMixin):
    """A page about a participant whom the reader may see."""

    @cached_property
    def participant(self) -> Participant:
        """The participant of the address."""
        return tied_person(signed_in(self.request), self.kwargs["uuid"])  # type: ignore[attr-defined]

    @cached_property
    def enrolment(self) -> Enrolment:
        """The open enrolment, else the latest."""
        rows = Enrolment.objects.visible_to(self.request.user).filter(participant=self.participant)  # type: ignore[attr-defined]
        found = rows.order_by(models.F("closed_on").desc(nulls_first=True), "-opened_on").first()
        return found or get_object_or_404(rows, pk=None)


class PlacementTab(PersonMixin, PermittedMixin, TemplateView):
    """The participant's internships and employments: what runs, what comes, what was."""

    permission = Permission.READ_CASES
    template_name = "placements/tab.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The placements with their supervision and what is amiss, in a query each."""
        user, day = self.user, today()
        frame = person_context(self.request, self.participant, TAB)
        employments = Employment.objects.visible_to(user).filter(participant=self.participant).with_counted()
        internships = Internship.objects.visible_to(user).filter(enrolment__participant=self.participant)
        rows: list[Any] = [
            *employments.select_related(*EMPLOYMENT_RELATED),
            *internships.select_related(*INTERNSHIP_RELATED),
        ]
        theirs = {"enrolment__participant": self.participant}
        months = Prefetch("months", SupervisionMonth.objects.order_by("month"))
        supervised = Supervision.objects.filter(**theirs).with_away().select_related("supervisor")
        amiss = Deviation.objects.open().filter(**theirs).order_by("noticed_on", "pk")
        parts = {"supervisions": by_placement(supervised.prefetch_related(months)), "deviations": by_placement(amiss)}
        shown = [
            PlacementView(row, user, day, **{name: found.get(key_of(row), []) for name, found in parts.items()})
            for row in sorted(rows, key=lambda row: row.first_day, reverse=True)
        ]
        enrolment = frame["head"].enrolment
        return {
            **frame,
            **super().get_context_data(
                current=[view for view in shown if not view.is_over],
                earlier=[view for view in shown if view.is_over],
                answers=LockInAnswer.objects.visible_to(user).filter(**theirs).select_related("answered_by"),
                ami=ami_limit([row for row in rows if isinstance(row, Employment)]),
                may_add=bool(enrolment and enrolment.is_open and Permission.CASEWORK.granted_to(user)),
                opens_register=Permission.READ_EMPLOYERS.granted_to(user),
                **kwargs,
            ),
        }


class PlacementDetail(OpensPersonMixin, PermittedMixin, TemplateView):
    """One internship or employment. Those who do no casework see who, where, when and how much."""

    permission = Permission.READ_PLACEMENTS
    template_name = "placements/placement_detail.html"
    model: type[Employment] | type[Internship] = Employment

    @cached_property
    def placement(self) -> Any:
        """The placement of the address, with its supervision."""
        related = EMPLOYMENT_RELATED if self.model is Employment else INTERNSHIP_RELATED
        rows: Any = self.model.objects.visible_to(self.user).select_related(*related)
        if self.model is Employment:
            of_it = {"employment": OuterRef("pk")}
            asked, away = ExtensionRequest.objects.filter(**of_it), Suspension.objects.standing().filter(**of_it)
            if Permission.READ_CASES.granted_to(self.user):
                rows = rows.with_outcome()
            said = LasAnswer.objects.filter(**of_it)
            rows = rows.with_counted().annotate(
                has_requests=Exists(asked), has_suspensions=Exists(away), has_las_answer=Exists(said)
            )
        of_it = {f"proof__supervision__{self.model._meta.model_name}": OuterRef("pk")}
        rows = rows.annotate(has_corrections=Exists(MonthCorrection.objects.filter(**of_it)))
        placement = get_object_or_404(rows, uuid=self.kwargs["uuid"])
        supervised = Prefetch("supervisions", Supervision.objects.with_away().select_related("supervisor"))
        months = Prefetch("supervisions__months", SupervisionMonth.objects.select_related("confirmed_by"))
        # Few months have any, and the page asks for none that it knows are not there.
        later = MonthCorrection.objects.select_related("recorded_by")
        corrected = Prefetch("supervisions__months__corrections", later if placement.has_corrections else later.none())
        models.prefetch_related_objects([placement], supervised, months, corrected)
        return placement

    @property
    def participant(self) -> Participant:
        """Whose placement it is."""
        return self.placement.enrolment.participant

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        user, placement = self.user, self.placement
        reads_case = Permission.READ_CASES.granted_to(user)
        view = PlacementView(placement, user, today())
        context = super().get_context_data(view=view, placement=placement, reads_case=reads_case, **kwargs)
        context["opens_register"] = Permission.READ_EMPLOYERS.granted_to(user)
        if view.is_employment:
            supports = list(placement.wage_supports.select_related("kind"))
            context["supports"] = supports
            if placement.has_las_answer:
                context["las_answer"] = placement.las_answers.select_related("answered_by").first()
            context["line"] = support_line(placement, supports, today()) if supports else None
        if reads_case:
            context["deviations"] = placement.deviations.select_related("created_by", "mended_by")
            context["warnings"] = placement.acknowledged_warnings.select_related("acknowledged_by")
            context["follow_ups"] = self._follow_ups(placement)
            if view.is_employment:
                # Few employments have any, and the page asks for none that it knows are not there.
                if placement.has_requests:
                    context["requests"] = placement.extension_requests.select_related("asked_by", "decided_by")
                if placement.has_suspensions:
                    context["suspensions"] = placement.suspensions.standing().select_related("created_by")
                context["lapses"] = view.is_over
                context["may_decide"] = Permission.MANAGE.granted_to(user)
            if view.is_employment and placement.scheme.asks_next_step:
                context["next_steps"] = placement.next_steps.select_related("answered_by")
                context["became"] = dict(NextStep.LeadsTo.choices).get(placement.outcome, "") if view.is_over else ""
                context["was_planned"] = dict(NextStep.LeadsTo.choices).get(placement.planned, "")
            if not view.is_employment:
                context["agreements"] = agreements_of(placement)
            context["may_work"] = Permission.CASEWORK.granted_to(user)
        return context

    @staticmethod
    def _follow_ups(placement: Any) -> list[Any]:
        """Pairs of what it is called and the follow-up, in order of day."""
        if not isinstance(placement, Employment):
            visits = placement.visits.select_related("follow_up", "plan").order_by("follow_up__due_on", "pk")
            return [(link.plan.name, link.follow_up) for link in visits]
        links = placement.follow_up_links.select_related("follow_up").order_by("year")
        return [(link.follow_up.get_kind_display(), link.follow_up) for link in links]


class Limits(PersonMixin, PermittedMixin, View):
    """The computed last possible day for a form of employment and a first day, as a part of the page."""

    permission = Permission.CASEWORK

    def get(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """Say how long it may be; the address holds no personal data."""
        participant, form = self.participant, LimitsForm(request.GET)
        context: dict[str, Any] = {"scheme": None}
        if form.is_valid():
            context = self._limits(participant, form.cleaned_data["scheme"], form.cleaned_data["first_day"])
        return render(request, "placements/limits.html", context)

    @staticmethod
    def _limits(participant: Participant, scheme: Scheme, first: dt.date | None) -> dict[str, Any]:
        terms = terms_of(scheme)
        others = others_of(participant.pk, None)
        used = total_used(terms, others) if terms.total_max_months else 0
        left = (terms.total_max_months or 0) * DAYS_IN_A_MONTH - used
        return {
            "scheme": scheme,
            "first_day": first,
            "latest": latest_day(terms, first, others) if first else None,
            "used": length_words(used) if used else "",
            "left": length_words(left) if left > 0 else "",
            "none_left": bool(used) and left <= 0,
            "las": LAS_WORDS[terms.las],
            "converts": scheme.converts,
            "amiss": validity_obstacles(terms, first) if first else [],
        }


def placement_tabs(name: str, user: Any) -> list[Tab]:
    """The lists of placements beside each other that `user` reaches; `name` is the one that is shown."""
    lists = {"placement_list": "Anställningar", "internship_list": "Praktik", "wage_support_list": "Lönestöd"}
    lists |= {"las_list": "LAS"}
    if Permission.READ_CASES.granted_to(user):
        lists["deviation_list"] = "Avvikelser"
    return [Tab(word, address(of), current=of == name) for of, word in lists.items()]


class _PlacementList(ListPage):
    """What both lists share; the running ones by last day, the nearest first."""

    permission = Permission.READ_PLACEMENTS
    title = "Placeringar"
    template_name = "placements/placement_list.html"
    order = ("period__endswith",)
    person_path = "enrolment.participant_id"
    model: type[Employment] | type[Internship]
    related: tuple[str, ...] = ()

    def get_queryset(self) -> models.QuerySet:
        """All that the user may see."""
        return self.model.objects.visible_to(self.user)

    def get_rows(self) -> models.QuerySet:
        """With names and the supervisor of today."""
        now = Supervision.objects.filter(period__contains=today()).select_related("supervisor")
        current = Prefetch("supervisions", now.order_by("pk"), to_attr="current_supervision")
        return self.get_queryset().select_related(*self.related).prefetch_related(current)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tabs of both lists."""
        name = "placement_list" if self.model is Employment else "internship_list"
        return super().get_context_data(tabs=placement_tabs(name, self.user), **kwargs)


class EmploymentList(_PlacementList):
    """The unit's employments."""

    model = Employment
    table_class = EmploymentTable
    filterset_class = EmploymentFilter
    related = ("scheme", "employer", "workplace", "enrolment__participant")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whoever employs may do so from a file."""
        return super().get_context_data(may_import=Permission.CASEWORK.granted_to(self.user), **kwargs)


class InternshipList(_PlacementList):
    """The unit's internships."""

    model = Internship
    table_class = InternshipTable
    filterset_class = InternshipFilter
    related = ("kind", "workplace__employer", "enrolment__participant")
