"""One's phrases, and choosing one while writing."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.phrases.actions import add_phrase, change_phrase, remove_phrase
from amc.phrases.forms import NewPhraseForm, PhraseForm
from amc.phrases.models import Phrase
from amc.phrases.rules import filled_in
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm


class PhraseListView(PermittedMixin, TemplateView):
    """One's own phrases and the unit's."""

    permission = Permission.READ_CASES
    template_name = "phrases/list.html"

    def phrases(self) -> "QuerySet[Phrase]":
        """Those that one has, by name."""
        return Phrase.objects.visible_to(self.user).order_by("name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Own and shared apart."""
        rows = list(self.phrases())
        return super().get_context_data(
            own=[row for row in rows if row.user_id],
            shared=[row for row in rows if row.unit_id],
            manages=Permission.MANAGE.granted_to(self.user),
            **kwargs,
        )


class PhrasePickView(PhraseListView):
    """What static/js/phrases.js shows: each phrase as it is put into the text."""

    template_name = "phrases/pick.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Filled in for who asks, now."""
        values: dict[str, Any] = {
            "now": timezone.localtime(),
            "name": self.user.full_name,
            "phone": self.user.phone,
            "unit": self.user.unit.name if self.user.unit else "",
        }
        rows = [(row, filled_in(row.text, **values)) for row in self.phrases()]
        return super().get_context_data(phrases=rows, **kwargs)


class PhraseCreateView(ActionFormView):
    """A new phrase."""

    permission = Permission.READ_CASES
    form_class = NewPhraseForm
    template_name = "phrases/form.html"
    extra_context = {"title": "Ny fras", "verb": "Spara frasen"}

    def get_instance(self) -> Phrase:
        """Nobody's yet."""
        return Phrase()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Only the enhetschef has a choice."""
        return super().get_form_kwargs() | {"by": self.user}

    def act(self, form: Any) -> str:
        """Keep it."""
        values = form.values()
        shared = bool(values.pop("shared", ""))
        add_phrase(by=self.user, shared=shared, **values)
        messages.success(self.request, "Frasen är sparad. Skriv // i en text för att använda den.")
        return reverse("phrase_list")


class PhraseMixin(PermittedMixin):
    """A page of one phrase that the user may change."""

    permission = Permission.READ_CASES
    kwargs: dict[str, Any]

    @cached_property
    def phrase(self) -> Phrase:
        """The phrase of the address."""
        return get_object_or_404(Phrase.objects.editable_by(self.user), uuid=self.kwargs["uuid"])


class PhraseEditView(PhraseMixin, ActionFormView):
    """Change a phrase."""

    form_class = PhraseForm
    template_name = "phrases/form.html"

    def get_instance(self) -> Phrase:
        """A row of its own for the form to fill."""
        return Phrase.objects.get(pk=self.phrase.pk)

    def act(self, form: Any) -> str:
        """Save it."""
        change_phrase(form.instance, form.cleaned_data["revision"], **form.values())
        messages.success(self.request, "Frasen är sparad.")
        return reverse("phrase_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is changed, and the way to take it away."""
        return super().get_context_data(phrase=self.phrase, title="Ändra fras", verb="Spara frasen", **kwargs)


class PhraseRemoveView(PhraseMixin, ActionFormView):
    """Take a phrase away, when asked."""

    form_class = ActionForm
    template_name = "phrases/remove.html"

    def act(self, form: ActionForm) -> str:
        """Take it away."""
        remove_phrase(self.phrase)
        messages.success(self.request, f"Frasen ”{self.phrase.name}” är borttagen.")
        return reverse("phrase_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which one."""
        return super().get_context_data(phrase=self.phrase, **kwargs)
