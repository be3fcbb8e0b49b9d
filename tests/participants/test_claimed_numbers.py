"""One identity number on two persons: nothing tells of the one whom the writer does not see [SFS 1991:481].

The second row is disputed, the first claimed; those who work with the first look at the document and settle it.
"""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from amc.obstacles import Refused
from amc.reminders import actions as reminders
from amc.reminders.models import Notification
from participants.actions.persons import change_identity
from participants.due import claimed_numbers
from participants.identity import parse_identity
from participants.models import IdentityNumber, Participant
from tests.factories import EnrolmentFactory, IdentityNumberFactory, at, make_people

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
NUMBER, OTHER, THIRD = "199001012385", "199001022384", "189001019802"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def anna(people):
    client = Client()
    client.force_login(people.anna)
    return client


@pytest.fixture
def cilla(people):
    client = Client()
    client.force_login(people.cilla)
    return client


@pytest.fixture
def case(people):
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    IdentityNumberFactory(participant=case.participant, number=OTHER)
    return case


@pytest.fixture
def elsewhere(people):
    """A case in the other unit, with the number."""
    case = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    IdentityNumberFactory(participant=case.participant, number=NUMBER)
    return case


def give(client, case, number=NUMBER):
    return client.post(reverse("participant_identity_change", args=[case.participant.uuid]), {"number": number})


def state(case):
    rows = case.participant.identity_numbers.order_by("pk")
    return [(row.number, row.is_current, row.disputed, row.claimed_on) for row in rows]


def test_it_is_written_as_any_other(anna, case, elsewhere):
    answer = give(anna, case)
    assert answer["Location"] == reverse("participant_identity", args=[case.participant.uuid])
    assert state(case) == [(OTHER, False, False, None), (NUMBER, True, True, None)]
    assert state(elsewhere) == [(NUMBER, True, False, TODAY)]
    assert NUMBER in anna.get(answer["Location"]).text.replace("-", "")


def test_the_one_who_has_it_is_found_by_it_all_the_same(anna, cilla, case, elsewhere):
    give(anna, case)
    for client, shown in ((anna, case), (cilla, elsewhere)):
        hits = client.post(reverse("search"), {"q": NUMBER}).context["hits"]
        assert [person for person, _ in hits] == [shown.participant]


def test_those_who_work_with_the_first_are_reminded(anna, cilla, people, case, elsewhere):
    give(anna, case)
    assert "Personnummer att kontrollera" in cilla.get(reverse("my_day")).text
    assert "Personnummer att kontrollera" not in anna.get(reverse("my_day")).text
    form = cilla.get(reverse("participant_identity_change", args=[elsewhere.participant.uuid])).text
    assert "har uppgetts för någon annan också" in form
    reminders.sweep(TODAY, now=at(TODAY))
    told = Notification.objects.filter(rule="number_claimed")
    assert [(row.recipient, row.participant) for row in told] == [(people.cilla, elsewhere.participant)]


def test_the_same_number_again_says_whose_it_is(anna, cilla, case, elsewhere):
    give(anna, case)
    page = cilla.get(give(cilla, elsewhere)["Location"])
    assert "Numret är bekräftat." in page.text
    assert state(elsewhere) == [(NUMBER, True, False, None)]
    assert state(case)[1] == (NUMBER, True, True, None)
    assert "redan deltagarens nummer" in give(cilla, elsewhere).text


def test_an_earlier_number_is_claimed_and_settled_as_well(anna, cilla, case, elsewhere):
    give(cilla, elsewhere, THIRD)
    give(anna, case)
    assert state(elsewhere) == [(NUMBER, False, False, TODAY), (THIRD, True, False, None)]
    assert "Personnummer att kontrollera" in cilla.get(reverse("my_day")).text
    give(cilla, elsewhere, THIRD)
    assert state(elsewhere) == [(NUMBER, False, False, None), (THIRD, True, False, None)]
    assert state(case)[1] == (NUMBER, True, True, None)
    assert "Personnummer att kontrollera" not in cilla.get(reverse("my_day")).text


def test_two_claims_are_one_thing_to_do(anna, cilla, people, case, elsewhere):
    give(cilla, elsewhere, THIRD)
    give(anna, case)
    give(anna, case, THIRD)
    assert [claim for *_, claim in state(elsewhere)] == [TODAY, TODAY]
    assert [row["participant_id"] for row in claimed_numbers(TODAY)] == [elsewhere.participant_id]


def test_another_number_yields_it(anna, cilla, case, elsewhere):
    give(anna, case)
    give(cilla, elsewhere, THIRD)
    assert state(elsewhere) == [(NUMBER, False, True, None), (THIRD, True, False, None)]
    assert state(case)[1] == (NUMBER, True, False, None)


def test_a_protected_colleagues_case_is_claimed_as_well(anna, people, case):
    hidden = EnrolmentFactory(participant__unit=people.unit, consultant=people.bo)
    IdentityNumberFactory(participant=hidden.participant, number=NUMBER)
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    give(anna, case)
    assert state(hidden) == [(NUMBER, True, False, TODAY)]
    assert state(case)[1] == (NUMBER, True, True, None)


def test_the_number_of_somebody_whom_one_sees_is_refused_in_words(anna, people, case):
    IdentityNumberFactory(
        participant=EnrolmentFactory(participant__unit=people.unit, consultant=people.bo).participant, number=NUMBER
    )
    answer = give(anna, case)
    assert list(answer.context["form"].errors) == ["number"]
    assert "står redan på en annan deltagare i enheten" in answer.text
    assert state(case) == [(OTHER, True, False, None)]


def test_a_third_is_disputed_too_and_sees_the_disputed_one(anna, people, case, elsewhere):
    give(anna, case)
    third = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    assert give(anna, third).status_code == 302
    assert state(third) == [(NUMBER, True, True, None)]


def test_a_holder_who_is_disposed_of_leaves_it_to_the_next(anna, case, elsewhere):
    give(anna, case)
    IdentityNumber.objects.filter(participant=elsewhere.participant).delete()
    assert state(case)[1] == (NUMBER, True, False, None)


def test_nothing_but_a_user_makes_a_dispute(case, elsewhere):
    """A load of rows, or a task, has no user: the index refuses."""
    with pytest.raises(IntegrityError, match="identity_number_has_one_holder"), transaction.atomic():
        IdentityNumberFactory(participant=case.participant, number=NUMBER, is_current=False)
    with pytest.raises(Refused):
        change_identity(case.participant, parse_identity(NUMBER), day=TODAY)


def test_a_number_stands_once_on_a_person(case):
    with pytest.raises(IntegrityError, match="identity_number_stands_once"), transaction.atomic():
        IdentityNumberFactory(participant=case.participant, number=OTHER, is_current=False, disputed=True)


def test_a_number_that_nobody_claims_cannot_be_yielded(case, elsewhere):
    row = elsewhere.participant.identity_numbers.get()
    with connection.cursor() as cursor:
        cursor.execute("CALL participants_yield_number(%s)", [row.pk])
    assert state(elsewhere) == [(NUMBER, True, False, None)]
