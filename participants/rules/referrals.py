"""What must hold for a referral to be logged, answered and accepted (domain.md section 3, [S1][S2][S3]).

Sources, ages, places and validity are data (`participants.models.Source`); these functions read them as plain
values. Every date is an inclusive day of the municipality.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from amc.calendar import add_months, age_on, swedish_plural
from amc.obstacles import Obstacle

UNSEEN, SEEN, SUPPLEMENT = "unseen", "seen", "supplement"
ACCEPTED, DECLINED, RETURNED = "accepted", "declined", "returned"
WAITING = frozenset({UNSEEN, SEEN, SUPPLEMENT})


class SourceTerms(Protocol):
    """The terms of a source, as `participants.models.Source` has them; None means no such limit."""

    name: str
    min_age: int | None
    below_age: int | None
    quota: int | None
    own_initiative: bool
    has_af_programme: bool
    valid_from: dt.date
    valid_to: dt.date | None


class TeamTerms(Protocol):
    """One row of `participants.models.TeamRule`; None means that the condition is not asked."""

    source_id: int | None
    min_age: int | None
    below_age: int | None
    needs_interpreter: bool | None
    team_id: int


# --- The source's own terms -----------------------------------------------------------------------


def referral_obstacles(
    source: SourceTerms,
    birth_date: dt.date,
    own_initiative: bool,
    received_on: dt.date,
    *,
    today: dt.date,
    af_programme: str = "",
    af_from: dt.date | None = None,
    af_to: dt.date | None = None,
    contact_name: str = "",
    no_contact_named: bool = False,
) -> list[Obstacle]:
    """What stands in the way of logging a referral from `source` that came in on `received_on`.

    Age is counted on `received_on`: `min_age` in years filled, `below_age` in years not yet filled, so that KAA
    leaves on the 20th birthday itself [S2]. `af_from` and `af_to` are both inclusive.
    """
    found = []
    if received_on > today:
        found.append(
            Obstacle(
                "received_on", "Anvisningen kan inte ha kommit in efter i dag. Rätta datumet.", "received_in_future"
            )
        )
    if birth_date > received_on:
        found.append(
            Obstacle("birth_date", "Födelsedatumet ligger efter den dag anvisningen kom in. Rätta det.", "born_later")
        )
    else:
        found += age_obstacles(source, birth_date, received_on)
    found += validity_obstacles(source, received_on)
    if own_initiative and not source.own_initiative:
        found.append(
            Obstacle(
                "own_initiative",
                f"{source.name} tar inte emot på eget initiativ. Personen behöver en anvisning därifrån.",
                "own_initiative_not_allowed",
            )
        )
    found += _programme_obstacles(source, received_on, af_programme, af_from, af_to)
    if no_contact_named and contact_name:
        found.append(
            Obstacle(
                "no_contact_named",
                "Skriv kontaktpersonens namn, eller markera att ingen är utsedd. Inte båda.",
                "contact_named_and_not",
            )
        )
    return found


def age_obstacles(source: SourceTerms, birth_date: dt.date, day: dt.date) -> list[Obstacle]:
    """Whether the source's age limits hold on `day`, which is not before `birth_date`.

    KAA below 20, Omsorgskontoret below 30 [S2]; AF, socialtjänst and etablering have a lowest age.
    """
    age = age_on(birth_date, day)
    if source.below_age is not None and age >= source.below_age:
        birthday = add_months(birth_date, 12 * source.below_age)
        return [
            Obstacle(
                "birth_date",
                f"{source.name} gäller den som inte har fyllt {source.below_age} år, och personen fyllde "
                f"{source.below_age} {birthday.isoformat()}. Välj en annan remittent, eller lämna tillbaka.",
                "too_old",
            )
        ]
    if source.min_age is not None and age < source.min_age:
        birthday = add_months(birth_date, 12 * source.min_age)
        return [
            Obstacle(
                "birth_date",
                f"{source.name} gäller från {source.min_age} år, och personen fyller {source.min_age} "
                f"{birthday.isoformat()}. Välj en annan remittent, eller vänta till dess.",
                "too_young",
            )
        ]
    return []


def validity_obstacles(source: SourceTerms, day: dt.date) -> list[Obstacle]:
    """Whether the source refers people here on `day`; `valid_from` and `valid_to` are inclusive."""
    if day < source.valid_from:
        message = f"{source.name} anvisar hit från och med {source.valid_from.isoformat()}. Rätta datumet."
    elif source.valid_to is not None and day > source.valid_to:
        message = (
            f"{source.name} anvisar hit till och med {source.valid_to.isoformat()}. Välj den remittent som gäller nu."
        )
    else:
        return []
    return [Obstacle("source", message, "source_not_valid")]


def _programme_obstacles(
    source: SourceTerms, received_on: dt.date, programme: str, first: dt.date | None, last: dt.date | None
) -> Iterator[Obstacle]:
    """AF's programme, its period and supplier belong to a referral from a source that has one [S2][S4]."""
    if not (programme or first or last):
        return
    if not source.has_af_programme:
        yield Obstacle(
            "af_programme", f"AF-program anges inte för {source.name}. Töm fälten om programmet.", "programme_not_asked"
        )
        return
    if not programme:
        yield Obstacle("af_programme", "Skriv vilket AF-program perioden gäller.", "programme_missing")
    if first and last and last < first:
        yield Obstacle("af_to", "Programmet slutar före första dagen. Rätta perioden.", "programme_backwards")
    elif last and last < received_on:
        yield Obstacle(
            "af_to",
            f"Programmet tog slut {last.isoformat()}, innan anvisningen kom in. Rätta, eller be om komplettering.",
            "programme_over",
        )


