"""The register of employers."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Concat, JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView
from amc.web.list_views import ListPage, PrivateSearchMixin
from amc.web.search_field import SearchForm
from handlingsplan.models import LocalDate
from participants.names import sort_key
from placements import actions
from placements.concerns import concerns_of, with_concerns
from placements.forms.employers import ContactForm, EmployerFilter, EmployerForm, WorkplaceForm
from placements.history import history_of
from placements.likeness import called
from placements.models import (
    ContactPerson,
    Employer,
    EmployerContact,
    EmployerWarning,
    Employment,
    Internship,
    JointVisit,
    Supervisor,
    SupervisorPlace,
    Workplace,
)
from placements.tables import EmployerTable
from placements.views.shown import PlacementView

# How many of an employer's placements are shown at once, and of its log.
MOST_SHOWN = 50
MOST_NOTES = 20
# How long a visit that was cancelled stands in the log.
CANCELLED_SHOWN = dt.timedelta(days=90)


class NameSearchMixin(PrivateSearchMixin):
    """A list that is searched by name."""

    def search(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        """Any part of the name, whatever its accents and capitals."""
        return queryset.filter(sort_key__contains=sort_key(term))

    def get_search_form(self) -> SearchForm:
        """The field, with a label of its own."""
        form = super().get_search_form()
        form.fields["sok"].label = "Sök på namn"
        return form


class EmployerList(NameSearchMixin, ListPage):
    """Employers by name."""

    permission = Permission.READ_EMPLOYERS
    title = "Arbetsgivare"
    template_name = "placements/employer_list.html"
    table_class = EmployerTable
    filterset_class = EmployerFilter
    order = ("sort_key",)

    def get_queryset(self) -> models.QuerySet:
        """All that the user may see."""
        return Employer.objects.visible_to(self.user).kept()

    def search(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        """Any part of the name; else what is spelt nearly so."""
        return called(queryset, term)

    def get_rows(self) -> models.QuerySet:
        """With whether somebody warns of them."""
        warned = EmployerWarning.objects.in_force_on(today()).filter(employer=models.OuterRef("pk"))
        return self.get_queryset().annotate(warned=models.Exists(warned))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the button for those who may add, and whether the names only resemble what was searched for."""
        resembles = bool(self.term) and not super().search(self.get_queryset(), self.term).exists()
        note = f"Inget namn innehåller ”{self.term}”. Det här liknar det mest." if resembles else ""
        may_add = Permission.EMPLOYERS.granted_to(self.user)
        return super().get_context_data(may_add=may_add, results_note=note, **kwargs)


