"""How somebody comes to a place: reserved, offered, accepted; declined with a reason; and left again."""

import datetime as dt

from amc.calendar import swedish_plural
from amc.obstacles import Obstacle

RESERVED, OFFERED, ACCEPTED, DECLINED, ENDED = "reserved", "offered", "accepted", "declined", "ended"
# States in which a place is taken.
HOLDS = (RESERVED, OFFERED, ACCEPTED)
BEGINS = (RESERVED, OFFERED)
NEXT: dict[str, tuple[str, ...]] = {
    RESERVED: (OFFERED, ACCEPTED, DECLINED),
    OFFERED: (ACCEPTED, DECLINED),
    ACCEPTED: (ENDED, DECLINED),
    DECLINED: (),
    ENDED: (),
}
NOT_USED = "Arbetsplatsen används inte längre och tar inte emot någon. Välj en plats på en annan arbetsplats."
IS_CLOSED = Obstacle(None, "Platsen är stängd och tar inte emot fler.", "opening_closed")


def proposing_obstacles(
    *,
    state: str,
    answer_by: dt.date | None,
    places: int,
    taken: int,
    closed: bool,
    in_use: bool,
    already: bool,
    case_closed: bool,
    today: dt.date,
) -> list[Obstacle]:
    """Whether somebody may be proposed: the opening is open with a place left at a workplace that is `in_use`, the case
    goes on, and they are not there already. `taken` is read with the opening's row locked, so that two never both pass
    on the last place."""
    found = []
    if case_closed:
        found.append(Obstacle(None, "Ärendet är avslutat. Ingen plats kan föreslås.", "case_closed"))
    if already:
        found.append(Obstacle("opening", "Deltagaren är redan föreslagen för den platsen.", "already"))
    elif closed:
        found.append(Obstacle("opening", IS_CLOSED.message, IS_CLOSED.code))
    elif not in_use:
        found.append(Obstacle("opening", NOT_USED, "workplace_not_used"))
    elif taken >= places:
        words = "Platsen är tagen" if places == 1 else f"Alla {places} platser är tagna"
        text = f"{words}: den sista tog någon annan nyss. Välj en annan plats."
        found.append(Obstacle("opening", text, "full"))
    if state not in BEGINS:
        found.append(Obstacle("state", "Reservera eller erbjud platsen först.", "not_first"))
    return found + _answer_obstacles(answer_by, today)


def _answer_obstacles(answer_by: dt.date | None, today: dt.date) -> list[Obstacle]:
    if answer_by and answer_by < today:
        return [Obstacle("answer_by", "Dagen har varit. Välj i dag eller en senare dag.", "passed")]
    return []


def answering_obstacles(
    *, state: str, to: str, declined_by: str, reason: str, answer_by: dt.date | None, today: dt.date
) -> list[Obstacle]:
    """Whether a proposal in `state` may go on to `to`: only forwards, and no only with who said it, and why."""
    found = []
    if to not in NEXT[state]:
        found.append(Obstacle("state", "Förslaget kan inte bli det från där det står nu. Ladda om sidan.", "not_next"))
    if to == DECLINED:
        if not declined_by:
            found.append(Obstacle("declined_by", "Välj vem som sade nej.", "who"))
        if not reason.strip():
            found.append(Obstacle("reason", "Skriv varför det inte blev av.", "why"))
    return found + (_answer_obstacles(answer_by, today) if to == OFFERED else [])


def left_words(places: int, taken: int) -> str:
    """ "2 av 3 lediga", "fullt"."""
    left = places - taken
    if left <= 0:
        return "Fullt"
    return f"{left} av {places} lediga" if places > 1 else swedish_plural(left, "ledig plats", "lediga platser")
