"""The lists, the registers of employers and supervisors, and what ekonom and HR see."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from amc.staff.mail import send_account_mail
from placements import actions
from placements.models import Employer
from tests.exports import take_out
from tests.factories import (
    EmployerFactory,
    EmploymentFactory,
    SupervisorFactory,
    WorkplaceFactory,
    days,
)
from tests.placements.pages import TODAY, as_, page, post
from tests.placements.room import D, ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Pågår", "Slutar"}),
        ({"slutar": "30"}, {"Slutar"}),
        ({"handledare": "saknas"}, {"Slutar"}),
        ({"lage": "slut"}, {"Slut"}),
        ({"lage": "kommande"}, {"Kommer"}),
        ({"lage": "alla"}, {"Pågår", "Slutar", "Slut", "Kommer"}),
        ({"anstallningsform": "ama"}, set()),
    ],
)
def test_the_list_of_employments(people, query, found):
    periods = {
        "Pågår": ("2026-02-01", "2027-05-31"),
        "Slutar": ("2026-02-01", "2026-12-20"),
        "Slut": ("2026-02-01", "2026-11-23"),
        "Kommer": ("2026-12-01", "2027-05-31"),
    }
    for name, (first, last) in periods.items():
        row = EmploymentFactory(
            enrolment=ready_for_ami(people, participant__last_name=name), first_day=D(first), last_day=D(last)
        )
        if name == "Slutar":
            row.supervisions.update(period=days(D("2026-02-01"), D("2026-05-31")))
    EmploymentFactory(enrolment=ready_for_ami(people, participant__unit=people.other_unit, consultant=people.cilla))
    shown = page(people.anna, "placement_list", **query)
    assert {row.record.participant.last_name for row in shown.context["table"].rows} == found


def test_ekonom_and_hr_see_no_more_than_they_need(people, employment):
    actions.open_deviation(employment, kind="concern", text="Hemlig oro", by=people.anna, today=TODAY)
    for user in (people.ekonom, people.hr):
        text = page(user, "employment_detail", employment.uuid).content.decode()
        assert employment.participant.full_name in text
        assert "/deltagare/" not in text
        assert "Hemlig oro" not in text
        assert "Baka bröd" not in text
        assert "/deltagare/" not in page(user, "placement_list").content.decode()


def test_the_list_leaves_as_a_file(people, employment):
    answer = take_out(as_(people.ekonom), reverse("placement_list"))
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_employers_history_holds_only_what_one_may_see(people, employment):
    elsewhere = EmploymentFactory(
        enrolment=ready_for_ami(people, participant__unit=people.other_unit, consultant=people.cilla),
        employer=employment.employer,
        workplace=employment.workplace,
    )
    text = page(people.anna, "employer_detail", employment.employer.uuid).content.decode()
    assert employment.participant.full_name in text
    assert elsewhere.participant.full_name not in text


def test_an_employer_is_registered_and_its_number_checked(people):
    values = {"name": "Tekniska kontoret", "kind": "forvaltning", "org_number": "212000-0143"}
    assert "org_number" in post(people.hr, "employer_create", **values).context["form"].errors
    answer = post(people.hr, "employer_create", **values | {"org_number": "212000-0142"})
    assert answer.status_code == 302
    assert Employer.objects.get().org_number == "2120000142"
    again = post(people.hr, "employer_create", **values | {"name": "Äldreförvaltningen", "org_number": "16212000-0142"})
    assert "Organisationsnumret finns redan: Tekniska kontoret" in again.content.decode()


def test_the_register_is_searched_in_the_body(people):
    EmployerFactory(name="Ågrens bageri")
    EmployerFactory(name="Ödmans")
    client = as_(people.anna)
    answer = client.post(reverse("employer_list"), {"sok": "ÅGREN"})
    assert "ÅGREN" not in answer["Location"].upper()
    text = client.get(answer["Location"]).content.decode()
    assert "Ågrens bageri" in text
    assert "Ödmans" not in text


@pytest.mark.filterwarnings("ignore:Django 2028 will not have a default mailer")
def test_a_supervisor_is_invited_without_personal_data(people):
    supervisor = SupervisorFactory(first_name="Disa", last_name="Dahl", email="disa@kommunen.example")
    client = as_(people.anna)
    answer = client.post(reverse("supervisor_invite", args=[supervisor.uuid]), follow=True)
    assert "Inbjudan skickas" in answer.content.decode()
    send_account_mail(now=timezone.now())
    (message,) = mail.outbox
    assert message.to == ["disa@kommunen.example"]
    assert "Disa" not in message.body
    assert "Dahl" not in message.body
    supervisor.refresh_from_db()
    assert supervisor.user.roles == ["handledare"]


@pytest.mark.parametrize(
    ("lookup", "term", "hit"),
    [
        ("workplace_lookup", "äng", "Köket Ängen"),
        ("supervisor_lookup", "hedl", "Hans Hedlund"),
        ("employer_lookup", "VÅRD", "Vård"),
    ],
)
def test_what_can_be_chosen(people, employment, lookup, term, hit):
    assert hit in as_(people.anna).post(reverse(lookup), {"q": term}).content.decode()
    assert as_(people.hans).post(reverse(lookup), {"q": term}).status_code == 404


@pytest.mark.parametrize("lookup", ["workplace_lookup", "supervisor_lookup", "employer_lookup"])
def test_what_postgresql_cannot_hold_is_left_out_of_what_is_typed(people, employment, lookup):
    assert as_(people.anna).post(reverse(lookup), {"q": "he\x00dl"}).status_code == 200


def test_the_employers_own_people_are_offered_first(people):
    here, there = WorkplaceFactory(), WorkplaceFactory()
    ours = [SupervisorFactory(last_name=name, employer=here.employer) for name in ("Åberg", "Öman")]
    theirs = SupervisorFactory(last_name="Aaltonen", employer=there.employer)

    def offered(**values):
        text = as_(people.anna).post(reverse("supervisor_lookup"), values).content.decode()
        return re.findall(r'data-key="([0-9a-f-]+)"', text)

    assert offered(q="hans") == [str(row.uuid) for row in (theirs, *ours)]
    assert offered(q="hans", near=str(here.uuid)) == [str(row.uuid) for row in (*ours, theirs)]
    assert offered(q="", near=str(here.employer.uuid)) == [str(row.uuid) for row in ours]
    assert offered(q="", near="inget") == offered(q="") == []
