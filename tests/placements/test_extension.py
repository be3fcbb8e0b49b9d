"""A later last day is asked for and decided: once at a time, in time, with its reason, and within every limit [S0]."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from amc.due import KEYS
from amc.obstacles import Refused
from placements import actions, due_extension
from placements.models import ExtensionRequest, Scheme
from placements.rules import lasting
from placements.rules.periods import Period, used_words
from tests.factories import EmploymentFactory, at, opened
from tests.placements.pages import TODAY, as_, form_values, page, post, told
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")
YEAR = Period(D("2026-02-01"), D("2027-01-31"))


@pytest.mark.parametrize(
    ("used", "months", "words"),
    [
        (14 * 30, 24, "14 av 24 månader använda, 10 kvar"),
        (14 * 30 + 5, 24, "14 månader och 5 dagar av 24 månader använda, 9 månader och 25 dagar kvar"),
        (5, 24, "5 dagar av 24 månader använda, 23 månader och 25 dagar kvar"),
        (24 * 30, 24, "24 av 24 månader använda, ingen tid kvar"),
        (0, 1, "0 av 1 månad använda, 1 kvar"),
    ],
)
def test_what_the_bar_says(used, months, words):
    assert used_words(used, months) == words


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        ({"by_manager": False}, ["not_the_manager"]),
        ({"pending": False}, ["request_settled"]),
        ({"today": D("2027-01-31")}, []),
        ({"today": D("2027-02-01")}, ["decided_too_late"]),
        ({"reason": " "}, ["decision_reason_missing"]),
    ],
)
def test_what_a_decision_needs(values, codes):
    values = {"reason": "Behövs.", "pending": True, "by_manager": True, "today": TODAY} | values
    assert [one.code for one in lasting.decision_obstacles(YEAR, **values)] == codes


def test_too_late_says_what_to_do():
    (one,) = lasting.decision_obstacles(YEAR, "Ja", pending=True, by_manager=True, today=D("2027-02-01"))
    assert "förföll 2027-01-31" in one.message
    assert "ny anställning, tidigast från 2027-02-01" in one.message


@pytest.fixture
def year(enrolment, hans):
    return EmploymentFactory(enrolment=enrolment, supervisor=hans)


def ask(employment, by, last="2027-06-30", **values):
    values = {"reason": "Utbildningen är klar i juni.", "seen": employment.revision, "today": TODAY} | values
    return actions.request_extension(employment, last_day=D(last), by=by, **values)


def decide(request, by, *, approved=True, **values):
    values = {"decision_reason": "Behövs.", "now": at(TODAY), "today": TODAY} | values
    return actions.decide_extension(request, approved=approved, by=by, **values)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error, transaction.atomic():
        act(*args, **kwargs)
    return list(error.value.codes)


def test_approved_extends_with_supervision_and_follow_ups(year, people):
    request = decide(ask(year, people.anna), people.eva)
    year.refresh_from_db()
    assert (request.state, request.decided_by, request.decided_on) == ("approved", people.eva, TODAY)
    assert year.last_day == year.supervisions.get().last_day == D("2027-06-30")
    assert year.follow_up_links.count() == 1


def test_declined_leaves_the_last_day(year, people):
    request = decide(ask(year, people.anna), people.eva, approved=False)
    year.refresh_from_db()
    assert (request.state, year.last_day) == ("declined", D("2027-01-31"))
    assert refused(decide, request, people.eva) == ["request_settled"]
    ask(year, people.anna)


@pytest.mark.parametrize(
    ("last", "values", "code"),
    [
        ("2028-02-01", {}, "too_long"),
        ("2027-01-31", {}, "not_longer"),
        ("2027-06-30", {"reason": "  "}, "reason_missing"),
        ("2027-06-30", {"today": D("2027-02-01")}, "has_ended"),
        ("2027-06-30", {"seen": 7}, "changed_meanwhile"),
    ],
)
def test_what_cannot_be_done_cannot_be_asked_for(year, people, last, values, code):
    assert refused(ask, year, people.anna, last, **values) == [code]
    assert not ExtensionRequest.objects.exists()


def test_the_limit_counts_all_contracts_when_it_is_decided(year, people, enrolment, hans):
    """Between the request and the decision another AMI was entered: the limit is judged anew."""
    request = ask(year, people.anna, "2027-10-31")
    EmploymentFactory(enrolment=enrolment, supervisor=hans, first_day=D("2027-11-01"), last_day=D("2028-06-30"))
    assert refused(decide, request, people.eva) == ["total_too_long"]
    request.refresh_from_db()
    assert request.is_pending


def test_only_the_enhetschef_decides_and_extends_at_once(year, people):
    assert refused(
        actions.extend_employment,
        year,
        last_day=D("2027-06-30"),
        seen=0,
        by=people.anna,
        now=at(TODAY),
        today=TODAY,
    ) == ["extension_is_decided"]
    request = ask(year, people.anna)
    assert refused(decide, request, people.anna) == ["not_the_manager"]


def test_the_form_of_employment_says_whether_it_is_decided(year, people):
    Scheme.objects.filter(code="ami").update(extension_decided=False)
    year.refresh_from_db()
    actions.extend_employment(year, last_day=D("2027-06-30"), seen=0, by=people.anna, now=at(TODAY), today=TODAY)
    assert year.last_day == D("2027-06-30")


def test_one_waits_at_a_time(year, people):
    ask(year, people.anna)
    assert refused(ask, year, people.anna, "2027-07-31") == ["request_pending"]
    with pytest.raises(IntegrityError, match="one_pending_extension_request"), transaction.atomic():
        ExtensionRequest.objects.create(
            employment=year,
            from_day=year.last_day,
            last_day=D("2027-07-31"),
            reason="Förbi reglerna.",
            asked_by=people.anna,
            asked_on=TODAY,
        )


def test_a_decision_without_a_reason_is_refused_by_the_database(year, people):
    request = ask(year, people.anna)
    with pytest.raises(IntegrityError, match="extension_decision_has_its_reason"), transaction.atomic():
        ExtensionRequest.objects.filter(pk=request.pk).update(state="approved", decided_by=people.eva, decided_on=TODAY)


def test_taken_back_once_and_again(year, people):
    request = ask(year, people.anna)
    for _ in range(2):
        assert actions.withdraw_extension(request, by=people.anna, today=TODAY).state == "withdrawn"
    ask(year, people.anna)


def test_the_end_takes_the_request_with_it(year, people):
    request = ask(year, people.anna)
    actions.end_employment(
        year, last_day=D("2026-12-31"), end_reason="work", seen=year.revision, by=people.anna, now=at(TODAY)
    )
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_it_waits_for_the_manager_until_the_last_day_and_then_has_lapsed(year, people):
    request = ask(year, people.anna, today=D("2027-01-28"))
    rows = list(due_extension.EXTENSION.rows(D("2027-01-31")))
    assert [set(row) for row in rows] == [set(KEYS)]
    assert (rows[0]["due_on"], rows[0]["responsible_id"]) == (D("2027-01-31"), None)
    assert not request.has_lapsed(D("2027-01-31"))
    assert list(due_extension.EXTENSION.rows(D("2027-02-01"))) == []
    assert request.has_lapsed(D("2027-02-01"))
    decided_late = {"today": D("2027-02-01"), "now": at(D("2027-02-01"))}
    assert refused(decide, request, people.eva, **decided_late) == ["decided_too_late"]


def test_through_the_pages(year, people):
    sent = post(people.anna, "employment_extend", year.uuid, last_day="2027-06-30", reason="Kursen är klar i juni.")
    assert sent.status_code == 302, sent.context["form"].errors
    request = ExtensionRequest.objects.get()
    assert "Väntar på beslut" in page(people.anna, "employment_detail", year.uuid).text
    assert "Enhetschefen beslutar." in page(people.anna, "extension_decide", request.uuid).text
    opened(year.participant, people.eva)
    shown = page(people.eva, "extension_decide", request.uuid).text
    assert "17 av 24 månader använda, 7 kvar" in shown
    missing = post(people.eva, "extension_decide", request.uuid, decision="approve", decision_reason="")
    assert "decision_reason" in missing.context["form"].errors
    post(people.eva, "extension_decide", request.uuid, decision="approve", decision_reason="Behövs.")
    year.refresh_from_db()
    assert year.last_day == D("2027-06-30")
    told = page(people.anna, "employment_detail", year.uuid).text
    assert "Beviljad" in told
    assert "17 av 24 månader använda, 7 kvar" in told


def test_a_double_click_decides_once(year, people):
    request = ask(year, people.anna)
    opened(year.participant, people.eva)
    client, url = as_(people.eva), f"/forlangningar/{request.uuid}/"
    sent = form_values(client.get(url), decision="approve", decision_reason="Behövs.")
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    year.refresh_from_db()
    assert year.revision == 1


def test_the_bar_says_the_same_to_all(year, people):
    words = "12 av 24 månader använda, 12 kvar"
    person = year.participant.uuid
    pages = [
        page(people.anna, "employment_detail", year.uuid),
        page(people.anna, "placements", person),
        page(people.hans, "supervision"),
    ]
    assert [words in shown.text for shown in pages] == [True, True, True]
    from participants.time_limits import Total, time_limits

    (limit,) = time_limits(people.anna, year.enrolment, TODAY)
    assert limit.total == Total("AMI", 12 * 30, 24 * 30)


@pytest.mark.parametrize(("counted", "used"), [("person", 18), ("employer", 12), ("contract", 6)])
def test_what_is_counted_together_is_data(year, people, enrolment, hans, counted, used):
    """Two at one employer (12 + 6 months the second) and one elsewhere: the form says what belongs together."""
    Scheme.objects.filter(code="ami").update(counted=counted)
    year.period = type(year.period)(D("2026-02-01"), D("2026-08-01"))
    EmploymentFactory._meta.model.objects.filter(pk=year.pk).update(period=year.period)
    elsewhere = {"enrolment": enrolment, "first_day": D("2026-08-01"), "last_day": D("2027-01-31")}
    EmploymentFactory(**elsewhere)
    here = {"employer": year.employer, "workplace": year.workplace, "supervisor": hans}
    third = EmploymentFactory(enrolment=enrolment, first_day=D("2027-02-01"), last_day=D("2027-07-31"), **here)
    row = type(third).objects.with_counted().get(pk=third.pk)
    assert row.counted_days == used * 30


def test_the_limit_is_kept_per_what_is_counted(year, enrolment):
    Scheme.objects.filter(code="ami").update(counted="employer")
    with transaction.atomic():
        EmploymentFactory(enrolment=enrolment, first_day=D("2027-02-01"), last_day=D("2028-09-30"))
    with pytest.raises(IntegrityError, match="more in all"), transaction.atomic():
        EmploymentFactory(
            enrolment=enrolment,
            employer=year.employer,
            workplace=year.workplace,
            first_day=D("2029-02-01"),
            last_day=D("2030-02-01"),
        )


def test_a_confirmed_month_does_not_fall_outside(year, people):
    from tests.factories import SupervisionMonthFactory

    SupervisionMonthFactory(supervision=year.supervisions.get(), month=dt.date(2026, 10, 1), confirmed_by=people.hans)
    end = {"end_reason": "work", "seen": 0, "by": people.anna, "now": at(TODAY)}
    assert refused(actions.end_employment, year, last_day=D("2026-09-30"), **end) == ["month_confirmed"]
    supervision = year.supervisions.get()
    with pytest.raises(IntegrityError, match="confirmed month"), transaction.atomic():
        type(supervision).objects.filter(pk=supervision.pk).update(
            period=type(supervision.period)(D("2026-02-01"), D("2026-10-01"))
        )
    actions.end_employment(year, last_day=D("2026-10-01"), **end)
    assert year.last_day == D("2026-10-01")


def test_it_stands_in_the_managers_day_and_leads_to_the_decision(year, people):
    request = ask(year, people.anna)
    for who in (people.eva, people.anna):
        shown = page(who, "my_day").text
        assert "Begäran om förlängning" in shown
        assert f"/forlangningar/{request.uuid}/" in shown


@pytest.mark.parametrize("approved", [True, False])
def test_who_asked_is_told_what_was_decided(year, people, approved):
    decide(ask(year, people.anna), people.eva, approved=approved)
    assert told("extension_decided") == [("due", "Anna")]
    assert told("extension_decided", TODAY + dt.timedelta(days=8)) == []


def test_nobody_is_told_what_they_decided_themselves(year, people):
    decide(ask(year, people.eva), people.eva)
    assert told("extension_decided") == []


def test_a_request_that_lapses_is_told_to_both(year, people):
    ask(year, people.anna)
    assert told("extension_lapsed", D("2027-01-31")) == []
    assert told("extension_lapsed", D("2027-02-01")) == [("due", "Anna"), ("manager", "Eva")]
    assert told("extension_lapsed", D("2027-02-09")) == []
