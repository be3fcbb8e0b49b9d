"""What the overview is asked about: whose rows, which days, which team and source."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from amc.calendar import previous_month
from amc.staff.models import Team, User
from participants.models import Enrolment, Source

# The years that can be asked about: none before what a municipality has kept, and as far ahead as one plans.
EARLIEST, AHEAD = 1950, 10


@dataclass(frozen=True)
class Selection:
    """One question to the overview. `first` and `last` are inclusive."""

    user: User
    today: dt.date
    first: dt.date
    last: dt.date
    team: Team | None = None
    source: Source | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether a team or a source is chosen."""
        return self.team is not None or self.source is not None

    @property
    def length(self) -> int:
        """Days in the period."""
        return (self.last - self.first).days + 1

    @property
    def before_first(self) -> dt.date:
        """The first day of the period to compare with: as long, just before; the year before for a whole year."""
        if (self.first.month, self.first.day) == (1, 1) and self.last.year == self.first.year:
            return self.first.replace(year=self.first.year - 1)
        return self.first - dt.timedelta(days=self.length)

    @property
    def before_last(self) -> dt.date:
        """The last day of the period to compare with."""
        if (self.first.month, self.first.day) == (1, 1) and self.last.year == self.first.year:
            day = min(self.last.day, 28) if self.last.month == 2 else self.last.day
            return self.last.replace(year=self.last.year - 1, day=day)
        return self.first - dt.timedelta(days=1)

    def enrolments(self) -> "QuerySet[Enrolment]":
        """The enrolments that the user may see, of the chosen team and source."""
        rows = Enrolment.objects.visible_to(self.user)
        if self.team:
            rows = rows.filter(team=self.team)
        if self.source:
            rows = rows.filter(source=self.source)
        return rows

    @cached_property
    def _own_query(self) -> str:
        fields = {
            "fran": self.first.isoformat(),
            "till": self.last.isoformat(),
            "team": self.team.uuid if self.team else "",
            "remittent": self.source.code if self.source else "",
        }
        return urlencode({key: value for key, value in fields.items() if value})

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {}

    def query(self, **more: object) -> str:
        """The selection as a query string, with `more` added; empty values are left out."""
        added = urlencode({key: value for key, value in more.items() if value not in ("", None)})
        return f"{self._own_query}&{added}" if added else self._own_query

    def link(self, slug: str, **more: object) -> str:
        """The address of the list behind a figure."""
        if slug not in self._addresses:
            self._addresses[slug] = reverse("figure_list", args=[slug])
        return f"{self._addresses[slug]}?{self.query(**more)}"

    def months(self) -> list[dt.date]:
        """The first day of each month that the period touches, at most the last 36."""
        found = [self.last.replace(day=1)]
        while found[-1] > self.first.replace(day=1) and len(found) < 36:
            found.append(previous_month(found[-1]))
        return found[::-1]


class SelectionForm(forms.Form):
    """Period, team and source; all in the address, none of them personal."""

    fran = forms.DateField(label="Från och med", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    till = forms.DateField(label="Till och med", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    team = forms.ModelChoiceField(
        Team.objects.none(), label="Team", required=False, to_field_name="uuid", empty_label="Alla team"
    )
    remittent = forms.ModelChoiceField(
        Source.objects.all(), label="Remittent", required=False, to_field_name="code", empty_label="Alla remittenter"
    )

    def __init__(self, data: Any, *, user: User, today: dt.date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="val_%s", initial=initial)
        self.user, self.today = user, today
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        team.queryset = Team.objects.filter(unit=user.unit_id)

    def clean(self) -> dict[str, object]:
        """The period runs forwards, in years that there is something of."""
        cleaned = super().clean() or {}
        for name in ("fran", "till"):
            day = cleaned.get(name)
            if day and not EARLIEST <= day.year <= self.today.year + AHEAD:
                self.add_error(name, "Kontrollera året.")
        first, last = cleaned.get("fran"), cleaned.get("till")
        if first and last and last < first:
            self.add_error("till", "Periodens sista dag ligger före den första. Byt plats på dem.")
        return cleaned

    def selection(self) -> Selection:
        """What is asked; an unreadable or missing date falls back to the current year, and says so in the form."""
        valid = self.cleaned_data if self.is_valid() else {}
        last = valid.get("till") or self.today
        first = valid.get("fran") or last.replace(month=1, day=1)
        return Selection(self.user, self.today, min(first, last), last, valid.get("team"), valid.get("remittent"))
