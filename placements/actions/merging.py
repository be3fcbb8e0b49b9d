"""Two employers that are one are put together."""

from collections.abc import Collection

from django.db import connection, transaction

from amc.revisions import save_revised
from amc.staff.models import User
from placements.duplicates import moves_of, side_of
from placements.models import Employer
from placements.rules.merging import judge_merge

# What is taken over where it is empty.
_FACTS = ("org_number", "phone", "email", "opens_on")


@transaction.atomic
def merge_employers(kept: Employer, *, gone: Employer, by: User, acknowledged: Collection[str] = ()) -> Employer:
    """Let `gone` become `kept`: all that it has moves, of every unit, and what is empty is filled in from it.

    It stays as a row that is not used and says what it became, so that old addresses lead on. `acknowledged`: codes of
    the warnings that were ticked. Raises Refused.
    """
    # In the order of their keys, so that two who merge the same pair the other way round wait and don't lock.
    rows = {
        row.pk: row for row in Employer.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    kept, gone = rows[kept.pk], rows[gone.pk]
    judge_merge(side_of(kept), side_of(gone), moves_of(gone, kept, by)).demand(acknowledged)
    taken = {name: getattr(gone, name) for name in _FACTS if getattr(gone, name) and not getattr(kept, name)}
    if gone.note.strip() and gone.note.strip() not in kept.note:
        taken["note"] = "\n\n".join(filter(None, (kept.note.strip(), gone.note.strip())))
    gone.merged_into, gone.is_active = kept, False
    # The number goes first: the two rows may not both have it with one name.
    gone.org_number = ""
    save_revised(gone, gone.revision, ["merged_into", "is_active", "org_number"])
    for name, value in taken.items():
        setattr(kept, name, value)
    save_revised(kept, kept.revision, taken)
    with connection.cursor() as cursor:
        cursor.execute("SELECT placements_move_to_merged(%s, %s)", [gone.pk, by.pk])
    return kept
