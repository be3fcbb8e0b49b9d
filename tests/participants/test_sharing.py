"""Consents and disclosures: the rules, the walls in PostgreSQL, and who sees what (domain.md 3; JO 1029-2017)."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.obstacles import Refused
from participants.actions.sharing import record_disclosure, set_withheld, withdraw_consent
from participants.models import Consent, Disclosure, Enrolment, Withheld
from participants.rules import sharing as rules
from participants.rules.sharing import ConsentTerms, Fact, Party, consent_obstacles, disclosure_obstacles, left_out
from tests.factories import People, at
from tests.participants.case_room import NOW, TODAY, case, clock, people, signed_in  # noqa: F401
from tests.participants.sharing_room import ConsentFactory, DisclosureFactory

DAY = dt.date(2026, 11, 20)
HEALTH = "omrade-halsa"


# --- The rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"facts": []}, "nothing"),
        ({"given_on": TODAY + dt.timedelta(days=1)}, "in_future"),
        ({"valid_to": dt.date(2026, 9, 30)}, "ends_before"),
        ({"valid_to": dt.date(2028, 10, 1)}, None),
        ({"valid_to": dt.date(2028, 10, 2)}, "too_long"),
        ({"how": "paper", "paper_ref": " "}, "no_paper"),
        ({"how": "oral"}, "no_note"),
        ({"how": "oral", "oral_note": "Vid samtalet, inför Bo."}, None),
        ({"sensitive": True}, "not_in_case"),
        ({"sensitive": True, "works_with_case": True}, None),
    ],
)
def test_what_a_consent_must_be(change, code) -> None:
    asked = {
        "facts": ["plan"],
        "given_on": dt.date(2026, 10, 1),
        "valid_to": dt.date(2027, 9, 30),
        "today": TODAY,
        "how": "screen",
        "paper_ref": "",
        "oral_note": "",
        "sensitive": False,
        "works_with_case": False,
    }
    assert [found.code for found in consent_obstacles(**asked | change)] == ([code] if code else [])


TERMS = ConsentTerms(["plan", HEALTH], dt.date(2026, 10, 1), dt.date(2026, 12, 31), None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"facts": []}, "nothing"),
        ({"facts": ["plan", "narvaro"]}, "not_covered"),
        ({"day": dt.date(2026, 9, 30)}, "not_in_force"),
        ({"day": dt.date(2026, 12, 31)}, None),
        ({"day": dt.date(2027, 1, 1)}, "not_in_force"),
        ({"consent": ConsentTerms(["plan"], DAY, DAY, at(DAY, 10))}, "not_in_force"),
        ({"consent": ConsentTerms(["plan"], DAY, DAY, at(DAY, 11))}, None),
        ({"consent": None, "statute": "10 kap. 2 § OSL", "reasons": "Behövs."}, None),
        ({"consent": None, "reasons": "Behövs."}, "no_statute"),
        ({"consent": None, "statute": "10 kap. 2 § OSL", "reasons": " "}, "no_reasons"),
        ({"at": at(DAY, 15)}, "in_future"),
        ({"organisation": " "}, "nobody"),
        ({"sensitive": True}, "not_in_case"),
    ],
)
def test_what_a_disclosure_needs(change, code) -> None:
    asked = {
        "facts": ["plan"],
        "consent": TERMS,
        "statute": "",
        "reasons": "",
        "organisation": "Bageriet",
        "at": at(DAY, 10),
        "day": DAY,
        "now": at(DAY, 14),
        "sensitive": False,
        "works_with_case": False,
    }
    assert [found.code for found in disclosure_obstacles(**asked | change)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("fact", "party", "more", "reason"),
    [
        (Fact.PLAN, Party.REFERRER, {}, None),
        (Fact.PLAN, Party.REFERRER, {"marked": True}, rules.MARKED),
        (Fact.PLAN, Party.PARTICIPANT, {"marked": True}, None),
        (Fact.PLAN, Party.EMPLOYER, {}, rules.NOT_LISTED[Party.EMPLOYER]),
        (Fact.PLACEMENT, Party.EMPLOYER, {}, None),
        (Fact.PLACEMENT, Party.EMPLOYER, {"elsewhere": True}, rules.OTHER_PLACE),
        (Fact.THREE_PARTIES, Party.EMPLOYER, {}, None),
        (Fact.FOLLOW_UP, Party.EMPLOYER, {}, rules.NOT_LISTED[Party.EMPLOYER]),
        (Fact.AREA, Party.REFERRER, {}, None),
        (Fact.AREA, Party.REFERRER, {"sensitive": True}, rules.SENSITIVE),
        (Fact.AREA, Party.EMPLOYER, {"sensitive": True}, rules.NOT_LISTED[Party.EMPLOYER]),
        (Fact.AREA, Party.PARTICIPANT, {"sensitive": True}, None),
        # Something sensitive reaches an employer as what a disclosure told, and in no other way.
        (Fact.TOLD, Party.EMPLOYER, {"sensitive": True}, None),
        (Fact.TOLD, Party.REFERRER, {"sensitive": True}, rules.NOT_LISTED[Party.REFERRER]),
        (Fact.JOURNAL, Party.REFERRER, {}, rules.JOURNAL),
        (Fact.JOURNAL, Party.EMPLOYER, {}, rules.JOURNAL),
        (Fact.JOURNAL, Party.PARTICIPANT, {}, rules.JOURNAL),
    ],
)
def test_which_facts_go_to_whom(fact, party, more, reason) -> None:
    assert left_out(fact, party, **more) == reason


# --- The actions, and the walls below them --------------------------------------------------------


def told(case: Enrolment, by, **change):  # noqa: F811
    values = {
        "participant": case.participant,
        "enrolment": case,
        "consent": None,
        "recipient": "arbetsgivare",
        "organisation": "Bageriet Vetekornet",
        "person": "Disa Dahl, chef",
        "what": "Behöver pauser.",
        "facts": ["placering"],
        "statute": "",
        "reasons": "",
        "form": "oral",
        "disclosed_at": NOW,
        "by": by,
        "now": NOW,
    }
    return record_disclosure(**values | change)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestDisclosing:
    def test_on_a_consent_the_recipient_is_the_consents(self, people: People, case: Enrolment) -> None:  # noqa: F811
        consent = ConsentFactory(participant=case.participant, recorded_by=people.anna)
        row = told(case, people.anna, consent=consent, organisation="Någon annan", statute="x", reasons="y")
        assert (row.organisation, row.statute, row.reasons) == ("Bageriet Vetekornet", "", "")

    def test_withdrawal_takes_effect_at_once(self, people: People, case: Enrolment) -> None:  # noqa: F811
        consent = ConsentFactory(participant=case.participant, recorded_by=people.anna)
        told(case, people.anna, consent=consent)
        withdraw_consent(consent, note="Ringde.", by=people.bo, now=NOW)
        with pytest.raises(Refused) as refused:
            told(case, people.anna, consent=consent)
        assert refused.value.codes == ("not_in_force",)
        assert not Consent.objects.in_force(NOW).exists()
        earlier = told(case, people.anna, consent=consent, disclosed_at=NOW - dt.timedelta(hours=1))
        assert earlier.consent == consent
        with pytest.raises(Refused):
            withdraw_consent(consent, note="", by=people.bo, now=NOW)

    @pytest.mark.parametrize(
        "change",
        [
            {"organisation": "Någon annan"},
            {"recipient": "af"},
            {"facts": ["plan"]},
            {"disclosed_at": at(dt.date(2026, 9, 30))},
            {"disclosed_at": at(dt.date(2027, 10, 1))},
        ],
    )
    def test_postgresql_refuses_what_the_consent_does_not_cover(self, people: People, case, change) -> None:  # noqa: F811
        consent = ConsentFactory(participant=case.participant, recorded_by=people.anna)
        values = {
            "participant": case.participant,
            "disclosed_by": people.anna,
            "consent": consent,
            "recipient": "arbetsgivare",
            "organisation": consent.organisation,
            "facts": ["kontakt"],
            "statute": "",
            "reasons": "",
        }
        DisclosureFactory(**values)
        with pytest.raises(IntegrityError, match="no consent in force"), transaction.atomic():
            DisclosureFactory(**values | change)

    def test_postgresql_refuses_a_withdrawn_or_strangers_consent(self, people: People, case) -> None:  # noqa: F811
        strangers = ConsentFactory()
        taken_back = ConsentFactory(participant=case.participant, withdrawn_at=NOW, withdrawn_recorded_by=people.bo)
        for consent in (strangers, taken_back):
            with pytest.raises(IntegrityError, match="no consent in force"), transaction.atomic():
                DisclosureFactory(
                    participant=case.participant,
                    consent=consent,
                    recipient="arbetsgivare",
                    organisation=consent.organisation,
                    facts=["kontakt"],
                    statute="",
                    reasons="",
                    disclosed_at=NOW,
                )

    def test_neither_is_rewritten(self, people: People, case: Enrolment) -> None:  # noqa: F811
        consent = ConsentFactory(participant=case.participant)
        row = DisclosureFactory(participant=case.participant)
        attempts = [
            lambda: Disclosure.objects.filter(pk=row.pk).update(what="Annat"),
            lambda: Disclosure.objects.filter(pk=row.pk).delete(),
            lambda: Consent.objects.filter(pk=consent.pk).update(organisation="Annan"),
            lambda: Consent.objects.filter(pk=consent.pk).delete(),
        ]
        for attempt in attempts:
            with pytest.raises((InternalError, ProgrammingError), match=r"denied|Cannot"), transaction.atomic():
                attempt()

    def test_a_sensitive_area_is_told_by_those_who_work_with_the_case(self, people: People, case) -> None:  # noqa: F811
        ground = {"statute": "10 kap. 2 § OSL", "reasons": "Behövs.", "facts": [HEALTH]}
        with pytest.raises(Refused) as refused:
            told(case, people.bo, **ground)
        assert refused.value.codes == ("not_in_case",)
        assert told(case, people.anna, **ground).sensitive

    def test_a_mark_is_lifted_and_kept(self, people: People, case: Enrolment) -> None:  # noqa: F811
        mark = {"of": "mal", "subject": case.uuid, "by": people.anna, "now": NOW}
        for withheld in (True, True, False, False, True):
            set_withheld(case.participant, withheld=withheld, **mark)
        rows = Withheld.objects.filter(participant=case.participant)
        assert (rows.count(), rows.standing().count()) == (2, 1)


# --- The pages ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestPages:
    def test_a_consent_is_given_and_taken_back(self, people: People, case: Enrolment) -> None:  # noqa: F811
        client, person = signed_in(people.anna), case.participant
        form = {
            "recipient": "arbetsgivare",
            "organisation": "Bageriet Vetekornet",
            "facts": ["placering", HEALTH],
            "purpose": "Så att schemat passar.",
            "given_on": "2026-11-24",
            "valid_to": "2027-05-24",
            "given_how": "paper",
        }
        page = client.post(reverse("consent_create", args=[person.uuid]), form)
        assert "Skriv var det undertecknade papperet finns." in page.content.decode()
        client.post(reverse("consent_create", args=[person.uuid]), form | {"paper_ref": "Pärm 4"})
        consent = Consent.objects.get()
        assert (consent.sensitive, consent.recorded_by) == (True, people.anna)
        client.post(reverse("consent_withdraw", args=[consent.uuid]), {"note": "Ringde."})
        assert "Återkallat" in client.get(reverse("sharing", args=[person.uuid])).content.decode()

    def test_a_disclosure_on_a_consent(self, people: People, case: Enrolment) -> None:  # noqa: F811
        consent = ConsentFactory(participant=case.participant, recorded_by=people.anna)
        client = signed_in(people.anna)
        form = {
            "consent": consent.uuid,
            "person": "Disa Dahl",
            "facts": ["placering"],
            "what": "Börjar klockan nio.",
            "form": "oral",
            "disclosed_at": "2026-11-24T13:00",
        }
        page = client.post(reverse("disclosure_create", args=[case.participant.uuid]), form, follow=True)
        assert "Börjar klockan nio." in page.content.decode()
        row = Disclosure.objects.get()
        assert (row.consent, row.organisation, row.enrolment) == (consent, consent.organisation, case)

    def test_without_consent_the_test_is_written_down(self, people: People, case: Enrolment) -> None:  # noqa: F811
        form = {
            "consent": "utan",
            "person": "Disa",
            "facts": ["placering"],
            "what": "Att platsen är klar.",
            "form": "oral",
            "disclosed_at": "2026-11-24T13:00",
        }
        page = signed_in(people.anna).post(reverse("disclosure_create", args=[case.participant.uuid]), form)
        assert "Välj vilket slags mottagare" in page.content.decode()
        form |= {"recipient": "af", "organisation": "AF", "reasons": "Behövs."}
        page = signed_in(people.anna).post(reverse("disclosure_create", args=[case.participant.uuid]), form)
        assert "Skriv det lagrum som tillåter utlämnandet utan samtycke." in page.content.decode()
        form |= {"statute": "10 kap. 2 § OSL"}
        signed_in(people.anna).post(reverse("disclosure_create", args=[case.participant.uuid]), form)
        assert Disclosure.objects.get().statute == "10 kap. 2 § OSL"

    def test_something_sensitive_is_shown_to_those_who_work_with_the_case(self, people, case) -> None:  # noqa: F811
        consent = ConsentFactory(participant=case.participant, facts=[HEALTH], sensitive=True, purpose="Kanariegul")
        row = DisclosureFactory(participant=case.participant, facts=[HEALTH], sensitive=True, organisation="Kanarien")
        page = reverse("sharing", args=[case.participant.uuid])
        for user, sees in ((people.anna, True), (people.bo, False), (people.eva, False)):
            client = signed_in(user)
            text = client.get(page).content.decode()
            assert ("Kanariegul" in text, "Kanarien" in text) == (sees, sees)
            assert client.get(reverse("disclosure_detail", args=[row.uuid])).status_code == (200 if sees else 404)
            assert client.get(reverse("consent_withdraw", args=[consent.uuid])).status_code == (200 if sees else 404)
            form = client.get(reverse("consent_create", args=[case.participant.uuid])).content.decode()
            assert (HEALTH in form) == sees

    def test_a_document_is_shown_as_it_was(self, people: People, case: Enrolment) -> None:  # noqa: F811
        document = {"title": "Återrapport", "parts": [{"heading": "Plan", "text": "Går som tänkt."}]}
        row = DisclosureFactory(participant=case.participant, form="document", document=document)
        oral = DisclosureFactory(participant=case.participant)
        client = signed_in(people.anna)
        assert client.get(reverse("disclosure_document", args=[row.uuid])).content.startswith(b"%PDF")
        assert client.get(reverse("disclosure_document", args=[oral.uuid])).status_code == 404

    def test_as_many_queries_for_many_as_for_one(self, people: People, case: Enrolment) -> None:  # noqa: F811
        client, page, counts = signed_in(people.anna), reverse("sharing", args=[case.participant.uuid]), []
        for _ in range(2):
            for _ in range(6):
                ConsentFactory(participant=case.participant)
                DisclosureFactory(participant=case.participant)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 12
