"""The half-year list: what is lacking with links, and the file when nothing stops it."""

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from amc.audit.models import ReadLog
from amc.kaa.models import ListRule
from participants.models import Participant, ProtectedAccess
from tests.factories import IdentityNumberFactory, People, days
from tests.kaa.room import AttemptFactory, MeasureFactory, OccupationFactory, youth
from tests.queries import at_most

pytestmark = pytest.mark.django_db
NUMBERS = ("199001012385", "199001022384")
PERIOD = "?fran=2026-07-01&till=2026-12-31"


@pytest.fixture
def chief(people: People) -> Client:
    client = Client()
    client.force_login(people.eva)
    return client


def whole(people: People, number: str = NUMBERS[0], **values: object):
    """A case that lacks nothing."""
    case = youth(people, **values)
    IdentityNumberFactory(participant=case.participant, number=number)
    AttemptFactory(enrolment=case, made_on=dt.date(2026, 9, 1))
    OccupationFactory(enrolment=case)
    return case


def address(more: str = "") -> str:
    return reverse("kaa_half_year") + PERIOD + more


def sheet(answer) -> list[tuple]:
    return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


def test_the_period_is_the_half_year_that_ended_last(chief: Client) -> None:
    page = chief.get(reverse("kaa_half_year")).content.decode()
    assert 'value="2026-01-01"' in page
    assert 'value="2026-06-30"' in page
    assert "Ingen var i KAA då" in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("?fran=2026-12-31&till=2026-07-01", "Perioden slutar innan den börjar"),
        ("?fran=2020-01-01&till=2026-07-01", "Välj högst två år"),
        ("?fran=igar&till=2026-07-01", "Skriv datumet som"),
        ("?fran=2026-07-01", "fält"),
    ],
)
def test_a_period_that_is_none(chief: Client, asked: str, words: str) -> None:
    answer = chief.get(reverse("kaa_half_year") + asked)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert chief.get(reverse("kaa_half_year") + asked + "&export=xlsx").status_code == 200


def test_what_is_lacking_leads_to_where_it_is_mended(people: People, chief: Client) -> None:
    case = youth(people, birth_date=dt.date(2006, 11, 1))
    measure = MeasureFactory(enrolment=case, offered_on=dt.date(2026, 9, 1))
    page = chief.get(address()).content.decode()
    for url in (
        reverse("participant_identity_change", args=[case.participant.uuid]),
        reverse("kaa_exit", args=[case.uuid]),
        reverse("kaa_occupation_add", args=[case.uuid]),
        reverse("kaa_measure_edit", args=[measure.uuid]),
    ):
        assert f'href="{url}"' in page
    assert "Hämta arbetslistan" in page
    assert case.participant.full_name not in chief.get(address("&lage=klara")).content.decode()


def test_the_file_waits_until_nothing_stops_it(people: People, chief: Client) -> None:
    done, lacks = whole(people), youth(people)
    asked = chief.get(address("&export=xlsx")).content.decode()
    assert "KAA arbetslista" in asked
    rows = sheet(chief.post(address("&export=xlsx"), {"purpose": "uppfoljning"}))
    assert rows[0][-1] == "Saknas"
    assert len(rows) == 3
    IdentityNumberFactory(participant=lacks.participant, number=NUMBERS[1])
    AttemptFactory(enrolment=lacks, made_on=dt.date(2026, 9, 2)), OccupationFactory(enrolment=lacks)
    assert "Hämta halvårslistan" in chief.get(address()).content.decode()
    answer = chief.post(address("&export=xlsx"), {"purpose": "uppfoljning"})
    assert "kaa-halvarslista-2026-07-01-2026-12-31.xlsx" in answer["Content-Disposition"]
    rows = sheet(answer)
    assert rows[0] == (
        "Personnummer", "Efternamn", "Förnamn", "I KAA från och med", "I KAA till och med", "Sysselsättning",
        "Insatser", "Kontaktförsök i perioden", "Senaste kontaktförsök",
    )  # fmt: skip
    assert rows[1][0] == NUMBERS[0]
    assert rows[1][7] == 1
    log = ReadLog.objects.filter(kind=ReadLog.Kind.EXPORTED).latest("pk")
    assert set(log.persons) == {done.participant_id, lacks.participant_id}
    assert log.purpose == "Uppföljning i enheten"
    # Without an answer to what it is for there is no file.
    assert "Content-Disposition" not in chief.post(address("&export=xlsx"), {})


def test_a_protected_persons_particulars_leave_by_another_way(people: People, chief: Client) -> None:
    case = whole(people)
    Participant.objects.filter(pk=case.participant_id).update(is_protected=True)
    assert case.participant.full_name not in chief.get(address("&lage=klara")).content.decode()
    ProtectedAccess.objects.create(
        participant=case.participant, user=people.eva, period=days(dt.date(2026, 1, 1), None), named_by=people.eva
    )
    page = chief.get(address("&lage=klara")).content.decode()
    assert case.participant.full_name in page
    assert "står inte i filen" in page
    assert len(sheet(chief.post(address("&export=xlsx"), {"purpose": "uppfoljning"}))) == 1


def test_a_rule_out_of_use_is_not_asked(people: People, chief: Client) -> None:
    youth(people)
    ListRule.objects.update(is_active=False)
    assert "Hämta halvårslistan" in chief.get(address()).content.decode()


def test_the_page_asks_as_little_of_many(people: People, chief: Client) -> None:
    for _ in range(3):
        case = youth(people)
        AttemptFactory(enrolment=case), MeasureFactory(enrolment=case), OccupationFactory(enrolment=case)
    with at_most(12):
        chief.get(address())
    for _ in range(30):
        case = youth(people)
        AttemptFactory(enrolment=case), MeasureFactory(enrolment=case), OccupationFactory(enrolment=case)
    with at_most(12):
        assert "nästa" in chief.get(address()).content.decode().lower()
