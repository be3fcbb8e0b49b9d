"""What is logged about a protected person by those who may not know of the person (domain.md section 5)."""

# ruff: noqa: F811 - the fixtures are those of a neighbour

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amc.staff.models import Municipality
from participants.actions.protection import kinds_in_force
from participants.models import Enrolment, ImportFile, Participant, Referral
from tests.factories import People, ReferralFactory, UserFactory
from tests.participants.test_import_views import upload
from tests.participants.test_protection import (  # noqa: F401
    MARK,
    NUMBER,
    OTHER,
    case,
    clock,
    give,
    people,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def who_sees(people: People) -> dict[str, bool]:
    """Whether the one referral is seen."""
    users = (people.anna, people.bo, people.eva)
    return {user.first_name: Referral.objects.visible_to(user).exists() for user in users}


# --- Logged by somebody who may not know ----------------------------------------------------------

WRITTEN = {"first_name": "Kerstin", "last_name": "Kanariesson", "source": "vuxenenheten", "received_on": "2026-11-20"}


def bare(page: str, *words: str) -> str:
    """A page without what differs between any two: keys, tokens and the words given."""
    for word in words:
        page = page.replace(word, "")
    page = re.sub(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", "", page)
    page = re.sub(r"(&quot;\w+&quot;: &quot;)[0-9a-f]{16}&quot;", r"\1", page)
    return re.sub(r"(value=|Token&quot;: &quot;|CSRFToken\": \")[\"\w]{20,}", "", page)


def log(client: Client, number: str, **given: str) -> Any:
    return client.post(reverse("referral_create"), WRITTEN | {"identity_number": number} | given, follow=True)


def test_a_referral_with_a_hidden_number_answers_like_any_other(people: People, case: Enrolment) -> None:
    give(case, people)
    bo = signed_in(people.bo)
    hidden = log(bo, NUMBER)
    landed = Referral.objects.get()
    assert (landed.participant, landed.landed, landed.state) == (case.participant, True, "seen")
    inbox = bo.get(reverse("referral_list")).text
    answers = [bo.get(reverse(name, args=[landed.uuid])).text for name in ("referral_accept", "referral_edit")]
    Referral.objects.all().delete()
    usual = log(bo, OTHER)
    other = Referral.objects.get()
    numbers = ("19900101-2385", "19900102-2384", NUMBER, OTHER, "1990-01-01", "1990-01-02")
    assert [url.replace(str(landed.uuid), "") for url, _ in hidden.redirect_chain] == [
        url.replace(str(other.uuid), "") for url, _ in usual.redirect_chain
    ]
    assert bare(hidden.text, *numbers) == bare(usual.text, *numbers)
    assert bare(inbox, *numbers) == bare(bo.get(reverse("referral_list")).text, *numbers)
    for page, name in zip(answers, ("referral_accept", "referral_edit"), strict=True):
        assert bare(page, *numbers) == bare(bo.get(reverse(name, args=[other.uuid])).text, *numbers)


def test_it_lands_with_the_named_and_with_nobody_else(people: People, case: Enrolment) -> None:
    give(case, people)
    log(signed_in(people.bo), NUMBER)
    referral = Referral.objects.get()
    seen = who_sees(people)
    assert seen == {"Anna": True, "Bo": True, "Eva": False}
    assert signed_in(people.eva).get(referral.get_absolute_url()).status_code == 404
    assert "Vem får se" not in signed_in(people.bo).get(referral.get_absolute_url()).text
    day = signed_in(people.anna).get(reverse("my_day")).text
    assert "Anvisning som du är namngiven för" in day
    anna = signed_in(people.anna)
    accept = anna.get(reverse("referral_accept", args=[referral.uuid]))
    assert f"redan inskriven, {case.case_number}" in accept.text
    anna.post(reverse("referral_accept", args=[referral.uuid]), {"person": case.participant.uuid})
    referral.refresh_from_db()
    assert referral.state == "accepted"


def test_no_duplicate_is_told_of(people: People, case: Enrolment) -> None:
    give(case, people)
    log(signed_in(people.bo), NUMBER)
    second = log(signed_in(people.eva), NUMBER)
    assert "Personen har redan" not in second.text
    assert Referral.objects.count() == 2
    again = log(signed_in(people.bo), NUMBER)
    assert "Personen har redan en öppen anvisning" in again.text
    same_name = log(
        signed_in(people.eva),
        "",
        first_name=case.participant.first_name,
        last_name=case.participant.last_name,
        birth_date="1990-01-01",
    )
    assert case.case_number not in same_name.text


@pytest.mark.parametrize(
    ("route", "posted"),
    [
        ("referral_accept", {"person": "ny", "opened_on": "2026-11-24"}),
        ("referral_decline", {"reason": "Nej"}),
        ("referral_supplement", {"reason": "Vad?"}),
    ],
)
def test_whoever_logged_it_has_no_say(people: People, case: Enrolment, route: str, posted: dict[str, str]) -> None:
    give(case, people)
    bo = signed_in(people.bo)
    log(bo, NUMBER)
    referral = Referral.objects.get()
    values = posted | ({"consultant": people.bo.uuid} if "person" in posted else {})
    answer = bo.post(reverse(route, args=[referral.uuid]), values, follow=True)
    assert answer.redirect_chain[0][0] == reverse("referral_list")
    assert "Någon annan har redan svarat" in answer.text
    referral.refresh_from_db()
    assert referral.state == "seen"
    assert Participant.objects.count() == 1
    assert not Referral.objects.visible_to(people.bo).exists()
    assert Referral.objects.visible_to(people.anna).exists()


def test_a_corrected_number_is_somebody_else(people: People, case: Enrolment) -> None:
    give(case, people)
    bo = signed_in(people.bo)
    log(bo, NUMBER)
    referral = Referral.objects.get()
    url = reverse("referral_edit", args=[referral.uuid])
    bo.post(url, WRITTEN | {"identity_number": OTHER, "birth_date": "1990-01-02", "revision": referral.revision})
    referral.refresh_from_db()
    assert (referral.participant, referral.landed) == (None, False)
    assert Referral.objects.visible_to(people.eva).exists()
    bo.post(url, WRITTEN | {"identity_number": NUMBER, "birth_date": "1990-01-01", "revision": referral.revision})
    referral.refresh_from_db()
    assert (referral.participant, referral.landed) == (case.participant, True)


def test_referrals_that_lay_there_follow_the_person(people: People, case: Enrolment) -> None:
    waiting = ReferralFactory(unit=people.unit, identity_number=NUMBER, registered_by=people.bo)
    abroad = ReferralFactory(unit=people.other_unit, identity_number=NUMBER, registered_by=people.cilla)
    give(case, people)
    for referral, reader in ((waiting, people.bo), (abroad, people.cilla)):
        referral.refresh_from_db()
        assert (referral.participant, referral.landed) == (case.participant, False)
        assert not Referral.objects.visible_to(reader).exists()


HIDDEN_ROW = "19900101-2385;Kerstin;Kanariesson;2026-11-16;Arbetsförmedlingen"
OTHER_ROW = "19900102-2384;Bodil;Berg;2026-11-16;Arbetsförmedlingen"


def test_a_row_of_a_file_is_as_any_other_to_whoever_uploaded_it(people: People, case: Enrolment) -> None:
    give(case, people)
    bo = signed_in(people.bo)
    page = bo.get(upload(bo, HIDDEN_ROW, OTHER_ROW).url + "?visa=nya").text
    assert "Kanariesson" in page
    assert "Importera 2 anvisningar" in page
    file = ImportFile.objects.get()
    colleague = signed_in(people.eva).get(file.get_absolute_url() + "?visa=nya").text
    assert "Kanariesson" not in colleague
    assert "Importera 1 anvisning" in colleague
    signed_in(people.eva).post(file.get_absolute_url())
    landed = Referral.objects.get(identity_number=NUMBER)
    assert (landed.landed, landed.registered_by, landed.participant) == (True, people.bo, case.participant)
    assert "Kanariesson" not in signed_in(people.eva).get(reverse("referral_list")).text
    again = bo.get(upload(bo, HIDDEN_ROW, OTHER_ROW).url + "?visa=finns").text
    assert again.count("importerades redan") == 2
    other = signed_in(people.eva)
    mine = other.get(upload(other, HIDDEN_ROW, OTHER_ROW).url + "?visa=nya").text
    assert "Kanariesson" in mine


# --- At intake ------------------------------------------------------------------------------------


def test_protection_is_given_at_intake(people: People) -> None:
    bo = signed_in(people.bo)
    told = {"protection": MARK, "protection_decision": "AF skriver det", "protection_decided_on": "2026-11-19"}
    half = log(bo, NUMBER, protection=MARK)
    assert "Skriv vad skyddet bygger på" in half.text
    assert "Skriv vilken dag det beslutades" in half.text
    log(bo, NUMBER, **told)
    referral = Referral.objects.get()
    seen = who_sees(people)
    assert seen == {"Anna": False, "Bo": True, "Eva": True}
    Municipality.objects.update(protected_named="ingen")
    assert not Referral.objects.visible_to(people.eva).exists()
    Municipality.objects.update(protected_named="enhetschef")
    answer = bo.post(
        reverse("referral_accept", args=[referral.uuid]),
        {"person": "ny", "consultant": people.anna.uuid, "opened_on": "2026-11-24"},
        follow=True,
    )
    assert "Skyddade personuppgifter" in answer.text
    person = Participant.objects.get()
    assert person.is_protected
    assert kinds_in_force(person) == {MARK}
    named = set(person.protected_access.in_force().values_list("user__first_name", flat=True))
    assert named == {"Anna", "Bo", "Eva"}
    assert person.protections.get().decision == "AF skriver det"
    hidden = UserFactory(unit=people.unit)
    assert not Referral.objects.visible_to(hidden).exists()
    assert not Enrolment.objects.visible_to(hidden).exists()
