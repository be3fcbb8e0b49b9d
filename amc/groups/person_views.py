"""Groups on the participant's page: leaving one, and how somebody has come."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.groups import actions
from amc.groups.forms import LeaveForm
from amc.groups.models import GroupMember, GroupSession
from amc.groups.pages import came_to, states_of, tally_of
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from participants.models import Participant
from participants.views.base import PersonForm, PersonMixin


class LeaveGroup(PersonForm):
    """Somebody leaves the group."""

    form_class = LeaveForm
    title = "Sluta i gruppen"
    verb = "Sluta i gruppen"
    lead = "Det som är ifyllt står kvar. Aktiviteten i planen ändrar du i planen."

    @cached_property
    def member(self) -> GroupMember:
        """Who, in which group."""
        rows = GroupMember.objects.visible_to(self.user).filter(
            left_on__isnull=True, enrolment__participant__in=Participant.objects.visible_to(self.user)
        )
        rows = rows.select_related("group", "enrolment__participant")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose place it is."""
        return self.member.enrolment.participant

    @property
    def cancel_url(self) -> str:
        """The group's page."""
        return self.member.group.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"last_day": max(today(), self.member.joined_on)}

    def act(self, form: Any) -> str:
        """Leave."""
        actions.leave_group(self.member, by=self.user, now=timezone.now(), **form.values())
        messages.success(self.request, f"{self.participant.full_name} slutar i {self.member.group.name}.")
        return self.cancel_url


class PersonsGroups(PersonMixin, PermittedMixin, TemplateView):
    """The groups that somebody is or has been in, and how they have come."""

    template_name = "groups/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each group with its sessions, the latest first."""
        members = list(
            GroupMember.objects.visible_to(self.user)
            .filter(enrolment__participant=self.participant)
            .select_related("group__kind", "enrolment")
            .order_by("-joined_on", "-pk")
        )
        sessions = list(GroupSession.objects.visible_to(self.user).filter(group__in={row.group_id for row in members}))
        states, day, rows = states_of(members), today(), []
        for member in members:
            own = [session for session in sessions if session.group_id == member.group_id]
            came = came_to(member, own, states, day)
            rows.append({"member": member, "tally": tally_of(came), "came": came[::-1]})
        works = Permission.CASEWORK.granted_to(self.user)
        return super().get_context_data(groups=rows, works=works, **kwargs)
