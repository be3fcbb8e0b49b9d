"""What a time-limited employment became, told by the first that says it; and what was planned, in the same words.

An answer, how it ended, the employment after it, or how the case was closed: nobody is asked for what is known.
"""

import datetime as dt
from typing import Any

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from placements.models.next_step import NextStep
from placements.models.placement import Employment

LeadsTo = NextStep.LeadsTo
# An employment that begins within so many days after the end is what came after it.
JOB_AFTER_DAYS = 31
# What the reason for the end says by itself.
SAID_BY_THE_END = {Employment.EndReason.WORK: LeadsTo.OTHER_WORK, Employment.EndReason.STUDIES: LeadsTo.STUDIES}
# What was hoped for: work or studies.
FORWARD = (LeadsTo.SAME_EMPLOYER, LeadsTo.OTHER_WORK, LeadsTo.STUDIES)


def job_after(employment: str = "") -> QuerySet[Employment]:
    """The same person's employments that begin within JOB_AFTER_DAYS after the employment at the path `employment`."""
    at = f"{employment}__" if employment else ""
    person, ended = OuterRef("participant_id"), OuterRef(f"{at}period__endswith")
    latest = ended + Value(dt.timedelta(days=JOB_AFTER_DAYS))
    return Employment.objects.filter(participant=person, period__startswith__gte=ended, period__startswith__lt=latest)


def _answer(**which: Any) -> Subquery:
    said = NextStep.objects.filter(employment=OuterRef("pk")).filter(**which).order_by("-answered_at", "-pk")
    return Subquery(said.values("leads_to")[:1], CharField())


def outcome() -> Coalesce:
    """What it became, as LeadsTo; "" where nothing tells. Asked of an Employment."""
    became = Case(
        When(scheme__regular=True, employer=OuterRef("employer"), then=Value(LeadsTo.SAME_EMPLOYER)),
        When(scheme__regular=True, then=Value(LeadsTo.OTHER_WORK)),
        default=Value(LeadsTo.MEASURE),
        output_field=CharField(),
    )
    after = job_after().annotate(became=became).order_by("period", "pk").values("became")[:1]
    ended = Case(
        *(When(end_reason=reason, then=Value(leads_to)) for reason, leads_to in SAID_BY_THE_END.items()),
        output_field=CharField(),
    )
    closure = "enrolment__closure"
    closed = Case(
        When(Q(**{f"{closure}__to_work": True, f"{closure}__municipal": True}), then=Value(LeadsTo.MEASURE)),
        When(Q(**{f"{closure}__to_work": True}), then=Value(LeadsTo.OTHER_WORK)),
        When(Q(**{f"{closure}__to_studies": True}), then=Value(LeadsTo.STUDIES)),
        When(Q(**{f"{closure}__reason": "annan_insats"}), then=Value(LeadsTo.MEASURE)),
        When(Q(**{f"{closure}__isnull": False}), then=Value(LeadsTo.OTHER)),
        output_field=CharField(),
    )
    return Coalesce(_answer(moment=NextStep.Moment.AFTER), ended, Subquery(after, CharField()), closed, Value(""))


def planned() -> Coalesce:
    """What was last said that it would lead to, as LeadsTo; "" where nobody has said."""
    return Coalesce(_answer(moment__in=(NextStep.Moment.HALF, NextStep.Moment.BEFORE_END)), Value(""))
