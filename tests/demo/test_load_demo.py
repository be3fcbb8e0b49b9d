"""The demo municipality: every state of the product, nobody real, and no promise broken."""

import datetime as dt
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.models import Count, F, Q
from django.test import RequestFactory

from amc.audit.history import history_of
from amc.demo import gnosjo, verify
from amc.demo.municipality import DOMAIN
from amc.demo.stories import LEFT_CASES
from amc.demo.tables import ORDER
from amc.disposal.candidates import candidates
from amc.reminders.models import Notification
from amc.staff.demo import DEMO_EMAILS, DEMO_PASSWORD, demo_people
from amc.staff.models import Role, Team, User
from handlingsplan.models import PlanVersion
from participants.identity_pattern import official_numbers
from participants.models import (
    CaseAssignment,
    Closure,
    Consent,
    Disclosure,
    Enrolment,
    IdentityNumber,
    JournalEntry,
    Meeting,
    Participant,
    Referral,
    Source,
    TeamRule,
    Withheld,
)
from placements.models import (
    AmiTotal,
    Employer,
    Employment,
    MonthCorrection,
    PayrollFile,
    Supervision,
    SupervisionMonth,
    SupervisorPayment,
)
from tests.factories import at

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("municipality"), pytest.mark.django_db]

# Choices that the demo cannot show, and why.
ABSENT = {
    # One municipality has one basis at a time.
    ("staff.Municipality", "supervisor_pay_basis"): {"participant"},
    ("staff.Municipality", "protected_named"): {"ingen"},
    # Counting per employer is a municipality's own choice; no form of employment comes with it.
    ("placements.Scheme", "counted"): {"employer"},
    # And one way of counting parts of months.
    ("staff.PayRate", "part"): {"full", "days"},
    # A queue: what has been sent is gone.
    ("staff.AccountMail", "kind"): {"invitation", "notice", "password_reset_key", "second_step_reset"},
    # No series of samordningsnummer is free of living persons (participants.identity_pattern).
    ("participants.IdentityNumber", "kind"): {"samordningsnummer"},
}


def _choice_fields():
    for model in apps.get_models():
        if model._meta.app_label in ("staff", "participants", "handlingsplan", "placements"):
            for field in model._meta.concrete_fields:
                base = getattr(field, "base_field", field)
                if base.choices and not hasattr(model, "pgh_tracked_model"):
                    yield pytest.param(model, field.attname, id=f"{model.__name__}.{field.name}")


@pytest.mark.parametrize(("model", "field"), list(_choice_fields()))
def test_every_choice_occurs(model, field):
    found: set[str] = set()
    for value in model._base_manager.values_list(field, flat=True):
        found |= set(value) if isinstance(value, list) else {value}
    column = model._meta.get_field(field)
    wanted = {choice for choice, _ in getattr(column, "base_field", column).flatchoices}
    assert wanted - found == ABSENT.get((model._meta.label, field), set())


@pytest.mark.parametrize("promise", list(verify.QUESTIONS))
def test_promises_that_switched_off_triggers_make(municipality, promise):
    assert promise not in verify.broken_promises(municipality)


def test_a_broken_promise_stops_the_loading(municipality, monkeypatch):
    monkeypatch.setitem(verify.QUESTIONS, "there are no employers", "SELECT id FROM placements_employer")
    with pytest.raises(CommandError, match="there are no employers"):
        verify.verify(municipality)


