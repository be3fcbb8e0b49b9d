"""What every part of a case is written with: the desk, and the file that lies on it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from amc.demo.chance import Chance, Deck, at
from amc.demo.people import Person
from amc.demo.rows import Ledger
from amc.demo.stories import Case
from amc.demo.world import UnitFrame, World
from participants.identity import make_reserve_number

# No unit gave reserve numbers in this year.
RESERVE_YEAR = 1999


@dataclass(slots=True)
class Note:
    """Something for the journal. `meeting`: whether it was a booked meeting."""

    when: dt.datetime
    kind: str
    text: str
    meeting: bool = False
    author: int | None = None


@dataclass(slots=True)
class File:
    """One case while it is being written. `last` is the last day that anything can have happened."""

    case: Case
    person: Person
    unit: UnitFrame
    last: dt.date
    key: int = 0
    plan: int = 0
    agreed: list[dt.date] = field(default_factory=list)
    goals: list[int] = field(default_factory=list)
    # Who at AF and socialtjänsten may be asked to agree: key, organisation, name, and the day it ended.
    contacts: list[tuple[int, str, str, dt.date | None]] = field(default_factory=list)
    mapped_on: dt.date | None = None
    first_internship: dt.date | None = None
    notes: list[Note] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    @property
    def opened_on(self) -> dt.date:
        """The day it was opened."""
        return self.case.opened_on

    @property
    def is_open(self) -> bool:
        """Whether it is open today."""
        return self.case.closed_on is None

    @property
    def consultant(self) -> int:
        """The key of whoever works with it."""
        return self.case.consultant.key

    @property
    def last_at_work(self) -> dt.date:
        """The last day that the consultant wrote anything."""
        left = self.case.consultant.left_on
        return min(self.last, left) if left else self.last

    def words(self) -> dict[str, str]:
        """What is filled in in texts."""
        line = self.person.line
        return {
            "job": line.job,
            "place": line.place,
            "course": line.course,
            "past": line.past[self.person.birth_date.day % len(line.past)],
            "language": self.person.name.language.name,
        }


class Desk:
    """The tools: ledger, world, chance and today. `rich` files are as thick as in real life, others thinner, so that
    very many fit in a database on a small machine."""

    def __init__(self, ledger: Ledger, world: World, chance: Chance, today: dt.date, *, rich: bool) -> None:
        self.ledger = ledger
        self.world = world
        self.chance = chance
        self.today = today
        self.yesterday = today - dt.timedelta(days=1)
        self.rich = rich
        self._decks: dict[str, Deck[Any]] = {}
        self._turns: dict[str, int] = {}
        self._reserves = 0
        self._booked: set[tuple[int, dt.datetime]] = set()

    def add(self, model: type[models.Model], **values: Any) -> int:
        """Write a row; its key."""
        return self.ledger[model].add(**values)

    def deal(self, name: str, weights: Iterable[tuple[Any, float]]) -> Any:
        """From the deck called `name`, made of `weights` the first time: every value once before any comes again."""
        if name not in self._decks:
            self._decks[name] = Deck(self.chance, list(weights))
        return self._decks[name].deal()

    def in_turn(self, name: str, values: Sequence[Any]) -> Any:
        """The next of `values`, over and over, without asking chance: the rest is dealt the same cards with it as
        without."""
        turn = self._turns.get(name, 0)
        self._turns[name] = turn + 1
        return values[turn % len(values)]

    def evenly(self, name: str, choices: type[models.TextChoices]) -> str:
        """From a deck of all choices, all as likely."""
        return self.deal(name, [(value, 1) for value in choices.values])

    def text(self, templates: tuple[str, ...], file: File) -> str:
        """One of `templates` with the file's words; one that the file has not used yet, if chance finds it."""
        template = self.chance.pick(templates)
        for _ in range(4):
            if template not in file.told:
                break
            template = self.chance.pick(templates)
        file.told.add(template)
        return template.format_map(file.words()) if "{" in template else template

    def reserve_number(self) -> str:
        """A reserve number above those that `participants.identity_pattern` makes up, of a year when none is given."""
        self._reserves += 1
        return make_reserve_number(800_000 + self._reserves, RESERVE_YEAR).number

    def without_papers(self, person: Person, *, is_open: bool) -> None:
        """Now and then somebody has no number to show, and now and then their gender is not known either."""
        lacks = self.deal(f"papers {is_open}", [("nothing", 98), ("number", 0.8), ("both", 0.8)])
        if lacks == "nothing":
            return
        person.kind, person.number = "reservnummer", self.reserve_number()
        if lacks == "both":
            person.gender = "okant"

    def free_time(self, consultant: int, first: dt.date, last: dt.date) -> dt.datetime | None:
        """An hour when the consultant has no meeting yet, taken from now on; None when chance finds none."""
        for _ in range(12):
            day = self.chance.working_day(first, last)
            when = at(day, self.chance.pick((9, 10, 13, 14, 15)), self.chance.pick((0, 30)))
            if self.book(consultant, when):
                return when
        return None

    def book(self, consultant: int, when: dt.datetime) -> bool:
        """Take the time for a meeting; False when it is taken."""
        if (consultant, when) in self._booked:
            return False
        self._booked.add((consultant, when))
        return True
