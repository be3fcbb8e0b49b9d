"""Lönestöd: the unit's list, a decision with its months, and the forms that enter, change and ask."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views import View

from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.display import month as month_words
from amc.web.form_views import ActionFormView
from amc.web.list_views import ListPage
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements import actions
from placements.facts import as_period, period_of
from placements.forms.wage_support import NoRenewalForm, RequestForm, SupportFilter, SupportForm
from placements.models import Employment, Requisition, WageSupport, WaitingRequisition
from placements.pictures import support_line
from placements.rules.verdict import ACKNOWLEDGED
from placements.rules.wage_support import requisition_due, requisition_months
from placements.tables import WageSupportTable
from placements.views.changes import OfPlacementMixin, TabFormView
from placements.views.placements import placement_tabs

RELATED = (
    "kind",
    "employment__scheme",
    "employment__employer",
    "employment__enrolment__participant",
    "created_by",
)


class WageSupportList(ListPage):
    """The unit's decisions, the one that ends first at the top; each with the months to ask for."""

    permission = Permission.READ_PLACEMENTS
    title = "Lönestöd"
    template_name = "placements/placement_list.html"
    table_class = WageSupportTable
    filterset_class = SupportFilter
    order = ("last_day",)
    person_path = "employment.enrolment.participant_id"

    def get_queryset(self) -> models.QuerySet:
        """All that the user may see."""
        return WageSupport.objects.visible_to(self.user)

    def get_rows(self) -> models.QuerySet:
        """With names, and the months that have been asked for."""
        asked = Prefetch("requisitions", Requisition.objects.standing(), to_attr="asked")
        return self.get_queryset().select_related(*RELATED).prefetch_related(asked)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tabs of the lists beside."""
        return super().get_context_data(tabs=placement_tabs("wage_support_list", self.user), **kwargs)


class OfSupportMixin(OpensPersonMixin):
    """A page about one decision."""

    @cached_property
    def support(self) -> WageSupport:
        """The decision of the address."""
        rows = WageSupport.objects.visible_to(self.user).select_related(*RELATED)  # type: ignore[attr-defined]
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @property
    def participant(self) -> Participant:
        """Whom it is for."""
        return self.support.employment.enrolment.participant


class WageSupportDetail(OfSupportMixin, ActionFormView):
    """One decision: what it covers of the employment, the months that wait, and those that are asked for."""

    form_class = RequestForm
    template_name = "placements/wage_support.html"

    @property
    def permission(self) -> Permission:  # type: ignore[override]
        """All who know of placements read; a month is noted by those who pay."""
        return Permission.PAY if self.request.method == "POST" else Permission.READ_PLACEMENTS

    @cached_property
    def waiting(self) -> list[dt.date]:
        """The months that are over and wait, oldest first."""
        rows = WaitingRequisition.objects.filter(support=self.support, over_on__lte=today())
        return list(rows.order_by("month").values_list("month", flat=True))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The months to choose among."""
        return super().get_form_kwargs() | {"support": self.support, "months": self.waiting}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the employment's time line."""
        support, user = self.support, self.user
        beside = WageSupport.objects.filter(employment=support.employment).select_related("kind")
        days = support.kind.requisition_days
        return super().get_context_data(
            support=support,
            line=support_line(support.employment, list(beside), today(), current=support),
            waiting=[(month, requisition_due(month, days)) for month in self.waiting] if days is not None else [],
            asked=support.requisitions.select_related("requested_by", "withdrawn_by").order_by("-month", "-pk"),
            may_ask=Permission.PAY.granted_to(user),
            may_work=Permission.CASEWORK.granted_to(user),
            reads_case=Permission.READ_CASES.granted_to(user),
            months=len(requisition_months(period_of(support), as_period(support.employment.period))),
            **kwargs,
        )

    def act(self, form: Any) -> str:
        """Note that a month was asked for."""
        done = actions.request_month(self.support, by=self.user, today=today(), **form.values())
        messages.success(self.request, f"{month_words(done.month).capitalize()} är antecknad som rekvirerad.")
        return self.support.get_absolute_url()


class WithdrawRequest(OpensPersonMixin, PermittedMixin, View):
    """A month was not asked for after all."""

    permission = Permission.PAY
    http_method_names = ["post"]

    @cached_property
    def requisition(self) -> Requisition:
        """The request of the address."""
        rows = Requisition.objects.visible_to(self.user).select_related("support__employment__enrolment__participant")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Whom it is for."""
        return self.requisition.support.employment.enrolment.participant

    def post(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """Take it back."""
        actions.withdraw_request(self.requisition, by=self.user, now=timezone.now())
        words = month_words(self.requisition.month).capitalize()
        messages.success(request, f"{words} väntar på rekvisition igen.")
        return redirect(self.requisition.support)


class SupportCreate(OfPlacementMixin):
    """A decision about an employment."""

    model = Employment
    form_class = SupportForm
    heading = "Nytt beslut om lönestöd"
    verb = "Spara beslutet"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose days and earlier decisions suggest what it says."""
        return super().get_form_kwargs() | {"employment": self.placement}

    def act(self, form: Any) -> Any:
        """Enter it."""
        support = actions.record_support(self.placement, by=self.user, today=today(), **form.values())
        self.said(f"{support.kind.name} {support.first_day} – {support.last_day} är inlagt.")
        return support.employment


class SupportChange(OfSupportMixin, TabFormView):
    """A decision corrected."""

    form_class = SupportForm
    heading = "Ändra beslutet om lönestöd"
    verb = "Spara ändringen"

    def get_instance(self) -> WageSupport:
        """The decision."""
        return self.support

    def get_form_kwargs(self) -> dict[str, Any]:
        """With its employment."""
        return super().get_form_kwargs() | {"employment": self.support.employment}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """It leads back to the decision."""
        return super().get_context_data(**kwargs) | {"back_url": self.support.get_absolute_url()}

    def act(self, form: Any) -> Any:
        """Save it."""
        values = form.values()
        acknowledged = values.pop(ACKNOWLEDGED)
        revision = form.cleaned_data["revision"]
        changed = actions.change_support(
            self.support, revision=revision, acknowledged=acknowledged, by=self.user, today=today(), **values
        )
        self.said("Ändringen är sparad.")
        return changed


class NoRenewal(OfSupportMixin, TabFormView):
    """No more is asked for when it ends."""

    form_class = NoRenewalForm
    heading = "Ingen förlängning av lönestödet"
    verb = "Spara"
    row_title = "Söks ingen förlängning?"

    def act(self, form: Any) -> Any:
        """Note why."""
        support = actions.decline_renewal(
            self.support, reason=form.cleaned_data["reason"], revision=self.support.revision
        )
        self.undo = {"revision": support.revision}
        self.said("Det är noterat att ingen förlängning söks.")
        return support

    def take_back(self, before: dict[str, Any]) -> None:
        """It is to be asked for after all."""
        actions.decline_renewal(self.support, reason="", revision=before["revision"])
