"""Who is told: of what is broken off, and of months of wage support to ask for."""

import datetime as dt

import pytest
import time_machine

from amc.due import KEYS
from amc.reminders.actions import sweep
from amc.reminders.models import Notification
from amc.reminders.registry import COUNTED, OF_THE_CASE
from amc.staff.models import User
from participants.models import Enrolment, Participant, ProtectedAccess
from placements import actions, due_aborts, due_wage_support
from placements.forms.abort import AbortForm
from placements.models import EmployerContact, Employment, Internship, Scheme
from placements.rules.misuse import MEANT_TO_END, call_supervisor
from tests.factories import EmploymentFactory, InternshipFactory, SupervisorFactory, UserFactory, at, days
from tests.placements.pages import TODAY, as_, page, told
from tests.placements.room import D

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
NOW = at(TODAY, 6)
ABORTS = {"internship": InternshipFactory, "employment": EmploymentFactory}
MODELS = {"internship": Internship, "employment": Employment}


# --- Broken off -----------------------------------------------------------------------------------


def running(kind, enrolment, supervisor, **values):
    return ABORTS[kind](
        enrolment=enrolment, supervisor=supervisor, first_day=D("2026-10-01"), last_day=D("2027-02-28"), **values
    )


def break_off(placement, by, reason="other"):
    return actions.abort_placement(
        placement,
        last_day=TODAY,
        end_reason=reason,
        what="Det gick inte.",
        next_step="Möte",
        next_on=TODAY,
        seen=placement.revision,
        by=by,
        now=NOW,
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(kind, reason) for kind, model in MODELS.items() for reason in model.EndReason.values],
)
def test_whatever_the_form_offers_is_told_to_supervisor_and_enhetschef(people, enrolment, hans, kind, reason):
    placement = running(kind, enrolment, hans)
    offered = [value for value, _ in AbortForm(placement=placement).fields["end_reason"].choices]
    assert (reason in offered) == (reason not in MEANT_TO_END)
    if reason in offered:
        break_off(placement, people.anna, reason)
        who = {"placement_broken_off": [("due", "Hans")], f"{kind}_broken_off": [("due", "Eva")]}
    else:
        MODELS[kind].objects.filter(pk=placement.pk).update(end_reason=reason, period=days(D("2026-10-01"), TODAY))
        placement.supervisions.update(period=days(D("2026-10-01"), TODAY))
        who = {"placement_broken_off": [], f"{kind}_broken_off": []}
    assert {rule: told(rule) for rule in who} == who


@pytest.mark.parametrize("kind", ABORTS)
def test_the_enhetschef_is_told_for_a_week_and_opens_what_it_is_about(people, enrolment, hans, kind):
    placement = break_off(running(kind, enrolment, hans), people.anna)
    rule = {"employment": due_aborts.EMPLOYMENT_BROKEN_OFF, "internship": due_aborts.INTERNSHIP_BROKEN_OFF}[kind]
    [row] = rule.rows(TODAY + dt.timedelta(days=7))
    assert set(row) == set(KEYS)
    assert rule.url(row) == placement.get_absolute_url()
    assert as_(people.eva).get(rule.url(row)).status_code == 200
    assert not rule.rows(TODAY + dt.timedelta(days=9)).exists()
    # It tells, and asks for nothing: neither Min dag nor the overdue have it.
    assert rule not in OF_THE_CASE
    assert rule not in COUNTED


@pytest.mark.parametrize(
    ("phone", "email", "account", "step"),
    [
        pytest.param(
            "070-174 06 01",
            "h@kommunen.example",
            None,
            "Ring handledaren Hans Hedlund (070-174 06 01) och berätta att en placering är avbruten",
            id="phone",
        ),
        pytest.param(
            "",
            "h@kommunen.example",
            None,
            "Ring handledaren Hans Hedlund (h@kommunen.example) och berätta att en placering är avbruten",
            id="only e-mail",
        ),
        pytest.param(
            "",
            "",
            None,
            "Ring handledaren Hans Hedlund (telefonnummer saknas) och berätta att en placering är avbruten",
            id="neither",
        ),
        pytest.param(
            "070-174 06 01",
            "",
            {"is_active": False},
            "Ring handledaren Hans Hedlund (070-174 06 01) och berätta att en placering är avbruten",
            id="closed account",
        ),
        pytest.param(
            "070-174 06 01",
            "",
            {"expires_on": dt.date(2026, 11, 23)},
            "Ring handledaren Hans Hedlund (070-174 06 01) och berätta att en placering är avbruten",
            id="account that has ended",
        ),
        pytest.param("070-174 06 01", "", {}, None, id="account"),
    ],
)
def test_a_supervisor_whom_no_notice_reaches_is_called(people, enrolment, phone, email, account, step):
    if account is not None:
        User.objects.filter(pk=people.hans.pk).update(**account)
    supervisor = SupervisorFactory(
        user=None if account is None else people.hans, last_name="Hedlund", phone=phone, email=email
    )
    break_off(running("internship", enrolment, supervisor), people.anna)
    steps = list(EmployerContact.objects.order_by("pk").values_list("next_step", "employer", "next_by", "next_on"))
    calls = [row for row in steps if "handledaren" in row[0]]
    assert calls == ([(step, supervisor.employer_id, people.anna.pk, TODAY)] if step else [])
    assert len(steps) == 1 + len(calls)


