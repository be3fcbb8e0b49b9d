"""Openings and what participants seek, as the rules know them."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Collate, JSONObject

from amc.matching.models import Locality, Opening, PlaceKind, Seeking
from amc.matching.rules.changes import Difference, Said, differences
from amc.matching.rules.distance import Spot
from amc.matching.rules.matching import Occupation, Place, Reason, Seeker, best_places, best_seekers, points_of, reasons
from amc.matching.rules.openings import coming, opens_words
from amc.staff.models import User
from participants.models import Competence, KartlaggningEntry, Participant
from participants.names import sort_key
from participants.rules.facts import LEVELS

SWEDISH = "svenska"
# The areas of the kartläggning that what is sought begins with.
COMPETENCE, SPEECH, DRIVING = AREAS = ("kompetens", "sprak", "korkort")
# The kind of a row that is a town, beside those of Competence.
_TOWN = "ort"
# Read for each opening, in the order of `_place`.
_READ = (
    *("pk", "kind", "occupation", "workplace__city", "hours_per_week", "level", "languages", "licence"),
    *("starts_on", "ends_on", "workplace__employer__opens_on", "skills", "title"),
)


def _occupation(row: Competence) -> Occupation:
    return Occupation(row.code, row.name, row.ssyk, row.field)


class _Towns(dict[str, "Spot | None"]):
    """Towns as they are written at workplaces: each is looked up once, however many places are there."""

    def __init__(self, known: dict[str, Spot]) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, town: str) -> Spot | None:
        found = self[town] = self._known.get(sort_key(town))
        return found


class Lists(NamedTuple):
    """The lists that places are read by. Of competences: occupations by their key, and by code what each is called and
    the kind of those that can be chosen today. And the towns."""

    occupations: dict[int, Occupation]
    names: dict[str, str]
    kinds: dict[str, str]
    towns: _Towns


def lists_on(day: dt.date) -> Lists:
    """Those lists as they are on `day`, in one question."""
    competences = Competence.objects.order_by().values_list(
        *("pk", "kind", "code", "name", "ssyk", "field", "valid_from", "valid_to")
    )
    places = Locality.objects.order_by().values_list(
        *("pk", Value(_TOWN), Collate(Cast("sort_key", TextField()), "C"), "name"),
        *(Cast(name, TextField()) for name in ("latitude", "longitude")),
        *(Cast(Value(None), DateField()) for _ in range(2)),
    )
    lists, known = Lists({}, {}, {}, _Towns({})), {}
    for pk, kind, code, name, ssyk, field, first, last in competences.union(places, all=True):
        if kind == _TOWN:
            known[code] = Spot(name, float(ssyk), float(field))
            continue
        lists.names[code] = name
        if kind == Competence.Kind.OCCUPATION:
            lists.occupations[pk] = Occupation(code, name, ssyk, field)
        if first <= day and (last is None or day <= last):
            lists.kinds[code] = kind
    return lists._replace(towns=_Towns(known))


def _wanted(codes: Iterable[str], names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((code, names[code]) for code in codes if code in names)


def places_on(user: User, day: dt.date, lists: Lists) -> list[Place]:
    """The openings that somebody can be proposed for on `day`, in one question."""
    kinds = dict(PlaceKind.choices)
    free = Opening.objects.visible_to(user).free_on(day)
    rows = free.order_by().values_list(*_READ)
    return [
        Place(
            *(pk, kind, kinds[kind], lists.occupations.get(occupation), town, hours, level, tuple(languages), licence),
            *(first, last, coming(opens, day), lists.towns[town], _wanted(skills, lists.names) if skills else ()),
            title,
        )
        for pk, kind, occupation, town, hours, level, languages, licence, first, last, opens, skills, title in rows
    ]


def place_of(opening: Opening, day: dt.date) -> Place:
    """One opening, as it is on `day`."""
    lists, town = lists_on(day), opening.workplace.city
    return Place(
        opening.pk,
        opening.kind,
        opening.get_kind_display(),
        _occupation(opening.occupation) if opening.occupation else None,
        town,
        opening.hours_per_week,
        opening.level,
        tuple(opening.languages),
        opening.licence,
        opening.starts_on,
        opening.ends_on,
        coming(opening.workplace.employer.opens_on, day),
        lists.towns[town],
        _wanted(opening.skills, lists.names),
        opening.title,
    )


def seeker_of(seeking: Seeking) -> Seeker:
    """What somebody seeks. Where a protected person starts from is not read, whenever it was written."""
    home = None if seeking.enrolment.participant.is_protected else seeking.home
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
        Spot(home.name, float(home.latitude), float(home.longitude)) if home else None,
        seeking.most_km if home else None,
        frozenset(seeking.skills),
    )


def matches_for(seeking: Seeking, user: User, day: dt.date, amount: int, lists: Lists) -> list[dict[str, Any]]:
    """The openings that suit best, each with its points and reasons."""
    seeker = seeker_of(seeking)
    best = best_places(seeker, places_on(user, day, lists), amount)
    related = ("workplace__employer", "occupation", "contact")
    rows = Opening.objects.visible_to(user).select_related(*related).in_bulk([place.key for _, place in best])
    return [_told(seeker, place, opening=rows[place.key]) for _, place in best if place.key in rows]


def matches_of(opening: Opening, seekings: Iterable[Seeking], day: dt.date, amount: int) -> list[dict[str, Any]]:
    """Those of `seekings` whom the opening suits best, each with points and reasons."""
    rows, place = {row.pk: row for row in seekings}, place_of(opening, day)
    names = {key: row.enrolment.participant.full_name for key, row in rows.items()}
    best = best_seekers(place, map(seeker_of, rows.values()), amount, names)
    return [_told(seeker, place, seeking=rows[seeker.key]) for _, seeker in best]


def _told(seeker: Seeker, place: Place, **row: Any) -> dict[str, Any]:
    found: list[Reason] = reasons(seeker, place)
    return {"points": points_of(found), "reasons": found, "opens": opens_words(place.opens_on), **row}


def _entries(user: User) -> Any:
    """The kartläggning of competences, languages and licences, where `user` may read it: nothing of its texts, of
    sensitive areas, and of the address: who becomes protected must not be traced by it."""
    rows = KartlaggningEntry.objects.visible_to(user).current()
    return rows.filter(area__sensitive=False, area__code__in=AREAS).order_by("pk")


def _answers(participants: Iterable[int], user: User) -> dict[int, dict[str, Any]]:
    """By participant, what was answered in each area."""
    told: dict[int, dict[str, Any]] = {}
    rows = _entries(user).filter(participant__in=list(participants))
    for key, area, facts in rows.values_list("participant", "area__code", "facts"):
        told.setdefault(key, {})[area] = facts
    return told


def with_answers(seekings: QuerySet[Seeking], user: User) -> QuerySet[Seeking]:
    """`seekings`, each with what its participant's kartläggning says as `answers`, in the same question."""
    entries = _entries(user).filter(participant=OuterRef("enrolment__participant"))
    return seekings.annotate(answers=ArraySubquery(entries.values(told=JSONObject(area="area__code", facts="facts"))))


