"""Makers of test rows, and the few named people that tests are about.

`people` are: anna (konsulent, the owner), bo (colleague, same unit), cilla (konsulent in the other unit: the
stranger), eva (enhetschef), hans (handledare), and one each of the other roles.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from psycopg.types.range import DateRange

from amc.staff.models import Municipality, Role, Team, Unit, User
from handlingsplan.models import Activity, ActivityKind, FollowUp, Goal, Plan, PlanVersion
from participants.actions.opening import open_for_reason
from participants.models import (
    CaseAssignment,
    Enrolment,
    IdentityNumber,
    JournalEntry,
    KartlaggningArea,
    KartlaggningEntry,
    Meeting,
    OpeningReason,
    Participant,
    Referral,
    Source,
    TemporaryAccess,
)
from placements.models import (
    Employment,
    Internship,
    InternshipKind,
    Supervision,
    SupervisionMonth,
)
from placements.rules.hours import equal_days
from tests.factories_register import EmployerFactory, SupervisorFactory, WorkplaceFactory
from tests.names import lettered

STOCKHOLM = timezone.get_default_timezone()


def days(first: dt.date, last: dt.date | None) -> DateRange:
    """Inclusive dates as the range that PostgreSQL stores."""
    return DateRange(first, last and last + dt.timedelta(days=1))


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    """A moment on `day` in the municipality's time."""
    return dt.datetime.combine(day, dt.time(hour), STOCKHOLM)


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    name = factory.Sequence("Jobbtorg {}".format)


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    unit = factory.SubFactory(UnitFactory)
    code = factory.Sequence("team-{}".format)
    name = factory.Sequence("Team {}".format)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    first_name = "Test"
    last_name = factory.Sequence(lambda number: "Person" + lettered(number))
    email = factory.Sequence("person{}@kommunen.example".format)
    roles = factory.LazyFunction(lambda: [Role.KONSULENT])
    unit = factory.SubFactory(UnitFactory)
    password = "!"


