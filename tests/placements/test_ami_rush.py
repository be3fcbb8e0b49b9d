"""Twenty at once try to pass the limit of AMI: PostgreSQL lets none of them [S0]."""

import threading

import psycopg
import pytest
from django.db import connection

from placements.models import AmiTotal, Employment
from tests.factories import make_people
from tests.placements.room import D, insert_employment, ready_for_ami, sql_employment

AT_ONCE = 20


def rush(writes):
    """Each write in a transaction of its own, on a connection of its own, all at the same moment; the constraints that
    refused, "" for one that went through."""
    settings = connection.settings_dict
    start, answers = threading.Barrier(len(writes)), []

    def run(write):
        with psycopg.connect(host=settings["OPTIONS"]["host"], dbname=settings["NAME"], user="app_tests") as own:
            start.wait(30)
            try:
                write(own.cursor())
                own.commit()
                answers.append("")
            except psycopg.Error as error:
                own.rollback()
                answers.append(error.diag.constraint_name)

    threads = [threading.Thread(target=run, args=[write]) for write in writes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == len(writes)
    return answers


@pytest.mark.django_db(transaction=True)
def test_twenty_who_would_pass_the_24_months_and_none_does():
    enrolment = ready_for_ami(make_people())
    insert_employment(enrolment, "2026-02-01", "2027-01-31")
    insert_employment(enrolment, "2027-02-01", "2028-01-31")
    days = [f"2028-03-{number:02}" for number in range(1, AT_ONCE + 1)]
    answers = rush([sql_employment(enrolment, day, day) for day in days])
    assert answers == ["ami_in_all_at_most"] * AT_ONCE
    assert Employment.objects.count() == 2
    assert AmiTotal.objects.get().days == 24 * 30


@pytest.mark.django_db(transaction=True)
def test_with_room_for_one_exactly_one_of_twenty_gets_it():
    enrolment = ready_for_ami(make_people())
    insert_employment(enrolment, "2026-02-01", "2027-12-31")
    writes = [
        sql_employment(enrolment, f"{2029 + number // 12}-{number % 12 + 1:02}-01", _end(number))
        for number in range(AT_ONCE)
    ]
    answers = rush(writes)
    assert sorted(answers) == ["", *["ami_in_all_at_most"] * (AT_ONCE - 1)]
    assert AmiTotal.objects.get().days == 24 * 30


@pytest.mark.django_db(transaction=True)
def test_twenty_who_lengthen_the_last_contract_past_the_limit():
    enrolment = ready_for_ami(make_people())
    insert_employment(enrolment, "2026-02-01", "2027-01-31")
    insert_employment(enrolment, "2027-02-01", "2028-01-31")

    def lengthen(cursor):
        cursor.execute(
            "UPDATE placements_employment SET period = daterange(lower(period), upper(period) + 1) "
            "WHERE lower(period) = '2027-02-01'"
        )

    assert rush([lengthen] * AT_ONCE) == ["ami_in_all_at_most"] * AT_ONCE
    assert set(Employment.objects.values_list("period__endswith", flat=True)) == {D("2027-02-01"), D("2028-02-01")}


def _end(number):
    year, month = 2029 + number // 12, number % 12 + 1
    length = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    return f"{year}-{month:02}-{length}"
