"""How far participants have moved by their own account, from the first to the last measure of one set of
questions in the period, in groups.

Only groups go out, never a person: one of fewer than the municipality's limit, and never of fewer than five, is not
shown, and where those left out are fewer than that together, the next smallest is left out too, or the total would tell
of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from amc.reports.selection import Selection
from amc.web.display import EN_DASH, number
from handlingsplan.models import Activity, PlanVersion, ProgressMeasure, ProgressSet
from handlingsplan.progress_page import step_of, with_answers
from handlingsplan.steps import Step, way_of

LEAST = 5
WITHOUT_TEAM = "Inget team"


@dataclass(frozen=True)
class Moved:
    """A group: how many persons, and the mean of their first and last measures as shares of the scale (0–1).
    `persons` and the shares are None where the group is too small to show."""

    label: str
    persons: int | None
    first: float | None = None
    last: float | None = None

    @property
    def change(self) -> float | None:
        """How far up of the scale, 0–1; negative downwards."""
        return None if self.first is None or self.last is None else self.last - self.first

    @property
    def told(self) -> str:
        """The change in percentage points of the shares as they are shown, with its sign: "+34", "−3", "0"."""
        if self.first is None or self.last is None:
            return EN_DASH
        shares = (Decimal(str(share)) * 100 for share in (self.first, self.last))
        shown = [share.quantize(Decimal(1), rounding=ROUND_HALF_UP) for share in shares]
        points = int(shown[1] - shown[0])
        return f"{'+' * (points > 0)}{number(points)}"


Way = tuple[float, float]


def sets_answered() -> list[ProgressSet]:
    """The sets that participants are or have been asked, those in use first."""
    rows = ProgressSet.objects.filter(asks_participant=True, versions__published_at__isnull=False).distinct()
    return sorted(rows, key=lambda row: (not row.is_active, not row.by_default, bool(row.from_sources), row.name))


def ways(selection: Selection, asked: ProgressSet) -> dict[int, Way]:
    """The first and last share of each enrolment of the selection with two measures or more of the set `asked` in the
    period, by the questions that both have answered; those who have none in common are left out."""
    rows = ProgressMeasure.objects.visible_to(selection.user).filter(
        version__set=asked,
        voice=ProgressMeasure.Voice.PARTICIPANT,
        measured_on__range=(selection.first, selection.last),
        enrolment__in=selection.enrolments(),
    )
    found: dict[int, list[Step]] = {}
    for row in with_answers(rows).order_by("measured_on", "pk"):
        found.setdefault(row.enrolment_id, []).append(step_of(row))
    gone = {key: way_of(steps, ProgressMeasure.Voice.PARTICIPANT) for key, steps in found.items()}
    return {key: (way.first.share, way.last.share) for key, way in gone.items() if way}


def moved(selection: Selection, asked: ProgressSet, smallest: int) -> tuple[Moved, list[tuple[str, list[Moved]]]]:
    """All together, and by source, team and kind of activity; somebody with several kinds counts in each."""
    smallest = max(smallest, LEAST)
    found = ways(selection, asked)
    cases = selection.enrolments().filter(pk__in=found)
    by_source, by_team = [], []
    for key, source, team in cases.values_list("pk", "source__name", "team__name"):
        by_source.append((source, found[key]))
        by_team.append((team or WITHOUT_TEAM, found[key]))
    done = Activity.objects.visible_to(selection.user).filter(
        version__plan__enrolment__in=found,
        version__state=PlanVersion.State.AGREED,
        state__in=(Activity.State.ONGOING, Activity.State.DONE),
    )
    kinds = done.order_by().values_list("version__plan__enrolment", "kind__name").distinct()
    by_kind = [(kind, found[key]) for key, kind in kinds]
    total = _moved("Alla", list(found.values())) if found else Moved("Alla", 0)
    if found and len(found) < smallest:
        total = Moved("Alla", None)
    parts = [("Remittent", by_source), ("Team", by_team), ("Slag av aktivitet", by_kind)]
    return total, [(title, _groups(rows, smallest)) for title, rows in parts]


def _groups(rows: Iterable[tuple[str, Way]], smallest: int) -> list[Moved]:
    groups: dict[str, list[Way]] = {}
    for label, way in rows:
        groups.setdefault(label, []).append(way)
    hidden = {label for label, own in groups.items() if len(own) < smallest}
    shown = sorted(groups.keys() - hidden, key=lambda label: (len(groups[label]), label), reverse=True)
    # What the total has over those shown is a group, too.
    while hidden and shown and sum(len(groups[label]) for label in hidden) < smallest:
        hidden.add(shown.pop())
    return [
        Moved(label, None) if label in hidden else _moved(label, own)
        for label, own in sorted(groups.items(), key=lambda group: group[0])
    ]


def _moved(label: str, own: list[Way]) -> Moved:
    return Moved(label, len(own), sum(way[0] for way in own) / len(own), sum(way[1] for way in own) / len(own))
