"""Who works with a case: handing over, one or all; standing in; taking part; ending a part."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse

from amc.obstacles import Refused
from amc.revisions import Stale
from participants.actions.assignments import end_part, hand_over, take_part
from participants.models import CaseAssignment, Enrolment, Meeting
from tests.factories import EnrolmentFactory, MeetingFactory, People, UserFactory, at, days
from tests.participants.case_room import TODAY, case, clock, people, signed_in  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OPENED = dt.date(2026, 1, 12)
DAY = dt.timedelta(days=1)
UNKNOWN = "00000000-0000-4000-8000-000000000000"
Over = Callable[..., CaseAssignment]


@pytest.fixture
def over(people: People, case: Enrolment) -> Over:  # noqa: F811
    """Hand the case over to Bo today; arguments replace."""

    def handed(**fields) -> CaseAssignment:
        values = {"enrolment": case, "to": people.bo, "first": TODAY, "reason": "Byter team", "by": people.eva}
        return hand_over(**(values | {"today": TODAY} | fields))

    return handed


def periods(enrolment: Enrolment, part: str = "consultant") -> list[tuple[str, dt.date, dt.date | None]]:
    rows = enrolment.assignments.standing().filter(part=part).select_related("user").order_by("period", "pk")
    return [(row.user.first_name, row.first_day, row.last_day) for row in rows]


# --- Handing over -----------------------------------------------------------------------------------


def test_the_one_before_has_the_case_until_the_day_before(case: Enrolment, over: Over) -> None:  # noqa: F811
    over(first=dt.date(2026, 11, 20))
    assert periods(case) == [("Anna", OPENED, dt.date(2026, 11, 19)), ("Bo", dt.date(2026, 11, 20), None)]
    case.refresh_from_db()
    assert (case.consultant.first_name, case.revision) == ("Bo", 1)


def test_on_the_first_day_itself_both_have_had_the_case(people: People, case: Enrolment, over: Over) -> None:  # noqa: F811
    over()
    over(to=people.eva)
    assert periods(case) == [
        ("Anna", OPENED, TODAY - DAY),
        ("Bo", TODAY, TODAY),
        ("Eva", TODAY, None),
    ]


@pytest.mark.parametrize("first", [TODAY, TODAY - 3 * DAY])
def test_meetings_to_come_go_along_and_others_stay(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    over: Over,
    first: dt.date,
) -> None:
    """However early the handover counts from: how an earlier meeting went is for whoever had it to tell."""
    coming, before = (
        MeetingFactory(enrolment=case, starts_at=at(day), ends_at=at(day, 11)) for day in (TODAY + DAY, TODAY - DAY)
    )
    held = MeetingFactory(enrolment=case, state=Meeting.State.HELD)
    others = MeetingFactory(
        enrolment=case, consultant=people.eva, starts_at=at(TODAY + DAY), ends_at=at(TODAY + DAY, 11)
    )
    over(first=first)
    whose = {meeting: Meeting.objects.get(pk=meeting.pk).consultant for meeting in (coming, before, held, others)}
    assert whose == {coming: people.bo, before: people.anna, held: people.anna, others: people.eva}


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (TODAY - 5 * DAY, TODAY + 5 * DAY, [("Bo", TODAY - 5 * DAY, TODAY - DAY)]),
        (TODAY, TODAY + 5 * DAY, []),
        (TODAY + DAY, TODAY + 5 * DAY, []),
        (TODAY - 5 * DAY, TODAY - DAY, [("Bo", TODAY - 5 * DAY, TODAY - DAY)]),
    ],
)
def test_whoever_takes_the_case_is_no_longer_its_substitute(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    over: Over,
    first: dt.date,
    last: dt.date,
    left: list,
) -> None:
    part = take_part(
        enrolment=case, user=people.bo, part="substitute", first=first, last=last, reason="Ledig", by=people.anna
    )
    other = take_part(
        enrolment=case, user=people.eva, part="substitute", first=TODAY, last=TODAY, reason="", by=people.anna
    )
    over()
    assert [row for row in periods(case, "substitute") if row[0] == "Bo"] == left
    assert [row[0] for row in periods(case)] == ["Anna", "Bo"]
    other.refresh_from_db()
    assert (other.first_day, other.last_day) == (TODAY, TODAY)
    # What was struck out is kept, with the days that it had.
    assert CaseAssignment.objects.filter(pk=part.pk).exists()
    (history,) = set(CaseAssignment.pgh_event_models.values())
    assert history.objects.filter(pgh_obj_id=part.pk).earliest("pgh_id").period == days(first, last)


def test_a_case_without_consultant_gets_one(people: People, over: Over) -> None:  # noqa: F811
    orphan = EnrolmentFactory(participant__unit=people.unit, consultant=None)
    over(enrolment=orphan, reason="")
    assert periods(orphan) == [("Bo", TODAY, None)]


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ({"is_active": False}, "cannot_have_cases"),
        ({"expires_on": TODAY - DAY}, "cannot_have_cases"),
        ({"expires_on": TODAY}, None),
        ({"roles": ["hr"]}, "cannot_have_cases"),
    ],
)
def test_an_account_that_has_ended_gets_no_case(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    over: Over,
    to: dict,
    code: str | None,
) -> None:
    user = UserFactory(unit=people.unit, **to)
    if code is None:
        over(to=user)
        return
    with pytest.raises(Refused) as refused:
        over(to=user)
    assert refused.value.codes == (code,)
    assert periods(case) == [("Anna", OPENED, None)]


def test_a_later_of_two_is_stale(people: People, case: Enrolment, over: Over) -> None:  # noqa: F811
    over(revision=0)
    with pytest.raises(Stale):
        over(to=people.eva, revision=0)
    assert len(periods(case)) == 2


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What came of deeds begun at the same moment: "done", or why not."""
    start, outcome = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait()
            deed()
            outcome.append("done")
        except Stale:
            outcome.append("stale")
        except Refused as refused:
            outcome.append(refused.codes[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcome)


@pytest.mark.django_db(transaction=True)
def test_two_hand_over_at_the_same_moment(people: People, case: Enrolment, over: Over) -> None:  # noqa: F811
    outcome = at_once(lambda: over(revision=0), lambda: over(to=people.eva, revision=0))
    assert outcome == ["done", "stale"]
    assert [last for _, _, last in periods(case)] == [TODAY - DAY, None]


# --- Standing in and taking part --------------------------------------------------------------------


def test_a_substitute_sees_the_case_as_long_as_it_lasts(people: People, case: Enrolment) -> None:  # noqa: F811
    take_part(
        enrolment=case, user=people.bo, part="substitute", first=TODAY, last=TODAY + DAY, reason="", by=people.anna
    )
    worked = [day for day in (TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY) if case in worked_by(people.bo, day)]
    assert worked == [TODAY, TODAY + DAY]


def worked_by(user, day: dt.date) -> list[Enrolment]:
    return list(Enrolment.objects.worked_by(user, day))


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (TODAY + 5 * DAY, None, True),
        (TODAY - 5 * DAY, TODAY, True),
        (TODAY - 5 * DAY, TODAY - DAY, False),
        (TODAY + 6 * DAY, TODAY + 7 * DAY, False),
    ],
)
def test_nobody_stands_in_twice_at_once(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    first: dt.date,
    last: dt.date | None,
    refused: bool,
) -> None:
    common = {"enrolment": case, "user": people.bo, "part": "substitute", "reason": "", "by": people.anna}
    take_part(**common, first=TODAY, last=TODAY + 5 * DAY)
    if not refused:
        take_part(**common, first=first, last=last)
        return
    with pytest.raises(Refused) as because:
        take_part(**common, first=first, last=last)
    assert because.value.codes == ("already_there",)


