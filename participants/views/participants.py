"""The list of participants."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from amc.staff.access import Permission
from amc.web.list_views import ListPage, PrivateSearchMixin
from participants.filters import ParticipantFilter
from participants.models import Enrolment, Participant
from participants.page import with_standing
from participants.tables import ParticipantTable


class ParticipantListView(PrivateSearchMixin, ListPage):
    """Participants by name; a consultant's own unless more is asked for."""

    permission = Permission.READ_CASES
    template_name = "participants/list.html"
    title = "Deltagare"
    table_class = ParticipantTable
    filterset_class = ParticipantFilter
    order = ("participant__sort_key",)

    def get_queryset(self) -> QuerySet[Enrolment]:
        """Enrolments of persons in sight; somebody who has moved to another unit is no longer listed here."""
        people = Participant.objects.visible_to(self.request.user)
        return Enrolment.objects.visible_to(self.request.user).filter(participant__in=people)

    def get_rows(self) -> QuerySet[Enrolment]:
        """The same with all that a row shows."""
        rows = with_standing(Enrolment.objects.all(), timezone.localdate(), steps_only=True)
        return rows.select_related("participant", "team", "consultant")

    def search(self, queryset: QuerySet, term: str) -> QuerySet:
        """By name, identity number or case number only [SFS 2001:637 15 §]."""
        return queryset.filter(participant__in=Participant.objects.matching(term))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the words above the list depend on."""
        manages = Permission.MANAGE.granted_to(self.request.user)
        return super().get_context_data(term=self.term, manages=manages, **kwargs)
