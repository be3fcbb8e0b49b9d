"""The frame around the cases: units, staff, employers, workplaces and supervisors."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from amc.calendar import add_months
from amc.demo import municipality as place
from amc.demo.chance import Chance, Deck, at, office_day
from amc.demo.names import mailbox, make_name, swedish_name
from amc.demo.rows import Ledger
from amc.demo.towns import write_towns
from amc.staff.demo import DEMO_EMAILS, DEMO_PASSWORD
from amc.staff.models import Municipality, PayRate, Role, Team, Unit, User
from handlingsplan.models import FollowUpQuestion, ProgressQuestion, ProgressSet, ProgressVersion
from participants.models import KartlaggningArea, Source, TeamRule
from placements.models import (
    ContactPerson,
    Employer,
    InternshipKind,
    PlannedVisit,
    Scheme,
    Supervisor,
    SupervisorTraining,
    Workplace,
)
from placements.rules.visits import Visit

CONSULTANTS_PER_UNIT = 12
OWN_APPLICATION = "egen"
_WORD_FOR_UNIT = "Arbetsmarknadscentrum"


@dataclass(slots=True)
class Consultant:
    """Somebody who has cases. `left_on` is the day they stopped working here."""

    key: int
    unit: int
    team: str
    left_on: dt.date | None = None


@dataclass(slots=True)
class UnitFrame:
    """A unit and who is in it; `key` is the row's."""

    key: int
    teams: dict[str, int] = field(default_factory=dict)
    rules: list[TeamRule] = field(default_factory=list)
    consultants: list[Consultant] = field(default_factory=list)
    manager: int = 0
    hr: int = 0
    specialists: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Spot:
    """A workplace that takes people in one line of work."""

    key: int
    employer: int
    employer_name: str
    kind: str
    line: str
    supervisors: list["Guide"] = field(default_factory=list)
    workshop: bool = False

    @property
    def municipal(self) -> bool:
        """Whether its people are employed by the municipality itself."""
        return self.kind == Employer.Kind.FORVALTNING.value


@dataclass(slots=True)
class Guide:
    """A supervisor. `busy` holds first and last days, `paid` the months paid for."""

    key: int
    user: int | None
    municipal: bool
    busy: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    paid: set[dt.date] = field(default_factory=set)

    def free(self, first: dt.date, last: dt.date, most: int = 2) -> bool:
        """Whether fewer than `most` are supervised already at some time from `first` to `last`."""
        return sum(start <= last and end >= first for start, end in self.busy) < most


