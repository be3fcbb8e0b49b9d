"""Supervision by somebody without a training that holds: asked about in time, and acknowledged or put right [S1]."""

import pytest
from django.urls import reverse

from amc.obstacles import Refused
from placements import actions, due_training
from placements.rules.supervision import Assigned, training_warning
from tests.placements.pages import TODAY, as_, page
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.parametrize(
    ("trained", "until", "day", "code"),
    [
        (None, None, "2026-02-01", "supervisor_untrained"),
        ("2026-02-02", None, "2026-02-01", "supervisor_untrained"),
        ("2026-02-01", None, "2026-02-01", None),
        ("2025-02-01", "2026-02-01", "2026-02-01", None),
        ("2025-02-01", "2026-01-31", "2026-02-01", "supervisor_training_lapsed"),
    ],
)
def test_what_training_holds(trained, until, day, code):
    known = Assigned("Hans", D(trained) if trained else None, trained_until=D(until) if until else None)
    found = training_warning(known, D(day))
    assert (found and found.code) == code


def trained(hans, until, since="2024-01-01"):
    hans.trainings.update(held_on=D(since), valid_until=until and D(until))


def asked(day=TODAY):
    return [(str(row["due_on"]), row["responsible_id"]) for row in due_training.TRAINING.rows(day)]


@pytest.mark.parametrize(
    ("until", "due"),
    [
        (None, []),
        ("2026-11-01", ["2026-11-01"]),
        ("2026-12-31", ["2026-12-31"]),
        ("2027-01-23", ["2027-01-23"]),
        ("2027-01-24", []),
    ],
    ids=["no end", "lapsed", "soon", "in 60 days", "in 61 days"],
)
def test_it_is_asked_from_60_days_before_it_lapses(people, employment, hans, until, due):
    trained(hans, until)
    assert [day for day, _ in asked()] == due


def test_a_training_that_holds_to_the_last_day_is_not_asked_about(people, employment, hans):
    """The employment ends on 31 January."""
    trained(hans, "2027-01-31")
    assert asked(D("2027-01-20")) == []
    trained(hans, "2027-01-30")
    assert asked(D("2027-01-20")) == [("2027-01-30", people.anna.pk)]


def test_without_any_training_it_is_asked_since_it_began_until_somebody_read_the_warning(people, employment, hans):
    hans.trainings.all().delete()
    assert asked() == [("2026-02-01", people.anna.pk)]
    own = employment.supervisions.get()
    actions.acknowledge_untrained(own, reason="Går kursen i februari.", by=people.anna, today=TODAY)
    assert asked() == []
    warning = employment.acknowledged_warnings.get(code="supervisor_untrained")
    assert "Går kursen i februari." in warning.message


def test_what_was_read_of_an_earlier_lapse_answers_no_later_one(people, employment, hans):
    trained(hans, "2026-11-01")
    own = employment.supervisions.select_related("supervisor").get()
    actions.acknowledge_untrained(own, reason="Bokad.", by=people.anna, today=TODAY)
    assert asked() == []
    # Read on 24 November, more than 60 days before this one.
    trained(hans, "2027-01-29")
    assert asked(D("2027-01-28")) == [("2027-01-29", people.anna.pk)]


def test_who_is_not_there_today_is_not_asked_about(people, employment, hans):
    trained(hans, "2026-11-01")
    assert asked(D("2026-01-31")) == []
    assert asked(D("2027-02-01")) == []
    type(employment.enrolment).objects.update(closed_on=TODAY)
    assert asked() == []


def test_it_is_answered_in_the_form(people, employment, hans):
    trained(hans, "2026-12-31")
    own = employment.supervisions.get()
    shown = page(people.anna, "supervision_untrained", own.uuid).content.decode()
    assert "gäller till" in shown
    client, url = as_(people.anna), reverse("supervision_untrained", args=[own.uuid])
    assert client.post(url, {}).status_code == 200
    assert [day for day, _ in asked()] == ["2026-12-31"]
    assert client.post(url, {"reason": "Kursen är i februari."}).status_code == 302
    assert asked() == []


def test_when_the_training_holds_there_is_nothing_to_say(people, employment, hans):
    trained(hans, None)
    own = employment.supervisions.select_related("supervisor").get()
    with pytest.raises(Refused, match="gäller hela tiden"):
        actions.acknowledge_untrained(own, reason="Bokad.", by=people.anna, today=TODAY)


def test_a_page_left_open_says_that_the_training_holds_now(people, employment, hans):
    trained(hans, None)
    shown = page(people.anna, "supervision_untrained", employment.supervisions.get().uuid).content.decode()
    assert "Du behöver inte svara." in shown
    assert "Boka en ny." not in shown


def test_the_register_finds_who_leads_without(people, employment, hans):
    trained(hans, "2026-11-01")
    found = as_(people.eva).get(reverse("supervisor_list"), {"utbildning": "nu"})
    assert hans.last_name in found.content.decode()
    trained(hans, None)
    found = as_(people.eva).get(reverse("supervisor_list"), {"utbildning": "nu"})
    assert hans.last_name not in found.content.decode()


def test_the_manager_is_told_two_weeks_later():
    stages = {stage.code: (stage.offset, stage.to.value) for stage in due_training.TRAINING.stages}
    assert stages["manager"] == (14, "manager")
    assert {offset for offset, to in stages.values() if to == "responsible"} == {-60, -30, 0}
