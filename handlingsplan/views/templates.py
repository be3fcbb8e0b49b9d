"""Plan templates: the list, writing one, and using one in a draft."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import swedish_plural
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView
from handlingsplan.actions.templates import save_template, use_template
from handlingsplan.forms_templates import PlanTemplateForm, UseTemplateForm
from handlingsplan.models import PlanTemplate
from handlingsplan.views.base import CaseMixin
from handlingsplan.views.drafts import DraftForm


class PlanTemplates(PermittedMixin, TemplateView):
    """The templates of the unit and of the municipality, those out of use last."""

    permission = Permission.CASEWORK
    template_name = "handlingsplan/templates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The latest version of each."""
        today = timezone.localdate()
        rows = list(PlanTemplate.objects.visible_to(self.user).newest().select_related("unit"))
        used = [row for row in rows if row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)]
        shown = {"used": used, "unused": [row for row in rows if row not in used]}
        return super().get_context_data(**(shown | kwargs))


class WriteTemplate(ActionFormView):
    """A new template, or a change of one, which becomes its next version."""

    permission = Permission.CASEWORK
    form_class = PlanTemplateForm
    template_name = "handlingsplan/template.html"

    @cached_property
    def base(self) -> PlanTemplate | None:
        """The template in the address."""
        if "template" not in self.kwargs:
            return None
        rows = PlanTemplate.objects.visible_to(self.user).select_related("unit", "written_by")
        return get_object_or_404(rows, uuid=self.kwargs["template"])

    def get_instance(self) -> PlanTemplate:
        """The unit's newest version of it; none yet for a new one, or where the municipality's becomes the unit's."""
        if self.base is None or self.base.unit_id is None:
            return PlanTemplate()
        return PlanTemplate.objects.visible_to(self.user).get(family=self.base.family, is_latest=True)

    def get_initial(self) -> dict[str, Any]:
        """What the template says, from today where it is new."""
        return PlanTemplateForm.initial_of(self.base) if self.base else {"valid_from": timezone.localdate()}

    def get_draft_key(self) -> str:
        """One draft per template."""
        return f"plan_template:{self.base.uuid if self.base else 'ny'}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The template and its other versions."""
        family = PlanTemplate.objects.visible_to(self.user).filter(family=self.base.family) if self.base else ()
        versions = family and list(family.select_related("written_by").order_by("-number"))
        return super().get_context_data(**({"base": self.base, "versions": versions} | kwargs))

    def act(self, form: Any) -> str:
        """Save it."""
        revision = form.cleaned_data.get("revision")
        save_template(
            base=self.base, revision=revision, unit=self.user.unit, by=self.user, goals=form.goals(), **form.head()
        )
        messages.success(self.request, "Mallen är sparad.")
        return "plan_templates"


class ChooseTemplate(CaseMixin, PermittedMixin, TemplateView):
    """Which template to use in the draft."""

    permission = Permission.CASEWORK
    template_name = "handlingsplan/choose_template.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those that are in use today."""
        self.draft_or_404()
        templates = PlanTemplate.objects.visible_to(self.user).in_use_on(timezone.localdate()).select_related("unit")
        return super().get_context_data(**({"templates": templates} | kwargs))


class UseTemplate(DraftForm):
    """What the template proposes, with real days. Nothing is written before "Lägg till"."""

    form_class = UseTemplateForm
    verb = "Lägg till i utkastet"

    @cached_property
    def template(self) -> PlanTemplate:
        """The template in the address."""
        rows = PlanTemplate.objects.visible_to(self.user).in_use_on(timezone.localdate())
        return get_object_or_404(rows, uuid=self.kwargs["template"])

    @property
    def title(self) -> str:  # type: ignore[override]
        """The template's name."""
        return f"Använd mallen {self.template.name}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The template, and what the draft says already."""
        said = [*self.draft.goals.values_list("text", flat=True), *self.draft.activities.values_list("what", flat=True)]
        own = {"template": self.template, "today": timezone.localdate(), "standing": frozenset(said)}
        return super().get_form_kwargs() | own

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With a warning where the template has been used before."""
        context = super().get_context_data(**kwargs)
        lead = "Markera det som passar, ändra dagarna och fyll på målen. Inget sparas förrän du lägger till."
        if repeats := context["form"].repeats:
            rows = swedish_plural(repeats, "aktivitet", "aktiviteter")
            lead = f"Mallen verkar redan vara använd: {rows} står i utkastet och är inte markerade. {lead}"
        return context | {"lead": lead}

    def act(self, form: Any) -> str:
        """Write what was chosen."""
        edited = use_template(version=self.draft, chosen=form.chosen(self.enrolment.consultant or self.user))
        self.tell(edited, "Det du valde ur mallen står i utkastet.")
        return self.at(edited.row)
