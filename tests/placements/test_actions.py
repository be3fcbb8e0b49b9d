"""What is done to placements: start, extend, end, change of supervisor."""

import datetime as dt

import pytest

from amc.obstacles import Refused
from handlingsplan.models import FollowUp
from participants.models import Enrolment
from placements import actions
from placements.models import Deviation, Employment, EmploymentFollowUp, Internship, InternshipKind, Scheme, Supervision
from tests.factories import (
    InternshipFactory,
    KartlaggningEntryFactory,
    SupervisorFactory,
    WorkplaceFactory,
    at,
    days,
    make_people,
)
from tests.placements.employer_room import AgreementFactory
from tests.placements.room import D, ready_for_ami

TODAY = D("2026-01-25")
NOW = at(TODAY)
ALL = {"agreement_missing", "supervisor_untrained"}


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def enrolment(people):
    return ready_for_ami(people)


def start(people, enrolment, first="2026-02-01", last="2027-01-31", **values):
    workplace = values.pop("workplace", None) or WorkplaceFactory()
    values = {
        "scheme": Scheme.objects.get(code=values.pop("scheme", "ami")),
        "supervisor": SupervisorFactory(employer=workplace.employer),
        "union": "Kommunal",
        "collective_agreement": "BEA",
        "by": people.anna,
        "now": NOW,
        "today": TODAY,
    } | values
    return actions.start_employment(
        enrolment=enrolment,
        employer=workplace.employer,
        workplace=workplace,
        first_day=D(first),
        last_day=D(last),
        **values,
    )


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    return list(error.value.codes)


def follow_ups(enrolment):
    rows = FollowUp.objects.filter(enrolment=enrolment, cancelled_at__isnull=True).order_by("due_on")
    return [row.due_on.isoformat() for row in rows]


def test_an_employment_starts_with_supervisor_and_follow_ups(people, enrolment):
    employment = start(people, enrolment, last="2028-01-31")
    (supervision,) = employment.supervisions.all()
    assert supervision.period == employment.period == days(D("2026-02-01"), D("2028-01-31"))
    assert follow_ups(enrolment) == ["2027-02-01", "2028-01-31"]
    assert list(employment.follow_up_links.order_by("year").values_list("year", flat=True)) == [1, 2]
    assert employment.created_by == people.anna


def test_all_that_stands_in_the_way_is_said_at_once(people, enrolment):
    codes = refused(start, people, enrolment, first="2026-01-20", last="2028-06-30", supervisor=None, union="")
    assert codes == ["plan_missing", "too_long", "supervisor_missing", "agreement_missing"]
    assert not Employment.objects.exists()


def test_a_warning_is_asked_for_and_then_enough(people, enrolment):
    assert refused(start, people, enrolment, union="") == ["agreement_missing"]
    employment = start(people, enrolment, union="", acknowledged=["agreement_missing"])
    kept = employment.acknowledged_warnings.get()
    assert (kept.code, kept.acknowledged_by) == ("agreement_missing", people.anna)
    assert kept.message


def test_what_counts_is_what_is_in_the_tables(people, enrolment):
    KartlaggningEntryFactory(enrolment=enrolment)
    assert refused(start, people, enrolment, scheme="ama") == ["kartlaggning_missing", "internship_missing"]
    InternshipFactory(enrolment=enrolment, first_day=D("2026-01-20"), last_day=D("2026-01-31"))
    assert refused(start, people, enrolment, scheme="ama") == ["kartlaggning_missing"]
    start(people, enrolment, first="2027-02-01", last="2028-01-31", scheme="ama")
    assert refused(start, people, enrolment, first="2027-06-01", last="2027-12-31") == ["overlap"]


