"""Somebody stands in for a supervisor a time: who leads, who is asked about which months, and who is paid for them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from amc.obstacles import Refused
from placements import actions, due
from placements.facts import as_range
from placements.models import Deviation, Supervision, SupervisorPayment, UnconfirmedMonth
from placements.rules.pay import led_days
from placements.rules.periods import Period
from placements.rules.supervision import lengthened, stand_in_obstacles
from tests.factories import EmploymentFactory, SupervisorFactory, at
from tests.placements.pages import TODAY, as_, page
from tests.placements.room import D, ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")
WHOLE = Period(D("2026-02-01"), D("2027-01-31"))


@pytest.fixture
def greta(hans):
    return SupervisorFactory(employer=hans.employer, first_name="Greta", last_name="Grön", trained_on=D("2025-01-01"))


def stand_in(people, employment, greta, first="2026-10-12", last="2026-10-16", **values):
    decided = {"by": people.anna, "today": TODAY, "acknowledged": ["supervisor_elsewhere"]} | values
    return actions.stand_in(employment, supervisor=greta, first_day=D(first), last_day=D(last), **decided)


def periods(employment):
    rows = employment.supervisions.order_by("period", "pk")
    return [(row.supervisor.first_name, str(row.first_day), str(row.last_day), row.stands_in) for row in rows]


@pytest.mark.parametrize(
    ("first", "last", "field", "code"),
    [
        ("2026-10-12", "2026-10-16", None, None),
        ("2026-10-12", "2026-10-12", None, None),
        ("2026-10-12", "2026-10-11", "last_day", "last_before_first"),
        ("2027-01-20", "2027-01-31", None, None),
        ("2027-01-20", "2027-02-01", "last_day", "outside_placement"),
        ("2026-07-10", "2026-07-31", "first_day", "stand_in_overlap"),
        ("2026-06-10", "2026-07-01", "first_day", "stand_in_overlap"),
        ("2026-06-10", "2026-06-30", None, None),
    ],
)
def test_for_which_days_somebody_may_stand_in(first, last, field, code):
    """`July` is taken by another."""
    july = Period(D("2026-07-01"), D("2026-07-31"))
    found = stand_in_obstacles(Period(D(first), D(last)), WHOLE, [july])
    assert [(one.field, one.code) for one in found] == ([(field, code)] if code else [])


def test_whoever_stands_in_leads_also_when_the_other_began_later():
    """The ordinary supervisor was changed while somebody stood in."""
    days = led_days(
        D("2026-10-01"),
        [Period(D("2026-10-05"), D("2026-10-20")), Period(D("2026-10-10"), D("2026-12-31"))],
        stand_ins=[0],
    )
    assert [len(led) for led in days] == [16, 11]


def test_the_one_who_is_stood_in_for_goes_on_afterwards(people, employment, greta):
    stand_in(people, employment, greta)
    assert periods(employment) == [
        ("Hans", "2026-02-01", "2027-01-31", False),
        ("Greta", "2026-10-12", "2026-10-16", True),
    ]
    text = page(people.anna, "employment_detail", employment.uuid).content.decode()
    assert "Står in" in text
    assert "2026-10-12" in text


def test_each_is_paid_for_the_days_led(people, employment, hans, greta):
    greta.municipal_employee = hans.municipal_employee = True
    greta.save()
    hans.save()
    later = stand_in(people, employment, greta)
    own = employment.supervisions.get(stands_in=False)
    for row in (own, later):
        actions.confirm_supervision(
            row,
            month=D("2026-10-01"),
            as_planned=True,
            source="phone",
            on_behalf_reason="Ringde.",
            by=people.anna,
            now=at(TODAY),
            today=TODAY,
        )
    paid = dict(SupervisorPayment.objects.values_list("supervisor__first_name", "amount"))
    assert paid == {"Hans": 419, "Greta": 81}
    actions.end_stand_in(later, last_day=D("2026-10-12"), seen=later.revision, by=people.anna, today=TODAY)
    rows = SupervisorPayment.objects.order_by("pk").values_list("supervisor__first_name", "amount", "kind")
    assert sum(amount for _, amount, _ in rows) == 500
    assert {kind for *_, kind in rows} == {"month", "correction"}


def test_nobody_is_asked_about_a_month_that_another_led_all_of(people, employment, greta):
    own = employment.supervisions.get()
    later = stand_in(people, employment, greta, "2026-09-28", "2026-10-31")
    asked = set(UnconfirmedMonth.objects.filter(over_on__lte=TODAY).values_list("supervision", "month"))
    assert (own.pk, D("2026-10-01")) not in asked
    assert (own.pk, D("2026-09-01")) in asked
    assert {(later.pk, D("2026-09-01")), (later.pk, D("2026-10-01"))} <= asked
    assert list(Supervision.objects.with_away().get(pk=own.pk).away_months) == [D("2026-10-01")]
    assert list(Supervision.objects.with_away().get(pk=later.pk).away_months) == []


def test_two_who_follow_each_other_cover_a_month_together(people, employment, greta):
    """A month is nobody's to confirm when several together led all of it."""
    own = employment.supervisions.get()
    stand_in(people, employment, greta, "2026-10-01", "2026-10-15")
    assert UnconfirmedMonth.objects.filter(supervision=own, month=D("2026-10-01")).exists()
    stand_in(people, employment, SupervisorFactory(trained_on=D("2025-01-01")), "2026-10-16", "2026-10-31")
    assert not UnconfirmedMonth.objects.filter(supervision=own, month=D("2026-10-01")).exists()


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-01-31", "2026-02-10", "outside_placement"),
        ("2027-01-10", "2027-02-10", "outside_placement"),
        ("2026-10-14", "2026-10-20", "stand_in_overlap"),
    ],
)
def test_what_is_refused(people, employment, greta, first, last, code):
    stand_in(people, employment, greta)
    with pytest.raises(Refused) as refused:
        stand_in(people, employment, SupervisorFactory(), first, last)
    assert list(refused.value.codes) == [code]
    assert len(periods(employment)) == 2


