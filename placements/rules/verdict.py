"""What the rules answer: what refuses, and what only warns."""

from collections.abc import Collection
from dataclasses import dataclass, field

from amc.obstacles import Obstacle, Refused

# The argument of an action, and the field of its form, that holds the codes of the warnings that were ticked.
ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True)
class Verdict:
    """`refusals` stop the action; `warnings` stop it until each is acknowledged by its code."""

    refusals: list[Obstacle] = field(default_factory=list)
    warnings: list[Obstacle] = field(default_factory=list)

    def demand(self, acknowledged: Collection[str] = ()) -> None:
        """Raise Refused when something refuses or a warning is not among `acknowledged`.

        All warnings come along then, under the field `acknowledged`, so that the form can ask for them again.
        """
        missing = [warning for warning in self.warnings if warning.code not in acknowledged]
        if self.refusals or missing:
            asked = [Obstacle(ACKNOWLEDGED, warning.message, warning.code) for warning in self.warnings]
            raise Refused([*self.refusals, *asked])
