"""Two units alike, with something at every address: what is one's own in the one is a stranger's in the other."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from amc.audit.models import ReadLog
from amc.disposal.models import DisposalRun, LegalHold
from amc.phrases.models import Phrase
from amc.reminders.models import Notification
from amc.review.actions import choose
from amc.review.models import Flag
from amc.staff.models import Role, User
from handlingsplan.models import ProgressFollow
from participants.models import (
    CaseAssignment,
    Closure,
    Enrolment,
    ImportFile,
    LaterFollowUp,
    OutsideContact,
    Participant,
    ProtectedAccess,
    Source,
)
from tests.access.groups import fill_groups
from tests.access.side import AGREED_ON, TODAY, Side
from tests.access.workplaces import fill_placements
from tests.aktivitetskrav.room import DayFactory, ReportFactory, RequirementFactory, WeekFactory
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    FollowUpFactory,
    GoalFactory,
    IdentityNumberFactory,
    JournalEntryFactory,
    MeetingFactory,
    PlanVersionFactory,
    ReferralFactory,
    SupervisorFactory,
    UserFactory,
    agreed,
    at,
    days,
    make_people,
    opened,
)
from tests.handlingsplan.asked import PlanPartyFactory
from tests.handlingsplan.held import GoalResultFactory, HeldFollowUpFactory, measured, step_set
from tests.handlingsplan.templated import PlanTemplateFactory
from tests.handovers.room import HandedCaseFactory, HandoverFactory, LetterFactory, PlannedChangeFactory
from tests.kaa.room import AttemptFactory, MeasureFactory, OccupationFactory
from tests.participants.meeting_room import MeetingPartyFactory, UndertakingFactory
from tests.participants.sharing_room import ConsentFactory, DisclosureFactory
from tests.participants.statement_room import StatementFactory, kind
from tests.skills.room import CertificateFactory, JudgedFactory

# Published test numbers (shared/data/testpersonnummer.txt).
NUMBERS = ("199001012385", "199001022384")


@dataclass(frozen=True)
class World:
    """Who asks, by the word that the table uses, and what they ask for."""

    actors: dict[str, User | None]
    own: Side
    foreign: Side

    def own_objects(self, actor: str) -> dict[str, dict[str, Any]]:
        """What is the own unit's, and the actor's own notice."""
        user = self.actors[actor] or self.own.consultant
        return self.own.objects | {"notice": {"uuid": _notice(user).uuid}}


def build() -> World:
    """Make everything."""
    people = make_people()
    insider = UserFactory(unit=people.unit, roles=[Role.KONSULENT])
    other_specialist = UserFactory(unit=people.unit, roles=[Role.SPECIALIST])
    other_supervisor = UserFactory(unit=people.unit, roles=[Role.HANDLEDARE])
    SupervisorFactory(user=other_supervisor)
    actors = {
        "konsulent": people.anna,
        "kollega": people.bo,
        "insatt kollega": insider,
        "enhetschef": people.eva,
        "specialist": people.specialist,
        "annan specialist": other_specialist,
        "handledare": people.hans,
        "annan handledare": other_supervisor,
        "ekonom": people.ekonom,
        "hr": people.hr,
        "systemförvaltare": people.admin,
        "utan roll": UserFactory(unit=people.unit, roles=[]),
        "utloggad": None,
    }
    for user in filter(None, actors.values()):
        user.set_password("ett-ganska-langt-losenord")
        user.save()
    own = Side(people.unit, people.anna, people.specialist, SupervisorFactory(user=people.hans))
    strangers_supervisor = SupervisorFactory(user=UserFactory(unit=people.other_unit, roles=[Role.HANDLEDARE]))
    strangers_specialist = UserFactory(unit=people.other_unit, roles=[Role.SPECIALIST])
    foreign = Side(people.other_unit, people.cilla, strangers_specialist, strangers_supervisor)
    for side, number in zip((own, foreign), NUMBERS, strict=True):
        fill_side(side, number)
    for person in Participant.objects.filter(unit=people.unit):
        opened(person, insider, at(TODAY))
    return World(actors, own, foreign)


def _notice(user: User) -> Notification:
    notice, _ = Notification.objects.get_or_create(
        rule="plan_revision",
        subject=user.uuid,
        stage="due",
        due_on=TODAY,
        recipient=user,
        defaults={"url": "/min-dag/"},
    )
    return notice


def _flag(side: Side) -> Flag:
    """A reading of the consultant's that somebody is to look at."""
    reading = ReadLog.objects.create(
        at=at(TODAY, 22),
        user=side.consultant,
        unit=side.unit,
        kind=ReadLog.Kind.OPENED,
        persons=[Participant.objects.filter(unit=side.unit).earliest("pk").pk],
        count=1,
        page="journal",
        purpose="Handläggning",
        entitlement=ReadLog.Entitlement.OWN,
    )
    choose(reading.at, reading.at)
    return Flag.objects.get(reading=reading)


