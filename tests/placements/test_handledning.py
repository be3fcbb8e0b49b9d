"""The supervisor's page, and confirming on their behalf."""

import uuid

import pytest
from django.urls import reverse

from amc.staff.models import Municipality
from placements.models import SupervisionMonth, SupervisorPayment
from tests.factories import EmploymentFactory, SupervisorFactory, UserFactory
from tests.placements.pages import as_, page, post
from tests.placements.room import ready_for_ami

pytestmark = pytest.mark.usefixtures("on_the_day")


def another(people):
    """Another supervisor, with an account of their own."""
    return SupervisorFactory(user=UserFactory(roles=["handledare"], unit=people.unit))


def test_a_supervisor_sees_what_the_task_needs_and_nothing_else(people, employment, hans):
    people.anna.phone = "0155-24 80 01"
    people.anna.save()
    Municipality.objects.update(phone="0155-24 80 00")
    other = EmploymentFactory(enrolment=ready_for_ami(people), supervisor=another(people))
    text = page(people.hans, "supervision").content.decode()
    for shown in (
        employment.participant.full_name,
        "Baka bröd",
        "2026-02-01",
        "100 %",
        "Anna Ängström",
        'href="tel:0155-248001"',
        'href="mailto:anna@kommunen.example"',
        "Oktober 2026: gick allt som planerat?",
    ):
        assert shown in text, shown
    for hidden in (
        other.participant.full_name,
        employment.enrolment.case_number,
        "1990",
        str(employment.participant.uuid),
        str(employment.uuid),
    ):
        assert hidden not in text, hidden


def confirm(client, supervision, month="2026-10", answer="ja", **values):
    url = reverse("supervision_confirm", args=[supervision.uuid, month])
    return client.post(url, {"answer": answer, "once": str(uuid.uuid4()), **values}, follow=True)


def test_a_month_is_confirmed_and_stays_as_a_tick(people, employment):
    client = as_(people.hans)
    text = confirm(client, employment.supervisions.get()).content.decode()
    assert "Tack! Oktober 2026 är klar" in text
    assert "Oktober 2026: gick" not in text
    assert "September 2026: gick" in text
    assert SupervisionMonth.objects.get().confirmed_by == people.hans


def test_confirming_twice_is_once(people, employment):
    client, mark = as_(people.hans), str(uuid.uuid4())
    for _ in range(2):
        assert confirm(client, employment.supervisions.get(), once=mark).status_code == 200
    confirm(client, employment.supervisions.get())
    assert SupervisionMonth.objects.count() == SupervisorPayment.objects.count() == 1


def test_no_asks_for_a_line_and_reaches_the_consultant(people, employment):
    client = as_(people.hans)
    answer = confirm(client, employment.supervisions.get(), answer="nej")
    text = answer.content.decode()
    assert "Berätta kort vad som inte gick som planerat." in text
    assert text.count(" open>") == 1
    confirm(client, employment.supervisions.get(), answer="nej", comment="Kom inte vecka 42.")
    assert employment.deviations.get().text.endswith("Kom inte vecka 42.")


@pytest.mark.parametrize("month", ["2026-11", "2026-1x", "2019-01"])
def test_a_month_that_is_no_month_of_hers(people, employment, month):
    answer = confirm(as_(people.hans), employment.supervisions.get(), month)
    assert answer.status_code in (200, 404)
    assert not SupervisionMonth.objects.exists()


def test_a_supervisor_confirms_only_the_own(people, employment):
    other = EmploymentFactory(enrolment=ready_for_ami(people), supervisor=another(people)).supervisions.get()
    answer = confirm(as_(people.hans), other)
    unknown = as_(people.hans).post(reverse("supervision_confirm", args=[uuid.uuid4(), "2026-10"]))
    assert answer.status_code == 404
    assert answer.content == unknown.content
    assert confirm(as_(people.anna), employment.supervisions.get()).status_code == 404
    assert not SupervisionMonth.objects.exists()


def test_a_consultant_confirms_on_behalf(people, employment):
    supervision = employment.supervisions.get()
    said = {"answer": "ja", "source": "phone", "on_behalf_reason": "Talades vid."}
    answer = post(people.anna, "supervision_on_behalf", supervision.uuid, "2026-10", **said)
    assert answer["Location"] == employment.get_absolute_url()
    month = SupervisionMonth.objects.get()
    assert (month.source, month.on_behalf_reason) == ("phone", "Talades vid.")