class EmployerDetail(PermittedMixin, TemplateView):
    """An employer: facts, people, workplaces, supervisors, the log, and the placements that the reader may see."""

    permission = Permission.READ_EMPLOYERS
    template_name = "placements/employer_detail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; a duplicate's address leads on to the employer that it became."""
        kept = self.employer.merged_into
        return redirect(kept) if kept else super().get(request, *args, **kwargs)

    @property
    def every_concern(self) -> bool:
        """Whether the address asks for the whole log of concerns."""
        return self.request.GET.get("oro") == "alla"

    @cached_property
    def employer(self) -> Employer:
        """The employer of the address."""
        rows = Employer.objects.visible_to(self.user).select_related("merged_into")
        warned = EmployerWarning.objects.in_force_on(today()).filter(employer=models.OuterRef("pk"))
        by = Concat("created_by__first_name", models.Value(" "), "created_by__last_name")
        told = JSONObject(uuid="uuid", reason="reason", until="until", on=LocalDate("created_at"), by=by)
        found = with_concerns(rows, self.user, every=self.every_concern)
        found = found.annotate(cautions=ArraySubquery(warned.values(told=told)), joint=ArraySubquery(self._visits()))
        return get_object_or_404(found, uuid=self.kwargs["uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows, in a query each."""
        user, employer = self.user, self.employer
        day = today()
        here = {"period__endswith__gt": day}
        employments = Employment.objects.visible_to(user).filter(employer=employer, **here)
        internships = Internship.objects.visible_to(user).filter(workplace__employer=employer, **here)
        shown = [
            *employments.select_related("enrolment__participant", "scheme")[:MOST_SHOWN],
            *internships.select_related("enrolment__participant", "kind", "workplace")[:MOST_SHOWN],
        ]
        latest = sorted(shown, key=lambda row: row.first_day, reverse=True)[:MOST_SHOWN]
        concerns = concerns_of(employer, user, every=self.every_concern)
        named = [line.participant_id for line in concerns.lines if line.person]
        record_reading(self.request, ReadLog.Kind.LISTED, {row.enrolment.participant_id for row in latest} | {*named})
        contacts = employer.contacts.select_related("workplace").order_by("-is_active", "-decides", "name", "pk")
        return super().get_context_data(
            employer=employer,
            may_change=Permission.EMPLOYERS.granted_to(user),
            opens_words=f"Öppnar {employer.opens_on}" if employer.opens_on and employer.opens_on >= day else "",
            workplaces=employer.workplaces.order_by("name", "pk"),
            contacts=contacts,
            supervisors=self._supervisors(employer, day),
            placements=[PlacementView(row, user, day) for row in latest],
            most_shown=MOST_SHOWN,
            warnings=[_caution(one) for one in employer.cautions],  # type: ignore[attr-defined] # annotated
            agreements=self._agreements(employer, day),
            concerns=concerns,
            history=history_of(employer, user, day),
            **self._log(employer),
            **kwargs,
        )

    def _supervisors(self, employer: Employer, day: dt.date) -> models.QuerySet:
        """Its own, and those of others who serve a workplace of it; each with those workplaces as `here`."""
        places = SupervisorPlace.objects.lasting(day).filter(workplace__employer=employer)
        serves = models.Exists(places.filter(supervisor=models.OuterRef("pk")))
        here = models.Prefetch("places", places.select_related("workplace"), to_attr="here")
        rows = Supervisor.objects.visible_to(self.user).filter(models.Q(employer=employer) | serves)
        related = rows.select_related("employer").prefetch_related("trainings", here)
        return related.order_by("sort_key", "pk")

    def _agreements(self, employer: Employer, day: dt.date) -> list[dict[str, Any]]:
        """The agreements on responsibility that hold, and the latest of those that have ended when none does."""
        rows = list(employer.agreements.select_related("workplace"))
        holding = [row for row in rows if row.holds_on(day)]
        return [{"row": row, "over": not row.holds_on(day)} for row in holding or rows[:1]]

    def _visits(self) -> models.QuerySet:
        """The visits with AF that are planned, or were cancelled of late, as plain values; one that was held is a
        note."""
        late = models.Q(state="cancelled", on_day__gte=today() - CANCELLED_SHOWN)
        rows = JointVisit.objects.visible_to(self.user).filter(models.Q(state="planned") | late)
        by = Concat("by__first_name", models.Value(" "), "by__last_name")
        names = ("uuid", "on_day", "at", "about", "af_name", "af_phone", "state", "outcome")
        told = JSONObject(**{name: name for name in names}, workplace="workplace__name", by=by)
        # By state the planned come last among the words, and first on the page.
        latest = rows.filter(employer=models.OuterRef("pk")).order_by("-state", "on_day", "at", "pk")
        return latest.values(told=told)

    def _log(self, employer: Employer) -> dict[str, Any]:
        """The notes, the latest first, and those whose next step waits; all of them when the address asks. And the
        visits with AF."""
        notes = EmployerContact.objects.visible_to(self.user).filter(employer=employer)
        related = notes.select_related("whom", "created_by", "next_by", "done_by")
        every = self.request.GET.get("logg") == "alla"
        shown = list(related if every else related[: MOST_NOTES + 1])
        visits = [_visit(one) for one in employer.joint]  # type: ignore[attr-defined] # annotated
        more = not every and len(shown) > MOST_NOTES
        return {"notes": shown if every else shown[:MOST_NOTES], "more_notes": more, "visits": visits}


def _caution(told: dict[str, Any]) -> dict[str, Any]:
    """A warning as the page's one query tells of it, with its days as days."""
    days = {name: dt.date.fromisoformat(told[name]) if told[name] else None for name in ("until", "on")}
    return told | days


def _visit(told: dict[str, Any]) -> dict[str, Any]:
    """A visit with AF as the page's one query tells of it, with its day and time as such."""
    return told | {"on_day": dt.date.fromisoformat(told["on_day"]), "at": dt.time.fromisoformat(told["at"])}


class EmployerFormView(ActionFormView):
    """What the forms of the register share."""

    permission = Permission.EMPLOYERS
    template_name = "placements/register_form.html"
    heading = ""
    verb = ""

    @property
    def back_url(self) -> str:
        """Where "Avbryt" leads."""
        raise NotImplementedError

    @property
    def owner(self) -> Employer | None:
        """The employer whose page it is under, where it is under one's."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Heading, verb and the way back."""
        own = {"heading": self.heading, "verb": self.verb, "back_url": self.back_url, "employer": self.owner}
        return super().get_context_data(**own | kwargs)


class OfEmployersFormView(EmployerFormView):
    """A form under an employer's page that asks whose people and places can be chosen, and who writes."""

    @property
    def owner(self) -> Employer:
        """The employer."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        """The employer, and the user."""
        return super().get_form_kwargs() | {"employer": self.owner, "user": self.user}


class EmployerCreate(EmployerFormView):
    """A new employer with its first workplace."""

    form_class = EmployerForm
    heading = "Ny arbetsgivare"
    verb = "Lägg in arbetsgivaren"

    @property
    def back_url(self) -> str:
        """The list."""
        return reverse("employer_list")

    def act(self, form: Any) -> Employer:
        """Register it."""
        employer = actions.register_employer(**form.values())
        messages.success(self.request, f"{employer} är inlagd.")
        return employer


class OfEmployerMixin:
    """A page under an employer's."""

    @cached_property
    def employer(self) -> Employer:
        """The employer of the address."""
        rows = Employer.objects.visible_to(self.request.user).kept()  # type: ignore[attr-defined]
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @property
    def owner(self) -> Employer:
        """The employer of the address."""
        return self.employer

    @property
    def back_url(self) -> str:
        """The employer's page."""
        return self.employer.get_absolute_url()


class EmployerChange(OfEmployerMixin, EmployerFormView):
    """Change an employer."""

    form_class = EmployerForm
    heading = "Ändra arbetsgivaren"
    verb = "Spara ändringarna"

    def get_instance(self) -> Employer:
        """The employer."""
        return self.employer

    def act(self, form: Any) -> Employer:
        """Save."""
        return actions.change_employer(form.instance, revision=form.cleaned_data["revision"], **form.values())


class WorkplaceCreate(OfEmployerMixin, EmployerFormView):
    """A new workplace."""

    form_class = WorkplaceForm
    heading = "Ny arbetsplats"
    verb = "Lägg in arbetsplatsen"

    def act(self, form: Any) -> Workplace:
        """Register it."""
        return actions.register_workplace(self.employer, **form.values())


class ContactCreate(OfEmployerMixin, EmployerFormView):
    """A new contact person."""

    form_class = ContactForm
    heading = "Ny kontaktperson"
    verb = "Lägg in kontaktpersonen"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The employer's workplaces are what can be chosen."""
        return super().get_form_kwargs() | {"employer": self.employer}

    def act(self, form: Any) -> str:
        """Register it."""
        actions.register_contact(self.employer, **form.values())
        return self.back_url


class OfWorkplaceMixin:
    """A page about something under an employer; `model` has the employer."""

    model: type[models.Model]

    @cached_property
    def row(self) -> Any:
        """The row of the address."""
        rows = self.model.objects.visible_to(self.request.user)  # type: ignore[attr-defined]
        return get_object_or_404(rows.select_related("employer"), uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    def get_instance(self) -> Any:
        """The row."""
        return self.row

    @property
    def owner(self) -> Employer:
        """The row's employer."""
        found: Employer = self.row.employer
        return found

    @property
    def back_url(self) -> str:
        """The employer's page."""
        return self.owner.get_absolute_url()


class WorkplaceChange(OfWorkplaceMixin, EmployerFormView):
    """Change a workplace."""

    model = Workplace
    form_class = WorkplaceForm
    heading = "Ändra arbetsplatsen"
    verb = "Spara ändringarna"

    def act(self, form: Any) -> str:
        """Save."""
        actions.change_workplace(form.instance, revision=form.cleaned_data["revision"], **form.values())
        return self.back_url


class ContactChange(OfWorkplaceMixin, EmployerFormView):
    """Change a contact person."""

    model = ContactPerson
    form_class = ContactForm
    heading = "Ändra kontaktpersonen"
    verb = "Spara ändringarna"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The employer's workplaces are what can be chosen."""
        return super().get_form_kwargs() | {"employer": self.row.employer}

    def act(self, form: Any) -> str:
        """Save."""
        actions.change_contact(form.instance, revision=form.cleaned_data["revision"], **form.values())
        return self.back_url
