"""What can be done with a placement now: the one answer that pages and views ask."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from amc.staff.access import Permission
from amc.staff.models import User
from placements.actions import may_extend
from placements.models import Employment, Internship


@dataclass(frozen=True)
class Step:
    """A step that is open: its URL name, what the button says, and its address."""

    name: str
    word: str
    url: str


def kind_of(placement: Employment | Internship) -> str:
    """The word that the URL names of a placement begin with."""
    return "employment" if isinstance(placement, Employment) else "internship"


def open_steps(placement: Employment | Internship, user: User, today: dt.date) -> list[Step]:
    """The steps that `user` may take with a placement on `today`, the likeliest first."""
    if not Permission.CASEWORK.granted_to(user):
        return []
    over = placement.last_day < today
    employed = isinstance(placement, Employment)
    if over and placement.end_reason:
        # What happened is often told of afterwards, and what was entered wrong counts towards the limits all the same.
        late = [("deviation", "Anteckna avvikelse"), *([("change", "Rätta")] if employed else [])]
        return [_step(placement, *step) for step in late] if placement.enrolment.is_open else []
    words = {"end": "Notera hur den slutade" if over else "Avsluta eller förkorta"}
    if over:
        steps = ["end", "deviation", *(["change"] if employed else [])]
        words |= {"change": "Rätta", "deviation": "Anteckna avvikelse"}
    else:
        steps = ["extend", "end", "change", "supervisor", "deviation"]
        words |= {
            "change": "Ändra",
            "extend": "Förläng",
            "supervisor": "Byt handledare",
            "deviation": "Anteckna avvikelse",
            "abort": "Avbryt nu",
        }
    # Also where an end is noted for a later day: what cannot wait does not wait for it.
    if placement.first_day <= today <= placement.last_day:
        steps.append("abort")
    if isinstance(placement, Employment) and not over:
        steps.insert(2, "suspension")
        words["suspension"] = "Nytt uppehåll"
        if not may_extend(placement, user):
            words["extend"] = "Begär förlängning"
    return [_step(placement, step, words[step]) for step in steps]


def _step(placement: Employment | Internship, step: str, word: str) -> Step:
    return Step(step, word, reverse(f"{kind_of(placement)}_{step}", args=[placement.uuid]))
