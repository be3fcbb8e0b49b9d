"""What the register of supervisors tells besides: who has been trained more than once, and who serves several places."""

import datetime as dt

from amc.calendar import add_months
from amc.demo.chance import office_day
from amc.staff.demo import DEMO_EMAILS
from amc.staff.models import Role, User
from placements.actions import register_place, register_training, withdraw_training
from placements.models import Supervisor, SupervisorTraining, Workplace


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


def rove(today: dt.date) -> None:
    """Every eighth supervisor serves two workplaces of other employers: one until further notice, and one for a time
    that is to come, goes on or is over."""
    by = User.objects.get(email=DEMO_EMAILS[Role.KONSULENT])
    places = list(Workplace.objects.filter(is_active=True).order_by("pk"))
    for number, supervisor in enumerate(Supervisor.objects.filter(is_active=True).order_by("pk")[::8]):
        others = [place for place in places if place.employer_id != supervisor.employer_id]
        first, second = (others[(number * 3 + step) % len(others)] for step in (0, 1))
        begins = office_day(today - dt.timedelta(days=120 - 75 * (number % 3)))
        register_place(supervisor, workplace=first, first_day=begins, last_day=None, by=by)
        ends = begins + dt.timedelta(days=90)
        register_place(supervisor, workplace=second, first_day=begins, last_day=ends, by=by)
