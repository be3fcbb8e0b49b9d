"""The view of a form that leads to an action: once, with obstacles, stale versions and drafts taken care of."""

from typing import Any
from zlib import crc32

from django.db import models, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView
from django_htmx.http import HttpResponseClientRedirect

from amc.obstacles import Refused
from amc.revisions import Stale
from amc.staff.mixins import PermittedMixin
from amc.web.forms import UserFormMixin
from amc.web.in_row import (
    TOO_LATE,
    UNDO,
    asked_in_row,
    in_row,
    read_undo_mark,
    row_changed,
    row_done,
    row_not_undone,
)
from amc.web.once import once


class ActionFormView(PermittedMixin, FormView):
    """A form and its action. Say `permission`, `form_class`, `template_name` and `act`.

    `get_instance` answers the row that a ModelForm edits (from `visible_to`), `get_draft_key` what a draft of
    the form belongs to, e.g. "journal:<uuid>".
    """

    # In a row (amc.web.in_row): its heading, where it differs from the page's; what the action needs to be taken back,
    # set by `act`; and whether the row stands when the form is done, as the work is not.
    row_title = ""
    row_verb = ""
    undo: dict[str, Any] | None = None
    row_stays = False

    @property
    def in_row(self) -> bool:
        """Whether the form stands in a row of another page."""
        return asked_in_row(self.request)

    def take_back(self, before: dict[str, Any]) -> None:
        """Undo what `act` did, given what it put in `undo`. Raises Refused when it can no longer be undone."""
        raise NotImplementedError

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
        if self.in_row:
            # Several forms may be open on the page, each with its own fields.
            kwargs["auto_id"] = f"rad-{crc32(self.request.path.encode())}-%s"
        return kwargs

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Act once and lead on, or show the form again with what stands in the way."""
        with once(self.request, form) as done:
            if not done.already:
                done.to(self.act(form))
        if not done.url:
            return self.form_invalid(form)
        if not self.in_row:
            return lead_on(self.request, done.url)
        return row_changed(self.request) if self.row_stays else row_done(self.request, done.url, self.undo)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form, or take back what it did."""
        return self._undone() if UNDO in request.POST else super().post(request, *args, **kwargs)

    def _undone(self) -> HttpResponse:
        before = read_undo_mark(self.request)
        if before is None:
            return row_not_undone(self.request, TOO_LATE)
        try:
            with transaction.atomic():
                self.take_back(before)
        except (Refused, Stale) as refused:
            message = refused.obstacles[0].message if isinstance(refused, Refused) else CHANGED
            return row_not_undone(self.request, message)
        return row_changed(self.request, "Ångrat. Raden är tillbaka.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """For a row, the view's own words too."""
        return super().get_context_data(**({"row": self} if self.in_row else {}), **kwargs)

    def get_template_names(self) -> list[str]:
        """The page, or the form alone for a row."""
        return ["web/in_row.html"] if self.in_row else super().get_template_names()

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Say of an answer for a row that it is one."""
        response = super().render_to_response(context, **kwargs)
        return in_row(response) if self.in_row else response


CHANGED = "Någon har ändrat det sedan dess, och det kan inte ångras. Öppna sidan och rätta där."


def lead_on(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect, also where htmx sent the form (the whole page moves, not the fragment)."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(url)
    return redirect(url)
