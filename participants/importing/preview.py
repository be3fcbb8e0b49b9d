"""What would become of each row of a file if it were imported now. Reads, never writes."""

import datetime as dt
import enum
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from amc.staff.models import User
from participants.duplicates import BATCH, Sought, hidden_numbers, open_matters
from participants.importing.columns import missing_columns
from participants.importing.judged import JudgedRows
from participants.importing.rows import Row, RowReader, Sources
from participants.models import ImportFile, Referral, Source


class Fate(enum.StrEnum):
    """What becomes of a row: it is added, asked about as a possible duplicate, already here, or wrong."""

    NEW = "nya"
    DUPLICATE = "dubbletter"
    KNOWN = "finns"
    WRONG = "fel"


@dataclass(slots=True)
class Judged:
    """A row with its fate and, in words, why."""

    row: Row
    fate: Fate
    why: str = ""


class Preview(JudgedRows[Judged]):
    """The rows of a file, each with its fate on `today`. `missing`: what no column says yet; then there are no rows.

    Rows with the number of somebody hidden from `by` are shown to whoever uploaded the file, who wrote them, and to
    nobody else; to the uploader they are as any other row. `by` is None where the file is imported: then all are there.
    """

    def __init__(self, file: ImportFile, today: dt.date, *, by: User | None) -> None:
        self.file, self.today, self.by = file, today, by
        self.missing = missing_columns(file.columns, file.source_id is not None)

    @cached_property
    def rows(self) -> list[Judged]:
        """Every row in the order of the file."""
        if self.missing:
            return []
        reader = RowReader(
            self.file.headings, self.file.columns, Sources.of(Source.objects.all()), self.file.source, self.today
        )
        read = [reader.read(number, cells) for number, *cells in self.file.rows]
        if self.by is not None and self.by != self.file.uploaded_by:
            hidden = hidden_numbers(self.by, numbers_of(read))
            read = [row for row in read if row.values.get("identity_number") not in hidden]
        return self._judge(read)

    def fingerprint(self, row: Row) -> str:
        """What tells that a row was imported before. Of somebody hidden from the uploader, only by the uploader."""
        if row.values.get("identity_number") not in self.veiled:
            return row.fingerprint
        return hashlib.sha256(f"{row.fingerprint}{self.file.uploaded_by_id}".encode()).hexdigest()

    def _judge(self, read: list[Row]) -> list[Judged]:
        good = [row for row in read if not row.errors]
        self.veiled = hidden_numbers(self.file.uploaded_by, numbers_of(good))
        imported = self._imported_before([self.fingerprint(row) for row in good])
        people = {id(row): sought_of(row) for row in good}
        fresh = {people[id(row)] for row in good if self.fingerprint(row) not in imported}
        matters = open_matters(self.file.unit, fresh, by=self.by or self.file.uploaded_by)
        seen: dict[str, int] = {}
        persons: dict[tuple[str, str, dt.date], int] = {}
        judged = []
        for row in read:
            if row.errors:
                judged.append(Judged(row, Fate.WRONG, " ".join(row.errors)))
                continue
            sought = people[id(row)]
            who = (sought.number, "", dt.date.min) if sought.number else ("", sought.name_key, sought.birth_date)
            if self.fingerprint(row) in imported:
                day = imported[self.fingerprint(row)].isoformat()
                judged.append(Judged(row, Fate.KNOWN, f"Anvisningen importerades redan {day}."))
            elif row.fingerprint in seen:
                judged.append(Judged(row, Fate.KNOWN, f"Samma anvisning står på rad {seen[row.fingerprint]}."))
            elif sought in matters:
                words = " och ".join(known.words for known in matters[sought])
                judged.append(Judged(row, Fate.DUPLICATE, f"Personen har {words}."))
            elif who in persons:
                judged.append(Judged(row, Fate.DUPLICATE, f"Samma person står på rad {persons[who]}."))
            else:
                judged.append(Judged(row, Fate.NEW))
            seen.setdefault(row.fingerprint, row.number)
            persons.setdefault(who, row.number)
        return judged

    def _imported_before(self, fingerprints: list[str]) -> dict[str, dt.date]:
        found: dict[str, dt.date] = {}
        for start in range(0, len(fingerprints), BATCH):
            found |= {
                fingerprint: timezone.localdate(at)
                for fingerprint, at in Referral.objects.filter(
                    unit=self.file.unit, fingerprint__in=fingerprints[start : start + BATCH]
                ).values_list("fingerprint", "registered_at")
            }
        return found


def numbers_of(rows: Iterable[Row]) -> set[str]:
    """The identity numbers that stand in the rows."""
    return {number for row in rows if (number := row.values.get("identity_number"))}


def sought_of(row: Row) -> Sought:
    """Who a good row is about."""
    return Sought(row.values["identity_number"], row.name_key, row.values["birth_date"])
