"""Follow-ups: of the plan every sixth month, of AMI every year; held, overdue, planned and cancelled."""

import datetime as dt
from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid5

from amc.calendar import add_months, anniversaries
from amc.demo.chance import at, office_day
from amc.demo.filing.arrival import ONE_DAY
from amc.demo.filing.desk import Desk, File, Note
from amc.demo.filing.placing import AMI, Spell
from amc.demo.municipality import OWN_STEPS
from amc.demo.texts import journal as words
from handlingsplan.models import (
    FollowUp,
    FollowUpAnswer,
    ProgressAnswer,
    ProgressMeasure,
    ProgressQuestion,
    ProgressSet,
)
from placements.models import EmploymentFollowUp, InternshipVisit
from placements.rules.periods import Period
from placements.rules.visits import visit_days

PLAN_MONTHS = 6
_FEW_TIMES, _MOST_TIMES, _FORGOTTEN_IN = 6, 60, 6
_OVERDUE = {"follow_up_overdue": -9, "follow_up_soon": 3}


def follow_up(desk: Desk, file: File, spells: Sequence[Spell]) -> None:
    """All follow-ups of the case."""
    contracts = sorted((spell for spell in spells if spell.employed and spell.code == AMI), key=lambda s: s.first)
    if contracts:
        _yearly(desk, file, contracts)
    if file.agreed:
        _of_plan(desk, file)
    if file.agreed and desk.rich:
        _steps(desk, file)
    for spell in spells:
        if not spell.employed:
            _of_praktik(desk, file, spell)


def _of_plan(desk: Desk, file: File) -> None:
    shift = _OVERDUE.get(file.case.trait)
    due = add_months(file.agreed[0], PLAN_MONTHS)
    while due <= file.last and not (shift and due > desk.today - dt.timedelta(days=60)):
        held = desk.chance.often(0.93) or (desk.today - due).days > 50
        _row(desk, file, FollowUp.Kind.PLAN, due, held=held)
        if not held:
            return
        due = add_months(due, PLAN_MONTHS)
    if shift:
        due = desk.today + dt.timedelta(days=shift)
    _row(desk, file, FollowUp.Kind.PLAN, due, held=False)


def _yearly(desk: Desk, file: File, contracts: list[Spell]) -> None:
    """Counted from the first day of the first contract; each belongs to the contract that its day falls in."""
    overdue = file.case.trait == "ami_yearly_overdue"
    for year, due in enumerate(anniversaries(contracts[0].first, contracts[-1].last), start=1):
        contract = next(spell for spell in contracts if due <= spell.last)
        happened = due <= file.last
        row = _row(desk, file, FollowUp.Kind.AMI_YEARLY, due, held=happened and not overdue)
        desk.add(EmploymentFollowUp, employment_id=contract.key, follow_up_id=row, year=year)


def _of_praktik(desk: Desk, file: File, spell: Spell) -> None:
    """The visits of its kind that fall while the case is followed; held where the day has been."""
    visits = desk.world.visits.get(spell.code, [])
    for key, planned in visit_days(visits, Period(spell.first, spell.last)):
        due = office_day(planned)
        held = due < desk.today and due <= file.last_at_work
        if due <= file.opened_on or (not held and (not file.is_open or due < desk.today)):
            continue
        _visit(desk, file, spell, key, planned, due if held else None)


def _visit(desk: Desk, file: File, spell: Spell, plan: int, planned: dt.date, held_on: dt.date | None) -> None:
    facts: dict[str, object] = {}
    if held_on:
        facts = {
            "booked_at": at(held_on, 13),
            "held_on": held_on,
            "attendees": ["deltagare", "konsulent", "handledare"],
            "agreed": words.FOLLOW_UP_AGREED[spell.key % len(words.FOLLOW_UP_AGREED)],
            "held_by_id": file.consultant,
            "recorded_at": at(held_on, 15),
        }
    key = desk.add(FollowUp, enrolment_id=file.key, kind=FollowUp.Kind.PRAKTIK.value, due_on=planned, **facts)
    desk.add(InternshipVisit, internship_id=spell.key, plan_id=plan, follow_up_id=key, planned_on=planned)
    if held_on:
        _answer(desk, key, FollowUp.Kind.PRAKTIK)


def _steps(desk: Desk, file: File) -> None:
    """Measures of each set that follows the case, from the agreed plan on: the consultant's every other time, and a
    little lower. Chance is not asked: the key of the case says how each moves. One case in six is forgotten after six
    times."""
    for asked, questions in desk.world.steps:
        if asked.begins_with(file.case.source):
            _measures(desk, file, asked, questions)


