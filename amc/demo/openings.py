"""Open places in the demo, what some of the participants seek, and who is proposed where."""

import datetime as dt

from amc.demo.chance import Chance, office_day
from amc.demo.municipality import VILLAGES
from amc.matching.facts import lists_on, said_of
from amc.matching.models import Locality, Opening, PlaceKind, Proposal, Seeking
from amc.matching.rules.changes import Said
from amc.staff.models import Role, Unit, User
from participants.models import Competence, Enrolment
from placements.models import ContactPerson, Employer, Workplace

# Occupation, what one does there, kind, hours a week, Swedish, other languages, licence, what the consultant judges.
_PLACES: tuple[tuple[str, str, str, int, str, list[str], str, tuple[str, str]], ...] = (
    ("kock", "Kock i storkök", "praktik", 30, "a2", [], "", ("", "Tunga kastruller och mycket stående")),
    ("maltidsbitrade", "Måltidsbiträde", "praktik", 25, "a1", [], "", ("", "")),
    ("lokalvardare", "Lokalvård på kvällar", "arbetsmarknad", 20, "", [], "", ("asks", "")),
    ("vaktmastare", "Vaktmästare på skola", "arbetsmarknad", 40, "b1", [], "B", ("refuses", "Lyft och stegar")),
    ("vardbitrade", "Vårdbiträde på äldreboende", "praktik", 30, "b1", ["arabiska"], "", ("refuses", "Lyft med hjälpmedel")),
    ("lagerarbetare", "Plock på lager", "reguljar", 40, "a2", [], "", ("accepts", "Tunga lyft")),
    ("truckforare", "Truck på lager", "reguljar", 40, "b1", [], "B", ("accepts", "")),
    ("butiksmedarbetare", "Butik, varuplock", "praktik", 25, "b1", [], "", ("asks", "")),
    ("parkarbetare", "Park och grönytor", "resurs", 40, "", [], "B", ("accepts", "Utomhus året om")),
    ("barnskotare", "Barnskötare i förskola", "praktik", 30, "b2", ["somaliska"], "", ("refuses", "")),
    ("cykelreparator", "Cykelverkstad", "lagtroskel", 15, "", [], "", ("accepts", "")),
    ("sommare", "Sömnad och lagning", "lagtroskel", 15, "", [], "", ("", "")),
    ("malare", "Målare, lärling", "praktik", 40, "a2", [], "B", ("asks", "Arbete på höjd")),
    ("administrator", "Reception och post", "praktik", 20, "b2", [], "", ("asks", "")),
)  # fmt: skip
_WISHES = tuple(place[0] for place in _PLACES)
_LEVELS = ("a1", "a2", "a2", "b1", "b1", "b2", "modersmal", "")
_LANGUAGES: tuple[list[str], ...] = (["arabiska"], ["somaliska", "engelska"], ["dari"], [], [], ["tigrinska"])
# By place, in the same order: skills that are welcome there. And how far somebody can go.
_WELCOME: tuple[list[str], ...] = (
    ["hygienutbildning-livsmedel", "laga-mat-for-manga"], ["arbeta-i-grupp"], ["stada"], [], ["arbeta-med-aldre"], [],
    ["truckutbildning"], ["kassasystem", "kundbemotande"], ["odling", "rojsagskorkort"], ["arbeta-med-barn"],
    ["cykelreparation"], ["handarbete-och-somnad"], ["mala-och-tapetsera"], ["kundbemotande", "ordbehandling"],
)  # fmt: skip
_KM = (20, 10, 30, None, 50)
# What has become of a proposal: state, who said no, why.
_ANSWERS = (
    ("reserved", "", ""),
    ("offered", "", ""),
    ("accepted", "", ""),
    ("declined", "deltagaren", "För lång resväg"),
    ("declined", "platsen", "De fick ingen handledare"),
    ("declined", "enheten", "Börjar en kurs i stället"),
    ("ended", "", "Fick anställning hos en annan arbetsgivare"),
)


