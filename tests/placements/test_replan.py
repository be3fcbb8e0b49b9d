"""A changed time between follow-ups plans those ahead anew, in all units, and asks first (domain.md section 4)."""

import datetime as dt
import random
from collections import defaultdict

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from amc.obstacles import Refused
from amc.wall.session import entered
from handlingsplan.models import FollowUp
from participants.models import Participant
from placements import actions
from placements.actions.following import plan_follow_ups
from placements.models import Employment, EmploymentFollowUp, Scheme
from placements.rules.following import Replanned, interval_obstacles, judge_interval
from placements.rules.periods import Period, follow_up_days
from tests.factories import EmploymentFactory, EnrolmentFactory, FollowUpFactory, at, make_people
from tests.placements.pages import as_
from tests.placements.room import D, insert_employment

TODAY = D("2026-11-24")
NOW = at(TODAY)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db):
    Scheme.objects.filter(code="nystartsjobb").update(follow_up_months=6)
    return make_people()


def employ(people, first, last, unit=None, **values):
    """A nystartsjobb that is followed up as it was entered."""
    case = values.pop("enrolment", None) or EnrolmentFactory(
        participant__unit=unit or people.unit, consultant=people.cilla if unit else people.anna
    )
    row = EmploymentFactory(
        enrolment=case, scheme_id="nystartsjobb", supervisor=None, first_day=D(first), last_day=D(last), **values
    )
    Employment.objects.filter(pk=row.pk).update(created_at=at(D(first)))
    plan_follow_ups(row, NOW)
    return row


def days(row):
    """The follow-ups in force, those that are held, booked or late marked so."""
    rows = FollowUp.objects.filter(enrolment=row.enrolment, cancelled_at__isnull=True).order_by("due_on")
    return [one.due_on.isoformat() for one in rows]


def change(people, months, acknowledged=()):
    scheme = Scheme.objects.get(code="nystartsjobb")
    scheme.follow_up_months = months
    with entered(people.admin.pk):
        return actions.change_scheme(
            scheme, revision=scheme.revision, fields=["follow_up_months"], by=people.admin, today=TODAY,
            acknowledged=acknowledged,
        )  # fmt: skip


def forced(people, months):
    with pytest.raises(Refused) as asked:
        change(people, months)
    return change(people, months, asked.value.codes)


# --- The rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "months", "codes"),
    [("ami", 12, []), ("ami", 6, ["ami_yearly"]), ("ami", None, ["ami_yearly"]), ("ama", None, []), ("osa", 3, [])],
)
def test_ami_is_followed_up_yearly_whatever_a_municipality_says(code, months, codes) -> None:
    assert [one.code for one in interval_obstacles(code, months)] == codes


def test_what_it_does_is_told_in_words_and_no_change_is_asked_about_for_nothing() -> None:
    assert not judge_interval(Replanned()).warnings
    (warning,) = judge_interval(Replanned(2, 1, 3, 0)).warnings
    assert warning.message.startswith("2 pågående ärenden berörs: 1 uppföljning flyttas, 3 läggs till och 0 ställs in.")


def test_the_database_keeps_the_yearly_of_ami(db) -> None:
    scheme = Scheme.objects.get(code="ami")
    for months in (6, None):
        scheme.follow_up_months = months
        with pytest.raises(ValidationError, match="var 12:e månad"):
            scheme.full_clean()
        with pytest.raises(IntegrityError, match="ami_is_followed_up_yearly"), transaction.atomic():
            scheme.save()


# --- What is moved ------------------------------------------------------------------------------------


def test_those_ahead_are_moved_added_and_cancelled_and_the_rest_stands(people) -> None:
    row = employ(people, "2026-03-01", "2027-12-31")
    assert days(row) == ["2026-09-01", "2027-03-01", "2027-09-01"]
    # The first is late, the second is booked.
    FollowUp.objects.filter(due_on=D("2027-03-01")).update(booked_at=at(D("2027-02-20")))
    done = forced(people, 4)
    # Every fourth month: 2026-07-01 has been, 2026-11-01 too, and the booked one is the one of 2027-03-01.
    assert days(row) == ["2026-09-01", "2027-03-01", "2027-07-01", "2027-11-01"]
    assert done == Replanned(cases=1, moved=1, added=1, cancelled=0)
    booked = FollowUp.objects.get(due_on=D("2027-03-01"))
    assert booked.booked_at == at(D("2027-02-20"))
    moved = FollowUp.objects.get(due_on=D("2027-07-01"))
    event = next(iter(FollowUp.pgh_event_models.values()))
    assert event.objects.filter(pgh_obj=moved, pgh_label="update", due_on=D("2027-07-01")).exists()
    done = forced(people, 12)
    assert days(row) == ["2026-09-01", "2027-03-01"]
    assert done == Replanned(cases=1, moved=0, added=0, cancelled=2)
    gone = FollowUp.objects.filter(cancelled_at__isnull=False)
    assert {one.cancelled_reason for one in gone} == {"Tiden mellan uppföljningarna har ändrats."}
    assert not EmploymentFollowUp.objects.filter(follow_up__in=gone).exists()


