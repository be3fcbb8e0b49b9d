"""The forms that anybody may send: they add one offer, tell nothing, and stop a robot."""

import uuid

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from amc.offers.models import Offer
from amc.staff.models import Municipality
from tests.factories import EmployerFactory, SupervisorFactory, UnitFactory
from tests.offers.room import OfferFactory, send
from tests.placements.pages import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return UnitFactory(name="Jobbtorg Centrum")


def everything() -> list[Offer]:
    """The offers as they stand, whoever may see them."""
    return list(Offer._base_manager.order_by("pk"))


def text(response):
    return " ".join(response.content.decode().split())


def test_a_workplace_offers_to_take_somebody(unit):
    answer = send("offer_place")
    assert answer.url.partition("?")[0] == reverse("offer_thanks")
    (offer,) = everything()
    assert (offer.kind, offer.state, offer.unit, offer.places) == ("place", "new", unit, 2)
    assert (offer.workplace, offer.division) == ("Köket på Ängens äldreboende", "Omsorgsförvaltningen")
    assert (offer.name, offer.email, offer.phone) == ("Disa Dahl", "disa.dahl@kommunen.example", "070-174 06 05")
    assert (str(offer.starts_on), str(offer.answer_by)) == ("2027-01-11", "2026-12-01")
    assert "inom 5 arbetsdagar" in text(Client().get(answer.url))


@pytest.mark.parametrize(("said", "trained"), [("ja", True), ("nej", False)])
def test_an_employee_offers_to_be_a_supervisor(unit, said, trained):
    assert send("offer_supervisor", trained=said).url.partition("?")[0] == reverse("offer_thanks")
    (offer,) = everything()
    assert (offer.kind, offer.trained, offer.places, offer.tasks) == ("supervisor", trained, None, "")


