"""The list of follow-ups."""

from typing import Any

from django.utils.html import format_html

from amc.web.tables import Column, DateColumn, Table
from amc.web.templatetags.amc import chip, due, iso
from handlingsplan.models import FollowUp


class FollowUpTable(Table):
    """Who, what, by when, and how it stands. The file has the dates in columns of their own."""

    one, many = "uppföljning", "uppföljningar"
    empty_text = "Det finns inga uppföljningar att visa här."

    name = Column(
        "Deltagare",
        accessor="enrolment__participant__full_name",
        orderable=True,
        order_by="enrolment__participant__sort_key",
        linkify=lambda record: record.get_absolute_url(),
    )
    kind = Column("Slag", accessor="get_kind_display")
    due_on = DateColumn("Senast", orderable=True)
    state = Column("Läge", accessor="pk")
    booked = Column("Bokad tid", visible=False)
    held_on = DateColumn("Genomförd", visible=False)
    consultant = Column("Konsulent", accessor="enrolment__consultant")

    def value_name(self, record: FollowUp) -> str:
        """The name alone in a file; of a protected person the case number."""
        return record.enrolment.name_on_paper

    def render_state(self, record: FollowUp) -> Any:
        """How it stands, with shape and word."""
        if record.held_on:
            return format_html("<span>{} {}</span>", chip("Genomförd", "done"), iso(record.held_on))
        if record.cancelled_at:
            return chip("Inställd", "neutral", "x-circle")
        if record.booked:
            return format_html("<span>{} <br>Bokad {}</span>", due(record.due_on), iso(record.booked))
        return due(record.due_on)

    def value_state(self, record: FollowUp) -> str:
        """The same in a word, for the file."""
        if record.held_on:
            return "Genomförd"
        return "Inställd" if record.cancelled_at else "Öppen"
