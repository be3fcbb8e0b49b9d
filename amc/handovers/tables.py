"""The list of handovers."""

from typing import Any

from django.utils.html import format_html

from amc.web.tables import Column, DateColumn, NumberColumn, Table
from amc.web.templatetags.amc import chip
from participants.models import Handover, PlannedChange


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


_TONES = {"planned": ("info", ""), "done": ("done", ""), "cancelled": ("neutral", ""), "refused": ("soon", "")}


class PlannedChangeTable(Table):
    """When, whose case, from whom, to whom, why and how it stands."""

    one, many = "byte", "byten"
    empty_text = "Inget byte av konsulent är planerat."

    day = DateColumn("Från och med", linkify=True, orderable=True)
    name = Column("Deltagare", accessor="enrolment__participant__full_name", orderable=False)
    of = Column("Från", accessor="of__full_name", orderable=False)
    to = Column("Till", accessor="to__full_name", orderable=False)
    reason = Column("Varför", orderable=False)
    state = Column("Läge", accessor="pk", orderable=False)

    def render_name(self, record: PlannedChange) -> Any:
        """The name, which leads to the person."""
        person = record.enrolment.participant
        return format_html('<a href="{}">{}</a>', person.get_absolute_url(), person.full_name)

    def value_name(self, record: PlannedChange) -> str:
        """The name alone in a file; of a protected person the case number."""
        return record.enrolment.name_on_paper

    def value_state(self, record: PlannedChange) -> str:
        """The word, with why where it came to nothing."""
        word = record.get_state_display()
        return f"{word}: {record.why}" if record.why else word

    def render_state(self, record: PlannedChange) -> Any:
        """How it stands, as word and shape."""
        mark = chip(record.get_state_display(), *_TONES[record.state])
        return format_html('{} <span class="quiet">{}</span>', mark, record.why) if record.why else mark
