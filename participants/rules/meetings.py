"""What a booked meeting must be, what can be said of how it went, and what is promised at it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from amc.obstacles import Obstacle

# What is promised or booked for later than this is a slip of the year.
LONGEST_AHEAD = dt.timedelta(days=730)
# A meeting that nobody had booked is entered so many days afterwards, so that what was promised at it is chased.
AFTERWARDS = dt.timedelta(days=14)
# What can be said of a meeting before it begins.
BEFOREHAND = ("cancelled", "excused")


@dataclass(frozen=True)
class Promise:
    """What a party undertakes: who, what, and by when."""

    party: str
    what: str
    due_on: dt.date
    name: str = ""


def meeting_obstacles(starts_at: dt.datetime, *, minutes: int, is_open: bool, today: dt.date) -> list[Obstacle]:
    """What stands in the way of booking a meeting of so many `minutes`; one that has been may be entered for some days
    afterwards."""
    found = []
    if not is_open:
        found.append(Obstacle(None, "Ärendet är avslutat; det går inte att boka möten i det.", "closed"))
    if minutes <= 0:
        found.append(Obstacle("minutes", "Mötet måste vara längre än noll minuter.", "too_short"))
    day = timezone.localdate(starts_at)
    if day < today - AFTERWARDS:
        message = (
            f"Mer än {AFTERWARDS.days} dagar sedan. Skriv i journalen om mötet i stället, eller välj en annan dag."
        )
        found.append(Obstacle("starts_at", message, "has_been"))
    elif day > today + LONGEST_AHEAD:
        found.append(Obstacle("starts_at", "Mer än två år framåt. Kontrollera året.", "far_off"))
    return found


def began_obstacles(began_at: dt.datetime, *, now: dt.datetime) -> list[Obstacle]:
    """What stands in the way of a meeting that began at another time than it was booked to."""
    if began_at > now:
        return [Obstacle("began_at", "Tiden ligger framåt. Skriv när mötet började.", "begins_later")]
    return []


def place_obstacles(*, form: str, place: str) -> list[Obstacle]:
    """What stands in the way of a form of meeting: a visit is somewhere, at the workplace or at home."""
    if form == "visit" and not place.strip():
        message = "Skriv var besöket är, till exempel på arbetsplatsen eller hemma hos deltagaren."
        return [Obstacle("place", message, "visit_nowhere")]
    return []


def interpreter_obstacles(*, interpreter: str, language: str) -> list[Obstacle]:
    """What stands in the way of an interpreter: nobody can be booked without a language."""
    if interpreter != "none" and not language.strip():
        return [Obstacle("interpreter_language", "Skriv vilket språk tolken ska tolka.", "no_language")]
    return []


def party_obstacles(parties: Mapping[str, str]) -> list[Obstacle]:
    """What stands in the way of `parties` (party → name): one that is none of the known has to be named."""
    if "annan" in parties and not parties["annan"].strip():
        return [Obstacle("name_annan", "Skriv vem den andra parten är.", "party_unnamed")]
    return []


def outcome_obstacles(*, state: str, starts_at: dt.datetime, now: dt.datetime, outcome: str) -> list[Obstacle]:
    """What stands in the way of saying how a meeting went; only that it will not be can be said beforehand."""
    if state != "planned":
        return [Obstacle(None, "Någon har redan skrivit hur mötet gick. Läs om sidan.", "answered")]
    if outcome not in BEFOREHAND and starts_at > now:
        return [Obstacle(None, "Mötet har inte börjat än.", "not_begun")]
    return []


def held_elsewhere(words: str) -> Obstacle:
    """A meeting that is something besides (`words`: "uppföljning av planen") is held by saying how that went."""
    text = f"Mötet är också en {words}. Registrera den i stället, så blir mötet genomfört på samma gång."
    return Obstacle(None, text, "held_elsewhere")


def excuse_obstacles(*, excused_by: str, excused_via: str) -> list[Obstacle]:
    """What stands in the way of a förhinder: it is somebody who said it, in some way."""
    found = []
    if not excused_by:
        found.append(Obstacle("excused_by", "Säg vem som anmälde förhinder.", "excused_by_nobody"))
    if not excused_via:
        found.append(Obstacle("excused_via", "Säg hur förhindret anmäldes.", "excused_nohow"))
    return found


def promise_obstacles(promises: Iterable[Promise], *, made_on: dt.date) -> list[Obstacle]:
    """What stands in the way of what was promised on `made_on`; the fields are those of the first, second … row."""
    found = []
    for number, promise in enumerate(promises, 1):
        if not promise.what.strip():
            found.append(Obstacle(f"what_{number}", "Skriv vad som ska göras.", "promises_nothing"))
        if promise.party == "annan" and not promise.name.strip():
            found.append(Obstacle(f"party_{number}", "Skriv vem den andra parten är, under Vilka var med.", "nobody"))
        if promise.due_on < made_on:
            message = f"Dagen ligger före mötet {made_on}. Välj mötets dag eller en senare."
            found.append(Obstacle(f"due_{number}", message, "due_before_made"))
        elif promise.due_on > made_on + LONGEST_AHEAD:
            found.append(Obstacle(f"due_{number}", "Mer än två år framåt. Kontrollera året.", "due_far_off"))
    return found


def settle_obstacles(*, state: str, outcome: str, reason: str, day: dt.date, today: dt.date) -> list[Obstacle]:
    """What stands in the way of saying on `today` what became of an undertaking: done or dropped on `day`, or open
    still with `day` as its new last day."""
    if state != "open":
        return [Obstacle(None, "Någon har redan skrivit vad det blev av åtagandet. Läs om sidan.", "settled")]
    if outcome == "dropped" and not reason.strip():
        return [Obstacle("reason", "Skriv varför det inte blir av.", "no_reason")]
    if outcome == "open" and day < today:
        return [Obstacle("day", "Den nya dagen har redan varit. Välj i dag eller senare.", "has_been")]
    if outcome != "open" and day > today:
        return [Obstacle("day", "Dagen ligger framåt. Välj den dag då det blev klart.", "in_future")]
    return []