def test_the_one_who_leads_does_not_stand_in_for_themselves(people, employment, hans):
    with pytest.raises(Refused, match="redan handledare då"):
        stand_in(people, employment, hans)


def test_an_untrained_one_is_a_warning_that_somebody_reads(people, employment):
    untrained = SupervisorFactory(training="none", trained_on=None)
    with pytest.raises(Refused) as refused:
        stand_in(people, employment, untrained)
    assert "supervisor_untrained" in refused.value.codes
    read = ["supervisor_untrained", "supervisor_elsewhere"]
    assert stand_in(people, employment, untrained, acknowledged=read).stands_in
    assert employment.acknowledged_warnings.filter(code="supervisor_untrained").exists()


def test_two_at_once_are_refused_by_the_database(people, employment, greta):
    later = stand_in(people, employment, greta)
    row = {"enrolment": employment.enrolment, "employment": employment, "supervisor": greta, "stands_in": True}
    with pytest.raises(IntegrityError), transaction.atomic():
        Supervision.objects.create(period=later.period, **row)
    other = EmploymentFactory(enrolment=ready_for_ami(people))
    elsewhere = row | {"employment": other, "enrolment": other.enrolment}
    assert Supervision.objects.create(period=later.period, **elsewhere).stands_in


def test_a_change_and_an_extension_leave_who_stands_in(people, employment, greta):
    stand_in(people, employment, greta, "2026-12-21", "2027-01-31")
    third = SupervisorFactory(first_name="Tora", trained_on=D("2025-01-01"))
    actions.change_supervisor(
        employment,
        supervisor=third,
        first_day=D("2026-12-01"),
        by=people.anna,
        today=TODAY,
        acknowledged=["supervisor_elsewhere"],
    )
    employment.refresh_from_db()
    actions.extend_employment(
        employment,
        last_day=D("2027-03-31"),
        seen=employment.revision,
        by=people.eva,
        now=at(TODAY),
        today=TODAY,
    )
    assert periods(employment) == [
        ("Hans", "2026-02-01", "2026-11-30", False),
        ("Tora", "2026-12-01", "2027-03-31", False),
        ("Greta", "2026-12-21", "2027-01-31", True),
    ]


def test_a_gap_is_closed_by_whoever_stands_in(people, employment, greta):
    actions.change_supervisor(
        employment,
        supervisor=None,
        first_day=D("2026-11-20"),
        by=people.anna,
        today=TODAY,
        acknowledged=["no_supervisor"],
    )
    assert [row["subject"] for row in due.employment_gaps(TODAY)] == [employment.uuid]
    stand_in(people, employment, greta, "2026-11-20", "2026-12-31")
    assert list(due.employment_gaps(TODAY)) == []
    assert Deviation.objects.open().filter(kind="no_supervisor").exists()


