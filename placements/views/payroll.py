"""The files to payroll: what goes in the next one, what went, and how they differ."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from amc.calendar import today
from amc.obstacles import Refused
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality, User
from amc.web.xlsx import CONTENT_TYPE
from placements import actions
from placements.models import PayrollColumn, PayrollFile, Supervisor, SupervisorPayment
from placements.querysets import midnight_after
from placements.rules.pay import cut_off

PER_PAGE = 25
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": CONTENT_TYPE}


def next_through() -> dt.date:
    """The cut-off day of the file that can be made today."""
    day = Municipality.objects.values_list("payroll_cutoff_day", flat=True).first()
    return cut_off(today(), day or Municipality._meta.get_field("payroll_cutoff_day").default)


class PayrollFiles(PermittedMixin, TemplateView):
    """What goes in the next file and what waits for the one after, the files that went, and that it all adds up."""

    permission = Permission.PAY
    template_name = "placements/payroll.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Sums, and a page of files with how each differs from the one before."""
        through = next_through()
        corrections = SupervisorPayment.objects.filter(file=OuterRef("pk"), kind=SupervisorPayment.Kind.CORRECTION)
        corrected = corrections.order_by().values("file").annotate(kronor=Sum("amount")).values("kronor")
        before = PayrollFile.objects.filter(unit=OuterRef("unit"), number__lt=OuterRef("number")).order_by("-number")
        files = (
            PayrollFile.objects.visible_to(self.user)
            .defer("csv", "xlsx")
            .select_related("made_by")
            .annotate(
                corrected=Coalesce(Subquery(corrected), 0), change=F("total") - Subquery(before.values("total")[:1])
            )
        )
        page = Paginator(files, PER_PAGE).get_page(self.request.GET.get("sida"))
        return super().get_context_data(
            page=page,
            through=through,
            makes_files=Permission.PAYROLL.granted_to(self.user),
            **sums(self.user, through),
            **kwargs,
        )


def sums(user: User, through: dt.date) -> dict[str, Any]:
    """Kronor and rows of the unit of `user`: what goes in a file to `through`, what comes after, what went, and all
    that confirmed months have made payable."""
    waits = Q(settled_at__isnull=True)
    ripe = waits & Q(payable_at__lt=midnight_after(through))
    numbered = ~Q(supervisor__employee_number="") if PayrollColumn.names_by_number() else Q()
    now = ripe & numbered
    rows = SupervisorPayment.objects.of_unit(user)
    totals = rows.order_by().aggregate(
        next_rows=Count("pk", filter=now),
        next_kronor=Coalesce(Sum("amount", filter=now), 0),
        next_corrected=Coalesce(Sum("amount", filter=now & Q(kind=SupervisorPayment.Kind.CORRECTION)), 0),
        later_rows=Count("pk", filter=waits & ~ripe),
        later_kronor=Coalesce(Sum("amount", filter=waits & ~ripe), 0),
        ripe_kronor=Coalesce(Sum("amount", filter=ripe), 0),
        in_files=Coalesce(Sum("amount", filter=Q(file__isnull=False)), 0),
        before_files=Coalesce(Sum("amount", filter=Q(file__isnull=True, settled_at__isnull=False)), 0),
        all_kronor=Coalesce(Sum("amount"), 0),
    )
    totals["next_hidden"] = totals["next_rows"] - SupervisorPayment.objects.visible_to(user).filter(now).count()
    totals["waiting"] = totals["ripe_kronor"] + totals["later_kronor"]
    totals["held_kronor"] = totals["ripe_kronor"] - totals["next_kronor"]
    lacking: list[Supervisor] = []
    if numbered:
        waiting = rows.without_number().order_by().values("supervisor")
        lacking = list(Supervisor.objects.visible_to(user).filter(pk__in=waiting).order_by("sort_key", "pk"))
    return {"sums": totals, "lacking": lacking}


class MakeForm(forms.Form):
    """Up to which day, as the page showed it: a page that was left open overnight makes no other file than the one it
    showed."""

    through = forms.DateField()


class PayrollMake(PermittedMixin, View):
    """Makes the next file. A second click finds nothing left to put in one."""

    permission = Permission.PAYROLL
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make it and lead to the page that has it to download."""
        form = MakeForm(request.POST)
        if not form.is_valid() or form.cleaned_data["through"] != next_through():
            message = "Brytdagen har passerat sedan du öppnade sidan. Kontrollera och skapa filen igen."
            messages.warning(request, message)
            return redirect("payroll")
        try:
            file = actions.make_payroll_file(through=form.cleaned_data["through"], by=self.user, now=timezone.now())
        except Refused as refused:
            messages.info(request, refused.obstacles[0].message)
            return redirect("payroll")
        messages.success(request, f"{file} är skapad. Ladda ner den och läs in den i lönesystemet.")
        return redirect("payroll")


class PayrollDownload(PermittedMixin, View):
    """A file as it was made: the same bytes every time."""

    permission = Permission.PAY
    fresh_sign_in = True
    gives_file = True
    http_method_names = ["get"]

    def get(self, request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
        """As CSV or XLSX."""
        if kind not in TYPES:
            raise Http404
        file = get_object_or_404(PayrollFile.objects.visible_to(self.user).only("number", "through", kind), uuid=uuid)
        response = HttpResponse(bytes(getattr(file, kind)), content_type=TYPES[kind])
        name = f"handledarersattning-{file.number}-{file.through}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response
