"""The kartläggning: filled in little by little, some of it renewed later."""

import datetime as dt
from typing import Any

from psycopg.types.json import Jsonb

from amc.calendar import add_months
from amc.demo.chance import Chance, at
from amc.demo.filing.desk import Desk, File
from amc.demo.texts import assessment as words
from amc.demo.texts.facts import JUDGED, OWN_WORDS, facts_of
from participants.models import KartlaggningEntry

COMPETENCE = "kompetens"
_SENSITIVE_LAST = ("halsa", "hinder", "boende")


def assess(desk: Desk, file: File) -> None:
    """Entries from the first weeks on. Sets `file.mapped_on` to the day of the first."""
    chance = desk.chance
    trait = file.case.trait
    if trait in ("new", "unassigned") or file.last_at_work <= file.opened_on:
        return
    areas = [area for area in desk.world.areas if area != COMPETENCE]
    if trait == "mapping":
        areas = areas[:4]
    elif not desk.rich:
        areas = chance.sample(areas, 3)
    elif chance.often(0.5):
        left_out = chance.sample(areas[1:], chance.between(1, 3))
        areas = [area for area in areas if area not in left_out]
    areas.sort(key=lambda area: area in _SENSITIVE_LAST)
    day = file.opened_on
    first_day = None
    for position, area in enumerate(areas):
        if position % 3 == 0:
            day += dt.timedelta(days=chance.between(1, 6))
            moment = chance.office_hour(min(chance.working_day(day, day), file.last_at_work))
        if moment.date() < file.opened_on:
            moment = at(file.opened_on, 13)
        _entry(desk, file, area, moment)
        first_day = first_day or moment.date()
    file.mapped_on = first_day
    if "erfarenhet" in areas and desk.rich:
        _competence(desk, file, moment)
    if chance.often(0.4 if desk.rich else 0.1) and file.last_at_work > add_months(file.opened_on, 4):
        renewed = chance.working_day(add_months(file.opened_on, 3), file.last_at_work)
        for area in chance.sample(areas, min(2, len(areas))):
            _entry(desk, file, area, chance.office_hour(renewed), later=True)


def _entry(desk: Desk, file: File, area: str, moment: dt.datetime, *, later: bool = False) -> None:
    chance, person = desk.chance, file.person
    own, judged = words.AREAS[area]
    own_words = desk.text(own, file)
    person.areas = person.areas if person.areas is not None else {}
    before = person.areas.get(area)
    if before and later:
        own_words = chance.pick(words.LATER).format(text=own_words)
    shown = chance.often(0.85)
    person.areas[area] = desk.add(
        KartlaggningEntry,
        participant_id=person.key,
        enrolment_id=file.key,
        area_id=desk.world.areas[area],
        own_words=own_words,
        assessment=desk.text(judged, file) if shown else "",
        facts=Jsonb(_facts(file, area, moment)) if desk.rich else Jsonb({}),
        is_obstacle=area in _SENSITIVE_LAST and chance.often(0.4),
        supersedes_id=before,
        author_id=file.consultant,
        created_at=moment,
    )


def _facts(file: File, area: str, moment: dt.datetime) -> dict[str, Any]:
    words, line = file.words(), file.person.line.code
    # Chance of its own: what is asked beside the texts moves nothing else in the municipality.
    own = Chance(f"{file.person.key} {area}")
    return facts_of(own, area, line=line, past=words["past"], language=words["language"], day=moment.date())


def _competence(desk: Desk, file: File, moment: dt.datetime) -> None:
    """Strengths are found when the work history is told; with chance of their own, as the facts."""
    own = Chance(f"{file.person.key} {COMPETENCE}")
    person = file.person
    if own.often(0.3) or (person.areas or {}).get(COMPETENCE):
        return
    person.areas = person.areas or {}
    person.areas[COMPETENCE] = desk.add(
        KartlaggningEntry,
        uuid=own.uuid(),
        participant_id=person.key,
        enrolment_id=file.key,
        area_id=desk.world.areas[COMPETENCE],
        own_words=own.pick(OWN_WORDS),
        assessment=own.pick(JUDGED),
        facts=Jsonb(_facts(file, COMPETENCE, moment)),
        author_id=file.consultant,
        created_at=moment,
    )
