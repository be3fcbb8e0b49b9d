"""Forms of the log of contacts with an employer."""

from typing import Any

from crispy_forms.layout import Div
from django import forms

from amc.calendar import today
from amc.staff.models import Role, User
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.models import Employer, EmployerContact


def doers_of(user: User, *also: int | None) -> Any:
    """Who may be given a next step: those of the user's unit who have Min dag and reach employers, and `also`."""
    active = User.objects.visible_to(user).active_on(today()).with_role(Role.KONSULENT, Role.ENHETSCHEF)
    return (active | User.objects.filter(pk__in=[pk for pk in also if pk])).order_by("sort_key", "pk")


class EmployerContactForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """A contact with an employer, and what follows of it."""

    class Meta:
        model = EmployerContact
        fields = ["kind", "held_on", "whom", "amount", "text", "next_step", "next_on", "next_by"]
        labels = {
            "held_on": "När",
            "whom": "Med vem",
            "amount": "Kronor som äskas",
            "text": "Vad sades?",
            "next_step": "Nästa steg",
            "next_by": "Vem gör det",
        }
        help_texts = {
            "text": "Om arbetsgivaren. Inget om deltagare: det skrivs i journalen.",
            "next_step": "Till exempel: ring om sommarens platser. Det kommer i Min dag tills det är gjort.",
        }
        widgets = {
            "kind": forms.RadioSelect(),
            "held_on": DateInput(),
            "next_on": DateInput(),
            "text": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, employer: Employer, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, whom, doer = (self.fields[name] for name in ("kind", "whom", "next_by"))
        kind.choices = EmployerContact.Kind.choices  # type: ignore[attr-defined]
        known = employer.contacts.filter(is_active=True) | employer.contacts.filter(pk=self.instance.whom_id)
        whom.queryset = known.order_by("-decides", "name", "pk")  # type: ignore[attr-defined]
        whom.empty_label = "Ingen särskild"  # type: ignore[attr-defined]
        doer.queryset = doers_of(user, self.instance.next_by_id)  # type: ignore[attr-defined]
        doer.empty_label = "Ingen vald"  # type: ignore[attr-defined]
        self.fields["amount"].min_value = 1  # type: ignore[attr-defined]
        follows: list[Any] = [Group("Vad händer sedan?", "next_step", Pair("next_on", "next_by"))]
        if self.instance.done_on:
            for name in ("next_step", "next_on", "next_by"):
                del self.fields[name]
            follows = []
        self.helper = form_helper(
            "kind",
            Pair("held_on", "whom"),
            Div("amount", data_shown_by="kind", data_shown_value=EmployerContact.Kind.MONEY.value),
            "text",
            *follows,
        )


class StepDoneForm(ActionForm):
    """That the next step is done, and how it went."""

    outcome = forms.CharField(
        label="Vad hände?",
        max_length=300,
        required=False,
        help_text="Frivilligt. Till exempel: de tar emot två från mars.",
    )
