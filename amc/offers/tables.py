"""The list of offers."""

from typing import Any

from amc.calendar import today
from amc.offers.models import Offer
from amc.web.tables import Column, DateColumn, Table
from amc.web.templatetags.amc import chip


class OfferTable(Table):
    """What, from where, when it came, and how it stands."""

    one, many = "erbjudande", "erbjudanden"
    empty_text = (
        "Inget erbjudande väntar. Dela länken till formuläret, eller välj ett annat läge för att se de besvarade."
    )

    workplace = Column("Arbetsplats", linkify=True)
    division = Column("Förvaltning", default="–")
    kind = Column("Vad", accessor="get_kind_display")
    places = Column("Antal", default="–")
    received_at = DateColumn("Kom in", orderable=True)
    answered = Column("Svar", accessor="pk")
    state = Column("Läge", accessor="pk")

    def render_answered(self, record: Offer) -> str:
        """Who answered, or the last day to."""
        if record.answered_by is None:
            return f"Senast {record.answer_by}"
        return f"{record.answered_by.full_name} {record.answered_on}"

    value_answered = render_answered

    def _state(self, record: Offer) -> tuple[str, str]:
        if record.state == Offer.State.NEW:
            return ("Väntar på svar", "overdue") if record.answer_by < today() else ("Nytt", "soon")
        if record.state == Offer.State.TAKEN:
            return record.get_became_display(), "done"
        return record.get_state_display(), "neutral"

    def render_state(self, record: Offer) -> Any:
        """How it stands, as word and shape."""
        return chip(*self._state(record))

    def value_state(self, record: Offer) -> str:
        """The word alone."""
        return self._state(record)[0]
