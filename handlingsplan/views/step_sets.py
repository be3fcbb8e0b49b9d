"""Writing sets of questions about steps, for those who administer: no participant is reached from here."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView, lead_on
from amc.web.forms import ActionForm
from handlingsplan.actions import step_sets as actions
from handlingsplan.forms_progress import MeasureForm
from handlingsplan.forms_step_sets import LeadForm, PublishForm, QuestionForm, StepSetChangeForm, StepSetForm
from handlingsplan.models import ProgressMeasure, ProgressQuestion, ProgressSet, ProgressVersion


class StepSets(PermittedMixin, TemplateView):
    """All sets, those out of use last."""

    permission = Permission.ADMINISTER
    template_name = "handlingsplan/step_sets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with its latest published version and whether there is a draft."""
        published = Count("versions", filter=Q(versions__published_at__isnull=False))
        drafts = Count("versions", filter=Q(versions__published_at__isnull=True))
        rows = list(ProgressSet.objects.annotate(published=published, drafts=drafts).order_by("name", "pk"))
        used = [row for row in rows if row.is_active]
        shown = {"used": used, "unused": [row for row in rows if not row.is_active]}
        return super().get_context_data(**(shown | kwargs))


class SetMixin(PermittedMixin):
    """A view about the set in the address."""

    permission = Permission.ADMINISTER
    kwargs: dict[str, Any]

    @cached_property
    def asked(self) -> ProgressSet:
        """The set."""
        return get_object_or_404(ProgressSet.objects.all(), code=self.kwargs["code"])

    @cached_property
    def versions(self) -> list[ProgressVersion]:
        """Its versions, the latest first, with their questions."""
        rows: QuerySet[ProgressVersion] = self.asked.versions.select_related("published_by")
        return list(rows.prefetch_related("questions").order_by("-number"))

    @property
    def draft(self) -> ProgressVersion | None:
        """The version that can be changed, where there is one."""
        return next((row for row in self.versions if row.is_draft), None)

    def draft_or_404(self) -> ProgressVersion:
        """The version that can be changed."""
        if self.draft is None:
            raise Http404
        return self.draft

    @property
    def written(self) -> ProgressVersion:
        """The draft. Nothing opens without one, but what is sent then is refused in words and not lost."""
        if self.request.method == "POST" and self.versions:
            return self.draft or self.versions[0]
        return self.draft_or_404()

    @property
    def set_url(self) -> str:
        """The page of the set."""
        return self.asked.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The set, and the way back to it."""
        own = {"asked": self.asked, "set_url": self.set_url}
        return super().get_context_data(**(own | kwargs))  # type: ignore[misc]


class StepSet(SetMixin, TemplateView):
    """One set: the draft to write on, and what is published."""

    template_name = "handlingsplan/step_set.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The draft, the version that is asked, and those before it."""
        published = [row for row in self.versions if not row.is_draft]
        shown = {
            "draft": self.draft,
            "seen": actions.mark_of(self.draft) if self.draft else "",
            "in_use": published[0] if published else None,
            "earlier": published[1:],
            "once": uuid4(),
        }
        return super().get_context_data(**(shown | kwargs))


class SetForm(SetMixin, ActionFormView):
    """A form about the set; `title` and `verb` are its words."""

    template_name = "handlingsplan/step_form.html"
    title = ""
    lead = ""
    verb = "Spara"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the form."""
        words = {"title": self.title, "lead": self.lead, "verb": self.verb}
        return super().get_context_data(**(words | kwargs))


class CreateSet(ActionFormView):
    """A new set."""

    permission = Permission.ADMINISTER
    form_class = StepSetForm
    template_name = "handlingsplan/step_form.html"
    extra_context = {
        "title": "Nya frågor om steg",
        "lead": "Först namnet och när det frågas. Frågorna skriver du sedan. Inget frågas innan du publicerar.",
        "verb": "Skapa",
        "set_url": reverse_lazy("step_sets"),
    }

    def act(self, form: Any) -> ProgressSet:
        """Make it."""
        return actions.create_set(values=form.set_values())


class ChangeSet(SetForm):
    """Change what is not the questions."""

    form_class = StepSetChangeForm
    title = "Ändra namn, tid och vem som svarar"
    lead = "Gäller från nu, också i ärenden där det redan är besvarat. Frågorna ändras i ett utkast."

    def get_instance(self) -> ProgressSet:
        """The set, apart from the one that the page is about."""
        return get_object_or_404(ProgressSet.objects.all(), pk=self.asked.pk)

    def act(self, form: Any) -> str:
        """Save it."""
        actions.change_set(
            asked=self.asked,
            revision=form.cleaned_data["revision"],
            values=form.set_values(),
            is_active=form.cleaned_data["is_active"],
        )
        messages.success(self.request, "Sparat.")
        return self.set_url


class BeginDraft(SetForm):
    """The button that makes a new version to write on."""

    form_class = ActionForm
    http_method_names = ["post"]

    def act(self, form: Any) -> str:
        """Make it, or lead to the one that there is."""
        draft = actions.begin_draft(asked=self.asked)
        messages.success(self.request, f"Version {draft.number} är ett utkast. Inget ändras innan du publicerar.")
        return self.set_url


class DiscardDraft(SetForm):
    """Asks, and throws the draft away."""

    form_class = ActionForm
    title = "Ta bort utkastet"
    verb = "Ta bort utkastet"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What goes and what stays."""
        only = self.written.is_draft and len(self.versions) == 1
        gone = "Inget har publicerats, så hela frågesättet försvinner." if only else "Publicerade versioner står kvar."
        return super().get_context_data(**({"lead": gone} | kwargs))

    def act(self, form: Any) -> str:
        """Remove it."""
        stands = actions.discard_draft(asked=self.asked)
        messages.success(self.request, "Utkastet är borttaget.")
        return self.set_url if stands else "step_sets"


