"""Planned changes in the browser: the two forms, the pages, Min dag, the notices, and who sees what."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.audit.models import ReadLog
from amc.reminders.actions import sweep
from amc.reminders.models import Notification
from amc.staff.models import User
from amc.workspace.my_day import tasks_of
from participants.actions.carrying_out import carry_out_changes
from participants.actions.handovers import undo_handover
from participants.actions.planning import cancel_changes, plan_changes
from participants.models import Enrolment, Handover, Participant, PlannedChange, ProtectedAccess
from tests.exports import take_out
from tests.factories import EnrolmentFactory, People, UserFactory, at, days
from tests.my_day import my_due
from tests.participants.case_room import NOW, TODAY, clock, people, signed_in  # noqa: F401
from tests.queries import own

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)
ON = TODAY + 9 * DAY
LABELS = {"change_giving", "change_receiving", "change_done", "change_refused"}


@pytest.fixture
def three(people: People) -> list[Enrolment]:  # noqa: F811
    return EnrolmentFactory.create_batch(3, participant__unit=people.unit, consultant=people.anna)


def plan(people: People, cases: list[Enrolment], **fields: Any) -> list[PlannedChange]:  # noqa: F811
    values = {"of": people.anna, "chosen": dict.fromkeys(cases, people.bo), "day": ON, "reason": "Slutar"}
    return plan_changes(**(values | {"by": people.eva, "now": NOW} | fields))


def carry_out(day: dt.date = ON) -> None:
    with time_machine.travel(at(day, 1), tick=False):
        carry_out_changes(day, now=at(day, 1))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def rows(user: User, day: dt.date = TODAY) -> list[tuple[str, str, dt.date]]:
    """The rows of Min dag about planned changes: rule, name and day."""
    with time_machine.travel(at(day, 9), tick=False):
        due = [row for row in my_due(user, day) if row.rule.code in LABELS]
        codes = {row.rule.label: row.rule.code for row in due}
        return [(codes[task.label], plain(task.name), task.due_on) for task in tasks_of(user, due, day)]


# --- Planning in the browser ----------------------------------------------------------------------------


def test_several_cases_from_a_day_to_come(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    client, address = signed_in(people.eva), reverse("handover_create", args=[people.anna.uuid])
    values = {"among": [str(people.bo.uuid)], "first": ON.isoformat(), "last": "", "reason": "Slutar"}
    done = client.post(address, values | {f"till_{case.uuid.hex}": "" for case in three}, follow=True)
    step = PlannedChange.objects.values_list("step", flat=True).distinct().get()
    assert done.redirect_chain == [(reverse("planned_step", args=[step]), 302)]
    assert f"3 ärenden byter konsulent {ON}. Till dess är allt som förut." in plain(done.text)
    assert Enrolment.objects.filter(consultant=people.anna).count() == 3
    assert not Handover.objects.exists()
    # The form says what is planned, and a second plan says so and keeps what was typed.
    page = plain(client.get(address).text)
    assert page.count("Byter till Bo Bergqvist") == 3
    again = client.post(address, values | {"reason": "Igen"} | {f"till_{case.uuid.hex}": "" for case in three})
    assert "Ett byte till Bo Bergqvist är redan planerat till 2026-12-03. Ta bort det först." in again.text
    assert 'value="Igen"' in again.text
    assert PlannedChange.objects.count() == 3


def test_a_substitute_for_days_to_come_is_still_a_handover(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    values = {"among": [str(people.bo.uuid)], "first": ON.isoformat(), "last": (ON + DAY).isoformat(), "reason": "Kurs"}
    rows_of = {f"till_{case.uuid.hex}": "" for case in three}
    signed_in(people.eva).post(reverse("handover_create", args=[people.anna.uuid]), values | rows_of)
    assert Handover.objects.get().last_day == ON + DAY
    assert not PlannedChange.objects.exists()


def test_one_case_from_a_day_to_come(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    case = three[0]
    client, address = signed_in(people.anna), reverse("enrolment_assign", args=[case.uuid])
    values = {"user": str(people.bo.uuid), "first": ON.isoformat(), "reason": "Byter team", "revision": "0"}
    done = client.post(address, values, follow=True)
    assert done.redirect_chain == [(reverse("case_staff", args=[case.uuid]), 302)]
    assert "Bytet till Bo Bergqvist är planerat till 2026-12-03." in done.text
    for page in (done.text, client.get(case.participant.get_absolute_url()).text):
        assert "byter till" in page
        assert "Bo Bergqvist 2026-12-03" in page
    assert "Ett byte till Bo Bergqvist är planerat till 2026-12-03" in client.get(address).text
    again = client.post(address, values | {"user": str(people.eva.uuid)})
    assert "user" in again.context["form"].errors or "redan planerat" in again.text
    assert PlannedChange.objects.get().planned_by == people.anna


def test_a_case_of_nobody_gets_somebody_first(people: People) -> None:  # noqa: F811
    case = EnrolmentFactory(participant__unit=people.unit, consultant=None)
    values = {"user": str(people.bo.uuid), "first": ON.isoformat(), "reason": "", "revision": "0"}
    refused = signed_in(people.eva).post(reverse("enrolment_assign", args=[case.uuid]), values)
    assert refused.context["form"].errors["first"] == [
        "Ärendet saknar konsulent. Utse någon från i dag; ett byte kan planeras sedan."
    ]


def test_a_stale_form_says_whose_it_is_now(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    case = three[0]
    Enrolment.objects.filter(pk=case.pk).update(consultant=people.eva, revision=3)
    values = {"user": str(people.bo.uuid), "first": ON.isoformat(), "reason": "Byter", "revision": "0"}
    shown = signed_in(people.eva).post(reverse("enrolment_assign", args=[case.uuid]), values)
    assert f"Konsulent är nu {people.eva.full_name}." in shown.text
    assert not PlannedChange.objects.exists()


# --- Taking back ----------------------------------------------------------------------------------------


def test_one_click_takes_it_back(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    changes = plan(people, three)
    anna = signed_in(people.anna)
    staff = reverse("case_staff", args=[three[0].uuid])
    assert reverse("planned_change_cancel", args=[changes[0].uuid]) in anna.get(staff).text
    one = anna.post(reverse("planned_change_cancel", args=[changes[0].uuid]), {"fran": "arende"}, follow=True)
    assert one.redirect_chain == [(staff, 302)]
    assert "1 planerat byte togs bort." in plain(one.text)
    assert "Borttaget" in one.text
    assert "byter till" not in one.text
    rest = anna.post(reverse("planned_step_cancel", args=[changes[0].step]), {}, follow=True)
    assert rest.redirect_chain == [(changes[0].get_absolute_url(), 302)]
    assert "2 planerade byten togs bort." in plain(rest.text)
    again = anna.post(reverse("planned_step_cancel", args=[changes[0].step]), {})
    assert "redan genomfört, borttaget eller" in again.text
    assert "Ta bort bytet" not in rest.text
    carry_out()
    assert Enrolment.objects.filter(consultant=people.anna).count() == 3


# --- The pages ------------------------------------------------------------------------------------------


def test_the_page_of_a_step_says_how_it_stands(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    other = UserFactory(unit=people.unit)
    chosen = {three[0]: people.bo, three[1]: people.bo, three[2]: other}
    changes = plan(people, three, chosen=chosen)
    eva, address = signed_in(people.eva), changes[0].get_absolute_url()
    page = plain(eva.get(address).text)
    for words in ("byte av konsulent 2026-12-03", "3 ärenden", "Planerat av", "Till dess är allt som förut"):
        assert words in page
    log = ReadLog.objects.latest("pk")
    assert (log.kind, set(log.persons)) == ("listed", {case.participant_id for case in three})
    assert eva.get(reverse("planned_step", args=[changes[1].uuid])).text.count("Ta bort") > 1
    User.objects.filter(pk=other.pk).update(is_active=False)
    carry_out()
    with time_machine.travel(at(ON, 9), tick=False):
        page = plain(signed_in(people.eva).get(address).text)
    assert page.count("Genomfört") == 2
    assert "Blev inte av" in page
    assert "kontot är stängt" in page
    assert Handover.objects.get().get_absolute_url() in page
    assert reverse("enrolment_assign", args=[three[2].uuid]) in page
    assert "Ta bort" not in page


def test_the_list_shows_what_is_to_come_first(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    plan(people, three[:1])
    cancel_changes(plan(people, three[1:2]), by=people.eva, now=NOW)
    client, address = signed_in(people.eva), reverse("planned_change_list")
    page = client.get(address).text
    assert three[0].participant.full_name in page
    assert three[1].participant.full_name not in page
    gone = client.get(address + "?lage=borttagna").text
    assert three[1].participant.full_name in gone
    assert client.get(address + "?lage=alla").text.count("Bo Bergqvist") >= 2
    assert signed_in(people.bo).get(address).status_code == 404
    file = take_out(client, address)
    assert file.status_code == 200


@pytest.mark.parametrize("who", ["cilla", "specialist", "hans", "ekonom", "hr", "admin"])
def test_for_others_there_is_no_such_page(people: People, three: list[Enrolment], who: str) -> None:  # noqa: F811
    changes, client = plan(people, three), signed_in(getattr(people, who))
    unknown = client.get(reverse("planned_step", args=["00000000-0000-4000-8000-000000000000"]))
    for name, key in (
        ("planned_step", changes[0].step),
        ("planned_step", changes[0].uuid),
        ("planned_step_cancel", changes[0].step),
        ("planned_change_cancel", changes[0].uuid),
    ):
        for response in (client.get(reverse(name, args=[key])), client.post(reverse(name, args=[key]))):
            assert (response.status_code, response.content) == (404, unknown.content), name
    assert PlannedChange.objects.to_come().count() == 3


def test_of_hidden_persons_nothing_is_told(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    changes, hidden = plan(people, three), three[0]
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    page = plain(signed_in(people.eva).get(changes[0].get_absolute_url()).text)
    assert "2 ärenden" in page
    assert hidden.case_number not in page
    assert hidden.participant.last_name not in page
    assert hidden.case_number not in signed_in(people.eva).get(reverse("planned_change_list")).text
    assert signed_in(people.eva).get(reverse("planned_change_cancel", args=[changes[0].uuid])).status_code == 404
    assert rows(people.bo)[0][:2] == ("change_receiving", "2 ärenden av Anna Ängström")
    # A step that is about nobody else is not told to those who could not open it.
    Participant.objects.filter(pk__in=[case.participant_id for case in three]).update(is_protected=True)
    assert rows(people.bo) == []
    sweep(TODAY, now=NOW)
    assert not Notification.objects.filter(rule__in=LABELS).exists()
    ProtectedAccess.objects.create(
        participant=hidden.participant, user=people.bo, period=days(TODAY, None), named_by=people.anna
    )
    assert rows(people.bo)[0][:2] == ("change_receiving", "1 ärende av Anna Ängström")
    assert f"Ärende {hidden.case_number}" in signed_in(people.bo).get(changes[0].get_absolute_url()).text


def test_as_many_questions_for_many_cases(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    def costs(cases: list[Enrolment]) -> list[int]:
        changes = plan(people, cases)
        found = []
        for user, address in (
            (people.eva, changes[0].get_absolute_url()),
            (people.eva, reverse("planned_step_cancel", args=[changes[0].step])),
            (people.anna, reverse("my_day")),
            (people.anna, reverse("participant_list")),
            (people.anna, cases[0].participant.get_absolute_url()),
        ):
            client = signed_in(user)
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(own(captured)))
        cancel_changes(changes, by=people.eva, now=NOW)
        return found

    few = costs(three)
    more = EnrolmentFactory.create_batch(6, participant__unit=people.unit, consultant=people.anna)
    assert costs([*three, *more]) == few
    assert max(few) <= 12


# --- What is remembered -----------------------------------------------------------------------------------


def told(*codes: str) -> list[tuple[str, User]]:
    found = Notification.objects.filter(rule__in=codes or LABELS).select_related("recipient").order_by("pk")
    return [(notice.rule, notice.recipient) for notice in found]


def test_both_are_told_when_it_is_planned_and_when_it_is_done(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    """At once, however far away; in Min dag the last two weeks; and the receiver gets the letter of any handover."""
    far = TODAY + 60 * DAY
    changes = plan(people, three, day=far)
    for _ in range(2):
        sweep(TODAY, now=NOW)
    assert told() == [("change_giving", people.anna), ("change_receiving", people.bo)]
    assert {notice.url for notice in Notification.objects.all()} >= {changes[0].get_absolute_url()}
    assert (rows(people.anna), rows(people.bo)) == ([], [])
    assert rows(people.anna, far - 15 * DAY) == []
    assert rows(people.anna, far - 14 * DAY) == [("change_giving", "3 ärenden", far)]
    assert rows(people.bo, far - DAY) == [("change_receiving", "3 ärenden av Anna Ängström", far)]
    carry_out(far)
    assert rows(people.anna, far) == [("change_done", "3 ärenden", far)]
    assert rows(people.bo, far) == []
    with time_machine.travel(at(far, 9), tick=False):
        assert "handover_letter" in {row.rule.code for row in my_due(people.bo, far)}
        sweep(far, now=at(far, 9))
        assert told("change_done", "handover_letter") == [("handover_letter", people.bo), ("change_done", people.anna)]
        assert Notification.objects.unread().filter(rule__in=["change_giving", "change_receiving"]).count() == 0
        anna, address = signed_in(people.anna), changes[0].get_absolute_url()
        assert "Jag har läst det" in anna.get(address).text
        assert "Jag har läst det" not in signed_in(people.bo).get(address).text
        assert "för någon annan att läsa" in signed_in(people.bo).post(address, {}).text
        assert "Markerat som läst." in anna.post(address, {}, follow=True).text
    assert rows(people.anna, far) == []


def test_whoever_plans_their_own_cases_is_told_nothing(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    plan(people, three, by=people.anna)
    sweep(TODAY, now=NOW)
    assert told() == [("change_receiving", people.bo)]
    carry_out()
    assert rows(people.anna, ON) == []


def test_taken_back_nothing_is_remembered(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    changes = plan(people, three)
    sweep(TODAY, now=NOW)
    cancel_changes(changes, by=people.eva, now=NOW)
    sweep(TODAY, now=NOW)
    assert not Notification.objects.unread().filter(rule__in=LABELS).exists()
    assert (rows(people.anna), rows(people.bo)) == ([], [])


def test_what_came_to_nothing_is_told_to_the_planner_and_the_enhetschef(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    change = plan(people, three[:1], by=people.anna)[0]
    User.objects.filter(pk=people.bo.pk).update(is_active=False)
    carry_out()
    person = three[0].participant
    assert rows(people.anna, ON) == [("change_refused", person.full_name, ON)]
    with time_machine.travel(at(ON, 9), tick=False):
        sweep(ON, now=at(ON, 9))
        assert set(told("change_refused")) == {("change_refused", people.anna), ("change_refused", people.eva)}
        notice = Notification.objects.get(recipient=people.eva, rule="change_refused")
        assert notice.url == reverse("planned_step", args=[change.uuid])
        eva = signed_in(people.eva)
        page = eva.get(notice.url).text
        assert "kontot är stängt" in page
        assert "Jag har läst det" in page
        assert "Bytet av konsulent blev inte av" in signed_in(people.anna).get(person.get_absolute_url()).text
        eva.post(notice.url, {})
    assert rows(people.anna, ON) == []


def test_an_account_that_has_ended_is_told_nothing(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    """Nor is the enhetschef in its place: whoever slutar hands over, and the letter tells the rest."""
    plan(people, three)
    User.objects.filter(pk=people.anna.pk).update(is_active=False)
    carry_out()
    with time_machine.travel(at(ON, 9), tick=False):
        sweep(ON, now=at(ON, 9))
        assert told() == []


def test_the_handover_that_came_of_it_can_be_undone(people: People, three: list[Enrolment]) -> None:  # noqa: F811
    plan(people, three)
    carry_out()
    with time_machine.travel(at(ON, 9), tick=False):
        undo_handover(handover=Handover.objects.get(), by=people.eva, now=at(ON, 9))
        assert Enrolment.objects.filter(consultant=people.anna).count() == 3
        plan(people, three, day=ON + 5 * DAY, now=at(ON, 9))
