"""The columns of this app's lists."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from amc.calendar import month_end, swedish_plural, today
from amc.web.display import month as month_words
from amc.web.display import number
from amc.web.tables import Column, DateColumn, NumberColumn, Table
from placements.facts import as_period, period_of
from placements.las import Standing, answered, counting, standing
from placements.rules.wage_support import months_to_ask, requisition_due


def _local(moment: dt.datetime) -> str:
    """The municipality's day of a moment."""
    return f"{timezone.localtime(moment):%Y-%m-%d}"


class EmployerTable(Table):
    """Employers."""

    one, many = "arbetsgivare", "arbetsgivare"
    empty_text = "Ingen arbetsgivare passar urvalet. Rensa filtren, eller lägg in en ny."
    name = Column("Namn", orderable=True, order_by="sort_key", linkify=True)
    kind = Column("Slag", accessor="get_kind_display")
    org_number = Column("Org.nummer")
    phone = Column("Telefon")
    state = Column("Läge", accessor="pk")

    def render_org_number(self, value: str) -> str:
        """With its hyphen."""
        return f"{value[:6]}-{value[6:]}"

    def render_state(self, record: Any) -> str:
        """What to know of it: a warning, that it has not opened, that it is not used."""
        opens = record.opens_on if record.opens_on and record.opens_on >= today() else None
        words = ("Varning" if record.warned else "", f"Öppnar {opens}" if opens else "")
        return ", ".join(filter(None, (*words, "" if record.is_active else "Används inte"))) or "–"

    value_state = render_state


class SupervisorTable(Table):
    """Supervisors."""

    one, many = "handledare", "handledare"
    empty_text = "Ingen handledare passar urvalet. Rensa filtren, eller lägg in en ny."
    name = Column("Namn", accessor="full_name", orderable=True, order_by="sort_key", linkify=True)
    employer = Column("Arbetsgivare", accessor="employer__name")
    training = Column("Utbildning", accessor="current_training__get_kind_display", default="Ingen än")
    trained_on = DateColumn("Utbildad", accessor="current_training__held_on")
    trained_until = DateColumn("Gäller till", accessor="current_training__valid_until")
    capacity = NumberColumn("Högst")
    phone = Column("Telefon")
    account = Column("Konto", accessor="user_id", empty_values=())

    def render_account(self, value: Any) -> str:
        """Whether months can be confirmed in the system."""
        return "Ja" if value else "Nej"

    value_account = render_account


