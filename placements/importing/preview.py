"""What would become of each row of a file of employments if it were imported now. Reads, never writes.

A row is judged by the rules of the form that starts one employment, beside what the register holds and what the rows
above it would add.
"""

import datetime as dt
import enum
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from amc.obstacles import Obstacle
from amc.staff.access import Permission
from amc.staff.models import User
from participants.importing.judged import JudgedRows
from participants.models import Enrolment, IdentityNumber, ImportFile
from placements.facts import as_assigned, as_period, as_range, support_terms_of, terms_of
from placements.guard import Scenes, limits_of_misuse, lock_workplaces
from placements.importing.columns import missing_columns
from placements.importing.people import NOT_HERE, People
from placements.importing.register import Adding, Register, Unmatched
from placements.importing.rows import Row, RowReader, Schemes
from placements.models import Employer, Employment, Scheme, Supervisor, Workplace
from placements.rules.employment import Exemption, Proposal, groundwork_lacks, judge_start
from placements.rules.misuse import judge_misuse_of_job
from placements.rules.periods import Period
from placements.rules.place import joined, judge_cautions
from placements.rules.verdict import Verdict
from placements.rules.wage_support import judge_support, requested_until_obstacles


class Fate(enum.StrEnum):
    """What becomes of a row: it is added, added when its warnings have been read, already here, or wrong."""

    NEW = "nya"
    WARNED = "varningar"
    KNOWN = "finns"
    WRONG = "fel"


@dataclass(slots=True)
class Judged:
    """A row with its fate and, in words, why; what it would add, where it can be told whose it is."""

    row: Row
    fate: Fate
    why: str = ""
    employment: Employment | None = None
    supervisor: Supervisor | None = None
    verdict: Verdict | None = None

    @property
    def goes_in(self) -> bool:
        """Whether it is added when its warnings have been read."""
        return self.fate in (Fate.NEW, Fate.WARNED)


class Preview(JudgedRows[Judged]):
    """The rows of a file, each with its fate on `today` for `by`, who uploaded it. `missing`: what no column says yet;
    then there are no rows. `holds`: the workplaces are locked before room is judged, in a transaction that writes."""

    def __init__(self, file: ImportFile, today: dt.date, *, by: User, holds: bool = False) -> None:
        self.file, self.today, self.by, self.holds = file, today, by, holds
        self.choices = file.choices
        self.missing = missing_columns(file.columns, bool(self.choices.get("scheme")))

    @cached_property
    def read(self) -> list[Row]:
        """Every row in the order of the file, as it says itself."""
        if self.missing:
            return []
        schemes = list(Scheme.objects.order_by("name"))
        fixed = next((scheme for scheme in schemes if scheme.code == self.choices.get("scheme")), None)
        reader = RowReader(self.file.headings, self.file.columns, Schemes.of(schemes), fixed, self.today)
        return [reader.read(number, cells) for number, *cells in self.file.rows]

    @property
    def people(self) -> set[int]:
        """The keys of those whom the rows are about, as far as `by` may see them."""
        numbers = {row.text("identity_number") for row in self.read if not row.errors}
        known = IdentityNumber.objects.visible_to(self.by).filter(number__in=numbers)
        return set(known.values_list("participant_id", flat=True))

    @cached_property
    def rows(self) -> list[Judged]:
        """Every row, judged by what the registers hold when this is first asked."""
        return Judge(self.read, self).judged() if self.read else []

    @cached_property
    def digest(self) -> str:
        """What the rows would become, as one word: another when anything of it has changed."""
        said = [[judged.row.number, judged.fate, judged.why] for judged in self.rows]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def added(self) -> tuple[list[Employer], list[Workplace], list[Supervisor]]:
        """The employers, workplaces and supervisors that would be added with the rows that can go in, each once.

        The workplace that a new employer begins with is among the workplaces.
        """
        return added_with(self.of(Fate.NEW, Fate.WARNED))


