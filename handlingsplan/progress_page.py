"""What is shown of a person's steps: per set both voices over time, and when to ask next."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from amc.staff.models import User
from amc.web.charts import Curve, curves
from amc.written import Slot, written_once
from handlingsplan.models import ProgressFollow, ProgressMeasure, ProgressSet
from handlingsplan.querysets import ProgressMeasureQuerySet
from handlingsplan.step_rules import first_on, follows
from handlingsplan.steps import Given, Step, Way, way_of
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
    """The steps of one enrolment in one set, oldest first. `follows`: whether it is to be asked again.

    `numbers`: the version that each measure answered, in the same order. `first_on`: by when to ask the first time,
    where nobody has answered.
    """

    asked: ProgressSet
    steps: tuple[Step, ...] = ()
    numbers: tuple[int, ...] = ()
    follows: bool = True
    first_on: dt.date | None = None

    @property
    def curve(self) -> Curve | None:
        """Both voices on one scale; None before anything has been measured."""
        lines = [
            (voice.label, TONES[voice], [(step.on, step.share, step.told) for step in self._of(voice)])
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
    def leading(self) -> ProgressMeasure.Voice:
        """Whose answers say how it has gone and when to ask again: the participant's, where the participant answers."""
        return self.asked.voices[0]

    @property
    def times(self) -> int:
        """How often the leading voice has answered."""
        return len(self._of(self.leading))

    @property
    def way(self) -> Way | None:
        """From the first to the last of the leading voice; None before there are two that can be compared."""
        return way_of(self.steps, self.leading)

    @property
    def next_on(self) -> dt.date | None:
        """When to ask next; None before the first time, and where it is not asked any longer."""
        own = self._of(self.leading)
        return self.asked.next_after(own[-1].on) if own and self.follows and self.asked.is_active else None

    @property
    def changed_on(self) -> dt.date | None:
        """The first day on which another version was answered than at first; None where all answered one."""
        pairs = zip(self.steps, self.numbers, strict=True)
        return next((step.on for step, number in pairs if number != self.numbers[0]), None)

    @property
    def can_answer(self) -> bool:
        """Whether it is asked in this case."""
        return self.follows and self.asked.is_active

    @property
    def label(self) -> str:
        """What the drawing shows, for those who do not see it."""
        return f"{self.asked.name}: svaren över tid"

    @property
    def first_words(self) -> str:
        """How one begins."""
        if not self.asked.asks_participant:
            return "Svara så som du ser det i dag."
        return "Vänd skärmen mot deltagaren och låt hen svara." + (
            " Svara sedan själv, så syns båda." if self.asked.asks_consultant else ""
        )

    def _of(self, voice: str) -> list[Step]:
        return [step for step in self.steps if step.voice == voice]


def with_answers(rows: ProgressMeasureQuerySet) -> ProgressMeasureQuerySet:
    """Measures with `given`: what each has answered, as dictionaries."""
    question = "answers__question__"
    one = JSONObject(
        code=f"{question}code", value="answers__value", lowest=f"{question}lowest", highest=f"{question}highest"
    )
    return rows.annotate(given=JSONBAgg(one, order_by=(f"{question}order", "answers__pk")))


def step_of(row: ProgressMeasure) -> Step:
    """A measure `with_answers`, reckoned."""
    given: list[dict[str, object]] = row.given  # type: ignore[attr-defined]
    return Step(row.measured_on, row.voice, tuple(Given(**one) for one in given), row.words)  # type: ignore[arg-type]


@written_once(enrolment=BigIntegerField())
def _measures(user: User, enrolment: Slot) -> "QuerySet[ProgressMeasure]":
    no_longer = ProgressFollow.objects.filter(
        enrolment=OuterRef("enrolment"), set=OuterRef("version__set"), follows=False
    )
    rows = with_answers(ProgressMeasure.objects.visible_to(user).filter(enrolment=enrolment))
    return rows.annotate(dropped=Exists(no_longer)).select_related("version__set").order_by("measured_on", "pk")


def progress_of(user: User, enrolment: Enrolment) -> list[Progress]:
    """What has been answered in the enrolment and `user` may see, per set in the order of their names. One query."""
    found: dict[ProgressSet, list[ProgressMeasure]] = {}
    for row in _measures(user, enrolment=enrolment.pk):
        found.setdefault(row.version.set, []).append(row)
    shown = [
        Progress(
            asked,
            tuple(step_of(row) for row in own),
            tuple(row.version.number for row in own),
            follows=not own[0].dropped,  # type: ignore[attr-defined]
        )
        for asked, own in found.items()
    ]
    return sorted(shown, key=lambda one: one.asked.name)


def shown_sets(user: User, enrolment: Enrolment) -> list[Progress]:
    """`progress_of`, and the sets that follow the case and have not been answered yet. Three queries."""
    answered = {one.asked.pk: one for one in progress_of(user, enrolment)}
    following = [one for one in _followed(user, enrolment, answered.keys()) if one.asked.pk not in answered]
    return sorted([*answered.values(), *following], key=lambda one: one.asked.name)


def followed(user: User, enrolment: Enrolment, answered: Iterable[int]) -> list[ProgressSet]:
    """The sets in use that follow the case, `answered` being the keys of those that have been answered."""
    return [one.asked for one in _followed(user, enrolment, answered)]


def _followed(user: User, enrolment: Enrolment, answered: Iterable[int]) -> list[Progress]:
    rows = ProgressFollow.objects.visible_to(user).filter(enrolment=enrolment)
    said = {code: (yes, at) for code, yes, at in rows.values_list("set__code", "follows", "chosen_at")}
    chosen = {code: yes for code, (yes, _) in said.items()}
    found = []
    for row in ProgressSet.objects.visible_to(user).asked():
        begins = row.begins_with(enrolment.source.code)
        if follows(row.code, chosen=chosen, begins=begins, is_answered=row.pk in answered):
            _, at = said.get(row.code, (True, None))
            due = first_on(
                row.first_days,
                chosen_on=timezone.localdate(at) if at else None,
                opened_on=enrolment.opened_on,
                published_on=timezone.localdate(row.first_published_at),  # type: ignore[attr-defined]
            )
            found.append(Progress(row, first_on=due))
    return found
