"""Referrals that never became an enrolment, or have not yet, and the files that some came in."""

import datetime as dt

from psycopg.types.json import Jsonb

from amc.demo.chance import at, office_day
from amc.demo.filing.arrival import refer
from amc.demo.filing.desk import Desk
from amc.demo.people import People, Person
from amc.demo.texts import journal as words
from participants.identity_pattern import official_numbers
from participants.models import ImportFile, Referral

# State → (how many in the demo, days since the newest came in, days between them).
_STATES = {
    "unseen": (10, 1, 1.4),
    "seen": (6, 2, 2),
    "supplement": (4, 5, 4),
    "declined": (8, 20, 30),
    "returned": (8, 25, 34),
}
_HEADINGS = ["Personnummer", "Förnamn", "Efternamn", "Telefon", "Program", "Från", "Till", "Handläggare"]


def queue(desk: Desk, people: People, known: list[Person], factor: int) -> None:
    """`factor` times as many referrals as in the demo; some about people who have been here (`known`)."""
    for state, (count, newest, apart) in _STATES.items():
        for number in range(count * factor):
            days = newest + int(number / factor * apart)
            received = office_day(desk.today - dt.timedelta(days=days))
            unit = desk.world.units[0 if number % 3 else number // 3 % len(desk.world.units)]
            source = desk.chance.weighted((("af", 45), ("vuxenenheten", 30), ("etablering", 15), ("kaa", 10)))
            person = known.pop() if known and state == "unseen" and number % 5 == 3 else None
            if person is None:
                person = people.of_age(18, 20, received) if source == "kaa" else people.of_age(18, 60, received)
            elif source == "kaa":
                source = "vuxenenheten"
            refer(desk, person, unit, source, received, **_answer(desk, state, received, unit.consultants[0].key))


def _answer(desk: Desk, state: str, received: dt.date, who: int) -> dict[str, object]:
    if state == "unseen":
        return {}
    day = min(office_day(received + dt.timedelta(days=3)), desk.yesterday)
    facts: dict[str, object] = {"state": state, "seen_at": at(office_day(day), 8, 40), "seen_by_id": who}
    reasons = {"declined": words.DECLINED, "returned": words.RETURNED, "supplement": words.SUPPLEMENT}
    if state in reasons:
        facts["decision_reason"] = desk.chance.pick(reasons[state])
        facts |= {"decided_at": at(day, 9), "decided_by_id": who}
    return facts


def import_files(desk: Desk) -> None:
    """One file that waits to be imported, one that was, one that was thrown away."""
    unit = desk.world.units[0]
    af = desk.world.sources["af"].pk
    numbers = official_numbers(
        desk.chance.between(0, 10**6), born_from=dt.date(1976, 1, 1), born_to=dt.date(2000, 1, 1)
    )
    waiting = [
        [
            next(numbers).formatted(),
            first,
            last,
            "070-174 06 21",
            "Jobb- och utvecklingsgarantin",
            *_period(desk),
            "K. Alm",
        ]
        for first, last in (("Åsa", "Åhlén"), ("Yonas", "Tekle"), ("Svitlana", "Moroz"), ("Örjan", "Grönlund"))
    ]
    waiting.append(["19900230-1234", "Felix", "Fel-Nummer", "", "Jobb- och utvecklingsgarantin", "", "", "K. Alm"])
    common = {"unit_id": unit.key, "uploaded_by_id": unit.consultants[0].key, "headings": _HEADINGS}
    referrals, employments = ImportFile.Kind.REFERRALS, ImportFile.Kind.EMPLOYMENTS
    for kind, state, name, days, rows in (
        (referrals, ImportFile.State.PREVIEW, "anvisningar-af.xlsx", 1, waiting),
        (referrals, ImportFile.State.IMPORTED, "anvisningar-af-september.xlsx", 63, []),
        (referrals, ImportFile.State.DISCARDED, "fel-fil.csv", 64, []),
        (employments, ImportFile.State.IMPORTED, "pågående-anställningar.xlsx", 90, []),
    ):
        uploaded = at(office_day(desk.today - dt.timedelta(days=days)), 10)
        done = state is ImportFile.State.IMPORTED
        desk.add(
            ImportFile,
            **common,
            kind=kind.value,
            choices=Jsonb({}),
            refused=Jsonb({}),
            uploaded_at=uploaded,
            filename=name,
            sha256=f"{desk.chance.getrandbits(256):064x}",
            sheet="Blad1" if name.endswith("xlsx") else "",
            rows=Jsonb(rows),
            source_id=af if kind is referrals else None,
            state=state.value,
            imported_at=uploaded + dt.timedelta(minutes=4) if done else None,
            row_count=len(rows) or 14,
            added_count=11 if done else 0,
            skipped_count=2 if done else 0,
            failed_count=1 if done else 0,
        )


def _period(desk: Desk) -> tuple[str, str]:
    first = desk.today - dt.timedelta(days=30)
    return first.isoformat(), (first + dt.timedelta(days=364)).isoformat()


assert set(_STATES) == set(Referral.State.values) - {"accepted"}  # noqa: S101 - every answer is there
