"""Openings, proposals and the last place, in the database."""

import threading

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from psycopg import errors

from amc.matching import actions, due
from amc.matching.facts import lists_on, places_on
from amc.matching.models import Opening, Proposal, Seeking
from amc.obstacles import Refused
from amc.reminders.asking import due_rows, of_unit
from amc.revisions import Stale
from amc.web.obstacles import constraint_obstacle
from participants.models import Enrolment
from placements.actions import merge_employers
from tests.factories import EnrolmentFactory, WorkplaceFactory, make_people
from tests.matching.room import OpeningFactory, ProposalFactory, SeekingFactory
from tests.placements.pages import TODAY


def propose(case, opening, by, state="reserved", **values):
    return actions.propose(case, opening=opening, state=state, by=by, today=TODAY, **{"answer_by": None} | values)


def answer(proposal, state, **values):
    return actions.answer_proposal(proposal, seen=proposal.revision, state=state, today=TODAY, **values)


def taken(opening):
    return Opening.objects.values_list("taken", flat=True).get(pk=opening.pk)


def codes(refused):
    return list(refused.value.codes)


def test_a_place_is_reserved_offered_and_filled_and_left(case, opening, people):
    row = propose(case, opening, people.anna)
    assert taken(opening) == 1
    row = answer(row, "offered", answer_by=TODAY)
    row = answer(row, "accepted")
    assert (row.answer_by, taken(opening)) == (None, 1)
    answer(row, "ended", reason="Fick jobb")
    assert taken(opening) == 0


def test_a_no_is_said_by_somebody_and_with_a_reason_and_frees_the_place(case, opening, people):
    row = propose(case, opening, people.anna, "offered")
    with pytest.raises(Refused) as refused:
        answer(row, "declined")
    assert codes(refused) == ["who", "why"]
    row = answer(row, "declined", declined_by="platsen", reason=" Ingen handledare ")
    assert (row.reason, taken(opening)) == ("Ingen handledare", 0)
    again = propose(case, opening, people.anna)
    assert again.pk != row.pk
    with pytest.raises(IntegrityError, match="declined_for_a_reason"), transaction.atomic():
        Proposal.objects.filter(pk=row.pk).update(reason="")


def test_the_last_place_is_taken_once(case, opening, people):
    propose(case, opening, people.anna)
    other = EnrolmentFactory(participant__unit=people.unit)
    with pytest.raises(Refused, match="den sista tog någon annan nyss") as refused:
        propose(other, opening, people.bo)
    assert codes(refused) == ["full"]


def test_one_is_proposed_once_for_an_opening(case, people):
    opening = OpeningFactory(places=3)
    propose(case, opening, people.anna)
    with pytest.raises(Refused) as refused:
        propose(case, opening, people.bo)
    assert codes(refused) == ["already"]
    with pytest.raises(IntegrityError, match="holds_an_opening_once"), transaction.atomic():
        ProposalFactory(opening=opening, enrolment=case, created_by=people.anna)


def test_a_closed_opening_takes_nobody_and_opens_again(case, opening, people):
    actions.close_opening(opening, closed_as="filled", today=TODAY)
    with pytest.raises(Refused) as refused:
        propose(case, opening, people.anna)
    assert codes(refused) == ["opening_closed"]
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        ProposalFactory(opening=opening, enrolment=case)
    assert constraint_obstacle(error.value).code == "opening_closed"
    with pytest.raises(Refused):
        actions.close_opening(opening, closed_as="other", today=TODAY)
    actions.reopen_opening(opening, today=TODAY)
    assert propose(case, opening, people.anna).pk


@pytest.mark.parametrize("gone", ["workplace", "employer"])
def test_nobody_is_proposed_where_the_workplace_is_no_longer_used(case, opening, people, gone):
    other = EnrolmentFactory(participant__unit=people.unit)
    places = OpeningFactory(workplace=opening.workplace, places=3)
    propose(other, places, people.anna)
    out_of_use(opening.workplace, gone)
    with pytest.raises(Refused, match="används inte längre och tar inte emot någon") as refused:
        propose(case, opening, people.anna)
    assert codes(refused) == ["workplace_not_used"]
    rows = Opening.objects
    assert list(rows.free_on(TODAY)) == list(rows.open()) == []
    # What somebody has is still offered, and no more.
    assert list(rows.offered_on(TODAY)) == [places]
    assert set(rows.shut()) == {opening, places}
    assert not places_on(people.anna, TODAY, lists_on(TODAY))
    with pytest.raises(Refused) as refused:
        actions.add_opening(by=people.anna, workplace=opening.workplace, kind="praktik", title="Diska")
    assert codes(refused) == ["not_used"]
    actions.close_opening(opening, closed_as="other", today=TODAY)
    with pytest.raises(Refused, match="används inte längre") as refused:
        actions.reopen_opening(opening, today=TODAY)
    assert codes(refused) == ["not_used"]


def out_of_use(workplace, gone="workplace"):
    """The workplace, or its employer with all that it has, is no longer used."""
    row = workplace if gone == "workplace" else workplace.employer
    row.is_active = False
    row.save()