GAP = ["no_supervisor"]


def gaps_open(placement):
    rows = placement.deviations.filter(kind="no_supervisor").order_by("pk")
    return [(row.text, row.mended_on is None) for row in rows]


@pytest.fixture
def led_by_greta_to_the_end(people, employment, greta, hans):
    """Greta stands in from 21 December to the end; Hans, whom she stands in for, leaves meanwhile."""
    later = stand_in(people, employment, greta, "2026-12-21", "2027-01-31")
    hans.refresh_from_db()
    given = {"revision": hans.revision, "by": people.anna, "today": TODAY}
    actions.leave_supervisor(hans, last_day=D("2026-12-20"), **given)
    assert gaps_open(employment) == []
    return later


def end(supervision, people, last, **values):
    given = {"seen": supervision.revision, "by": people.anna, "today": TODAY} | values
    actions.end_stand_in(supervision, last_day=last and D(last), **given)


@pytest.mark.parametrize(("last", "first"), [("2027-01-10", "2027-01-11"), (None, "2026-12-21")])
def test_a_gap_after_who_stood_in_is_read_and_becomes_a_deviation(
    people, employment, led_by_greta_to_the_end, last, first
):
    with pytest.raises(Refused) as refused:
        end(led_by_greta_to_the_end, people, last)
    assert list(refused.value.codes) == GAP
    assert gaps_open(employment) == []
    end(led_by_greta_to_the_end, people, last, acknowledged=GAP)
    said = f"Handledare saknas från {first}. Greta Grön står inte in så länge."
    assert gaps_open(employment) == [(said, True)]
    assert [warning.code for warning in employment.acknowledged_warnings.all()].count("no_supervisor") == 1
    if last:
        end(led_by_greta_to_the_end, people, "2027-01-31")
        assert gaps_open(employment) == [(said, False)]


def test_the_form_lets_the_gap_be_read(people, employment, led_by_greta_to_the_end):
    shown = post(people.anna, led_by_greta_to_the_end, last_day="2027-01-10").content.decode()
    assert "Från 2027-01-11 finns ingen handledare" in shown
    assert gaps_open(employment) == []
    assert post(people.anna, led_by_greta_to_the_end, last_day="2027-01-10", acknowledged=GAP).status_code == 302
    assert len(gaps_open(employment)) == 1


def test_who_still_leads_leaves_no_gap(people, employment, greta):
    later = stand_in(people, employment, greta)
    end(later, people, "2026-10-13")
    end(later, people, None)
    assert gaps_open(employment) == []


def test_a_gap_begins_after_who_stands_in(people, employment, greta, hans):
    stand_in(people, employment, greta, "2026-12-21", "2027-01-10")
    hans.refresh_from_db()
    given = {"revision": hans.revision, "by": people.anna, "today": TODAY, "acknowledged": GAP}
    actions.leave_supervisor(hans, last_day=D("2026-12-20"), **given)
    assert gaps_open(employment) == [("Handledare saknas från 2027-01-11. Hans Hedlund slutar.", True)]


def test_a_placement_that_lasts_longer_than_who_stands_in_has_a_gap(people, employment, led_by_greta_to_the_end):
    given = {"by": people.eva, "now": at(TODAY), "today": TODAY, "seen": employment.revision}
    with pytest.raises(Refused) as refused:
        actions.extend_employment(employment, last_day=D("2027-03-31"), **given)
    assert list(refused.value.codes) == GAP
    actions.extend_employment(employment, last_day=D("2027-03-31"), acknowledged=GAP, **given)
    said = "Handledare saknas från 2027-02-01. Placeringen varar längre än den som handleder."
    assert gaps_open(employment) == [(said, True)]
    # What is a deviation already is not asked of again.
    given["seen"] = employment.revision
    actions.extend_employment(employment, last_day=D("2027-04-30"), **given)
    assert gaps_open(employment) == [(said, True)]


