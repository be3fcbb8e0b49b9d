"""What stands in the way of an action, in words that the user can act on.

Ground floor: plain values, imported by every app's rules, actions and forms.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way.

    `field` is the action's argument (and the form's field) that it is about, None when it is about the whole;
    `message` is Swedish and says what is wrong and what to do; `code` is a stable word for tests and logs.
    """

    field: str | None
    message: str
    code: str


class Refused(Exception):
    """An action did not happen, and nothing of it was written; `obstacles` says why."""

    def __init__(self, obstacles: Iterable[Obstacle] | Obstacle) -> None:
        self.obstacles = (obstacles,) if isinstance(obstacles, Obstacle) else tuple(obstacles)
        super().__init__("; ".join(obstacle.message for obstacle in self.obstacles))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the obstacles, in order."""
        return tuple(obstacle.code for obstacle in self.obstacles)


def refuse_if(obstacles: Iterable[Obstacle]) -> None:
    """Raise Refused with all of `obstacles`, unless there are none."""
    found = tuple(obstacles)
    if found:
        raise Refused(found)


_BY_CONSTRAINT: dict[str, Obstacle] = {}


def register_constraints(obstacles: Mapping[str, Obstacle]) -> None:
    """Say in words what a broken constraint or trigger means; called by an app's `ready()`.

    Keys are names of constraints in the database. A constraint of a model that has its own
    `violation_error_message` needs no entry. Raises ValueError when a name gets a second meaning.
    """
    for name, obstacle in obstacles.items():
        if _BY_CONSTRAINT.setdefault(name, obstacle) != obstacle:
            raise ValueError(f"The constraint {name} already has another message.")


def registered_obstacle(constraint: str) -> Obstacle | None:
    """What a registered constraint means."""
    return _BY_CONSTRAINT.get(constraint)