class _PlacementTable(Table):
    """What internships and employments have in common. The person is no link: the row leads to the placement."""

    person = Column("Deltagare", accessor="enrolment__participant__full_name")
    where = Column("Arbetsplats", accessor="pk")
    first_day = DateColumn("Från", accessor="first_day")
    last_day = DateColumn("Till", accessor="last_day", orderable=True, order_by="period__endswith")
    supervisor = Column("Handledare", accessor="pk")

    def render_where(self, record: Any) -> str:
        """Workplace and employer, once where they are called the same."""
        workplace, employer = record.workplace, self.employer_of(record)
        if workplace is None or workplace.name == employer.name:
            return str(employer)
        return f"{workplace}, {employer}"

    value_where = render_where

    def render_person(self, record: Any, value: str) -> str:
        """The name, leading to the placement."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_person(self, record: Any) -> str:
        """The name alone in a file; of a protected person the case number."""
        return str(record.enrolment.name_on_paper)

    def value_supervisor(self, record: Any) -> str:
        """The one who supervises today, and who stands in."""
        names = [supervision.supervisor.full_name for supervision in record.current_supervision]
        return ", ".join(names)

    def render_supervisor(self, record: Any) -> str:
        """The one who supervises today, or that nobody does where somebody ought to."""
        return self.value_supervisor(record) or ("Saknas" if self.needs_supervisor(record) else "–")

    def employer_of(self, record: Any) -> Any:
        """The employer of a placement."""
        raise NotImplementedError

    def needs_supervisor(self, record: Any) -> bool:
        """Whether somebody ought to supervise."""
        return record.runs_on(today())


class EmploymentTable(_PlacementTable):
    """Employments."""

    one, many = "anställning", "anställningar"
    empty_text = "Ingen anställning passar urvalet. Rensa filtren för att se alla som pågår."
    form = Column("Form", accessor="scheme__name")
    extent = NumberColumn("Omfattning")

    class Meta:
        sequence = ("person", "form", "where", "first_day", "last_day", "extent", "supervisor")

    def render_extent(self, value: int) -> str:
        """In per cent."""
        return f"{value} %"

    def employer_of(self, record: Any) -> Any:
        """The employer of record."""
        return record.employer

    def needs_supervisor(self, record: Any) -> bool:
        """As the form of employment says."""
        return record.runs_on(today()) and record.scheme.requires_supervisor


class InternshipTable(_PlacementTable):
    """Internships."""

    one, many = "praktik", "praktiker"
    empty_text = "Ingen praktik passar urvalet. Rensa filtren för att se alla som pågår."
    kind = Column("Slag", accessor="kind__name")
    hours = NumberColumn("Timmar i veckan", accessor="hours_per_week")

    class Meta:
        sequence = ("person", "kind", "where", "first_day", "last_day", "hours", "supervisor")

    def employer_of(self, record: Any) -> Any:
        """The employer of the workplace."""
        return record.workplace.employer


class LasTable(Table):
    """Running employments that count as särskild visstid."""

    one, many = "anställning", "anställningar"
    empty_text = "Ingen når så många månader före sista dagen. Välj Alla som räknas för att se dem som pågår."
    person = Column("Deltagare", accessor="enrolment__participant__full_name")
    employer = Column("Arbetsgivare", accessor="employer__name")
    scheme = Column("Form", accessor="scheme__name")
    last_day = DateColumn("Till", accessor="last_day", orderable=True, order_by="period__endswith")
    now = NumberColumn("Dagar i dag", accessor="pk")
    at_end = NumberColumn("Vid slutet", accessor="pk")
    twelve_on = DateColumn("12 månader", accessor="pk")
    answer = Column("Besked", accessor="pk")

    @staticmethod
    def row_url(record: Any) -> str:
        """The account of its days."""
        return reverse("las_account", args=[record.uuid])

    def render_person(self, record: Any, value: str) -> str:
        """The name, leading to the account."""
        return format_html('<a href="{}">{}</a>', self.row_url(record), value)

    def value_person(self, record: Any) -> str:
        """The name alone in a file; of a protected person the case number."""
        return str(record.enrolment.name_on_paper)

    @staticmethod
    def _standing(record: Any) -> Standing:
        if not hasattr(record, "las"):
            periods = counting(record.participant.counting, record.employer_id)
            record.las = standing(periods, record.last_day, today())
        return record.las

    def render_now(self, record: Any) -> int:
        """The days up to today."""
        return self._standing(record).today

    def render_at_end(self, record: Any) -> int:
        """The days up to the last day."""
        return self._standing(record).at_end

    def render_twelve_on(self, record: Any) -> str:
        """The day on which 12 months are reached."""
        day = self._standing(record).twelve_on
        return f"{day}" if day else "nås inte"

    def render_answer(self, record: Any) -> str:
        """What HR has answered, and since when a step waits for it."""
        said = answered(record.las_answers.all(), record.reached_on if record.enrolment.is_open else None)
        waits = f"Väntar sedan {said.waits_since}" if said.waits_since else ""
        latest = said.latest
        held = f"{latest}, {localtime(latest.answered_at):%Y-%m-%d}, {latest.answered_by}" if latest else ""
        earlier = f"Förra: {held}" if waits and held else held
        return ". ".join(filter(None, (waits, earlier))) or "–"

    value_now, value_at_end, value_twelve_on = render_now, render_at_end, render_twelve_on
    value_answer = render_answer


class WageSupportTable(Table):
    """Decisions about lönestöd, each with the months to ask for."""

    one, many = "beslut om lönestöd", "beslut om lönestöd"
    empty_text = "Inget beslut passar urvalet. Rensa filtren för att se alla som pågår."
    person = Column("Deltagare", accessor="employment__enrolment__participant__full_name")
    kind = Column("Stöd", accessor="kind__name")
    employer = Column("Arbetsgivare", accessor="employment__employer__name")
    first_day = DateColumn("Från")
    last_day = DateColumn("Till", orderable=True, order_by="last_day")
    employed_to = DateColumn("Anställd till", accessor="employment__last_day")
    amount = Column("Hur mycket", accessor="pk")
    waiting = Column("Att rekvirera", accessor="pk")

    def render_person(self, record: Any, value: str) -> str:
        """The name, leading to the decision."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_person(self, record: Any) -> str:
        """The name alone in a file; of a protected person the case number."""
        return str(record.employment.enrolment.name_on_paper)

    def render_amount(self, record: Any) -> str:
        """The share, and the cap where there is one: "80 % av högst 20 000 kr"."""
        share = f"{record.share} %" if record.share else ""
        cap = f"högst {number(record.cap)} kr" if record.cap else ""
        return " av ".join(part for part in (share, cap) if part) or "–"

    value_amount = render_amount

    def render_waiting(self, record: Any) -> SafeString:
        """What waits, with the day in one piece."""
        what, _, latest = self.value_waiting(record).rpartition(" ")
        return format_html('{} <span class="nowrap">{}</span>', what, latest)

    def value_waiting(self, record: Any) -> str:
        """How many months are over and wait, and the last day to ask for the oldest."""
        days = record.kind.requisition_days
        if days is None:
            return "–"
        asked = {row.month for row in record.asked}
        months = months_to_ask(period_of(record), as_period(record.employment.period), record.requested_until)
        waiting = [month for month in months if month_end(month) < today() and month not in asked]
        if not waiting:
            return "–"
        latest = requisition_due(waiting[0], days)
        what = month_words(waiting[0]) if len(waiting) == 1 else swedish_plural(len(waiting), "månad", "månader")
        return f"{what}, {'skulle ha varit klar' if latest < today() else 'senast'} {latest}"


