"""Särskild visstid: who nears twelve months, and the account that HR can check."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.list_views import ListPage
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements.facts import as_period
from placements.forms.las import LasFilter
from placements.las import COUNTS, counting, standing
from placements.models import Employment
from placements.rules import las
from placements.tables import LasTable
from placements.views.placements import EMPLOYMENT_RELATED, placement_tabs


class LasList(ListPage):
    """Running employments that count, by their last day, those that reach nine months first asked for."""

    permission = Permission.READ_PLACEMENTS
    title = "LAS"
    template_name = "placements/placement_list.html"
    table_class = LasTable
    filterset_class = LasFilter
    order = ("period__endswith",)
    person_path = "enrolment.participant_id"

    def get_queryset(self) -> models.QuerySet:
        """Those that run today and that the user may see."""
        return Employment.objects.visible_to(self.user).running_on(today()).filter(scheme__las=COUNTS)

    def get_rows(self) -> models.QuerySet:
        """With names, and the person's contracts that count."""
        contracts = Employment.objects.filter(scheme__las=COUNTS).select_related("scheme").order_by("pk")
        beside = Prefetch("participant__employments", contracts, to_attr="counting")
        related = ("scheme", "employer", "participant", "enrolment__participant")
        return self.get_queryset().select_related(*related).prefetch_related(beside)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tabs of the lists beside."""
        return super().get_context_data(tabs=placement_tabs("las_list", self.user), **kwargs)


class LasAccount(OpensPersonMixin, PermittedMixin, TemplateView):
    """What counts of a person's time with an employer, contract by contract and month by month."""

    permission = Permission.READ_PLACEMENTS
    template_name = "placements/las.html"

    @cached_property
    def employment(self) -> Employment:
        """The employment of the address."""
        rows = Employment.objects.visible_to(self.user).select_related(*EMPLOYMENT_RELATED)
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Whose it is."""
        return self.employment.enrolment.participant

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The contracts, the months, and when the steps are reached."""
        row, day = self.employment, today()
        theirs = Employment.objects.filter(participant=row.participant_id, employer=row.employer_id)
        contracts = list(theirs.select_related("scheme").order_by("period", "pk"))
        periods = counting(contracts, row.employer_id)
        until = max((period.last for period in periods), default=day)
        return super().get_context_data(
            employment=row,
            contracts=[(one, self._counted(one, until)) for one in contracts],
            months=las.month_by_month(periods, until),
            steps=[(months, las.passes_on(months, periods, las.window_from(day))) for months in reversed(las.STEPS)],
            standing=standing(periods, until, day),
            window=(las.window_from(day), day),
            today=day,
            words=las.LAS_WORDS,
            reads_case=Permission.READ_CASES.granted_to(self.user),
            **kwargs,
        )

    @staticmethod
    def _counted(row: Employment, until: dt.date) -> int | None:
        """The days of a contract within the five years that end with the last contract; None where it is exempt."""
        return las.las_days(until, [as_period(row.period)]) if row.scheme.las == COUNTS else None
