"""Whom the rows are about, and what is known of them, in as many queries for 500 rows as for two."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from amc.staff.models import User
from participants.models import Enrolment, IdentityNumber
from placements.facts import as_other, groundworks_of
from placements.models import Employment, Supervisor, WageSupport
from placements.rules.employment import Groundwork, Other
from placements.rules.periods import Period

# The same for a number that nobody has, that another unit has, and that is hidden from who asks: nothing is told.
NOT_HERE = (
    "Ingen deltagare med det numret är inskriven hos er. Kontrollera numret, eller skriv in personen först och ladda "
    "upp filen igen."
)


class People:
    """The participants with some identity numbers, as far as `by` may see them."""

    def __init__(self, numbers: Collection[str], by: User) -> None:
        known = IdentityNumber.objects.visible_to(by).filter(number__in=numbers)
        self._person = dict(known.values_list("number", "participant_id"))
        enrolments = Enrolment.objects.visible_to(by).filter(participant__in=set(self._person.values()))
        self._enrolment: dict[int, Enrolment] = {}
        for row in enrolments.select_related("participant").order_by("opened_on", "pk"):
            held = self._enrolment.get(row.participant_id)
            if held is None or held.closed_on is not None:
                self._enrolment[row.participant_id] = row
        self._groundwork = groundworks_of(self._enrolment.values())
        self._employments: dict[int, list[Employment]] = defaultdict(list)
        rows = Employment.objects.filter(participant__in=self._enrolment)
        for row in rows.select_related("scheme", "employer").order_by("pk"):
            self._employments[row.participant_id].append(row)

        self._supports: dict[int, list[tuple[str, Period]]] = defaultdict(list)
        decided = WageSupport.objects.filter(employment__participant__in=self._enrolment)
        for person, kind, first, last in decided.order_by("pk").values_list(
            "employment__participant", "kind", "first_day", "last_day"
        ):
            self._supports[person].append((kind, Period(first, last)))

    @property
    def keys(self) -> Collection[int]:
        """The participants' keys."""
        return self._enrolment.keys()

    def enrolment(self, number: str) -> Enrolment | None:
        """The person's open enrolment, else the latest; None for a number that is nobody's whom the reader may see."""
        return self._enrolment.get(self._person.get(number, 0))

    def groundwork(self, enrolment: Enrolment) -> Groundwork:
        """What was done before an employment."""
        return self._groundwork[enrolment.pk]

    def others(self, enrolment: Enrolment, employment: Employment) -> tuple[Other, ...]:
        """The person's employments beside one that is proposed, also those planned in earlier rows."""
        return tuple(
            as_other(row, same_employer=row.employer.uuid == employment.employer.uuid)
            for row in self._employments[enrolment.participant_id]
        )

    def same(self, employment: Employment) -> Employment | None:
        """The employment that is there already: the same person, form, employer and first day."""
        for row in self._employments[employment.participant_id]:
            alike = row.scheme_id == employment.scheme_id and row.employer.uuid == employment.employer.uuid
            if alike and row.first_day == employment.first_day:
                return row
        return None

    def supports(self, participant: int, kind: str) -> list[Period]:
        """The person's decisions about a kind of lönestöd, also those planned in earlier rows."""
        return [period for one, period in self._supports[participant] if one == kind]

    def plan_support(self, participant: int, kind: str, period: Period) -> None:
        """A decision of an earlier row that is to be written counts for the rows after it."""
        self._supports[participant].append((kind, period))

    def plan(self, employment: Employment) -> None:
        """An earlier row that is to be written counts for the rows after it."""
        self._employments[employment.participant_id].append(employment)


class Led:
    """Whom some supervisors lead, for those of them who take a number at most."""

    def __init__(self, rows: Iterable[tuple[UUID, int, Period]]) -> None:
        self._led: dict[UUID, list[tuple[int, Period]]] = defaultdict(list)
        for supervisor, enrolment, period in rows:
            self._led[supervisor].append((enrolment, period))

    def on(self, supervisor: Supervisor, day: dt.date, enrolment: int) -> int:
        """How many they lead on `day`, without those of the enrolment that is asked about."""
        return sum(other != enrolment and day in period for other, period in self._led[supervisor.uuid])

    def plan(self, supervisor: Supervisor, enrolment: int, period: Period) -> None:
        """An earlier row that is to be written counts for the rows after it."""
        self._led[supervisor.uuid].append((enrolment, period))
