"""Loggranskning: planted misuse is found, the ordinary is left alone, and what was found stands in the protocol."""

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amc.audit.models import ReadLog
from amc.obstacles import Refused
from amc.reminders.asking import due_rows, of_unit
from amc.review import due
from amc.review.actions import choose, review
from amc.review.documents import protocol_pdf, readers_pdf, readings_about
from amc.review.models import Flag, ReviewRule
from amc.review.rules import review_obstacles
from amc.staff.models import HomeAddress, Role, User
from amc.wall.session import entered
from participants.models import Participant
from tests.factories import (
    EnrolmentFactory,
    ParticipantFactory,
    ReferralFactory,
    UserFactory,
    at,
    make_people,
    opened,
)
from tests.queries import at_most

# A Tuesday.
TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)
pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with time_machine.travel(NOW, tick=False):
        ReviewRule.objects.filter(code="stickprov").update(limit=0)
        yield make_people()


def log(user: User, persons: list[Participant | int], when: dt.datetime = NOW, **values: Any) -> ReadLog:
    """A row of the log, as a page leaves it."""
    keys = [one if isinstance(one, int) else one.pk for one in persons]
    row = {
        "kind": "opened",
        "page": "participant_detail",
        "purpose": "Handläggning",
        "entitlement": "own",
        "count": max(len(keys), 1) if values.get("kind") != "denied" else 0,
    } | values
    return ReadLog.objects.create(at=when, user=user, unit=user.unit, persons=keys, **row)


def after(minutes: float, since: dt.datetime = NOW) -> dt.datetime:
    return since + dt.timedelta(minutes=minutes)


class Misuse:
    """Twenty-one ways to misuse the right to read. Each plants its rows and answers the one that has to be found."""

    def __init__(self, people: Any) -> None:
        self.unit, self.anna = people.unit, people.anna
        self.eva, self.ekonom, self.hr = people.eva, people.ekonom, people.hr
        self.anna.phone = "070-174 06 05"
        self.anna.save()

    def person(self, **values: Any) -> Participant:
        return ParticipantFactory(unit=self.unit, **values)

    def many(self, amount: int, spread: float, since: dt.datetime = NOW, **values: Any) -> ReadLog:
        """So many persons within `spread` minutes; the last row."""
        found = None
        for index in range(amount):
            found = log(self.anna, [self.person()], after(spread * index / amount, since), **values)
        assert found
        return found

    def relative(self) -> ReadLog:
        return log(self.anna, [self.person(last_name="Ängström")])

    def relative_in_a_document(self) -> ReadLog:
        return log(self.anna, [self.person(last_name="ÄNGSTRÖM")], kind="document", page="journal_print")

    def relative_with_a_double_name(self) -> ReadLog:
        return log(self.anna, [self.person(last_name="Ek-Ängström")])

    def relative_of_the_enhetschef(self) -> ReadLog:
        return log(self.eva, [self.person(last_name="Ekdahl")], entitlement="manager")

    def relative_of_the_ekonom(self) -> ReadLog:
        return log(self.ekonom, [self.person(last_name="Eriksson")], entitlement="pay", page="employment_detail")

    def same_phone(self) -> ReadLog:
        return log(self.anna, [self.person(phone="0701740605")])

    def same_email(self) -> ReadLog:
        return log(self.hr, [self.person(email="Hilda@kommunen.example")], entitlement="staffing")

    def same_address(self) -> ReadLog:
        HomeAddress.objects.create(user=self.anna, address="Storgatan 3 A", postcode="61183")
        return log(self.anna, [self.person(address="STORGATAN 3A", postcode="611 83", city="Nyköping")])

    def late_in_the_evening(self) -> ReadLog:
        return log(self.anna, [self.person()], at(TODAY, 22))

    def at_night(self) -> ReadLog:
        return log(self.anna, [self.person()], at(TODAY, 3))

    def just_after_the_day(self) -> ReadLog:
        return log(self.anna, [self.person()], at(TODAY, 19), kind="listed")

    def on_a_saturday(self) -> ReadLog:
        return log(self.anna, [self.person()], at(dt.date(2026, 11, 21), 11))

    def on_a_sunday(self) -> ReadLog:
        return log(self.anna, [self.person()], at(dt.date(2026, 11, 22), 11), kind="searched")

    def more_than_sixty_in_an_hour(self) -> ReadLog:
        return self.many(61, 40)

    def more_than_sixty_over_the_hour(self) -> ReadLog:
        return self.many(61, 50, at(TODAY, 10) + dt.timedelta(minutes=35))

    def searching_on_and_on(self) -> ReadLog:
        return self.many(61, 50, kind="searched", page="search")

    def document_after_document(self) -> ReadLog:
        return self.many(21, 30, kind="document", page="plan_pdf")

    def a_colleagues_case(self) -> ReadLog:
        return log(self.anna, [self.person()], entitlement="temporary", reason="Annat skäl: nyfiken")

    def a_protected_person(self) -> ReadLog:
        person = self.person()
        Participant.objects.filter(pk=person.pk).update(is_protected=True)
        return log(self.anna, [person])

    def a_large_file(self) -> ReadLog:
        return log(self.anna, list(range(10_000, 10_101)), kind="exported", page="participant_list")

    def trying_doors(self) -> ReadLog:
        rows = [log(self.anna, [], after(index), kind="denied", entitlement="none") for index in range(11)]
        return rows[-1]


