"""Deviations: noted with how serious they are, mended by measures, closed by the enhetschef (domain.md section 4)."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from amc.obstacles import Refused
from amc.reminders.registry import COUNTED
from amc.revisions import Stale
from placements import actions, due, due_deviations
from placements.models import Deviation, DeviationMeasure
from placements.rules.deviation import closing_obstacles, measure_obstacles, opening_obstacles
from placements.rules.figures import hide_small
from tests.factories import EmploymentFactory, InternshipFactory, opened
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D, ready_for_ami

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
NOON = dt.time(12)


def codes(obstacles):
    return [one.code for one in obstacles]


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return list(caught.value.codes)


# --- The rules, without a database ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "time", "found"),
    [
        ("Skar sig.", None, None, []),
        ("Skar sig.", "2026-11-24", NOON, []),
        (" ", None, None, ["text_missing"]),
        ("Skar sig.", "2026-11-25", None, ["happens_later"]),
        ("Skar sig.", None, NOON, ["time_without_day"]),
    ],
)
def test_what_a_deviation_needs(text, day, time, found):
    assert codes(opening_obstacles(text, TODAY, D(day) if day else None, time)) == found


@pytest.mark.parametrize(
    ("how", "waiting", "found"),
    [
        ("Två på passet.", [], []),
        ("  ", [], ["how_missing"]),
        ("Två på passet.", ["Samtal"], ["measures_waiting"]),
        ("", ["Samtal"], ["how_missing", "measures_waiting"]),
    ],
)
def test_what_closing_needs(how, waiting, found):
    assert codes(closing_obstacles(how, waiting)) == found


@pytest.mark.parametrize(
    ("text", "day", "closed", "found"),
    [
        ("Samtal", "2026-11-24", False, []),
        (" ", "2026-11-24", False, ["measure_empty"]),
        ("Samtal", "2026-11-23", False, ["measure_in_the_past"]),
        ("Samtal", "2026-11-24", True, ["already_mended"]),
    ],
)
def test_what_a_measure_needs(text, day, closed, found):
    assert codes(measure_obstacles(text, D(day), TODAY, closed=closed)) == found


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([(9, 9), (8, 5)], [9, 8]),
        ([(9, 9), (3, 3), (6, 6)], [9, None, None]),  # the whole less nine would tell three
        ([(9, 9), (3, 3), (2, 1)], [9, None, None]),
        ([(9, 4)], [None]),  # nine deviations of four persons
        ([(0, 0), (7, 7)], [0, 7]),
        ([], []),
    ],
)
def test_small_groups_do_not_leave_the_unit(cells, shown):
    assert hide_small(cells, 5) == shown


@given(st.lists(st.integers(0, 12)), st.integers(1, 9))
def test_no_small_group_can_be_told_from_the_rest(amounts, least):
    shown = hide_small([(amount, amount) for amount in amounts], least)
    assert all(one is None or one == 0 or one >= least for one in shown)
    assert len([one for one in shown if one is None]) != 1 or len([one for one in amounts if one]) == 1


# --- From open to closed --------------------------------------------------------------------------


@pytest.fixture
def employed(people, enrolment):
    return EmploymentFactory(enrolment=enrolment)


def noted(placement, by, **values):
    values = {"kind": "accident", "text": "Skar sig i handen.", "severity": 3} | values
    return actions.open_deviation(placement, by=by, today=TODAY, **values)


def test_the_consultant_proposes_and_the_enhetschef_closes(people, employed):
    deviation = noted(employed, people.anna)
    proposed = actions.mend_deviation(deviation, how="Skydd monterat.", by=people.anna, today=TODAY)
    assert (proposed.proposed_by, proposed.mended_on, proposed.state) == (people.anna, None, "foreslagna")
    assert refused(actions.close_deviation, deviation, how="x", by=people.anna, today=TODAY) == ["closing_not_granted"]
    closed = actions.mend_deviation(proposed, how="Skydd monterat.", by=people.eva, today=TODAY)
    assert (closed.mended_by, closed.proposed_by, closed.state) == (people.eva, people.anna, "stangda")
    assert refused(actions.mend_deviation, proposed, how="x", by=people.eva, today=TODAY) == ["already_mended"]


def test_a_measure_that_waits_keeps_it_open(people, employed):
    deviation = noted(employed, people.anna)
    plan = {"text": "Montera skydd", "doer": people.bo, "due_on": TODAY, "by": people.anna, "today": TODAY}
    measure = actions.add_measure(deviation, **plan)
    assert refused(actions.mend_deviation, deviation, how="Klart.", by=people.eva, today=TODAY) == ["measures_waiting"]
    done = actions.finish_measure(measure, by=people.bo, today=TODAY, outcome="Sitter.")
    assert refused(actions.finish_measure, measure, by=people.anna, today=TODAY) == ["measure_done"]
    actions.reopen_measure(done, done.revision)
    assert DeviationMeasure.objects.waiting().get() == measure
    with pytest.raises(Stale):
        actions.reopen_measure(measure, 0)


def test_a_new_measure_takes_a_proposal_back(people, employed):
    deviation = actions.propose_closing(noted(employed, people.anna), how="Klart.", by=people.anna, today=TODAY)
    plan = {"text": "Montera skydd", "doer": people.bo, "due_on": TODAY, "by": people.eva, "today": TODAY}
    actions.add_measure(deviation, **plan)
    deviation.refresh_from_db()
    assert (deviation.state, deviation.mended_how) == ("oppna", "")


def test_it_is_reopened_with_a_reason_by_the_enhetschef_alone(people, employed):
    deviation = noted(employed, people.anna)
    assert refused(actions.reopen_deviation, deviation, why="x", by=people.eva, today=TODAY) == ["already_open"]
    actions.close_deviation(deviation, how="Klart.", by=people.eva, today=TODAY)
    assert refused(actions.reopen_deviation, deviation, why="x", by=people.anna, today=TODAY) == ["closing_not_granted"]
    assert refused(actions.reopen_deviation, deviation, why=" ", by=people.eva, today=TODAY) == ["why_missing"]
    opened_again = actions.reopen_deviation(deviation, why="Hände igen.", by=people.eva, today=TODAY)
    assert (opened_again.state, opened_again.reopened_why) == ("oppna", "Hände igen.")


def test_undoing_the_closing_of_a_proposal_leaves_the_proposal(people, employed):
    deviation = actions.propose_closing(noted(employed, people.anna), how="Klart.", by=people.anna, today=TODAY)
    closed = actions.close_deviation(deviation, how="Klart.", by=people.eva, today=TODAY)
    assert actions.take_back_closing(closed, closed.revision).state == "foreslagna"
    assert actions.take_back_closing(closed, closed.revision).state == "oppna"


# --- What is reminded of ---------------------------------------------------------------------------


def asked(rule, day=TODAY):
    return [(row["due_on"], row["responsible_id"]) for row in rule.rows(day)]


@pytest.mark.parametrize(("severity", "told"), [(1, False), (2, False), (3, True), (4, True)])
def test_what_is_serious_is_the_enhetschefs_at_once(people, employed, severity, told):
    deviation = noted(employed, people.anna, severity=severity)
    assert asked(due_deviations.SERIOUS) == [(TODAY, None)] * told
    actions.propose_closing(deviation, how="Klart.", by=people.anna, today=TODAY)
    assert asked(due_deviations.SERIOUS) == asked(due.DEVIATION) == []
    assert asked(due_deviations.PROPOSED) == [(TODAY, None)]
    actions.close_deviation(deviation, how="Klart.", by=people.eva, today=TODAY)
    assert asked(due_deviations.PROPOSED) == []
    assert due_deviations.SERIOUS not in COUNTED


@pytest.mark.parametrize(("day", "seen"), [("2026-11-30", False), ("2026-12-01", True), ("2027-01-10", True)])
def test_a_measure_is_chased_until_it_is_done(people, employed, day, seen):
    deviation = noted(employed, people.anna)
    plan = {"text": "Skydd", "doer": people.bo, "due_on": D("2026-12-08"), "by": people.anna, "today": TODAY}
    measure = actions.add_measure(deviation, **plan)
    assert asked(due_deviations.MEASURE, D(day)) == [(D("2026-12-08"), people.bo.pk)] * seen
    actions.finish_measure(measure, by=people.bo, today=TODAY)
    assert asked(due_deviations.MEASURE, D(day)) == []


# --- The pages -------------------------------------------------------------------------------------


def test_from_the_placement_to_closed_through_the_forms(people, employed):
    sent = {
        "kind": "accident",
        "text": "Skar sig.",
        "severity": "3",
        "happened_on": "2026-11-23",
        "place": "Klippbordet",
    }
    answer = post(people.anna, "employment_deviation", employed.uuid, **sent, happened_time="14:20")
    deviation = Deviation.objects.get()
    assert answer.url == deviation.get_absolute_url()
    assert (deviation.severity, deviation.happened_time) == (3, dt.time(14, 20))
    shown = page(people.anna, "deviation_detail", deviation.uuid).content.decode()
    assert "Arbetsmiljöverket" in shown
    assert "Föreslå stängning" in shown
    assert "Öppna igen" not in shown
    sent = {"text": "Montera skydd", "doer": people.anna.pk, "due_on": "2026-12-01"}
    assert post(people.anna, "deviation_measure_create", deviation.uuid, **sent).status_code == 302
    early = post(people.anna, "deviation_mend", deviation.uuid, mended_how="Skyddet sitter.")
    assert "Åtgärder väntar: Montera skydd" in early.content.decode()
    measure = DeviationMeasure.objects.get()
    assert post(people.anna, "deviation_measure_done", measure.uuid, outcome="Sitter").status_code == 302
    assert post(people.anna, "deviation_mend", deviation.uuid, mended_how="Skyddet sitter.").status_code == 302
    opened(employed.participant, people.eva)
    form = page(people.eva, "deviation_mend", deviation.uuid)
    assert form.context["form"]["mended_how"].value() == "Skyddet sitter."
    assert post(people.eva, "deviation_mend", deviation.uuid, mended_how="Skyddet sitter.").status_code == 302
    assert post(people.eva, "deviation_reopen", deviation.uuid, why="Lossnade.").status_code == 302
    deviation.refresh_from_db()
    assert deviation.state == "oppna"


def test_a_lesser_deviation_reminds_of_no_authority(people, employed):
    for values in ({"severity": 2}, {"kind": "absence"}):
        deviation = noted(employed, people.anna, **values)
        assert "Arbetsmiljöverket" not in page(people.anna, "deviation_detail", deviation.uuid).content.decode()


def test_two_who_correct_the_same_see_both(people, employed):
    deviation = noted(employed, people.anna)
    first, url = (
        page(people.anna, "deviation_change", deviation.uuid),
        reverse("deviation_change", args=[deviation.uuid]),
    )
    sent = {"kind": "accident", "severity": "3"}
    late = form_values(first, **sent, text="Skar sig i handen, sytt.")
    assert post(people.anna, "deviation_change", deviation.uuid, **sent, text="Skar sig i tummen.").status_code == 302
    late = as_(people.anna).post(url, late)
    assert late.status_code == 200
    assert "tummen" in late.content.decode()
    deviation.refresh_from_db()
    assert deviation.text == "Skar sig i tummen."


@pytest.fixture
def several(people, employed):
    """Two open at one employer, one proposed and one closed at another, of two persons."""
    practice = InternshipFactory(enrolment=ready_for_ami(people))
    rows = [noted(employed, people.anna), noted(employed, people.anna, kind="absence", severity=1)]
    rows.append(actions.propose_closing(noted(practice, people.anna), how="x", by=people.anna, today=TODAY))
    rows.append(actions.close_deviation(noted(practice, people.anna), how="x", by=people.eva, today=TODAY))
    return rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [0, 1, 2]),
        ({"lage": "foreslagna"}, [2]),
        ({"lage": "stangda"}, [3]),
        ({"lage": "alla"}, [0, 1, 2, 3]),
        ({"slag": "absence"}, [1]),
        ({"allvar": "3"}, [0, 2]),
        ({"lage": "alla", "fran": "2026-11-25"}, []),
        ({"lage": "alla", "till": "2026-11-24"}, [0, 1, 2, 3]),
    ],
)
def test_the_list_is_narrowed(people, several, query, found):
    rows = page(people.anna, "deviation_list", **query).context["table"].page.object_list
    assert {row.record.pk for row in rows} == {several[place].pk for place in found}


def test_every_figure_opens_its_list(people, several, employed):
    shown = page(people.eva, "deviation_figures")
    assert shown.context["total"] == 4
    for part in shown.context["breakdowns"]:
        assert sum(line.amount for line in part.lines) == 4, part.title
        for line in part.lines:
            rows = as_(people.eva).get(line.url).context["table"]
            assert len(rows.rows) == line.amount, line.url


def test_the_file_hides_small_groups(people, several):
    answer = page(people.eva, "deviation_figures", export="xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    amounts = [row[2] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert set(amounts) == {"färre än 5 personer"}


def test_another_period(people, several):
    assert page(people.eva, "deviation_figures", fran="2026-01-01", till="2026-11-23").context["total"] == 0
    wrong = page(people.eva, "deviation_figures", fran="2026-11-01", till="2026-10-01")
    assert wrong.context["form"].errors["till"] == ["Dagen är före den första. Välj en senare."]
