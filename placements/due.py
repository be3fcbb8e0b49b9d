"""What placements and supervision want remembered (amc.due; domain.md section 4). Open enrolments only."""

import datetime as dt
from typing import Any

from django.db.models import Case, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse

from amc.addresses import address
from amc.due import Addressee, DaysAfter, DueRule, Stage
from participants.due import person_of
from participants.models import Enrolment
from placements.models import Deviation, Supervision, UnconfirmedMonth

# A month that the supervisor has not confirmed two weeks after its end is the consultant's to ask about [S1].
CONSULTANT_AFTER_DAYS = 14
DEVIATION_DAYS = 14

Rows = QuerySet[Any, dict[str, Any]]


class FirstDay(Func):
    """The first day of a period."""

    function = "lower"
    output_field = DateField()


class LastDay(Func):
    """The last day of a period."""

    template = "(upper(%(expressions)s) - 1)"
    output_field = DateField()


def upper(name: str) -> Func:
    """The first day after the range called `name`."""
    return Func(F(name), function="upper", output_field=DateField())


def on_case(rows: QuerySet, enrolment: str, subject: str = "uuid", **computed: Any) -> Rows:
    """`rows` of open enrolments at the path `enrolment`, as the contract's keys."""
    responsible = computed.pop("responsible_id", F(f"{enrolment}__consultant"))
    return (
        rows.filter(**{f"{enrolment}__closed_on__isnull": True})
        .order_by()
        .values(
            subject=F(subject),
            person=person_of(f"{enrolment}__participant"),
            participant_id=F(f"{enrolment}__participant"),
            responsible_id=responsible,
            unit_id=F(f"{enrolment}__unit"),
            **computed,
        )
    )


def _of_placements(placements: str, *conditions: Any, due_on: Any) -> Rows:
    """The placements at the path `placements` of open enrolments that fulfil `conditions`, as the contract's keys.

    Asked from the enrolment, so that who and which are one table's columns and its indexes serve them together.
    """
    rows = Enrolment.objects.filter(*conditions, closed_on__isnull=True)
    return rows.order_by().values(
        "participant_id",
        "unit_id",
        subject=F(f"{placements}__uuid"),
        person=person_of("participant"),
        responsible_id=F("consultant"),
        due_on=due_on,
    )


# --- Ending ---------------------------------------------------------------------------------------


def _ending(placements: str, today: dt.date, reach: int) -> Rows:
    """By the last day in force, until it is noted how it ended."""
    latest = today + dt.timedelta(days=reach + 1)
    near = Q(**{f"{placements}__end_reason": "", f"{placements}__period__endswith__lte": latest})
    return _of_placements(placements, near, due_on=LastDay(f"{placements}__period"))


def employments_ending(today: dt.date) -> Rows:
    """Employments whose last day is near or passed, and of which nobody has noted the end."""
    return _ending("employments", today, EMPLOYMENT_ENDING.reach)


def internships_ending(today: dt.date) -> Rows:
    """Internships whose last day is near or passed, and of which nobody has noted the end."""
    return _ending("internships", today, INTERNSHIP_ENDING.reach)


# --- Supervision ----------------------------------------------------------------------------------


def _usable_account() -> Q:
    return Q(supervisor__user__isnull=False, supervisor__user__is_active=True)


def months_for_supervisors(today: dt.date) -> Rows:
    """Months that are over and unconfirmed, for supervisors who have an account."""
    rows = UnconfirmedMonth.objects.filter(_usable_account(), over_on__lte=today)
    return on_case(rows, "enrolment", due_on=F("over_on"), responsible_id=F("supervisor__user"))


def months_for_consultants(today: dt.date) -> Rows:
    """The same months for the consultant: two weeks later, or at once where the supervisor has no account."""
    later = today - dt.timedelta(days=CONSULTANT_AFTER_DAYS)
    waited = Q(over_on__lte=later) | (~_usable_account() & Q(over_on__lte=today))
    day = Case(When(_usable_account(), then=DaysAfter(F("over_on"), CONSULTANT_AFTER_DAYS)), default=F("over_on"))
    return on_case(UnconfirmedMonth.objects.filter(waited), "enrolment", due_on=day)


