"""The pages of openings and matching, as those who use them."""

import json

import pytest
from django.urls import reverse

from amc.matching.facts import seeker_of
from amc.matching.forms import SeekingForm
from amc.matching.models import Locality, Opening, Proposal, Seeking
from participants.models import KartlaggningArea, Participant
from placements.models import ContactPerson, Employer
from tests.factories import EmployerFactory, EnrolmentFactory, KartlaggningEntryFactory, WorkplaceFactory
from tests.matching.room import OpeningFactory, ProposalFactory, SeekingFactory
from tests.placements.pages import TODAY, as_, page, post
from tests.queries import at_most


def text(response):
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


NEW = {"kind": "praktik", "title": "Kock i storkök", "places": "2", "occupation": "kock", "hours_per_week": "20.5"}


def test_an_opening_is_put_in_from_the_workplace(people, cook):
    workplace = WorkplaceFactory(city="Nyköping")
    person = ContactPerson.objects.create(employer=workplace.employer, name="Disa Dahl")
    client = as_(people.anna)
    url = f"{reverse('opening_create')}?arbetsplats={workplace.uuid}"
    form = client.get(url).context["form"]
    assert form["workplace"].value().key == str(workplace.uuid)
    posted = {"once": form["once"].value(), "workplace": str(workplace.uuid), "contact": person.pk}
    answer = client.post(url, NEW | posted | {"languages": "Dari, arabiska,, dari", "licence": "B", "level": "a2"})
    opening = Opening.objects.get()
    assert answer.url == opening.get_absolute_url()
    assert (opening.occupation, opening.languages, opening.contact) == (cook, ["Dari", "arabiska"], person)
    shown = text(client.get(answer.url))
    for words in ("2 av 2 lediga", "Lägst A2", "Dari, arabiska", "20,5 timmar", "Disa Dahl"):
        assert words in shown


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"places": "0"}, "Skriv 1 eller mer."),
        ({"occupation": "trollkarl"}, "Yrket finns inte i listan."),
        ({"starts_on": "2026-12-01", "ends_on": "2026-11-30"}, "Platsen slutar innan den börjar."),
        ({"title": ""}, "Svara på ”Vad gör man där?”"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_all_that_was_typed_stays(people, values, words):
    workplace = WorkplaceFactory()
    given = NEW | {"workplace": str(workplace.uuid), "note": "Ring först"} | values
    shown = text(post(people.anna, "opening_create", **given))
    assert words in shown
    assert "Ring först" in shown
    assert not Opening.objects.exists()


def test_a_contact_person_is_the_employers(people, opening):
    stranger = ContactPerson.objects.create(employer=EmployerFactory(), name="Någon")
    other = WorkplaceFactory()
    own = ContactPerson.objects.create(employer=opening.workplace.employer, name="Egen")
    given = NEW | {"workplace": str(other.uuid), "contact": own.pk, "places": "1"}
    assert "hör till en annan arbetsgivare" in text(post(people.anna, "opening_change", opening.uuid, **given))
    assert stranger.pk not in {row.pk for row in _form(people, opening).fields["contact"].queryset}


def _form(people, opening):
    return page(people.anna, "opening_change", opening.uuid).context["form"]


def test_two_who_change_an_opening_see_both_versions(people, opening):
    client = as_(people.anna)
    url = reverse("opening_change", args=[opening.uuid])
    form = client.get(url).context["form"]
    given = {name: form[name].value() or "" for name in form.fields if name not in ("workplace", "occupation")}
    given = {name: value for name, value in given.items() if not isinstance(value, list)}
    given |= {"workplace": str(opening.workplace.uuid), "occupation": "Kock", "title": "Kock, kvällar"}
    Opening.objects.filter(pk=opening.pk).update(title="Kallskänka", revision=1)
    shown = text(client.post(url, given))
    assert "Kallskänka" in shown
    assert "Kock, kvällar" in shown
    opening.refresh_from_db()
    assert opening.title == "Kallskänka"


def test_closing_and_opening_again(people, opening):
    assert post(people.hr, "opening_close", opening.uuid, closed_as="filled").status_code == 302
    assert "Platserna är tillsatta" in text(page(people.hr, "opening_detail", opening.uuid))
    assert opening.title not in text(page(people.hr, "opening_list"))
    assert opening.title in text(page(people.hr, "opening_list", lage="stangd"))
    post(people.hr, "opening_reopen", opening.uuid)
    assert opening.title in text(page(people.hr, "opening_list"))


def test_the_list_is_narrowed_and_searched(people, opening, case):
    soon = OpeningFactory(title="Butik som öppnar", workplace__employer__opens_on="2027-02-01", kind="resurs")
    full = OpeningFactory(title="Redan full")
    ProposalFactory(opening=full, enrolment=case)
    every = {opening.title, soon.title, full.title}

    def found(**asked):
        shown = text(page(people.anna, "opening_list", **asked))
        return {title for title in every if title in shown}

    assert found() == {opening.title, soon.title}
    assert found(slag="resurs") == found(oppnar="snart") == {soon.title}
    assert found(lage="full") == {full.title}
    assert found(lage="alla") == every
    assert found(omrade="Hotell, restaurang och kök") == {opening.title}
    assert "Öppnar 2027-02-01" in text(page(people.anna, "opening_list"))
    client = as_(people.anna)
    url = reverse("opening_list")
    assert soon.title not in text(client.post(url, {"sok": "nyköp"}, follow=True))
    assert opening.title in text(client.get(url))


def test_a_workplace_that_is_no_longer_used_has_no_free_places(people, opening, seeking, case):
    assert opening.title in page(people.anna, "opening_list").content.decode()
    opening.workplace.is_active = False
    opening.workplace.save()
    assert opening.title not in page(people.anna, "opening_list").content.decode()
    for state in ("alla", "stangd"):
        listed = as_(people.anna).get(reverse("opening_list"), {"lage": state}).content.decode()
        assert opening.title in listed
        assert "Arbetsplatsen används inte" in listed
    shown = page(people.anna, "opening_detail", opening.uuid).content.decode()
    assert "Arbetsplatsen används inte" in shown
    assert "Deltagare som passar" not in shown
    sent = {"opening": str(opening.uuid), "state": "reserved"}
    answer = as_(people.anna).post(reverse("proposal_create", args=[case.participant.uuid]), sent)
    assert "Arbetsplatsen används inte längre och tar inte emot någon." in answer.content.decode()
    assert not Proposal.objects.exists()


def test_what_the_consultant_judges_is_shown_to_the_consultant_alone(people, opening, seeking, case):
    Opening.objects.filter(pk=opening.pk).update(criminal_record="asks", physical="Tunga lyft")
    places = reverse("participant_places", args=[case.participant.uuid])
    for shown in (text(page(people.anna, "opening_detail", opening.uuid)), text(as_(people.anna).get(places))):
        assert "prövas från fall till fall" in shown
        assert "Tunga lyft" in shown
        assert "Det räknas inte in." in shown
    assert "Tunga lyft" not in text(page(people.hr, "opening_detail", opening.uuid))


def test_the_first_time_the_kartlaggning_is_filled_in(people, case):
    area = {row.code: row for row in KartlaggningArea.objects.all()}
    for code, facts in {
        "kompetens": {"competences": [{"name": "Kock", "code": "kock"}, {"name": "Eget påhitt", "code": ""}]},
        "sprak": {"languages": [{"language": "Svenska", "spoken": "b1"}, {"language": "Dari", "spoken": "modersmal"}]},
        "korkort": {"licences": ["B"]},
    }.items():
        KartlaggningEntryFactory(enrolment=case, area=area[code], facts=facts)
    form = page(people.anna, "seeking_edit", case.participant.uuid).context["form"]
    assert form["wish_1"].value() == "Kock"
    found = {name: form.initial.get(name) for name in ("level", "languages", "licences", "towns")}
    assert found == {"level": "b1", "languages": ["Dari"], "licences": ["B"], "towns": []}


def test_what_is_sought_leads_to_the_places_with_their_reasons(people, case, opening):
    OpeningFactory(title="Målare", workplace__city="Trosa")
    given = {"kinds": ["praktik"], "wish_1": "Kock", "towns": "Nyköping, Gnesta", "level": "b1", "hours_per_week": "30"}
    answer = post(people.anna, "seeking_edit", case.participant.uuid, **given)
    shown = text(as_(people.anna).get(answer.url))
    for words in (
        "Söker kock – platsen är kock", "Svenska B1 – platsen vill ha A2", "Kan arbeta i Nyköping",
        "Har inte sagt att det går att arbeta i Trosa", "100 av 100",
    ):  # fmt: skip
        assert words in shown
    assert shown.index(opening.title) < shown.index("Målare")
    assert Seeking.objects.get().towns == ["Nyköping", "Gnesta"]


def test_a_place_elsewhere_is_judged_by_how_far_it_is(people, case, opening):
    for town in ("Stigtomta", "trosa", "Lilla Byn", "Oxelösund"):
        OpeningFactory(title=f"Kock i {town}", workplace__city=town, occupation=opening.occupation)
    home = Locality.objects.get(name="Nyköping")
    given = {"kinds": ["praktik"], "wish_1": "Kock", "home": home.pk, "most_km": "20", "towns": "Oxelösund"}
    answer = post(people.anna, "seeking_edit", case.participant.uuid, **given)
    shown = text(as_(people.anna).get(answer.url))
    for words in (
        "Nyköping, samma ort – högst 20 km", "Stigtomta, 14 km fågelvägen från Nyköping – högst 20 km",
        "Trosa, 35 km fågelvägen från Nyköping – högst 20 km", "Avståndet till Lilla Byn är inte känt",
        "Kan arbeta i Oxelösund", "Högst 20 km från Nyköping",
    ):  # fmt: skip
        assert words in shown
    matches = text(page(people.anna, "opening_matches", Opening.objects.get(title="Kock i Stigtomta").uuid))
    assert "Stigtomta, 14 km fågelvägen från Nyköping – högst 20 km" in matches


def test_a_limit_from_nowhere_comes_back_at_its_field(people, case):
    given = {"kinds": ["praktik"], "most_km": "20", "towns": "Gnesta"}
    shown = text(post(people.anna, "seeking_edit", case.participant.uuid, **given))
    assert "Välj varifrån avståndet räknas" in shown
    assert "Gnesta" in shown
    assert not Seeking.objects.exists()


def test_where_a_protected_person_starts_from_is_nobodys_to_know(people, case, seeking, opening):
    home = Locality.objects.get(name="Trosa")
    Seeking.objects.filter(pk=seeking.pk).update(home=home, most_km=5, towns=[])
    row = Seeking.objects.select_related("home", "enrolment__participant").get()
    assert seeker_of(row).most_km == 5
    row.enrolment.participant.is_protected = True
    assert (seeker_of(row).home, seeker_of(row).most_km) == (None, None)
    form = SeekingForm(instance=row, protected=True)
    assert not {"home", "most_km"} & set(form.fields)


def test_skills_that_are_welcome_are_weighed(people, case, opening):
    new = NEW | {"workplace": str(opening.workplace.uuid), "skills": ["kassasystem", "kundbemotande"]}
    answer = post(people.anna, "opening_create", **new)
    assert "Kassasystem, Kundbemötande" in text(as_(people.anna).get(answer.url))
    given = {"kinds": ["praktik"], "wish_1": "Kock", "skills": ["kassasystem"]}
    answer = post(people.anna, "seeking_edit", case.participant.uuid, **given)
    shown = text(as_(people.anna).get(answer.url))
    assert "Har Kassasystem. Har inte angett Kundbemötande, som platsen gärna vill ha" in shown
    posted = page(people.anna, "opening_create").context["form"].fields["skills"]
    assert "kock" not in dict(posted.choices)
    assert post(people.anna, "opening_create", **new | {"skills": ["trollkonst"]}).context["form"].errors["skills"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": "Sjötorp", "latitude": "58.8", "longitude": "16.9"}, ""),
        ({"name": "NYKÖPING", "latitude": "58.8", "longitude": "16.9"}, "Orten finns redan i listan."),
        ({"name": "Sjötorp", "latitude": "16.9", "longitude": "58.8"}, "Skriv 55 eller mer."),
        ({"name": "Sjötorp", "latitude": "", "longitude": "16.9"}, "Fyll i latitud."),
    ],
)
def test_the_systemforvaltare_completes_the_towns(people, values, words):
    client, url = as_(people.admin), reverse("code_create", args=["orter"])
    answer = client.post(url, values | {"once": client.get(url).context["form"]["once"].value()})
    assert answer.status_code == (200 if words else 302)
    if words:
        assert words in text(answer)
    assert Locality.objects.filter(name=values["name"]).exists() == (not words)


