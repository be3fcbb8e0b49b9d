"""Praktik and employment: where somebody is, from when until when."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from amc.calendar import add_months, last_day
from amc.demo.chance import at, office_day
from amc.demo.filing.arrival import ONE_DAY, days
from amc.demo.filing.desk import Desk, File, Note
from amc.demo.filing.las import answer_steps
from amc.demo.filing.lasting import add_lasting
from amc.demo.filing.locked_in import say_why_still
from amc.demo.filing.supervising import supervise
from amc.demo.filing.supports import add_support
from amc.demo.texts import journal as words
from amc.demo.world import Guide, Spot
from placements.models import Employment, Internship, NextStep
from placements.rules.hours import equal_days
from placements.rules.next_step import before_end, half_time
from placements.rules.periods import Period

AMI, AMA = Employment.AMI, Employment.AMA
_HOURS = tuple(Decimal(hours) for hours in ("10.0", "15.0", "20.0", "25.0", "30.0", "40.0"))
_MOST_BEFORE = 5
_OTHER_SCHEMES = (
    ("nystartsjobb", 4),
    ("introduktionsjobb", 3),
    ("etableringsjobb", 1),
    ("lonebidrag_utveckling", 3),
    ("lonebidrag_anstallning", 3),
    ("lonebidrag_trygghet", 1),
    ("osa", 1),
    ("vanlig", 4),
)
# There were none before, as placements_scheme says; it is a nystartsjobb then.
_SINCE = {
    "introduktionsjobb": dt.date(2018, 5, 1),
    "etableringsjobb": dt.date(2024, 1, 1),
    **dict.fromkeys(("lonebidrag_utveckling", "lonebidrag_anstallning", "lonebidrag_trygghet"), dt.date(2017, 7, 1)),
}


@dataclass(slots=True)
class Spell:
    """A placement to be written. `code` is the scheme of an employment or the kind of an internship."""

    code: str
    first: dt.date
    last: dt.date
    employed: bool
    guide: Guide | None = None
    exception: bool = False
    gap_since: dt.date | None = None
    key: int = 0

    @property
    def limited(self) -> bool:
        """Whether it is an AMI or an arbetsmarknadsanställning."""
        return self.employed and self.code in (AMI, AMA)


def place_out(desk: Desk, file: File) -> list[Spell]:
    """Write the placements of the case with their supervision; answers them in order."""
    spells = _spells_of_trait(desk, file) or _spells(desk, file)
    for spell in spells:
        spot = _spot(desk, file, spell)
        if spell.employed:
            _employ(desk, file, spell, spot)
            add_support(desk, file, spell)
            add_lasting(desk, file, spell)
            answer_steps(desk, file, spell)
            _say_what_next(desk, file, spell)
            _say_what_became(desk, file, spell)
        else:
            _take_in(desk, file, spell, spot)
            say_why_still(desk, file, spell, spot)
        supervise(desk, file, spell, spot)
        if spell.first <= file.last_at_work:
            file.notes.append(Note(at(office_day(spell.first, 1), 15), "telefon", desk.chance.pick(words.STARTED_WORK)))
            _visit(desk, file, spell)
    return spells


def work_before(desk: Desk, file: File, amount: int) -> None:
    """Write `amount` employments without support, one after another, in the first half of a closed case; at the most a
    few, and none where it was short."""
    half = (file.last - file.opened_on) // 2
    if file.is_open or half.days < _MOST_BEFORE * 10:
        return
    each = half // _MOST_BEFORE
    for number in range(min(amount, _MOST_BEFORE)):
        first = file.opened_on + number * each
        spell = Spell("vanlig", first, first + each - ONE_DAY, True)
        _employ(desk, file, spell, _spot(desk, file, spell))


def _visit(desk: Desk, file: File, spell: Spell) -> None:
    chance = desk.chance
    end = min(spell.last, file.last_at_work)
    if (end - spell.first).days > 21 and file.case.trait != "silent":
        day = chance.working_day(spell.first + dt.timedelta(days=14), end)
        kind = chance.pick(("besok", "trepart"))
        file.notes.append(Note(chance.office_hour(day), kind, desk.text(words.NOTES[kind], file), meeting=True))


# --- What happens when -----------------------------------------------------------------------------


def _spells_of_trait(desk: Desk, file: File) -> list[Spell]:
    """Placements that the trait of the case asks for; none for most."""
    today = desk.today
    ended = {"ami_7": 7, "ami_30": 30, "ami_90": 90, "ami_120": 120}
    trait = file.case.trait
    start = file.agreed[0] + dt.timedelta(days=10) if file.agreed else file.opened_on
    if trait in ended:
        last = today + dt.timedelta(days=ended[trait])
        return [Spell(AMI, _start_of(last, 12), last, True)]
    if trait == "ami_near_24":
        last = today + dt.timedelta(days=45)
        second = Spell(AMI, _start_of(last, 11), last, True)
        before = second.first - ONE_DAY
        return [Spell(AMI, _start_of(before, 12), before, True), second]
    if trait == "ami_exception":
        first = file.agreed[0] - dt.timedelta(days=4)
        return [Spell(AMI, first, last_day(first, 12), True, exception=True)]
    if trait == "ami_yearly_overdue":
        first = add_months(today - dt.timedelta(days=20), -12)
        return [Spell(AMI, first, last_day(first, 24), True)]
    if trait in ("ama_running", "handledare_ama"):
        first = max(add_months(today, -6), start + dt.timedelta(days=95))
        guide = desk.world.demo_guide if trait == "handledare_ama" else None
        praktik = Spell("praktik", start, last_day(start, 3), False)
        return [praktik, Spell(AMA, first, last_day(first, 12), True, guide=guide)]
    if trait == "handledare_praktik":
        first = add_months(today, -4).replace(day=4)
        return [Spell("arbetstraning_job", first, last_day(first, 9), False, guide=desk.world.demo_guide)]
    if trait == "praktik_ending":
        last = office_day(today + dt.timedelta(days=5), 1)
        return [Spell("praktik", _start_of(last, 4), last, False)]
    if trait == "praktik_gap":
        last = today + dt.timedelta(days=40)
        return [Spell("arbetstraning", _start_of(last, 4), last, False, gap_since=today - dt.timedelta(days=10))]
    return []


def _start_of(last: dt.date, months: int) -> dt.date:
    """The first day of a period of at most `months` months that ends on `last`."""
    first = add_months(last, -months) + ONE_DAY
    return first if last_day(first, months) >= last else first + ONE_DAY


def _spells(desk: Desk, file: File) -> list[Spell]:
    chance, person = desk.chance, file.person
    if not file.agreed or file.case.trait:
        return []
    start = office_day(file.agreed[0] + dt.timedelta(days=chance.between(8, 50)), 1)
    end = file.case.closed_on or add_months(desk.today, 12)
    spells: list[Spell] = []
    if chance.often(0.62 if desk.rich else 0.5) and start < file.last - dt.timedelta(days=10):
        code = _internship_kind(desk, file)
        most = desk.world.internship_kinds[code].max_months or 6
        spells.append(Spell(code, start, min(last_day(start, chance.between(1, most)), end), False))
        start = office_day(spells[-1].last + dt.timedelta(days=chance.between(1, 25)), 1)
    if chance.often(0.5 if desk.rich else 0.3) and start < file.last - dt.timedelta(days=15):
        scheme = _scheme(desk, file, bool(spells), start)
        months = {AMI: (6, 12, 18, 24), AMA: (6, 9, 12)}.get(scheme, (6, 12))
        spells.append(Spell(scheme, start, min(last_day(start, chance.pick(months)), end), True))
        person.has_had_ami |= scheme == AMI
    return spells


def _internship_kind(desk: Desk, file: File) -> str:
    if file.person.interpreter and desk.chance.often(0.5):
        return "sprakpraktik"
    if file.case.source in ("af", "kaa") and file.person.age(file.opened_on) < 25:
        return "praktik_ungdom"
    return desk.deal("internship", [("praktik", 5), ("arbetstraning", 4), ("arbetstraning_job", 1)])


def _scheme(desk: Desk, file: File, has_interned: bool, start: dt.date) -> str:
    chance = desk.chance
    scheme = chance.weighted(((AMI, 30), (AMA, 40), ("", 30)))
    if scheme == AMA and not (has_interned and file.mapped_on):
        scheme = AMI
    if scheme == AMI and file.person.has_had_ami:
        scheme = ""
    if scheme:
        return scheme
    dealt = desk.deal("scheme", _OTHER_SCHEMES)
    return "nystartsjobb" if start < _SINCE.get(dealt, start) else dealt


def _spot(desk: Desk, file: File, spell: Spell) -> Spot:
    """A workplace of the person's line where somebody has room: the municipality's own or its companies' where the
    scheme asks for that, of another line if need be."""
    world = desk.world
    if spell.guide:
        return next(s for line in world.spots.values() for s in line if spell.guide in s.supervisors)
    spots = world.spots[file.person.line.code]
    pools = [spots]
    if spell.limited:
        kinds = ("forvaltning",) if spell.code == AMA else ("forvaltning", "kommunalt_bolag")
        others = world.spots_of(kinds)
        pools = [[spot for spot in spots if spot.kind in kinds] or others, others]
    for pool in pools:
        for _ in range(8):
            spot = desk.chance.pick(pool)
            if any(guide.free(spell.first, spell.last) for guide in spot.supervisors):
                return spot
    return spot


# --- The rows --------------------------------------------------------------------------------------


def _take_in(desk: Desk, file: File, spell: Spell, spot: Spot) -> None:
    chance = desk.chance
    over = spell.last < desk.today
    reason = desk.evenly("internship_end", Internship.EndReason) if over and chance.often(0.4) else "completed"
    file.first_internship = file.first_internship or spell.first
    hours = chance.pick(_HOURS)
    spell.key = desk.add(
        Internship,
        enrolment_id=file.key,
        kind_id=desk.world.internship_kinds[spell.code].pk,
        workplace_id=spot.key,
        period=days(spell.first, spell.last),
        hours_per_week=hours,
        weekday_hours=equal_days(hours),
        purpose=f"Pröva arbete som {file.person.line.job}",
        tasks=chance.pick(file.person.line.tasks),
        end_reason=reason if over else "",
        created_by_id=file.consultant,
        created_at=_written(desk, file, spell),
    )


def _employ(desk: Desk, file: File, spell: Spell, spot: Spot) -> None:
    chance = desk.chance
    over = spell.last < desk.today
    excepted: dict[str, object] = {}
    if spell.exception:
        excepted = {
            "exception_reason": words.EXCEPTION,
            "exception_paper_date": spell.first - dt.timedelta(days=6),
            "exception_by_id": file.unit.manager,
            "exception_at": at(office_day(spell.first), 8, 20),
        }
    agreement = {AMI: "AMI-avtalet", AMA: "BEA"}.get(spell.code, "Branschens avtal" if chance.often(0.8) else "")
    union = "Kommunal" if spot.municipal else chance.pick(("Fastighets", "Kommunal", ""))
    spell.key = desk.add(
        Employment,
        participant_id=file.person.key,
        enrolment_id=file.key,
        scheme_id=spell.code,
        employer_id=spot.employer,
        workplace_id=spot.key,
        period=days(spell.first, spell.last),
        extent=chance.pick((50, 75, 75, 100, 100)),
        tasks=chance.pick(file.person.line.tasks),
        collective_agreement=agreement,
        union=union,
        end_reason=desk.evenly("employment_end", Employment.EndReason) if over else "",
        created_by_id=file.consultant,
        created_at=_written(desk, file, spell),
        **excepted,
    )


def _say_what_next(desk: Desk, file: File, spell: Spell) -> None:
    """What comes after, answered on the days that ask for it; of each fifth employment nobody has said it yet."""
    if not spell.limited or spell.key % 5 == 1:
        return
    period = Period(spell.first, spell.last)
    for place, (moment, day) in enumerate(
        ((NextStep.Moment.HALF, half_time(period)), (NextStep.Moment.BEFORE_END, before_end(period)))
    ):
        asked = office_day(day, 1)
        if asked > min(file.last_at_work, desk.yesterday):
            continue
        leads_to, text = words.WHAT_NEXT[(spell.key + place) % len(words.WHAT_NEXT)]
        desk.add(
            NextStep,
            employment_id=spell.key,
            moment=moment.value,
            last_day=spell.last,
            leads_to=leads_to,
            text=text,
            answered_by_id=file.consultant,
            answered_at=at(asked, 10, 15),
        )


def _say_what_became(desk: Desk, file: File, spell: Spell) -> None:
    """What it became, some weeks after the end; of each fourth nobody has said it yet."""
    asked = office_day(spell.last + dt.timedelta(days=33), 1)
    if not spell.limited or spell.key % 4 == 1 or asked > min(file.last_at_work, desk.yesterday):
        return
    leads_to, text = words.BECAME[spell.key % len(words.BECAME)]
    desk.add(
        NextStep,
        employment_id=spell.key,
        moment=NextStep.Moment.AFTER.value,
        last_day=spell.last,
        leads_to=leads_to,
        text=text,
        answered_by_id=file.consultant,
        answered_at=at(asked, 14, 5),
    )


def _written(desk: Desk, file: File, spell: Spell) -> dt.datetime:
    """When it was registered: some days before it began, in working hours, while the case was open."""
    day = office_day(spell.first - dt.timedelta(days=desk.chance.between(1, 9)))
    return at(max(min(day, file.last_at_work), file.opened_on), 13, desk.chance.between(0, 59))
