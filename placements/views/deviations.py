"""Deviations: the unit's list, one with what is done about it, and the forms that note, mend and close."""

from functools import cached_property
from typing import Any

from django.db import models
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality
from amc.web.list_views import ListPage, PrivateSearchMixin
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements import actions
from placements.forms.deviations import (
    ChangeDeviationForm,
    DeviationFilter,
    DeviationForm,
    MeasureDoneForm,
    MeasureForm,
    MendForm,
    ReopenForm,
)
from placements.models import Deviation, DeviationMeasure
from placements.tables import DeviationTable
from placements.views.changes import OfPlacementMixin, TabFormView
from placements.views.placements import placement_tabs

RELATED = (
    "enrolment__participant",
    "employment__scheme",
    "employment__employer",
    "employment__workplace",
    "internship__kind",
    "internship__workplace__employer",
    "created_by",
    "proposed_by",
    "mended_by",
    "reopened_by",
)

# What the work environment authority and the insurance want to know of.
DANGEROUS = frozenset({Deviation.Kind.ACCIDENT, Deviation.Kind.NEAR_MISS, Deviation.Kind.THREAT})


class DeviationList(PrivateSearchMixin, ListPage):
    """The unit's deviations, the latest first; the open ones unless others are asked for."""

    permission = Permission.READ_CASES
    title = "Avvikelser"
    template_name = "placements/deviation_list.html"
    table_class = DeviationTable
    filterset_class = DeviationFilter
    order = ("-noticed_on",)
    person_path = "enrolment.participant_id"

    def get_queryset(self) -> models.QuerySet:
        """All that the user may see."""
        return Deviation.objects.visible_to(self.user)

    def get_rows(self) -> models.QuerySet:
        """With names, and the measures that wait."""
        waiting = models.Count("measures", filter=models.Q(measures__done_on__isnull=True))
        return self.get_queryset().select_related(*RELATED).annotate(measures_waiting=waiting)

    def search(self, queryset: models.QuerySet, term: str) -> models.QuerySet:
        """By the participant's name, identity number or case number only [SFS 2001:637 15 §]."""
        return queryset.filter(enrolment__participant__in=Participant.objects.matching(term))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the tabs of the lists beside, and the statistics for those who have them."""
        counts = Permission.CASEWORK.granted_to(self.user)
        return super().get_context_data(tabs=placement_tabs("deviation_list", self.user), counts=counts, **kwargs)


class OfDeviationMixin(OpensPersonMixin):
    """A page about one deviation."""

    @cached_property
    def deviation(self) -> Deviation:
        """The deviation of the address."""
        rows = Deviation.objects.visible_to(self.user).select_related(*RELATED)  # type: ignore[attr-defined]
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @property
    def participant(self) -> Participant:
        """Whose placement it is about."""
        return self.deviation.enrolment.participant


class DeviationDetail(OfDeviationMixin, PermittedMixin, TemplateView):
    """What has happened, what is done about it, and how far it has come."""

    permission = Permission.READ_CASES
    template_name = "placements/deviation_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the measures, and for a serious one what the municipality reminds of."""
        deviation, user = self.deviation, self.user
        warns = deviation.is_serious and deviation.kind in DANGEROUS
        municipality = Municipality.objects.first() if warns else None
        return super().get_context_data(
            deviation=deviation,
            placement=deviation.placement,
            measures=deviation.measures.select_related("doer", "done_by"),
            advice=municipality.serious_deviation_advice if municipality else "",
            may_work=Permission.CASEWORK.granted_to(user),
            may_close=Permission.MANAGE.granted_to(user),
            **kwargs,
        )


class DeviationCreate(OfPlacementMixin):
    """Something that is not as it should be."""

    form_class = DeviationForm
    heading = "Anteckna avvikelse"
    verb = "Anteckna avvikelsen"

    def act(self, form: Any) -> Any:
        """Open it."""
        deviation = actions.open_deviation(self.placement, by=self.user, today=today(), **form.values())
        told = " Enhetschefen ser den i sin Min dag." if deviation.is_serious else ""
        self.said(f"Avvikelsen är antecknad.{told}")
        return deviation