def test_every_trigger_that_is_switched_off_has_somebody_to_stand_in_for_it():
    """A new trigger on INSERT needs a question in amc.demo.verify, or a value in amc.demo.filing, then a line here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT regexp_replace(tgname, '^pgtrigger_|_[0-9a-f]{5}$', '', 'g') FROM pg_trigger "
            "WHERE NOT tgisinternal AND (tgtype & 4) > 0 AND tgrelid = ANY (%s::regclass[])",
            [[model._meta.db_table for model in ORDER]],
        )
        assert {name for (name,) in cursor.fetchall()} == {
            "activity_added_in_draft",
            "audit_link",
            "employment_count_ami",
            "employment_exclusive_alone",
            "employment_guard",
            "employment_supervised",
            "frozen_set",  # a new version is published with its questions in place
            "goal_added_in_draft",
            "identity_number_is_disputed",  # only for a user: a load is refused by the index
            "insert_insert",
            "internship_supervised",
            "late_notes",
            "later_of_the_case",  # the filing gives the case, and the key of two columns holds it
            "party_asked_in_draft",
            "latest_contact",
            "referral_lands",
            "support_of_the_case",
            "undertaking_of_the_case",
            "within_scale",
        }


def test_triggers_are_on_again():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'D' AND NOT tgisinternal")
        assert cursor.fetchall() == []


def test_loading_again_does_nothing(municipality, capsys):
    before = User.objects.count(), JournalEntry.objects.count()
    call_command("load_demo", today=municipality)
    assert (User.objects.count(), JournalEntry.objects.count()) == before
    assert "finns redan" in capsys.readouterr().out


def test_the_next_row_gets_a_key_of_its_own():
    with connection.cursor() as cursor:
        for model in (Participant, Enrolment, JournalEntry, User):
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
            assert cursor.fetchone()[0] > model.objects.order_by("-pk")[0].pk
        cursor.execute("SELECT nextval('participants_case_number')")
        last = max(int(number.split("-")[1]) for number in Enrolment.objects.values_list("case_number", flat=True))
        assert cursor.fetchone()[0] > last


# --- People ----------------------------------------------------------------------------------------


def test_one_person_per_role_signs_in():
    assert [person.email for person in demo_people()] == list(DEMO_EMAILS.values())
    for role, email in DEMO_EMAILS.items():
        person = authenticate(RequestFactory().post("/"), email=email, password=DEMO_PASSWORD)
        assert person is not None
        assert person.roles == [role]
    assert {person.unit for person in demo_people()} == {demo_people()[0].unit}


def test_all_mail_addresses_are_reserved():
    for model, field in ((User, "email"), (Participant, "email"), (Referral, "contact_email"), (Employer, "email")):
        addresses = model.objects.exclude(**{field: ""}).values_list(field, flat=True)
        assert addresses
        assert all(address.endswith(".example") for address in addresses), model
    assert User.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def test_identity_numbers_are_official_test_numbers():
    official = {identity.number for identity in official_numbers(0)}
    kept = IdentityNumber.objects.values_list("kind", "number")
    assert {number for kind, number in kept if kind == "personnummer"} <= official
    assert all(number.startswith("R1999-") for kind, number in kept if kind == "reservnummer")
    assert set(Referral.objects.exclude(identity_number="").values_list("identity_number", flat=True)) <= official
    assert IdentityNumber.objects.filter(is_current=False).exists()


def test_size():
    assert 380 <= Participant.objects.count() <= 450
    assert User.objects.with_role(Role.KONSULENT).count() == 12
    assert Employer.objects.count() == 60
    assert Team.objects.values("unit").distinct().count() == 2
    assert set(Team.objects.values_list("code", flat=True)) == {"insteg", "ungdom", "vuxen", "etablering", "sprak"}
    assert TeamRule.objects.values("unit").distinct().count() == 2
    returned = Participant.objects.annotate(stays=Count("enrolments")).filter(stays=2)
    assert returned.count() >= 5


# --- Cases -----------------------------------------------------------------------------------------


def test_the_demos_konsulent_has_about_forty_cases_and_somebody_has_left():
    konsulent = User.objects.get(email=DEMO_EMAILS[Role.KONSULENT])
    assert 35 <= konsulent.cases.filter(closed_on__isnull=True).count() <= 45
    left = User.objects.get(is_active=False)
    # Those that the story leaves, and what chance gave besides.
    assert left.cases.filter(closed_on__isnull=True).count() >= LEFT_CASES
    assert Enrolment.objects.filter(closed_on__isnull=True, consultant__isnull=True).count() == 1


def test_omsorgskontoret_has_two_places_left():
    source = Source.objects.get(code="omsorgskontoret")
    assert source.quota == 60
    assert Enrolment.objects.filter(source=source, closed_on__isnull=True).count() == 58


def test_open_kaa_cases_are_about_people_below_twenty(municipality):
    people = Participant.objects.filter(enrolments__source__code="kaa", enrolments__closed_on__isnull=True)
    ages = [person.age_on(municipality) for person in people]
    assert max(ages) == 19
    turning = [person for person in people if person.age_on(municipality + dt.timedelta(days=35)) == 20]
    assert turning


def test_assignments_follow_the_consultant(municipality):
    for enrolment in Enrolment.objects.filter(closed_on__isnull=True, consultant__isnull=False):
        working = CaseAssignment.objects.filter(enrolment=enrolment, part="consultant", period__contains=municipality)
        assert [row.user_id for row in working] == [enrolment.consultant_id]


def test_three_years_of_closures_besides_the_cohort(municipality):
    years = Counter(Closure.objects.values_list("enrolment__closed_on__year", flat=True))
    assert set(years) == {2016, *range(municipality.year - 3, municipality.year + 1)}
    assert min(years[year] for year in (municipality.year, municipality.year - 1, municipality.year - 2)) > 30


def test_referrals_wait_with_different_ages(municipality):
    received = Referral.objects.filter(state="unseen").values_list("received_on", flat=True)
    ages = [(municipality - day).days for day in received]
    assert min(ages) <= 3
    assert max(ages) > 10
    known = Referral.objects.filter(
        state="unseen", identity_number__in=IdentityNumber.objects.values("number"), participant__isnull=True
    )
    assert known.exists()


def test_corrections_stand_beside_what_they_correct():
    corrections = JournalEntry.objects.filter(corrects__isnull=False)
    assert corrections.exists()
    assert not corrections.exclude(enrolment=F("corrects__enrolment")).exists()


def test_meetings_today_and_ahead(municipality):
    konsulent = User.objects.get(email=DEMO_EMAILS[Role.KONSULENT])
    planned = Meeting.objects.filter(consultant=konsulent, state="planned")
    assert planned.filter(starts_at__date=municipality).count() == 4
    assert planned.filter(starts_at__date__gt=municipality).count() > 5


# --- Plans and placements ----------------------------------------------------------------------------


def test_plans_have_versions_that_follow_each_other():
    plans = PlanVersion.objects.values("plan").annotate(versions=Count("pk"), last=models.Max("number"))
    assert all(plan["versions"] == plan["last"] for plan in plans)
    assert max(plan["versions"] for plan in plans) > 3
    assert PlanVersion.objects.filter(state="draft", participant_agreed_at__isnull=False).exists()


def test_ami_ends_soon_in_every_distance_that_is_told(municipality):
    left = {
        (employment.last_day - municipality).days
        for employment in Employment.objects.filter(scheme="ami", enrolment__closed_on__isnull=True)
    }
    assert {7, 30, 90, 120} <= left
    near = AmiTotal.objects.filter(days__gte=22 * 30)
    assert near.exists()
    assert Employment.objects.filter(exception_by__isnull=False, exception_paper_date__isnull=False).exists()


def test_the_demos_handledare_has_two_months_to_confirm(municipality):
    mine = Supervision.objects.filter(supervisor__user__email=DEMO_EMAILS[Role.HANDLEDARE])
    last = (municipality.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    assert mine.count() == 2
    for supervision in mine:
        confirmed = set(supervision.months.values_list("month", flat=True))
        assert last not in confirmed
        assert len(confirmed) >= 3
        assert supervision.supervisor.municipal_employee


def test_pay_is_settled_for_some_months_and_not_for_others():
    assert SupervisorPayment.objects.filter(settled_at__isnull=True).count() >= 5
    assert SupervisorPayment.objects.filter(settled_at__isnull=False).count() >= 50
    assert SupervisionMonth.objects.exclude(on_behalf_reason="").exists()


def test_payroll_has_files_with_a_correction_and_a_month_is_disputed():
    files = PayrollFile.objects.order_by("number")
    assert files.count() == 3
    assert files.filter(payments__kind="correction").exists()
    assert MonthCorrection.objects.filter(is_dispute=True).exists()
    assert SupervisorPayment.objects.filter(settled_at=None).exists()


def test_history_tells_who_wrote_and_when(municipality):
    enrolment = Enrolment.objects.filter(consultant__isnull=False).order_by("pk").last()
    (event,) = history_of(enrolment)
    assert event.created
    assert event.at.date() == enrolment.opened_on
    assert event.who == enrolment.consultant.full_name


# --- Results -----------------------------------------------------------------------------------------


def test_gnosjo_2016_to_the_digit():
    cohort = Closure.objects.filter(enrolment__closed_on__year=gnosjo.YEAR)
    expected = gnosjo.EXPECTED
    assert cohort.count() == expected.closed == 71
    assert Counter(cohort.values_list("education_level", flat=True)) == expected.education
    known = expected.closed - expected.education["okand"]
    assert {
        level: round(100 * expected.education[level] / known) for level in expected.education_percent
    } == expected.education_percent
    assert expected.education_percent == {"eftergymnasial": 1, "gymnasial": 14, "grundskola": 29, "ej_grundskola": 56}
    assert cohort.filter(to_work=True).count() == expected.to_work == 47
    assert cohort.filter(to_work=True, regular=True).count() == expected.regular == 37
    assert cohort.filter(municipal=True).count() == expected.municipal == 10
    kolada = cohort.filter(Q(to_work=True, regular=True, lasted_month=True) | Q(to_studies=True, csn=True))
    assert kolada.count() == expected.kolada
    assert round(100 * expected.to_work / expected.closed) == expected.to_work_percent
    assert round(100 * expected.kolada / expected.closed) == expected.kolada_percent
    assert cohort.values("enrolment__unit").distinct().count() == 1
    assert cohort.filter(enrolment__opened_on__year__lt=2013).count() == 0
    assert (
        JournalEntry.objects.filter(enrolment__closed_on__year=gnosjo.YEAR, occurred_at__year__gt=gnosjo.YEAR).count()
        == 0
    )


def test_lasting_is_confirmed_denied_and_not_yet_asked():
    work = Closure.objects.filter(to_work=True)
    assert set(work.values_list("lasted_month", flat=True)) == {True, False, None}


def test_notices_have_been_told_and_none_waits_to_be_mailed():
    konsulent = User.objects.get(email=DEMO_EMAILS[Role.KONSULENT])
    assert 5 <= Notification.objects.filter(recipient=konsulent, read_at__isnull=True).count() <= 60
    assert Notification.objects.filter(read_at__isnull=False).exists()
    assert not Notification.objects.filter(mailed_at__isnull=True).exists()


def test_the_demo_shows_what_others_have_been_told_and_what_is_past_its_term(municipality: dt.date) -> None:
    now = at(municipality, 12)
    consents = Consent.objects.all()
    assert consents.in_force(now).exists()
    assert consents.filter(withdrawn_at__isnull=False).count() == 1
    assert Disclosure.objects.filter(sensitive=True).count() == 2
    assert Withheld.objects.standing().count() >= 1
    manager = User.objects.get(email=DEMO_EMAILS[Role.ENHETSCHEF])
    fates = Counter(one.fate for one in candidates(manager, municipality))
    assert fates["due"] > 30
    assert fates["held"] == 1