def _case(side: Side, **values: Any) -> tuple[Enrolment, CaseAssignment]:
    """A case of the consultant's, in which the specialist works."""
    enrolment = EnrolmentFactory(participant__unit=side.unit, consultant=side.consultant, **values)
    part = CaseAssignment.objects.create(
        enrolment=enrolment, user=side.specialist, part=CaseAssignment.Part.SPECIALIST, period=days(AGREED_ON, None)
    )
    return enrolment, part


def fill_side(side: Side, number: str) -> None:
    """Something of the side's at every address."""
    case, part = _case(side)
    person = case.participant
    IdentityNumberFactory(participant=person, number=number)
    entry = JournalEntryFactory(enrolment=case)
    contact = OutsideContact.objects.create(enrolment=case, organisation="af", name="Kontakt på AF")
    side.put("participant", person.uuid)
    side.put("area", person.uuid, area="utbildning")
    side.put("case", case.uuid)
    side.put("substitute", case.uuid, part="ersattare")
    side.put("part", part.uuid)
    side.put("contact", contact.uuid)
    side.put("entry", person.uuid, entry=entry.uuid)
    # Named in case the person is protected some day.
    access = ProtectedAccess.objects.create(
        participant=person, user=side.consultant, period=days(AGREED_ON, None), named_by=side.consultant
    )
    side.put("named", access.uuid)
    meeting = MeetingFactory(enrolment=case)
    MeetingPartyFactory(meeting=meeting, name="Lena Berg")
    side.put("meeting", meeting.uuid)
    side.put("undertaking", UndertakingFactory(meeting=meeting, name="Lena Berg").uuid)
    settled = {"state": "dropped", "settled_on": TODAY, "settled_by": side.consultant, "reason": "Behövs inte."}
    UndertakingFactory(meeting=meeting, **settled)
    side.put("follow_up", FollowUpFactory(enrolment=case).uuid)
    measure = measured(case, TODAY - dt.timedelta(days=28))
    chosen = {"set": measure.version.set, "follows": True, "chosen_by": side.consultant, "chosen_at": at(TODAY)}
    ProgressFollow.objects.create(enrolment=case, **chosen)
    side.put("measure", person.uuid, code="steg", voice="deltagare")
    side.put("held_follow_up", HeldFollowUpFactory(enrolment=case, held_by=side.consultant).uuid)
    consent = ConsentFactory(participant=person, recorded_by=side.consultant)
    document = {"title": "Återrapport", "parts": [{"heading": "Plan", "text": "Går som tänkt."}]}
    told = DisclosureFactory(participant=person, disclosed_by=side.consultant, form="document", document=document)
    side.put("consent", consent.uuid)
    hold = LegalHold.objects.create(participant=person, reason="Tvist", decision="Beslut", placed_by=side.consultant)
    side.put("legal_hold", hold.uuid)
    side.put("disposal_run", DisposalRun.objects.create(unit=side.unit, approved_by=side.consultant, decision="B").uuid)
    side.put("disclosure", told.uuid)
    side.put("statement", StatementFactory(enrolment=case, kind=kind("intyg"), author=side.consultant).uuid)
    _fill_plan(side, case)
    template = PlanTemplateFactory(unit=side.unit)
    side.objects["plan_template"] = {"template": template.uuid}
    side.put("used_template", person.uuid, template=template.uuid)
    fill_placements(side, case)
    _fill_other_cases(side, case)
    side.put("notice", _notice(side.consultant).uuid)
    side.put("user", side.consultant.uuid)
    # Lists that are nobody's: their words are the same in both units.
    side.objects["figure"] = {"slug": "inskrivna"}
    side.objects["codes"] = {"slug": "remittenter"}
    side.objects["code"] = {"slug": "remittenter", "key": "af"}
    step_set()
    side.objects["step_set"] = {"code": "kurs"}
    side.objects["las_scheme"] = {"code": "ama"}
    side.objects["step_question"] = {"code": "kurs", "question": "hinner"}
    side.objects["step_version"] = {"code": "steg", "number": 1, "voice": "deltagare"}
    side.objects["calendar"] = {"token": "nobodys"}
    side.objects["invitation"] = {"token": "nobodys"}
    side.objects["passkey"] = {"key": "bm9ib2R5cyBwYXNza2V5"}
    side.objects["mailed"] = {"uidb36": "1", "key": "x-y"}


