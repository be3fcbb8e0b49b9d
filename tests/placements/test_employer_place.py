"""What whoever places somebody should know of the place: warnings of it, and who answers for what there (issue 5)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from amc.obstacles import Refused
from placements import actions, due_employers
from placements.models import EmployerWarning, Internship, InternshipKind, ResponsibilityAgreement
from placements.rules.periods import Period
from placements.rules.place import (
    Agreement,
    Caution,
    Place,
    agreement_obstacles,
    judge_cautions,
    judge_responsibility,
    warning_obstacles,
)
from tests.factories import EmployerFactory, SupervisorFactory, UserFactory, WorkplaceFactory
from tests.placements.employer_room import AgreementFactory, EmployerWarningFactory, agreed_place
from tests.placements.pages import TODAY, page, post
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")
SPRING = Period(D("2027-01-11"), D("2027-06-30"))


@pytest.mark.parametrize(
    ("agreements", "code"),
    [
        ([], "responsibility_missing"),
        ([("2026-11-24", None)], None),
        ([("2027-01-11", "2027-06-30")], None),
        ([("2027-01-12", None)], "responsibility_missing"),  # signed the day after the first
        ([("2024-01-01", "2027-01-10")], "responsibility_missing"),  # ended the day before it
        ([("2024-01-01", "2027-06-29")], "responsibility_ends"),
        ([("2024-01-01", "2027-01-10"), ("2026-12-01", None)], None),
        ([("2024-01-01", "2027-03-01"), ("2025-01-01", "2027-06-30")], None),
    ],
)
def test_whether_it_is_agreed_who_answers_for_what(agreements, code):
    known = tuple(Agreement(D(first), D(last) if last else None) for first, last in agreements)
    verdict = judge_responsibility(Place("Bageriet", (), known), SPRING)
    assert not verdict.refusals
    assert [warning.code for warning in verdict.warnings] == ([code] if code else [])


def test_the_warnings_of_a_place_are_said_with_whose_they_are():
    cautions = (Caution("Ingen på plats.", "Anna A", None), Caution("Lova inget", "Bo B", D("2027-03-01")))
    (warning,) = judge_cautions(Place("Bageriet", cautions)).warnings
    assert warning.message == "Varning om Bageriet: Ingen på plats. (Anna A) Lova inget. (Bo B, till 2027-03-01)"
    assert not judge_cautions(Place("Bageriet")).warnings


@pytest.mark.parametrize(
    ("signed", "last", "codes"),
    [
        ("2026-11-24", None, []),
        ("2026-11-24", "2026-11-24", []),
        ("2026-11-25", None, ["signed_later"]),
        ("2026-11-24", "2026-11-23", ["ends_before_signed"]),
    ],
)
def test_what_can_be_registered(signed, last, codes):
    found = agreement_obstacles(D(signed), D(last) if last else None, today=TODAY)
    assert [obstacle.code for obstacle in found] == codes


@pytest.mark.parametrize(("until", "ok"), [(None, True), ("2026-11-24", True), ("2026-11-23", False)])
def test_a_warning_that_is_over_warns_nobody(until, ok):
    assert (not warning_obstacles(D(until) if until else None, today=TODAY)) is ok


def test_the_database_keeps_the_days_in_order(db):
    agreement = AgreementFactory(signed_on=D("2026-01-01"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponsibilityAgreement.objects.filter(pk=agreement.pk).update(valid_to=D("2025-12-31"))
    warning = EmployerWarningFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EmployerWarning.objects.filter(pk=warning.pk).update(lifted_on=TODAY)


def intern(people, enrolment, workplace, supervisor=None, **values):
    return actions.start_internship(
        enrolment=enrolment,
        kind=InternshipKind.objects.get(code="praktik"),
        workplace=workplace,
        first_day=D("2026-12-01"),
        last_day=D("2027-02-28"),
        hours_per_week=20,
        supervisor=supervisor or SupervisorFactory(employer=workplace.employer),
        by=people.anna,
        today=TODAY,
        **values,
    )


def refused(*args, **kwargs):
    with pytest.raises(Refused) as error:
        intern(*args, **kwargs)
    return list(error.value.codes)


def test_what_is_known_of_the_place_is_asked_for_and_kept(people, enrolment):
    workplace = WorkplaceFactory()
    EmployerWarningFactory(employer=workplace.employer, reason="Ingen på plats efter tre.")
    EmployerWarningFactory(employer=workplace.employer, until=D("2026-11-23"))
    EmployerWarningFactory(employer=workplace.employer, lifted_on=TODAY, lifted_by=people.anna)
    elsewhere = SupervisorFactory()
    codes = ["supervisor_elsewhere", "employer_warning", "responsibility_missing"]
    assert refused(people, enrolment, workplace, elsewhere) == codes
    internship = intern(people, enrolment, workplace, elsewhere, acknowledged=codes)
    kept = dict(internship.acknowledged_warnings.values_list("code", "message"))
    assert set(kept) == set(codes)
    assert kept["employer_warning"].count("(") == 1
    assert elsewhere.employer.name in kept["supervisor_elsewhere"]


def test_an_agreement_of_another_workplace_does_not_count(people, enrolment):
    here, there = WorkplaceFactory(), None
    there = WorkplaceFactory(employer=here.employer)
    AgreementFactory(workplace=there)
    assert refused(people, enrolment, here) == ["responsibility_missing"]
    AgreementFactory(workplace=here)
    assert intern(people, enrolment, here)


def test_a_new_supervisor_from_elsewhere_is_asked_about(people, internship):
    internship.workplace = agreed_place(EmployerFactory())
    internship.save()
    change = {"supervisor": SupervisorFactory(), "first_day": D("2026-11-25"), "by": people.anna, "today": TODAY}
    with pytest.raises(Refused) as error:
        actions.change_supervisor(internship, **change)
    assert error.value.codes == ("supervisor_elsewhere",)
    assert actions.change_supervisor(internship, **change, acknowledged=["supervisor_elsewhere"])


def test_the_boxes_are_ticked_in_the_form(people, enrolment, hans):
    workplace = WorkplaceFactory(employer=hans.employer)
    EmployerWarningFactory(employer=hans.employer, reason="Ingen på plats efter tre.")
    values = {
        "kind": "praktik",
        "workplace": str(workplace.uuid),
        "supervisor": str(hans.uuid),
        "first_day": "2026-12-01",
        "last_day": "2027-02-28",
        "hours_per_week": "30",
    }
    person = enrolment.participant.uuid
    asked = post(people.anna, "internship_create", person, **values).content.decode()
    assert "Ingen på plats efter tre." in asked
    assert "Det finns inget ansvarsavtal" in asked
    ticked = ["employer_warning", "responsibility_missing"]
    assert post(people.anna, "internship_create", person, **values, acknowledged=ticked).status_code == 302
    assert Internship.objects.get().acknowledged_warnings.count() == 2


def test_an_agreement_is_registered_shown_and_prolonged(people):
    employer = EmployerFactory()
    values = {"environment": "employer", "insurance": "unit", "guidance": "both", "signed_on": "2025-12-01"}
    assert post(people.anna, "agreement_create", employer.uuid, **values, valid_to="2026-11-30").status_code == 302
    agreement = ResponsibilityAgreement.objects.get()
    assert "2025-12-01" in page(people.ekonom, "employer_detail", employer.uuid).content.decode()
    assert (
        f'href="{reverse("agreement_change", args=[agreement.uuid])}"' in page(people.anna, "my_day").content.decode()
    )
    assert post(people.bo, "agreement_change", agreement.uuid, **values, valid_to="2027-11-30").status_code == 302
    assert not due_employers.AGREEMENT_ENDING.rows(TODAY).exists()


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"valid_to": D("2027-01-23")}, True),  # 60 days ahead
        ({"valid_to": D("2027-01-24")}, False),
        ({"valid_to": None}, False),
        ({"valid_to": D("2026-06-01")}, True),
        ({"valid_to": D("2026-12-01"), "lapses": True}, False),
        ({"valid_to": D("2026-12-01"), "employer__is_active": False}, False),
    ],
)
def test_an_ending_agreement_is_remembered_sixty_days_before(people, values, due):
    used = values.pop("employer__is_active", True)
    agreement = AgreementFactory(employer=EmployerFactory(is_active=used), created_by=people.anna, **values)
    asked = due_employers.AGREEMENT_ENDING.rows(TODAY).values_list("subject", "responsible_id", "unit_id")
    assert list(asked) == ([(agreement.uuid, people.anna.pk, people.unit.pk)] if due else [])


@pytest.mark.parametrize(
    ("other", "due"),
    [
        ({"valid_to": None}, False),
        ({"valid_to": D("2027-12-31")}, False),
        ({"valid_to": D("2026-11-30")}, True),
        ({"valid_to": None, "workplace": True}, True),  # of one workplace only
    ],
)
def test_one_that_is_renewed_is_not(people, other, due):
    workplace = WorkplaceFactory()
    ending = AgreementFactory(employer=workplace.employer, valid_to=D("2026-12-01"), created_by=people.anna)
    given = other | ({"workplace": workplace} if other.pop("workplace", False) else {"employer": workplace.employer})
    AgreementFactory(created_by=UserFactory(), **given)
    subjects = due_employers.AGREEMENT_ENDING.rows(TODAY).values_list("subject", flat=True)
    assert (ending.uuid in subjects) is due


def test_a_warning_is_visible_until_it_is_lifted(people):
    employer = EmployerFactory(name="Bageriet")
    sent = post(people.anna, "employer_warning_create", employer.uuid, reason="Ingen på plats.", until="2027-03-01")
    assert sent.status_code == 302
    text = page(people.ekonom, "employer_detail", employer.uuid).content.decode()
    for words in ("Varning", "Ingen på plats.", people.anna.full_name, "2027-03-01"):
        assert words in text
    assert "Varning" in page(people.hr, "employer_list").content.decode()
    warning = EmployerWarning.objects.get()
    assert post(people.bo, "employer_warning_lift", warning.uuid).status_code == 302
    lifted = page(people.anna, "employer_detail", employer.uuid)
    assert lifted.context["warnings"] == []
    # What has been warned of stays in the log, as lifted.
    assert "Ingen på plats." in lifted.text
    assert f"av {people.bo.full_name}" in lifted.text
    assert "Varning" not in page(people.hr, "employer_list").content.decode()
    with pytest.raises(Refused):
        actions.lift_warning(warning, by=people.anna, today=TODAY)
