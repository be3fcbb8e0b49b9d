"""The list of openings."""

from typing import Any

from django.utils.html import format_html

from amc.calendar import today
from amc.matching.divisions import Line
from amc.matching.models import Opening
from amc.matching.rules.proposals import left_words
from amc.web.display import number
from amc.web.tables import Column, DateColumn, NumberColumn, Table
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
        if not record.workplace_in_use:
            return "Arbetsplatsen används inte", "neutral"
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


def _figure(amount: int, url: str) -> str:
    return format_html('<a href="{}">{}</a>', url, number(amount)) if amount else "0"


class DivisionTable(Table):
    """The municipality's own divisions: their praktikplatser, and who is in praktik there today."""

    one, many = "avdelning", "avdelningar"

    label = Column("Förvaltning eller avdelning", orderable=True, order_by="sort_key", linkify=True)
    employer = Column("Arbetsgivare", orderable=True, order_by="employer_key")
    offered = NumberColumn("Erbjudna", orderable=True)
    taken = NumberColumn("Tagna", orderable=True)
    free = NumberColumn("Lediga", orderable=True)
    interns = NumberColumn("I praktik i dag", orderable=True)

    def render_offered(self, record: Line) -> str:
        """Opens the places."""
        return _figure(record.offered, record.offered_url)

    def render_taken(self, record: Line) -> str:
        """Opens those that somebody has."""
        return _figure(record.taken, record.taken_url)

    def render_free(self, record: Line) -> str:
        """Opens those that somebody can still have."""
        return _figure(record.free, record.free_url)

    def render_interns(self, record: Line) -> str:
        """Opens the praktiker."""
        return _figure(record.interns, record.interns_url)
