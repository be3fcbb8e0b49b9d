"""What is said of the forms of employment: whether their days are särskild visstid, how often they are followed up."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction

from amc.obstacles import refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from placements.elsewhere import replan
from placements.models import Scheme
from placements.rules.following import Replanned, interval_obstacles, judge_interval
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


@transaction.atomic
def change_scheme(
    scheme: Scheme,
    *,
    revision: int,
    fields: Iterable[str],
    by: User,
    today: dt.date,
    acknowledged: Collection[str] = (),
) -> Replanned:
    """Save the `fields` of a form of employment. A changed time between follow-ups replans those ahead of all that run,
    in all units: not what is held, booked or to be done by today. Answers what it did.

    `acknowledged`: codes of the warnings that were ticked, of which one says how many are moved. Raises Refused, and
    Stale when somebody else has changed the form since `revision`.
    """
    refuse_if(interval_obstacles(scheme.code, scheme.follow_up_months) + scheme_obstacles(scheme.las_why))
    known = Scheme.objects.select_for_update().get(pk=scheme.pk)
    changed = known.follow_up_months != scheme.follow_up_months
    if changed:
        found = replan(scheme, scheme.follow_up_months, by=by, today=today, carry_out=False)
        judge_interval(found).demand(acknowledged)
        scheme.followed_from = today + dt.timedelta(days=1)
    save_revised(scheme, revision, {*fields, "followed_from"})
    if not changed:
        return Replanned()
    return replan(scheme, scheme.follow_up_months, by=by, today=today, carry_out=True)
