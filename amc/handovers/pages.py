"""What is due in each case: for whoever hands them over, and in the letter to whoever takes them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from amc.reminders.asking import Due, due_by, due_rows, of_participants
from amc.reminders.registry import OF_THE_CASE
from amc.workspace.my_day import COMING_DAYS, coming
from handlingsplan.models import PlanVersion
from participants.models import Enrolment, Meeting


@dataclass(frozen=True)
class Brief:
    """One case as the one who takes it needs it: what is due within thirty days and late, the next meeting, and where
    the plan, the follow-up, the employment and the internship stand."""

    enrolment: Enrolment
    due: list[Due]
    plan: str
    met_as: str
    met_at: dt.datetime | None
    follow_up_on: dt.date | None
    employment_ends: dt.date | None
    internship_ends: dt.date | None

    @property
    def late(self) -> int:
        """How much of it is late."""
        return sum(row.due_on < timezone.localdate() for row in self.due)


def briefs(cases: "QuerySet[Enrolment]", now: dt.datetime) -> list[Brief]:
    """The briefs of `cases`, which the caller has read from `visible_to`, in their order: two questions in all."""
    versions = PlanVersion.objects.filter(plan__enrolment=OuterRef("pk"))
    agreed = versions.filter(state=PlanVersion.State.AGREED).order_by("-number")
    rows = list(
        cases.select_related("participant", "consultant").annotate(
            **coming(now.date(), now),
            plan_agreed_on=Subquery(agreed.values("agreed_on")[:1]),
            plan_draft=Exists(versions.filter(state=PlanVersion.State.DRAFT)),
        )
    )
    due = _due([row.participant_id for row in rows], now.date())
    return [_brief(row, due.get(row.participant_id, []), now) for row in rows]


def _due(people: Iterable[int], today: dt.date) -> dict[int, list[Due]]:
    people = list(people)
    found: dict[int, list[Due]] = defaultdict(list)
    if people:
        for row in due_rows(
            today, of_participants(people) & due_by(today + dt.timedelta(days=COMING_DAYS)), rules=OF_THE_CASE
        ):
            if row.participant_id and row.due_on <= today + dt.timedelta(days=min(COMING_DAYS, row.rule.horizon)):
                found[row.participant_id].append(row)
    return found


def _brief(row: Any, due: list[Due], now: dt.datetime) -> Brief:
    met = row.next_meeting or {}
    return Brief(
        row,
        due,
        _plan_words(row.plan_agreed_on, row.plan_draft),
        Meeting.Kind(met["kind"]).label if met else "",
        dt.datetime.fromisoformat(met["at"]).astimezone(now.tzinfo) if met else None,
        row.next_follow_up,
        row.employment_ends,
        row.internship_ends,
    )


def _plan_words(agreed_on: dt.date | None, draft: bool) -> str:
    if agreed_on:
        return f"Överenskommen {agreed_on}" + (", ny version på gång" if draft else "")
    return "Utkast" if draft else "Ingen plan"
