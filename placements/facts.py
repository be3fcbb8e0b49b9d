"""From the tables to the plain values that the rules judge."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import DateField, F, Func, Min, QuerySet
from psycopg.types.range import DateRange

from handlingsplan.models import LocalDate, PlanVersion
from participants.models import Enrolment, KartlaggningEntry
from placements.models import (
    Employer,
    EmployerWarning,
    Employment,
    Internship,
    InternshipKind,
    ResponsibilityAgreement,
    Scheme,
    Supervision,
    Supervisor,
    SupervisorPlace,
    WageSupport,
    Workplace,
)
from placements.rules.employment import Groundwork, Other, Terms
from placements.rules.internship import KindLimits
from placements.rules.periods import Period
from placements.rules.place import Agreement, Caution, Place
from placements.rules.supervision import Assigned
from placements.rules.wage_support import SupportTerms

_ONE_DAY = dt.timedelta(days=1)
_RULES = (
    "code",
    "name",
    "max_months",
    "total_max_months",
    "counted",
    "requires_plan",
    "requires_kartlaggning",
    "requires_internship",
    "requires_supervisor",
    "exclusive",
    "breach_refuses",
    "las",
    "valid_from",
    "valid_to",
)


def as_period(stored: DateRange) -> Period:
    """PostgreSQL's half-open range as first and last day; ours are bounded at both ends."""
    assert stored.lower is not None and stored.upper is not None  # noqa: S101, PT018 - constraint *_bounded
    return Period(stored.lower, stored.upper - _ONE_DAY)


def as_range(period: Period) -> DateRange:
    """First and last day as PostgreSQL's half-open range."""
    return DateRange(period.first, period.last + _ONE_DAY)


def period_of(support: WageSupport) -> Period:
    """First and last day of a decision about lönestöd."""
    return Period(support.first_day, support.last_day)


def terms_of(scheme: Scheme) -> Terms:
    """A form of employment as the rules know it."""
    values: dict[str, Any] = {name: getattr(scheme, name) for name in _RULES}
    return Terms(**values, needs_paper_date=scheme.code == Employment.AMI)


def support_terms_of(scheme: Scheme) -> SupportTerms:
    """A kind of lönestöd as the rules know it; what a form allows in all, or else each time, is the kind's limit."""
    return SupportTerms(
        name=scheme.name,
        first_months=scheme.first_decision_months,
        max_months=scheme.total_max_months or scheme.max_months,
        valid_from=scheme.valid_from,
        valid_to=scheme.valid_to,
    )


def limits_of(kind: InternshipKind) -> KindLimits:
    """A kind of internship as the rules know it."""
    return KindLimits(kind.name, kind.min_months, kind.max_months, kind.max_days)


def others_of(participant_id: int, employer: Employer | None, besides: Employment | None = None) -> tuple[Other, ...]:
    """The person's employments in all enrolments, except `besides`; `employer` is the one that is asked about."""
    rows = Employment.objects.filter(participant=participant_id).select_related("scheme").order_by("pk")
    return tuple(
        as_other(row, same_employer=employer is not None and row.employer_id == employer.pk)
        for row in rows
        if besides is None or row.pk != besides.pk
    )


def as_other(row: Employment, *, same_employer: bool) -> Other:
    """An employment as the rules know it beside the one that is asked about."""
    return Other(
        scheme=row.scheme_id,
        name=row.scheme.name,
        period=as_period(row.period),
        extent=row.extent,
        exclusive=row.scheme.exclusive,
        las_counts=row.scheme.las == Scheme.Las.COUNTS,
        same_employer=same_employer,
    )


def groundwork_of(enrolment: Enrolment) -> Groundwork:
    """What was done before an employment: the enrolment's plan, the person's kartläggning and internships."""
    return groundworks_of([enrolment])[enrolment.pk]


