"""The register of KAA in the demo: most is as it should be, and some is lacking, as in life."""

import datetime as dt

from amc.calendar import MUNICIPAL_ZONE, add_months
from amc.demo.chance import Chance, office_day
from amc.demo.rows import Copying, Table
from amc.kaa.actions import note_of
from amc.kaa.models import ContactAttempt, Measure, MeasureKind, Occupation
from amc.kaa.rules import attempt_kind, attempt_text
from participants.models import Enrolment, JournalEntry, Source

_EVERY_DAYS = 75
_LACKS_IN = 7


def write_register(today: dt.date) -> None:
    """Rows for every case of KAA, drawn by the case's own number: nothing else of the demo is drawn anew."""
    kinds = {kind.code: kind for kind in MeasureKind.objects.all()}
    sink = Copying()
    journal = Table(JournalEntry, sink, Chance("kaa"))
    for case in Enrolment.objects.filter(source__regime=Source.Regime.KAA).order_by("case_number"):
        chance = Chance(case.case_number)
        last = case.closed_on or today - dt.timedelta(days=1)
        if last < case.opened_on:
            continue
        _attempts(case, chance, last, journal)
        _measures(case, chance, last, kinds)
        _occupations(case, chance, last)
    sink.write(journal)
    sink.set_sequences([journal])


def _attempts(case: Enrolment, chance: Chance, last: dt.date, journal: Table) -> None:
    """How the young person has been sought; each time stands in the journal as the register's own form writes it."""
    day = office_day(case.opened_on, 1)
    while day <= last:
        attempt = ContactAttempt.objects.create(
            enrolment=case,
            made_on=day,
            way=chance.pick(("telefon", "telefon", "sms", "brev", "hos_oss", "vardnadshavare")),
            result=chance.pick(("reached", "reached", "not_reached", "not_reached", "refused", "wrong")),
        )
        if case.consultant_id:
            noon = dt.datetime.combine(day, dt.time(12), MUNICIPAL_ZONE)
            journal.add(
                uuid=note_of(attempt),
                enrolment_id=case.pk,
                kind=attempt_kind(attempt.way, attempt.result),
                occurred_at=noon,
                created_at=noon + dt.timedelta(minutes=10),
                text=attempt_text(attempt.get_way_display(), attempt.get_result_display(), made_on=day),
                author_id=case.consultant_id,
            )
        day = office_day(day + dt.timedelta(days=_EVERY_DAYS + chance.between(-20, 30)), 1)


def _measures(case: Enrolment, chance: Chance, last: dt.date, kinds: dict[str, MeasureKind]) -> None:
    day = case.opened_on + dt.timedelta(days=chance.between(10, 40))
    while day <= last:
        answer = chance.weighted((("accepted", 70), ("declined", 18), ("waiting", 12)))
        answered = min(last, day + dt.timedelta(days=chance.between(1, 12))) if answer != "waiting" else None
        starts = answered + dt.timedelta(days=chance.between(3, 20)) if answered and answer == "accepted" else None
        ends = add_months(starts, chance.between(1, 4)) if starts else None
        if ends and ends > last:
            ends = last if case.closed_on and starts and starts <= last else None
        if starts and case.closed_on and starts > last:
            answer, starts, ends = "declined", None, None
        kind = kinds[chance.pick(("vagledning", "praktik", "introduktionsprogram", "jobbsok", "studiebesok", "samtal"))]
        Measure.objects.create(
            enrolment=case,
            kind=kind,
            offered_on=day,
            answer=answer,
            answered_on=answered,
            starts_on=starts,
            ends_on=ends,
        )
        day += dt.timedelta(days=chance.between(60, 140))


def _occupations(case: Enrolment, chance: Chance, last: dt.date) -> None:
    if chance.between(1, _LACKS_IN) == _LACKS_IN:
        return
    turn = case.opened_on + dt.timedelta(days=chance.between(20, 90))
    before = chance.pick(("ingen", "ingen", "utbildning"))
    now = chance.pick(("utbildning", "arbete", "aktivitet", "ingen"))
    ends = turn - dt.timedelta(days=1) if turn <= last else None
    Occupation.objects.create(enrolment=case, kind=before, starts_on=case.opened_on, ends_on=ends)
    if ends:
        Occupation.objects.create(enrolment=case, kind=now, starts_on=turn)
