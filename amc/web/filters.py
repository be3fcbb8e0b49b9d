"""What a list's address may ask for: filters, order, page and size. Never a name or an identity number."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

PER_PAGE = (25, 50, 100)


class FilterSet(django_filters.FilterSet):
    """Filters that live in the address. Names and numbers go by PrivateSearchMixin instead."""

    @property
    def active(self) -> bool:
        """Whether any filter is set."""
        return any(self.data.get(bound.html_name) for bound in self.form)


class AppliedLast(django_filters.ChoiceFilter):
    """A choice in which none has a meaning, too ("Pågår"): the filters' `filter_queryset` applies it."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Everything, until then."""
        return qs


class ListQuery(forms.Form):
    """The part of the address that every list understands; nonsense means the first page in the usual order."""

    sida = forms.IntegerField(required=False)
    antal = forms.TypedChoiceField(choices=[(size, size) for size in PER_PAGE], coerce=int, required=False)
    sortera = forms.CharField(required=False, max_length=100)
    export = forms.ChoiceField(choices=[("xlsx", "xlsx")], required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.asked = data
        self.is_valid()

    @property
    def page(self) -> int:
        """The page; the first for anything that is no number."""
        return max(1, self.cleaned_data.get("sida") or 1)

    @property
    def per_page(self) -> int:
        """Rows per page."""
        return self.cleaned_data.get("antal") or PER_PAGE[0]

    @property
    def order(self) -> str | None:
        """The column's name, with "-" for falling; None for the list's own order."""
        asked: str = self.cleaned_data.get("sortera") or ""
        return asked if asked.lstrip("-").isidentifier() else None

    @property
    def wants_xlsx(self) -> bool:
        """Whether the list is asked for as a file."""
        return self.cleaned_data.get("export") == "xlsx"

    def address(self, *, without: tuple[str, ...] = (), **values: str) -> str:
        """The query string with `values` set and `without` left out; begins with "?"."""
        asked = self.asked.copy()
        for name in without:
            asked.pop(name, None)
        for name, value in values.items():
            asked[name] = value
        return f"?{asked.urlencode()}"
