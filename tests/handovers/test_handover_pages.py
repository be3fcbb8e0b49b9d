"""The pages of handovers: the form with what is due, the letter, Min dag, the notice, and who sees which."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.audit.models import ReadLog
from amc.reminders.actions import sweep
from amc.reminders.models import Notification
from amc.workspace.my_day import tasks_of
from participants.actions.handovers import hand_over_cases, undo_handover
from participants.models import Enrolment, Handover, HandoverLetter, Participant, ProtectedAccess
from tests.factories import (
    EnrolmentFactory,
    FollowUpFactory,
    InternshipFactory,
    MeetingFactory,
    People,
    PlanVersionFactory,
    UserFactory,
    agreed,
    at,
    days,
)
from tests.my_day import my_due
from tests.participants.case_room import NOW, TODAY, clock, people, signed_in  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def three(people: People) -> list[Enrolment]:  # noqa: F811
    return EnrolmentFactory.create_batch(3, participant__unit=people.unit, consultant=people.anna)


def step(people: People, cases: list[Enrolment], **fields: Any) -> Handover:  # noqa: F811
    values = {"of": people.anna, "chosen": dict.fromkeys(cases, people.bo), "first": TODAY, "last": None}
    return hand_over_cases(**(values | {"reason": "Slutar", "by": people.eva, "now": NOW} | fields))


def form_of(people: People, three: list[Enrolment], **fields: Any) -> dict[str, Any]:  # noqa: F811
    """What the browser sends: all to Bo, from today."""
    rows = {f"till_{case.uuid.hex}": "" for case in three}
    values = {"among": [str(people.bo.uuid)], "first": "2026-11-24", "last": "", "reason": "Slutar"}
    return values | rows | fields


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- The form ----------------------------------------------------------------------------------------


def test_whose_cases_with_how_many(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    """Also of somebody whose account is closed; nobody without cases."""
    EnrolmentFactory(participant__unit=people.unit, consultant=UserFactory(unit=people.unit, is_active=False))
    page = plain(signed_in(people.eva).get(reverse("case_hand_over_all")).text)
    assert "Anna Ängström" in page
    assert "3 öppna ärenden" in page
    assert "1 öppet ärende" in page
    assert "Bo Bergqvist" not in page


def test_the_form_shows_what_is_due(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    one = three[0]
    FollowUpFactory(enrolment=one, due_on=TODAY - DAY)
    MeetingFactory(enrolment=one, starts_at=at(TODAY + 3 * DAY), ends_at=at(TODAY + 3 * DAY, 11))
    InternshipFactory(enrolment=one, first_day=TODAY, last_day=dt.date(2027, 2, 26))
    agreed(PlanVersionFactory(enrolment=one), TODAY)
    page = signed_in(people.eva).get(reverse("handover_create", args=[people.anna.uuid])).text
    for words in ("Uppföljning av planen", "2026-11-27", "2027-02-26", "Överenskommen 2026-11-24", "Ingen plan"):
        assert words in page
    assert all(case.participant.full_name in page for case in three)
    log = ReadLog.objects.latest("pk")
    assert (log.kind, set(log.persons)) == ("listed", {case.participant_id for case in three})


def test_all_in_one_step(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    client = signed_in(people.eva)
    done = client.post(reverse("handover_create", args=[people.anna.uuid]), form_of(people, three), follow=True)
    handover = Handover.objects.get()
    assert done.redirect_chain == [(reverse("handover_detail", args=[handover.uuid]), 302)]
    assert "3 ärenden lämnades över." in plain(done.text)
    assert "Ångra överlämningen" in done.text
    undone = client.post(reverse("handover_undo", args=[handover.uuid]), {}, follow=True)
    assert "3 ärenden är som de var före överlämningen." in plain(undone.text)
    assert Enrolment.objects.filter(consultant=people.anna).count() == 3
    again = client.post(reverse("handover_undo", args=[handover.uuid]), {})
    assert "redan ångrad" in again.text


def test_each_case_may_go_its_own_way(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    third = UserFactory(unit=people.unit)
    rows = {f"till_{three[0].uuid.hex}": "stannar", f"till_{three[1].uuid.hex}": str(third.uuid)}
    signed_in(people.eva).post(reverse("handover_create", args=[people.anna.uuid]), form_of(people, three, **rows))
    for case in three:
        case.refresh_from_db()
    assert [case.consultant for case in three] == [people.anna, third, people.bo]
    assert not Handover.objects.get().everything


def test_who_gets_what_is_shown_before_anything_is_done(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    third = UserFactory(unit=people.unit)
    address = reverse("handover_create", args=[people.anna.uuid])
    asked = form_of(people, three, among=[str(people.bo.uuid), str(third.uuid)], reason="", fordela="1")
    shown = signed_in(people.eva).post(address, asked)
    form = shown.context["form"]
    assert sorted(form.field_of(case).value() for case in three).count("") == 0
    assert "Så här blir det" in shown.text
    assert not Handover.objects.exists()


def test_a_refused_form_keeps_what_was_typed(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    address = reverse("handover_create", args=[people.anna.uuid])
    client = signed_in(people.eva)
    refused = client.post(address, form_of(people, three, first="2027-11-25"))
    assert list(refused.context["form"].errors) == ["first"]
    assert 'value="Slutar"' in refused.text
    nobody = client.post(address, form_of(people, three, among=[]))
    assert "Välj vem som tar över" in nobody.text
    gone = client.post(address, form_of(people, three, **{"till_" + "0" * 32: str(people.bo.uuid)}))
    assert "medan du höll på" in gone.text
    assert not Handover.objects.exists()


def test_of_hidden_cases_nothing_is_told(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    """The page says the same whether there are any or not; nothing is counted, named or in the step."""
    address = reverse("handover_create", args=[people.anna.uuid])
    client, hidden = signed_in(people.eva), three[0]
    assert "följer bara med om du är namngiven" in client.get(address).text
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    page = plain(client.get(address).text)
    assert "2 öppna ärenden" in page
    assert "följer bara med om du är namngiven" in page
    assert hidden.case_number not in page
    assert hidden.uuid.hex not in page
    client.post(address, form_of(people, three[1:]))
    hidden.refresh_from_db()
    assert hidden.consultant == people.anna


# --- The letter --------------------------------------------------------------------------------------


def letter_of(handover: Handover) -> HandoverLetter:
    return handover.letters.select_related("to").get()


def test_the_letter_says_what_is_due_in_each_case(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    FollowUpFactory(enrolment=three[0], due_on=TODAY + DAY)
    MeetingFactory(enrolment=three[1], starts_at=at(TODAY + 3 * DAY), ends_at=at(TODAY + 3 * DAY, 11))
    InternshipFactory(enrolment=three[2], first_day=TODAY, last_day=dt.date(2027, 2, 26))
    page = plain(signed_in(people.bo).get(letter_of(step(people, three)).get_absolute_url()).text)
    assert "3 ärenden av Anna Ängström" in page
    for words in ("Uppföljning av planen", "fredag 27 november", "Praktikens sista dag", "2027-02-26", "Inget bokat"):
        assert words in page, words


def test_the_letter_is_read_once_and_by_the_receiver(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    letter = letter_of(step(people, three))
    address = letter.get_absolute_url()
    eva = signed_in(people.eva)
    assert "Jag har läst brevet" not in eva.get(address).text
    assert "Brevet är till någon annan" in eva.post(address, {}).text
    bo = signed_in(people.bo)
    assert "Jag har läst brevet" in bo.get(address).text
    assert "markerat som läst" in bo.post(address, {}, follow=True).text
    letter.refresh_from_db()
    assert letter.read_at == NOW
    with time_machine.travel(at(TODAY + DAY), tick=False):
        bo.post(address, {})
    letter.refresh_from_db()
    assert letter.read_at == NOW


def test_a_case_that_went_on_is_left_out_of_the_letter(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    letter = letter_of(step(people, three))
    Enrolment.objects.filter(pk=three[0].pk).update(consultant=people.eva)
    page = plain(signed_in(people.bo).get(letter.get_absolute_url()).text)
    assert three[0].participant.full_name not in page
    assert "1 ärende har avslutats eller gått vidare" in page


def test_a_person_who_is_hidden_from_the_receiver_is_not_in_the_letter(
    people: People,  # noqa: F811
    three: list[Enrolment],
) -> None:
    letter = letter_of(step(people, three))
    hidden = three[0]
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    page = plain(signed_in(people.bo).get(letter.get_absolute_url()).text)
    assert hidden.participant.last_name not in page
    assert hidden.case_number not in page
    assert "2 ärenden av" in page
    assert "gått vidare" not in page
    tasks = tasks_of(people.bo, my_due(people.bo, TODAY), TODAY)
    assert "2 ärenden av Anna Ängström" in [plain(task.name) for task in tasks]


def test_a_named_receiver_sees_the_case_number_alone(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    person = three[0].participant
    Participant.objects.filter(pk=person.pk).update(is_protected=True)
    for user in (people.eva, people.bo):
        ProtectedAccess.objects.create(participant=person, user=user, period=days(TODAY, None), named_by=people.eva)
    page = signed_in(people.bo).get(letter_of(step(people, three)).get_absolute_url()).text
    assert f"Ärende {three[0].case_number}" in page
    assert person.last_name not in page


@pytest.mark.parametrize("who", ["anna", "cilla", "specialist", "hans", "ekonom", "hr", "admin"])
def test_for_others_there_is_no_such_page(people: People, three: list[Enrolment], who: str) -> None:  # noqa: F811
    """To the byte as an address that does not exist; also for whoever the cases were of."""
    handover = step(people, three)
    client = signed_in(getattr(people, who))
    unknown = client.get(reverse("enrolment_assign", args=["00000000-0000-4000-8000-000000000000"]))
    for name, row in (
        ("handover_letter", letter_of(handover)),
        ("handover_detail", handover),
        ("handover_undo", handover),
        ("handover_create", people.anna),
    ):
        for response in (client.get(reverse(name, args=[row.uuid])), client.post(reverse(name, args=[row.uuid]))):
            assert (response.status_code, response.content) == (404, unknown.content), name


def test_as_many_questions_for_many_cases(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    """The form, the step's page and the letter."""

    def costs(cases: list[Enrolment]) -> list[int]:
        handover = step(people, cases[:-1])
        pages = [
            (signed_in(people.eva), reverse("handover_create", args=[people.anna.uuid])),
            (signed_in(people.eva), handover.get_absolute_url()),
            (signed_in(people.bo), letter_of(handover).get_absolute_url()),
            (signed_in(people.bo), reverse("my_day")),
        ]
        found = []
        for client, address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        undo_handover(handover=handover, by=people.eva, now=NOW)
        return found

    few = costs(three)
    more = [*three, *EnrolmentFactory.create_batch(6, participant__unit=people.unit, consultant=people.anna)]
    assert costs(more) == few
    assert max(few) <= 16


