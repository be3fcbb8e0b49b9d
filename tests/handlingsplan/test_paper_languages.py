"""Nothing fixed on the plan's paper is in Swedish alone: every choice, place, party, day and length of time has its
words in each language. The choices are asked for themselves, so that a new one without words fails here."""

import datetime as dt
import re
from itertools import product

import pytest
from django.db import models
from django.urls import reverse

from amc.calendar import day_in_words
from amc.staff.models import Municipality, User
from handlingsplan import paper_lines
from handlingsplan.content import read_content
from handlingsplan.document import plan_data, plan_pdf
from handlingsplan.models import Activity, FollowUp, PlanParty, PlanVersion, PlanWording, ProgressSet
from handlingsplan.models.parties import ASKED
from handlingsplan.paper import Language, Line, Paper, PaperText, same_places, say_length
from handlingsplan.progress_page import Progress
from handlingsplan.steps import Given, Step
from handlingsplan.wordings import translated
from participants.models import Meeting
from participants.time_limits import TimeLimit, Total
from placements.rules.periods import length_words, used_words
from tests.factories import ActivityFactory, EnrolmentFactory, GoalFactory, PlanVersionFactory, agreed, at, make_people
from tests.handlingsplan.asked import PlanPartyFactory
from tests.pdf import text_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 28)
YEAR = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(430)]
CHOICES: tuple[type[models.TextChoices], ...] = (
    Activity.Party,
    Activity.State,
    Activity.WaitingFor,
    Meeting.Form,
    PlanParty.How,
    PlanVersion.AgreedHow,
    PlanVersion.State,
    PaperText,
)
# Somebody's own words and names, which no fixed text has.
OWN = "Qwx"


def words_of(text: str) -> set[str]:
    """The words of a text that are long enough to be of one language."""
    return {word for word in re.findall(r"[^\W\d_]+", re.sub(r"\{\w+\}", "", text.lower())) if len(word) > 3}


def swedish_words(language: Language) -> set[str]:
    """All the words that the choices are called, but for those that the language has too, as april."""
    said = {word for choices in CHOICES for label in choices.labels for word in words_of(str(label))}
    said |= {word for on in YEAR for word in words_of(day_in_words(on, TODAY))}
    rows = PlanWording.objects.filter(language=language).values_list("words", flat=True)
    return said - {word for row in rows for word in words_of(row)}


def own_words(value: object) -> list[str]:
    """The texts of the document that are no lines."""
    if isinstance(value, dict):
        if set(value) == {"swedish", "other", "approved"}:
            return []
        return [text for part in value.values() for text in own_words(part)]
    if isinstance(value, list):
        return [text for part in value for text in own_words(part)]
    return [value] if isinstance(value, str) else []


def lines_in(value: object) -> list[Line]:
    """The lines of the document."""
    if isinstance(value, dict):
        if set(value) == {"swedish", "other", "approved"}:
            return [Line(**value)]
        return [line for part in value.values() for line in lines_in(part)]
    return [line for part in value for line in lines_in(part)] if isinstance(value, list) else []


