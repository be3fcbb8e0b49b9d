"""Writing in the register of KAA, and leaving it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from amc.calendar import MUNICIPAL_ZONE
from amc.kaa import rules
from amc.kaa.duty import duty_of
from amc.kaa.models import ContactAttempt, Measure, Occupation
from amc.obstacles import Obstacle, refuse_if
from amc.revisions import save_revised
from amc.staff.adapter import usable
from amc.staff.models import Team, User
from participants.actions.closures import close_enrolment
from participants.actions.enrolments import enrol
from participants.actions.journal import write_journal
from participants.actions.referrals import suggested_team
from participants.models import Closure, Enrolment, JournalEntry, Meeting, OutsideContact, Participant, Source
from participants.rules.closures import ClosureFacts
from participants.rules.referrals import age_obstacles, quota_obstacles, validity_obstacles

Row = Measure | ContactAttempt | Occupation
_ONE_DAY = dt.timedelta(days=1)


@singledispatch
def row_obstacles(row: Any, values: dict[str, Any], today: dt.date) -> list[Obstacle]:
    """What is wrong with `values` for `row`, whose enrolment is known."""
    raise TypeError(row)


@row_obstacles.register
def _(row: Measure, values: dict[str, Any], today: dt.date) -> list[Obstacle]:
    given = {name: values[name] for name in ("offered_on", "answer", "answered_on", "starts_on", "ends_on")}
    return rules.measure_obstacles(**given, **duty_of(row.enrolment), today=today)  # type: ignore[arg-type]


@row_obstacles.register
def _(row: ContactAttempt, values: dict[str, Any], today: dt.date) -> list[Obstacle]:
    return rules.attempt_obstacles(made_on=values["made_on"], **duty_of(row.enrolment), today=today)  # type: ignore[arg-type]


@row_obstacles.register
def _(row: Occupation, values: dict[str, Any], today: dt.date) -> list[Obstacle]:
    return rules.occupation_obstacles(starts_on=values["starts_on"], ends_on=values["ends_on"])


@transaction.atomic
def register_row(row: Row, *, by: User, today: dt.date, **values: Any) -> Row:
    """Write a new row of the register; a contact attempt stands in the journal, too. Raises Refused as `row_obstacles`
    and, for an attempt, `write_journal`, and for a case that is not KAA's."""
    if row.enrolment.source.regime != Source.Regime.KAA:
        refuse_if([Obstacle(None, "Ärendet hör inte till KAA.", "not_kaa")])
    refuse_if(row_obstacles(row, values, today))
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if isinstance(row, ContactAttempt):
        tell_attempt(row, by=by)
    return row


@transaction.atomic
def change_row(row: Row, revision: int, *, by: User, today: dt.date, **values: Any) -> Row:
    """Change a row; a contact attempt's note in the journal is corrected. Raises Refused as `register_row`, and Stale
    when somebody saved it after `revision`."""
    refuse_if(row_obstacles(row, values, today))
    for name, value in values.items():
        setattr(row, name, value)
    save_revised(row, revision, values)
    if isinstance(row, ContactAttempt):
        tell_attempt(row, by=by)
    return row


@transaction.atomic
def strike_row(row: Row, *, by: User) -> None:
    """Take away a row that was written by mistake: it is shown and told no more, and is disposed of with the case. The
    journal says so of a contact attempt that stands there. Raises Refused as `write_journal`."""
    row.struck = True
    save_revised(row, row.revision, ["struck"])
    if isinstance(row, ContactAttempt):
        tell_attempt(row, by=by)


def note_of(attempt: ContactAttempt) -> uuid.UUID:
    """The key of the journal note about an attempt. The register itself holds no pointer to it: it may hold only what
    the ordinance counts up [SFS 2006:39 4 §]."""
    return uuid.uuid5(attempt.uuid, "journal")


def tell_attempt(attempt: ContactAttempt, *, by: User) -> JournalEntry | None:
    """Let the journal say what the register says of an attempt, in the caller's transaction: a note, or a correction of
    the note when that says something else; None where nothing is to be said. An attempt from before the journal told
    of them is noted when it is changed. Raises Refused as `write_journal`."""
    key = note_of(attempt)
    notes = list(JournalEntry.objects.filter(Q(uuid=key) | Q(corrects__uuid=key)).order_by("pk"))
    if attempt.struck:
        kind, text = JournalEntry.Kind.HANDELSE.value, rules.STRUCK
    else:
        kind = rules.attempt_kind(attempt.way, attempt.result)
        way, result = attempt.get_way_display(), attempt.get_result_display()
        text = rules.attempt_text(way, result, made_on=attempt.made_on)
    if attempt.struck and not notes:
        return None
    if notes and (notes[-1].kind, notes[-1].text) == (kind, text):
        return None
    same_day = notes and timezone.localdate(notes[-1].occurred_at) == attempt.made_on
    return write_journal(
        enrolment=attempt.enrolment,
        kind=kind,
        occurred_at=notes[-1].occurred_at if same_day else _moment(attempt.made_on),
        text=text,
        by=by,
        corrects=notes[0] if notes else None,
        key=None if notes else key,
    )


