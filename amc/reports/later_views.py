"""The page of how it goes after the closing."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView

from amc.reports.later import after_closing
from amc.reports.views import SelectedMixin


class AfterClosingView(SelectedMixin, TemplateView):
    """What those say who may be asked, some months after; every figure opens the cases behind it."""

    template_name = "reports/later.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The questions of the selection."""
        selection = self.select()
        moments, lines = after_closing(selection)
        return super().get_context_data(**kwargs) | {
            "selection": selection,
            "form": self.selection_form,
            "selection_active": bool(self.request.GET),
            "moments": moments,
            "lines": lines,
            "back_url": f"{reverse('dashboard')}?{selection.query()}",
        }
