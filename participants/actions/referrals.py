"""From the post to an answer: a referral is logged, read, completed, and answered with a reason."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from amc.calendar import age_on
from amc.obstacles import Obstacle, refuse_if
from amc.revisions import save_revised
from amc.staff.models import Team, Unit, User
from participants.duplicates import Known, Sought, open_matters
from participants.models import Referral, Source, TeamRule
from participants.rules.referrals import TRANSITIONS, Answer, answer_obstacles, referral_obstacles, team_for

State = Referral.State


def suggested_team(
    unit: Unit, source: Source, birth_date: dt.date, day: dt.date, *, needs_interpreter: bool
) -> int | None:
    """The key of the team that the unit's rules choose for somebody, by their age on `day`."""
    rules = TeamRule.objects.filter(unit=unit)
    return team_for(rules, source.pk, age_on(birth_date, day), needs_interpreter)


@transaction.atomic
def register_referral(
    *, unit: Unit, by: User, today: dt.date, now: dt.datetime, accept_duplicate: bool = False, **values: Any
) -> Referral:
    """Log a referral by hand. `values` are fields of Referral: who, from whom, when it came in, what is asked.

    Without a `team` the unit's rules choose it. Who logs it has read it. With the number of a protected person
    hidden from `by` it is logged as any other, and lands with the named staff (a trigger sees to it). Raises Refused
    where the source's terms do not hold, and for somebody who is already here unless `accept_duplicate`.
    """
    refuse_if(_obstacles(values, today))
    if not accept_duplicate:
        sought = Sought.of(values["identity_number"], values["first_name"], values["last_name"], values["birth_date"])
        refuse_if(duplicate_obstacles(open_matters(unit, [sought], by=by).get(sought, [])))
    values["team"] = values.get("team") or _team(unit, values)
    return Referral.objects.create(unit=unit, registered_by=by, state=State.SEEN, seen_at=now, seen_by=by, **values)


@transaction.atomic
def complete_referral(referral: Referral, revision: int, *, today: dt.date, **values: Any) -> Referral:
    """Correct or complete a referral that waits. One that waited for a supplement is then as read again.

    Raises Refused where the source's terms do not hold or it is answered already, Stale when somebody saved first.
    """
    current = _locked(referral)
    refuse_if(_obstacles(values, today))
    refuse_if(answered_obstacles(current))
    values["team"] = values.get("team") or _team(referral.unit, values)
    if current.state == State.SUPPLEMENT:
        values["state"] = State.SEEN
    for name, value in values.items():
        setattr(referral, name, value)
    save_revised(referral, revision, values)
    return referral


def mark_seen(referral: Referral, *, by: User, now: dt.datetime) -> bool:
    """Note that `by` has read the referral; False when somebody had read it before.

    Being read changes nothing that is edited, so the revision stands.
    """
    unread = Referral.objects.filter(pk=referral.pk, state=State.UNSEEN)
    return bool(unread.update(state=State.SEEN, seen_at=now, seen_by=by))


@transaction.atomic
def hand_on(referral: Referral, *, by: User) -> bool:
    """Whether `by` has no say in the referral: it landed with the named staff of somebody hidden from `by`.

    Then it leaves the inbox of `by`, as one does that somebody else was first to answer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT participants_hand_on(%s, %s)", [referral.pk, by.pk])
        return bool(cursor.fetchone()[0])


def decline_referral(referral: Referral, *, reason: str, by: User, now: dt.datetime) -> Referral:
    """Say no, with the reason. Raises Refused without one, or when it is answered already."""
    return _answer(referral, Answer.DECLINE, reason, by, now)


def return_referral(referral: Referral, *, reason: str, by: User, now: dt.datetime) -> Referral:
    """Give it back to the source, with the reason. Raises Refused without one, or when it is answered already."""
    return _answer(referral, Answer.RETURN, reason, by, now)


def request_supplement(referral: Referral, *, reason: str, by: User, now: dt.datetime) -> Referral:
    """Ask the source for more; the referral waits. Raises Refused without saying what is missing, or when answered."""
    return _answer(referral, Answer.SUPPLEMENT, reason, by, now)


ANSWERS = {
    Answer.DECLINE: decline_referral,
    Answer.RETURN: return_referral,
    Answer.SUPPLEMENT: request_supplement,
}


def locked_for_answer(referral: Referral, answer: Answer, reason: str = "") -> Referral:
    """The referral, locked until the transaction ends. Raises Refused, naming who was first, when it is answered."""
    locked = _locked(referral)
    refuse_if(answer_obstacles(answer, locked.state, reason, **_answered_by(locked)))
    return locked


def decide(referral: Referral, answer: Answer, *, reason: str, by: User, now: dt.datetime) -> None:
    """Write an answer on a locked referral; an answer means that it has been read."""
    referral.state = TRANSITIONS[answer].target
    referral.decision_reason = reason.strip()
    if referral.seen_at is None:
        referral.seen_at, referral.seen_by = now, by
    if answer is not Answer.SUPPLEMENT:
        referral.decided_at, referral.decided_by = now, by
    referral.revision += 1
    referral.save()


def duplicate_obstacles(known: Iterable[Known]) -> list[Obstacle]:
    """A warning that the person is already here, which the user may pass by ticking the box it stands at."""
    words = " och ".join(dict.fromkeys(one.words for one in known))
    if not words:
        return []
    message = f"Personen har redan {words}. Öppna den, eller markera rutan om det här är en annan anvisning."
    return [Obstacle("accept_duplicate", message, "possible_duplicate")]


@transaction.atomic
def _answer(referral: Referral, answer: Answer, reason: str, by: User, now: dt.datetime) -> Referral:
    locked = locked_for_answer(referral, answer, reason)
    decide(locked, answer, reason=reason, by=by, now=now)
    return locked


def _locked(referral: Referral) -> Referral:
    # Without joins: rows joined to one that was waited for are as they were before the wait.
    return Referral.objects.select_for_update(no_key=True).get(pk=referral.pk)


def answered_obstacles(referral: Referral) -> list[Obstacle]:
    """Who has answered a referral already, and when; nothing for one that waits."""
    return answer_obstacles(Answer.ACCEPT, referral.state, "", **_answered_by(referral))


def _answered_by(referral: Referral) -> dict[str, str]:
    if not (referral.decided_at and referral.decided_by):
        return {}
    when = timezone.localtime(referral.decided_at)
    return {"who": referral.decided_by.full_name, "when": f"{when:%Y-%m-%d %H:%M}"}


def _obstacles(values: dict[str, Any], today: dt.date) -> list[Obstacle]:
    asked = ("af_programme", "af_from", "af_to", "contact_name", "no_contact_named")
    return referral_obstacles(
        values["source"],
        values["birth_date"],
        values.get("own_initiative", False),
        values["received_on"],
        today=today,
        **{name: values[name] for name in asked if values.get(name)},
    )


def _team(unit: Unit, values: dict[str, Any]) -> Team | None:
    key = suggested_team(
        unit,
        values["source"],
        values["birth_date"],
        values["received_on"],
        needs_interpreter=bool(values.get("interpreter_language")),
    )
    return Team.objects.filter(pk=key).first() if key else None
