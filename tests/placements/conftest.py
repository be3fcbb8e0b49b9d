"""The day of these tests, and the people and placements that most of them are about."""

import pytest
import time_machine
from django.urls import reverse

from participants.actions.importing import receive_file
from participants.models import ImportFile
from placements import actions
from placements.importing.columns import EMPLOYMENT
from placements.models import Scheme
from tests.factories import EmploymentFactory, InternshipFactory, SupervisorFactory, at, make_people
from tests.placements.agreement_room import InternshipAgreementFactory
from tests.placements.employer_room import (
    AgreementFactory,
    EmployerContactFactory,
    EmployerWarningFactory,
    JointVisitFactory,
)
from tests.placements.pages import TODAY, WHO
from tests.placements.room import D, ready_for_ami


@pytest.fixture
def on_the_day():
    with time_machine.travel(at(TODAY), tick=False):
        yield


LISTS = {"supervision", "supervision_waiting", "supervisor_pay", "payroll"}


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def hans(people):
    return SupervisorFactory(user=people.hans, last_name="Hedlund")


@pytest.fixture
def enrolment(people):
    return ready_for_ami(people)


@pytest.fixture
def employment(enrolment, hans):
    return EmploymentFactory(enrolment=enrolment, supervisor=hans, tasks="Baka bröd")


@pytest.fixture
def internship(enrolment, hans):
    return InternshipFactory(enrolment=enrolment, supervisor=hans)


@pytest.fixture
def addresses(people, employment, internship, hans):
    contact = actions.register_contact(employment.employer, name="Disa Dahl", decides=True)
    deviation = actions.open_deviation(employment, kind="concern", text="Ensam.", by=people.anna, today=TODAY)
    measure = actions.add_measure(
        deviation, text="Två på passet.", doer=people.anna, due_on=TODAY, by=people.anna, today=TODAY
    )
    of = {"employer": employment.employer}
    note, agreement, warning, visit = (
        make(**of) for make in (EmployerContactFactory, AgreementFactory, EmployerWarningFactory, JointVisitFactory)
    )
    signed = InternshipAgreementFactory(internship=internship)
    person = employment.participant.uuid
    supervision = employment.supervisions.get().uuid
    support = actions.record_support(
        employment,
        kind=Scheme.objects.get(code="osa"),
        first_day=employment.first_day,
        last_day=employment.last_day,
        by=people.anna,
        today=TODAY,
    )
    asked = actions.request_extension(
        employment, last_day=D("2027-03-31"), reason="Kursen.", seen=employment.revision, by=people.anna, today=TODAY
    )
    away = actions.suspend_employment(
        employment,
        why="parental",
        first_day=D("2026-12-01"),
        last_day=D("2026-12-31"),
        seen=employment.revision,
        by=people.anna,
        now=at(TODAY),
        today=TODAY,
    )
    file = receive_file(
        unit=people.unit,
        filename="a.csv",
        content=b"Pnr;Form;Arbetsgivare;From;Tom\n1;AMI;Bageriet;2026-02-01;2027-01-31",
        by=people.anna,
        kind=ImportFile.Kind.EMPLOYMENTS,
        fields=EMPLOYMENT,
    )
    place = actions.register_place(hans, workplace=internship.workplace, first_day=TODAY, last_day=None, by=people.anna)
    keys = {
        "extension": asked.uuid,
        "suspension": away.uuid,
        "wage": support.uuid,
        "las": employment.uuid,
        "employment": employment.uuid,
        "internship": internship.uuid,
        "employer": employment.employer.uuid,
        "workplace": employment.workplace.uuid,
        "contact": contact.uuid,
        "agreement": agreement.uuid,
        "supervisor": hans.uuid,
        "deviation": deviation.uuid,
    }
    found = {}
    for name in WHO:
        subject = name.partition("_")[0]
        if name in ("placements", "employment_create", "employment_limits", "internship_create"):
            args = [person]
        elif name in ("internship_agreement", "internship_agreement_pdf", "supervision_agreement"):
            args = [signed.uuid]
        elif name == "employment_import_start":
            args = []
        elif name.startswith("employment_import"):
            args = [file.uuid]
        elif name == "las_scheme":
            args = ["ama"]
        elif name == "lock_in_create":
            args = [person, "verkstad"]
        elif name == "next_step_create":
            args = [keys["employment"], "halva-tiden"]
        elif name == "supervision_on_behalf":
            args = [supervision, "2026-10"]
        elif name in LISTS or name.endswith(("_list", "_lookup", "_duplicates")) or name == "deviation_figures":
            args = []
        elif name == "deviation_measure_create":
            args = [deviation.uuid]
        elif name == "deviation_measure_done":
            args = [measure.uuid]
        elif name == "wage_support_create":
            args = [keys["employment"]]
        elif name in ("employer_contact_change", "employer_contact_done"):
            args = [note.uuid]
        elif name in ("joint_visit_change", "joint_visit_end"):
            args = [visit.uuid]
        elif name == "employer_warning_lift":
            args = [warning.uuid]
        elif name == "supervisor_place_change":
            args = [place.uuid]
        elif name in ("supervisor_training_create", "supervisor_place_create"):
            args = [hans.uuid]
        elif name.startswith("supervisor_training_"):
            args = [hans.trainings.get().uuid]
        elif name.endswith("_create") and name not in ("employer_create", "supervisor_create"):
            args = [keys["employer"]]
        elif name in ("employer_create", "supervisor_create"):
            args = []
        else:
            args = [keys[subject]]
        found[name] = reverse(name, args=args)
    return found
