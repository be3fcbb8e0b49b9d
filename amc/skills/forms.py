"""Forms of judged skills and certificates."""

from typing import Any

from django import forms
from django.db.models import Q

from amc.skills.models import Certificate, CertificateKind, JudgedSkill, Skill
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput

FIELD = "niva-"


class JudgeForm(ActionForm):
    """How far somebody has come with each skill of a list; a skill that is left as it stands is not judged anew."""

    judged_on = forms.DateField(label="Dag", widget=DateInput)
    place = forms.CharField(label="Var", max_length=200, help_text="Arbetsplatsen, eller verkstaden hos oss.")
    judge = forms.CharField(label="Vem såg arbetet?", max_length=150, help_text="Namn, och vad personen är.")

    def __init__(self, *args: Any, skills: list[Skill], levels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skills = skills
        for skill in skills:
            self.fields[FIELD + skill.code] = forms.ChoiceField(
                label=skill.name,
                choices=JudgedSkill.Level.choices,
                widget=forms.RadioSelect,
                initial=levels.get(skill.code, JudgedSkill.Level.NONE),
            )
        moments = Group("Momenten", *(FIELD + skill.code for skill in skills), css_class="choices-in-rows")
        self.helper = form_helper(Group("När, var och av vem", "judged_on", Pair("place", "judge")), moments)

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.values()
        levels = {skill.code: given.pop(FIELD + skill.code) for skill in self.skills}
        return given | {"levels": levels}


class CertificateForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """A certificate."""

    class Meta:
        model = Certificate
        fields = ["kind", "name", "issuer", "issued_on", "valid_to", "lapses"]
        widgets = {"issued_on": DateInput(), "valid_to": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        # One that is no longer used stands where it was chosen.
        kind.queryset = CertificateKind.objects.filter(Q(is_active=True) | Q(pk=self.instance.kind_id))
        kind.empty_label = "Välj slag"
        self.fields["name"].help_text = "Till exempel inriktning eller behörighet. Behövs när slaget är Annat."
        self.fields["valid_to"].help_text = "Lämna tomt om beviset gäller tills vidare."
        self.fields["lapses"].label = "Ska inte förnyas"
        self.fields["lapses"].help_text = "Då påminns du inte när det slutar gälla."
        self.helper = form_helper(Pair("kind", "name"), "issuer", Pair("issued_on", "valid_to"), "lapses")
