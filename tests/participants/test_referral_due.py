"""No referral lies unread: told when it has lain more than five working days (the issue, section 2.9)."""

import datetime as dt

import pytest

from amc.calendar import working_days_between
from amc.due import KEYS
from amc.staff.models import Municipality
from participants.due_referrals import UNSEEN, unseen
from tests.factories import ReferralFactory, UnitFactory, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def municipality(db) -> Municipality:
    return Municipality.objects.get_or_create(pk=1, defaults={"name": "Exempelkommunen"})[0]


def told(today: dt.date) -> bool:
    """Whether the sweep would tell of something today."""
    return unseen(today).filter(due_on__lte=today).exists()


@pytest.mark.parametrize(
    ("received", "not_yet", "told_on"),
    [
        pytest.param(dt.date(2026, 11, 16), dt.date(2026, 11, 23), dt.date(2026, 11, 24), id="over a weekend"),
        pytest.param(dt.date(2026, 11, 13), dt.date(2026, 11, 22), dt.date(2026, 11, 23), id="on a Friday"),
        pytest.param(
            dt.date(2026, 12, 21), dt.date(2026, 12, 30), dt.date(2027, 1, 4), id="over Christmas and New Year"
        ),
        pytest.param(dt.date(2026, 4, 1), dt.date(2026, 4, 10), dt.date(2026, 4, 13), id="over Easter"),
    ],
)
def test_told_when_more_than_five_working_days_have_passed(received, not_yet, told_on) -> None:
    ReferralFactory(received_on=received)
    assert not told(not_yet)
    assert told(told_on)
    assert told(told_on + dt.timedelta(days=60)), "a missed night loses nothing"


def test_postgresql_counts_as_the_calendar_does() -> None:
    first = dt.date(2025, 11, 1)
    unit = UnitFactory()
    received = [first + dt.timedelta(days=n) for n in range(0, 420, 7)]
    one = ReferralFactory(unit=unit)
    for day in received:
        type(one).objects.filter(pk=one.pk).update(received_on=day)
        (due,) = unseen(day + dt.timedelta(days=60)).values_list("due_on", flat=True)
        assert working_days_between(day, due) == 6
        assert working_days_between(day, due - dt.timedelta(days=1)) == 5


def test_the_municipality_decides_how_many_days(municipality: Municipality) -> None:
    Municipality.objects.update(referral_unseen_days=2)
    ReferralFactory(received_on=dt.date(2026, 11, 16))
    assert not told(dt.date(2026, 11, 18))
    assert told(dt.date(2026, 11, 19))


@pytest.mark.parametrize("state", ["seen", "supplement"])
def test_what_has_been_read_is_not_told(state: str) -> None:
    ReferralFactory(received_on=dt.date(2026, 11, 2), state=state, seen_at=at(dt.date(2026, 11, 3)))
    assert not told(dt.date(2026, 11, 24))


def test_the_manager_is_told_and_led_to_the_referral() -> None:
    referral = ReferralFactory(received_on=dt.date(2026, 11, 16))
    (row,) = unseen(dt.date(2026, 11, 24))
    assert set(row) == set(KEYS)
    assert (row["subject"], row["unit_id"]) == (referral.uuid, referral.unit_id)
    assert (row["responsible_id"], row["person"]) == (None, None)
    assert UNSEEN.url(row) == f"/anvisningar/{referral.uuid}/"


def test_one_question_to_the_database(django_assert_num_queries) -> None:
    ReferralFactory.create_batch(3, received_on=dt.date(2026, 11, 2))
    with django_assert_num_queries(1):
        assert len(unseen(dt.date(2026, 11, 24))) == 3
