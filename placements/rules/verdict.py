"""What the rules answer: what refuses, and what only warns."""

from collections.abc import Collection
from dataclasses import dataclass, field

from amc.obstacles import Obstacle, Refused

# The argument of an action, and the field of its form, that holds the codes of the warnings that were ticked.
ACKNOWLEDGED = "acknowledged"
# The argument, and the field, that says why one goes on past those of the codes that want a reason: repeated praktik,
# longer than it may be, and more than there is room for (domain.md section 3: misuse of places [S2], workshops [S3]).
REASON = "reason"
WANTS_REASON = frozenset(
    {
        "over_capacity",
        "praktik_here_before",
        "place_repeated",
        "praktik_after_praktik",
        "internship_too_long",
        "workshop_too_long",
    }
)
REASON_MISSING = Obstacle(REASON, "Skriv varför du går vidare ändå.", "reason_missing")


@dataclass(frozen=True)
class Verdict:
    """`refusals` stop the action; `warnings` stop it until each is acknowledged by its code, and those of WANTS_REASON
    until somebody has said why."""

    refusals: list[Obstacle] = field(default_factory=list)
    warnings: list[Obstacle] = field(default_factory=list)

    @property
    def wants_reason(self) -> bool:
        """Whether somebody has to say why they go on."""
        return any(warning.code in WANTS_REASON for warning in self.warnings)

    def demand(self, acknowledged: Collection[str] = (), reason: str = "") -> None:
        """Raise Refused when something refuses, a warning is not among `acknowledged`, or `reason` is wanted and empty.

        All warnings come along then, under the field `acknowledged`, so that the form can ask for them again. The
        reason is asked for when all has been read.
        """
        missing = [warning for warning in self.warnings if warning.code not in acknowledged]
        asked = [Obstacle(ACKNOWLEDGED, warning.message, warning.code) for warning in self.warnings]
        if self.refusals or missing:
            raise Refused([*self.refusals, *asked])
        if self.wants_reason and not reason.strip():
            raise Refused([*asked, REASON_MISSING])
