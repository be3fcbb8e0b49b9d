"""The overview, and the list behind each figure."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import due_in_words, today
from amc.reminders.asking import due_rows
from amc.reminders.registry import BY_CODE, COUNTED
from amc.reports import figures, lists
from amc.reports.export import statistics_as_xlsx
from amc.reports.hidden import hidden_behind, hidden_counts
from amc.reports.results import Results, published_lines
from amc.reports.rules import published
from amc.reports.selection import Selection, SelectionForm
from amc.reports.tables import DueLine, DueTable, EmploymentTable, EnrolmentTable
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality, User
from amc.web.list_views import ListPage
from amc.web.tables import ListPaginator
from participants.models import Enrolment, Participant, Referral

FIRST_YEAR = 2016


class SelectedMixin(PermittedMixin):
    """A page about a selection, which stands in its address."""

    permission = Permission.MANAGE
    purpose = "Uppföljning av verksamheten"
    request: HttpRequest

    def select(self) -> Selection:
        """The selection asked for; its form is kept for the page."""
        day = today()
        asked = self.request.GET or None
        self.selection_form = SelectionForm(
            asked, user=self.user, today=day, initial={"fran": day.replace(month=1, day=1), "till": day}
        )
        return self.selection_form.selection()


class DashboardView(SelectedMixin, TemplateView):
    """Översikt: the true state at a glance, every figure clickable down to its cases."""

    template_name = "reports/dashboard.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or its figures as a file."""
        self.selection = self.select()
        context = self.get_context_data(**kwargs)
        if request.GET.get("export") == "xlsx":
            return statistics_as_xlsx(self.selection, context)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every figure of the page."""
        selection = self.selection
        came, went = figures.movements(selection)
        open_cases = figures.OpenCases(selection)
        overdue = figures.overdue(selection)
        results = Results(selection)
        hidden = hidden_counts(selection)
        employments = figures.employments_by_months_left(selection)
        years = range(selection.today.year, FIRST_YEAR - 1, -1)
        return super().get_context_data(**kwargs) | {
            "selection": selection,
            "form": self.selection_form,
            "years": [
                (year, f"?fran={year}-01-01&till={year}-12-31", selection.first.year == year == selection.last.year)
                for year in years
            ],
            "came": came,
            "went": went,
            "in_and_out": figures.in_and_out(selection, came, went),
            "series": [("In", "series-1"), ("Ut", "series-2")],
            "selection_active": bool(self.request.GET),
            "in_trend": [came.by_month.get(month, 0) for month in selection.months()],
            "out_trend": [went.by_month.get(month, 0) for month in selection.months()],
            "caseload": open_cases.by_consultant(),
            "open_now": open_cases.total,
            "time": open_cases.by_time(),
            "employments": employments,
            "overdue": figures.overdue_points(selection, overdue),
            "overdue_total": sum(count for _, count in overdue),
            "hidden": hidden,
            "with_hidden": (open_cases.total + hidden.open_now, came.total + hidden.came, went.total + hidden.went),
            "running_with_hidden": sum(point.value for point in employments) + hidden.running,
            "closed_with_hidden": results.total + hidden.went,
            "results": results,
            "measures": results.measures(),
            "breakdowns": [
                ("Utbildning", results.by_education()),
                ("Kön", results.by_gender()),
                ("Ålder", results.by_age()),
                ("Remittent", results.by_source()),
                ("Orsak till avslut", results.by_reason()),
            ],
            "flow": results.flow(),
            "links": {
                "open": selection.link("inskrivna"),
                "in": selection.link("in"),
                "out": selection.link("ut"),
                "closed": selection.link("avslut"),
                "employments": selection.link("anstallningar"),
                "overdue": selection.link("forsenat"),
            },
            "export_url": f"?{selection.query(export='xlsx')}",
            "back_to": f"?{selection.query()}",
        }


class EnrolmentListView(SelectedMixin, ListPage):
    """The enrolments behind a figure."""

    template_name = "reports/enrolments.html"
    table_class = EnrolmentTable
    order = ("participant__sort_key",)
    person_path = "participant_id"
    counted = None

    def get_queryset(self) -> "QuerySet[Enrolment]":
        """The same rows that the figure counted."""
        self.asked = self.select()
        self.part = lists.detail(self.request.GET)
        self.title, rows = lists.enrolments(self.kwargs["slug"], self.asked, self.part)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figure counts disposed cases, too: how many of them the list lacks; and how many are protected."""
        slug = self.kwargs["slug"]
        hidden = 0 if self.part else hidden_behind(slug, self.asked)
        disposed = lists.disposed_of(slug, self.asked, self.part)
        return super().get_context_data(disposed=disposed, hidden=hidden, **kwargs)

    def get_rows(self) -> "QuerySet[Enrolment]":
        """With the names that the columns show."""
        return self.get_queryset().select_related("participant", "team", "consultant", "closure")


