"""A consultant who does not work with a case says why, opens it for a while, and closes it again."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from amc.audit.models import ReadLog
from amc.obstacles import Refused
from amc.staff.models import Municipality, Role
from participants.actions.opening import open_for_reason
from participants.models import Enrolment, JournalEntry, OpeningReason, TemporaryAccess
from participants.rules.opening import Ties, entitlement, opening_obstacles
from tests.factories import EnrolmentFactory, ReferralFactory, UserFactory, at, days, make_people, opened

TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY)
pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with time_machine.travel(NOW, tick=False):
        yield make_people()


@pytest.fixture
def case(people) -> Enrolment:
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def bo(people) -> Client:
    return signed_in(people.bo)


def question(case: Enrolment, page: str = "") -> str:
    return reverse("participant_open", args=[case.participant.uuid]) + (f"?till={page}" if page else "")


@pytest.mark.parametrize(
    ("roles", "ties", "given"),
    [
        ([Role.KONSULENT], Ties(), ""),
        ([Role.KONSULENT], Ties(part="consultant"), "own"),
        ([Role.KONSULENT], Ties(part="substitute", until=NOW), "substitute"),
        ([Role.KONSULENT], Ties(part="specialist"), "specialist"),
        ([Role.KONSULENT], Ties(receives=True), "receiver"),
        ([Role.KONSULENT], Ties(until=NOW), "temporary"),
        ([Role.ENHETSCHEF], Ties(), "manager"),
        ([Role.ENHETSCHEF, Role.KONSULENT], Ties(part="consultant"), "own"),
        ([Role.ENHETSCHEF, Role.KONSULENT], Ties(), "manager"),
        ([Role.KONSULENT, Role.HR], Ties(), ""),
        ([Role.SPECIALIST], Ties(), "specialist"),
        ([Role.EKONOM], Ties(), "pay"),
        ([Role.HR], Ties(), "staffing"),
        ([Role.SYSTEMFORVALTARE], Ties(), ""),
        ([], Ties(), ""),
    ],
)
def test_what_gives_the_right(roles: list[str], ties: Ties, given: str) -> None:
    assert entitlement(roles, ties) == given


@pytest.mark.parametrize(
    ("needs_note", "note", "codes"),
    [
        (False, "", []),
        (True, "", ["note_missing"]),
        (True, "   kort  ", ["note_missing"]),
        (True, "Akut på boendet", []),
    ],
)
def test_some_reasons_are_told_in_own_words(needs_note: bool, note: str, codes: list[str]) -> None:
    assert [one.code for one in opening_obstacles(needs_note=needs_note, note=note)] == codes


class TestTheDoor:
    def test_leads_to_the_question_and_back(self, bo: Client, case: Enrolment) -> None:
        journal = reverse("journal", args=[case.participant.uuid])
        answer = bo.get(journal)
        assert answer.status_code == 302
        assert answer["Location"] == question(case, journal.replace("/", "%2F"))
        page = bo.get(answer["Location"])
        assert "Varför öppnar du det?" in page.content.decode()
        reason = OpeningReason.objects.get(code="kontakt")
        sent = bo.post(answer["Location"], {"reason": reason.pk, "note": ""})
        assert sent["Location"] == journal
        assert bo.get(journal).status_code == 200
        row = ReadLog.objects.get(kind="opened")
        assert (row.entitlement, row.reason) == ("temporary", reason.name)

    def test_what_was_read_before_the_question_is_nothing(self, bo: Client, case: Enrolment) -> None:
        bo.get(case.participant.get_absolute_url())
        assert not ReadLog.objects.exists()

    def test_a_part_of_a_page_moves_the_whole_page(self, bo: Client, case: Enrolment) -> None:
        answer = bo.get(reverse("participant_identity", args=[case.participant.uuid]), headers={"HX-Request": "true"})
        assert answer["HX-Redirect"].startswith(question(case))

    def test_what_is_sent_is_kept_and_not_done(self, bo: Client, case: Enrolment) -> None:
        values = {"kind": "samtal", "occurred_at": "2026-11-24T09:00", "text": "Vi pratade länge."}
        answer = bo.post(reverse("journal", args=[case.participant.uuid]), values)
        assert answer.status_code == 403
        assert "Vi pratade länge." in answer.content.decode()
        assert question(case) in answer.content.decode()
        assert not JournalEntry.objects.exists()

    def test_a_reason_that_has_to_be_told(self, bo: Client, case: Enrolment) -> None:
        reason = OpeningReason.objects.get(code="annat")
        page = bo.post(question(case), {"reason": reason.pk, "note": " "})
        assert "Skriv med egna ord varför" in page.content.decode()
        assert not TemporaryAccess.objects.exists()

    def test_no_reason_is_no_way_in(self, bo: Client, case: Enrolment) -> None:
        page = bo.post(question(case), {"note": "Släpp in mig"})
        assert page.status_code == 200
        assert not TemporaryAccess.objects.exists()

    @pytest.mark.parametrize("where", ["https://annan.example/", "//annan.example/", "javascript:alert(1)"])
    def test_leads_nowhere_else(self, bo: Client, case: Enrolment, where: str) -> None:
        reason = OpeningReason.objects.get(code="kontakt")
        sent = bo.post(f"{question(case)}?till={where}", {"reason": reason.pk})
        assert sent["Location"] == case.participant.get_absolute_url()

    def test_another_unit_never(self, people, case: Enrolment) -> None:
        cilla = signed_in(people.cilla)
        reason = OpeningReason.objects.get(code="kontakt")
        assert cilla.get(question(case)).status_code == 404
        assert cilla.post(question(case), {"reason": reason.pk}).status_code == 404
        assert not TemporaryAccess.objects.exists()

    def test_a_reason_no_longer_used_is_not_offered(self, bo: Client, case: Enrolment) -> None:
        reason = OpeningReason.objects.get(code="kontakt")
        OpeningReason.objects.filter(pk=reason.pk).update(is_active=False)
        assert bo.post(question(case), {"reason": reason.pk}).status_code == 200
        assert not TemporaryAccess.objects.exists()


class TestWhoIsNotAsked:
    def test_those_who_work_with_the_case(self, people, case: Enrolment) -> None:
        assert signed_in(people.anna).get(case.participant.get_absolute_url()).status_code == 200
        assert signed_in(people.eva).get(case.participant.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize(("first", "last", "status"), [(0, 3, 200), (1, 3, 302), (-3, -1, 302)])
    def test_a_substitute_in_the_days_of_it(
        self, people, bo: Client, case: Enrolment, first: int, last: int, status: int
    ) -> None:
        day = dt.timedelta(days=1)
        case.assignments.create(user=people.bo, part="substitute", period=days(TODAY + first * day, TODAY + last * day))
        assert bo.get(case.participant.get_absolute_url()).status_code == status

    @pytest.mark.parametrize(
        ("consultant", "decided", "status"),
        [(None, at(dt.date(2026, 11, 2)), 200), ("anna", NOW, 200), ("anna", at(dt.date(2026, 11, 23)), 302)],
    )
    def test_who_took_the_referral(self, people, bo: Client, consultant, decided: dt.datetime, status: int) -> None:
        who = getattr(people, consultant) if consultant else None
        case = EnrolmentFactory(participant__unit=people.unit, consultant=who)
        case.referral = ReferralFactory(
            unit=people.unit,
            registered_by=people.anna,
            state="accepted",
            participant=case.participant,
            seen_at=decided,
            decided_by=people.bo,
            decided_at=decided,
        )
        case.save()
        assert bo.get(case.participant.get_absolute_url()).status_code == status

    @pytest.mark.parametrize(("closed", "status"), [(dt.date(2026, 6, 1), 200), (dt.date(2026, 5, 24), 302)])
    def test_who_had_a_case_that_closed_lately(self, people, closed: dt.date, status: int) -> None:
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        Enrolment.objects.filter(pk=case.pk).update(closed_on=closed)
        case.assignments.update(period=days(case.opened_on, closed))
        assert signed_in(people.anna).get(case.participant.get_absolute_url()).status_code == status


class TestForAWhile:
    @pytest.mark.parametrize(("minutes", "status"), [(59, 200), (60, 302)])
    def test_until_the_time_is_out(self, people, case: Enrolment, minutes: int, status: int) -> None:
        opened(case.participant, people.bo)
        with time_machine.travel(NOW + dt.timedelta(minutes=minutes), tick=False):
            assert signed_in(people.bo).get(case.participant.get_absolute_url()).status_code == status

    def test_as_long_as_the_municipality_says(self, people, case: Enrolment) -> None:
        Municipality.objects.update(opening_minutes=15)
        access = opened(case.participant, people.bo)
        assert access.until == NOW + dt.timedelta(minutes=15)

    def test_the_page_says_until_when(self, people, bo: Client, case: Enrolment) -> None:
        opened(case.participant, people.bo)
        text = bo.get(case.participant.get_absolute_url()).content.decode()
        assert "Öppet för dig till 11:00" in text
        assert "Öppet för dig" not in signed_in(people.anna).get(case.participant.get_absolute_url()).content.decode()

    def test_it_can_be_opened_again_while_it_is(self, people, bo: Client, case: Enrolment) -> None:
        opened(case.participant, people.bo)
        assert bo.get(question(case)).status_code == 302
        assert bo.get(f"{question(case)}?igen=1").status_code == 200

    def test_it_can_be_closed_before(self, people, bo: Client, case: Enrolment) -> None:
        opened(case.participant, people.bo)
        bo.post(reverse("participant_close", args=[case.participant.uuid]))
        assert bo.get(case.participant.get_absolute_url()).status_code == 302
        assert TemporaryAccess.objects.get().closes_at == NOW

    def test_a_second_reason_takes_the_place_of_the_first(self, people, case: Enrolment) -> None:
        first = opened(case.participant, people.bo)
        opened(case.participant, people.bo, NOW + dt.timedelta(minutes=30))
        first.refresh_from_db()
        assert first.ended_at == NOW + dt.timedelta(minutes=30)
        assert TemporaryAccess.objects.holding(NOW + dt.timedelta(minutes=30)).count() == 1

    def test_it_opens_no_fenced_area(self, people, bo: Client, case: Enrolment) -> None:
        opened(case.participant, people.bo)
        assert bo.get(reverse("kartlaggning_area", args=[case.participant.uuid, "halsa"])).status_code == 404

    def test_it_opens_one_person_only(self, people, bo: Client, case: Enrolment) -> None:
        other = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        opened(other.participant, people.bo)
        assert bo.get(case.participant.get_absolute_url()).status_code == 302


def test_who_sees_the_openings(people, case: Enrolment) -> None:
    opened(case.participant, people.bo)
    other = UserFactory(unit=people.other_unit, roles=[Role.ENHETSCHEF])
    seen = {
        user: TemporaryAccess.objects.visible_to(user).count() for user in (people.eva, people.bo, people.anna, other)
    }
    assert seen == {people.eva: 1, people.bo: 1, people.anna: 0, other: 0}


def test_the_action_refuses_without_words(people, case: Enrolment) -> None:
    reason = OpeningReason.objects.get(code="akut")
    with pytest.raises(Refused, match="egna ord"):
        open_for_reason(participant=case.participant, reason=reason, note="", by=people.bo, now=NOW)