def _moment(day: dt.date) -> dt.datetime:
    """When on `day` something without a time happened: at noon, today at the latest now."""
    return min(dt.datetime.combine(day, dt.time(12), MUNICIPAL_ZONE), timezone.now())


@transaction.atomic
def leave_kaa(
    enrolment: Enrolment,
    *,
    source: Source,
    last_day: dt.date,
    answers: Mapping[str, Any],
    may_contact: bool | None,
    contact_how: str = "",
    receiver: str = "",
    summary: str = "",
    by: User,
    now: dt.datetime,
) -> Enrolment:
    """Close `enrolment` on `last_day` and enrol the person anew from the day after, with `source` [SFS 2010:800 29:9].

    The same is asked as whenever a case is closed: `answers` to what other apps asked, as the result of each goal of
    the plan, and whether and how the person may be reached. `receiver` is who takes over at the source, in words; it
    stands in the closure's summary. The consultant and the unit stay, and the unit's rules choose the team; booked
    meetings and contacts outside the unit that still hold go along, and what was promised at meetings and the
    statements that are asked for are chased by whoever has the new case (participants.due). Raises Refused where
    `source` does not take the person, or the case cannot be closed on that day or with those answers. Answers the new
    enrolment.
    """
    today = timezone.localdate(now)
    row = Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)
    person = Participant.objects.get(pk=row.participant_id)
    first = last_day + _ONE_DAY
    found = rules.exit_obstacles(last_day=last_day, opened_on=row.opened_on, is_open=row.is_open, today=today)
    refuse_if(found or _source_obstacles(source, person, first, row))
    meetings = list(row.meetings.filter(state=Meeting.State.PLANNED, starts_at__gt=now).values_list("pk", flat=True))
    contacts = list(OutsideContact.objects.filter(enrolment=row, ended_on__isnull=True))
    team = _team(row, source, person, first)
    close_enrolment(
        enrolment=row,
        facts=ClosureFacts(reason=Closure.Reason.ANNAN_INSATS, closed_on=last_day, may_contact=may_contact),
        education_level=person.education_level,
        by=by,
        now=timezone.localtime(now),
        answers=answers,
        contact_how=contact_how,
        promises_hold=True,
        summary=rules.exit_summary(
            first=first, source=source.name, team=team.name if team else "", receiver=receiver, words=summary
        ),
    )
    new = enrol(
        participant=person,
        unit=row.unit,
        team=team,
        source=source,
        referral=None,
        consultant=_works_on(row.consultant, row, today),
        opened_on=first,
        by=by,
    )
    for meeting in Meeting.objects.filter(pk__in=meetings):
        meeting.enrolment, meeting.state = new, Meeting.State.PLANNED
        meeting.revision += 1
        meeting.save(update_fields=["enrolment", "state", "revision"])
    for contact in contacts:
        kept = ("organisation", "none_named", "name", "phone", "email", "note", "since")
        OutsideContact.objects.create(enrolment=new, **{name: getattr(contact, name) for name in kept})
    return new


def _works_on(user: User | None, row: Enrolment, day: dt.date) -> User | None:
    """The consultant, where the account may have cases of the unit on `day`."""
    return user if user and user.unit_id == row.unit_id and usable(user, day) else None


def _team(row: Enrolment, source: Source, person: Participant, day: dt.date) -> Team | None:
    interpreted = bool(person.interpreter_language)
    chosen = suggested_team(row.unit, source, person.birth_date, day, needs_interpreter=interpreted)
    return Team.objects.get(pk=chosen) if chosen else row.team


def _source_obstacles(source: Source, person: Participant, first: dt.date, row: Enrolment) -> list[Obstacle]:
    if source.regime == Source.Regime.KAA:
        return [Obstacle("source", "Välj en annan remittent än KAA.", "same_source")]
    taken = Enrolment.objects.filter(source=source, closed_on__isnull=True).count()
    found = [*age_obstacles(source, person.birth_date, first), *validity_obstacles(source, first)]
    found += quota_obstacles(source, taken)
    return [Obstacle("source", one.message, one.code) for one in found]
