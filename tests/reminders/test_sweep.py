"""The sweep tells everybody once, forgets nobody, and mails no personal data."""

import datetime as dt
import json
import re
import threading
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from amc.reminders import actions
from amc.reminders.actions import MAIL_TRIES, mark_read, send_mail, sweep
from amc.reminders.models import Notification
from handlingsplan.models import FollowUp
from participants.models import Enrolment
from placements.models import Employment
from tests.factories import (
    EmploymentFactory,
    EnrolmentFactory,
    FollowUpFactory,
    JournalEntryFactory,
    People,
    PlanVersionFactory,
    ReferralFactory,
    agreed,
    at,
    days,
    make_people,
)

TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 6)


@pytest.fixture
def people(db) -> People:
    return make_people()


@pytest.fixture
def quiet(people: People) -> Enrolment:
    """A case in which nothing is due for months: what a test adds is the only thing that is told."""
    enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=TODAY)
    agreed(PlanVersionFactory(enrolment=enrolment), TODAY)
    JournalEntryFactory(enrolment=enrolment, occurred_at=at(TODAY, 1))
    return enrolment


def told(rule: str, **filters: object) -> list[tuple[str, str]]:
    """(stage, recipient) of what has been told by a rule."""
    rows = Notification.objects.filter(rule=rule, **filters).order_by("pk")
    return [(row.stage, row.recipient.first_name) for row in rows.select_related("recipient")]


def yearly(enrolment: Enrolment, due_on: dt.date) -> FollowUp:
    return FollowUpFactory(enrolment=enrolment, kind=FollowUp.Kind.AMI_YEARLY, due_on=due_on)


def only_rule() -> str:
    """The one rule that has told something."""
    (rule,) = set(Notification.objects.values_list("rule", flat=True))
    return rule


