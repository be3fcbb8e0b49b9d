"""The agreement about an internship: its text, who signs it in which order, and what a change does to signatures."""

from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from amc.due import KEYS
from amc.obstacles import Refused
from placements import actions, due_agreements
from placements.actions.agreements import text_of
from placements.models import AgreementClause, Internship, InternshipAgreement, InternshipKind, InternshipSignature
from placements.rules.agreement import AgreementText, Signing, signing_obstacles, writing_obstacles
from placements.rules.periods import Period
from tests.factories import InternshipFactory, SupervisorFactory, at
from tests.placements.agreement_room import InternshipAgreementFactory, InternshipSignatureFactory, signed_by_all
from tests.placements.pages import TODAY
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")
NOW = at(TODAY, 14)
BOTH = ("participant", "employer")
TEXT = AgreementText(
    kind="Arbetsträning",
    employer="Vård- och omsorgsförvaltningen",
    workplace="Köket på Ängen",
    period=Period(D("2026-12-01"), D("2027-02-28")),
    days=tuple(Decimal(one) for one in ("8", "8", "0", "0", "4.5", "0", "0")),
    purpose="",
    tasks="Packa\nDuka",
    supervisor="Hans Hedlund",
    clauses=(("Försäkring", "Kommunen."),),
)


# --- Rules ---------------------------------------------------------------------------------------


def test_the_text_in_words():
    assert TEXT.title == "Överenskommelse om arbetsträning"
    assert dict(TEXT.lines) == {
        "Slag": "Arbetsträning",
        "Arbetsgivare och arbetsplats": "Köket på Ängen, Vård- och omsorgsförvaltningen",
        "Tid": "2026-12-01 – 2027-02-28",
        "Timmar": "20,5 timmar i veckan: mån–tis 8, fre 4,5",
        "Handledare": "Hans Hedlund",
        "Syfte": "–",
        "Arbetsuppgifter": "Packa\nDuka",
        "Försäkring": "Kommunen.",
    }


def test_the_text_is_kept_and_read_as_it_was():
    assert AgreementText.from_data(TEXT.as_data()) == TEXT
    assert AgreementText.from_data(TEXT.as_data()).fingerprint == TEXT.fingerprint


PAPER = {"how": "paper", "paper_date": TODAY, "paper_reference": "Pärm 3"}


@pytest.mark.parametrize(
    ("parties", "signed", "values", "codes"),
    [
        ([], (), {}, ["nobody_signs"]),
        (["participant"], (), {}, []),
        (["employer"], (), {}, ["signer_missing"]),
        (["employer"], (), {"name": "Hans"}, []),
        (["employer", "participant"], (), {"name": "Hans"}, []),
        (["consultant"], (), {}, ["consultant_last"]),
        (["consultant"], ("participant",), {}, ["consultant_last"]),
        (["consultant", "employer"], ("participant",), {"name": "Hans"}, []),
        (["consultant"], BOTH, {}, []),
        (["participant"], ("participant",), {}, ["already_signed"]),
        (["participant"], (), {"how": "behalf"}, ["reason_missing"]),
        (["participant"], (), {"how": "behalf", "reason": "Ligger på sjukhus."}, []),
        (["participant"], (), {"how": "paper"}, ["paper_date_missing", "paper_reference_missing"]),
        (["participant"], (), PAPER | {"paper_date": D("2026-11-25")}, ["paper_date_ahead"]),
        (["participant"], (), PAPER, []),
        # The consultant's own is on the screen, whatever is chosen for the others.
        (["consultant"], BOTH, {"how": "behalf"}, []),
    ],
)
def test_who_may_sign_when(parties, signed, values, codes):
    found = signing_obstacles(Signing(parties, **values), signed=signed, today=TODAY)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("open_case", "reason", "last", "codes"),
    [
        (True, "", "2027-01-31", []),
        (True, "", "2026-11-24", []),
        (True, "", "2026-11-23", ["has_ended"]),
        (True, "own", "2026-11-24", ["has_ended"]),
        (True, "own", "2026-11-30", []),
        (False, "", "2027-01-31", ["enrolment_closed"]),
    ],
)
def test_when_there_is_something_to_agree_on(open_case, reason, last, codes):
    found = writing_obstacles(enrolment_open=open_case, end_reason=reason, last=D(last), today=TODAY)
    assert [one.code for one in found] == codes