def test_a_part_ends_and_one_not_begun_goes(people: People, case: Enrolment) -> None:  # noqa: F811
    common = {"enrolment": case, "part": "specialist", "reason": "", "by": people.anna, "last": None}
    running = take_part(**common, user=people.specialist, first=TODAY - DAY)
    coming = take_part(**common, user=people.bo, first=TODAY + DAY)
    for assignment in (running, coming):
        end_part(assignment=assignment, last=TODAY, by=people.anna)
    assert periods(case, "specialist") == [("Sara", TODAY - DAY, TODAY)]
    assert CaseAssignment.objects.get(pk=coming.pk).period.isempty
    page = signed_in(people.anna).get(reverse("case_staff", args=[case.uuid])).text
    assert "Bo Bergqvist" not in page
    assert signed_in(people.anna).get(reverse("case_end_part", args=[coming.uuid])).status_code == 404
    history = reverse("participant_history", args=[case.participant.uuid])
    assert "Bo Bergqvist" not in signed_in(people.anna).get(history).text
    with pytest.raises(Refused) as refused:
        end_part(assignment=running, last=TODAY + DAY, by=people.anna)
    assert refused.value.codes == ("ends_before",)


# --- Pages ------------------------------------------------------------------------------------------


def test_the_consultants_stand_with_their_caseload(people: People, case: Enrolment) -> None:  # noqa: F811
    EnrolmentFactory.create_batch(2, participant__unit=people.unit, consultant=people.bo)
    page = signed_in(people.anna).get(reverse("enrolment_assign", args=[case.uuid])).text
    assert "Bo Bergqvist, 2 pågående" in page
    assert 'type="radio"' in page
    assert "Anna Ängström, " not in page
    assert "Cilla" not in page
    UserFactory.create_batch(5, unit=people.unit)
    assert "<select" in signed_in(people.anna).get(reverse("enrolment_assign", args=[case.uuid])).text