def test_no_interval_takes_those_ahead_away_and_one_again_brings_them_back(people) -> None:
    row = employ(people, "2026-09-01", "2027-12-31")
    FollowUp.objects.filter(due_on=D("2027-03-01")).update(booked_at=at(D("2027-02-20")))
    assert forced(people, None) == Replanned(1, 0, 0, 1)
    assert days(row) == ["2027-03-01"]
    assert forced(people, 6) == Replanned(1, 0, 1, 0)
    assert days(row) == ["2027-03-01", "2027-09-01"]


def test_what_has_ended_is_closed_or_of_another_form_is_left_alone(people) -> None:
    ended = employ(people, "2026-01-01", "2026-11-23")
    closed = employ(people, "2026-06-01", "2027-12-31")
    type(closed.enrolment).objects.filter(pk=closed.enrolment_id).update(closed_on=TODAY)
    beside = employ(people, "2026-09-01", "2027-12-31")
    other = FollowUpFactory(enrolment=beside.enrolment, kind="ami_yearly", due_on=D("2027-04-01"))
    vanlig = EmploymentFactory(
        enrolment=beside.enrolment, scheme_id="vanlig", supervisor=None, first_day=D("2026-04-01"),
        last_day=D("2027-12-31"),
    )  # fmt: skip
    EmploymentFollowUp.objects.create(employment=vanlig, follow_up=other, year=1)
    own = FollowUpFactory(enrolment=beside.enrolment, kind="plan", due_on=D("2027-05-01"))
    before = [days(ended), days(closed)]
    assert forced(people, 3).cases == 1
    assert [days(ended), days(closed)] == before
    for row, day in ((other, "2027-04-01"), (own, "2027-05-01")):
        row.refresh_from_db()
        assert (row.due_on, row.cancelled_at) == (D(day), None)


def test_all_units_and_protected_persons_are_followed_and_told_as_numbers(people) -> None:
    rows = [
        employ(people, "2026-09-01", "2027-12-31"),
        employ(people, "2026-09-01", "2027-12-31", unit=people.other_unit),
        employ(people, "2026-09-01", "2027-12-31"),
    ]
    Participant.objects.filter(pk=rows[2].participant_id).update(is_protected=True)
    assert forced(people, 9) == Replanned(3, 3, 0, 3)
    assert [days(row) for row in rows] == [["2027-06-01"]] * 3


def test_it_answers_the_systemforvaltare_of_the_transaction_alone(people) -> None:
    row = employ(people, "2026-09-01", "2027-12-31")
    before = days(row)
    ask = "SELECT * FROM placements_replan(%s, 'nystartsjobb', 9, %s, true, 'x')"
    for who in (people.anna, people.eva, people.hr, people.hans):
        with entered(who.pk), connection.cursor() as cursor:
            cursor.execute(ask, [people.admin.pk, TODAY])
            assert cursor.fetchall() == []
    assert days(row) == before


def test_an_extension_afterwards_asks_for_nothing_that_was_never_planned(people) -> None:
    row = employ(people, "2026-03-01", "2027-02-28")
    FollowUp.objects.filter(due_on=D("2026-09-01")).update(
        held_on=D("2026-09-01"), held_by=people.anna, recorded_at=NOW, agreed="Bra", attendees=["deltagare"]
    )
    forced(people, 3)
    assert days(row) == ["2026-09-01", "2026-12-01", "2027-02-28"]
    row.refresh_from_db()
    actions.extend_employment(
        row, last_day=D("2027-06-30"), seen=row.revision, by=people.anna, now=NOW, today=TODAY,
        acknowledged={"agreement_missing", "las_9_months", "las_11_months", "las_12_months", "no_supervisor"},
    )  # fmt: skip
    assert days(row) == ["2026-09-01", "2026-12-01", "2027-03-01", "2027-06-01"]


