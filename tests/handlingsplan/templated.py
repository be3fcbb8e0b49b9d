"""Plan templates for tests."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from handlingsplan.models import PlanTemplate


def template_step(*values: str) -> dict[str, str]:
    """An activity of a template: what, kind, party, when, hours."""
    return dict(zip(("what", "kind", "party", "when", "hours"), values, strict=True))


class PlanTemplateFactory(DjangoModelFactory):
    """A template with one goal and two activities, one of them on a day that its month does not have."""

    class Meta:
        model = PlanTemplate

    name = "Väg till arbete"
    valid_from = dt.date(2026, 1, 1)

    @factory.lazy_attribute
    def content(self) -> dict[str, Any]:
        steps = [
            template_step("CV-kurs", "cv", "deltagare", "+2 veckor", "4.0"),
            template_step("Ringa arbetsgivare", "soka_jobb", "konsulent", "31 februari", ""),
        ]
        goal = {"text": "Jag vill arbeta som …", "sign": "Jag har en anställning.", "activities": steps}
        return {"goals": [goal]}