class World:
    """Everything that cases point at. Written to the ledger when made."""

    def __init__(self, ledger: Ledger, chance: Chance, today: dt.date, *, consultants: int, employers: int) -> None:
        self.ledger = ledger
        self.chance = chance
        self.today = today
        self.started_on = add_months(today, -12 * 14)
        self.password = make_password(DEMO_PASSWORD)
        self.sources = {source.code: source for source in Source.objects.all()}
        self.areas = {area.code: area.pk for area in KartlaggningArea.objects.order_by("order")}
        self.schemes = {scheme.code: scheme for scheme in Scheme.objects.all()}
        self.steps: list[tuple[ProgressSet, list[ProgressQuestion]]] = [
            (row, list(ProgressQuestion.objects.filter(version=row.asked_id).order_by("order")))  # type: ignore[attr-defined]
            for row in ProgressSet.objects.asked().exclude(code=place.OWN_STEPS)
        ]
        self._set_of_their_own()
        self.questions = list(FollowUpQuestion.objects.filter(is_active=True).order_by("kind", "order"))
        self.visits: dict[str, list[Visit]] = defaultdict(list)
        for visit in PlannedVisit.objects.filter(is_active=True).select_related("kind").order_by("pk"):
            self.visits[visit.kind.code].append(Visit(visit.pk, visit.anchor, visit.days))
        self.internship_kinds = {kind.code: kind for kind in InternshipKind.objects.all()}
        self.pay = PayRate.objects.order_by("-valid_from")[0].amount
        self.towns = write_towns()
        self.units: list[UnitFrame] = []
        self.spots: dict[str, list[Spot]] = defaultdict(list)
        self._spots_of: dict[tuple[str, ...], list[Spot]] = {}
        self.emails: set[str] = set()
        self._municipality()
        self._source_of_their_own()
        self._units(max(2, -(-consultants // CONSULTANTS_PER_UNIT)))
        self._staff(consultants)
        self._rules()
        self.demo_guide = self._employers(employers)

    @property
    def demo_consultant(self) -> Consultant:
        """The one who signs in as konsulent in the demo."""
        return self.units[0].consultants[0]

    def spots_of(self, kinds: tuple[str, ...]) -> list[Spot]:
        """All workplaces of employers of these kinds."""
        if kinds not in self._spots_of:
            self._spots_of[kinds] = [spot for line in self.spots.values() for spot in line if spot.kind in kinds]
        return self._spots_of[kinds]

    def _municipality(self) -> None:
        self.ledger[Municipality].add(
            id=1,
            name=place.NAME,
            unit_head=f"{place.NAME}, {_WORD_FOR_UNIT}",
            phone=place.landline(0),
            email=f"arbetsmarknad@{place.DOMAIN}",
        )

    def _set_of_their_own(self) -> None:
        """Questions that the municipality has written besides those that it got: for the young of KAA, on another
        scale and every third month."""
        asked = ProgressSet(
            code=place.OWN_STEPS, name="Min vecka", every=3, per="manad", by_default=True, from_sources=["kaa"]
        )
        asked.pk = self.ledger[ProgressSet].add(
            code=asked.code,
            name=asked.name,
            every=asked.every,
            per=asked.per,
            by_default=True,
            from_sources=asked.from_sources,
        )
        published = {"lead": "Tänk på den senaste månaden.", "published_at": at(self.started_on, 9)}
        version = self.ledger[ProgressVersion].add(set_id=asked.pk, number=1, **published)
        questions = []
        for order, (own, about) in enumerate(place.OWN_STEPS_ASKED, start=1):
            values = {
                "version_id": version,
                "code": f"vecka-{order}",
                "order": order,
                "own_wording": own,
                "about_wording": about,
                "lowest": 0,
                "highest": 10,
                "lowest_words": "Aldrig",
                "highest_words": "Alltid",
            }
            key = self.ledger[ProgressQuestion].add(**values)
            questions.append(ProgressQuestion(pk=key, **values))
        self.steps.append((asked, questions))

    def _source_of_their_own(self) -> None:
        """Own application, which this municipality has closed: a source with its last day."""
        key = self.ledger[Source].add(
            code=OWN_APPLICATION,
            name="Egen ansökan",
            kind=Source.Kind.EGEN.value,
            regime=Source.Regime.ARBETSMARKNAD.value,
            min_age=18,
            own_initiative=True,
            valid_from=dt.date(2010, 1, 1),
            valid_to=add_months(self.today, -12),
        )
        self.sources[OWN_APPLICATION] = Source(
            pk=key, code=OWN_APPLICATION, name="Egen ansökan", min_age=18, valid_to=add_months(self.today, -12)
        )

    def _units(self, count: int) -> None:
        for number in range(count):
            name = (
                place.UNITS[number] if number < len(place.UNITS) else f"{_WORD_FOR_UNIT} {place.VILLAGES[-1]} {number}"
            )
            unit = UnitFrame(self.ledger[Unit].add(name=name))
            for code, label in place.TEAMS:
                unit.teams[code] = self.ledger[Team].add(unit_id=unit.key, code=code, name=label)
            self.units.append(unit)

    def _person(
        self, first: str, last: str, role: str, unit: int, *, email: str = "", team: str = "", **more: object
    ) -> int:
        if not email:
            email = base = mailbox(first, last, place.DOMAIN)
            serial = 1
            while email in self.emails:
                serial += 1
                email = base.replace("@", f"{serial}@")
        self.emails.add(email)
        more["expires_on"] = more.get("expires_on") or add_months(self.today, 9)
        return self.ledger[User].add(
            email=email,
            password=self.password,
            first_name=first,
            last_name=last,
            roles=[role],
            unit_id=self.units[unit].key,
            team_id=self.units[unit].teams.get(team),
            phone=place.landline(len(self.emails)),
            **more,
        )

    def _staff(self, consultants: int) -> None:
        for number in range(consultants):
            if number < len(place.CONSULTANTS):
                first, last, unit, team = person = place.CONSULTANTS[number]
            else:
                first, last = swedish_name(self.chance)
                unit = min(range(len(self.units)), key=lambda index: len(self.units[index].consultants))
                team = place.TEAMS[len(self.units[unit].consultants) % len(place.TEAMS)][0]
                person = (first, last, unit, team)
            left = office_day(self.today - dt.timedelta(days=20)) if person == place.LEFT else None
            email = DEMO_EMAILS[Role.KONSULENT] if person == place.DEMO_CONSULTANT else ""
            key = self._person(
                first,
                last,
                Role.KONSULENT.value,
                unit,
                email=email,
                team=team,
                title="Arbetsmarknadskonsulent",
                is_active=left is None,
                expires_on=left,
            )
            self.units[unit].consultants.append(Consultant(key, unit, team, left))
        seen: set[str] = set()
        for first, last, role, title, unit in place.OTHERS:
            email = "" if role in seen else DEMO_EMAILS[role]
            seen.add(role)
            key = self._person(first, last, role.value, unit, email=email, title=title)
            if role is Role.ENHETSCHEF:
                self.units[unit].manager = key
            elif role is Role.SPECIALIST:
                self.units[unit].specialists.append(key)
            elif role is Role.EKONOM:
                self.ekonom = key
            elif role is Role.HR:
                self.units[unit].hr = key
        for number, unit_frame in enumerate(self.units[2:], start=2):
            first, last = swedish_name(self.chance)
            unit_frame.manager = self._person(first, last, Role.ENHETSCHEF.value, number, title="Enhetschef")
            first, last = swedish_name(self.chance)
            unit_frame.specialists.append(
                self._person(first, last, Role.SPECIALIST.value, number, title="Studie- och yrkesvägledare")
            )

    def _rules(self) -> None:
        """KAA and the youngest to ungdom, etablering apart, those with interpreter to språk, AF to insteg first."""
        for unit in self.units:
            conditions: list[tuple[str, dict[str, object]]] = [
                ("ungdom", {"source_id": self.sources["kaa"].pk}),
                ("etablering", {"source_id": self.sources["etablering"].pk}),
                ("ungdom", {"below_age": 25}),
                ("sprak", {"needs_interpreter": True}),
                ("insteg", {"source_id": self.sources["af"].pk}),
                ("vuxen", {}),
            ]
            for order, (team, condition) in enumerate(conditions, start=1):
                values = {"unit_id": unit.key, "order": order, "team_id": unit.teams[team], **condition}
                self.ledger[TeamRule].add(**values)
                unit.rules.append(TeamRule(**values))

    def _employers(self, count: int) -> Guide:
        """All employers with workplaces, contacts and supervisors; answers the demo's supervisor."""
        training = Deck(self.chance, [(value, weight) for value, weight in _TRAINING])
        demo_guide = None
        for number, (kind, name, org_number, workplaces) in enumerate(place.employers(count)):
            employer = self.ledger[Employer].add(
                kind=kind,
                name=name,
                org_number=org_number,
                phone=place.landline(number),
                email=f"kontakt{number}@arbetsgivare.example" if number % 3 else "",
                note="Vill bli kontaktad på förmiddagen." if number % 7 == 3 else "",
                is_active=number % 29 != 28,
            )
            for position, (line, workplace_name) in enumerate(workplaces):
                workshop = kind == "forvaltning" and position == 1
                spot = Spot(
                    self.ledger[Workplace].add(
                        employer_id=employer,
                        name=workplace_name,
                        division=name if kind == "forvaltning" else "",
                        address=f"{self.chance.pick(place.STREETS)} {self.chance.between(1, 60)}",
                        city=self.chance.pick(place.VILLAGES),
                        capacity=self.chance.between(1, 4),
                        own_workshop=workshop,
                    ),
                    employer,
                    name,
                    kind,
                    line,
                    workshop=workshop,
                )
                self.spots[line].append(spot)
                self._contact(employer, spot.key if position else None, first=position == 0)
                for _ in range(3 if spot.municipal else 2):
                    demo = demo_guide is None
                    guide = self._supervisor(spot, training.deal() if not demo else "campus", demo=demo)
                    demo_guide = demo_guide or guide
                    spot.supervisors.append(guide)
        assert demo_guide is not None  # noqa: S101 - there are employers
        return demo_guide

    def _contact(self, employer: int, workplace: int | None, *, first: bool) -> None:
        given, family = swedish_name(self.chance)
        title = self.chance.pick(("Enhetschef", "Föreståndare", "Platschef", "Personalansvarig", "Arbetsledare"))
        self.ledger[ContactPerson].add(
            employer_id=employer,
            workplace_id=workplace,
            name=f"{given} {family}",
            title=title,
            phone=place.mobile(self.chance.between(0, 94)),
            email=mailbox(given, family, "arbetsgivare.example"),
            decides=first,
        )

    def _supervisor(self, spot: Spot, training: str, *, demo: bool) -> Guide:
        name = make_name(self.chance, self.chance.pick(("kvinna", "man")))
        first, last = place.DEMO_SUPERVISOR if demo else (name.first, name.last)
        user = None
        if demo or self.chance.often(0.7):
            email = DEMO_EMAILS[Role.HANDLEDARE] if demo else ""
            unit = 0 if demo else self.chance.between(0, len(self.units) - 1)
            user = self._person(first, last, Role.HANDLEDARE.value, unit, email=email, title="Handledare")
        trained_on = None if training == "none" else self.chance.day(self.started_on, add_months(self.today, -40))
        key = self.ledger[Supervisor].add(
            user_id=user,
            first_name=first,
            last_name=last,
            email=mailbox(first, last, "arbetsgivare.example"),
            phone=place.mobile(self.chance.between(0, 94)),
            employer_id=spot.employer,
            municipal_employee=spot.municipal,
            employee_number=f"{10_400 + self.ledger[Supervisor].next_key}" if spot.municipal else "",
        )
        if trained_on:
            self.ledger[SupervisorTraining].add(
                # Drawn by the supervisor alone: nothing else of the demo is drawn anew.
                uuid=Chance(f"utbildning {key}").uuid(),
                supervisor_id=key,
                kind=training,
                held_on=trained_on,
                certificate=f"Pärm {key % 4 + 1}",
                noted_at=at(trained_on + dt.timedelta(days=7), 10),
            )
        return Guide(key, user, spot.municipal)


_TRAINING = ((SupervisorTraining.Kind.CAMPUS.value, 45), (SupervisorTraining.Kind.SKOLVERKET.value, 30),
             (SupervisorTraining.Kind.OWN.value, 10), ("none", 15))  # fmt: skip
