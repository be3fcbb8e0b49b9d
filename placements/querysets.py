"""Reading placements and supervision."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from amc.calendar import add_months, today
from amc.staff.access import Kind, Scope, scope
from participants.querysets import ScopedQuerySet
from placements.rules.las import COUNTS, FOR_GOOD

if TYPE_CHECKING:
    from amc.staff.models import User

# How long a supervisor still sees whom they have supervised: time enough to confirm the last month.
SUPERVISOR_SEES_MONTHS = 3


def midnight_after(day: dt.date) -> dt.datetime:
    """The moment at which `day` has ended, in the municipality."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


class DayAfter(Func):
    """The day after a day: where a range that ends with that day has its upper bound."""

    template = "(%(expressions)s + 1)"
    output_field = models.DateField()


class PlacementQuerySet(ScopedQuerySet):
    """Internships and employments."""

    kind = Kind.PLACEMENT

    def running_on(self, day: dt.date) -> Self:
        """Those whose period holds `day`."""
        return self.filter(period__contains=day)

    def ending_between(self, first: dt.date, last: dt.date) -> Self:
        """Those whose last day falls between `first` and `last`, both included."""
        after = dt.timedelta(days=1)
        return self.filter(period__endswith__range=(first + after, last + after))


class CountedDays(Func):
    """The days (30 to the month) that an employment's form counts together, itself included, as PostgreSQL does."""

    function = "placements_counted_days"
    output_field = models.IntegerField()


class LasStepOn(Func):
    """The latest day up to `day` on which an employment reached a step of särskild visstid, among its own days; None
    before the first (rules.las.latest_step)."""

    function = "placements_las_step_on"
    output_field = models.DateField()

    def __init__(self, day: dt.date, employment: str = "pk") -> None:
        super().__init__(F(employment), Value(day, models.DateField()))


class AwayMonths(Func):
    """The first days of the months of a supervision on all of whose days somebody is away (Suspension)."""

    function = "placements_away_months"
    output_field = ArrayField(models.DateField())


class EmploymentQuerySet(PlacementQuerySet):
    """Employments."""

    def with_outcome(self) -> Self:
        """With `outcome`, what it became, and `planned`, what was last said it would: NextStep.LeadsTo, or ""."""
        from placements.outcomes import outcome, planned

        return self.annotate(outcome=outcome(), planned=planned())

    def with_counted(self) -> Self:
        """With `counted_days`: what the form of employment counts against its limit, all that belongs together."""
        return self.annotate(counted_days=CountedDays("pk"))

    def counting_on(self, day: dt.date) -> Self:
        """Those of open cases that run on `day` and count as särskild visstid."""
        return self.filter(
            scheme__las=COUNTS,
            enrolment__closed_on__isnull=True,
            period__contains=day,
            # Said once more for the index: few of all employments have not ended.
            period__endswith__gt=day,
        )

    def waiting_for_las(self, day: dt.date) -> Self:
        """Those of `counting_on` whose latest step nobody has answered (rules.las.is_answered), with `reached_on`."""
        return self.counting_on(day).alias(reached_on=LasStepOn(day)).filter(reached_on__gt=las_answered("pk"))


def las_answered(employment: str) -> Coalesce:
    """The latest step that somebody has answered of the employment whose key is at a path: the last of days where the
    answer is for good, the first of days where there is none."""
    from placements.models import LasAnswer

    said = LasAnswer.objects.filter(employment=OuterRef(employment)).order_by("-pk")
    never, always = Value(dt.date.min, models.DateField()), Value(dt.date.max, models.DateField())
    answers_to = Case(When(decision__in=sorted(FOR_GOOD), then=always), default=F("reached_on"))
    return Coalesce(Subquery(said.annotate(answers_to=answers_to).values("answers_to")[:1]), never)


class InternshipQuerySet(PlacementQuerySet):
    """Internships."""


