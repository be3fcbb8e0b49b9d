"""What became of what was promised at a meeting."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from amc.calendar import today
from amc.revisions import Stale
from participants.actions.undertakings import reopen, settle
from participants.forms.meetings import SettleForm
from participants.models import Enrolment, Participant, Undertaking
from participants.views.base import PersonForm


class UndertakingSettleView(PersonForm):
    """Say that an undertaking is done, will not be, or needs more time."""

    form_class = SettleForm
    title = "Hur blev det med åtagandet?"
    verb = "Spara"
    template_name = "participants/meeting.html"

    @cached_property
    def undertaking(self) -> Undertaking:
        """The undertaking of the address."""
        people = Participant.objects.visible_to(self.user)
        rows = Undertaking.objects.visible_to(self.user).select_related("meeting__enrolment__participant")
        return get_object_or_404(rows.filter(meeting__enrolment__participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose case it is promised in."""
        return self.undertaking.meeting.enrolment.participant

    @property
    def enrolment(self) -> Enrolment:
        """The case."""
        return self.undertaking.meeting.enrolment

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Who promised what, where and until when."""
        row = self.undertaking
        made_on = timezone.localdate(row.meeting.starts_at)
        return f"{row.who}: {row.what} Senast {row.due_on}, enligt mötet {made_on}."

    def get_initial(self) -> dict[str, Any]:
        """Done today."""
        return {"day": today(), "revision": self.undertaking.revision}

    def act(self, form: SettleForm) -> str:
        """Write it down."""
        given = form.values()
        revision = form.cleaned_data["revision"]
        before = self.undertaking.due_on
        row = settle(
            self.undertaking,
            self.undertaking.revision if revision is None else revision,
            **given,
            by=self.user,
            today=today(),
        )
        self.undo = {"revision": row.revision, "due_on": before.isoformat()}
        words = {
            Undertaking.State.DONE: "är gjort",
            Undertaking.State.DROPPED: "blir inte av",
            Undertaking.State.OPEN: f"ska göras senast {row.due_on}",
        }
        message = f"Åtagandet i ärendet med {self.participant.full_name} {words[Undertaking.State(given['outcome'])]}."
        messages.success(self.request, message)
        return reverse("participant_detail", args=[self.participant.uuid])

    def take_back(self, before: dict[str, Any]) -> None:
        """Let it be open again, until the day that stood."""
        reopen(self.undertaking, before["revision"], due_on=dt.date.fromisoformat(before["due_on"]))

    def form_valid(self, form: Any) -> Any:
        """Where somebody settled it meanwhile, say what stands now."""
        try:
            return super().form_valid(form)
        except Stale as stale:
            current = stale.current
            if isinstance(current, Undertaking):
                state = current.get_state_display().lower()
                form.add_error(None, f"Någon har ändrat åtagandet. Nu står det: {state}, senast {current.due_on}.")
                form.replace_posted(revision=str(current.revision))
            return self.form_invalid(form)
