"""A whole life with the unit, ten years ago, with a canary in every text that the database keeps of it."""

import datetime as dt
import itertools
from typing import Any

from django.db import connection, models

from amc.reminders.models import Notification
from amc.skills.models import Certificate, JudgedSkill
from amc.staff.models import Role
from amc.web.models import Draft
from handlingsplan.models import Activity, ProgressFollow
from participants.actions.sharing import set_withheld
from participants.models import (
    CaseAssignment,
    Closure,
    Enrolment,
    KartlaggningArea,
    LaterFollowUp,
    Meeting,
    MeetingParty,
    OutsideContact,
    Participant,
    ProtectedIdentity,
    Referral,
    Source,
    Statement,
    Undertaking,
)
from placements.models import Deviation, DeviationMeasure
from tests.aktivitetskrav.room import DayFactory, ReportFactory, RequirementFactory, WeekFactory
from tests.factories import (
    ActivityFactory,
    EmploymentFactory,
    EnrolmentFactory,
    FollowUpFactory,
    GoalFactory,
    IdentityNumberFactory,
    InternshipFactory,
    JournalEntryFactory,
    KartlaggningEntryFactory,
    MeetingFactory,
    ParticipantFactory,
    People,
    PlanVersionFactory,
    ReferralFactory,
    SupervisionMonthFactory,
    SupervisorFactory,
    UserFactory,
    agreed,
    at,
    days,
)
from tests.groups.room import AttendanceFactory, GroupFactory, MemberFactory, SessionFactory
from tests.handlingsplan.asked import PlanPartyFactory
from tests.handlingsplan.held import GoalResultFactory, measured
from tests.handovers.room import HandedCaseFactory, HandoverFactory, LetterFactory, PlannedChangeFactory
from tests.kaa.room import AttemptFactory, MeasureFactory, OccupationFactory
from tests.matching.room import ProposalFactory, SeekingFactory
from tests.participants.meeting_room import MeetingPartyFactory, UndertakingFactory
from tests.participants.sharing_room import ConsentFactory, DisclosureFactory
from tests.participants.statement_room import StatementFactory
from tests.placements.agreement_room import InternshipAgreementFactory, InternshipSignatureFactory
from tests.skills.room import CertificateFactory, JudgedFactory

CANARY = "Kanarie"
BEGAN = dt.date(2015, 2, 2)
ENDED = dt.date(2016, 3, 15)


class Canaries:
    """Words that nobody else has written: one for each text of a row."""

    def __init__(self, whose: str) -> None:
        self.whose, self.numbers = whose, itertools.count()

    def word(self) -> str:
        """The next one."""
        return f"{CANARY}{self.whose}{next(self.numbers):04d}"

    def texts(self, model: type[models.Model], **given: Any) -> dict[str, Any]:
        """`given`, and a canary in every free text of `model` that is not given."""
        found = dict(given)
        for field in model._meta.concrete_fields:
            free = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
            if not free or field.name in found or field.choices or field.generated or getattr(field, "to_fields", None):
                continue
            if isinstance(field, models.EmailField):
                found[field.name] = f"{self.word().lower()}@example.se"
            elif (field.max_length or 99) >= 20:
                found[field.name] = self.word()
        return found


