"""What has been asked and answered: a follow-up that has been held, a measure of steps, a goal at closing."""

import datetime as dt

import factory

from handlingsplan.actions.measures import record_measure
from handlingsplan.models import (
    FollowUp,
    FollowUpAnswer,
    FollowUpQuestion,
    GoalResult,
    ProgressMeasure,
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
    enrolment: Enrolment, on: dt.date, value: int = 3, voice: str = "deltagare", words: str = "Det går framåt."
) -> ProgressMeasure:
    """The shipped set answered with the same value throughout."""
    version = ProgressVersion.objects.get(set__code="steg", number=1)
    answers = {row.code: value for row in version.questions.all()}
    given = {"enrolment": enrolment, "version": version, "voice": voice, "answers": answers, "words": words}
    return record_measure(**given, by=enrolment.consultant, now=at(on))[0]
