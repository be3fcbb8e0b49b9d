"""The way out of KAA at 20: who takes over, and what is asked as when a case is closed [SFS 2010:800 29:9]."""

import datetime as dt

import pytest
from django.urls import reverse

from amc.kaa import due
from handlingsplan.closing import result_field, words_field
from handlingsplan.models import GoalResult
from participants import due as participants_due
from participants.actions.closures import close_enrolment
from participants.actions.undertakings import reopen, settle
from participants.models import Enrolment, Meeting, OutsideContact, Source
from participants.rules.closures import ClosureFacts
from tests.factories import (
    EnrolmentFactory,
    GoalFactory,
    MeetingFactory,
    People,
    PlanVersionFactory,
    agreed,
    at,
)
from tests.kaa.room import TODAY, AttemptFactory, as_, youth
from tests.participants.meeting_room import UndertakingFactory
from tests.participants.statement_room import StatementFactory

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat


def test_another_source_takes_over(people: People) -> None:
    case = youth(people, birth_date=D("2006-11-20"))
    meeting = MeetingFactory(enrolment=case, starts_at=at(D("2026-12-01")), ends_at=at(D("2026-12-01"), 11))
    OutsideContact.objects.create(enrolment=case, organisation="af", name="Lena Berg")
    client = as_(people.anna)
    page = client.get(reverse("kaa_exit", args=[case.uuid])).content.decode()
    assert 'value="2026-11-19"' in page
    af = Source.objects.get(code="af")
    told = {"source": af.uuid, "last_day": "2026-11-19", "may_contact": "True", "contact_how": "sms"}
    answer = client.post(
        reverse("kaa_exit", args=[case.uuid]), told | {"receiver": "Lena Berg", "summary": "Vill ha praktik."}
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    new = Enrolment.objects.get(participant=case.participant, closed_on=None)
    assert (case.closed_on, case.closure.reason, new.opened_on) == (D("2026-11-19"), "annan_insats", D("2026-11-20"))
    assert (case.closure.may_contact, case.closure.contact_how) == (True, "sms")
    handed = "KAA är slut. Ny inskrivning från 2026-11-20, remittent Arbetsförmedlingen. Tas emot av Lena Berg."
    assert case.closure.summary == f"{handed}\n\nVill ha praktik."
    assert (new.source, new.consultant, new.unit) == (af, people.anna, people.unit)
    meeting.refresh_from_db()
    assert (meeting.enrolment_id, meeting.state) == (new.pk, Meeting.State.PLANNED)
    assert [one.name for one in OutsideContact.objects.filter(enrolment=new)] == ["Lena Berg"]
    assert not list(due.leaving(TODAY))


@pytest.mark.parametrize(
    ("source", "last_day", "words"),
    [
        ("af", "2026-11-24", "Välj en tidigare dag"),
        ("af", "2026-01-11", "Inskrivningen började 2026-01-12"),
        ("kaa", "2026-11-19", ""),  # not among the choices
    ],
)
def test_what_stands_in_the_way(people: People, source: str, last_day: str, words: str) -> None:
    case = youth(people, birth_date=D("2006-11-20"))
    given = {"source": Source.objects.get(code=source).uuid, "last_day": last_day, "may_contact": "False"}
    answer = as_(people.anna).post(reverse("kaa_exit", args=[case.uuid]), given)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Enrolment.objects.get().closed_on is None


def test_the_way_out_asks_what_closing_asks(people: People) -> None:
    case = youth(people, birth_date=D("2006-11-20"))
    version = PlanVersionFactory(enrolment=case)
    first, second = (
        GoalFactory(version=version, text=text, order=place) for place, text in enumerate(("Jobb", "Körkort"))
    )
    agreed(version, D("2026-03-02"))
    AttemptFactory(enrolment=case, made_on=D("2026-11-10"), result="reached")
    client, url = as_(people.anna), reverse("kaa_exit", args=[case.uuid])
    page = client.get(url).content.decode()
    assert "Mål 1: Jobb" in page
    assert "2026-11-10</span>: Telefon, fick kontakt" in page
    typed = {
        "source": Source.objects.get(code="af").uuid,
        "last_day": "2026-11-19",
        "receiver": "Lena Berg",
        result_field(first.uuid): "reached",
        words_field(first.uuid): "Började i köket",
        "summary": "Allt är sagt.",
    }
    answer = client.post(url, typed)
    assert set(answer.context["form"].errors) == {result_field(second.uuid)}
    typed[result_field(second.uuid)] = "partly"
    answer = client.post(url, typed)
    assert set(answer.context["form"].errors) == {"may_contact"}
    assert all(words in answer.content.decode() for words in ("Började i köket", "Allt är sagt.", "Lena Berg"))
    assert Enrolment.objects.get().closed_on is None
    assert client.post(url, typed | {"may_contact": "False"}).status_code == 302
    results = GoalResult.objects.order_by("goal__pk").values_list("goal__text", "result", "words")
    assert list(results) == [("Jobb", "reached", "Började i köket"), ("Körkort", "partly", "")]


def test_what_is_promised_and_asked_for_is_chased_by_the_new_case(people: People) -> None:
    """Whoever is handed over is still waited for: the same people, the same day [domain.md section 3]."""
    case = youth(people, birth_date=D("2006-11-20"))
    met = MeetingFactory(enrolment=case, state=Meeting.State.HELD)
    promised = UndertakingFactory(meeting=met, due_on=D("2026-11-26"))
    UndertakingFactory(meeting=met, due_on=D("2026-11-26"), state="done", settled_on=TODAY, settled_by=people.anna)
    asked = StatementFactory(enrolment=case, due_on=D("2026-11-27"))
    af = Source.objects.get(code="af")
    told = {"source": af.uuid, "last_day": "2026-11-19", "may_contact": "False"}
    client = as_(people.anna)
    assert client.post(reverse("kaa_exit", args=[case.uuid]), told).status_code == 302
    new = Enrolment.objects.get(closed_on=None)
    promised.refresh_from_db()
    assert promised.state == "open"

    def chased() -> list[tuple[object, int | None, int]]:
        rows = [*participants_due.undertakings(TODAY), *participants_due.statements(TODAY)]
        return [(row["subject"], row["responsible_id"], row["unit_id"]) for row in rows]

    assert chased() == [(one.uuid, people.anna.pk, people.unit.pk) for one in (promised, asked)]
    page = client.get(case.participant.get_absolute_url()).content.decode()
    assert promised.what in page
    assert promised.what in client.get(reverse("journal", args=[case.participant.uuid])).content.decode()
    # The new consultant chases them; what was settled by mistake is opened again.
    Enrolment.objects.filter(pk=new.pk).update(consultant=people.bo)
    assert {who for _, who, _ in chased()} == {people.bo.pk}
    settled = settle(promised, promised.revision, outcome="done", day=TODAY, reason="", by=people.anna, today=TODAY)
    assert reopen(settled, settled.revision, due_on=D("2026-11-26")).state == "open"
    # With the new case it ends, as any.
    close_enrolment(
        enrolment=new,
        facts=ClosureFacts(reason="flytt", closed_on=TODAY),
        education_level="okand",
        by=people.anna,
        now=at(TODAY, 14),
    )
    promised.refresh_from_db()
    assert (promised.state, chased()) == ("dropped", [])


def test_a_statement_of_a_case_long_closed_is_waited_for_no_more(people: People) -> None:
    case = youth(people)
    StatementFactory(enrolment=case, due_on=D("2026-11-27"))
    Enrolment.objects.filter(pk=case.pk).update(closed_on=D("2026-10-01"))
    EnrolmentFactory(participant=case.participant, unit=people.unit, consultant=people.anna, opened_on=D("2026-11-02"))
    assert list(participants_due.statements(TODAY)) == []
