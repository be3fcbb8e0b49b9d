"""Hundreds of rows at once, and what others do meanwhile."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amc.obstacles import Refused
from placements import actions
from placements.importing.people import NOT_HERE
from placements.importing.preview import Preview
from placements.models import Employer, Employment, Scheme, Supervision
from tests.placements.import_room import (
    NOW,
    TODAY,
    Town,
    carry_out,
    counts,
    judged,
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


class TestRaces:
    """What somebody does meanwhile is seen before anything is written."""

    def test_an_employment_by_hand_after_the_preview_stops_it(self, town: Town) -> None:
        number, enrolment = town.enrolled()
        file = receive(town, line(number), line(town.number()))
        seen = Preview(file, TODAY, by=town.people.anna).digest
        by_hand(town, enrolment)
        assert refusal(carry_out, file, seen=seen) == ("rows_changed",)
        assert Employment.objects.count() == 1
        fate, why = judged(file)[0]
        assert (fate, "Deltagaren har redan en AMI-anställning" in why) == ("fel", True)
        assert counts(carry_out(file)) == (1, 0, 1)

    def test_what_only_postgresql_refuses_is_told_by_row_and_nothing_is_written(self, town: Town) -> None:
        Scheme.objects.filter(code="ami").update(max_months=36, total_max_months=36, breach_refuses=False)
        new = {"org": "", "employer": "Blå Bageriet", "workplace": "", "supervisor": "Ulla Ek"}
        rows = [line(town.number(), **new), line(town.number(), last="2028-06-30", **new), line(town.number())]
        file = receive(town, *rows, new_employers="privat", new_supervisors=True)
        file = carry_out(file, acknowledged=True)
        assert (file.state, Employment.objects.count(), Employer.objects.filter(name="Blå Bageriet").count()) == (
            "preview",
            0,
            0,
        )
        found = judged(file)
        assert [fate for fate, _ in found] == ["varningar", "fel", "nya"]
        assert "En AMI-anställning får vara högst 24 månader" in found[1][1]
        assert counts(carry_out(file, acknowledged=True)) == (2, 0, 1)
        assert Employer.objects.get(name="Blå Bageriet").employments.count() == 1


def by_hand(town: Town, enrolment) -> Employment:
    return actions.start_employment(
        enrolment=enrolment,
        scheme=Scheme.objects.get(code="ami"),
        employer=town.employer,
        workplace=town.workplace,
        first_day=D("2026-03-01"),
        last_day=D("2027-01-31"),
        supervisor=town.supervisor,
        union="Kommunal",
        collective_agreement="BEA",
        by=town.people.bo,
        now=NOW,
        today=TODAY,
    )


@pytest.mark.django_db(transaction=True)
def test_by_hand_and_by_file_at_once_employ_somebody_once() -> None:
    from tests.participants.test_registration_actions import at_once

    town = make_town()
    number, enrolment = town.enrolled()
    file = receive(town, line(number))
    outcomes = at_once(lambda: carry_out(file), lambda: by_hand(town, enrolment))
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Employment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_copies_of_a_file_at_once_add_each_row_once() -> None:
    from tests.participants.test_registration_actions import at_once

    town = make_town()
    rows = [line(town.number()) for _ in range(3)]
    files = [receive(town, *rows) for _ in range(2)]
    at_once(*[lambda file=file: carry_out(file) for file in files])
    assert Employment.objects.count() == 3


def test_questions_do_not_grow_with_the_rows(town: Town) -> None:
    rows, asked = [], []
    for more in (2, 30):
        rows += [line(town.number(), employer=f"Firma {n}", org="", workplace="") for n in range(more)]
        file = receive(town, *rows, new_employers="privat")
        with CaptureQueriesContext(connection) as queries:
            judged(file)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 30


def test_five_hundred_rows_of_which_twenty_break_a_limit(town: Town) -> None:
    """Domain.md section 4: each is told by its row with the rule, and the rest goes in, or nothing, as chosen."""
    twice = town.number(plan=False)
    sound = [twice, *(town.number(plan=False) for _ in range(479))]
    paper = {"paper": "2026-01-10"}
    broken = [
        *(({"last": "2028-02-01"} | paper, "högst 24 månader") for _ in range(5)),
        *(({"paper": "2026-02-01"}, "senast 2026-01-31") for _ in range(4)),
        *(({"supervisor": ""} | paper, "Välj en handledare") for _ in range(3)),
        *(({"scheme": "BEA", "last": "2027-02-01"}, "högst 12 månader") for _ in range(3)),
        *(({"org": "212000-0142", "employer": "Nya AB"} | paper, "finns inte i registret") for _ in range(3)),
    ]
    rows = [line(number, **paper) for number in sound]
    expected = {}
    for place, (values, words) in enumerate(broken):
        rows.insert(place * 27, line(town.number(plan=False), **values))
        expected[place * 27 + 2] = words
    rows += [line(twice, first="2026-12-01", last="2027-06-30", **paper), line(next(town.numbers).formatted(), **paper)]
    expected |= {500: "Första dagen kan vara tidigast 2027-02-01", 501: NOT_HERE}
    assert (len(rows), len(expected)) == (500, 20)
    eva = town.people.eva
    file = receive(town, *rows, by=eva, exception_reason="Började innan kommunen började med AMC.")
    preview = Preview(file, TODAY, by=eva)
    wrong = {one.row.number: one.why for one in preview.of("fel")}
    assert wrong.keys() == expected.keys()
    assert all(words in wrong[number] for number, words in expected.items())
    assert refusal(carry_out, file, rest=False) == ("rows_wrong",)
    assert not Employment.objects.exists()
    assert counts(carry_out(file)) == (480, 0, 20)
    assert Employment.objects.count() == Supervision.objects.count() == 480
    assert counts(carry_out(receive(town, *rows, by=eva, exception_reason="Igen."))) == (0, 480, 20)
