"""Statements asked for, received and sent (domain.md section 3)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amc.obstacles import Refused
from amc.reminders.asking import due_rows, of_unit
from amc.revisions import Stale
from amc.wall.session import entered
from participants import due
from participants.actions.statements import change_statement, link_statement, note_statement, send_statement
from participants.models import Disclosure, Enrolment, OutsideContact, Statement, StatementKind
from participants.rules import statements as rules
from tests.factories import EnrolmentFactory, People, at, make_people
from tests.participants.sharing_room import ConsentFactory, DisclosureFactory
from tests.participants.statement_room import StatementFactory, kind
from tests.queries import at_most

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = D("2026-11-24")
NOW = at(TODAY, 14)
GROUND = {"consent": None, "statute": "10 kap. 2 § OSL", "reasons": "Behövs för beslutet."}


@pytest.fixture
def people() -> Iterator[People]:
    with time_machine.travel(NOW, tick=False):
        yield make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def note(case: Enrolment, **values: Any) -> Statement:
    said = {
        "kind": kind("underlag_fk"),
        "direction": "asked",
        "contact": None,
        "party": "Vårdcentralen City",
        "day": D("2026-11-20"),
        "due_on": D("2026-11-30"),
        "reference": "",
        "by": case.consultant,
        "today": TODAY,
    }
    return note_statement(enrolment=case, **said | values)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"due_on": None}, [("due_on", "no_due_day")]),
        ({"due_on": D("2026-11-19")}, [("due_on", "due_before")]),
        ({"due_on": D("2026-11-20")}, []),
        ({"day": D("2026-11-25")}, [("day", "in_future")]),
        ({"party": " "}, [("party", "nobody")]),
        ({"direction": "received", "due_on": None}, [("reference", "nowhere")]),
        ({"direction": "received", "due_on": None, "reference": "dnr 12"}, []),
        ({"direction": "dropped", "due_on": None}, []),
        ({"works_with_case": False}, [("kind", "not_in_case")]),
        ({"works_with_case": False, "sensitive": False}, []),
    ],
)
def test_what_a_statement_must_say(changes: dict[str, Any], found: list[tuple[str, str]]) -> None:
    said: dict[str, Any] = {
        "direction": "asked",
        "party": "Vården",
        "day": D("2026-11-20"),
        "due_on": D("2026-11-30"),
        "reference": "",
        "today": TODAY,
        "sensitive": True,
        "works_with_case": True,
    }
    assert [(one.field, one.code) for one in rules.statement_obstacles(**said | changes)] == found


@pytest.mark.parametrize(
    ("before", "now", "refused"),
    [
        ("asked", "received", 0),
        ("received", "asked", 0),
        ("sent", "sent", 0),
        ("sent", "asked", 1),
        ("asked", "sent", 1),
    ],
)
def test_what_is_sent_stays_sent(before: str, now: str, refused: int) -> None:
    assert len(rules.change_obstacles(before=before, now=now)) == refused


@pytest.mark.parametrize(
    "wrong",
    [
        {"party": ""},
        {"direction": "sent", "due_on": None},
        {"due_on": None},
        {"due_on": D("2026-11-19")},
        {"direction": "received", "due_on": None, "reference": ""},
        {"direction": "received", "reference": "dnr 1"},
    ],
)
def test_postgresql_keeps_the_rules(case: Enrolment, wrong: dict[str, Any]) -> None:
    StatementFactory(enrolment=case)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementFactory(enrolment=case, **wrong)


def test_no_row_is_rewritten(case: Enrolment) -> None:
    row = StatementFactory(enrolment=case)
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=row.pk).update(party="Någon annan")
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=row.pk).delete()


# --- Asked for, until it comes -------------------------------------------------------------------


def chased(people: People) -> list[tuple[dt.date, Any]]:
    rows = due_rows(TODAY, of_unit(people.unit.pk), rules=[due.STATEMENT])
    return [(row.due_on, row.subject) for row in rows]


def test_it_is_chased_until_it_has_come(people: People, case: Enrolment) -> None:
    note(case, due_on=D("2027-03-01"))
    asked = note(case)
    assert chased(people) == [(D("2026-11-30"), asked.uuid)]
    said = {"party": asked.party, "due_on": None, "reference": "dnr 2026/12", "by": people.anna, "today": TODAY}
    later = change_statement(asked, direction="asked", day=asked.day, **said | {"due_on": D("2026-12-01")})
    assert chased(people) == [(D("2026-12-01"), later.uuid)]
    came = change_statement(later, direction="received", day=TODAY, **said)
    assert chased(people) == []
    assert (came.chain, came.supersedes, came.due_on, came.kind) == (asked.chain, later, None, asked.kind)
    wrong = change_statement(came, direction="dropped", day=TODAY, **said)
    assert list(Statement.objects.filter(chain=asked.chain).current()) == [wrong]
    assert chased(people) == []


def test_a_closed_case_is_not_chased(people: People, case: Enrolment) -> None:
    note(case)
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY)
    assert chased(people) == []


def test_the_form_in_min_dag_says_that_it_has_come(people: People, case: Enrolment) -> None:
    asked = note(case, due_on=D("2026-11-23"))
    client = as_(people.anna)
    url = reverse("statement_change", args=[asked.uuid])
    assert url in client.get(reverse("my_day")).content.decode()
    form = client.get(url).context["form"]
    assert form["direction"].value() == "received"
    told = {"direction": "received", "day": str(TODAY), "party": asked.party, "seen": str(asked.uuid)}
    told["kind"] = asked.kind.code
    answer = client.post(url, told)
    assert "reference" in answer.context["form"].errors
    assert client.post(url, told | {"reference": "dnr 3"}).status_code == 302
    assert Statement.objects.filter(chain=asked.chain).current().get().reference == "dnr 3"


def test_who_saves_last_sees_both(people: People, case: Enrolment) -> None:
    asked = note(case)
    said = {"direction": "received", "day": TODAY, "party": asked.party, "due_on": None}
    first = change_statement(asked, **said, reference="dnr 1", by=people.anna, today=TODAY)
    with pytest.raises(Stale):
        change_statement(asked, **said, reference="dnr 2", by=people.anna, today=TODAY)
    client, url = as_(people.anna), reverse("statement_change", args=[asked.uuid])
    told = {"direction": "received", "day": str(TODAY), "party": asked.party, "seen": str(asked.uuid)}
    told["kind"] = asked.kind.code
    answer = client.post(url, told | {"reference": "dnr 2"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "medan du skrev" in text
    assert answer.context["form"].stale.conflicts[0].key == "reference-keep"
    assert answer.context["form"]["seen"].value() == str(first.uuid)
    again = told | {"reference": "dnr 2", "seen": str(first.uuid), "reference-keep": "mine"}
    assert client.post(url, again).status_code == 302
    assert Statement.objects.filter(chain=asked.chain).current().get().reference == "dnr 2"


def test_a_wrong_kind_is_put_right_among_those_with_the_same_readers(people: People, case: Enrolment) -> None:
    asked = note(case)
    client, url = as_(people.anna), reverse("statement_change", args=[asked.uuid])
    choices = set(client.get(url).context["form"].fields["kind"].queryset)
    assert choices == set(StatementKind.objects.filter(sensitive=True))
    told = {"direction": "asked", "day": str(asked.day), "due_on": "2026-12-01", "party": asked.party}
    told |= {"kind": "af_arbetsformaga", "seen": str(asked.uuid)}
    assert client.post(url, told).status_code == 302
    now = Statement.objects.filter(chain=asked.chain).current().get()
    assert (now.kind.code, now.sensitive, now.supersedes) == ("af_arbetsformaga", True, asked)
    assert f"som {asked.kind}" in client.get(reverse("statements", args=[case.participant.uuid])).text
    said = {"party": now.party, "day": now.day, "due_on": now.due_on, "reference": "", "by": people.anna}
    with pytest.raises(Refused, match="läses av andra"):
        change_statement(now, direction="asked", **said, today=TODAY, kind=kind("intyg"))


def test_two_who_put_the_kind_right_see_both(people: People, case: Enrolment) -> None:
    asked = note(case)
    said = {"direction": "asked", "day": asked.day, "party": asked.party, "due_on": asked.due_on, "reference": ""}
    change_statement(asked, **said, by=people.anna, today=TODAY, kind=kind("af_arbetsformaga"))
    told = {name: str(value) for name, value in said.items()} | {"kind": "lakarutlatande", "seen": str(asked.uuid)}
    form = as_(people.anna).post(reverse("statement_change", args=[asked.uuid]), told).context["form"]
    assert [one.key for one in form.stale.conflicts] == ["kind-keep"]
    assert form["kind"].value() == "lakarutlatande"


# --- Sent ----------------------------------------------------------------------------------------


def send(case: Enrolment, **values: Any) -> Statement:
    said = {
        "kind": kind("underlag_fk"),
        "contact": None,
        "recipient": "fk",
        "organisation": "Försäkringskassan",
        "person": "Siv Sandberg",
        "facts": ["kontakt"],
        "form": "letter",
        "disclosed_at": at(TODAY, 9),
        "reference": "dnr 2026/77",
        "by": case.consultant,
        "now": NOW,
    }
    return send_statement(enrolment=case, **GROUND | said | values)


def test_what_is_sent_is_disclosed_without_being_written_again(people: People, case: Enrolment) -> None:
    contact = OutsideContact.objects.create(enrolment=case, organisation="fk", name="Karin Karlsson")
    row = send(case, contact=contact, recipient="", organisation="", person="")
    told = row.disclosure
    assert told is not None
    assert (told.recipient, told.organisation, told.person) == ("fk", "Försäkringskassan", "Karin Karlsson")
    assert (told.what, told.statute) == ("Underlag till Försäkringskassan, dnr 2026/77", GROUND["statute"])
    assert (row.party, row.day) == ("Försäkringskassan, Karin Karlsson", TODAY)
    # The kind is about health: the disclosure is fenced with it, though no sensitive area is named.
    assert (row.sensitive, told.sensitive) == (True, True)
    later = change_statement(
        row, direction="sent", party="", day=TODAY, due_on=None, reference="dnr 78", by=people.anna, today=TODAY
    )
    assert (later.disclosure, later.party, later.reference) == (told, row.party, "dnr 78")
    assert Disclosure.objects.count() == 1
    with pytest.raises(Refused, match="står i utlämnandet"):
        change_statement(
            later, direction="sent", party="", day=TODAY, due_on=None, reference="", by=people.anna, today=TODAY,
            kind=kind("lakarutlatande"),
        )  # fmt: skip


def test_on_a_consent_the_recipient_is_the_consents(case: Enrolment) -> None:
    consent = ConsentFactory(participant=case.participant, recipient="af", organisation="Arbetsförmedlingen")
    row = send(case, consent=consent, statute="", reasons="")
    assert row.disclosure is not None
    assert (row.disclosure.consent, row.party) == (consent, "Arbetsförmedlingen, Siv Sandberg")


@pytest.mark.parametrize("missing", [{"statute": ""}, {"reasons": ""}, {"facts": []}, {"disclosed_at": at(TODAY, 15)}])
def test_without_a_ground_nothing_is_sent(case: Enrolment, missing: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        send(case, **missing)
    assert not Statement.objects.exists()
    assert not Disclosure.objects.exists()


def test_one_form_writes_both(people: People, case: Enrolment) -> None:
    url = reverse("statement_send", args=[case.participant.uuid])
    told = {
        "kind": "intyg",
        "contact": "annan",
        "recipient": "af",
        "organisation": "Arbetsförmedlingen",
        "facts": ["resultat"],
        "consent": "utan",
        "statute": "10 kap. 2 § OSL",
        "reasons": "Behövs.",
        "form": "secure",
        "disclosed_at": "2026-11-24T10:00",
        "reference": "",
    }
    answer = as_(people.anna).post(url, told)
    assert list(answer.context["form"].errors) == ["person"]
    assert as_(people.anna).post(url, told | {"person": "Siv"}).status_code == 302
    row = Statement.objects.get()
    assert row.disclosure == Disclosure.objects.get()
    page = as_(people.anna).get(reverse("statements", args=[case.participant.uuid])).content.decode()
    assert row.disclosure.get_absolute_url() in page


# --- Who sees ------------------------------------------------------------------------------------


def test_a_sensitive_kind_is_fenced_from_those_who_do_not_work_with_the_case(people: People, case: Enrolment) -> None:
    hidden, shown = note(case), note(case, kind=kind("intyg"), party="Komvux")
    with entered(people.bo.pk):
        assert list(Statement.objects.all()) == [shown]
    assert list(Statement.objects.visible_to(people.bo)) == [shown]
    assert set(Statement.objects.visible_to(people.anna)) == {hidden, shown}
    assert not Statement.objects.visible_to(people.cilla).exists()
    with pytest.raises(Refused):
        note(case, by=people.bo)
    # The enhetschef opens every case of the unit, and works with none of them.
    client = as_(people.eva)
    text = client.get(reverse("statements", args=[case.participant.uuid])).content.decode()
    assert "Komvux" in text
    assert "Vårdcentralen" not in text
    assert client.get(reverse("statement_change", args=[hidden.uuid])).status_code == 404
    kinds = (
        client.get(reverse("statement_create", args=[case.participant.uuid])).context["form"].fields["kind"].queryset
    )
    assert set(kinds) == set(StatementKind.objects.filter(sensitive=False))


def test_the_page_costs_the_same_however_many_there_are(people: People, case: Enrolment) -> None:
    client, url = as_(people.anna), reverse("statements", args=[case.participant.uuid])

    def cost() -> int:
        with at_most(12) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    note(case)
    client.get(url)
    before = cost()
    for _ in range(4):
        row = note(case)
        said = {"direction": "received", "day": TODAY, "party": row.party, "due_on": None, "reference": "dnr"}
        change_statement(row, **said, by=people.anna, today=TODAY)
        send(case)
    assert cost() == before


# --- Sent with a disclosure that is recorded already --------------------------------------------


def told_in(case: Enrolment) -> Disclosure:
    return DisclosureFactory(participant=case.participant, enrolment=case)


def test_a_disclosure_of_the_case_is_offered_and_linked_once(people: People, case: Enrolment) -> None:
    other = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    mine, theirs = told_in(case), told_in(other)
    linked = send(case).disclosure
    assert linked is not None
    client, url = as_(people.anna), reverse("statement_send", args=[case.participant.uuid])
    page = client.get(url).content.decode()
    assert f'value="{mine.uuid}"' in page
    assert f'value="{theirs.uuid}"' not in page
    assert f'value="{linked.uuid}"' not in page
    told = {"kind": "intyg", "disclosed": str(mine.uuid), "reference": "dnr 12"}
    answer = client.post(url, told | {"disclosed": str(theirs.uuid)})
    assert list(answer.context["form"].errors) == ["disclosed"]
    assert 'value="dnr 12"' in answer.content.decode()
    assert client.post(url, told).status_code == 302
    row = Statement.objects.latest("pk")
    assert (row.disclosure, row.direction, row.reference) == (mine, "sent", "dnr 12")
    assert (row.party, row.day) == (f"{mine.organisation}, {mine.person}", timezone.localdate(mine.disclosed_at))
    assert Disclosure.objects.count() == 3
    assert f'value="{mine.uuid}"' not in client.get(url).content.decode()
    assert mine.get_absolute_url() in client.get(reverse("statements", args=[case.participant.uuid])).text


def test_a_disclosure_of_another_case_is_refused_and_kept_out(people: People, case: Enrolment) -> None:
    other = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    theirs, mine = told_in(other), told_in(case)
    said = {"enrolment": case, "kind": kind("intyg"), "reference": "", "by": people.anna, "now": NOW}
    with pytest.raises(Refused, match="ett annat ärende"):
        link_statement(disclosure=theirs, **said)
    link_statement(disclosure=mine, **said)
    with pytest.raises(Refused, match="hör redan till"):
        link_statement(disclosure=mine, **said)
    StatementFactory(enrolment=case, direction="sent", due_on=None, disclosure=theirs)
    with pytest.raises(IntegrityError, match="statement_disclosed_in_its_case"):
        connection.check_constraints()
