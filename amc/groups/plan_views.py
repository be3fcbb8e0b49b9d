"""From an activity of somebody's plan to a group."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import Truncator

from amc.calendar import today
from amc.groups import actions
from amc.groups.forms import GroupForm
from amc.groups.models import GroupActivity
from amc.web.form_views import ActionFormView
from handlingsplan.forms import colleagues_of
from handlingsplan.views.drafts import DraftForm

LONGEST_NAME = GroupActivity._meta.get_field("name").max_length


class MakeGroup(DraftForm):
    """The form of a new group, filled with what the activity says; then more participants are chosen."""

    form_class = GroupForm
    title = "Gör till gruppaktivitet"
    verb = "Skapa gruppaktiviteten"
    lead = (
        "Deltagaren är med i gruppen, och aktiviteten står kvar i planen som den är. I nästa steg väljer du fler. "
        "Hela enheten ser vad gruppen gör: skriv inget där som gäller en enda person."
    )

    def get_instance(self) -> GroupActivity:
        """None yet."""
        return GroupActivity()

    def get_initial(self) -> dict[str, Any]:
        """What the activity says; what has no first day begins today."""
        row, day = self.activity, today()
        starts_on = row.starts_on or min(day, row.due_on or day)
        return {
            "name": Truncator(row.what).chars(LONGEST_NAME or 0),
            "kind": row.kind_id,
            "starts_on": starts_on,
            "ends_on": row.due_on,
            "hours_per_week": row.hours_per_week,
            "led_by": row.responsible_id,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who may lead it, whoever is responsible for the activity among them."""
        colleagues = colleagues_of(self.user, today(), self.activity.responsible_id)
        return super().get_form_kwargs() | {"colleagues": colleagues}

    def form_valid(self, form: Any) -> HttpResponse:
        """Leave the participant's page: what comes next is the group's."""
        return ActionFormView.form_valid(self, form)

    def act(self, form: Any) -> str:
        """Make it, and choose who else is in it."""
        group = actions.make_group_of(self.activity, by=self.user, today=today(), **form.values())
        messages.success(self.request, "Gruppaktiviteten är skapad, och deltagaren är med. Välj vilka fler som är med.")
        return reverse("group_members", args=[group.uuid])
