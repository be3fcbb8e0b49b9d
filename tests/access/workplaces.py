"""What one unit has at workplaces: placements, employers and supervisors."""

import datetime as dt

from amc.web.xlsx import rows_as_xlsx
from participants.models import Enrolment
from placements.actions.agreements import text_of
from placements.models import (
    AcknowledgedWarning,
    ContactPerson,
    Deviation,
    DeviationMeasure,
    ExtensionRequest,
    InternshipVisit,
    LasAnswer,
    LockInAnswer,
    MonthCorrection,
    NextStep,
    PayrollFile,
    PlannedVisit,
    Requisition,
    Supervision,
    SupervisorPlace,
    Suspension,
    WageSupport,
)
from tests.access.side import TODAY, Side
from tests.factories import (
    EmploymentFactory,
    FollowUpFactory,
    InternshipFactory,
    SupervisionMonthFactory,
    SupervisorFactory,
    at,
    days,
)
from tests.matching.room import OpeningFactory, ProposalFactory, SeekingFactory
from tests.offers.room import OfferFactory, SupervisorOfferFactory
from tests.placements.agreement_room import InternshipAgreementFactory, InternshipSignatureFactory
from tests.placements.employer_room import (
    AgreementFactory,
    EmployerContactFactory,
    EmployerWarningFactory,
    JointVisitFactory,
)


