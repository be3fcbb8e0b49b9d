"""Signs of misuse of a workplace or of a participant's time, and breaking off (domain.md section 3, [S2][S3])."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from amc.obstacles import Obstacle, Refused
from handlingsplan.models import FollowUp
from participants.models import JournalEntry
from placements import actions, due_aborts
from placements.models import AcknowledgedWarning, Deviation, EmployerContact, Internship, InternshipKind, Scheme
from placements.rules.misuse import (
    Limits,
    Scene,
    Stay,
    abort_obstacles,
    added,
    busiest,
    judge_misuse,
    judge_misuse_of_job,
    praktik_without_job,
    workshop_days,
)
from placements.rules.periods import Period
from placements.rules.verdict import WANTS_REASON, Verdict
from tests.factories import EmploymentFactory, InternshipFactory, SupervisorFactory
from tests.placements.employer_room import agreed_place
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D, ready_for_ami

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
HERE, THERE = 1, 2
FULL, TOO_LONG = ["over_capacity"], ["workshop_too_long"]


def span(first, last):
    return Period(D(first), D(last))


LONG = {"first_day": D("2026-10-01"), "last_day": D("2027-02-28")}
NEW = span("2026-12-01", "2027-02-28")


def stay(first, last, at=HERE, **values):
    return Stay(span(first, last), at, **values)


def warned(**values):
    scene = Scene(workplace=HERE, name="Köket", **{"capacity": 1} | values)
    return [one.code for one in judge_misuse(scene, NEW, Limits()).warnings]


SPRING, SUMMER, AUTUMN = ("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-11-30")


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({}, []),
        # More than the place takes at once.
        ({"there": (span("2027-02-28", "2027-05-31"),)}, FULL),
        ({"there": (span("2026-11-01", "2026-11-30"),)}, []),
        ({"there": (span("2026-12-01", "2026-12-31"), span("2027-01-01", "2027-02-28")), "capacity": 2}, []),
        (
            {"there": (span("2026-12-01", "2026-12-31"), span("2026-12-31", "2027-02-28")), "capacity": 2},
            ["over_capacity"],
        ),
        # The same person, at the same place, once more.
        ({"own": (stay(*SPRING),)}, ["praktik_here_before"]),
        ({"own": (stay(*SPRING, employed=True),)}, []),
        ({"own": (stay(*SPRING, THERE),)}, []),
        # A place where nobody is employed.
        ({"at_place": (stay(*SPRING), stay(*SUMMER), stay(*AUTUMN))}, ["place_repeated"]),
        ({"at_place": (stay(*SPRING), stay(*SUMMER))}, []),
        ({"at_place": (stay(*SPRING), stay(*SUMMER), stay(*AUTUMN, employed=True))}, []),
        ({"at_place": (stay("2024-01-01", "2024-11-30"), stay(*SUMMER), stay(*AUTUMN))}, []),
        ({"at_place": (stay(*SPRING), stay(*SUMMER), stay(*AUTUMN)), "own_workshop": True}, []),
        ({"open_concerns": 1}, ["open_concerns"]),
        # The third in a row without employment between.
        ({"own": (stay(*SPRING, THERE), stay(*SUMMER, THERE))}, ["praktik_after_praktik"]),
        ({"own": (stay(*SPRING, THERE), stay(*SUMMER, THERE, employed=True))}, []),
        # Three months are to come: with three behind it is six, with a day more it is more than six.
        ({"own": (stay(*SPRING, THERE, own_workshop=True),), "own_workshop": True}, []),
        (
            {"own": (stay("2026-01-01", "2026-04-01", THERE, own_workshop=True),), "own_workshop": True},
            ["workshop_too_long"],
        ),
        ({"own": (stay("2026-01-01", "2026-04-01", THERE, own_workshop=True),)}, []),
    ],
)
def test_what_is_asked_before_a_praktik(values, codes):
    assert warned(**values) == codes


CROWD = {"there": (span("2027-02-28", "2027-05-31"),)}
NOBODY_EMPLOYED = {"at_place": (stay(*SPRING), stay(*SUMMER), stay(*AUTUMN))}
WORKSHOP = {"jobs": (span("2026-01-01", "2026-04-01"),), "own_workshop": True}


@pytest.mark.parametrize(
    ("values", "regular", "codes"),
    [
        (CROWD, False, FULL),
        (CROWD, True, FULL),
        ({"open_concerns": 2}, True, ["open_concerns"]),
        (NOBODY_EMPLOYED, False, ["place_repeated"]),
        # An ordinary employment is what the praktiker were to lead to.
        (NOBODY_EMPLOYED, True, []),
        (WORKSHOP, False, TOO_LONG),
        (WORKSHOP, True, []),
        # The person's own praktik there is a reason to employ, and none against.
        ({"own": (stay(*SPRING), stay(*SUMMER, THERE))}, False, []),
    ],
)
def test_what_is_asked_before_an_employment(values, regular, codes):
    scene = Scene(workplace=HERE, name="Köket", **{"capacity": 1} | values)
    assert [one.code for one in judge_misuse_of_job(scene, NEW, Limits(), regular=regular).warnings] == codes


def test_room_for_an_extension_is_asked_of_the_days_that_it_adds():
    before = Scene(workplace=HERE, name="Köket", capacity=1, there=(span("2026-12-01", "2026-12-31"),))
    longer = added(span("2026-12-01", "2027-01-31"), NEW.last)
    assert longer == span("2027-02-01", "2027-02-28")
    assert [one.code for one in judge_misuse(before, NEW, Limits()).warnings] == FULL
    for verdict in (
        judge_misuse(before, NEW, Limits(), longer=longer),
        judge_misuse_of_job(before, NEW, Limits(), regular=False, longer=longer),
    ):
        assert verdict.warnings == []


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=8))
def test_the_busiest_day(spans):
    base = NEW.first.toordinal()
    periods = [
        Period(D("2026-12-01").fromordinal(base + a - 10), D("2026-12-01").fromordinal(base + a + b - 10))
        for a, b in spans
    ]
    days = [D("2026-12-01").fromordinal(day) for day in range(base, NEW.last.toordinal() + 1)]
    assert busiest(periods, NEW) == max(sum(day in period for period in periods) for day in days)


def test_an_employment_begins_the_count_anew():
    stays = [stay(*SUMMER), stay(*SPRING, employed=True)]
    assert praktik_without_job(stays) == 1
    assert workshop_days(stays) == 0


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"over": True}, "not_running"),
        ({"last_day": D("2026-06-30")}, "not_running"),
        ({"last_day": D("2026-11-25")}, "abort_later"),
        ({"what": " "}, "what_missing"),
        ({"next_step": ""}, "next_missing"),
        ({"next_on": D("2026-11-23")}, "next_passed"),
    ],
)
def test_what_breaking_off_needs(changed, code):
    values = {"what": "x", "next_step": "Möte", "next_on": TODAY, "last_day": TODAY, "over": False, "today": TODAY}
    runs = span("2026-09-01", "2026-12-31")
    assert abort_obstacles(**values, runs=runs) == []
    assert [one.code for one in abort_obstacles(**values | changed, runs=runs)] == [code]


@pytest.mark.parametrize(
    ("codes", "ticked", "reason", "asked"),
    [
        # Repeated praktik, longer than it may be, more than there is room for: read, and answered for [S2][S3].
        *(((code,), (code,), " ", (code, "reason_missing")) for code in sorted(WANTS_REASON)),
        *(((code,), (code,), "En slutar.", ()) for code in sorted(WANTS_REASON)),
        # The reason is asked for when all has been read.
        (("over_capacity",), (), "", ("over_capacity",)),
        (("over_capacity", "open_concerns"), ("over_capacity",), "En slutar.", ("over_capacity", "open_concerns")),
        # The others are read, no more.
        (("open_concerns",), ("open_concerns",), "", ()),
        (("supervisor_untrained",), ("supervisor_untrained",), "", ()),
        ((), (), "", ()),
    ],
)
def test_which_warnings_want_a_reason(codes, ticked, reason, asked):
    verdict = Verdict(warnings=[Obstacle("workplace", code, code) for code in codes])
    found = ()
    try:
        verdict.demand(ticked, reason)
    except Refused as refused:
        found = refused.codes
    assert found == asked


def test_postgresql_keeps_no_such_warning_without_its_reason(people, enrolment):
    row = InternshipFactory(enrolment=enrolment)
    told = {"enrolment": enrolment, "internship": row, "message": "x", "acknowledged_by": people.anna}
    AcknowledgedWarning.objects.create(code="open_concerns", **told)
    AcknowledgedWarning.objects.create(code="over_capacity", reason="En slutar.", **told)
    with pytest.raises(IntegrityError, match="warning_has_its_reason"), transaction.atomic():
        AcknowledgedWarning.objects.create(code="over_capacity", **told)


def test_the_form_asks_why_when_one_goes_on(people, enrolment, hans):
    place = agreed_place(hans.employer)
    InternshipFactory(enrolment=ready_for_ami(people), workplace=place, last_day=D("2027-06-30"))
    trained = SupervisorFactory(employer=hans.employer, training="own", trained_on=D("2026-01-01"))
    sent = {
        "kind": "praktik",
        "workplace": str(place.uuid),
        "supervisor": str(trained.uuid),
        "first_day": NEW.first.isoformat(),
        "last_day": NEW.last.isoformat(),
        "hours_per_week": "20",
    }
    person = enrolment.participant.uuid
    asks = "Varför går du vidare ändå?"
    assert asks not in page(people.anna, "internship_create", person).text
    first = post(people.anna, "internship_create", person, **sent)
    assert asks in first.text
    assert "reason" not in first.context["form"].errors
    assert first.context["form"].fields["reason"].required
    ticked = sent | {"acknowledged": ["over_capacity"]}
    second = post(people.anna, "internship_create", person, **ticked)
    assert second.context["form"].errors["reason"] == ["Skriv varför du går vidare ändå."]
    assert not Internship.objects.filter(enrolment=enrolment).exists()
    assert post(people.anna, "internship_create", person, **ticked, reason="En slutar.").status_code == 302
    made = Internship.objects.get(enrolment=enrolment)
    assert made.acknowledged_warnings.get().reason == "En slutar."
    said = "Gick vidare ändå: En slutar."
    assert said in page(people.eva, "internship_detail", made.uuid).text
    assert said not in page(people.hr, "internship_detail", made.uuid).text


def test_who_decides_an_extension_has_said_why(people, enrolment, hans):
    place = agreed_place(hans.employer)
    employment = EmploymentFactory(
        enrolment=enrolment, workplace=place, supervisor=hans, first_day=D("2026-06-01"), last_day=D("2026-12-31")
    )
    InternshipFactory(
        enrolment=ready_for_ami(people), workplace=place, first_day=D("2027-01-15"), last_day=D("2027-03-31")
    )
    asked = actions.request_extension(
        employment, last_day=D("2027-02-28"), reason="Kursen.", seen=employment.revision, by=people.anna, today=TODAY
    )
    actions.decide_extension(
        asked,
        approved=True,
        decision_reason="Kursen slutar i februari.",
        by=people.eva,
        now=dt.datetime.now(dt.UTC),
        today=TODAY,
        acknowledged=["over_capacity"],
    )
    assert employment.acknowledged_warnings.get().reason == "Kursen slutar i februari."


def test_a_full_workplace_with_concerns_is_read_before_one_more_begins(people, enrolment, hans):
    place = agreed_place(hans.employer)
    other = InternshipFactory(enrolment=ready_for_ami(people), workplace=place, last_day=D("2027-06-30"))
    actions.open_deviation(other, kind="misuse", text="Ersätter vikarie.", by=people.anna, today=TODAY)
    values = {
        "enrolment": enrolment,
        "kind": InternshipKind.objects.get(code="praktik"),
        "workplace": place,
        "first_day": NEW.first,
        "last_day": NEW.last,
        "supervisor": SupervisorFactory(employer=hans.employer, training="own", trained_on=D("2026-01-01")),
        "by": people.anna,
        "today": TODAY,
        "hours_per_week": 20,
    }
    with pytest.raises(Refused) as caught:
        actions.start_internship(**values)
    assert set(caught.value.codes) == {"over_capacity", "open_concerns"}
    read = {"acknowledged": caught.value.codes}
    with pytest.raises(Refused) as caught:
        actions.start_internship(**values, **read, reason=" ")
    assert set(caught.value.codes) == {"over_capacity", "open_concerns", "reason_missing"}
    assert not Internship.objects.filter(enrolment=enrolment).exists()
    made = actions.start_internship(**values, **read, reason="Den andra slutar samma vecka. ")
    # Kept with what wants a reason alone.
    assert dict(made.acknowledged_warnings.values_list("code", "reason")) == {
        "over_capacity": "Den andra slutar samma vecka.",
        "open_concerns": "",
    }


def test_a_full_workplace_is_read_before_an_employment_and_before_it_lasts_longer(people, enrolment, hans):
    place = agreed_place(hans.employer)
    InternshipFactory(
        enrolment=ready_for_ami(people), workplace=place, first_day=D("2027-03-01"), last_day=D("2027-09-30")
    )
    values = {
        "enrolment": enrolment,
        "scheme": Scheme.objects.get(code="ami"),
        "employer": hans.employer,
        "workplace": place,
        "first_day": D("2026-12-01"),
        "supervisor": SupervisorFactory(employer=hans.employer, training="own", trained_on=D("2026-01-01")),
        "by": people.eva,
        "now": dt.datetime.now(dt.UTC),
        "today": TODAY,
        "union": "Kommunal",
        "collective_agreement": "AMI-avtalet",
    }
    with pytest.raises(Refused) as caught:
        actions.start_employment(**values, last_day=D("2027-03-01"))
    assert caught.value.codes == ("over_capacity",)
    made = actions.start_employment(**values, last_day=D("2027-02-28"))
    longer = {
        "last_day": D("2027-03-31"),
        "seen": made.revision,
        "by": people.eva,
        "now": values["now"],
        "today": TODAY,
    }
    with pytest.raises(Refused) as caught:
        actions.extend_employment(made, **longer)
    assert caught.value.codes == ("over_capacity",)
    with pytest.raises(Refused) as caught:
        actions.extend_employment(made, **longer, acknowledged=["over_capacity"])
    assert caught.value.codes == ("over_capacity", "reason_missing")
    actions.extend_employment(made, **longer, acknowledged=["over_capacity"], reason="En går i pension.")
    assert [(row.code, row.acknowledged_by, row.reason) for row in made.acknowledged_warnings.all()] == [
        ("over_capacity", people.eva, "En går i pension.")
    ]


def test_a_praktik_is_extended_past_others_only_after_that_is_read(people, enrolment, hans):
    place = agreed_place(hans.employer)
    practice = InternshipFactory(
        enrolment=enrolment, supervisor=hans, workplace=place, first_day=D("2026-11-01"), last_day=D("2026-12-31")
    )
    InternshipFactory(
        enrolment=ready_for_ami(people), workplace=place, first_day=D("2027-01-31"), last_day=D("2027-03-31")
    )
    values = {"seen": practice.revision, "by": people.anna, "today": TODAY}
    with pytest.raises(Refused) as caught:
        actions.extend_internship(practice, last_day=D("2027-01-31"), **values)
    assert caught.value.codes == ("over_capacity",)
    actions.extend_internship(practice, last_day=D("2027-01-30"), **values)
    assert not practice.acknowledged_warnings.exists()


def test_breaking_off_is_one_thing_that_tells_everybody(people, enrolment, hans):
    practice = InternshipFactory(
        enrolment=enrolment, supervisor=hans, first_day=D("2026-10-01"), last_day=D("2027-02-28")
    )
    sent = {
        "end_reason": "misuse",
        "what": "Ensam i köket, också kvällar.",
        "last_day": "2026-11-24",
        "next_step": "Möte om annan plats",
        "next_on": "2026-11-30",
    }
    form = page(people.anna, "internship_abort", practice.uuid)
    sent = form_values(form, **sent)
    client = as_(people.anna)
    answers = [client.post(form.request["PATH_INFO"], sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    practice = Internship.objects.get()
    assert (practice.last_day, practice.end_reason) == (TODAY, "misuse")
    deviation = Deviation.objects.get()
    assert (deviation.kind, deviation.severity, deviation.text) == ("misuse", 3, "Ensam i köket, också kvällar.")
    assert "Möte om annan plats" in JournalEntry.objects.get().text
    assert FollowUp.objects.get(kind="plan").due_on == D("2026-11-30")
    step = EmployerContact.objects.get()
    assert (step.next_by, step.next_on) == (people.anna, TODAY)
    assert enrolment.participant.last_name not in step.text
    assert [row["responsible_id"] for row in due_aborts.broken_off(TODAY)] == [people.hans.pk]
    assert list(due_aborts.broken_off(D("2026-12-03"))) == []


def test_a_supervisor_of_what_ended_as_planned_is_told_nothing(people, enrolment, hans):
    InternshipFactory(enrolment=enrolment, supervisor=hans, last_day=TODAY, end_reason="completed")
    EmploymentFactory(enrolment=enrolment, supervisor=hans, last_day=TODAY)
    assert list(due_aborts.broken_off(TODAY)) == []


def test_nothing_is_written_when_it_may_not_be(people, enrolment, hans):
    practice = InternshipFactory(
        enrolment=enrolment, supervisor=hans, first_day=D("2026-10-01"), last_day=D("2027-02-28")
    )
    form = page(people.anna, "internship_abort", practice.uuid)
    sent = form_values(
        form, end_reason="misuse", what="Ensam.", last_day="2026-11-24", next_step="Möte", next_on="2026-11-23"
    )
    answer = as_(people.anna).post(form.request["PATH_INFO"], sent)
    assert answer.context["form"].errors["next_on"] == ["Dagen har varit. Välj i dag eller senare."]
    assert not JournalEntry.objects.exists()
    assert not Deviation.objects.exists()
    assert Internship.objects.get().end_reason == ""