class SupervisionQuerySet(ScopedQuerySet):
    """Supervision: the unit's for staff, the own for the supervisor."""

    kind = Kind.PLACEMENT

    def with_away(self) -> Self:
        """With `away_months`: the months that nobody is asked to confirm."""
        return self.annotate(away_months=AwayMonths("pk"))

    def visible_to(self, user: "User") -> Self:
        """The unit's for staff; a supervisor's own, from the first day to three months after the last."""
        own = self.supervised_by(user)
        staff = super().visible_to(user)
        if scope(user, self.kind) is Scope.NONE:
            return own
        return staff

    def supervised_by(self, user: "User") -> Self:
        """What `user` answers for as supervisor: begun, and ended at most three months ago (domain.md section 5).

        A protected person's only where the supervisor is named to see that person.
        """
        from amc.staff.models import Role

        if not user.is_authenticated or not user.has_role(Role.HANDLEDARE):
            return self.none()
        day = today()
        return self.filter(
            supervisor__user=user,
            period__startswith__lte=day,
            period__endswith__gt=add_months(day, -SUPERVISOR_SEES_MONTHS),
        ).without_hidden(user)


class SupervisionMonthQuerySet(ScopedQuerySet):
    """Confirmed months."""

    kind = Kind.PLACEMENT
    unit_path = "supervision__enrolment__unit"
    enrolment_path = "supervision__enrolment"

    def visible_to(self, user: "User") -> Self:
        """As the supervision they belong to."""
        from placements.models import Supervision

        if scope(user, self.kind) is Scope.NONE:
            return self.filter(supervision__in=Supervision.objects.supervised_by(user))
        return super().visible_to(user)


class MonthCorrectionQuerySet(ScopedQuerySet):
    """Corrections of confirmed months: as the supervision they belong to."""

    kind = Kind.PLACEMENT
    unit_path = "proof__supervision__enrolment__unit"
    enrolment_path = "proof__supervision__enrolment"


class PayrollFileQuerySet(models.QuerySet[Any]):
    """Files that went to payroll."""

    def visible_to(self, user: "User") -> Self:
        """The own unit's, for those who pay; nobody else sees any."""
        return self.filter(unit=user.unit_id) if scope(user, Kind.PAY) is Scope.UNIT else self.none()


class SupervisorPaymentQuerySet(ScopedQuerySet):
    """Handledarersättning: the ekonom's and the enhetschef's own unit."""

    kind = Kind.PAY
    unit_path = "unit"
    enrolment_path = "proof__supervision__enrolment"

    def _assigned(self, user: "User") -> Self:
        return self.none()

    def of_unit(self, user: "User") -> Self:
        """All of the unit's, for those who pay: what goes to payroll and its sums. Unlike `visible_to` with those whose
        proof is about a protected person, as a file names supervisors and no participant."""
        return self.filter(**{self.unit_path: user.unit_id}) if scope(user, self.kind) is Scope.UNIT else self.none()

    def unsettled(self) -> Self:
        """What is payable and has not gone to payroll."""
        return self.filter(settled_at__isnull=True)

    def without_number(self) -> Self:
        """What waits for the supervisor's anställningsnummer: payroll can pay nobody without one."""
        return self.unsettled().filter(supervisor__employee_number="")

    def due_through(self, day: dt.date) -> Self:
        """What goes in a file whose cut-off is `day`: waiting, and payable that day or earlier."""
        return self.unsettled().filter(payable_at__lt=midnight_after(day))


class AcknowledgedWarningQuerySet(ScopedQuerySet):
    """Warnings that somebody went on in spite of."""

    kind = Kind.PLACEMENT


class WageSupportQuerySet(ScopedQuerySet):
    """Decisions about lönestöd."""

    kind = Kind.PLACEMENT
    unit_path = "employment__enrolment__unit"
    enrolment_path = "employment__enrolment"

    def without_more(self) -> Self:
        """Those that end before their employment, with nothing decided for the days after."""
        from placements.models import WageSupport

        after = WageSupport.objects.filter(employment=OuterRef("employment"), first_day__gt=OuterRef("last_day"))
        return self.filter(~Exists(after), employment__period__endswith__gt=DayAfter(F("last_day")))


class WaitingRequisitionQuerySet(ScopedQuerySet):
    """Months that wait to be asked for."""

    kind = Kind.PLACEMENT


class RequisitionQuerySet(ScopedQuerySet):
    """Months that have been asked for."""

    kind = Kind.PLACEMENT
    unit_path = "support__employment__enrolment__unit"
    enrolment_path = "support__employment__enrolment"

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at__isnull=True)


