"""What every app's due.py speaks: a reminder is a question to the tables, never a stored row (docs/decisions/0003).

Min dag, the participant's page, the dashboard and the sweep all ask the same rules.
"""

import datetime as dt
import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, DateField, Func, QuerySet, UUIDField, Value
from django.db.models.functions import Cast


class Addressee(enum.Enum):
    """Who is told at a stage."""

    RESPONSIBLE = "responsible"
    MANAGER = "manager"
    # The ekonomer of the unit; its managers, where it has none that may know of the person.
    ECONOMY = "economy"
    # HR and the ekonomer of the unit: nobody, where it has none.
    PERSONNEL = "personnel"


@dataclass(frozen=True, slots=True)
class Stage:
    """One telling: `code` names it, `offset` is the day relative to the due date (−30: thirty days before).

    `workday`: it waits for a working day, when that day is none.
    """

    code: str
    offset: int
    to: Addressee = Addressee.RESPONSIBLE
    workday: bool = False


@dataclass(frozen=True, slots=True)
class DueRule:
    """A kind of thing that must be done by a day.

    code: stable key, part of what is stored when somebody is told.
    label: the kind in Swedish, without personal data ("Uppföljning av anställning").
    verb: what the button that does it says ("Registrera uppföljningen").
    icon: the name of its icon.
    horizon: how many days before the due date it begins to show in Min dag.
    stages: when somebody is told.
    rows: given today, a queryset of dicts with exactly the keys of `KEYS`, in no order, for everything not yet done
        whose due date is at most `horizon` (or the earliest stage) days ahead. It may be filtered further on any of
        the keys.
    url: the page where the responsible person does it, given one such dict.
    case_url: where those who work with the case see to it, when it is somebody else's to do (the supervisor's).
    form: the small form that does it, for those who work with the case, to open in the row; None where it takes a page.
    repeats: it asks the same work of another person, and is not counted a second time.
    whose: a column of `rows` that holds whoever is responsible, where somebody is; for a rule whose `responsible_id` is
        worked out, so that an index finds one person's rows.
    """

    code: str
    label: str
    verb: str
    icon: str
    horizon: int
    stages: tuple[Stage, ...]
    rows: Callable[[dt.date], "QuerySet[Any, dict[str, Any]]"]
    url: Callable[[dict[str, Any]], str]
    case_url: Callable[[dict[str, Any]], str] | None = None
    form: Callable[[dict[str, Any]], str] | None = None
    repeats: bool = False
    whose: str | None = None

    @property
    def reach(self) -> int:
        """How many days ahead the rule must look to serve both Min dag and its earliest stage."""
        return max([self.horizon, *(-stage.offset for stage in self.stages)])


# subject: uuid of the row it is about; person: uuid of the participant, or None; participant_id: its key, or None;
# due_on: the last day in force; responsible_id: the user who does it, or None (then the unit's manager);
# unit_id: whose it is.
KEYS = ("subject", "person", "participant_id", "due_on", "responsible_id", "unit_id")

# The keys of a row where there is nothing to hold, typed as PostgreSQL wants them to join the rules' rows.
NOBODY = Cast(Value(None), BigIntegerField())
NO_PARTICIPANT = {"person": Cast(Value(None), UUIDField()), "participant_id": NOBODY}


class DaysAfter(Func):
    """A day and a number of days after it (before it, where that is negative), as PostgreSQL adds them: a date."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = DateField()


class DaysBefore(DaysAfter):
    """A day and a number of days before it."""

    arg_joiner = " - "


class MonthsAfter(Func):
    """A day and a number of months after it, as amc.calendar.add_months has it: a date."""

    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => "
    output_field = DateField()
