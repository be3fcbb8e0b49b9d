"""A list of persons leaves as a file to whoever says what for, and the answer is on record [SFS 2001:454 10 §]."""

import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from amc.audit.models import ReadLog
from participants.views.participants import ParticipantListView
from tests.access.side import TODAY
from tests.exports import PURPOSE, take_out
from tests.factories import EnrolmentFactory, at, make_people
from tests.sign_in import CODE, with_steps

pytestmark = pytest.mark.django_db
EVERYBODY = {"konsulent": "alla"}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def address():
    return reverse("participant_list")


@pytest.fixture
def anna(people):
    client = Client()
    client.force_login(people.anna)
    return client


@pytest.fixture
def cases(people):
    return [EnrolmentFactory(participant__unit=people.unit, consultant=people.anna) for _ in range(3)]


def rows_of(answer):
    return list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True))


def test_the_address_asks_and_gives_no_file(anna, cases, address):
    answer = anna.get(address, EVERYBODY | {"export": "xlsx", "lage": "inskrivna"})
    assert answer["Content-Type"].startswith("text/html")
    text = answer.text
    assert "3 deltagare" in text
    assert "Konsulent: Hela enheten; Läge: Inskrivna" in text
    assert f'href="{address}?konsulent=alla&amp;lage=inskrivna"' in text
    assert not any(case.participant.last_name in text for case in cases)
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({}, "purpose", "Svara på ”Vad ska filen användas till?”"),
        ({"purpose": "nyfikenhet"}, "purpose", "Välj"),
        ({"purpose": "annat"}, "words", "Skriv vad filen ska användas till."),
        ({"purpose": "annat", "words": "  "}, "words", "Skriv vad filen ska användas till."),
        ({"purpose": "tillsyn", "words": "ö" * 151}, "words", "den har 151 tecken och får ha högst 150"),
    ],
)
def test_no_purpose_no_file(anna, cases, address, given, field, words):
    answer = take_out(anna, address, EVERYBODY, given)
    assert answer["Content-Type"].startswith("text/html")
    assert words in " ".join(answer.context["form"].errors[field])
    if given.get("words", "").strip():
        assert given["words"] in answer.text
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize(
    ("given", "purpose"),
    [
        (PURPOSE, "Uppföljning i enheten"),
        ({"purpose": "annat", "words": "Kallelse till öppet hus"}, "Annat: Kallelse till öppet hus"),
        ({"purpose": "tillsyn", "words": "IVO, dnr 12"}, "Tillsyn, revision eller begäran om handling: IVO, dnr 12"),
    ],
)
def test_the_purpose_is_on_record(anna, people, cases, address, given, purpose):
    answer = take_out(anna, address, EVERYBODY, given)
    assert answer["Content-Disposition"] == f'attachment; filename="participant-list-{TODAY}.xlsx"'
    assert len(rows_of(answer)) == 3
    row = ReadLog.objects.get()
    assert (row.kind, row.count, row.purpose, row.user) == ("exported", 3, purpose, people.anna)


def test_the_search_and_the_order_hold_in_the_file(anna, people, cases, address):
    anna.post(address, {"sok": cases[1].participant.last_name})
    answer = take_out(anna, address, EVERYBODY | {"sortera": "-name"})
    assert [row[0] for row in rows_of(answer)] == [cases[1].participant.full_name]


def test_too_large_a_file_is_refused_before_anything_is_asked(anna, cases, address, monkeypatch):
    monkeypatch.setattr(ParticipantListView, "most_exported", 2)
    for answer in (anna.get(address, EVERYBODY | {"export": "xlsx"}), take_out(anna, address, EVERYBODY)):
        assert answer.status_code == 413
        assert "fler än 2 rader" in answer.text
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize("name", ["participant_list", "kaa_half_year", "disposal"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_question_comes_after_the_confirmation(people, cases, name, method):
    """Whichever view gives the file, and however it is asked for."""
    client = Client()
    client.force_login(people.eva)
    with_steps(client, CODE | {"at": at(TODAY).timestamp() - 301})
    address = f"{reverse(name)}?export=xlsx"
    url = urlsplit(getattr(client, method)(address, PURPOSE if method == "post" else {})["Location"])
    assert url.path in {reverse("account_login"), reverse("account_reauthenticate"), reverse("mfa_reauthenticate")}
    if method == "get":
        assert parse_qs(url.query)["next"] == [address]
    assert not ReadLog.objects.filter(kind=ReadLog.Kind.EXPORTED).exists()


@pytest.mark.parametrize("name", ["follow_up_list", "placement_list", "internship_list"])
def test_nothing_is_posted_to_a_list_but_for_its_file(anna, people, name):
    assert anna.post(reverse(name), PURPOSE).status_code == 405


@pytest.mark.parametrize("who", ["hans", "ekonom", "admin"])
def test_a_file_is_nobodys_who_may_not_see_the_list(people, cases, address, who):
    client = Client()
    client.force_login(getattr(people, who))
    assert take_out(client, address).status_code == 404


def test_a_list_of_disposal_says_what_for(people, cases):
    client = Client()
    client.force_login(people.eva)
    assert "0 handlingar" in client.get(reverse("disposal"), {"export": "xlsx"}).text
    assert "Svara på" in take_out(client, reverse("disposal"), answer={}).text
    assert take_out(client, reverse("disposal"))["Content-Disposition"].startswith('attachment; filename="gallring-')
    assert client.post(reverse("disposal"), PURPOSE).status_code == 405
