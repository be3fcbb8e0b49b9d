"""What is known and done of cases that the user does not see: PostgreSQL answers for the user of the transaction, with
numbers alone."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from amc.calendar import swedish_plural
from amc.staff.models import Role, Unit, User
from placements.models import Scheme, Supervisor
from placements.rules.following import Replanned

INTERVAL_CHANGED = "Tiden mellan uppföljningarna har ändrats."


@dataclass(frozen=True)
class LedElsewhere:
    """How many placements of another unit a supervisor leads, and who there to tell."""

    unit: Unit
    placements: int
    managers: tuple[User, ...]

    @property
    def words(self) -> str:
        """ "2 placeringar i Jobbtorg Öster (Cilla Cederlund, 011-15 00 00)"."""
        told = ", ".join(" ".join(filter(None, (one.full_name, one.phone))) for one in self.managers)
        amount = swedish_plural(self.placements, "placering", "placeringar")
        return f"{amount} i {self.unit}" + (f" ({told})" if told else "")


def led_elsewhere(supervisor: Supervisor, since: dt.date, by: User) -> list[LedElsewhere]:
    """The placements of other units that `supervisor` leads on `since` or later, by unit and with its enhetschefer;
    empty for whoever places nobody. Of whom they are is told to nobody, and the own unit's are the page's to show
    (docs/decisions/0019)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit, placements FROM placements_led_elsewhere(%s, %s, %s)", [by.pk, supervisor.pk, since]
        )
        amounts = dict(cursor.fetchall())
    if not amounts:
        return []
    managers = defaultdict(list)
    for one in User.objects.active_on(since).with_role(Role.ENHETSCHEF).filter(unit__in=amounts).order_by("sort_key"):
        managers[one.unit_id].append(one)
    units = Unit.objects.filter(pk__in=amounts).order_by("name")
    return [LedElsewhere(unit, amounts[unit.pk], tuple(managers[unit.pk])) for unit in units]


def replan(scheme: Scheme, months: int | None, *, by: User, today: dt.date, carry_out: bool) -> Replanned:
    """What it does to the follow-ups of all units that the form is followed up every `months`, and do it where
    `carry_out` says so. Nothing for whoever is no systemförvaltare."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases, moved, added, cancelled FROM placements_replan(%s, %s, %s, %s, %s, %s)",
            [by.pk, scheme.code, months, today, carry_out, INTERVAL_CHANGED],
        )
        return next((Replanned(*row) for row in cursor.fetchall()), Replanned())
