"""A follow-up that has been held, with its answers."""

import datetime as dt

import factory

from handlingsplan.models import FollowUp, FollowUpAnswer, FollowUpQuestion
from tests.factories import FollowUpFactory, at


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
