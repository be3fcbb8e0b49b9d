"""Reading plans and follow-ups."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from amc.staff.access import Permission
from participants.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from amc.staff.models import User


# What the page shows of somebody who is asked to agree.
PARTY_SHOWN = (
    "uuid",
    "organisation",
    "name",
    "due_on",
    "agreed_on",
    "how",
    "reference",
    "dropped_at",
    "reason",
    "lost_on",
)


class PlanQuerySet(ScopedQuerySet):
    """Plans."""


class PlanVersionQuerySet(ScopedQuerySet):
    """Versions of plans."""

    unit_path = "plan__enrolment__unit"
    enrolment_path = "plan__enrolment"

    def in_force(self) -> Self:
        """The agreed version of each plan."""
        return self.filter(state="agreed")

    def with_marks(self) -> Self:
        """With `marks`: the subjects that are marked "inte till remittenten" for the person; and `asked`: who else is
        asked to agree, in order, as dictionaries of plain values (handlingsplan.pages.shown_parties)."""
        from handlingsplan.models import PlanParty
        from participants.models import Withheld

        marks = Withheld.objects.filter(participant=OuterRef("plan__enrolment__participant")).standing()
        parties = PlanParty.objects.filter(version=OuterRef("pk")).order_by("pk")
        row = JSONObject(**{name: name for name in PARTY_SHOWN})
        return self.annotate(marks=ArraySubquery(marks.values("subject")), asked=ArraySubquery(parties.values(row=row)))


class PlanPartyQuerySet(ScopedQuerySet):
    """Who is asked to agree besides the participant and the consultant."""

    unit_path = "version__plan__enrolment__unit"
    enrolment_path = "version__plan__enrolment"

    def waited_for(self) -> Self:
        """Those who are asked and have not agreed."""
        return self.filter(agreed_on__isnull=True, dropped_at__isnull=True)


class GoalQuerySet(ScopedQuerySet):
    """Goals."""

    unit_path = "version__plan__enrolment__unit"
    enrolment_path = "version__plan__enrolment"

    def in_force(self) -> Self:
        """Those of plans that are agreed and not replaced."""
        return self.filter(version__state="agreed")

    def left_out(self) -> Self:
        """Those with a result that later left the plan: each goal once, as it stood when it left, the first to leave
        first."""
        kept = self.model.objects.in_force().filter(version__plan=OuterRef("version__plan"), origin=OuterRef("origin"))
        gone = self.filter(~Exists(kept), result__isnull=False, version__state="replaced")
        latest = gone.order_by("origin", "-version__number").distinct("origin")
        return self.filter(pk__in=latest.values("pk")).order_by("version__number", "order", "id")


class GoalResultQuerySet(ScopedQuerySet):
    """What became of goals."""

    unit_path = "goal__version__plan__enrolment__unit"
    enrolment_path = "goal__version__plan__enrolment"


class ActivityQuerySet(ScopedQuerySet):
    """Activities."""

    unit_path = "version__plan__enrolment__unit"
    enrolment_path = "version__plan__enrolment"

    def open(self) -> Self:
        """Activities that are neither done nor stopped."""
        from handlingsplan.models import Activity

        return self.filter(state__in=Activity.OPEN_STATES)


class PlanTemplateQuerySet(models.QuerySet):
    """Templates, which hold no person."""

    def visible_to(self, user: "User") -> Self:
        """The own unit's and the municipality's, for those who write plans."""
        if not Permission.CASEWORK.granted_to(user):
            return self.none()
        return self.filter(Q(unit=user.unit_id) | Q(unit__isnull=True))

    def newest(self) -> Self:
        """The latest version of each."""
        return self.filter(is_latest=True)

    def in_use_on(self, day: dt.date) -> Self:
        """The latest versions that are used on `day`."""
        return self.newest().filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class FollowUpQuerySet(ScopedQuerySet):
    """Follow-ups."""

    def open(self) -> Self:
        """Follow-ups neither held nor cancelled, of open enrolments."""
        return self.filter(held_on__isnull=True, cancelled_at__isnull=True, enrolment__closed_on__isnull=True)

    def due_before(self, day: dt.date) -> Self:
        """Open follow-ups whose last day is before `day`."""
        return self.open().filter(due_on__lt=day)


class ProgressMeasureQuerySet(ScopedQuerySet):
    """What the participant and the consultant have answered about steps."""


class ProgressFollowQuerySet(ScopedQuerySet):
    """Which sets of questions follow which cases."""


class ProgressSetQuerySet(models.QuerySet):
    """Sets of questions about steps, which hold no person."""

    def visible_to(self, user: "User") -> Self:
        """All, for whoever is signed in."""
        return self.all() if user.is_authenticated else self.none()

    def asked(self) -> Self:
        """Those in use that have been published, with `asked_id`: the key of the version that is asked, and
        `first_published_at`."""
        from handlingsplan.models import ProgressVersion

        latest = ProgressVersion.objects.filter(set=OuterRef("pk"), published_at__isnull=False).order_by("-number")
        first = latest.order_by("number").values("published_at")[:1]
        rows = self.annotate(asked_id=Subquery(latest.values("pk")[:1]), first_published_at=Subquery(first))
        return rows.filter(is_active=True, asked_id__isnull=False)


class FollowUpAnswerQuerySet(ScopedQuerySet):
    """What was answered at follow-ups, sensitive answers fenced as the areas of the kartläggning are [S2]."""

    unit_path = "follow_up__enrolment__unit"
    enrolment_path = "follow_up__enrolment"

    def visible_to(self, user: "User") -> Self:
        """Ordinary answers by sight; sensitive ones only where `user` has a part in a case of the person today."""
        from amc.calendar import today
        from participants.models import CaseAssignment

        if not user.is_authenticated:
            return self.none()
        person = OuterRef("follow_up__enrolment__participant")
        mine = CaseAssignment.objects.filter(user=user, period__contains=today(), enrolment__participant=person)
        return super().visible_to(user).filter(Q(sensitive=False) | Exists(mine))