# --- Writing -------------------------------------------------------------------------------------


@pytest.fixture
def running(enrolment, hans):
    return InternshipFactory(
        enrolment=enrolment, supervisor=hans, last_day=D("2027-02-28"), tasks="Packa varor", purpose="Pröva lager"
    )


@pytest.fixture
def agreement(running):
    return InternshipAgreementFactory(internship=running)


def start(enrolment, people, kind):
    workplace = InternshipFactory(enrolment=enrolment).workplace
    return actions.start_internship(
        enrolment=enrolment,
        kind=InternshipKind.objects.get(code=kind),
        workplace=workplace,
        first_day=D("2026-12-01"),
        last_day=D("2026-12-02"),
        hours_per_week=20,
        supervisor=SupervisorFactory(),
        by=people.anna,
        today=TODAY,
        acknowledged=["responsibility_missing", "supervisor_elsewhere", "praktik_here_before"],
        reason="Andra uppgifter nu.",
    )


@pytest.mark.parametrize(("kind", "versions"), [("praktik", 1), ("studiebesok", 0)])
def test_an_internship_begins_with_a_text_to_sign_where_its_kind_has_one(kind, versions, enrolment, people):
    assert start(enrolment, people, kind).agreements.count() == versions


def test_the_text_says_what_the_internship_is(running):
    text = text_of(running)
    assert (text.tasks, text.purpose, text.supervisor) == ("Packa varor", "Pröva lager", "Hans Hedlund")
    assert [heading for heading, _ in text.clauses][:2] == ["Försäkring", "Arbetsmiljö och handledning"]
    assert running.enrolment.participant.last_name not in str(text.as_data())


def test_the_text_does_not_tell_the_employer_of_the_programme(enrolment):
    kind = InternshipKind.objects.get(code="arbetstraning_job")
    assert "450" not in str(text_of(InternshipFactory(enrolment=enrolment, kind=kind)).as_data())


def test_writing_again_changes_nothing_when_nothing_is_new(running, people):
    first = actions.write_agreement(running, by=people.anna, now=NOW)
    assert actions.write_agreement(running, by=people.anna, now=NOW).pk == first.pk
    assert (first.number, first.changed_at) == (1, None)


def test_nothing_is_written_of_what_has_ended(running, people):
    Internship.objects.filter(pk=running.pk).update(end_reason="own", period=("2026-09-01", "2026-11-24"))
    with pytest.raises(Refused, match="slutade"):
        actions.write_agreement(running, by=people.anna, now=NOW)


# --- Signing -------------------------------------------------------------------------------------


def seen(agreement):
    return AgreementText.from_data(InternshipAgreement.objects.get(pk=agreement.pk).text).fingerprint


def sign(agreement, by, *parties, **values):
    signing = Signing(parties, **{"name": "Hans Hedlund"} | values)
    return actions.sign_agreement(agreement, seen=seen(agreement), signing=signing, by=by, now=NOW)


def test_it_is_frozen_when_the_consultant_has_signed(agreement, people):
    assert sign(agreement, people.anna, "employer").is_open
    assert sign(agreement, people.anna, "participant", **PAPER).is_open
    done = sign(agreement, people.anna, "consultant")
    assert done.frozen_at == NOW
    told = {row.party: (row.how, row.name, row.paper_reference) for row in done.signatures.all()}
    assert told == {
        "employer": ("screen", "Hans Hedlund", ""),
        "participant": ("paper", "", "Pärm 3"),
        "consultant": ("screen", "", ""),
    }
    with pytest.raises(Refused, match="redan underskriven"):
        sign(agreement, people.anna, "participant")


def test_all_three_at_once(agreement, people):
    assert not sign(agreement, people.anna, "consultant", "employer", "participant").is_open


def test_another_text_than_the_one_that_was_shown_is_not_signed(agreement, running, people):
    old = seen(agreement)
    change(running, people)
    with pytest.raises(Refused) as refused:
        actions.sign_agreement(agreement, seen=old, signing=Signing(["participant"]), by=people.anna, now=NOW)
    assert refused.value.codes == ("text_changed",)
    assert not InternshipSignature.objects.exists()


