"""Offers for those who work with employers: the list, the answer, and what each becomes."""

import datetime as dt

import pytest
from django.urls import reverse

from amc.matching.models import Opening
from amc.obstacles import Refused
from amc.offers import actions
from amc.offers.due import OFFER
from amc.offers.models import Offer
from placements.models import ContactPerson, Supervisor, Workplace
from tests.factories import EmployerFactory, WorkplaceFactory
from tests.offers.room import OfferFactory, SupervisorOfferFactory
from tests.placements.pages import TODAY, as_, page, post


def text(response):
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def shown(people, query=""):
    return [row.record.workplace for row in as_(people.anna).get(reverse("offer_list") + query).context["table"].rows]


def test_the_new_ones_stand_first_to_come_on_top_and_the_others_are_a_choice(people):
    for number, (workplace, state) in enumerate(
        [("Äldst", "new"), ("Nejad", "declined"), ("Tagen", "taken"), ("Nyast", "new")]
    ):
        answered = {"answered_by": people.bo, "answered_on": TODAY} if state != "new" else {}
        more = {"declined": {"reason": "Fullt"}, "taken": {"became": "opening"}}.get(state, {})
        arrived = dt.datetime(2026, 11, 20 + number, 9, tzinfo=dt.UTC)
        OfferFactory(unit=people.unit, workplace=workplace, state=state, received_at=arrived, **answered, **more)
    assert shown(people) == ["Nyast", "Äldst"]
    assert shown(people, "?lage=besvarade") == ["Tagen", "Nejad"]
    assert shown(people, "?lage=declined") == ["Nejad"]
    assert shown(people, "?lage=alla") == ["Nyast", "Tagen", "Nejad", "Äldst"]
    assert "Bo Bergqvist" in text(as_(people.anna).get(reverse("offer_list") + "?lage=alla"))


def test_the_list_gives_the_address_to_hand_out_and_is_searched(people, offer):
    SupervisorOfferFactory(unit=people.unit)
    client = as_(people.anna)
    assert "http://testserver/erbjud/" in text(client.get(reverse("offer_list")))
    client.post(reverse("offer_list"), {"sok": "biblio"})
    assert [row.record.workplace for row in client.get(reverse("offer_list")).context["table"].rows] == ["Biblioteket"]
    assert "Inget erbjudande väntar" in text(as_(people.anna).get(reverse("offer_list") + "?lage=declined"))


def test_units_share_offers(people, offer):
    assert "Disa Dahl" in text(page(people.cilla, "offer_detail", offer.uuid))


def test_not_now_says_why_and_is_taken_back(people, offer):
    assert post(people.anna, "offer_decline", offer.uuid, reason="Vi har fullt").url == offer.get_absolute_url()
    offer.refresh_from_db()
    assert (offer.state, offer.reason, offer.answered_by, offer.answered_on) == (
        "declined",
        "Vi har fullt",
        people.anna,
        TODAY,
    )
    told = text(page(people.bo, "offer_detail", offer.uuid))
    assert "Vi har fullt" in told
    assert "Anna Ängström" in told
    assert "Gör till ledig plats" not in told
    assert "redan svarat" in text(post(people.bo, "offer_decline", offer.uuid, reason="Samma"))
    post(people.bo, "offer_reopen", offer.uuid)
    offer.refresh_from_db()
    assert (offer.state, offer.reason, offer.answered_by) == ("new", "", None)


def test_an_empty_no_is_refused_at_the_field(people, offer):
    assert "Svara på ”Varför inte nu?”" in text(post(people.anna, "offer_decline", offer.uuid, reason=""))
    offer.refresh_from_db()
    assert offer.state == "new"


def test_an_offer_becomes_an_opening_with_what_was_offered_filled_in(people, offer):
    workplace = WorkplaceFactory(name="Köket på Ängens äldreboende")
    form = page(people.anna, "offer_opening", offer.uuid).context["form"]
    assert form["workplace"].value().key == str(workplace.uuid)
    assert (form["title"].value(), form["places"].value()) == ("Hjälpa till i köket", 2)
    given = {"workplace": str(workplace.uuid), "kind": "praktik", "title": "Hjälpa till i köket", "places": "2"}
    answer = post(people.anna, "offer_opening", offer.uuid, **given)
    opening = Opening.objects.get()
    assert answer.url == opening.get_absolute_url()
    offer.refresh_from_db()
    assert (offer.state, offer.became, offer.answered_by) == ("taken", "opening", people.anna)


def test_a_form_with_a_fault_leaves_the_offer_unanswered(people, offer):
    assert "Svara på" in text(post(people.anna, "offer_opening", offer.uuid, kind="praktik", title="", places="1"))
    offer.refresh_from_db()
    assert offer.state == "new"


