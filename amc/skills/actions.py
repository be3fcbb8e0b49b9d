"""Noting what somebody has shown, and the certificates they hold."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.skills import rules
from amc.skills.models import Certificate, JudgedSkill, Skill, SkillList
from amc.staff.models import User
from participants.models import Enrolment, Participant

CLOSED = Obstacle(None, "Ärendet är avslutat. Bedömningar görs i ett öppet ärende.", "closed")
# The kind that says nothing by itself.
OTHER = "annat"


def levels_of(participant: Participant, of: SkillList) -> dict[str, str]:
    """The level that holds of each judged skill of the list, by the skill's code."""
    rows = JudgedSkill.objects.filter(enrolment__participant=participant, skill__of=of).holding()
    return dict(rows.values_list("skill__code", "level"))


@transaction.atomic
def judge_skills(
    enrolment: Enrolment,
    of: SkillList,
    levels: Mapping[str, str],
    *,
    judged_on: dt.date,
    place: str,
    judge: str,
    by: User,
    today: dt.date,
) -> list[JudgedSkill]:
    """Note the `levels` (by the skill's code, as JudgedSkill.Level) that differ from what holds. Raises Refused.

    A day before the one that holds changes nothing of what holds, and is refused by its skill's name.
    """
    participant = Participant.objects.select_for_update(no_key=True).get(pk=enrolment.participant_id)
    if not Enrolment.objects.filter(pk=enrolment.pk, closed_on__isnull=True).exists():
        raise Refused(CLOSED)
    changes = rules.changed_levels(levels_of(participant, of), levels)
    found = rules.judgement_obstacles(
        changes=changes, judged_on=judged_on, opened_on=enrolment.opened_on, place=place, judge=judge, today=today
    )
    skills = {skill.code: skill for skill in Skill.objects.filter(of=of, code__in=changes)}
    later = JudgedSkill.objects.filter(
        enrolment__participant=participant, skill__in=skills.values(), judged_on__gt=judged_on
    ).order_by("-judged_on")
    if latest := later.select_related("skill").first():
        message = f"”{latest.skill}” bedömdes {latest.judged_on}. Skriv den dagen eller en senare."
        found.append(Obstacle("judged_on", message, "judged_later"))
    refuse_if(found)
    rows = [
        JudgedSkill(
            enrolment=enrolment,
            skill=skills[code],
            level=level,
            judged_on=judged_on,
            place=place.strip(),
            judge=judge.strip(),
            noted_by=by,
        )
        for code, level in changes.items()
    ]
    return JudgedSkill.objects.bulk_create(rows)


def _refuse_certificate(values: Mapping[str, Any], today: dt.date) -> None:
    facts = {name: values[name] for name in ("issued_on", "valid_to", "issuer", "name")}
    refuse_if(rules.certificate_obstacles(**facts, needs_name=values["kind"].code == OTHER, today=today))


@transaction.atomic
def note_certificate(enrolment: Enrolment, *, today: dt.date, **values: Any) -> Certificate:
    """Note a certificate: kind, name, issuer, issued_on and valid_to. Raises Refused."""
    _refuse_certificate(values, today)
    return Certificate.objects.create(enrolment=enrolment, **values)


@transaction.atomic
def change_certificate(row: Certificate, revision: int, *, today: dt.date, **values: Any) -> Certificate:
    """Change a certificate. Raises Refused, and Stale when somebody saved it after `revision`."""
    _refuse_certificate(values, today)
    for name, value in values.items():
        setattr(row, name, value)
    save_revised(row, revision, values)
    return row


@transaction.atomic
def strike_certificate(row: Certificate) -> None:
    """Take away a certificate that was written by mistake; the history keeps it until disposal."""
    row.struck = True
    save_revised(row, row.revision, ["struck"])
