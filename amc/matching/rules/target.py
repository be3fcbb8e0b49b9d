"""Kommunstyrelsen's target for praktikplatser inside the municipality [S1]: what counts, and how far it has come.

Places that are offered count, whether somebody is there or not: what was decided is so many places, and one that waits
for somebody is a place too (domain.md section 3).
"""

from dataclasses import dataclass

from amc.calendar import swedish_plural


def offered(*, places: int, taken: int, closed: bool) -> int:
    """How many places of an opening are offered: all of them, and of one that is closed those that somebody has."""
    return taken if closed else places


@dataclass(frozen=True)
class Standing:
    """`amount` places offered, of `target`; a target of 0 is none."""

    amount: int
    target: int

    @property
    def percent(self) -> int:
        """Whole per cent of the target, rounded down: 100 is said when it is reached and not before."""
        return self.amount * 100 // self.target if self.target else 0

    @property
    def length(self) -> int:
        """How long the bar is, in per cent."""
        return min(self.percent, 100)

    @property
    def is_reached(self) -> bool:
        """Whether there are as many places as was decided."""
        return self.target > 0 and self.amount >= self.target

    @property
    def words(self) -> str:
        """ "64 av 100 praktikplatser: 64 procent av målet, 36 platser kvar"."""
        if not self.target:
            return f"{swedish_plural(self.amount, 'praktikplats', 'praktikplatser')}. Inget mål är satt"
        told = f"{self.amount} av {swedish_plural(self.target, 'praktikplats', 'praktikplatser')}"
        left = self.target - self.amount
        if left > 0:
            rest = f"{swedish_plural(left, 'plats', 'platser')} kvar"
        else:
            rest = "som är nått" + (f" med {swedish_plural(-left, 'plats', 'platser')} till" if left else "")
        return f"{told}: {self.percent} procent av målet, {rest}"