def fill_placements(side: Side, case: Enrolment) -> None:
    """An employment and an internship with what hangs on them, and their employer."""
    employment = EmploymentFactory(enrolment=case, supervisor=side.supervisor)
    internship = InternshipFactory(enrolment=case, supervisor=side.supervisor, last_day=dt.date(2026, 12, 31))
    # The text is older than the internship, and the employer's signature is lost.
    text = text_of(internship).as_data() | {"tasks": "Duka."}
    agreement = InternshipAgreementFactory(internship=internship, text=text, created_by=side.consultant)
    InternshipSignatureFactory(agreement=agreement, how="behalf", reason="Ringde.", by=side.consultant)
    InternshipSignatureFactory(
        agreement=agreement,
        party="employer",
        name="Disa Dahl",
        how="paper",
        paper_date=TODAY,
        paper_reference="Pärm 3",
        by=side.consultant,
        lost_at=at(TODAY),
        lost_by=side.consultant,
    )
    visited = FollowUpFactory(enrolment=case)
    InternshipVisit.objects.create(
        internship=internship, plan=PlannedVisit.objects.earliest("pk"), follow_up=visited, planned_on=visited.due_on
    )
    amiss = {"enrolment": case, "employment": employment, "kind": Deviation.Kind.CONCERN, "noticed_on": TODAY}
    amiss |= {"text": "Ensam på passet.", "created_by": side.consultant}
    deviation = Deviation.objects.create(**amiss)
    side.put("deviation_without_measures", Deviation.objects.create(**amiss).uuid)
    mended = {"mended_on": TODAY, "mended_by": side.consultant, "mended_how": "De är två nu."}
    side.put("mended_deviation", Deviation.objects.create(**amiss, **mended).uuid)
    AcknowledgedWarning.objects.create(
        enrolment=case,
        employment=employment,
        code="supervisor_untrained",
        message="Handledaren saknar utbildning.",
        acknowledged_by=side.consultant,
    )
    NextStep.objects.create(
        employment=employment,
        moment=NextStep.Moment.HALF,
        last_day=employment.last_day,
        leads_to=NextStep.LeadsTo.UNCLEAR,
        text="Frågar chefen.",
        answered_by=side.consultant,
        answered_at=at(TODAY),
    )
    LasAnswer.objects.create(
        employment=employment,
        months=9,
        reached_on=TODAY,
        decision=LasAnswer.Decision.OTHER_EMPLOYER,
        note="Går till Ekhaga.",
        answered_by=side.consultant,
        answered_at=at(TODAY),
    )
    LockInAnswer.objects.create(
        enrolment=case,
        about=LockInAnswer.About.WORKSHOP,
        why="Ingen plats utanför.",
        next_step="Provar köket.",
        next_on=TODAY,
        answered_by=side.consultant,
        answered_on=dt.date(2026, 11, 1),
    )
    # Another than the first: of an employment with a request that waits, nobody asks for more.
    coming = EmploymentFactory(
        enrolment=case,
        scheme_id="vanlig",
        supervisor=side.supervisor,
        first_day=dt.date(2027, 5, 1),
        last_day=dt.date(2027, 10, 31),
    )
    request = ExtensionRequest.objects.create(
        employment=coming,
        from_day=coming.last_day,
        last_day=dt.date(2027, 12, 31),
        reason="Kursen är klar i december.",
        asked_by=side.consultant,
        asked_on=TODAY,
    )
    suspension = Suspension.objects.create(
        employment=coming,
        why=Suspension.Why.PARENTAL,
        period=days(dt.date(2027, 6, 1), dt.date(2027, 6, 30)),
        planned_last=dt.date(2027, 6, 30),
        note="Tvillingarna.",
        created_by=side.consultant,
    )
    support = WageSupport.objects.create(
        employment=employment,
        kind_id="lonebidrag_anstallning",
        first_day=employment.first_day,
        last_day=TODAY,
        share=80,
        cap=20_000,
        created_by=side.consultant,
    )
    requisition = Requisition.objects.create(
        support=support, month=dt.date(2026, 9, 1), amount=16_000, requested_on=TODAY, requested_by=side.consultant
    )
    supervision = employment.supervisions.get()
    person = ContactPerson.objects.create(employer=employment.employer, name="Disa Dahl")
    side.put("employment", employment.uuid)
    side.put("internship", internship.uuid)
    side.put("withheld", case.participant.uuid, of="placering", subject=employment.uuid)
    side.put("employer_document", case.participant.uuid, employer=employment.employer.uuid)
    measure = DeviationMeasure.objects.create(
        deviation=deviation,
        text="Två på passet.",
        doer=side.consultant,
        due_on=TODAY,
        created_by=side.consultant,
    )
    side.put("deviation", deviation.uuid)
    side.put("deviation_measure", measure.uuid)
    side.put("wage_support", support.uuid)
    side.put("internship_agreement", agreement.uuid)
    side.put("next_step", employment.uuid, moment="halva-tiden")
    side.put("lock_in", case.participant.uuid, about="verkstad")
    side.put("requisition", requisition.uuid)
    side.put("extension", request.uuid)
    side.put("suspension", suspension.uuid)
    side.put("supervision", supervision.uuid, month="2026-10")
    side.put("supervised", supervision.uuid)
    third = SupervisorFactory(employer=employment.employer, training="none", trained_on=None)
    stand_in = Supervision.objects.create(
        enrolment=case,
        employment=employment,
        supervisor=third,
        period=days(dt.date(2026, 7, 1), dt.date(2026, 7, 31)),
        stands_in=True,
    )
    side.put("stand_in", stand_in.uuid)
    month = SupervisionMonthFactory(
        supervision=supervision, month=dt.date(2026, 5, 1), confirmed_by=side.consultant, learnt="Kassan."
    )
    MonthCorrection.objects.create(
        proof=month,
        as_planned=False,
        took_place=True,
        days_absent=2,
        text="Var borta två dagar.",
        recorded_by=side.consultant,
        recorded_at=at(TODAY),
    )
    side.put("confirmed_month", month.uuid)
    file = PayrollFile.objects.create(
        unit=side.unit,
        number=case.pk,
        through=TODAY,
        made_at=at(TODAY),
        made_by=side.consultant,
        rows=1,
        total=500,
        csv=b"Namn",
        xlsx=rows_as_xlsx("Lönefil", ["Namn"], [["Hans Holm"]])[0],
    )
    side.put("payroll_file", file.uuid, kind="csv")
    side.put("employer", employment.employer.uuid)
    side.put("workplace", employment.workplace.uuid)
    side.put("contact_person", person.uuid)
    note = EmployerContactFactory(employer=employment.employer, whom=person, next_by=side.consultant)
    side.put("employer_note", note.uuid)
    side.put("joint_visit", JointVisitFactory(employer=employment.employer, by=side.consultant).uuid)
    place = {"employer": employment.employer, "created_by": side.consultant}
    side.put("agreement", AgreementFactory(**place, kept_at="Pärm 3").uuid)
    side.put("employer_warning", EmployerWarningFactory(**place).uuid)
    side.put("supervisor", side.supervisor.uuid)
    # A side whose supervisor another has, too, comes second to them.
    side.put("training", side.supervisor.trainings.filter(withdrawn_on__isnull=True).earliest("pk").uuid)
    struck = {"withdrawn_on": TODAY, "withdrawn_by": side.consultant, "withdrawn_why": "Fel handledare."}
    side.supervisor.trainings.create(kind="own", held_on=TODAY, noted_by=side.consultant, **struck)
    roves = {"supervisor": side.supervisor, "workplace": internship.workplace, "noted_by": side.consultant}
    side.put("supervisor_place", SupervisorPlace.objects.create(**roves, first_day=TODAY).uuid)
    opening = OpeningFactory(workplace=employment.workplace, places=2, created_by=side.consultant)
    SeekingFactory(enrolment=case)
    side.put("opening", opening.uuid)
    closed = {"closed_on": TODAY, "closed_as": "withdrawn", "created_by": side.consultant}
    side.put("closed_opening", OpeningFactory(workplace=employment.workplace, **closed).uuid)
    side.put("offer", OfferFactory(unit=side.unit).uuid)
    side.put("supervisor_offer", SupervisorOfferFactory(unit=side.unit).uuid)
    answered = {"state": "declined", "reason": "Vi har fullt", "answered_by": side.consultant, "answered_on": TODAY}
    side.put("declined_offer", OfferFactory(unit=side.unit, **answered).uuid)
    side.put("proposal", ProposalFactory(opening=opening, enrolment=case, created_by=side.consultant).uuid)
    # The account of a supervisor who has none yet.
    side.put("uninvited", SupervisorFactory(email=f"handledare{case.pk}@kommunen.example").uuid)
