"""What is asked in each area of the kartläggning besides the texts, and how an answer is read (domain.md section 3).

An answer is plain data, kept with its entry: `{"sfi": "c", "languages": [{"language": "Dari", "spoken": "b1"}]}`.
What nobody has answered is left out, so that an empty answer is `{}`.
"""

import datetime as dt
import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amc.obstacles import Obstacle

Facts = dict[str, Any]
Choices = tuple[tuple[str, str], ...]
_MONTH = re.compile(r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")


class Kind(enum.Enum):
    """How an answer is given."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    MANY = "many"
    MONTH = "month"
    COMPETENCE = "competence"


@dataclass(frozen=True)
class Fact:
    """One question; `choices` for CHOICE and MANY."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    choices: Choices = ()
    help_text: str = ""

    def in_words(self, value: Any) -> str:
        """An answer as a reader writes it; empty for none."""
        if not value:
            return ""
        names = dict(self.choices)
        if isinstance(value, list):
            return ", ".join(names.get(one, str(one)) for one in value)
        return names.get(value, str(value))


@dataclass(frozen=True)
class Rows:
    """A question that has several answers, each of several parts; a row without `needed` says nothing."""

    key: str
    one: str
    many: str
    columns: tuple[Fact, ...]
    needed: str

    def row_in_words(self, row: Mapping[str, Any]) -> str:
        """A row in one line: the needed part first, then the others with what they are."""
        found = {column.key: column.in_words(row.get(column.key)) for column in self.columns}
        rest = [self._part(column, found[column.key]) for column in self.columns if column.key != self.needed]
        return " · ".join(
            part for part in (found[self.needed] + self._unlisted(row), *self._period(row), *rest) if part
        )

    def _part(self, column: Fact, words: str) -> str:
        # A month is told with its period, and names of things and places tell themselves what they are.
        if not words or column.kind is Kind.MONTH:
            return ""
        return words if column.kind is Kind.TEXT or column.kind is Kind.LONG else f"{column.label.lower()}: {words}"

    def _period(self, row: Mapping[str, Any]) -> list[str]:
        months = [str(row.get(column.key) or "") for column in self.columns if column.kind is Kind.MONTH]
        if len(months) != 2 or not any(months):
            return []
        first, last = months
        return [f"{first} – {last}" if first and last else f"från {first}" if first else f"till {last}"]

    def _unlisted(self, row: Mapping[str, Any]) -> str:
        coded = any(column.kind is Kind.COMPETENCE for column in self.columns)
        return " (saknas i listan)" if coded and not row.get("code") else ""


Part = Fact | Rows

LEVELS: Choices = (
    ("a1", "A1"),
    ("a2", "A2"),
    ("b1", "B1"),
    ("b2", "B2"),
    ("c1", "C1"),
    ("c2", "C2"),
    ("modersmal", "modersmål"),
)
SCHOOLS: Choices = (
    ("grundskola", "Grundskola"),
    ("gymnasial", "Gymnasial"),
    ("eftergymnasial", "Eftergymnasial"),
    ("kurs", "Kurs eller yrkesbevis"),
)
VALIDATED: Choices = (
    ("svensk", "svensk utbildning"),
    ("ja", "bedömd eller validerad"),
    ("pagar", "bedömning pågår"),
    ("nej", "inte bedömd"),
)
SFI: Choices = (
    ("aldrig", "Har inte läst"),
    ("a", "Kurs A"),
    ("b", "Kurs B"),
    ("c", "Kurs C"),
    ("d", "Kurs D"),
    ("klar", "Klar med kurs D"),
    ("sva", "Läser svenska som andraspråk"),
    ("behovs_inte", "Behövs inte"),
)
INTERPRETERS: Choices = (("kvinna", "Kvinna"), ("man", "Man"), ("spelar_ingen_roll", "Spelar ingen roll"))
LICENCES: Choices = tuple((code, code) for code in ("AM", "A", "B", "BE", "C", "CE", "D", "DE"))
ON_THE_WAY: Choices = (
    ("vill", "Vill ta B"),
    ("teori", "Läser teorin"),
    ("teori_klar", "Har klarat teorin"),
    ("ovar", "Övningskör"),
    ("inte", "Inte aktuellt"),
)
ABROAD: Choices = (("ja", "Ja, gäller här"), ("nej", "Ja, gäller inte här"))
HABIT: Choices = (
    ("1", "1 – behöver hjälp med allt"),
    ("2", "2 – ringer och skickar meddelanden"),
    ("3", "3 – gör enkla ärenden själv"),
    ("4", "4 – söker, fyller i och skickar själv"),
    ("5", "5 – van, hjälper andra"),
)
EID: Choices = (("ja", "Ja, använder själv"), ("hjalp", "Ja, med hjälp"), ("nej", "Nej"))
DEVICES: Choices = (("mobil", "Mobil"), ("surfplatta", "Surfplatta"), ("dator", "Dator"), ("ingen", "Ingen egen"))
SHOWN_BY: Choices = (
    ("arbete", "arbete"),
    ("utbildning", "utbildning"),
    ("praktik", "praktik"),
    ("fritid", "fritid eller hemma"),
)

WORK = Rows(
    "work",
    "Arbete",
    "arbeten",
    (
        Fact("occupation", "Yrke"),
        Fact("employer", "Arbetsgivare"),
        Fact("country", "Land"),
        Fact("from_month", "Från (ÅÅÅÅ-MM)", Kind.MONTH),
        Fact("to_month", "Till (ÅÅÅÅ-MM), tomt om det pågår", Kind.MONTH),
        Fact("tasks", "Arbetsuppgifter", Kind.LONG),
    ),
    needed="occupation",
)
SCHOOLING = Rows(
    "schooling",
    "Utbildning",
    "utbildningar",
    (
        Fact("subject", "Inriktning eller ämne"),
        Fact("level", "Nivå", Kind.CHOICE, SCHOOLS),
        Fact("country", "Land"),
        Fact("validated", "Bedömning", Kind.CHOICE, VALIDATED),
    ),
    needed="subject",
)
LANGUAGES = Rows(
    "languages",
    "Språk",
    "språk",
    (
        Fact("language", "Språk"),
        Fact("spoken", "Talar", Kind.CHOICE, LEVELS),
        Fact("written", "Skriver", Kind.CHOICE, LEVELS),
    ),
    needed="language",
)
COMPETENCES = Rows(
    "competences",
    "Kompetens",
    "kompetenser",
    (
        Fact(
            "name", "Yrke eller färdighet", Kind.COMPETENCE, help_text="Välj ur listan, eller skriv det som saknas där."
        ),
        Fact("shown_by", "Visad genom", Kind.CHOICE, SHOWN_BY),
    ),
    needed="name",
)

# By the code of the area; an area that the municipality has added has texts only.
ASKED: dict[str, tuple[Part, ...]] = {
    "utbildning": (SCHOOLING,),
    "erfarenhet": (WORK,),
    "kompetens": (COMPETENCES,),
    "sprak": (
        LANGUAGES,
        Fact("sfi", "Svenska och SFI", Kind.CHOICE, SFI),
        Fact("dialect", "Dialekt som tolken bör kunna"),
        Fact("interpreter", "Önskad tolk", Kind.CHOICE, INTERPRETERS),
    ),
    "korkort": (
        Fact("licences", "Behörigheter", Kind.MANY, LICENCES),
        Fact("on_the_way", "På väg till B", Kind.CHOICE, ON_THE_WAY),
        Fact("abroad", "Körkort från annat land", Kind.CHOICE, ABROAD),
    ),
    "digital": (
        Fact("habit", "Vana, med deltagarens egen skala", Kind.CHOICE, HABIT),
        Fact("eid", "E-legitimation", Kind.CHOICE, EID),
        Fact("devices", "Tillgång till", Kind.MANY, DEVICES),
    ),
}

# What is kept with the person, belongs to an area and is asked once (participants.models.Participant): an entry tells
# it as it stood when it was written. The choices are those of participants.models.EducationLevel.
UNKNOWN_LEVEL = "okand"
EDUCATION_LEVELS: Choices = (
    ("ej_grundskola", "Icke fullgjord grundskola"),
    ("grundskola", "Högst grundskola"),
    ("gymnasial", "Gymnasial"),
    ("eftergymnasial", "Eftergymnasial"),
    (UNKNOWN_LEVEL, "Okänd"),
)
EDUCATION, LANGUAGE = "utbildning", "sprak"
PARTICULARS: dict[str, Fact] = {
    EDUCATION: Fact("education_level", "Utbildningsnivå", Kind.CHOICE, EDUCATION_LEVELS),
    LANGUAGE: Fact("interpreter_language", "Tolk"),
}


@dataclass(frozen=True)
class Told:
    """One question with what was answered, a line for each answer; `one` is what a single answer is called."""

    label: str
    lines: tuple[str, ...]
    one: str = ""

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def told(area: str, facts: Mapping[str, Any]) -> list[Told]:
    """The answers in `area` in words, in the order in which they are asked, after what is kept with the person."""
    return [*told_of_person(area, facts), *told_of_area(area, facts)]


def told_of_person(area: str, facts: Mapping[str, Any]) -> list[Told]:
    """What an entry tells of what is kept with the person, in words."""
    kept = PARTICULARS.get(area)
    return [Told(kept.label, (kept.in_words(facts[kept.key]),))] if kept and facts.get(kept.key) else []


def told_of_area(area: str, facts: Mapping[str, Any]) -> list[Told]:
    """The answers to the area's own questions, in words."""
    found = []
    for part in ASKED.get(area, ()):
        value = facts.get(part.key)
        if not value:
            continue
        if isinstance(part, Rows):
            label = part.one if len(value) == 1 else part.many.capitalize()
            found.append(Told(label, _lines(part, value), part.one))
        else:
            found.append(Told(part.label, (part.in_words(value),)))
    return found


def _lines(part: Rows, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(part.row_in_words(row) for row in rows)


def in_one_text(area: str, facts: Mapping[str, Any]) -> str:
    """All answers as one text, a line each: for a document, or to compare word by word."""
    return lines_in_one(told(area, facts))


def lines_in_one(answers: Iterable[Told]) -> str:
    """Answers as one text, a line each."""
    return "\n".join(f"{one.one or one.label}: {line}" for one in answers for line in one.lines)


def areas_of(facts: Mapping[str, Any]) -> list[str]:
    """The areas in which what `facts` answers is asked."""
    own = {area: PARTICULARS[area].key for area in PARTICULARS}
    return [area for area, parts in ASKED.items() if own.get(area) in facts or any(part.key in facts for part in parts)]


def particular(area: str, value: str, *, changed: bool = False) -> Facts:
    """What an entry in `area` tells of what is kept with the person, whose `value` it is; nothing where nothing is
    known. A level that was `changed` to unknown is an answer."""
    kept = PARTICULARS.get(area)
    known = bool(value) and (changed or value != UNKNOWN_LEVEL)
    return {kept.key: value} if kept and known else {}


def interpreter_in_words(language: str, facts: Mapping[str, Any]) -> str:
    """What to ask for when an interpreter is booked: "tigrinska, dialekt från Asmara, helst kvinna". `facts` are the
    answers in the area of languages; empty where nothing is known."""
    dialect, wish = str(facts.get("dialect") or "").strip(), facts.get("interpreter")
    parts = [language.strip().lower(), f"dialekt {dialect}" if dialect else ""]
    parts.append(f"helst {dict(INTERPRETERS)[wish].lower()}" if wish in ("kvinna", "man") else "")
    return ", ".join(part for part in parts if part)


def row_obstacles(part: Rows, row: Mapping[str, Any], *, today: dt.date) -> list[tuple[str, str]]:
    """What is wrong with a row: the column and what to do about it. A row without any answer is no row."""
    if not any(row.values()):
        return []
    found = []
    if not row.get(part.needed):
        column = next(column for column in part.columns if column.key == part.needed)
        found.append((part.needed, f"Fyll i {column.label.lower()}, eller töm raden."))
    months = [column.key for column in part.columns if column.kind is Kind.MONTH]
    bad = [key for key in months if row.get(key) and not _MONTH.match(row[key])]
    found += [(key, "Skriv år och månad, till exempel 2021-08.") for key in bad]
    if len(months) == 2 and not bad:
        first, last = (row.get(key, "") for key in months)
        if first > f"{today:%Y-%m}":
            found.append((months[0], "Månaden har inte varit än. Rätta månaden."))
        elif first and last and last < first:
            found.append((months[1], f"Arbetet slutar före {first}, när det började. Rätta en av månaderna."))
    return found


def facts_obstacles(area: str, facts: Mapping[str, Any], *, today: dt.date) -> list[Obstacle]:
    """What is wrong with the answers in an area, whoever sends them; the form tells the same at its fields."""
    rows = [part for part in ASKED.get(area, ()) if isinstance(part, Rows)]
    found = [
        message
        for part in rows
        for row in facts.get(part.key) or []
        for _, message in row_obstacles(part, row, today=today)
    ]
    return [Obstacle(None, message, "wrong_answer") for message in found]


def clean_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows that say something, without their empty parts."""
    return [kept for row in rows if (kept := {key: value for key, value in row.items() if value})]
