"""The page of how far participants have moved."""

from typing import Any

from django import forms
from django.urls import reverse
from django.views.generic import TemplateView

from amc.calendar import today
from amc.reports.hidden import hidden_moved
from amc.reports.moving import LEAST, Moved, moved, sets_answered
from amc.reports.selection import Selection, SelectionForm
from amc.reports.views import SelectedMixin
from amc.staff.models import Municipality, User
from handlingsplan.models import ProgressSet


class MovingForm(SelectionForm):
    """The selection, and which set of questions; without a choice the first of `sets`."""

    fragor = forms.ChoiceField(label="Frågor", required=False)

    def __init__(self, data: Any, *, user: User, sets: list[ProgressSet], **kwargs: Any) -> None:
        super().__init__(data, user=user, **kwargs)
        self.sets = {row.code: row for row in sets}
        asked = self.fields["fragor"]
        assert isinstance(asked, forms.ChoiceField)  # noqa: S101 - for the type checker
        asked.choices = [(row.code, row.name) for row in sets]

    def asked(self) -> ProgressSet | None:
        """The set; None where none has been published."""
        chosen = self.cleaned_data.get("fragor", "") if self.is_valid() else ""
        return self.sets.get(chosen) or next(iter(self.sets.values()), None)


class MovingView(SelectedMixin, TemplateView):
    """From the first measure to the last of one set, in groups large enough to hide each of them."""

    template_name = "reports/moving.html"

    def select(self) -> Selection:
        """The selection asked for, with its set."""
        day = today()
        first = day.replace(month=1, day=1)
        self.moving_form = MovingForm(
            self.request.GET or None,
            user=self.user,
            today=day,
            sets=sets_answered(),
            initial={"fran": first, "till": day},
        )
        return self.moving_form.selection()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The groups of the selection."""
        selection = self.select()
        asked = self.moving_form.asked()
        municipality = Municipality.objects.first()
        smallest = max(municipality.small_group if municipality else 0, LEAST)
        total, breakdowns = moved(selection, asked, smallest) if asked else (Moved("Alla", 0), [])
        return super().get_context_data(**kwargs) | {
            "selection": selection,
            "form": self.moving_form,
            "selection_active": bool(self.request.GET),
            "asked": asked,
            "smallest": smallest,
            "total": total,
            "breakdowns": breakdowns,
            "hidden": hidden_moved(selection, asked) if asked else 0,
            "back_url": f"{reverse('dashboard')}?{selection.query()}",
        }