MISUSES = [
    name for name, value in vars(Misuse).items() if callable(value) and name not in {"__init__", "person", "many"}
]


def test_the_misuses_are_twenty_one() -> None:
    assert len(MISUSES) == 21


@pytest.mark.parametrize("name", MISUSES)
def test_planted_misuse_is_found(people, name: str, record_property: Any) -> None:
    row = getattr(Misuse(people), name)()
    choose(NOW - dt.timedelta(days=7), NOW + dt.timedelta(days=1))
    assert Flag.objects.filter(reading=row).exists()
    record_property("antal: planterade missbruk som hittades", 1)


class TestTheOrdinary:
    def test_a_working_day_is_left_alone(self, people) -> None:
        anna = people.anna
        for index in range(60):
            log(anna, [ParticipantFactory(unit=people.unit)], after(index * 55 / 60))
        log(anna, list(range(100)), kind="exported")
        log(anna, list(range(25)), kind="listed")
        for index in range(10):
            log(anna, [], after(index), kind="denied", entitlement="none")
        log(people.hans, [ParticipantFactory(unit=people.unit)], at(TODAY, 21), entitlement="supervisor", kind="listed")
        assert choose(NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1)) == 0

    def test_the_same_person_again_and_again_is_one(self, people) -> None:
        person = ParticipantFactory(unit=people.unit)
        for index in range(70):
            log(people.anna, [person], after(index / 2))
        assert choose(NOW, after(60)) == 0

    def test_a_rule_that_is_off_chooses_nothing(self, people) -> None:
        ReviewRule.objects.filter(code="samma_efternamn").update(is_active=False)
        Misuse(people).relative()
        assert choose(NOW, NOW) == 0

    @pytest.mark.parametrize(
        "theirs", [{"address": "Storgatan 3 B"}, {"postcode": "611 84"}, {"address": ""}, {"postcode": ""}]
    )
    def test_who_lives_elsewhere_is_no_neighbour(self, people, theirs: dict[str, str]) -> None:
        HomeAddress.objects.create(user=people.anna, address="Storgatan 3 A", postcode="61183")
        lives = {"address": "Storgatan 3 A", "postcode": "611 83"} | theirs
        log(people.anna, [ParticipantFactory(unit=people.unit, **lives)])
        assert choose(NOW, NOW) == 0

    def test_nobody_with_no_address_lives_together(self, people) -> None:
        log(people.anna, [ParticipantFactory(unit=people.unit)])
        assert choose(NOW, NOW) == 0

    def test_twice_is_as_once(self, people) -> None:
        Misuse(people).relative()
        assert (choose(NOW, NOW), choose(NOW, NOW)) == (1, 0)

    def test_several_rules_are_one_reading(self, people) -> None:
        person = ParticipantFactory(unit=people.unit, last_name="Ängström")
        log(people.anna, [person], at(TODAY, 22), entitlement="temporary")
        choose(NOW, at(TODAY, 23))
        assert Flag.objects.get().rules == ["annans_arende", "obekvam_tid", "samma_efternamn"]

    @pytest.mark.parametrize(("limit", "least", "most"), [(0, 0, 0), (1000, 300, 300), (100, 10, 60)])
    def test_the_sample(self, people, limit: int, least: int, most: int) -> None:
        ReviewRule.objects.filter(code="stickprov").update(limit=limit)
        ReadLog.objects.bulk_create(
            ReadLog(at=NOW, user=people.anna, unit=people.unit, kind="opened", persons=[1], count=1, entitlement="own")
            for _ in range(300)
        )
        assert least <= choose(NOW, NOW) <= most


