"""The form that puts two employers together."""

from typing import Any

from amc.web.forms import ActionForm, form_helper
from amc.web.lookup import LookupField, LookupFormMixin
from placements.forms.parts import WarningBoxes, WarningsFormMixin
from placements.lookups import AnyEmployerLookup


class MergeForm(LookupFormMixin, WarningsFormMixin, ActionForm):
    """Which one is the duplicate; what goes along is said before it does."""

    gone = LookupField(
        AnyEmployerLookup(),
        label="Dubbletten, som försvinner",
        help_text="Skriv en del av namnet. Vad som följer med visas innan något ändras.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("gone", WarningBoxes())
