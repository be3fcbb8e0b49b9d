"""Forms of employment as data: in force on the contract's first day, alone where they say so, each followed up in its
own time (domain.md section 4)."""

import threading

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from amc.obstacles import Refused
from handlingsplan.models import FollowUp
from placements import actions
from placements.models import Employment, EmploymentFollowUp, Scheme
from placements.rules.employment import Terms, validity_obstacles
from tests.factories import EmployerFactory, EmploymentFactory, SupervisorFactory, WorkplaceFactory, at, make_people
from tests.placements.import_room import line, make_town, only, receive
from tests.placements.pages import as_, form_values, page
from tests.placements.room import D, insert_employment, placed, ready_for_ami

TODAY = D("2026-01-25")
NOW = at(TODAY)
READ = {"supervisor_untrained", "extent_over_full_time", "las_9_months", "las_11_months", "las_12_months"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def enrolment(people):
    return ready_for_ami(people)


# --- In force on the first day ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("2015-10-31", "scheme_not_yet"),
        ("2015-11-01", None),
        ("2021-12-31", None),
        ("2022-01-01", "scheme_no_longer"),
    ],
)
def test_both_days_of_the_validity_are_its_own(first, code) -> None:
    terms = Terms("extratjanst", "Extratjänst", valid_from=D("2015-11-01"), valid_to=D("2021-12-31"))
    found = validity_obstacles(terms, D(first))
    assert [one.code for one in found] == ([code] if code else [])
    assert all(one.field == "scheme" for one in found)


def test_every_form_says_where_its_days_stand_and_what_becomes_of_it(db) -> None:
    for scheme in Scheme.objects.all():
        assert scheme.source, scheme.code
        assert scheme.converts, scheme.code
        scheme.full_clean()
    gone = Scheme.objects.get(code="extratjanst")
    assert (gone.valid_to, gone.las) == (D("2021-12-31"), "exempt")


def test_the_form_offers_the_days_of_each_and_says_those_that_are_no_more(people, enrolment) -> None:
    shown = page(people.anna, "employment_create", enrolment.participant.uuid)
    assert 'value="extratjanst" data-from="2015-11-01" data-to="2021-12-31"' in shown.text
    assert "Extratjänst (till och med 2021-12-31)" in shown.text
    assert ">AMI-anställning</option>" in shown.text
    assert 'data-schemes-of="id_first_day"' in shown.text


def _sent(people, enrolment, workplace, first, last):
    form = page(people.anna, "employment_create", enrolment.participant.uuid)
    values = form_values(
        form, scheme="extratjanst", first_day=first, last_day=last, workplace=str(workplace.uuid), supervisor="",
        extent="100", acknowledged=["agreement_missing"],
    )  # fmt: skip
    return as_(people.anna).post(form.request["PATH_INFO"], values)


def test_a_contract_entered_late_gets_the_form_of_its_first_day(people, enrolment) -> None:
    workplace = WorkplaceFactory()
    refused = _sent(people, enrolment, workplace, "2022-01-03", "2022-06-30")
    assert refused.context["form"].errors["scheme"] == [
        "Extratjänst fanns till och med 2021-12-31. Välj en annan anställningsform."
    ]
    assert refused.context["form"]["first_day"].value() == "2022-01-03"
    assert not Employment.objects.exists()
    assert _sent(people, enrolment, workplace, "2021-12-31", "2022-06-30").status_code == 302
    assert Employment.objects.get().scheme_id == "extratjanst"


def test_the_days_are_told_before_anything_is_sent(people, enrolment) -> None:
    url = reverse("employment_limits", args=[enrolment.participant.uuid])
    asked = {"scheme": "extratjanst", "first_day": "2026-02-01"}
    assert "Extratjänst fanns till och med 2021-12-31" in as_(people.anna).get(url, asked).text
    asked["first_day"] = "2021-02-01"
    told = as_(people.anna).get(url, asked).text
    assert "fanns till" not in told
    assert "undantagen från LAS" in told


def test_a_row_of_a_file_is_judged_by_its_first_day(db) -> None:
    town = make_town()
    number = town.number()
    rows = {"scheme": "Extratjänst", "last": "2022-06-30"}
    fate, why = only(receive(town, line(number, first="2022-01-01", **rows)))
    assert fate == "fel"
    assert "Extratjänst fanns till och med 2021-12-31." in why
    fate, why = only(receive(town, line(number, first="2021-12-31", **rows)))
    assert fate != "fel"
    assert "fanns till" not in why


# --- Alone ----------------------------------------------------------------------------------------


def test_what_may_not_overlap_is_the_data_and_postgresql_keeps_it(people, enrolment) -> None:
    insert_employment(enrolment, "2026-02-01", "2026-06-30", scheme="nystartsjobb")
    with transaction.atomic():
        insert_employment(enrolment, "2026-06-30", "2026-12-31", scheme="nystartsjobb")
        transaction.set_rollback(True)
    Scheme.objects.filter(code="nystartsjobb").update(exclusive=True)
    with pytest.raises(IntegrityError, match="overlaps another"), transaction.atomic():
        insert_employment(enrolment, "2026-06-30", "2026-12-31", scheme="nystartsjobb")
    with pytest.raises(IntegrityError, match="overlaps another"), transaction.atomic():
        insert_employment(enrolment, "2026-06-30", "2026-12-31", scheme="ami")
    insert_employment(enrolment, "2026-07-01", "2026-12-31", scheme="ami")


