"""Reading persons and their cases; `visible_to` is the one way in."""

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Exists, OuterRef, Q

from amc.staff.access import Kind, Permission, Scope, scope
from participants.search import search_terms

if TYPE_CHECKING:
    from amc.staff.models import User
    from amc.written import Slot


def hidden_from(user: "User") -> "models.QuerySet[Any, Any]":
    """The keys of protected persons whom `user` is not named to see: for `user` they do not exist (domain.md 5).

    Few, and found by an index of their own, so that every reading can leave them out at the cost of a look-up.
    """
    from amc.calendar import today

    return _hidden_from(user.pk if user.is_authenticated else None, today()).all()


@lru_cache(maxsize=1024)
def _hidden_from(user_id: int | None, day: dt.date) -> "models.QuerySet[Any, Any]":
    """The question, never the answer: every reading of a page asks it, and it is the same all day."""
    from participants.models import Participant, ProtectedAccess

    protected = Participant.objects.filter(is_protected=True)
    if user_id is None:
        return protected.values("pk")
    named = ProtectedAccess.objects.filter(user=user_id).in_force_on(day)
    return protected.exclude(pk__in=named.values("participant")).values("pk")


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that hang on a case: `kind` says which sight they need, `unit_path` and `enrolment_path` where they hang.

    `enrolment_path` is empty for the enrolment itself. Whose they are is said by `person_path`, else by a
    `participant` of their own, else by the enrolment.
    """

    kind = Kind.CASE
    unit_path = "enrolment__unit"
    enrolment_path = "enrolment"
    person_path = ""

    def visible_to(self, user: "User") -> Self:
        """Rows that `user` may see: the unit's, or those of cases assigned to the user, without protected persons
        whom `user` is not named to see. Fails closed."""
        match scope(user, self.kind):
            case Scope.UNIT:
                return self.filter(**{self.unit_path: user.unit_id}).without_hidden(user)
            case Scope.OWN:
                return self._assigned(user).without_hidden(user)
        return self.none()

    def without_hidden(self, user: "User") -> Self:
        """Without the rows about protected persons whom `user` is not named to see."""
        own = any(field.name == "participant" for field in self.model._meta.fields)
        path = self.person_path or ("participant" if own else f"{self.enrolment_path}__participant")
        return self.exclude(**{f"{path}__in": hidden_from(user)})

    def _assigned(self, user: "User") -> Self:
        from amc.calendar import today
        from participants.models import CaseAssignment

        assigned = CaseAssignment.objects.filter(user=user, period__contains=today())
        return self.filter(**{f"{self.enrolment_path or 'pk'}__in": assigned.values("enrolment")})


class ParticipantQuerySet(ScopedQuerySet):
    """Persons."""

    unit_path = "unit"
    person_path = "pk"

    def _assigned(self, user: "User") -> Self:
        from amc.calendar import today
        from participants.models import CaseAssignment

        assigned = CaseAssignment.objects.filter(user=user, period__contains=today())
        return self.filter(pk__in=assigned.values("enrolment__participant"))

    def enrolled(self) -> Self:
        """Persons with an open enrolment."""
        from participants.models import Enrolment

        return self.filter(Exists(Enrolment.objects.filter(participant=OuterRef("pk"), closed_on__isnull=True)))

    def matching(self, text: str) -> Self:
        """Persons whose name has words that begin with the words of `text`, or whose identity or case number
        begins with it: the only ways to search in casework [SFS 2001:637 15 §]."""
        from participants.models import Enrolment, IdentityNumber

        compact = "".join(text.split()).replace("-", "").replace("+", "")
        if sum(character.isdigit() for character in compact) >= 4:
            numbers = Q(number__startswith=compact) | Q(number__startswith=text.strip().upper())
            if len(compact) <= 10:
                numbers |= Q(number__startswith=f"19{compact}") | Q(number__startswith=f"20{compact}")
            return self.filter(
                Q(pk__in=IdentityNumber.objects.filter(numbers).values("participant"))
                | Q(pk__in=Enrolment.objects.filter(case_number__startswith=text.strip()).values("participant"))
            )
        terms = search_terms(text)
        if not terms:
            return self.none()
        query = SearchQuery(" & ".join(f"{term}:*" for term in terms), config="simple", search_type="raw")
        return self.filter(search_key=query)


class TemporaryAccessQuerySet(ScopedQuerySet):
    """Openings outside the own cases."""

    unit_path = "participant__unit"

    def visible_to(self, user: "User") -> Self:
        """All of the unit's persons for the enhetschef, the own ones for others."""
        rows = super().visible_to(user)
        return rows if Permission.MANAGE.granted_to(user) else rows.filter(user=user.pk)

    def _assigned(self, user: "User") -> Self:
        return self.filter(user=user)

    def holding(self, now: "dt.datetime | Slot") -> Self:
        """Those that let somebody in at `now`."""
        return self.filter(until__gt=now, ended_at__isnull=True)


class IdentityNumberQuerySet(ScopedQuerySet):
    """Identity numbers."""

    unit_path = "participant__unit"

    def _assigned(self, user: "User") -> Self:
        from participants.models import Participant

        return self.filter(participant__in=Participant.objects.visible_to(user))