def _said(answers: dict[str, Any], listed: dict[str, str]) -> Said:
    """The answers as what can be sought, by field; `listed` are the kinds of the competences that can be chosen, by
    code. An area that nobody has answered says nothing, and neither do no occupations and no level: nobody seeks
    nothing for that."""
    said: Said = {}
    if (competences := answers.get(COMPETENCE)) is not None:
        codes = [row["code"] for row in competences.get("competences", []) if row.get("code") in listed]
        wishes = [code for code in dict.fromkeys(codes) if listed[code] == Competence.Kind.OCCUPATION]
        said["skills"] = sorted({code for code in codes if listed[code] == Competence.Kind.SKILL})
        if wishes:
            said["wishes"] = wishes[:3]
    if (speech := answers.get(SPEECH)) is not None:
        rows = [row for row in speech.get("languages", []) if row.get("language")]
        swedish = [row.get("spoken", "") for row in rows if row["language"].casefold() == SWEDISH]
        said["languages"] = [row["language"] for row in rows if row["language"].casefold() != SWEDISH]
        if swedish and swedish[0]:
            said["level"] = [swedish[0]]
    if (driving := answers.get(DRIVING)) is not None:
        said["licences"] = list(driving.get("licences", []))
    return said


def said_of(participant: Participant, user: User, lists: Lists) -> Said:
    """What the kartläggning says, in the words of what is sought."""
    return _said(_answers([participant.pk], user).get(participant.pk, {}), lists.kinds)


def said_with(seeking: Seeking, lists: Lists) -> Said:
    """The same of a row that was read `with_answers`."""
    return _said({one["area"]: one["facts"] for one in seeking.answers}, lists.kinds)  # type: ignore[attr-defined]


def sought(seeking: Seeking) -> Said:
    """What stands there, in the same words."""
    return {
        "wishes": [wish.code for wish in seeking.wishes],
        "level": [seeking.level] if seeking.level else [],
        "languages": list(seeking.languages),
        "licences": list(seeking.licences),
        "skills": sorted(seeking.skills),
    }


def news_of(seekings: Iterable[Seeking], user: User, day: dt.date) -> dict[int, list[Difference]]:
    """By key of Seeking, what the kartläggning says otherwise now; those without any news are left out."""
    rows = list(seekings)
    answers = _answers([row.enrolment.participant_id for row in rows], user) if rows else {}
    listed = lists_on(day).kinds if answers else {}
    found = {
        row.pk: differences(
            _said(answers.get(row.enrolment.participant_id, {}), listed), heard=row.heard, now=sought(row)
        )
        for row in rows
    }
    return {key: news for key, news in found.items() if news}


def as_values(said: Said) -> dict[str, Any]:
    """Those words as values of Seeking: of the fields that are there, and no others."""
    values: dict[str, Any] = {name: said[name] for name in ("languages", "licences", "skills") if name in said}
    if "level" in said:
        values["level"] = next(iter(said["level"]), "")
    if "wishes" in said:
        rows = Competence.objects.in_bulk(said["wishes"], field_name="code")
        wishes = [rows[code] for code in said["wishes"] if code in rows]
        values |= {f"wish_{number + 1}": wish for number, wish in enumerate((wishes + [None] * 3)[:3])}
    return values


def prefilled(said: Said, day: dt.date) -> dict[str, Any]:
    """What the form of what somebody seeks begins with, of what the kartläggning has `said`."""
    nothing = {"level": "", "languages": [], "licences": [], "skills": []}
    return nothing | as_values(said) | {"kinds": [PlaceKind.PRAKTIK], "from_day": day}


def skills_in_words(codes: Iterable[str]) -> str:
    """What the skills with these codes are called."""
    rows = Competence.objects.filter(code__in=list(codes)).order_by("name") if codes else ()
    return ", ".join(row.name for row in rows)


def in_words(field: str, words: list[str], names: dict[str, str]) -> str:
    """What a field of Said says, for a reader; `names` are the competences' by code."""
    told = {"level": dict(LEVELS), "wishes": names, "skills": names}.get(field, {})
    return ", ".join(told.get(word, word) for word in words)
