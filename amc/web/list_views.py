"""The view of a list: filters in the address, names in the request's body, one page of rows at a time."""

import logging
from operator import attrgetter
from typing import Any

from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import swedish_plural, today
from amc.staff.mixins import PermittedMixin
from amc.web.exporting import for_a_purpose
from amc.web.filters import FilterSet, ListQuery
from amc.web.search_field import SearchForm
from amc.web.tables import COUNTED, KeysFirst, ListPaginator, Table
from amc.web.xlsx import as_download, table_as_xlsx

logger = logging.getLogger(__name__)


class ListPage(PermittedMixin, TemplateView):
    """A list. Say `permission`, `title`, `table_class`, `order` and `get_queryset` (from `visible_to`).

    `order` is the list's own order, as fields that an index carries; the key breaks ties. `get_rows` adds what
    only the page's rows need (joins, annotations). `counted` is how far rows are counted; None counts all.
    """

    template_name = "web/list.html"
    fragment = "results"
    title = ""
    table_class: type[Table]
    filterset_class: type[FilterSet] | None = None
    order: tuple[str, ...] = ("pk",)
    counted: int | None = COUNTED
    can_export = True
    # From a row to its participant's key, e.g. "enrolment.participant_id"; empty for a list of no participants.
    person_path = ""
    most_exported = 20_000

    @property
    def gives_file(self) -> bool:  # type: ignore[override]
        """Of persons the address answers a question, not the file."""
        return not self.person_path

    def needs_fresh_sign_in(self) -> bool:
        """A file leaves the house: its reader has just shown who they are."""
        return self.fresh_sign_in or (self.can_export and ListQuery(self.request.GET).wants_xlsx)

    def get_queryset(self) -> models.QuerySet:
        """The rows that the user may see, without annotations: what is filtered, counted and ordered."""
        raise NotImplementedError

    def get_rows(self) -> models.QuerySet:
        """The same rows with all that the columns show; read for one page at a time."""
        return self.get_queryset()

    def narrow(self, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow further than the filters do; the place of PrivateSearchMixin."""
        return queryset

    def in_order(self, queryset: models.QuerySet) -> models.QuerySet:
        """Add what leaves no row out but lets an index carry the order, e.g. a joined table's own unit.

        Counting is spared it.
        """
        return queryset

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, its fragment for htmx, or the file; of persons first what the file is for."""
        self._read_query()
        if self.query.wants_xlsx and self.can_export:
            return self._export()
        self.table.paginator = ListPaginator(self.table.rows, self.query.per_page)
        self.table.page = self.table.paginator.get_page(self.query.page)
        return self.render_to_response(self.get_context_data(**kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file of persons, to whoever says what it is for."""
        if not (self.can_export and self.person_path and ListQuery(request.GET).wants_xlsx):
            return self.http_method_not_allowed(request, *args, **kwargs)
        self._read_query()
        return self._export()

    def _read_query(self) -> None:
        self.query = ListQuery(self.request.GET)
        self.filterset = self._filterset()
        self.table = self._table()

    def _export(self) -> HttpResponse:
        rows = int(self.table.data.data.order_by()[: self.most_exported + 1].count())
        if rows > self.most_exported:
            words = f"{self.most_exported:,}".replace(",", "\N{NO-BREAK SPACE}")
            text = f"Listan har fler än {words} rader. Avgränsa den och försök igen."
            return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
        if not self.person_path:
            return self._xlsx()
        amount = swedish_plural(rows, self.table.one, self.table.many)
        told = {"title": self.title, "amount": amount, "selection": self.selection()}
        return for_a_purpose(self.request, self._xlsx, **told)

    def _filterset(self) -> FilterSet | None:
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)

    def _table(self) -> Table:
        if self.filterset is None:
            keys = self.get_queryset()
        else:
            keys = self.filterset.qs if self.filterset.is_valid() else self.get_queryset().none()
        keys = self.narrow(keys)
        ordered, note = self.in_order(keys), self.note_shown if self.person_path else None
        data = KeysFirst(keys, self.get_rows(), self.order, self.counted, in_order=ordered, on_read=note)
        return self.table_class(data, order_by=self.query.order, **self.get_table_kwargs())

    def note_shown(self, rows: list[Any]) -> None:
        """Note in the read log whom the page, or the file, shows."""
        person = attrgetter(self.person_path)
        kind = ReadLog.Kind.EXPORTED if self.query.wants_xlsx else self.reading_kind
        record_reading(self.request, kind, map(person, rows), purpose=self.purpose, reason=self.selection())

    @property
    def reading_kind(self) -> ReadLog.Kind:
        """How the read log names the showing."""
        return ReadLog.Kind.LISTED

    def selection(self) -> str:
        """The list and its filters in words; no filter holds a name."""
        chosen = []
        if self.filterset and self.filterset.is_valid():
            for bound in self.filterset.form:
                value = self.filterset.form.cleaned_data.get(bound.name)
                if value not in (None, "", []):
                    shown = dict(getattr(bound.field, "choices", ())).get(value, value)
                    chosen.append(f"{bound.label}: {shown}")
        return "; ".join([self.title, *chosen])

    def get_table_kwargs(self) -> dict[str, Any]:
        """More arguments for the table."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What web/list.html shows."""
        return super().get_context_data(
            title=self.title,
            table=self.table,
            filter_form=self.filterset.form if self.filterset else None,
            hits=self._hits(),
            filter_active=bool(self.filterset and self.filterset.active),
            search_form=self.get_search_form(),
            export_url=self.query.address(without=("sida",), export="xlsx") if self.can_export else "",
            export_asks=bool(self.person_path),
            **kwargs,
        )

    def _hits(self) -> str:
        rows = self.table.paginator
        amount = swedish_plural(rows.count, self.table.one, self.table.many)
        return f"fler än {amount}" if rows.capped else amount

    def get_search_form(self) -> BaseForm | None:
        """The field for names, where the list has one."""
        return None

    def get_template_names(self) -> list[str]:
        """The template, or the part of it that htmx asks for."""
        names = super().get_template_names()
        if self.request.headers.get("HX-Request") == "true":
            # A template that extends the list's has no part of its own: parts are not inherited.
            return [f"{name}#{self.fragment}" for name in [*names, ListPage.template_name]]
        return names

    def _xlsx(self, purpose: str = "") -> HttpResponse:
        self.purpose = purpose or self.purpose
        content, count = table_as_xlsx(self.table, self.title or "Lista")
        route = self.request.resolver_match.view_name if self.request.resolver_match else ""
        logger.info("Export of %s by user %s: %d rows", route, self.request.user.pk, count)
        self.exported(count)
        return as_download(content, f"{route.replace('_', '-')}-{today()}")

    def exported(self, count: int) -> None:
        """Called when `count` rows have left as a file."""


class PrivateSearchMixin:
    """A list with a field for names and numbers: the term travels in the body and stays in the session.

    The address shows nothing of it, so that no log, history or bookmark does. Say how with `search`.
    """

    def search(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        """Narrow to what matches `term` (not empty)."""
        raise NotImplementedError

    @property
    def _session_key(self) -> str:
        return f"search:{self.request.resolver_match.view_name}"  # type: ignore[attr-defined]

    @property
    def term(self) -> str:
        """What is searched for; empty for nothing."""
        return str(self.request.session.get(self._session_key, ""))  # type: ignore[attr-defined]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remember the term and show the list from its first page; or the file, whose address it is."""
        if ListQuery(request.GET).wants_xlsx:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        form = SearchForm(request.POST)
        term = form.cleaned_data["sok"] if form.is_valid() else ""
        if term:
            request.session[self._session_key] = term
        else:
            request.session.pop(self._session_key, None)
        address = ListQuery(request.GET).address(without=("sida", "export"))
        return redirect(request.path + (address if address != "?" else ""))

    def narrow(self, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to the term, where there is one."""
        return self.search(queryset, self.term) if self.term else queryset

    @property
    def reading_kind(self) -> ReadLog.Kind:
        """A search is told apart from a list in the read log."""
        return ReadLog.Kind.SEARCHED if self.term else ReadLog.Kind.LISTED

    def get_search_form(self) -> SearchForm:
        """The field, with the term in it."""
        return SearchForm(initial={"sok": self.term})
