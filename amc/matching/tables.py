"""The list of openings."""

from typing import Any

from amc.calendar import today
from amc.matching.models import Opening
from amc.matching.rules.proposals import left_words
from amc.web.tables import Column, DateColumn, Table
from amc.web.templatetags.amc import chip


class OpeningTable(Table):
    """What, where, from when, and how many are left."""

    one, many = "plats", "platser"
    empty_text = "Ingen plats passar urvalet. Rensa filtren, eller lägg in en ny."

    title = Column("Vad man gör", linkify=True)
    workplace = Column("Arbetsplats", accessor="workplace")
    kind = Column("Slag", accessor="get_kind_display")
    town = Column("Ort", accessor="workplace__city", default="–")
    starts_on = DateColumn("Från", orderable=True, default="–")
    left = Column("Lediga", accessor="pk")
    state = Column("Läge", accessor="pk")

    def render_workplace(self, record: Opening) -> str:
        """With the employer, as several may have a kitchen."""
        employer = record.workplace.employer
        return str(employer) if employer.name == record.workplace.name else f"{record.workplace}, {employer}"

    value_workplace = render_workplace

    def render_left(self, record: Opening) -> str:
        """How many of how many."""
        return left_words(record.places, record.taken)

    value_left = render_left

    def _state(self, record: Opening) -> tuple[str, str]:
        opens = record.workplace.employer.opens_on
        if record.closed_on:
            return "Stängd", "neutral"
        if record.ends_on and record.ends_on < today():
            return "Har passerat", "neutral"
        if opens and opens >= today():
            return f"Öppnar {opens}", "soon"
        return ("Fullt", "info") if record.left == 0 else ("Ledig", "done")

    def render_state(self, record: Opening) -> Any:
        """How it stands, as word and shape."""
        return chip(*self._state(record))

    def value_state(self, record: Opening) -> str:
        """The word alone."""
        return self._state(record)[0]
