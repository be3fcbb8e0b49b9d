"""Handing over cases as one step, for good or for a period, and undoing it."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amc.obstacles import Refused
from participants.actions.assignments import end_part, hand_over, take_part
from participants.actions.handovers import hand_over_cases, undo_handover
from participants.models import CaseAssignment, Enrolment, HandedCase, Handover, Meeting, Participant, ProtectedAccess
from tests.factories import EnrolmentFactory, JournalEntryFactory, MeetingFactory, People, UserFactory, at, days
from tests.participants.case_room import NOW, TODAY, clock, people  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)
Step = Callable[..., Handover]


@pytest.fixture
def three(people: People) -> list[Enrolment]:  # noqa: F811
    """Three open cases of Anna's, beside a closed one and one of Bo's."""
    cases = EnrolmentFactory.create_batch(3, participant__unit=people.unit, consultant=people.anna)
    EnrolmentFactory(participant__unit=people.unit, consultant=people.bo)
    closed = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    Enrolment.objects.filter(pk=closed.pk).update(closed_on=TODAY)
    return cases


@pytest.fixture
def step(people: People, three: list[Enrolment]) -> Step:  # noqa: F811
    """Hand Anna's cases over to Bo today; arguments replace."""

    def handed(cases: list[Enrolment] | None = None, to: Any = None, **fields: Any) -> Handover:
        chosen = dict.fromkeys(three if cases is None else cases, to or people.bo)
        values = {"of": people.anna, "chosen": chosen, "first": TODAY, "last": None, "reason": "Slutar"}
        return hand_over_cases(**(values | {"by": people.eva, "now": NOW} | fields))

    return handed


def undo(handover: Handover, by: Any) -> Any:
    return undo_handover(handover=handover, by=by, now=NOW)


def picture(case: Enrolment) -> dict[str, Any]:
    """How a case stands: who has it, who works with it when, and whose its meetings are."""
    case.refresh_from_db()
    return {
        "consultant": case.consultant,
        "parts": sorted(
            (row.user.first_name, row.part, row.first_day, row.last_day or dt.date.max)
            for row in case.assignments.standing().select_related("user")
        ),
        "meetings": {row.pk: row.consultant for row in case.meetings.all()},
    }


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return set(refused.value.codes)


# --- The step -----------------------------------------------------------------------------------------


def test_all_cases_to_one(people: People, three: list[Enrolment], step: Step) -> None:  # noqa: F811
    handover = step()
    assert handover.everything
    assert {case.consultant for case in Enrolment.objects.filter(pk__in=[case.pk for case in three])} == {people.bo}
    (letter,) = handover.letters.all()
    assert (letter.to, letter.cases.count()) == (people.bo, 3)


def test_some_cases_to_several(people: People, three: list[Enrolment], step: Step) -> None:  # noqa: F811
    third = UserFactory(unit=people.unit)
    handover = step(chosen={three[0]: people.bo, three[1]: third})
    assert not handover.everything
    assert [case.consultant for case in Enrolment.objects.filter(pk__in=[c.pk for c in three]).order_by("pk")] == [
        people.bo,
        third,
        people.anna,
    ]
    assert {letter.to: letter.cases.count() for letter in handover.letters.all()} == {people.bo: 1, third: 1}


def test_a_substitute_for_a_period(people: People, three: list[Enrolment], step: Step) -> None:  # noqa: F811
    """Also for days ahead; the consultant and the meetings stay."""
    meeting = MeetingFactory(enrolment=three[0], starts_at=at(TODAY + 8 * DAY), ends_at=at(TODAY + 8 * DAY, 11))
    step(first=TODAY + 7 * DAY, last=TODAY + 13 * DAY, reason="Semester")
    for case in three:
        assert picture(case)["consultant"] == people.anna
        part = case.assignments.get(part="substitute")
        assert (part.user, part.first_day, part.last_day) == (people.bo, TODAY + 7 * DAY, TODAY + 13 * DAY)
        assert part.reason == "Semester"
    meeting.refresh_from_db()
    assert meeting.consultant == people.anna


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"first": TODAY + DAY}, "in_advance"),
        ({"first": TODAY, "last": TODAY - DAY}, "backwards"),
        ({"first": TODAY - 3 * DAY, "last": TODAY - DAY}, "past"),
        ({"reason": " "}, "no_reason"),
        ({"cases": []}, "nothing_chosen"),
    ],
)
def test_what_is_refused(people: People, three: list[Enrolment], step: Step, fields: dict, code: str) -> None:  # noqa: F811
    before = [picture(case) for case in three]
    with pytest.raises(Refused) as refused:
        step(**fields)
    assert code in codes(refused)
    assert [picture(case) for case in three] == before
    assert not Handover.objects.exists()


def test_nobody_hands_over_to_themselves(people: People, step: Step) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        step(to=people.anna)
    assert codes(refused) == {"to_self"}


