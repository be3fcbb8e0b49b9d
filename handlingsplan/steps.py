"""Stegförflyttning reckoned: how far up its scale each measure lies, and how it has moved. Pure.

A measure lies at the mean of its answers, each as a share of the scale it was given on (0 lowest, 1 highest). Two
measures are compared within one set, by the questions that both have answered.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from amc.obstacles import Obstacle
from amc.web.display import number


@dataclass(frozen=True)
class Scale:
    """A question's code and its ends."""

    code: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class Given:
    """What was answered to one question, on the scale it was asked on."""

    code: str
    value: int
    lowest: int
    highest: int

    @property
    def asked(self) -> tuple[str, int, int]:
        """What makes it the same question in another version: its code and its scale."""
        return self.code, self.lowest, self.highest


@dataclass(frozen=True)
class Step:
    """One measure: when, by which voice, what it answered and in its own words. Raises ValueError without answers."""

    on: dt.date
    voice: str
    given: tuple[Given, ...]
    words: str = ""

    @property
    def share(self) -> float:
        """How far up its scales, 0–1."""
        return share_of((one.value, one.lowest, one.highest) for one in self.given)

    @property
    def told(self) -> str:
        """ "3,6 av 5"; where scales differ, in per cent."""
        return f"{self.value} av {self.top}" if self.top else self.value

    @property
    def top(self) -> int | None:
        """The highest of the scale; None where the questions have different scales."""
        tops = {(one.lowest, one.highest) for one in self.given}
        return tops.pop()[1] if len(tops) == 1 else None

    @property
    def value(self) -> str:
        """The mean, "3,6"; where scales differ, in per cent: "58 %"."""
        if self.top is None:
            return f"{round(100 * self.share)} %"
        return number(sum(one.value for one in self.given) / len(self.given), 1)

    @property
    def asked(self) -> frozenset[tuple[str, int, int]]:
        """The questions that it answered."""
        return frozenset(one.asked for one in self.given)

    def of(self, asked: frozenset[tuple[str, int, int]]) -> "Step":
        """The same measure with the answers to the questions `asked` alone."""
        return replace(self, given=tuple(one for one in self.given if one.asked in asked))


@dataclass(frozen=True)
class Way:
    """From a first measure to a last, both with the answers to the `same` questions alone; `left_out` were asked in
    only one of them."""

    first: Step
    last: Step
    same: int
    left_out: int

    @property
    def change(self) -> float:
        """As a share of the scale; negative downwards."""
        return self.last.share - self.first.share


def share_of(answers: Iterable[tuple[int, int, int]]) -> float:
    """The mean of (value, lowest, highest) as a share of each scale. Raises ValueError without answers."""
    shares = [(value - lowest) / (highest - lowest) for value, lowest, highest in answers]
    if not shares:
        raise ValueError("A measure has answers.")
    return sum(shares) / len(shares)


def way_of(steps: Iterable[Step], voice: str) -> Way | None:
    """From the first to the last measure of one voice in one set. None before there are two, and where the first and
    the last have no question in common: versions of a set may ask other things."""
    own = sorted((step for step in steps if step.voice == voice), key=lambda step: step.on)
    if len(own) < 2:
        return None
    first, last = own[0], own[-1]
    same = first.asked & last.asked
    if not same:
        return None
    return Way(first.of(same), last.of(same), len(same), len(first.asked ^ last.asked))


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
