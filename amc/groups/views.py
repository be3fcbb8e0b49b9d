"""Groups: the list, the page, and who came to a session."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import today
from amc.groups import actions
from amc.groups.forms import AttendanceForm, GroupForm, MembersForm, SessionsForm
from amc.groups.models import Attendance, GroupActivity, GroupMember, GroupSession
from amc.groups.pages import member_rows, session_rows, states_of
from amc.groups.querysets import choosable
from amc.groups.rules import WEEK, ending_obstacles
from amc.groups.tables import GroupTable
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.list_views import ListPage
from amc.web.templatetags.amc import plural
from handlingsplan.forms import colleagues_of
from participants.models import Enrolment

FIRST_TIMES = (dt.time(9), dt.time(12))
REST = "resten"
# More to choose among than this can be filtered by name.
SHORT_LIST = 8


class GroupList(ListPage):
    """The unit's groups, those that began last first."""

    permission = Permission.CASEWORK
    template_name = "groups/list.html"
    title = "Gruppaktiviteter"
    table_class = GroupTable
    order = ("-starts_on",)

    def get_queryset(self) -> QuerySet[GroupActivity]:
        """The unit's."""
        return GroupActivity.objects.visible_to(self.user)

    def get_rows(self) -> QuerySet[GroupActivity]:
        """With how many there are in each, of those whom the user sees."""
        own = GroupMember.objects.visible_to(self.user).filter(group=OuterRef("pk"), left_on__isnull=True)
        amounts = own.order_by().values("group").annotate(amount=Count("pk")).values("amount")
        rows = self.get_queryset().select_related("kind", "led_by")
        return rows.annotate(amount=Coalesce(Subquery(amounts), 0))