def test_one_that_overlaps_already_may_still_end_earlier(people, enrolment) -> None:
    employer = EmployerFactory()
    told = {"enrolment": enrolment, "scheme_id": "nystartsjobb", "employer": employer, "workplace": None}
    placed(EmploymentFactory, **told, first_day=D("2026-02-01"), last_day=D("2026-12-31"))
    row = placed(EmploymentFactory, **told, first_day=D("2026-03-01"), last_day=D("2026-12-31"))
    Scheme.objects.filter(code="nystartsjobb").update(exclusive=True)
    row.refresh_from_db()
    actions.end_employment(row, last_day=D("2026-10-31"), end_reason="own", seen=row.revision, by=people.anna, now=NOW)
    assert row.last_day == D("2026-10-31")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_not_both_let_through() -> None:
    people = make_people()
    enrolment = ready_for_ami(people)
    Scheme.objects.filter(code="nystartsjobb").update(exclusive=True)
    employer = EmployerFactory()
    ready, failed = threading.Barrier(2), []

    def insert() -> None:
        try:
            with transaction.atomic():
                ready.wait(20)
                insert_employment(enrolment, "2026-02-01", "2026-06-30", scheme="nystartsjobb", employer=employer)
        except IntegrityError:
            failed.append(True)
        finally:
            connection.close()

    both = [threading.Thread(target=insert) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert (len(failed), Employment.objects.count()) == (1, 1)


def test_the_own_forms_are_always_alone(db) -> None:
    for code in Employment.EXCLUSIVE:
        scheme = Scheme.objects.get(code=code)
        scheme.exclusive = False
        with pytest.raises(ValidationError, match="aldrig överlappa"):
            scheme.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            scheme.save()


def test_the_settings_hold_it_all(people) -> None:
    shown = page(people.admin, "code_edit", "anstallningsformer", "ami")
    for name in ("exclusive", "converts", "valid_from", "valid_to", "source", "follow_up_months", "counted"):
        assert f'name="{name}"' in shown.text, name


# --- Followed up, each form in its own time ---------------------------------------------------------


def _start(people, enrolment, code, first, last):
    workplace = WorkplaceFactory()
    return actions.start_employment(
        enrolment=enrolment, employer=workplace.employer, workplace=workplace, scheme=Scheme.objects.get(code=code),
        first_day=D(first), last_day=D(last), supervisor=SupervisorFactory(employer=workplace.employer), by=people.anna,
        now=NOW, today=TODAY, union="Kommunal", collective_agreement="BEA", extent=50,
        acknowledged=READ,
    )  # fmt: skip


def _days(enrolment) -> list[str]:
    rows = FollowUp.objects.filter(enrolment=enrolment, cancelled_at__isnull=True).order_by("due_on")
    return [row.due_on.isoformat() for row in rows]


def test_two_employments_of_different_intervals_are_both_followed_up(people, enrolment) -> None:
    Scheme.objects.filter(code="nystartsjobb").update(follow_up_months=3)
    ami = _start(people, enrolment, "ami", "2026-02-01", "2027-01-31")
    nystart = _start(people, enrolment, "nystartsjobb", "2026-03-01", "2026-12-31")
    assert _days(enrolment) == ["2026-06-01", "2026-09-01", "2026-12-01", "2027-01-31"]
    links = EmploymentFollowUp.objects.order_by("follow_up__due_on")
    assert [(link.employment_id, link.year) for link in links] == [
        (nystart.pk, 1), (nystart.pk, 2), (nystart.pk, 3), (ami.pk, 1)
    ]  # fmt: skip
    # What is booked stays booked when the other form's contract changes.
    booked = FollowUp.objects.get(due_on=D("2027-01-31"))
    FollowUp.objects.filter(pk=booked.pk).update(booked_at=at(D("2027-01-20")))
    nystart.refresh_from_db()
    actions.end_employment(
        nystart, last_day=D("2026-08-15"), end_reason="own", seen=nystart.revision, by=people.anna, now=NOW
    )
    assert _days(enrolment) == ["2026-06-01", "2027-01-31"]
    booked.refresh_from_db()
    assert (booked.due_on, booked.booked_at) == (D("2027-01-31"), at(D("2027-01-20")))
    ami.refresh_from_db()
    actions.end_employment(ami, last_day=D("2026-12-31"), end_reason="own", seen=ami.revision, by=people.anna, now=NOW)
    assert _days(enrolment) == ["2026-06-01"]


def test_a_form_that_is_not_followed_up_leaves_the_others_alone(people, enrolment) -> None:
    _start(people, enrolment, "ami", "2026-02-01", "2027-01-31")
    vanlig = _start(people, enrolment, "vanlig", "2026-03-01", "2026-08-31")
    assert _days(enrolment) == ["2027-01-31"]
    assert not vanlig.follow_up_links.exists()


def test_the_same_day_for_two_forms_is_one_for_each(people, enrolment) -> None:
    Scheme.objects.filter(code="nystartsjobb").update(follow_up_months=12)
    ami = _start(people, enrolment, "ami", "2026-02-01", "2027-01-31")
    nystart = _start(people, enrolment, "nystartsjobb", "2026-02-01", "2027-01-31")
    assert _days(enrolment) == ["2027-01-31", "2027-01-31"]
    assert {link.employment_id for link in EmploymentFollowUp.objects.all()} == {ami.pk, nystart.pk}


def test_a_refusal_writes_no_follow_up(people, enrolment) -> None:
    with pytest.raises(Refused):
        _start(people, enrolment, "extratjanst", "2026-02-01", "2026-12-31")
    assert not FollowUp.objects.exists()
