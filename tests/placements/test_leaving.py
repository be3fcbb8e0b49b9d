"""A supervisor who leaves: handed over to all or each, else a gap that is acknowledged and becomes a deviation [S1]."""

import datetime as dt

import pytest
from django.urls import reverse

from amc.obstacles import Obstacle, Refused
from amc.revisions import Stale
from participants.models import Participant
from placements import actions, due
from placements.models import AcknowledgedWarning, Deviation, Supervision
from placements.rules.supervision import Assigned, leaving_obstacles, supervisor_obstacles, together
from placements.rules.verdict import Verdict
from tests.factories import (
    EmploymentFactory,
    EnrolmentFactory,
    InternshipFactory,
    SupervisionMonthFactory,
    SupervisorFactory,
    UserFactory,
)
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D, placed, ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")

LAST = TODAY + dt.timedelta(days=5)
AFTER = LAST + dt.timedelta(days=1)


@pytest.fixture
def employment(enrolment, hans):
    return EmploymentFactory(enrolment=enrolment, supervisor=hans, last_day=D("2027-01-31"))


@pytest.fixture
def heir(employment):
    return SupervisorFactory(last_name="Arvid", employer=employment.employer)


def leave(hans, people, **values):
    hans.refresh_from_db()
    values = {"revision": hans.revision, "last_day": LAST, "by": people.anna, "today": TODAY} | values
    return actions.leave_supervisor(hans, **values)


def led(placement):
    rows = placement.supervisions.order_by("period")
    return [(row.supervisor.last_name, row.first_day, row.last_day) for row in rows]


@pytest.mark.parametrize(
    ("confirmed", "codes"),
    [(None, []), ("2026-11-01", []), ("2026-12-01", ["month_confirmed"])],
)
def test_nobody_leaves_before_a_month_they_have_confirmed(confirmed, codes):
    found = leaving_obstacles(D("2026-11-30"), confirmed and D(confirmed))
    assert [obstacle.code for obstacle in found] == codes


@pytest.mark.parametrize(
    ("last", "refused", "warned"),
    [("2026-11-30", ["supervisor_left"], []), ("2026-12-01", [], ["supervisor_leaves"]), (None, [], [])],
)
def test_whoever_leaves_leads_nobody_afterwards(last, refused, warned):
    who = Assigned("Hans Hedlund", D("2024-05-02"), last_day=last and D(last))
    verdict = supervisor_obstacles(who, D("2026-12-01"), required=True, what="anställningens")
    assert [one.code for one in verdict.refusals] == refused
    assert [one.code for one in verdict.warnings] == warned


def test_warnings_of_one_code_are_one_box_with_all_that_they_say():
    def one(text):
        return Verdict(warnings=[Obstacle("supervisor", text, "gap")])

    assert together([one("Ett."), one("Två."), one("Ett.")]).warnings == [Obstacle("supervisor", "Ett. Två.", "gap")]


def test_one_takes_over_all_and_another_one_of_them(people, hans, employment, internship, heir):
    other = SupervisorFactory(last_name="Berit", employer=internship.workplace.employer)
    one = internship.supervisions.get().uuid
    leave(hans, people, successor=heir, successors={one: other})
    assert led(employment) == [
        ("Hedlund", employment.first_day, LAST),
        ("Arvid", AFTER, employment.last_day),
    ]
    assert led(internship)[-1] == ("Berit", AFTER, internship.last_day)
    assert not Deviation.objects.exists()
    hans.refresh_from_db()
    assert hans.last_day == LAST
    assert hans.has_left(AFTER)
    assert not hans.has_left(LAST)


def test_a_gap_is_acknowledged_kept_and_becomes_a_deviation(people, hans, employment):
    with pytest.raises(Refused) as error:
        leave(hans, people)
    assert list(error.value.codes) == ["no_supervisor"]
    leave(hans, people, acknowledged={"no_supervisor"})
    assert led(employment) == [("Hedlund", employment.first_day, LAST)]
    assert Deviation.objects.get().kind == Deviation.Kind.NO_SUPERVISOR
    assert AcknowledgedWarning.objects.get().acknowledged_by == people.anna


