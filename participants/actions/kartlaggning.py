"""Completing the kartläggning, area by area."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import refuse_if
from amc.revisions import Stale
from amc.staff.models import User
from participants.models import CaseAssignment, Enrolment, KartlaggningArea, KartlaggningEntry, Participant
from participants.rules import kartlaggning as rules
from participants.rules.facts import facts_obstacles


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
    (participants.rules.facts), all of them: what is left out is no longer known. Raises Refused when nothing is said
    or the area is closed to the writer, and Stale with the latest entry when somebody wrote in the area after `seen`
    was shown.
    """
    participant = Participant.objects.select_for_update(no_key=True).get(pk=enrolment.participant_id)
    works = CaseAssignment.objects.filter(user=by, enrolment__participant=participant, period__contains=today).exists()
    refuse_if(
        rules.entry_obstacles(
            own_words, assessment, sensitive=area.sensitive, works_with_case=works, answered=bool(facts)
        )
        + facts_obstacles(area.code, facts or {}, today=today)
    )
    latest = KartlaggningEntry.objects.filter(participant=participant, area=area).current().first()
    if (latest and latest.pk) != (seen and seen.pk):
        raise Stale(latest)
    if education_level is not None and education_level != participant.education_level:
        participant.education_level = education_level
        participant.revision += 1
        participant.save(update_fields=["education_level", "revision"])
    return KartlaggningEntry.objects.create(
        participant=participant,
        enrolment=enrolment,
        area=area,
        own_words=own_words.strip(),
        assessment=assessment.strip(),
        facts=facts or {},
        is_obstacle=is_obstacle,
        supersedes=latest,
        author=by,
    )
