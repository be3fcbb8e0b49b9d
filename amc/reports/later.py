"""How it goes 3, 6 and 12 months after a case was closed, counted from the answers (domain.md section 6)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from amc.reports import rules
from amc.reports.selection import Selection
from participants.models import Enrolment, LaterFollowUp

Now, Outcome = LaterFollowUp.Now, LaterFollowUp.Outcome
NOT_ASKED = "ej-fragad"

# Answers in the order of the page: code, name, condition on the question.
ANSWERS: tuple[tuple[str, str, Q], ...] = (
    *((code, name, Q(now=code)) for code, name in Now.choices),
    ("missad", Outcome.MISSED.label, Q(outcome=Outcome.MISSED)),
    ("vill-inte", Outcome.DECLINED.label, Q(outcome=Outcome.DECLINED)),
    (NOT_ASKED, "Inte frågad än", Q(outcome="")),
)
_UNANSWERED = {Outcome.MISSED: "missad", Outcome.DECLINED: "vill-inte", "": NOT_ASKED}
NAMES = {code: name for code, name, _ in ANSWERS}
FORWARD = (Now.WORK, Now.SUBSIDISED, Now.STUDIES)


@dataclass(frozen=True)
class Told:
    """How many gave an answer so many months after, and the address of who they are."""

    amount: int
    url: str


@dataclass(frozen=True)
class Moment:
    """All who were to be asked `months` after: how many, how many answered, and of these in work or studies."""

    months: int
    amount: int
    answered: int
    forward: int

    @property
    def share(self) -> float | None:
        """In work or studies, of those who answered, 0–1; None where nobody did."""
        return rules.share(self.forward, self.answered)


def _questions(selection: Selection) -> "QuerySet[LaterFollowUp]":
    rows = LaterFollowUp.objects.visible_to(selection.user).filter(due_on__range=(selection.first, selection.last))
    if selection.team:
        rows = rows.filter(closure__enrolment__team=selection.team)
    if selection.source:
        rows = rows.filter(closure__enrolment__source=selection.source)
    return rows


def after_closing(selection: Selection) -> tuple[list[Moment], list[tuple[str, list[Told]]]]:
    """The questions whose day lies in the period: a `Moment` for each number of months that there is, and for every
    answer how many gave it at each of them."""
    counts: Counter[tuple[int, str]] = Counter()
    rows: QuerySet[Any, Any] = _questions(selection).order_by().values_list("months", "outcome", "now")
    for months, outcome, now, amount in rows.annotate(amount=Count("pk")):
        counts[months, now or {Outcome.MISSED: "missad", Outcome.DECLINED: "vill-inte"}.get(outcome, NOT_ASKED)] += (
            amount
        )
    times = sorted({months for months, _ in counts})
    moments = [
        Moment(
            months,
            sum(counts[months, code] for code in NAMES),
            sum(counts[months, code] for code in Now.values),
            sum(counts[months, code] for code in FORWARD),
        )
        for months in times
    ]
    lines = [
        (name, [Told(counts[months, code], selection.link("efter", manader=months, svar=code)) for months in times])
        for code, name, _ in ANSWERS
    ]
    return moments, lines


def enrolments(selection: Selection, months: int, answer: str) -> "QuerySet[Enrolment]":
    """The cases behind one figure; a case has one question of each number of months."""
    condition = next(condition for code, _, condition in ANSWERS if code == answer)
    asked = _questions(selection).filter(condition, months=months)
    return selection.enrolments().filter(pk__in=asked.values("enrolment"))
