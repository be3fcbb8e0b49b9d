"""Obstacles as errors of a form, and broken constraints as obstacles."""

from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import BaseConstraint
from django.forms import BaseForm

from amc.obstacles import Obstacle, Refused, registered_obstacle


def add_obstacles(form: BaseForm, refused: Refused | Iterable[Obstacle]) -> None:
    """Show each obstacle at its field; at the top of the form where the form has no such visible field."""
    obstacles = refused.obstacles if isinstance(refused, Refused) else refused
    for obstacle in obstacles:
        field = obstacle.field if obstacle.field in form.fields else None
        if field and form[field].is_hidden:
            field = None
        form.add_error(field, ValidationError(obstacle.message, code=obstacle.code))


def constraint_obstacle(error: DatabaseError) -> Obstacle | None:
    """What a refusal by the database means to the user.

    Knows the constraints (and triggers that name one) that an app has registered, and those of models with
    a `violation_error_message`; None for any other error, which is then a fault of ours.
    """
    diagnostics = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", None)
    if not name:
        return None
    return registered_obstacle(name) or _obstacles_of_models().get(name)


@cache
def _obstacles_of_models() -> dict[str, Obstacle]:
    found = {}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            message = constraint.violation_error_message
            if message and message != BaseConstraint.default_violation_error_message:
                code = constraint.violation_error_code or constraint.name
                found[constraint.name] = Obstacle(None, str(message), code)
    return found
