"""What the case itself wants remembered."""

import datetime as dt
from typing import Any

from django.db.models import (
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from amc.addresses import address
from amc.due import KEYS, Addressee, DaysAfter, DaysBefore, DueRule, Stage
from amc.staff.models import Municipality, User
from participants import due_handovers, due_planned, due_referrals
from participants.models import (
    Closure,
    Enrolment,
    IdentityNumber,
    KartlaggningEntry,
    LaterFollowUp,
    Meeting,
    Participant,
    Statement,
    Undertaking,
)
from participants.rules.closures import LASTED_DAYS

# A kartläggning is the first thing that is done (domain.md section 3); two weeks is the unit's own promise.
KARTLAGGNING_DAYS = 14
# An interpreter is asked for three days before the meeting at the latest.
INTERPRETER_DAYS = 3

Rows = QuerySet[Any, dict[str, Any]]


def person_of(participant: str) -> Subquery:
    """The uuid of the participant whose key is at the path `participant`: read only by who asks for it, where a join
    would be made for everybody."""
    return Subquery(Participant.objects.filter(pk=OuterRef(participant)).values("uuid"))


_SAME = {"subject": F("uuid"), "person": person_of("participant"), "responsible_id": F("consultant_id")}


def _open() -> "QuerySet[Enrolment]":
    return Enrolment.objects.filter(closed_on__isnull=True)


def no_contact(today: dt.date) -> Rows:
    """Open enrolments by when the last contact, or the enrolment, is so many weeks old (a setting).

    What is compared is the indexed day of the last contact, so that only those who have waited are read.
    """
    weeks = Municipality.objects.filter(pk=1).values("contact_gap_weeks")
    days = Coalesce(Subquery(weeks, IntegerField()), Value(6)) * Value(7)
    since = Coalesce("last_contact_on", "opened_on")
    latest = DaysBefore(Value(today + dt.timedelta(days=NO_CONTACT.reach), DateField()), days)
    waiting = _open().annotate(since=since).filter(since__lte=latest)
    return waiting.annotate(**_SAME, due_on=DaysAfter(since, days)).values(*KEYS)


def without_consultant(today: dt.date) -> Rows:
    """Open enrolments that nobody answers for; due from the first day."""
    latest = today + dt.timedelta(days=WITHOUT_CONSULTANT.reach)
    rows = _open().filter(consultant__isnull=True, opened_on__lte=latest)
    return rows.annotate(**_SAME, due_on=F("opened_on")).values(*KEYS)


def no_kartlaggning(today: dt.date) -> Rows:
    """Open enrolments in which nothing has been written in any ordinary area since the start of the enrolment.

    The sensitive areas do not count: that a reminder goes away must not tell that something is written there.
    """
    begun = KartlaggningEntry.objects.filter(enrolment=OuterRef("pk"), area__sensitive=False)
    latest = today + dt.timedelta(days=NO_KARTLAGGNING.reach - KARTLAGGNING_DAYS)
    rows = _open().filter(~Exists(begun), opened_on__lte=latest)
    return rows.annotate(**_SAME, due_on=DaysAfter(F("opened_on"), Value(KARTLAGGNING_DAYS))).values(*KEYS)


def claimed_numbers(today: dt.date) -> Rows:
    """Open enrolments of those whose identity number somebody else has been given, too; due the day that it was."""
    latest = today + dt.timedelta(days=NUMBER.reach)
    claimed = IdentityNumber.objects.filter(participant=OuterRef("participant"), claimed_on__lte=latest)
    first = Subquery(claimed.order_by("claimed_on").values("claimed_on")[:1])
    return _open().filter(Exists(claimed)).annotate(**_SAME, due_on=first).values(*KEYS)


def meetings_without_outcome(today: dt.date) -> Rows:
    """Meetings of earlier days of which nobody has said how they went; due on the day of the meeting."""
    day = Func("starts_at", function="amc_local_date", output_field=DateField())
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    past = Meeting.objects.filter(
        state=Meeting.State.PLANNED, starts_at__lt=midnight, enrolment__closed_on__isnull=True
    ).annotate(
        subject=F("uuid"),
        person=person_of("enrolment__participant"),
        participant_id=F("enrolment__participant_id"),
        due_on=day,
        responsible_id=F("consultant_id"),
        unit_id=F("enrolment__unit_id"),
    )
    return past.values(*KEYS)


def without_interpreter(today: dt.date) -> Rows:
    """Planned meetings for which an interpreter is needed and none is booked; due three days before the meeting."""
    day = Func("starts_at", function="amc_local_date", output_field=DateField())
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    until = midnight + dt.timedelta(days=INTERPRETER.reach + INTERPRETER_DAYS + 1)
    coming = Meeting.objects.between(midnight, until).filter(
        state=Meeting.State.PLANNED, interpreter=Meeting.Interpreter.NEEDED, enrolment__closed_on__isnull=True
    )
    return coming.annotate(
        subject=F("uuid"),
        person=person_of("enrolment__participant"),
        participant_id=F("enrolment__participant_id"),
        due_on=DaysAfter(day, Value(-INTERPRETER_DAYS)),
        responsible_id=F("consultant_id"),
        unit_id=F("enrolment__unit_id"),
    ).values(*KEYS)


def undertakings(today: dt.date) -> Rows:
    """What was promised at meetings and is not done, while the person has an open case: in that, or in one that was
    handed over to it (amc.kaa.actions.leave_kaa). Its consultant chases it, whoever promised."""
    latest, path = today + dt.timedelta(days=UNDERTAKING.reach), "participant__enrolments__undertakings"
    # Asked from the open case, where who and which are.
    rows: QuerySet[Any, Any] = _open().filter(
        **{f"{path}__state": Undertaking.State.OPEN, f"{path}__due_on__lte": latest}
    )
    return rows.order_by().values(
        "participant_id",
        "unit_id",
        subject=F(f"{path}__uuid"),
        person=person_of("participant"),
        responsible_id=F("consultant_id"),
        due_on=F(f"{path}__due_on"),
    )


def work_lasted(today: dt.date) -> Rows:
    """Closures to work on which nobody has said whether it lasted a month."""
    latest = today + dt.timedelta(days=WORK_LASTED.reach - LASTED_DAYS)
    return (
        Closure.objects.filter(to_work=True, lasted_month__isnull=True, work_started_on__lte=latest)
        .annotate(
            subject=F("uuid"),
            person=person_of("enrolment__participant"),
            participant_id=F("enrolment__participant_id"),
            due_on=DaysAfter(F("work_started_on"), Value(LASTED_DAYS)),
            responsible_id=F("enrolment__consultant_id"),
            unit_id=F("enrolment__unit_id"),
        )
        .values(*KEYS)
    )


def later_follow_ups(today: dt.date) -> Rows:
    """Questions of some months after a closing that nobody has asked, of those who may be asked.

    Of whoever has come back nothing is asked, and a question gives way to the next of the same closing when that one's
    day has come. They fall to the last consultant; where that account is no longer in use, to the unit's manager.
    """
    latest = today + dt.timedelta(days=LATER.reach)
    back = Enrolment.objects.filter(participant=OuterRef("participant"), opened_on__gt=OuterRef("closed_on"))
    overtaken = LaterFollowUp.objects.filter(enrolment=OuterRef("pk"), due_on__gt=OuterRef("due_on"), due_on__lte=today)
    last = User.objects.active_on(today).filter(pk=OuterRef("consultant"))
    # Asked from the case, where who and which are: the few that nobody has asked are found from there by an index.
    waiting = Enrolment.objects.filter(
        later__outcome="", later__due_on__lte=latest, later__closure__may_contact=True
    ).annotate(subject=F("later__uuid"), due_on=F("later__due_on"))
    return (
        waiting.filter(~Exists(back), ~Exists(overtaken))
        .order_by()
        .annotate(person=person_of("participant"), responsible_id=Subquery(last.values("pk")))
        .values(*KEYS)
    )


def statements(today: dt.date) -> Rows:
    """Statements that are asked for and have not come, of open cases, and of those that another case took over from the
    day after they were closed (amc.kaa.actions.leave_kaa): whoever is handed over is still waited for. The open case's
    consultant chases them."""
    latest, now = today + dt.timedelta(days=STATEMENT.reach), "participant__enrolments"
    taken_over = DaysAfter(F("enrolment__closed_on"), Value(1))
    rows = (
        Statement.objects.current()
        .filter(
            Q(**{now: F("enrolment")}) | Q(**{f"{now}__opened_on": taken_over}),
            **{"direction": Statement.Direction.ASKED, "due_on__lte": latest, f"{now}__closed_on__isnull": True},
        )
        .order_by()
    )
    return rows.annotate(
        subject=F("uuid"),
        person=person_of("participant"),
        responsible_id=F(f"{now}__consultant_id"),
        unit_id=F(f"{now}__unit_id"),
    ).values(*KEYS)


NO_CONTACT = DueRule(
    code="no_contact",
    label="Länge sedan kontakt",
    verb="Skriv i journalen",
    icon="telephone",
    horizon=7,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=no_contact,
    url=lambda row: address("journal", row["person"]),
    form=lambda row: address("journal", row["person"]),
)
WITHOUT_CONSULTANT = DueRule(
    code="without_consultant",
    label="Konsulent saknas",
    verb="Utse konsulent",
    icon="person-x",
    horizon=0,
    stages=(Stage("0", 0, Addressee.MANAGER),),
    rows=without_consultant,
    url=lambda row: address("enrolment_assign", row["subject"]),
    form=lambda row: address("enrolment_assign", row["subject"]),
)
NO_KARTLAGGNING = DueRule(
    code="no_kartlaggning",
    label="Kartläggning inte påbörjad",
    verb="Börja kartlägga",
    icon="map",
    horizon=7,
    stages=(Stage("0", 0),),
    rows=no_kartlaggning,
    url=lambda row: address("kartlaggning", row["person"]),
)
NUMBER = DueRule(
    code="number_claimed",
    label="Personnummer att kontrollera",
    verb="Kontrollera numret",
    icon="person-check",
    horizon=0,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=claimed_numbers,
    url=lambda row: address("participant_identity_change", row["person"]),
    form=lambda row: address("participant_identity_change", row["person"]),
)
WORK_LASTED = DueRule(
    code="work_lasted",
    label="Varade arbetet en månad?",
    verb="Svara",
    icon="question-circle",
    horizon=3,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=work_lasted,
    url=lambda row: address("work_lasted", row["subject"]),
    form=lambda row: address("work_lasted", row["subject"]),
)
LATER = DueRule(
    code="later_follow_up",
    label="Hur går det efter avslutet?",
    verb="Skriv svaret",
    icon="telephone",
    horizon=7,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=later_follow_ups,
    whose="consultant_id",
    url=lambda row: address("later_follow_up", row["subject"]),
    form=lambda row: address("later_follow_up", row["subject"]),
)
MEETING = DueRule(
    code="meeting_outcome",
    label="Hur gick mötet?",
    verb="Skriv hur det gick",
    icon="calendar-x",
    horizon=0,
    stages=(),
    rows=meetings_without_outcome,
    url=lambda row: address("meeting_hold", row["subject"]),
    form=lambda row: address("meeting_hold", row["subject"]),
)
INTERPRETER = DueRule(
    code="meeting_interpreter",
    label="Tolk behöver bokas",
    verb="Boka tolk",
    icon="chat-left-text",
    horizon=14,
    stages=(Stage("0", 0),),
    rows=without_interpreter,
    url=lambda row: address("meeting_interpreter", row["subject"]),
    form=lambda row: address("meeting_interpreter", row["subject"]),
)
UNDERTAKING = DueRule(
    code="undertaking",
    label="Åtagande från möte",
    verb="Följ upp åtagandet",
    icon="check2-square",
    horizon=7,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=undertakings,
    url=lambda row: address("undertaking_settle", row["subject"]),
    form=lambda row: address("undertaking_settle", row["subject"]),
)
STATEMENT = DueRule(
    code="statement",
    label="Utlåtande som väntas",
    verb="Har det kommit?",
    icon="file-earmark-text",
    horizon=7,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=statements,
    url=lambda row: address("statement_change", row["subject"]),
    form=lambda row: address("statement_change", row["subject"]),
)
RULES = (
    *due_referrals.RULES,
    *due_handovers.RULES,
    *due_planned.RULES,
    *(
        NO_CONTACT,
        WITHOUT_CONSULTANT,
        NO_KARTLAGGNING,
        NUMBER,
        WORK_LASTED,
        LATER,
        MEETING,
        INTERPRETER,
        UNDERTAKING,
        STATEMENT,
    ),
)
