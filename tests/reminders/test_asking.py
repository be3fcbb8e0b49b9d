"""Asking all rules at once: planned once, the same answer for everybody."""

import datetime as dt

import pytest
from django.db import connection

from amc.reminders import asking
from amc.reminders.asking import due_by, due_counts, due_rows, of_participants, of_responsible, of_unit
from amc.reminders.registry import OF_THE_CASE, RULES
from handlingsplan.models import FollowUp
from tests.factories import EnrolmentFactory, FollowUpFactory, UserFactory, make_people

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 26)


def plans() -> dict[str, int]:
    """How often each of the connection's prepared statements has been run by its one plan, and by a plan of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(generic_plans), 0), coalesce(sum(custom_plans), 0), count(*)"
            " FROM pg_prepared_statements"
        )
        return dict(zip(("once", "each", "statements"), cursor.fetchone(), strict=True))


def test_whoever_asks_the_statement_is_planned_once() -> None:
    people = make_people()
    before = plans()
    for user in (people.anna, people.bo, people.eva):
        due_rows(TODAY, of_responsible(user) | of_participants([1, 2**40]), rules=OF_THE_CASE, limit=17)
        due_rows(TODAY, of_responsible(user) | of_participants([]), rules=OF_THE_CASE, limit=17)
    after = plans()
    assert after["statements"] == before["statements"] + 1
    assert after["once"] == before["once"] + 6
    assert after["each"] == before["each"]


def test_an_answer_is_never_older_than_the_question() -> None:
    people = make_people()
    enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    mine = of_responsible(people.anna) & due_by(TODAY)
    rules = [rule for rule in RULES if rule.code == "plan_follow_up"]
    assert due_rows(TODAY, mine, rules=rules) == []
    follow_up = FollowUpFactory(enrolment=enrolment, due_on=TODAY, kind=FollowUp.Kind.PLAN)
    (row,) = due_rows(TODAY, mine, rules=rules)
    assert (row.subject, row.person, row.participant_id) == (
        follow_up.uuid,
        enrolment.participant.uuid,
        enrolment.participant_id,
    )
    assert due_counts(TODAY, of_unit(people.unit.pk), rules=rules) == [(rules[0], 1)]
    assert due_rows(TODAY, of_responsible(UserFactory()), rules=rules) == []
    assert due_rows(TODAY, mine, rules=rules, limit=0) == []
    assert due_rows(TODAY - dt.timedelta(days=1), mine & due_by(TODAY - dt.timedelta(days=1)), rules=rules) == []


def test_no_rule_asks_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert due_rows(TODAY, due_by(TODAY), rules=[]) == []


def test_the_words_of_a_rule_are_no_parameters() -> None:
    codes = tuple(rule.code for rule in RULES)
    assert asking._all_rules(TODAY, codes).replace("%%", "").count("%") == 0
