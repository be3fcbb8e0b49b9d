"""Layout objects for crispy forms, in the shape that the look asks for: groups, pairs, "mer", and the last row."""

from typing import Any

from crispy_forms.layout import Div, Fieldset, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class Group(Fieldset):
    """Fields under a heading: `Group("Anvisningen", "source", "received_on")`."""


class Pair(Div):
    """Short fields that belong together, beside each other where there is room: `Pair("start", "end")`."""

    css_class = "pair"


class More(LayoutObject):
    """The fields that few need, folded: `More("Fler uppgifter", "contact", "note")`; open when one has an error."""

    def __init__(self, summary: str, *fields: Any) -> None:
        self.summary = summary
        self.fields = list(fields)

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Render the fields within <details>."""
        names = [pointer.name for pointer in self.get_field_names()]
        content = self.get_rendered_fields(form, context, template_pack, **kwargs)
        opened = any(form.errors.get(name) or form[name].value() for name in names)
        return render_to_string("components/more.html", {"summary": self.summary, "content": content, "opened": opened})


class Actions(LayoutObject):
    """The end of a form: `Actions("Lägg in anvisningen", cancel_url)`; with `autosave` the state of the draft."""

    fields: list[Any]

    def __init__(self, verb: str, cancel_url: str = "", cancel: str = "Avbryt", autosave: bool = False) -> None:
        self.fields = []
        self.context = {"verb": verb, "cancel_url": cancel_url, "cancel": cancel, "autosave": autosave}

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Render the button with its verb and the way out."""
        return render_to_string("components/form_actions.html", self.context)
