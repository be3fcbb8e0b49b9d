"""The pages of an agreement about an internship: who reads and signs it, stale tabs, and the document."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from amc.audit.models import ReadLog
from amc.staff.models import Municipality
from participants.models import Participant
from placements import actions
from placements.document import agreement_pdf
from placements.models import InternshipAgreement, InternshipSignature
from tests.factories import InternshipFactory, SupervisorFactory, UserFactory
from tests.pdf import text_of
from tests.placements.agreement_room import InternshipAgreementFactory, InternshipSignatureFactory, signed_by_all
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def running(enrolment, hans):
    return InternshipFactory(
        enrolment=enrolment, supervisor=hans, last_day=D("2027-02-28"), tasks="Packa varor", purpose="Pröva lager"
    )


@pytest.fixture
def agreement(running):
    return InternshipAgreementFactory(internship=running)


def change(internship, people, **values):
    internship.refresh_from_db()
    own = {
        "first_day": internship.first_day,
        "weekday_hours": internship.weekday_hours,
        "purpose": internship.purpose,
        "tasks": "Köra truck",
    }
    actions.change_internship(internship, seen=internship.revision, by=people.bo, today=TODAY, **own | values)


# --- The consultant's ----------------------------------------------------------------------------


def test_the_three_sign_at_one_meeting(agreement, people):
    parties = ["participant", "employer", "consultant"]
    answer = post(
        people.anna, "internship_agreement", agreement.uuid, parties=parties, name="Hans Hedlund", how="screen"
    )
    assert answer.url == agreement.internship.get_absolute_url()
    agreement.refresh_from_db()
    assert not agreement.is_open
    told = page(people.anna, "internship_detail", agreement.internship.uuid).content.decode()
    assert "Underskriven" in told
    shown = page(people.anna, "internship_agreement", agreement.uuid).content.decode()
    assert "Hans Hedlund, skrev under" in shown
    assert "Skriv under</button>" not in shown


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "parties", "Kryssa i vem som skriver under."),
        ({"parties": ["consultant"]}, "parties", "Du skriver under sist"),
        ({"parties": ["employer"], "name": ""}, "name", "Skriv vem som skriver under"),
        ({"parties": ["participant"], "how": "paper"}, "paper_reference", "Skriv var papperet finns"),
        ({"parties": ["participant"], "how": "behalf"}, "behalf_reason", "Skriv varför"),
    ],
)
def test_what_is_missing_is_said_at_the_field(values, field, words, agreement, people):
    answer = post(people.anna, "internship_agreement", agreement.uuid, **{"how": "screen"} | values)
    assert words in str(answer.context["form"].errors[field])
    assert not InternshipSignature.objects.exists()


def test_a_double_click_signs_once(agreement, people):
    client, url = as_(people.anna), agreement.get_absolute_url()
    sent = form_values(client.get(url), parties=["participant"], how="screen")
    client.post(url, sent)
    assert client.post(url, sent).status_code == 302
    assert agreement.signatures.count() == 1


def test_an_old_tab_signs_nothing_and_sees_both(agreement, running, people):
    client, url = as_(people.anna), agreement.get_absolute_url()
    sent = form_values(client.get(url), parties=["participant", "employer"], name="Hans", how="screen")
    change(running, people)
    answer = client.post(url, sent)
    told = answer.content.decode()
    assert "Texten har ändrats sedan du öppnade sidan." in told
    assert "<del>" in told
    assert "Packa varor" in told
    assert "Köra truck" in told
    form = answer.context["form"]
    assert form["parties"].value() in (None, [])
    assert form["name"].value() == "Hans"
    client.post(url, form_values(answer, parties=["participant"], how="screen"))
    assert agreement.signatures.standing().count() == 1


def test_an_old_tab_about_what_is_signed_by_all_is_told_so(agreement, people):
    client, url = as_(people.anna), agreement.get_absolute_url()
    sent = form_values(client.get(url), parties=["participant"], how="screen")
    signed_by_all(agreement)
    assert "redan underskriven av alla tre" in client.post(url, sent).content.decode()


def test_an_old_address_shows_the_text_that_stands(agreement, running, people):
    signed_by_all(agreement)
    change(running, people)
    latest = running.agreements.get(number=2)
    for uuid in (agreement.uuid, latest.uuid, agreement.signatures.first().uuid):
        told = page(people.anna, "internship_agreement", uuid).content.decode()
        assert "Köra truck" in told
        assert "Version 2." in told
        assert "Version 1 (PDF)" in told


def test_who_lost_their_signature_stands_on_the_pages(agreement, running, people):
    InternshipSignatureFactory(agreement=agreement)
    change(running, people)
    told = page(people.anna, "internship_agreement", agreement.uuid).content.decode()
    assert "Deltagaren behöver skriva under på nytt." in told
    assert f"när {people.bo} ändrade praktiken" in told
    told = page(people.anna, "internship_detail", running.uuid).content.decode()
    assert "Deltagarens underskrift upphörde 2026-11-24" in told
    assert "Väntar på deltagaren, arbetsgivaren och konsulenten" in told


def test_a_change_says_whose_signatures_it_took(agreement, running, people):
    InternshipSignatureFactory(agreement=agreement)
    client = as_(people.anna)
    url = reverse("internship_change", args=[running.uuid])
    shown = client.get(url)
    sent = form_values(shown, first_day="2026-09-01", hours_per_week="20", tasks="Köra truck", purpose="")
    told = client.post(url, sent, follow=True).content.decode()
    assert "Deltagarens underskrift gäller inte längre" in told


def test_an_internship_without_one_gets_one(running, people):
    assert "Skriv överenskommelsen" in page(people.anna, "internship_detail", running.uuid).content.decode()
    answer = post(people.anna, "internship_agreement_write", running.uuid)
    row = InternshipAgreement.objects.get()
    assert answer.url == row.get_absolute_url()
    assert row.created_by == people.anna


def test_a_text_that_no_longer_holds_says_so_and_is_written_anew(agreement, running, people):
    employer = running.workplace.employer
    type(employer).objects.filter(pk=employer.pk).update(name="Omsorgen")
    assert "Skriv om texten" in page(people.anna, "internship_agreement", agreement.uuid).content.decode()
    post(people.anna, "internship_agreement_write", running.uuid)
    told = page(people.anna, "internship_agreement", agreement.uuid).content.decode()
    assert "Omsorgen" in told
    assert "Skriv om texten" not in told


def test_those_who_pay_see_no_agreement(agreement, people):
    for role in ("ekonom", "hr"):
        user = UserFactory(roles=[role], unit=people.unit)
        assert page(user, "internship_agreement", agreement.uuid).status_code == 404
        assert "Överenskommelse" not in page(user, "internship_detail", agreement.internship.uuid).content.decode()


# --- The supervisor's ----------------------------------------------------------------------------


def test_the_supervisor_signs_for_the_employer_on_the_own_phone(agreement, people):
    told = page(people.hans, "supervision").content.decode()
    assert reverse("supervision_agreement", args=[agreement.uuid]) in told
    answer = post(people.hans, "supervision_agreement", agreement.uuid, agrees="on")
    assert answer.url == reverse("supervision")
    row = agreement.signatures.get()
    assert (row.party, row.how, row.name, row.by) == ("employer", "screen", people.hans.full_name, people.hans)
    told = page(people.hans, "supervision_agreement", agreement.uuid).content.decode()
    assert "Konsulenten skriver under sist." in told
    assert "Skriv under</button>" not in told
    read = ReadLog.objects.filter(user=people.hans, purpose="Överenskommelse om praktik")
    assert {row.entitlement for row in read} == {ReadLog.Entitlement.SUPERVISOR}


def test_the_supervisor_signs_before_the_first_day_and_sees_no_more_until_then(enrolment, hans, people):
    coming = InternshipFactory(
        enrolment=enrolment, supervisor=hans, first_day=D("2026-12-14"), last_day=D("2027-02-28")
    )
    assert page(people.hans, "supervision").context["cards"] == []
    row = InternshipAgreementFactory(internship=coming)
    shown = page(people.hans, "supervision")
    assert (shown.context["cards"], shown.context["agreements"]) == ([], [row])
    post(people.hans, "supervision_agreement", row.uuid, agrees="on")
    assert row.signatures.get().party == "employer"
    signed = InternshipAgreement.objects.get()
    InternshipSignatureFactory(agreement=signed)
    InternshipSignatureFactory(agreement=signed, party="consultant")
    InternshipAgreement.objects.update(frozen_at=signed.created_at)
    assert page(people.hans, "supervision_agreement", row.uuid).status_code == 404


def test_whoever_led_it_before_signs_nothing(agreement, running, hans, people):
    actions.change_supervisor(
        running,
        supervisor=SupervisorFactory(employer=running.workplace.employer),
        first_day=D("2026-12-01"),
        by=people.anna,
        today=TODAY,
    )
    assert page(people.hans, "supervision").context["agreements"] == []
    assert page(people.hans, "supervision_agreement", agreement.uuid).status_code == 404


def test_the_supervisors_old_tab_signs_nothing(agreement, running, people):
    client, url = as_(people.hans), reverse("supervision_agreement", args=[agreement.uuid])
    sent = form_values(client.get(url), agrees="on")
    change(running, people)
    told = client.post(url, sent).content.decode()
    assert "Det här har ändrats sedan du öppnade sidan" in told
    assert not agreement.signatures.exists()


def test_no_other_supervisor_and_nobody_signed_out_reaches_it(agreement, people, client):
    other = UserFactory(roles=["handledare"], unit=people.unit)
    SupervisorFactory(user=other)
    url = reverse("supervision_agreement", args=[agreement.uuid])
    assert as_(other).get(url).status_code == 404
    assert as_(people.anna).get(url).status_code == 404
    answer = client.get(url)
    assert answer.status_code == 302
    assert "logga-in" in answer.url
    assert client.post(url, {"agrees": "on"}).status_code == 403
    assert not InternshipSignature.objects.exists()


# --- The document --------------------------------------------------------------------------------


def pdf(agreement):
    Municipality.objects.update(phone="0155-12 34 56", unit_head="Jobbtorg Centrum")
    row = InternshipAgreement.objects.get(pk=agreement.pk)
    return agreement_pdf(row, municipality=Municipality.objects.get(pk=1))


def test_the_document_says_all_of_it_on_one_page_with_lines_to_sign_on(agreement):
    content = pdf(agreement)
    text = text_of(content)
    person = agreement.internship.enrolment.participant
    for words in (
        "Överenskommelse om praktik",
        person.full_name,
        "Packa varor",
        "Pröva lager",
        "20 timmar i veckan: mån–fre 4",
        "Hans Hedlund",
        "Försäkring",
        "Arbetsmiljö och handledning",
        "Tystnad om andra",
        "inte underskriven av alla än",
        "0155-12 34 56",
    ):
        assert words in text, words
    assert text.count("Ort, datum och namnteckning") == 3
    document = PdfReader(BytesIO(content))
    assert len(document.pages) == 1
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_signed_document_says_who_signed_how(agreement, people):
    signed_by_all(agreement, how="paper", paper_date=TODAY, paper_reference="Pärm 3")
    text = " ".join(text_of(pdf(agreement)).split())
    assert "skrev Hans Hedlund under 2026-11-24, på papper 2026-11-24 (Pärm 3)." in text
    assert f"skrev {people.anna.full_name} under 2026-11-24, på skärmen." in text
    assert "Ort, datum och namnteckning" not in text


def test_a_protected_person_is_a_case_number(agreement):
    person = agreement.internship.enrolment.participant
    Participant.objects.filter(pk=person.pk).update(is_protected=True)
    text = text_of(pdf(agreement))
    assert person.last_name not in text
    assert f"Ärende {agreement.internship.enrolment.case_number}" in text


def test_the_document_of_a_version_is_that_version(agreement, running, people):
    signed_by_all(agreement)
    change(running, people)
    answer = page(people.anna, "internship_agreement_pdf", agreement.uuid)
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert "Packa varor" in text
    assert "Köra truck" not in text
    assert person_free(answer["Content-Disposition"], running)


def person_free(words, internship):
    return internship.enrolment.participant.last_name.lower() not in words.lower()


def test_whatever_is_written_is_words(agreement, running, people):
    change(running, people, tasks="#panic(1) */ $ <b>x</b>", purpose="= Rubrik")
    assert "#panic(1)" in text_of(pdf(agreement))
