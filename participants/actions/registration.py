"""From a referral to an enrolment: who it is, that it may be, and whose case it becomes."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, connection, transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import Team, User
from participants.actions.enrolments import enrol
from participants.actions.protection import give_protection, kinds_in_force, name_staff, suggested_staff
from participants.actions.referrals import decide, locked_for_answer
from participants.elsewhere import move_here, person_with_number
from participants.identity import make_reserve_number, parse_identity
from participants.models import (
    EducationLevel,
    Enrolment,
    Gender,
    IdentityNumber,
    OutsideContact,
    Participant,
    Referral,
    Source,
)
from participants.querysets import hidden_from
from participants.rules.referrals import (
    Answer,
    acceptance_obstacles,
    enrolled_obstacles,
    quota_obstacles,
)

SOMEBODY_ELSE = Obstacle(
    "person",
    "Person- eller samordningsnumret tillhör en annan person än den du valde. Ladda om sidan och kontrollera.",
    "number_of_somebody_else",
)
TAKEN = Obstacle(
    "person",
    "Personen kan inte läggas upp med det numret. Ladda om sidan och kontrollera numret mot handlingen.",
    "number_taken",
)
_KEPT_FROM_REFERRAL = ("phone", "email", "interpreter_language")


@transaction.atomic
def accept_referral(
    *,
    referral: Referral,
    participant: Participant | None,
    team: Team | None,
    consultant: User | None,
    opened_on: dt.date,
    by: User,
    today: dt.date,
    now: dt.datetime,
) -> Enrolment:
    """Take the referral on and enrol its person from `opened_on`.

    `participant` is whom the user confirmed by name and age; None makes a new person of the referral's
    particulars, with its identity number or a reserve number. Of two who accept at the same time one succeeds.
    Where the referrer says that the person is protected that is given, and a protected person's consultant is named.
    Raises Refused when somebody was first, when the person is enrolled already (here or elsewhere), when the
    identity number is another person's, when the source's terms no longer hold, or when it has no place left.
    """
    referral = locked_for_answer(referral, Answer.ACCEPT)
    source = _locked_source(referral.source)
    refuse_if(
        [
            *acceptance_obstacles(source, referral.birth_date, opened_on, referral.received_on, today=today),
            *_staff_obstacles(referral, team, consultant),
        ]
    )
    person = _person(referral, participant, today)
    _protect(person, referral, consultant, by, today)
    refuse_if(_enrolment_obstacles(person, referral))
    refuse_if(quota_obstacles(source, _taken(source) if source.quota is not None else 0))
    _prefill(person, referral)
    referral.participant = person
    decide(referral, Answer.ACCEPT, reason="", by=by, now=now)
    enrolment = enrol(
        participant=person,
        unit=referral.unit,
        team=team,
        source=source,
        referral=referral,
        consultant=consultant,
        opened_on=opened_on,
        by=by,
    )
    _name_outside_contact(enrolment, referral)
    return enrolment


@transaction.atomic
def attach_referral(
    *, referral: Referral, participant: Participant, by: User, today: dt.date, now: dt.datetime
) -> Referral:
    """Take on a referral of somebody who is enrolled here already: it belongs to the open enrolment.

    Raises Refused when it is answered already, when the identity number is another person's, or when the person
    has no open enrolment in the unit.
    """
    referral = locked_for_answer(referral, Answer.ACCEPT)
    _refuse_somebody_else(referral, participant)
    enrolment = participant.enrolments.filter(closed_on__isnull=True, unit=referral.unit).first()
    if enrolment is None:
        raise Refused(
            Obstacle("person", "Personen är inte längre inskriven här. Ta emot anvisningen i stället.", "not_enrolled")
        )
    _protect(participant, referral, None, by, today)
    referral.participant = participant
    reason = f"Personen var redan inskriven, {enrolment.case_number}."
    decide(referral, Answer.ACCEPT, reason=reason, by=by, now=now)
    _name_outside_contact(enrolment, referral)
    return referral


def _protect(person: Participant, referral: Referral, consultant: User | None, by: User, today: dt.date) -> None:
    """Give the protection that the referral tells of, and let the consultant see a protected person."""
    more = [consultant] if consultant else []
    if referral.protection and referral.protection not in kinds_in_force(person):
        give_protection(
            person,
            kind=referral.protection,
            decision=referral.protection_decision,
            decided_on=referral.protection_decided_on or today,
            named=[*suggested_staff(by, referral.unit_id, today), *more],
            by=by,
            today=today,
        )
    elif person.is_protected and consultant and hidden_from(consultant).filter(pk=person.pk).exists():
        name_staff(person, user=consultant, reason="Fick ärendet vid inskrivningen", by=by, today=today)
    else:
        return
    person.refresh_from_db()


def _locked_source(source: Source) -> Source:
    """The source, locked where its places are counted, so that the last one is given once."""
    if source.quota is None:
        return source
    return Source.objects.select_for_update(no_key=True).get(pk=source.pk)


def _taken(source: Source) -> int:
    return Enrolment.objects.filter(source=source, closed_on__isnull=True).count()


def _staff_obstacles(referral: Referral, team: Team | None, consultant: User | None) -> list[Obstacle]:
    found = []
    if team is not None and team.unit_id != referral.unit_id:
        found.append(Obstacle("team", "Teamet hör till en annan enhet. Välj ett av enhetens team.", "foreign_team"))
    if consultant is not None and (consultant.unit_id != referral.unit_id or not consultant.is_active):
        message = "Konsulenten arbetar inte på enheten. Välj någon annan."
        found.append(Obstacle("consultant", message, "foreign_consultant"))
    return found


def _person(referral: Referral, participant: Participant | None, today: dt.date) -> Participant:
    if participant is None:
        return _new_person(referral, today)
    if participant.unit_id != referral.unit_id:
        move_here(referral.identity_number)
    person = Participant.objects.select_for_update(no_key=True).filter(pk=participant.pk).first()
    if person is None:
        raise Refused(enrolled_obstacles(False))
    _refuse_somebody_else(referral, person)
    if referral.identity_number:
        _renew_number(person, referral.identity_number, today)
    return person


def _refuse_somebody_else(referral: Referral, person: Participant) -> None:
    owner = IdentityNumber.objects.filter(number=referral.identity_number).values_list("participant_id", flat=True)
    known = owner.first() if referral.identity_number else None
    refuse_if([SOMEBODY_ELSE] if known is not None and known != person.pk else [])


def _new_person(referral: Referral, today: dt.date) -> Participant:
    person = Participant.objects.create(
        unit=referral.unit,
        first_name=referral.first_name,
        last_name=referral.last_name,
        birth_date=referral.birth_date,
        gender=referral.gender,
    )
    if referral.identity_number:
        _give_number(person, referral.identity_number, today)
    else:
        reserve = make_reserve_number(_next("participants_reserve_number"), today.year)
        IdentityNumber.objects.create(participant=person, kind=reserve.kind, number=reserve.number, valid_from=today)
    return person


def _give_number(person: Participant, number: str, today: dt.date) -> None:
    kind = parse_identity(number, today=today).kind
    refuse_if([TAKEN] if person_with_number(number) else [])
    try:
        with transaction.atomic():
            IdentityNumber.objects.create(participant=person, kind=kind, number=number, valid_from=today)
    except IntegrityError as error:
        raise Refused(TAKEN) from error


def _renew_number(person: Participant, number: str, today: dt.date) -> None:
    """Give somebody who had a samordningsnummer or a reserve number the new one; the old is kept as history."""
    if person.identity_numbers.filter(number=number).exists():
        return
    current = person.identity_numbers.filter(is_current=True)
    personnummer = current.filter(kind=IdentityNumber.Kind.PERSONNUMMER).first()
    refuse_if([SOMEBODY_ELSE] if personnummer else [])
    current.update(is_current=False)
    _give_number(person, number, today)


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        return int(cursor.fetchone()[0])


def _enrolment_obstacles(person: Participant, referral: Referral) -> list[Obstacle]:
    current = Enrolment.objects.filter(participant=person, closed_on__isnull=True).first()
    return enrolled_obstacles(current.unit_id == referral.unit_id, current.case_number) if current else []


def _prefill(person: Participant, referral: Referral) -> None:
    """Fill in what the person's file lacks with what the source wrote; nothing known is written over."""
    values: dict[str, Any] = {
        name: getattr(referral, name)
        for name in _KEPT_FROM_REFERRAL
        if getattr(referral, name) and not getattr(person, name)
    }
    if person.gender == Gender.OKANT and referral.gender != Gender.OKANT:
        values["gender"] = referral.gender
    if person.education_level == EducationLevel.OKAND and referral.education_level != EducationLevel.OKAND:
        values["education_level"] = referral.education_level
    for name, value in values.items():
        setattr(person, name, value)
    if values:
        person.revision += 1
        person.save(update_fields=[*values, "revision"])


def _name_outside_contact(enrolment: Enrolment, referral: Referral) -> None:
    """The contact person that the source named is one of the case's outside contacts [S2], unless known already."""
    if not (referral.contact_name or referral.no_contact_named):
        return
    organisation = OutsideContact.Organisation.ANNAN
    if referral.source.has_af_programme:
        organisation = OutsideContact.Organisation.AF
    elif referral.source.regime == Source.Regime.SOCIALTJANST:
        organisation = OutsideContact.Organisation.SOCIALTJANST
    named = {"organisation": organisation, "name": referral.contact_name, "none_named": not referral.contact_name}
    if not enrolment.outside_contacts.filter(ended_on=None, **named).exists():
        OutsideContact.objects.create(
            enrolment=enrolment,
            phone=referral.contact_phone,
            email=referral.contact_email,
            since=referral.received_on,
            **named,
        )
