"""What plans and follow-ups want remembered (amc.due; domain.md sections 3 and 4). Open enrolments only."""

import datetime as dt
from typing import Any

from django.db.models import Case, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate

from amc.addresses import address
from amc.due import Addressee, DaysAfter, DaysBefore, DueRule, MonthsAfter, Stage
from amc.staff.models import Municipality
from handlingsplan.models import (
    Activity,
    FollowUp,
    PlanParty,
    PlanVersion,
    ProgressFollow,
    ProgressMeasure,
    ProgressSet,
    ProgressVersion,
)
from participants.due import person_of
from participants.models import Enrolment

DAYS_TO_FIRST_PLAN = 60
FRESH_DRAFT_DAYS = 14

Rows = QuerySet[Any, dict[str, Any]]


def _on_case(rows: QuerySet, enrolment: str, *own: str, **computed: Any) -> Rows:
    """`rows` of open enrolments at the path `enrolment`, as the contract's keys; `due_on` is own or computed."""
    return rows.filter(**{f"{enrolment}__closed_on__isnull": True}).values(
        *own,
        subject=F("uuid"),
        person=person_of(f"{enrolment}__participant"),
        participant_id=F(f"{enrolment}__participant"),
        responsible_id=F(f"{enrolment}__consultant"),
        unit_id=F(f"{enrolment}__unit"),
        **computed,
    )


def _follow_ups(kind: str, today: dt.date, reach: int) -> Rows:
    waiting = FollowUp.objects.filter(
        kind=kind, held_on__isnull=True, cancelled_at__isnull=True, due_on__lte=today + dt.timedelta(days=reach)
    )
    return _on_case(waiting, "enrolment", "due_on")


def ami_yearly(today: dt.date) -> Rows:
    """Yearly follow-ups of AMI that wait to be held [S0]."""
    return _follow_ups(FollowUp.Kind.AMI_YEARLY, today, AMI_YEARLY.reach)


def plan_follow_ups(today: dt.date) -> Rows:
    """Other follow-ups that wait to be held."""
    return _follow_ups(FollowUp.Kind.PLAN, today, PLAN_FOLLOW_UP.reach)


def praktik_follow_ups(today: dt.date) -> Rows:
    """Follow-ups of a praktik that wait to be held."""
    return _follow_ups(FollowUp.Kind.PRAKTIK, today, PRAKTIK_FOLLOW_UP.reach)


def old_plans(today: dt.date) -> Rows:
    """Agreed plans by the day they ought to be revised, unless somebody began doing so in the last 14 days."""
    days = Subquery(Municipality.objects.values("plan_revision_days")[:1])
    under_way = PlanVersion.objects.filter(
        plan=OuterRef("plan"),
        state=PlanVersion.State.DRAFT,
        created_at__gte=Func(
            Value(today - dt.timedelta(days=FRESH_DRAFT_DAYS), output_field=DateField()),
            template="(%(expressions)s::timestamp AT TIME ZONE 'Europe/Stockholm')",
        ),
    )
    latest = Value(today + dt.timedelta(days=OLD_PLAN.reach), output_field=DateField())
    agreed = PlanVersion.objects.filter(
        ~Exists(under_way), state=PlanVersion.State.AGREED, agreed_on__lte=DaysBefore(latest, days)
    )
    return _on_case(agreed, "plan__enrolment", due_on=DaysAfter(F("agreed_on"), days))


def asked_parties(today: dt.date) -> Rows:
    """Those outside the unit whose agreement a draft waits for, by the day until which they have time."""
    latest = today + dt.timedelta(days=PLAN_PARTY.reach)
    waiting = PlanParty.objects.waited_for().filter(due_on__lte=latest, version__state=PlanVersion.State.DRAFT)
    return _on_case(waiting, "version__plan__enrolment", "due_on")


def lost_agreements(today: dt.date) -> Rows:
    """Drafts to which the participant or the consultant had agreed, by the day when a change took it away."""
    latest = today + dt.timedelta(days=LOST_AGREEMENT.reach)
    lost = PlanVersion.objects.filter(state=PlanVersion.State.DRAFT).annotate(
        lost_on=Least("participant_lost_on", "consultant_lost_on")
    )
    return _on_case(lost.filter(lost_on__lte=latest), "plan__enrolment", due_on=F("lost_on"))