def test_an_untrained_successor_is_a_warning_to_acknowledge(people, hans, employment, heir):
    heir.trainings.all().delete()
    with pytest.raises(Refused) as error:
        leave(hans, people, successor=heir)
    assert list(error.value.codes) == ["supervisor_untrained"]
    assert Supervision.objects.get().supervisor == hans


def test_those_taken_over_in_one_step_fill_the_places(people, hans, employment, heir):
    heir.capacity = 1
    heir.save()
    second = EmploymentFactory(
        enrolment=ready_for_ami(people),
        supervisor=hans,
        employer=employment.employer,
        workplace=employment.workplace,
        last_day=D("2027-01-31"),
    )
    with pytest.raises(Refused) as error:
        leave(hans, people, successor=heir)
    (code,) = error.value.codes
    assert led(second)[-1][0] == "Hedlund"
    leave(hans, people, successor=heir, acknowledged={code})
    assert led(second)[-1][0] == led(employment)[-1][0] == "Arvid"
    assert AcknowledgedWarning.objects.count() == 1


def test_what_begins_after_the_last_day_needs_somebody(people, hans):
    later = placed(
        EmploymentFactory,
        enrolment=ready_for_ami(people),
        supervisor=hans,
        first_day=D("2026-12-20"),
        last_day=D("2027-06-30"),
    )
    with pytest.raises(Refused) as error:
        leave(hans, people, acknowledged={"no_supervisor"})
    assert list(error.value.codes) == ["supervisor_missing"]
    heir = SupervisorFactory(last_name="Arvid", employer=later.employer)
    leave(hans, people, successor=heir)
    assert led(later) == [("Arvid", later.first_day, later.last_day)]


def test_somebody_who_was_to_follow_does_so(people, hans, employment, heir):
    actions.change_supervisor(employment, supervisor=heir, first_day=D("2026-12-15"), by=people.anna, today=TODAY)
    leave(hans, people, acknowledged={"no_supervisor"})
    assert led(employment)[-1] == ("Arvid", D("2026-12-15"), employment.last_day)


def test_nobody_takes_over_from_themselves(people, hans, employment):
    with pytest.raises(Refused) as error:
        leave(hans, people, successor=hans)
    assert "same_supervisor" in error.value.codes


def test_confirmed_months_and_other_hands_stop_it(people, hans, employment, heir):
    supervision = employment.supervisions.get()
    SupervisionMonthFactory(supervision=supervision, month=D("2026-10-01"), confirmed_by=people.hans)
    with pytest.raises(Refused):
        leave(hans, people, last_day=D("2026-09-30"), successor=heir)
    with pytest.raises(Stale):
        leave(hans, people, revision=hans.revision + 7, successor=heir)
    hans.refresh_from_db()
    assert hans.last_day is None
    assert led(employment) == [("Hedlund", employment.first_day, employment.last_day)]


def test_what_another_unit_has_is_a_gap_there_from_the_day_after(people, hans):
    elsewhere = EmploymentFactory(
        enrolment=ready_for_ami(people, participant__unit=people.other_unit, consultant=people.cilla),
        supervisor=hans,
        last_day=D("2027-01-31"),
    )
    assert leave(hans, people) == []
    assert led(elsewhere) == [("Hedlund", elsewhere.first_day, elsewhere.last_day)]
    assert not list(due.employment_gaps(LAST))
    (row,) = due.employment_gaps(AFTER)
    assert row["due_on"] == AFTER
    assert row["responsible_id"] == people.cilla.pk


