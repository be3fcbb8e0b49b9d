"""Views, forms and actions as a feature would write them, on the tables of amc.staff."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from amc.obstacles import Obstacle, refuse_if
from amc.revisions import save_revised
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Role, Unit, User
from amc.web import filters, tables
from amc.web.drafts import DraftFormMixin
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm, ActionModelForm
from amc.web.list_views import ListPage, PrivateSearchMixin
from amc.web.lookup import Lookup, LookupField, LookupFormMixin
from amc.web.stale import StaleFormMixin

FORM_PAGE = '{% include "web/form.html" with form=form submit="Spara" %}'

FRAMED_PAGE = (
    '{% extends "base.html" %}{% block title %}Prov{% endblock %}{% block heading %}Prov{% endblock %}'
    '{% block content %}{% include "web/form.html" with form=form submit="Spara" %}{% endblock %}'
)


class FromString:
    """Renders a template given as text."""

    page = FORM_PAGE

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> TemplateResponse:
        return TemplateResponse(self.request, engines["django"].from_string(self.page), context)


@method_decorator(login_not_required, name="dispatch")
class LogIn(View):
    def get(self, request):
        return HttpResponse("Logga in")


class ShowUnit(PermittedMixin, View):
    permission = Permission.CASEWORK

    def get(self, request, uuid):
        unit = get_object_or_404(Unit.objects.filter(pk=request.user.unit_id), uuid=uuid)
        return HttpResponse(unit.name)


class ForTheUnitManager(PermittedMixin, View):
    permission = Permission.MANAGE

    def get(self, request):
        return HttpResponse("Bara för chefen")


class Breaks(View):
    def post(self, request):
        raise RuntimeError("a fault of ours")


class UnitForm(ActionForm):
    name = forms.CharField(label="Namn", max_length=100)
    notes = forms.CharField(label="Anteckningar", widget=forms.Textarea, required=False)
    reference = forms.CharField(widget=forms.HiddenInput, required=False)


def create_unit(name: str) -> Unit:
    refuse_if([Obstacle("name", "Namnet är upptaget. Välj ett annat.", "taken")] if name == "Upptagen" else [])
    return Unit.objects.create(name=name)


class NewUnit(FromString, ActionFormView):
    permission = Permission.CASEWORK
    form_class = UnitForm

    def act(self, form):
        unit = create_unit(form.cleaned_data["name"])
        return reverse("unit", args=[unit.uuid])


class UserForm(StaleFormMixin, ActionModelForm):
    title = forms.CharField(label="Titel", widget=forms.Textarea, required=False)
    roles = forms.MultipleChoiceField(label="Roller", choices=Role.choices, required=False)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "title", "roles", "is_active", "expires_on", "unit"]


def update_user(user: User, revision: int, **values: Any) -> User:
    for name, value in values.items():
        setattr(user, name, value)
    save_revised(user, revision, values)
    return user


class EditUser(FromString, ActionFormView):
    permission = Permission.CASEWORK
    page = FRAMED_PAGE
    form_class = UserForm

    def get_instance(self):
        return get_object_or_404(User.objects.visible_to(self.request.user), uuid=self.kwargs["uuid"])

    def act(self, form):
        update_user(form.instance, form.cleaned_data["revision"], **form.values())
        return "new_unit"


class NoteForm(DraftFormMixin, ActionForm):
    name = forms.CharField(label="Namn", max_length=100)
    text = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    day = forms.DateField(label="Dag", required=False)
    kinds = forms.MultipleChoiceField(label="Slag", choices=[("a", "A"), ("b", "B")], required=False)
    urgent = forms.BooleanField(label="Brådskar", required=False)


class NewNote(FromString, ActionFormView):
    permission = Permission.CASEWORK
    page = FRAMED_PAGE
    form_class = NoteForm

    def get_draft_key(self):
        return "note:new"

    def act(self, form):
        return reverse("unit", args=[create_unit(form.cleaned_data["name"]).uuid])


class DraftedUserForm(DraftFormMixin, UserForm):
    pass


class EditUserWithDraft(EditUser):
    form_class = DraftedUserForm

    def get_draft_key(self):
        return f"user:{self.kwargs['uuid']}"


class UserTable(tables.Table):
    one, many = "person", "personer"
    name = tables.Column("Namn", accessor="full_name", orderable=True, order_by="sort_key", linkify=True)
    title = tables.Column("Titel")
    unit = tables.Column("Enhet", accessor="unit__name")
    expires_on = tables.DateColumn("Gäller till", orderable=True)
    revision = tables.NumberColumn("Version")
    is_active = tables.Column("Aktiv")


class UserFilter(filters.FilterSet):
    class Meta:
        model = User
        fields = ["is_active"]


class UserList(PrivateSearchMixin, ListPage):
    permission = Permission.CASEWORK
    title = "Personer"
    table_class = UserTable
    filterset_class = UserFilter
    order = ("sort_key",)
    counted = 60
    most_exported = 100

    def get_queryset(self):
        return User.objects.visible_to(self.request.user)

    def get_rows(self):
        return self.get_queryset().select_related("unit")

    def search(self, queryset, term):
        return queryset.filter(last_name__istartswith=term)


class PersonLookup(Lookup):
    permission = Permission.CASEWORK
    url_name = "person_lookup"

    def rows(self, user):
        return User.objects.visible_to(user).order_by("sort_key", "pk")

    def search(self, rows, term):
        return rows.filter(last_name__istartswith=term)

    def label(self, row):
        return row.last_name

    def detail(self, row):
        return row.first_name


class ChooseForm(LookupFormMixin, ActionForm):
    person = LookupField(PersonLookup(), label="Person")
    other = LookupField(PersonLookup(), label="Annan person", required=False)


class Choose(FromString, ActionFormView):
    permission = Permission.CASEWORK
    page = FRAMED_PAGE
    form_class = ChooseForm

    def act(self, form):
        return f"/valt/{form.cleaned_data['person'].pk}/{form.cleaned_data['other'] and form.cleaned_data['other'].pk}/"
