"""Särskild visstid: who nears twelve months, the account that HR can check, and what HR answers."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView
from amc.web.list_views import ListPage
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements import actions
from placements.facts import as_period
from placements.forms.las import LasAnswerForm, LasFilter
from placements.las import COUNTS, answered, counting, standing
from placements.models import Employment, LasAnswer
from placements.querysets import LasStepOn
from placements.rules import las
from placements.tables import LasTable
from placements.views.placements import EMPLOYMENT_RELATED, placement_tabs


class LasList(ListPage):
    """Running employments that count, by their last day, those that reach nine months first asked for."""

    permission = Permission.READ_PLACEMENTS
    title = "LAS"
    template_name = "placements/las_list.html"
    table_class = LasTable
    filterset_class = LasFilter
    order = ("period__endswith",)
    person_path = "enrolment.participant_id"

    def get_queryset(self) -> models.QuerySet:
        """Those that run today and that the user may see."""
        return Employment.objects.visible_to(self.user).running_on(today()).filter(scheme__las=COUNTS)

    def get_rows(self) -> models.QuerySet:
        """With names, the person's contracts that count, the latest step reached and what HR has answered."""
        contracts = Employment.objects.filter(scheme__las=COUNTS).select_related("scheme").order_by("pk")
        beside = Prefetch("participant__employments", contracts, to_attr="counting")
        related = ("scheme", "employer", "participant", "enrolment__participant")
        rows = self.get_queryset().select_related(*related).annotate(reached_on=LasStepOn(today()))
        said = Prefetch("las_answers", LasAnswer.objects.select_related("answered_by"))
        return rows.prefetch_related(beside, said)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tabs of the lists beside, and how many wait for an answer."""
        waiting = Employment.objects.visible_to(self.user).waiting_for_las(today()).count()
        address = f"?besked={LasFilter.WAITING}"
        return super().get_context_data(
            tabs=placement_tabs("las_list", self.user),
            waiting=waiting,
            waiting_url=address,
            may_answer=Permission.ANSWER_LAS.granted_to(self.user),
            **kwargs,
        )


class _OfEmploymentMixin(OpensPersonMixin):
    """A page about one employment's särskild visstid."""

    @cached_property
    def employment(self) -> Any:
        """The employment of the address, with the latest step it has reached."""
        rows = Employment.objects.visible_to(self.user).select_related(*EMPLOYMENT_RELATED)  # type: ignore[attr-defined]
        return get_object_or_404(rows.annotate(reached_on=LasStepOn(today())), uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @property
    def participant(self) -> Participant:
        """Whose it is."""
        return self.employment.enrolment.participant


class LasAccount(_OfEmploymentMixin, PermittedMixin, TemplateView):
    """What counts of a person's time with an employer, contract by contract and month by month, and HR's answers."""

    permission = Permission.READ_PLACEMENTS
    template_name = "placements/las.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The contracts, the months, and when the steps are reached."""
        row, day = self.employment, today()
        theirs = Employment.objects.filter(participant=row.participant_id, employer=row.employer_id)
        contracts = list(theirs.select_related("scheme").order_by("period", "pk"))
        periods = counting(contracts, row.employer_id)
        until = max((period.last for period in periods), default=day)
        runs = row.scheme.las == COUNTS and row.first_day <= day <= row.last_day
        said = answered(row.las_answers.select_related("answered_by"), row.reached_on)
        return super().get_context_data(
            employment=row,
            contracts=[(one, self._counted(one, until)) for one in contracts],
            months=las.month_by_month(periods, until),
            steps=[(months, las.passes_on(months, periods, las.window_from(day))) for months in reversed(las.STEPS)],
            standing=standing(periods, until, day),
            window=(las.window_from(day), day),
            today=day,
            said=said,
            waits=said.waits_since if runs and row.enrolment.is_open else None,
            may_answer=runs and row.reached_on is not None and Permission.ANSWER_LAS.granted_to(self.user),
            **kwargs,
        )

    @staticmethod
    def _counted(row: Employment, until: dt.date) -> int | None:
        """The days of a contract within the five years that end with the last contract; None where it is exempt."""
        return las.las_days(until, [as_period(row.period)]) if row.scheme.las == COUNTS else None


class LasAnswerCreate(_OfEmploymentMixin, ActionFormView):
    """What becomes of an employment that nears twelve months."""

    permission = Permission.ANSWER_LAS
    form_class = LasAnswerForm
    template_name = "placements/las_answer.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The employment as it stands."""
        return super().get_form_kwargs() | {"employment": self.employment}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the employment, and the way back to its account."""
        row = self.employment
        said = answered(row.las_answers.select_related("answered_by"), None)
        return super().get_context_data(
            employment=row, said=said, back_url=reverse("las_account", args=[row.uuid]), **kwargs
        )

    def act(self, form: Any) -> str:
        """Keep the answer."""
        done = actions.answer_las(self.employment, by=self.user, now=timezone.now(), today=today(), **form.values())
        asked = "Det frågas inte igen." if done.holds_for_good else "Nås nästa gräns frågas det igen."
        messages.success(self.request, f"Beskedet är sparat: {done}. {asked}")
        return reverse("las_account", args=[self.employment.uuid])