@pytest.mark.parametrize(
    ("outcome", "comment", "present", "own", "codes"),
    [
        ("clear", "", "", False, []),
        ("clear", "", "asked", False, []),
        ("asked", "", "", False, ["comment_missing"]),
        ("deviation", "  nej ", "", False, ["comment_missing"]),
        ("deviation", "Egen granne", "", False, []),
        ("clear", "", "clear", False, ["reviewed"]),
        ("clear", "", "deviation", False, ["reviewed"]),
        ("clear", "", "", True, ["own"]),
    ],
)
def test_what_a_review_must_say(outcome: str, comment: str, present: str, own: bool, codes: list[str]) -> None:
    found = review_obstacles(outcome=outcome, comment=comment, present=present, own=own)
    assert [one.code for one in found] == codes


@pytest.fixture
def flag(people) -> Flag:
    Misuse(people).relative()
    choose(NOW, NOW)
    return Flag.objects.get()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestThePages:
    def test_reviewing(self, people, flag: Flag) -> None:
        eva = signed_in(people.eva)
        page = eva.get(reverse("review_queue")).text
        assert "Anna Ängström" in page
        assert "1 läsning att granska" in page
        address = reverse("review_flag", args=[flag.uuid])
        assert "Skriv vad du frågade" in eva.post(address, {"outcome": "asked", "comment": ""}).text
        assert eva.post(address, {"outcome": "asked", "comment": "Släkt? Frågat Anna."}).status_code == 302
        assert "Inget väntar på granskning" in eva.get(reverse("review_queue")).text
        assert "Släkt? Frågat Anna." in eva.get(reverse("review_queue"), {"lage": "granskade"}).text
        flag.refresh_from_db()
        assert (flag.outcome, flag.reviewed_by, flag.reviewed_at) == ("asked", people.eva, NOW)

    def test_looking_is_logged(self, people, flag: Flag) -> None:
        signed_in(people.eva).get(reverse("review_queue"))
        row = ReadLog.objects.latest("pk")
        assert (row.purpose, row.kind, row.persons) == ("Loggranskning", "listed", flag.reading.persons)

    def test_nobody_reviews_their_own(self, people) -> None:
        Misuse(people).relative_of_the_enhetschef()
        choose(NOW, NOW)
        flag = Flag.objects.get()
        with pytest.raises(Refused, match="egen läsning"):
            review(flag, outcome="clear", comment="", by=people.eva, now=NOW)
        assert "Spara granskningen" not in signed_in(people.eva).get(reverse("review_flag", args=[flag.uuid])).text

    def test_another_units_enhetschef_sees_nothing(self, people, flag: Flag) -> None:
        other = signed_in(UserFactory(unit=people.other_unit, roles=[Role.ENHETSCHEF]))
        assert other.get(reverse("review_flag", args=[flag.uuid])).status_code == 404
        assert "Anna" not in other.get(reverse("review_queue")).text

    @pytest.mark.parametrize("amount", [1, 24])
    def test_query_count(self, people, flag: Flag, amount: int) -> None:
        for _ in range(amount):
            Misuse(people).relative()
        choose(NOW, NOW)
        client = signed_in(people.eva)
        with at_most(10):
            assert client.get(reverse("review_queue")).status_code == 200


