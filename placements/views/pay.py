"""Handledarersättning: what is payable and what has gone to payroll, with the proof behind each row."""

import datetime as dt
from typing import Any

import django_filters
from django.db import models
from django.db.models import Count, Sum

from amc.calendar import add_months, month_start, today
from amc.staff.access import Permission
from amc.web.display import month as month_words
from amc.web.filters import AppliedLast, FilterSet
from amc.web.list_views import ListPage
from placements.models import PayrollFile, SupervisorPayment
from placements.tables import PaymentTable

# How far back a month can be chosen.
MONTHS_BACK = 36


def _months() -> list[tuple[str, str]]:
    latest = month_start(today())
    months = [add_months(latest, -back) for back in range(MONTHS_BACK)]
    return [(f"{month:%Y-%m}", month_words(month)) for month in months]


class PaymentFilter(FilterSet):
    """By month, by whether it has gone to payroll, and by file."""

    STATES = [("utbetald", "Till lön"), ("alla", "Alla")]

    manad = django_filters.ChoiceFilter(label="Månad", choices=_months, empty_label="Alla månader", method="in_month")
    lage = AppliedLast(label="Läge", choices=STATES, empty_label="Väntar")
    fil = django_filters.ChoiceFilter(label="Lönefil", choices=list, empty_label="Alla", field_name="file__number")

    class Meta:
        model = SupervisorPayment
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = PayrollFile.objects.visible_to(self.request.user).values_list("number", "through")
        choices = [(str(number), f"{number}, till och med {through}") for number, through in files]
        self.filters["fil"].field.choices = choices

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        """What waits to be paid unless something else is asked for."""
        rows = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("lage")
        return rows if state == "alla" else rows.filter(settled_at__isnull=state != "utbetald")

    def in_month(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """The payments of one month."""
        year, month = value.split("-")
        return rows.filter(month=dt.date(int(year), int(month), 1))


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
        proof = ("proof__confirmed_by", "correction__recorded_by")
        return self.get_queryset().select_related("supervisor__employer", "file", *proof)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the sum."""
        filters: Any = self.filterset
        rows = filters.qs if filters.is_valid() else self.get_queryset().none()
        total = rows.order_by().aggregate(amount=Sum("amount"), count=Count("pk"))
        return super().get_context_data(total=total["amount"] or 0, count=total["count"], **kwargs)
