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
    if over and placement.end_reason:
        return []
    words = {"end": "Notera hur den slutade" if over else "Avsluta eller förkorta"}
    if over:
        steps = ["end"]
    else:
        steps = ["extend", "end", "supervisor", "deviation"]
        if isinstance(placement, Internship):
            steps.insert(2, "change")
            words["change"] = "Ändra"
        words |= {
            "extend": "Förläng",
            "supervisor": "Byt handledare",
            "deviation": "Anteckna avvikelse",
            "abort": "Avbryt nu",
        }
    if placement.first_day <= today <= placement.last_day and not placement.end_reason:
        steps.append("abort")
    prefix = kind_of(placement)
    if isinstance(placement, Employment) and not over:
        steps.insert(2, "suspension")
        words["suspension"] = "Nytt uppehåll"
        if not may_extend(placement, user):
            words["extend"] = "Begär förlängning"
    return [Step(step, words[step], reverse(f"{prefix}_{step}", args=[placement.uuid])) for step in steps]