def missing_plans(today: dt.date) -> Rows:
    """Enrolments without an agreed plan, by the day 60 days after they began."""
    agreed = PlanVersion.objects.filter(plan__enrolment=OuterRef("pk"), state=PlanVersion.State.AGREED)
    began = today + dt.timedelta(days=MISSING_PLAN.reach - DAYS_TO_FIRST_PLAN)
    waiting = Enrolment.objects.filter(~Exists(agreed), closed_on__isnull=True, opened_on__lte=began)
    return waiting.values(
        "participant_id",
        "unit_id",
        subject=F("uuid"),
        person=person_of("participant"),
        responsible_id=F("consultant"),
        due_on=DaysAfter(F("opened_on"), Value(DAYS_TO_FIRST_PLAN)),
    )


def activities(today: dt.date) -> Rows:
    """Unfinished activities of the plans in force, by their last day."""
    # Asked from the enrolment: `responsible_id` of an activity is another person than the one who is reminded.
    path = "plan__versions__activities"
    return Enrolment.objects.filter(
        **{
            "closed_on__isnull": True,
            "plan__versions__state": PlanVersion.State.AGREED,
            f"{path}__state__in": Activity.OPEN_STATES,
            f"{path}__due_on__lte": today + dt.timedelta(days=ACTIVITY.reach),
        }
    ).values(
        "participant_id",
        "unit_id",
        subject=F(f"{path}__uuid"),
        person=person_of("participant"),
        responsible_id=F("consultant"),
        due_on=F(f"{path}__due_on"),
    )


def measures(today: dt.date) -> Rows:
    """The last measure of each set that somebody has begun to answer in a case, by the day when it is to be answered
    again. The participant's answers set the day, the consultant's where the consultant alone is asked."""
    leading = Q(version__set__asks_participant=True, voice=ProgressMeasure.Voice.PARTICIPANT) | Q(
        version__set__asks_participant=False, voice=ProgressMeasure.Voice.CONSULTANT
    )
    later = ProgressMeasure.objects.filter(
        enrolment=OuterRef("enrolment"), version__set=OuterRef("version__set"), voice=OuterRef("voice")
    ).filter(Q(measured_on__gt=OuterRef("measured_on")) | Q(measured_on=OuterRef("measured_on"), pk__gt=OuterRef("pk")))
    dropped = ProgressFollow.objects.filter(
        enrolment=OuterRef("enrolment"), set=OuterRef("version__set"), follows=False
    )
    again = Case(
        When(version__set__per=ProgressSet.Per.MONTH, then=MonthsAfter(F("measured_on"), F("version__set__every"))),
        default=DaysAfter(F("measured_on"), F("version__set__every") * Value(7)),
        output_field=DateField(),
    )
    rows = ProgressMeasure.objects.filter(leading, ~Exists(later), ~Exists(dropped), version__set__is_active=True)
    latest = today + dt.timedelta(days=MEASURE.reach)
    return _on_case(rows.annotate(again=again).filter(again__lte=latest), "enrolment", due_on=F("again")).order_by()


def first_measures(today: dt.date) -> Rows:
    """Cases with a set that has not been answered since it began to follow them (step_rules.first_on), by the earliest
    day by which one is to be. What somebody has chosen for the case goes before the set's own rule."""
    voice = ProgressMeasure.objects.filter(enrolment=OuterRef(OuterRef("pk")), version__set=OuterRef("pk"))
    answered = voice.filter(
        Q(voice=ProgressMeasure.Voice.PARTICIPANT, version__set__asks_participant=True)
        | Q(voice=ProgressMeasure.Voice.CONSULTANT, version__set__asks_participant=False)
    )
    choice = ProgressFollow.objects.filter(enrolment=OuterRef(OuterRef("pk")), set=OuterRef("pk"))
    published = ProgressVersion.objects.filter(set=OuterRef("pk"), published_at__isnull=False).order_by("published_at")
    begins = Q(chosen__isnull=True, by_default=True) & (
        Q(from_sources=[]) | Q(from_sources__contains=[OuterRef("source__code")])
    )
    sets = (
        ProgressSet.objects.annotate(
            published_on=TruncDate(Subquery(published.values("published_at")[:1])),
            chosen=Subquery(choice.values("follows")[:1]),
            chosen_on=TruncDate(Subquery(choice.values("chosen_at")[:1])),
        )
        .filter(~Exists(answered), begins | Q(chosen=True), is_active=True, published_on__isnull=False)
        .annotate(
            first_on=DaysAfter(Coalesce("chosen_on", Greatest(OuterRef("opened_on"), "published_on")), F("first_days"))
        )
        .order_by("first_on")
    )
    latest = today + dt.timedelta(days=FIRST_MEASURE.reach)
    waiting = Enrolment.objects.filter(closed_on__isnull=True).annotate(first_on=Subquery(sets.values("first_on")[:1]))
    return (
        waiting.filter(first_on__lte=latest)
        .values(
            "participant_id",
            "unit_id",
            subject=F("uuid"),
            person=person_of("participant"),
            responsible_id=F("consultant"),
            due_on=F("first_on"),
        )
        .order_by()
    )