def groundworks_of(enrolments: Collection[Enrolment]) -> dict[int, Groundwork]:
    """The same of many, by the enrolment's key. Three queries, however many."""
    people = {enrolment.participant_id for enrolment in enrolments}
    agreed = PlanVersion.objects.filter(plan__enrolment__in=enrolments).exclude(state=PlanVersion.State.DRAFT)
    asked = KartlaggningEntry.objects.filter(participant__in=people)
    interned = Internship.objects.filter(enrolment__participant__in=people, kind__precedes_job=True)
    first = Func(F("period"), function="lower", output_field=DateField())
    plans = _earliest(agreed, "plan__enrolment", "agreed_on")
    entries = _earliest(asked, "participant", LocalDate("created_at"))
    internships = _earliest(interned, "enrolment__participant", first)
    return {
        enrolment.pk: Groundwork(
            plan_agreed_on=plans.get(enrolment.pk),
            kartlaggning_on=entries.get(enrolment.participant_id),
            internship_from=internships.get(enrolment.participant_id),
        )
        for enrolment in enrolments
    }


def _earliest(rows: QuerySet, of: str, day: Any) -> dict[int, dt.date]:
    return dict(rows.order_by().values_list(of).annotate(day=Min(day)).values_list(of, "day"))


def assigned(
    supervisor: Supervisor | None, at: Employer, workplace: Workplace | None, day: dt.date, enrolment_id: int
) -> Assigned | None:
    """A supervisor as the rules know them, for a `workplace` of an employer from `day` (None: any of the employer's);
    whom they lead already, wherever it is, is counted without those of the enrolment that is asked about."""
    if supervisor is None:
        return None
    led = Supervision.objects.filter(supervisor=supervisor, period__contains=day).exclude(enrolment=enrolment_id)
    return as_assigned(supervisor, at, workplace, day, led.count() if supervisor.capacity is not None else 0)


def as_assigned(
    supervisor: Supervisor, at: Employer, workplace: Workplace | None, day: dt.date, leads: int
) -> Assigned:
    """A supervisor as the rules know them on `day`; `leads`: how many others they lead already, where that matters.

    They serve all of their own employer's workplaces, and those that they are said to serve.
    """
    training = supervisor.best_training(day) if supervisor.pk else None
    elsewhere, here_until = "", None
    if supervisor.employer_id != at.pk:
        place = _served(supervisor, at, workplace, day) if supervisor.pk else None
        elsewhere, here_until = ("", place.last_day) if place else (supervisor.employer.name, None)
    return Assigned(
        name=supervisor.full_name,
        trained_on=training.held_on if training else None,
        active=supervisor.is_active,
        elsewhere=elsewhere,
        trained_until=training.valid_until if training else None,
        leads=leads,
        capacity=supervisor.capacity,
        last_day=supervisor.last_day,
        here_until=here_until,
    )


def _served(supervisor: Supervisor, at: Employer, workplace: Workplace | None, day: dt.date) -> SupervisorPlace | None:
    """By which row they serve the workplace on `day`: the one that lasts longest."""
    rows = [
        row
        for row in supervisor.places.all()
        if row.first_day <= day
        and (row.last_day is None or row.last_day >= day)
        and (row.workplace_id == workplace.pk if workplace else row.workplace.employer_id == at.pk)
    ]
    return max(rows, key=lambda row: row.last_day or dt.date.max, default=None)


def place_of(employer: Employer, workplace: Workplace | None, day: dt.date) -> Place:
    """An employer's workplace as the rules know it on `day`: the warnings in force, and who answers for what there."""
    warned = EmployerWarning.objects.filter(employer=employer).in_force_on(day).select_related("created_by")
    cautions = tuple(map(as_caution, warned))
    rows = ResponsibilityAgreement.objects.of_place(workplace) if workplace else ResponsibilityAgreement.objects.none()
    agreements = tuple(Agreement(row.signed_on, row.valid_to) for row in rows)
    return Place(employer.name, cautions, agreements)


def as_caution(row: EmployerWarning) -> Caution:
    """A warning of an employer as the rules know it."""
    return Caution(row.reason, row.created_by.full_name, row.until)
