"""What the referrer, the employer and the participant get: by canary, in the page and in the documents."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handlingsplan.models import Activity, FollowUp, Goal
from participants.models import Closure, Disclosure, Enrolment, KartlaggningArea, Withheld
from participants.rules.sharing import Party
from participants.sharing import area_subject, pictures_of
from tests.factories import (
    ActivityFactory,
    FollowUpFactory,
    GoalFactory,
    InternshipFactory,
    JournalEntryFactory,
    KartlaggningEntryFactory,
    People,
    PlanVersionFactory,
    WorkplaceFactory,
    agreed,
    at,
    opened,
)
from tests.participants.case_room import NOW, case, clock, people, signed_in  # noqa: F401
from tests.participants.sharing_room import ConsentFactory, DisclosureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

# Where each canary may be seen: by the referrer, by the baker, by the smith, by the participant.
SEEN = {
    "Kanariemal": "RP",
    "Kanarieaktivitet": "RP",
    "Kanarieresultat": "RP",
    "Kanarieutkast": "",
    "Kanarieuppfoljning": "RP",
    "Kanarietrepart": "RBP",
    "Kanariebageri": "RBP",
    "Kanariesmedja": "RSP",
    "Kanarieorsak": "",
    "Kanariesyfte": "",
    "Kanarieutbildning": "RP",
    "Kanariehalsa": "P",
    "Kanariejournal": "",
    "Kanariepaus": "B",
    "Kanarieaterkallat": "",
    "Kanariesammanfattning": "",
}


@pytest.fixture
def full(people: People, case: Enrolment) -> Enrolment:  # noqa: F811
    """Anna's case with a canary in everything that could be told."""
    version = PlanVersionFactory(enrolment=case)
    goal = GoalFactory(version=version, text="Kanariemal")
    activity = ActivityFactory(version=version, goal=goal, what="Kanarieaktivitet", origin=uuid.uuid4())
    agreed(version, dt.date(2026, 2, 1))
    Activity.objects.filter(pk=activity.pk).update(result="Kanarieresultat", state="done")
    ActivityFactory(version=PlanVersionFactory(enrolment=case), what="Kanarieutkast", origin=uuid.uuid4())
    for text, with_whom in (("Kanarieuppfoljning", ["deltagare"]), ("Kanarietrepart", ["deltagare", "arbetsgivare"])):
        FollowUpFactory(
            enrolment=case,
            held_on=dt.date(2026, 10, 5),
            held_by=people.anna,
            recorded_at=NOW,
            agreed=text,
            attendees=with_whom,
        )
    for name, tasks, first, last in (
        ("Bageriet Vetekornet", "Kanariebageri", dt.date(2026, 9, 1), dt.date(2026, 11, 30)),
        ("Smedjan", "Kanariesmedja", dt.date(2026, 3, 1), dt.date(2026, 5, 31)),
    ):
        place = WorkplaceFactory(employer__name=name)
        InternshipFactory(
            enrolment=case,
            workplace=place,
            tasks=tasks,
            purpose="Kanariesyfte",
            end_reason="health",
            end_note="Kanarieorsak",
            first_day=first,
            last_day=last,
        )
    KartlaggningEntryFactory(enrolment=case, own_words="Kanarieutbildning")
    health = KartlaggningArea.objects.get(code="halsa")
    KartlaggningEntryFactory(enrolment=case, area=health, own_words="Kanariehalsa")
    JournalEntryFactory(enrolment=case, text="Kanariejournal")
    for what, withdrawn in (("Kanariepaus", {}), ("Kanarieaterkallat", {"withdrawn_at": NOW})):
        consent = ConsentFactory(
            participant=case.participant, facts=["omrade-halsa", "kontakt", "placering", "trepart"]
        )
        DisclosureFactory(
            participant=case.participant,
            consent=consent,
            recipient="arbetsgivare",
            organisation="Bageriet Vetekornet",
            facts=["omrade-halsa"],
            sensitive=True,
            what=what,
            statute="",
            reasons="",
        )
        if withdrawn:
            type(consent).objects.filter(pk=consent.pk).update(withdrawn_recorded_by=people.bo, **withdrawn)
    return case


