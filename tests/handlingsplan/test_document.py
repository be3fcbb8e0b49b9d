"""The plan on paper: tagged, whole, and harmless whatever has been written in it."""

import datetime as dt
import shutil
import subprocess

import pytest

from amc.staff.models import Municipality
from handlingsplan.content import read_content
from handlingsplan.document import plan_pdf
from handlingsplan.models import PlanVersion
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    FollowUpFactory,
    GoalFactory,
    PlanVersionFactory,
    agreed,
    at,
    make_people,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext saknas"),
]

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


def text_of(content):
    result = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(result.stdout.decode().split())


def pages_of(content):
    result = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()
    return dict(line.split(":", 1) for line in result.splitlines() if ":" in line)


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
    PlanVersion.objects.filter(pk=version.pk).update(paper_date=D(2026, 11, 20))
    agreed(version, D(2026, 11, 24))
    text = text_of(pdf(version))
    assert "Utkast" not in text
    assert "Överenskommen 2026-11-24" in text
    assert "Anna Ängström godkände för enheten 2026-11-24" in text


@pytest.mark.parametrize("large", [False, True])
def test_it_is_tagged_and_short(version, large):
    about = pages_of(pdf(version, large=large))
    assert about["Tagged"].strip() == "yes"
    assert about["Title"].strip() == "Min handlingsplan"
    assert int(about["Pages"]) <= (3 if large else 2)


def test_hostile_text_is_only_text(version):
    PlanVersion.objects.filter(pk=version.pk).update(summary=HOSTILE)
    version.goals.update(text=HOSTILE, sign=HOSTILE[:200])
    version.activities.update(what=HOSTILE[:200], party_name=HOSTILE[:90])
    version.refresh_from_db()
    for large in (False, True):
        text = text_of(pdf(version, large=large))
        assert '#panic("x")' in text
        assert "{{7*7}}" in text
