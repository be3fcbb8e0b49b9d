"""What a statement asked for, received or sent must say (domain.md section 3)."""

import datetime as dt
from collections.abc import Mapping

from amc.obstacles import Obstacle

ASKED, RECEIVED, SENT, DROPPED = "asked", "received", "sent", "dropped"
# What an outside contact is called among the recipients of disclosures (participants.models.Recipient).
RECIPIENTS: Mapping[str, str] = {
    "af": "af",
    "socialtjanst": "socialtjanst",
    "fk": "fk",
    "vard": "vard",
    "skola": "skola",
}
OTHER = "annan"
# It answers for sensitive areas and sensitive statements alike.
NOT_IN_CASE = Obstacle("kind", "Ett känsligt slag väljs bara av den som arbetar med ärendet.", "not_in_case")
_DAYS = {
    ASKED: "Dagen ligger framåt. Skriv den dag då ni begärde det.",
    RECEIVED: "Dagen ligger framåt. Skriv den dag då det kom.",
    DROPPED: "Dagen ligger framåt. Skriv den dag då ni slutade vänta.",
}


def recipient_of(organisation: str) -> str:
    """The kind of recipient that an outside contact's organisation is."""
    return RECIPIENTS.get(organisation, OTHER)


def statement_obstacles(
    *,
    direction: str,
    party: str,
    day: dt.date,
    due_on: dt.date | None,
    reference: str,
    today: dt.date,
    sensitive: bool,
    works_with_case: bool,
) -> list[Obstacle]:
    """What stands in the way of noting a statement. One that is asked for has a day to be chased from; one that has
    come says where it is kept. One of a sensitive kind is noted by those who work with the case."""
    found = [NOT_IN_CASE] if sensitive and not works_with_case else []
    if not party.strip():
        found.append(Obstacle("party", "Skriv vem utlåtandet kommer från eller går till.", "nobody"))
    if day > today and direction in _DAYS:
        found.append(Obstacle("day", _DAYS[direction], "in_future"))
    if direction == ASKED and due_on is None:
        found.append(Obstacle("due_on", "Skriv när utlåtandet senast ska ha kommit. Då påminns du.", "no_due_day"))
    elif direction == ASKED and due_on is not None and due_on < day:
        found.append(Obstacle("due_on", "Det ska ha kommit innan det begärdes. Ändra någon av dagarna.", "due_before"))
    if direction == RECEIVED and not reference.strip():
        found.append(Obstacle("reference", "Skriv diarienumret, eller var utlåtandet finns.", "nowhere"))
    return found


def link_obstacles(*, same_case: bool, taken: bool) -> list[Obstacle]:
    """What stands in the way of saying that a disclosure is what a statement was sent with: it is of the same case, and
    no other statement's."""
    if not same_case:
        return [Obstacle("disclosed", "Utlämnandet hör till ett annat ärende. Välj ett annat.", "other_case")]
    if taken:
        text = "Utlämnandet hör redan till ett utlåtande. Ladda om sidan och välj igen."
        return [Obstacle("disclosed", text, "taken")]
    return []


def change_obstacles(*, before: str, now: str, same_kind: bool = True, same_fence: bool = True) -> list[Obstacle]:
    """A statement that was sent stays sent, and nothing becomes sent but by being disclosed. The kind of another can be
    put right among those that are read by the same: what was written of it stays, behind the fence that it has."""
    if before == SENT and not same_kind:
        return [Obstacle("kind", "Slaget står i utlämnandet, och det går inte att ändra.", "sent_is_sent")]
    if not same_fence:
        text = "Slaget läses av andra än dem som läser det som redan står. Sluta vänta på det här, och skriv ett nytt."
        return [Obstacle("kind", text, "other_readers")]
    if (before == SENT) != (now == SENT):
        text = "Det som är skickat är utlämnat, och det går inte att ändra. Skriv ett nytt utlåtande."
        return [Obstacle("direction", text, "sent_is_sent")]
    return []
