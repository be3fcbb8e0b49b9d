"""What meetings, parties and promises must be: by the rules, and in PostgreSQL."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from participants.models import Enrolment
from participants.rules import meetings as rules
from participants.rules.meetings import Promise
from tests.factories import MeetingFactory
from tests.participants.case_room import NOW, TODAY, case, clock, people, signed_in  # noqa: F401
from tests.participants.meeting_room import MeetingPartyFactory, UndertakingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)


def codes(found: Any) -> list[str]:
    return [one.code for one in found]


# --- Rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "place", "expected"),
    [
        ("unit", "", []),
        ("phone", "", []),
        ("video", "", []),
        ("visit", "Hemma hos deltagaren", []),
        ("visit", "  ", ["visit_nowhere"]),
    ],
)
def test_a_visit_is_somewhere(form: str, place: str, expected: list[str]) -> None:
    assert codes(rules.place_obstacles(form=form, place=place)) == expected


@pytest.mark.parametrize(
    ("interpreter", "language", "expected"),
    [("none", "", []), ("needed", "dari", []), ("needed", "", ["no_language"]), ("confirmed", " ", ["no_language"])],
)
def test_an_interpreter_speaks_a_language(interpreter: str, language: str, expected: list[str]) -> None:
    assert codes(rules.interpreter_obstacles(interpreter=interpreter, language=language)) == expected


@pytest.mark.parametrize(
    ("by", "via", "expected"),
    [
        ("deltagare", "sms", []),
        ("", "sms", ["excused_by_nobody"]),
        ("anhorig", "", ["excused_nohow"]),
        ("", "", ["excused_by_nobody", "excused_nohow"]),
    ],
)
def test_an_excuse_is_somebodys(by: str, via: str, expected: list[str]) -> None:
    assert codes(rules.excuse_obstacles(excused_by=by, excused_via=via)) == expected


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        (Promise("af", "Ger besked.", TODAY), []),
        (Promise("af", "Ger besked.", TODAY - DAY), ["due_before_made"]),
        (Promise("af", "Ger besked.", dt.date(2062, 11, 24)), ["due_far_off"]),
        (Promise("af", " ", TODAY), ["promises_nothing"]),
        (Promise("annan", "Ger besked.", TODAY), ["nobody"]),
        (Promise("annan", "Ger besked.", TODAY, "Kyrkan"), []),
    ],
)
def test_what_a_promise_must_be(promise: Promise, expected: list[str]) -> None:
    assert codes(rules.promise_obstacles([promise], made_on=TODAY)) == expected


@pytest.mark.parametrize(
    ("state", "outcome", "reason", "day", "expected"),
    [
        ("open", "done", "", TODAY, []),
        ("open", "done", "", TODAY + DAY, ["in_future"]),
        ("open", "dropped", "", TODAY, ["no_reason"]),
        ("open", "dropped", "AF lägger ned.", TODAY, []),
        ("open", "open", "", TODAY - DAY, ["has_been"]),
        ("open", "open", "", TODAY + DAY, []),
        ("done", "done", "", TODAY, ["settled"]),
    ],
)
def test_what_can_be_said_of_a_promise(
    state: str, outcome: str, reason: str, day: dt.date, expected: list[str]
) -> None:
    found = rules.settle_obstacles(state=state, outcome=outcome, reason=reason, day=day, today=TODAY)
    assert codes(found) == expected


# --- What PostgreSQL keeps ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE participants_meeting SET form = 'visit', place = ''", "visit_says_where"),
        (
            "UPDATE participants_meeting SET interpreter = 'needed', interpreter_language = ''",
            "interpreter_has_language",
        ),
        ("UPDATE participants_meeting SET state = 'excused'", "excused_says_who_and_how"),
        ("UPDATE participants_meeting SET excused_by = 'deltagare'", "excused_says_who_and_how"),
        ("UPDATE participants_meetingparty SET party = 'annan', name = ''", "other_party_is_named"),
        ("UPDATE participants_undertaking SET party = 'annan', name = ''", "other_undertaker_is_named"),
        ("UPDATE participants_undertaking SET what = ''", "undertaking_says_what"),
        ("UPDATE participants_undertaking SET state = 'done'", "undertaking_settled_with_reason"),
        (
            "UPDATE participants_undertaking SET state = 'dropped', settled_on = now(), settled_by_id = "
            "(SELECT min(id) FROM staff_user)",
            "undertaking_settled_with_reason",
        ),
    ],
)
def test_the_database_keeps_it(case: Enrolment, statement: str, constraint: str) -> None:  # noqa: F811
    meeting = MeetingFactory(enrolment=case)
    MeetingPartyFactory(meeting=meeting)
    UndertakingFactory(meeting=meeting)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
