"""What the register of supervisors tells besides: who has been trained more than once, and what was entered by mistake."""

import datetime as dt

from amc.calendar import add_months
from amc.demo.chance import office_day
from amc.staff.demo import DEMO_EMAILS
from amc.staff.models import Role, User
from placements.actions import register_training, withdraw_training
from placements.models import SupervisorTraining


def train_again(today: dt.date) -> None:
    """Every fourth who has been trained goes again, until a day in some years; one training was entered by mistake."""
    by = User.objects.get(email=DEMO_EMAILS[Role.KONSULENT])
    trained = list(SupervisorTraining.objects.select_related("supervisor").order_by("pk")[::4])
    kinds = [SupervisorTraining.Kind.SKOLVERKET.value, SupervisorTraining.Kind.CAMPUS.value]
    for number, first in enumerate(trained):
        held_on = office_day(today - dt.timedelta(days=30 + 17 * number % 400))
        if held_on <= first.held_on:
            continue
        register_training(
            first.supervisor,
            kind=kinds[number % 2],
            held_on=held_on,
            valid_until=add_months(held_on, 36),
            certificate=f"Pärm {number % 4 + 1}",
            by=by,
            today=today,
        )
    mistaken = register_training(
        trained[0].supervisor,
        kind=SupervisorTraining.Kind.OWN,
        held_on=office_day(today - dt.timedelta(days=12)),
        by=by,
        today=today,
    )
    withdraw_training(mistaken, why="Lades på fel handledare.", by=by, today=today)