class TestOnce:
    def test_the_second_sweep_of_a_day_tells_nothing(self, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        assert sweep(TODAY, now=NOW).new.total() == 1
        assert sweep(TODAY, now=NOW).new.total() == 0
        assert Notification.objects.count() == 1

    def test_each_stage_is_told_on_its_day(self, quiet: Enrolment) -> None:
        """60, 30, 7 days before, on the day, and 14 days overdue to the enhetschef (issue 2.9)."""
        due_on = TODAY + dt.timedelta(days=61)
        yearly(quiet, due_on)
        seen: list[int] = []
        for offset in range(80):
            day = TODAY + dt.timedelta(days=offset)
            new = [key for key in sweep(day, now=NOW).new if "follow_up" in key[0]]
            seen += [(day - due_on).days for _ in new]
        assert seen == [-60, -30, -7, 0, 14]
        rule = Notification.objects.filter(subject=FollowUp.objects.get().uuid).first().rule
        assert [who for _, who in told(rule)] == ["Anna", "Anna", "Anna", "Anna", "Eva"]

    def test_missed_nights_lose_nothing(self, quiet: Enrolment) -> None:
        follow_up = yearly(quiet, TODAY + dt.timedelta(days=61))
        sweep(TODAY, now=NOW)
        assert not Notification.objects.exists()
        sweep(TODAY + dt.timedelta(days=40), now=NOW)
        notices = Notification.objects.filter(subject=follow_up.uuid)
        assert [(row.due_on - TODAY).days for row in notices] == [61]
        assert "30" in notices.get().stage

    def test_a_moved_date_is_told_anew_and_the_old_notice_taken_back(self, quiet: Enrolment) -> None:
        follow_up = yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        FollowUp.objects.filter(pk=follow_up.pk).update(due_on=TODAY + dt.timedelta(days=5))
        result = sweep(TODAY, now=NOW)
        assert (result.new.total(), result.settled) == (1, 1)
        assert Notification.objects.unread().get().due_on == TODAY + dt.timedelta(days=5)

    def test_work_that_is_done_takes_its_notice_back(self, quiet: Enrolment) -> None:
        follow_up = yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        FollowUp.objects.filter(pk=follow_up.pk).update(cancelled_at=NOW, cancelled_reason="Hölls i annat möte")
        assert sweep(TODAY, now=NOW).settled == 1
        assert not Notification.objects.unread().exists()


class TestEmployment:
    @pytest.fixture
    def employment(self, people: People) -> Employment:
        enrolment = EnrolmentFactory(
            participant__unit=people.unit, consultant=people.anna, opened_on=dt.date(2026, 1, 2)
        )
        agreed(PlanVersionFactory(enrolment=enrolment), dt.date(2026, 1, 20))
        return EmploymentFactory(enrolment=enrolment, first_day=dt.date(2026, 2, 1), last_day=dt.date(2027, 1, 31))

    def test_an_extension_re_arms(self, employment: Employment) -> None:
        """Told at 120, 90, 30 and 7 days; keyed on the end date in force (issue 2.9)."""
        rule, last = "employment_ending", employment.last_day
        sweep(last - dt.timedelta(days=91), now=NOW)
        sweep(last - dt.timedelta(days=90), now=NOW)
        assert [stage for stage, _ in told(rule)] == ["-120", "-90"]
        longer = dt.date(2028, 1, 31)
        Employment.objects.filter(pk=employment.pk).update(period=days(employment.first_day, longer))
        sweep(last, now=NOW)
        assert len(told(rule)) == 2
        sweep(longer - dt.timedelta(days=90), now=NOW)
        assert [stage for stage, _ in told(rule)] == ["-120", "-90", "-90"]


class TestRecipients:
    def test_who_has_left_is_replaced_by_the_manager(self, people: People, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        people.anna.is_active = False
        people.anna.save()
        sweep(TODAY, now=NOW)
        assert {who for _, who in told(only_rule())} == {"Eva"}

    def test_an_expired_account_counts_as_left(self, people: People, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        people.anna.expires_on = TODAY - dt.timedelta(days=1)
        people.anna.save()
        sweep(TODAY, now=NOW)
        assert {who for _, who in told(only_rule())} == {"Eva"}

    def test_the_other_units_manager_is_not_told(self, people: People) -> None:
        foreign = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla, opened_on=TODAY)
        agreed(PlanVersionFactory(enrolment=foreign), TODAY)
        yearly(foreign, TODAY - dt.timedelta(days=20))
        result = sweep(TODAY, now=NOW)
        assert not Notification.objects.filter(recipient=people.eva).exists()
        assert result.unaddressed == 1

    def test_unseen_referral_is_told_to_the_unit(self, people: People) -> None:
        """Not read for more than five working days (issue 2.9)."""
        ReferralFactory(unit=people.unit, registered_by=people.anna, received_on=TODAY - dt.timedelta(days=8))
        sweep(TODAY, now=NOW)
        assert told("referral_unseen") == [("0", "Eva")]

    def test_closed_cases_are_quiet(self, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        Enrolment.objects.filter(pk=quiet.pk).update(closed_on=TODAY)
        assert sweep(TODAY, now=NOW).new.total() == 0


class TestMail:
    def test_names_nobody_and_leads_to_the_sign_in(self, people: People, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        assert send_mail(now=NOW) == 1
        (message,) = mail.outbox
        text = f"{message.subject}\n{message.body}"
        person = quiet.participant
        for secret in (person.first_name, person.last_name, quiet.case_number, str(person.uuid), "uppföljning", "AMI"):
            assert secret.lower() not in text.lower()
        assert message.to == [people.anna.email]
        assert re.search(r"https?://\S+/notiser/", message.body)

    def test_one_message_for_all_of_ones_notices(self, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        yearly(quiet, TODAY - dt.timedelta(days=1))
        sweep(TODAY, now=NOW)
        assert send_mail(now=NOW) == 1
        assert "2 nya uppgifter" in mail.outbox[0].subject
        assert send_mail(now=NOW) == 0

    def test_what_is_read_before_is_not_mailed(self, people: People, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        mark_read(people.anna, None, now=NOW)
        assert send_mail(now=NOW) == 0

    @override_settings(MAILERS={"default": {"BACKEND": "tests.reminders.mailboxes.Refusing"}})
    def test_a_mailbox_that_refuses_is_tried_a_few_times(self, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        for _ in range(MAIL_TRIES + 2):
            assert send_mail(now=NOW) == 0
        notice = Notification.objects.get()
        assert (notice.mailed_at, notice.mail_tries) == (None, MAIL_TRIES)

    @override_settings(MAILERS={"default": {"BACKEND": "tests.reminders.mailboxes.Dying"}})
    def test_a_kill_between_sending_and_marking_sends_again_with_the_same_id(self, quiet: Enrolment) -> None:
        from tests.reminders import mailboxes

        yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        mailboxes.Dying.sent.clear()
        for _ in range(2):
            with pytest.raises(SystemExit), transaction.atomic():
                send_mail(now=NOW)
        first, second = mailboxes.Dying.sent
        assert first == second
        assert Notification.objects.get().mailed_at is None


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once() -> None:
    people = make_people()
    enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=TODAY)
    agreed(PlanVersionFactory(enrolment=enrolment), TODAY)
    for number in range(30):
        yearly(enrolment, TODAY - dt.timedelta(days=number % 10))
    start, results = threading.Barrier(2), []

    def run() -> None:
        try:
            start.wait()
            results.append(sweep(TODAY, now=NOW).new.total())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    assert Notification.objects.filter(recipient=people.anna, rule__contains="follow").count() == 30


def test_a_sweep_killed_in_the_middle_is_finished_by_the_next(quiet: Enrolment, monkeypatch) -> None:
    yearly(quiet, TODAY)
    whole = actions._tell
    calls: list[str] = []

    def dies(rule, *args):
        calls.append(rule.code)
        whole(rule, *args)
        if len(calls) == 3:
            raise SystemExit

    monkeypatch.setattr(actions, "_tell", dies)
    with pytest.raises(SystemExit):
        sweep(TODAY, now=NOW)
    monkeypatch.undo()
    sweep(TODAY, now=NOW)
    assert Notification.objects.filter(subject=FollowUp.objects.get().uuid).count() == 1
    assert sweep(TODAY, now=NOW).new.total() == 0


class TestCommand:
    def test_prints_what_it_told(self, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        out = StringIO()
        call_command("sweep", today="2026-11-24", json=True, stdout=out)
        answer = json.loads(out.getvalue())
        assert answer["today"] == "2026-11-24"
        assert answer["told"] == 1
        assert sum(sum(stages.values()) for stages in answer["by_rule"].values()) == 1

    def test_a_date_that_is_none_is_refused_in_words(self, db) -> None:
        with pytest.raises(CommandError, match="2026-11-24"):
            call_command("sweep", today="i morgon")


class TestPage:
    @pytest.mark.parametrize("name", ["anna", "eva", "hans", "ekonom", "hr", "specialist", "admin"])
    def test_everybody_has_their_own(self, client: Client, people: People, name: str) -> None:
        client.force_login(getattr(people, name))
        assert client.get(reverse("notices")).status_code == 200

    def test_opening_marks_as_read_and_leads_on(self, client: Client, people: People, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        notice = Notification.objects.get()
        client.force_login(people.anna)
        page = client.get(reverse("notices")).content.decode()
        assert quiet.participant.full_name in page
        answer = client.post(reverse("notice_open", args=[notice.uuid]))
        assert answer["Location"] == notice.url
        notice.refresh_from_db()
        assert notice.read_at is not None

    def test_anothers_notice_answers_as_none(self, client: Client, people: People, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        client.force_login(people.cilla)
        foreign = client.post(reverse("notice_open", args=[Notification.objects.get().uuid]))
        unknown = client.post(reverse("notice_open", args=["11111111-1111-4111-8111-111111111111"]))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content

    def test_a_person_out_of_sight_is_not_named(self, client: Client, people: People, quiet: Enrolment) -> None:
        """A consultant who has moved to another unit keeps the notice, not the name."""
        yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        people.anna.unit = people.other_unit
        people.anna.save()
        client.force_login(people.anna)
        assert quiet.participant.last_name not in client.get(reverse("notices")).content.decode()

    def test_mark_all(self, client: Client, people: People, quiet: Enrolment) -> None:
        yearly(quiet, TODAY)
        sweep(TODAY, now=NOW)
        client.force_login(people.anna)
        client.post(reverse("notices_read"))
        assert not Notification.objects.unread().filter(recipient=people.anna).exists()

    @pytest.mark.parametrize("amount", [1, 20])
    def test_query_count(self, client: Client, people: People, quiet: Enrolment, django_assert_max_num_queries, amount):
        for number in range(amount):
            yearly(quiet, TODAY - dt.timedelta(days=number))
        sweep(TODAY, now=timezone.now())
        client.force_login(people.anna)
        with time_machine.travel(NOW), django_assert_max_num_queries(8):
            client.get(reverse("notices"))
