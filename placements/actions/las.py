"""What becomes of an employment that nears twelve months of särskild visstid."""

import datetime as dt

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import User
from placements.facts import as_period
from placements.las import counting
from placements.models import Employment, LasAnswer
from placements.rules.las import COUNTS, las_answer_obstacles, latest_step


@transaction.atomic
def answer_las(
    employment: Employment, *, decision: str, note: str, seen: int, by: User, now: dt.datetime, today: dt.date
) -> LasAnswer:
    """Answer the latest step that the employment has reached; `decision` as LasAnswer has it.

    `seen`: how many answers the employment had when the page was opened. Raises Refused, also when somebody has
    answered since.
    """
    # Answers are given one after another.
    row = Employment.objects.select_for_update(no_key=True, of=("self",)).select_related("scheme").get(pk=employment.pk)
    answers = list(row.las_answers.select_related("answered_by"))
    if len(answers) > seen:
        _refuse_answered(answers[0])
    theirs = Employment.objects.filter(participant=row.participant_id, employer=row.employer_id)
    periods = counting(theirs.select_related("scheme"), row.employer_id)
    step = latest_step(periods, as_period(row.period), today) if row.scheme.las == COUNTS else None
    refuse_if(las_answer_obstacles(step, decision, note, last_day=row.last_day, today=today))
    assert step is not None  # noqa: S101 - judged above
    months, reached_on = step
    return LasAnswer.objects.create(
        employment=row,
        months=months,
        reached_on=reached_on,
        decision=decision,
        note=note.strip(),
        answered_by=by,
        answered_at=now,
    )


def _refuse_answered(answer: LasAnswer) -> None:
    """Refuse what was decided without having seen `answer`."""
    said = f"{answer} ({answer.note})" if answer.note else str(answer)
    message = (
        f"{answer.answered_by} har gett besked sedan du öppnade sidan: {said}. "
        "Ditt besked är inte sparat. Spara igen om det ska gälla i stället."
    )
    raise Refused(Obstacle(None, message, "answered_meanwhile"))