class EnrolmentQuerySet(ScopedQuerySet):
    """Enrolments."""

    unit_path = "unit"
    enrolment_path = ""

    def open_on(self, day: dt.date) -> Self:
        """Enrolments in progress on `day`, both ends counted."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day), opened_on__lte=day)

    def worked_by(self, user: "User", day: dt.date) -> Self:
        """Open enrolments that `user` works with on `day`: as consultant, substitute or specialist."""
        from participants.models import CaseAssignment

        assigned = CaseAssignment.objects.filter(user=user, period__contains=day)
        return self.filter(closed_on__isnull=True, pk__in=assigned.values("enrolment"))


class CaseAssignmentQuerySet(ScopedQuerySet):
    """Who works with which case."""

    def standing(self) -> Self:
        """Without the parts that were struck out."""
        return self.filter(period__isempty=False)


class OutsideContactQuerySet(ScopedQuerySet):
    """Outside contacts."""


class ReferralQuerySet(ScopedQuerySet):
    """Referrals."""

    kind = Kind.REFERRAL
    unit_path = "unit"

    def without_hidden(self, user: "User") -> Self:
        """Without those about hidden persons, except what `user` wrote without knowing of whom; one said to be about
        a protected person, whom nobody has confirmed yet, is for whoever logged it and those named from the start."""
        from amc.staff.models import Municipality, Role

        own = Q(registered_by=user.pk)
        about_hidden = Q(participant__in=hidden_from(user)) & ~(own & Q(landed=True))
        waiting = ~Q(protection="") & Q(participant__isnull=True) & ~own
        if user.is_authenticated and user.has_role(Role.ENHETSCHEF):
            by_default = Municipality.objects.filter(protected_named=Municipality.NamedByDefault.ENHETSCHEF)
            waiting &= Q(~Exists(by_default))
        return self.exclude(about_hidden).exclude(waiting)

    def _assigned(self, user: "User") -> Self:
        return self.none()

    def open(self) -> Self:
        """Referrals that wait for a decision."""
        from participants.models import Referral

        return self.filter(state__in=Referral.OPEN_STATES)


class ImportFileQuerySet(ScopedQuerySet):
    """Files of referrals, and of employments. Which of their rows are shown is the preview's to say."""

    kind = Kind.REFERRAL
    unit_path = "unit"

    def referrals(self) -> Self:
        """Files of referrals: a colleague may go on with one."""
        return self.filter(kind="referrals")

    def employments_of(self, user: "User") -> Self:
        """Files of employments that `user` has uploaded: their rows are judged by whom `user` may see."""
        return self.filter(kind="employments", uploaded_by=user.pk)

    def without_hidden(self, user: "User") -> Self:
        """All of them."""
        return self

    def _assigned(self, user: "User") -> Self:
        return self.none()


class CompetenceQuerySet(models.QuerySet[Any]):
    """The list of occupations and skills."""

    def visible_to(self, user: "User") -> Self:
        """All of it, for whoever is signed in: it names nobody."""
        return self if user.is_authenticated else self.none()

    def on(self, day: dt.date) -> Self:
        """What can be chosen on `day`."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class KartlaggningEntryQuerySet(ScopedQuerySet):
    """The kartläggning, sensitive areas fenced from those who do not work with the case [S2].

    It follows the person: the unit that has the person now completes what another unit began.
    """

    kind = Kind.JOURNAL
    unit_path = "participant__unit"

    def _assigned(self, user: "User") -> Self:
        from participants.models import Participant

        return self.filter(participant__in=Participant.objects.visible_to(user))

    def visible_to(self, user: "User") -> Self:
        """Ordinary areas by sight; sensitive ones only where `user` has a case assignment today."""
        from amc.calendar import today
        from participants.models import CaseAssignment

        if not user.is_authenticated:
            return self.none()
        mine = CaseAssignment.objects.filter(
            user=user, period__contains=today(), enrolment__participant=OuterRef("participant")
        )
        return super().visible_to(user).filter(Q(area__sensitive=False) | Exists(mine))

    def current(self) -> Self:
        """The latest entry of each area."""
        return self.filter(superseded_by__isnull=True)


class JournalEntryQuerySet(ScopedQuerySet):
    """The journal."""

    kind = Kind.JOURNAL


class MeetingQuerySet(ScopedQuerySet):
    """Meetings."""

    def between(self, first: dt.datetime, after: dt.datetime) -> Self:
        """Meetings that begin from `first` on and before `after`."""
        return self.filter(starts_at__gte=first, starts_at__lt=after)

    def overlapping(self, first: dt.datetime, after: dt.datetime) -> Self:
        """Planned meetings that take any of the time from `first` to `after`; those that only touch it are left out."""
        return self.filter(state="planned", starts_at__lt=after, ends_at__gt=first)


class _OfMeeting(ScopedQuerySet):
    unit_path = "meeting__enrolment__unit"
    enrolment_path = "meeting__enrolment"


class MeetingPartyQuerySet(_OfMeeting):
    """Who takes part in meetings."""


class UndertakingQuerySet(_OfMeeting):
    """What was promised at meetings."""

    def open(self) -> Self:
        """What is still to be done."""
        return self.filter(state="open")


class ClosureQuerySet(ScopedQuerySet):
    """Closures."""


class LaterFollowUpQuerySet(ScopedQuerySet):
    """Questions after a closing."""

    unit_path = "closure__enrolment__unit"
    enrolment_path = "closure__enrolment"
