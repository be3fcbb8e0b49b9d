"""Who somebody is: particulars, identity number and outside contacts; and what a change leaves behind."""

import datetime as dt
import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.obstacles import Refused
from amc.web.display import period
from participants.actions.persons import add_contact, change_identity, update_contact, update_person
from participants.identity import parse_identity
from participants.models import Enrolment, IdentityNumber, OutsideContact, Participant
from participants.rules.persons import birth_obstacles, contact_obstacles, number_obstacles
from tests.factories import IdentityNumberFactory, ParticipantFactory, People, opened
from tests.participants.case_room import NUMBER, OTHER_NUMBER, TODAY, case, clock, people, signed_in  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# Skatteverket's own example of a samordningsnummer.
COORDINATION = "197010632391"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def contact(case: Enrolment) -> OutsideContact:  # noqa: F811
    return OutsideContact.objects.create(enrolment=case, organisation="fk", name="Kim Karlsson", phone="010-1")


def codes(obstacles) -> list[str]:
    return [obstacle.code for obstacle in obstacles]


# --- Rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "refused"),
    [
        (dt.date(2026, 11, 24), []),
        (dt.date(2026, 11, 25), ["not_born"]),
        (dt.date(1906, 11, 24), []),
        (dt.date(1905, 11, 24), ["too_old"]),
    ],
)
def test_birth_dates(born: dt.date, refused: list[str]) -> None:
    assert codes(birth_obstacles(born, TODAY)) == refused


@pytest.mark.parametrize(
    ("name", "none_named", "refused"),
    [
        ("Kim", False, []),
        ("", True, []),
        (" ", True, []),
        ("", False, ["no_name"]),
        ("  ", False, ["no_name"]),
        ("Kim", True, ["named_and_not"]),
    ],
)
def test_a_contact_has_a_name_or_is_none(name: str, none_named: bool, refused: list[str]) -> None:
    """ "No contact named" is an obstacle to record [S2]."""
    assert codes(contact_obstacles(name, none_named)) == refused


@pytest.mark.parametrize(
    ("since", "refused"), [(None, []), (TODAY, []), (TODAY + dt.timedelta(days=1), ["contact_to_come"])]
)
def test_a_contact_has_begun(since: dt.date | None, refused: list[str]) -> None:
    assert codes(contact_obstacles("Kim", none_named=False, since=since, today=TODAY)) == refused


@pytest.mark.parametrize(
    ("before", "after", "facts", "refused"),
    [
        ("samordningsnummer", "personnummer", set(), []),
        ("reservnummer", "samordningsnummer", set(), []),
        ("", "personnummer", set(), []),
        ("personnummer", "personnummer", set(), []),
        ("personnummer", "personnummer", {"is_claimed"}, []),
        ("personnummer", "samordningsnummer", set(), ["backwards"]),
        ("personnummer", "samordningsnummer", {"is_claimed"}, ["backwards"]),
        ("personnummer", "personnummer", {"is_present"}, ["same_number"]),
        ("personnummer", "personnummer", {"is_present", "is_claimed"}, []),
        ("personnummer", "personnummer", {"is_others"}, ["number_taken"]),
        ("personnummer", "personnummer", {"is_others", "is_claimed"}, ["number_taken"]),
    ],
)
def test_which_number_replaces_which(before: str, after: str, facts: set[str], refused: list[str]) -> None:
    """From samordningsnummer to personnummer, never back [SFS 1991:481]."""
    told = {name: name in facts for name in ("is_others", "is_present", "is_claimed")}
    found = number_obstacles(**told, from_kind=before, to_kind=after)
    assert codes(found) == refused


# --- Actions ----------------------------------------------------------------------------------------


def test_an_earlier_number_stays_and_still_finds_the_person() -> None:
    person = ParticipantFactory()
    IdentityNumberFactory(participant=person, number=COORDINATION, kind="samordningsnummer")
    change_identity(person, parse_identity("19900101-2385"), day=TODAY)
    kept = person.identity_numbers.order_by("pk").values_list("number", "kind", "is_current", "valid_from")
    assert list(kept) == [
        (COORDINATION, "samordningsnummer", False, dt.date(2026, 1, 12)),
        (NUMBER, "personnummer", True, TODAY),
    ]
    for number in (COORDINATION, NUMBER):
        assert list(Participant.objects.matching(number)) == [person]


