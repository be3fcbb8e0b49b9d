"""What a closing must say, so that Kolada's "Resultat vid avslut" can be counted (domain.md section 6)."""

import datetime as dt
from dataclasses import dataclass

from amc.obstacles import Obstacle

# "Lasted a month" is known the day after a month of work: 31 days after the first day (domain.md section 6).
LASTED_DAYS = 31


@dataclass(frozen=True)
class ClosureFacts:
    """What is said of a closing; dates inclusive, extents in per cent, None where nothing is said."""

    reason: str
    closed_on: dt.date
    to_work: bool = False
    regular: bool | None = None
    municipal: bool | None = None
    subsidised: bool | None = None
    support: str = ""
    work_started_on: dt.date | None = None
    to_studies: bool = False
    csn: bool | None = None
    studies_started_on: dt.date | None = None
    may_contact: bool | None = None


def closure_obstacles(facts: ClosureFacts, *, opened_on: dt.date, today: dt.date, is_open: bool) -> list[Obstacle]:
    """What stands in the way of closing an enrolment that began on `opened_on`."""
    found = []
    if not is_open:
        found.append(Obstacle(None, "Inskrivningen är redan avslutad.", "closed"))
    if facts.closed_on < opened_on:
        found.append(Obstacle("closed_on", f"Inskrivningen började {opened_on}. Välj en senare dag.", "before_opening"))
    if facts.closed_on > today:
        found.append(Obstacle("closed_on", "Dagen ligger framåt. Avsluta när dagen har kommit.", "in_future"))
    if facts.reason == "arbete" and not facts.to_work:
        found.append(Obstacle("to_work", "Orsaken är arbete. Kryssa för att deltagaren började arbeta.", "no_work"))
    if facts.reason == "studier" and not facts.to_studies:
        found.append(
            Obstacle("to_studies", "Orsaken är studier. Kryssa för att deltagaren började studera.", "no_studies")
        )
    return found + (_work(facts) if facts.to_work else []) + (_studies(facts) if facts.to_studies else [])


def _work(facts: ClosureFacts) -> list[Obstacle]:
    found = []
    for field, value, message in (
        ("work_kind", None if None in (facts.regular, facts.municipal) else True, "Svara vilket slags arbete det är."),
        ("subsidised", facts.subsidised, "Svara om arbetet har stöd."),
        ("work_started_on", facts.work_started_on, "Skriv när arbetet började."),
    ):
        if value is None:
            found.append(Obstacle(field, message, f"no_{field}"))
    if facts.regular and facts.municipal:
        found.append(
            Obstacle(
                "work_kind",
                "En kommunal arbetsmarknadsanställning är inte på den reguljära arbetsmarknaden. Ändra ett av svaren.",
                "municipal_is_not_regular",
            )
        )
    if facts.subsidised and not facts.support.strip():
        found.append(Obstacle("support", "Skriv vilket stöd arbetet har.", "no_support"))
    return found


def _studies(facts: ClosureFacts) -> list[Obstacle]:
    if facts.csn is None:
        return [Obstacle("csn", "Svara om studierna ger rätt till studiemedel.", "no_csn")]
    return []


def lasted_obstacles(*, work_started_on: dt.date, answered_on: dt.date, lasted: bool) -> list[Obstacle]:
    """What stands in the way of saying that work lasted a connected month: it can be known 31 days after the start."""
    if lasted and answered_on < work_started_on + dt.timedelta(days=LASTED_DAYS):
        first = work_started_on + dt.timedelta(days=LASTED_DAYS)
        message = f"Det går att svara ja först {first}, {LASTED_DAYS} dagar efter start."
        return [Obstacle("lasted", message, "too_early")]
    return []
