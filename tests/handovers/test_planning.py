"""Planning a change of consultant on a day to come: what may be, and what PostgreSQL keeps."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amc.obstacles import Refused
from participants.actions.planning import cancel_changes
from participants.models import Enrolment, Handover, Participant, PlannedChange, ProtectedAccess
from tests.factories import EnrolmentFactory, People, UserFactory, days
from tests.handovers.planned_room import DAY, ON, Plan, carry_out, consultants, plan, states, three  # noqa: F401
from tests.participants.case_room import NOW, TODAY, clock, people  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# --- Planning -----------------------------------------------------------------------------------------


def test_planning_changes_nothing_but_is_kept(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    changes = plan(reason="  Slutar ")
    assert len({change.step for change in changes}) == 1
    assert consultants(three) == [people.anna] * 3
    kept = PlannedChange.objects.get(enrolment=three[0])
    assert (kept.of, kept.to, kept.day, kept.reason) == (people.anna, people.bo, ON, "Slutar")
    assert (kept.planned_by, kept.planned_at, kept.state) == (people.eva, NOW, "planned")
    assert not Handover.objects.exists()
    assert carry_out(ON - DAY, 23) == {}
    assert consultants(three) == [people.anna] * 3


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"day": TODAY}, "not_ahead"),
        ({"day": TODAY - DAY}, "not_ahead"),
        ({"day": dt.date(2027, 11, 25)}, "too_far"),
        ({"reason": " "}, "no_reason"),
        ({"cases": []}, "nothing_chosen"),
    ],
)
def test_what_cannot_be_planned(three: list[Enrolment], plan: Plan, fields: dict[str, Any], code: str) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        plan(**fields)
    assert code in refused.value.codes
    assert not PlannedChange.objects.exists()
    assert len(plan(day=dt.date(2027, 11, 24))) == 3


def test_only_to_somebody_who_may_have_the_case_on_the_day(people: People, plan: Plan) -> None:  # noqa: F811
    for to, code in (
        (people.anna, "to_self"),
        (UserFactory(unit=people.other_unit), "other_unit"),
        (UserFactory(unit=people.unit, expires_on=ON - DAY), "cannot_have_cases"),
    ):
        with pytest.raises(Refused) as refused:
            plan(to=to)
        assert code in refused.value.codes
    assert len(plan(to=UserFactory(unit=people.unit, expires_on=ON))) == 3


def test_a_second_plan_replaces_nothing_in_silence(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    first = plan(three[:1])
    with pytest.raises(Refused) as refused:
        plan(to=people.eva)
    assert refused.value.codes == ("already_planned",)
    told = refused.value.obstacles[0].message
    assert told.startswith(f"{three[0].participant.full_name} ({three[0].case_number}): Ett byte till Bo Bergqvist")
    assert PlannedChange.objects.count() == 1
    assert cancel_changes(first, by=people.eva, now=NOW) == 1
    assert len(plan(to=UserFactory(unit=people.unit))) == 3


def test_of_strangers_and_hidden_persons_nothing_is_planned(people: People, three: list[Enrolment], plan: Plan) -> None:  # noqa: F811
    theirs = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    Participant.objects.filter(pk=three[0].participant_id).update(is_protected=True)
    for cases, of in (([theirs], people.cilla), (three[:1], people.anna)):
        with pytest.raises(Refused) as refused:
            plan(cases, of=of)
        assert "changed" in refused.value.codes
    for user in (people.anna, people.eva):
        ProtectedAccess.objects.create(
            participant=three[0].participant, user=user, period=days(TODAY, None), named_by=people.anna
        )
    with pytest.raises(Refused) as refused:
        plan(three[:1])
    assert refused.value.codes == ("not_named",)


def broken(row: PlannedChange) -> dict[str, dict[str, Any]]:
    """What PostgreSQL takes in no row, by the constraint."""
    return {
        "change_is_planned_ahead": {"day": TODAY},
        "change_goes_to_another": {"to": row.of},
        "planned_change_has_reason": {"reason": ""},
        "planned_change_is_settled_whole": {"state": "refused", "settled_at": NOW},
    }


def test_postgresql_keeps_the_rules(three: list[Enrolment], plan: Plan, subtests: Any) -> None:  # noqa: F811
    row = plan(three[:1])[0]
    for name, values in broken(row).items():
        with subtests.test(name), pytest.raises(IntegrityError, match=name), transaction.atomic():
            PlannedChange.objects.filter(pk=row.pk).update(**values)
    for values in ({"state": "done", "settled_at": NOW}, {"state": "cancelled", "settled_at": NOW}, {"why": "x"}):
        with pytest.raises(IntegrityError, match="settled_whole"), transaction.atomic():
            PlannedChange.objects.filter(pk=row.pk).update(**values)
    row.pk, row.uuid = None, row.step
    with pytest.raises(IntegrityError, match="one_change_planned_a_case"), transaction.atomic():
        row.save(force_insert=True)
