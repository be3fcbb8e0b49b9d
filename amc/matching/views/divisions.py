"""Praktikplatser inside the municipality: by division, and the sum against kommunstyrelsen's target."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from amc.calendar import today
from amc.matching.divisions import Divisions, Line
from amc.matching.tables import DivisionTable
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.filters import ListQuery
from amc.web.tables import ListPaginator
from amc.web.xlsx import as_download, rows_as_xlsx

MOST_ROWS = 100


class InternshipPlaces(PermittedMixin, TemplateView):
    """Places offered, taken and free, and who is in praktik today, division by division.

    The file leaves the unit: small groups of persons are hidden in it. Places are nobody's.
    """

    permission = Permission.READ_EMPLOYERS
    template_name = "matching/divisions.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the file."""
        self.query = ListQuery(request.GET)
        self.divisions = Divisions(self.user, today())
        self.table = DivisionTable(self.divisions.lines, order_by=self.query.order)
        return self._file() if self.query.wants_xlsx else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sum, the divisions, and what may be done where there are no places."""
        self.table.paginator = ListPaginator(self.table.rows, MOST_ROWS)
        self.table.page = self.table.paginator.get_page(self.query.page)
        return super().get_context_data(
            table=self.table,
            whole=self.divisions.whole,
            standing=self.divisions.standing,
            least=self.divisions.least,
            today=self.divisions.day,
            may_add=Permission.EMPLOYERS.granted_to(self.user),
            manages=Permission.MANAGE.granted_to(self.user),
            export_url=self.query.address(without=("sida",), export="xlsx"),
            **kwargs,
        )

    def _file(self) -> HttpResponse:
        divisions, few = self.divisions, f"färre än {self.divisions.least} personer"
        lines: list[Line] = [row.record for row in self.table.rows]
        shown = divisions.for_file(lines)
        rows: list[list[Any]] = [
            [line.label, line.employer, line.offered, line.taken, line.free, few if amount is None else amount]
            for line, amount in zip([*lines, divisions.whole], shown, strict=True)
        ]
        rows.append(["Kommunstyrelsens mål", None, divisions.standing.target, None, None, None])
        rows.append(["Dag", None, divisions.day, None, None, None])
        head = [str(column.header) for column in self.table.columns.iterall()]
        content, _ = rows_as_xlsx("Praktikplatser", head, rows)
        return as_download(content, f"praktikplatser-{divisions.day}")
