"""How it goes after the closing: every figure is the count of its list (domain.md section 6)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from amc.calendar import today
from amc.reports import later
from amc.reports.lists import enrolments
from amc.reports.selection import Selection
from participants.models import Closure, Enrolment, LaterFollowUp, Source
from tests.factories import EnrolmentFactory, People, TeamFactory, at, make_people
from tests.queries import at_most

pytestmark = pytest.mark.django_db
TODAY = today()
Outcome, Now = LaterFollowUp.Outcome, LaterFollowUp.Now
# What is said, and where it is counted.
SAID: tuple[tuple[str, str, str], ...] = (
    *((Outcome.REACHED, code, code) for code in Now.values),
    (Outcome.MISSED, "", "missad"),
    (Outcome.DECLINED, "", "vill-inte"),
    ("", "", later.NOT_ASKED),
)


@pytest.fixture
def people() -> People:
    return make_people()


def closed(people: People, *, unit: object = None, **values: object) -> Closure:
    row = EnrolmentFactory(participant__unit=unit or people.unit, consultant=people.anna, **values)
    closure = Closure.objects.create(
        enrolment=row, reason="flytt", closed_by=people.anna, gender="kvinna", education_level="okand", age=36,
        to_work=False, may_contact=True,
    )  # fmt: skip
    Enrolment.objects.filter(pk=row.pk).update(closed_on=TODAY - dt.timedelta(days=100))
    return closure


def asked(closure: Closure, months: int = 3, *, outcome: str = "", now: str = "", days: int = 10) -> LaterFollowUp:
    signed = {"recorded_at": at(TODAY), "recorded_by": closure.closed_by} if outcome else {}
    due_on = TODAY - dt.timedelta(days=days)
    return LaterFollowUp.objects.create(
        closure=closure, months=months, due_on=due_on, outcome=outcome, now=now, **signed
    )


def selection(people: People, **values: object) -> Selection:
    return Selection(people.eva, TODAY, TODAY - dt.timedelta(days=30), TODAY, **values)


def test_every_answer_is_counted_once_and_is_its_list(people: People) -> None:
    for outcome, now, _ in SAID:
        asked(closed(people), outcome=outcome, now=now)
    asked(closed(people), outcome=Outcome.REACHED, now=Now.STUDIES)
    moments, lines = later.after_closing(selection(people))
    assert [(one.months, one.amount, one.answered, one.forward) for one in moments] == [(3, 9, 6, 4)]
    assert moments[0].share == pytest.approx(4 / 6)
    assert {name: [told.amount for told in row] for name, row in lines} == {
        name: [2 if code == Now.STUDIES else 1] for code, name, _ in later.ANSWERS
    }
    for _, _, code in SAID:
        _, rows = enrolments("efter", selection(people), {"manader": 3, "svar": code})
        assert rows.count() == (2 if code == Now.STUDIES else 1)


def test_a_question_counts_in_the_period_of_its_day(people: People) -> None:
    closure = closed(people)
    asked(closure, 3, days=31)
    asked(closure, 6, days=30)
    asked(closure, 12, days=-1)
    moments, _ = later.after_closing(selection(people))
    assert [one.months for one in moments] == [6]


def test_the_same_case_counts_at_each_time(people: People) -> None:
    closure = closed(people)
    asked(closure, 3, outcome=Outcome.REACHED, now=Now.SEEKING, days=20)
    asked(closure, 6, outcome=Outcome.REACHED, now=Now.WORK, days=10)
    moments, lines = later.after_closing(selection(people))
    assert [(one.months, one.share) for one in moments] == [(3, 0), (6, 1)]
    _, rows = enrolments("efter", selection(people), {"manader": 6, "svar": Now.WORK})
    assert list(rows) == [closure.enrolment]
    assert not enrolments("efter", selection(people), {"manader": 3, "svar": Now.WORK})[1].exists()
    assert [told.amount for told in dict(lines)[Now.SEEKING.label]] == [1, 0]


def test_nobody_reached_is_no_share(people: People) -> None:
    asked(closed(people), outcome=Outcome.MISSED)
    assert later.after_closing(selection(people))[0][0].share is None


def test_a_team_a_source_and_the_unit_narrow(people: People) -> None:
    team = TeamFactory(unit=people.unit, name="Insteg")
    source = Source.objects.get(code="af")
    other = Source.objects.exclude(code="af").first()
    asked(closed(people, team=team, source=source))
    asked(closed(people, source=other))
    asked(closed(people, unit=people.other_unit, source=source))
    amounts = [
        later.after_closing(selection(people, **part))[0][0].amount
        for part in ({}, {"team": team}, {"source": source}, {"source": other})
    ]
    assert amounts == [2, 1, 1, 1]


def test_the_page_leads_to_the_cases_and_asks_as_much_of_many(client: Client, people: People) -> None:
    client.force_login(people.eva)
    first = closed(people)
    asked(first, outcome=Outcome.REACHED, now=Now.WORK)
    address = selection(people).query()
    with at_most(9):
        page = client.get(f"{reverse('after_closing')}?{address}").text
    assert "I arbete eller studier efter 3 mån" in page
    assert "1 av 1 som svarade" in page
    link = selection(people).link("efter", manader=3, svar=Now.WORK)
    assert link.replace("&", "&amp;") in page
    assert first.enrolment.participant.full_name in client.get(link).text
    for _ in range(20):
        asked(closed(people), outcome=Outcome.REACHED, now=Now.WORK)
    with at_most(9):
        client.get(f"{reverse('after_closing')}?{address}")


def test_an_empty_period_says_whom_one_asks(client: Client, people: People) -> None:
    client.force_login(people.eva)
    assert "Ingen skulle frågas under perioden" in client.get(reverse("after_closing")).text


@pytest.mark.parametrize("part", ["", "manader=3", "svar=arbete", "manader=3&svar=x", "manader=0&svar=arbete"])
def test_half_a_figure_has_no_list(client: Client, people: People, part: str) -> None:
    client.force_login(people.eva)
    assert client.get(f"{reverse('figure_list', args=['efter'])}?{part}").status_code == 404


def test_what_is_hidden_is_not_counted(people: People) -> None:
    closure = closed(people)
    asked(closure)
    type(closure.enrolment.participant).objects.filter(pk=closure.enrolment.participant_id).update(is_protected=True)
    assert later.after_closing(selection(people))[0] == []
