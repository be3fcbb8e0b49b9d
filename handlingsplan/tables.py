"""The list of follow-ups."""

from typing import Any

from amc.web.tables import Column, DateColumn, Table
from handlingsplan.models import FollowUp


class FollowUpTable(Table):
    """Who, what, by when, and how it stands."""

    one, many = "uppföljning", "uppföljningar"
    empty_text = "Det finns inga uppföljningar att visa här."

    name = Column(
        "Deltagare", accessor="enrolment__participant__full_name", linkify=lambda record: record.get_absolute_url()
    )
    kind = Column("Slag", accessor="get_kind_display")
    due_on = DateColumn("Senast", orderable=True)
    state = Column("Läge", accessor="pk")
    booked_at = DateColumn("Bokad tid", orderable=True)
    held_on = DateColumn("Genomförd", orderable=True)
    consultant = Column("Konsulent", accessor="enrolment__consultant")

    class Meta:
        order_by_field = "sortera"

    def render_state(self, record: FollowUp) -> Any:
        """How it stands, with shape and word."""
        from amc.web.templatetags.amc import chip, due

        if record.held_on:
            return chip("Genomförd", "done")
        if record.cancelled_at:
            return chip("Inställd", "neutral", "x-circle")
        return due(record.due_on)

    def value_state(self, record: FollowUp) -> str:
        """The same in words, for the file."""
        if record.held_on:
            return "Genomförd"
        return "Inställd" if record.cancelled_at else "Öppen"
