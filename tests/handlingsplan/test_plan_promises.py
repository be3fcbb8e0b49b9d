"""What PostgreSQL itself promises of plans: an agreed version is frozen, whole, and of the day it was agreed [S0]."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from handlingsplan.models import Activity, Goal, PlanVersion
from tests.factories import ActivityFactory, GoalFactory, PlanVersionFactory
from tests.handlingsplan.room import NOW, TODAY, agree

pytestmark = pytest.mark.django_db

D = dt.date


def _as_sql(statement, *values):
    def run(version):
        with connection.cursor() as cursor:
            cursor.execute(statement, [*values, version.pk])

    return run


FROZEN = {
    "summary by the ORM": lambda v: PlanVersion.objects.filter(pk=v.pk).update(summary="Annat"),
    "agreed_on by SQL": _as_sql(
        "UPDATE handlingsplan_planversion SET agreed_on = %s, frozen_at = '2026-01-01 12:00+01' WHERE id = %s",
        D(2026, 1, 1),
    ),
    "back to draft": lambda v: PlanVersion.objects.filter(pk=v.pk).update(
        state="draft", agreed_on=None, frozen_at=None
    ),
    "delete by the ORM": lambda v: v.delete(),
    "delete by SQL": _as_sql("DELETE FROM handlingsplan_planversion WHERE id = %s"),
    "goal text": lambda v: Goal.objects.filter(version=v).update(text="Annat"),
    "goal text by SQL": _as_sql("UPDATE handlingsplan_goal SET text = 'Annat' WHERE version_id = %s"),
    "goal added": lambda v: GoalFactory(version=v),
    "goal removed": lambda v: Goal.objects.filter(version=v).delete(),
    "activity date": lambda v: Activity.objects.filter(version=v).update(due_on=D(2030, 1, 1)),
    "activity by SQL": _as_sql("UPDATE handlingsplan_activity SET what = 'Annat' WHERE version_id = %s"),
    "activity moved out": lambda v: Activity.objects.filter(version=v).update(version=PlanVersionFactory()),
    "activity added": lambda v: ActivityFactory(version=v),
    "activity removed by SQL": _as_sql("DELETE FROM handlingsplan_activity WHERE version_id = %s"),
}


@pytest.mark.parametrize("deed", FROZEN.values(), ids=FROZEN)
def test_an_agreed_version_is_frozen_in_the_database(draft, anna, deed):
    version = agree(draft, anna)
    with pytest.raises(DatabaseError), transaction.atomic():
        deed(version)


def test_progress_moves_in_a_frozen_version(draft, anna):
    version = agree(draft, anna)
    Activity.objects.filter(version=version).update(state="done", result="Bra", done_on=TODAY)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"agreed_on": D(2026, 1, 1)}, "agreement_is_not_backdated"),
        ({"frozen_at": NOW - dt.timedelta(minutes=1)}, "agreement_is_not_backdated"),
        ({"participant_agreed_at": None}, "agreed_version_is_signed_by_both"),
        ({"consultant_agreed_by": None}, "agreed_version_is_signed_by_both"),
        ({"participant_agreed_how": "paper", "paper_reference": "2026:114"}, "paper_has_date"),
        ({"participant_agreed_how": "paper", "paper_date": TODAY}, "paper_has_reference"),
        ({"participant_agreed_how": "behalf"}, "behalf_has_reason"),
    ],
)
def test_an_agreement_is_whole_and_of_its_day(draft, anna, fields, constraint):
    whole = {
        "state": "agreed",
        "agreed_on": TODAY,
        "frozen_at": NOW,
        "participant_agreed_at": NOW,
        "participant_agreed_how": "screen",
        "consultant_agreed_at": NOW,
        "consultant_agreed_by": anna,
    }
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        PlanVersion.objects.filter(pk=draft.pk).update(**(whole | fields))


def test_one_draft_and_one_agreed_per_plan(draft, anna):
    with pytest.raises(DatabaseError, match="one_draft_per_plan"), transaction.atomic():
        PlanVersion.objects.create(plan=draft.plan, number=2, created_by=anna)