class TestAlerts:
    def test_the_enhetschef_is_told_at_once(self, people, flag: Flag) -> None:
        (row,) = due_rows(TODAY, of_unit(people.unit.pk), rules=due.RULES)
        day = timezone.localdate(flag.flagged_at)
        assert (row.subject, row.due_on, row.responsible_id, row.participant_id) == (flag.uuid, day, None, None)
        review(flag, outcome="clear", comment="", by=people.eva, now=NOW)
        assert due_rows(TODAY, of_unit(people.unit.pk), rules=due.RULES) == []

    def test_a_sample_is_no_alert(self, people) -> None:
        ReviewRule.objects.filter(code="stickprov").update(limit=1000)
        log(people.anna, [1])
        choose(NOW, NOW)
        assert Flag.objects.get().alerts is False


class TestDocuments:
    def test_the_protocol(self, people, flag: Flag) -> None:
        review(flag, outcome="deviation", comment="Egen släkting.", by=people.eva, now=NOW)
        assert protocol_pdf(people.eva, TODAY.replace(day=1), dt.date(2026, 12, 1)).startswith(b"%PDF")
        answer = signed_in(people.eva).get(reverse("review_protocol"), {"manad": "2026-11"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")

    @pytest.mark.parametrize("month", ["2026-13", "x", "2027-01", "0001-01"])
    def test_a_month_that_there_is_not(self, people, month: str) -> None:
        assert signed_in(people.eva).get(reverse("review_protocol"), {"manad": month}).status_code == 404

    def test_a_month_without_anything(self, people) -> None:
        assert protocol_pdf(people.eva, dt.date(2025, 1, 1), dt.date(2025, 2, 1)).startswith(b"%PDF")

    def test_who_has_read_about_me(self, people) -> None:
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        with entered(people.anna.pk):
            assert readers_pdf(case.participant, []).startswith(b"%PDF")
        opened(case.participant, people.bo)
        signed_in(people.bo).get(case.participant.get_absolute_url())
        anna = signed_in(people.anna)
        answer = anna.get(reverse("readers_pdf", args=[case.participant.uuid]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert ReadLog.objects.latest("pk").kind == "document"
        history = anna.get(reverse("participant_history", args=[case.participant.uuid])).text
        assert "Vilka har läst om deltagaren" in history

    def test_it_tells_of_every_unit_and_of_nobody_else(self, people) -> None:
        """The text promises all who have seen: also another unit's, and those who saw the referral alone."""
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        other = ParticipantFactory(unit=people.other_unit)
        referral = ReferralFactory(participant=case.participant, unit=people.other_unit)
        log(people.cilla, [case.participant, other])
        log(people.cilla, [other])
        log(people.cilla, [], referrals=[referral.uuid, uuid4()])
        log(people.cilla, [case.participant], kind="denied", count=0)
        with entered(people.anna.pk):
            rows = readings_about(case.participant)
            # The wall still shows nothing of the other unit's log.
            assert not ReadLog.objects.filter(user=people.cilla).exists()
        assert [(row.user, row.persons, row.referrals, row.count) for row in rows] == [
            (people.cilla, [case.participant_id], [], 1)
        ] * 2

    @pytest.mark.parametrize("who", ["cilla", "hans", "ekonom", "hr", "admin"])
    def test_others_are_refused_by_postgresql(self, people, who: str) -> None:
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        asked = entered(getattr(people, who).pk)
        with pytest.raises(ProgrammingError, match="out of sight"), transaction.atomic(), asked:
            readings_about(case.participant)
