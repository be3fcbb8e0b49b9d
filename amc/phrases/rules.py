"""What a phrase may hold."""

import datetime as dt
import re

from amc.obstacles import Obstacle

# What is filled in when a phrase is put into a text: nothing about a participant, so that a phrase tells of nobody.
BLANKS = {
    "datum": "dagens datum",
    "tid": "klockslaget",
    "mitt namn": "ditt namn",
    "min telefon": "ditt telefonnummer",
    "enhet": "enhetens namn",
}
_BLANK = re.compile(r"\{([^{}]*)\}")


def sharing_obstacles(*, shared: bool, manages: bool, has_unit: bool) -> list[Obstacle]:
    """What stands in the way of keeping a phrase: those of a unit are its enhetschef's."""
    if shared and not (manages and has_unit):
        return [Obstacle("shared", "Enhetschefen skriver enhetens fraser. Spara den som din egen.", "not_yours")]
    return []


def phrase_obstacles(text: str) -> list[Obstacle]:
    """What is wrong with a phrase: a blank that nothing fills in."""
    unknown = sorted({name for name in _BLANK.findall(text) if name not in BLANKS})
    if not unknown:
        return []
    known = ", ".join(f"{{{name}}}" for name in BLANKS)
    message = f"{{{unknown[0]}}} fylls inte i av sig själv. Det som fylls i är {known}."
    return [Obstacle("text", message, "unknown_blank")]


def filled_in(text: str, *, now: dt.datetime, name: str, phone: str, unit: str) -> str:
    """`text` with its blanks filled in; `now` is local. One that has nothing to be filled with is left as it is."""
    values = {
        "datum": f"{now:%Y-%m-%d}",
        "tid": f"{now:%H:%M}",
        "mitt namn": name,
        "min telefon": phone,
        "enhet": unit,
    }
    return _BLANK.sub(lambda found: values.get(found[1]) or found[0], text)
