"""What an offer may say, when it is to be answered, and what may be done with it. Pure functions."""

import datetime as dt
from collections.abc import Iterator, Mapping

from amc.calendar import working_day_after
from amc.obstacles import Obstacle
from amc.web.logs import NUMBER

# The unit answers within this many working days; what lies longer stands in Min dag.
ANSWER_DAYS = 5
# So many are taken in an hour where the municipality has not decided.
OFFERS_PER_HOUR = 60
# How long who offered something is kept after it was declined.
KEPT_DAYS = 365
NEW, TAKEN, DECLINED = "new", "taken", "declined"
HOLDS_NUMBER = "Det ser ut som ett personnummer. Ta bort det: här skrivs inget om deltagare."


def answer_by(received_on: dt.date) -> dt.date:
    """The last day to answer what came in on `received_on`: the fifth working day after it."""
    return working_day_after(received_on, ANSWER_DAYS)


def offer_obstacles(texts: Mapping[str, str]) -> Iterator[Obstacle]:
    """What is wrong with the texts of an offer, by field: an identity number has nothing to do there."""
    for field, text in texts.items():
        if NUMBER.search(text):
            yield Obstacle(field, HOLDS_NUMBER, "identity_number")


def taking_obstacles(state: str) -> Iterator[Obstacle]:
    """Why nothing can be made of an offer in `state`: it is declined. What is taken may become one thing more."""
    if state == DECLINED:
        text = "Någon har svarat ”Inte nu” på erbjudandet. Ta tillbaka svaret först."
        yield Obstacle(None, text, "declined")


def declining_obstacles(state: str, reason: str) -> Iterator[Obstacle]:
    """Why an offer in `state` cannot be declined: it is answered already, or nothing says why."""
    if state != NEW:
        yield Obstacle(None, "Någon har redan svarat på erbjudandet. Öppna sidan igen för att se svaret.", "answered")
    if not reason.strip():
        yield Obstacle("reason", "Skriv varför det inte passar nu.", "reason_missing")


def reopening_obstacles(state: str, *, forgotten: bool) -> Iterator[Obstacle]:
    """Why the answer to an offer cannot be taken back: there is none, or who offered it is no longer known."""
    if state == NEW:
        yield Obstacle(None, "Erbjudandet är inte besvarat.", "not_answered")
    if forgotten:
        yield Obstacle(None, "Uppgifterna om vem som erbjöd är borttagna. Det går inte att öppna igen.", "forgotten")


def forgotten_before(today: dt.date) -> dt.date:
    """Offers declined on this day or before lose their personal data on `today`."""
    return today - dt.timedelta(days=KEPT_DAYS)
