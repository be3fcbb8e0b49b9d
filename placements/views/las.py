"""Särskild visstid: who nears twelve months, the account that HR can check, and what HR answers."""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import swedish_plural, today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.exporting import for_a_purpose
from amc.web.form_views import ActionFormView
from amc.web.list_views import ListPage
from amc.web.xlsx import as_download, rows_as_xlsx
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements import actions
from placements.actions.payroll import as_csv
from placements.forms.las import AccountAsked, LasAnswerForm, LasFilter
from placements.las import COUNTS, account_days, answered, counting, standing
from placements.models import Employment, LasAnswer
from placements.querysets import LasStepOn
from placements.rules import las
from placements.rules.periods import Period
from placements.tables import LasTable
from placements.views.placements import EMPLOYMENT_RELATED, placement_tabs

FILES = ("csv", "xlsx")
FILE_HEAD = (
    "Dag",
    "Avtal",
    "Form",
    "Avtalets första dag",
    "Avtalets sista dag",
    "Avtal samma dag",
    "Räknas",
    "Varför",
    "Summa inom fem år",
    "Månader nådda",
)


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
    """What counts of a person's time with an employer up to a day: contract by contract, month by month and day by day,
    on the page or as a file; and HR's answers."""

    permission = Permission.READ_PLACEMENTS
    template_name = "placements/las.html"

    @property
    def export(self) -> str:
        """The kind of file that is asked for; empty for the page."""
        asked = self.request.GET.get("export", "")
        return asked if asked in FILES else ""

    def needs_fresh_sign_in(self) -> bool:
        """A file leaves the house: its reader has just shown who they are."""
        return bool(self.export)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; or first what the file is for."""
        return self._export() if self.export else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file, to whoever says what it is for."""
        return self._export() if self.export else self.http_method_not_allowed(request, *args, **kwargs)

    @cached_property
    def asked(self) -> AccountAsked:
        """What the address says."""
        return AccountAsked(self.request.GET)

    @cached_property
    def contracts(self) -> list[Employment]:
        """The person's contracts at the employer, the earliest first."""
        row = self.employment
        theirs = Employment.objects.filter(participant=row.participant_id, employer=row.employer_id)
        return list(theirs.select_related("scheme").order_by("period", "pk"))

    @cached_property
    def periods(self) -> list[Period]:
        """Those of them that count."""
        return counting(self.contracts, self.employment.employer_id)

    @cached_property
    def until(self) -> dt.date:
        """The day that the five years end on: today unless another is asked for."""
        return self.asked.day("till") or today()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The contracts, the months, the days of one of them, and when the steps are reached."""
        row, day, until = self.employment, today(), self.until
        last = max((period.last for period in self.periods), default=day)
        counts = iter(las.by_contract(self.periods, until))
        runs = row.scheme.las == COUNTS and row.first_day <= day <= row.last_day
        said = answered(row.las_answers.select_related("answered_by"), row.reached_on)
        month = self.asked.day("manad")
        return super().get_context_data(
            employment=row,
            contracts=[(one, next(counts) if one.scheme.las == COUNTS else None) for one in self.contracts],
            months=las.month_by_month(self.periods, until),
            month=month,
            days=[one for one in account_days(self.contracts, until) if one.day.replace(day=1) == month],
            until=until,
            last=last,
            counted=las.las_days(until, self.periods),
            steps=[
                (months, las.passes_on(months, self.periods, las.window_from(day))) for months in reversed(las.STEPS)
            ],
            standing=standing(self.periods, last, day),
            window=(las.window_from(day), day),
            seen_window=(las.window_from(until), until),
            today=day,
            said=said,
            waits=said.waits_since if runs and row.enrolment.is_open else None,
            may_answer=runs and row.reached_on is not None and Permission.ANSWER_LAS.granted_to(self.user),
            **kwargs,
        )

    def _export(self) -> HttpResponse:
        days = las.las_days(self.until, self.periods)
        amount = f"{swedish_plural(days, 'dag', 'dagar')} som räknas"
        selection = f"Dag för dag till och med {self.until}"
        back = f"{self.request.path}?till={self.until}"
        return for_a_purpose(
            self.request, self._file, title="Särskild visstid", amount=amount, selection=selection, back_url=back
        )

    def _file(self, purpose: str) -> HttpResponse:
        whose, reason = [self.employment.participant_id], f"LAS dag för dag till och med {self.until}"
        record_reading(self.request, ReadLog.Kind.EXPORTED, whose, purpose=purpose, reason=reason)
        lines, name = list(self._lines()), f"las-{today()}"
        if self.export == "xlsx":
            return as_download(rows_as_xlsx("Särskild visstid", FILE_HEAD, lines)[0], name)
        response = HttpResponse(as_csv(FILE_HEAD, lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        response["Cache-Control"] = "no-store"
        return response

    def _lines(self) -> Iterator[list[Any]]:
        """Each day with the contract it is told of."""
        for one in account_days(self.contracts, self.until):
            contract, counted = one.contract, one.counted
            yield [
                one.day,
                counted.contract if counted else "",
                contract.scheme.name,
                contract.first_day,
                contract.last_day,
                counted.held_by if counted else "",
                "ja" if one.counts else "nej",
                one.why,
                counted.total if counted else "",
                (counted.step or "") if counted else "",
            ]


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
