"""Openings and what participants seek, as the rules know them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from amc.matching.models import Opening, PlaceKind, Seeking
from amc.matching.rules.matching import Occupation, Place, Reason, Seeker, best_places, best_seekers, points_of, reasons
from amc.matching.rules.openings import coming, opens_words
from amc.staff.models import User
from participants.models import Competence, KartlaggningEntry, Participant

SWEDISH = "svenska"
# Read for each opening, in the order of `_place`.
_READ = (
    *("pk", "kind", "occupation", "workplace__city", "hours_per_week", "level", "languages", "licence"),
    *("starts_on", "ends_on", "workplace__employer__opens_on"),
)


def _occupation(row: Competence) -> Occupation:
    return Occupation(row.code, row.name, row.ssyk, row.field)


def occupations() -> dict[int, Occupation]:
    """Every occupation by its key."""
    rows = Competence.objects.filter(kind=Competence.Kind.OCCUPATION).order_by()
    return {pk: Occupation(*rest) for pk, *rest in rows.values_list("pk", "code", "name", "ssyk", "field")}


def places_on(user: User, day: dt.date) -> list[Place]:
    """The openings that somebody can be proposed for on `day`, in two questions."""
    known, kinds = occupations(), dict(PlaceKind.choices)
    free = Opening.objects.visible_to(user).free_on(day).filter(workplace__is_active=True)
    rows = free.order_by().values_list(*_READ)
    return [
        Place(
            *(pk, kind, kinds[kind], known.get(occupation), town, hours, level, tuple(languages), licence, first, last),
            coming(opens, day),
        )
        for pk, kind, occupation, town, hours, level, languages, licence, first, last, opens in rows
    ]


def place_of(opening: Opening, day: dt.date) -> Place:
    """One opening, as it is on `day`."""
    return Place(
        opening.pk,
        opening.kind,
        opening.get_kind_display(),
        _occupation(opening.occupation) if opening.occupation else None,
        opening.workplace.city,
        opening.hours_per_week,
        opening.level,
        tuple(opening.languages),
        opening.licence,
        opening.starts_on,
        opening.ends_on,
        coming(opening.workplace.employer.opens_on, day),
    )


def seeker_of(seeking: Seeking) -> Seeker:
    """What somebody seeks."""
    return Seeker(
        seeking.pk,
        frozenset(seeking.kinds),
        tuple(_occupation(wish) for wish in seeking.wishes),
        tuple(seeking.towns),
        seeking.hours_per_week,
        seeking.level,
        tuple(seeking.languages),
        tuple(seeking.licences),
        seeking.from_day,
    )


def matches_for(seeking: Seeking, user: User, day: dt.date, amount: int) -> list[dict[str, Any]]:
    """The openings that suit best, each with its points and reasons."""
    seeker = seeker_of(seeking)
    best = best_places(seeker, places_on(user, day), amount)
    related = ("workplace__employer", "occupation", "contact")
    rows = Opening.objects.visible_to(user).select_related(*related).in_bulk([place.key for _, place in best])
    return [_told(seeker, place, opening=rows[place.key]) for _, place in best if place.key in rows]


def matches_of(opening: Opening, seekings: Iterable[Seeking], day: dt.date, amount: int) -> list[dict[str, Any]]:
    """Those of `seekings` whom the opening suits best, each with points and reasons."""
    rows, place = {row.pk: row for row in seekings}, place_of(opening, day)
    best = best_seekers(place, map(seeker_of, rows.values()), amount)
    return [_told(seeker, place, seeking=rows[seeker.key]) for _, seeker in best]


def _told(seeker: Seeker, place: Place, **row: Any) -> dict[str, Any]:
    found: list[Reason] = reasons(seeker, place)
    return {"points": points_of(found), "reasons": found, "opens": opens_words(place.opens_on), **row}


def prefilled(participant: Participant, user: User, day: dt.date) -> dict[str, Any]:
    """What the form of what somebody seeks begins with: what the kartläggning says of occupations, languages and
    licences, where `user` may read it. Nothing of its texts, of sensitive areas, and of the address: who becomes
    protected must not be traced by it."""
    entries = KartlaggningEntry.objects.visible_to(user).current().filter(participant=participant)
    facts: dict[str, Any] = {}
    for row in entries.filter(area__sensitive=False, area__code__in=("kompetens", "sprak", "korkort")).order_by("pk"):
        facts |= row.facts
    codes = [row["code"] for row in facts.get("competences", []) if row.get("code")]
    listed = Competence.objects.visible_to(user).on(day).filter(code__in=codes, kind=Competence.Kind.OCCUPATION)
    wishes = sorted(listed, key=lambda row: codes.index(row.code))[:3]
    spoken = {row["language"]: row.get("spoken", "") for row in facts.get("languages", []) if row.get("language")}
    levels = [level for language, level in spoken.items() if language.casefold() == SWEDISH]
    return {
        **{f"wish_{number}": wish for number, wish in enumerate(wishes, 1)},
        "kinds": [PlaceKind.PRAKTIK],
        "from_day": day,
        "level": levels[0] if levels else "",
        "languages": [language for language in spoken if language.casefold() != SWEDISH],
        "licences": facts.get("licences", []),
    }
