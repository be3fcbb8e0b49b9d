"""The pages about referrals: for whom, with how many queries, and what they do."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participants.models import Enrolment, ImportFile, Referral, Source
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    ParticipantFactory,
    People,
    ReferralFactory,
    at,
    make_people,
)
from tests.queries import own

TODAY = dt.date(2026, 11, 24)
NUMBER = "199001012385"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock():
    with time_machine.travel(at(TODAY, 14), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def referral(people: People) -> Referral:
    return ReferralFactory(unit=people.unit, request="Praktik i kök", identity_number=NUMBER, last_name="Ahmed")


@pytest.fixture
def file(people: People) -> ImportFile:
    return ImportFile.objects.create(
        unit=people.unit,
        uploaded_by=people.anna,
        filename="anvisningar.csv",
        sha256="0" * 64,
        headings=["Personnummer", "Namn", "Remittent"],
        rows=[[2, "19900101-2385", "Amina Ahmed", "AF"], [3, "19900101-2386", "Bo Ek", "AF"]],
        row_count=2,
        columns={"identity_number": "Personnummer", "full_name": "Namn", "source": "Remittent"},
    )


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


PAGES = ["referral_list", "referral_create", "registration_create", "import_start"]
OF_REFERRAL = [
    "referral_detail",
    "referral_edit",
    "referral_accept",
    "referral_return",
    "referral_supplement",
    "referral_decline",
]
OF_FILE = ["import_detail", "import_columns", "import_discard", "import_failed"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 200),
        ("bo", 200),
        ("eva", 200),
        ("hans", 404),
        ("ekonom", 404),
        ("hr", 404),
        ("specialist", 404),
        ("admin", 404),
    ],
)
def test_who_may_open_the_pages(people: People, referral: Referral, file: ImportFile, who: str, status: int) -> None:
    client = signed_in(getattr(people, who))
    addresses = [reverse(name) for name in PAGES]
    addresses += [reverse(name, args=[referral.uuid]) for name in OF_REFERRAL]
    addresses += [reverse(name, args=[file.uuid]) for name in OF_FILE]
    found = {address: client.get(address).status_code for address in addresses}
    assert set(found.values()) == {status}, found
    assert client.post(reverse("referral_seen", args=[referral.uuid])).status_code == (302 if status == 200 else 404)


def test_another_units_objects_do_not_exist(people: People, referral: Referral, file: ImportFile) -> None:
    client = signed_in(people.cilla)
    unknown = client.get("/anvisningar/00000000-0000-4000-8000-000000000000/")
    assert unknown.status_code == 404
    for name, target in [(name, referral) for name in OF_REFERRAL] + [(name, file) for name in OF_FILE]:
        response = client.get(reverse(name, args=[target.uuid]))
        assert (response.status_code, response.content) == (404, unknown.content), name
        response = client.post(reverse(name, args=[target.uuid]), {"reason": "x", "person": "ny"})
        assert response.status_code in (404, 405), name
    client.post(reverse("referral_seen", args=[referral.uuid]))
    assert Referral.objects.get().state == "unseen"
    assert referral.last_name not in client.get(reverse("referral_list")).text


def test_opening_shows_and_only_posting_marks_it_as_read(people: People, referral: Referral) -> None:
    client = signed_in(people.anna)
    page = client.get(referral.get_absolute_url())
    assert "Praktik i kök" in page.text
    assert 'hx-trigger="load' in page.text
    assert Referral.objects.get().state == "unseen"
    part = client.post(reverse("referral_seen", args=[referral.uuid]), headers={"HX-Request": "true"})
    assert "Läst av Anna Ängström 2026-11-24 14:00" in part.text
    assert "Alla är lästa" in part.text
    assert Referral.objects.get().state == "seen"


def test_unread_come_first_with_their_age_in_working_days(people: People, referral: Referral) -> None:
    ReferralFactory(
        unit=people.unit, last_name="Bengtsson", received_on=dt.date(2026, 11, 2), state="seen", seen_at=at(TODAY)
    )
    text = signed_in(people.anna).get(reverse("referral_list")).text
    assert text.index("Ahmed") < text.index("Bengtsson")
    assert "6\xa0arbetsdagar" in text or "6 arbetsdagar" in text
    assert "1 oläst" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Oläst", "Läst", "Väntar"}),
        ("?lage=olasta", {"Oläst"}),
        ("?lage=komplettering", {"Väntar"}),
        ("?lage=avbojda", {"Avböjd"}),
        ("?remittent=kaa", {"Läst"}),
        ("?team=vuxen", {"Väntar"}),
        ("?lage=nonsens", set()),
        ("?sida=99&antal=7", {"Oläst", "Läst", "Väntar"}),
    ],
)
def test_filters(people: People, query: str, shown: set[str]) -> None:
    common = {"unit": people.unit, "seen_at": at(TODAY)}
    ReferralFactory(**common, first_name="P1", last_name="Oläst")
    ReferralFactory(**common, first_name="P2", last_name="Läst", state="seen", source=Source.objects.get(code="kaa"))
    ReferralFactory(**common, first_name="P3", last_name="Väntar", state="supplement", team=people.team)
    ReferralFactory(
        **common, first_name="P4", last_name="Avböjd", state="declined", decided_at=at(TODAY), decision_reason="x"
    )
    text = signed_in(people.anna).get(reverse("referral_list") + query).text
    names = {"P1 Oläst": "Oläst", "P2 Läst": "Läst", "P3 Väntar": "Väntar", "P4 Avböjd": "Avböjd"}
    assert {word for name, word in names.items() if name in text} == shown


@pytest.mark.parametrize("name", ["referral_list", "referral_detail"])
def test_queries_do_not_grow_with_the_inbox(people: People, referral: Referral, name: str) -> None:
    client = signed_in(people.anna)
    address = reverse(name, args=[referral.uuid] if name == "referral_detail" else [])
    counted = []
    for more in (2, 40):
        ReferralFactory.create_batch(more, unit=people.unit, team=people.team)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        counted.append(len(own(queries)))
    assert counted[0] == counted[1] <= 12, [sql[:150] for sql in own(queries)]


def test_log_by_hand(people: People) -> None:
    client = signed_in(people.anna)
    values = {"identity_number": "900101-2385", "first_name": "Amina", "last_name": "Ahmed", "source": "af"}
    response = client.post(reverse("referral_create"), values | {"received_on": "2026-11-20"})
    referral = Referral.objects.get()
    assert response.url == referral.get_absolute_url()
    assert (referral.identity_number, referral.birth_date) == (NUMBER, dt.date(1990, 1, 1))
    assert (referral.gender, referral.state) == ("kvinna", "seen")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"identity_number": "19900101-2386"}, "Kontrollsiffran stämmer inte"),
        ({"identity_number": "20300101-2380"}, "ligger i framtiden"),
        ({"identity_number": "123"}, "Numret har bara 3 siffror"),
        ({"identity_number": ""}, "Skriv födelsedatum för den som inte har något nummer"),
        ({"source": "kaa"}, "KAA gäller den som inte har fyllt 20 år"),
        ({"source": "polisen"}, "Välj"),
        ({"own_initiative": "on"}, "tar inte emot på eget initiativ"),
        ({"received_on": "2026-11-25"}, "kan inte ha kommit in efter i dag"),
    ],
)
def test_what_stands_in_the_way_is_said_in_the_form(people: People, given: dict, words: str) -> None:
    values = {"identity_number": "900101-2385", "first_name": "Amina", "last_name": "Ahmed", "source": "af"}
    response = signed_in(people.anna).post(reverse("referral_create"), values | {"received_on": "2026-11-20"} | given)
    assert response.status_code == 200
    assert words in response.text
    assert not Referral.objects.exists()


def test_a_duplicate_is_warned_of_and_can_be_added_all_the_same(people: People, referral: Referral) -> None:
    client = signed_in(people.anna)
    values = {"identity_number": NUMBER, "first_name": "Amina", "last_name": "Ahmed", "source": "af"}
    values |= {"received_on": "2026-11-20"}
    assert "accept_duplicate" not in client.get(reverse("referral_create")).text
    warned = client.post(reverse("referral_create"), values)
    assert "Lägg in ändå, det är en annan anvisning" in warned.text
    assert Referral.objects.count() == 1
    client.post(reverse("referral_create"), values | {"accept_duplicate": "on"})
    assert Referral.objects.count() == 2


def test_own_initiative_leads_straight_to_the_person(people: People) -> None:
    """Omsorgskontoret: own initiative allowed [S2]."""
    client = signed_in(people.anna)
    page = client.get(reverse("registration_create")).text
    assert "Omsorgskontoret" in page
    assert "Arbetsförmedlingen" not in page
    values = {"identity_number": "20000102-2399", "first_name": "Kim", "last_name": "Ek", "source": "omsorgskontoret"}
    values = {"birth_date": "2000-01-02"} | values | {"identity_number": "", "own_initiative": "True"}
    response = client.post(reverse("registration_create"), values | {"received_on": "2026-11-24"})
    referral = Referral.objects.get()
    assert referral.own_initiative
    assert response.url == reverse("referral_accept", args=[referral.uuid])


@pytest.mark.parametrize(
    ("name", "state"),
    [("referral_return", "returned"), ("referral_supplement", "supplement"), ("referral_decline", "declined")],
)
def test_an_answer_opens_in_place_and_needs_its_reason(
    people: People, referral: Referral, name: str, state: str
) -> None:
    client, address = signed_in(people.anna), reverse(name, args=[referral.uuid])
    part = client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "<html" in client.get(address).text
    assert "Skriv varför" in client.post(address, {"reason": ""}, headers={"HX-Request": "true"}).text
    done = client.post(address, {"reason": "Bor i en annan kommun"}, headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == reverse("referral_list")
    assert Referral.objects.get().state == state


def test_two_complete_it_and_the_second_sees_both_versions(people: People, referral: Referral) -> None:
    address = reverse("referral_edit", args=[referral.uuid])
    first, second = signed_in(people.anna), signed_in(people.bo)
    opened = {}
    for client in (first, second):
        form = client.get(address).context["form"]
        opened[client] = {
            bound.html_name: bound.value() for bound in form if bound.value() is not None and bound.value() is not False
        }
        opened[client] |= {"source": "af", "accept_duplicate": ""}
    saved = first.post(address, opened[first] | {"phone": "070-1"})
    assert saved.status_code == 302, saved.context["form"].errors
    shown = second.post(address, opened[second] | {"phone": "070-2"})
    assert shown.status_code == 200
    assert "070-1" in shown.text
    assert "070-2" in shown.text
    assert Referral.objects.get().phone == "070-1"


def accept_values(people: People, person: str = "ny") -> dict:
    return {"person": person, "consultant": str(people.anna.uuid), "team": "", "opened_on": "2026-11-24"}


def test_nobody_is_enrolled_before_name_and_age_are_confirmed(people: People, referral: Referral) -> None:
    client, address = signed_in(people.anna), reverse("referral_accept", args=[referral.uuid])
    assert "Ja, Amina Ahmed, 36 år, är ny här och läggs upp" in client.get(address).text
    refused = client.post(address, {key: value for key, value in accept_values(people).items() if key != "person"})
    assert "Kontrollera namn och ålder" in refused.text
    assert not Enrolment.objects.exists()


def test_the_consultant_with_fewest_cases_in_the_team_is_suggested(people: People, referral: Referral) -> None:
    people.bo.team = people.team
    people.bo.save()
    EnrolmentFactory.create_batch(2, participant__unit=people.unit, consultant=people.bo)
    Referral.objects.update(team=people.team)
    page = signed_in(people.anna).get(reverse("referral_accept", args=[referral.uuid]))
    assert page.context["form"].initial["consultant"] == people.bo
    assert "Bo Bergqvist, 2 pågående" in page.text
    assert "Anna Ängström, 0 pågående" in page.text
    assert "Cilla" not in page.text


def test_a_known_number_asks_whether_it_is_that_person(people: People, referral: Referral) -> None:
    person = ParticipantFactory(unit=people.unit, first_name="Amina", last_name="Ahmadi")
    IdentityNumberFactory(participant=person, number=NUMBER)
    client, address = signed_in(people.anna), reverse("referral_accept", args=[referral.uuid])
    page = client.get(address).text
    assert "Ja, det är Amina Ahmadi, 36 år (19900101-2385)" in page
    assert "läggs upp" not in page
    response = client.post(address, accept_values(people, str(person.uuid)))
    assert response.url == person.get_absolute_url()
    assert Enrolment.objects.get().participant == person


def test_a_namesake_is_asked_about(people: People, referral: Referral) -> None:
    Referral.objects.update(identity_number="")
    namesake = ParticipantFactory(unit=people.unit, first_name="Amina", last_name="Ahmed")
    ParticipantFactory(unit=people.other_unit, first_name="Amina", last_name="Ahmed")
    page = signed_in(people.anna).get(reverse("referral_accept", args=[referral.uuid])).text
    assert page.count("Ja, det är Amina Ahmed, 36 år") == 1
    assert str(namesake.uuid) in page
    assert "Nej, lägg upp Amina Ahmed, 36 år, som ny" in page


def test_somebody_enrolled_here_gets_the_referral_attached(people: People, referral: Referral) -> None:
    person = ParticipantFactory(unit=people.unit, first_name="Amina", last_name="Ahmed")
    IdentityNumberFactory(participant=person, number=NUMBER)
    enrolment = EnrolmentFactory(participant=person, consultant=people.bo)
    client, address = signed_in(people.anna), reverse("referral_accept", args=[referral.uuid])
    assert f"redan inskriven här sedan 2026-01-12, {enrolment.case_number}" in client.get(address).text
    client.post(address, {"person": str(person.uuid)})
    assert Referral.objects.get().state == "accepted"
    assert Enrolment.objects.count() == 1


def test_somebody_enrolled_elsewhere_is_told_of_without_details(people: People, referral: Referral) -> None:
    person = ParticipantFactory(unit=people.other_unit, first_name="Amina", last_name="Ahmed")
    IdentityNumberFactory(participant=person, number=NUMBER)
    enrolment = EnrolmentFactory(participant=person, consultant=people.cilla)
    page = signed_in(people.anna).get(reverse("referral_accept", args=[referral.uuid])).text
    assert "inskriven vid en annan enhet" in page
    assert not {secret for secret in (enrolment.case_number, "Cilla", "Jobbtorg Öster") if secret in page}
    assert "Skriv in</button>" not in page


def test_pressed_twice_it_is_accepted_once(people: People, referral: Referral) -> None:
    client, address = signed_in(people.anna), reverse("referral_accept", args=[referral.uuid])
    once = client.get(address).context["form"]["once"].value()
    values = accept_values(people) | {"once": str(once)}
    assert client.post(address, values).url == client.post(address, values).url
    assert Enrolment.objects.count() == 1


def test_the_second_of_two_consultants_is_told_who_was_first(people: People, referral: Referral) -> None:
    address = reverse("referral_accept", args=[referral.uuid])
    signed_in(people.bo).post(address, accept_values(people))
    second = signed_in(people.anna)
    # Anna's page was open before Bo's: she posts what was then possible.
    refused = second.post(address, accept_values(people))
    assert "Bo Bergqvist tog emot anvisningen 2026-11-24 14:00" in refused.text
    assert second.get(address).url == referral.get_absolute_url()


def test_queries_of_acceptance_do_not_grow(people: People, referral: Referral) -> None:
    client, address = signed_in(people.anna), reverse("referral_accept", args=[referral.uuid])
    counted = []
    for more in (1, 12):
        EnrolmentFactory.create_batch(more, participant__unit=people.unit)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(own(queries)))
    assert counted[0] == counted[1] <= 12, [sql[:150] for sql in own(queries)]


def test_a_consultant_without_a_unit_has_no_inbox(people: People) -> None:
    people.anna.unit = None
    people.anna.save()
    client = signed_in(people.anna)
    assert {client.get(reverse(name)).status_code for name in PAGES} == {404}
    assert client.post(reverse("referral_create"), {}).status_code == 404
