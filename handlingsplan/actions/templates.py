"""What is done with plan templates: written, changed, and used in a draft."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import Stale
from amc.staff.models import Unit, User
from amc.staff.rules import NO_UNIT
from handlingsplan import relative, rules
from handlingsplan.actions.drafts import FirstStep, add_activity, add_goal
from handlingsplan.actions.locks import Edited, editing
from handlingsplan.models import Goal, PlanTemplate, PlanVersion


@dataclass(frozen=True)
class TemplateStep:
    """An activity of a template; `place` is its line in the form, from 1, `when` words of handlingsplan.relative."""

    place: int
    what: str
    kind: str
    party: str
    when: str = ""
    hours: Decimal | None = None


@dataclass(frozen=True)
class TemplateGoal:
    """A goal of a template, a sentence to go on with; `place` from 1. Without a text its activities have no goal."""

    place: int
    text: str
    sign: str = ""
    steps: Sequence[TemplateStep] = field(default_factory=tuple)


@transaction.atomic
def save_template(
    *,
    base: PlanTemplate | None,
    revision: int | None,
    unit: Unit | None,
    by: User,
    name: str,
    target_group: str,
    valid_from: dt.date,
    valid_to: dt.date | None,
    goals: Sequence[TemplateGoal],
) -> PlanTemplate:
    """Write a template of `unit`, that of whoever writes: a new one, or the next version of `base`; a change of the
    municipality's is the unit's own template.

    `revision` is the number of the version that the change began from. Raises Refused; what is wrong with line 2 of
    goal 1 is about "what_2_1" and so on. Raises Stale when somebody has saved a newer version since.
    """
    refuse_if([NO_UNIT] if unit is None else [])
    refuse_if(template_obstacles(valid_from=valid_from, valid_to=valid_to, goals=goals))
    row = PlanTemplate(
        unit=unit,
        name=name.strip(),
        target_group=target_group.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        written_by=by,
        content={"goals": [_as_data(goal) for goal in goals]},
    )
    if base is not None and base.unit_id is not None:
        latest = PlanTemplate.objects.select_for_update().get(family=base.family, is_latest=True)
        if latest.number != revision:
            raise Stale(latest)
        PlanTemplate.objects.filter(pk=latest.pk).update(is_latest=False)
        row.family, row.number = latest.family, latest.number + 1
    row.save()
    return row


def template_obstacles(
    *, valid_from: dt.date, valid_to: dt.date | None, goals: Sequence[TemplateGoal]
) -> list[Obstacle]:
    """A template proposes something, and each line says what, of which kind, and a time that can be read."""
    found = []
    if valid_to and valid_to < valid_from:
        found.append(Obstacle("valid_to", "Mallen slutar innan den börjar. Ändra något av datumen.", "template_period"))
    if not any(goal.text.strip() or goal.steps for goal in goals):
        found.append(Obstacle("text_1", "Skriv minst ett mål eller en aktivitet.", "empty_template"))
    for goal in goals:
        for step in goal.steps:
            found += [replace(one, field=f"{one.field}_{step.place}_{goal.place}") for one in _step_obstacles(step)]
    return found


def _step_obstacles(step: TemplateStep) -> list[Obstacle]:
    found = []
    if not step.what.strip():
        found.append(Obstacle("what", "Skriv vad som ska göras.", "activity_without_text"))
    if not step.kind:
        found.append(Obstacle("kind", "Välj slags aktivitet.", "activity_without_kind"))
    if step.hours is not None and not 0 < step.hours <= rules.MOST_HOURS:
        found.append(Obstacle("hours", f"Skriv mellan 0,5 och {rules.MOST_HOURS} timmar i veckan.", "hours"))
    if step.when.strip():
        try:
            relative.days_of(step.when, dt.date(2026, 1, 1))
        except relative.Unreadable:
            found.append(Obstacle("when", f"Tiden går inte att läsa. {relative.HELP}", "unreadable_time"))
    return found


def _as_data(goal: TemplateGoal) -> dict[str, object]:
    return {
        "text": goal.text.strip(),
        "sign": goal.sign.strip(),
        "activities": [
            {
                "what": step.what.strip(),
                "kind": step.kind,
                "party": step.party,
                "when": " ".join(step.when.split()),
                "hours": str(step.hours) if step.hours is not None else "",
            }
            for step in goal.steps
        ],
    }


@dataclass(frozen=True)
class Chosen:
    """What is taken of one goal of a template: the goal's words, None where it is left out, and its steps by line."""

    place: int
    text: str | None
    sign: str = ""
    steps: Sequence[FirstStep | None] = ()


@transaction.atomic
def use_template(*, version: PlanVersion, chosen: Sequence[Chosen]) -> Edited[Goal]:
    """Write what was chosen of a template into the draft, all or nothing; answers the draft with the first goal.

    Raises Refused; what is wrong with line 2 of goal 1 is about "due_on_2_1" and so on.
    """
    if not any(part.text is not None or any(part.steps) for part in chosen):
        raise Refused(Obstacle(None, "Markera minst ett mål eller en aktivitet att lägga till.", "nothing_chosen"))
    with editing(version) as edited:
        for part in chosen:
            try:
                goal = _write(edited.version, part)
            except Refused as refused:
                raise Refused(
                    replace(one, field=one.field and f"{one.field}_{part.place}") for one in refused.obstacles
                ) from refused
            edited.row = edited.row or goal
    return edited


def _write(version: PlanVersion, part: Chosen) -> Goal | None:
    if part.text is not None:
        return add_goal(version=version, text=part.text, sign=part.sign, steps=part.steps).row
    for step in part.steps:
        if step and step.kind:
            add_activity(
                version=version,
                kind=step.kind,
                what=step.what,
                party=step.party,
                responsible=step.responsible,
                starts_on=step.starts_on,
                due_on=step.due_on,
                hours_per_week=step.hours_per_week,
            )
    return None
