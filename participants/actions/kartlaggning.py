"""Completing the kartläggning, area by area."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import refuse_if
from amc.revisions import Stale
from amc.staff.models import User
from participants.models import CaseAssignment, Enrolment, KartlaggningArea, KartlaggningEntry, Participant
from participants.rules import kartlaggning as rules
from participants.rules.facts import PARTICULARS, facts_obstacles, particular


@transaction.atomic
def complete_area(
    *,
    enrolment: Enrolment,
    area: KartlaggningArea,
    own_words: str,
    assessment: str,
    is_obstacle: bool,
    by: User,
    seen: KartlaggningEntry | None,
    today: dt.date,
    education_level: str | None = None,
    facts: dict[str, Any] | None = None,
) -> KartlaggningEntry:
    """Write what is known in `area` from now on; the entry that the writer saw (`seen`) stays as history.

    `education_level`, where it is given, becomes the participant's. `facts` are the answers to what the area asks
    (participants.rules.facts), all of them: what is left out is no longer known. The level and the interpreter's
    language, which are kept with the participant, are told by the entry as they stand: to confirm them is an answer.
    Raises Refused when nothing is said or the area is closed to the writer, and Stale with the latest entry when
    somebody wrote in the area after `seen` was shown.
    """
    participant = Participant.objects.select_for_update(no_key=True).get(pk=enrolment.participant_id)
    changed = education_level is not None and education_level != participant.education_level
    if changed:
        participant.education_level = education_level or participant.education_level
    said = dict(facts or {}) | _of_person(participant, area.code, changed=changed)
    works = CaseAssignment.objects.filter(user=by, enrolment__participant=participant, period__contains=today).exists()
    refuse_if(
        rules.entry_obstacles(
            own_words, assessment, sensitive=area.sensitive, works_with_case=works, answered=bool(said)
        )
        + facts_obstacles(area.code, facts or {}, today=today)
    )
    latest = KartlaggningEntry.objects.filter(participant=participant, area=area).current().first()
    if (latest and latest.pk) != (seen and seen.pk):
        raise Stale(latest)
    if changed:
        participant.revision += 1
        participant.save(update_fields=["education_level", "revision"])
    return KartlaggningEntry.objects.create(
        participant=participant,
        enrolment=enrolment,
        area=area,
        own_words=own_words.strip(),
        assessment=assessment.strip(),
        facts=said,
        is_obstacle=is_obstacle,
        supersedes=latest,
        author=by,
    )


def _of_person(participant: Participant, area: str, *, changed: bool) -> dict[str, Any]:
    """What is kept with the participant and belongs to the area, as an entry tells it."""
    kept = PARTICULARS.get(area)
    return particular(area, getattr(participant, kept.key), changed=changed) if kept else {}
