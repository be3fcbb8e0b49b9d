"""Praktikplatser inside the municipality by förvaltning and division, against kommunstyrelsen's target [S1].

Every figure is counted from the rows that its list shows. Places are all the municipality's, as the register of
employers is; who is in praktik is read as by everybody else, the own unit's and without hidden persons.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Min, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from amc.matching.models import Opening, PlaceKind
from amc.matching.rules.target import Standing, offered
from amc.staff.models import Municipality, User
from participants.names import sort_key
from placements.models import Employer, Internship, Workplace
from placements.rules.figures import hide_small

MUNICIPAL = Employer.Kind.FORVALTNING.value
Key = tuple[int, str]


@dataclass(frozen=True)
class Line:
    """One division, or all of them together. `offered`, `taken` and `free` are places; `interns` are the praktiker of
    today and `persons` those who are in them. `asked` narrows the lists to it."""

    label: str
    employer: str
    url: str
    offered: int
    taken: int
    interns: int
    persons: int
    asked: dict[str, str] = field(hash=False)

    @property
    def free(self) -> int:
        """Places that nobody has."""
        return self.offered - self.taken

    @property
    def sort_key(self) -> str:
        """Its place in Swedish order."""
        return sort_key(f"{self.label} {self.employer}")

    @property
    def employer_key(self) -> str:
        """Its employer's place in Swedish order."""
        return sort_key(f"{self.employer} {self.label}")

    def get_absolute_url(self) -> str:
        """The employer's page."""
        return self.url

    def _places(self, **state: str) -> str:
        return f"{reverse('opening_list')}?{urlencode({'slag': PlaceKind.PRAKTIK.value} | state | self.asked)}"

    @property
    def offered_url(self) -> str:
        """The places, whether somebody has them or not."""
        return self._places(lage="erbjuds")

    @property
    def taken_url(self) -> str:
        """Those that somebody has, wholly or in part."""
        return self._places(lage="tagna")

    @property
    def free_url(self) -> str:
        """Those that somebody can still have."""
        return self._places()

    @property
    def interns_url(self) -> str:
        """The praktiker of today."""
        return f"{reverse('internship_list')}?{urlencode(self.asked)}"


class Divisions:
    """The figures of the page for one reader on one day, in four questions however many there are."""

    def __init__(self, user: User, day: dt.date) -> None:
        self.user, self.day = user, day
        self.municipality = Municipality.objects.first()

    @property
    def least(self) -> int:
        """The smallest group of persons that a file shows."""
        return self.municipality.small_group if self.municipality else 0

    @cached_property
    def lines(self) -> list[Line]:
        """Each division with a workplace in use, a place or a praktik, in Swedish order."""
        places, interns = self._places(), self._interns
        rows = (
            Workplace.objects.visible_to(self.user)
            .filter(employer__kind=MUNICIPAL)
            .order_by()
            .values("employer", "employer__name", "employer__uuid", "division")
            .annotate(
                used=Count("pk", filter=Q(is_active=True, employer__is_active=True)),
                # The division is free text, and no address says what somebody has written.
                place=Min(Cast("uuid", TextField())),
            )
        )
        found = []
        for row in rows:
            key = (row["employer"], row["division"])
            of_key = places.get(key, [])
            there, taken = sum(one for one, _ in of_key), sum(held for _, held in of_key)
            people = interns.get(key, [])
            if row["used"] or there or people:
                employer, uuid = row["employer__name"], str(row["employer__uuid"])
                asked = {"arbetsgivare": uuid, "avdelning": row["place"]}
                url = reverse("employer_detail", args=[uuid])
                label = row["division"] or employer
                found.append(Line(label, employer, url, there, taken, len(people), len(set(people)), asked))
        return sorted(found, key=lambda line: line.sort_key)

    @property
    def whole(self) -> Line:
        """All together."""
        lines = self.lines
        return Line(
            "Hela kommunen",
            "",
            "",
            sum(line.offered for line in lines),
            sum(line.taken for line in lines),
            sum(line.interns for line in lines),
            len({person for people in self._interns.values() for person in people}),
            {"agslag": MUNICIPAL},
        )

    @property
    def standing(self) -> Standing:
        """The places offered against the target."""
        target = self.municipality.internship_target if self.municipality else 0
        return Standing(self.whole.offered, target)

    def for_file(self, lines: list[Line]) -> list[int | None]:
        """How many praktiker each of `lines` has, and all of them last, as it may leave the unit: None for groups of
        too few persons."""
        whole = self.whole
        if whole.interns and whole.persons < self.least:
            return [None if line.interns else 0 for line in lines] + [None]
        return [*hide_small([(line.interns, line.persons) for line in lines], self.least), whole.interns]

    def _places(self) -> dict[Key, list[tuple[int, int]]]:
        """By employer and division, the places offered and taken of each opening."""
        rows = (
            Opening.objects.visible_to(self.user)
            .offered_on(self.day)
            .filter(kind=PlaceKind.PRAKTIK, workplace__employer__kind=MUNICIPAL)
            .order_by()
            .annotate(in_use=Q(workplace__is_active=True, workplace__employer__is_active=True))
            .values_list("workplace__employer", "workplace__division", "places", "taken", "closed_on", "in_use")
        )
        found: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        for employer, division, places, taken, closed_on, in_use in rows:
            closed = closed_on is not None or not in_use
            found[employer, division].append((offered(places=places, taken=taken, closed=closed), taken))
        return found

    @cached_property
    def _interns(self) -> dict[Key, list[int]]:
        """The persons of today's praktiker by employer and division, one for each praktik."""
        rows = (
            Internship.objects.visible_to(self.user)
            .running_on(self.day)
            .filter(workplace__employer__kind=MUNICIPAL)
            .order_by()
            .values_list("workplace__employer", "workplace__division", "enrolment__participant")
        )
        found: dict[Key, list[int]] = defaultdict(list)
        for employer, division, person in rows:
            found[employer, division].append(person)
        return found
