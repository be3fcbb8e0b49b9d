"""Room at a workplace is one truth over all units, also for two who fill the last place at the same moment."""

import pytest
import time_machine
from django.db import connection, transaction

from amc.obstacles import Refused
from amc.wall.session import entered
from participants.models import Participant
from placements import actions
from placements.models import Internship, InternshipKind
from tests.factories import (
    EmployerFactory,
    EmploymentFactory,
    EnrolmentFactory,
    InternshipFactory,
    SupervisorFactory,
    WorkplaceFactory,
    at,
    make_people,
)
from tests.participants.test_registration_actions import at_once
from tests.placements.employer_room import agreed_place
from tests.placements.pages import TODAY
from tests.placements.room import D, ready_for_ami

FIRST, LAST = D("2026-12-01"), D("2027-02-28")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def beginner(enrolment, place, by, supervisor, **values):
    """Whoever starts a praktik of `enrolment` there, in a transaction that is theirs."""

    def start():
        given = {
            "enrolment": enrolment,
            "kind": InternshipKind.objects.get(code="praktik"),
            "workplace": place,
            "first_day": FIRST,
            "last_day": LAST,
            "supervisor": supervisor,
            "by": by,
            "today": TODAY,
            "hours_per_week": 20,
        }
        with entered(by.pk):
            return actions.start_internship(**given | values)

    return start


