"""The list of participants: whose rows, in which order, found how, and what leaves as a file."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participants.models import CaseAssignment, Enrolment, JournalEntry, Participant
from tests.exports import take_out
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    JournalEntryFactory,
    MeetingFactory,
    People,
    at,
    days,
)
from tests.participants.case_room import NUMBER, TODAY, case, clock, people, signed_in  # noqa: F401
from tests.queries import own

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MOST_QUERIES = 10


@pytest.fixture
def address() -> str:
    return reverse("participant_list")


def enrol(people: People, last_name: str, **fields) -> Enrolment:  # noqa: F811
    values = {"participant__unit": people.unit, "consultant": people.anna, "team": None} | fields
    return EnrolmentFactory(participant__first_name="P", participant__last_name=last_name, **values)


def close(enrolment: Enrolment, day: dt.date = TODAY) -> Enrolment:
    enrolment.assignments.update(period=days(enrolment.opened_on, day))
    Enrolment.objects.filter(pk=enrolment.pk).update(closed_on=day)
    return enrolment


def names(response) -> list[str]:
    return [row.participant.last_name for row in response.context["table"].page.object_list.data]


@pytest.fixture
def mixed(people: People) -> None:  # noqa: F811
    """One case of each sort that the filters tell apart."""
    enrol(people, "Annas", team=people.team)
    close(enrol(people, "Avslutad"))
    enrol(people, "Bos", consultant=people.bo)
    lent = enrol(people, "Lånad", consultant=people.bo)
    helped = enrol(people, "Hjälpt", consultant=people.bo)
    enrol(people, "Utan", consultant=None)
    enrol(people, "Främmande", participant__unit=people.other_unit, consultant=people.cilla)
    for enrolment, user, part in (
        (lent, people.anna, CaseAssignment.Part.SUBSTITUTE),
        (helped, people.specialist, CaseAssignment.Part.SPECIALIST),
    ):
        period = days(TODAY - dt.timedelta(days=3), TODAY)
        CaseAssignment.objects.create(enrolment=enrolment, user=user, part=part, period=period)


@pytest.mark.parametrize(
    ("who", "query", "shown"),
    [
        ("anna", "", ["Annas", "Lånad"]),
        ("bo", "", ["Bos", "Hjälpt", "Lånad"]),
        ("eva", "", ["Annas", "Bos", "Hjälpt", "Lånad", "Utan"]),
        ("specialist", "", ["Hjälpt"]),
        ("specialist", "?konsulent=alla&lage=alla", ["Hjälpt"]),
        ("cilla", "?konsulent=alla&lage=alla", ["Främmande"]),
        ("anna", "?konsulent=alla", ["Annas", "Bos", "Hjälpt", "Lånad", "Utan"]),
        ("anna", "?konsulent=ingen", ["Utan"]),
        ("anna", "?lage=avslutade", ["Avslutad"]),
        ("anna", "?lage=alla", ["Annas", "Avslutad", "Lånad"]),
        ("anna", "?lage=", ["Annas", "Lånad"]),
        ("anna", "?konsulent=alla&team=vuxen", ["Annas"]),
        ("anna", "?konsulent=nonsens", []),
        ("anna", "?lage=nonsens&sida=99&antal=7", []),
    ],
)
def test_whose(people: People, mixed: None, address: str, who: str, query: str, shown: list[str]) -> None:  # noqa: F811
    assert names(signed_in(getattr(people, who)).get(address + query)) == shown


def test_one_consultants_cases_by_address(people: People, mixed: None, address: str) -> None:  # noqa: F811
    response = signed_in(people.eva).get(f"{address}?konsulent={people.bo.uuid}")
    assert names(response) == ["Bos", "Hjälpt", "Lånad"]
    assert response.context["hits"] == "3 deltagare"
    stranger = signed_in(people.eva).get(f"{address}?konsulent={people.cilla.uuid}")
    assert names(stranger) == []


@pytest.mark.parametrize("query", ["?lage=alla", "?lage=avslutade", "?lage=", "?lage=alla&sortera=contact"])
def test_somebody_who_has_moved_to_another_unit_is_gone(people: People, address: str, query: str) -> None:  # noqa: F811
    """Their page is closed to this unit, so their name must not be here."""
    moved = close(enrol(people, "Flyttad"))
    Participant.objects.filter(pk=moved.participant_id).update(unit=people.other_unit)
    response = signed_in(people.anna).get(f"{address}{query}&konsulent=alla")
    assert "Flyttad" not in response.text
    assert response.context["table"].paginator.count == 0


def test_a_person_who_has_returned_stands_once_per_case(people: People, address: str) -> None:  # noqa: F811
    earlier = close(enrol(people, "Åter"), dt.date(2026, 3, 1))
    EnrolmentFactory(participant=earlier.participant, consultant=people.anna, opened_on=dt.date(2026, 9, 1))
    client = signed_in(people.anna)
    assert names(client.get(address)) == ["Åter"]
    both = client.get(f"{address}?lage=alla")
    assert names(both) == ["Åter", "Åter"]
    assert both.context["hits"] == "2 ärenden"


@pytest.mark.parametrize(
    ("sort", "shown"),
    [
        ("", ["Zäta", "Ågren", "Älv", "Öst"]),
        ("-name", ["Öst", "Älv", "Ågren", "Zäta"]),
        ("case", ["Öst", "Zäta", "Ågren", "Älv"]),
        ("-case", ["Älv", "Ågren", "Zäta", "Öst"]),
        ("contact", ["Zäta", "Öst", "Ågren", "Älv"]),
        ("team", ["Zäta", "Ågren", "Älv", "Öst"]),
    ],
)
def test_order(people: People, address: str, sort: str, shown: list[str]) -> None:  # noqa: F811
    """Swedish order by name; by contact, whoever has not been met has waited since the enrolment."""
    for last_name, opened, met in (
        ("Öst", dt.date(2026, 1, 1), dt.date(2026, 6, 1)),
        ("Zäta", dt.date(2026, 2, 1), None),
        ("Ågren", dt.date(2026, 3, 1), dt.date(2026, 10, 1)),
        ("Älv", dt.date(2026, 4, 1), dt.date(2026, 11, 1)),
    ):
        enrolment = enrol(people, last_name, opened_on=opened)
        if met:
            JournalEntryFactory(enrolment=enrolment, kind=JournalEntry.Kind.SAMTAL, occurred_at=at(met))
    assert names(signed_in(people.anna).get(f"{address}?sortera={sort}")) == shown


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("ahm", True),
        ("amina a", True),
        ("19900101-2385", True),
        ("9001012385", True),
        ("2026-00042", True),
        ("xy", False),
    ],
)
def test_search_travels_in_the_body(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    address: str,
    term: str,
    found: bool,
) -> None:
    enrol(people, "Berg")
    client = signed_in(people.anna)
    response = client.post(address, {"sok": term})
    assert response.url == address
    response = client.get(response.url)
    assert names(response) == (["Ahmed"] if found else [])
    assert ("Sök bland alla" in response.text) is not found
    client.post(address, {"sok": ""})
    assert names(client.get(address)) == ["Ahmed", "Berg"]


def test_a_search_that_hits_nobody_leads_on_to_all(people: People, case: Enrolment, address: str) -> None:  # noqa: F811
    client = signed_in(people.bo)
    client.post(address, {"sok": "Ahmed"})
    assert "Sök bland alla, även avslutade" in client.get(address).text
    assert names(client.get(f"{address}?konsulent=alla&lage=alla")) == ["Ahmed"]
    client.post(address, {"sok": "Bengtsson"})
    assert "heter så eller har det numret" in client.get(f"{address}?konsulent=alla&lage=alla").text


def test_the_columns(people: People, case: Enrolment, address: str) -> None:  # noqa: F811
    MeetingFactory(enrolment=case, starts_at=at(TODAY, 15), ends_at=at(TODAY, 16))
    enrol(people, "Berg", consultant=None)
    page = signed_in(people.eva).get(address).text
    for shown in (
        "Amina Ahmed",
        ">36<",
        "2026-00042",
        "från 2026-01-12",
        "Vuxen",
        "Ingen än",
        "Samtal 15:00",
        "Saknas",
    ):
        assert shown in page, shown
    assert NUMBER[:8] not in page


def test_the_file_has_what_the_list_has(people: People, case: Enrolment, address: str) -> None:  # noqa: F811
    IdentityNumberFactory(participant=enrol(people, "=Berg").participant, number="199103052396")
    JournalEntryFactory(enrolment=case, occurred_at=at(dt.date(2026, 11, 2)))
    response = take_out(signed_in(people.anna), address)
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0] == ("Namn", "Ålder", "Ärende", "Team", "Konsulent", "Senaste kontakt", "Nästa steg")
    assert rows[2][:5] == ("Amina Ahmed", 36, "2026-00042", "Vuxen", "Anna Ängström")
    assert rows[2][5].date() == dt.date(2026, 11, 2)
    assert rows[1][0] == "P =Berg"
    assert "199103052396" not in str(rows)


def test_htmx_gets_the_list_alone(people: People, case: Enrolment, address: str) -> None:  # noqa: F811
    part = signed_in(people.anna).get(address, headers={"HX-Request": "true"}).text
    assert "Amina Ahmed" in part
    assert "<html" not in part


@pytest.mark.parametrize("query", ["", "?konsulent=alla&lage=alla", "?konsulent=alla&sortera=contact&team=vuxen"])
def test_queries_do_not_grow_with_the_list(people: People, address: str, query: str) -> None:  # noqa: F811
    client = signed_in(people.anna)
    counted = []
    for more in (2, 40):
        for number in range(more):
            MeetingFactory(enrolment=enrol(people, f"Ö{number}", team=people.team))
        client.get(address + query)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address + query).status_code == 200
        counted.append(len(own(queries)))
    assert counted[0] == counted[1] <= MOST_QUERIES, [query["sql"][:150] for query in queries]


def test_open_cases_are_counted_without_their_persons(people: People, address: str) -> None:  # noqa: F811
    """The join is for the order alone; counting through it cost most of a page at 50,000 participants."""
    enrol(people, "Berg")
    client = signed_in(people.eva)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    count = next(
        query["sql"] for query in queries if "COUNT(*)" in query["sql"] and "participants_enrolment" in query["sql"]
    )
    keys = next(query["sql"] for query in queries if '"sort_key" ASC' in query["sql"] and "LIMIT" in query["sql"])
    assert 'JOIN "participants_participant"' not in count
    assert '"participants_participant"."unit_id" = ("participants_enrolment"."unit_id")' in keys
