"""A set that follows a case is asked a first time: within its days from when it was chosen, or the case began."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from amc.due import KEYS
from handlingsplan import due
from handlingsplan.actions.measures import choose_sets
from handlingsplan.models import ProgressSet, ProgressVersion
from handlingsplan.progress_page import shown_sets
from handlingsplan.step_rules import first_on
from participants.models import Enrolment
from tests.factories import EnrolmentFactory, at
from tests.handlingsplan.held import measured, step_set
from tests.handlingsplan.room import TODAY

pytestmark = pytest.mark.django_db
D = dt.date


def ago(days):
    return TODAY - dt.timedelta(days=days)


def waiting(today=TODAY):
    return [row["due_on"] for row in due.FIRST_MEASURE.rows(today)]


@pytest.mark.parametrize(
    ("chosen", "opened", "published", "expected"),
    [
        (None, D(2026, 3, 1), D(2026, 1, 1), D(2026, 3, 15)),
        (None, D(2026, 3, 1), D(2026, 3, 10), D(2026, 3, 24)),
        (D(2026, 4, 1), D(2026, 3, 1), D(2026, 1, 1), D(2026, 4, 15)),
        (D(2026, 2, 1), D(2026, 3, 1), D(2026, 3, 10), D(2026, 2, 15)),
    ],
)
def test_the_day(chosen, opened, published, expected):
    assert first_on(14, chosen_on=chosen, opened_on=opened, published_on=published) == expected


@pytest.fixture
def chosen(people, enrolment):
    """The course alone was chosen ten days ago, to be answered within a week."""
    row = step_set(published=1, first_days=7)
    choose_sets(enrolment=enrolment, chosen=["kurs"], seen=["steg"], by=people.anna, now=at(ago(10)))
    return row


def test_what_was_chosen_and_never_answered_is_due(chosen, enrolment):
    (row,) = due.FIRST_MEASURE.rows(TODAY)
    assert set(row) == set(KEYS)
    assert (row["due_on"], row["subject"], row["responsible_id"]) == (ago(3), enrolment.uuid, enrolment.consultant_id)
    assert due.FIRST_MEASURE.url(row) == reverse("progress", args=[enrolment.participant.uuid])


def test_it_shows_a_week_before(chosen):
    assert [len(waiting(ago(days))) for days in (11, 10, 3)] == [0, 1, 1]


def test_the_first_answer_ends_it_and_the_other_rule_goes_on(chosen, enrolment):
    version = chosen.versions.get(number=1)
    measured(enrolment, ago(1), 4, voice="konsulent", version=version)
    assert waiting() == [ago(3)], "the participant's answers decide"
    measured(enrolment, TODAY, 4, version=version)
    assert waiting() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda row, people, case: ProgressSet.objects.filter(pk=row.pk).update(is_active=False),
        lambda row, people, case: choose_sets(enrolment=case, chosen=[], seen=["kurs"], by=people.anna, now=at(TODAY)),
        lambda row, people, case: Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY),
    ],
    ids=["out of use", "dropped", "closed"],
)
def test_what_is_not_to_be_asked_is_not_due(chosen, people, enrolment, change):
    change(chosen, people, enrolment)
    assert waiting() == []


def test_a_draft_is_not_due(people, enrolment):
    step_set(by_default=True)
    ProgressSet.objects.filter(code="steg").update(by_default=False)
    assert waiting(TODAY + dt.timedelta(days=400)) == []


def test_a_set_of_its_own_accord_is_due_from_when_the_case_began(people):
    """Published before this case began and after the other: what is new is not late everywhere at once."""
    ProgressSet.objects.filter(code="steg").update(is_active=False)
    row = step_set(published=1, by_default=True, first_days=5)
    (first,) = ProgressVersion.objects.filter(set=row, number=1).values_list("published_at", flat=True)
    today = first.date()
    old = EnrolmentFactory(participant__unit=people.unit, opened_on=today - dt.timedelta(days=90))
    assert waiting(today) == [today + dt.timedelta(days=5)]
    Enrolment.objects.filter(pk=old.pk).update(opened_on=today + dt.timedelta(days=2))
    assert waiting(today) == [today + dt.timedelta(days=7)]
    ProgressSet.objects.filter(pk=row.pk).update(from_sources=["finns-inte"])
    assert waiting(today + dt.timedelta(days=30)) == []
    ProgressSet.objects.filter(pk=row.pk).update(from_sources=["finns-inte", old.source.code])
    assert waiting(today) == [today + dt.timedelta(days=7)]


def test_of_several_sets_the_earliest_day_is_the_case_s(chosen, people, enrolment):
    step_set("prat", published=1, first_days=2, name="Prat")
    choose_sets(enrolment=enrolment, chosen=["kurs", "prat"], seen=["kurs"], by=people.anna, now=at(ago(9)))
    assert waiting() == [ago(7)]
    measured(enrolment, TODAY, 4, version=ProgressVersion.objects.get(set__code="prat", number=1))
    assert waiting() == [ago(3)]


def test_the_page_says_the_same_day(as_anna, chosen, people, enrolment):
    (shown,) = shown_sets(people.anna, enrolment)
    assert shown.first_on == ago(3)
    page = as_anna.get(reverse("progress", args=[enrolment.participant.uuid])).text
    assert "Första gången att fråga: senast" in page
    measured(enrolment, TODAY, 4, version=chosen.versions.get(number=1))
    page = as_anna.get(reverse("progress", args=[enrolment.participant.uuid])).text
    assert "Första gången att fråga" not in page


def test_postgresql_keeps_it_a_day_or_more(chosen):
    with pytest.raises(IntegrityError, match="progress_first_within_days"), transaction.atomic():
        ProgressSet.objects.filter(pk=chosen.pk).update(first_days=0)