class _DeviationFormView(OfDeviationMixin, TabFormView):
    """A form about one deviation, which it leads back to."""

    template_name = "placements/deviation_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what has happened above the form."""
        lead = {"lead": self.deviation.text} if self.in_row else {}
        own = {"deviation": self.deviation, "back_url": self.deviation.get_absolute_url()}
        return super().get_context_data(**own | lead | kwargs)


class DeviationChange(_DeviationFormView):
    """A deviation corrected."""

    form_class = ChangeDeviationForm
    heading = "Ändra avvikelsen"
    verb = "Spara ändringen"

    def get_instance(self) -> Deviation:
        """The deviation."""
        return self.deviation

    def act(self, form: Any) -> Any:
        """Save it."""
        revision = form.cleaned_data["revision"]
        changed = actions.change_deviation(self.deviation, revision=revision, today=today(), **form.values())
        self.said("Ändringen är sparad.")
        return changed


class DeviationMend(_DeviationFormView):
    """What was done about a deviation: the enhetschef closes it, others propose that."""

    form_class = MendForm

    @property
    def _closes(self) -> bool:
        return Permission.MANAGE.granted_to(self.user)

    @property
    def heading(self) -> str:  # type: ignore[override]
        """What the form does."""
        return "Stäng avvikelsen" if self._closes else "Föreslå att avvikelsen stängs"

    @property
    def verb(self) -> str:  # type: ignore[override]
        """What its button says."""
        return "Stäng avvikelsen" if self._closes else "Föreslå stängning"

    def get_initial(self) -> dict[str, Any]:
        """What the consultant has said was done."""
        return {"mended_how": self.deviation.mended_how}

    def act(self, form: Any) -> Any:
        """Mend it."""
        how = form.cleaned_data["mended_how"]
        mended = actions.mend_deviation(self.deviation, how=how, by=self.user, today=today())
        self.undo = {"revision": mended.revision}
        done = "Avvikelsen är stängd." if mended.mended_on else "Avvikelsen är föreslagen för stängning."
        self.said(done)
        return mended

    def take_back(self, before: dict[str, Any]) -> None:
        """It is not mended after all."""
        actions.take_back_closing(self.deviation, before["revision"])


class DeviationReopen(_DeviationFormView):
    """It was not mended after all."""

    permission = Permission.MANAGE
    form_class = ReopenForm
    heading = "Öppna avvikelsen igen"
    verb = "Öppna igen"

    def act(self, form: Any) -> Any:
        """Open it."""
        opened = actions.reopen_deviation(self.deviation, why=form.cleaned_data["why"], by=self.user, today=today())
        self.said("Avvikelsen är öppen igen.")
        return opened


class MeasureCreate(_DeviationFormView):
    """What is to be done about it."""

    form_class = MeasureForm
    heading = "Ny åtgärd"
    verb = "Lägg in åtgärden"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose colleagues may be given it."""
        return super().get_form_kwargs() | {"user": self.user}

    def act(self, form: Any) -> Any:
        """Decide it."""
        measure = actions.add_measure(self.deviation, by=self.user, today=today(), **form.values())
        self.said(f"Åtgärden är inlagd. {measure.doer} har den i Min dag.")
        return self.deviation


class MeasureDone(TabFormView):
    """A measure is done."""

    form_class = MeasureDoneForm
    heading = "Åtgärden är gjord"
    verb = "Markera som gjord"

    @cached_property
    def measure(self) -> DeviationMeasure:
        """The measure of the address."""
        rows = DeviationMeasure.objects.visible_to(self.user).select_related("deviation__enrolment__participant")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Whose placement it is about."""
        return self.measure.deviation.enrolment.participant

    @property
    def row_title(self) -> str:  # type: ignore[override]
        """What is to be done."""
        return self.measure.text

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what was to be done as the heading."""
        own = {"form_heading": self.measure.text, "back_url": self.measure.get_absolute_url()}
        return super().get_context_data(**own | kwargs)

    def act(self, form: Any) -> Any:
        """Note it."""
        outcome = form.cleaned_data["outcome"]
        done = actions.finish_measure(self.measure, by=self.user, today=today(), outcome=outcome)
        self.undo = {"revision": done.revision}
        self.said(f"{done.text}: gjort.")
        return done

    def take_back(self, before: dict[str, Any]) -> None:
        """It is not done after all."""
        actions.reopen_measure(self.measure, before["revision"])
