"""How somebody came: person, referral, enrolment, who works with the case and who does outside."""

import datetime as dt

from psycopg.types.range import DateRange

from amc.calendar import add_months
from amc.demo import municipality as place
from amc.demo.chance import at, office_day
from amc.demo.filing.desk import Desk, File
from amc.demo.names import swedish_name
from amc.demo.people import Person
from amc.demo.stories import Case
from amc.demo.texts import journal as words
from amc.demo.world import UnitFrame
from handlingsplan.models import ASKED
from participants.models import CaseAssignment, Enrolment, IdentityNumber, OutsideContact, Participant, Referral
from participants.rules.referrals import team_for

ONE_DAY = dt.timedelta(days=1)
_PROGRAMMES = (
    "Jobb- och utvecklingsgarantin",
    "Jobbgarantin för ungdomar",
    "Förberedande insatser",
    "Rusta och matcha",
)
_SUPPLIERS = ("Arbetsförmedlingen", "Kommunen", "Kompletterande aktör")


def days(first: dt.date, last: dt.date | None) -> DateRange:
    """Inclusive dates as the range that PostgreSQL stores."""
    return DateRange(first, last and last + ONE_DAY)


def enter_person(desk: Desk, person: Person, unit: int, day: dt.date) -> None:
    """The person's own rows. Now and then a reserve number was given first and the real one came later."""
    chance = desk.chance
    earlier = person.kind == "personnummer" and desk.deal("had reserve number", [(False, 99), (True, 1)])
    person.unit = unit
    created = chance.office_hour(day)
    person.key = desk.add(
        Participant,
        unit_id=unit,
        first_name=person.name.first,
        last_name=person.name.last,
        birth_date=person.birth_date,
        gender=person.gender,
        phone=person.phone,
        email=person.email,
        address=f"{chance.pick(place.STREETS)} {chance.between(1, 80)}",
        postcode=place.postcode(chance.between(0, 79)),
        city=chance.pick(place.VILLAGES),
        interpreter_language=person.interpreter,
        education_level=person.education,
        created_at=created,
    )
    own = {"participant_id": person.key}
    if earlier:
        kind, number = "reservnummer", desk.reserve_number()
        desk.add(IdentityNumber, **own, kind=kind, number=number, is_current=False, valid_from=day)
        day = min(day + dt.timedelta(days=90), desk.yesterday)
    desk.add(IdentityNumber, **own, kind=person.kind, number=person.number, valid_from=day)


def refer(desk: Desk, person: Person, unit: UnitFrame, source: str, received_on: dt.date, **decided: object) -> int:
    """A referral as it came in; `decided` are the fields of the answer."""
    chance = desk.chance
    registered = at(office_day(received_on), 8 + chance.between(0, 7), chance.between(0, 59))
    terms = desk.world.sources[source]
    age = person.age(received_on)
    given, family = swedish_name(chance)
    unnamed = chance.often(0.12)
    programme: dict[str, object] = {}
    if terms.has_af_programme and chance.often(0.8):
        first = received_on - dt.timedelta(days=chance.between(5, 60))
        name = "Etableringsprogrammet" if source == "etablering" else chance.pick(_PROGRAMMES)
        programme = {
            "af_programme": name,
            "af_from": first,
            "af_to": add_months(first, chance.pick((6, 12, 24))),
            "af_supplier": chance.pick(_SUPPLIERS),
        }
    named: dict[str, object] = {"no_contact_named": True}
    if not unnamed:
        named = {
            "contact_name": f"{given} {family}",
            "contact_phone": place.landline(chance.between(0, 99)),
            "contact_email": f"handlaggare{chance.between(1, 40)}@{source}.example",
        }
    return desk.add(
        Referral,
        unit_id=unit.key,
        team_id=team_for(unit.rules, terms.pk, age, bool(person.interpreter)),
        source_id=terms.pk,
        own_initiative=source == "egen" or (terms.own_initiative and chance.often(0.3)),
        external_ref=f"{source[:2].upper()}-{received_on:%y%m}-{chance.between(1000, 9999)}"
        if chance.often(0.5)
        else "",
        received_on=received_on,
        registered_at=min(registered, at(desk.yesterday, 16)),
        registered_by_id=unit.consultants[-1].key,
        identity_number=person.number if person.kind != "reservnummer" else "",
        first_name=person.name.first,
        last_name=person.name.last,
        birth_date=person.birth_date,
        gender=person.gender,
        phone=person.phone,
        email=person.email,
        interpreter_language=person.interpreter,
        education_level=person.education,
        request=chance.pick(words.REQUESTS[source]),
        **named,
        **programme,
        **decided,
    )


