"""The avslut, with the facts that Kolada's measure needs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from amc.calendar import add_months
from amc.demo import municipality as place
from amc.demo.chance import at, office_day
from amc.demo.filing.desk import Desk, File, Note
from amc.demo.texts import journal as words
from amc.staff.models import later_months
from handlingsplan.models import GoalResult
from participants.models import Closure, LaterFollowUp
from participants.rules.closures import LASTED_DAYS

REASONS = (
    ("arbete", 30), ("studier", 14), ("remittent", 17), ("annan_insats", 10), ("flytt", 6), ("sjukdom", 6),
    ("foraldraledig", 4), ("fullfoljde_ej", 9), ("avliden", 1), ("annat", 3),
)  # fmt: skip
_REGULAR, _MUNICIPAL, _SHELTERED = "regular", "municipal", "sheltered"
_WORK = ((_REGULAR, 74), (_MUNICIPAL, 20), (_SHELTERED, 6))
_SUPPORTS = ("Nystartsjobb", "Introduktionsjobb", "Lönebidrag för utveckling", "Lönebidrag för anställning")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case ended. `work` is one of "regular", "municipal", "sheltered" or empty; `lasted` overrides chance."""

    reason: str
    work: str = ""
    education: str = ""
    lasted: bool | None = None


def random_ending(desk: Desk, file: File) -> Ending:
    """The ending that the trait asks for, else one of chance; every reason occurs."""
    if file.case.trait == "lasted_unasked":
        return Ending("arbete", _REGULAR)
    reason = desk.deal("reason", REASONS)
    return Ending(reason, desk.deal("work", _WORK) if reason == "arbete" else "")


def close(desk: Desk, file: File, ending: Ending) -> None:
    """The closure, on the case's last day."""
    chance, person, day = desk.chance, file.person, file.case.closed_on
    assert day is not None  # noqa: S101 - only closed cases come here
    closer = file.consultant if file.last_at_work == file.last else file.unit.manager
    closed_at = at(day, chance.between(9, 15), chance.between(0, 59))
    note = at(day, 9)
    file.notes.append(Note(note, "samtal", chance.pick(words.CLOSING), meeting=chance.often(0.5), author=closer))
    facts: dict[str, object] = {}
    if ending.reason == "arbete":
        facts = _work(desk, file, ending, day, closer)
    elif ending.reason == "studier":
        facts = {
            "to_studies": True,
            "csn": chance.often(0.85),
            "studies_started_on": day + dt.timedelta(days=chance.between(-10, 14)),
            "studies_extent": chance.pick((50, 75, 100, 100)),
        }
    may_contact = ending.reason != "avliden" and file.key % 5 != 0
    declines = may_contact and file.key % 11 == 3 and add_months(day, later_months()[-1]) < desk.yesterday - _SPARE
    key = desk.add(
        Closure,
        may_contact=may_contact and not declines if ending.reason != "avliden" else None,
        contact_how=("telefon", "sms", "epost", "")[file.key % 4] if may_contact else "",
        enrolment_id=file.key,
        reason=ending.reason,
        closed_by_id=closer,
        closed_at=closed_at,
        summary=desk.text(words.SUMMARY, file),
        gender=person.gender,
        education_level=ending.education or person.education,
        age=person.age(day),
        **facts,
    )
    _goals(desk, file, ending, closer, closed_at)
    if may_contact:
        _later(desk, {"closure_id": key, "enrolment_id": file.key}, day, ending, closer, declines=declines)


# What becomes of the goals of those who go to work or studies, and of the others; dealt by the goal's own number.
_WELL = (("reached", "Jag har fått det jag ville."), ("reached", ""), ("partly", "En bit på väg."), ("moot", ""))
_LESS = (
    ("partly", "Kom halvvägs."),
    ("missed", "Hälsan räckte inte."),
    ("missed", ""),
    ("moot", "Annat blev viktigare."),
)


def _goals(desk: Desk, file: File, ending: Ending, closer: int, closed_at: dt.datetime) -> None:
    """How it went with each goal of the plan in force. No chance is used: what follows falls out as before."""
    results = _WELL if ending.reason in ("arbete", "studier") else _LESS
    for goal in file.goals:
        result, said = results[goal % len(results)]
        desk.add(GoalResult, goal_id=goal, result=result, words=said, recorded_by_id=closer, recorded_at=closed_at)


# What those who went to work or studies do later, and the others; dealt by the closure's number.
_NOW_WELL = (("arbete", 100), ("arbete", 75), ("stod", 50), ("studier", 100))
_NOW_LESS = (("soker", None), ("annat", None), ("soker", None), ("studier", 50))
_FOUND = Closure.HowFound.values
_UNASKED_DAYS = 4
_SPARE = dt.timedelta(days=20)


def _later(desk: Desk, of: dict[str, int], day: dt.date, ending: Ending, closer: int, *, declines: bool) -> None:
    """The questions 3, 6 and 12 months later, `of` a closure and its case: asked when their day has come, but for the
    latest few. Who `declines` does so at the last."""
    closure = of["closure_id"]
    answers = _NOW_WELL if ending.reason in ("arbete", "studier") else _NOW_LESS
    for months in later_months():
        due = add_months(day, months)
        row: dict[str, Any] = {**of, "months": months, "due_on": due}
        asked = office_day(due + dt.timedelta(days=closure % 5), 1)
        if asked > desk.yesterday - dt.timedelta(days=_UNASKED_DAYS):
            desk.add(LaterFollowUp, **row)
            continue
        signed = {"recorded_at": at(asked, 10), "recorded_by_id": closer}
        if declines and months == later_months()[-1]:
            desk.add(LaterFollowUp, **row, **signed, outcome="declined")
        elif (closure + months) % 4 == 0:
            desk.add(LaterFollowUp, **row, **signed, outcome="missed")
        else:
            now, extent = answers[closure % 4]
            through = _FOUND[closure // 4 % len(_FOUND)] if now in ("arbete", "stod") else ""
            desk.add(LaterFollowUp, **row, **signed, outcome="reached", now=now, extent=extent, through=through)


def _work(desk: Desk, file: File, ending: Ending, day: dt.date, closer: int) -> dict[str, object]:
    chance = desk.chance
    started = office_day(day - dt.timedelta(days=chance.between(-6, 5)), 1)
    regular, municipal = ending.work == _REGULAR, ending.work == _MUNICIPAL
    subsidised = not regular or chance.often(0.4)
    support = ("BEA" if municipal else "OSA") if not regular else chance.pick(_SUPPORTS) if subsidised else ""
    spots = desk.world.spots[file.person.line.code]
    employer = place.NAME if municipal else chance.pick(spots).employer_name
    facts: dict[str, object] = {
        "to_work": True,
        "regular": regular,
        "municipal": municipal,
        "subsidised": subsidised,
        "support": support,
        "work_started_on": started,
        "work_extent": chance.pick((50, 75, 100, 100, 100)),
        "employer_name": employer,
        "how_found": desk.evenly("how_found", Closure.HowFound),
    }
    asked_on = office_day(started + dt.timedelta(days=LASTED_DAYS + chance.between(0, 20)), 1)
    lasted = ending.lasted
    if file.case.trait == "lasted_unasked":
        return facts
    if lasted is None:
        lasted = desk.deal("lasted", [(True, 84), (False, 9), (None, 7)])
        if lasted is None and (desk.today - asked_on).days > 120:
            lasted = True
    if lasted is not None and asked_on <= desk.yesterday:
        facts |= {"lasted_month": lasted, "lasted_recorded_at": at(asked_on, 9), "lasted_recorded_by_id": closer}
    return facts
