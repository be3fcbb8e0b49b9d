"""Stegförflyttning reckoned: how far up its scale each measure lies, and how it has moved. Pure.

A measure lies at the mean of its answers, each as a share of the scale it was given on (0 lowest, 1 highest), so that
versions with other scales can be compared.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amc.obstacles import Obstacle
from amc.web.display import number


@dataclass(frozen=True)
class Scale:
    """A question's code and its ends."""

    code: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class Step:
    """One measure: when, by which voice, how far up (0–1); mean and top of the scale where all its scales are alike."""

    on: dt.date
    voice: str
    share: float
    words: str = ""
    mean: float | None = None
    top: int | None = None

    @property
    def told(self) -> str:
        """ "3,6 av 5"; where scales differ, in per cent."""
        if self.mean is None or self.top is None:
            return f"{round(100 * self.share)} %"
        return f"{number(self.mean, 1)} av {self.top}"


def share_of(answers: Iterable[tuple[int, int, int]]) -> float:
    """The mean of (value, lowest, highest) as a share of each scale. Raises ValueError without answers."""
    shares = [(value - lowest) / (highest - lowest) for value, lowest, highest in answers]
    if not shares:
        raise ValueError("A measure has answers.")
    return sum(shares) / len(shares)


def change(steps: Iterable[Step], voice: str) -> float | None:
    """From the first to the last measure of one voice, as a share of the scale; None before there are two."""
    own = sorted((step for step in steps if step.voice == voice), key=lambda step: step.on)
    return own[-1].share - own[0].share if len(own) > 1 else None


def measure_obstacles(asked: Iterable[Scale], answers: Mapping[str, int], *, enrolment_open: bool) -> list[Obstacle]:
    """A measure answers each question of its set, within the scale, in an open enrolment."""
    if not enrolment_open:
        return [Obstacle(None, "Inskrivningen är avslutad. Det går inte att mäta steg längre.", "enrolment_closed")]
    found = []
    scales = {scale.code: scale for scale in asked}
    for scale in scales.values():
        value = answers.get(scale.code)
        if value is None:
            found.append(Obstacle(scale.code, "Välj ett svar.", "not_answered"))
        elif not scale.lowest <= value <= scale.highest:
            text = f"Välj ett svar mellan {scale.lowest} och {scale.highest}."
            found.append(Obstacle(scale.code, text, "outside_scale"))
    if set(answers) - set(scales):
        found.append(Obstacle(None, "Frågorna har ändrats. Ladda om sidan och svara igen.", "unknown_question"))
    return found
