"""The view of a form that leads to an action: once, with obstacles, stale versions and drafts taken care of."""

from typing import Any

from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView
from django_htmx.http import HttpResponseClientRedirect

from amc.staff.mixins import PermittedMixin
from amc.web.forms import UserFormMixin
from amc.web.once import once


class ActionFormView(PermittedMixin, FormView):
    """A form and its action. Say `permission`, `form_class`, `template_name` and `act`.

    `get_instance` answers the row that a ModelForm edits (from `visible_to`), `get_draft_key` what a draft of
    the form belongs to, e.g. "journal:<uuid>".
    """

    def act(self, form: Any) -> models.Model | str:
        """Carry out the action; answers where it leads (an object with an address, an address or a URL name)."""
        raise NotImplementedError

    def get_instance(self) -> models.Model | None:
        """The row that the form is about."""
        return None

    def get_draft_key(self) -> str | None:
        """What a draft of this form belongs to."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form's arguments, with the row and the draft where the form knows what they are."""
        kwargs = super().get_form_kwargs()
        instance = self.get_instance()
        if instance is not None:
            kwargs["instance"] = instance
        if issubclass(self.get_form_class(), UserFormMixin):
            kwargs["user"] = self.request.user
        key = self.get_draft_key()
        if key is not None:
            kwargs["draft_key"] = key
        return kwargs

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Act once and lead on, or show the form again with what stands in the way."""
        with once(self.request, form) as done:
            if not done.already:
                done.to(self.act(form))
        return lead_on(self.request, done.url) if done.url else self.form_invalid(form)


def lead_on(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect, also where htmx sent the form (the whole page moves, not the fragment)."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(url)
    return redirect(url)
