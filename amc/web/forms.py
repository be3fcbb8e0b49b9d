"""What every form of ours has: crispy's helper, and one effect however often it is sent."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    FormPart = forms.BaseForm
else:
    # A mixin stands before Form or ModelForm, whose metaclasses it must not choose between.
    FormPart = object

# Fields that carry the mechanics of a form, not its content.
MECHANICS = frozenset({"once", "revision", "revision_seen", "draft_key", "draft_revision", "draft_tab"})


def form_helper(*layout: Any) -> FormHelper:
    """A crispy helper for a form whose <form> element stands in web/form.html, with an optional layout."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.include_media = False
    helper.render_hidden_fields = True
    if layout:
        helper.add_layout(Layout(*layout))
    return helper


class HelperMixin(FormPart):
    """A form with a helper of the house, also where the form sets a layout of its own."""

    _helper: FormHelper | None = None
    data: Any

    @property
    def helper(self) -> FormHelper:
        """Crispy's helper; a form may assign one of its own."""
        if self._helper is None:
            self._helper = form_helper()
        return self._helper

    @helper.setter
    def helper(self, helper: FormHelper) -> None:
        helper.form_tag = False
        helper.disable_csrf = True
        # A layout names the visible fields only; the mechanics must be sent along all the same.
        helper.render_hidden_fields = True
        self._helper = helper

    def values(self) -> dict[str, Any]:
        """The cleaned values without the mechanics: what an action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in MECHANICS}

    def replace_posted(self, **values: Any) -> None:
        """Let other values stand for those that were posted; None is how an unticked box is posted."""
        data = self.data.copy()
        for name, value in values.items():
            key = self.add_prefix(name)
            if value is None:
                data.pop(key, None)
            elif isinstance(value, list):
                data.setlist(key, value)
            else:
                data[key] = value
        self.data = data


class OnceField(forms.UUIDField):
    """The mark of one showing of a form. A form sent without it, by no page of ours, gets a mark of its own."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, initial=uuid.uuid4)

    def clean(self, value: Any) -> uuid.UUID:
        """The mark, or a new one."""
        try:
            return super().clean(value) or uuid.uuid4()
        except ValidationError:
            return uuid.uuid4()

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never: the mark is nobody's input."""
        return False


# What Django says of these, in words that one can act on.
PLAIN_WORDS = {
    "max_length": "Texten är för lång: den har %(show_value)d tecken och får ha högst %(limit_value)d.",
    "min_value": "Skriv %(limit_value)s eller mer.",
    "max_value": "Skriv %(limit_value)s eller mindre.",
}


def missing_words(field: forms.Field, label: str) -> str:
    """What a required `field` says when it is left empty: what to do, with its label."""
    label = label.strip()
    if label.endswith("?"):
        return f"Svara på ”{label}”"
    if isinstance(field, forms.FileField):
        return "Välj en fil."
    if isinstance(field, forms.BooleanField):
        return f"Kryssa i ”{label}”."
    if isinstance(field, forms.DateTimeField):
        return f"Skriv datum och klockslag i ”{label}”."
    if isinstance(field, forms.DateField):
        return f"Skriv ett datum i ”{label}”, till exempel 2026-11-24."
    thing = label.split(" (", 1)[0].rstrip(":")
    # An abbreviation keeps its capitals.
    if len(thing) > 1 and not thing[1].isupper():
        thing = thing[0].lower() + thing[1:]
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField) or hasattr(field, "lookup")
    verb = "Välj" if chosen else "Fyll i"
    return f"{verb} {thing}."


# Nobody who is written about was born before, and nothing is planned after.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


def in_our_time(day: dt.date) -> None:
    """Raise ValidationError for a day, or a moment, in a year that is a slip: reckoning from it leaves the calendar."""
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValidationError("Kontrollera året.", code="no_such_year")


class OnceFormMixin(HelperMixin):
    """A form that has one effect however often its button is pressed (amc.web.once)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"] = OnceField()

    def full_clean(self) -> None:
        """Say of an empty field what to fill in, where the field has no words of its own for it; and take no day of a
        year that is a slip."""
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField | forms.DateTimeField) and in_our_time not in field.validators:
                field.validators.append(in_our_time)
            field.error_messages = {**PLAIN_WORDS, **field.error_messages}
            if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = missing_words(field, str(self[name].label))
        super().full_clean()


class UserFormMixin(FormPart):
    """A form that knows who fills it in: `Form(user=request.user)`. ActionFormView passes the user along."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


class ActionForm(OnceFormMixin, forms.Form):
    """The base of forms that lead to an action; without fields it is a button."""


class ActionModelForm(OnceFormMixin, forms.ModelForm):
    """The base of forms of one row. The action saves it, never the form."""


class RuledMixin:
    """A ModelForm whose rules are the action's: they answer first, at the field; the constraints are the wall."""

    def validate_constraints(self) -> None:
        """Left to the action."""
