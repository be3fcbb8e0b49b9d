"""From a file to referrals: received, told what its columns mean, and imported once, or thrown away.

Receiving, columns and throwing away are the same for files of other things; what their rows mean is their own.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from amc.calendar import age_on
from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import Unit, User
from amc.wall.session import enter, entered
from amc.web.display import number
from participants.importing.columns import REFERRAL, missing_columns
from participants.importing.fields import Fields
from participants.importing.files import MOST_ROWS, read_file
from participants.importing.preview import Fate, Judged, Preview
from participants.models import ImportFile, ImportMapping, Referral, Source, TeamRule
from participants.rules.referrals import team_for

BATCH = 1_000
HANDLED = Obstacle(None, "Filen är redan importerad eller kastad. Ladda om sidan och se vad som hände.", "file_handled")


@transaction.atomic
def receive_file(
    *,
    unit: Unit,
    filename: str,
    content: bytes,
    source: Source | None = None,
    by: User,
    kind: str = ImportFile.Kind.REFERRALS,
    fields: Fields = REFERRAL,
    choices: Mapping[str, Any] | None = None,
    most_rows: int = MOST_ROWS,
) -> ImportFile:
    """Read an uploaded file and keep its rows for a preview, with its columns as they were last time, or guessed.

    `source` stands for every row where no column says the source; `choices` is what else was chosen for all rows.
    Raises Refused for a file that can't be used, or has more than `most_rows` rows.
    """
    try:
        sheet = read_file(filename, content, fields.is_heading)
    except ValueError as error:
        raise Refused(Obstacle("file", str(error), "file_unusable")) from error
    if len(sheet.rows) > most_rows:
        message = f"Filen har {number(len(sheet.rows))} rader. Dela den i filer med högst {number(most_rows)} rader."
        raise Refused(Obstacle("file", message, "too_many_rows"))
    mappings = ImportMapping.objects.filter(unit=unit, kind=kind, headings=sheet.headings)
    known = mappings.select_related("source").first()
    return ImportFile.objects.create(
        kind=kind,
        choices=dict(choices or {}),
        unit=unit,
        uploaded_by=by,
        filename=filename[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        sheet=sheet.name,
        headings=sheet.headings,
        rows=[[row, *cells] for row, cells in sheet.rows],
        row_count=len(sheet.rows),
        columns=known.columns if known else fields.guess(sheet.headings),
        source=source or (known.source if known else None),
    )


@transaction.atomic
def map_columns(file: ImportFile, *, columns: Mapping[str, str], source: Source | None) -> ImportFile:
    """Say what the columns of a file of referrals mean (field name → heading), and remember it for files with the same
    headings.

    Raises Refused when the file is handled already, or when the rows can't be read with these columns.
    """
    file = locked_file(file)
    keep_columns(file, columns, REFERRAL, missing_columns(columns, source is not None))
    file.source = source
    file.save(update_fields=["columns", "source"])
    ImportMapping.objects.filter(unit=file.unit, kind=file.kind, headings=file.headings).update(source=source)
    return file


def keep_columns(file: ImportFile, columns: Mapping[str, str], fields: Fields, missing: Sequence[str]) -> None:
    """Set what the columns mean, and remember it for the unit; the caller saves the file. `missing`: what no column
    says and must be said. Raises Refused for that, and for columns or fields that there are not."""
    unknown = [name for name, heading in columns.items() if name not in fields.by_name or heading not in file.headings]
    if unknown:
        raise Refused(
            Obstacle(None, "En kolumn finns inte i filen. Ladda om sidan och välj på nytt.", "column_unknown")
        )
    refuse_if(columns_missing(missing))
    file.columns = dict(columns)
    ImportMapping.objects.update_or_create(
        unit=file.unit, kind=file.kind, headings=file.headings, defaults={"columns": file.columns}
    )


def columns_missing(missing: Sequence[str]) -> list[Obstacle]:
    """That the rows can't be read before columns are chosen for `missing`."""
    if not missing:
        return []
    return [Obstacle(None, f"Ingen kolumn är vald för {', '.join(missing)}. Välj kolumn.", "columns_missing")]


@transaction.atomic
def import_file(
    file: ImportFile, *, include_duplicates: bool, by: User, today: dt.date, now: dt.datetime
) -> ImportFile:
    """Add the good rows as unseen referrals, all or none, and empty the file of its rows.

    Possible duplicates are added only with `include_duplicates`; rows imported before never. Of two imports at
    the same time, also of copies of the same file, each referral is added by one. Raises Refused when the file
    is handled already or can't be read yet.
    """
    # Imports of a unit go one at a time, so that the second sees what the first has added.
    Unit.objects.select_for_update(no_key=True).get(pk=file.unit_id)
    file = locked_file(file)
    preview = Preview(file, today, by=None)
    refuse_if(columns_missing(preview.missing))
    chosen = preview.of(Fate.NEW, Fate.DUPLICATE) if include_duplicates else preview.of(Fate.NEW)
    team_rules = list(TeamRule.objects.filter(unit=file.unit))
    referrals = [_referral(preview, judged, team_rules, by, today) for judged in chosen]
    Referral.objects.bulk_create(
        [row for row in referrals if row.registered_by_id == by.pk], batch_size=BATCH, ignore_conflicts=True
    )
    if veiled := [row for row in referrals if row.registered_by_id != by.pk]:
        with entered(file.uploaded_by_id):
            Referral.objects.bulk_create(veiled, batch_size=BATCH, ignore_conflicts=True)
        enter(by.pk)
    file.added_count = Referral.objects.filter(import_file=file).count()
    file.failed_count = preview.counts[Fate.WRONG]
    file.skipped_count = file.row_count - file.added_count - file.failed_count
    file.state, file.imported_at, file.rows = ImportFile.State.IMPORTED, now, []
    file.save()
    return file


@transaction.atomic
def discard_file(file: ImportFile) -> ImportFile:
    """Throw the rows of a file away, unread. Raises Refused when it is handled already."""
    file = locked_file(file)
    file.state, file.rows, file.refused = ImportFile.State.DISCARDED, [], {}
    file.save(update_fields=["state", "rows", "refused"])
    return file


def locked_file(file: ImportFile) -> ImportFile:
    """The file, locked until the transaction ends. Raises Refused when it is imported or thrown away already."""
    locked = ImportFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    refuse_if([HANDLED] if locked.state != ImportFile.State.PREVIEW else [])
    return locked


def _referral(preview: Preview, judged: Judged, team_rules: list[TeamRule], by: User, today: dt.date) -> Referral:
    values: dict[str, Any] = judged.row.values
    file = preview.file
    veiled = values["identity_number"] in preview.veiled
    age = age_on(values["birth_date"], values["received_on"])
    return Referral(
        unit=file.unit,
        team_id=team_for(team_rules, values["source"].pk, age, bool(values.get("interpreter_language"))),
        # Whoever wrote of somebody hidden is the uploader, also when a colleague finishes the import.
        registered_by=file.uploaded_by if veiled else by,
        import_file=file,
        fingerprint=preview.fingerprint(judged.row),
        **values,
    )
