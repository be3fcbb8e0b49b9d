"""What a file of persons is for: asked before it is given, and noted in the read log [SFS 2001:454 10 §]."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amc.staff.fresh import confirm_first
from amc.staff.sign_in import is_fresh
from amc.web.filters import ListQuery
from amc.web.forms import PLAIN_WORDS, HelperMixin, missing_words


class Purpose(models.TextChoices):
    """Why a list of persons leaves the system as a file."""

    FOLLOW_UP = "uppfoljning", "Uppföljning i enheten"
    BOARD = "namnd", "Underlag till nämnden eller ledningen"
    PAY = "ersattning", "Löner, ersättning eller återsökning"
    PLANNING = "planering", "Planering av aktiviteter och platser"
    AUDIT = "tillsyn", "Tillsyn, revision eller begäran om handling"
    OTHER = "annat", "Annat"


class PurposeForm(HelperMixin, forms.Form):
    """What the file is for; whoever answers "Annat" says it in words."""

    purpose = forms.ChoiceField(label="Vad ska filen användas till?", choices=Purpose, widget=forms.RadioSelect)
    words = forms.CharField(
        label="Med egna ord",
        max_length=150,
        required=False,
        help_text="Behövs bara vid ”Annat”. Skriv inga namn eller personnummer: texten står i läsloggen.",
        error_messages={"max_length": PLAIN_WORDS["max_length"]},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purpose = self.fields["purpose"]
        purpose.error_messages["required"] = missing_words(purpose, str(purpose.label))

    def clean(self) -> dict[str, Any]:
        """Words with "Annat"."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("purpose") == Purpose.OTHER and not values.get("words") and "words" not in self.errors:
            self.add_error("words", "Skriv vad filen ska användas till.")
        return values

    @property
    def told(self) -> str:
        """The purpose as the read log keeps it; needs a valid form."""
        label, words = Purpose(self.cleaned_data["purpose"]).label, self.cleaned_data["words"]
        return f"{label}: {words}" if words else str(label)


def for_a_purpose(
    request: HttpRequest,
    give: Callable[[str], HttpResponse],
    *,
    title: str,
    amount: str,
    selection: str,
    back_url: str = "",
) -> HttpResponse:
    """What `give(purpose)` answers, to a post that says what the file is for; to all else the page that asks. Whoever
    has not just shown who they are does that first.

    `amount` and `selection` say in words what the file will hold. The way back leads to the page of the address where
    `back_url` says nothing else.
    """
    if not is_fresh(request.session):
        return confirm_first(request)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return give(form.told)
    context = {
        "form": form,
        "title": title,
        "amount": amount,
        "selection": selection,
        "back_url": back_url or request.path + ListQuery(request.GET).address(without=("export",)),
    }
    return render(request, "web/export.html", context)
