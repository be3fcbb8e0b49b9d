"""What a closing must say (domain.md section 6), and what it does to the case."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from amc.obstacles import Obstacle, Refused
from participants import hooks
from participants.actions.closures import close_enrolment, record_lasted_month
from participants.models import CaseAssignment, Closure, Enrolment, Meeting
from participants.rules.closures import ClosureFacts, closure_obstacles, lasted_obstacles
from tests.factories import MeetingFactory, People, at, days
from tests.participants.case_room import NOW, TODAY, case, people  # noqa: F401

D = dt.date.fromisoformat
PLAIN = ClosureFacts(reason="flytt", closed_on=TODAY)
WORK = replace(
    PLAIN,
    reason="arbete",
    to_work=True,
    regular=True,
    municipal=False,
    subsidised=False,
    work_started_on=TODAY,
)
STUDIES = replace(PLAIN, reason="studier", to_studies=True, csn=True)


@pytest.mark.parametrize(
    ("facts", "changes", "codes"),
    [
        (PLAIN, {}, []),
        (PLAIN, {"closed_on": D("2026-01-12")}, []),  # the first day itself
        (PLAIN, {"closed_on": D("2026-01-11")}, ["before_opening"]),
        (PLAIN, {"closed_on": D("2026-11-25")}, ["in_future"]),
        (PLAIN, {"reason": "arbete"}, ["no_work"]),
        (PLAIN, {"reason": "studier"}, ["no_studies"]),
        (WORK, {}, []),
        (WORK, {"regular": None}, ["no_work_kind"]),
        (WORK, {"regular": None, "municipal": None}, ["no_work_kind"]),
        (WORK, {"regular": False, "municipal": True}, []),
        (WORK, {"regular": False}, []),  # neither: sheltered work
        (WORK, {"municipal": True}, ["municipal_is_not_regular"]),
        (WORK, {"subsidised": None}, ["no_subsidised"]),
        (WORK, {"subsidised": True}, ["no_support"]),
        (WORK, {"subsidised": True, "support": "Nystartsjobb"}, []),
        (WORK, {"work_started_on": None}, ["no_work_started_on"]),
        (STUDIES, {}, []),
        (STUDIES, {"csn": False}, []),
        (STUDIES, {"csn": None}, ["no_csn"]),
        # Outcomes run in parallel [S2]: work and studies, whatever the reason is.
        (WORK, {"to_studies": True, "csn": True}, []),
        (WORK, {"reason": "annan_insats"}, []),
    ],
)
def test_what_stands_in_the_way(facts: ClosureFacts, changes: dict[str, Any], codes: list[str]) -> None:
    found = closure_obstacles(replace(facts, **changes), opened_on=D("2026-01-12"), today=TODAY, is_open=True)
    assert [obstacle.code for obstacle in found] == codes


def test_a_closed_case_is_not_closed_again() -> None:
    found = closure_obstacles(PLAIN, opened_on=D("2026-01-12"), today=TODAY, is_open=False)
    assert [obstacle.code for obstacle in found] == ["closed"]


@pytest.mark.parametrize(
    ("answered", "lasted", "codes"),
    [
        ("2026-11-01", True, []),
        ("2026-10-31", True, ["too_early"]),
        ("2026-10-05", False, []),  # that it ended can be known at once
    ],
)
def test_a_month_is_known_31_days_later(answered: str, lasted: bool, codes: list[str]) -> None:
    found = lasted_obstacles(work_started_on=D("2026-10-01"), answered_on=D(answered), lasted=lasted)
    assert [obstacle.code for obstacle in found] == codes


def close(case: Enrolment, facts: ClosureFacts = WORK, **more: Any) -> Closure:  # noqa: F811
    return close_enrolment(
        enrolment=case, facts=facts, education_level="gymnasial", by=case.consultant, now=NOW, **more
    )


@pytest.mark.django_db
def test_closing_keeps_what_was_true_that_day(case: Enrolment) -> None:  # noqa: F811
    closure = close(case, work_extent=75, how_found="kontakter", employer_name="Ängens kök", summary="Det gick bra.")
    case.refresh_from_db()
    assert case.closed_on == TODAY
    assert (closure.age, closure.gender, closure.education_level) == (36, "kvinna", "gymnasial")
    assert (closure.work_extent, closure.how_found, closure.lasted_month) == (75, "kontakter", None)
    case.participant.refresh_from_db()
    assert case.participant.education_level == "gymnasial"


@pytest.mark.django_db
def test_what_does_not_belong_is_not_kept(case: Enrolment) -> None:  # noqa: F811
    closure = close(case, PLAIN, work_extent=75, how_found="kontakter", employer_name="Ängens kök", studies_extent=50)
    assert (closure.work_extent, closure.how_found, closure.employer_name, closure.studies_extent) == (
        None,
        "",
        "",
        None,
    )


@pytest.mark.django_db
def test_everybodys_part_ends_and_meetings_are_cancelled(people: People, case: Enrolment) -> None:  # noqa: F811
    part = {"enrolment": case, "part": CaseAssignment.Part.SUBSTITUTE}
    CaseAssignment.objects.create(user=people.bo, period=days(TODAY - dt.timedelta(days=3), None), **part)
    CaseAssignment.objects.create(user=people.eva, period=days(TODAY + dt.timedelta(days=9), None), **part)
    earlier, later = (
        MeetingFactory(enrolment=case, starts_at=at(day), ends_at=at(day, 11))
        for day in (
            TODAY - dt.timedelta(days=1),
            TODAY + dt.timedelta(days=1),
        )
    )
    close(case)
    assert {row.user: row.last_day for row in case.assignments.standing().select_related("user")} == {
        people.anna: TODAY,
        people.bo: TODAY,
    }
    earlier.refresh_from_db()
    later.refresh_from_db()
    assert (earlier.state, later.state) == (Meeting.State.PLANNED, Meeting.State.CANCELLED)


@pytest.mark.django_db
def test_the_apps_above_have_their_say(case: Enrolment, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    running = Obstacle("closed_on", "Praktiken pågår.", "placement_running")
    monkeypatch.setattr(hooks, "_closing", [lambda enrolment, day: [running] if day == TODAY else []])
    with pytest.raises(Refused) as refused:
        close(case, replace(WORK, subsidised=None))
    assert refused.value.codes == ("no_subsidised", "placement_running")
    assert not Closure.objects.exists()


@pytest.mark.django_db
def test_the_answer_is_given_once(case: Enrolment) -> None:  # noqa: F811
    closure = close(case, replace(WORK, work_started_on=D("2026-10-01")))
    record_lasted_month(closure, lasted=True, by=case.consultant, now=NOW)
    closure.refresh_from_db()
    assert (closure.lasted_month, closure.lasted_recorded_by) == (True, case.consultant)
    with pytest.raises(Refused) as refused:
        record_lasted_month(closure, lasted=False, by=case.consultant, now=NOW)
    assert refused.value.codes == ("answered",)


@pytest.mark.django_db
def test_two_who_close_at_once_close_once(case: Enrolment) -> None:  # noqa: F811
    close(case)
    with pytest.raises(Refused) as refused:
        close(Enrolment.objects.get(pk=case.pk))
    assert refused.value.codes == ("closed",)