# --- Against an oracle --------------------------------------------------------------------------------


def _expected(contracts, standing, months):
    """(days kept or moved to, how many are cancelled) from nothing but the rules in words."""
    asked = [day for _, _, day in follow_up_days(contracts, months)] if months else []
    stands = [day for day, fixed in standing if fixed or day <= TODAY]
    answered = set()
    for one in stands:
        near = [day for day in asked if abs((day - one).days) <= 15 * months]
        if near:
            answered.add(min(near, key=lambda day: (abs((day - one).days), day)))
    ahead = [day for day in asked if day > TODAY and day not in answered]
    return sorted(stands + ahead)


def test_it_is_what_the_rules_say_of_many_contracts(people) -> None:
    dealt = random.Random(24)
    made = {}
    for _ in range(40):
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        first, contracts = D("2025-06-01") + dealt.randrange(500) * DAY, []
        for _ in range(dealt.randint(1, 3)):
            last = first + dealt.randint(20, 500) * DAY
            contracts.append(Period(first, last))
            insert_employment(case, f"{first}", f"{last}", scheme="nystartsjobb", supervised=False)
            first = last + dealt.randint(1, 90) * DAY
        for day in {first - dealt.randrange(600) * DAY for _ in range(dealt.randint(0, 5))}:
            booked = dealt.random() < 0.3
            FollowUpFactory(enrolment=case, kind="ami_yearly", due_on=day, booked_at=at(day) if booked else None)
        made[case.pk] = contracts
    running = {pk for pk, contracts in made.items() if contracts[-1].last >= TODAY}
    assert len(running) > 20
    for months in (3, 12, 5, 1, None, 6):
        standing = defaultdict(list)
        for row in FollowUp.objects.filter(cancelled_at__isnull=True, kind="ami_yearly"):
            standing[row.enrolment_id].append((row.due_on, row.booked_at is not None))
        forced(people, months)
        for pk, contracts in made.items():
            now = FollowUp.objects.filter(enrolment=pk, cancelled_at__isnull=True).order_by("due_on")
            found = list(now.values_list("due_on", flat=True))
            expected = (
                _expected(contracts, standing[pk], months) if pk in running else sorted(day for day, _ in standing[pk])
            )
            assert found == expected, (months, contracts, standing[pk])


# --- In the administration ------------------------------------------------------------------------------


def _all_values(response, **values):
    form = response.context["form"]
    shown = {one.html_name: one.value() for one in form}
    return {name: "" if value is None else value for name, value in shown.items() if value is not False} | values


def test_the_number_is_shown_and_confirmed_before_it_is_saved(people) -> None:
    row = employ(people, "2026-09-01", "2027-12-31")
    before = days(row)
    admin, address = as_(people.admin), "/administration/anstallningsformer/nystartsjobb/"
    asked = admin.post(address, _all_values(admin.get(address), follow_up_months="9"))
    assert asked.status_code == 200
    words = "1 pågående ärende berörs: 1 uppföljning flyttas, 0 läggs till och 1 ställs in."
    assert words in asked.text
    assert Scheme.objects.get(code="nystartsjobb").follow_up_months == 6
    assert days(row) == before
    # Another employment has come since: the numbers are read again.
    employ(people, "2026-09-01", "2027-12-31")
    given = _all_values(asked, acknowledged=["replan_1_1_0_1"])
    again = admin.post(address, given)
    assert "2 pågående ärenden berörs" in again.text
    saved = admin.post(address, _all_values(again, acknowledged=["replan_2_2_0_2"]), follow=True)
    assert "2 uppföljningar flyttades, 0 lades till och 2 ställdes in." in saved.text
    assert days(row) == ["2027-06-01"]
    scheme = Scheme.objects.get(code="nystartsjobb")
    assert (scheme.follow_up_months, scheme.followed_from) == (9, TODAY + DAY)
    # Nothing else of the form asks, and AMI stays.
    assert admin.post(address, _all_values(admin.get(address), name="Nystart")).status_code == 302
    ami = "/administration/anstallningsformer/ami/"
    refused = admin.post(ami, _all_values(admin.get(ami), follow_up_months="6"))
    assert "var 12:e månad enligt avtalet" in str(refused.context["form"].errors["follow_up_months"])
