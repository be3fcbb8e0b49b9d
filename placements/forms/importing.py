"""Uploading a file of employments, saying what its columns mean and what holds for all rows, and importing it."""

import datetime as dt
from typing import Any

from django import forms

from amc.calendar import month_start, today
from amc.staff.access import Permission
from amc.web.display import number
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Actions, Group
from amc.web.widgets import DateInput
from participants.forms.importing import FileColumnsForm, FileForm
from participants.models import ImportFile
from placements.forms.placements import SchemeField
from placements.importing.columns import EMPLOYMENT, MOST_ROWS
from placements.importing.preview import CHANGED
from placements.models import Employer

FOR_ALL = (
    *("scheme", "new_employers", "new_workplaces", "new_supervisors", "asked_from", "requested_until"),
    "exception_reason",
)
NONE_ADDED = [("", "Läggs inte upp: raden blir ett fel")]


def not_later(day: dt.date) -> None:
    """Raise ValidationError for a day to come: what is asked for then is noted when it is."""
    if day > today():
        raise forms.ValidationError(f"Dagen kan vara senast i dag, {today()}.", code="requested_until_later")


class ForAllMixin(forms.Form):
    """What holds for all rows of a file."""

    scheme: Any = SchemeField(
        required=False,
        empty_label="Står i en kolumn i filen",
        label="Anställningsform för alla rader",
    )
    new_employers = forms.ChoiceField(
        choices=[*NONE_ADDED, *((value, f"Läggs upp som {label.lower()}") for value, label in Employer.Kind.choices)],
        required=False,
        label="Arbetsgivare som inte finns i registret",
        help_text="Den som nästan heter som en annan läggs aldrig upp: raden säger vilken det kan vara.",
    )
    new_workplaces = forms.BooleanField(required=False, label="Lägg upp arbetsplatser som saknas hos arbetsgivaren")
    new_supervisors = forms.BooleanField(
        required=False,
        label="Lägg upp handledare som saknas hos arbetsgivaren",
        help_text="De får inget konto och står som outbildade tills du fyller i resten.",
    )
    asked_from = forms.DateField(
        label="Fråga handledarna från och med",
        required=False,
        widget=DateInput(),
        help_text="Månaderna före bekräftas och betalas inte här. Lämna tomt om alla månader ska bekräftas.",
    )
    requested_until = forms.DateField(
        label="Lönestöden är rekvirerade till och med",
        required=False,
        widget=DateInput(),
        validators=[not_later],
        help_text="Månaderna till och med dagen väntar inte på rekvisition. En kolumn i filen går före. Lämna tomt om "
        "alla månader ska antecknas här.",
    )
    exception_reason = forms.CharField(
        label="Skäl för undantag för alla rader som behöver det",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="När plan, kartläggning eller praktik gjordes innan ni började här. För AMI behövs också en kolumn "
        "med planens datum på papper.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_from"].initial = month_start(today())
        if not Permission.MANAGE.granted_to(user):
            del self.fields["exception_reason"]

    def choices_made(self) -> dict[str, Any]:
        """What was chosen, as the file keeps it."""
        values = self.cleaned_data
        scheme = values["scheme"]
        chosen = {name: values[name] for name in FOR_ALL if name in values and name != "scheme"}
        days = {name: values[name].isoformat() if values[name] else "" for name in ("asked_from", "requested_until")}
        return chosen | {"scheme": scheme.code if scheme else ""} | days


class EmploymentFileForm(ForAllMixin, FileForm):
    """A file of employments."""

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"Excel (.xlsx) eller CSV, högst 10 MB och {number(MOST_ROWS)} rader."
        names = [name for name in FOR_ALL if name in self.fields]
        self.helper = form_helper("file", Group("För alla rader", *names), Actions("Granska filen", cancel_url))


class EmploymentColumnsForm(ForAllMixin, FileColumnsForm):
    """The columns of a file of employments."""

    meanings = EMPLOYMENT

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        for name, value in file.choices.items():
            if name in self.fields:
                self.fields[name].initial = value or None
        names = [name for name in FOR_ALL if name in self.fields]
        columns = [f"kolumn-{place}" for place in range(len(file.headings))]
        self.helper = form_helper(Group("För alla rader", *names), Group("Kolumnerna", *columns))


class ImportEmploymentsForm(ActionForm):
    """The button that imports: what is done when a row has an error, and whether the warnings have been read."""

    REST, NOTHING = "rest", "nothing"

    rest = forms.ChoiceField(
        label="När någon rad har fel",
        choices=[(REST, "Importera resten"), (NOTHING, "Importera ingenting förrän alla rader är rätt")],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad som händer med resten när någon rad har fel."},
    )
    acknowledged = forms.BooleanField(label="Jag har läst varningarna och vill ha med även de raderna", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, seen: str, wrong: bool, warned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.now = seen
        self.fields["rest"].required = wrong
        self.asked = [name for name, asked in (("rest", wrong), ("acknowledged", warned)) if asked]
        for name in ("rest", "acknowledged"):
            if name not in self.asked:
                self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Rows that have become something else are read again before anything else is asked."""
        values = super().clean() or self.cleaned_data
        if self.now and values.get("seen") != self.now:
            self.errors.pop("rest", None)
            self.add_error(None, forms.ValidationError(CHANGED.message, code=CHANGED.code))
        return values

    def add_error(self, field: str | None, error: Any) -> None:
        """After "something has changed" the form is about the rows as they are now, with no warning read."""
        if getattr(error, "code", None) == CHANGED.code:
            self.replace_posted(seen=self.now, acknowledged=None)
        super().add_error(field, error)
