"""What is shown of a person's steps: both voices over time, and when to ask next."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg, F, FloatField, Max, Min
from django.db.models.functions import Cast

from amc.staff.models import User
from amc.web.charts import Curve, curves
from handlingsplan.models import ProgressMeasure
from handlingsplan.steps import Step
from participants.models import Enrolment

VOICES = ProgressMeasure.Voice
TONES = {VOICES.PARTICIPANT: "series-1", VOICES.CONSULTANT: "series-3"}


@dataclass(frozen=True)
class Day:
    """One day of measuring, as a row of the table."""

    on: dt.date
    own: Step | None
    about: Step | None


@dataclass(frozen=True)
class Progress:
    """The steps of one enrolment, oldest first; `next_on` is None before the first measure."""

    steps: tuple[Step, ...]
    next_on: dt.date | None

    @property
    def curve(self) -> Curve | None:
        """Both voices on one scale; None before anything has been measured."""
        lines = [
            (
                voice.label,
                TONES[voice],
                [(step.on, step.share, step.told) for step in self._of(voice)],
            )
            for voice in VOICES
        ]
        return curves(lines) if self.steps else None

    @property
    def days(self) -> list[Day]:
        """The days, the latest first."""
        found: dict[dt.date, dict[str, Step]] = {}
        for step in self.steps:
            found.setdefault(step.on, {})[step.voice] = step
        return [
            Day(on, row.get(VOICES.PARTICIPANT), row.get(VOICES.CONSULTANT))
            for on, row in sorted(found.items(), reverse=True)
        ]

    @property
    def way(self) -> tuple[Step, Step] | None:
        """The participant's first and last measure; None before there are two."""
        own = self._of(VOICES.PARTICIPANT)
        return (own[0], own[-1]) if len(own) > 1 else None

    def _of(self, voice: str) -> list[Step]:
        return [step for step in self.steps if step.voice == voice]


def progress_of(user: User, enrolment: Enrolment) -> Progress:
    """The steps of the enrolment that `user` may see. One query."""
    low, high = F("answers__question__lowest"), F("answers__question__highest")
    share = Cast(F("answers__value") - low, FloatField()) / Cast(high - low, FloatField())
    rows = ProgressMeasure.objects.visible_to(user).filter(enrolment=enrolment)
    found = rows.annotate(
        weeks=F("version__set__interval_weeks"),
        share=Avg(share),
        mean=Avg("answers__value"),
        top=Max(high),
        least_top=Min(high),
    )
    steps = []
    next_on = None
    for row in found.order_by("measured_on", "pk"):
        alike = row.top == row.least_top
        mean, top = (float(row.mean), row.top) if alike else (None, None)
        steps.append(Step(row.measured_on, row.voice, row.share, row.words, mean, top))
        if row.voice == VOICES.PARTICIPANT:
            next_on = row.measured_on + dt.timedelta(weeks=row.weeks)
    return Progress(tuple(steps), next_on)