def acceptance_obstacles(
    source: SourceTerms, birth_date: dt.date, opened_on: dt.date, received_on: dt.date, *, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of enrolling from `opened_on`: a day from `received_on` to `today`, on which the
    source's age limit still holds. Somebody who has turned 20 since KAA wrote is not enrolled under KAA."""
    found = age_obstacles(source, birth_date, opened_on) if birth_date <= opened_on else []
    if opened_on > today:
        found.append(
            Obstacle(
                "opened_on", "Inskrivningen kan inte börja efter i dag. Skriv in när personen börjar.", "opens_later"
            )
        )
    elif opened_on < received_on:
        found.append(
            Obstacle(
                "opened_on",
                f"Inskrivningen kan inte börja innan anvisningen kom in, {received_on.isoformat()}.",
                "opens_before_received",
            )
        )
    return found


def quota_obstacles(source: SourceTerms, taken: int) -> list[Obstacle]:
    """Whether the source has a place left when `taken` are enrolled (Omsorgskontoret: 60 places [S2])."""
    if source.quota is None or taken < source.quota:
        return []
    places = swedish_plural(source.quota, "plats är upptagen", "platser är upptagna")
    return [
        Obstacle(
            None,
            f"{source.name}: alla {places}. Avsluta en inskrivning därifrån först, eller låt anvisningen vänta.",
            "quota_full",
        )
    ]


# --- Which team ------------------------------------------------------------------------------------


def team_for(rules: Iterable[TeamTerms], source_id: int, age: int, needs_interpreter: bool) -> int | None:
    """The key of the team that receives somebody of `age` years: the first of `rules`, in their order, whose
    filled-in conditions all hold [S2]; None when no rule does."""
    for rule in rules:
        if (
            rule.source_id in (None, source_id)
            and (rule.min_age is None or age >= rule.min_age)
            and (rule.below_age is None or age < rule.below_age)
            and rule.needs_interpreter in (None, needs_interpreter)
        ):
            return rule.team_id
    return None


# --- Answers ---------------------------------------------------------------------------------------


class Answer(enum.StrEnum):
    """What can be answered to a referral."""

    ACCEPT = "accept"
    RETURN = "return"
    SUPPLEMENT = "supplement"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Transition:
    """An answer: from which states it may be given, to which it leads, and whether a reason is asked for."""

    answer: Answer
    sources: frozenset[str]
    target: str
    verb: str
    needs_reason: bool


TRANSITIONS: dict[Answer, Transition] = {
    transition.answer: transition
    for transition in (
        Transition(Answer.ACCEPT, WAITING, ACCEPTED, "Ta emot", False),
        Transition(Answer.RETURN, WAITING, RETURNED, "Lämna tillbaka", True),
        Transition(Answer.SUPPLEMENT, frozenset({UNSEEN, SEEN}), SUPPLEMENT, "Be om komplettering", True),
        Transition(Answer.DECLINE, WAITING, DECLINED, "Avböj", True),
    )
}
_DONE = {ACCEPTED: "tog emot", DECLINED: "avböjde", RETURNED: "lämnade tillbaka", SUPPLEMENT: "bad om komplettering av"}


def available_answers(state: str) -> list[Transition]:
    """The answers that can be given to a referral in `state`, in the order they are shown."""
    return [transition for transition in TRANSITIONS.values() if state in transition.sources]


def answer_obstacles(answer: Answer, state: str, reason: str, *, who: str = "", when: str = "") -> list[Obstacle]:
    """What stands in the way of `answer` to a referral in `state`.

    `who` and `when` tell who answered it already, when somebody did.
    """
    transition = TRANSITIONS[answer]
    if state not in transition.sources:
        done = _DONE.get(state, "har redan svarat på")
        at = f" {when}" if when else ""
        return [
            Obstacle(None, f"{who or 'Någon annan'} {done} anvisningen{at}. Ladda om sidan och se svaret.", "answered")
        ]
    if transition.needs_reason and not reason.strip():
        return [Obstacle("reason", "Skriv varför, så att remittenten förstår.", "reason_missing")]
    return []


def enrolled_obstacles(in_own_unit: bool, case_number: str = "") -> list[Obstacle]:
    """Why somebody with an open enrolment can't get another. Of another unit nothing more is told."""
    if in_own_unit:
        message = (
            f"Personen är redan inskriven här ({case_number}). Koppla anvisningen till den inskrivningen i stället."
        )
        return [Obstacle(None, message, "enrolled_here")]
    message = (
        "Personen är inskriven vid en annan enhet i kommunen och kan inte skrivas in här. "
        "Be din enhetschef reda ut var personen ska vara, eller lämna tillbaka anvisningen."
    )
    return [Obstacle(None, message, "enrolled_elsewhere")]
