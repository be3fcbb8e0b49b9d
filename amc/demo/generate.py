"""Makes the municipality: the frame, then case after case, written by COPY in batches."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.db import connection, transaction
from psycopg import sql

from amc.calendar import add_months
from amc.demo import gnosjo
from amc.demo.chance import Chance
from amc.demo.filing.arrival import enrol
from amc.demo.filing.assessing import assess
from amc.demo.filing.closing import Ending, close, random_ending
from amc.demo.filing.desk import Desk
from amc.demo.filing.following import follow_up
from amc.demo.filing.journaling import write_journal
from amc.demo.filing.offering import offer, seek
from amc.demo.filing.placing import place_out, work_before
from amc.demo.filing.planning import plan
from amc.demo.people import People, Person
from amc.demo.queue import import_files, queue
from amc.demo.rows import Copying, Digesting, Ledger, Sink, Table
from amc.demo.stories import Case, all_cases
from amc.demo.tables import ORDER
from amc.demo.texts.directions import DIRECTIONS
from amc.demo.world import World
from participants.models import Participant
from placements.models import Employment

DEMO_PARTICIPANTS = 430
DEMO_OPEN = 186
SMALL_EMPLOYERS = 60
CASES_PER_CONSULTANT = 40
SMALL_STAFF = 12
BATCH = 1_000
RICH_BELOW = 2_000
_COHORT_FROM = 200
_RETURNS = 0.06
_REMEMBERED = 2_000
_LOOKED_THROUGH = 30


@dataclass(frozen=True)
class Size:
    """How much to make: people who are or have been participants, how many of them are so today, and employers.

    `employments` is the least number of employments: what cases have of themselves is filled up with earlier work.
    `openings` is how many places are open; with any, every open case has filled in what is sought.
    """

    participants: int
    opened: int
    employers: int = SMALL_EMPLOYERS
    employments: int = 0
    openings: int = 0

    @classmethod
    def demo(cls) -> "Size":
        """The demo municipality: thick with open cases, so that twelve consultants have something to do."""
        return cls(DEMO_PARTICIPANTS, DEMO_OPEN)

    @classmethod
    def of(cls, participants: int, *, employers: int = 0, employments: int = 0, openings: int = 0) -> "Size":
        """As in a register that has been used for years: every tenth is enrolled today."""
        usual = SMALL_EMPLOYERS + (participants // 50 if participants > RICH_BELOW else 0)
        return cls(participants, max(1, participants // 10), max(usual, employers), employments, openings)

    @property
    def consultants(self) -> int:
        """How many it takes."""
        return max(SMALL_STAFF, -(-self.opened // CASES_PER_CONSULTANT))


class Generator:
    """Makes everything of one `size` and `seed`, as of `today`, into `sink`."""

    def __init__(self, size: Size, seed: int, today: dt.date, sink: Sink) -> None:
        self.size = size
        self.today = today
        self.chance = Chance(seed)
        self.ledger = Ledger(ORDER, sink, self.chance)
        self.world = World(self.ledger, self.chance, today, consultants=size.consultants, employers=size.employers)
        self.people = People(self.chance, seed, today)
        self.desk = Desk(self.ledger, self.world, self.chance, today, rich=size.participants < RICH_BELOW)
        self._been_here: list[tuple[dt.date, Person]] = []
        self._remembers = min(1.0, _REMEMBERED / size.participants)
        self.number = 0

    def run(self) -> None:
        """Make it all."""
        for case, ending in self._cases():
            self._write(case, self._person(case), ending)
            self._somebody_returns(case)
            if self.number % BATCH == 0:
                self.ledger.flush()
        known = [person for closed, person in self._been_here if closed < self.today - dt.timedelta(days=60)]
        queue(self.desk, self.people, known[-4:], max(1, self.size.participants // 4_000))
        import_files(self.desk)
        offer(self.desk, self.size.openings)
        self.ledger.flush()

    def _cases(self) -> Iterator[tuple[Case, Ending | None]]:
        past = list(gnosjo.cohort(self.world, self.chance)) if self.size.participants >= _COHORT_FROM else []
        closed = self.size.participants - self.size.opened - len(past)
        present = all_cases(self.world, self.chance, opened=self.size.opened, closed=closed)
        return chain(past, ((case, None) for case in present))

    def _write(self, case: Case, person: Person, ending: Ending | None) -> None:
        """One case from beginning to end."""
        self.number += 1
        file = enrol(self.desk, case, person, self.number)
        assess(self.desk, file)
        plan(self.desk, file)
        follow_up(self.desk, file, place_out(self.desk, file))
        wanted = self.size.employments * self.number // self.size.participants
        work_before(self.desk, file, wanted - self.ledger[Employment].count)
        if self.size.openings and file.is_open:
            seek(self.desk, file)
        if case.closed_on:
            ending = ending or random_ending(self.desk, file)
            close(self.desk, file, ending)
            may_return = ending.reason != "avliden" and case.closed_on.year != gnosjo.YEAR
            if may_return and self.chance.often(self._remembers):
                self._been_here.append((case.closed_on, person))
        write_journal(self.desk, file)

    def _person(self, case: Case) -> Person:
        """Somebody whose age suits where the case comes from, when it came and as long as it lasts."""
        came = case.opened_on - dt.timedelta(days=20)
        if case.trait == "turning_20":
            birthday = self.today + dt.timedelta(days=25)
            return self.people.take(
                add_months(birthday - dt.timedelta(days=6), -240), add_months(birthday + dt.timedelta(days=6), -240)
            )
        if case.source == "kaa":
            return self.people.of_age(16, 20, case.closed_on or self.today, at_least_on=came)
        if case.source == "omsorgskontoret":
            return self.people.of_age(16, 30, case.opened_on, at_least_on=came)
        person = self.people.of_age(18, 64, case.opened_on, at_least_on=came)
        if not case.trait and case.opened_on.year > gnosjo.YEAR:
            self.desk.without_papers(person, is_open=case.closed_on is None)
        if case.trait.startswith("handledare"):
            person.line = next(line for line in DIRECTIONS if line.code == "vard")
        return person

    def _somebody_returns(self, case: Case) -> None:
        """Now and then somebody who has been here comes back about when `case` comes in."""
        unit = self.world.units[case.consultant.unit].key
        if case.trait or case.consultant is self.world.demo_consultant or not self.chance.often(_RETURNS):
            return
        for _ in range(min(len(self._been_here), _LOOKED_THROUGH)):
            closed, person = chosen = self.chance.pick(self._been_here)
            if (case.opened_on - closed).days > 60 and person.age(case.opened_on) >= 18 and person.unit == unit:
                self._been_here.remove(chosen)
                source = "vuxenenheten" if case.source in ("kaa", "omsorgskontoret") else case.source
                self._write(Case(case.opened_on, case.closed_on, source, case.consultant), person, None)
                return


def digest(size: Size, seed: int, today: dt.date) -> Digesting:
    """The fingerprint and the number of rows of what these arguments make, without writing anything."""
    sink = Digesting()
    Generator(size, seed, today, sink).run()
    return sink


def generate(size: Size, seed: int, today: dt.date) -> Counter[str]:
    """Write it all in one transaction; rows per table. The database has no participants before.

    Runs as `owner`: the tables' own triggers are switched off for the transaction, since frozen plans could not
    be written otherwise and history would be dated today. `amc.demo.verify` asks afterwards what they promise.
    """
    sink = Copying()
    with transaction.atomic():
        tables = [model._meta.db_table for model in ORDER]
        _triggers("DISABLE", tables)
        # Foreign keys are looked at after each batch, not all at the end, so that memory stays level.
        _execute("SET CONSTRAINTS ALL IMMEDIATE")
        generator = Generator(size, seed, today, sink)
        generator.run()
        _execute(
            "INSERT INTO placements_amitotal (participant_id, days) SELECT participant_id, sum(amc_period_days(period))"
            " FROM placements_employment WHERE scheme = 'ami' GROUP BY participant_id"
        )
        # The connection's zone is UTC, as the chain's is (amc/audit/migrations/sql/chain.sql).
        _execute(
            "INSERT INTO audit_link (source, row, digest, disposed, at) SELECT 'participants_journalentry', id,"
            " audit_digest(to_jsonb(entry)), false, clock_timestamp() FROM participants_journalentry entry"
        )
        sink.set_sequences(list[Table](generator.ledger.tables.values()))
        _execute(f"SELECT setval('participants_case_number', {generator.number})")
        _triggers("ENABLE", tables)
        _execute("ANALYZE")
    return Counter(generator.ledger.counts())


def is_loaded() -> bool:
    """Whether there are participants already."""
    return Participant.objects.exists()


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _triggers(verb: str, tables: list[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            statement = sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(sql.Identifier(table), sql.SQL(verb))
            cursor.execute(statement)