def _gaps(placements: str, link: str, today: dt.date, *conditions: Q) -> Rows:
    """Placements that run today without a supervisor today; due since the day after the last one ended."""
    theirs = {link: OuterRef(f"{placements}__pk")}
    stays = Q(supervisor__last_day__isnull=True) | Q(supervisor__last_day__gte=today)
    covering = Supervision.objects.filter(stays, **theirs, period__contains=today)
    over = Q(period__endswith__lte=today) | Q(supervisor__last_day__lt=today, period__startswith__lte=today)
    # A supervisor who leaves ends what they lead, also what another unit has not handed over.
    stopped = Least(upper("period"), DaysAfter(F("supervisor__last_day"), 1))
    before = Supervision.objects.filter(over, **theirs).annotate(stopped=stopped).order_by("-stopped")
    # The end is said once more for the index: few of all placements have not ended.
    running = Q(**{f"{placements}__period__contains": today, f"{placements}__period__endswith__gt": today})
    ended = Subquery(before.values("stopped")[:1])
    started = FirstDay(f"{placements}__period")
    # A placement has always started. That the case is named as well makes PostgreSQL look for the last one's end when
    # it has found the case, not for every placement of the municipality.
    due_on = Coalesce(ended, started, F("opened_on"))
    return _of_placements(placements, running, ~Exists(covering), *conditions, due_on=due_on)


def employment_gaps(today: dt.date) -> Rows:
    """Employments that require a supervisor and have none today [S1]."""
    return _gaps("employments", "employment", today, Q(employments__scheme__requires_supervisor=True))


def internship_gaps(today: dt.date) -> Rows:
    """Internships that have no supervisor today [SFS 2007:414]."""
    return _gaps("internships", "internship", today)


def open_deviations(today: dt.date) -> Rows:
    """Deviations that nobody holds to be mended; due two weeks after they were noticed."""
    reach = today + dt.timedelta(days=DEVIATION.reach - DEVIATION_DAYS)
    rows = Deviation.objects.waiting().filter(noticed_on__lte=reach)
    return on_case(rows, "enrolment", due_on=DaysAfter(F("noticed_on"), DEVIATION_DAYS))


def _tab(row: dict[str, Any]) -> str:
    return address("placements", row["person"])


def _supervision(row: dict[str, Any]) -> str:
    return reverse("supervision")


EMPLOYMENT_ENDING = DueRule(
    code="employment_ending",
    label="Anställning tar slut",
    verb="Förläng eller avsluta",
    icon="briefcase",
    horizon=90,
    stages=(Stage("-120", -120), Stage("-90", -90), Stage("-30", -30), Stage("-7", -7)),
    rows=employments_ending,
    url=_tab,
)
INTERNSHIP_ENDING = DueRule(
    code="internship_ending",
    label="Praktik tar slut",
    verb="Förläng eller avsluta",
    icon="building",
    horizon=30,
    stages=(Stage("-30", -30), Stage("-7", -7)),
    rows=internships_ending,
    url=_tab,
)
MONTH_SUPERVISOR = DueRule(
    code="supervision_month",
    label="Månad att bekräfta",
    verb="Bekräfta månaden",
    icon="person-check",
    horizon=0,
    stages=(Stage("1st", 0, workday=True), Stage("8th", 7, workday=True), Stage("15th", 14, workday=True)),
    rows=months_for_supervisors,
    url=_supervision,
    case_url=_tab,
)
MONTH_CONSULTANT = DueRule(
    code="supervision_month_consultant",
    label="Månad som handledaren inte har bekräftat",
    verb="Hör med handledaren",
    icon="person-check",
    horizon=0,
    stages=(Stage("15th", 0, workday=True),),
    rows=months_for_consultants,
    url=_tab,
    repeats=True,
    form=lambda row: address("supervision_next_on_behalf", row["subject"]),
)
EMPLOYMENT_GAP = DueRule(
    code="employment_without_supervisor",
    label="Anställning utan handledare",
    verb="Välj handledare",
    icon="person-x",
    horizon=0,
    stages=(Stage("due", 0), Stage("manager", 7, Addressee.MANAGER)),
    rows=employment_gaps,
    url=_tab,
)
INTERNSHIP_GAP = DueRule(
    code="internship_without_supervisor",
    label="Praktik utan handledare",
    verb="Välj handledare",
    icon="person-x",
    horizon=0,
    stages=(Stage("due", 0), Stage("manager", 7, Addressee.MANAGER)),
    rows=internship_gaps,
    url=_tab,
)
DEVIATION = DueRule(
    code="deviation_open",
    label="Avvikelse på arbetsplatsen",
    verb="Åtgärda avvikelsen",
    icon="exclamation-triangle",
    horizon=14,
    stages=(Stage("new", -DEVIATION_DAYS), Stage("manager", 1, Addressee.MANAGER)),
    rows=open_deviations,
    url=_tab,
    form=lambda row: address("deviation_mend", row["subject"]),
)
RULES: tuple[DueRule, ...] = (
    EMPLOYMENT_ENDING,
    INTERNSHIP_ENDING,
    MONTH_SUPERVISOR,
    MONTH_CONSULTANT,
    EMPLOYMENT_GAP,
    INTERNSHIP_GAP,
    DEVIATION,
)
