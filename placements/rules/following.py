"""How often employments of a form are followed up, and what it says when that is changed (domain.md section 4)."""

from dataclasses import dataclass

from amc.calendar import swedish_plural
from amc.obstacles import Obstacle
from placements.rules.verdict import Verdict

# An AMI is followed up every 12 months from the first start, whatever a municipality would rather [S0].
AMI_MONTHS = 12
_AMI = "ami"


@dataclass(frozen=True)
class Replanned:
    """What a changed interval does to the follow-ups ahead: in how many cases, and how many of each."""

    cases: int = 0
    moved: int = 0
    added: int = 0
    cancelled: int = 0

    @property
    def words(self) -> str:
        """ "3 uppföljningar flyttas, 2 läggs till och 1 ställs in"."""
        first = swedish_plural(self.moved, "uppföljning", "uppföljningar")
        return f"{first} flyttas, {self.added} läggs till och {self.cancelled} ställs in"

    @property
    def done(self) -> str:
        """The same afterwards."""
        first = swedish_plural(self.moved, "uppföljning", "uppföljningar")
        return f"{first} flyttades, {self.added} lades till och {self.cancelled} ställdes in"


def interval_obstacles(code: str, months: int | None) -> list[Obstacle]:
    """What stands in the way of following up a form of employment every `months`; None for never."""
    if code == _AMI and months != AMI_MONTHS:
        message = f"AMI-anställning följs upp var {AMI_MONTHS}:e månad enligt avtalet. Skriv {AMI_MONTHS}."
        return [Obstacle("follow_up_months", message, "ami_yearly")]
    return []


def judge_interval(found: Replanned) -> Verdict:
    """A changed interval is asked about before it is saved, with what it does; the numbers are part of the code, so
    that whoever has read others reads again."""
    if not found.cases:
        return Verdict()
    cases = swedish_plural(found.cases, "pågående ärende berörs", "pågående ärenden berörs")
    message = f"{cases}: {found.words}. Det som är genomfört, bokat eller ska göras senast i dag står kvar."
    code = f"replan_{found.cases}_{found.moved}_{found.added}_{found.cancelled}"
    return Verdict(warnings=[Obstacle("follow_up_months", message, code)])
