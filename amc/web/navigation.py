"""Where one goes: the places of each role, as data, and the parts of a page.

The URL names stand here once; a place whose app is not installed is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from django.urls import NoReverseMatch, reverse

from amc.staff.access import Permission
from amc.staff.models import Role

HOME = "home"
SEARCH = "search"
PHRASES = "phrase_pick"
PLAN_TEMPLATES = "plan_templates"
NOTICES = "notices"
STYLEGUIDE = "styleguide"
DEMO_LOGIN = "demo_login"

BOTTOM_PLACES = 4


@dataclass(frozen=True)
class Place:
    """One entry of the navigation: URL name, word, icon and the letter that leads there after `g`.

    `also`: URL names of lists that belong to it, wherever their addresses begin.
    """

    name: str
    word: str
    icon: str
    key: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """A place as it stands on a page: with its address, and whether the reader is there."""

    place: Place
    url: str
    current: bool


@dataclass(frozen=True)
class Tab:
    """One part of an object with several parts, at an address of its own; `amount` is a count beside the word."""

    word: str
    url: str
    current: bool = False
    amount: int | None = None


MY_DAY = Place("my_day", "Min dag", "sunrise", "m")
DASHBOARD = Place("dashboard", "Översikt", "speedometer2", "o")
PARTICIPANTS = Place("participant_list", "Deltagare", "people", "d", ("handover_list", "planned_change_list"))
REFERRALS = Place("referral_list", "Anvisningar", "inbox", "a")
EMPLOYERS = Place("employer_list", "Arbetsgivare", "building", "b", ("offer_list",))
PLACEMENTS = Place("placement_list", "Placeringar", "briefcase", "p", ("wage_support_list", "deviation_list"))
EMPLOYMENTS = Place("placement_list", "Anställningar", "briefcase", "p")
SUPERVISORS = Place("supervisor_list", "Handledare", "person-badge", "h")
FOLLOW_UPS = Place("follow_up_list", "Uppföljningar", "calendar-check", "u")
SUPERVISION = Place("supervision", "Handledning", "person-check", "m")
SUPERVISOR_PAY = Place("supervisor_pay", "Ersättning", "cash-coin", "e")
WAGE_SUPPORT = Place("wage_support_list", "Lönestöd", "clipboard-check", "l")
ADMINISTRATION = Place("administration", "Administration", "sliders", "a")

BY_ROLE: dict[str, tuple[Place, ...]] = {
    "enhetschef": (DASHBOARD, MY_DAY, PARTICIPANTS, REFERRALS, EMPLOYERS, PLACEMENTS, FOLLOW_UPS),
    "konsulent": (MY_DAY, PARTICIPANTS, REFERRALS, FOLLOW_UPS, PLACEMENTS, EMPLOYERS, SUPERVISORS),
    "specialist": (MY_DAY, PARTICIPANTS),
    "ekonom": (SUPERVISOR_PAY, WAGE_SUPPORT, EMPLOYMENTS),
    "hr": (EMPLOYERS, PLACEMENTS),
    "handledare": (SUPERVISION,),
    "systemforvaltare": (ADMINISTRATION,),
}


def places(roles: Iterable[str]) -> tuple[Place, ...]:
    """The places of somebody with `roles`, each once, in the order of BY_ROLE: at most seven for one role."""
    held = set(roles)
    found: dict[str, Place] = {}
    for role, own in BY_ROLE.items():
        if role in held:
            for place in own:
                found.setdefault(place.name, place)
    return tuple(found.values())


def address(name: str) -> str:
    """The address of a URL name without arguments; empty when its app is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def ways(roles: Iterable[str], path: str) -> tuple[Way, ...]:
    """The places of `roles` with their addresses; the one whose address, or that of a list that belongs to it, begins
    `path` most closely is current."""
    found = [(place, url) for place in places(roles) if (url := address(place.name))]
    beginnings = {place: [url, *filter(None, map(address, place.also))] for place, url in found}
    near = [(len(url), place) for place, urls in beginnings.items() for url in urls if path.startswith(url)]
    nearest = max(near, key=itemgetter(0), default=(0, None))[1]
    return tuple(Way(place, url, place == nearest) for place, url in found)


def is_guest(roles: Iterable[str]) -> bool:
    """Whether somebody comes for one single thing, now and then: a supervisor, who needs no frame around it."""
    return set(roles) <= {Role.HANDLEDARE}


def writes_plans(roles: Iterable[str]) -> bool:
    """Whether somebody with `roles` writes plans."""
    return not Permission.CASEWORK.value.isdisjoint(roles)


def searches(roles: Iterable[str]) -> bool:
    """Whether somebody with `roles` has the search field: those who would find anybody by it."""
    return not Permission.READ_CASES.value.isdisjoint(roles)