@pytest.mark.parametrize("kind", ABORTS)
def test_what_is_noted_late_is_told_from_the_day_it_is(people, enrolment, hans, kind):
    placement = running(kind, enrolment, hans)
    values = {"end_reason": "other", "what": "Kom aldrig tillbaka.", "next_step": "Möte", "next_on": TODAY}
    values |= {"seen": placement.revision, "by": people.anna, "now": NOW, "today": TODAY}
    actions.abort_placement(placement, last_day=D("2026-10-20"), **values)
    assert told("placement_broken_off") == [("due", "Hans")]
    assert told(f"{kind}_broken_off") == [("due", "Eva")]
    rule = {"employment": due_aborts.EMPLOYMENT_BROKEN_OFF, "internship": due_aborts.INTERNSHIP_BROKEN_OFF}[kind]
    assert [row["due_on"] for row in rule.rows(TODAY)] == [TODAY]
    assert not rule.rows(TODAY + dt.timedelta(days=9)).exists()


@pytest.mark.parametrize("kind", ABORTS)
def test_the_consultant_is_told_of_what_somebody_else_breaks_off(people, enrolment, hans, kind):
    break_off(running(kind, enrolment, hans), people.eva)
    rule = f"{kind}_broken_by_others"
    assert told(rule) == [("due", "Anna")]
    assert told(rule, TODAY + dt.timedelta(days=9)) == []


@pytest.mark.parametrize("kind", ABORTS)
def test_the_consultant_is_not_told_of_what_they_break_off_themselves(people, enrolment, hans, kind):
    other = running(kind, enrolment, hans)
    MODELS[kind].objects.filter(pk=other.pk).update(
        period=days(D("2026-01-21"), D("2026-02-20")), end_reason="other", end_noted_by=people.eva
    )
    break_off(running(kind, enrolment, hans), people.anna)
    assert told(f"{kind}_broken_by_others") == []


@pytest.mark.parametrize("kind", ABORTS)
def test_what_is_to_end_later_is_broken_off_today(people, enrolment, hans, kind):
    placement = running(kind, enrolment, hans)
    ended = getattr(actions, f"end_{kind}")
    ended(
        placement,
        last_day=D("2026-12-31"),
        end_reason="other",
        end_note="Butiken stänger.",
        seen=placement.revision,
        by=people.anna,
        **({"now": NOW} if kind == "employment" else {}),
    )
    assert "Avbryt nu" in page(people.anna, f"{kind}_detail", placement.uuid).content.decode()
    break_off(placement, people.anna, "misuse")
    assert (placement.last_day, placement.end_reason) == (TODAY, "misuse")
    assert told("placement_broken_off") == [("due", "Hans")]


def test_who_was_to_take_over_is_called(people, enrolment, hans):
    placement = running("internship", enrolment, hans)
    placement.supervisions.update(period=days(D("2026-10-01"), D("2026-11-30")))
    after = SupervisorFactory(user=people.bo, last_name="Hedlund", phone="070-174 06 02")
    placement.supervisions.create(supervisor=after, enrolment=enrolment, period=days(D("2026-12-01"), D("2027-02-28")))
    break_off(placement, people.anna)
    steps = EmployerContact.objects.order_by("pk").values_list("next_step", "employer")
    assert ("070-174 06 02" in steps[1][0], steps[1][1]) == (True, after.employer_id)
    assert placement.supervisions.get().supervisor == hans


def test_nobody_calls_who_had_stopped_supervising(people, enrolment, hans):
    placement = running("internship", enrolment, hans)
    before = SupervisorFactory(user=None)
    placement.supervisions.create(supervisor=before, enrolment=enrolment, period=days(D("2026-10-01"), D("2026-10-31")))
    break_off(placement, people.anna)
    assert EmployerContact.objects.count() == 1


def test_a_long_name_fits_in_the_step():
    longest = EmployerContact._meta.get_field("next_step").max_length
    assert len(call_supervisor("å" * 201, "", "e" * 254)) <= longest
    assert len(call_supervisor("å" * 201, "0" * 40, "")) <= longest
    assert "(adressen står i handledarregistret)" in call_supervisor("Hans Hedlund", "", f"{'e' * 60}@kommun.example")
    assert "(hans@kommun.example)" in call_supervisor("Hans Hedlund", "", "hans@kommun.example")


