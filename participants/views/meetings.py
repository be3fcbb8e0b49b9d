"""Booking meetings and saying how they went."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from amc.revisions import Stale
from participants.actions import meetings as actions
from participants.forms.cases import MeetingForm, MeetingOutcomeForm, local
from participants.models import Enrolment, Meeting, Participant
from participants.views.base import PersonForm


class MeetingCreateView(PersonForm):
    """Book a meeting."""

    form_class = MeetingForm
    title = "Boka möte"
    verb = "Boka mötet"

    def get_initial(self) -> dict[str, Any]:
        """Tomorrow at ten, an hour; whether an interpreter is booked is for somebody to say."""
        start = timezone.localtime() + dt.timedelta(days=1)
        return {
            "starts_at": start.replace(hour=10, minute=0, second=0, microsecond=0, tzinfo=None),
            "interpreter": False,
            "minutes": 60,
            "kind": Meeting.Kind.SAMTAL,
        }

    def act(self, form: MeetingForm) -> str:
        """Book it and say when."""
        values = form.values()
        meeting = actions.book_meeting(enrolment=self.case, by=self.user, today=timezone.localdate(), **values)
        messages.success(self.request, f"Mötet är bokat till {timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}.")
        return reverse("participant_detail", args=[self.participant.uuid])


class MeetingMixin:
    """A view of one meeting."""

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting of the address."""
        people = Participant.objects.visible_to(self.user)  # type: ignore[attr-defined]
        rows = Meeting.objects.visible_to(self.user).select_related("enrolment__participant")  # type: ignore[attr-defined]
        return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @cached_property
    def participant(self) -> Participant:
        """Whose meeting it is."""
        return self.meeting.enrolment.participant

    @property
    def enrolment(self) -> Enrolment:
        """In which case."""
        return self.meeting.enrolment


class MeetingMoveView(MeetingMixin, PersonForm):
    """Change a booked meeting."""

    form_class = MeetingForm
    title = "Ändra mötet"
    verb = "Spara mötet"

    def get_initial(self) -> dict[str, Any]:
        """The meeting as it is booked."""
        meeting = self.meeting
        return {
            "kind": meeting.kind,
            "starts_at": local(meeting.starts_at),
            "minutes": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
            "place": meeting.place,
            "interpreter": meeting.interpreter,
            "revision": meeting.revision,
        }

    def act(self, form: MeetingForm) -> str:
        """Change it."""
        revision = form.cleaned_data["revision"]
        values = form.values()
        actions.move_meeting(
            self.meeting, self.meeting.revision if revision is None else revision, today=timezone.localdate(), **values
        )
        return reverse("participant_detail", args=[self.participant.uuid])

    def form_valid(self, form: Any) -> Any:
        """Where somebody moved it meanwhile, show what stands now and keep what was typed."""
        try:
            return super().form_valid(form)
        except Stale as stale:
            current = stale.current
            if isinstance(current, Meeting):
                now = f"{timezone.localtime(current.starts_at):%Y-%m-%d %H:%M}, {current.place or 'ingen plats'}"
                form.add_error(None, f"Någon har ändrat mötet. Nu står det {now}. Spara igen om ditt ska gälla.")
                form.replace_posted(revision=str(current.revision))
            return self.form_invalid(form)


class MeetingOutcomeView(MeetingMixin, PersonForm):
    """Say how a meeting went; what was said becomes the journal note."""

    form_class = MeetingOutcomeForm
    title = "Hur gick mötet?"
    verb = "Spara"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which meeting."""
        starts = timezone.localtime(self.meeting.starts_at)
        return f"{self.meeting.get_kind_display()} {starts:%Y-%m-%d %H:%M}"

    def get_initial(self) -> dict[str, Any]:
        """Held, or cancelled while it lies ahead: nothing else can be said of it then."""
        ahead = self.meeting.starts_at > timezone.now()
        return {"outcome": MeetingOutcomeForm.CANCELLED if ahead else MeetingOutcomeForm.HELD}

    def get_draft_key(self) -> str:
        """One draft per meeting."""
        return f"meeting:{self.kwargs['uuid']}"

    def act(self, form: MeetingOutcomeForm) -> str:
        """Write it down."""
        now, text, who = timezone.now(), form.cleaned_data["text"], self.participant.full_name
        match form.cleaned_data["outcome"]:
            case MeetingOutcomeForm.HELD:
                entry = actions.hold_meeting(self.meeting, text=text, by=self.user, now=now)
                messages.success(self.request, f"Mötet med {who} är genomfört och anteckningen står i journalen.")
            case MeetingOutcomeForm.NO_SHOW:
                entry = actions.miss_meeting(self.meeting, text=text, by=self.user, now=now)
                messages.success(self.request, f"Det står i journalen att {who} uteblev.")
            case _:
                cancelled = actions.cancel_meeting(self.meeting, now=now)
                self.undo = {"revision": cancelled.revision}
                messages.success(self.request, f"Mötet med {who} är inställt.")
                return reverse("participant_detail", args=[self.participant.uuid])
        return entry.get_absolute_url()

    def take_back(self, before: dict[str, Any]) -> None:
        """Book the meeting again; what stands in the journal is corrected there instead."""
        actions.restore_meeting(self.meeting, before["revision"])