def live(people: People, canaries: Canaries, *, birth_day: int = 7, source: str = "vuxenenheten") -> Enrolment:
    """From referral to closure, through every table that hangs on a person."""
    anna = people.anna
    person = ParticipantFactory(
        **canaries.texts(Participant, unit=people.unit, birth_date=dt.date(1990, 5, birth_day), postcode="11122")
    )
    number = {"1": "199001012385", "2": "199001022384"}.get(canaries.whose)
    if number:
        IdentityNumberFactory(participant=person, number=number)
    referral = ReferralFactory(
        **canaries.texts(
            Referral,
            unit=people.unit,
            registered_by=anna,
            source=Source.objects.get(code=source),
            identity_number="",
            fingerprint=None,
            protection="",
            protection_decision="",
            state="accepted",
            seen_at=at(BEGAN),
            decided_at=at(BEGAN),
            decided_by=anna,
            participant=person,
        )
    )
    Referral.objects.filter(pk=referral.pk).update(decision_reason=canaries.word())
    case = EnrolmentFactory(
        participant=person,
        consultant=anna,
        team=people.team,
        source=referral.source,
        referral=referral,
        opened_on=BEGAN,
    )
    CaseAssignment.objects.filter(enrolment=case).update(reason=canaries.word())
    contact = OutsideContact.objects.create(**canaries.texts(OutsideContact, enrolment=case, organisation="af"))
    asked = StatementFactory(**canaries.texts(Statement, enrolment=case, contact=contact, day=BEGAN, due_on=BEGAN))
    StatementFactory(**canaries.texts(Statement, enrolment=case, supersedes=asked, chain=asked.chain, day=BEGAN))
    note = JournalEntryFactory(enrolment=case, text=canaries.word(), occurred_at=at(BEGAN))
    JournalEntryFactory(enrolment=case, text=canaries.word(), occurred_at=at(BEGAN), corrects=note)
    met = {"starts_at": at(BEGAN), "ends_at": at(BEGAN, 11)}
    meeting = MeetingFactory(**canaries.texts(Meeting, enrolment=case, **met))
    MeetingPartyFactory(**canaries.texts(MeetingParty, meeting=meeting))
    UndertakingFactory(**canaries.texts(Undertaking, meeting=meeting, reason="", due_on=BEGAN))
    MeasureFactory(enrolment=case, offered_on=BEGAN)
    AttemptFactory(enrolment=case, made_on=BEGAN)
    OccupationFactory(enrolment=case, starts_on=BEGAN)
    group = GroupFactory(unit=people.unit, created_by=people.anna, starts_on=BEGAN)
    member = MemberFactory(group=group, enrolment=case, joined_on=BEGAN)
    noted = {"noted_by": people.anna, "entry": note}
    AttendanceFactory(session=SessionFactory(group=group, held_on=BEGAN), member=member, **noted)
    RequirementFactory(enrolment=case, period=days(BEGAN, None), adapted=True, reason=canaries.word())
    DayFactory(week=WeekFactory(enrolment=case, monday=BEGAN), noted_by=people.anna)
    JudgedFactory(**canaries.texts(JudgedSkill, enrolment=case, judged_on=BEGAN, noted_by=people.anna))
    CertificateFactory(**canaries.texts(Certificate, enrolment=case, issued_on=BEGAN))
    SeekingFactory(enrolment=case, towns=[canaries.word()], languages=[canaries.word()])
    ProposalFactory(enrolment=case, state="ended", reason=canaries.word())
    letter = LetterFactory(handover=HandoverFactory(unit=people.unit, of=people.bo), to=people.anna)
    HandedCaseFactory(letter=letter, enrolment=case, state="kept", kept_because=canaries.word())
    changed = {"enrolment": case, "to": people.bo, "state": "refused", "settled_at": at(BEGAN)}
    PlannedChangeFactory(**changed, reason=canaries.word(), why=canaries.word())
    for code in ("utbildning", "halsa"):
        area = KartlaggningArea.objects.get(code=code)
        words = {"own_words": canaries.word(), "assessment": canaries.word()}
        KartlaggningEntryFactory(enrolment=case, area=area, **words)
    _plan(case, canaries)
    _placements(people, case, canaries)
    consent = ConsentFactory(
        participant=person,
        organisation=canaries.word(),
        purpose=canaries.word(),
        paper_ref=canaries.word(),
        given_on=BEGAN,
        valid_to=BEGAN + dt.timedelta(days=300),
    )
    told = {name: canaries.word() for name in ("person", "what")}
    DisclosureFactory(
        participant=person,
        enrolment=case,
        consent=consent,
        recipient="arbetsgivare",
        organisation=consent.organisation,
        facts=["kontakt"],
        statute="",
        reasons="",
        disclosed_at=at(BEGAN, 12),
        document={"title": canaries.word(), "parts": []},
        **told,
    )
    tested = DisclosureFactory(
        participant=person,
        enrolment=case,
        statute=canaries.word(),
        reasons=canaries.word(),
        disclosed_at=at(BEGAN, 12),
    )
    report = ReportFactory(enrolment=case, disclosure=tested, first_day=BEGAN)
    again = DisclosureFactory(participant=person, enrolment=case, disclosed_at=at(BEGAN, 12))
    ReportFactory(enrolment=case, disclosure=again, first_day=BEGAN, corrects=report)
    set_withheld(person, of="mal", subject=case.uuid, withheld=True, by=anna, now=at(BEGAN))
    ProtectedIdentity.objects.create(
        participant=person,
        kind="fingerade",
        change="given",
        decision=canaries.word(),
        decided_on=BEGAN,
        recorded_by=anna,
    )
    Draft.objects.create(user=anna, key=f"journal:{case.uuid}", data={"text": [canaries.word()]})
    Draft.objects.create(
        user=anna, key=f"other:{canaries.whose}", data={"for": [str(person.uuid)], "text": [canaries.word()]}
    )
    _notices(people, case)
    Closure.objects.create(
        **canaries.texts(
            Closure,
            enrolment=case,
            reason="arbete",
            closed_by=anna,
            gender="kvinna",
            education_level="gymnasial",
            age=25,
            to_work=True,
            regular=True,
            municipal=False,
            subsidised=False,
            work_started_on=ENDED,
            lasted_month=True,
            lasted_recorded_at=at(ENDED),
            lasted_recorded_by=anna,
        )
    )
    LaterFollowUp.objects.create(closure=case.closure, months=3, due_on=dt.date(2016, 6, 15))
    Enrolment.objects.filter(pk=case.pk).update(closed_on=ENDED)
    # History remembers what a name was before it was changed.
    Participant.objects.filter(pk=person.pk).update(last_name=canaries.word())
    case.refresh_from_db()
    return case