def _fill_plan(side: Side, case: Enrolment) -> None:
    """Two agreed versions and a draft."""
    person = case.participant.uuid
    noted = {"agreed_on": AGREED_ON, "how": "paper", "reference": "2026:114", "noted_at": at(AGREED_ON)}
    dropped = {"dropped_at": at(AGREED_ON), "dropped_by": side.consultant, "reason": "Svarar inte."}
    for _ in range(2):
        version = PlanVersionFactory(enrolment=case)
        PlanPartyFactory(version=version, noted_by=side.consultant, **noted)
        PlanPartyFactory(version=version, **dropped)
        agreed(version, AGREED_ON)
    draft = PlanVersionFactory(enrolment=case)
    asked = {"asked_at": at(TODAY - dt.timedelta(days=1)), "due_on": TODAY + dt.timedelta(days=13)}
    party = PlanPartyFactory(version=draft, organisation="socialtjanst", **asked)
    side.put("party", person, party=party.uuid)
    goal = GoalFactory(version=draft)
    activity = ActivityFactory(version=draft, goal=goal, responsible=side.specialist, party="specialist")
    side.put("version", person, number=1)
    side.put("versions", person, number=1, other=2)
    side.put("goal", person, goal=goal.uuid)
    side.put("activity", person, activity=activity.uuid)


def _fill_kaa(side: Side, case: Enrolment) -> None:
    """A row of each kind in the register of KAA."""
    side.put("kaa", case.uuid)
    for word, row in (
        ("kaa_measure", MeasureFactory(enrolment=case)),
        ("kaa_attempt", AttemptFactory(enrolment=case)),
        ("kaa_occupation", OccupationFactory(enrolment=case)),
    ):
        side.put(word, row.uuid)
    side.put("kaa_row", MeasureFactory(enrolment=case).uuid, of="insats")


def _fill_requirement(side: Side, case: Enrolment) -> None:
    """What is asked of somebody, a week with a day that went as planned, and what they have shown."""
    requirement = RequirementFactory(
        enrolment=case, created_by=side.consultant, hours_per_week=30, adapted=True, reason="Hämtar barn klockan 15"
    )
    week = WeekFactory(enrolment=case)
    DayFactory(week=week, noted_by=side.consultant)
    JudgedFactory(enrolment=case, noted_by=side.consultant)
    side.put("judged_list", case.participant.uuid, of="kok")
    side.put("certificate", CertificateFactory(enrolment=case).uuid)
    side.put("requirement", requirement.uuid)
    side.put("requirement_week", case.uuid, day=week.monday.isoformat())
    side.put("requirement_bulk", week.uuid)
    told = DisclosureFactory(participant=case.participant, enrolment=case, disclosed_by=side.consultant)
    side.put("board_report", ReportFactory(enrolment=case, disclosure=told).uuid)