class ParticipantFactory(DjangoModelFactory[Participant]):
    class Meta:
        model = Participant

    unit = factory.SubFactory(UnitFactory)
    first_name = "Åsa"
    last_name = factory.Sequence(lambda number: "Öberg" + lettered(number))
    birth_date = dt.date(1990, 1, 1)
    gender = "kvinna"


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    """An open enrolment with its consultant assigned from the first day."""

    class Meta:
        model = Enrolment
        skip_postgeneration_save = True

    participant = factory.SubFactory(ParticipantFactory)
    unit = factory.SelfAttribute("participant.unit")
    # Never one of the product's own series.
    case_number = factory.Sequence("F-{:05d}".format)
    source = factory.LazyFunction(lambda: Source.objects.get(code="vuxenenheten"))
    consultant = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..unit"))
    opened_on = dt.date(2026, 1, 12)

    @factory.post_generation
    def assignment(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The consultant works with the case from the first day."""
        if create and self.consultant:
            CaseAssignment.objects.create(
                enrolment=self,
                user=self.consultant,
                part=CaseAssignment.Part.CONSULTANT,
                period=days(self.opened_on, None),
            )


class ReferralFactory(DjangoModelFactory[Referral]):
    class Meta:
        model = Referral

    unit = factory.SubFactory(UnitFactory)
    source = factory.LazyFunction(lambda: Source.objects.get(code="af"))
    received_on = dt.date(2026, 11, 16)
    registered_by = factory.SubFactory(UserFactory, unit=factory.SelfAttribute("..unit"))
    first_name = "Amina"
    last_name = factory.Sequence(lambda number: "Ahmed" + lettered(number))
    birth_date = dt.date(1990, 1, 1)


class PlanVersionFactory(DjangoModelFactory[PlanVersion]):
    """A draft; `agreed(version, day)` freezes it."""

    class Meta:
        model = PlanVersion

    plan = factory.LazyAttribute(lambda o: Plan.objects.get_or_create(enrolment=o.enrolment)[0])
    number = factory.LazyAttribute(lambda o: o.plan.versions.count() + 1)
    created_by = factory.LazyAttribute(lambda o: o.enrolment.consultant)

    class Params:
        enrolment = factory.SubFactory(EnrolmentFactory)


def agreed(version: PlanVersion, day: dt.date, how: str = "screen") -> PlanVersion:
    """The version as agreed on `day`."""
    moment = at(day)
    PlanVersion.objects.filter(plan=version.plan, state="agreed").update(state="replaced")
    PlanVersion.objects.filter(pk=version.pk).update(
        state="agreed",
        agreed_on=day,
        frozen_at=moment,
        participant_agreed_at=moment,
        participant_agreed_how=how,
        consultant_agreed_at=moment,
        consultant_agreed_by=version.created_by,
    )
    version.refresh_from_db()
    return version


def opened(participant: Participant, user: User, moment: dt.datetime | None = None) -> TemporaryAccess:
    """`participant` as opened for an hour by `user`, who does not work with the case, at `moment` (now)."""
    return open_for_reason(
        participant=participant,
        reason=OpeningReason.objects.get(code="ersatter"),
        note="",
        by=user,
        now=moment or timezone.now(),
    )


class GoalFactory(DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    version = factory.SubFactory(PlanVersionFactory)
    text = "Jag vill arbeta i kök"


class ActivityFactory(DjangoModelFactory[Activity]):
    class Meta:
        model = Activity

    version = factory.SubFactory(PlanVersionFactory)
    kind = factory.LazyFunction(lambda: ActivityKind.objects.get(code="cv"))
    origin = factory.Faker("uuid4")
    what = "Skriva CV"
    party = Activity.Party.DELTAGARE


class FollowUpFactory(DjangoModelFactory[FollowUp]):
    class Meta:
        model = FollowUp

    enrolment = factory.SubFactory(EnrolmentFactory)
    kind = FollowUp.Kind.PLAN
    due_on = dt.date(2026, 12, 1)


class JournalEntryFactory(DjangoModelFactory[JournalEntry]):
    class Meta:
        model = JournalEntry

    enrolment = factory.SubFactory(EnrolmentFactory)
    kind = JournalEntry.Kind.SAMTAL
    occurred_at = at(dt.date(2026, 11, 20))
    text = "Vi gick igenom planen."
    author = factory.SelfAttribute("enrolment.consultant")


class KartlaggningEntryFactory(DjangoModelFactory[KartlaggningEntry]):
    class Meta:
        model = KartlaggningEntry

    enrolment = factory.SubFactory(EnrolmentFactory)
    participant = factory.SelfAttribute("enrolment.participant")
    area = factory.LazyFunction(lambda: KartlaggningArea.objects.get(code="utbildning"))
    own_words = "Jag gick nio år i skolan."
    author = factory.SelfAttribute("enrolment.consultant")


class MeetingFactory(DjangoModelFactory[Meeting]):
    class Meta:
        model = Meeting

    enrolment = factory.SubFactory(EnrolmentFactory)
    consultant = factory.SelfAttribute("enrolment.consultant")
    starts_at = at(dt.date(2026, 11, 24), 10)
    ends_at = at(dt.date(2026, 11, 24), 11)


class InternshipFactory(DjangoModelFactory[Internship]):
    """An internship with its supervisor from day one."""

    class Meta:
        model = Internship
        skip_postgeneration_save = True

    class Params:
        first_day = dt.date(2026, 9, 1)
        last_day = dt.date(2026, 11, 30)

    enrolment = factory.SubFactory(EnrolmentFactory)
    kind = factory.LazyFunction(lambda: InternshipKind.objects.get(code="praktik"))
    workplace = factory.SubFactory(WorkplaceFactory)
    period = factory.LazyAttribute(lambda o: days(o.first_day, o.last_day))
    hours_per_week = 20
    weekday_hours = factory.LazyAttribute(lambda o: equal_days(Decimal(o.hours_per_week)))
    created_by = factory.SelfAttribute("enrolment.consultant")

    @factory.post_generation
    def supervisor(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Supervised by `supervisor`, or by a new one, during the whole period."""
        if create:
            Supervision.objects.create(
                enrolment=self.enrolment,
                internship=self,
                supervisor=extracted or SupervisorFactory(employer=self.workplace.employer),
                period=self.period,
            )


class EmploymentFactory(DjangoModelFactory[Employment]):
    """An employment with its supervisor from day one; an AMI unless told otherwise.

    The plan it needs must be agreed before: `agreed(PlanVersionFactory(enrolment=…), day)`.
    """

    class Meta:
        model = Employment
        skip_postgeneration_save = True

    class Params:
        first_day = dt.date(2026, 2, 1)
        last_day = dt.date(2027, 1, 31)

    enrolment = factory.SubFactory(EnrolmentFactory)
    participant = factory.SelfAttribute("enrolment.participant")
    scheme_id = Employment.AMI
    employer = factory.SubFactory(EmployerFactory)
    workplace = factory.SubFactory(WorkplaceFactory, employer=factory.SelfAttribute("..employer"))
    period = factory.LazyAttribute(lambda o: days(o.first_day, o.last_day))
    created_by = factory.SelfAttribute("enrolment.consultant")

    @factory.post_generation
    def supervisor(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Supervised by `supervisor`, or by a new one, during the whole period."""
        if create:
            Supervision.objects.create(
                enrolment=self.enrolment,
                employment=self,
                supervisor=extracted or SupervisorFactory(employer=self.employer),
                period=self.period,
            )


class SupervisionMonthFactory(DjangoModelFactory[SupervisionMonth]):
    class Meta:
        model = SupervisionMonth

    month = dt.date(2026, 10, 1)
    as_planned = True
    confirmed_at = at(dt.date(2026, 11, 2))


class IdentityNumberFactory(DjangoModelFactory[IdentityNumber]):
    class Meta:
        model = IdentityNumber

    participant = factory.SubFactory(ParticipantFactory)
    kind = IdentityNumber.Kind.PERSONNUMMER
    valid_from = dt.date(2026, 1, 12)


@dataclass(frozen=True)
class People:
    """The named people; see the module."""

    unit: Unit
    other_unit: Unit
    team: Team
    anna: User
    bo: User
    cilla: User
    eva: User
    hans: User
    ekonom: User
    hr: User
    specialist: User
    admin: User


def make_people() -> People:
    """The municipality, two units and one person per role."""
    Municipality.objects.get_or_create(pk=1, defaults={"name": "Exempelkommunen"})
    unit, other = UnitFactory(name="Jobbtorg Centrum"), UnitFactory(name="Jobbtorg Öster")
    team = TeamFactory(unit=unit, code="vuxen", name="Vuxen")

    def person(first: str, last: str, role: Role, where: Unit = unit) -> User:
        return UserFactory(
            first_name=first,
            last_name=last,
            email=f"{first.lower()}@kommunen.example",
            roles=[role],
            unit=where,
        )

    return People(
        unit=unit,
        other_unit=other,
        team=team,
        anna=person("Anna", "Ängström", Role.KONSULENT),
        bo=person("Bo", "Bergqvist", Role.KONSULENT),
        cilla=person("Cilla", "Cederlund", Role.KONSULENT, other),
        eva=person("Eva", "Ekdahl", Role.ENHETSCHEF),
        hans=person("Hans", "Hedlund", Role.HANDLEDARE),
        ekonom=person("Elsa", "Eriksson", Role.EKONOM),
        hr=person("Hilda", "Hansson", Role.HR),
        specialist=person("Sara", "Svensson", Role.SPECIALIST),
        admin=person("Sixten", "Sjögren", Role.SYSTEMFORVALTARE),
    )