def test_from_proposal_to_a_filled_in_praktik(people, case, opening, seeking):
    Opening.objects.filter(pk=opening.pk).update(starts_on="2026-12-01", ends_on="2027-02-28")
    person = case.participant.uuid
    url = f"{reverse('proposal_create', args=[person])}?plats={opening.uuid}"
    client = as_(people.anna)
    form = client.get(url).context["form"]
    posted = {"once": form["once"].value(), "opening": str(opening.uuid), "state": "offered", "answer_by": TODAY}
    for _ in range(2):
        assert client.post(url, posted).status_code == 302
    proposal = Proposal.objects.get()
    answer = post(people.anna, "proposal_answer", proposal.uuid, state="accepted")
    form = client.get(answer.url).context["form"]
    assert answer.url.startswith(reverse("internship_create", args=[person]))
    assert form["workplace"].value().key == str(opening.workplace.uuid)
    assert [str(form[name].value()) for name in ("first_day", "last_day", "hours_per_week")] == [
        "2026-12-01", "2027-02-28", "30.0",
    ]  # fmt: skip
    assert "Lägg in placeringen" in text(page(people.anna, "participant_places", person))


def test_a_firm_that_has_not_opened_says_when_and_nobody_begins_before(people, case, seeking, opening):
    Employer.objects.filter(pk=opening.workplace.employer_id).update(opens_on="2027-01-03")
    Opening.objects.filter(pk=opening.pk).update(starts_on="2026-12-01")
    Seeking.objects.filter(pk=seeking.pk).update(from_day="2026-12-15")
    person = case.participant.uuid
    shown = text(page(people.anna, "participant_places", person))
    assert "Öppnar den 3 januari 2027 – kan börja 2026-12-15" in shown
    assert shown.count("Öppnar den 3 januari 2027") == 2
    shown = text(page(people.anna, "opening_matches", opening.uuid))
    assert shown.count("Öppnar den 3 januari 2027") == 2
    proposal = ProposalFactory(opening=opening, enrolment=case)
    answer = post(people.anna, "proposal_answer", proposal.uuid, state="accepted", seen=proposal.revision)
    assert str(as_(people.anna).get(answer.url).context["form"]["first_day"].value()) == "2027-01-03"
    Employer.objects.filter(pk=opening.workplace.employer_id).update(opens_on="2026-11-23")
    assert "Öppnar" not in text(page(people.anna, "participant_places", person))
    assert "Öppnar" not in text(page(people.anna, "opening_matches", opening.uuid))


