"""Which employers, workplaces and supervisors the rows mean, and those that are to be added because somebody chose so.

What is to be added is made here and not saved: the same employer on two rows is one. Nothing is taken for another
because it is spelt nearly so.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from amc.staff.models import User
from participants.importing.rows import split_name
from participants.names import sort_key
from placements.facts import as_caution, as_period
from placements.importing.people import Led
from placements.importing.rows import Row
from placements.likeness import nearest_names
from placements.models import Employer, EmployerWarning, Supervision, Supervisor, Workplace
from placements.rules.employer import NEARLY, judge_employer
from placements.rules.periods import Period
from placements.rules.place import Place


@dataclass(frozen=True)
class Adding:
    """What somebody chose to have added where it is missing: employers, of one kind (""=none), and workplaces and
    supervisors at the employers."""

    employers: str = ""
    workplaces: bool = False
    supervisors: bool = False


class Unmatched(ValueError):
    """A row names what is not there, or what may be several; in Swedish, with what to do."""


class Register:
    """The employers, workplaces and supervisors that rows name, as far as `by` may see them. Eight queries, however
    many rows."""

    def __init__(self, rows: Collection[Row], adding: Adding, by: User, today: dt.date) -> None:
        self.adding = adding
        numbers = {row.text("org_number") for row in rows} - {""}
        keys = {sort_key(row.text("employer")) for row in rows} - {""}
        known = Employer.objects.visible_to(by).kept().filter(Q(org_number__in=numbers) | Q(sort_key__in=keys))
        self._by_number: dict[str, list[Employer]] = defaultdict(list)
        self._by_name: dict[str, list[Employer]] = defaultdict(list)
        self._workplaces: dict[UUID, list[Workplace]] = defaultdict(list)
        self._supervisors: dict[UUID, list[Supervisor]] = defaultdict(list)
        self._by_email: dict[str, Supervisor] = {}
        employers = {row.pk: row for row in known.order_by("sort_key", "pk")}
        for employer in employers.values():
            self._file(employer)
        for place in Workplace.objects.visible_to(by).filter(employer__in=employers, is_active=True).order_by("name"):
            place.employer = employers[place.employer_id]
            self._workplaces[place.employer.uuid].append(place)
        emails = {row.text("supervisor_email").lower() for row in rows} - {""}
        everybody = Supervisor.objects.visible_to(by).annotate(address=Lower("email"))
        led_by = everybody.filter(Q(employer__in=employers) | Q(address__in=emails))
        for supervisor in (
            led_by.select_related("employer")
            .prefetch_related("trainings", "places__workplace")
            .order_by("-is_active", "pk")
        ):
            self._supervisors[supervisor.employer.uuid].append(supervisor)
            if supervisor.email:
                self._by_email.setdefault(supervisor.email.lower(), supervisor)
        self._cautions = defaultdict(list)
        warned = EmployerWarning.objects.filter(employer__in=employers).in_force_on(today).select_related("created_by")
        for warning in warned.order_by("pk"):
            self._cautions[warning.employer_id].append(as_caution(warning))
        self.led = Led(self._led())
        self._nearest: dict[str, str] = {}
        if adding.employers:
            self._nearest = nearest_names({row.text("employer") for row in rows} - {""}, NEARLY)

    def _file(self, employer: Employer) -> None:
        if employer.org_number:
            self._by_number[employer.org_number].append(employer)
        self._by_name[sort_key(employer.name)].append(employer)

    def _led(self) -> list[tuple[UUID, int, Period]]:
        full = [row.pk for rows in self._supervisors.values() for row in rows if row.capacity is not None]
        rows = Supervision.objects.filter(supervisor__in=full).values_list("supervisor__uuid", "enrolment", "period")
        return [(supervisor, enrolment, as_period(period)) for supervisor, enrolment, period in rows]

    def place(self, employer: Employer) -> Place:
        """An employer with the warnings in force."""
        return Place(employer.name, tuple(self._cautions.get(employer.pk, ())))

    def employer_of(self, row: Row) -> Employer:
        """The employer that a row means, by number where it says one. Raises Unmatched."""
        number, name = row.text("org_number"), row.text("employer")
        found = self._by_number.get(number, []) if number else self._by_name.get(sort_key(name), [])
        if number and name:
            # The divisions of a municipality share its number; of a firm the number alone says which it is.
            called = [one for one in found if sort_key(one.name) == sort_key(name)]
            found = called or [one for one in found if not one.is_municipal]
        if len(found) > 1 and row.text("workplace"):
            key = sort_key(row.text("workplace"))
            found = [one for one in found if self._called(self._workplaces[one.uuid], key)] or found
        if len(found) > 1:
            names = ", ".join(dict.fromkeys(_told(one) for one in found))
            raise Unmatched(f"Flera arbetsgivare kan vara den: {names}. Skriv vilken med namn och organisationsnummer.")
        if not found:
            return self._new_employer(number, name)
        if not found[0].is_active:
            raise Unmatched(f"{found[0].name} används inte längre. Öppna arbetsgivaren om den ska användas igen.")
        return found[0]

    def _new_employer(self, number: str, name: str) -> Employer:
        called = f"Arbetsgivaren {name}" if name else "Arbetsgivaren med det organisationsnumret"
        namesakes = self._by_name.get(sort_key(name), []) if name else []
        if namesakes:
            raise Unmatched(
                f"{called} finns redan, med {_number(namesakes[0])}. Rätta raden, eller numret på arbetsgivarens sida."
            )
        if not self.adding.employers:
            raise Unmatched(f"{called} finns inte i registret. Lägg upp den, eller välj att nya ska läggas upp.")
        if not name:
            raise Unmatched(f"{called} finns inte i registret. Skriv namnet, så kan den läggas upp.")
        nearly = [self._nearest[name]] if name in self._nearest else []
        for warning in judge_employer(name, number, [], nearly).warnings:
            raise Unmatched(f"{warning.message} Rätta namnet, eller lägg upp arbetsgivaren för hand.")
        employer = Employer(name=name, org_number=number, kind=self.adding.employers)
        self._file(employer)
        return employer

    def workplace_of(self, row: Row, employer: Employer) -> Workplace:
        """The workplace that a row means; the only one where it names none. Raises Unmatched."""
        name, places = row.text("workplace"), self._workplaces[employer.uuid]
        if not name and len(places) == 1:
            return places[0]
        if not name and places:
            names = ", ".join(place.name for place in places[:5])
            raise Unmatched(f"{employer.name} har flera arbetsplatser: {names}. Skriv vilken.")
        name = name or employer.name
        found = self._called(places, sort_key(name))
        if found:
            return found[0]
        if employer.pk and not self.adding.workplaces:
            raise Unmatched(
                f"Arbetsplatsen {name} finns inte hos {employer.name}. Lägg upp den, eller välj att nya ska läggas upp."
            )
        place = Workplace(employer=employer, name=name)
        places.append(place)
        return place

    @staticmethod
    def _called(places: Iterable[Workplace], key: str) -> list[Workplace]:
        return [place for place in places if sort_key(place.name) == key]

    def supervisor_of(self, row: Row, employer: Employer) -> Supervisor | None:
        """The supervisor that a row means, by e-mail where it says one, else by name at the employer; None where it
        says neither. Raises Unmatched."""
        name, email = row.text("supervisor"), row.text("supervisor_email").lower()
        if email in self._by_email:
            return self._by_email[email]
        if not name and not email:
            return None
        key = sort_key(name)
        there = self._supervisors[employer.uuid]
        found = [
            one for one in there if key in (sort_key(one.full_name), sort_key(f"{one.last_name}, {one.first_name}"))
        ]
        working = [one for one in found if one.is_active] or found
        if len(working) > 1:
            raise Unmatched(f"Flera handledare hos {employer.name} heter {name}. Skriv handledarens e-post.")
        if working:
            return working[0]
        first, last = split_name(name)
        if not self.adding.supervisors or not first or not last:
            who = name or email
            what = "välj att nya ska läggas upp" if first and last else "skriv både för- och efternamn"
            raise Unmatched(f"Handledaren {who} finns inte hos {employer.name}. Lägg in handledaren, eller {what}.")
        new = Supervisor(first_name=first[:100], last_name=last[:100], email=email, employer=employer)
        there.append(new)
        if email:
            self._by_email[email] = new
        return new


def _told(employer: Employer) -> str:
    return f"{employer.name} ({_number(employer)})"


def _number(employer: Employer) -> str:
    number = employer.org_number
    return f"organisationsnummer {number[:6]}-{number[6:]}" if number else "inget organisationsnummer"
