"""What moves the last day of an employment: the decision on a request to extend it, and suspensions."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views import View

from amc.calendar import today
from amc.obstacles import Refused
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.display import period as period_words
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements import actions
from placements.forms.lasting import DecideExtensionForm, ReturnForm, SuspensionForm
from placements.models import Employment, ExtensionRequest, Suspension
from placements.pictures import limit_until
from placements.views.changes import OfPlacementMixin, TabFormView
from placements.views.shown import PlacementView

_EMPLOYMENT = ("employment__scheme", "employment__employer", "employment__workplace")
_PERSON = "employment__enrolment__participant"


class _OfEmployment(OpensPersonMixin):
    """A page about a row that hangs on an employment; `model` says of which kind."""

    model: type[ExtensionRequest] | type[Suspension]

    @cached_property
    def row(self) -> Any:
        """The row of the address."""
        rows = self.model.objects.visible_to(self.user)  # type: ignore[attr-defined]
        return get_object_or_404(rows.select_related(*_EMPLOYMENT, _PERSON), uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @property
    def participant(self) -> Participant:
        """Whose employment it is."""
        return self.row.employment.enrolment.participant


class _EmploymentForm(_OfEmployment, TabFormView):
    """A form about such a row; it leads back to the employment."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the employment above the form."""
        view = PlacementView(self.row.employment, self.user, today())
        found = super().get_context_data(**kwargs)
        return found | {"view": view, "back_url": self.row.employment.get_absolute_url()}


class ExtensionDecide(_EmploymentForm):
    """A request, as those who do casework see it; the enhetschef approves or declines it here."""

    model = ExtensionRequest
    form_class = DecideExtensionForm
    template_name = "placements/extension_decide.html"
    heading = "Begäran om förlängning"
    verb = "Spara beslutet"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With who asked, why, and how much of the form's time it makes in all."""
        return super().get_context_data(
            asked=self.row,
            after=limit_until(self.row.employment, self.row.last_day),
            lapsed=self.row.has_lapsed(today()),
            may_decide=Permission.MANAGE.granted_to(self.user),
            **kwargs,
        )

    def act(self, form: Any) -> Any:
        """Decide."""
        done = actions.decide_extension(self.row, by=self.user, now=timezone.now(), today=today(), **form.values())
        approved = done.state == ExtensionRequest.State.APPROVED
        said = f"Förlängningen är beviljad. Sista dagen är nu {done.last_day}." if approved else "Begäran är avslagen."
        self.said(said)
        return done.employment


class SuspensionCreate(OfPlacementMixin):
    """Somebody is away for a time."""

    model = Employment
    form_class = SuspensionForm
    heading = "Nytt uppehåll"
    verb = "Spara uppehållet"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The employment as it stands."""
        return super().get_form_kwargs() | {"placement": self.placement}

    def act(self, form: Any) -> Any:
        """Note it."""
        before = self.placement.last_day
        done = actions.suspend_employment(
            self.placement, by=self.user, now=timezone.now(), today=today(), **form.values()
        )
        self.said(f"Uppehållet {period_words(done.first_day, done.last_day)} är noterat. {_last_day(done, before)}")
        return done.employment


class SuspensionReturn(_EmploymentForm):
    """Somebody is back before it was planned."""

    model = Suspension
    form_class = ReturnForm
    heading = "Tillbaka i förtid"
    verb = "Spara"

    def act(self, form: Any) -> Any:
        """End it early."""
        before = self.row.employment.last_day
        done = actions.end_suspension(self.row, by=self.user, now=timezone.now(), **form.values())
        self.said(f"Uppehållet slutar {done.last_day}. {_last_day(done, before)}")
        return done.employment


def _last_day(suspension: Suspension, before: Any) -> str:
    last = suspension.employment.last_day
    if last != before:
        return f"Anställningens sista dag är nu {last}."
    return f"Anställningens sista dag är {last}, som förut."


class _Withdraw(_OfEmployment, PermittedMixin, View):
    """Takes a row back, and leads to the employment."""

    permission = Permission.CASEWORK
    http_method_names = ["post"]

    def act(self) -> str:
        """Take it back; answers what is said."""
        raise NotImplementedError

    def post(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """Take it back, or say what stands in the way."""
        try:
            messages.success(request, self.act())
        except Refused as refused:
            messages.error(request, " ".join(obstacle.message for obstacle in refused.obstacles))
        return redirect(self.row.employment)


class ExtensionWithdraw(_Withdraw):
    """The request is not wanted any more."""

    model = ExtensionRequest

    def act(self) -> str:
        """Take the request back."""
        actions.withdraw_extension(self.row, by=self.user, today=today())
        return "Begäran är återtagen."


class SuspensionWithdraw(_Withdraw):
    """There was no suspension after all."""

    model = Suspension

    def act(self) -> str:
        """Take the suspension away."""
        done = actions.withdraw_suspension(self.row, by=self.user, now=timezone.now(), today=today())
        return f"Uppehållet är borttaget. Anställningens sista dag är {done.employment.last_day}."
