"""Booking meetings and saying how they went."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.views import View

from amc.calendar import working_day_after
from amc.revisions import Stale
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import User
from participants.actions import meetings as actions
from participants.clashes import Busy, busy
from participants.forms.cases import local
from participants.forms.meetings import USUAL, InterpreterForm, MeetingForm, MeetingOutcomeForm
from participants.hooks import Tie, meeting_tie
from participants.models import Enrolment, KartlaggningEntry, Meeting, MeetingParty, OutsideContact, Participant
from participants.rules.facts import LANGUAGE, interpreter_in_words
from participants.rules.meetings import AFTERWARDS
from participants.views.base import PersonForm

LONGEST = 24 * 60
# In the address: the meeting is something besides (participants.hooks), and did not come off.
NOT_HELD = "blev_inte"


def known_names(enrolment: Enrolment) -> dict[str, str]:
    """The names of the parties that the case knows: its outside contacts, else who came last."""
    earlier = MeetingParty.objects.filter(meeting__enrolment=enrolment).exclude(name="").order_by("pk")
    contacts = OutsideContact.objects.filter(enrolment=enrolment, ended_on__isnull=True, none_named=False)
    return dict(earlier.values_list("party", "name")) | dict(
        contacts.order_by("-pk").values_list("organisation", "name")
    )


def in_words(meeting: Meeting) -> str:
    """What, when, where, and the interpreter."""
    return ", ".join(part for part in (str(meeting), meeting.details) if part)


def wish_of(user: User, participant: Participant, language: str = "") -> str:
    """What to ask for when an interpreter is booked, as far as `user` sees: the language (`language`, else the
    participant's), dialect and whether a woman or a man. Empty for who speaks without one."""
    spoken = language or participant.interpreter_language
    if not spoken:
        return ""
    answered = KartlaggningEntry.objects.visible_to(user).filter(participant=participant, area__code=LANGUAGE).current()
    return interpreter_in_words(spoken, answered.values_list("facts", flat=True).first() or {})


HAS_BEEN = f"Har ni redan setts skriver du när det var, högst {AFTERWARDS.days} dagar bakåt, och sedan hur det gick."


class MeetingCreateView(PersonForm):
    """Book a meeting."""

    form_class = MeetingForm
    title = "Boka möte"
    verb = "Boka mötet"
    template_name = "participants/meeting.html"

    def get_initial(self) -> dict[str, Any]:
        """The next working day at ten, an hour; an interpreter waits to be booked for whoever needs one."""
        start = dt.datetime.combine(working_day_after(timezone.localdate(), 1), dt.time(10))
        language = self.participant.interpreter_language
        return {
            "starts_at": start,
            "interpreter": Meeting.Interpreter.NEEDED if language else Meeting.Interpreter.NONE,
            "interpreter_language": language,
            "minutes": 60,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """The parties that the case knows, and where the own calendar is asked."""
        return super().get_form_kwargs() | {
            "names": known_names(self.case),
            "chosen": USUAL,
            "clash_url": reverse("meeting_clashes"),
            "language": wish_of(self.user, self.participant),
            "protected": self.participant.is_protected,
        }

    def get_form(self, form_class: Any = None) -> Any:
        """The form, which says that a meeting that has been can be entered."""
        form = super().get_form(form_class)
        form.fields["starts_at"].help_text = HAS_BEEN
        return form

    def book(self, form: MeetingForm) -> Meeting:
        """Book it."""
        return actions.book_meeting(enrolment=self.case, by=self.user, today=timezone.localdate(), **form.booked())

    def act(self, form: MeetingForm) -> str:
        """Book it and say when, and what else is booked then; of one that has been it is asked how it went."""
        meeting = self.book(form)
        if meeting.starts_at < timezone.now():
            messages.success(self.request, "Mötet är inlagt. Skriv hur det gick.")
            return reverse("meeting_hold", args=[meeting.uuid])
        messages.success(self.request, f"Mötet är bokat till {timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}.")
        warn_of_clashes(self.request, self.user, meeting)
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

    def revision_of(self, form: Any) -> int:
        """The revision that the form was opened with."""
        revision = form.cleaned_data["revision"]
        return self.meeting.revision if revision is None else revision

    def form_valid(self, form: Any) -> Any:
        """Where somebody changed it meanwhile, show what stands now and keep what was typed."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except Stale as stale:
            current = stale.current
            if isinstance(current, Meeting):
                now = in_words(current)
                form.add_error(None, f"Någon har ändrat mötet. Nu står det {now}. Spara igen om ditt ska gälla.")
                form.replace_posted(revision=str(current.revision))
            return self.form_invalid(form)  # type: ignore[attr-defined]


class MeetingMoveView(MeetingMixin, PersonForm):
    """Change a booked meeting."""

    form_class = MeetingForm
    title = "Ändra mötet"
    verb = "Spara mötet"
    template_name = "participants/meeting.html"

    def get_initial(self) -> dict[str, Any]:
        """The meeting as it is booked."""
        meeting = self.meeting
        return {
            "kind": meeting.kind,
            "form": meeting.form,
            "starts_at": local(meeting.starts_at),
            "minutes": int((meeting.ends_at - meeting.starts_at).total_seconds() // 60),
            "place": meeting.place,
            "interpreter": meeting.interpreter,
            "interpreter_language": meeting.interpreter_language or self.participant.interpreter_language,
            "interpreter_reference": meeting.interpreter_reference,
            "revision": meeting.revision,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """The parties as they are booked, and where the own calendar is asked about other meetings than this."""
        parties = {row.party: row.name for row in self.meeting.parties.all()}
        return super().get_form_kwargs() | {
            "names": known_names(self.enrolment) | {party: name for party, name in parties.items() if name},
            "chosen": parties or USUAL,
            "clash_url": f"{reverse('meeting_clashes')}?mote={self.meeting.uuid}",
            "language": wish_of(self.user, self.participant, self.meeting.interpreter_language),
            "protected": self.participant.is_protected,
        }

    def act(self, form: MeetingForm) -> str:
        """Change it."""
        meeting = actions.move_meeting(
            self.meeting, self.revision_of(form), today=timezone.localdate(), **form.booked()
        )
        warn_of_clashes(self.request, self.user, meeting)
        return reverse("participant_detail", args=[self.participant.uuid])


class MeetingInterpreterView(MeetingMixin, PersonForm):
    """Say how it stands with the interpreter."""

    form_class = InterpreterForm
    title = "Tolk till mötet"
    verb = "Spara"
    template_name = "participants/meeting.html"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which meeting."""
        return in_words(self.meeting)

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        meeting = self.meeting
        return {
            "interpreter": meeting.interpreter,
            "interpreter_language": meeting.interpreter_language or self.participant.interpreter_language,
            "interpreter_reference": meeting.interpreter_reference,
            "revision": meeting.revision,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """With what the participant asks of an interpreter."""
        wish = wish_of(self.user, self.participant, self.meeting.interpreter_language)
        return super().get_form_kwargs() | {"wish": wish}

    def act(self, form: InterpreterForm) -> str:
        """Write it down; while one is to be booked the row of Min dag stands."""
        meeting = actions.book_interpreter(self.meeting, self.revision_of(form), **form.values())
        self.row_stays = meeting.interpreter == Meeting.Interpreter.NEEDED
        state = meeting.get_interpreter_display()
        messages.success(self.request, f"{state} till mötet med {self.participant.full_name}.")
        return reverse("participant_detail", args=[self.participant.uuid])


class MeetingOutcomeView(MeetingMixin, PersonForm):
    """Say how a meeting went; what was said becomes the journal note, and what was promised is chased."""

    form_class = MeetingOutcomeForm
    title = "Hur gick mötet?"
    verb = "Spara"
    template_name = "participants/meeting.html"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which meeting."""
        return in_words(self.meeting)

    @cached_property
    def tie(self) -> Tie | None:
        """What the meeting is besides, where it is said that it was held."""
        return meeting_tie(self.meeting)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; of a meeting that is something besides, the form of that, unless it did not come off."""
        if self.tie and NOT_HELD not in request.GET:
            return redirect(self.tie.url)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Held, or cancelled while it lies ahead: nothing else can be said of it then."""
        if self.meeting.starts_at > timezone.now():
            return {"outcome": MeetingOutcomeForm.CANCELLED}
        return {"outcome": MeetingOutcomeForm.NO_SHOW if self.tie else MeetingOutcomeForm.HELD}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The meeting, and the parties that the case knows."""
        more = {"meeting": self.meeting, "names": known_names(self.enrolment), "tied": self.tie is not None}
        return super().get_form_kwargs() | more

    def get_draft_key(self) -> str:
        """One draft per meeting."""
        return f"meeting:{self.kwargs['uuid']}"

    def act(self, form: MeetingOutcomeForm) -> str:
        """Write it down."""
        now, text, who = timezone.now(), form.cleaned_data["text"], self.participant.full_name
        match form.cleaned_data["outcome"]:
            case MeetingOutcomeForm.HELD:
                entry = self._hold(form, text, now)
                messages.success(self.request, f"Mötet med {who} är genomfört och anteckningen står i journalen.")
            case MeetingOutcomeForm.NO_SHOW:
                entry = actions.miss_meeting(self.meeting, text=text, by=self.user, now=now)
                messages.success(self.request, f"Det står i journalen att {who} uteblev.")
            case MeetingOutcomeForm.EXCUSED:
                said = {name: form.cleaned_data[name] for name in ("excused_by", "excused_via")}
                entry = actions.excuse_meeting(self.meeting, text=text, by=self.user, now=now, **said)
                messages.success(self.request, f"Det står i journalen att {who} hade förhinder.")
            case _:
                cancelled = actions.cancel_meeting(self.meeting, now=now, by=self.user, text=text)
                if cancelled.journal_entry_id is None:
                    self.undo = {"revision": cancelled.revision}
                messages.success(self.request, f"Mötet med {who} är inställt.")
                return reverse("participant_detail", args=[self.participant.uuid])
        return entry.get_absolute_url()

    def _hold(self, form: MeetingOutcomeForm, text: str, now: dt.datetime) -> Any:
        parties = form.chosen_parties()
        return actions.hold_meeting(
            self.meeting,
            text=text,
            by=self.user,
            now=now,
            form=form.cleaned_data["form"],
            began_at=form.cleaned_data["began_at"],
            parties=parties if parties or self.meeting.parties.exists() else None,
            promises=form.promises(),
        )

    def take_back(self, before: dict[str, Any]) -> None:
        """Book the meeting again; what stands in the journal is corrected there instead."""
        actions.restore_meeting(self.meeting, before["revision"])


class MeetingClashesView(PermittedMixin, View):
    """What the user has booked already at the time that stands in the form: told while one books, and no obstacle."""

    permission = Permission.CASEWORK
    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The bookings that take of that time, without names."""
        found: list[Busy] = []
        try:
            starts = parse_datetime(request.GET.get("starts_at", ""))
            minutes = int(request.GET.get("minutes", ""))
            own = uuid.UUID(request.GET["mote"]) if "mote" in request.GET else None
        except (ValueError, OverflowError):
            starts, minutes, own = None, 0, None
        if starts and not timezone.is_aware(starts) and 0 < minutes <= LONGEST and 2000 < starts.year < 9999:
            first = timezone.make_aware(starts)
            found = busy(self.user, first, first + dt.timedelta(minutes=minutes), but=own)
        return render(request, "participants/_clashes.html", {"clashes": found})


def warn_of_clashes(request: HttpRequest, user: User, meeting: Meeting) -> None:
    """Say to `user` that the meeting's consultant has something else then, in one quiet line."""
    found = busy(meeting.consultant, meeting.starts_at, meeting.ends_at, but=meeting.uuid)
    if found:
        who = "du" if meeting.consultant_id == user.pk else meeting.consultant.full_name
        messages.warning(request, f"Samma tid har {who} redan {', '.join(row.words for row in found)}.")
