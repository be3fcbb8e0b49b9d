"""Statistics of deviations: by kind, severity, month and employer; every figure opens its list."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, F, QuerySet
from django.db.models.functions import Cast, Coalesce, TruncMonth
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

from amc.calendar import month_end, today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality
from amc.web.display import month as month_words
from amc.web.filters import ListQuery
from amc.web.xlsx import as_download, rows_as_xlsx
from placements.forms.deviations import DeviationPeriodForm
from placements.models import Deviation
from placements.rules.figures import hide_small

_EMPLOYER = Coalesce("employment__employer", "internship__workplace__employer")
_NAME = Coalesce("employment__employer__name", "internship__workplace__employer__name")
_UUID = Coalesce("employment__employer__uuid", "internship__workplace__employer__uuid")


@dataclass(frozen=True)
class Line:
    """One figure: what it is of, how many deviations, how many persons they are of, and the list behind."""

    label: str
    amount: int
    persons: int
    url: str


@dataclass(frozen=True)
class Breakdown:
    """The deviations by one of their sides."""

    title: str
    lines: tuple[Line, ...]


def counted(rows: QuerySet[Deviation], period: tuple[dt.date, dt.date]) -> list[Breakdown]:
    """The deviations `rows`, noticed in `period`, in each of the four ways; a query each."""
    found = rows.filter(noticed_on__range=period)
    whole: dict[str, Any] = {"lage": "alla", "fran": period[0], "till": period[1]}
    kinds = dict(Deviation.Kind.choices)
    severities = dict(Deviation.Severity.choices)

    def lines(what: Iterable[tuple[Any, str, dict[str, Any], int, int]]) -> tuple[Line, ...]:
        return tuple(
            Line(label, amount, persons, f"{reverse('deviation_list')}?{urlencode(whole | chosen)}")
            for _, label, chosen, amount, persons in what
        )

    def by(**key: Any) -> Any:
        persons = Count("enrolment__participant", distinct=True)
        return found.order_by().values(**key).annotate(amount=Count("pk"), persons=persons)

    of_kind = by(what=F("kind")).order_by("-amount", "what")
    of_severity = by(what=F("severity")).order_by("-what")
    of_month = by(what=TruncMonth("noticed_on")).order_by("what")
    of_employer = by(what=_EMPLOYER, name=_NAME, at=Cast(_UUID, CharField())).order_by("-amount", "name")
    return [
        Breakdown(
            "Slag",
            lines((r["what"], kinds[r["what"]], {"slag": r["what"]}, r["amount"], r["persons"]) for r in of_kind),
        ),
        Breakdown(
            "Allvar",
            lines(
                (r["what"], severities[r["what"]], {"allvar": r["what"]}, r["amount"], r["persons"])
                for r in of_severity
            ),
        ),
        Breakdown(
            "Månad",
            lines(
                (
                    r["what"],
                    month_words(r["what"]).capitalize(),
                    {"fran": max(r["what"], period[0]), "till": min(month_end(r["what"]), period[1])},
                    r["amount"],
                    r["persons"],
                )
                for r in of_month
            ),
        ),
        Breakdown(
            "Arbetsgivare",
            lines(
                (r["what"], r["name"], {"arbetsgivare": r["at"]}, r["amount"], r["persons"])
                for r in of_employer
                if r["what"]
            ),
        ),
    ]


class DeviationFigures(PermittedMixin, TemplateView):
    """How many deviations, of what kind, how serious, when and where. The file leaves the unit: small groups are
    hidden in it."""

    permission = Permission.CASEWORK
    template_name = "placements/deviation_figures.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the file."""
        self.form = DeviationPeriodForm(request.GET if {"fran", "till"} & set(request.GET) else None)
        self.period = self.form.period()
        self.breakdowns = counted(Deviation.objects.visible_to(self.user), self.period)
        if ListQuery(request.GET).wants_xlsx:
            return self._file()
        return super().get(request, *args, **kwargs)

    @property
    def least(self) -> int:
        """The smallest group that is shown outside the unit, in persons."""
        municipality = Municipality.objects.first()
        return municipality.small_group if municipality else 0

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figures."""
        first, last = self.period
        whole = urlencode({"lage": "alla", "fran": first, "till": last})
        return super().get_context_data(
            form=self.form if self.form.is_bound else DeviationPeriodForm(initial={"fran": first, "till": last}),
            first=first,
            last=last,
            active=self.form.is_bound,
            breakdowns=self.breakdowns,
            total=sum(line.amount for line in self.breakdowns[0].lines),
            total_url=f"{reverse('deviation_list')}?{whole}",
            least=self.least,
            export_url=ListQuery(self.request.GET).address(export="xlsx"),
            back_url=reverse("deviation_list"),
            **kwargs,
        )

    def _file(self) -> HttpResponse:
        rows: list[list[Any]] = [["Period", f"{self.period[0]} – {self.period[1]}", None]]
        for part in self.breakdowns:
            shown = hide_small([(line.amount, line.persons) for line in part.lines], self.least)
            rows += [
                [part.title, line.label, f"färre än {self.least} personer" if amount is None else amount]
                for line, amount in zip(part.lines, shown, strict=True)
            ]
        content, _ = rows_as_xlsx("Avvikelser", ["Mått", "Värde", "Antal"], rows)
        return as_download(content, f"avvikelser-{today()}")