def test_who_comes_second_is_told(people, case, opening):
    ProposalFactory(opening=opening, enrolment=EnrolmentFactory(participant__unit=people.unit))
    given = {"opening": str(opening.uuid), "state": "reserved"}
    shown = text(post(people.anna, "proposal_create", case.participant.uuid, **given))
    assert "Platsen är tagen: den sista tog någon annan nyss." in shown


def test_a_no_without_a_reason_comes_back(people, case, opening):
    proposal = ProposalFactory(opening=opening, enrolment=case)
    shown = text(post(people.anna, "proposal_answer", proposal.uuid, state="declined"))
    assert "Välj vem som sade nej." in shown
    given = {"state": "declined", "declined_by": "deltagaren", "reason": "För lång resväg"}
    assert post(people.anna, "proposal_answer", proposal.uuid, **given).status_code == 302
    shown = text(page(people.anna, "participant_places", case.participant.uuid))
    assert "Deltagaren tackade nej: För lång resväg" in shown


def test_an_opening_finds_its_participants(people, opening, seeking, case):
    other = EnrolmentFactory(participant__unit=people.unit, participant__last_name="Målarsson")
    SeekingFactory(enrolment=other, kinds=["reguljar"], level="")
    foreign = EnrolmentFactory(participant__unit=people.other_unit, participant__last_name="Främling")
    SeekingFactory(enrolment=foreign, wish_1=opening.occupation)
    hidden = EnrolmentFactory(participant__unit=people.unit, participant__last_name="Gömd")
    SeekingFactory(enrolment=hidden, wish_1=opening.occupation)
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    shown = text(page(people.anna, "opening_matches", opening.uuid))
    assert shown.index(case.participant.full_name) < shown.index("Målarsson")
    assert "Främling" not in shown
    assert "Gömd" not in shown