def _follow_up_url(row: dict[str, Any]) -> str:
    return address("follow_up_detail", row["subject"])


def _plan_url(row: dict[str, Any]) -> str:
    return address("plan", row["person"])


AMI_YEARLY = DueRule(
    code="ami_follow_up",
    label=FollowUp.Kind.AMI_YEARLY.label,
    verb="Registrera uppföljningen",
    icon="calendar-check",
    horizon=60,
    stages=(
        Stage("d60", -60),
        Stage("d30", -30),
        Stage("d7", -7),
        Stage("due", 0),
        Stage("late14", 14, Addressee.MANAGER),
    ),
    rows=ami_yearly,
    url=_follow_up_url,
    form=_follow_up_url,
)
PLAN_FOLLOW_UP = DueRule(
    code="plan_follow_up",
    label=FollowUp.Kind.PLAN.label,
    verb="Registrera uppföljningen",
    icon="calendar-check",
    horizon=30,
    stages=(Stage("d14", -14), Stage("due", 0), Stage("late14", 14, Addressee.MANAGER)),
    rows=plan_follow_ups,
    url=_follow_up_url,
    form=_follow_up_url,
)
PRAKTIK_FOLLOW_UP = DueRule(
    code="praktik_follow_up",
    label=FollowUp.Kind.PRAKTIK.label,
    verb="Registrera uppföljningen",
    icon="calendar-check",
    horizon=30,
    stages=(Stage("d14", -14), Stage("due", 0), Stage("late14", 14, Addressee.MANAGER)),
    rows=praktik_follow_ups,
    url=_follow_up_url,
    form=_follow_up_url,
)
OLD_PLAN = DueRule(
    code="old_plan",
    label="Planen behöver ses över",
    verb="Öppna planen",
    icon="list-check",
    horizon=14,
    # The plan may be as old as the municipality has decided, and is too old the day after.
    stages=(Stage("late1", 1),),
    rows=old_plans,
    url=_plan_url,
)
MISSING_PLAN = DueRule(
    code="missing_plan",
    label="Handlingsplan saknas",
    verb="Öppna planen",
    icon="list-check",
    horizon=30,
    stages=(Stage("due", 0),),
    rows=missing_plans,
    url=_plan_url,
)
ACTIVITY = DueRule(
    code="activity",
    label="Aktivitet i planen",
    verb="Skriv läget",
    icon="check2-square",
    horizon=7,
    stages=(),
    rows=activities,
    url=lambda row: f"{_plan_url(row)}#a-{row['subject']}",
    form=lambda row: address("activity_state", row["person"], row["subject"]),
)
MEASURE = DueRule(
    code="measure",
    label="Frågor om steg",
    verb="Låt deltagaren svara",
    icon="list-check",
    horizon=14,
    stages=(),
    rows=measures,
    url=lambda row: address("progress", row["person"]),
)
FIRST_MEASURE = DueRule(
    code="first_measure",
    label="Frågor om steg, första gången",
    verb="Låt deltagaren svara",
    icon="list-check",
    horizon=7,
    stages=(),
    rows=first_measures,
    url=lambda row: address("progress", row["person"]),
)
PLAN_PARTY = DueRule(
    code="plan_party",
    label="Svar om planen från annan part",
    verb="Skriv svaret",
    icon="envelope",
    horizon=7,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=asked_parties,
    url=lambda row: address("plan_party_settle", row["person"], row["subject"]),
    form=lambda row: address("plan_party_settle", row["person"], row["subject"]),
)
LOST_AGREEMENT = DueRule(
    code="lost_agreement",
    label="Planen behöver godkännas på nytt",
    verb="Öppna planen",
    icon="list-check",
    horizon=0,
    stages=(),
    rows=lost_agreements,
    url=_plan_url,
)
RULES = (
    *(AMI_YEARLY, PLAN_FOLLOW_UP, PRAKTIK_FOLLOW_UP, OLD_PLAN, MISSING_PLAN, ACTIVITY, MEASURE, FIRST_MEASURE),
    *(PLAN_PARTY, LOST_AGREEMENT),
)
