"""The form about a supervisor who leaves."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from amc.web.forms import ActionModelForm, form_helper
from amc.web.layout import Group
from amc.web.lookup import LookupField, LookupFormMixin
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.forms.parts import WarningBoxes, WarningsFormMixin
from placements.lookups import SupervisorLookup
from placements.models import Supervision, Supervisor

_EACH = "till_"


class LeaveForm(LookupFormMixin, WarningsFormMixin, StaleFormMixin, ActionModelForm):
    """The last day, who takes over, and who takes over one by one of `supervisions`."""

    supervisor = LookupField(
        SupervisorLookup(),
        label="Tar över alla",
        required=False,
        help_text="Lämna tomt om ingen ny finns än. Då blir det en avvikelse tills någon har tagit över.",
    )
    last_day = forms.DateField(label="Sista dag som handledare", widget=DateInput())

    class Meta:
        model = Supervisor
        fields = ["last_day"]

    def __init__(self, *args: Any, supervisions: Iterable[Supervision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        each = []
        for row in supervisions:
            label = f"{row.enrolment.participant.full_name}, till {row.last_day}"
            field = LookupField(SupervisorLookup(), label=label, required=False)
            field.user = self.user
            placement = row.placement
            field.widget.near_key = str((placement.workplace or placement.employer).uuid)
            each.append(f"{_EACH}{row.uuid}")
            self.fields[each[-1]] = field
        self.fields["supervisor"].widget.near_key = str(self.instance.employer.uuid)
        parts: list[Any] = ["last_day"]
        if each:
            parts.append("supervisor")
            parts.append(Group("Någon annan tar över", *each))
        else:
            del self.fields["supervisor"]
        self.helper = form_helper(*parts, WarningBoxes())

    def successors(self) -> dict[UUID, Supervisor]:
        """Who was chosen for one supervision alone, by its uuid."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name.startswith(_EACH) and value}
        return {UUID(name.removeprefix(_EACH)): value for name, value in chosen.items()}