def test_a_protected_persons_place_is_counted_and_not_told(people, case):
    opening = OpeningFactory(places=3)
    ProposalFactory(opening=opening, enrolment=case)
    hidden = EnrolmentFactory(participant__unit=people.unit, participant__last_name="Gömd")
    ProposalFactory(opening=opening, enrolment=hidden)
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    shown = text(page(people.anna, "opening_detail", opening.uuid))
    assert "Gömd" not in shown
    assert "1 plats är tagen av någon som du inte får se." in shown
    assert "1 av 3 lediga" in shown
    assert case.participant.full_name not in text(page(people.hr, "opening_detail", opening.uuid))


def test_openings_are_found_as_one_types(people, opening, case):
    full = OpeningFactory(title="Kock på ön")
    ProposalFactory(opening=full, enrolment=case)
    answer = as_(people.anna).post(reverse("opening_lookup"), {"q": "kock"})
    assert opening.title in text(answer)
    assert "Kock på ön" not in text(answer)


def test_what_the_pages_cost_does_not_grow(people, opening, seeking, case):
    def cost(name, *args):
        client = as_(people.anna)
        client.get(reverse(name, args=args))
        with at_most(40) as asked:
            client.get(reverse(name, args=args))
        return len(asked)

    pages = [("participant_places", case.participant.uuid), ("opening_detail", opening.uuid)]
    pages.append(("opening_matches", opening.uuid))
    few = [cost(*one) for one in pages]
    for number in range(6):
        one = EnrolmentFactory(participant__unit=people.unit, consultant=people.bo)
        SeekingFactory(enrolment=one, wish_1=opening.occupation)
        more = OpeningFactory(title=f"Plats {number}", occupation=opening.occupation, places=9)
        ProposalFactory(opening=more, enrolment=case)
    Opening.objects.filter(pk=opening.pk).update(places=9)
    for one in EnrolmentFactory.create_batch(3, participant__unit=people.unit):
        ProposalFactory(opening=opening, enrolment=one)
    assert [cost(*one) for one in pages] == few
    assert max(few) <= 12, json.dumps(few)