def _plan(case: Enrolment, canaries: Canaries) -> None:
    words = {"summary": canaries.word(), "paper_reference": canaries.word(), "behalf_reason": canaries.word()}
    version = PlanVersionFactory(enrolment=case, **words)
    goal = GoalFactory(version=version, text=canaries.word(), sign=canaries.word())
    activity = ActivityFactory(version=version, goal=goal, what=canaries.word(), party_name=canaries.word())
    noted = {"agreed_on": BEGAN, "how": "paper", "noted_at": at(BEGAN), "noted_by": case.consultant}
    PlanPartyFactory(version=version, name=canaries.word(), reference=canaries.word(), **noted)
    dropped = {"dropped_at": at(BEGAN), "dropped_by": case.consultant}
    PlanPartyFactory(version=version, name=canaries.word(), reason=canaries.word(), **dropped)
    agreed(version, BEGAN)
    Activity.objects.filter(pk=activity.pk).update(result=canaries.word())
    later = PlanVersionFactory(enrolment=case, summary=canaries.word())
    last = GoalFactory(version=later, text=canaries.word())
    agreed(later, BEGAN + dt.timedelta(days=1))
    GoalResultFactory(goal=last, words=canaries.word(), recorded_by=case.consultant, recorded_at=at(ENDED))
    measure = measured(case, BEGAN, words=canaries.word())
    chosen = {"set": measure.version.set, "follows": True}
    ProgressFollow.objects.create(enrolment=case, chosen_by=case.consultant, chosen_at=at(BEGAN), **chosen)
    FollowUpFactory(
        enrolment=case,
        held_on=BEGAN,
        held_by=case.consultant,
        recorded_at=at(BEGAN),
        agreed=canaries.word(),
        attendees=["deltagare"],
    )


