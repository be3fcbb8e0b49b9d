"""What has been asked and answered: a follow-up that has been held, a measure of steps, a goal at closing."""

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from handlingsplan.actions.measures import record_measure
from handlingsplan.models import (
    FollowUp,
    FollowUpAnswer,
    FollowUpQuestion,
    GoalResult,
    ProgressMeasure,
    ProgressQuestion,
    ProgressSet,
    ProgressVersion,
)
from participants.models import Enrolment
from tests.factories import FollowUpFactory, at

CLOSED_ON = dt.date(2026, 10, 1)


class HeldFollowUpFactory(FollowUpFactory):
    """Held, with an answer to an ordinary question of its kind; `answers="all"` to the sensitive ones, too."""

    class Meta:
        model = FollowUp
        skip_postgeneration_save = True

    held_on = dt.date(2026, 11, 20)
    attendees = ["deltagare", "konsulent"]
    agreed = "Fortsätta enligt planen."
    held_by = factory.LazyAttribute(lambda row: row.enrolment.consultant)
    recorded_at = factory.LazyAttribute(lambda row: at(row.held_on))

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        asked = FollowUpQuestion.objects.filter(kind=self.kind)
        for row in asked if extracted == "all" else asked.filter(sensitive=False)[:1]:
            FollowUpAnswer.objects.create(
                follow_up=self, question=row, wording=row.wording, sensitive=row.sensitive, text="Bra."
            )


class GoalResultFactory(factory.django.DjangoModelFactory):
    """A goal that was partly reached when the case was closed."""

    class Meta:
        model = GoalResult

    result = "partly"
    words = "Kom en bit på väg."
    recorded_by = factory.LazyAttribute(lambda row: row.goal.version.created_by)
    recorded_at = at(CLOSED_ON)


def measured(
    enrolment: Enrolment,
    on: dt.date,
    value: int = 3,
    voice: str = "deltagare",
    words: str = "Det går framåt.",
    version: ProgressVersion | None = None,
) -> ProgressMeasure:
    """The shipped set, or another version, answered with the same value throughout."""
    version = version or ProgressVersion.objects.get(set__code="steg", number=1)
    answers = {row.code: value for row in version.questions.all()}
    given = {"enrolment": enrolment, "version": version, "voice": voice, "answers": answers, "words": words}
    return record_measure(**given, by=enrolment.consultant, now=at(on))[0]


def step_set(code: str = "kurs", *, published: int = 0, **values: Any) -> ProgressSet:
    """A set on 0–10 that follows no case by itself: a draft with one question after `published` versions of it. The
    same when it is asked for again."""
    row, made = ProgressSet.objects.get_or_create(
        code=code, defaults={"name": "Kursen", "every": 1, "per": "manad"} | values
    )
    for number in range(1, published + 2) if made else ():
        version = ProgressVersion.objects.create(set=row, number=number)
        ProgressQuestion.objects.create(
            version=version,
            code="hinner",
            order=1,
            own_wording="Jag hinner med på kursen",
            lowest=0,
            highest=10,
            lowest_words="Aldrig",
            highest_words="Alltid",
        )
        if number <= published:
            ProgressVersion.objects.filter(pk=version.pk).update(published_at=timezone.now())
    return row