def test_handing_over_in_the_browser(people: People, case: Enrolment) -> None:  # noqa: F811
    client, address = signed_in(people.anna), reverse("enrolment_assign", args=[case.uuid])
    values = {"user": str(people.bo.uuid), "first": "2027-11-25", "reason": "Byter team", "revision": "0"}
    refused = client.post(address, values)
    assert list(refused.context["form"].errors) == ["first"]
    assert 'value="Byter team"' in refused.text
    assert list(client.post(address, values | {"reason": ""}).context["form"].errors) == ["reason"]
    done = client.post(address, values | {"first": "2026-11-24"}, follow=True)
    assert "Bo Bergqvist har nu ärendet." in done.text
    assert done.redirect_chain == [(reverse("participant_list"), 302)]
    client = signed_in(people.bo)
    stale = client.post(address, values | {"first": "2026-11-24", "user": str(people.eva.uuid)})
    assert "user" in stale.context["form"].errors


def test_a_case_changed_meanwhile_says_whose_it_is_now(people: People, case: Enrolment, over: Over) -> None:  # noqa: F811
    client, address = signed_in(people.eva), reverse("enrolment_assign", args=[case.uuid])
    third = UserFactory(unit=people.unit, last_name="Tredje")
    over()
    values = {"user": str(third.uuid), "first": "2026-11-24", "reason": "Byter team", "revision": "0"}
    shown = client.post(address, values)
    assert "Konsulent är nu Bo Bergqvist." in shown.text
    assert 'value="Byter team"' in shown.text
    values["revision"] = shown.context["form"]["revision"].value()
    assert client.post(address, values).status_code == 302
    case.refresh_from_db()
    assert case.consultant == third


@pytest.mark.parametrize("part", ["ersattare", "specialist"])
def test_taking_part_in_the_browser(people: People, case: Enrolment, part: str) -> None:  # noqa: F811
    client, address = signed_in(people.anna), reverse("case_take_part", args=[case.uuid, part])
    user = people.bo if part == "ersattare" else people.specialist
    open_end = {"user": str(user.uuid), "first": "2026-11-24", "last": ""}
    response = client.post(address, open_end)
    if part == "ersattare":
        assert list(response.context["form"].errors) == ["last"]
        response = client.post(address, open_end | {"last": "2026-11-30"})
    assert response.url == reverse("case_staff", args=[case.uuid])
    assignment = case.assignments.get(user=user)
    ended = client.post(reverse("case_end_part", args=[assignment.uuid]), {"last": "2026-12-24"})
    assert (ended.status_code == 302) is (part == "specialist")


@pytest.mark.parametrize("who", ["specialist", "cilla", "hans", "ekonom", "hr", "admin"])
def test_others_change_nothing(people: People, case: Enrolment, who: str) -> None:  # noqa: F811
    """A specialist of the case reads it; for the rest it is as if it did not exist, to the byte."""
    period = days(OPENED, None)
    assignment = case.assignments.create(user=people.specialist, part="specialist", period=period)
    client = signed_in(getattr(people, who))
    unknown = client.get(reverse("enrolment_assign", args=[UNKNOWN]))
    for address, values in (
        (reverse("enrolment_assign", args=[case.uuid]), {"user": people.bo.uuid, "first": TODAY, "reason": "x"}),
        (reverse("case_take_part", args=[case.uuid, "ersattare"]), {"user": people.bo.uuid, "first": TODAY}),
        (reverse("case_end_part", args=[assignment.uuid]), {"last": TODAY}),
    ):
        for response in (client.get(address), client.post(address, values)):
            assert (response.status_code, response.content) == (404, unknown.content), address
    assert periods(case) == [("Anna", OPENED, None)]
    assert periods(case, "specialist") == [("Sara", OPENED, None)]
