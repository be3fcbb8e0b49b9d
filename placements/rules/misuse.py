"""What may be misuse of a workplace or of a participant's time, and is asked before one goes on.

Praktik is unpaid: it must not stand in for an employment, and not go on for its own sake (domain.md section 3: misuse
is caught by visits and talks [S2]; internal workshops [S3]). The limits are the municipality's own settings [?]; none
of them refuses.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amc.calendar import DAYS_IN_A_MONTH, swedish_plural
from amc.obstacles import Obstacle
from placements.rules.periods import Period, used_days
from placements.rules.verdict import Verdict

# What has been seen at a workplace is forgotten after so many days.
REMEMBERED_DAYS = 730
# So many characters of a name fit into a step.
_NAME = 60
# A longer e-mail address is not cut, since half an address reaches nobody: it is read where the supervisor stands.
_EMAIL = 60
_ONE_DAY = dt.timedelta(days=1)

# What a warning says of the workplace, by its code; the others are about the person alone.
OF_THE_PLACE = {
    "over_capacity": "Fler än platsen tar emot",
    "praktik_here_before": "Samma deltagare igen utan anställning",
    "place_repeated": "Upprepad praktik utan anställning",
    "internship_too_long": "Längre än praktiken får vara",
    "open_concerns": "Placerad trots öppna avvikelser",
}


@dataclass(frozen=True)
class Limits:
    """What the municipality has decided. `place_praktik`: so many praktiker at a workplace without one employment is
    too many; `person_praktik`: so many of one person; `workshop_months`: so long in the unit's own workshops."""

    place_praktik: int = 3
    person_praktik: int = 3
    workshop_months: int = 6


@dataclass(frozen=True)
class Stay:
    """A praktik that is or was: its days, where, whether it led to an employment, and whether it was in a workshop of
    the unit's own."""

    period: Period
    workplace: int
    employed: bool = False
    own_workshop: bool = False


@dataclass(frozen=True)
class Scene:
    """What is known when a praktik or an employment is to begin, or to last longer, at a workplace; itself left out.

    `there`: what others have there, in days (praktik and employment alike). `at_place`: all praktiker of the place.
    `own`: the person's own praktiker, wherever. `jobs`: the days of the person's employments in the unit's own
    workshops. `open_concerns`: deviations at the place that are not closed.
    """

    workplace: int
    name: str
    capacity: int
    own_workshop: bool = False
    there: tuple[Period, ...] = ()
    at_place: tuple[Stay, ...] = ()
    own: tuple[Stay, ...] = ()
    jobs: tuple[Period, ...] = ()
    open_concerns: int = 0


def busiest(periods: Iterable[Period], within: Period) -> int:
    """The most of `periods` that hold one and the same day of `within`."""
    met = [period for period in periods if period.overlaps(within)]
    # One more from the day that one begins; one less from the day after it ends, before those that begin then.
    turns = [(max(one.first, within.first), 1) for one in met] + [(one.last + _ONE_DAY, -1) for one in met]
    return max(itertools.accumulate((turn for _, turn in sorted(turns)), initial=0))


def judge_misuse(scene: Scene, period: Period, limits: Limits, *, longer: Period | None = None) -> Verdict:
    """What to read and answer for before a praktik of `period` begins: one warning for each sign of misuse.

    `longer`: the days that an extension adds; whether there is room is asked of them alone.
    """
    found = [
        *_too_many_at_once(scene, longer or period),
        *_repeated_by_the_person(scene),
        *_repeated_by_the_place(scene, period.first, limits),
        *_concerns(scene),
        *_locked_in(scene, period, limits),
    ]
    return Verdict(warnings=[Obstacle("workplace", message, code) for code, message in found])


def judge_misuse_of_job(
    scene: Scene, period: Period, limits: Limits, *, regular: bool, longer: Period | None = None
) -> Verdict:
    """The same of an employment of `period`: room at the place and what has been seen there.

    `regular`: it is on the ordinary labour market, which is what praktik is to lead to: then a place that has had many
    praktiker is doing what is asked of it, and nobody is locked in.
    """
    found = [*_too_many_at_once(scene, longer or period), *_concerns(scene)]
    if not regular:
        found += [*_repeated_by_the_place(scene, period.first, limits), *_too_long_in_workshops(scene, period, limits)]
    return Verdict(warnings=[Obstacle("workplace", message, code) for code, message in found])


def judge_room(scene: Scene, period: Period) -> Verdict:
    """Whether there is room during `period` alone: one warning where there is not."""
    return Verdict(warnings=[Obstacle("workplace", text, code) for code, text in _too_many_at_once(scene, period)])


def added(period: Period, last_day: dt.date) -> Period:
    """The days that an extension of `period` to `last_day` adds; the last day alone where it adds none."""
    return Period(min(period.last + dt.timedelta(days=1), last_day), last_day)


