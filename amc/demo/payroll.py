"""The months that the demo's supervisors and consultants have disputed and put right, and the files that went to payroll."""

import datetime as dt

from amc.demo.chance import at
from amc.staff.demo import DEMO_EMAILS
from amc.staff.models import Role, User
from placements.actions import correct_month, dispute_month, make_payroll_file
from placements.models import SupervisionMonth, SupervisorPayment
from placements.rules.pay import cut_off

FILES = 3
_CUT_OFF = 10


def send_to_payroll(today: dt.date) -> None:
    """The files of the latest cut-off days; a month of the first that was put right before the last, and one that a
    supervisor disputes."""
    ekonom = User.objects.get(email=DEMO_EMAILS[Role.EKONOM])
    through = [cut_off(today, _CUT_OFF)]
    while len(through) < FILES:
        through.append(cut_off(through[-1], _CUT_OFF))
    *earlier, latest = reversed(through)
    for day in earlier:
        make_payroll_file(through=day, by=ekonom, now=at(day + dt.timedelta(days=1), 9))
    _correct_one(latest - dt.timedelta(days=2), ekonom)
    make_payroll_file(through=latest, by=ekonom, now=at(latest + dt.timedelta(days=1), 9))
    _dispute_one(today - dt.timedelta(days=1), ekonom)


def _months_of(ekonom: User) -> list[SupervisionMonth]:
    """Confirmed months of open cases that have gone to payroll, latest first."""
    gone = SupervisorPayment.objects.of_unit(ekonom).filter(file__isnull=False, kind=SupervisorPayment.Kind.MONTH)
    rows = SupervisionMonth.objects.filter(
        pk__in=gone.values("proof"), as_planned=True, supervision__enrolment__closed_on=None
    )
    return list(rows.select_related("supervision__supervisor").order_by("-month", "pk"))


def _correct_one(day: dt.date, ekonom: User) -> None:
    consultant = User.objects.get(email=DEMO_EMAILS[Role.KONSULENT])
    proof = next(row for row in _months_of(ekonom) if _is_alone(row))
    correct_month(
        proof,
        as_planned=False,
        took_place=False,
        text="Deltagaren var sjukskriven hela månaden.",
        seen=0,
        by=consultant,
        now=at(day, 14),
    )


def _is_alone(row: SupervisionMonth) -> bool:
    """Whether the supervisor confirmed no other month of the same, which would be paid all the same."""
    same = SupervisionMonth.objects.filter(supervision__supervisor=row.supervision.supervisor_id, month=row.month)
    return same.count() == 1


def _dispute_one(day: dt.date, ekonom: User) -> None:
    own = [row for row in _months_of(ekonom) if row.confirmed_by_id == row.supervision.supervisor.user_id]
    proof = next(row for row in own if not row.corrections.exists())
    dispute_month(
        proof,
        text="Jag skrev fel månad. Hon var borta två veckor.",
        by=proof.confirmed_by,
        now=at(day, 15),
        today=day,
    )
