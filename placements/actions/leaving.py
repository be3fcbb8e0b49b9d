"""A supervisor who leaves: what they lead ends with their last day, and goes to others or becomes gaps."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from amc.obstacles import Obstacle, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from placements.actions.agreements import renew_agreement
from placements.actions.gaps import gap_in, open_gap
from placements.actions.lasting import cut_supervision, drop_supervision, lock_person
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, as_range, assigned
from placements.models import Internship, Supervision, SupervisionMonth, Supervisor
from placements.rules.periods import Period
from placements.rules.supervision import leaving_obstacles, supervisor_obstacles, together
from placements.rules.verdict import Verdict

_ONE_DAY = dt.timedelta(days=1)

# A supervision and who takes it over.
type Handed = tuple[Supervision, Supervisor | None]


@transaction.atomic
def leave_supervisor(
    supervisor: Supervisor,
    *,
    revision: int,
    last_day: dt.date,
    successor: Supervisor | None = None,
    successors: Mapping[UUID, Supervisor] | None = None,
    by: User,
    today: dt.date,
    acknowledged: Collection[str] = (),
) -> list[Supervision]:
    """Let `supervisor` lead nobody after `last_day`. Answers the supervisions that `by` may see and that end with it.

    Each goes to the one in `successors` by its uuid, else to `successor`, else nobody leads from the day after: that
    is acknowledged and becomes a deviation [S1]. What other units have ends by the day alone, and shows there as a
    placement without a supervisor. The account ends by itself, when the last month is answered and paid. Raises
    Refused, and Stale when somebody has changed the supervisor since `revision`.
    """
    supervisor.last_day = last_day
    save_revised(supervisor, revision, ["last_day"])
    rows = _beyond(supervisor, last_day, by)
    latest = SupervisionMonth.objects.filter(supervision__supervisor=supervisor).aggregate(month=Max("month"))["month"]
    refuse_if(leaving_obstacles(last_day, latest))
    chosen = successors or {}
    handed: list[Handed] = [(row, chosen.get(row.uuid, successor)) for row in rows]
    verdicts = [_judge(row, new, last_day, handed[:number]) for number, (row, new) in enumerate(handed)]
    together(verdicts).demand(acknowledged)
    for (row, new), verdict in zip(handed, verdicts, strict=True):
        keep_warnings(row.placement, verdict, by=by)
        _hand_over(row, new, last_day, by, today)
    return rows


def _beyond(supervisor: Supervisor, last_day: dt.date, by: User) -> list[Supervision]:
    """What the supervisor would lead after the day, with nobody else changing the placements meanwhile."""
    rows = Supervision.objects.visible_to(by).filter(supervisor=supervisor, period__endswith__gt=last_day + _ONE_DAY)
    for person in sorted(set(rows.order_by().values_list("enrolment__participant_id", flat=True))):
        lock_person(person)
    related = ("enrolment__participant", "employment__employer", "internship__workplace__employer")
    return list(rows.select_related(*related).order_by("period", "pk"))


def _rest(row: Supervision, last_day: dt.date) -> Period:
    return Period(max(row.first_day, last_day + _ONE_DAY), row.last_day)


def _gap(row: Supervision, last_day: dt.date) -> Period | None:
    """The first days after the last one on which nobody leads: who stands in may go on a while."""
    others = row.placement.supervisions.exclude(supervisor=row.supervisor_id)
    return gap_in(_rest(row, last_day), [as_period(other.period) for other in others])


def _judge(row: Supervision, new: Supervisor | None, last_day: dt.date, before: list[Handed]) -> Verdict:
    placement, rest = row.placement, _rest(row, last_day)
    person = row.enrolment.participant.full_name
    if new is not None and new.pk == row.supervisor_id:
        message = f"{new.full_name} slutar. Välj någon annan som tar över."
        return Verdict(refusals=[Obstacle("supervisor", message, "same_supervisor")])
    if new is not None:
        known = assigned(new, placement.employer, placement.workplace, rest.first, row.enrolment_id)
        if known and known.capacity is not None:
            # Whom they take over in the same step take up their places as well.
            taken = {
                other.enrolment_id
                for other, to in before
                if to is not None and to.pk == new.pk and rest.first in _rest(other, last_day)
            }
            known = replace(known, leads=known.leads + len(taken - {row.enrolment_id}))
        return supervisor_obstacles(known, rest.first, required=True, what="handledarskapets", last=rest.last)
    gap = _gap(row, last_day)
    if gap is None:
        return Verdict()
    if gap.first == placement.first_day:
        message = f"Välj vem som tar över {person}, vars placering börjar {gap.first}: den behöver en handledare då."
        return Verdict(refusals=[Obstacle("supervisor", message, "supervisor_missing")])
    message = f"{person} har ingen handledare från {gap.first}. Det blir en avvikelse tills någon har tagit över."
    return Verdict(warnings=[Obstacle("supervisor", message, "no_supervisor")])


def _hand_over(row: Supervision, new: Supervisor | None, last_day: dt.date, by: User, today: dt.date) -> None:
    placement, rest, gap = row.placement, _rest(row, last_day), _gap(row, last_day)
    if row.first_day > last_day:
        drop_supervision(row)
    else:
        cut_supervision(row, last_day)
    if new is not None:
        Supervision.objects.create(
            enrolment_id=row.enrolment_id,
            employment_id=row.employment_id,
            internship_id=row.internship_id,
            supervisor=new,
            period=as_range(rest),
            stands_in=row.stands_in,
        )
    else:
        open_gap(placement, gap, by=by, today=today, why=f"{row.supervisor} slutar.")
    if isinstance(placement, Internship):
        renew_agreement(placement, by=by)
