"""The door to a person: every page about one goes through it, and what passes is in the read log.

A view of one person inherits `OpensPersonMixin` and says whose page it is (`participant`). Whoever does not work with
the case is asked why before anything is read, whatever the method (docs/web-mechanics.md, "Reading is logged").
"""

import datetime as dt
import uuid
from contextlib import nullcontext
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import add_months
from amc.planned import planned_once
from amc.staff.access import Permission
from amc.staff.fresh import confirm_first
from amc.staff.mixins import signed_in
from amc.staff.models import Role, User
from amc.staff.sign_in import is_fresh
from amc.web.errors import not_open
from amc.web.form_views import lead_on
from amc.written import Slot, written_once
from participants.models import CaseAssignment, Enrolment, LaterFollowUp, Participant, TemporaryAccess
from participants.rules.later import EARLIEST_DAYS
from participants.rules.opening import AFTER_CLOSING_MONTHS, Ties, entitlement

# A talk about a plan takes its time; whoever leaves the desk is signed out long before.
PROTECTED_FOR = dt.timedelta(minutes=60)
_PROTECTED = "amc_protected"


def tied_person(user: User, key: uuid.UUID) -> Participant:
    """The participant with the key `key`, with what ties `user` to them now, so that opening them asks nothing more.

    Http404 for one out of sight.
    """
    now = timezone.now()
    found: Participant | None = _tied.first(user, timezone.localtime(now).date(), key=key, now=now)
    if found is None:
        raise Http404
    return found


@written_once(key=UUIDField(), now=DateTimeField())
def _tied(user: User, day: dt.date, key: Slot, now: Slot) -> "QuerySet[Participant]":
    return with_ties(Participant.objects.visible_to(user), user, day, now).filter(uuid=key)


def with_ties(
    rows: "QuerySet[Participant]", user: User, day: dt.date, now: dt.datetime | Slot
) -> "QuerySet[Participant]":
    """`rows` with what ties `user` to each person at `now`, which is on `day`."""
    cases = Enrolment.objects.filter(participant=OuterRef("pk"))
    parts = CaseAssignment.objects.filter(user=user, period__contains=day, enrolment__participant=OuterRef("pk"))
    open_parts = parts.order_by(F("enrolment__closed_on").desc(nulls_first=True), "pk")
    closed_lately = Q(closed_on__isnull=True) | Q(closed_on__gt=add_months(day, -AFTER_CLOSING_MONTHS))
    took = cases.filter(referral__decided_by=user)
    accesses = TemporaryAccess.objects.filter(participant=OuterRef("pk"), user=user).holding(now)
    return rows.annotate(
        tie_part=Subquery(open_parts.values("part")[:1], CharField()),
        tie_had=Exists(cases.filter(closed_lately | Exists(_to_ask(user, day, now)), consultant=user)),
        tie_receives=Exists(
            took.filter(Q(consultant__isnull=True, closed_on__isnull=True) | Q(referral__decided_at__date=day))
        ),
        tie_access=Subquery(
            accesses.order_by("-until").values(
                row=JSONObject(until=F("until"), reason=F("reason__name"), note=F("note"))
            )[:1]
        ),
    )


def _to_ask(user: User, day: dt.date, now: dt.datetime | Slot) -> "QuerySet[LaterFollowUp]":
    """What is to be asked of a closed case some months later, and what `user` has just written down: for that the last
    consultant may open the person. Of the enrolment of the outer query."""
    waiting = Q(outcome="", due_on__lte=day + dt.timedelta(days=EARLIEST_DAYS))
    just_answered = Q(recorded_by=user, recorded_at__gt=now - dt.timedelta(days=1))
    return LaterFollowUp.objects.filter(
        waiting & Q(closure__may_contact=True) | just_answered, closure__enrolment=OuterRef("pk")
    )


