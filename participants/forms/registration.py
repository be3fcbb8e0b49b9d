"""Accepting a referral: confirming who it is, and choosing whose case it becomes."""

import datetime as dt
from typing import Any

from django import forms

from amc.calendar import swedish_plural
from amc.staff.models import Team, User
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Actions, Group, Pair
from amc.web.widgets import DateInput
from participants.models import Participant

NEW = "ny"


class ConsultantField(forms.ModelChoiceField):
    """A consultant, by name and how many cases they have."""

    def label_from_instance(self, obj: User) -> str:
        """ "Anna Ängström, 34 pågående"."""
        count = obj.open_cases  # type: ignore[attr-defined]
        return f"{obj.full_name}, {swedish_plural(count, 'pågående', 'pågående')}"


class PersonField(forms.ChoiceField):
    """Who it is. Any answer passes: whether it still may be is the action's to say, also when sent twice."""

    widget = forms.RadioSelect

    def __init__(self) -> None:
        super().__init__(
            error_messages={"required": "Kontrollera namn och ålder, och markera vem det är."},
        )

    def valid_value(self, value: str) -> bool:
        """Always."""
        return True


class AcceptForm(ActionForm):
    """Who it is, by name and age; team, consultant and first day are suggested."""

    person = PersonField()
    team = forms.ModelChoiceField(Team.objects.none(), label="Team", to_field_name="uuid", required=False)
    consultant = ConsultantField(User.objects.none(), label="Konsulent", to_field_name="uuid", empty_label=None)
    opened_on = forms.DateField(label="Inskriven från och med", widget=DateInput())

    def __init__(
        self,
        *args: Any,
        asked: str,
        people: list[tuple[str, str]],
        teams: Any,
        consultants: Any,
        today: dt.date,
        cancel_url: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = asked
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["team"].empty_label = "Inget team"  # type: ignore[attr-defined]
        self.fields["consultant"].queryset = consultants  # type: ignore[attr-defined]
        self.fields["opened_on"].initial = today
        self.helper = form_helper(
            Group("Personen", "person"),
            Group("Inskrivningen", Pair("team", "consultant"), "opened_on"),
            Actions("Skriv in", cancel_url),
        )


class AttachForm(ActionForm):
    """Who it is, before a referral goes to the case that is open already."""

    person = PersonField()

    def __init__(self, *args: Any, asked: str, people: list[tuple[str, str]], cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = asked
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.helper = form_helper("person", Actions("Koppla till inskrivningen", cancel_url))


def question(participant: Participant, today: dt.date, *, number: str, detail: str = "") -> str:
    """ "Ja, det är Amina Ahmed, 34 år", with what tells namesakes apart."""
    rest = ", ".join(part for part in (number, detail) if part)
    return f"Ja, det är {participant.full_name}, {participant.age_on(today)} år" + (f" ({rest})" if rest else "")
