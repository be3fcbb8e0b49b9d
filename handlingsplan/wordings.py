"""The fixed texts of the plan as the administration has them."""

from handlingsplan.models import PlanWording
from handlingsplan.paper import Language, PaperText, Translated


def translated(language: Language) -> Translated:
    """The fixed texts in a language: those that are translations of the Swedish words that the document has now."""
    now = dict(PaperText.choices)
    rows = [row for row in PlanWording.objects.filter(language=language) if row.swedish == now.get(row.text)]
    return Translated(language, {row.text: (row.words, row.is_approved) for row in rows})
