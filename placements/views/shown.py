"""A placement as pages show it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.text import get_text_list

from placements.facts import as_period
from placements.models import (
    Deviation,
    Employment,
    Internship,
    InternshipSignature,
    Supervision,
    SupervisionMonth,
)
from placements.pictures import Limit, own_limit, total_limit
from placements.rules.agreement import PARTIES, PARTY_WORDS
from placements.rules.hours import day_words, hours_words
from placements.rules.supervision import confirmable_months, gaps
from placements.steps import open_steps

Key = tuple[int | None, int | None]


def key_of(placement: Employment | Internship) -> Key:
    """A placement by the pair of keys that what hangs on it carries: (employment, internship)."""
    return (placement.pk, None) if isinstance(placement, Employment) else (None, placement.pk)


def by_placement(rows: Iterable[Any]) -> dict[Key, list[Any]]:
    """What hangs on placements (supervision, deviations), by placement."""
    found: dict[Key, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.employment_id, row.internship_id].append(row)
    return found


def amount_words(placement: Employment | Internship) -> str:
    """How much somebody works: "75 %", or "37,5 timmar i veckan (mån–fre 7,5)"."""
    if isinstance(placement, Employment):
        return f"{placement.extent} %"
    return f"{hours_words(placement.hours_per_week)} timmar i veckan ({day_words(placement.weekday_hours)})"


def agreements_of(internship: Internship) -> list[Any]:
    """The versions of its agreement, the latest first, each with `lost`, the signatures that a change took and nobody
    has given anew, and `waits_for`, who has yet to sign, in words."""
    found: list[Any] = list(internship.agreements.prefetch_related("signatures__lost_by").order_by("-number"))
    for version in found:
        rows = list(version.signatures.all())
        signed = {row.party for row in rows if row.lost_at is None}
        lost = {row.party: row for row in rows if row.lost_at is not None and row.party not in signed}
        version.lost = list(lost.values())
        missing = [PARTY_WORDS[one] for one in PARTIES if one not in signed]
        version.waits_for = f"Väntar på {get_text_list(missing, 'och')}"
    return found


def lost_words(internship: Internship, since: dt.datetime) -> str:
    """Whose signatures of its agreement were lost since a moment, as a sentence to be read after a change; empty when
    nobody's were."""
    rows = InternshipSignature.objects.filter(agreement__internship=internship, lost_at__gte=since)
    lost = [row.party for row in rows]
    if not lost:
        return ""
    names = get_text_list([f"{PARTY_WORDS[party]}s" for party in PARTIES if party in lost], "och")
    verb = "underskrift" if len(lost) == 1 else "underskrifter"
    return f"{names[:1].upper()}{names[1:]} {verb} gäller inte längre, eftersom texten i överenskommelsen ändrades."


class PlacementView:
    """A placement as a page shows it on `day` to `user`."""

    def __init__(
        self,
        placement: Any,
        user: Any,
        day: dt.date,
        *,
        supervisions: Iterable[Supervision] | None = None,
        deviations: Iterable[Deviation] = (),
    ) -> None:
        self.placement, self.user, self.day = placement, user, day
        self.deviations = list(deviations)
        self._supervisions = supervisions

    @property
    def is_employment(self) -> bool:
        """Whether it is an employment."""
        return isinstance(self.placement, Employment)

    @property
    def word(self) -> str:
        """The form of employment or the kind of internship."""
        return str(self.placement.scheme.name if self.is_employment else self.placement.kind.name)

    @property
    def employer(self) -> Any:
        """Whose workplace it is."""
        return self.placement.employer

    @property
    def where(self) -> str:
        """Workplace and employer, once where they are called the same."""
        workplace = self.placement.workplace
        if workplace is None or workplace.name == self.employer.name:
            return str(self.employer)
        return f"{workplace}, {self.employer}"

    @property
    def amount(self) -> str:
        """Per cent, or hours a week."""
        return amount_words(self.placement)

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed and it is noted how it ended."""
        return self.placement.last_day < self.day

    @property
    def end_is_missing(self) -> bool:
        """Whether its last day has passed and nobody has noted how it ended."""
        return self.is_over and not self.placement.end_reason

    @cached_property
    def supervisions(self) -> list[Supervision]:
        """All supervision, oldest first."""
        rows = self.placement.supervisions.all() if self._supervisions is None else self._supervisions
        return sorted(rows, key=lambda row: row.first_day)

    @property
    def supervisor(self) -> Any:
        """Who leads on the day, or on the first day when it has not come: whoever stands in, if somebody does."""
        day = max(self.day, self.placement.first_day)
        leading = [row for row in self.supervisions if row.first_day <= day <= row.last_day]
        return max(leading, key=lambda row: row.stands_in).supervisor if leading else None

    @property
    def needs_supervisor(self) -> bool:
        """Whether somebody ought to supervise now, and nobody does."""
        required = not self.is_employment or self.placement.scheme.requires_supervisor
        return required and not self.is_over and self.supervisor is None

    @property
    def gaps(self) -> list[Any]:
        """The days up to today without a supervisor."""
        if self.is_employment and not self.placement.scheme.requires_supervisor:
            return []
        return gaps(as_period(self.placement.period), [as_period(row.period) for row in self.supervisions], self.day)

    @property
    def limit(self) -> Limit | None:
        """How much of its time has passed."""
        return own_limit(as_period(self.placement.period), self.day)

    @property
    def total(self) -> Limit | None:
        """How much of what the form allows is taken, for an employment read `with_counted`."""
        counted = getattr(self.placement, "counted_days", None)
        return total_limit(self.placement.scheme, counted) if self.is_employment else None

    @property
    def unconfirmed(self) -> list[tuple[Supervision, dt.date]]:
        """The months that can be confirmed and are not, oldest first."""
        found = []
        for row in self.supervisions:
            known = {month.month for month in row.months.all()} | set(getattr(row, "away_months", ()))
            months = confirmable_months(as_period(row.period), self.day)
            found += [(row, month) for month in months if month not in known]
        return sorted(found, key=lambda pair: pair[1])

    @property
    def confirmed(self) -> list[SupervisionMonth]:
        """The months that are confirmed, latest first."""
        return sorted((month for row in self.supervisions for month in row.months.all()), key=lambda row: row.month)[
            ::-1
        ]

    @property
    def steps(self) -> list[Any]:
        """What can be done now."""
        return open_steps(self.placement, self.user, self.day)