class DeviationTable(Table):
    """Deviations."""

    one, many = "avvikelse", "avvikelser"
    empty_text = "Ingen avvikelse passar urvalet. Rensa filtren för att se alla som är öppna."
    noticed_on = DateColumn("Upptäckt", orderable=True, order_by="noticed_on")
    person = Column("Deltagare", accessor="enrolment__participant__full_name")
    kind = Column("Slag", accessor="get_kind_display")
    severity = Column("Allvar", accessor="get_severity_display", orderable=True, order_by=("severity", "noticed_on"))
    where = Column("Arbetsplats", accessor="pk")
    measures = Column("Åtgärder som väntar", accessor="measures_waiting")
    state = Column("Läge", accessor="pk")

    def render_person(self, record: Any, value: str) -> str:
        """The name, leading to the deviation."""
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), value)

    def value_person(self, record: Any) -> str:
        """The name alone in a file; of a protected person the case number."""
        return str(record.enrolment.name_on_paper)

    def render_where(self, record: Any) -> str:
        """The employer, and its workplace where that has a name of its own."""
        placement = record.placement
        if placement is None:
            return "–"
        workplace = placement.workplace
        employer = placement.employer if record.employment else workplace.employer
        same = workplace is None or workplace.name == employer.name
        return str(employer) if same else f"{workplace}, {employer}"

    def render_measures(self, value: int) -> str:
        """How many, or none."""
        return str(value) if value else "–"

    def render_state(self, record: Any) -> str:
        """How far it has come."""
        if record.mended_on:
            return f"Stängd {record.mended_on}"
        return f"Föreslagen {record.proposed_on}" if record.proposed_on else "Öppen"

    value_where = render_where
    value_state = render_state


class PaymentTable(Table):
    """Handledarersättning."""

    one, many = "ersättning", "ersättningar"
    empty_text = "Det finns ingen ersättning i urvalet. En ersättning kommer hit när månaden är bekräftad."
    supervisor = Column("Handledare", accessor="supervisor__full_name")
    number = Column("Anställningsnummer", accessor="supervisor__employee_number", empty_values=())
    employer = Column("Arbetsgivare", accessor="supervisor__employer__name")
    month = Column("Månad", attrs={"td": {"class": "num-left"}})
    amount = NumberColumn("Kronor")
    proof = Column("Underlag", accessor="proof__confirmed_at")
    settled = Column("Till lön", accessor="settled_at", empty_values=())

    @staticmethod
    def row_url(record: Any) -> str | None:
        """A row leads nowhere: all that is to know stands in it."""
        return None

    def render_number(self, value: Any) -> str:
        """By what payroll knows the supervisor, or that it is missing."""
        return value or "Saknas"

    def render_month(self, value: Any) -> str:
        """As 2026-10."""
        return f"{value:%Y-%m}"

    def render_proof(self, record: Any) -> str:
        """When the month was confirmed and by whom, or what put it right."""
        if record.correction:
            return f"Rättad {_local(record.correction.recorded_at)} av {record.correction.recorded_by}"
        if record.kind == record.Kind.CORRECTION:
            return f"Rättad {_local(record.payable_at)}: handledarskapets dagar ändrades"
        return f"Bekräftad {_local(record.proof.confirmed_at)} av {record.proof.confirmed_by}"

    def render_settled(self, record: Any) -> str:
        """In which file and when, or that it waits."""
        if not record.settled_at:
            return "Väntar"
        return f"Lönefil {record.file.number}" if record.file else f"Utbetald {_local(record.settled_at)}"

    value_number = render_number
    value_proof = render_proof
    value_settled = render_settled
    value_month = render_month