def _placements(people: People, case: Enrolment, canaries: Canaries) -> None:
    supervisor = SupervisorFactory(user=UserFactory(unit=people.unit, roles=[Role.HANDLEDARE]))
    first, last = BEGAN + dt.timedelta(days=5), BEGAN + dt.timedelta(days=200)
    words = {"tasks": canaries.word(), "end_note": canaries.word()}
    practice = InternshipFactory(
        enrolment=case, supervisor=supervisor, first_day=first, last_day=last, purpose=canaries.word(), **words
    )
    words = {"tasks": canaries.word(), "collective_agreement": canaries.word(), "union": canaries.word()}
    EmploymentFactory(enrolment=case, supervisor=supervisor, first_day=first, last_day=last, **words)
    agreement = InternshipAgreementFactory(internship=practice, created_at=at(BEGAN))
    paper = {"how": "paper", "paper_date": BEGAN, "paper_reference": canaries.word(), "signed_at": at(BEGAN)}
    InternshipSignatureFactory(agreement=agreement, party="employer", name=canaries.word(), **paper)
    reason = canaries.word()
    InternshipSignatureFactory(agreement=agreement, how="behalf", reason=reason, signed_at=at(BEGAN))
    supervision = practice.supervisions.get()
    SupervisionMonthFactory(
        supervision=supervision,
        month=dt.date(2015, 3, 1),
        as_planned=False,
        comment=canaries.word(),
        learnt=canaries.word(),
        concern=canaries.word(),
        source="phone",
        on_behalf_reason=canaries.word(),
        confirmed_by=people.anna,
    )
    deviation = Deviation.objects.create(
        enrolment=case,
        internship=practice,
        kind=Deviation.Kind.CONCERN,
        text=canaries.word(),
        noticed_on=BEGAN,
        created_by=people.anna,
        place=canaries.word(),
        mended_on=BEGAN,
        mended_by=people.anna,
        mended_how=canaries.word(),
        reopened_why=canaries.word(),
    )
    DeviationMeasure.objects.create(
        deviation=deviation,
        text=canaries.word(),
        doer=people.anna,
        due_on=BEGAN,
        created_by=people.anna,
        done_on=BEGAN,
        done_by=people.anna,
        outcome=canaries.word(),
    )


def _notices(people: People, case: Enrolment) -> None:
    for participant, url in ((case.participant, "/"), (None, f"/deltagare/{case.participant.uuid}/")):
        Notification.objects.create(
            rule="plan_revision",
            subject=case.uuid,
            stage=f"due{participant is None}",
            due_on=ENDED,
            recipient=people.anna,
            participant=participant,
            url=url,
        )


def searched() -> dict[str, list[str]]:
    """The tables of the database with their columns; asked of the catalogue, so that a table or a column that somebody
    adds is searched like the others, whatever its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
               AND has_table_privilege(c.oid, 'SELECT')
             GROUP BY c.relname
            """
        )
        return dict(cursor.fetchall())


def found(canary: str) -> dict[str, int]:
    """In which columns of the database the canary is, with how many rows."""
    where: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table, columns in searched().items():
            counted = ", ".join(f'count(*) FILTER (WHERE "{column}"::text ILIKE %s)' for column in columns)
            cursor.execute(f'SELECT {counted} FROM "{table}"', [f"%{canary}%"] * len(columns))
            amounts = zip(columns, cursor.fetchone(), strict=True)
            where |= {f"{table}.{column}": amount for column, amount in amounts if amount}
    return where


def found_words(pattern: str) -> set[str]:
    """What matches `pattern` (PostgreSQL's) anywhere in the database, in lower case."""
    words: set[str] = set()
    with connection.cursor() as cursor:
        for table in searched():
            cursor.execute(
                f"SELECT DISTINCT lower(hit[1]) FROM \"{table}\" AS line, regexp_matches(line::text, %s, 'gi') AS hit",
                [f"({pattern})"],
            )
            words |= {word for (word,) in cursor.fetchall()}
    return words
