"""Months that went otherwise, were noted on behalf, are disputed or put right, and those that nobody has answered."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.obstacles import Refused
from placements import actions, due
from placements.models import Deviation, MonthCorrection, SupervisionMonth, SupervisorPayment
from tests.factories import EmploymentFactory, SupervisorFactory, UserFactory, at
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D, ready_for_ami
from tests.placements.test_handledning import confirm as answer

pytestmark = pytest.mark.usefixtures("on_the_day")
OCTOBER = D("2026-10-01")


@pytest.fixture
def supervision(employment):
    return employment.supervisions.get()


@pytest.fixture
def proof(people, supervision):
    return confirm(supervision, people.hans)


def confirm(supervision, by, month=OCTOBER, as_planned=True, **values):
    return actions.confirm_supervision(
        supervision, month=month, as_planned=as_planned, by=by, now=at(TODAY), today=TODAY, **values
    )


def correct(proof, by, **values):
    values = {"as_planned": False, "took_place": False, "text": "Var sjuk.", "seen": proof.corrections.count()} | values
    return actions.correct_month(proof, by=by, now=at(TODAY), **values)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    return list(error.value.codes)


# --- Not as planned -------------------------------------------------------------------------------


def test_the_whole_answer_reaches_the_consultant_at_once(people, employment, supervision):
    said = {"days_absent": "3", "comment": "Sov över.", "learnt": "Kassan.", "concern": "Ser ledsen ut."}
    assert answer(as_(people.hans), supervision, answer="nej", **said).status_code == 200
    row = SupervisionMonth.objects.get()
    assert (row.days_absent, row.comment, row.learnt, row.concern) == (3, "Sov över.", "Kassan.", "Ser ledsen ut.")
    assert row.source == "self"
    assert dict(employment.deviations.values_list("kind", "text")) == {
        "month": "Oktober 2026: Sov över. Borta 3 dagar.",
        "concern": "Oktober 2026: Ser ledsen ut.",
    }
    # The sweep tells of a new deviation as soon as it is there.
    stage = due.DEVIATION.stages[0]
    assert all(row["due_on"].toordinal() + stage.offset <= TODAY.toordinal() for row in due.DEVIATION.rows(TODAY))
    text = page(people.anna, "employment_detail", employment.uuid).content.decode()
    for shown in ("Lärde sig: Kassan.", "Oro: Ser ledsen ut.", "Borta 3 dagar"):
        assert shown in text, shown


@pytest.mark.parametrize("said", [{"days_absent": "1"}, {"concern": "Mår dåligt."}, {"comment": "Flyttade hem."}])
def test_any_of_them_is_enough(people, supervision, said):
    answer(as_(people.hans), supervision, answer="nej", **said)
    assert SupervisionMonth.objects.count() == Deviation.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"learnt": "Kassan."}, "Berätta kort vad som inte gick som planerat."),
        ({"days_absent": "32"}, "31"),
        ({"days_absent": "-1"}, "0"),
        ({"days_absent": "tre", "comment": "Borta."}, "heltal"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_what_was_typed_stands(people, supervision, said, words):
    text = answer(as_(people.hans), supervision, answer="nej", **said).content.decode()
    assert words in text
    assert 'role="alert"' in text
    assert all(value in text for value in said.values())
    assert not SupervisionMonth.objects.exists()
    assert not Deviation.objects.exists()


def test_nobody_is_away_for_longer_than_the_supervision(people, enrolment, hans):
    employment = EmploymentFactory(
        enrolment=enrolment, supervisor=hans, first_day=D("2026-10-22"), last_day=D("2026-10-31")
    )
    one = employment.supervisions.get()
    assert refused(confirm, one, people.hans, as_planned=False, days_absent=11) == ["absent_too_long"]
    assert confirm(one, people.hans, as_planned=False, days_absent=10).days_absent == 10
    assert refused(confirm, one, people.hans, days_absent=2) == ["planned_with_absence"]


def test_a_yes_says_nothing_of_what_went_wrong(people, supervision):
    answer(as_(people.hans), supervision, answer="ja", days_absent="3", concern="Nej.")
    row = SupervisionMonth.objects.get()
    assert (row.as_planned, row.days_absent, row.concern) == (True, None, "")
    assert not Deviation.objects.exists()


# --- On behalf ------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["phone", "paper", "other"])
def test_a_consultant_says_how_the_answer_came_and_by_what(people, employment, supervision, source):
    said = {"answer": "nej", "days_absent": "2", "source": source, "on_behalf_reason": "Lapp 2 november, pärm 4."}
    assert post(people.anna, "supervision_on_behalf", supervision.uuid, "2026-10", **said).status_code == 302
    row = SupervisionMonth.objects.get()
    assert (row.source, row.on_behalf_reason, row.days_absent) == (source, "Lapp 2 november, pärm 4.", 2)
    assert row.get_source_display().lower() in page(people.anna, "employment_detail", employment.uuid).content.decode()


def test_without_source_or_what_it_came_by_nothing_is_noted(people, supervision):
    for missing in ("source", "on_behalf_reason"):
        said = {"answer": "ja", "source": "phone", "on_behalf_reason": "Hans, 2 november."} | {missing: ""}
        response = post(people.anna, "supervision_on_behalf", supervision.uuid, "2026-10", **said)
        assert missing in response.context["form"].errors
    assert not SupervisionMonth.objects.exists()


# --- Disputed and put right -----------------------------------------------------------------------


def test_a_supervisor_disputes_and_the_consultant_puts_it_right(people, employment, proof):
    assert "Säg till" in page(people.hans, "supervision_dispute", proof.uuid).content.decode()
    answered = post(people.hans, "supervision_dispute", proof.uuid, text="Hon var borta hela månaden.")
    assert answered["Location"] == reverse("supervision")
    assert "ses över" in page(people.hans, "supervision").content.decode()
    assert "Oktober 2026: bekräftelsen stämmer inte" in employment.deviations.get().text
    proof.refresh_from_db()
    assert proof.held == proof
    assert SupervisorPayment.objects.get().amount == 500
    assert refused(actions.dispute_month, proof, text="Igen.", by=people.hans, now=at(TODAY), today=TODAY) == [
        "already_disputed"
    ]
    text = page(people.anna, "supervision_correct", proof.uuid).content.decode()
    assert "Hon var borta hela månaden." in text
    said = {"answer": "nej", "no_supervision": "on", "text": "Ingen handledning i oktober."}
    assert post(people.anna, "supervision_correct", proof.uuid, **said).status_code == 302
    held = SupervisionMonth.objects.get().held
    assert (held.as_planned, held.took_place, held.recorded_by) == (False, False, people.anna)
    assert [row.amount for row in SupervisorPayment.objects.order_by("pk")] == [500, -500]
    text = page(people.anna, "employment_detail", employment.uuid).content.decode()
    assert "Ingen handledning i oktober." in text
    assert "Invändning" not in text
    # The row as it was first answered stands.
    assert SupervisionMonth.objects.get().as_planned


def test_a_correction_of_a_correction_holds(people, proof):
    correct(proof, people.anna)
    correct(proof, people.eva, as_planned=False, took_place=True, days_absent=4, text="Bara fyra dagar.")
    held = SupervisionMonth.objects.get().held
    assert (held.took_place, held.days_absent) == (True, 4)
    assert sum(SupervisorPayment.objects.values_list("amount", flat=True)) == 500


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"text": " "}, ["text_missing"]),
        ({"as_planned": True, "took_place": True}, ["nothing_corrected"]),
        ({"as_planned": True, "took_place": False}, ["planned_without_supervision"]),
        ({"took_place": True, "days_absent": 32}, ["absent_too_long"]),
    ],
)
def test_a_correction_that_cannot_be(people, proof, values, codes):
    assert refused(correct, proof, people.anna, **values) == codes
    assert not MonthCorrection.objects.exists()


def test_a_stale_correction_shows_what_the_other_wrote_and_keeps_what_was_typed(people, proof):
    client = as_(people.anna)
    url = reverse("supervision_correct", args=[proof.uuid])
    shown = form_values(client.get(url), answer="nej", days_absent="2", text="Borta två dagar.")
    correct(proof, people.eva, text="Evas rättelse.")
    text = client.post(url, shown).content.decode()
    assert "har skrivit om månaden sedan du öppnade sidan: ”Evas rättelse.”" in text
    assert "Borta två dagar." in text
    assert MonthCorrection.objects.count() == 1
    again = form_values(client.post(url, shown), answer="nej", days_absent="2", text="Borta två dagar.")
    assert client.post(url, again).status_code == 302
    assert MonthCorrection.objects.count() == 2


def test_corrections_are_only_added(people, proof):
    row = correct(proof, people.anna)
    for change in (lambda: MonthCorrection.objects.filter(pk=row.pk).update(text="Annat."), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_the_own_and_only_those_with_the_case(people, proof):
    stranger = UserFactory(roles=["handledare"], unit=people.unit)
    SupervisorFactory(user=stranger)
    for user in (stranger, people.anna, people.ekonom):
        assert page(user, "supervision_dispute", proof.uuid).status_code == 404
    for user in (people.hans, people.cilla, people.ekonom, people.hr):
        assert page(user, "supervision_correct", proof.uuid).status_code == 404


# --- The period moves -----------------------------------------------------------------------------


def test_a_confirmed_month_stays_within_the_period_or_is_put_right_first(people, employment, supervision, proof):
    def end(day):
        employment.refresh_from_db()
        return actions.end_employment(
            employment,
            last_day=D(day),
            end_reason="work",
            seen=employment.revision,
            by=people.anna,
            now=at(TODAY),
        )

    with pytest.raises(Refused, match=r"Handledningen i oktober 2026 är bekräftad.*tidigast 2026-10-01"):
        end("2026-09-30")
    supervision.refresh_from_db()
    assert supervision.last_day == D("2027-01-31")
    end("2026-10-01")
    correct(proof, people.anna)
    end("2026-09-30")


# --- Who has not answered -------------------------------------------------------------------------


def test_the_unit_sees_who_has_not_answered_and_calls_with_one_click(people, employment, supervision, hans):
    hans.phone = "070-123 45 67"
    hans.save()
    confirm(supervision, people.hans, month=D("2026-02-01"))
    shown = page(people.anna, "supervision_waiting")
    text = shown.content.decode()
    assert "8 månader hos 1 handledare" in text
    assert 'href="tel:070-1234567"' in text
    assert reverse("supervision_on_behalf", args=[supervision.uuid, "2026-03"]) in text
    assert reverse("supervision_on_behalf", args=[supervision.uuid, "2026-02"]) not in text
    assert "november 2026" not in text
    # The same months as are asked of supervisors, and of consultants where they do not answer.
    asked = list(due.MONTH_SUPERVISOR.rows(TODAY))
    assert len(asked) == shown.context["months"] == 8


def test_no_page_for_nobody_and_nothing_of_others(people, employment):
    assert "Alla månader som är slut är besvarade." in page(people.cilla, "supervision_waiting").content.decode()
    assert page(people.hans, "supervision_waiting").status_code == 404


def test_it_costs_the_same_however_many(people, employment):
    def asked():
        client = as_(people.anna)
        client.get(reverse("supervision_waiting"))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("supervision_waiting"))
        return len(caught)

    few = asked()
    for _ in range(3):
        EmploymentFactory(enrolment=ready_for_ami(people), supervisor=SupervisorFactory())
    assert asked() == few