def _fill_handovers(side: Side, case: Enrolment) -> None:
    """A case that the consultant took over, is to hand on, and was to hand on before."""
    handover = HandoverFactory(unit=side.unit, of=UserFactory(unit=side.unit, roles=[Role.KONSULENT]))
    letter = LetterFactory(handover=handover, to=side.consultant)
    HandedCaseFactory(letter=letter, enrolment=case)
    side.put("handover", handover.uuid)
    side.put("handover_letter", letter.uuid)
    change = PlannedChangeFactory(enrolment=case, to=handover.of)
    came_to_nothing = PlannedChangeFactory(
        enrolment=case, to=handover.of, state="refused", why="Kontot är stängt.", settled_at=at(AGREED_ON)
    )
    side.put("planned_change", change.uuid)
    side.put("planned_step", came_to_nothing.step)


def _fill_other_cases(side: Side, case: Enrolment) -> None:
    """A case without a plan, one with a plan in force, one that is closed, a referral and a file of referrals."""
    kaa = Source.objects.get(code="kaa")
    settled, _ = _case(side, source=kaa, participant__birth_date=dt.date(2007, 6, 1))
    _fill_kaa(side, settled)
    fill_groups(side, settled)
    _fill_requirement(side, settled)
    _fill_handovers(side, settled)
    in_force = PlanVersionFactory(enrolment=settled)
    side.put("agreed_goal", settled.participant.uuid, goal=GoalFactory(version=in_force).uuid)
    agreed(in_force, AGREED_ON)
    closed, _ = _case(side)
    Closure.objects.create(
        enrolment=closed,
        reason=Closure.Reason.ARBETE,
        closed_by=side.consultant,
        gender="kvinna",
        education_level="okand",
        age=36,
        to_work=True,
        regular=True,
        municipal=False,
        subsidised=False,
        work_started_on=dt.date(2026, 10, 1),
        may_contact=True,
    )
    Enrolment.objects.filter(pk=closed.pk).update(closed_on=dt.date(2026, 10, 1))
    later = LaterFollowUp.objects.create(closure=closed.closure, months=2, due_on=dt.date(2026, 12, 1))
    side.put("later", later.uuid)
    side.put("fresh", _case(side)[0].participant.uuid)
    side.put("settled", settled.participant.uuid)
    plan = PlanVersionFactory(enrolment=closed)
    goal = GoalFactory(version=plan)
    agreed(plan, AGREED_ON)
    GoalResultFactory(goal=goal, recorded_by=side.consultant)
    side.put("closure", closed.closure.uuid)
    side.put("flag", _flag(side).uuid)
    side.put("phrase", Phrase.objects.create(unit=side.unit, name=f"Kallelse {case.pk}", text="Välkommen").uuid)
    side.put("referral", ReferralFactory(unit=side.unit, registered_by=side.consultant).uuid)
    file = ImportFile.objects.create(
        unit=side.unit,
        uploaded_by=side.consultant,
        uploaded_at=at(TODAY),
        filename="anvisningar.csv",
        sha256=f"{case.pk:064d}",
        headings=["Förnamn", "Efternamn"],
        rows=[[2, "Amina", "Ahmed"]],
        row_count=1,
    )
    side.put("file", file.uuid)
    employments = ImportFile.objects.create(
        kind=ImportFile.Kind.EMPLOYMENTS,
        unit=side.unit,
        uploaded_by=side.consultant,
        uploaded_at=at(TODAY),
        filename="anställningar.csv",
        sha256=f"{case.pk:064d}",
        headings=["Personnummer", "Arbetsgivare", "Första dag", "Sista dag"],
        columns={
            "identity_number": "Personnummer",
            "employer": "Arbetsgivare",
            "first_day": "Första dag",
            "last_day": "Sista dag",
        },
        choices={"scheme": "ami"},
        rows=[[2, "19900101-2385", "Bageriet", "2026-02-01", "2027-01-31"]],
        row_count=1,
    )
    side.put("employment_file", employments.uuid)
