"""What is said of the forms of employment: whether their days are särskild visstid, and why."""

from django.db import transaction

from amc.obstacles import refuse_if
from amc.revisions import save_revised
from placements.models import Scheme
from placements.rules.las import scheme_obstacles


@transaction.atomic
def change_las(scheme: Scheme, *, revision: int, las: str, las_why: str, converts: str) -> Scheme:
    """Say how the days of a form count, `las` as Scheme.Las has it, and what that builds on.

    It holds for every day of every contract of the form, past ones too: the counter, the reminders and the account ask
    it anew. Raises Refused without a reason, and Stale when somebody else has changed the form since `revision`.
    """
    refuse_if(scheme_obstacles(las_why))
    scheme.las, scheme.las_why, scheme.converts = las, las_why.strip(), converts.strip()
    save_revised(scheme, revision, ["las", "las_why", "converts"])
    return scheme
