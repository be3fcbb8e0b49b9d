"""Which months an imported employment's supervisor is asked about."""

import pytest
import time_machine

from placements import actions
from placements.models import Supervision, UnconfirmedMonth
from tests.placements.import_room import (
    NOW,
    TODAY,
    Town,
    carry_out,
    line,
    make_town,
    receive,
    refusal,
)
from tests.placements.room import D


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town(db) -> Town:
    return make_town()


class TestMonthsBefore:
    """What was confirmed and paid before the unit began here is not asked for again [S1]."""

    def months(self) -> list[str]:
        rows = UnconfirmedMonth.objects.filter(over_on__lte=TODAY).order_by("month")
        return [f"{row.month:%Y-%m}" for row in rows]

    def test_supervisors_are_asked_from_a_month_on(self, town: Town) -> None:
        rows = [line(town.number()), line(town.number(), first="2026-10-15")]
        carry_out(receive(town, *rows, asked_from="2026-09-17"))
        assert self.months() == ["2026-09", "2026-10", "2026-10"]
        older, newer = Supervision.objects.order_by("period")
        assert (older.asked_from, newer.asked_from) == (D("2026-09-01"), None)
        away = Supervision.objects.with_away().get(pk=older.pk).away_months
        assert away == [D(f"2026-0{month}-01") for month in range(2, 9)]

    def test_a_month_before_is_not_confirmed(self, town: Town) -> None:
        carry_out(receive(town, line(town.number()), asked_from="2026-09-01"))
        confirm = {
            "as_planned": True,
            "by": town.people.anna,
            "now": NOW,
            "today": TODAY,
            "on_behalf_reason": "Samtal.",
        }
        supervision = Supervision.objects.get()
        assert refusal(actions.confirm_supervision, supervision, month=D("2026-08-01"), **confirm) == (
            "month_not_asked",
        )
        actions.confirm_supervision(supervision, month=D("2026-09-01"), **confirm)
        assert self.months() == ["2026-10"]

    def test_without_a_day_all_months_are_asked_for(self, town: Town) -> None:
        carry_out(receive(town, line(town.number(), first="2026-08-20")))
        assert self.months() == ["2026-08", "2026-09", "2026-10"]
