"""PostgreSQL keeps the limits of domain.md section 4 itself: each write is direct SQL with the rights of `app`."""

import threading

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from psycopg import errors

from amc.obstacles import registered_obstacle
from amc.web.obstacles import constraint_obstacle
from placements.constraints import CONSTRAINTS
from placements.models import AmiTotal, Employment
from tests.database.base import connect_as_owner
from tests.factories import InternshipFactory, KartlaggningEntryFactory, make_people
from tests.placements.room import D, insert_employment, ready_for_ami, sql_employment


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def enrolment(people):
    return ready_for_ami(people)


def refused(code, act, *args, **kwargs):
    """`act` breaks a constraint that means `code`; answers its name."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        _to_the_end(act, *args, **kwargs)
    assert constraint_obstacle(error.value).code == code
    return error.value.__cause__.diag.constraint_name


def _to_the_end(act, *args, **kwargs):
    """Also what is looked at when a transaction ends."""
    act(*args, **kwargs)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_tests_run_as_app(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("app_tests",)


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-02-01", "2028-02-01"), ("2028-02-29", "2030-02-28")],  # 24 months and one day [S0]
)
def test_an_ami_of_24_months_and_one_day(enrolment, first, last):
    assert refused("too_long", insert_employment, enrolment, first, last)


@pytest.mark.parametrize(("first", "last"), [("2026-02-01", "2028-01-31"), ("2028-02-29", "2030-02-27")])
def test_an_ami_of_24_months(enrolment, first, last):
    insert_employment(enrolment, first, last)
    assert Employment.objects.count() == 1


@pytest.mark.parametrize("period", ["empty", "[2026-02-01,)", "(,2026-03-01)", "(,)"])
def test_a_period_without_both_ends(enrolment, period):
    insert_employment(enrolment, "2026-02-01", "2026-06-30")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE placements_employment SET period = %s::daterange", [period])


def test_ama_is_at_most_twelve_months(enrolment):
    KartlaggningEntryFactory(enrolment=enrolment)
    InternshipFactory(enrolment=enrolment, first_day=D("2026-01-20"), last_day=D("2026-01-31"))
    name = refused("too_long", insert_employment, enrolment, "2027-02-01", "2028-02-01", "ama")
    assert name == "employment_within_scheme"
    insert_employment(enrolment, "2027-02-01", "2028-01-31", "ama")


@pytest.mark.parametrize("scheme", ["ami", "ama"])
def test_two_overlapping_time_limited_employments_of_one_person(people, enrolment, scheme):
    KartlaggningEntryFactory(enrolment=enrolment)
    InternshipFactory(enrolment=enrolment, first_day=D("2026-01-20"), last_day=D("2026-01-31"))
    insert_employment(enrolment, "2027-02-01", "2027-06-30")
    name = refused("overlap", insert_employment, enrolment, "2027-06-30", "2027-07-31", scheme)
    assert name == "no_overlapping_time_limited"
    insert_employment(enrolment, "2027-07-01", "2027-07-31", scheme)
    insert_employment(enrolment, "2027-02-01", "2027-06-30", "vanlig")
    insert_employment(ready_for_ami(people), "2027-02-01", "2027-06-30")


def test_more_than_24_months_of_ami_over_several_contracts(enrolment):
    insert_employment(enrolment, "2026-02-01", "2027-01-31")
    insert_employment(enrolment, "2027-06-01", "2027-11-30")
    assert refused("total_too_long", insert_employment, enrolment, "2028-01-01", "2028-07-01") == "ami_in_all_at_most"
    insert_employment(enrolment, "2028-01-01", "2028-06-30")
    assert AmiTotal.objects.get().days == 24 * 30


def test_moving_the_last_day_counts_too(enrolment):
    insert_employment(enrolment, "2026-02-01", "2027-01-31")
    insert_employment(enrolment, "2027-02-01", "2028-01-31")

    def lengthen():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE placements_employment SET period = daterange(lower(period), upper(period) + 1) "
                "WHERE lower(period) = '2027-02-01'"
            )

    assert refused("total_too_long", lengthen) == "ami_in_all_at_most"


def test_app_cannot_rewrite_the_total(enrolment):
    insert_employment(enrolment, "2026-02-01", "2027-01-31")
    for statement in ("UPDATE placements_amitotal SET days = 0", "DELETE FROM placements_amitotal"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("first", ["2026-01-20", "2026-01-19"])
def test_an_ami_whose_plan_was_agreed_on_or_after_its_first_day(enrolment, first):
    name = refused("plan_missing", insert_employment, enrolment, first, "2026-12-31")
    assert name == "plan_agreed_before_first_day"
    insert_employment(enrolment, "2026-01-21", "2026-12-31")


@pytest.mark.parametrize(("paper", "allowed"), [("2026-01-14", True), ("2026-01-15", False), (None, False)])
def test_the_exception_for_ami_needs_a_paper_from_before(people, enrolment, paper, allowed):
    values = {"reason": "På papper", "by": people.eva, "paper": paper}
    if allowed:
        insert_employment(enrolment, "2026-01-15", "2026-12-31", **values)
    else:
        refused("plan_missing", insert_employment, enrolment, "2026-01-15", "2026-12-31", **values)


def test_half_an_exception_is_none(people, enrolment):
    with pytest.raises(IntegrityError, match="exception_is_whole"), transaction.atomic():
        insert_employment(enrolment, "2026-01-15", "2026-12-31", by=people.eva, paper="2026-01-14")


@pytest.mark.parametrize(
    ("lacks", "code"), [("kartlaggning", "kartlaggning_missing"), ("praktik", "internship_missing")]
)
def test_ama_wants_kartlaggning_and_praktik_first(people, enrolment, lacks, code):
    if lacks != "kartlaggning":
        KartlaggningEntryFactory(enrolment=enrolment)
    if lacks != "praktik":
        InternshipFactory(enrolment=enrolment, first_day=D("2026-01-20"), last_day=D("2026-01-31"))
    refused(code, insert_employment, enrolment, "2027-02-01", "2027-12-31", "ama")
    insert_employment(enrolment, "2027-02-01", "2027-12-31", "ama", reason="Hade praktik hos oss 2024", by=people.eva)


def test_a_placement_without_a_supervisor_at_commit(enrolment):
    name = refused("supervisor_missing", insert_employment, enrolment, "2026-02-01", "2027-01-31", supervised=False)
    assert name == "supervisor_from_day_one"
    insert_employment(enrolment, "2026-02-01", "2027-01-31", "vanlig", supervised=False)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_employment_in_somebody_elses_enrolment(people, enrolment):
    enrolment.participant = ready_for_ami(people).participant
    refused("other_enrolment", insert_employment, enrolment, "2026-02-01", "2027-01-31")


def test_a_second_open_enrolment(enrolment):
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO participants_enrolment (uuid, revision, participant_id, case_number, unit_id, source_id, "
            "opened_on) SELECT gen_random_uuid(), 0, participant_id, 'x', unit_id, source_id, '2026-06-01' "
            "FROM participants_enrolment WHERE id = %s",
            [enrolment.pk],
        )
    assert constraint_obstacle(error.value).message.startswith("Deltagaren är redan inskriven.")


def test_every_named_constraint_exists_and_is_registered(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        names = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT string_agg(prosrc, '') FROM pg_proc WHERE proname LIKE 'placements\\_%'")
        triggers = cursor.fetchone()[0]
    for name, obstacle in CONSTRAINTS.items():
        assert name in names or f"CONSTRAINT = '{name}'" in triggers, name
        assert registered_obstacle(name) == obstacle


# --- Two at once --------------------------------------------------------------------------------


@pytest.fixture
def two(transactional_db):
    """Two connections of their own, with the rights of `app`."""
    settings = connection.settings_dict
    opened = [
        psycopg.connect(host=settings["OPTIONS"]["host"], dbname=settings["NAME"], user="app_tests") for _ in range(2)
    ]
    yield opened
    for one in opened:
        one.close()


def commit_both(two, first, second):
    """Both write before either commits; answers how each commit went."""
    answers = {}
    first(two[0].cursor())

    def late():
        try:
            second(two[1].cursor())
            two[1].commit()
            answers["second"] = None
        except psycopg.Error as error:
            two[1].rollback()
            answers["second"] = error

    thread = threading.Thread(target=late)
    thread.start()
    thread.join(0.3)
    two[0].commit()
    thread.join(10)
    return answers["second"]


@pytest.mark.django_db(transaction=True)
def test_two_transactions_that_each_pass_alone_are_not_both_let_through(two):
    enrolment = ready_for_ami(make_people())
    first = sql_employment(enrolment, "2026-02-01", "2027-07-31")
    second = sql_employment(enrolment, "2027-08-01", "2028-08-31")
    error = commit_both(two, first, second)
    assert isinstance(error, errors.CheckViolation)
    assert error.diag.constraint_name == "ami_in_all_at_most"
    assert Employment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_race_is_real_without_the_locked_total(two):
    """A plain sum before each insert lets both through, so it is the counter that refuses above."""
    enrolment = ready_for_ami(make_people())
    writes = [
        sql_employment(enrolment, "2026-02-01", "2027-07-31"),
        sql_employment(enrolment, "2027-08-01", "2028-08-31"),
    ]
    with connect_as_owner(connection.settings_dict) as owner:
        owner.execute("ALTER TABLE placements_employment DISABLE TRIGGER employment_count_ami")
    try:

        def summed_first(write):
            def act(cursor):
                cursor.execute(
                    "SELECT coalesce(sum(amc_period_days(period)), 0) FROM placements_employment WHERE scheme = 'ami'"
                )
                assert cursor.fetchone()[0] == 0
                write(cursor)

            return act

        assert commit_both(two, *map(summed_first, writes)) is None
    finally:
        with connect_as_owner(connection.settings_dict) as owner:
            owner.execute("ALTER TABLE placements_employment ENABLE TRIGGER employment_count_ami")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(amc_period_days(period)) FROM placements_employment")
        assert cursor.fetchone()[0] > 24 * 30


@pytest.mark.django_db(transaction=True)
def test_two_overlapping_at_once(two):
    enrolment = ready_for_ami(make_people())
    first = sql_employment(enrolment, "2026-02-01", "2026-07-31")
    second = sql_employment(enrolment, "2026-07-31", "2026-08-31")
    error = commit_both(two, first, second)
    assert isinstance(error, errors.ExclusionViolation)
    assert Employment.objects.count() == 1