def gets(picture) -> str:
    return "\n".join(f"{piece.title}\n{piece.text}" for piece in picture.goes)


def by_letter(user, enrolment: Enrolment) -> dict[str, str]:
    pictures = pictures_of(user, enrolment)
    named = {one.name: gets(one) for one in pictures if one.party == Party.EMPLOYER}
    own = {one.party: gets(one) for one in pictures if one.party != Party.EMPLOYER}
    employers = {"B": named["Bageriet Vetekornet"], "S": named["Smedjan"]}
    return {"R": own[Party.REFERRER], "P": own[Party.PARTICIPANT]} | employers


@pytest.mark.parametrize("canary", SEEN)
def test_each_canary_is_seen_by_those_it_is_meant_for(people: People, full: Enrolment, canary: str) -> None:  # noqa: F811
    assert {letter for letter, text in by_letter(people.anna, full).items() if canary in text} == set(SEEN[canary])


def test_what_somebody_may_not_see_is_in_nobodys_picture(people: People, full: Enrolment) -> None:  # noqa: F811
    """Bo does not work with the case: neither the area nor that something is written there shows."""
    opened(full.participant, people.bo)
    client = signed_in(people.bo)
    text = client.get(reverse("pictures", args=[full.participant.uuid])).content.decode()
    assert "Kanarieutbildning" in text
    for canary in ("Kanariehalsa", "Kanariepaus", "Hälsa", "Känsligt område"):
        assert canary not in text
    assert "Hälsa" in signed_in(people.anna).get(reverse("pictures", args=[full.participant.uuid])).content.decode()


def ground(**more: object) -> dict[str, object]:
    return {"consent": "utan", "statute": "10 kap. 2 § OSL", "reasons": "Behövs.", "person": "Siv", **more}


def test_what_is_marked_never_reaches_the_referrers_documents(people: People, full: Enrolment) -> None:  # noqa: F811
    client, person = signed_in(people.anna), full.participant
    mal, aktivitet = Goal.objects.get(), Activity.objects.get(what="Kanarieaktivitet")
    follow_ups = FollowUp.objects.filter(enrolment=full)
    subjects = [(Withheld.Of.GOAL, mal.origin), (Withheld.Of.ACTIVITY, aktivitet.origin)]
    subjects += [(Withheld.Of.FOLLOW_UP, row.uuid) for row in follow_ups]
    subjects += [(Withheld.Of.PLACEMENT, row.uuid) for row in full.internships.all()]
    subjects += [(Withheld.Of.KARTLAGGNING, area_subject(person, KartlaggningArea.objects.get(code="utbildning")))]
    url = reverse("referrer_document", args=[person.uuid])
    before = [key for key, _ in client.get(url).context["form"].fields["facts"].choices]
    for of, subject in subjects:
        assert client.post(reverse("withheld", args=[person.uuid, of, subject])).status_code == 302
    plan = client.get(reverse("plan_version", args=[person.uuid, 1])).content.decode()
    assert plan.count("Inte till remittenten") == 2
    marked = {canary for canary, letters in SEEN.items() if "R" in letters}
    assert not [canary for canary in marked if canary in by_letter(people.anna, full)["R"]]
    # A page that was opened before somebody marked it cannot send it along either.
    refused = client.post(url, ground(facts=before))
    assert refused.status_code == 200
    assert not Disclosure.objects.filter(form="document").exists()
    # The mark is of the area, and holds for what is written there later.
    latest = KartlaggningEntryFactory._meta.model.objects.get(own_words="Kanarieutbildning")
    KartlaggningEntryFactory(enrolment=full, own_words="Kanarienyskrivet", supersedes=latest)
    assert "Kanarienyskrivet" not in by_letter(people.anna, full)["R"]
    # The employer and the participant get what they got.
    assert "Kanarietrepart" in by_letter(people.anna, full)["B"]
    assert "Kanariemal" in by_letter(people.anna, full)["P"]
    client.post(reverse("withheld", args=[person.uuid, *subjects[0]]), {"lyft": "1"})
    assert "Kanariemal" in by_letter(people.anna, full)["R"]


