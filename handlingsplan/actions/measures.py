"""Answering sets of questions about steps, and choosing which of them follow a case."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import User
from handlingsplan.actions.locks import lock_enrolment
from handlingsplan.models import ProgressAnswer, ProgressFollow, ProgressMeasure, ProgressSet, ProgressVersion
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

    A set is answered once a day by each voice: what came first stands, and the same sent again changes nothing. Raises
    Refused where something else was answered already that day.
    """
    enrolment = lock_enrolment(enrolment)
    questions = list(version.questions.all())
    scales = [Scale(row.code, row.lowest, row.highest) for row in questions]
    refuse_if(measure_obstacles(scales, answers, enrolment_open=enrolment.is_open))
    today = timezone.localdate(now)
    same = {"enrolment": enrolment, "voice": voice, "measured_on": today}
    found = ProgressMeasure.objects.filter(version__set=version.set_id, **same).first()
    if found:
        given = dict(found.answers.values_list("question__code", "value"))
        same_answers = found.version_id == version.pk and given == dict(answers)
        refuse_if([] if same_answers and found.words == words.strip() else [already_answered(found, given)])
        return found, False
    measure = ProgressMeasure.objects.create(
        **same, version=version, words=words.strip(), recorded_by=by, recorded_at=now
    )
    ProgressAnswer.objects.bulk_create(
        ProgressAnswer(measure=measure, question=row, value=answers[row.code]) for row in questions
    )
    return measure, True


def answered_today(found: ProgressMeasure) -> str:
    """ "Deltagaren svarade redan i dag klockan 10:14."."""
    return f"{found.get_voice_display()} svarade redan i dag klockan {timezone.localtime(found.recorded_at):%H:%M}."


def already_answered(found: ProgressMeasure, given: Mapping[str, int]) -> Obstacle:
    """What was answered first that day, so that nobody believes that what was answered second is kept."""
    words = f" med orden ”{found.words}”" if found.words else ""
    values = ", ".join(str(value) for value in given.values())
    text = f"{answered_today(found)} Svaren var {values}{words}. De står, och det här är inte sparat. "
    # The participant, at the turned screen, writes no journal.
    if found.voice == ProgressMeasure.Voice.PARTICIPANT:
        text += "Har något ändrats sedan dess går det att svara en annan dag."
    else:
        text += "Ändrades något sedan dess skriver du det i journalen, eller svarar en annan dag."
    return Obstacle(None, text, "answered_already")


CLOSED = Obstacle(None, "Inskrivningen är avslutad. Det går inte att välja frågor längre.", "enrolment_closed")


@transaction.atomic
def choose_sets(
    *, enrolment: Enrolment, chosen: Collection[str], seen: Collection[str], by: User, now: dt.datetime
) -> None:
    """Let the sets in use with the codes `chosen` follow the case and no others. Only what differs from `seen`, which
    followed when the choice was made, is written: what somebody else chose meanwhile stands.

    Raises Refused in a closed enrolment.
    """
    enrolment = lock_enrolment(enrolment)
    if not enrolment.is_open:
        raise Refused(CLOSED)
    for row in ProgressSet.objects.asked():
        if (row.code in chosen) != (row.code in seen):
            ProgressFollow.objects.update_or_create(
                enrolment=enrolment,
                set=row,
                defaults={"follows": row.code in chosen, "chosen_by": by, "chosen_at": now},
            )
