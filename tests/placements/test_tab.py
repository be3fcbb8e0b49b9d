"""The participant's tab, its forms, and what stands in the way of closing."""

import pytest
from django.urls import reverse

from placements.models import Employment, Internship
from tests.factories import (
    EnrolmentFactory,
    SupervisorFactory,
    WorkplaceFactory,
    days,
    opened,
)
from tests.placements.employer_room import agreed_place
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")


def test_the_tab_says_how_much_is_used_and_left(people, employment):
    shown = page(people.anna, "placements", employment.participant.uuid).content.decode()
    assert "12 av 24 månader använda, 12 kvar" in shown
    assert "9 månader och 24 dagar av 12 månader har gått" in shown
    assert "AMI 12 av 24 mån" in shown


def test_a_missing_supervisor_is_seen(people, employment):
    assert "Handledare saknas" not in page(people.anna, "placements", employment.participant.uuid).content.decode()
    employment.supervisions.update(period=days(D("2026-02-01"), D("2026-05-31")))
    shown = page(people.anna, "placements", employment.participant.uuid).content.decode()
    assert shown.count("Handledare saknas") == 2  # in the head and at the placement


def test_the_chips_of_an_internship(people, internship):
    assert (
        "Praktik till 2026-11-30"
        in page(people.anna, "placements", internship.enrolment.participant.uuid).content.decode()
    )


def starting(employment_like, hans, **values):
    workplace = employment_like or WorkplaceFactory(employer=hans.employer)
    return {
        "scheme": "ami",
        "workplace": str(workplace.uuid),
        "supervisor": str(hans.uuid),
        "first_day": "2026-12-01",
        "last_day": "2027-11-30",
        "extent": "100",
        "collective_agreement": "BEA",
        "union": "Kommunal",
    } | values


def test_an_ami_is_started_in_one_page(people, enrolment, hans):
    answer = post(people.anna, "employment_create", enrolment.participant.uuid, **starting(None, hans))
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == reverse("placements", args=[enrolment.participant.uuid])
    employment = Employment.objects.get()
    assert (employment.first_day, employment.last_day) == (D("2026-12-01"), D("2027-11-30"))
    assert employment.created_by == people.anna


def test_without_a_plan_the_form_says_so_and_keeps_what_was_typed(people, hans):
    enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    answer = post(people.anna, "employment_create", enrolment.participant.uuid, **starting(None, hans))
    text = answer.content.decode()
    assert "Planen behöver vara överenskommen senast 2026-11-30, dagen före anställningens första dag." in text
    assert 'value="2027-11-30"' in text
    assert not Employment.objects.exists()


def test_a_warning_is_a_box_to_tick(people, enrolment, hans):
    values = starting(None, hans, union="")
    first = post(people.anna, "employment_create", enrolment.participant.uuid, **values)
    assert 'value="agreement_missing"' in first.content.decode()
    assert not Employment.objects.exists()
    ticked = post(
        people.anna, "employment_create", enrolment.participant.uuid, **values, acknowledged="agreement_missing"
    )
    assert ticked.status_code == 302


def test_a_ticked_warning_stays_ticked_beside_a_refusal(people, enrolment, hans):
    values = starting(None, hans, union="", last_day="2028-12-01", acknowledged="agreement_missing")
    text = post(people.anna, "employment_create", enrolment.participant.uuid, **values).content.decode()
    assert "Sista dagen kan vara senast 2028-11-30" in text
    assert 'value="agreement_missing"' in text
    assert text.split('value="agreement_missing"')[1].split(">")[0].find("checked") >= 0


def test_only_the_enhetschef_has_the_exceptions_fields(people, enrolment):
    assert "Skäl för undantag" in page(people.eva, "employment_create", enrolment.participant.uuid).content.decode()
    assert (
        "Skäl för undantag" not in page(people.anna, "employment_create", enrolment.participant.uuid).content.decode()
    )