def every_line(paper: Paper) -> list[Line]:
    """What the paper says of every choice."""
    anna = User(first_name=OWN, last_name=OWN)
    versions = [PlanVersion(number=1, agreed_on=TODAY, state=state, behalf_reason=OWN) for state in PlanVersion.State]
    signed = [
        PlanVersion(
            state=PlanVersion.State.AGREED,
            participant_agreed_at=at(TODAY),
            consultant_agreed_at=at(TODAY),
            consultant_agreed_by=anna,
            participant_agreed_how=how,
            paper_date=TODAY,
            paper_reference=OWN,
            behalf_reason=OWN,
        )
        for how in PlanVersion.AgreedHow
    ]
    parties = [
        PlanParty(name=OWN, organisation=asked.value, how=how, agreed_on=TODAY, reference=OWN)
        for asked, how in product(ASKED, PlanParty.How)
    ]
    activities = [Activity(party=party, party_name=name) for party, name in product(Activity.Party, ("", OWN))]
    meetings = [Meeting(form=form, place=OWN, starts_at=at(TODAY, 13), ends_at=at(TODAY, 14)) for form in Meeting.Form]
    follow_ups = [FollowUp(due_on=TODAY), FollowUp(due_on=TODAY, booked_at=at(TODAY, 9))]
    limits = [
        TimeLimit(OWN, TODAY, 30, 395, Total(OWN, used, whole))
        for used, whole in ((360, 720), (365, 720), (720, 720), (761, 720), (15, 30))
    ]
    asked = ProgressSet(name=OWN)
    ways = [
        Progress(asked, tuple(Step(TODAY, "deltagare", given) for given in (first, last)))
        for first, last in (
            ((Given("a", 2, 1, 5),), (Given("a", 3, 1, 5),)),
            ((Given("a", 2, 1, 5),), (Given("a", 3, 1, 5), Given("b", 3, 1, 5))),
            ((Given("a", 2, 1, 5), Given("b", 3, 0, 10)), (Given("a", 3, 1, 5), Given("b", 3, 0, 10))),
        )
    ]
    states = product(Activity.State, ("", *Activity.WaitingFor))
    waiting = [Activity(state=state, waiting_for=what) for state, what in states]
    return [
        *(paper.text(PaperText(key)) for key in {paper_lines.waits(row) for row in waiting} - {""}),
        *(paper_lines.who(paper, row) for row in activities if row.party != Activity.Party.ANNAN or not row.party_name),
        *(paper_lines.state(paper, row, TODAY) for row in versions),
        *(line for row in signed for line in paper_lines.signed(paper, row, parties, TODAY)),
        *(paper_lines.party(paper, row)["of"] for row in parties),
        *(paper_lines.meeting(paper, row, TODAY, names_place=True) for row in meetings),
        *(paper_lines.follow_up(paper, row, TODAY) for row in follow_ups),
        *(line for row in limits for line in paper_lines.limit(paper, row)),
        *(paper_lines.steps(paper, row, TODAY)["way"] for row in ways),
        *(paper_lines.day(paper, on, TODAY) for on in YEAR),
    ]


@pytest.mark.parametrize("language", Language)
def test_every_choice_has_its_words_in_the_language_and_none_of_them_is_swedish(language):
    swedish = swedish_words(language)
    for line in every_line(Paper(translated(language))):
        assert line.other, line.swedish
        assert not words_of(line.other) & swedish, line
        assert "{" not in line.swedish + line.other
        assert not line.approved


@pytest.fixture
def version():
    people = make_people()
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name=OWN,
        participant__last_name=OWN,
        consultant=people.anna,
    )
    Municipality.objects.update(unit_head=OWN, name=OWN)
    User.objects.filter(pk=people.anna.pk).update(first_name=OWN, last_name=OWN)
    enrolment.refresh_from_db()
    row = PlanVersionFactory(enrolment=enrolment, summary=OWN)
    goal = GoalFactory(version=row, text=OWN, sign=OWN, due_on=TODAY)
    for number, party in enumerate(Activity.Party):
        state = Activity.State.values[number % len(Activity.State)]
        own = {"what": OWN, "result": OWN, "party_name": OWN, "due_on": TODAY}
        ActivityFactory(version=row, goal=goal if number % 2 else None, party=party, state=state, **own)
    PlanPartyFactory(version=row, name=OWN)
    return row


def given(version, language, **values):
    """What the document is made of."""
    enrolment = version.plan.enrolment
    return {
        "content": read_content(version),
        "enrolment": enrolment,
        "municipality": Municipality.objects.get(pk=1),
        "next_follow_up": FollowUp(due_on=TODAY),
        "next_meeting": Meeting(
            enrolment=enrolment, form="unit", place=OWN, starts_at=at(TODAY, 13), ends_at=at(TODAY, 14)
        ),
        "limits": [TimeLimit(OWN, TODAY, 30, 395, Total(OWN, 360, 720))],
        "steps": [],
        "large": False,
        "beside": translated(language),
    } | values