@pytest.fixture
def support(enrolment, hans, people):
    employed = EmploymentFactory(
        enrolment=enrolment, supervisor=hans, first_day=D("2026-02-01"), last_day=D("2027-11-30")
    )
    return actions.record_support(
        employed,
        kind=Scheme.objects.get(code="lonebidrag_anstallning"),
        first_day=D("2026-02-01"),
        last_day=D("2027-01-31"),
        by=people.anna,
        today=TODAY,
        share=80,
        cap=20_000,
    )


def test_the_ekonom_is_told_when_an_employment_with_support_is_broken_off(support, people):
    break_off(support.employment, people.anna)
    Enrolment.objects.update(closed_on=TODAY)
    assert told("wage_support_broken_off") == [("due", "Elsa")]
    [row] = due_wage_support.supports_broken_off(TODAY)
    assert set(row) == set(KEYS)
    assert as_(people.ekonom).get(due_wage_support.SUPPORT_BROKEN_OFF.url(row)).status_code == 200
    assert told("wage_support_broken_off", D("2026-12-26")) == []


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        pytest.param("2026-11-23", "other", id="the support had ended"),
        pytest.param("2027-01-31", "work", id="ended for work"),
    ],
)
def test_the_ekonom_is_not_told_of_support_that_does_not_run_or_of_other_ends(support, last, reason):
    type(support).objects.update(last_day=D(last))
    Employment.objects.update(end_reason=reason, period=days(D("2026-02-01"), TODAY))
    assert told("wage_support_broken_off") == []


# --- Months to ask for ----------------------------------------------------------------------------

# February 2026 is to be asked for by 2026-04-29.
DAYS = [
    ("2026-04-14", []),
    ("2026-04-15", [("-14", "Elsa")]),
    ("2026-04-25", [("-14", "Elsa")]),
    ("2026-04-26", [("-14", "Elsa"), ("-3", "Elsa")]),
    ("2026-04-29", [("-14", "Elsa"), ("-3", "Elsa"), ("day", "Elsa")]),
    ("2026-04-30", [("-14", "Elsa"), ("-3", "Elsa"), ("day", "Elsa"), ("due", "Eva")]),
]


def february(day):
    with time_machine.travel(at(D(day)), tick=False):
        sweep(D(day), now=at(D(day), 6))
    rows = Notification.objects.filter(
        rule="wage_support_requisition", due_on=D("2026-04-29"), read_at__isnull=True
    ).select_related("recipient")
    return sorted((row.stage, row.recipient.first_name) for row in rows)


def test_the_ekonom_is_told_before_and_on_the_day_and_the_enhetschef_after(support, people):
    UserFactory(first_name="Ellen", roles=["ekonom"], unit=people.other_unit)
    assert [(day, february(day)) for day, _ in DAYS] == DAYS
    assert february("2026-04-30") == DAYS[-1][1]
    actions.request_month(support, month=D("2026-02-01"), amount=1, requested_on=TODAY, by=people.ekonom, today=TODAY)
    assert february("2026-04-30") == []


def test_who_was_away_is_told_the_latest_only(support):
    assert february("2026-04-30") == [("day", "Elsa"), ("due", "Eva")]


def test_a_month_that_is_not_over_is_not_told(support):
    Scheme.objects.filter(code="lonebidrag_anstallning").update(requisition_days=10)
    # February is to be asked for by 10 March: told when it is over, nine days before.
    rule = due_wage_support.requisitions_waiting
    assert [bool(list(rule(D(day)))) for day in ("2026-02-28", "2026-03-01")] == [False, True]


@pytest.mark.parametrize(
    ("ekonomer", "named", "who"),
    [
        pytest.param(True, None, ["Elsa"], id="everybody's"),
        pytest.param(False, None, ["Eva"], id="a unit without an ekonom"),
        pytest.param(True, ["anna"], [], id="protected, and only the consultant is named"),
        pytest.param(True, ["anna", "ekonom"], ["Elsa"], id="protected, and the ekonom is named"),
        pytest.param(True, ["anna", "eva"], ["Eva"], id="protected, and the enhetschef is named"),
    ],
)
def test_only_those_who_may_know_are_told(support, people, ekonomer, named, who):
    if not ekonomer:
        User.objects.filter(pk=people.ekonom.pk).update(is_active=False)
    if named is not None:
        person = support.employment.participant
        Participant.objects.filter(pk=person.pk).update(is_protected=True)
        for name in named:
            ProtectedAccess.objects.create(
                participant=person,
                user=getattr(people, name),
                period=days(D("2026-01-01"), None),
                named_by=people.anna,
            )
    assert [name for _, name in february("2026-04-15")] == who
