"""What the tests of importing employments share: an employer in the register, and people with numbers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from amc.obstacles import Refused
from participants.actions.importing import receive_file
from participants.identity_pattern import official_numbers
from participants.models import Enrolment, ImportFile
from placements import actions
from placements.importing.columns import EMPLOYMENT
from placements.importing.preview import Preview
from placements.models import Employer, Supervisor, Workplace
from tests.factories import (
    EmployerFactory,
    EnrolmentFactory,
    IdentityNumberFactory,
    People,
    PlanVersionFactory,
    SupervisorFactory,
    WorkplaceFactory,
    agreed,
    at,
    make_people,
)

TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)
AGREED_ON = dt.date(2026, 1, 20)
ORG = "556016-0680"
HEADINGS = (
    "Personnummer;Anställningsform;Orgnr;Arbetsgivare;Arbetsplats;Handledare;Första dag;Sista dag;Omfattning;"
    "Kollektivavtal;Fackförbund;Planens datum på papper;Skäl för undantag;Dnr"
)
NAMES = ("number", "scheme", "org", "employer", "workplace", "supervisor", "first", "last", "extent", "agreement")
NAMES += ("union", "paper", "reason", "reference")


@dataclass
class Town:
    """A unit that is about to begin, and an employer that is in the register."""

    people: People
    employer: Employer
    workplace: Workplace
    supervisor: Supervisor
    numbers: Iterator[Any] = field(
        default_factory=lambda: official_numbers(7, born_from=dt.date(1970, 1, 1), born_to=dt.date(2004, 1, 1))
    )

    def enrolled(self, *, plan: bool = True, **values: Any) -> tuple[str, Enrolment]:
        """Somebody who is enrolled, with their number; with a plan agreed 2026-01-20."""
        values = {"participant__unit": self.people.unit, "consultant": self.people.anna} | values
        enrolment = EnrolmentFactory(**values)
        identity = next(self.numbers)
        IdentityNumberFactory(participant=enrolment.participant, number=identity.number)
        if plan:
            agreed(PlanVersionFactory(enrolment=enrolment), AGREED_ON)
        return identity.formatted(), enrolment

    def number(self, **values: Any) -> str:
        """The number alone."""
        return self.enrolled(**values)[0]


def make_town() -> Town:
    """The town."""
    employer = EmployerFactory(name="Gröna Gården AB", org_number="5560160680", kind=Employer.Kind.PRIVAT)
    workplace = WorkplaceFactory(employer=employer, name="Förrådet", capacity=1000)
    supervisor = SupervisorFactory(employer=employer, first_name="Hans", last_name="Hedlund")
    return Town(make_people(), employer, workplace, supervisor)


def line(number: str, **values: str) -> str:
    """A row of the file: an AMI for 12 months from 2026-02-01 but for `values`."""
    cells = {
        "number": number,
        "scheme": "AMI",
        "org": ORG,
        "employer": "Gröna Gården",
        "workplace": "Förrådet",
        "supervisor": "Hans Hedlund",
        "first": "2026-02-01",
        "last": "2027-01-31",
        "extent": "100",
        "agreement": "BEA",
        "union": "Kommunal",
    } | values
    return ";".join(cells.get(name, "") for name in NAMES)


def receive(town: Town, *lines: str, by: Any = None, **choices: Any) -> ImportFile:
    """The file, uploaded by anna unless told otherwise."""
    return receive_file(
        unit=town.people.unit,
        filename="anställningar.csv",
        content="\n".join([HEADINGS, *lines]).encode(),
        by=by or town.people.anna,
        kind=ImportFile.Kind.EMPLOYMENTS,
        fields=EMPLOYMENT,
        choices=choices,
    )


def judged(file: ImportFile) -> list[tuple[str, str]]:
    """What becomes of each row, and why."""
    return [(str(one.fate), one.why) for one in Preview(file, TODAY, by=file.uploaded_by).rows]


def carry_out(
    file: ImportFile, *, rest: bool = True, acknowledged: bool = False, seen: str | None = None
) -> ImportFile:
    """Import it, having read the preview just before."""
    by = file.uploaded_by
    return actions.import_employments(
        file,
        rest=rest,
        acknowledged=acknowledged,
        seen=Preview(file, TODAY, by=by).digest if seen is None else seen,
        by=by,
        today=TODAY,
        now=NOW,
    )


def only(file: ImportFile) -> tuple[str, str]:
    (found,) = judged(file)
    return found


def counts(file: ImportFile) -> tuple[int, int, int]:
    return file.added_count, file.skipped_count, file.failed_count


def refusal(act, *args, **values) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        act(*args, **values)
    return refused.value.codes