@pytest.mark.parametrize("is_agreed", [False, True])
@pytest.mark.parametrize("language", Language)
def test_what_is_no_line_is_somebodys_own(version, language, is_agreed):
    """A Swedish word that somebody puts into the document past the fixed texts stands in it as an own one."""
    if is_agreed:
        noted = {"noted_at": at(TODAY), "noted_by": version.created_by}
        version.parties.update(agreed_on=TODAY, how="message", reference=OWN, **noted)
        agreed(version, TODAY)
    data = plan_data(**given(version, language))
    swedish = swedish_words(language) | words_of("arbetsförmedlingen konsulent ärende")
    for text in own_words({key: part for key, part in data.items() if key not in {"words", "parts", "beside"}}):
        assert not words_of(text) & swedish, text
    for part in data["parts"]:
        assert set(own_words(part["rows"])) <= {OWN, "", *PaperText.values}
    assert all(line.other for line in lines_in(data) if line.swedish != OWN)


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.SOMALI, Language.UKRAINIAN, Language.TIGRINYA])
def test_the_lines_are_printed(version, language):
    values = given(version, language)
    printed = text_of(plan_pdf(**values)).replace("*", "").replace("\N{LEFT-TO-RIGHT MARK}", "")
    data = plan_data(**values)
    for part in ("version", "state", "meeting", "follow_up"):
        assert data[part]["other"] in printed
    for line in lines_in([data["limits"], data["parts"], data["others"]]):
        assert line.other in printed


def test_the_swedish_is_that_of_the_pages():
    paper = Paper()
    for on in YEAR:
        assert paper_lines.day(paper, on, TODAY).swedish == day_in_words(on, TODAY)
    for days in range(800):
        assert paper.line(lambda say, days=days: say_length(say, days)).swedish == length_words(days)
        line = paper_lines.limit(paper, TimeLimit("AMI", TODAY, 1, 2, Total("AMI", days, 720)))[1]
        assert line.swedish == f"AMI sammanlagt: {used_words(days, 24)}"
    labels = {Activity.Party(one).label: PaperText(f"party_{one}").label for one in Activity.Party}
    assert all(label == said for label, said in labels.items())
    assert {one.label for one in ASKED} <= set(labels)


@pytest.mark.parametrize("language", Language)
def test_every_translation_has_a_place_for_all_that_is_filled_in(language):
    rows = PlanWording.objects.filter(language=language)
    assert [row.code for row in rows if not same_places(row.swedish, row.words)] == []


def test_a_text_without_the_place_is_refused_and_one_that_got_past_is_not_printed(client):
    people = make_people()
    client.force_login(people.admin)
    row = PlanWording.objects.get(code="en-by_day")
    address = reverse("code_edit", args=["plansprak", row.code])
    answer = client.post(address, {"words": "No later than", "is_approved": "on"})
    assert answer.status_code == 200
    assert "Skriv dem som i den svenska texten: Senast {dag}" in answer.text
    row.refresh_from_db()
    assert row.words == "No later than {dag}"
    PlanWording.objects.filter(pk=row.pk).update(words="No later than")
    assert "by_day" not in translated(Language.ENGLISH).words
    line = paper_lines.follow_up(Paper(translated(Language.ENGLISH)), FollowUp(due_on=TODAY), TODAY)
    assert line == Line("Senast lördag 28 november")


def test_a_line_is_approved_when_all_its_parts_are():
    texts = ("date", "november", "saturday")
    PlanWording.objects.filter(language="en", text__in=texts[:2]).update(is_approved=True)

    def said() -> Line | None:
        return paper_lines.day(Paper(translated(Language.ENGLISH)), TODAY, TODAY)

    assert said() == Line("lördag 28 november", "Saturday 28 November", approved=False)
    PlanWording.objects.filter(language="en", text=texts[2]).update(is_approved=True)
    assert said() == Line("lördag 28 november", "Saturday 28 November")
