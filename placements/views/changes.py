"""Starting, extending and ending placements; change of supervisor."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from amc.calendar import today
from amc.staff.access import Permission
from amc.web.display import period as period_words
from amc.web.form_views import ActionFormView
from participants.models import Participant
from participants.opening import OpensPersonMixin
from participants.page import person_context
from placements import actions
from placements.forms.abort import AbortForm
from placements.forms.employments import ChangeEmploymentForm
from placements.forms.internships import ChangeInternshipForm, StartInternshipForm
from placements.forms.lasting import RequestExtensionForm
from placements.forms.placements import EndForm, ExtendForm, PlaceAsked, StartEmploymentForm
from placements.forms.supervisors import ChangeSupervisorForm
from placements.models import Employment, Internship, Workplace
from placements.rules.verdict import ACKNOWLEDGED
from placements.views.placements import (
    EMPLOYMENT_RELATED,
    INTERNSHIP_RELATED,
    TAB,
    PersonMixin,
)
from placements.views.shown import PlacementView, lost_words


class TabFormView(OpensPersonMixin, ActionFormView):
    """A form within the participant's tab; a subclass says whose, as `participant`."""

    permission = Permission.CASEWORK
    template_name = "placements/form.html"
    heading = ""
    verb = ""

    @property
    def tab_url(self) -> str:
        """The tab."""
        return reverse(TAB, args=[self.participant.uuid])  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The participant's head, with heading and verb of the form."""
        own = {"form_heading": self.heading, "verb": self.verb, "back_url": self.tab_url, "view": None}
        person = self.participant  # type: ignore[attr-defined]
        return {**person_context(self.request, person, TAB), **super().get_context_data(**own | kwargs)}

    def said(self, text: str) -> str:
        """Tell what was done; answers where it leads."""
        messages.success(self.request, text)
        return self.tab_url


class AtPlaceMixin:
    """A form of a new placement; the address may say where, when and how much. It names nobody."""

    def get_initial(self) -> dict[str, Any]:
        """What the address says, of what can be chosen."""
        asked = PlaceAsked(self.request.GET)  # type: ignore[attr-defined]
        asked.is_valid()
        told = {name: value for name, value in asked.cleaned_data.items() if value}
        key = told.pop("arbetsplats", None)
        places = Workplace.objects.visible_to(self.request.user)  # type: ignore[attr-defined]
        place = places.filter(uuid=key, is_active=True).select_related("employer").first() if key else None
        names = {"fran": "first_day", "till": "last_day", "timmar": "hours_per_week"}
        initial: dict[str, Any] = super().get_initial()  # type: ignore[misc]
        return initial | {names[name]: value for name, value in told.items()} | ({"workplace": place} if place else {})


class EmploymentCreate(AtPlaceMixin, PersonMixin, TabFormView):
    """A new employment."""

    form_class = StartEmploymentForm
    heading = "Ny anställning"
    verb = "Lägg in anställningen"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Where the last possible day is asked."""
        return super().get_form_kwargs() | {"limits_url": reverse("employment_limits", args=[self.participant.uuid])}

    def act(self, form: Any) -> str:
        """Start it."""
        values = form.values()
        employment = actions.start_employment(
            enrolment=self.enrolment,
            employer=values["workplace"].employer,
            by=self.user,
            now=timezone.now(),
            today=today(),
            **values,
        )
        return self.said(f"{employment.scheme.name} {employment.first_day} – {employment.last_day} är inlagd.")


class InternshipCreate(AtPlaceMixin, PersonMixin, TabFormView):
    """A new internship."""

    form_class = StartInternshipForm
    heading = "Ny praktik"
    verb = "Lägg in praktiken"

    def act(self, form: Any) -> str:
        """Start it."""
        internship = actions.start_internship(enrolment=self.enrolment, by=self.user, today=today(), **form.values())
        return self.said(f"{internship.kind.name} {internship.first_day} – {internship.last_day} är inlagd.")


class OfPlacementMixin(TabFormView):
    """A form about one placement; `model` says of which kind."""

    model: type[Employment] | type[Internship] = Employment

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know what was there when it began."""
        super().setup(request, *args, **kwargs)
        self.began_at = timezone.now()

    def said(self, text: str) -> str:
        """Also whose signatures of the agreement about an internship the change took."""
        answer = super().said(text)
        lost = "" if self.is_employment else lost_words(self.placement, self.began_at)
        if lost:
            messages.warning(self.request, lost)
        return answer

    @cached_property
    def placement(self) -> Any:
        """The placement of the address."""
        related = EMPLOYMENT_RELATED if self.model is Employment else INTERNSHIP_RELATED
        rows = self.model.objects.visible_to(self.user).select_related(*related)
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Whose placement it is."""
        return self.placement.enrolment.participant

    @property
    def is_employment(self) -> bool:
        """Whether it is an employment."""
        return self.model is Employment

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the placement above the form."""
        return super().get_context_data(view=PlacementView(self.placement, self.user, today()), **kwargs)


