"""The page of how far participants have moved."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from amc.reports.hidden import hidden_moved
from amc.reports.moving import LEAST, moved
from amc.reports.views import SelectedMixin
from amc.staff.models import Municipality


class MovingView(SelectedMixin, TemplateView):
    """From the first measure to the last, in groups large enough to hide each of them."""

    template_name = "reports/moving.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The groups of the selection."""
        selection = self.select()
        municipality = Municipality.objects.first()
        smallest = max(municipality.small_group if municipality else 0, LEAST)
        total, breakdowns = moved(selection, smallest)
        return super().get_context_data(**kwargs) | {
            "selection": selection,
            "form": self.selection_form,
            "selection_active": bool(self.request.GET),
            "smallest": smallest,
            "total": total,
            "breakdowns": breakdowns,
            "hidden": hidden_moved(selection),
            "back_url": f"{reverse('dashboard')}?{selection.query()}",
        }
