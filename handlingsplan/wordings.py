"""The fixed texts of the plan as the administration has them."""

from handlingsplan.models import PlanWording
from handlingsplan.paper import Language, PaperText, Translated, same_places


def translated(language: Language) -> Translated:
    """The fixed texts in a language: those that are translations of the Swedish words that the document has now, and
    have a place for all that is filled in."""
    now = dict(PaperText.choices)
    rows = [
        row
        for row in PlanWording.objects.filter(language=language)
        if row.swedish == now.get(row.text) and same_places(row.swedish, row.words)
    ]
    return Translated(language, {row.text: (row.words, row.is_approved) for row in rows})