def test_a_closed_enrolment(people, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(closed_on=TODAY)
    assert refused(start, people, enrolment) == ["enrolment_closed"]


def test_a_workplace_of_another_employer(people, enrolment):
    employer = WorkplaceFactory().employer
    codes = refused(
        actions.start_employment,
        enrolment=enrolment,
        scheme=Scheme.objects.get(code="vanlig"),
        employer=employer,
        workplace=WorkplaceFactory(),
        first_day=TODAY,
        last_day=TODAY,
        supervisor=None,
        by=people.anna,
        now=NOW,
        today=TODAY,
    )
    assert codes == ["other_employer"]


@pytest.mark.parametrize(("who", "codes"), [("anna", ["exception_not_granted"]), ("eva", None)])
def test_only_the_enhetschef_grants_an_exception(people, enrolment, who, codes):
    values = {
        "first": "2026-01-16",
        "by": getattr(people, who),
        "exception_reason": "Planen skrevs på papper.",
        "exception_paper_date": D("2026-01-15"),
    }
    if codes:
        assert refused(start, people, enrolment, **values) == codes
        return
    employment = start(people, enrolment, **values)
    assert (employment.exception_by, employment.exception_at) == (people.eva, NOW)


def test_an_exception_that_is_not_needed_is_not_recorded(people, enrolment):
    employment = start(people, enrolment, by=people.eva, exception_reason="För säkerhets skull.")
    assert employment.exception_by is None


# --- Longer and shorter -------------------------------------------------------------------------


def extend(people, employment, last, **values):
    values = {"seen": employment.revision, "by": people.eva, "now": NOW, "today": TODAY} | values
    return actions.extend_employment(employment, last_day=D(last), **values)


def end(people, employment, last, reason="work", **values):
    values = {"seen": employment.revision, "by": people.anna, "now": NOW} | values
    return actions.end_employment(employment, last_day=D(last), end_reason=reason, **values)


def test_extending_moves_supervision_and_follow_ups(people, enrolment):
    employment = start(people, enrolment, last="2026-12-31")
    assert follow_ups(enrolment) == []
    extend(people, employment, "2028-01-31")
    assert employment.last_day == employment.supervisions.get().last_day == D("2028-01-31")
    assert follow_ups(enrolment) == ["2027-02-01", "2028-01-31"]


@pytest.mark.parametrize(
    ("last", "code"), [("2028-02-01", "too_long"), ("2027-01-31", "not_longer"), ("2026-12-31", "not_longer")]
)
def test_an_extension_keeps_the_limits(people, enrolment, last, code):
    assert refused(extend, people, start(people, enrolment), last) == [code]


def test_ending_cuts_supervision_and_cancels_follow_ups(people, enrolment):
    employment = start(people, enrolment, last="2028-01-31")
    end(people, employment, "2027-01-31")
    assert follow_ups(enrolment) == ["2027-01-31"]
    end(people, employment, "2026-06-30")
    assert (employment.last_day, employment.end_reason) == (D("2026-06-30"), "work")
    assert employment.supervisions.get().last_day == D("2026-06-30")
    assert follow_ups(enrolment) == []
    assert not EmploymentFollowUp.objects.exists()


@pytest.mark.parametrize(
    ("last", "reason", "code"),
    [
        ("2027-02-01", "work", "longer"),
        ("2026-01-31", "work", "last_before_first"),
        ("2026-06-30", "other", "note_missing"),
    ],
)
def test_an_end_has_its_bounds(people, enrolment, last, reason, code):
    assert refused(end, people, start(people, enrolment), last, reason) == [code]


def test_a_decision_on_an_older_version_is_refused(people, enrolment):
    employment = start(people, enrolment)
    stale = Employment.objects.get(pk=employment.pk)
    end(people, employment, "2026-06-30")
    assert refused(extend, people, stale, "2027-06-30", seen=0) == ["changed_meanwhile"]


def test_what_has_ended_is_not_extended(people, enrolment):
    employment = start(people, enrolment)
    end(people, employment, "2026-06-30")
    assert refused(extend, people, employment, "2026-12-31", today=D("2026-07-01")) == ["has_ended"]
    extend(people, employment, "2026-12-31", today=D("2026-06-30"))
    assert employment.end_reason == ""


def test_follow_ups_of_several_contracts_are_counted_from_the_first(people, enrolment):
    start(people, enrolment, last="2026-07-31")
    second = start(people, enrolment, first="2026-08-01", last="2027-07-31")
    assert follow_ups(enrolment) == ["2027-02-01"]
    (link,) = EmploymentFollowUp.objects.all()
    assert (link.employment, link.year) == (second, 1)
    end(people, second, "2026-12-31")
    assert follow_ups(enrolment) == []


def test_a_held_follow_up_stands(people, enrolment):
    employment = start(people, enrolment, last="2028-01-31")
    FollowUp.objects.filter(due_on=D("2027-02-01")).update(
        held_on=D("2027-01-20"), held_by=people.anna, recorded_at=NOW, agreed="Fortsätter.", attendees=["deltagare"]
    )
    end(people, employment, "2027-06-30")
    assert follow_ups(enrolment) == ["2027-02-01"]
    assert EmploymentFollowUp.objects.get().year == 1


# --- Internships --------------------------------------------------------------------------------


def intern(people, enrolment, last="2026-07-31", kind="praktik", **values):
    workplace = AgreementFactory(workplace=WorkplaceFactory(), signed_on=D("2026-01-20")).workplace
    values = {"supervisor": SupervisorFactory(employer=workplace.employer), "hours_per_week": 20} | values
    return actions.start_internship(
        today=TODAY,
        enrolment=enrolment,
        kind=InternshipKind.objects.get(code=kind),
        workplace=workplace,
        first_day=D("2026-02-01"),
        last_day=D(last),
        by=people.anna,
        **values,
    )


def test_an_internship_starts_with_its_supervisor(people, enrolment):
    internship = intern(people, enrolment)
    assert internship.supervisions.get().period == internship.period
    assert refused(intern, people, enrolment, supervisor=None) == ["supervisor_missing"]


@pytest.mark.parametrize(
    ("kind", "last", "warned"),
    [
        ("praktik", "2026-07-31", False),  # 6 months [SFS 2007:813]
        ("praktik", "2026-08-01", True),
        ("praktik_ungdom", "2026-05-01", True),  # 3 within jobbgarantin för ungdomar
        ("arbetstraning", "2026-08-01", True),  # 6 [SFS 2007:414]
        ("arbetstraning_job", "2027-01-31", False),  # 12 after 450 days
    ],
)
def test_too_long_an_internship_only_warns(people, enrolment, kind, last, warned):
    if warned:
        assert refused(intern, people, enrolment, last, kind) == ["internship_too_long"]
    assert intern(people, enrolment, last, kind, acknowledged=["internship_too_long"], reason="Kursen.")


def test_an_internship_is_extended_and_broken_off(people, enrolment):
    internship = intern(people, enrolment, "2026-03-31")
    actions.extend_internship(internship, last_day=D("2026-05-31"), seen=0, by=people.anna, today=TODAY)
    assert internship.supervisions.get().last_day == D("2026-05-31")
    actions.end_internship(
        internship, last_day=D("2026-02-10"), end_reason=Internship.EndReason.ABORTED_MISUSE, seen=1, by=people.anna
    )
    assert internship.last_day == internship.supervisions.get().last_day == D("2026-02-10")


# --- Supervisors --------------------------------------------------------------------------------


def change(people, placement, supervisor, first, **values):
    return actions.change_supervisor(
        placement, supervisor=supervisor, first_day=D(first), by=people.anna, today=TODAY, **values
    )


def periods(placement):
    return [
        (row.supervisor.first_name, row.first_day.isoformat(), row.last_day.isoformat())
        for row in placement.supervisions.order_by("period")
    ]


def test_a_new_supervisor_takes_over(people, enrolment):
    employment = start(people, enrolment)
    change(people, employment, SupervisorFactory(first_name="Stina", employer=employment.employer), "2026-06-01")
    assert periods(employment) == [("Hans", "2026-02-01", "2026-05-31"), ("Stina", "2026-06-01", "2027-01-31")]
    change(people, employment, SupervisorFactory(first_name="Olle", employer=employment.employer), "2026-04-01")
    assert periods(employment) == [("Hans", "2026-02-01", "2026-03-31"), ("Olle", "2026-04-01", "2027-01-31")]


def test_a_gap_is_acknowledged_becomes_a_deviation_and_is_mended(people, enrolment):
    employment = start(people, enrolment)
    assert refused(change, people, employment, None, "2026-06-01") == ["no_supervisor"]
    change(people, employment, None, "2026-06-01", acknowledged=["no_supervisor"])
    assert [warning.code for warning in employment.acknowledged_warnings.all()] == ["no_supervisor"]
    (deviation,) = Deviation.objects.open()
    assert deviation.kind == "no_supervisor"
    change(people, employment, SupervisorFactory(first_name="Stina", employer=employment.employer), "2026-06-15")
    assert Deviation.objects.open().exists()  # two weeks of June are still without
    change(people, employment, SupervisorFactory(first_name="Stina", employer=employment.employer), "2026-06-01")
    assert not Deviation.objects.open().exists()


@pytest.mark.parametrize(("first", "code"), [("2026-01-31", "outside_placement"), ("2027-02-01", "outside_placement")])
def test_a_change_is_within_the_placement(people, enrolment, first, code):
    assert refused(change, people, start(people, enrolment), SupervisorFactory(), first) == [code]


def test_an_untrained_or_inactive_supervisor(people, enrolment):
    employment = start(people, enrolment)
    untrained = SupervisorFactory(training="none", trained_on=None, employer=employment.employer)
    assert refused(change, people, employment, untrained, "2026-06-01") == ["supervisor_untrained"]
    assert refused(change, people, employment, SupervisorFactory(is_active=False), "2026-06-01") == [
        "supervisor_inactive"
    ]


def test_a_confirmed_month_is_not_taken_away(people, enrolment):
    employment = start(people, enrolment)
    supervision = employment.supervisions.get()
    actions.confirm_supervision(
        supervision,
        month=D("2026-02-01"),
        as_planned=True,
        by=people.anna,
        on_behalf_reason="Talade med Hans",
        now=at(D("2026-03-02")),
        today=D("2026-03-02"),
    )
    assert refused(change, people, employment, supervision.supervisor, "2026-02-01") == ["month_confirmed"]
    assert Supervision.objects.count() == 1


def test_a_supervisor_gets_an_account_once(people):
    supervisor = SupervisorFactory(email="Hans.Ny@kommunen.example")
    user = actions.create_supervisor_account(supervisor, people.anna)
    assert (user.email, user.roles, user.unit) == ("hans.ny@kommunen.example", ["handledare"], people.unit)
    assert not user.has_usable_password()
    assert actions.create_supervisor_account(supervisor, people.anna) == user
    assert refused(actions.create_supervisor_account, SupervisorFactory(email="eva@kommunen.example"), people.anna) == [
        "email_taken"
    ]
    assert refused(actions.create_supervisor_account, SupervisorFactory(), people.anna) == ["email_missing"]


# --- Deviations and employers -------------------------------------------------------------------


def test_a_deviation_is_mended_once(people, enrolment):
    employment = start(people, enrolment)
    deviation = actions.open_deviation(employment, kind="concern", text="Står ensam.", by=people.anna, today=TODAY)
    other = Deviation.objects.get()
    assert refused(actions.mend_deviation, other, how=" ", by=people.eva, today=TODAY) == ["how_missing"]
    actions.mend_deviation(deviation, how="Två på passet.", by=people.eva, today=TODAY + dt.timedelta(days=3))
    assert refused(actions.mend_deviation, other, how="x", by=people.eva, today=TODAY) == ["already_mended"]
    assert refused(actions.open_deviation, employment, kind="concern", text=" ", by=people.anna, today=TODAY) == [
        "text_missing"
    ]


def test_a_likely_duplicate_employer_is_a_warning(db):
    first = actions.register_employer(name="Äldreförvaltningen", kind="forvaltning", org_number="2120000142")
    assert first.workplaces.get().name == "Äldreförvaltningen"
    same = {"name": "Tekniska kontoret", "kind": "forvaltning", "org_number": "2120000142"}
    assert refused(actions.register_employer, **same) == ["same_org_number"]
    assert refused(actions.register_employer, name="ÄLDREFÖRVALTNINGEN", kind="privat") == ["same_name"]
    second = actions.register_employer(**same, acknowledged=["same_org_number"])
    actions.change_employer(second, revision=0, **same | {"kind": "privat"})
    assert second.kind == "privat"
