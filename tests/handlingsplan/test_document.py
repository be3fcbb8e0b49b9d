"""The plan on paper: tagged, whole, and harmless whatever has been written in it."""

import datetime as dt
from io import BytesIO

import pytest
from pypdf import PdfReader

from amc.staff.models import Municipality
from handlingsplan.content import read_content
from handlingsplan.document import plan_pdf
from handlingsplan.models import PlanVersion
from handlingsplan.paper import Language
from handlingsplan.wordings import translated
from participants.time_limits import TimeLimit
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    FollowUpFactory,
    GoalFactory,
    MeetingFactory,
    PlanVersionFactory,
    agreed,
    at,
    make_people,
)
from tests.handlingsplan.asked import PlanPartyFactory
from tests.pdf import text_of

pytestmark = pytest.mark.django_db

D = dt.date
HOSTILE = '#panic("x") */ $ \\ `raw` <label> @ref [a](b) "citat" \u202e\U0001f600 = Rubrik ${7*7} {{7*7}}'


@pytest.fixture
def people():
    made = make_people()
    Municipality.objects.update(phone="0155-12 34 56", unit_head="Jobbtorg Centrum")
    return made


@pytest.fixture
def version(people):
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Åsa",
        participant__last_name="Öberg",
        consultant=people.anna,
        case_number="2026-00417",
    )
    row = PlanVersionFactory(enrolment=enrolment, summary="Jag vill försörja mig själv.")
    goal = GoalFactory(version=row, text="Jag vill arbeta i kök", sign="Jag har ett jobb", due_on=D(2027, 6, 1))
    ActivityFactory(version=row, goal=goal, what="Skriva CV", due_on=D(2026, 12, 1), hours_per_week="12.5")
    ActivityFactory(version=row, what="Ringa köket", party="konsulent", responsible=people.anna, due_on=D(2026, 12, 2))
    ActivityFactory(version=row, what="Läkarbesök", party="vard", party_name="Rehab", due_on=D(2026, 12, 3))
    ActivityFactory(version=row, what="Avbrutet", state="stopped", result="Ställdes in")
    ActivityFactory(version=row, what="Körkortsteori", state="done", done_on=D(2026, 11, 1))
    return row


def pdf(version, **kwargs):
    enrolment = version.plan.enrolment
    return plan_pdf(
        read_content(version),
        enrolment=enrolment,
        municipality=Municipality.objects.get(pk=1),
        next_follow_up=kwargs.pop("next_follow_up", None),
        **kwargs,
    )


def test_next_meeting_and_the_months_that_are_left(version):
    day = D(2026, 12, 1)
    meeting = MeetingFactory(
        enrolment=version.plan.enrolment, starts_at=at(day, 13), ends_at=at(day, 14), place="Rum 4"
    )
    limit = TimeLimit("AMI-anställning", D(2027, 5, 31), passed=180, whole=360)
    for large in (False, True):
        text = text_of(pdf(version, next_meeting=meeting, limits=[limit], large=large))
        assert "Nästa möte" in text
        assert "klockan 13.00, hos oss, Rum 4." in text
        assert "AMI-anställning" in text
        assert "6 månader av 12 månader har gått, 6 månader kvar. Sista dagen är" in text
    assert "Nästa möte" not in text_of(pdf(version))


def test_a_draft_says_all_of_it_and_that_it_is_a_draft(version):
    follow_up = FollowUpFactory(enrolment=version.plan.enrolment, due_on=D(2027, 5, 24), booked_at=at(D(2027, 5, 4), 9))
    text = text_of(pdf(version, next_follow_up=follow_up))
    for words in (
        "Min handlingsplan",
        "Åsa Öberg",
        "2026-00417",
        "Utkast, inte överenskommen än",
        "Det här vill jag",
        "Jag vill försörja mig själv.",
        "Så märks det: Jag har ett jobb",
        "Det här gör jag",
        "12,5",
        "Det här gör konsulenten",
        "Ringa köket",
        "Det här gör andra",
        "Vården, Rehab",
        "Det här är klart",
        "Körkortsteori",
        "klockan 09.00",
        "Anna Ängström",
        "0155-12 34 56",
        "namnteckning",
    ):
        assert words in text, words
    assert "Avbrutet" not in text


def test_an_agreed_plan_says_who_agreed_and_is_no_draft(version):
    agreed(version, D(2026, 11, 24))
    text = text_of(pdf(version))
    assert "Utkast" not in text
    assert "Överenskommen tisdag 24 november" in text
    assert "Anna Ängström godkände för enheten tisdag 24 november" in text


def test_what_was_signed_on_paper_is_found(version):
    PlanVersion.objects.filter(pk=version.pk).update(paper_date=D(2026, 11, 20), paper_reference="Pärm 12, 2026:114")
    agreed(version, D(2026, 11, 24), how="paper")
    assert "på papper fredag 20 november (Pärm 12, 2026:114)." in text_of(pdf(version))


def test_who_else_agrees_has_a_line_to_sign_and_then_stands_there(version):
    party = PlanPartyFactory(version=version, organisation="socialtjanst")
    dropped = {"dropped_at": at(D(2026, 11, 24)), "dropped_by": version.created_by, "reason": "Svarar inte"}
    PlanPartyFactory(version=version, name="Stig Ek", **dropped)
    text = text_of(pdf(version))
    assert "Lena Berg, Socialtjänsten" in text
    assert "Stig Ek" not in text
    noted = {"agreed_on": D(2026, 11, 23), "noted_at": at(D(2026, 11, 24)), "noted_by": version.created_by}
    type(party).objects.filter(pk=party.pk).update(how="paper", reference="2026:114", **noted)
    agreed(version, D(2026, 11, 24))
    text = text_of(pdf(version))
    assert "Lena Berg, Socialtjänsten, godkände måndag 23 november, på papper (2026:114)." in text
    assert "Stig Ek" not in text


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("papers", "Väntar på papper"),
        ("place", "Väntar på plats"),
        ("time", "Väntar på tid"),
        ("", "Väntar"),
    ],
)
def test_a_waiting_activity_says_what_it_waits_for(version, reason, words):
    version.activities.filter(what="Skriva CV").update(state="waiting", waiting_for=reason)
    for large in (False, True):
        text = text_of(pdf(version, large=large))
        assert text.count("Väntar") == 1
        assert f"Skriva CV {words} " in text
    assert "Waiting" in text_of(pdf(version, beside=translated(Language.ENGLISH)))


@pytest.mark.parametrize("large", [False, True])
def test_it_is_tagged_and_short(version, large):
    document = PdfReader(BytesIO(pdf(version, large=large)))
    assert document.root_object["/MarkInfo"]["/Marked"]
    assert document.root_object["/Lang"] == "sv"
    assert document.metadata.title == "Min handlingsplan"
    assert len(document.pages) <= (3 if large else 2)


def test_hostile_text_is_only_text(version):
    PlanVersion.objects.filter(pk=version.pk).update(summary=HOSTILE)
    version.goals.update(text=HOSTILE, sign=HOSTILE[:200])
    version.activities.update(what=HOSTILE[:200], party_name=HOSTILE[:90])
    version.refresh_from_db()
    for large in (False, True):
        text = text_of(pdf(version, large=large))
        assert '#panic("x")' in text
        assert "{{7*7}}" in text
