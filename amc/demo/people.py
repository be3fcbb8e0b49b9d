"""Invented participants: who they are before anything has happened."""

import datetime as dt
from collections import deque
from dataclasses import dataclass

from amc.calendar import add_months, age_on
from amc.demo import municipality as place
from amc.demo.chance import Chance
from amc.demo.names import Name, mailbox, make_name
from amc.demo.texts.directions import DIRECTIONS, Direction
from participants.identity_pattern import made_up_people
from participants.models import EducationLevel

OLDEST = 65
_LOOKED_THROUGH = 400
_EDUCATION = (
    (EducationLevel.EJ_GRUNDSKOLA.value, 24),
    (EducationLevel.GRUNDSKOLA.value, 32),
    (EducationLevel.GYMNASIAL.value, 29),
    (EducationLevel.EFTERGYMNASIAL.value, 10),
    (EducationLevel.OKAND.value, 5),
)


@dataclass(slots=True)
class Person:
    """A made-up person; `key` is the participant's row once there is one."""

    name: Name
    number: str
    kind: str
    birth_date: dt.date
    gender: str
    education: str
    interpreter: str
    phone: str
    email: str
    line: Direction
    key: int = 0
    unit: int = 0
    has_had_ami: bool = False
    areas: dict[str, int] | None = None

    def age(self, day: dt.date) -> int:
        """Age in whole years on `day`."""
        return age_on(self.birth_date, day)


class People:
    """An endless queue of made-up people, each handed out once."""

    def __init__(self, chance: Chance, seed: int, today: dt.date) -> None:
        self.chance = chance
        self.today = today
        self._stream = made_up_people(seed, today=today, youngest=16, oldest=OLDEST)
        self._waiting: deque[tuple[str, str, dt.date, str]] = deque()

    def take(self, first_birth: dt.date, last_birth: dt.date) -> Person:
        """Somebody born from `first_birth` to `last_birth`, both inclusive. Raises ValueError where the span holds
        nobody between 16 and 65 years old today."""
        if last_birth < add_months(self.today, -12 * (OLDEST + 1)) or first_birth > add_months(self.today, -12 * 16):
            raise ValueError(f"Nobody of 16 to {OLDEST} years was born {first_birth} to {last_birth}.")
        for place_in_queue in range(min(len(self._waiting), _LOOKED_THROUGH)):
            if first_birth <= self._waiting[place_in_queue][2] <= last_birth:
                found = self._waiting[place_in_queue]
                del self._waiting[place_in_queue]
                return self._person(*found)
        for made_up in self._stream:
            found = (made_up.number, made_up.kind, made_up.birth_date, made_up.gender)
            if first_birth <= made_up.birth_date <= last_birth:
                return self._person(*found)
            self._waiting.append(found)
        raise AssertionError("made_up_people has no end")

    def of_age(self, youngest: int, below: int, day: dt.date, *, at_least_on: dt.date | None = None) -> Person:
        """Somebody who is not yet `below` years old on `day` and was at least `youngest` on `at_least_on` (or `day`)."""
        first = add_months(day, -12 * below) + dt.timedelta(days=1)
        return self.take(first, add_months(at_least_on or day, -12 * youngest))

    def _person(self, number: str, kind: str, birth_date: dt.date, gender: str) -> Person:
        chance = self.chance
        name = make_name(chance, gender)
        needs_interpreter = chance.often(name.language.interpreter)
        return Person(
            name=name,
            number=number,
            kind=kind,
            birth_date=birth_date,
            gender=gender,
            education=chance.weighted(_EDUCATION),
            interpreter=name.language.name if needs_interpreter else "",
            phone=place.mobile(chance.between(0, 94)) if chance.often(0.95) else "",
            email=mailbox(name.first, name.last, "mejl.example") if chance.often(0.7) else "",
            line=chance.pick(DIRECTIONS),
        )