def test_a_long_text_is_a_note_and_not_a_title(people):
    offer = OfferFactory(unit=people.unit, tasks="Odla " * 60)
    form = page(people.anna, "offer_opening", offer.uuid).context["form"]
    assert (form["title"].value(), form["note"].value()) == ("", offer.tasks)


def test_what_somebody_declined_meanwhile_becomes_nothing(people, offer):
    workplace = WorkplaceFactory()
    actions.decline(offer, reason="Fullt", by=people.bo, today=TODAY)
    given = {"workplace": str(workplace.uuid), "kind": "praktik", "title": "Kock", "places": "1"}
    answer = text(post(people.anna, "offer_opening", offer.uuid, **given))
    assert "Ta tillbaka svaret först" in answer
    assert "Platsen är inlagd" not in answer
    assert not Opening.objects.exists()


def test_an_unknown_workplace_is_put_in_with_its_contact_and_leads_to_the_opening(people, offer):
    employer = EmployerFactory(name="Omsorgsförvaltningen")
    form = page(people.anna, "offer_workplace", offer.uuid).context["form"]
    assert form["employer"].value().key == str(employer.uuid)
    given = {"employer": str(employer.uuid), "name": offer.workplace, "division": "", "capacity": "2", "contact": "on"}
    answer = post(people.anna, "offer_workplace", offer.uuid, **given)
    workplace = Workplace.objects.get(employer=employer, name=offer.workplace)
    assert answer.url == f"{reverse('offer_opening', args=[offer.uuid])}?arbetsplats={workplace.uuid}"
    assert workplace.is_active
    contact = ContactPerson.objects.get(workplace=workplace)
    assert (contact.name, contact.email, contact.phone) == (offer.name, offer.email, offer.phone)
    opening_form = as_(people.anna).get(answer.url).context["form"]
    assert opening_form["workplace"].value().key == str(workplace.uuid)


def test_an_offer_becomes_a_supervisor_with_what_was_offered_filled_in(people, supervisor_offer):
    employer = EmployerFactory(name="Kulturförvaltningen")
    form = page(people.anna, "offer_become", supervisor_offer.uuid).context["form"]
    assert (form["first_name"].value(), form["last_name"].value()) == ("Love Anna", "Lund")
    given = {"first_name": "Love Anna", "last_name": "Lund", "employer": str(employer.uuid), "is_active": "on"}
    answer = post(people.anna, "offer_become", supervisor_offer.uuid, **given | {"email": "love@kommunen.example"})
    supervisor = Supervisor.objects.get(last_name="Lund")
    assert answer.url == supervisor.get_absolute_url()
    supervisor_offer.refresh_from_db()
    assert (supervisor_offer.state, supervisor_offer.became) == ("taken", "supervisor")


@pytest.mark.parametrize(("day", "due"), [("2026-11-30", 0), ("2026-12-01", 1), ("2026-12-20", 1)])
def test_what_nobody_answers_is_due_after_five_working_days(people, offer, day, due):
    rows = list(OFFER.rows(dt.date.fromisoformat(day)))
    assert len(rows) == due
    assert all(row["unit_id"] == people.unit.pk and row["responsible_id"] is None for row in rows)


def test_an_answer_ends_the_reminder(people, offer):
    actions.decline(offer, reason="Fullt", by=people.bo, today=TODAY)
    assert not list(OFFER.rows(dt.date(2026, 12, 24)))


def test_it_stands_in_min_dag_of_the_unit_that_is_to_answer(people):
    OfferFactory(unit=people.unit, answer_by=TODAY)
    assert "Köket på Ängens äldreboende" in text(as_(people.anna).get(reverse("my_day")))
    assert "Köket på Ängens äldreboende" in text(as_(people.eva).get(reverse("my_day")))
    assert "Köket på Ängens äldreboende" not in text(as_(people.cilla).get(reverse("my_day")))


def test_who_offered_is_forgotten_a_year_after_the_no(people, offer):
    kept = OfferFactory(unit=people.unit, workplace="Nyligen")
    actions.decline(offer, reason="Fullt", by=people.bo, today=dt.date(2025, 11, 24))
    actions.decline(kept, reason="Fullt", by=people.bo, today=dt.date(2025, 11, 25))
    assert actions.forget_declined(TODAY) == 1
    assert actions.forget_declined(TODAY) == 0
    offer.refresh_from_db()
    kept.refresh_from_db()
    assert (offer.name, offer.email, offer.phone, offer.tasks, offer.forgotten_on) == ("", "", "", "", TODAY)
    assert (offer.workplace, offer.reason) == ("Köket på Ängens äldreboende", "Fullt")
    assert kept.name == "Disa Dahl"
    assert "Uppgifterna togs bort" in text(page(people.anna, "offer_detail", offer.uuid))
    with pytest.raises(Refused):
        actions.reopen(offer)


def test_the_states_are_those_of_the_rules():
    from amc.offers import rules

    assert {rules.NEW, rules.TAKEN, rules.DECLINED} == set(Offer.State.values)