class GroupForms(ActionFormView):
    """A form about groups; `title`, `verb` and `lead` are its words."""

    permission = Permission.CASEWORK
    template_name = "groups/form.html"
    title = ""
    verb = "Spara"
    lead = ""

    @property
    def cancel_url(self) -> str:
        """Where "Avbryt" leads."""
        return reverse("group_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words and ways of the form."""
        words = {"title": self.title, "verb": self.verb, "lead": self.lead, "cancel_url": self.cancel_url}
        return super().get_context_data(**(words | kwargs))


class CreateGroup(GroupForms):
    """A new group."""

    form_class = GroupForm
    title = "Ny gruppaktivitet"
    verb = "Skapa gruppaktiviteten"

    def get_instance(self) -> GroupActivity:
        """None yet."""
        return GroupActivity()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who may lead it."""
        return super().get_form_kwargs() | {"colleagues": colleagues_of(self.user, today())}

    def act(self, form: Any) -> str:
        """Make it, and choose who is in it."""
        group = actions.create_group(by=self.user, **form.values())
        messages.success(self.request, "Gruppaktiviteten är skapad. Välj vilka som är med.")
        return reverse("group_members", args=[group.uuid])


class OfGroup(PermittedMixin):
    """A view of one group of the own unit."""

    permission = Permission.CASEWORK
    kwargs: dict[str, Any]

    @cached_property
    def group(self) -> GroupActivity:
        """The group of the address."""
        rows = GroupActivity.objects.visible_to(self.user).select_related("kind", "led_by")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def cancel_url(self) -> str:
        """The group's page."""
        return self.group.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the group."""
        return super().get_context_data(**({"group": self.group} | kwargs))  # type: ignore[misc]


class GroupPage(OfGroup, TemplateView):
    """Who is in the group, and when it meets."""

    template_name = "groups/group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everybody, every session."""
        day = today()
        members = list(
            GroupMember.objects.visible_to(self.user)
            .filter(group=self.group)
            .select_related("enrolment__participant", "enrolment__consultant")
        )
        record_reading(self.request, ReadLog.Kind.LISTED, [row.enrolment.participant_id for row in members])
        states, sessions = states_of(members), list(self.group.sessions.all())
        rows = session_rows(members, sessions, states, day)
        coming = any(one.held_on > day and not one.cancelled for one in sessions)
        over = not ending_obstacles(ends_on=self.group.ends_on, is_coming=coming, today=day)
        return super().get_context_data(
            may_end=over and any(row.entry_id is None and row.left_on is None for row in members) and bool(sessions),
            members=member_rows(members, sessions, states, day),
            been=[row for row in reversed(rows) if row.session.held_on <= day],
            coming=[row for row in rows if row.session.held_on > day],
            **kwargs,
        )


class EditGroup(OfGroup, GroupForms):
    """What the group does, and when."""

    form_class = GroupForm
    title = "Ändra gruppaktiviteten"
    lead = "Det som redan ligger i deltagarnas planer ändras inte. Ändra där, i varje plan."

    def get_instance(self) -> GroupActivity:
        """A row of its own for the form to fill."""
        return GroupActivity.objects.get(pk=self.group.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who may lead it."""
        return super().get_form_kwargs() | {"colleagues": colleagues_of(self.user, today(), self.group.led_by_id)}

    def act(self, form: Any) -> str:
        """Save it."""
        actions.change_group(form.instance, form.cleaned_data["revision"], **form.values())
        messages.success(self.request, "Gruppaktiviteten är sparad.")
        return self.cancel_url


class AddMembers(OfGroup, GroupForms):
    """Choose who is in the group; the activity comes into the plan of each."""

    form_class = MembersForm
    template_name = "groups/members.html"
    title = "Lägg till deltagare"
    verb = "Lägg till"

    @cached_property
    def candidates(self) -> QuerySet[Enrolment]:
        """Whom the user may choose and who are not in the group."""
        there = self.group.members.filter(left_on__isnull=True).values("enrolment")
        rows = choosable(self.group, self.user, today()).exclude(pk__in=there)
        rows = rows.select_related("participant", "consultant")
        return rows.order_by("participant__sort_key", "pk")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Those who can be chosen."""
        return super().get_form_kwargs() | {"candidates": self.candidates, "by": self.user}

    def get_initial(self) -> dict[str, Any]:
        """From the first day of the group, or today."""
        return {"joined_on": max(today(), self.group.starts_on), "into_plans": True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whoever can be chosen is shown, and that is noted."""
        shown = list(self.candidates.values_list("participant", flat=True))
        record_reading(self.request, ReadLog.Kind.LISTED, shown)
        return super().get_context_data(**({"amount": len(shown), "long": len(shown) > SHORT_LIST} | kwargs))

    def act(self, form: Any) -> str:
        """Let them in."""
        values = form.values()
        added = actions.add_members(self.group, values.pop("people"), by=self.user, today=today(), **values)
        text = f"{plural(added.members, 'deltagare', 'deltagare')} är med i gruppen."
        if values["into_plans"]:
            text += " Aktiviteten ligger i ett utkast i varje plan."
        messages.success(self.request, text)
        if added.voided:
            drafts = plural(added.voided, "utkast", "utkast")
            messages.warning(self.request, f"{drafts} var redan godkända av någon. Godkännandet gäller inte längre.")
        return self.cancel_url


class AddSessions(OfGroup, GroupForms):
    """When the group meets."""

    form_class = SessionsForm
    title = "Lägg till tillfällen"
    verb = "Lägg till"

    def get_initial(self) -> dict[str, Any]:
        """A week after the last, at the same time."""
        last = self.group.sessions.filter(cancelled=False).last()
        first_day = last.held_on + WEEK if last else max(self.group.starts_on, min(today(), self.group.ends_on))
        starts_at, ends_at = (last.starts_at, last.ends_at) if last else FIRST_TIMES
        return {"held_on": first_day, "starts_at": starts_at, "ends_at": ends_at, "times": 1}

    @property
    def lead(self) -> str:  # type: ignore[override]
        """How long the group goes on."""
        return f"Gruppen pågår {self.group.starts_on} – {self.group.ends_on}."

    def act(self, form: Any) -> str:
        """Add them."""
        made = actions.add_sessions(self.group, **form.values())
        messages.success(self.request, f"{plural(len(made), 'tillfälle', 'tillfällen')} är tillagda.")
        return self.cancel_url


class OfSession(OfGroup):
    """A view of one session."""

    @cached_property
    def session(self) -> GroupSession:
        """The session of the address."""
        rows = GroupSession.objects.visible_to(self.user).select_related("group__kind", "group__led_by")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def group(self) -> GroupActivity:
        """Its group."""
        return self.session.group

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the session."""
        return super().get_context_data(**({"session": self.session} | kwargs))


class NoteAttendance(OfSession, GroupForms):
    """Who came: one tap each, or one for all the rest."""

    form_class = AttendanceForm
    template_name = "groups/attendance.html"

    @cached_property
    def members(self) -> list[GroupMember]:
        """Those in the group that day whom the user sees."""
        rows = GroupMember.objects.visible_to(self.user).filter(group=self.group).in_on(self.session.held_on)
        return list(rows.select_related("enrolment__participant"))

    def get_instance(self) -> GroupSession:
        """The session."""
        return self.session

    def get_form_kwargs(self) -> dict[str, Any]:
        """With those who were to come."""
        return super().get_form_kwargs() | {"members": self.members}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it can be filled in."""
        record_reading(self.request, ReadLog.Kind.LISTED, [row.enrolment.participant_id for row in self.members])
        is_coming = self.session.held_on > today()
        return super().get_context_data(**({"is_coming": is_coming, "rest": REST} | kwargs))

    def act(self, form: Any) -> str:
        """Save it; the other button says that the rest came."""
        states = form.states()
        if REST in self.request.POST:
            states = {member: state or Attendance.State.PRESENT.value for member, state in states.items()}
        actions.note_attendance(
            self.session, form.cleaned_data["revision"], states, by=self.user, now=timezone.now(), today=today()
        )
        messages.success(self.request, f"Närvaron {self.session.held_on} är sparad.")
        return self.cancel_url


class EndGroup(OfGroup, GroupForms):
    """The group is over: how each came is summed up in the journals, when asked."""

    form_class = ActionForm
    title = "Skriva gruppens närvaro i journalerna?"
    verb = "Skriv i journalerna"
    lead = (
        "Den som är kvar i gruppen får en anteckning om sin egen närvaro. Den som redan har en får bara en rättelse, "
        "om något har ändrats. Tillfällen som inte är ifyllda räknas upp som det."
    )

    def act(self, form: ActionForm) -> str:
        """Sum it up."""
        written = actions.end_group(self.group, by=self.user, now=timezone.now())
        if written:
            messages.success(self.request, f"Närvaron är skriven i {plural(written, 'journal', 'journaler')}.")
        else:
            messages.info(self.request, "Närvaron står redan i journalerna. Inget nytt är skrivet.")
        return self.cancel_url


class CancelSession(OfSession, GroupForms):
    """Cancel a session, or take that back, when asked."""

    form_class = ActionForm

    @property
    def title(self) -> str:  # type: ignore[override]
        """The question."""
        return "Återta tillfället?" if self.session.cancelled else "Ställa in tillfället?"

    @property
    def verb(self) -> str:  # type: ignore[override]
        """The deed."""
        return "Återta" if self.session.cancelled else "Ställ in"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which, and what follows."""
        what = "räknas igen" if self.session.cancelled else "räknas inte, och ingen står som frånvarande"
        return f"{self.group.name}, {self.session}. Tillfället {what}."

    def act(self, form: ActionForm) -> str:
        """Turn it."""
        cancelled = not self.session.cancelled
        actions.cancel_session(self.session, cancelled=cancelled, by=self.user, now=timezone.now())
        messages.success(self.request, "Tillfället är inställt." if cancelled else "Tillfället är återtaget.")
        return self.cancel_url