def test_the_consultant_does_not_freeze_what_no_longer_holds(agreement, running, people):
    """A name put right in the register passes by the internship."""
    sign(agreement, people.anna, *BOTH)
    employer = running.workplace.employer
    type(employer).objects.filter(pk=employer.pk).update(name="Omsorgen")
    with pytest.raises(Refused) as refused:
        sign(agreement, people.anna, "consultant")
    assert refused.value.codes == ("text_outdated",)
    actions.write_agreement(running, by=people.anna, now=NOW)
    assert agreement.signatures.standing().count() == 0


def test_a_changed_clause_is_for_new_texts(agreement, people):
    AgreementClause.objects.filter(code="forsakring").update(text="Nytt bolag.")
    assert not sign(agreement, people.anna, *BOTH, "consultant").is_open


def change(internship, people, **values):
    internship.refresh_from_db()
    own = {
        "first_day": internship.first_day,
        "weekday_hours": internship.weekday_hours,
        "purpose": internship.purpose,
        "tasks": "Köra truck",
    }
    return actions.change_internship(internship, seen=internship.revision, by=people.bo, today=TODAY, **own | values)


def extend(internship, people):
    actions.extend_internship(
        internship,
        last_day=D("2027-03-31"),
        seen=internship.revision,
        by=people.bo,
        today=TODAY,
        acknowledged=["internship_too_long"],
        reason="Kursen slutar i mars.",
    )


def end(internship, people):
    actions.end_internship(
        internship, last_day=D("2026-12-31"), end_reason="own", seen=internship.revision, by=people.bo
    )


def supervised_by_another(internship, people):
    actions.change_supervisor(
        internship,
        supervisor=SupervisorFactory(employer=internship.workplace.employer),
        first_day=D("2026-12-01"),
        by=people.bo,
        today=TODAY,
    )


@pytest.mark.parametrize("what", [change, extend, end, supervised_by_another])
def test_a_change_takes_the_signatures_of_an_open_text_and_says_whose(what, agreement, running, people):
    sign(agreement, people.anna, *BOTH)
    what(running, people)
    agreement.refresh_from_db()
    assert (agreement.changed_by, agreement.number, agreement.is_open) == (people.bo, 1, True)
    lost = agreement.signatures.filter(lost_at__isnull=False)
    assert {(row.party, row.lost_by) for row in lost} == {(party, people.bo) for party in BOTH}
    assert not agreement.signatures.standing().exists()


def test_a_change_that_changes_no_word_takes_nothing(agreement, running, people):
    sign(agreement, people.anna, *BOTH)
    change(running, people, tasks="Packa varor")
    assert agreement.signatures.standing().count() == 2


@pytest.mark.parametrize(("what", "versions"), [(change, 2), (extend, 2), (supervised_by_another, 2), (end, 1)])
def test_a_change_after_all_have_signed_makes_a_new_version(what, versions, agreement, running, people):
    signed_by_all(agreement)
    what(running, people)
    assert running.agreements.count() == versions
    agreement.refresh_from_db()
    assert not agreement.is_open
    assert agreement.signatures.standing().count() == 3
    if versions == 2:
        assert running.agreements.order_by("-number")[0].is_open


# --- What PostgreSQL keeps -----------------------------------------------------------------------


def refused(action):
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        action()
    cause = error.value.__cause__
    return getattr(getattr(cause, "diag", None), "constraint_name", "")


def test_postgresql_lets_nobody_sign_before_their_turn_or_change_what_is_signed(agreement, people):
    def add(**values):
        return InternshipSignatureFactory(agreement=agreement, **values)

    def update(**values):
        InternshipAgreement.objects.filter(pk=agreement.pk).update(**values)

    def update_signature(**values):
        InternshipSignature.objects.filter(agreement=agreement).update(**values)

    first = add()
    assert refused(lambda: add(party="consultant")) == "consultant_signs_last"
    assert refused(lambda: add(party="employer")) == "somebody_signs_for_the_employer"
    assert refused(add) == "signed_once"
    assert refused(lambda: update(frozen_at=NOW)) == "agreement_is_signed_by_three"
    assert refused(lambda: update(text={})) == "text_under_a_signature_stands"
    assert refused(lambda: update_signature(reason="Nytt")) == "signature_is_only_lost"
    update_signature(lost_at=NOW, lost_by=people.anna)
    assert refused(lambda: update_signature(lost_at=None, lost_by=None)) == "signature_is_only_lost"
    assert refused(first.delete) is None
    signed_by_all(agreement)
    assert refused(lambda: update(text={})) == "signed_agreement_is_frozen"
    assert refused(lambda: update_signature(lost_at=NOW, lost_by=people.anna)) == "signature_is_only_lost"
    assert refused(lambda: add(party="employer", name="Hans")) == "signed_agreement_is_frozen"