class LockInAnswerQuerySet(ScopedQuerySet):
    """Why somebody still is in the workshops, or in one praktik after another: for those who do casework."""


class LasAnswerQuerySet(ScopedQuerySet):
    """Answers about särskild visstid: for all who know where somebody is."""

    kind = Kind.PLACEMENT
    unit_path = "employment__enrolment__unit"
    enrolment_path = "employment__enrolment"


class NextStepQuerySet(ScopedQuerySet):
    """What comes after an employment: for those who do casework."""

    unit_path = "employment__enrolment__unit"
    enrolment_path = "employment__enrolment"


class InternshipAgreementQuerySet(ScopedQuerySet):
    """Agreements about internships: for those who do casework, and what a supervisor may sign."""

    unit_path = "internship__enrolment__unit"
    enrolment_path = "internship__enrolment"

    def of_address(self, uuid: Any) -> Self:
        """The version with the address, or the one that a signature with it belongs to."""
        return self.filter(Q(uuid=uuid) | Q(signatures__uuid=uuid)).distinct()

    def supervised_by(self, user: "User") -> Self:
        """Those about internships that `user` leads to the last day: also one that has not begun, while it waits for
        the employer to sign; and until three months after the last day."""
        from amc.staff.models import Role
        from placements.models import InternshipAgreement, Supervision

        if not user.is_authenticated or not user.has_role(Role.HANDLEDARE):
            return self.none()
        day = today()
        waiting = InternshipAgreement.objects.filter(internship=OuterRef("internship"), frozen_at__isnull=True)
        leads = Supervision.objects.filter(
            Q(period__startswith__lte=day) | Exists(waiting),
            internship=OuterRef("internship"),
            supervisor__user=user,
            # Whoever led it before somebody else took over signs nothing.
            period__endswith=F("internship__period__endswith"),
        ).filter(
            period__endswith__gt=add_months(day, -SUPERVISOR_SEES_MONTHS),
        )
        return self.filter(Exists(leads)).without_hidden(user)


class InternshipSignatureQuerySet(ScopedQuerySet):
    """Signatures of agreements about internships."""

    unit_path = "agreement__internship__enrolment__unit"
    enrolment_path = "agreement__internship__enrolment"

    def standing(self) -> Self:
        """Those that no change has taken."""
        return self.filter(lost_at__isnull=True)


class InternshipVisitQuerySet(ScopedQuerySet):
    """Which follow-ups an internship was given: for those who do casework."""

    unit_path = "internship__enrolment__unit"
    enrolment_path = "internship__enrolment"


class ExtensionRequestQuerySet(ScopedQuerySet):
    """Requests to extend an employment: for those who do casework."""

    unit_path = "employment__enrolment__unit"
    enrolment_path = "employment__enrolment"


class SuspensionQuerySet(ScopedQuerySet):
    """Suspensions, which may tell of health: for those who do casework."""

    unit_path = "employment__enrolment__unit"
    enrolment_path = "employment__enrolment"

    def standing(self) -> Self:
        """Those that nobody has taken away."""
        return self.filter(withdrawn_on__isnull=True)


class DeviationQuerySet(ScopedQuerySet):
    """Deviations."""

    kind = Kind.PLACEMENT

    def open(self) -> Self:
        """Those not yet closed."""
        return self.filter(mended_on__isnull=True)

    def waiting(self) -> Self:
        """Those of which nobody holds yet that they are mended."""
        return self.filter(mended_on__isnull=True, proposed_on__isnull=True)

    def at_employer(self, employer: Any) -> Self:
        """Those at an employer's workplaces; `employer` is its key or uuid."""
        key = "uuid" if isinstance(employer, UUID) else "pk"
        at = Q(**{f"employment__employer__{key}": employer})
        return self.filter(at | Q(**{f"internship__workplace__employer__{key}": employer}))


class DeviationMeasureQuerySet(ScopedQuerySet):
    """What is to be done about deviations: for those who do casework."""

    unit_path = "deviation__enrolment__unit"
    enrolment_path = "deviation__enrolment"

    def waiting(self) -> Self:
        """Those not yet done."""
        return self.filter(done_on__isnull=True)