def ties_of(participant: Participant, user: User, now: dt.datetime) -> Ties:
    """What ties `user` to `participant`; asks nothing where the person was read by `tied_person`."""
    row: Any = participant
    if not hasattr(row, "tie_part"):
        own = Participant.objects.filter(pk=participant.pk)
        row = with_ties(own, user, timezone.localtime(now).date(), now).only("pk").get()
    part = row.tie_part or ("consultant" if row.tie_had else "")
    access = row.tie_access or {}
    return Ties(
        part=part,
        receives=row.tie_receives,
        until=dt.datetime.fromisoformat(access["until"]) if access else None,
        reason=": ".join(filter(None, (access.get("reason"), access.get("note")))),
    )


def entitled(participant: Participant, user: User) -> str:
    """What gives `user` the right to open `participant` now; "" when a reason is asked for."""
    return entitlement(user.roles, ties_of(participant, user, timezone.now()))


def open_person(
    request: HttpRequest,
    participant: Participant,
    kind: ReadLog.Kind = ReadLog.Kind.OPENED,
    *,
    gives_file: bool = False,
) -> HttpResponse | None:
    """Let the user in and note it in the read log, or answer what is shown instead.

    `participant` has been read from `visible_to`. Where a reason is needed a page leads to the question, a fragment
    moves the whole page there, and what was sent in a form is kept and shown with the way to the question. A protected
    person is opened by somebody who has lately shown who they are; what is sent meanwhile is carried out after that.
    """
    user, now = signed_in(request), timezone.now()
    asks = Role.KONSULENT in user.roles or hasattr(participant, "tie_part")
    ties = ties_of(participant, user, now) if asks else Ties()
    right = entitlement(user.roles, ties)
    if not right:
        return ask_why(request, participant)
    if participant.is_protected and not _shown_who(request.session, participant, now):
        return confirm_first(request, gives_file=gives_file)
    temporary = right == ReadLog.Entitlement.TEMPORARY
    if temporary:
        request.access_until = ties.until  # type: ignore[attr-defined]
    record_reading(request, kind, [participant.pk], entitlement=right, reason=ties.reason if temporary else "")
    return None


def _shown_who(session: SessionBase, participant: Participant, now: dt.datetime) -> bool:
    """Whether the user has shown who they are for this protected person: at the opening, which then lasts a while."""
    key, moment = str(participant.pk), now.timestamp()
    still_open = {person: until for person, until in session.get(_PROTECTED, {}).items() if until > moment}
    if key in still_open:
        return True
    if not is_fresh(session):
        return False
    session[_PROTECTED] = still_open | {key: moment + PROTECTED_FOR.total_seconds()}
    return True


def ask_why(request: HttpRequest, participant: Participant) -> HttpResponse:
    """The way to the question why."""
    address = reverse("participant_open", args=[participant.uuid])
    if request.method != "GET":
        return not_open(request, address)
    # A part of a page is no place to come back to.
    fragment = request.headers.get("HX-Request") == "true"
    wanted = participant.get_absolute_url() if fragment else request.get_full_path()
    return lead_on(request, f"{address}?{urlencode({'till': wanted})}")


class OpensPersonMixin:
    """A view of one person: nobody comes in past `open_person`. Say `permission`, whose page it is
    (`participant`), and, for a document, `reading_kind`."""

    permission: Permission
    reading_kind = ReadLog.Kind.OPENED

    def whose(self) -> Participant:
        """The person, read from `visible_to`; Http404 for one out of sight."""
        found: Participant = self.participant  # type: ignore[attr-defined]
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask at the door; somebody without the permission is refused further in, before anything is read."""
        # What a page asks about one person it asks about everybody.
        with planned_once() if request.method == "GET" else nullcontext():
            if self.permission.granted_to(request.user):
                gives_file = getattr(self, "gives_file", False)
                instead = open_person(request, self.whose(), self.reading_kind, gives_file=gives_file)
                if instead is not None:
                    return instead
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
