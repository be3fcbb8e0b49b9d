"""Uploading a file of referrals, and saying what its columns mean."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import escape

from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Actions
from participants.importing.columns import REFERRAL
from participants.importing.fields import Fields
from participants.importing.files import MOST_BYTES
from participants.models import ImportFile, Source

EXAMPLES = 3
UNUSED = "-"


class SourceField(forms.ModelChoiceField):
    """The source that all rows have, where no column says it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Source.objects.all(),
            to_field_name="code",
            required=False,
            empty_label="Står i en kolumn i filen",
            label="Remittent för alla rader",
            **kwargs,
        )


class FileForm(ActionForm):
    """A file to be read."""

    file = forms.FileField(
        label="Fil",
        help_text="Excel (.xlsx) eller CSV, högst 10 MB och 20 000 rader. Ingenting läggs in förrän du säger till.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        error_messages={"empty": "Filen är tom. Kontrollera att du valde rätt fil."},
        max_length=255,
    )

    def clean_file(self) -> UploadedFile:
        """Not so large that reading it would fill the memory."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Filen är större än 10 MB. Dela den i flera filer.", code="file_too_large")
        return file


class UploadForm(FileForm):
    """A file of referrals, and whose it is."""

    source = SourceField()

    def __init__(self, *args: Any, cancel_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("file", "source", Actions("Granska filen", cancel_url))


class FileColumnsForm(ActionForm):
    """For each column of a file, which of `meanings` it fills; `also` are other fields, which come first."""

    meanings: Fields
    also: tuple[str, ...] = ()

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file = file
        known = {heading: name for name, heading in file.columns.items()}
        for place, heading in enumerate(file.headings):
            examples = [row[place + 1] for row in file.rows[:20] if row[place + 1]][:EXAMPLES]
            self.fields[f"kolumn-{place}"] = forms.ChoiceField(
                label=heading,
                choices=[(UNUSED, "Används inte"), *((field.name, field.label) for field in self.meanings.every)],
                initial=known.get(heading, UNUSED),
                # Help texts are shown as they are, and these come out of somebody's file.
                help_text=escape("Till exempel: " + " · ".join(text[:30] for text in examples)) if examples else "",
            )
        self.helper = form_helper(*self.also, *(f"kolumn-{place}" for place in range(len(file.headings))))

    def clean(self) -> dict[str, Any]:
        """Each field is filled by one column."""
        values = super().clean() or self.cleaned_data
        columns: dict[str, str] = {}
        for place, heading in enumerate(self.file.headings):
            name = values.get(f"kolumn-{place}")
            if name in (None, UNUSED):
                continue
            if name in columns:
                label = self.meanings.by_name[name].label
                self.add_error(
                    f"kolumn-{place}", f"{label} är redan vald för kolumnen {columns[name]}. Välj en av dem."
                )
            columns.setdefault(name, heading)
        values["columns"] = columns
        return values


class ColumnsForm(FileColumnsForm):
    """The columns of a file of referrals, and whose it is."""

    meanings = REFERRAL
    also = ("source",)
    source = SourceField()

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        super().__init__(*args, file=file, **kwargs)
        self.fields["source"].initial = file.source.code if file.source else None


class ImportForm(ActionForm):
    """The button that imports, and whether possible duplicates come along."""

    include_duplicates = forms.BooleanField(label="Lägg in även möjliga dubbletter", required=False)