def test_a_double_click_is_one_offer_and_other_words_are_another(unit):
    once = str(uuid.uuid4())
    for _ in range(2):
        assert send("offer_place", once=once).status_code == 302
    assert len(everything()) == 1
    send("offer_place", once=once, tasks="Snickra")
    assert [offer.tasks for offer in everything()] == ["Hjälpa till i köket och duka", "Snickra"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"workplace": ""}, "Fyll i arbetsplats."),
        ({"name": ""}, "Fyll i ditt namn."),
        ({"email": "disa"}, "giltig e-postadress"),
        ({"places": "0"}, "Skriv 1 eller mer."),
        ({"places": "100"}, "Skriv 99 eller mindre."),
        ({"tasks": "a" * 501}, "högst 500"),
        ({"tasks": "Vi tar 19900101-2385"}, "Det ser ut som ett personnummer"),
        ({"starts_on": "2027-02-30"}, "datum"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(unit, values, words):
    shown = text(send("offer_place", **{"division": "Parkförvaltningen"} | values))
    assert words in shown
    assert "Parkförvaltningen" in shown
    assert not everything()


def test_at_the_field_it_says_to_write_of_nobody(unit):
    assert "Skriv inget om den som kan komma" in text(Client().get(reverse("offer_place")))


def test_several_units_are_a_choice_and_one_is_not(unit):
    assert "Vilken enhet" not in text(Client().get(reverse("offer_place")))
    other = UnitFactory(name="Jobbtorg Öster")
    assert "Vilken enhet ska svara?" in text(Client().get(reverse("offer_place")))
    assert "Svara på ”Vilken enhet ska svara?”" in text(send("offer_place"))
    send("offer_place", unit=str(other.pk))
    assert [offer.unit for offer in everything()] == [other]


def test_without_a_unit_nothing_is_taken(db):
    assert "ingen enhet som kan ta emot" in text(send("offer_place"))


def test_a_robot_gets_the_same_thanks_and_leaves_nothing(unit):
    assert send("offer_place", webbplats="http://spam.example/").url == send("offer_place").url
    assert len(everything()) == 1


@pytest.mark.parametrize(("route", "what"), [("offer_place", "Kan ta emot någon"), ("offer_supervisor", "handledare")])
def test_the_receipt_says_what_happens_next_and_when_and_nothing_that_was_written(unit, route, what):
    answer = send(route)
    shown = text(Client().get(answer.url))
    for words in ("Kvitto", what, "2026-11-24", "Jobbtorg Centrum", "tisdag 1 december", "Skriv ut", "Vad händer nu?"):
        assert words in shown
    for written in ("Disa", "Love", "kommunen.example", "Ängens", "Biblioteket"):
        assert written not in shown
        assert written not in answer.url
    # An address that we have not written is the page without a receipt.
    for strange in ("", "?kvitto=x", "?" + answer.url.partition("?")[2] + "x"):
        shown = text(Client().get(reverse("offer_thanks") + strange))
        assert "inom 5 arbetsdagar" in shown
        assert "Kvitto" not in shown


def test_so_many_are_taken_in_an_hour_from_everybody(unit):
    municipality = Municipality.objects.create(pk=1, name="Exempelkommunen", offers_per_hour=2)
    for number in range(2):
        answer = send("offer_place", Client(REMOTE_ADDR=f"10.0.0.{number}"), tasks=f"Plats {number}")
        assert answer.status_code == 302
    stopped = send("offer_place", Client(REMOTE_ADDR="10.0.0.9"), tasks="En till")
    assert stopped.status_code == 429
    assert "fler erbjudanden just nu än vi kan ta emot" in text(stopped)
    assert "En till" in text(stopped)
    assert len(everything()) == 2
    municipality.offers_per_hour = 3
    municipality.save()
    assert send("offer_place", Client(REMOTE_ADDR="10.0.0.9")).status_code == 302


def test_one_address_sends_only_so_many_and_loses_no_words(unit):
    for number in range(30):
        assert send("offer_place", tasks=f"Plats {number}").status_code == 302
    stopped = send("offer_place", tasks="En till")
    assert stopped.status_code == 429
    assert "ovanligt många" in text(stopped)
    assert "En till" in text(stopped)
    assert len(everything()) == 30


def test_the_answer_is_the_same_whatever_is_known(unit):
    fresh = send("offer_supervisor")
    EmployerFactory(name="Omsorgsförvaltningen")
    SupervisorFactory(email="love.lund@kommunen.example")
    known = send("offer_supervisor")
    assert (fresh.status_code, fresh.url, fresh.content) == (known.status_code, known.url, known.content)


def test_nobody_reads_or_writes_offers_past_the_form(unit):
    offer = OfferFactory(unit=unit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() != ("app",):
            cursor.execute("SET LOCAL ROLE app")
        cursor.execute("SELECT count(*) FROM offers_offer")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM offers_offerevent")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE offers_offer SET workplace = 'x'")
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM offers_offer")
        assert cursor.rowcount == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            cursor.execute(
                "INSERT INTO offers_offer (uuid, revision, kind, state, unit_id, workplace, division, tasks, places,"
                " name, email, phone, received_at, answer_by, became, reason) VALUES (gen_random_uuid(), 0, 'place',"
                " 'new', %s, 'x', '', 'x', 1, 'x', 'x@kommunen.example', '', now(), %s, '', '')",
                [unit.pk, TODAY],
            )
        cursor.execute("RESET ROLE")
    assert everything() == [offer]


def test_the_history_does_not_know_who_offered():
    columns = {field.name for field in apps.get_model("offers", "OfferEvent")._meta.fields}
    assert {"state", "reason", "became"} <= columns
    assert not columns & {"name", "email", "phone", "tasks"}


def test_the_sign_in_page_leads_here(unit):
    assert f'href="{reverse("offer_start")}"' in text(Client().get(reverse("account_login")))
    start = text(Client().get(reverse("offer_start")))
    assert reverse("offer_place") in start
    assert reverse("offer_supervisor") in start