def enrol(desk: Desk, case: Case, person: Person, number: int) -> File:
    """Referral, enrolment and assignments of `case`; `number` is the running number of the case."""
    chance = desk.chance
    unit = desk.world.units[case.consultant.unit]
    received_on = case.opened_on - dt.timedelta(days=chance.between(2, 14))
    if not person.key:
        enter_person(desk, person, unit.key, case.opened_on)
    file = File(case, person, unit, case.closed_on or desk.yesterday)
    receiver = chance.pick(unit.consultants).key
    decided = at(case.opened_on, 8, chance.between(0, 59))
    referral = refer(
        desk,
        person,
        unit,
        case.source,
        received_on,
        state=Referral.State.ACCEPTED.value,
        seen_at=at(office_day(received_on + ONE_DAY), 9),
        seen_by_id=receiver,
        decided_at=decided,
        decided_by_id=receiver,
        participant_id=person.key,
    )
    terms = desk.world.sources[case.source]
    team = team_for(unit.rules, terms.pk, person.age(case.opened_on), bool(person.interpreter))
    newcomers = unit.teams["insteg"]
    if team == newcomers and (file.last - case.opened_on).days > 40:
        team = unit.teams["vuxen"]
    file.key = desk.add(
        Enrolment,
        participant_id=person.key,
        case_number=f"{case.opened_on.year}-{number:05d}",
        unit_id=unit.key,
        team_id=team,
        source_id=terms.pk,
        referral_id=referral,
        consultant_id=None if case.trait == "unassigned" else file.consultant,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
    )
    _assign(desk, file)
    _outside_contacts(desk, file)
    return file


def _assign(desk: Desk, file: File) -> None:
    """The consultant from the first day, or after somebody in insteg; specialists and substitutes for a while."""
    chance, unit, end = desk.chance, file.unit, file.case.closed_on
    newcomer = next(other for other in unit.consultants if other.team == "insteg")
    assigned = {"assigned_by_id": unit.manager, "assigned_at": at(file.opened_on, 9)}
    first = file.opened_on
    if newcomer.key != file.consultant and (file.last - first).days > 60 and chance.often(0.35):
        handed_over = office_day(first + dt.timedelta(days=chance.between(14, 35)))
        _part(desk, file, newcomer.key, "consultant", first, handed_over - ONE_DAY, "Mottagande", **assigned)
        first = handed_over
    if file.case.trait == "unassigned":
        return
    _part(desk, file, file.consultant, "consultant", first, end, "", **assigned)
    if chance.often(0.2) or file.case.trait in ("specialist", "draft"):
        specialist = unit.specialists[0] if file.case.trait else chance.pick(unit.specialists)
        since = min(first + dt.timedelta(days=30), file.last)
        _part(desk, file, specialist, "specialist", since, end, "Vägledning i planen", **assigned)
    if file.case.trait == "colleague_substitutes" or chance.often(0.08 if file.is_open else 0.04):
        others = [other.key for other in unit.consultants if other.key != file.consultant and not other.left_on]
        since = file.last - dt.timedelta(days=10)
        until = since + dt.timedelta(days=24) if file.is_open else file.case.closed_on
        _part(desk, file, chance.pick(others), "substitute", max(since, file.opened_on), until, "Semester", **assigned)


def _part(
    desk: Desk, file: File, user: int, part: str, first: dt.date, last: dt.date | None, reason: str, **assigned: object
) -> None:
    desk.add(
        CaseAssignment,
        enrolment_id=file.key,
        user_id=user,
        part=part,
        period=days(first, last),
        reason=reason,
        **assigned,
    )


def _outside_contacts(desk: Desk, file: File) -> None:
    chance = desk.chance
    for _ in range(chance.between(0, 2) if desk.rich else chance.between(0, 1)):
        organisation = desk.deal(
            "outside",
            [(value, 8 if value in ("af", "socialtjanst") else 2) for value in OutsideContact.Organisation.values],
        )
        if chance.often(0.2):
            named: dict[str, object] = {"none_named": True, "note": "Efterfrågat, svar väntas."}
        else:
            given, family = swedish_name(chance)
            named = {
                "name": f"{given} {family}",
                "phone": place.landline(chance.between(0, 99)),
                "email": f"kontakt{chance.between(1, 90)}@{organisation.replace('_', '-')}.example",
                "note": "Nås enklast på förmiddagar." if chance.often(0.2) else "",
            }
        ended = chance.day(file.opened_on, file.last) if chance.often(0.15) else None
        days = {"since": file.opened_on, "ended_on": ended}
        key = desk.add(OutsideContact, enrolment_id=file.key, organisation=organisation, **days, **named)
        if organisation in ASKED and "name" in named:
            file.contacts.append((key, organisation, str(named["name"]), ended))
