"""Why still in the unit's own workshops, or praktik after praktik: asked, answered with a next step, asked again."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from amc.calendar import add_months
from amc.due import KEYS
from amc.obstacles import Refused
from amc.staff.models import Municipality
from handlingsplan.models import FollowUp
from placements import actions, due_lock_in
from placements.models import Internship, LockInAnswer
from placements.rules.lock_in import asked_again, lock_in_obstacles, praktik_asked_on, workshop_asked_on
from placements.rules.misuse import Stay
from placements.rules.periods import Period
from tests.factories import EmploymentFactory, InternshipFactory, WorkplaceFactory
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D, ready_for_ami

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
WORKSHOP, PRAKTIK = due_lock_in.WORKSHOP, due_lock_in.PRAKTIK


def span(first, last):
    return Period(D(first), D(last))


WORKSHOP_CASES = [
    # Half a year is 180 days of 30 to the month.
    ([("2026-05-01", "2026-12-31")], "2026-10-28"),
    ([("2026-06-01", "2026-12-31")], "2026-11-28"),
    # Three months were there before: three more, from the first day of the one that runs.
    ([("2026-01-01", "2026-03-31"), ("2026-08-01", "2026-12-31")], "2026-10-30"),
    # The six months were spent before: asked on the first day.
    ([("2026-01-01", "2026-07-31"), ("2026-11-02", "2026-12-31")], "2026-11-02"),
    # None runs.
    ([("2025-01-01", "2026-11-23")], None),
    ([("2025-01-01", "2025-12-31"), ("2026-11-25", "2026-12-31")], None),
]


@pytest.mark.parametrize(("stays", "since"), WORKSHOP_CASES)
def test_since_when_it_has_been_too_long_in_workshops(people, enrolment, stays, since):
    """The rule and PostgreSQL say the same, of praktik and employment together."""
    expected = D(since) if since else None
    assert workshop_asked_on([span(*one) for one in stays], TODAY, 6) == expected
    place = WorkplaceFactory(own_workshop=True)
    for number, (first, last) in enumerate(stays):
        factory = EmploymentFactory if number else InternshipFactory
        factory(enrolment=enrolment, workplace=place, first_day=D(first), last_day=D(last))
    asked = [row["due_on"] for row in WORKSHOP.rows(TODAY)]
    assert asked == ([expected] if expected and expected <= TODAY else [])


def test_other_workplaces_and_a_studiebesok_are_not_workshops(enrolment):
    place = WorkplaceFactory(own_workshop=True)
    InternshipFactory(enrolment=enrolment, first_day=D("2026-01-01"), last_day=D("2026-12-31"))
    visit = InternshipFactory(enrolment=enrolment, workplace=place, first_day=D("2026-01-01"), last_day=D("2026-12-31"))
    assert len(WORKSHOP.rows(TODAY)) == 1
    Internship.objects.filter(pk=visit.pk).update(kind_id=visit.kind_id)
    type(visit.kind).objects.filter(pk=visit.kind_id).update(precedes_job=False)
    assert list(WORKSHOP.rows(TODAY)) == []


SPRING, SUMMER, NOW = ("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), ("2026-10-01", "2026-12-31")


@pytest.mark.parametrize(
    ("stays", "since"),
    [
        ([(*SPRING, False), (*SUMMER, False), (*NOW, False)], "2026-10-01"),
        ([(*SUMMER, False), (*NOW, False)], None),
        ([(*SPRING, True), (*SUMMER, False), (*NOW, False)], None),
        ([(*SPRING, False), (*SUMMER, False), (*NOW, True)], None),
        ([("2025-01-01", "2025-03-31", True), (*SPRING, False), (*SUMMER, False), (*NOW, False)], "2026-10-01"),
        # The third has not begun.
        ([(*SUMMER, False), (*NOW, False), ("2026-12-01", "2026-12-31", False)], None),
    ],
)
def test_since_when_it_is_praktik_after_praktik(people, enrolment, stays, since):
    expected = D(since) if since else None
    rule = [Stay(span(first, last), 1, employed=employed) for first, last, employed in stays]
    assert praktik_asked_on(rule, TODAY, 3) == expected
    for first, last, employed in stays:
        InternshipFactory(
            enrolment=enrolment,
            first_day=D(first),
            last_day=D(last),
            end_reason="employed" if employed else "completed" if D(last) < TODAY else "",
        )
    assert [row["due_on"] for row in PRAKTIK.rows(TODAY)] == ([expected] if expected else [])


@pytest.fixture
def long_stay(enrolment):
    place = WorkplaceFactory(own_workshop=True)
    return InternshipFactory(enrolment=enrolment, workplace=place, first_day=D("2026-01-01"), last_day=D("2027-12-31"))


ANSWER = {"why": "Väntar på en plats.", "next_step": "Provar köket.", "next_on": D("2026-12-15")}


def answered(enrolment, by, **values):
    return actions.answer_lock_in(enrolment, about="workshop", by=by, **ANSWER | {"today": TODAY} | values)


def test_an_answer_is_kept_followed_up_and_asked_again(people, enrolment, long_stay):
    [row] = WORKSHOP.rows(TODAY)
    assert set(row) == set(KEYS)
    assert (row["responsible_id"], row["due_on"]) == (enrolment.consultant_id, D("2026-06-30"))
    answered(enrolment, people.anna)
    assert list(WORKSHOP.rows(TODAY)) == []
    assert FollowUp.objects.get(kind="plan").due_on == D("2026-12-15")
    again = add_months(TODAY, 3)
    assert list(WORKSHOP.rows(again - dt.timedelta(days=1))) == []
    assert [row["due_on"] for row in WORKSHOP.rows(again)] == [again]
    assert asked_again(D("2026-06-30"), TODAY, 3) == again
    # The other question is another.
    assert list(PRAKTIK.rows(TODAY)) == []


def test_the_limits_are_the_municipalitys(people, enrolment, long_stay):
    Municipality.objects.update(workshop_months=9, person_praktik=1, lock_in_again_months=1)
    assert [row["due_on"] for row in WORKSHOP.rows(TODAY)] == [D("2026-09-28")]
    assert [row["due_on"] for row in PRAKTIK.rows(TODAY)] == [D("2026-01-01")]
    answered(enrolment, people.anna)
    assert [row["due_on"] for row in WORKSHOP.rows(D("2026-12-24"))] == [D("2026-12-24")]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"why": " "}, "why_missing"),
        ({"next_step": ""}, "next_missing"),
        ({"next_on": D("2026-11-23")}, "next_passed"),
        ({"answered": True}, "answered_today"),
        ({"closed_on": D("2026-11-20")}, "enrolment_closed"),
    ],
)
def test_what_an_answer_needs(changed, code):
    values = {**ANSWER, "answered": False, "closed_on": None, "today": TODAY}
    assert lock_in_obstacles(**values) == []
    assert [one.code for one in lock_in_obstacles(**values | changed)] == [code]


def test_it_is_answered_once_a_day_and_stands(people, enrolment, long_stay):
    answer = answered(enrolment, people.anna)
    with pytest.raises(Refused) as caught:
        answered(enrolment, people.eva)
    assert caught.value.codes == ("answered_today",)
    assert FollowUp.objects.filter(kind="plan").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        LockInAnswer.objects.filter(pk=answer.pk).update(why="Annat")


def test_the_form_answers_in_a_minute_and_the_tab_shows_it(people, enrolment, long_stay):
    person = enrolment.participant.uuid
    sent = {"why": "Väntar på en plats.", "next_step": "Provar köket.", "next_on": "2026-12-15"}
    form = page(people.anna, "lock_in_create", person, "verkstad")
    client, values = as_(people.anna), form_values(form, **sent)
    answers = [client.post(form.request["PATH_INFO"], values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    kept = LockInAnswer.objects.get()
    assert (kept.about, kept.answered_by, kept.answered_on) == ("workshop", people.anna, TODAY)
    text = page(people.anna, "placements", person).content.decode()
    for word in ("Varför fortfarande?", "Väntar på en plats.", "Provar köket.", people.anna.full_name):
        assert word in text
    wrong = post(people.anna, "lock_in_create", person, "praktik", **sent | {"next_on": "2026-11-01"})
    assert wrong.context["form"].errors["next_on"] == ["Dagen har varit. Välj i dag eller senare."]
    assert page(people.anna, "lock_in_create", person, "annat").status_code == 404


def test_a_closed_case_is_not_asked(people, enrolment, long_stay):
    other = ready_for_ami(people, closed_on=D("2026-11-01"))
    InternshipFactory(
        enrolment=other, workplace=long_stay.workplace, first_day=D("2026-01-01"), last_day=D("2027-12-31")
    )
    assert len(WORKSHOP.rows(TODAY)) == 1


def test_the_enhetschef_sees_how_many_and_opens_who(people, enrolment, long_stay):
    page_ = page(people.eva, "dashboard")
    [point] = [one for one in page_.context["overdue"] if one.label == WORKSHOP.label]
    assert point.value == 1
    answer = as_(people.eva).get(point.url)
    assert answer.context["amount"] == 1
    assert enrolment.participant.full_name in answer.content.decode()
