"""Answering a set of questions about steps."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from amc.obstacles import refuse_if
from amc.staff.models import User
from handlingsplan.actions.locks import lock_enrolment
from handlingsplan.models import ProgressAnswer, ProgressMeasure, ProgressVersion
from handlingsplan.steps import Scale, measure_obstacles
from participants.models import Enrolment


@transaction.atomic
def record_measure(
    *,
    enrolment: Enrolment,
    version: ProgressVersion,
    voice: str,
    answers: Mapping[str, int],
    words: str,
    by: User,
    now: dt.datetime,
) -> tuple[ProgressMeasure, bool]:
    """Keep what one voice answered today, `answers` by the codes of the questions; answers it, and whether it is new.

    A set is answered once a day by each voice: what came first stands, and another tab changes nothing. Raises Refused.
    """
    enrolment = lock_enrolment(enrolment)
    questions = list(version.questions.all())
    scales = [Scale(row.code, row.lowest, row.highest) for row in questions]
    refuse_if(measure_obstacles(scales, answers, enrolment_open=enrolment.is_open))
    today = timezone.localdate(now)
    same = {"enrolment": enrolment, "voice": voice, "measured_on": today}
    found = ProgressMeasure.objects.filter(version__set=version.set_id, **same).first()
    if found:
        return found, False
    measure = ProgressMeasure.objects.create(
        **same, version=version, words=words.strip(), recorded_by=by, recorded_at=now
    )
    ProgressAnswer.objects.bulk_create(
        ProgressAnswer(measure=measure, question=row, value=answers[row.code]) for row in questions
    )
    return measure, True
