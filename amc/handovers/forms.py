"""The form of a handover: who takes which case, from when and why."""

from collections.abc import Sequence
from typing import Any

from django import forms

from amc.staff.models import User
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.widgets import DateInput
from participants.models import Enrolment
from participants.rules.handovers import distributed

STAYS = "stannar"
_PREFIX = "till_"


class _Takers(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """ "Bo Bergqvist, 12 pågående"."""
        return f"{obj.full_name}, {obj.open_cases} pågående"


class HandoverForm(ActionForm):
    """Cases of one consultant to one or several others; each case may go somewhere of its own, or stay."""

    among = _Takers(
        queryset=User.objects.none(),
        to_field_name="uuid",
        label="Vem tar över?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="En, som tar alla, eller flera, som delar lika. Den med minst antal ärenden får först.",
    )
    first = forms.DateField(
        label="Från och med",
        widget=DateInput(),
        help_text="En dag som kommer: ett byte av konsulent planeras, och görs den dagen.",
    )
    last = forms.DateField(
        label="Till och med",
        widget=DateInput(),
        required=False,
        help_text="Bara för en ersättare under en tid. Tomt: ärendena byter konsulent.",
    )
    reason = forms.CharField(
        label="Varför",
        max_length=300,
        help_text="Syns i ärendena. Till exempel: semester, föräldraledig, slutar.",
        error_messages={"required": "Skriv varför ärendena lämnas över."},
    )

    def __init__(self, *args: Any, cases: Sequence[Enrolment], takers: Any, of: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        self.fields["among"].queryset = takers  # type: ignore[attr-defined]
        self.takers = {str(user.uuid): user for user in takers}
        choices = [
            ("", "Enligt ovan"),
            (STAYS, f"Stannar hos {of.full_name}"),
            *((key, user.full_name) for key, user in self.takers.items()),
        ]
        for enrolment in cases:
            widget = forms.Select(attrs={"class": "form-select form-select-sm"})
            self.fields[name_of(enrolment)] = forms.ChoiceField(
                label=f"Vem tar över {enrolment.name_on_paper}", choices=choices, required=False, widget=widget
            )
        self.helper = form_helper(Group("Vem och varför", "among", "reason"), Group("När", Pair("first", "last")))

    def clean(self) -> dict[str, Any]:
        """Say so when the list has changed since it was shown."""
        values = super().clean() or self.cleaned_data
        gone = [name for name in self.data if name.startswith(_PREFIX) and name not in self.fields]
        if gone:
            message = (
                "Något av ärendena är avslutat eller har bytt konsulent medan du höll på. Listan visar hur det är nu."
            )
            self.add_error(None, forms.ValidationError(message, code="changed"))
        return values

    def chosen(self) -> dict[Enrolment, User]:
        """Who takes which case: as chosen for the case, else shared among those who were ticked."""
        found, rest = {}, []
        for enrolment in self.cases:
            choice = self.cleaned_data.get(name_of(enrolment), "")
            if choice in self.takers:
                found[enrolment] = self.takers[choice]
            elif choice != STAYS:
                rest.append(enrolment)
        among = {user: user.open_cases for user in self.cleaned_data.get("among", ())}
        for user in found.values():
            if user in among:
                among[user] += 1
        return found | (distributed(rest, among) if among else {})

    def show(self, chosen: dict[Enrolment, User]) -> None:
        """Let the rows say who takes what."""
        self.replace_posted(**{name_of(enrolment): str(user.uuid) for enrolment, user in chosen.items()})

    def field_of(self, enrolment: Enrolment) -> forms.BoundField:
        """The field of one case."""
        return self[name_of(enrolment)]


def name_of(enrolment: Enrolment) -> str:
    """The name of the field of one case."""
    return f"{_PREFIX}{enrolment.uuid.hex}"