class Publish(SetForm):
    """Asks, and publishes the draft."""

    form_class = PublishForm
    verb = "Publicera"

    @property
    def title(self) -> str:  # type: ignore[override]
        """Which version."""
        return f"Publicera version {self.written.number}"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What happens."""
        return "Versionen frågas från nu och kan inte ändras efteråt. Det som redan är besvarat behåller sina frågor."

    def get_initial(self) -> dict[str, Any]:
        """How the draft stands on the page."""
        return {"seen": actions.mark_of(self.written)}

    def act(self, form: Any) -> str:
        """Publish it."""
        seen = form.cleaned_data["seen"]
        version = actions.publish(asked=self.asked, seen=seen, by=self.user, now=timezone.now())
        messages.success(self.request, f"Version {version.number} är publicerad.")
        return self.set_url


class EditLead(SetForm):
    """What stands before the questions of the draft."""

    form_class = LeadForm
    title = "Inledning"

    def get_instance(self) -> ProgressVersion:
        """The draft."""
        return self.written

    def act(self, form: Any) -> str:
        """Save it."""
        actions.change_lead(asked=self.asked, revision=form.cleaned_data["revision"], **form.values())
        return self.set_url


class AddQuestion(SetForm):
    """A new question, on the scale of the one before it."""

    form_class = QuestionForm
    title = "Ny fråga"
    verb = "Lägg till frågan"

    def get_initial(self) -> dict[str, Any]:
        """The scale and its words as last."""
        rows = list(self.written.questions.all())
        if not rows:
            return {}
        return {name: getattr(rows[-1], name) for name in ("scale", "lowest_words", "highest_words")}

    def act(self, form: Any) -> str:
        """Add it."""
        row = actions.add_question(asked=self.asked, **form.values())
        return f"{self.set_url}#{row.code}"


class QuestionMixin(SetMixin):
    """A view about a question of the draft."""

    @cached_property
    def question(self) -> ProgressQuestion:
        """The question in the address."""
        return get_object_or_404(
            ProgressQuestion.objects.select_related("version__set"), version=self.written, code=self.kwargs["question"]
        )


class EditQuestion(QuestionMixin, SetForm):
    """A question of the draft."""

    form_class = QuestionForm
    title = "Ändra frågan"

    def get_instance(self) -> ProgressQuestion:
        """The question."""
        return self.question

    def get_initial(self) -> dict[str, Any]:
        """Its scale, which is two columns."""
        return {"scale": self.question.scale}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whether a published version asks it."""
        known = ProgressQuestion.objects.filter(version__set=self.asked, code=self.question.code)
        return super().get_form_kwargs() | {"is_known": known.exclude(pk=self.question.pk).exists()}

    def act(self, form: Any) -> str:
        """Save it."""
        revision = form.cleaned_data["revision"]
        row = actions.change_question(question=self.question, revision=revision, **form.values())
        return f"{self.set_url}#{row.code}"


class RemoveQuestion(QuestionMixin, SetForm):
    """Asks, and takes a question out of the draft."""

    form_class = ActionForm
    title = "Ta bort frågan"
    verb = "Ta bort frågan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which question goes."""
        lead = f"”{self.question.own_wording}” tas bort ur utkastet. Publicerade versioner behåller frågan."
        return super().get_context_data(**({"lead": lead} | kwargs))

    def act(self, form: Any) -> str:
        """Remove it."""
        actions.remove_question(question=self.question)
        messages.success(self.request, "Frågan är borttagen.")
        return self.set_url


class MoveQuestion(QuestionMixin, SetForm):
    """The buttons that move a question a step; nothing to show of its own."""

    form_class = ActionForm
    http_method_names = ["post"]

    def act(self, form: Any) -> str:
        """Move it, up unless `steg` says down."""
        direction = actions.DOWN if self.request.POST.get("steg") == "ner" else actions.UP
        actions.move_question(question=self.question, direction=direction)
        return f"{self.set_url}#{self.question.code}"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the set with what stood in the way."""
        for message in form.non_field_errors():
            messages.error(self.request, message)
        return lead_on(self.request, self.set_url)


class PreviewVersion(SetMixin, TemplateView):
    """A version as it is asked, on the width of a phone. Nothing can be sent."""

    template_name = "handlingsplan/step_preview.html"

    @cached_property
    def voice(self) -> ProgressMeasure.Voice:
        """Whose page is shown."""
        if self.kwargs["voice"] not in ProgressMeasure.Voice.values:
            raise Http404
        return ProgressMeasure.Voice(self.kwargs["voice"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The questions as a form."""
        version = next((row for row in self.versions if row.number == self.kwargs["number"]), None)
        if version is None:
            raise Http404
        own = {"version": version, "voice": self.voice, "form": MeasureForm(version=version, voice=self.voice)}
        own["other"] = next((voice for voice in self.asked.voices if voice != self.voice), None)
        return super().get_context_data(**(kwargs | own))
