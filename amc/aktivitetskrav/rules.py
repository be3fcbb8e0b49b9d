"""What holds for the aktivitetskrav: the measure, what is planned, what was done. Pure.

Hours are Decimals; how they fall on the days stands in handlingsplan.hours.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from amc.obstacles import Obstacle
from amc.web.display import hours
from handlingsplan.hours import NONE, ONE_DAY, WEEK, Met, Span, asked_on, planned_on, week_days

# What the participant's page and a refusal say where nothing can be asked.
NOT_ELIGIBLE = (
    "Aktivitetskrav gäller den som har försörjningsstöd, och erbjuds inte för remittenten {source}. Ska det erbjudas "
    "ändrar systemförvaltaren det för remittenten."
)


def may_be_asked(*, source_allows: bool, asked_before: bool) -> bool:
    """Whether an aktivitetskrav can apply in a case: by what its source says of those whom it sends (a setting,
    domain.md section 4), or because one is registered already."""
    return source_allows or asked_before


def plain(value: Decimal | None) -> Decimal | None:
    """Without zeros that say nothing: 6, not 6.00."""
    if value is None:
        return None
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


@dataclass(frozen=True)
class Day:
    """What is filled in of a day; `excused` says of the absence whether its skäl is godtagbart, None when whole."""

    planned: Decimal
    attended: Decimal | None = None
    excused: bool | None = None


@dataclass(frozen=True)
class WeekSum:
    """A week in hours: asked, planned, attended, absent with and without godtagbart skäl, and not filled in."""

    monday: dt.date
    asked: Decimal = NONE
    planned: Decimal = NONE
    attended: Decimal = NONE
    excused: Decimal = NONE
    unexcused: Decimal = NONE
    unknown: Decimal = NONE

    @property
    def fulfilled(self) -> Decimal:
        """What counts: attended, and absent with godtagbart skäl."""
        return self.attended + self.excused

    @property
    def lacks_plan(self) -> Decimal:
        """How much less is planned than is asked."""
        return max(NONE, self.asked - self.planned)

    @property
    def sunday(self) -> dt.date:
        """Its last day."""
        return self.monday + 6 * ONE_DAY


def week_sum(
    monday: dt.date,
    *,
    requirements: Sequence[Span],
    spans: Sequence[Span],
    met: Iterable[Met],
    days: Mapping[dt.date, Day],
    within: tuple[dt.date, dt.date] = (dt.date.min, dt.date.max),
) -> WeekSum:
    """The sum of the week from `monday`, of those of its days that lie `within` the first and last day (inclusive). A
    day that is filled in stands as it was planned then."""
    asked = planned = attended = excused = unexcused = unknown = NONE
    counted = [day for day in week_days(monday) if within[0] <= day <= within[1]]
    for day in counted:
        asked += asked_on(day, requirements)
        one = days.get(day) or Day(planned_on(day, spans))
        planned += one.planned
        if one.attended is None:
            unknown += one.planned
            continue
        attended += one.attended
        if one.excused is not None:
            absent = one.planned - one.attended
            excused, unexcused = (excused + absent, unexcused) if one.excused else (excused, unexcused + absent)
    for session in met:
        if session.day not in counted:
            continue
        planned += session.hours
        match session.state:
            case "present":
                attended += session.hours
            case "excused":
                excused += session.hours
            case "absent":
                unexcused += session.hours
            case _:
                unknown += session.hours
    return WeekSum(monday, asked.quantize(Decimal("0.01")), planned, attended, excused, unexcused, unknown)


# --- What stands in the way --------------------------------------------------------------------------


def requirement_obstacles(
    *,
    first_day: dt.date,
    last_day: dt.date | None,
    hours_per_week: Decimal,
    adapted: bool,
    reason: str,
    full_time: Decimal,
    enrolled: tuple[dt.date, dt.date | None],
    others: Collection[tuple[dt.date, dt.date | None]],
) -> list[Obstacle]:
    """A requirement lies within the enrolment, beside every other one, and one that is adapted says why.

    Normally full time is asked (voted 2026-05-20, in force 2026-07-01; domain.md 4): any other measure is adapted.
    """
    found = []
    if last_day and last_day < first_day:
        found.append(Obstacle("last_day", "Kravet slutar innan det börjar. Ändra något av datumen.", "ends_before"))
    if first_day < enrolled[0]:
        text = f"Ärendet öppnades {enrolled[0]}. Välj den dagen eller en senare."
        found.append(Obstacle("first_day", text, "before_enrolment"))
    if enrolled[1] and (last_day is None or last_day > enrolled[1]):
        text = f"Ärendet avslutades {enrolled[1]}. Kravet slutar senast då."
        found.append(Obstacle("last_day", text, "after_enrolment"))
    clash = next((one for one in others if _overlap((first_day, last_day), one)), None)
    if clash:
        until = f" till {clash[1]}" if clash[1] else " tills vidare"
        text = f"Ett annat krav gäller från {clash[0]}{until}. Ändra det först, eller välj andra dagar."
        found.append(Obstacle("first_day", text, "overlaps"))
    if adapted and not reason.strip():
        found.append(Obstacle("reason", "Skriv varför måttet är anpassat.", "no_reason"))
    if not adapted and hours_per_week != full_time:
        text = f"Heltid är {hours(full_time)} i veckan. Välj Anpassat mått för ett annat antal timmar."
        found.append(Obstacle("hours_per_week", text, "not_full_time"))
    return found


def _overlap(one: tuple[dt.date, dt.date | None], other: tuple[dt.date, dt.date | None]) -> bool:
    return one[0] <= (other[1] or dt.date.max) and other[0] <= (one[1] or dt.date.max)


def day_obstacles(
    weekday: int, *, day: dt.date, planned: Decimal, attended: Decimal | None, absence: Any, today: dt.date
) -> list[Obstacle]:
    """A day is filled in from the day itself on, and hours that are planned and not attended are of some kind."""
    if attended is None:
        return []
    if day > today:
        return [Obstacle(f"attended_{weekday}", "Dagen har inte varit än. Fyll i den då.", "in_future")]
    if attended < planned and absence is None:
        text = f"{hours(planned - attended)} saknas av det planerade. Välj vad frånvaron beror på."
        return [Obstacle(f"absence_{weekday}", text, "no_kind")]
    if attended >= planned and absence is not None:
        text = "Hela den planerade tiden är ifylld som närvaro. Ändra timmarna, eller ta bort frånvaron."
        return [Obstacle(f"absence_{weekday}", text, "not_absent")]
    return []


LONGEST_REPORT = 26 * WEEK


def report_obstacles(*, first_day: dt.date, last_day: dt.date, opened_on: dt.date, today: dt.date) -> list[Obstacle]:
    """A report tells of days that have been, of the case, half a year at the most."""
    if last_day < first_day:
        return [Obstacle("last_day", "Perioden slutar innan den börjar. Ändra något av datumen.", "ends_before")]
    if last_day > today:
        return [Obstacle("last_day", "Rapportera det som har varit: välj i dag eller tidigare.", "in_future")]
    if last_day < opened_on:
        return [Obstacle("last_day", f"Ärendet öppnades {opened_on}. Välj en senare dag.", "before_enrolment")]
    if last_day - first_day > LONGEST_REPORT:
        return [Obstacle("first_day", "Välj högst ett halvår.", "too_long")]
    return []