def test_supervision_goes_along_no_longer_than_its_supervisor(people, employment, hans):
    hans.refresh_from_db()
    given = {"revision": hans.revision, "by": people.anna, "today": TODAY}
    actions.leave_supervisor(hans, last_day=D("2027-02-14"), **given)
    employment.refresh_from_db()
    longer = {"by": people.eva, "now": at(TODAY), "today": TODAY, "seen": employment.revision, "acknowledged": GAP}
    actions.extend_employment(employment, last_day=D("2027-03-31"), **longer)
    assert periods(employment) == [("Hans", "2026-02-01", "2027-02-14", False)]
    assert [text.split(". ")[0] for text, _ in gaps_open(employment)] == ["Handledare saknas från 2027-02-15"]


@pytest.mark.parametrize(
    ("led", "last", "values", "until"),
    [
        (WHOLE, "2027-03-31", {}, "2027-03-31"),
        (WHOLE, "2027-03-31", {"stands_in": True}, "2027-01-31"),
        (WHOLE, "2027-03-31", {"leaves": "2027-02-14"}, "2027-02-14"),
        (WHOLE, "2027-03-31", {"leaves": "2026-12-20"}, "2027-01-31"),
        (WHOLE, "2027-03-31", {"leaves": "2027-06-30"}, "2027-03-31"),
        (WHOLE, "2026-12-31", {}, "2027-01-31"),
        (Period(D("2026-02-01"), D("2026-11-30")), "2027-03-31", {}, "2026-11-30"),
    ],
)
def test_what_goes_along_when_a_placement_lasts_longer(led, last, values, until):
    leaves = values.get("leaves")
    given = {"stands_in": values.get("stands_in", False), "leaves": leaves and D(leaves)}
    assert lengthened(led, WHOLE.last, D(last), **given) == Period(led.first, D(until))


def post(user, supervision, **values):
    said = {"seen": supervision.revision} | values
    return as_(user).post(reverse("supervision_stand_in", args=[supervision.uuid]), said)


def test_the_time_is_changed_and_taken_away(people, employment, greta):
    later = stand_in(people, employment, greta)
    shown = page(people.anna, "supervision_stand_in", later.uuid).content.decode()
    assert "Greta Grön står in från 2026-10-12" in shown
    assert post(people.anna, later, last_day="2026-10-30").status_code == 302
    later.refresh_from_db()
    assert str(later.last_day) == "2026-10-30"
    assert "Kontrollera och spara igen" in post(people.anna, later, seen=0, last_day="2026-10-20").content.decode()
    assert "kryssa för att det inte blev av" in post(people.anna, later).content.decode()
    assert "tidigast 2026-10-12" in post(people.anna, later, last_day="2026-10-01").content.decode()
    assert post(people.anna, later, never="on").status_code == 302
    assert periods(employment) == [("Hans", "2026-02-01", "2027-01-31", False)]


def test_the_ordinary_supervision_is_not_changed_here(people, employment):
    own = employment.supervisions.get()
    assert page(people.anna, "supervision_stand_in", own.uuid).status_code == 404


def test_the_form_asks_who_and_for_how_long(people, employment, greta):
    url = reverse("employment_supervisor", args=[employment.uuid])
    said = {"first_day": "2026-12-01", "last_day": "2026-12-11"}
    assert "Välj vem som står in" in as_(people.anna).post(url, said).content.decode()
    said |= {"supervisor": str(greta.uuid), "acknowledged": ["supervisor_elsewhere"]}
    answer = as_(people.anna).post(url, said, follow=True).content.decode()
    assert "Greta Grön står in" in answer
    assert employment.supervisions.get(stands_in=True).period == as_range(Period(D("2026-12-01"), D("2026-12-11")))


def test_whoever_takes_over_from_one_who_stands_in_stands_in(people, employment, greta):
    later = stand_in(people, employment, greta, "2026-11-20", "2026-12-18")
    third = SupervisorFactory(first_name="Tora", trained_on=D("2025-01-01"))
    actions.leave_supervisor(
        greta,
        revision=greta.revision,
        last_day=D("2026-11-30"),
        successors={later.uuid: third},
        by=people.anna,
        today=TODAY,
        acknowledged=["supervisor_elsewhere"],
    )
    assert periods(employment) == [
        ("Hans", "2026-02-01", "2027-01-31", False),
        ("Greta", "2026-11-20", "2026-11-30", True),
        ("Tora", "2026-12-01", "2026-12-18", True),
    ]
