"""The file to payroll: made once of what waits, and never changed."""

import csv
import datetime as dt
import re
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from amc.calendar import month_end
from amc.obstacles import Obstacle, Refused
from amc.staff.models import Unit, User
from amc.web.xlsx import rows_as_xlsx
from placements.models import PayrollColumn, PayrollFile, SupervisorPayment

_FORMULA = re.compile(r"^[=+\-@\t\r]")
_CONTENT: dict[str, Callable[[SupervisorPayment], Any]] = {
    PayrollColumn.Content.EMPLOYEE_NUMBER: lambda row: row.supervisor.employee_number,
    PayrollColumn.Content.LAST_NAME: lambda row: row.supervisor.last_name,
    PayrollColumn.Content.FIRST_NAME: lambda row: row.supervisor.first_name,
    PayrollColumn.Content.EMPLOYER: lambda row: row.supervisor.employer.name,
    PayrollColumn.Content.MONTH: lambda row: f"{row.month:%Y-%m}",
    PayrollColumn.Content.FIRST_DAY: lambda row: row.month,
    PayrollColumn.Content.LAST_DAY: lambda row: month_end(row.month),
    PayrollColumn.Content.AMOUNT: lambda row: row.amount,
    PayrollColumn.Content.KIND: lambda row: row.get_kind_display(),
    PayrollColumn.Content.CONFIRMED_ON: lambda row: timezone.localtime(row.payable_at).date(),
}


@transaction.atomic
def make_payroll_file(*, through: dt.date, by: User, now: dt.datetime) -> PayrollFile:
    """Make the file of what the unit of `by` has waiting and became payable by `through`, as CSV and XLSX in the
    columns of the settings; what is in it goes in no other file. Where the file names supervisors by their
    anställningsnummer, those without one wait for a later file: they could not be paid from this.

    Raises Refused when nothing waits, as for the second of two who make it at once.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=by.unit_id) if by.unit_id else None
    waiting = SupervisorPayment.objects.of_unit(by).due_through(through)
    if PayrollColumn.names_by_number():
        waiting = waiting.exclude(supervisor__employee_number="")
    order = ("supervisor__sort_key", "supervisor", "month", "pk")
    rows = list(waiting.select_related("supervisor__employer").order_by(*order))
    if unit is None or not rows:
        message = f"Det finns ingen ersättning till och med {through} som inte redan är i en lönefil."
        raise Refused(Obstacle(None, message, "nothing_waits"))
    columns = list(PayrollColumn.objects.filter(is_active=True))
    if not columns:
        message = "Lönefilen har inga kolumner. Be systemförvaltaren lägga in dem."
        raise Refused(Obstacle(None, message, "no_columns"))
    number = PayrollFile.objects.filter(unit=unit).order_by("-number").values_list("number", flat=True).first() or 0
    head = [column.name for column in columns]
    lines = [[_value(column, row) for column in columns] for row in rows]
    file = PayrollFile.objects.create(
        unit=unit,
        number=number + 1,
        through=through,
        made_at=now,
        made_by=by,
        rows=len(rows),
        total=sum(row.amount for row in rows),
        csv=as_csv(head, lines),
        xlsx=rows_as_xlsx(f"Lönefil {number + 1}", head, lines)[0],
    )
    chosen = SupervisorPayment.objects.filter(pk__in=[row.pk for row in rows], settled_at=None)
    if chosen.update(file=file, settled_at=now, settled_by=by, revision=F("revision") + 1) != len(rows):
        raise Refused(Obstacle(None, "Någon annan ändrade underlaget. Försök igen.", "changed_meanwhile"))
    return file


def _value(column: PayrollColumn, row: SupervisorPayment) -> Any:
    return column.text if column.content == PayrollColumn.Content.FIXED else _CONTENT[column.content](row)


def as_csv(head: Sequence[str], lines: Sequence[Sequence[Any]]) -> bytes:
    """As Swedish payroll systems and Excel read it: semicolons, UTF-8 with its mark, and text that is no formula."""
    file = StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(head)
    for line in lines:
        writer.writerow([_plain(value) for value in line])
    return file.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