def test_there_are_never_fewer_places_than_are_taken(case, people):
    opening = OpeningFactory(places=2)
    for one in (case, EnrolmentFactory(participant__unit=people.unit)):
        propose(one, opening, people.anna)
    values = {"starts_on": None, "ends_on": None, "places": 1}
    with pytest.raises(Refused, match="2 platser är tagna"):
        actions.change_opening(opening, opening.revision, **values)
    with pytest.raises(IntegrityError, match="opening_not_overfilled"), transaction.atomic():
        Opening.objects.filter(pk=opening.pk).update(places=1)
    actions.change_opening(opening, opening.revision, **values | {"places": 2})
    with pytest.raises(Stale):
        actions.change_opening(Opening.objects.get(pk=opening.pk), 0, **values | {"places": 4})


def test_two_who_answer_at_once_are_told_of_each_other(case, opening, people):
    row = propose(case, opening, people.anna)
    answer(row, "offered")
    with pytest.raises(Refused, match="Nu är det: erbjuden"):
        actions.answer_proposal(row, seen=row.revision, state="accepted", today=TODAY)


def test_what_is_sought_is_written_once_and_changed_by_one_at_a_time(case, cook):
    values = {"kinds": ["praktik"], "wish_1": cook}
    row = actions.say_what_is_sought(case, seeking=None, **values)
    with pytest.raises(Refused, match="nyss"):
        actions.say_what_is_sought(case, seeking=None, **values)
    actions.say_what_is_sought(case, seeking=row, revision=0, level="b2", **values)
    with pytest.raises(Stale):
        actions.say_what_is_sought(case, seeking=Seeking.objects.get(pk=row.pk), revision=0, level="a1", **values)
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY)
    with pytest.raises(Refused, match="avslutat"):
        actions.say_what_is_sought(case, seeking=row, revision=1, **values)


def test_an_opening_goes_along_when_two_employers_become_one(people):
    kept, gone = WorkplaceFactory(name="Köket"), WorkplaceFactory(name="Köket")
    opening = OpeningFactory(workplace=gone)
    merge_employers(kept.employer, gone=gone.employer, by=people.anna, acknowledged=[f"merge_{gone.employer.uuid}"])
    opening.refresh_from_db()
    assert opening.workplace == kept


# --- Two at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_consultants_filling_the_last_place():
    """One gets it, the other waits and is told."""
    people = make_people()
    opening = OpeningFactory()
    cases = EnrolmentFactory.create_batch(2, participant__unit=people.unit)
    start, outcome = threading.Barrier(2), []

    def run(case, by):
        try:
            start.wait()
            propose(case, opening, by)
            outcome.append("done")
        except Refused as refused:
            outcome.append(refused.codes[0])
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=pair) for pair in zip(cases, (people.anna, people.bo), strict=True)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["done", "full"]
    assert (Proposal.objects.count(), taken(opening)) == (1, 1)


INSERT = """
    INSERT INTO matching_proposal (uuid, revision, opening_id, enrolment_id, state, declined_by, reason, created_by_id,
        created_at)
    VALUES (gen_random_uuid(), 0, %s, %s, 'reserved', '', '', %s, now())
"""


@pytest.fixture
def two(transactional_db):
    """Two connections of their own, with the rights of `app`."""
    settings = connection.settings_dict
    opened = [
        psycopg.connect(host=settings["OPTIONS"]["host"], dbname=settings["NAME"], user="app_tests") for _ in range(2)
    ]
    yield opened
    for one in opened:
        one.close()


@pytest.mark.django_db(transaction=True)
def test_postgresql_itself_lets_one_of_two_take_the_last_place(two):
    """Without a lock of ours: each inserts before either commits."""
    people = make_people()
    opening = OpeningFactory()
    cases = EnrolmentFactory.create_batch(2, participant__unit=people.unit, consultant=people.anna)
    found = []
    for one in two:
        one.execute("SELECT wall.enter(%s)", [people.anna.pk])
    two[0].execute(INSERT, [opening.pk, cases[0].pk, people.anna.pk])

    def late():
        try:
            two[1].execute(INSERT, [opening.pk, cases[1].pk, people.anna.pk])
            two[1].commit()
            found.append(None)
        except psycopg.Error as error:
            two[1].rollback()
            found.append(error)

    thread = threading.Thread(target=late)
    thread.start()
    thread.join(0.3)
    two[0].commit()
    thread.join(10)
    assert isinstance(found[0], errors.CheckViolation)
    assert found[0].diag.constraint_name == "opening_not_overfilled"
    assert taken(opening) == 1


def test_a_case_that_is_deleted_gives_its_place_back(case, opening, people, seeking):
    row = propose(case, opening, people.anna)
    row.delete()
    assert taken(opening) == 0
    assert SeekingFactory._meta.model.objects.filter(enrolment=case).exists()


def test_what_waits_for_an_answer_is_the_consultants(case, opening, people):
    row = propose(case, opening, people.bo, answer_by=TODAY)
    propose(EnrolmentFactory(participant__unit=people.unit, consultant=people.anna), OpeningFactory(), people.anna)
    (found,) = due_rows(TODAY, of_unit(people.unit.pk), rules=[due.PROPOSAL])
    assert (found.subject, found.responsible_id, found.due_on) == (row.uuid, people.anna.pk, TODAY)
    answer(row, "accepted")
    assert not due_rows(TODAY, of_unit(people.unit.pk), rules=[due.PROPOSAL])
