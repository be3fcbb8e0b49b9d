"""Where supervisors supervise besides at their own employer's."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404

from amc.calendar import swedish_plural, today
from placements import actions
from placements.forms.roving import PlaceDaysForm, PlaceForm
from placements.models import Supervision, Supervisor, SupervisorPlace
from placements.views.employers import EmployerFormView


def places_of(supervisor: Supervisor) -> list[SupervisorPlace]:
    """The workplaces that placements/_supervisor_places.html shows, each with `ended`, whether it is over; those that
    are come last."""
    day = today()
    rows: list[Any] = list(supervisor.places.select_related("workplace__employer"))
    for row in rows:
        row.ended = row.last_day is not None and row.last_day < day
    return sorted(rows, key=lambda row: row.ended)


class PlaceCreate(EmployerFormView):
    """One more workplace of a supervisor."""

    form_class = PlaceForm
    verb = "Lägg in arbetsplatsen"

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Whose."""
        return f"En arbetsplats till för {self.supervisor}"

    @cached_property
    def supervisor(self) -> Supervisor:
        """The supervisor of the address."""
        return get_object_or_404(Supervisor.objects.visible_to(self.user), uuid=self.kwargs["uuid"])

    @property
    def back_url(self) -> str:
        """The supervisor's page."""
        return self.supervisor.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"first_day": today()}

    def act(self, form: Any) -> Supervisor:
        """Enter it."""
        place = actions.register_place(self.supervisor, by=self.user, **form.values())
        messages.success(self.request, f"{self.supervisor} finns nu också på {place.workplace}.")
        return self.supervisor


class PlaceChange(EmployerFormView):
    """Other days at a workplace, or none."""

    form_class = PlaceDaysForm
    verb = "Spara ändringarna"

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Who, where."""
        return f"{self.place.supervisor} på {self.place.workplace}"

    @cached_property
    def place(self) -> SupervisorPlace:
        """The workplace of the address."""
        rows = SupervisorPlace.objects.visible_to(self.user).select_related("supervisor", "workplace__employer")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def back_url(self) -> str:
        """The supervisor's page."""
        return self.place.get_absolute_url()

    def get_instance(self) -> SupervisorPlace:
        """The workplace."""
        return self.place

    def act(self, form: Any) -> str:
        """Save."""
        values, revision = form.values(), form.cleaned_data["revision"]
        url = self.back_url
        if values.pop("never"):
            self._tell_of_the_rest(today())
            actions.drop_place(form.instance, revision=revision)
            messages.success(self.request, f"{self.place.supervisor} finns inte på {self.place.workplace}.")
            return url
        actions.change_place(form.instance, revision=revision, **values)
        messages.success(self.request, "Ändringen är sparad.")
        if values["last_day"]:
            self._tell_of_the_rest(values["last_day"])
        return url

    def _tell_of_the_rest(self, last_day: dt.date) -> None:
        """Whom they lead there after the day, as far as the user may see: that stands until somebody takes over."""
        place = self.place
        if place.supervisor.employer_id == place.workplace.employer_id:
            return
        at = Q(employment__workplace=place.workplace) | Q(internship__workplace=place.workplace)
        rows = Supervision.objects.visible_to(self.user).filter(at, supervisor=place.supervisor)
        if amount := rows.filter(period__endswith__gt=last_day + dt.timedelta(days=1)).count():
            words = swedish_plural(amount, "handledarskap", "handledarskap")
            messages.warning(self.request, f"{words} där fortsätter efter {last_day}. Byt handledare vid behov.")
