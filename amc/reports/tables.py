"""How the lists behind the figures look."""

import datetime as dt

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from amc.web.tables import Column, DateColumn, Table
from participants.models import Enrolment
from placements.models import Employment, NextStep


class EnrolmentTable(Table):
    """Enrolments behind a figure."""

    one, many = "inskrivning", "inskrivningar"
    empty_text = "Det finns ingen i den här listan."

    name = Column("Namn", accessor="participant__full_name", orderable=True, order_by="participant__sort_key")
    case_number = Column("Ärende", orderable=True)
    team = Column("Team", accessor="team__name", default="–")
    consultant = Column("Konsulent", accessor="consultant__full_name", default="–")
    opened_on = DateColumn("Inskriven", orderable=True)
    closed_on = DateColumn("Avslutad", default="–", orderable=True)
    outcome = Column("Orsak", accessor="closure__get_reason_display", default="–")

    def render_name(self, record: Enrolment, value: str) -> SafeString:
        """The name leads to the person."""
        return format_html('<a href="{}">{}</a>', self.row_url(record), value)

    def value_name(self, record: Enrolment) -> str:
        """The name alone in a file; of a protected person the case number."""
        return record.name_on_paper

    @staticmethod
    def row_url(record: Enrolment) -> str:
        """The person's overview."""
        return reverse("participant_detail", args=[record.participant.uuid])


class EmploymentTable(Table):
    """Employments behind a figure."""

    one, many = "anställning", "anställningar"
    empty_text = "Ingen anställning i den här listan."

    name = Column("Namn", accessor="participant__full_name", orderable=True, order_by="participant__sort_key")
    scheme = Column("Form", accessor="scheme__name")
    employer = Column("Arbetsgivare", accessor="employer__name", orderable=True, order_by="employer__sort_key")
    first_day = DateColumn("Första dag", orderable=True, order_by="period")
    last_day = DateColumn("Sista dag", orderable=True, order_by="period__endswith")
    consultant = Column("Konsulent", accessor="enrolment__consultant__full_name", default="–")

    def render_name(self, record: Employment, value: str) -> SafeString:
        """The name leads to the employment."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_name(self, record: Employment) -> str:
        """The name alone in a file; of a protected person the case number."""
        return record.enrolment.name_on_paper


class EndedTable(EmploymentTable):
    """Employments that have ended: what was planned, and what they became."""

    empty_text = "Ingen avslutad anställning i den här listan."

    planned = Column("Planerat", accessor="planned", empty_values=())
    outcome = Column("Blev", accessor="outcome", empty_values=())

    def render_planned(self, value: str) -> str:
        """In words."""
        return str(dict(NextStep.LeadsTo.choices).get(value, "Inget svar"))

    def render_outcome(self, value: str) -> str:
        """In words."""
        return str(dict(NextStep.LeadsTo.choices).get(value, "Inte känt än"))

    value_planned, value_outcome = render_planned, render_outcome


class DueTable(Table):
    """What is overdue of one kind; a row leads to where it is done."""

    one, many = "sak att göra", "saker att göra"
    empty_text = "Inget är försenat."

    name = Column("Vem", accessor="name")
    due_on = DateColumn("Senast")
    late = Column("Försenat", accessor="late", attrs={"td": {"class": "num"}})
    responsible = Column("Ansvarig", accessor="responsible")

    def render_name(self, record: "DueLine", value: str) -> SafeString:
        """Leads to where it is done."""
        return format_html('<a href="{}">{}</a>', record.url, value)

    def value_name(self, value: str) -> str:
        """The name alone in a file."""
        return value


class DueLine:
    """One overdue thing with the names that a person reads."""

    def __init__(self, name: str, due_on: dt.date, late: str, responsible: str, url: str) -> None:
        self.name, self.due_on, self.late, self.responsible, self.url = name, due_on, late, responsible, url

    def get_absolute_url(self) -> str:
        """Where it is done."""
        return self.url