def test_the_page_names_them_and_hands_over_once(people, hans, employment, heir):
    bos = EmploymentFactory(
        enrolment=ready_for_ami(people, consultant=people.bo), supervisor=hans, last_day=D("2027-01-31")
    )
    shown = page(people.anna, "supervisor_leave", hans.uuid).content.decode()
    assert employment.participant.full_name in shown
    assert bos.participant.full_name in shown
    values = {"last_day": LAST.isoformat(), "supervisor": str(heir.uuid), "revision": hans.revision}
    answer = post(people.anna, "supervisor_leave", hans.uuid, **values)
    assert answer.status_code == 200  # bo's is at another employer: a box to tick
    answer = post(people.anna, "supervisor_leave", hans.uuid, **values, acknowledged=["supervisor_elsewhere"])
    assert answer.status_code == 302
    assert led(bos)[-1][0] == led(employment)[-1][0] == "Arvid"
    assert f"Slutar {LAST}" in page(people.anna, "supervisor_detail", hans.uuid).content.decode()


def test_only_casework_hands_over(people, hans):
    assert page(people.hr, "supervisor_leave", hans.uuid).status_code == 404
    assert "slutar/" not in page(people.hr, "supervisor_detail", hans.uuid).content.decode()


def test_whoever_has_left_is_not_offered(people, hans):
    hans.last_day = TODAY - dt.timedelta(days=1)
    hans.save()
    found = as_(people.anna).post(reverse("supervisor_lookup"), {"q": "hedl"}).content.decode()
    assert str(hans.uuid) not in found


def test_a_day_is_taken_back_on_the_form_of_the_register(people, hans):
    assert "last_day" not in page(people.anna, "supervisor_change", hans.uuid).context["form"].fields
    hans.last_day = LAST
    hans.save()
    assert "last_day" in page(people.anna, "supervisor_change", hans.uuid).context["form"].fields


# --- What other units have --------------------------------------------------------------------------


@pytest.fixture
def elsewhere(people, hans):
    """Two placements of the other unit, one of them of a protected person; and one of the own unit's, hidden."""
    boss = UserFactory(
        first_name="Östen", last_name="Öst", roles=["enhetschef"], unit=people.other_unit, phone="011-15 00 00"
    )
    for protected, unit, who in (
        (False, people.other_unit, people.cilla),
        (True, people.other_unit, people.cilla),
        (True, people.unit, people.eva),
    ):
        case = EnrolmentFactory(participant__unit=unit, consultant=who)
        InternshipFactory(enrolment=case, supervisor=hans, first_day=D("2026-10-01"), last_day=D("2027-02-28"))
        Participant.objects.filter(pk=case.participant_id).update(is_protected=protected)
    return boss


def test_the_page_says_how_many_other_units_have_and_whom_to_tell(people, hans, employment, elsewhere):
    shown = page(people.anna, "supervisor_leave", hans.uuid)
    (one,) = shown.context["elsewhere"]
    assert (one.unit, one.placements, one.managers) == (people.other_unit, 2, (elsewhere,))
    assert f"2 placeringar i {people.other_unit}" in shown.text
    assert 'href="tel:011-150000"' in shown.text
    # Nobody of whom.
    assert len([name for name in shown.context["form"].fields if name.startswith("till_")]) == 1
    theirs = page(people.cilla, "supervisor_leave", hans.uuid)
    (one,) = theirs.context["elsewhere"]
    # Of the first unit: the employment, and the one that is hidden there.
    assert (one.unit, one.placements) == (people.unit, 2)


def test_nothing_is_said_where_nobody_else_is_led(people, hans, employment):
    shown = page(people.anna, "supervisor_leave", hans.uuid)
    assert shown.context["elsewhere"] == []
    assert "andra enheter" not in shown.text


@pytest.mark.parametrize(("last", "told"), [("2026-11-29", True), ("2027-02-27", True), ("2027-02-28", False)])
def test_when_it_is_saved_it_is_said_who_is_to_be_told(people, hans, elsewhere, last, told):
    client = as_(people.anna)
    url = reverse("supervisor_leave", args=[hans.uuid])
    given = form_values(client.get(url), last_day=last, acknowledged=["no_supervisor"])
    shown = client.post(url, given, follow=True)
    words = f"2 placeringar i {people.other_unit} (Östen Öst 011-15 00 00)"
    assert (words in shown.text) == told
