"""A supervisor's account ends when the last month of the last assignment is settled, and opens with a new one."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from amc.staff.models import Role, User
from placements.actions.accounts import settle_accounts
from placements.models import Supervision, SupervisorPayment
from tests.factories import InternshipFactory, SupervisionMonthFactory, SupervisorFactory, UserFactory, at
from tests.placements.room import D, placed

AFTER = D("2026-07-01")


@pytest.fixture
def supervision(people, enrolment, hans):
    """Hans supervises in May and June 2026."""
    values = {"enrolment": enrolment, "supervisor": hans}
    return placed(InternshipFactory, first_day=D("2026-05-04"), last_day=D("2026-06-26"), **values).supervisions.get()


def confirm(supervision, *months):
    return [
        SupervisionMonthFactory(supervision=supervision, month=D(month), confirmed_by=supervision.supervisor.user)
        for month in months
    ]


def ends(user: User) -> dt.date | None:
    return User.objects.get(pk=user.pk).expires_on


def test_while_it_goes_on_the_account_stays(people, supervision):
    confirm(supervision, "2026-05-01")
    assert settle_accounts(D("2026-06-26")) == (0, 0)


def test_while_a_month_waits_for_its_answer_it_stays(people, supervision):
    confirm(supervision, "2026-05-01")
    assert settle_accounts(AFTER) == (0, 0)


def test_while_a_month_waits_for_its_pay_it_stays(people, supervision):
    proof, _ = confirm(supervision, "2026-05-01", "2026-06-01")
    payment = SupervisorPayment.objects.create(
        supervisor=supervision.supervisor,
        unit=supervision.enrolment.unit,
        proof=proof,
        month=proof.month,
        amount=500,
        payable_at=at(AFTER),
    )
    assert settle_accounts(AFTER) == (0, 0)
    SupervisorPayment.objects.filter(pk=payment.pk).update(settled_at=at(AFTER), settled_by=people.ekonom)
    assert settle_accounts(AFTER) == (1, 0)


def test_when_all_is_settled_it_ends_at_once_and_is_in_the_history(client, people, supervision, on_the_day):
    confirm(supervision, "2026-05-01", "2026-06-01")
    client.force_login(people.hans)
    assert client.get("/handledning/").status_code == 200
    assert settle_accounts(AFTER) == (1, 0)
    assert ends(people.hans) == D("2026-06-30")
    assert client.get("/handledning/").status_code == 302
    assert people.hans.events.filter(expires_on=D("2026-06-30")).exists()
    assert settle_accounts(AFTER) == (0, 0)


def test_a_closed_case_waits_for_no_month(people, supervision):
    supervision.enrolment.__class__.objects.filter(pk=supervision.enrolment_id).update(closed_on=D("2026-06-26"))
    assert settle_accounts(AFTER) == (1, 0)


def test_a_new_assignment_opens_it_again(people, supervision, enrolment, hans):
    confirm(supervision, "2026-05-01", "2026-06-01")
    settle_accounts(AFTER)
    InternshipFactory(enrolment=enrolment, supervisor=hans, first_day=D("2026-08-03"), last_day=D("2026-09-25"))
    assert settle_accounts(D("2026-07-15")) == (0, 1)
    assert ends(people.hans) == D("2027-07-15")


def test_who_has_supervised_nobody_yet_keeps_the_invitation(people, hans):
    assert not Supervision.objects.exists()
    assert settle_accounts(AFTER) == (0, 0)


def test_who_does_more_than_supervise_keeps_the_account(people, supervision):
    both = UserFactory(unit=people.unit, roles=[Role.HANDLEDARE, Role.KONSULENT])
    Supervision.objects.filter(pk=supervision.pk).update(supervisor=SupervisorFactory(user=both))
    supervision.refresh_from_db()
    confirm(supervision, "2026-05-01", "2026-06-01")
    assert settle_accounts(AFTER) == (0, 0)


def test_what_is_not_seen_is_not_settled(people, supervision):
    """Where the process sees no rows of persons, nobody's account ends."""
    confirm(supervision, "2026-05-01", "2026-06-01")
    Supervision.objects.filter(pk=supervision.pk).update(supervisor=SupervisorFactory())
    assert settle_accounts(AFTER) == (0, 0)


def test_the_worker_may_end_them(as_worker, client, people, supervision, on_the_day):
    """Under the database role that Celery has (docs/wall.md)."""
    confirm(supervision, "2026-05-01", "2026-06-01")
    client.force_login(people.hans)
    UserSession.objects.create(user=people.hans, ip="127.0.0.1", session_key=client.session.session_key, user_agent="x")
    with as_worker():
        assert settle_accounts(AFTER) == (1, 0)
    assert ends(people.hans) == D("2026-06-30")
    assert not Session.objects.exists()


def test_a_last_day_that_passes_while_it_goes_on_is_moved(people, supervision):
    User.objects.filter(pk=people.hans.pk).update(expires_on=D("2026-05-31"))
    assert settle_accounts(D("2026-06-01")) == (0, 1)
    assert ends(people.hans) == D("2027-06-01")


def test_it_ends_whatever_last_day_it_had(people, supervision):
    confirm(supervision, "2026-05-01", "2026-06-01")
    User.objects.filter(pk=people.hans.pk).update(expires_on=D("2028-05-31"))
    assert settle_accounts(AFTER) == (1, 0)
    assert ends(people.hans) == D("2026-06-30")