def test_the_report_is_what_the_page_showed_less_what_was_taken_away(people: People, full: Enrolment) -> None:  # noqa: F811
    client = signed_in(people.anna)
    url = reverse("referrer_document", args=[full.participant.uuid])
    choices = client.get(url).context["form"].fields["facts"].choices
    kept = [key for key, label in choices if "Utbildning" not in label]
    page = client.post(url, ground(facts=kept, summary="Kanariesammanfattning"), follow=True)
    row = Disclosure.objects.get(form="document")
    said = str(row.document)
    for canary in ("Kanariemal", "Kanarieaktivitet", "Kanarieuppfoljning", "Kanariebageri", "Kanariesammanfattning"):
        assert canary in said
    for canary in ("Kanarieutbildning", "Kanariehalsa", "Kanariejournal", "Kanariepaus", "Kanarieorsak"):
        assert canary not in said
    assert set(row.facts) == {"kontakt", "plan", "uppfoljning", "placering"}
    assert (row.recipient, row.organisation, row.sensitive) == ("socialtjanst", full.source.name, False)
    pdf = client.get(reverse("disclosure_document", args=[row.uuid]))
    assert pdf.content.startswith(b"%PDF")
    assert "Återrapport till remittenten" in page.content.decode()


def test_a_sensitive_fact_reaches_an_employer_by_a_consent_in_force(people: People, full: Enrolment) -> None:  # noqa: F811
    client = signed_in(people.anna)
    baker = full.internships.get(tasks="Kanariebageri").workplace.employer
    url = reverse("employer_document", args=[full.participant.uuid, baker.uuid])
    form = client.get(url).context["form"]
    keys = [key for key, _ in form.fields["facts"].choices]
    consent = next(iter(form.consents.values()))
    client.post(url, {"consent": consent.uuid, "person": "Disa", "facts": keys})
    row = Disclosure.objects.get(form="document")
    assert row.sensitive
    assert "Kanariepaus" in str(row.document)
    assert "Kanarieaterkallat" not in str(row.document)
    # Withdrawn: it is gone from the next document, though that one has another ground.
    type(consent).objects.filter(pk=consent.pk).update(withdrawn_at=NOW, withdrawn_recorded_by=people.bo)
    assert "Kanariepaus" not in by_letter(people.anna, full)["B"]
    assert client.post(url, ground(facts=keys)).status_code == 200
    assert Disclosure.objects.filter(form="document").count() == 1


def test_a_closed_case_tells_its_result(people: People, full: Enrolment) -> None:  # noqa: F811
    Closure.objects.create(
        enrolment=full,
        reason="annat",
        closed_by=people.anna,
        gender="kvinna",
        education_level="okand",
        age=36,
        summary="Kanarieavslut",
    )
    Enrolment.objects.filter(pk=full.pk).update(closed_on=dt.date(2026, 11, 23))
    full.refresh_from_db()
    text = by_letter(people.anna, full)["R"]
    assert "Avslutat 2026-11-23" in text
    assert "Kanarieavslut" not in text


def test_only_what_the_case_says_can_be_marked(people: People, full: Enrolment) -> None:  # noqa: F811
    client = signed_in(people.anna)
    assert client.post(reverse("withheld", args=[full.participant.uuid, "mal", uuid.uuid4()])).status_code == 404
    assert not Withheld.objects.exists()


def test_the_page_asks_a_fixed_number_of_questions(people: People, full: Enrolment) -> None:  # noqa: F811
    client, counts = signed_in(people.anna), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("pictures", args=[full.participant.uuid]))
        counts.append(len(queries))
        for number in range(5):
            InternshipFactory(enrolment=full, first_day=dt.date(2025, 1, 1), last_day=dt.date(2025, 2, 1))
            FollowUpFactory(
                enrolment=full,
                held_on=dt.date(2026, 10, 6),
                held_by=people.anna,
                recorded_at=at(dt.date(2026, 10, 6)),
                agreed=f"Nummer {number}",
                attendees=["arbetsgivare"],
            )
    assert counts[0] == counts[1] <= 24
