"""What has changed in the kartläggning since the reader saw it, since a day, or since the plan was agreed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.calendar import MUNICIPAL_ZONE, today
from amc.staff.mixins import PermittedMixin
from amc.web.widgets import DateInput
from participants.changes import AreaChange, Moment, changes, moments_of, with_particulars
from participants.models import KartlaggningArea, KartlaggningEntry
from participants.rules.facts import PARTICULARS
from participants.views.base import PersonMixin

SINCE, LAST, EVERYTHING = "sedan", "sist", "borjan"
# Before anything was written anywhere.
FIRST = dt.datetime(1900, 1, 1, tzinfo=MUNICIPAL_ZONE)
READ_ON = ("kartlaggning", "kartlaggning_changes")


class SinceForm(forms.Form):
    """A day to count from."""

    sedan = forms.DateField(label="Sedan ett datum", widget=DateInput)


class KartlaggningChangesView(PersonMixin, PermittedMixin, TemplateView):
    """Each area that says something else than it did, word by word. Fenced areas are left out for whom they are
    fenced from."""

    template_name = "participants/kartlaggning_changes.html"
    tab = "kartlaggning"

    @cached_property
    def moments(self) -> list[Moment]:
        """What there is to count from; the beginning always."""
        case = self.enrolment
        found = [self._last_reading(), *(moments_of(self.user, case) if case else [])]
        began = Moment(EVERYTHING, "Från början", FIRST, dated=False)
        return [*(moment for moment in found if moment), began]

    def _last_reading(self) -> Moment | None:
        """When the user last saw the kartläggning before today: what was seen an hour ago is still the same visit."""
        midnight = dt.datetime.combine(today(), dt.time(), MUNICIPAL_ZONE)
        rows = ReadLog.objects.by(self.user).about(self.participant.pk).filter(page__in=READ_ON, at__lt=midnight)
        at = rows.exclude(kind=ReadLog.Kind.DENIED).order_by("-at").values_list("at", flat=True).first()
        return Moment(LAST, "Sedan du läste sist", at) if at else None

    @cached_property
    def form(self) -> SinceForm:
        """The day, bound where the address has something that is no moment of ours."""
        asked = self.request.GET.get(SINCE, "")
        if asked and asked not in {moment.key for moment in self.moments}:
            return SinceForm(self.request.GET)
        return SinceForm()

    @cached_property
    def chosen(self) -> Moment:
        """The moment of the address: one by its key, or a day, from its first minute; else the first there is."""
        if self.form.is_valid():
            day: dt.date = self.form.cleaned_data[SINCE]
            return Moment("", f"Sedan {day}", dt.datetime.combine(day, dt.time(), MUNICIPAL_ZONE), dated=False)
        asked = self.request.GET.get(SINCE, "")
        return next((moment for moment in self.moments if moment.key == asked), self.moments[0])

    def _changes(self) -> list[AreaChange]:
        """What was written, and what was changed of the particulars that belong to an area that the reader sees."""
        rows = KartlaggningEntry.objects.visible_to(self.user).filter(participant=self.participant)
        found = changes(rows.select_related("author", "area"), self.chosen.at)
        areas = KartlaggningArea.objects.filter(code__in=PARTICULARS, is_active=True)
        if not self.person["head"].works_with:
            areas = areas.filter(sensitive=False)
        return with_particulars(found, self.participant, self.chosen.at, areas)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The changes, and what else there is to count from."""
        shown = {
            "changes": self._changes(),
            "moments": self.moments,
            "chosen": self.chosen,
            "from_the_beginning": self.chosen.key == EVERYTHING,
            "form": self.form,
        }
        return super().get_context_data(**(shown | kwargs))