def test_a_slip_can_be_taken_back() -> None:
    """The number before, of the same kind, becomes the present one again; no row is lost or doubled."""
    person = ParticipantFactory()
    IdentityNumberFactory(participant=person, number=NUMBER)
    change_identity(person, parse_identity(OTHER_NUMBER), day=TODAY)
    change_identity(person, parse_identity(NUMBER), day=TODAY)
    assert person.identity_numbers.get(is_current=True).number == NUMBER
    assert person.identity_numbers.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_persons_race_for_one_number() -> None:
    both = [ParticipantFactory(), ParticipantFactory()]
    start, outcome = threading.Barrier(2), []

    def change(person: Participant) -> None:
        try:
            start.wait()
            change_identity(person, parse_identity(NUMBER), day=TODAY)
            outcome.append("done")
        except Refused as refused:
            outcome.append(refused.codes[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[person]) for person in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["done", "number_taken"]
    assert IdentityNumber.objects.count() == 1


def test_actions_refuse_what_the_rules_refuse(case: Enrolment, contact: OutsideContact) -> None:  # noqa: F811
    with pytest.raises(Refused):
        update_person(case.participant, 0, today=TODAY, birth_date=TODAY + dt.timedelta(days=1))
    with pytest.raises(Refused):
        add_contact(enrolment=case, today=TODAY, organisation="af", name="", none_named=False)
    with pytest.raises(Refused):
        update_contact(contact, contact.revision, today=TODAY, none_named=True)
    assert OutsideContact.objects.get() == contact


# --- Pages ------------------------------------------------------------------------------------------


def filled(response) -> dict[str, str]:
    """What a browser would send back of a form that it has shown."""
    form = response.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_particulars_are_saved_and_told_of(people: People, case: Enrolment) -> None:  # noqa: F811
    client, person = signed_in(people.anna), case.participant
    address = reverse("participant_edit", args=[person.uuid])
    values = filled(client.get(address)) | {"interpreter_language": "Dari", "phone": "070-1"}
    assert client.post(address, values).url == person.get_absolute_url()
    page = client.get(reverse("participant_history", args=[person.uuid])).text
    assert "Anna Ängström" in page
    assert "(tomt) → Dari" in page
    assert "Tolk dari" in page


def test_what_stands_in_the_way_is_at_its_field_and_all_is_kept(people: People, case: Enrolment) -> None:  # noqa: F811
    client, address = signed_in(people.anna), reverse("participant_edit", args=[case.participant.uuid])
    values = filled(client.get(address)) | {"birth_date": "2090-01-01", "first_name": "Aminah", "city": "Nyköping"}
    response = client.post(address, values)
    assert list(response.context["form"].errors) == ["birth_date"]
    assert 'value="Nyköping"' in response.text
    # The head goes on showing what is saved.
    assert "<h1>Amina Ahmed</h1>" in response.text
    assert Participant.objects.get().first_name == "Amina"


def test_two_edit_the_same_person_and_the_second_sees_both(people: People, case: Enrolment) -> None:  # noqa: F811
    address = reverse("participant_edit", args=[case.participant.uuid])
    anna, bo = signed_in(people.anna), signed_in(people.bo)
    opened(case.participant, people.bo)
    of_anna, of_bo = filled(anna.get(address)), filled(bo.get(address))
    assert anna.post(address, of_anna | {"phone": "070-1", "city": "Oxelösund"}).status_code == 302
    shown = bo.post(address, of_bo | {"phone": "070-2", "email": "amina@example.org"})
    assert shown.status_code == 200
    for word in ("Anna Ängström sparade", "070-1", "070-2", "Oxelösund", "amina@example.org"):
        assert word in shown.text, word
    assert Participant.objects.get().email == ""
    assert bo.post(address, filled(shown) | {"phone-keep": "mine"}).status_code == 302
    saved = Participant.objects.get()
    assert (saved.phone, saved.city, saved.email) == ("070-2", "Oxelösund", "amina@example.org")


def test_a_double_click_saves_once(people: People, case: Enrolment) -> None:  # noqa: F811
    client, address = signed_in(people.anna), reverse("outside_contact_create", args=[case.participant.uuid])
    values = filled(client.get(address)) | {"organisation": "af", "name": "Kim"}
    assert client.post(address, values).url == client.post(address, values).url
    assert OutsideContact.objects.count() == 1


@pytest.mark.parametrize("who", ["anna", "specialist_of_case"])
def test_the_number_is_shown_on_demand_only(people: People, case: Enrolment, who: str) -> None:  # noqa: F811
    user = people.anna
    if who == "specialist_of_case":
        user = people.specialist
        case.assignments.create(user=user, part="specialist", period=case.assignments.get().period)
    client, person = signed_in(user), case.participant
    for name in ("participant_history", "journal"):
        assert not re.search("0101-?2385", client.get(reverse(name, args=[person.uuid])).text)
    address = reverse("participant_identity", args=[person.uuid])
    part = client.get(address, headers={"HX-Request": "true"})
    assert "19900101-2385" in part.text
    assert "<html" not in part.text
    assert part.headers["Cache-Control"] == "no-store"
    assert ("Byt" in part.text) is (who == "anna")
    assert "19900101-2385" in client.get(address).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("900101-2386", "Kontrollsiffran stämmer inte"),
        ("19900101-2385", "redan deltagarens nummer"),
        ("19701063-2391", "ersätts inte av ett samordningsnummer"),
        ("R2026-00001", "reservnummer, inte ett personnummer"),
        ("", "Fyll i nytt person- eller samordningsnummer."),
    ],
)
def test_numbers_that_are_refused(people: People, case: Enrolment, typed: str, words: str) -> None:  # noqa: F811
    address = reverse("participant_identity_change", args=[case.participant.uuid])
    response = signed_in(people.anna).post(address, {"number": typed})
    assert words in response.text
    assert list(response.context["form"].errors) == ["number"]
    assert IdentityNumber.objects.get().number == NUMBER


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("bo", 302), ("eva", 200), ("specialist", 404)])
def test_who_changes_a_contact(people: People, contact: OutsideContact, who: str, status: int) -> None:  # noqa: F811
    address = reverse("outside_contact_edit", args=[contact.uuid])
    assert signed_in(getattr(people, who)).get(address).status_code == status


