"""The list of participants."""

from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from amc.staff.access import Permission
from amc.web.list_views import ListPage, PrivateSearchMixin
from participants.filters import ALL, MINE, OPEN, ParticipantFilter
from participants.models import Enrolment, Participant
from participants.page import change_to_come, with_standing
from participants.tables import ParticipantTable


class ParticipantListView(PrivateSearchMixin, ListPage):
    """Participants by name; a consultant's own unless more is asked for."""

    permission = Permission.READ_CASES
    template_name = "participants/list.html"
    title = "Deltagare"
    table_class = ParticipantTable
    filterset_class = ParticipantFilter
    order = ("participant__sort_key",)
    person_path = "participant_id"

    def get_queryset(self) -> QuerySet[Enrolment]:
        """Enrolments in sight; the filter of state leaves out persons who have moved to another unit."""
        waited = Coalesce("last_contact_on", "opened_on")
        return Enrolment.objects.visible_to(self.user).alias(waited=waited)

    def in_order(self, queryset: QuerySet) -> QuerySet:
        """By name, the index of persons by unit and name carries the order."""
        by_name = self.query.order in (None, "name", "-name")
        return queryset.filter(participant__unit=F("unit")) if by_name else queryset

    def get_rows(self) -> QuerySet[Enrolment]:
        """The same with all that a row shows."""
        rows = with_standing(Enrolment.objects.all(), timezone.localdate(), steps_only=True)
        return rows.select_related("participant", "team", "consultant").annotate(change_to_come=change_to_come())

    def search(self, queryset: QuerySet, term: str) -> QuerySet:
        """By name, identity number or case number only [SFS 2001:637 15 §]."""
        return queryset.filter(participant__in=Participant.objects.matching(term))

    def get_table_kwargs(self) -> dict[str, Any]:
        """Closed cases are counted as cases; an empty list says how to see more."""
        chosen = self.filterset.form.cleaned_data if self.filterset and self.filterset.is_valid() else {}
        return {"by_case": chosen.get("lage") != OPEN, "empty_text": self._empty(chosen)}

    def _empty(self, chosen: dict[str, Any]) -> SafeString | str:
        whole = chosen.get("konsulent") == ALL and chosen.get("lage") == ALL and not chosen.get("team")
        if self.term and whole:
            return "Ingen deltagare heter så eller har det numret."
        if self.term:
            return format_html(
                'Ingen deltagare i urvalet stämmer med sökningen. <a href="?konsulent={}&amp;lage={}">'
                "Sök bland alla, även avslutade</a>",
                ALL,
                ALL,
            )
        if chosen.get("konsulent") == MINE and not chosen.get("team"):
            return format_html(
                'Du har inga deltagare här. <a href="?konsulent={}">Visa hela enhetens</a>',
                ALL,
            )
        return "Ingen deltagare stämmer med urvalet."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the words above the list depend on."""
        manages = Permission.MANAGE.granted_to(self.user)
        works = Permission.CASEWORK.granted_to(self.user)
        return super().get_context_data(term=self.term, manages=manages, works=works, **kwargs)
