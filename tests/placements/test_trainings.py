"""The trainings of a supervisor: several, of which the best counts; corrected and struck without being lost [S1]."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from amc.audit.history import history_of
from amc.obstacles import Refused
from amc.revisions import Stale
from placements import actions, due_training
from placements.facts import assigned
from placements.models import Supervisor, SupervisorTraining
from placements.rules.training import best_of, lacks, training_obstacles
from tests.factories import EmployerFactory, SupervisorFactory
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")


@dataclass
class Held:
    """A training as the rules know it."""

    held_on: dt.date
    valid_until: dt.date | None


def held(*pairs):
    return [Held(D(first), until and D(until)) for first, until in pairs]


@pytest.mark.parametrize(
    ("trainings", "best", "amiss"),
    [
        ([], None, "Saknar utbildning"),
        ([("2026-02-02", None)], None, "Saknar utbildning"),
        ([("2026-02-01", None)], 0, ""),
        ([("2020-01-01", "2026-01-31")], 0, "Utbildningen har slutat gälla"),
        ([("2020-01-01", "2026-02-01")], 0, ""),
        # Until further notice is longer than any day, and a later one may hold shorter.
        ([("2020-01-01", None), ("2025-01-01", "2027-01-01")], 0, ""),
        ([("2020-01-01", "2030-01-01"), ("2025-01-01", "2025-06-30")], 0, ""),
        ([("2020-01-01", "2023-01-01"), ("2022-01-01", "2025-01-01")], 1, "Utbildningen har slutat gälla"),
        # One to come does not make up for one that has lapsed.
        ([("2020-01-01", "2026-01-31"), ("2026-03-01", None)], 0, "Utbildningen har slutat gälla"),
    ],
)
def test_the_best_counts_on_the_first_of_february(trainings, best, amiss):
    rows = held(*trainings)
    found = best_of(rows, D("2026-02-01"))
    assert found is (None if best is None else rows[best])
    assert lacks(found, D("2026-02-01")) == amiss


@pytest.mark.parametrize(
    ("held_on", "until", "others", "codes"),
    [
        ("2026-11-24", None, [], []),
        ("2026-11-25", None, [], ["training_to_come"]),
        ("2026-11-24", "2026-11-23", [], ["training_ends_first"]),
        ("2026-11-24", "2026-11-24", [("own", "2026-11-24")], []),
        ("2026-11-24", None, [("campus", "2026-11-24")], ["training_once"]),
    ],
)
def test_what_can_be_entered(held_on, until, others, codes):
    known = [(kind, D(day)) for kind, day in others]
    found = training_obstacles("campus", D(held_on), until and D(until), known, today=TODAY)
    assert [obstacle.code for obstacle in found] == codes


def lapsed(hans):
    hans.trainings.update(held_on=D("2021-01-01"), valid_until=D("2026-11-01"))


def register(hans, by, **values):
    given = {"kind": "skolverket", "held_on": D("2026-11-20"), "certificate": "Pärm 3"} | values
    return actions.register_training(hans, by=by, today=TODAY, **given)


def test_a_new_training_answers_for_the_one_that_lapsed(people, employment, hans):
    lapsed(hans)
    assert assigned(hans, hans.employer, None, TODAY, 0).trained_until == D("2026-11-01")
    assert list(due_training.TRAINING.rows(TODAY))
    row = register(hans, people.anna)
    assert (row.noted_by, row.valid_until) == (people.anna, None)
    known = assigned(Supervisor.objects.get(), hans.employer, None, TODAY, 0)
    assert (known.trained_on, known.trained_until) == (D("2026-11-20"), None)
    assert not list(due_training.TRAINING.rows(TODAY))
    assert hans.trainings.count() == 2


def test_the_later_of_two_lapses_is_the_one_that_is_asked_about(people, employment, hans):
    lapsed(hans)
    register(hans, people.anna, valid_until=D("2026-12-20"))
    assert [str(row["due_on"]) for row in due_training.TRAINING.rows(TODAY)] == ["2026-12-20"]


def test_a_struck_training_counts_for_nothing_and_is_read_of(people, employment, hans):
    lapsed(hans)
    row = register(hans, people.anna)
    struck = actions.withdraw_training(row, why="Lades på fel handledare.", by=people.bo, today=TODAY)
    assert (struck.withdrawn_by, struck.withdrawn_on) == (people.bo, TODAY)
    assert assigned(hans, hans.employer, None, TODAY, 0).trained_until == D("2026-11-01")
    assert [str(row["due_on"]) for row in due_training.TRAINING.rows(TODAY)] == ["2026-11-01"]
    shown = page(people.anna, "supervisor_detail", hans.uuid).text
    assert "1 struken" in shown
    assert "Lades på fel handledare." in shown
    with pytest.raises(Refused, match="struken"):
        actions.withdraw_training(row, why="Igen.", by=people.bo, today=TODAY)
    with pytest.raises(Refused, match="struken"):
        actions.change_training(row, revision=1, today=TODAY, kind="own", held_on=TODAY)
    for name in ("supervisor_training_change", "supervisor_training_withdraw"):
        assert page(people.anna, name, row.uuid).status_code == 404
    # The same can be entered anew: it was the wrong person's, and is this one's after all.
    register(hans, people.anna)


def test_the_same_training_is_entered_once(people, hans):
    register(hans, people.anna)
    with pytest.raises(Refused, match="finns redan"):
        register(hans, people.bo)
    with pytest.raises(IntegrityError, match="training_once"), transaction.atomic():
        SupervisorTraining.objects.create(supervisor=hans, kind="skolverket", held_on=D("2026-11-20"))


def test_a_correction_keeps_what_it_said(people, hans):
    row = register(hans, people.anna)
    values = {"kind": "campus", "held_on": D("2026-11-19"), "valid_until": None, "certificate": "Pärm 4"}
    actions.change_training(row, revision=0, today=TODAY, **values)
    latest = history_of(row)[0]
    told = {change.label: (change.before, change.after) for change in latest.changes}
    assert told["Intyget finns"] == ("Pärm 3", "Pärm 4")
    assert told["Handledarutbildning"] == ("Skolverket", "Campus")
    with pytest.raises(Stale):
        actions.change_training(row, revision=0, today=TODAY, **values)


def test_it_is_entered_corrected_and_struck_in_the_pages(people, hans):
    sent = post(people.anna, "supervisor_training_create", hans.uuid, kind="skolverket", held_on="2026-12-01")
    assert "Utbildningen har inte varit än." in sent.text
    sent = post(people.anna, "supervisor_training_create", hans.uuid, kind="skolverket", held_on="2026-11-20")
    assert sent.headers["Location"] == hans.get_absolute_url()
    row = SupervisorTraining.objects.get(kind="skolverket")
    shown = page(people.bo, "supervisor_detail", hans.uuid).text
    assert f"Inlagd av {people.anna.full_name}" in shown
    values = {"kind": "own", "held_on": "2026-11-20", "certificate": "dnr 7"}
    sent = post(people.bo, "supervisor_training_change", row.uuid, **values)
    assert sent.status_code == 302
    assert "Intyget: dnr 7." in page(people.bo, "supervisor_detail", hans.uuid).text
    assert post(people.bo, "supervisor_training_withdraw", row.uuid, why="").status_code == 200
    assert post(people.bo, "supervisor_training_withdraw", row.uuid, why="Fel person.").status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_why == "Fel person."


def test_a_stale_correction_shows_both(people, hans):
    row = register(hans, people.anna)
    client, url = as_(people.bo), reverse("supervisor_training_change", args=[row.uuid])
    opened = client.get(url)
    values = {"kind": "campus", "held_on": D("2026-11-20"), "valid_until": None, "certificate": "Annas pärm"}
    actions.change_training(row, revision=0, today=TODAY, **values)
    typed = {"kind": "skolverket", "held_on": "2026-11-20", "certificate": "Bos pärm"}
    answer = client.post(url, form_values(opened, **typed))
    assert answer.status_code == 200
    assert "Annas" in answer.text
    assert "Bos" in answer.text
    assert SupervisorTraining.objects.get(pk=row.pk).certificate == "Annas pärm"


def test_whoever_came_from_a_supervision_is_led_back_to_it(people, employment, hans):
    lapsed(hans)
    key = employment.supervisions.get().uuid
    asked = page(people.anna, "supervision_untrained", key).text
    url = f"{reverse('supervisor_training_create', args=[hans.uuid])}?handledarskap={key}"
    assert url in asked
    client = as_(people.anna)
    values = form_values(client.get(url), kind="campus", held_on="2026-11-20")
    assert client.post(url, values).headers["Location"] == reverse("supervision_untrained", args=[key])
    assert "Du behöver inte svara." in client.get(reverse("supervision_untrained", args=[key])).text
    # Another's, one that does not exist and none at all lead to the supervisor.
    other = SupervisorFactory()
    for asked in (f"?handledarskap={key}", "?handledarskap=x", ""):
        shown = client.get(reverse("supervisor_training_create", args=[other.uuid]) + asked)
        assert shown.context["back_url"] == other.get_absolute_url()


def test_a_new_supervisor_is_entered_with_the_training(people):
    values = {"first_name": "Vera", "last_name": "Vik", "employer": str(EmployerFactory().uuid), "is_active": "on"}
    sent = post(people.anna, "supervisor_create", **values, held_on="2026-11-01")
    assert "Välj utbildning, eller töm fälten om den." in sent.text
    sent = post(people.anna, "supervisor_create", **values, kind="campus")
    assert "Ange när utbildningen gavs." in sent.text
    sent = post(people.anna, "supervisor_create", **values, kind="campus", held_on="2026-12-24")
    assert "Utbildningen har inte varit än." in sent.text
    assert not Supervisor.objects.filter(last_name="Vik").exists()
    sent = post(people.anna, "supervisor_create", **values, kind="campus", held_on="2026-11-01", certificate="Pärm 1")
    assert sent.status_code == 302
    row = SupervisorTraining.objects.get(supervisor__last_name="Vik")
    assert (row.kind, row.certificate, row.noted_by) == ("campus", "Pärm 1", people.anna)
    sent = post(people.anna, "supervisor_create", **values | {"last_name": "Utan"})
    assert sent.status_code == 302
    assert Supervisor.objects.get(last_name="Utan").lacks_training == "Saknar utbildning"
