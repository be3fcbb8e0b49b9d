"""The list of handovers."""

from typing import Any

from amc.web.tables import Column, DateColumn, NumberColumn, Table
from amc.web.templatetags.amc import chip
from participants.models import Handover


class HandoverTable(Table):
    """When, from whom, to whom, how many, why."""

    one, many = "överlämning", "överlämningar"
    empty_text = "Ingen har lämnat över ärenden än."

    first_day = DateColumn("Från och med", linkify=True)
    of = Column("Från", accessor="of__full_name", orderable=False)
    to = Column("Till", accessor="pk", orderable=False)
    amount = NumberColumn("Ärenden", accessor="amount", orderable=False)
    reason = Column("Varför", orderable=False)
    state = Column("Läge", accessor="pk", orderable=False)

    def value_to(self, record: Handover) -> str:
        """Everybody who took cases over."""
        return ", ".join(letter.to.full_name for letter in record.letters.all())

    def render_to(self, record: Handover) -> str:
        """The same on the page."""
        return self.value_to(record)

    def value_state(self, record: Any) -> str:
        """The word alone."""
        if record.undone_at:
            return "Delvis ångrad" if record.kept else "Ångrad"
        return "Byte av konsulent" if record.for_good else f"Ersättare till {record.last_day}"

    def render_state(self, record: Any) -> Any:
        """How it stands, as word and shape."""
        return chip(self.value_state(record), "neutral" if record.undone_at else "info", "")