def _too_many_at_once(scene: Scene, period: Period) -> Iterable[tuple[str, str]]:
    most = busiest(scene.there, period)
    if most >= scene.capacity:
        places = swedish_plural(scene.capacity, "plats", "platser")
        yield "over_capacity", f"{scene.name} har {places}, och {most} är där redan någon av de dagarna."


def _repeated_by_the_person(scene: Scene) -> Iterable[tuple[str, str]]:
    here = [stay for stay in scene.own if stay.workplace == scene.workplace]
    if here and not any(stay.employed for stay in here):
        times = swedish_plural(len(here), "gång", "gånger")
        yield (
            "praktik_here_before",
            f"Deltagaren har haft praktik på {scene.name} {times} förut utan att det ledde till anställning. "
            "Vad är annorlunda nu?",
        )


def _repeated_by_the_place(scene: Scene, first: dt.date, limits: Limits) -> Iterable[tuple[str, str]]:
    since = first - dt.timedelta(days=REMEMBERED_DAYS)
    ended = [stay for stay in scene.at_place if since <= stay.period.last < first]
    if not scene.own_workshop and len(ended) >= limits.place_praktik and not any(stay.employed for stay in ended):
        yield (
            "place_repeated",
            f"{len(ended)} praktiker på {scene.name} de senaste två åren har inte lett till någon anställning. "
            "Fråga arbetsgivaren innan fler börjar.",
        )


def _concerns(scene: Scene) -> Iterable[tuple[str, str]]:
    if scene.open_concerns:
        amount = swedish_plural(scene.open_concerns, "avvikelse är öppen", "avvikelser är öppna")
        yield "open_concerns", f"{amount} på {scene.name}. Läs vad de gäller först."


def _locked_in(scene: Scene, period: Period, limits: Limits) -> Iterable[tuple[str, str]]:
    number = praktik_without_job(scene.own) + 1
    if number >= limits.person_praktik:
        yield (
            "praktik_after_praktik",
            f"Det blir praktik nummer {number} utan anställning emellan. Vad leder den till som de förra inte gjorde?",
        )
    yield from _too_long_in_workshops(scene, period, limits)


def _too_long_in_workshops(scene: Scene, period: Period, limits: Limits) -> Iterable[tuple[str, str]]:
    if scene.own_workshop:
        days = workshop_days(scene.own) + used_days([*scene.jobs, period])
        if days > limits.workshop_months * DAYS_IN_A_MONTH:
            yield (
                "workshop_too_long",
                f"Det blir mer än {limits.workshop_months} månader i enhetens egna verkstäder. Vad hindrar en plats "
                "utanför?",
            )


def praktik_without_job(stays: Sequence[Stay]) -> int:
    """How many praktiker in a row, the latest last, have led to no employment."""
    number = 0
    for stay in sorted(stays, key=lambda stay: stay.period):
        number = 0 if stay.employed else number + 1
    return number


def workshop_days(stays: Iterable[Stay]) -> int:
    """How long in the unit's own workshops, in days; 30 to the month."""
    return used_days(stay.period for stay in stays if stay.own_workshop)


# An end that was meant to be, or that came of something better; every other reason is that it was broken off.
MEANT_TO_END = frozenset({"completed", "employed", "time", "work", "studies"})


def call_supervisor(name: str, phone: str, email: str) -> str:
    """The step in Min dag for a supervisor without an account, whom no notice reaches: whom to call, and how."""
    # A step has 200 characters, and a name may have as many.
    who = name if len(name) <= _NAME else f"{name[:_NAME]}…"
    reached = email if len(email) <= _EMAIL else "adressen står i handledarregistret"
    how = phone or reached or "telefonnummer saknas"
    return f"Ring handledaren {who} ({how}) och berätta att en placering är avbruten"


def abort_obstacles(
    what: str, next_step: str, next_on: dt.date, last_day: dt.date, runs: Period, *, over: bool, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of breaking off: it says why and what follows, and it runs on the day. `over`: how it
    ended is noted, and that day has passed."""
    found = []
    if over or not runs.first <= last_day <= runs.last:
        message = "Placeringen pågår inte den dagen. Använd Avsluta eller förkorta."
        found.append(Obstacle("last_day", message, "not_running"))
    if last_day > today:
        found.append(Obstacle("last_day", "Att avbryta gäller i dag. Välj i dag eller tidigare.", "abort_later"))
    if not what.strip():
        found.append(Obstacle("what", "Skriv vad som har hänt.", "what_missing"))
    if not next_step.strip():
        found.append(Obstacle("next_step", "Skriv vad som händer nu.", "next_missing"))
    if next_on < today:
        found.append(Obstacle("next_on", "Dagen har varit. Välj i dag eller senare.", "next_passed"))
    return found