@pytest.mark.parametrize("values", [
    {"how": "paper"}, {"how": "paper", "paper_date": TODAY}, {"how": "behalf"}, {"reason": "Skäl"},
    {"name": "Namn"}, {"lost_at": NOW},
])  # fmt: skip
def test_a_signature_says_how(values, agreement):
    with pytest.raises(IntegrityError), transaction.atomic():
        InternshipSignatureFactory(agreement=agreement, **values)


def test_there_is_one_open_text(agreement):
    with pytest.raises(IntegrityError, match="one_open_agreement"), transaction.atomic():
        InternshipAgreementFactory(internship=agreement.internship, number=2)


# --- What is remembered --------------------------------------------------------------------------


def asked(rule, day=TODAY):
    rows = list(rule.rows(day))
    assert all(set(row) == set(KEYS) for row in rows)
    return [(f"{row['due_on']}", row["responsible_id"]) for row in rows]


@pytest.fixture
def coming(enrolment, hans):
    return InternshipFactory(enrolment=enrolment, supervisor=hans, first_day=D("2026-12-14"), last_day=D("2027-02-28"))


def test_an_unsigned_agreement_is_asked_for_by_the_first_day(coming, people):
    row = InternshipAgreementFactory(internship=coming)
    assert asked(due_agreements.UNSIGNED, D("2026-11-13")) == []
    assert asked(due_agreements.UNSIGNED) == [("2026-12-14", people.anna.pk)]
    assert asked(due_agreements.SUPERVISOR) == [("2026-12-14", people.hans.pk)]
    sign(row, people.anna, "employer")
    assert asked(due_agreements.SUPERVISOR) == []
    sign(row, people.anna, "participant", "consultant")
    assert asked(due_agreements.UNSIGNED) == []


def test_a_text_that_is_changed_later_has_a_week(running, agreement, people):
    assert asked(due_agreements.UNSIGNED) == [("2026-12-01", people.anna.pk)]
    with time_machine.travel(at(D("2026-12-10")), tick=False):
        change(running, people)
    assert asked(due_agreements.UNSIGNED, D("2026-12-10")) == [("2026-12-17", people.anna.pk)]
    assert asked(due_agreements.UNSIGNED, D("2027-03-01")) == []


def test_those_who_lost_their_signature_are_told(running, agreement, people):
    sign(agreement, people.hans, "employer")
    sign(agreement, people.anna, "participant")
    assert asked(due_agreements.LOST) == []
    change(running, people)
    assert asked(due_agreements.LOST) == [("2026-11-24", people.anna.pk)] * 2
    assert asked(due_agreements.LOST_SUPERVISOR) == [("2026-11-24", people.hans.pk)]
    sign(agreement, people.hans, "employer")
    assert asked(due_agreements.LOST_SUPERVISOR) == []
    assert asked(due_agreements.LOST) == [("2026-11-24", people.anna.pk)]
    change(running, people, tasks="Städa")
    lost = InternshipSignature.objects.filter(party="employer").order_by("-pk")[0]
    told = [row["subject"] for row in due_agreements.LOST_SUPERVISOR.rows(TODAY)]
    assert told == [lost.uuid]


def test_nothing_is_asked_of_what_has_ended(running, agreement, people):
    sign(agreement, people.anna, "participant")
    end(running, people)
    assert [asked(rule) for rule in due_agreements.RULES] == [[]] * 4


def test_a_supervisor_who_has_no_account_is_not_asked(enrolment):
    internship = InternshipFactory(enrolment=enrolment, last_day=D("2026-12-31"))
    InternshipAgreementFactory(internship=internship)
    assert asked(due_agreements.SUPERVISOR) == []
    assert len(asked(due_agreements.UNSIGNED)) == 1