# --- What is remembered ------------------------------------------------------------------------------


def test_the_receiver_has_a_row_until_the_letter_is_read(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    handover = step(people, three)

    def rows() -> list[tuple[str, str]]:
        tasks = tasks_of(people.bo, my_due(people.bo, TODAY), TODAY)
        return [(task.name, task.url) for task in tasks if task.label == "Överlämnade ärenden"]

    letter = letter_of(handover)
    assert rows() == [("3 ärenden av Anna Ängström", letter.get_absolute_url())]
    page = signed_in(people.bo).get(reverse("my_day")).text
    assert "3 ärenden av Anna Ängström" in plain(page)
    sweep(TODAY, now=NOW)
    sweep(TODAY, now=NOW)
    (notice,) = Notification.objects.filter(rule="handover_letter")
    assert (notice.recipient, notice.url) == (people.bo, letter.get_absolute_url())
    undo_handover(handover=handover, by=people.eva, now=NOW)
    assert rows() == []
    again = letter_of(step(people, three))
    assert len(rows()) == 1
    signed_in(people.bo).post(again.get_absolute_url(), {})
    assert rows() == []


def test_whoever_had_read_the_letter_is_told_that_it_was_undone(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    handover = step(people, three)
    letter, bo = letter_of(handover), signed_in(people.bo)
    bo.post(letter.get_absolute_url(), {})
    later = NOW + dt.timedelta(minutes=5)

    def rows() -> list[str]:
        tasks = tasks_of(people.bo, my_due(people.bo, TODAY), TODAY)
        return [task.name for task in tasks if task.label == "Överlämnade ärenden"]

    assert rows() == []
    with time_machine.travel(later, tick=False):
        undo_handover(handover=handover, by=people.eva, now=later)
        assert rows() == ["3 ärenden av Anna Ängström, överlämningen är ångrad"]
        page = bo.get(letter.get_absolute_url()).text
        assert "Överlämningen ångrades" in page
        assert "Jag har läst brevet" in page
    with time_machine.travel(later + dt.timedelta(minutes=5), tick=False):
        bo.post(letter.get_absolute_url(), {})
        assert rows() == []
        assert "Jag har läst brevet" not in bo.get(letter.get_absolute_url()).text


def test_a_substitute_is_told_two_weeks_before(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    first = TODAY + 20 * DAY
    step(people, three, first=first, last=first + 6 * DAY)

    def shown(day: dt.date) -> int:
        with time_machine.travel(at(day), tick=False):
            return len([row for row in my_due(people.bo, day) if row.rule.code == "handover_letter"])

    assert [shown(first - n * DAY) for n in (15, 14, 0)] == [0, 1, 1]


def left(user: Any, day: dt.date = TODAY) -> list[Any]:
    return [row for row in my_due(user, day) if row.rule.code == "handover_left"]


@pytest.mark.parametrize("last", [None, TODAY + 6 * DAY])
def test_those_named_are_told_of_a_case_that_did_not_go_along(
    people: People,  # noqa: F811
    three: list[Enrolment],
    last: dt.date | None,
) -> None:
    """The named staff, in Min dag and by notice; not the enhetschef who did it and is not named."""
    hidden = three[0]
    person = Participant.objects.get(pk=hidden.participant_id)
    Participant.objects.filter(pk=person.pk).update(is_protected=True)
    for user in (people.anna, people.bo):
        ProtectedAccess.objects.create(participant=person, user=user, period=days(TODAY, None), named_by=people.anna)
    assert not left(people.anna)
    handover = step(people, three[1:], last=last)
    assert [row.participant_id for row in left(people.anna)] == [person.pk]
    page = signed_in(people.eva).get(reverse("my_day")).text
    assert "Följde inte med" not in page
    assert person.last_name not in page
    sweep(TODAY, now=NOW)
    told = Notification.objects.filter(rule="handover_left")
    assert {notice.recipient for notice in told} == {people.anna, people.bo}
    undo_handover(handover=handover, by=people.eva, now=NOW)
    assert not left(people.anna)


def test_some_cases_or_a_case_that_somebody_has_taken_tell_nothing(
    people: People,  # noqa: F811
    three: list[Enrolment],
) -> None:
    hidden = three[0]
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    ProtectedAccess.objects.create(
        participant=hidden.participant, user=people.anna, period=days(TODAY, None), named_by=people.anna
    )
    undo_handover(handover=step(people, three[1:2]), by=people.eva, now=NOW)
    some = step(people, three[1:2])
    assert not some.everything
    assert not left(people.anna)
    step(people, three[2:], last=TODAY + 3 * DAY)
    assert left(people.anna)
    hidden.assignments.create(user=people.bo, part="substitute", period=days(TODAY, TODAY + 3 * DAY))
    assert not left(people.anna)


def test_the_list_says_how_each_stands(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    undo_handover(handover=step(people, three), by=people.eva, now=NOW)
    step(people, three, last=TODAY + 3 * DAY)
    page = signed_in(people.eva).get(reverse("handover_list")).text
    for words in ("Ångrad", "Ersättare till 2026-11-27", "Bo Bergqvist", "Slutar"):
        assert words in page
    assert Client().get(reverse("handover_list")).status_code == 302
    assert signed_in(people.bo).get(reverse("handover_list")).status_code == 404
