"""Handledarersättning: the ekonom's list to pay from, with the proof behind each row."""

import datetime as dt
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.contrib import messages
from django.db import models
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View

from amc.calendar import add_months, month_start, swedish_plural, today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Role
from amc.web.display import month as month_words
from amc.web.filters import FilterSet, ListQuery
from amc.web.list_views import ListPage
from placements import actions
from placements.models import SupervisorPayment
from placements.tables import PaymentTable

# How far back a month can be chosen.
MONTHS_BACK = 36


def _months() -> list[tuple[str, str]]:
    latest = month_start(today())
    months = [add_months(latest, -back) for back in range(MONTHS_BACK)]
    return [(f"{month:%Y-%m}", month_words(month)) for month in months]


class PaymentFilter(FilterSet):
    """By month, and by whether it is paid."""

    STATES = [("utbetald", "Utbetalda"), ("alla", "Alla")]

    manad = django_filters.ChoiceFilter(label="Månad", choices=_months, empty_label="Alla månader", method="in_month")
    lage = django_filters.ChoiceFilter(label="Läge", choices=STATES, empty_label="Att betala ut", method="keep")

    class Meta:
        model = SupervisorPayment
        fields: list[str] = []

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        """What waits to be paid unless something else is asked for."""
        rows = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("lage")
        return rows if state == "alla" else rows.filter(settled_at__isnull=state != "utbetald")

    def in_month(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """The payments of one month."""
        year, month = value.split("-")
        return rows.filter(month=dt.date(int(year), int(month), 1))

    def keep(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """The state is applied last, also when none is chosen."""
        return rows


class SupervisorPay(ListPage):
    """Who, how much, and the proof; with the sum of all that the filters leave."""

    permission = Permission.PAY
    title = "Handledarersättning"
    template_name = "placements/supervisor_pay.html"
    table_class = PaymentTable
    filterset_class = PaymentFilter
    order = ("-month", "supervisor__sort_key")

    def get_queryset(self) -> models.QuerySet:
        """All that the user may see."""
        return SupervisorPayment.objects.visible_to(self.user)

    def get_rows(self) -> models.QuerySet:
        """With names and proof."""
        return self.get_queryset().select_related("supervisor__employer", "proof__confirmed_by")

    def get_table_kwargs(self) -> dict[str, Any]:
        """Only those who settle have something to choose."""
        return {} if may_settle(self.user) else {"exclude": ("choose",)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the sum, and what "all" means."""
        filters: Any = self.filterset
        rows = filters.qs if filters.is_valid() else self.get_queryset().none()
        total = rows.order_by().aggregate(amount=Sum("amount"), count=Count("pk"))
        settles = may_settle(self.user) and filters.form.cleaned_data.get("lage") == ""
        return super().get_context_data(
            total=total["amount"] or 0,
            count=total["count"],
            settles=settles and total["count"] > 0,
            settle_url=reverse("supervisor_pay_settle") + self.query.address(without=("export", "sida")),
            **kwargs,
        )


def may_settle(user: Any) -> bool:
    """The ekonom settles; the enhetschef reads."""
    return user.has_role(Role.EKONOM)


class ChosenForm(forms.Form):
    """What was ticked, or that all that the filters leave is meant."""

    alla = forms.BooleanField(required=False)
    payment = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payment"].valid_value = _is_uuid  # type: ignore[attr-defined]


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


class SupervisorPaySettle(PermittedMixin, View):
    """Marks as paid what was chosen, or all that the filters leave. A second click finds nothing left to mark."""

    permission = Permission.PAY
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Settle and say how many."""
        if not may_settle(self.user):
            raise Http404
        form = ChosenForm(request.POST)
        form.is_valid()
        chosen = form.cleaned_data.get("payment") or []
        if form.cleaned_data["alla"]:
            rows = PaymentFilter(request.GET, SupervisorPayment.objects.visible_to(self.user), request=request)
            chosen = list(rows.qs.unsettled().values_list("uuid", flat=True)) if rows.is_valid() else []
        count = actions.settle_payments(chosen, by=self.user, now=timezone.now())
        if count:
            messages.success(
                request, f"{swedish_plural(count, 'ersättning', 'ersättningar')} är markerade som utbetalda."
            )
        else:
            messages.info(request, "Ingen ersättning markerades. Kryssa i dem som är utbetalda.")
        return redirect(reverse("supervisor_pay") + ListQuery(request.GET).address())
