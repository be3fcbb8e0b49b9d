"""What several forms share: warnings to tick, and a placement that may have changed meanwhile."""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from amc.web.forms import ActionForm
from placements.rules.verdict import ACKNOWLEDGED, REASON, WANTS_REASON

TICK = "Läs det som står i rutan och kryssa i det, om du vill gå vidare ändå."


class WarningsField(forms.MultipleChoiceField):
    """The warnings that were ticked, by code; which ones there are, the rules say when the form is sent."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})

    def __init__(self) -> None:
        super().__init__(required=False, label="Läs det här innan du går vidare")

    def valid_value(self, value: str) -> bool:
        """Any: a code that is no warning acknowledges nothing."""
        return True


class WarningsFormMixin:
    """A form whose action warns: each warning comes back as a box to tick."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[ACKNOWLEDGED] = WarningsField()  # type: ignore[attr-defined]

    def add_error(self, field: str | None, error: Any) -> None:
        """A warning becomes a box; only one that is not ticked is an error."""
        if field != ACKNOWLEDGED or not isinstance(error, ValidationError):
            super().add_error(field, error)  # type: ignore[misc]
            return
        boxes = self.fields[ACKNOWLEDGED]  # type: ignore[attr-defined]
        boxes.choices = [*boxes.choices, (error.code, error.message)]
        ticked = self.data.getlist(self.add_prefix(ACKNOWLEDGED))  # type: ignore[attr-defined]
        if error.code not in ticked and ACKNOWLEDGED not in self.errors:  # type: ignore[attr-defined]
            super().add_error(ACKNOWLEDGED, ValidationError(TICK, code="warning"))  # type: ignore[misc]


class ReasonedWarningsFormMixin(WarningsFormMixin):
    """A form some of whose warnings want to be explained: why is asked below the boxes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[REASON] = forms.CharField(  # type: ignore[attr-defined]
            label="Varför går du vidare ändå?",
            max_length=500,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="Det står med ditt namn i loggen över oro hos arbetsgivaren, för dem som arbetar med ärendet. "
            "Skriv inget om hälsa.",
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """With a warning that wants it, the reason is no longer left to choose."""
        super().add_error(field, error)
        if field == ACKNOWLEDGED and getattr(error, "code", None) in WANTS_REASON:
            self.fields[REASON].required = True  # type: ignore[attr-defined]


class WarningBoxes(LayoutObject):
    """The boxes of WarningsFormMixin, with the reason where one of them wants it; nothing while there are none."""

    fields: list[Any] = []

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Render the boxes."""
        choices = form.fields[ACKNOWLEDGED].choices
        form.rendered_fields.add(ACKNOWLEDGED)
        boxes = (
            render_to_string("placements/warnings.html", {"field": form[ACKNOWLEDGED]}) if choices else SafeString("")
        )
        if REASON not in form.fields:
            return boxes
        if any(code in WANTS_REASON for code, _ in choices):
            return boxes + render_field(REASON, form, context, template_pack=template_pack)
        form.rendered_fields.add(REASON)
        return boxes


class PlacementForm(ActionForm):
    """A form about a placement, or somebody's supervision there, as it was when the page was opened; `seen` is its
    revision then."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, placement: Any, **kwargs: Any) -> None:
        self.placement = placement
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = placement.revision

    def add_error(self, field: str | None, error: Any) -> None:
        """After "somebody has changed it" the form is about the placement as it stands."""
        if getattr(error, "code", None) == "changed_meanwhile":
            self.placement.refresh_from_db()
            self.replace_posted(seen=str(self.placement.revision))
        super().add_error(field, error)
