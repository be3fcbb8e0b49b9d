"""The plan on paper in other languages: whole, marked until reviewed, written from its own side."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from amc.staff.models import Municipality
from handlingsplan.content import read_content
from handlingsplan.document import plan_pdf
from handlingsplan.models import PlanWording
from handlingsplan.paper import Language, PaperText
from handlingsplan.wordings import translated
from participants.time_limits import TimeLimit
from tests.factories import ActivityFactory, EnrolmentFactory, GoalFactory, PlanVersionFactory, make_people
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def people():
    made = make_people()
    Municipality.objects.update(phone="0155-12 34 56", unit_head="Jobbtorg Centrum")
    return made


@pytest.fixture
def version(people):
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="ሰላም 😀",
        participant__last_name="محمد",
        participant__interpreter_language="Tigrinja",
        consultant=people.anna,
    )
    row = PlanVersionFactory(enrolment=enrolment)
    goal = GoalFactory(version=row, text="Jag vill arbeta i kök", sign="Jag har ett jobb", due_on=D(2027, 6, 1))
    ActivityFactory(version=row, goal=goal, what="Skriva CV", due_on=D(2026, 12, 1), hours_per_week="12.5")
    ActivityFactory(version=row, what="Ringa köket", party="konsulent", responsible=people.anna)
    ActivityFactory(version=row, what="Läkarbesök", party="vard", party_name="Rehab", due_on=D(2026, 12, 3))
    return row


def pdf(version, language=None, **kwargs):
    return plan_pdf(
        read_content(version),
        enrolment=version.plan.enrolment,
        municipality=Municipality.objects.get(pk=1),
        next_follow_up=None,
        beside=translated(language) if language else None,
        limits=[TimeLimit("AMI-anställning", D(2027, 5, 31), passed=180, whole=360)],
        **kwargs,
    )


@pytest.mark.parametrize("language", Language)
def test_every_text_has_a_translation_that_is_marked_until_somebody_has_approved_it(language):
    rows = PlanWording.objects.filter(language=language)
    assert {row.text: row.swedish for row in rows} == dict(PaperText.choices)
    assert not any(row.is_approved for row in rows)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("arabiska", "ar"),
        (" Arabiska ", "ar"),
        ("Tigrinja", "ti"),
        ("tigrinska", "ti"),
        ("Dari", "fa"),
        ("somaliska", "so"),
        ("ukrainska", "uk"),
        ("pashto", None),
        ("", None),
    ],
)
def test_the_language_that_the_person_speaks(said, language):
    assert Language.spoken(said) == language


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("language", Language)
def test_both_languages_stand_in_the_document(version, language, large):
    content = pdf(version, language, large=large)
    document, text = PdfReader(BytesIO(content)), text_of(content)
    assert "Det här gör jag" in text
    assert "Maskinöversatt, inte granskad av någon." in text
    assert "□" not in text
    assert len(document.pages) <= (4 if large else 2)
    assert f"/Lang ({language}".encode() in content or document.root_object["/Lang"] == "sv"
    if language in {Language.ENGLISH, Language.SOMALI, Language.UKRAINIAN}:
        assert PlanWording.objects.get(language=language, text="mine").words in text


@pytest.mark.parametrize("language", [Language.ARABIC, Language.DARI])
def test_a_phone_number_beside_what_is_written_from_the_right_can_be_dialled(version, language):
    pages = PdfReader(BytesIO(pdf(version, language))).pages
    seen = " ".join("\n".join(page.extract_text(extraction_mode="layout") for page in pages).split())
    assert "0155-12 34 56" in seen
    assert "6 månader av 12 månader har gått" in seen


def test_swedish_alone_says_nothing_of_machines(version):
    text = text_of(pdf(version))
    assert "Maskinöversatt" not in text
    assert "*" not in text


def test_what_is_approved_is_not_marked(version):
    PlanWording.objects.filter(language="en").update(is_approved=True)
    text = text_of(pdf(version, Language.ENGLISH))
    assert "What I do" in text
    assert "*" not in text
    PlanWording.objects.filter(language="en", text="mine").update(is_approved=False)
    text = text_of(pdf(version, Language.ENGLISH))
    assert "What I do*" in text
    assert "Maskinöversatt" in text


def test_a_translation_of_other_words_is_not_printed(version):
    PlanWording.objects.filter(language="en", text="mine").update(swedish="Det här ska jag göra", is_approved=True)
    assert "mine" not in translated(Language.ENGLISH).words
    text = text_of(pdf(version, Language.ENGLISH))
    assert "What I do" not in text
    assert "Det här gör jag" in text


def test_a_text_says_something():
    with pytest.raises(IntegrityError, match="wording_says_something"), transaction.atomic():
        PlanWording.objects.filter(code="en-mine").update(words="")


def test_names_in_any_script_are_shown(version):
    text = text_of(pdf(version))
    assert "ሰላም" in text
    assert "□" not in text


def test_the_page_offers_the_persons_own_language_first(client, people, version):
    client.force_login(people.anna)
    page = client.get(reverse("plan", args=[version.plan.enrolment.participant.uuid])).text
    assert '<option value="ti" selected>svenska och tigrinska</option>' in page


@pytest.mark.parametrize(("asked", "marked"), [("en", True), ("", False), ("sv", False), ("../en", False)])
def test_the_address_says_which_language(client, people, version, asked, marked):
    client.force_login(people.anna)
    answer = client.get(reverse("plan_pdf", args=[version.plan.enrolment.participant.uuid]), {"sprak": asked})
    assert ("What I do" in text_of(answer.content)) is marked


def test_a_reviewer_approves_a_text(client, people):
    client.force_login(people.admin)
    address = reverse("code_edit", args=["plansprak", "en-mine"])
    assert "Det här gör jag (engelska)" in client.get(address).text
    assert client.post(address, {"words": "What I will do", "is_approved": "on"}).status_code == 302
    row = PlanWording.objects.get(code="en-mine")
    assert (row.words, row.is_approved, row.swedish) == ("What I will do", True, "Det här gör jag")
    listed = client.get(reverse("code_list", args=["plansprak"]), {"language": "en", "is_approved": "True"}).text
    assert "What I will do" in listed
    assert "Next meeting" not in listed