def test_all_or_none_and_the_case_that_stops_it_is_named(
    people: People,  # noqa: F811
    three: list[Enrolment],
    step: Step,
) -> None:
    late = three[-1]
    Enrolment.objects.filter(pk=late.pk).update(opened_on=TODAY)
    late.assignments.update(period=days(TODAY, None))
    with pytest.raises(Refused) as refused:
        step(first=TODAY - DAY)
    (told,) = (one for one in refused.value.obstacles if one.code == "before_opening")
    assert told.message.startswith(f"{late.participant.full_name} ({late.case_number}): Inskrivningen började")
    assert not any(other.case_number in str(refused.value) for other in three[:2])
    assert Enrolment.objects.filter(consultant=people.anna, closed_on=None).count() == 3


def test_what_stops_every_case_is_said_once(people: People, step: Step) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        step(to=UserFactory(unit=people.other_unit))
    assert [one.code for one in refused.value.obstacles] == ["other_unit"]


def test_a_case_that_went_elsewhere_meanwhile_stops_it(
    people: People,  # noqa: F811
    three: list[Enrolment],
    step: Step,
) -> None:
    values = {"first": TODAY, "reason": "Byter", "by": people.eva, "today": TODAY}
    hand_over(enrolment=three[0], to=people.eva, **values)
    with pytest.raises(Refused) as refused:
        step()
    assert codes(refused) == {"changed"}
    assert three[0].case_number in str(refused.value)


def test_another_units_cases_are_not_touched(people: People, step: Step) -> None:  # noqa: F811
    theirs = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    with pytest.raises(Refused) as refused:
        step([theirs], of=people.cilla)
    assert codes(refused) == {"changed"}


@pytest.mark.django_db(transaction=True)
def test_two_steps_at_the_same_moment(people: People, three: list[Enrolment], step: Step) -> None:  # noqa: F811
    start, outcome = threading.Barrier(2), []

    def run(to: Any) -> None:
        try:
            start.wait()
            step(to=to)
            outcome.append("done")
        except Refused as refused:
            outcome.append(refused.codes[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[to]) for to in (people.bo, UserFactory(unit=people.unit))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["changed", "done"]
    assert Handover.objects.count() == 1
    assert len({case.consultant_id for case in Enrolment.objects.filter(pk__in=[case.pk for case in three])}) == 1


# --- Protected persons (domain.md section 5) -------------------------------------------------------------


def hide(case: Enrolment, *named: Any) -> None:
    Participant.objects.filter(pk=case.participant_id).update(is_protected=True)
    for user in named:
        ProtectedAccess.objects.create(
            participant=case.participant, user=user, period=days(TODAY, None), named_by=named[0]
        )


def test_a_hidden_persons_case_stays_and_nothing_of_it_is_told(
    people: People,  # noqa: F811
    three: list[Enrolment],
    step: Step,
) -> None:
    hidden = three[0]
    hide(hidden, people.anna)
    handover = step(three[1:])
    assert handover.everything
    hidden.refresh_from_db()
    assert hidden.consultant == people.anna


def test_a_protected_case_goes_to_nobody_who_is_not_named(
    people: People,  # noqa: F811
    three: list[Enrolment],
    step: Step,
) -> None:
    hide(three[0], people.eva)
    with pytest.raises(Refused) as refused:
        step()
    assert codes(refused) == {"not_named"}
    assert three[0].case_number in str(refused.value)
    assert three[0].participant.full_name not in str(refused.value)
    ProtectedAccess.objects.create(
        participant=three[0].participant, user=people.bo, period=days(TODAY, None), named_by=people.eva
    )
    assert HandedCase.objects.visible_to(people.bo).filter(letter__handover=step()).count() == 3


# --- Undoing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", [None, TODAY + 5 * DAY])
def test_undone_is_exactly_as_before(
    people: People,  # noqa: F811
    three: list[Enrolment],
    step: Step,
    last: dt.date | None,
) -> None:
    """The consultant, the parts with their days, the receiver's earlier part, and whose the meetings are."""
    if last is None:
        common = {"enrolment": three[0], "part": "substitute", "reason": "", "by": people.eva, "user": people.bo}
        take_part(**common, first=TODAY - 2 * DAY, last=TODAY + DAY)
        take_part(**common, first=TODAY + 9 * DAY, last=TODAY + 9 * DAY)
    for day in (TODAY - DAY, TODAY + DAY):
        MeetingFactory(enrolment=three[1], starts_at=at(day), ends_at=at(day, 11))
    MeetingFactory(enrolment=three[1], consultant=people.bo, starts_at=at(TODAY + DAY), ends_at=at(TODAY + DAY, 11))
    before = [picture(case) for case in three]
    handover = step(last=last)
    assert [picture(case) for case in three] != before
    undone = undo(handover, people.eva)
    assert (undone.amount, undone.kept) == (3, [])
    assert [picture(case) for case in three] == before
    handover.refresh_from_db()
    assert (handover.undone_by, handover.undone_at) == (people.eva, NOW)
    with pytest.raises(Refused) as refused:
        undo(handover, people.eva)
    assert codes(refused) == {"undone"}


def change(what: str, people: People, enrolment: Enrolment) -> None:  # noqa: F811
    """Something that happens in a case after the handover."""
    common = {
        "enrolment": enrolment,
        "part": "specialist",
        "first": TODAY,
        "last": None,
        "reason": "",
        "by": people.eva,
    }
    match what:
        case "closed":
            Enrolment.objects.filter(pk=enrolment.pk).update(closed_on=TODAY)
        case "handed on":
            third = UserFactory(unit=people.unit)
            hand_over(enrolment=enrolment, to=third, first=TODAY, reason="Vidare", by=people.eva, today=TODAY)
        case "specialist":
            take_part(user=people.specialist, **common)
        case "specialist ended":
            end_part(assignment=enrolment.assignments.get(part="specialist"), last=TODAY, by=people.eva)
        case "meeting moved":
            Meeting.objects.filter(enrolment=enrolment).update(revision=9)
        case "meeting booked":
            day = TODAY + 3 * DAY
            MeetingFactory(enrolment=enrolment, consultant=people.bo, starts_at=at(day), ends_at=at(day, 11))
        case "case":
            Enrolment.objects.filter(pk=enrolment.pk).update(revision=9)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("closed", "är avslutat"),
        ("handed on", "har bytt konsulent igen"),
        ("specialist", "vilka som arbetar med ärendet har ändrats"),
        ("specialist ended", "vilka som arbetar med ärendet har ändrats"),
        ("meeting moved", "mötet 2026-11-26 är bokat eller ändrat"),
        ("meeting booked", "mötet 2026-11-27 är bokat eller ändrat"),
        ("case", "ärendet har ändrats"),
    ],
)
def test_what_somebody_has_changed_since_stays_and_is_named(
    people: People,  # noqa: F811
    three: list[Enrolment],
    step: Step,
    what: str,
    why: str,
) -> None:
    changed, others = three[0], three[1:]
    day = TODAY + 2 * DAY
    MeetingFactory(enrolment=changed, starts_at=at(day), ends_at=at(day, 11))
    if what == "specialist ended":
        take_part(
            enrolment=changed,
            user=people.specialist,
            part="specialist",
            first=TODAY,
            last=None,
            reason="",
            by=people.eva,
        )
    before = [picture(case) for case in others]
    handover = step()
    change(what, people, changed)
    so = picture(changed)
    undone = undo(handover, people.eva)
    assert undone.amount == 2
    (kept,) = undone.kept
    assert kept.startswith(f"{changed.participant.full_name} ({changed.case_number}): ")
    assert why in kept
    assert picture(changed) == so
    assert [picture(case) for case in others] == before
    states = dict(HandedCase.objects.filter(letter__handover=handover).values_list("enrolment", "state"))
    assert states == {changed.pk: "kept"} | dict.fromkeys((case.pk for case in others), "undone")


