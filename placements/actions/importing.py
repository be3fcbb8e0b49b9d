"""From a file to running employments: told what its columns mean, and imported once."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from amc.calendar import month_start, swedish_plural
from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import Unit, User
from amc.web.obstacles import constraint_obstacle
from participants.actions.importing import columns_missing, keep_columns, locked_file
from participants.models import ImportFile, Participant
from placements.actions.following import plan_follow_ups_of_many
from placements.importing.columns import EMPLOYMENT, missing_columns
from placements.importing.preview import CHANGED, Fate, Judged, Preview, added_with
from placements.importing.rows import Support
from placements.models import AcknowledgedWarning, Employer, Employment, Supervision, Supervisor, WageSupport, Workplace
from placements.rules.verdict import WANTS_REASON

BATCH = 500
# Nobody decides anew on what goes on already: it is what is kept as the reason, where a warning wants one.
ALREADY_RUNS = "Anställningen pågick redan när den lästes in ur en fil."


@dataclass(frozen=True)
class Before:
    """What was done elsewhere before a file was imported: months up to the one of `asked_from` (its first day) were
    confirmed, and the months of its decisions up to `requested_until` were asked for; None where nothing was."""

    asked_from: dt.date | None
    requested_until: dt.date | None

    @classmethod
    def of(cls, file: ImportFile) -> "Before":
        """As it was said for all rows of the file."""
        asked, requested = (file.choices.get(name) for name in ("asked_from", "requested_until"))
        return cls(
            month_start(dt.date.fromisoformat(asked)) if asked else None,
            dt.date.fromisoformat(requested) if requested else None,
        )

    def asked_from_of(self, employment: Employment) -> dt.date | None:
        """The same for one employment: nothing to say where it begins that month or later."""
        return self.asked_from if self.asked_from and employment.first_day < self.asked_from else None

    def requested_until_of(self, said: Support) -> dt.date | None:
        """What the row says, or the day of all rows where the decision had begun by then."""
        for_all = self.requested_until
        return said.requested or (for_all if for_all and for_all >= said.first else None)


@transaction.atomic
def choose_columns(file: ImportFile, *, columns: Mapping[str, str], choices: Mapping[str, Any]) -> ImportFile:
    """Say what the columns mean (field name → heading), which is remembered for files with the same headings, and what
    holds for all rows.

    `choices`: `scheme`, the code of the form where no column says it; `exception_reason`, the enhetschef's reason for
    those who were employed before the groundwork was done; `new_employers`, the kind of employers to add where they are
    missing, "" for none; `new_workplaces` and `new_supervisors`, whether those are added; `asked_from`, a day of the
    first month that the supervisors are asked to confirm, "" for all; `requested_until`, the day up to which months of
    lönestöd were asked for before, "" for none. Raises Refused when the file is handled already,
    or when the rows can't be read so.
    """
    file = locked_file(file)
    keep_columns(file, columns, EMPLOYMENT, missing_columns(columns, bool(choices.get("scheme"))))
    file.choices = dict(choices)
    file.save(update_fields=["columns", "choices"])
    return file


@transaction.atomic
def import_employments(
    file: ImportFile, *, rest: bool, acknowledged: bool, seen: str, by: User, today: dt.date, now: dt.datetime
) -> ImportFile:
    """Start the employments of a file, and empty it of its rows.

    `rest`: the rows that can go in do, and the others are left; otherwise nothing goes in while any row has an error.
    `acknowledged`: all warnings have been read, and rows with warnings go in too, each warning kept as read by `by`.
    `seen`: the digest of the preview that was read; nothing happens when the rows would become something else now.
    Rows whose employment is there already are left out. Where PostgreSQL does not take a row that the rules let
    through, nothing is written, the row has its reason in the preview, and the file waits as before.

    Raises Refused when the file is handled already or can't be read yet, when it has changed since `seen`, and for
    errors or unread warnings where `rest` is not chosen.
    """
    # Imports of a unit go one at a time, so that the second sees what the first has added.
    Unit.objects.select_for_update(no_key=True).get(pk=file.unit_id)
    file = locked_file(file)
    preview = Preview(file, today, by=by, holds=True)
    refuse_if(columns_missing(preview.missing))
    _lock_people(preview.people)
    if preview.digest != seen:
        raise Refused(CHANGED)
    chosen = preview.of(Fate.NEW, Fate.WARNED) if acknowledged else preview.of(Fate.NEW)
    if not rest:
        refuse_if(_not_all(preview, acknowledged=acknowledged))
    file.refused = _written(chosen, by, now, Before.of(file))
    if file.refused:
        file.save(update_fields=["refused"])
        return file
    file.added_count = len(chosen)
    file.failed_count = preview.counts[Fate.WRONG]
    file.skipped_count = file.row_count - file.added_count - file.failed_count
    file.state, file.imported_at, file.rows = ImportFile.State.IMPORTED, now, []
    file.save()
    return file


def _lock_people(people: Collection[int]) -> None:
    """Let nobody else place them meanwhile, always in one order. The rows are judged after it."""
    rows = Participant.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    list(rows.values_list("pk"))


def _not_all(preview: Preview, *, acknowledged: bool) -> list[Obstacle]:
    wrong, warned = preview.counts[Fate.WRONG], 0 if acknowledged else preview.counts[Fate.WARNED]
    found = []
    if wrong:
        rows = swedish_plural(wrong, "rad har fel", "rader har fel")
        message = f"{rows}, och då läggs inget in. Rätta filen och ladda upp den igen, eller importera resten."
        found.append(Obstacle("rest", message, "rows_wrong"))
    if warned:
        rows = swedish_plural(warned, "rad har varningar", "rader har varningar")
        found.append(Obstacle("acknowledged", f"{rows}. Läs dem och kryssa i rutan.", "warnings_unread"))
    return found


def _written(chosen: Sequence[Judged], by: User, now: dt.datetime, before: Before) -> dict[str, str]:
    """Write them all. Answers row number → why for those that PostgreSQL does not take; then none is written."""
    try:
        _write_at_once(chosen, by, now, before)
    except DatabaseError as error:
        if constraint_obstacle(error) is None:
            raise
    else:
        return {}
    refused = {}
    for one in chosen:
        try:
            _write_at_once([one], by, now, before, keep=False)
        except DatabaseError as error:
            obstacle = constraint_obstacle(error)
            if obstacle is None:
                raise
            refused[str(one.row.number)] = obstacle.message
    # Each may go in alone and not beside the others: the last of them waits then.
    return refused or {str(chosen[-1].row.number): CHANGED.message}


def _write_at_once(chosen: Sequence[Judged], by: User, now: dt.datetime, before: Before, *, keep: bool = True) -> None:
    """Write them with what belongs to them, and let PostgreSQL look at once at what it looks at last. Without `keep` it
    is only tried."""
    saved = added_with(chosen)
    done = False
    try:
        with transaction.atomic():
            _write(chosen, saved, by, now, before)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            transaction.set_rollback(not keep)
        done = keep
    finally:
        if not done:
            _forget(chosen, saved)


def _forget(chosen: Sequence[Judged], saved: tuple[list[Employer], list[Workplace], list[Supervisor]]) -> None:
    """What was written is not there any more: let the rows be as they were before."""
    for rows in saved:
        for row in rows:
            row.pk, row._state.adding = None, True
    for place in saved[1]:
        place.employer = place.employer  # with the key that it has now
    for supervisor in saved[2]:
        supervisor.employer = supervisor.employer
    for one in chosen:
        employment: Any = one.employment
        employment.pk, employment._state.adding = None, True
        employment.employer, employment.workplace = employment.employer, employment.workplace


def _supports(chosen: Sequence[Judged], by: User, before: Before) -> list[WageSupport]:
    """The decisions about lönestöd that come with the employments, which are written already."""
    return [
        WageSupport(
            employment=one.employment,
            kind=said.kind,
            first_day=said.first,
            last_day=said.last,
            share=said.share,
            cap=said.cap,
            reference=said.reference,
            requested_until=before.requested_until_of(said),
            created_by=by,
        )
        for one in chosen
        if one.employment and (said := one.row.support)
    ]


def _write(
    chosen: Sequence[Judged],
    saved: tuple[list[Employer], list[Workplace], list[Supervisor]],
    by: User,
    now: dt.datetime,
    before: Before,
) -> None:
    for rows in saved:
        for row in rows:
            row.save()
    employments = [one.employment for one in chosen if one.employment]
    for employment in employments:
        if employment.exception_by_id:
            employment.exception_at = now
    Employment.objects.bulk_create(employments, batch_size=BATCH)
    Supervision.objects.bulk_create(
        [
            Supervision(
                enrolment=one.employment.enrolment,
                employment=one.employment,
                supervisor=one.supervisor,
                period=one.employment.period,
                asked_from=before.asked_from_of(one.employment),
            )
            for one in chosen
            if one.employment and one.supervisor
        ],
        batch_size=BATCH,
    )
    WageSupport.objects.bulk_create(_supports(chosen, by, before), batch_size=BATCH)
    AcknowledgedWarning.objects.bulk_create(
        [
            AcknowledgedWarning(
                enrolment=one.employment.enrolment,
                employment=one.employment,
                code=warning.code,
                message=warning.message,
                reason=ALREADY_RUNS if warning.code in WANTS_REASON else "",
                acknowledged_by=by,
            )
            for one in chosen
            if one.employment and one.verdict
            for warning in one.verdict.warnings
        ],
        batch_size=BATCH,
    )
    plan_follow_ups_of_many(employments, now)
