"""The rules of employment, case by case, each with its source (domain.md section 4)."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amc.calendar import last_day
from amc.obstacles import Refused
from placements.rules.employment import (
    Exemption,
    Groundwork,
    Other,
    Proposal,
    Terms,
    judge_length,
    judge_start,
    latest_day,
)
from placements.rules.periods import Period, follow_up_days, latest_last_day, length_words, used_days
from placements.rules.supervision import Assigned
from placements.rules.verdict import Verdict

D = dt.date.fromisoformat
TODAY = D("2026-11-24")
TRAINED = Assigned("Hans Hedlund", D("2024-05-02"))
DONE = Groundwork(D("2026-11-01"), D("2026-10-01"), D("2026-09-01"))
AMI = Terms(
    "ami",
    "AMI-anställning",
    max_months=24,
    total_max_months=24,
    requires_plan=True,
    requires_supervisor=True,
    exclusive=True,
    breach_refuses=True,
    las="ask_hr",
    needs_paper_date=True,
)
AMA = Terms(
    "ama",
    "Arbetsmarknadsanställning",
    max_months=12,
    requires_plan=True,
    requires_kartlaggning=True,
    requires_internship=True,
    requires_supervisor=True,
    exclusive=True,
    breach_refuses=True,
    las="ask_hr",
)
INTRO = Terms("introduktionsjobb", "Introduktionsjobb", max_months=12, total_max_months=24)


def propose(terms, first, last, others=(), **values):
    values = {"union": "Kommunal", "collective_agreement": "BEA"} | values
    return Proposal(terms, Period(D(first), D(last)), others=tuple(others), **values)


def ami(first, last, **values):
    return Other("ami", "AMI-anställning", Period(D(first), D(last)), exclusive=True, **values)


def judge(proposal, groundwork=DONE, supervisor=TRAINED, **values):
    return judge_start(proposal, groundwork, supervisor, today=TODAY, **values)


def codes(obstacles):
    return [obstacle.code for obstacle in obstacles]


def test_an_ami_in_order_meets_no_obstacle():
    assert judge(propose(AMI, "2026-12-01", "2028-11-30")) == Verdict()


# --- Length [S0] [S1] --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "first", "last", "latest"),
    [
        (AMI, "2026-12-01", "2028-12-01", "2028-11-30"),  # 24 months and one day [S0]
        (AMI, "2024-02-29", "2026-02-28", "2026-02-27"),  # period arithmetic of domain.md section 4
        (AMA, "2026-12-01", "2027-12-01", "2027-11-30"),  # 12 months and one day [S1]
        (AMA, "2025-01-31", "2026-01-31", "2026-01-30"),  # period arithmetic of domain.md section 4
    ],
)
def test_one_day_more_than_the_form_allows_is_refused(terms, first, last, latest):
    (refusal,) = judge_length(propose(terms, first, last)).refusals
    assert (refusal.field, refusal.code) == ("last_day", "too_long")
    assert latest in refusal.message
    assert judge_length(propose(terms, first, latest)).refusals == []


def test_other_forms_only_warn_about_length():
    verdict = judge_length(propose(INTRO, "2026-12-01", "2027-12-01"))
    assert verdict.refusals == []
    assert "too_long" in codes(verdict.warnings)
    assert "2027-11-30" in verdict.warnings[0].message


def test_a_last_day_before_the_first_is_refused():
    (refusal,) = judge_length(propose(AMI, "2026-12-01", "2026-11-30")).refusals
    assert refusal.message == "Sista dagen behöver vara tidigast 2026-12-01, anställningens första dag."


# --- AMI in all: a reading of [S0] -------------------------------------------------------------


@pytest.mark.parametrize(
    ("others", "first", "latest", "used", "left"),
    [
        ([("2024-01-01", "2025-02-28")], "2026-12-01", "2027-09-30", "14 månader", "10 månader"),
        ([("2024-01-01", "2024-06-30"), ("2025-01-01", "2025-06-30")], "2026-12-01", "2027-11-30", "12 månader", "12"),
        (
            [("2024-01-01", "2025-03-05")],
            "2026-12-01",
            "2027-09-25",
            "14 månader och 5 dagar",
            "9 månader och 25 dagar",
        ),
    ],
)
def test_all_ami_of_a_person_is_added(others, first, latest, used, left):
    others = [ami(*pair) for pair in others]
    after = (D(latest) + dt.timedelta(days=1)).isoformat()
    (refusal,) = judge_length(propose(AMI, first, after, others)).refusals
    assert refusal.code == "total_too_long"
    assert f"använt {used} av 24 i AMI-anställning och har {left}" in refusal.message
    assert f"senast {latest}" in refusal.message
    assert judge_length(propose(AMI, first, latest, others)).refusals == []
    assert latest_day(AMI, D(first), others) == D(latest)


@pytest.mark.parametrize("each", [None, 36])
def test_the_total_holds_for_the_first_contract_too(each):
    form = dataclasses.replace(AMI, max_months=each)
    assert judge_length(propose(form, "2026-12-01", "2028-11-30")).refusals == []
    (refusal,) = judge_length(propose(form, "2026-12-01", "2028-12-01")).refusals
    assert (refusal.code, refusal.message) == (
        "total_too_long",
        "AMI-anställning är högst 24 månader sammanlagt, alltså till 2028-11-30.",
    )


def test_when_all_time_is_used_the_message_says_to_choose_another_form():
    (refusal,) = judge_length(propose(AMI, "2026-12-01", "2026-12-01", [ami("2023-01-01", "2024-12-31")])).refusals
    assert refusal.message.endswith("har ingen tid kvar. Välj en annan form.")
    assert latest_day(AMI, D("2026-12-01"), [ami("2023-01-01", "2024-12-31")]) is None


def test_the_total_can_be_switched_off():
    free = dataclasses.replace(AMI, total_max_months=None)
    assert judge_length(propose(free, "2026-12-01", "2028-11-30", [ami("2023-01-01", "2024-12-31")])).refusals == []


# --- Plan, kartläggning and praktik before the first day [S0] [S1] ------------------------------


@pytest.mark.parametrize(
    ("terms", "lack", "code"),
    [
        (AMI, {"plan_agreed_on": None}, "plan_missing"),
        (AMI, {"plan_agreed_on": D("2026-12-01")}, "plan_missing"),  # on the first day is too late
        (AMA, {"plan_agreed_on": None}, "plan_missing"),
        (AMA, {"kartlaggning_on": D("2026-12-01")}, "kartlaggning_missing"),
        (AMA, {"internship_from": None}, "internship_missing"),
    ],
)
def test_what_must_be_done_before_the_first_day(terms, lack, code):
    verdict = judge(propose(terms, "2026-12-01", "2027-06-30"), dataclasses.replace(DONE, **lack))
    assert codes(verdict.refusals) == [code]
    assert "2026-11-30" in verdict.refusals[0].message


def test_an_ami_asks_for_neither_kartlaggning_nor_internship():
    assert judge(propose(AMI, "2026-12-01", "2027-06-30"), Groundwork(D("2026-11-30"))).refusals == []


def test_the_message_says_by_when_the_plan_must_be_agreed():
    (refusal,) = judge(propose(AMI, "2026-12-01", "2027-06-30"), Groundwork()).refusals
    assert refusal.message == (
        "Planen behöver vara överenskommen senast 2026-11-30, dagen före anställningens första dag. Öppna planen."
    )


def test_when_it_is_too_late_the_message_says_which_first_day_works():
    (refusal,) = judge(propose(AMI, "2026-11-16", "2027-06-30"), Groundwork(D("2026-11-20"))).refusals
    assert "välj 2026-11-21 eller senare" in refusal.message
    assert "be enhetschefen om ett undantag" in refusal.message


@pytest.mark.parametrize(
    ("terms", "paper", "expected"),
    [
        (AMI, None, ["paper_date_missing"]),
        (AMI, "2026-11-16", ["paper_date_missing"]),  # the paper must be from before the first day [S0]
        (AMI, "2026-11-15", []),
        (AMA, None, []),  # a reasoned exception is enough [S1]
    ],
)
def test_the_enhetschefs_exception(terms, paper, expected):
    exemption = Exemption("Planen skrevs på papper.", paper and D(paper))
    proposal = propose(terms, "2026-11-16", "2027-06-30")
    assert codes(judge(proposal, Groundwork(), exemption=exemption).refusals) == expected


def test_an_exception_needs_a_reason():
    verdict = judge(propose(AMI, "2026-11-16", "2027-06-30"), Groundwork(), exemption=Exemption("", D("2026-11-01")))
    assert "exception_reason_missing" in codes(verdict.refusals)


def test_an_exception_lifts_no_time_limit():
    exemption = Exemption("Planen skrevs på papper.", D("2026-11-01"))
    verdict = judge(propose(AMI, "2026-11-16", "2028-11-16"), Groundwork(), exemption=exemption)
    assert codes(verdict.refusals) == ["too_long"]


# --- Supervisor [S1] ---------------------------------------------------------------------------


def test_a_supervisor_from_day_one_is_required():
    (refusal,) = judge(propose(AMI, "2026-12-01", "2027-06-30"), supervisor=None).refusals
    assert refusal.message == "Välj en handledare som finns på plats från 2026-12-01, anställningens första dag."
    ordinary = Terms("vanlig", "Anställning utan stöd", las="exempt")
    assert judge(propose(ordinary, "2026-12-01", "2027-06-30"), supervisor=None) == Verdict()


@pytest.mark.parametrize("trained_on", [None, D("2026-12-02")])
def test_an_untrained_supervisor_is_a_warning(trained_on):
    verdict = judge(propose(AMI, "2026-12-01", "2027-06-30"), supervisor=Assigned("Hans Hedlund", trained_on))
    assert (codes(verdict.refusals), codes(verdict.warnings)) == ([], ["supervisor_untrained"])


@pytest.mark.parametrize(
    ("until", "leads", "capacity", "found"),
    [
        (None, 0, None, []),
        (None, 9, None, []),
        ("2026-12-01", 0, None, []),
        ("2026-11-30", 0, None, ["supervisor_training_lapsed"]),
        (None, 1, 2, []),
        (None, 2, 2, ["supervisor_full"]),
        ("2026-11-30", 3, 2, ["supervisor_training_lapsed", "supervisor_full"]),
    ],
)
def test_a_lapsed_training_and_too_many_are_warnings(until, leads, capacity, found):
    lapses = D(until) if until else None
    supervisor = Assigned("Hans", D("2024-05-02"), trained_until=lapses, leads=leads, capacity=capacity)
    verdict = judge(propose(AMI, "2026-12-01", "2027-06-30"), supervisor=supervisor)
    assert (codes(verdict.refusals), codes(verdict.warnings)) == ([], found)


# --- Beside other employments ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        ("2027-01-31", "2027-06-30", True),  # one day in common
        ("2027-02-01", "2027-06-30", False),  # the day after
        ("2026-01-01", "2026-01-31", False),  # the day before
        ("2026-03-01", "2026-03-31", True),
    ],
)
def test_no_two_time_limited_employments_at_once(first, last, refused):
    other = ami("2026-02-01", "2027-01-31")
    verdict = judge_length(propose(AMA, first, last, [other], extent=1))
    assert codes(verdict.refusals) == (["overlap"] if refused else [])
    if refused:
        assert "2027-02-01" in verdict.refusals[0].message


def test_other_employments_may_run_in_parallel_but_over_full_time_warns():
    beside = Other("vanlig", "Anställning utan stöd", Period(D("2026-06-01"), D("2027-06-30")), extent=50)
    over = judge_length(propose(AMI, "2026-12-01", "2027-11-30", [beside], extent=60))
    assert (codes(over.refusals), codes(over.warnings)) == ([], ["extent_over_full_time"])
    assert "110 %" in over.warnings[0].message
    assert judge_length(propose(AMI, "2026-12-01", "2027-11-30", [beside], extent=50)).warnings == []


def test_extents_that_never_meet_are_not_added():
    halves = [
        Other("vanlig", "x", Period(D("2026-12-01"), D("2026-12-31")), extent=50),
        Other("vanlig", "x", Period(D("2027-01-01"), D("2027-01-31")), extent=50),
    ]
    assert judge_length(propose(AMI, "2026-12-01", "2027-11-30", halves, extent=50)).warnings == []


# --- The rest ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "expected"), [(8, []), (9, ["las_9_months"]), (11, ["las_11_months"]), (12, ["las_12_months"])]
)
def test_sarskild_visstid_warns_at_9_11_and_12_months(months, expected):
    last = last_day(D("2026-12-01"), months).isoformat()
    terms = Terms("nystartsjobb", "Nystartsjobb", max_months=24)
    verdict = judge_length(propose(terms, "2026-12-01", last))
    assert (verdict.refusals, codes(verdict.warnings)) == ([], expected)


def test_las_counts_five_years_at_the_same_employer():
    terms = Terms("nystartsjobb", "Nystartsjobb")
    half_year = Period(D("2026-01-01"), D("2026-06-30"))
    same = Other("nystartsjobb", "x", half_year, las_counts=True, same_employer=True)
    elsewhere = Other("nystartsjobb", "x", half_year, las_counts=True)
    period = ("2026-12-01", "2027-03-31")
    assert codes(judge_length(propose(terms, *period, [same])).warnings) == ["las_9_months"]
    assert judge_length(propose(terms, *period, [elsewhere])).warnings == []


def test_missing_agreement_and_union_warn():
    verdict = judge(propose(AMI, "2026-12-01", "2027-06-30", union="", collective_agreement=""))
    assert (verdict.refusals, codes(verdict.warnings)) == ([], ["agreement_missing"])


def test_a_closed_enrolment_takes_no_employment():
    verdict = judge(propose(AMI, "2026-12-01", "2027-06-30"), closed_on=D("2026-11-20"))
    assert codes(verdict.refusals) == ["enrolment_closed"]


@pytest.mark.parametrize(
    ("validity", "code"),
    [({"valid_from": D("2027-01-01")}, "scheme_not_yet"), ({"valid_to": D("2026-11-30")}, "scheme_no_longer")],
)
def test_a_form_has_its_time(validity, code):
    terms = dataclasses.replace(AMI, **validity)
    assert codes(judge(propose(terms, "2026-12-01", "2027-06-30")).refusals) == [code]


def test_a_warning_stands_in_the_way_until_it_is_acknowledged():
    verdict = judge(propose(AMI, "2026-12-01", "2027-06-30", union=""))
    with pytest.raises(Refused) as refused:
        verdict.demand()
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["acknowledged"]
    verdict.demand(["agreement_missing"])


def test_acknowledging_does_not_lift_a_refusal():
    with pytest.raises(Refused) as refused:
        judge(propose(AMI, "2026-12-01", "2028-12-01", union="")).demand(["agreement_missing", "too_long"])
    assert refused.value.codes == ("too_long", "agreement_missing")


# --- Arithmetic --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 dagar"), (1, "1 dag"), (30, "1 månad"), (425, "14 månader och 5 dagar"), (720, "24 månader")],
)
def test_length_in_words(days, words):
    assert length_words(days) == words


@given(
    first=st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)),
    left=st.integers(0, 720),
    months=st.sampled_from([None, 12, 24]),
)
def test_the_latest_last_day_fits_and_the_next_does_not(first, left, months):
    latest = latest_last_day(first, months, left)
    if latest is None:
        assert left == 0
        return
    after = latest + dt.timedelta(days=1)
    assert used_days([Period(first, latest)]) <= left
    too_long = months is not None and after > last_day(first, months)
    assert used_days([Period(first, after)]) > left or too_long


# --- Follow-ups of AMI: every 12 months from the first start [S0] -------------------------------


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        ([("2026-12-01", "2027-05-31")], []),
        ([("2026-12-01", "2027-11-30")], [(1, 0, "2027-11-30")]),
        ([("2026-12-01", "2028-11-30")], [(1, 0, "2027-12-01"), (2, 0, "2028-11-30")]),
        ([("2026-01-01", "2026-06-30"), ("2026-07-01", "2027-06-30")], [(1, 1, "2027-01-01")]),
        ([("2026-01-01", "2026-12-31"), ("2027-02-01", "2027-12-31")], [(1, 0, "2026-12-31"), (2, 1, "2027-12-31")]),
        ([("2026-01-01", "2026-06-30"), ("2027-03-01", "2027-08-31")], [(1, 1, "2027-03-01")]),
        ([], []),
    ],
)
def test_ami_is_followed_up_every_year_from_the_first_start(contracts, expected):
    runs = [Period(D(first), D(last)) for first, last in contracts]
    wanted = [(number, runs[index], D(day)) for number, index, day in expected]
    assert follow_up_days(runs, 12) == wanted