def _measures(desk: Desk, file: File, asked: ProgressSet, questions: Sequence[ProgressQuestion]) -> None:
    day, level = office_day(file.agreed[0]), file.key % 3 + 1
    times = _MOST_TIMES if file.key % _FORGOTTEN_IN else _FEW_TIMES
    for turn in range(times):
        if day > file.last_at_work or day >= desk.today:
            return
        for voice, lower in ((ProgressMeasure.Voice.PARTICIPANT, 0), (ProgressMeasure.Voice.CONSULTANT, 1)):
            if lower and turn % 2:
                continue
            # A key that is dealt like a card would deal the rest of the municipality others.
            is_named = asked.code == OWN_STEPS or turn >= _FEW_TIMES
            named = {"uuid": str(uuid5(NAMESPACE_OID, f"{file.key} {turn} {voice} {asked.code}"))} if is_named else {}
            key = desk.add(
                ProgressMeasure,
                **named,
                enrolment_id=file.key,
                version_id=questions[0].version_id,
                voice=voice.value,
                measured_on=day,
                words="" if lower else words.STEPS[(file.key + turn) % len(words.STEPS)],
                recorded_by_id=file.consultant,
                recorded_at=at(day, 11),
            )
            for row in questions:
                # Nobody only climbs: after the first times it goes up and down.
                height = turn if turn < _FEW_TIMES else _FEW_TIMES - 1 - (file.key + turn) % 3
                up = level + (height * (row.order + file.key % 5)) // 8 - lower
                up *= row.highest // 5
                value = min(max(up, row.lowest), row.highest)
                desk.add(ProgressAnswer, measure_id=key, question_id=row.pk, value=value)
        day = office_day(asked.next_after(day))


def _answer(desk: Desk, key: int, kind: FollowUp.Kind) -> None:
    """What was said to the questions, in files as thick as in real life. Chance is not asked: the key says which."""
    for row in desk.world.questions if desk.rich else ():
        said = words.FOLLOW_UP_ANSWERS.get(row.code.rpartition("_")[2])
        if row.kind == kind and said:
            desk.add(
                FollowUpAnswer,
                follow_up_id=key,
                question_id=row.pk,
                wording=row.wording,
                sensitive=row.sensitive,
                text=said[(key + row.order) % len(said)],
            )


def _row(desk: Desk, file: File, kind: FollowUp.Kind, due: dt.date, *, held: bool) -> int:
    """One follow-up; of a closed case it is cancelled where it was not held."""
    chance = desk.chance
    facts: dict[str, object] = {}
    if held:
        earliest = max(due - dt.timedelta(days=21), file.opened_on + ONE_DAY)
        day = min(chance.working_day(earliest, due), file.last_at_work)
        agreed = chance.pick(words.FOLLOW_UP_AGREED)
        facts = {
            "booked_at": at(day, 10),
            "held_on": day,
            "attendees": _attendees(desk, kind, file.key),
            "agreed": agreed,
            "held_by_id": file.consultant,
            "recorded_at": at(day, 11, chance.between(0, 59)),
        }
        if file.case.trait != "silent":
            file.notes.append(Note(at(day, 10), "uppfoljning", desk.text(words.NOTES["uppfoljning"], file)))
    elif not file.is_open:
        facts = {"cancelled_at": at(office_day(file.last), 14), "cancelled_reason": words.CANCELLED[0]}
    elif kind is FollowUp.Kind.PLAN and file.case.trait == "" and chance.often(0.03):
        facts = {"cancelled_at": at(desk.yesterday, 9), "cancelled_reason": words.CANCELLED[1]}
    elif 0 <= (due - desk.today).days < 30 and chance.often(0.5):
        facts = {"booked_at": at(office_day(due), chance.pick((9, 13)))}
    key = desk.add(FollowUp, enrolment_id=file.key, kind=kind.value, due_on=due, **facts)
    if held:
        _answer(desk, key, kind)
    return key


def _attendees(desk: Desk, kind: FollowUp.Kind, key: int) -> list[str]:
    who = [FollowUp.Attendee.DELTAGARE.value, FollowUp.Attendee.KONSULENT.value]
    if kind is FollowUp.Kind.AMI_YEARLY:
        who.append(FollowUp.Attendee.HANDLEDARE.value)
    # Those two follow the key: the rest of the municipality is dealt the same cards with them as without.
    seldom = (FollowUp.Attendee.FK, FollowUp.Attendee.VARD)
    other = desk.deal("attendee", [(value, 1) for value in FollowUp.Attendee.values if value not in seldom])
    if other == FollowUp.Attendee.ANNAN:
        other = (FollowUp.Attendee.ANNAN, *seldom)[key % 3].value
    return who if other in who else [*who, other]