def write_openings(today: dt.date) -> None:
    """Three openings for each of the kinds above, drawn by their own name: nothing else of the demo is drawn anew."""
    staff = list(User.objects.filter(roles__overlap=[Role.KONSULENT], is_active=True).order_by("pk")[:8])
    occupations = {row.code: row for row in Competence.objects.filter(code__in=_WISHES)}
    workplaces = list(Workplace.objects.filter(is_active=True, employer__is_active=True).order_by("pk"))
    chance = Chance("platser")
    openings = [
        _opening(number, place, chance.pick(workplaces), occupations, staff, today)
        for number, place in enumerate(_PLACES * 3)
    ]
    soon = Employer.objects.filter(opens_on__gt=today).order_by("pk").first()
    if soon and (where := soon.workplaces.first()):
        openings.append(_opening(len(openings), _PLACES[0], where, occupations, staff, soon.opens_on or today))
    for unit in Unit.objects.order_by("pk"):
        _seek(unit, occupations, openings, today)
    closed = openings[::9]
    for opening, why in zip(closed, Opening.Closed.values * len(closed), strict=False):
        opening.closed_on, opening.closed_as = office_day(today), why
        opening.save(update_fields=["closed_on", "closed_as"])


def _opening(
    number: int,
    place: tuple,
    workplace: Workplace,
    occupations: dict[str, Competence],
    staff: list[User],
    today: dt.date,
) -> Opening:
    code, title, kind, hours, level, languages, licence, (record, physical) = place
    first = office_day(today + dt.timedelta(days=10 + 9 * number)) if number % 4 else None
    return Opening.objects.create(
        workplace=workplace,
        occupation=occupations.get(code),
        title=title,
        kind=kind,
        places=1 + number % 3,
        starts_on=first,
        ends_on=first + dt.timedelta(days=180) if first and kind == PlaceKind.PRAKTIK else None,
        hours_per_week=hours,
        level=level,
        languages=languages,
        licence=licence,
        skills=_WELCOME[number % len(_WELCOME)] if number < len(_PLACES) * 2 else [],
        criminal_record=record,
        physical=physical,
        contact=ContactPerson.objects.filter(employer=workplace.employer_id, is_active=True).order_by("pk").first(),
        created_by=staff[number % len(staff)],
    )


def _seek(unit: Unit, occupations: dict[str, Competence], openings: list[Opening], today: dt.date) -> None:
    """Every third case of the unit has what is sought filled in, and some of them are proposed."""
    chance = Chance(f"söker {unit.name}")
    cases = Enrolment.objects.filter(unit=unit, closed_on__isnull=True, consultant__isnull=False).order_by("pk")[::3]
    known = [occupations[code] for code in _WISHES if code in occupations]
    homes = list(Locality.objects.filter(name__in=VILLAGES).order_by("pk"))
    towns = sorted({opening.workplace.city for opening in openings if opening.workplace.city})
    for number, case in enumerate(cases):
        wishes = [known[(number + step) % len(known)] for step in (0, 5)]
        # Two of three say from where and how far, and every second of those names no towns besides.
        home = homes[number % len(homes)] if homes and number % 3 else None
        heard = _heard(case, number, today)
        Seeking.objects.create(
            enrolment=case,
            kinds=[PlaceKind.PRAKTIK, PlaceKind.values[1 + number % 4]],
            wish_1=wishes[0],
            wish_2=wishes[1] if number % 2 else None,
            towns=[chance.pick(towns)] if towns and (home is None or number % 2) else [],
            home=home,
            most_km=_KM[number % len(_KM)] if home else None,
            from_day=today,
            hours_per_week=(20, 30, 40)[number % 3],
            level=_LEVELS[number % len(_LEVELS)],
            languages=_LANGUAGES[number % len(_LANGUAGES)],
            licences=["B"] if number % 3 == 0 else [],
            skills=_WELCOME[number % len(_WELCOME)],
            heard=heard,
        )
        if number % 3 == 0:
            _propose(case, openings, number // 3, today)


def _heard(case: Enrolment, number: int, today: dt.date) -> Said:
    """What the kartläggning said when it was filled in: for every fourth something else than it says now."""
    if number % 4 == 0 or case.consultant is None:
        return {}
    return said_of(case.participant, case.consultant, lists_on(today))


def _propose(case: Enrolment, openings: list[Opening], number: int, today: dt.date) -> None:
    state, declined_by, reason = _ANSWERS[number % len(_ANSWERS)]
    free = Opening.objects.free_on(today).filter(pk__in=[row.pk for row in openings]).order_by("pk")
    opening = list(free)[number * 3 % max(free.count(), 1)] if free else None
    if opening and case.consultant:
        waits = state in ("reserved", "offered")
        Proposal.objects.create(
            opening=opening,
            enrolment=case,
            state=state,
            declined_by=declined_by,
            reason=reason,
            answer_by=today + dt.timedelta(days=number % 9) if waits else None,
            created_by=case.consultant,
        )
