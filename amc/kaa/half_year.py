"""The half-year list: what it lacks, person by person, and the file when it lacks nothing that stops it."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import swedish_plural, today
from amc.kaa import rules
from amc.kaa.duty import leaves_on
from amc.kaa.forms import PeriodForm
from amc.kaa.models import ContactAttempt, ListColumn, ListRule, Measure, Occupation
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.exporting import for_a_purpose
from amc.web.filters import ListQuery
from amc.web.navigation import Tab
from amc.web.xlsx import as_download, rows_as_xlsx
from participants.models import Enrolment, IdentityNumber, Source

PER_PAGE = 25
WORKING_LIST, FINISHED_LIST = "KAA arbetslista", "KAA halvårslista"


@dataclass
class Youth:
    """One young person in the list."""

    enrolment: Enrolment
    entry: rules.Entry
    lacks: list[rules.Lack]

    @property
    def stops(self) -> bool:
        """Whether the list cannot go out with this person as it stands."""
        return any(lack.stops for lack in self.lacks)

    @property
    def ways(self) -> list[tuple[rules.Lack, str]]:
        """What is lacking, and where it is mended."""
        return [(lack, self._way(lack)) for lack in self.lacks]

    def _way(self, lack: rules.Lack) -> str:
        case = self.enrolment
        if lack.key:
            return reverse("kaa_measure_edit", args=[lack.key])
        if lack.code == "number":
            return reverse("participant_identity_change", args=[case.participant.uuid])
        if lack.code == "still_in" and case.is_open:
            return reverse("kaa_exit", args=[case.uuid])
        names = {"effort": "kaa_attempt_add", "occupation": "kaa_occupation_add"}
        return reverse(names.get(lack.code, "kaa_register"), args=[case.uuid])


def youths_of(user: Any, first: dt.date, last: dt.date, day: dt.date) -> list[Youth]:
    """Everybody in KAA some day from `first` to `last` (inclusive) whom `user` may see, by name, with what is lacking
    on `day`; so many statements whatever the number."""
    terms = {rule.code: rules.Terms(rule.stops, rule.days) for rule in ListRule.objects.filter(is_active=True)}
    numbers = IdentityNumber.objects.filter(is_current=True).exclude(kind=IdentityNumber.Kind.RESERVNUMMER)
    rows = (
        Enrolment.objects.visible_to(user)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gte=first), source__regime=Source.Regime.KAA)
        .filter(opened_on__lte=min(last, day))
        .select_related("participant", "source", "consultant")
        .prefetch_related(
            Prefetch("kaa_measures", Measure.objects.standing().select_related("kind")),
            Prefetch("kaa_attempts", ContactAttempt.objects.standing()),
            Prefetch("kaa_occupations", Occupation.objects.standing()),
            Prefetch("participant__identity_numbers", numbers, to_attr="real_numbers"),
        )
        .order_by("participant__sort_key", "opened_on", "pk")
    )
    found = []
    for row in rows:
        entry = entry_of(row)
        found.append(Youth(row, entry, rules.lacks(entry, first=first, last=last, today=day, terms=terms)))
    return found


def entry_of(row: Enrolment) -> rules.Entry:
    """What the register says of a case that was read with its rows."""
    return rules.Entry(
        has_number=bool(row.participant.real_numbers),  # type: ignore[attr-defined]
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        leaves_on=leaves_on(row),
        attempts=tuple(one.made_on for one in row.kaa_attempts.all()),
        measures=tuple(
            rules.Offered(str(one.uuid), one.kind.name, one.offered_on, one.answer, one.starts_on, one.ends_on)
            for one in row.kaa_measures.all()
        ),
        occupations=tuple((one.starts_on, one.ends_on) for one in row.kaa_occupations.all()),
    )


# --- The file -----------------------------------------------------------------------------------

Period = tuple[dt.date, dt.date]


def _number(row: Enrolment, period: Period) -> str:
    return str(row.participant.real_numbers[0].number) if row.participant.real_numbers else ""  # type: ignore[attr-defined]


def _until(row: Enrolment, period: Period) -> dt.date | None:
    last = rules.last_day_in(row.closed_on, leaves_on(row))
    return last if last and last <= period[1] else None


def _occupation(row: Enrolment, period: Period) -> str:
    last = min(period[1], row.closed_on or period[1])
    current = [one for one in row.kaa_occupations.all() if one.starts_on <= last and (one.ends_on or last) >= last]
    return ", ".join(one.get_kind_display() for one in current)


def _measures(row: Enrolment, period: Period) -> str:
    told = []
    for one in row.kaa_measures.all():
        begun = one.starts_on or one.offered_on
        if one.offered_on <= period[1] and (one.ends_on or max(begun, period[0])) >= period[0]:
            when = f", {one.starts_on} – {one.ends_on or ''}".rstrip() if one.starts_on else ""
            told.append(f"{one.kind.name}: {one.get_answer_display().lower()}{when}")
    return "; ".join(told)


def _attempts(row: Enrolment, period: Period) -> list[dt.date]:
    return [one.made_on for one in row.kaa_attempts.all() if period[0] <= one.made_on <= period[1]]


# What a column of the list is made of; each is of a permitted kind (amc.kaa.rules.PERMITTED).
COLUMNS: dict[str, Callable[[Enrolment, Period], Any]] = {
    "number": _number,
    "last_name": lambda row, period: row.participant.last_name,
    "first_name": lambda row, period: row.participant.first_name,
    "since": lambda row, period: row.opened_on,
    "until": _until,
    "occupation": _occupation,
    "measures": _measures,
    "attempts": lambda row, period: len(_attempts(row, period)),
    "latest_attempt": lambda row, period: max(_attempts(row, period), default=None),
}


def as_workbook(rows: list[Youth], period: Period, title: str, *, with_lacks: bool) -> bytes:
    """The list as a workbook, in the columns of the settings; the working list says what is lacking too."""
    columns = [column for column in ListColumn.objects.filter(is_active=True) if column.code in COLUMNS]

    def values(youth: Youth) -> list[Any]:
        own = [COLUMNS[column.code](youth.enrolment, period) for column in columns]
        return [*own, *[" ".join(lack.message for lack in youth.lacks)] * with_lacks]

    head = [*(column.name for column in columns), *["Saknas"] * with_lacks]
    return rows_as_xlsx(title, head, map(values, rows))[0]


# --- The page -----------------------------------------------------------------------------------


class HalfYearView(PermittedMixin, TemplateView):
    """Who is in the list of a period, what is lacking, and the file."""

    permission = Permission.CASEWORK
    purpose = "KAA: halvårslista"
    template_name = "kaa/half_year.html"

    @cached_property
    def form(self) -> PeriodForm:
        """The period of the address; the half-year that ended last without one."""
        asked = {name: self.request.GET[name] for name in ("fran", "till") if name in self.request.GET}
        if not asked:
            first, last = rules.half_year(rules.half_year(today())[0] - dt.timedelta(days=1))
            asked = {"fran": first.isoformat(), "till": last.isoformat()}
        return PeriodForm(asked)

    @cached_property
    def period(self) -> Period | None:
        """The days, both inclusive; None when they make no period."""
        return (self.form.cleaned_data["fran"], self.form.cleaned_data["till"]) if self.form.is_valid() else None

    @cached_property
    def youths(self) -> list[Youth]:
        """Everybody in the list."""
        return youths_of(self.user, *self.period, today()) if self.period else []

    @property
    def stopped(self) -> int:
        """How many stop the list."""
        return sum(youth.stops for youth in self.youths)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the question what the file is for."""
        return self._file() if self._wants_file else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """The file, when the question is answered."""
        return self._file() if self._wants_file else redirect(self.address())

    @property
    def _wants_file(self) -> bool:
        return ListQuery(self.request.GET).wants_xlsx and bool(self.period)

    def address(self, **more: str) -> str:
        """The page of the same period."""
        return reverse("kaa_half_year") + ListQuery(self.request.GET).address(
            without=("export", "sida", "lage"),
            **{name: str(self.form[name].value()) for name in ("fran", "till")},
            **more,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of those who lack something, or of those who lack nothing."""
        done = self.request.GET.get("lage") == "klara"
        waiting = [youth for youth in self.youths if youth.lacks]
        ready = [youth for youth in self.youths if not youth.lacks]
        page = Paginator(ready if done else waiting, PER_PAGE).get_page(self.request.GET.get("sida"))
        shown = [youth.enrolment.participant_id for youth in page]
        record_reading(self.request, ReadLog.Kind.LISTED, shown, purpose=self.purpose)
        hidden = sum(youth.enrolment.participant.is_protected for youth in self.youths)
        tabs = [
            Tab("Att komplettera", self.address(), not done, len(waiting)),
            Tab("Klara", self.address(lage="klara"), done, len(ready)),
        ]
        return super().get_context_data(
            form=self.form,
            period=self.period,
            page_obj=page,
            rows=list(page),
            done=done,
            total=len(self.youths),
            stopped=self.stopped,
            hidden=hidden,
            tabs=tabs if self.period else [],
            counts=self._counts(),
            halves=self._halves(),
            export_url=self.address(export="xlsx"),
            **kwargs,
        )

    def _counts(self) -> list[tuple[str, int]]:
        names = dict(ListRule.objects.values_list("code", "name"))
        found = Counter(code for youth in self.youths for code in {lack.code for lack in youth.lacks})
        return [(names[code], amount) for code, amount in found.most_common()]

    def _halves(self) -> list[tuple[str, str]]:
        day, found = today(), []
        for _ in range(3):
            first, last = rules.half_year(day)
            name = f"{'Våren' if first.month == 1 else 'Hösten'} {first.year}"
            found.append((name, f"{reverse('kaa_half_year')}?fran={first}&till={last}"))
            day = first - dt.timedelta(days=1)
        return found

    def _file(self) -> HttpResponse:
        finished = not self.stopped
        title = FINISHED_LIST if finished else WORKING_LIST
        # The papers of a protected person leave by a way of their own (domain.md section 5).
        rows = [youth for youth in self.youths if not youth.enrolment.participant.is_protected]
        assert self.period is not None  # noqa: S101 - asked by _wants_file
        first, last = self.period

        def give(purpose: str) -> HttpResponse:
            people = [youth.enrolment.participant_id for youth in rows]
            record_reading(
                self.request, ReadLog.Kind.EXPORTED, people, purpose=purpose, reason=f"{title} {first} – {last}"
            )
            content = as_workbook(rows, (first, last), title, with_lacks=not finished)
            return as_download(content, f"kaa-{'halvarslista' if finished else 'arbetslista'}-{first}-{last}")

        return for_a_purpose(
            self.request,
            give,
            title=title,
            amount=swedish_plural(len(rows), "ungdom", "ungdomar"),
            selection=f"{first} – {last}",
            back_url=self.address(),
        )