class _SeenMixin(OfPlacementMixin):
    """A form that knows which version of the placement was seen."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """The placement as it stands."""
        return super().get_form_kwargs() | {"placement": self.placement}


class PlacementExtend(_SeenMixin):
    """A later last day: at once by those who may decide it, else a request to them."""

    @cached_property
    def asks(self) -> bool:
        """Whether the user has to ask."""
        return self.is_employment and not actions.may_extend(self.placement, self.user)

    def get_form_class(self) -> Any:
        """The form of the one or the other."""
        return RequestExtensionForm if self.asks else ExtendForm

    @property
    def heading(self) -> str:  # type: ignore[override]
        """What it is called."""
        return "Begär förlängning" if self.asks else "Förläng"

    @property
    def verb(self) -> str:  # type: ignore[override]
        """What the button says."""
        return "Skicka begäran" if self.asks else "Förläng"

    def act(self, form: Any) -> str:
        """Extend, or ask."""
        if self.asks:
            asked = actions.request_extension(self.placement, by=self.user, today=today(), **form.values())
            return self.said(f"Enhetschefen har fått din begäran om förlängning till {asked.last_day}.")
        values = form.values() | {"by": self.user, "today": today()}
        if self.is_employment:
            actions.extend_employment(self.placement, now=timezone.now(), **values)
        else:
            actions.extend_internship(self.placement, **values)
        return self.said(f"Sista dagen är nu {values['last_day']}.")


class EmploymentChange(_SeenMixin):
    """What stands of an employment, put right."""

    form_class = ChangeEmploymentForm
    heading = "Ändra anställningen"
    verb = "Spara ändringen"

    def act(self, form: Any) -> Any:
        """Change."""
        values = form.values() | {"by": self.user, "now": timezone.now(), "today": today()}
        actions.change_employment(self.placement, **values)
        self.said("Anställningen är ändrad.")
        return self.placement


class InternshipChange(_SeenMixin):
    """What an internship is about, and its hours."""

    model = Internship
    form_class = ChangeInternshipForm
    heading = "Ändra praktiken"
    verb = "Spara ändringen"

    def act(self, form: Any) -> Any:
        """Change."""
        actions.change_internship(self.placement, by=self.user, today=today(), **form.values())
        self.said("Praktiken är ändrad.")
        return self.placement


class PlacementEnd(_SeenMixin):
    """Why it ends, and when."""

    form_class = EndForm
    heading = "Avsluta eller förkorta"
    verb = "Spara slutet"

    def act(self, form: Any) -> str:
        """End."""
        values = form.values() | {"by": self.user}
        if self.is_employment:
            actions.end_employment(self.placement, now=timezone.now(), **values)
        else:
            actions.end_internship(self.placement, **values)
        return self.said(f"Det är noterat. Sista dagen är {values['last_day']}.")


class PlacementAbort(_SeenMixin):
    """Broken off at once: why, from when, and what happens now."""

    form_class = AbortForm
    heading = "Avbryt nu"
    verb = "Avbryt placeringen"

    def act(self, form: Any) -> str:
        """Break it off."""
        values = form.values() | {"by": self.user, "now": timezone.now(), "today": today()}
        actions.abort_placement(self.placement, **values)
        current = [row for row in self.placement.supervisions.select_related("supervisor") if row.supervisor.user_id]
        told = "Handledaren får en notis." if current else "Handledaren har inget konto: ring."
        return self.said(
            f"Placeringen är avbruten. {told} I Min dag står att ringa arbetsgivaren, och uppföljningen "
            f"{values['next_on']}. Blev det fel: förläng den igen."
        )


class PlacementSupervisor(OfPlacementMixin):
    """Who leads from when."""

    form_class = ChangeSupervisorForm
    heading = "Byt handledare eller låt någon stå in"
    verb = "Spara handledaren"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose people are offered first."""
        return super().get_form_kwargs() | {"at": self.placement.workplace or self.placement.employer}

    def get_initial(self) -> dict[str, Any]:
        """From today, or from the first day."""
        return {"first_day": max(today(), self.placement.first_day)}

    def act(self, form: Any) -> str:
        """Change."""
        values = form.values()
        who, last = values["supervisor"], values.pop("last_day")
        decided = {"by": self.user, "today": today(), "acknowledged": values.pop(ACKNOWLEDGED)}
        if last:
            actions.stand_in(self.placement, last_day=last, **values, **decided)
            return self.said(f"{who} står in {period_words(values['first_day'], last)}.")
        actions.change_supervisor(self.placement, **values, **decided)
        first = values["first_day"]
        return self.said(f"{who} är handledare från {first}." if who else f"Från {first} är ingen vald som handledare.")
