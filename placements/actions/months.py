"""The months of supervision: confirmed, disputed and put right."""

import datetime as dt

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import User
from amc.web.display import month as month_words
from placements.actions.deviations import open_deviation
from placements.actions.pay import make_payable
from placements.facts import as_period
from placements.models import Deviation, MonthCorrection, Supervision, SupervisionMonth
from placements.rules.supervision import Answer, answer_obstacles, confirm_obstacles

_SAID = ("as_planned", "took_place", "comment", "days_absent", "learnt", "concern")


@transaction.atomic
def confirm_supervision(
    supervision: Supervision,
    *,
    month: dt.date,
    as_planned: bool,
    by: User,
    now: dt.datetime,
    today: dt.date,
    comment: str = "",
    took_place: bool = True,
    days_absent: int | None = None,
    learnt: str = "",
    concern: str = "",
    source: str = SupervisionMonth.Source.OTHER,
    on_behalf_reason: str = "",
) -> SupervisionMonth:
    """Confirm `month` (its first day): by the supervisor, or by a consultant on their behalf, with the `source` of the
    answer and what it came by [S1].

    A month that did not go as planned becomes a deviation for the consultant, and a concern one of its own, at once;
    `took_place` False says that there was no supervision at all. The confirmation makes the month payable
    (placements.rules.pay). The same answer a second time changes nothing; another answer is refused.
    """
    # Nobody moves the period while the month is confirmed within it.
    supervision = Supervision.objects.select_for_update(no_key=True, of=("self",)).get(pk=supervision.pk)
    own = supervision.supervisor.user_id == by.pk
    answer = Answer(
        as_planned, took_place, comment, days_absent=days_absent, concern=concern, own=own, reason=on_behalf_reason
    )
    refuse_if(
        confirm_obstacles(month, as_period(supervision.period), answer, today=today, asked_from=supervision.asked_from)
    )
    row = SupervisionMonth(
        supervision=supervision,
        month=month,
        as_planned=as_planned,
        took_place=took_place,
        comment=comment,
        days_absent=None if as_planned else days_absent,
        learnt=learnt,
        concern=concern,
        confirmed_at=now,
        confirmed_by=by,
        source=SupervisionMonth.Source.SELF if own else source,
        on_behalf_reason="" if own else on_behalf_reason,
    )
    SupervisionMonth.objects.bulk_create([row], ignore_conflicts=True)
    stored = SupervisionMonth.objects.select_related("confirmed_by").get(supervision=supervision, month=month)
    if stored.uuid != row.uuid:
        _refuse_other_answer(stored, row, own=own)
        return stored
    _tell_consultant(stored, by=by, today=today)
    make_payable(stored, now=now)
    return stored


def _tell_consultant(row: SupervisionMonth, *, by: User, today: dt.date) -> None:
    words = month_words(row.month).capitalize()
    placement = row.supervision.placement
    away = f"Borta {row.days_absent} {'dag' if row.days_absent == 1 else 'dagar'}." if row.days_absent else ""
    amiss = " ".join(filter(None, (row.comment, away)))
    if amiss and not row.as_planned:
        text = f"{words}: {amiss}"
        open_deviation(placement, kind=Deviation.Kind.MONTH, text=text, by=by, today=today)
    if row.concern:
        text = f"{words}: {row.concern}"
        open_deviation(placement, kind=Deviation.Kind.CONCERN, text=text, by=by, today=today)


def _refuse_other_answer(stored: SupervisionMonth, answer: SupervisionMonth, *, own: bool) -> None:
    if all(getattr(stored, name) == getattr(answer, name) for name in _SAID):
        return
    words = month_words(stored.month).capitalize()
    then = "Ring konsulenten om något blev fel." if own else "Blev något fel rättar du månaden på placeringens sida."
    message = f"{words} bekräftades redan {stored.confirmed_at:%Y-%m-%d} av {stored.confirmed_by}. {then}"
    raise Refused(Obstacle(None, message, "already_confirmed"))


@transaction.atomic
def dispute_month(proof: SupervisionMonth, *, text: str, by: User, now: dt.datetime, today: dt.date) -> MonthCorrection:
    """Note that the supervisor says the month as it holds is wrong, and tell the consultant with a deviation.

    Nothing else changes until somebody who works with the case has put it right (`correct_month`). Raises Refused
    without words, or when it is already disputed.
    """
    _lock(proof)
    if not text.strip():
        raise Refused(Obstacle("text", "Skriv vad som är fel.", "text_missing"))
    if proof.open_dispute:
        message = "Du har redan sagt till om den här månaden. Din kontakt återkommer."
        raise Refused(Obstacle(None, message, "already_disputed"))
    row = MonthCorrection.objects.create(
        proof=proof, is_dispute=True, text=text.strip(), recorded_by=by, recorded_at=now
    )
    words = f"{month_words(proof.month).capitalize()}: bekräftelsen stämmer inte, säger handledaren. {row.text}"
    open_deviation(proof.supervision.placement, kind=Deviation.Kind.MONTH, text=words, by=by, today=today)
    return row


@transaction.atomic
def correct_month(
    proof: SupervisionMonth,
    *,
    as_planned: bool,
    took_place: bool,
    text: str,
    seen: int,
    by: User,
    now: dt.datetime,
    days_absent: int | None = None,
) -> MonthCorrection:
    """Note what holds of a confirmed month instead, and why; what is payable follows, and what has gone to payroll is
    made up for in the next file.

    `seen`: how many later entries the month had when it was decided; with more of them, somebody has been there in
    between, and it is refused with what they wrote.
    """
    _lock(proof)
    entries = list(proof.corrections.select_related("recorded_by"))
    if len(entries) != seen:
        latest = entries[-1]
        message = (
            f"{latest.recorded_by} har skrivit om månaden sedan du öppnade sidan: ”{latest.text}” "
            "Kontrollera och spara igen."
        )
        raise Refused(Obstacle(None, message, "changed_meanwhile"))
    found = answer_obstacles(
        proof.month, as_period(proof.supervision.period), Answer(as_planned, took_place, days_absent=days_absent)
    )
    if not text.strip():
        found.append(Obstacle("text", "Skriv vad som var fel.", "text_missing"))
    held = proof.held
    says = (as_planned, took_place, days_absent if not as_planned else None)
    if says == (held.as_planned, held.took_place, held.days_absent) and not proof.open_dispute:
        message = "Månaden står redan så. Ändra svaret, eller gå tillbaka utan att spara."
        found.append(Obstacle(None, message, "nothing_corrected"))
    refuse_if(found)
    row = MonthCorrection.objects.create(
        proof=proof,
        as_planned=as_planned,
        took_place=took_place,
        days_absent=days_absent if not as_planned else None,
        text=text.strip(),
        recorded_by=by,
        recorded_at=now,
    )
    make_payable(proof, now=now, correction=row)
    return row


def _lock(proof: SupervisionMonth) -> None:
    """One at a time writes about a month."""
    Supervision.objects.select_for_update(no_key=True, of=("self",)).get(pk=proof.supervision_id)
