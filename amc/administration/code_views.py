"""Administration: the code lists, in pages of one kind."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from amc.administration.code_list import CodeList
from amc.administration.code_lists import CODE_LISTS
from amc.administration.forms import code_form
from amc.administration.tables import code_filters, code_table
from amc.audit.history import history_of
from amc.base import RevisedModel
from amc.revisions import save_revised
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality
from amc.web.filters import FilterSet
from amc.web.form_views import ActionFormView
from amc.web.list_views import ListPage
from placements.rules.verdict import ACKNOWLEDGED


class CodeMixin(PermittedMixin):
    """A page of one code list."""

    permission = Permission.ADMINISTER
    kwargs: dict[str, Any]

    @property
    def code_list(self) -> CodeList:
        """The list of the address."""
        if self.kwargs["slug"] not in CODE_LISTS:
            raise Http404
        return CODE_LISTS[self.kwargs["slug"]]


class CodeListView(CodeMixin, ListPage):
    """The rows of a code list."""

    template_name = "administration/codes.html"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The name of the list."""
        return self.code_list.title

    @property
    def order(self) -> tuple[str, ...]:  # type: ignore[override]
        """The list's own order."""
        return self.code_list.order

    @property
    def table_class(self) -> Any:  # type: ignore[override]
        """The columns of the list."""
        return code_table(self.code_list)

    @property
    def filterset_class(self) -> type[FilterSet] | None:  # type: ignore[override]
        """The list's own filters."""
        return code_filters(self.code_list)

    def get_queryset(self) -> Any:
        """All rows; the municipality's one row is made when it is first looked for."""
        if self.code_list.model is Municipality:
            Municipality.objects.get_or_create(pk=1, defaults={"name": "Kommunen"})
        return self.code_list.rows()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the list is for."""
        return super().get_context_data(code_list=self.code_list, **kwargs)


class CodeFormView(CodeMixin, ActionFormView):
    """Add a row to a code list, or change one."""

    template_name = "administration/form.html"

    @cached_property
    def row(self) -> Any:
        """The row of the address; None for a new one."""
        key = self.kwargs.get("key")
        if key is None:
            if not self.code_list.can_add:
                raise Http404
            return None
        try:
            return get_object_or_404(self.code_list.rows(), Q(**{self.code_list.key: key}))
        except (ValueError, ValidationError) as error:
            raise Http404 from error

    def get_form_class(self) -> Any:
        """The form of the list."""
        return code_form(self.code_list, new=self.row is None)

    def get_instance(self) -> Any:
        """The row to change."""
        return self.row

    def act(self, form: Any) -> str:
        """Save it."""
        said = ""
        if self.row is not None and isinstance(form.instance, RevisedModel):
            revision, fields = form.cleaned_data["revision"], form._meta.fields
            if self.code_list.changes:
                said = self.code_list.changes(
                    form.instance,
                    revision=revision,
                    fields=fields,
                    by=self.user,
                    today=timezone.localdate(),
                    acknowledged=form.cleaned_data[ACKNOWLEDGED],
                )
            else:
                save_revised(form.instance, revision, fields)
        else:
            form.save()
        messages.success(self.request, f"{self.code_list.title}: sparat. {said}".strip())
        return reverse("code_list", args=[self.code_list.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the form."""
        row = self.row
        return super().get_context_data(
            title=str(row) if row else f"Lägg till {self.code_list.one}",
            lead=self.code_list.lead,
            verb="Spara",
            back_url=reverse("code_list", args=[self.code_list.slug]),
            back_word=self.code_list.title,
            history=history_of(row) if row else [],
            **kwargs,
        )
