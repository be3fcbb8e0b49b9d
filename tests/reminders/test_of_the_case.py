"""What waits names its case: PostgreSQL sets it, keeps it to the parent's, and lets nobody say another."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from participants.models import Closure, LaterFollowUp, Meeting, Undertaking
from placements.models import Employment, Scheme, WageSupport
from tests.factories import EmploymentFactory, EnrolmentFactory, MeetingFactory, UserFactory, make_people
from tests.participants.meeting_room import UndertakingFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 30)


def undertaking() -> Undertaking:
    return UndertakingFactory(meeting=MeetingFactory(enrolment=EnrolmentFactory()))


def later() -> LaterFollowUp:
    case = EnrolmentFactory()
    closure = Closure.objects.create(
        enrolment=case,
        reason="flytt",
        closed_by=UserFactory(),
        gender="kvinna",
        education_level="gymnasial",
        age=36,
        may_contact=True,
    )
    return LaterFollowUp.objects.create(closure=closure, months=3, due_on=DAY)


def support() -> WageSupport:
    case = EnrolmentFactory(participant__unit=make_people().unit)
    employment = EmploymentFactory(enrolment=case, scheme_id="vanlig", first_day=DAY, last_day=dt.date(2027, 9, 29))
    return WageSupport.objects.create(
        employment=employment,
        kind=Scheme.objects.get(code="lonebidrag_anstallning"),
        first_day=DAY,
        last_day=dt.date(2026, 12, 31),
        created_by=UserFactory(),
    )


ROWS = {undertaking: "meeting", later: "closure", support: "employment"}


@pytest.mark.parametrize(("make", "parent"), ROWS.items(), ids=lambda value: getattr(value, "__name__", value))
def test_the_case_is_the_parents(make: Any, parent: str) -> None:
    row = make()
    kept = type(row).objects.get(pk=row.pk)
    assert kept.enrolment_id == getattr(kept, parent).enrolment_id
    # Whoever saves what was just made has never read the case.
    row.save()
    kept.refresh_from_db()
    assert kept.enrolment_id == getattr(kept, parent).enrolment_id


@pytest.mark.parametrize("make", ROWS, ids=lambda make: make.__name__)
def test_no_other_case_can_be_said(make: Any) -> None:
    row, other = make(), EnrolmentFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="of_the_case"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(enrolment=other)


@pytest.mark.parametrize(
    ("make", "parent", "of"), [(undertaking, "meeting", Meeting), (support, "employment", Employment)]
)
def test_it_goes_with_the_parent_to_another_case(make: Any, parent: str, of: Any) -> None:
    row = make()
    other = EnrolmentFactory(participant=getattr(row, parent).enrolment.participant, closed_on=DAY, opened_on=DAY)
    of.objects.filter(pk=getattr(row, f"{parent}_id")).update(enrolment=other)
    row.refresh_from_db()
    assert row.enrolment_id == other.pk