def test_the_enhetschef_grants_an_exception(people, enrolment, hans):
    values = starting(
        None, hans, first_day="2026-01-16", exception_reason="På papper.", exception_paper_date="2026-01-15"
    )
    answer = post(people.eva, "employment_create", enrolment.participant.uuid, **values)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Employment.objects.get().exception_by == people.eva


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"scheme": "ami", "first_day": "2027-02-01"}, "2028-01-31"),  # 12 of 24 months are left
        ({"scheme": "ami", "first_day": ""}, "12 månader kvar"),
        ({"scheme": "ama", "first_day": "2027-02-01"}, "2028-01-31"),
        ({"scheme": "vanlig", "first_day": "2027-02-01"}, "ingen tidsgräns"),
        ({"scheme": "nonsens"}, ""),
    ],
)
def test_the_last_possible_day_is_computed(people, employment, query, said):
    answer = page(people.anna, "employment_limits", employment.participant.uuid, **query)
    assert said in answer.content.decode()
    assert bool(answer.content.strip()) is bool(said)


def test_extend_end_change_deviation_through_the_forms(people, employment):
    for name, values, check in (
        ("employment_extend", {"last_day": "2027-06-30"}, lambda row: row.last_day == D("2027-06-30")),
        ("employment_end", {"last_day": "2027-03-31", "end_reason": "work"}, lambda row: row.end_reason == "work"),
        (
            "employment_supervisor",
            {"supervisor": str(SupervisorFactory(employer=employment.employer).uuid), "first_day": "2026-12-01"},
            lambda row: row.supervisions.count() == 2,
        ),
        ("employment_deviation", {"kind": "concern", "text": "Ensam."}, lambda row: row.deviations.exists()),
    ):
        # An AMI is extended by the enhetschef: the consultant asks (tests/placements/test_extension.py).
        who = people.eva if name == "employment_extend" else people.anna
        opened(employment.participant, who)
        answer = post(who, name, employment.uuid, **values)
        assert answer.status_code == 302, (name, answer.context["form"].errors)
        assert check(Employment.objects.get()), name
    deviation = employment.deviations.get()
    opened(employment.participant, people.bo)
    assert post(people.bo, "deviation_mend", deviation.uuid, mended_how="Två på passet.").status_code == 302


def test_an_internship_through_the_forms(people, enrolment, hans):
    values = {
        "kind": "praktik",
        "workplace": str(agreed_place(hans.employer).uuid),
        "supervisor": str(hans.uuid),
        "first_day": "2026-12-01",
        "last_day": "2027-02-28",
        "hours_per_week": "30",
    }
    answer = post(people.anna, "internship_create", enrolment.participant.uuid, **values)
    assert answer.status_code == 302, answer.context["form"].errors
    internship = Internship.objects.get()
    assert post(people.anna, "internship_extend", internship.uuid, last_day="2027-03-31").status_code == 302
    assert (
        post(people.anna, "internship_end", internship.uuid, last_day="2027-01-31", end_reason="own").status_code == 302
    )


def test_two_who_change_the_same_the_second_is_told(people, employment):
    client = as_(people.anna)
    opened(employment.participant, people.bo)
    url = reverse("employment_extend", args=[employment.uuid])
    shown = form_values(client.get(url), last_day="2027-06-30", reason="Kursen är klar i juni.")
    assert (
        post(people.bo, "employment_end", employment.uuid, last_day="2026-12-31", end_reason="work").status_code == 302
    )
    answer = client.post(url, shown)
    assert "Nu är sista dagen 2026-12-31" in answer.content.decode()
    again = form_values(answer, last_day="2027-06-30", reason="Kursen är klar i juni.")
    assert again["seen"] == "1"
    assert client.post(url, again).status_code == 302


def test_a_double_click_starts_one_internship(people, enrolment, hans):
    client = as_(people.anna)
    url = reverse("internship_create", args=[enrolment.participant.uuid])
    values = form_values(
        client.get(url),
        kind="praktik",
        workplace=str(agreed_place(hans.employer).uuid),
        supervisor=str(hans.uuid),
        first_day="2026-12-01",
        last_day="2027-02-28",
        hours_per_week="30",
    )
    assert [client.post(url, values).status_code for _ in range(2)] == [302, 302]
    assert Internship.objects.count() == 1


def test_what_runs_stands_in_the_way_of_closing(people, employment):
    from participants.hooks import closing_obstacles

    (obstacle,) = [row for row in closing_obstacles(employment.enrolment, TODAY) if row.code == "placement_running"]
    assert "AMI-anställning till 2027-01-31" in obstacle.message
    codes = [row.code for row in closing_obstacles(employment.enrolment, D("2027-01-31"))]
    assert "placement_running" not in codes
