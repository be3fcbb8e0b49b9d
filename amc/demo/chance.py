"""Chance with a seed: the same seed gives the same municipality."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from amc.calendar import MUNICIPAL_ZONE, is_working_day

_ONE_DAY = dt.timedelta(days=1)


class Chance(random.Random):
    """A random generator that speaks of days and office hours."""

    def pick[T](self, values: Sequence[T]) -> T:
        """One of `values`, all as likely."""
        return values[int(self.random() * len(values))]

    def often(self, probability: float) -> bool:
        """True with `probability`."""
        return self.random() < probability

    def weighted[T](self, weights: Sequence[tuple[T, float]]) -> T:
        """One of the first of each pair, as often as the second says."""
        left = self.random() * sum(weight for _, weight in weights)
        for value, weight in weights:
            left -= weight
            if left <= 0:
                return value
        return weights[-1][0]

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both inclusive; `low` where they are the wrong way round."""
        return low + int(self.random() * (high - low + 1)) if high > low else low

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        """A day from `first` to `last`, both inclusive; `first` where they are the wrong way round."""
        return first + dt.timedelta(days=self.between(0, (last - first).days))

    def working_day(self, first: dt.date, last: dt.date) -> dt.date:
        """A day from `first` to `last` when the office is open; the nearest one before `first` where there is none."""
        for _ in range(6):
            day = self.day(first, last)
            if is_working_day(day):
                return day
        after = office_day(first, 1)
        return after if after <= last else office_day(first)

    def uuid(self) -> str:
        """A random UUID (version 4) as 32 hexadecimal digits."""
        bits = self.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62)
        return f"{bits | (4 << 76) | (2 << 62):032x}"

    def office_hour(self, day: dt.date, first: int = 8, last: int = 15) -> dt.datetime:
        """A moment on `day` in the municipality between `first` and `last` o'clock, on a quarter of an hour."""
        return at(day, self.between(first, last), 15 * self.between(0, 3))


class Deck[T]:
    """Deals every value once in an order of chance before any of them comes again, then by weight.

    So that rare states are always among the data, whatever the seed.
    """

    def __init__(self, chance: Chance, weights: Sequence[tuple[T, float]]) -> None:
        self.chance = chance
        self.weights = weights
        self.first = [value for value, _ in weights]
        chance.shuffle(self.first)

    def deal(self) -> T:
        """The next value."""
        return self.first.pop() if self.first else self.chance.weighted(self.weights)


def at(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment on `day` in the municipality's time."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=MUNICIPAL_ZONE)


def office_day(day: dt.date, step: int = -1) -> dt.date:
    """`day`, or the nearest day before it (after, with `step` 1) when the office is open."""
    while not is_working_day(day):
        day += step * _ONE_DAY
    return day


def months_from(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The first days of the months from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + dt.timedelta(days=32)).replace(day=1)