def added_with(rows: Iterable[Judged]) -> tuple[list[Employer], list[Workplace], list[Supervisor]]:
    """The employers, workplaces and supervisors that are not saved yet and that `rows` need, each once."""
    employers: dict[UUID, Employer] = {}
    places: dict[UUID, Workplace] = {}
    supervisors: dict[UUID, Supervisor] = {}
    for judged in rows:
        employment = judged.employment
        if employment is None:
            continue
        if employment.employer.pk is None:
            employers[employment.employer.uuid] = employment.employer
        if employment.workplace and employment.workplace.pk is None:
            places[employment.workplace.uuid] = employment.workplace
        if judged.supervisor and judged.supervisor.pk is None:
            supervisors[judged.supervisor.uuid] = judged.supervisor
    return list(employers.values()), list(places.values()), list(supervisors.values())


class Judge:
    """Judges the rows of one file, from above and down."""

    def __init__(self, rows: list[Row], preview: Preview) -> None:
        choices = preview.choices
        self.rows, self.today, self.by = rows, preview.today, preview.by
        self.reason = choices.get("exception_reason", "")
        self.may_except = Permission.MANAGE.granted_to(preview.by)
        self.refused: dict[str, str] = preview.file.refused
        self.holds = preview.holds
        readable = [row for row in rows if not row.errors]
        self.people = People({row.text("identity_number") for row in readable}, preview.by)
        adding = Adding(
            choices.get("new_employers", ""),
            bool(choices.get("new_workplaces")),
            bool(choices.get("new_supervisors")),
        )
        self.register = Register(readable, adding, preview.by, preview.today)
        self.limits = limits_of_misuse()
        self._seen: dict[tuple[object, ...], int] = {}
        self._of_person: dict[int, int] = {}

    def judged(self) -> list[Judged]:
        """Every row."""
        matched = [self._matched(row) for row in self.rows]
        places: dict[UUID, Workplace] = {}
        for one in matched:
            if one.employment and one.employment.workplace:
                places[one.employment.workplace.uuid] = one.employment.workplace
        if self.holds:
            lock_workplaces(places.values())
        self.scenes = Scenes(self.people.keys, places.values(), self.by)
        return [self._judge(one) if one.employment else one for one in matched]

    def _matched(self, row: Row) -> Judged:
        """The row with the employment that it means, or why it means none."""
        if row.errors:
            return Judged(row, Fate.WRONG, " ".join(row.errors))
        errors = []
        enrolment = self.people.enrolment(row.text("identity_number"))
        if enrolment is None:
            errors.append(NOT_HERE)
        try:
            employer = self.register.employer_of(row)
            workplace = self.register.workplace_of(row, employer)
            supervisor = self.register.supervisor_of(row, employer)
        except Unmatched as error:
            errors.append(str(error))
        first, last = row.values["first_day"], row.values["last_day"]
        if last < first:
            errors.append(f"Sista dagen behöver vara tidigast {first}, anställningens första dag.")
        if errors or enrolment is None:
            return Judged(row, Fate.WRONG, " ".join(errors))
        employment = Employment(
            participant=enrolment.participant,
            enrolment=enrolment,
            scheme=row.values["scheme"],
            employer=employer,
            workplace=workplace,
            period=as_range(Period(first, last)),
            extent=row.values["extent"],
            tasks=row.text("tasks"),
            collective_agreement=row.text("collective_agreement"),
            union=row.text("union"),
            reference=row.text("reference"),
            created_by=self.by,
        )
        return Judged(row, Fate.NEW, employment=employment, supervisor=supervisor)

    def _judge(self, one: Judged) -> Judged:
        employment, enrolment = one.employment, one.employment.enrolment  # type: ignore[union-attr]
        assert employment is not None  # noqa: S101 - by `judged`
        key = (employment.participant_id, employment.scheme_id, employment.employer.uuid, employment.first_day)
        known = self.people.same(employment)
        if known is not None:
            one.fate, one.why = Fate.KNOWN, self._known_words(known, employment, self._seen.get(key))
            if one.row.support:
                one.why += " Lönestödet läggs inte in härifrån: lägg in det på anställningens sida om det saknas."
            return one
        verdict = one.verdict = self._verdict(one, enrolment)
        number = str(one.row.number)
        messages = [obstacle.message for obstacle in verdict.refusals]
        if not messages and number in self.refused:
            messages = [self.refused[number]]
        if messages:
            above = self._of_person.get(employment.participant_id)
            also = f" Samma person står på rad {above}." if above else ""
            one.fate, one.why = Fate.WRONG, " ".join(messages) + also
            return one
        if verdict.warnings:
            one.fate, one.why = Fate.WARNED, " ".join(obstacle.message for obstacle in verdict.warnings)
        self._plan(one, employment, enrolment)
        self._seen[key] = self._of_person[employment.participant_id] = one.row.number
        return one

    @staticmethod
    def _known_words(known: Employment, employment: Employment, above: int | None) -> str:
        if above:
            return f"Samma anställning står på rad {above}."
        words = f"Anställningen finns redan, {known.first_day} – {known.last_day}."
        if known.last_day != employment.last_day:
            words += f" Filen säger {employment.last_day}: ändra sista dagen på anställningens sida om filen har rätt."
        return words

    def _verdict(self, one: Judged, enrolment: Enrolment) -> Verdict:
        employment: Employment = one.employment  # type: ignore[assignment]
        terms, period = terms_of(employment.scheme), as_period(employment.period)
        groundwork = self.people.groundwork(enrolment)
        exemption = self._exemption(one.row)
        assigned = None
        if one.supervisor:
            leads = self.register.led.on(one.supervisor, period.first, enrolment.pk)
            assigned = as_assigned(one.supervisor, employment.employer, employment.workplace, period.first, leads)
        proposal = Proposal(
            terms,
            period,
            employment.extent,
            employment.union,
            employment.collective_agreement,
            self.people.others(enrolment, employment),
        )
        verdict = judge_start(
            proposal,
            groundwork,
            assigned,
            today=self.today,
            closed_on=enrolment.closed_on,
            exemption=exemption,
        )
        if exemption and groundwork_lacks(terms, period.first, groundwork, self.today):
            employment.exception_reason, employment.exception_by = exemption.reason, self.by
            employment.exception_paper_date = exemption.paper_date
        scene = self.scenes.of(employment.participant_id, employment.workplace)  # type: ignore[arg-type]
        misuse = judge_misuse_of_job(scene, period, self.limits, regular=employment.scheme.regular)
        cautions = judge_cautions(self.register.place(employment.employer))
        return joined(verdict, cautions, misuse, self._support(one.row, employment))

    def _support(self, row: Row, employment: Employment) -> Verdict:
        """What the rules of lönestöd say of the row's decision; nothing where it has none."""
        said = row.support
        if said is None:
            return Verdict()
        same_kind = self.people.supports(employment.participant_id, said.kind.code)
        period = as_period(employment.period)
        decision = Period(said.first, said.last)
        before = Verdict(refusals=requested_until_obstacles(said.requested, decision, today=self.today))
        return joined(before, judge_support(support_terms_of(said.kind), decision, period, same_kind=same_kind))

    def _exemption(self, row: Row) -> Exemption | None:
        """The exception that the row asks for, or the one of all rows; only the enhetschef's counts."""
        reason = row.text("exception_reason") or self.reason
        paper_date = row.values.get("exception_paper_date")
        return Exemption(reason, paper_date) if self.may_except and reason else None

    def _plan(self, one: Judged, employment: Employment, enrolment: Enrolment) -> None:
        """What is to be added counts for the rows below."""
        period = as_period(employment.period)
        self.people.plan(employment)
        said = one.row.support
        if said:
            self.people.plan_support(employment.participant_id, said.kind.code, Period(said.first, said.last))
        self.scenes.plan(employment.participant_id, employment.workplace, period)  # type: ignore[arg-type]
        if one.supervisor:
            self.register.led.plan(one.supervisor, enrolment.pk, period)


CHANGED = Obstacle(
    None,
    "Något har ändrats i registret sedan du granskade raderna. Läs dem igen och tryck på knappen när de stämmer.",
    "rows_changed",
)