@pytest.mark.django_db(transaction=True)
def test_of_two_who_fill_the_last_place_one_is_warned() -> None:
    people = make_people()
    hans = SupervisorFactory(training="own", trained_on=D("2026-01-01"))
    place = agreed_place(hans.employer)
    theirs = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    ours = ready_for_ami(people)
    outcomes = at_once(
        beginner(ours, place, people.anna, hans),
        beginner(theirs, place, people.cilla, hans),
    )
    (saved,) = [outcome for outcome in outcomes if isinstance(outcome, Internship)]
    (warned,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert warned.codes == ("over_capacity",)
    assert Internship.objects.filter(workplace=place).get() == saved
    # Never silently: the other goes on with a reason alone.
    late = (theirs, people.cilla) if saved.enrolment_id == ours.pk else (ours, people.anna)
    with pytest.raises(Refused) as caught:
        beginner(late[0], place, late[1], hans, acknowledged=["over_capacity"])()
    assert "reason_missing" in caught.value.codes
    beginner(late[0], place, late[1], hans, acknowledged=["over_capacity"], reason="En slutar.")()
    assert Internship.objects.filter(workplace=place).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_last_longer_into_the_same_days() -> None:
    people = make_people()
    hans = SupervisorFactory(training="own", trained_on=D("2026-01-01"))
    place = agreed_place(hans.employer)
    with transaction.atomic():
        rows = [
            InternshipFactory(
                enrolment=ready_for_ami(people), supervisor=hans, workplace=place, first_day=first, last_day=last
            )
            for first, last in ((D("2026-10-01"), D("2026-11-30")), (D("2027-01-15"), D("2027-02-28")))
        ]

    def longer():
        given = {"seen": 0, "by": people.anna, "today": TODAY}
        return actions.extend_internship(rows[0], last_day=D("2027-01-14"), **given)

    def earlier():
        given = {"seen": 0, "by": people.bo, "today": TODAY, "weekday_hours": [4, 4, 4, 4, 4, 0, 0]}
        return actions.change_internship(rows[1], first_day=D("2026-12-20"), purpose="Prova", tasks="Duka", **given)

    outcomes = at_once(longer, earlier)
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert lost.codes == ("over_capacity",)


def stays(reader, place, *known):
    with entered(reader.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT days, person FROM placements_stays_at(%s, %s, %s)",
            [reader.pk, [place.pk], [one.pk for one in known]],
        )
        return [(days.lower, person) for days, person in cursor.fetchall()]


@pytest.mark.django_db
def test_days_of_all_units_are_told_and_nobody_of_whom() -> None:
    people = make_people()
    place = WorkplaceFactory(capacity=3)
    other = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    hidden, ours = ready_for_ami(people), ready_for_ami(people)
    Participant.objects.filter(pk=hidden.participant_id).update(is_protected=True)
    InternshipFactory(enrolment=other, workplace=place, first_day=D("2026-10-01"), last_day=D("2027-01-31"))
    InternshipFactory(enrolment=hidden, workplace=place, first_day=D("2026-10-02"), last_day=D("2027-01-31"))
    EmploymentFactory(
        enrolment=ours, workplace=place, employer=place.employer, first_day=D("2026-10-03"), last_day=D("2027-01-31")
    )
    InternshipFactory(enrolment=ours, workplace=WorkplaceFactory(), first_day=D("2026-03-01"), last_day=D("2026-04-30"))
    everybody = (other.participant, hidden.participant, ours.participant)
    days = [D("2026-10-01"), D("2026-10-02"), D("2026-10-03")]
    assert stays(people.anna, place, *everybody) == list(zip(days, [None, None, ours.participant_id], strict=True))
    assert stays(people.anna, place) == [(day, None) for day in days]
    told = list(zip(days, [other.participant_id, None, None], strict=True))
    assert stays(people.cilla, place, *everybody) == told
    # Whoever places nobody is told nothing, and nobody is told in another's name.
    for nobody in (people.hr, people.ekonom, people.hans):
        assert stays(nobody, place, *everybody) == []


@pytest.mark.django_db
def test_who_is_there_by_another_unit_is_counted(people) -> None:
    hans = SupervisorFactory(training="own", trained_on=D("2026-01-01"))
    place = agreed_place(hans.employer)
    other = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    InternshipFactory(enrolment=other, workplace=place, first_day=D("2027-02-28"), last_day=D("2027-06-30"))
    mine = ready_for_ami(people)
    with pytest.raises(Refused, match="och 1 är där redan") as caught:
        beginner(mine, place, people.anna, hans)()
    assert caught.value.codes == ("over_capacity",)
    beginner(mine, place, people.anna, hans, last_day=D("2027-02-27"))()


@pytest.mark.django_db
def test_a_praktik_that_begins_earlier_asks_of_the_days_it_adds(people) -> None:
    hans = SupervisorFactory(training="own", trained_on=D("2026-01-01"))
    place = agreed_place(hans.employer)
    InternshipFactory(
        enrolment=ready_for_ami(people), workplace=place, first_day=D("2026-10-01"), last_day=D("2026-12-15")
    )
    row = InternshipFactory(
        enrolment=ready_for_ami(people), supervisor=hans, workplace=place, first_day=D("2027-01-01"), last_day=LAST
    )
    given = {"by": people.anna, "today": TODAY, "purpose": "", "tasks": "", "weekday_hours": [4, 4, 4, 4, 4, 0, 0]}
    with pytest.raises(Refused) as caught:
        actions.change_internship(row, first_day=D("2026-12-15"), seen=row.revision, **given)
    assert caught.value.codes == ("over_capacity",)
    actions.change_internship(row, first_day=D("2026-12-16"), seen=row.revision, **given)
    assert row.period.lower == D("2026-12-16")


@pytest.mark.django_db
def test_times_at_two_workplaces_that_become_one_run_into_one(people) -> None:
    from tests.placements.test_roving import merge, serves

    rut = SupervisorFactory(first_name="Rut")
    kept, gone = EmployerFactory(name="Måltid"), EmployerFactory(name="Måltiden")
    same, kitchen = WorkplaceFactory(employer=kept, name="Köket"), WorkplaceFactory(employer=gone, name="Köket")
    first = serves(rut, same, people, "2026-01-01", "2026-03-31")
    serves(rut, same, people, "2026-06-01", "2026-08-31")
    apart = serves(rut, same, people, "2026-11-01")
    serves(rut, kitchen, people, "2026-03-15", "2026-07-01")
    merge(kept, gone, people)
    found = [(row.pk, row.first_day, row.last_day) for row in rut.places.order_by("first_day")]
    assert found == [(first.pk, D("2026-01-01"), D("2026-08-31")), (apart.pk, D("2026-11-01"), None)]
