"""Lönestöd in the database and on its pages: entered, changed, asked for, remembered (domain.md section 4)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import strip_tags

from amc.obstacles import Refused
from amc.revisions import Stale
from placements import actions, due_wage_support
from placements.models import Requisition, Scheme, WageSupport, WaitingRequisition
from tests.factories import EmploymentFactory, UserFactory
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D
from tests.queries import at_most

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def kind(db):
    return Scheme.objects.get(code="lonebidrag_anstallning")


@pytest.fixture
def employed(enrolment, hans):
    """An employment with a year left of two."""
    return EmploymentFactory(enrolment=enrolment, supervisor=hans, first_day=D("2026-02-01"), last_day=D("2027-11-30"))


@pytest.fixture
def ekonom(people):
    return UserFactory(roles=["ekonom"], unit=people.unit)


@pytest.fixture
def support(employed, kind, people):
    return enter(employed, kind, people.anna)


def enter(employment, kind, by, first="2026-02-01", last="2027-01-31", **values):
    return actions.record_support(
        employment, kind=kind, first_day=D(first), last_day=D(last), by=by, today=TODAY, share=80, cap=20_000, **values
    )


def waiting(support):
    return [
        (f"{row.month}", f"{row.over_on}", f"{row.due_on}")
        for row in WaitingRequisition.objects.filter(support=support).order_by("month")
    ]


def test_postgresql_refuses_two_decisions_of_one_day(support, kind, people):
    with pytest.raises(IntegrityError, match="one_wage_support_at_a_time"), transaction.atomic():
        WageSupport.objects.create(
            employment=support.employment,
            kind=kind,
            first_day=support.last_day,
            last_day=support.last_day,
            created_by=people.anna,
        )


def test_a_month_is_asked_for_once_unless_it_is_taken_back(support, people):
    values = {"amount": 15_000, "requested_on": TODAY, "by": people.eva, "today": TODAY}
    first = actions.request_month(support, month=D("2026-03-01"), **values)
    with pytest.raises(Refused, match="redan rekvirerad"):
        actions.request_month(support, month=D("2026-03-01"), **values)
    with pytest.raises(IntegrityError, match="month_requested_once"), transaction.atomic():
        Requisition.objects.create(
            support=support, month=D("2026-03-01"), amount=1, requested_on=TODAY, requested_by=people.eva
        )
    actions.withdraw_request(first, by=people.eva, now=dt.datetime.now(dt.UTC))
    again = actions.request_month(support, month=D("2026-03-01"), **values)
    assert list(support.requisitions.standing()) == [again]
    assert support.requisitions.count() == 2


def test_what_waits_is_what_decision_and_employment_have_in_common(support, people):
    assert waiting(support)[0] == ("2026-02-01", "2026-03-01", "2026-04-29")
    assert len(waiting(support)) == 12
    actions.request_month(support, month=D("2026-02-01"), amount=1, requested_on=TODAY, by=people.eva, today=TODAY)
    employment = support.employment
    actions.end_employment(
        employment,
        last_day=D("2026-12-15"),
        end_reason="work",
        seen=employment.revision,
        by=people.anna,
        now=dt.datetime.now(dt.UTC),
    )
    assert [row[0] for row in waiting(support)][:: len(waiting(support)) - 1] == ["2026-03-01", "2026-12-01"]


def test_nothing_waits_where_the_kind_is_not_asked_for_by_month(support, kind):
    Scheme.objects.filter(pk=kind.pk).update(requisition_days=None)
    assert waiting(support) == []


def test_a_changed_decision_keeps_the_months_that_are_asked_for(support, people):
    actions.request_month(support, month=D("2026-10-01"), amount=1, requested_on=TODAY, by=people.eva, today=TODAY)
    values = {
        "kind": support.kind,
        "first_day": support.first_day,
        "share": 75,
        "cap": None,
        "reference": "Af-2026/1",
        "decided_on": None,
        "by": people.anna,
        "today": TODAY,
    }
    with pytest.raises(Refused, match="2026-10"):
        actions.change_support(support, revision=support.revision, last_day=D("2026-09-30"), **values)
    changed = actions.change_support(support, revision=support.revision, last_day=D("2026-10-31"), **values)
    assert (changed.last_day, changed.share) == (D("2026-10-31"), 75)
    with pytest.raises(Stale):
        actions.change_support(support, revision=0, last_day=D("2026-11-30"), **values)


# --- Asked for before the decision was entered -----------------------------------------------------


@pytest.mark.parametrize(
    ("until", "first"),
    [
        (None, "2026-02-01"),
        ("2026-02-27", "2026-02-01"),
        ("2026-02-28", "2026-03-01"),
        # A month that is half asked for waits.
        ("2026-10-15", "2026-10-01"),
        ("2026-10-31", "2026-11-01"),
    ],
)
def test_months_that_were_asked_for_before_do_not_wait(employed, kind, people, until, first):
    support = enter(employed, kind, people.anna, requested_until=D(until) if until else None)
    assert waiting(support)[0][0] == first
    shown = page(people.eva, "wage_support_detail", support.uuid)
    over = [D(month) for month, over_on, _ in waiting(support) if D(over_on) <= TODAY]
    assert [month for month, _ in shown.context["waiting"]] == over
    assert ("rekvirerades innan beslutet lades in" in shown.text) == bool(until)
    (listed,) = page(people.eva, "wage_support_list", lage="alla").context["table"].page.object_list
    assert (listed.get_cell_value("waiting") == "–") == (not over)
    told = {row["subject"] for row in due_wage_support.requisitions_waiting(TODAY + dt.timedelta(days=60))}
    assert bool(told) == any(D(due_on) <= TODAY + dt.timedelta(days=74) for *_, due_on in waiting(support))


def test_what_was_asked_for_before_is_not_noted_once_more(employed, kind, people):
    support = enter(employed, kind, people.anna, requested_until=D("2026-09-30"))
    ask = {"amount": 1, "requested_on": TODAY, "by": people.eva, "today": TODAY}
    with pytest.raises(Refused, match="innan beslutet lades in"):
        actions.request_month(support, month=D("2026-09-01"), **ask)
    actions.request_month(support, month=D("2026-10-01"), **ask)


def test_the_form_keeps_it_and_says_what_is_wrong_with_it(employed, kind, people):
    given = {
        "kind": kind.code, "first_day": "2026-02-01", "last_day": "2027-01-31", "share": "80", "cap": "",
        "decided_on": "", "reference": "",
    }  # fmt: skip
    for wrong, words in (("2026-11-25", "senast i dag, 2026-11-24"), ("2026-01-31", "Beslutet börjar 2026-02-01")):
        form = post(people.anna, "wage_support_create", employed.uuid, **given, requested_until=wrong).context["form"]
        assert words in str(form.errors["requested_until"])
        assert form["requested_until"].value() == wrong
    assert not WageSupport.objects.exists()
    given["requested_until"] = "2026-10-31"
    assert post(people.anna, "wage_support_create", employed.uuid, **given).status_code == 302
    support = WageSupport.objects.get()
    assert waiting(support)[0][0] == "2026-11-01"
    # One that was wrong is mended, and the months wait again.
    given |= {"revision": support.revision, "requested_until": ""}
    assert post(people.anna, "wage_support_change", support.uuid, **given).status_code == 302
    assert waiting(support)[0][0] == "2026-02-01"


# --- Remembered -----------------------------------------------------------------------------------


def ending(day):
    rows = due_wage_support.supports_ending(D(day))
    return [f"{row['due_on']}" for row in rows]


@pytest.mark.parametrize(("day", "due"), [("2026-11-01", []), ("2026-11-02", ["2027-01-31"])])
def test_an_end_before_the_employment_is_told_90_days_before(support, day, due):
    assert ending(day) == due


def test_it_is_told_until_there_is_more_or_somebody_says_no(support, kind, people):
    assert ending("2027-02-15") == ["2027-01-31"]
    declined = actions.decline_renewal(support, reason="Ingen tid kvar", revision=support.revision)
    assert ending("2027-02-15") == []
    actions.decline_renewal(declined, reason="", revision=declined.revision)
    enter(support.employment, kind, people.anna, "2027-02-01", "2027-11-30")
    assert ending("2027-02-15") == []


def test_the_end_of_both_is_not_told(employed, kind, people):
    enter(employed, kind, people.anna, last="2027-11-30", acknowledged={"support_first_too_long"})
    assert ending("2027-11-15") == []


def test_a_month_nobody_asked_for_is_known_14_days_before_it_is_due(support, people):
    rows = list(due_wage_support.requisitions_waiting(D("2026-04-29")))
    assert [(f"{row['due_on']}", row["responsible_id"], row["unit_id"]) for row in rows] == [
        ("2026-04-29", None, people.unit.pk)
    ]
    assert len(due_wage_support.requisitions_waiting(D("2026-04-15"))) == 1
    assert not due_wage_support.requisitions_waiting(D("2026-04-14")).exists()
    assert [stage.offset for stage in due_wage_support.REQUISITION.stages] == [-14, -3, 0, 1]


# --- On its pages ---------------------------------------------------------------------------------


def test_a_new_decision_is_suggested_by_the_employment_and_by_the_last_one(employed, kind, people):
    first = page(people.anna, "wage_support_create", employed.uuid)
    assert first.context["form"]["first_day"].value() == D("2026-02-01")
    sent = {
        "kind": kind.code,
        "first_day": "2026-02-01",
        "last_day": "2027-01-31",
        "share": "80",
        "cap": "20000",
        "reference": "Af-2026/0012 3456",
        "decided_on": "2026-01-20",
    }
    answer = post(people.anna, "wage_support_create", employed.uuid, **sent)
    assert answer["Location"] == employed.get_absolute_url()
    support = employed.wage_supports.get()
    assert support.most_a_month == 16_000
    following = page(people.anna, "wage_support_create", employed.uuid).context["form"]
    assert [following[name].value() for name in ("kind", "first_day", "last_day", "share")] == [
        kind.code,
        D("2027-02-01"),
        D("2027-11-30"),
        80,
    ]


def test_what_is_wrong_stands_at_its_field_and_everything_typed_is_kept(support, people):
    answer = post(
        people.anna,
        "wage_support_create",
        support.employment.uuid,
        kind="osa",
        first_day="2027-01-01",
        last_day="2027-06-30",
        share="70",
        cap="18000",
        reference="Af 7",
    )
    form = answer.context["form"]
    assert "tidigast 2027-02-01" in form.errors["first_day"][0]
    assert form["reference"].value() == "Af 7"
    assert WageSupport.objects.count() == 1


def test_a_warning_is_ticked_and_kept(employed, people):
    sent = {"kind": "lonebidrag_utveckling", "first_day": "2026-02-01", "last_day": "2027-11-30", "share": "80"}
    answer = post(people.anna, "wage_support_create", employed.uuid, **sent)
    assert "längst 12 månader" in answer.content.decode()
    assert not employed.wage_supports.exists()
    answer = as_(people.anna).post(
        reverse("wage_support_create", args=[employed.uuid]),
        form_values(answer, **sent, acknowledged=["support_first_too_long"]),
    )
    assert answer.status_code == 302
    assert employed.acknowledged_warnings.get(code="support_first_too_long").acknowledged_by == people.anna


def test_two_who_change_one_decision_see_both_versions(support, people):
    client = as_(people.anna)
    url = reverse("wage_support_change", args=[support.uuid])
    opened = client.get(url)
    sent = {
        "kind": support.kind_id,
        "first_day": "2026-02-01",
        "last_day": "2027-01-31",
        "share": "70",
        "cap": "20000",
        "reference": "",
    }
    post(people.eva, "wage_support_change", support.uuid, **sent | {"share": "60"})
    answer = client.post(url, form_values(opened, **sent))
    [conflict] = answer.context["form"].stale.conflicts
    assert conflict.label == "Andel av lönen (%)"
    support.refresh_from_db()
    assert support.share == 60


def test_the_ekonom_asks_month_by_month(support, ekonom, people):
    asked = page(ekonom, "wage_support_detail", support.uuid)
    form = asked.context["form"]
    assert form.fields["month"].choices[0] == ("2026-02-01", "februari 2026")
    assert form["amount"].value() == 16_000
    post(ekonom, "wage_support_detail", support.uuid, month="2026-02-01", amount="15500", requested_on=f"{TODAY}")
    done = support.requisitions.get()
    assert (done.amount, done.requested_by) == (15_500, ekonom)
    following = page(ekonom, "wage_support_detail", support.uuid).context["form"]
    assert following.fields["month"].choices[0][0] == "2026-03-01"
    assert following["amount"].value() == 15_500
    as_(ekonom).post(reverse("requisition_withdraw", args=[done.uuid]))
    assert not support.requisitions.standing().exists()


def test_only_those_who_pay_note_that_a_month_was_asked_for(support, people):
    values = {"month": "2026-02-01", "amount": "1", "requested_on": f"{TODAY}"}
    assert post(people.anna, "wage_support_detail", support.uuid, **values).status_code == 404
    assert not Requisition.objects.exists()


def test_the_list_shows_what_is_to_be_done(support, kind, people, ekonom):
    shown = page(ekonom, "wage_support_list")
    assert "9 månader, skulle ha varit klar 2026-04-29" in strip_tags(shown.content.decode())
    assert "80 % av högst 20" in shown.content.decode()
    for state, count in (("rekvirera", 1), ("slutar", 1), ("lucka", 1), ("slut", 0), ("alla", 1)):
        rows = page(ekonom, "wage_support_list", lage=state).context["table"].page.object_list
        assert len(rows) == count, state


def test_the_list_asks_the_same_however_many_there_are(support, kind, people, ekonom, enrolment, hans):
    client = as_(ekonom)
    client.get(reverse("wage_support_list"))
    with at_most(12) as few:
        client.get(reverse("wage_support_list"))
    for number in range(5):
        other = EmploymentFactory(
            enrolment=enrolment,
            scheme_id="vanlig",
            supervisor=hans,
            first_day=D("2026-02-01"),
            last_day=D("2027-11-30"),
        )
        enter(other, kind, people.anna, last=f"2026-12-{10 + number}", acknowledged={"support_too_long"})
    with at_most(12) as many:
        client.get(reverse("wage_support_list"))
    assert len(many) == len(few)


def test_no_renewal_is_noted_in_the_row_and_taken_back(support, people):
    client = as_(people.anna)
    url = reverse("wage_support_no_renewal", args=[support.uuid])
    shown = client.get(url, headers={"X-In-Row": "true"})
    done = client.post(url, form_values(shown, reason="Går till studier"), headers={"X-In-Row": "true"})
    support.refresh_from_db()
    assert support.no_renewal == "Går till studier"
    client.post(url, {"angra": done.context["undo"]}, headers={"X-In-Row": "true"})
    support.refresh_from_db()
    assert support.no_renewal == ""


def test_the_employment_shows_what_is_covered_and_what_is_not(support, people):
    shown = page(people.anna, "employment_detail", support.employment.uuid).content.decode()
    assert "Inget lönestöd" in shown
    assert "Lönebidrag för anställning" in shown


def test_a_supervisor_meets_nothing_of_it(support, people):
    assert page(people.hans, "wage_support_detail", support.uuid).status_code == 404
    assert "önestöd" not in page(people.hans, "supervision").content.decode()
