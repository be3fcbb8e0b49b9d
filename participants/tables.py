"""The list of participants: one row per enrolment, so that a person who has returned stands once per case."""

import datetime as dt
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from amc.calendar import today
from amc.web import display
from amc.web.tables import Column, DateColumn, NumberColumn, Table
from amc.web.templatetags.amc import chip, due
from participants.models import Enrolment
from participants.page import Change, step_of


class ParticipantTable(Table):
    """Who is enrolled: at most seven columns, the rest on the person's page."""

    one, many = "deltagare", "deltagare"

    def __init__(self, *args: Any, by_case: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_case:
            self.one, self.many = "ärende", "ärenden"

    name = Column("Namn", accessor="participant__full_name", orderable=True, order_by="participant__sort_key")
    age = NumberColumn("Ålder", accessor="participant__birth_date")
    case = Column("Ärende", accessor="case_number", orderable=True, order_by="opened_on")
    team = Column("Team", accessor="team__name", default=display.EN_DASH)
    consultant = Column("Konsulent", accessor="consultant__full_name", empty_values=())
    # Somebody who has not been met yet has waited since the enrolment.
    contact = DateColumn(
        "Senaste kontakt", accessor="last_contact_on", orderable=True, order_by="waited", default="Ingen än"
    )
    step = Column("Nästa steg", accessor="pk")

    @staticmethod
    def row_url(record: Any) -> str:
        """The person's page."""
        return str(record.participant.get_absolute_url())

    def render_name(self, record: Enrolment) -> SafeString:
        """The name, which leads to the person."""
        return format_html('<a href="{}">{}</a>', self.row_url(record), record.participant.full_name)

    def value_name(self, record: Enrolment) -> str:
        """The name alone in a file; of a protected person the case number."""
        return record.name_on_paper

    def render_age(self, value: dt.date, record: Enrolment) -> int:
        """Age today."""
        return record.participant.age_on(today())

    def value_age(self, value: dt.date, record: Enrolment) -> int:
        """Age today, as a number."""
        return record.participant.age_on(today())

    def render_case(self, record: Enrolment) -> SafeString:
        """The number, and from when; until when where it is closed."""
        since = f"till {record.closed_on}" if record.closed_on else f"från {record.opened_on}"
        parts = '<span><span class="tnum">{}</span> <small class="quiet">{}</small></span>'
        return format_html(parts, record.case_number, since)

    def value_case(self, record: Enrolment) -> str:
        """The number alone."""
        return record.case_number

    def render_consultant(self, record: Enrolment) -> str:
        """Whose case it is, and to whom it goes where that is planned."""
        if record.consultant is None:
            return chip("Saknas", "overdue") if record.is_open else display.EN_DASH
        if change := Change.of(record):
            parts = '<span>{} <small class="quiet">byter till {} {}</small></span>'
            return format_html(parts, record.consultant.full_name, change.name, change.day)
        return record.consultant.full_name

    def value_consultant(self, record: Enrolment) -> str:
        """Whose case it is, as text."""
        return record.consultant.full_name if record.consultant else ""

    def render_step(self, record: Enrolment) -> SafeString | str:
        """What comes next, and when."""
        step = step_of(record, today())
        if step is None:
            return display.EN_DASH
        return format_html("<span><span>{}</span> {}</span>", step.text, due(step.on))

    def value_step(self, record: Enrolment) -> str:
        """What comes next, and when, as text."""
        step = step_of(record, today())
        return f"{step.text}, {step.on}" if step else ""
