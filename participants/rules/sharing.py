"""Who may be told what (domain.md sections 3 and 5; JO 1029-2017).

Facts are told by kind. What is not listed for a party never goes there: a document takes its facts from this list and
from nowhere else.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from amc.obstacles import Obstacle

AREA = "omrade-"


class Fact(StrEnum):
    """Kinds of facts besides the areas of the kartläggning, which are "omrade-<code>"."""

    WHO = "kontakt"
    PLAN = "plan"
    FOLLOW_UP = "uppfoljning"
    THREE_PARTIES = "trepart"
    PLACEMENT = "placering"
    ATTENDANCE = "narvaro"
    RESULT = "resultat"
    JOURNAL = "journal"
    AREA = "kartlaggning"
    TOLD = "utlamnat"


WORDS: Mapping[str, str] = {
    Fact.WHO: "Namn, ärendenummer och kontaktuppgifter",
    Fact.PLAN: "Planens mål och aktiviteter",
    Fact.FOLLOW_UP: "Vad ni kommer överens om vid uppföljningar",
    Fact.THREE_PARTIES: "Vad ni kommer överens om i trepartssamtal",
    Fact.PLACEMENT: "Praktik och anställning: plats, tid och uppgifter",
    Fact.ATTENDANCE: "Närvaro: hållna och missade möten",
    Fact.RESULT: "Resultat vid avslut",
}


class Party(StrEnum):
    """Whose picture of the case is asked for."""

    REFERRER = "remittenten"
    EMPLOYER = "arbetsgivaren"
    PARTICIPANT = "deltagaren"


# What is agreed with an employer reaches the others as what is agreed at a follow-up.
MAY_GO: Mapping[Party, frozenset[Fact]] = {
    Party.REFERRER: frozenset(
        {Fact.WHO, Fact.PLAN, Fact.FOLLOW_UP, Fact.PLACEMENT, Fact.ATTENDANCE, Fact.RESULT, Fact.AREA}
    ),
    Party.EMPLOYER: frozenset({Fact.WHO, Fact.PLACEMENT, Fact.THREE_PARTIES, Fact.TOLD}),
    Party.PARTICIPANT: frozenset(
        {Fact.WHO, Fact.PLAN, Fact.FOLLOW_UP, Fact.PLACEMENT, Fact.ATTENDANCE, Fact.RESULT, Fact.AREA}
    ),
}
MARKED = "Märkt ”inte till remittenten”"
SENSITIVE = "Känsligt område: lämnas aldrig i en rapport"
OTHER_PLACE = "Gäller en annan arbetsgivare"
JOURNAL = "Journalen lämnas inte i dokument; deltagaren får den i sitt registerutdrag"
NOT_LISTED: Mapping[Party, str] = {
    Party.REFERRER: "Ingår inte i en återrapport",
    Party.EMPLOYER: "Arbetsgivaren får bara det som gäller platsen och det ni sagt tillsammans",
    Party.PARTICIPANT: "Står i registerutdraget",
}


def left_out(
    fact: Fact, party: Party, *, sensitive: bool = False, marked: bool = False, elsewhere: bool = False
) -> str | None:
    """Why a fact does not go to `party`; None when it goes.

    `sensitive`: it is of a sensitive area; `marked`: "inte till remittenten"; `elsewhere`: it is about another
    organisation than the one that the document is for.
    """
    if fact == Fact.JOURNAL:
        return JOURNAL
    if fact not in MAY_GO[party]:
        return NOT_LISTED[party]
    if sensitive and party != Party.PARTICIPANT and fact != Fact.TOLD:
        return SENSITIVE
    if marked and party == Party.REFERRER:
        return MARKED
    return OTHER_PLACE if elsewhere else None


@dataclass(frozen=True)
class ConsentTerms:
    """What a consent covers, as far as a disclosure asks."""

    facts: Collection[str]
    given_on: dt.date
    valid_to: dt.date
    withdrawn_at: dt.datetime | None

    def covers(self, at: dt.datetime, day: dt.date) -> bool:
        """Whether it is in force at the moment `at`, which is on `day` in the municipality."""
        return self.given_on <= day <= self.valid_to and (self.withdrawn_at is None or at < self.withdrawn_at)


LONGEST_CONSENT_DAYS = 731


def consent_obstacles(
    *,
    facts: Collection[str],
    given_on: dt.date,
    valid_to: dt.date,
    today: dt.date,
    how: str,
    paper_ref: str,
    oral_note: str,
    sensitive: bool,
    works_with_case: bool,
) -> list[Obstacle]:
    """What stands in the way of recording a consent. One of sensitive areas is recorded by those who work with the
    case; it is given for a bounded time, two years at the most."""
    found = []
    if not facts:
        found.append(Obstacle("facts", "Välj vad deltagaren samtycker till att ni lämnar ut.", "nothing"))
    if given_on > today:
        found.append(Obstacle("given_on", "Dagen ligger framåt. Registrera samtycket när det är lämnat.", "in_future"))
    if valid_to < given_on:
        found.append(
            Obstacle("valid_to", "Samtycket slutar innan det lämnades. Ändra något av datumen.", "ends_before")
        )
    elif (valid_to - given_on).days > LONGEST_CONSENT_DAYS:
        found.append(
            Obstacle("valid_to", "Ett samtycke gäller högst två år. Fråga deltagaren igen efter det.", "too_long")
        )
    if how == "paper" and not paper_ref.strip():
        found.append(Obstacle("paper_ref", "Skriv var det undertecknade papperet finns.", "no_paper"))
    if how == "oral" and not oral_note.strip():
        found.append(Obstacle("oral_note", "Skriv när, hur och inför vem samtycket lämnades.", "no_note"))
    if sensitive and not works_with_case:
        found.append(Obstacle("facts", "Känsliga områden väljs bara av den som arbetar med ärendet.", "not_in_case"))
    return found


def disclosure_obstacles(
    *,
    facts: Collection[str],
    consent: ConsentTerms | None,
    statute: str,
    reasons: str,
    organisation: str,
    at: dt.datetime,
    day: dt.date,
    now: dt.datetime,
    sensitive: bool,
    works_with_case: bool,
) -> list[Obstacle]:
    """What stands in the way of a disclosure at the moment `at`, which is on `day` in the municipality.

    It needs a consent in force that covers every kind of fact, or a secrecy test with statute and reasons.
    """
    found = []
    if not facts:
        found.append(Obstacle("facts", "Välj vilka slags uppgifter det gäller.", "nothing"))
    if at > now:
        found.append(Obstacle("disclosed_at", "Tiden ligger framåt. Registrera det som har lämnats ut.", "in_future"))
    if not organisation.strip():
        found.append(Obstacle("organisation", "Skriv vem som fick uppgifterna.", "nobody"))
    if consent is None:
        if not statute.strip():
            found.append(Obstacle("statute", "Skriv det lagrum som tillåter utlämnandet utan samtycke.", "no_statute"))
        if not reasons.strip():
            found.append(
                Obstacle("reasons", "Skriv sekretessprövningen: varför uppgiften kan lämnas ut.", "no_reasons")
            )
    else:
        if not consent.covers(at, day):
            found.append(
                Obstacle(
                    "consent",
                    "Samtycket gällde inte då. Fråga deltagaren, eller gör en sekretessprövning.",
                    "not_in_force",
                )
            )
        if not set(facts) <= set(consent.facts):
            found.append(
                Obstacle("facts", "Samtycket omfattar inte alla uppgifter du har valt. Välj färre.", "not_covered")
            )
    if sensitive and not works_with_case:
        found.append(Obstacle("facts", "Känsliga områden väljs bara av den som arbetar med ärendet.", "not_in_case"))
    return found


def withdrawal_obstacles(*, withdrawn: bool) -> list[Obstacle]:
    """What stands in the way of taking a consent back."""
    return [Obstacle(None, "Samtycket är redan återkallat.", "withdrawn")] if withdrawn else []