def test_work_in_the_case_does_not_stop_undoing(people: People, three: list[Enrolment], step: Step) -> None:  # noqa: F811
    """A note in the journal is nothing that the step put anywhere."""
    handover = step()
    JournalEntryFactory(enrolment=three[0], author=people.bo)
    assert undo(handover, people.eva).amount == 3


def test_a_case_that_has_become_hidden_stays_unnamed(people: People, three: list[Enrolment], step: Step) -> None:  # noqa: F811
    handover = step()
    hide(three[0], people.bo)
    undone = undo(handover, people.eva)
    assert (undone.amount, undone.kept) == (2, [])
    three[0].refresh_from_db()
    assert three[0].consultant == people.bo


def test_handed_over_again_after_undoing(people: People, three: list[Enrolment], step: Step) -> None:  # noqa: F811
    undo(step(), people.eva)
    again = step()
    assert again.letters.get().cases.count() == 3
    assert [row[0] for row in picture(three[0])["parts"]] == ["Anna", "Bo"]
    assert CaseAssignment.objects.filter(enrolment=three[0], user=people.bo).count() == 2


# --- As many questions for many cases ----------------------------------------------------------------------


@pytest.mark.parametrize("last", [None, TODAY + 5 * DAY])
def test_the_step_and_its_undoing_ask_as_much_of_many_cases(
    people: People,  # noqa: F811
    step: Step,
    last: dt.date | None,
) -> None:
    """Between two receivers, with meetings to come and parts that end; also where some of the cases stay."""
    third = UserFactory(unit=people.unit)

    def costs(amount: int) -> tuple[int, int]:
        cases = EnrolmentFactory.create_batch(amount, participant__unit=people.unit, consultant=people.anna)
        for case in cases:
            MeetingFactory(enrolment=case, starts_at=at(TODAY + DAY), ends_at=at(TODAY + DAY, 11))
            away = {"part": "substitute", "first": TODAY + 9 * DAY, "last": None, "reason": "", "by": people.eva}
            take_part(enrolment=case, user=people.bo, **away)
        with CaptureQueriesContext(connection) as handing:
            handover = step(chosen={case: (people.bo, third)[n % 2] for n, case in enumerate(cases)}, last=last)
        for case in cases[: amount // 2]:
            change("specialist", people, case)
        with CaptureQueriesContext(connection) as undoing:
            undone = undo(handover, people.eva)
        assert (undone.amount, len(undone.kept)) == (amount - amount // 2, amount // 2)
        return len(handing), len(undoing)

    few = costs(2)
    assert costs(9) == few
    assert max(few) <= 24