@pytest.mark.parametrize("who", ["cilla", "hans", "ekonom", "hr", "admin"])
def test_for_others_a_contact_does_not_exist(people: People, contact: OutsideContact, who: str) -> None:  # noqa: F811
    client = signed_in(getattr(people, who))
    unknown = client.get(reverse("outside_contact_edit", args=[UNKNOWN]))
    found = client.get(reverse("outside_contact_edit", args=[contact.uuid]))
    assert (found.status_code, found.content) == (404, unknown.content)
    client.post(reverse("outside_contact_edit", args=[contact.uuid]), {"organisation": "af", "name": "X"})
    assert OutsideContact.objects.get().name == "Kim Karlsson"


def test_a_contact_is_changed_and_ended(people: People, contact: OutsideContact) -> None:  # noqa: F811
    client = signed_in(people.anna)
    address = reverse("outside_contact_edit", args=[contact.uuid])
    refused = client.post(address, filled(client.get(address)) | {"none_named": "on"})
    assert list(refused.context["form"].errors) == ["none_named"]
    values = {name: value for name, value in filled(refused).items() if name != "none_named"}
    assert client.post(address, values | {"phone": "010-2"}).status_code == 302
    contact.refresh_from_db()
    assert (contact.phone, contact.revision) == ("010-2", 1)
    history = reverse("participant_history", args=[contact.enrolment.participant.uuid])
    assert "Ändra<span" in client.get(history).text
    client.post(reverse("outside_contact_end", args=[contact.uuid]))
    page = client.get(history).text
    assert "Kim Karlsson" in page
    assert "Ändra<span" not in page
    assert client.get(address).status_code == 404


def test_a_contact_has_its_period_and_none_named_is_an_obstacle(people: People, case: Enrolment) -> None:  # noqa: F811
    client, create = signed_in(people.anna), reverse("outside_contact_create", args=[case.participant.uuid])
    values = filled(client.get(create)) | {"organisation": "vard", "name": "Kim Ek", "since": "2026-11-25"}
    assert list(client.post(create, values).context["form"].errors) == ["since"]
    assert client.post(create, values | {"since": "2026-05-04"}).status_code == 302
    assert (
        client.post(create, filled(client.get(create)) | {"organisation": "fk", "none_named": "on"}).status_code == 302
    )
    history = reverse("participant_history", args=[case.participant.uuid])
    for address in (history, reverse("participant_detail", args=[case.participant.uuid])):
        assert client.get(address).text.count("Hinder</span>") == 1
    kim = OutsideContact.objects.get(organisation="vard")
    assert "2026-05-04" in client.get(history).text
    client.post(reverse("outside_contact_end", args=[kim.uuid]))
    assert period(dt.date(2026, 5, 4), TODAY) in client.get(history).text
    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideContact.objects.filter(pk=kim.pk).update(since="2026-11-25")


@pytest.mark.parametrize("rows", [1, 40])
def test_queries_of_the_history(people: People, case: Enrolment, rows: int) -> None:  # noqa: F811
    for number in range(rows):
        OutsideContact.objects.create(enrolment=case, organisation="af", name=f"Kim {number}")
        case.assignments.create(user=people.bo, part="substitute", period=case.assignments.first().period)
        Participant.objects.filter(pk=case.participant_id).update(phone=f"070-{number}")
    client, address = signed_in(people.anna), reverse("participant_history", args=[case.participant.uuid])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) <= 12, [query["sql"][:150] for query in queries]
