"""Steps: the curves of both voices, which sets follow the case, and the page on which one of them answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.staff.mixins import PermittedMixin
from handlingsplan.actions.measures import answered_today, choose_sets, record_measure
from handlingsplan.forms_progress import MeasureForm
from handlingsplan.forms_step_sets import FollowForm
from handlingsplan.models import ProgressMeasure, ProgressSet, ProgressVersion
from handlingsplan.progress_page import followed, shown_sets
from handlingsplan.views.base import CaseForm, CaseMixin

AS_THE_CONSULTANT_SEES = "Svara så som du ser det i dag. På kurvan står dina svar bredvid deltagarens."
LONGEST_NUMBER = 5


class ProgressPage(CaseMixin, PermittedMixin, TemplateView):
    """How the participant and the consultant see the way so far, one set of questions after the other."""

    template_name = "handlingsplan/progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each set with its curve, its table and the own words."""
        return super().get_context_data(**({"sets": shown_sets(self.user, self.enrolment)} | kwargs))


class ChooseSets(CaseForm):
    """Which sets follow the case."""

    form_class = FollowForm
    title = "Välj frågor"
    lead = "De frågor som är valda följer ärendet. Det som redan är besvarat står kvar, också när du väljer bort det."

    @cached_property
    def rows(self) -> list[ProgressSet]:
        """Those that can be chosen."""
        return list(ProgressSet.objects.visible_to(self.user).asked())

    @cached_property
    def following(self) -> list[str]:
        """The codes of those that follow the case now."""
        answered = ProgressMeasure.objects.visible_to(self.user).filter(enrolment=self.enrolment)
        keys = set(answered.values_list("version__set", flat=True))
        return sorted(row.code for row in followed(self.user, self.enrolment, keys))

    @property
    def cancel_url(self) -> str:
        """Back to the curves."""
        return reverse("progress", args=[self.kwargs["uuid"]])

    def get_form_kwargs(self) -> dict[str, Any]:
        """What can be chosen, and what is."""
        chosen = {"sets": self.following, "seen": " ".join(self.following)}
        return super().get_form_kwargs() | {"rows": self.rows, "initial": chosen}

    def act(self, form: FollowForm) -> str:
        """Keep the choice."""
        chosen, seen = form.cleaned_data["sets"], form.cleaned_data["seen"].split()
        choose_sets(enrolment=self.enrolment, chosen=chosen, seen=seen, by=self.user, now=timezone.now())
        messages.success(self.request, "Valet är sparat.")
        return self.cancel_url


class Measure(CaseForm):
    """A set answered by one voice. The participant's turn fills the screen with nothing but the questions."""

    form_class = MeasureForm

    @cached_property
    def voice(self) -> ProgressMeasure.Voice:
        """Who answers."""
        if self.kwargs["voice"] not in ProgressMeasure.Voice.values:
            raise Http404
        return ProgressMeasure.Voice(self.kwargs["voice"])

    @cached_property
    def version(self) -> ProgressVersion:
        """The version that is asked now; what is sent belongs to the one that it was shown from."""
        rows = ProgressVersion.objects.filter(set__code=self.kwargs["code"], published_at__isnull=False)
        rows = rows.select_related("set").prefetch_related("questions").order_by("-number")
        sent = self.request.POST.get("version", "")
        if sent.isdecimal() and len(sent) < LONGEST_NUMBER:
            return get_object_or_404(rows, number=int(sent))
        found = rows.filter(set__is_active=True).first()
        if found is None or self.voice not in found.set.voices:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The questions; whoever has answered them today is told so before answering all of them again."""
        rows = ProgressMeasure.objects.visible_to(self.user).filter(enrolment=self.enrolment, voice=self.voice)
        found = rows.filter(version__set=self.version.set_id, measured_on=timezone.localdate()).first()
        if found is None:
            return super().get(request, *args, **kwargs)
        messages.info(request, f"{answered_today(found)} Frågorna går att svara på igen i morgon.")
        return redirect(self.cancel_url)

    def get_template_names(self) -> list[str]:
        """The bare page for the participant, the case's own for the consultant."""
        own = self.voice == ProgressMeasure.Voice.PARTICIPANT
        return ["handlingsplan/measure.html" if own else self.template_name]

    @property
    def cancel_url(self) -> str:
        """Back to the curve."""
        return reverse("progress", args=[self.kwargs["uuid"]])

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is asked, of whom."""
        return super().get_form_kwargs() | {"version": self.version, "voice": self.voice}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The set around the questions: its own words are for the participant."""
        asked = self.version.set
        words = {"title": asked.name, "lead": self.version.lead, "verb": "Spara svaren"}
        if self.voice == ProgressMeasure.Voice.CONSULTANT:
            words |= {"title": f"{asked.name}: så ser du det", "lead": AS_THE_CONSULTANT_SEES}
            if not asked.asks_participant:
                words |= {"title": asked.name, "lead": self.version.lead}
        return super().get_context_data(**(words | kwargs))

    def act(self, form: MeasureForm) -> str:
        """Keep the answers."""
        record_measure(
            enrolment=self.enrolment, version=self.version, voice=self.voice, by=self.user, now=timezone.now(),
            **form.values(),
        )  # fmt: skip
        messages.success(self.request, "Svaren är sparade.")
        return self.cancel_url