class EmploymentListView(SelectedMixin, ListPage):
    """The employments behind the histogram."""

    template_name = "reports/enrolments.html"
    table_class = EmploymentTable
    order = ("period__endswith",)
    person_path = "participant_id"
    counted = None

    def get_queryset(self) -> QuerySet:
        """The same rows that the figure counted."""
        self.asked = self.select()
        self.part = lists.detail(self.request.GET)
        self.title, rows = lists.employments(self.asked, self.part)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How many are protected."""
        hidden = 0 if self.part else hidden_behind("anstallningar", self.asked)
        return super().get_context_data(hidden=hidden, **kwargs)

    def get_rows(self) -> QuerySet:
        """With the names that the columns show."""
        related = ("participant", "scheme", "employer", "enrolment__consultant", "enrolment__participant")
        return self.get_queryset().select_related(*related)


class OverdueListView(SelectedMixin, TemplateView):
    """What is overdue, of one kind or of all; asked of the same rules as the figure, Min dag and the notices."""

    template_name = "reports/overdue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All overdue rows with the names of persons whom the user may see."""
        selection = self.select()
        code = lists.detail(self.request.GET).get("slag")
        if code and code not in BY_CODE:
            raise Http404
        rules = [BY_CODE[code]] if code else COUNTED
        rows = due_rows(selection.today, figures.overdue_rows(selection), rules=rules)
        counts = figures.overdue(selection)
        people = Participant.objects.visible_to(self.user).in_bulk({row.participant_id for row in rows})
        staff = User.objects.in_bulk({row.responsible_id for row in rows if row.responsible_id})
        referrals = {
            referral.uuid: referral.full_name
            for referral in Referral.objects.visible_to(self.user).filter(
                uuid__in=[row.subject for row in rows if row.participant_id is None]
            )
        }
        record_reading(self.request, ReadLog.Kind.LISTED, people, referrals=referrals, reason="Försenat")
        lines = []
        for row in rows:
            person = people.get(row.participant_id) if row.participant_id else None
            responsible = staff.get(row.responsible_id) if row.responsible_id else None
            lines.append(
                DueLine(
                    person.full_name if person else referrals.get(row.subject, row.rule.label),
                    row.due_on,
                    due_in_words(row.due_on, selection.today),
                    responsible.full_name if responsible else "–",
                    row.url_for(self.user),
                )
            )
        table = DueTable(lines)
        table.paginator = ListPaginator(table.rows, 100)
        table.page = table.paginator.get_page(self.request.GET.get("sida"))
        return super().get_context_data(**kwargs) | {
            "title": BY_CODE[code].label if code else "Allt som är försenat",
            "table": table,
            "amount": len(lines),
            "hidden": 0 if code else hidden_behind("forsenat", selection),
            "kinds": [
                (rule.label, count, selection.link("forsenat", slag=rule.code), rule.code == code)
                for rule, count in counts
            ],
            "all_url": selection.link("forsenat"),
            "chosen": code,
        }


def figure_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list behind a figure, by its name in the address."""
    view = {"anstallningar": EmploymentListView, "forsenat": OverdueListView}.get(slug, EnrolmentListView)
    return view.as_view()(request, slug=slug)


class BoardReportView(SelectedMixin, TemplateView):
    """The figures for the nämnd, to print: groups smaller than the municipality's limit are not shown."""

    template_name = "reports/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Totals, and breakdowns with small groups left out."""
        selection = self.select()
        results = Results(selection)
        came, went = figures.movements(selection)
        municipality = Municipality.objects.first()
        smallest = municipality.small_group if municipality else 0
        hidden = hidden_counts(selection)
        return super().get_context_data(**kwargs) | {
            "selection": selection,
            "municipality": municipality,
            "smallest": smallest,
            "came": came,
            "went": went,
            "closed": published(results.total, smallest),
            "hidden": hidden,
            "protected": [
                (words, published(amount, smallest))
                for words, amount in (("inskrivna", hidden.came), ("avslutade", hidden.went))
            ],
            "measures": [
                (measure.name, published(measure.amount, smallest), measure) for measure in results.measures()
            ],
            "breakdowns": [
                (title, published_lines(lines, smallest))
                for title, lines in (
                    ("Utbildning", results.by_education()),
                    ("Kön", results.by_gender()),
                    ("Ålder", results.by_age()),
                    ("Remittent", results.by_source()),
                )
            ],
            "back_url": f"{reverse('dashboard')}?{selection.query()}",
        }
