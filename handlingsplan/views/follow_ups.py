"""Follow-ups: the participant's, and the list of all that one answers for."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.audit.history import Event, history_of
from amc.audit.models import ReadLog
from amc.calendar import add_months
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality
from amc.web.documents import pdf_response
from amc.web.list_views import ListPage
from handlingsplan import follow_up_rules as rules
from handlingsplan.actions.follow_ups import (
    book_follow_up,
    book_meeting_for,
    cancel_follow_up,
    hold_follow_up,
    plan_follow_up,
)
from handlingsplan.copies import Copy, copy_of, copy_pdf
from handlingsplan.forms_follow_ups import (
    ANSWER,
    BookFollowUpForm,
    CancelFollowUpForm,
    FollowUpFilter,
    HoldFollowUpForm,
    PlanFollowUpForm,
)
from handlingsplan.models import FollowUp, FollowUpAnswer, FollowUpQuestion
from handlingsplan.tables import FollowUpTable
from handlingsplan.views.base import CaseForm, CaseMixin
from participants.forms.meetings import MeetingForm
from participants.models import Enrolment, Meeting, Participant
from participants.page import Head
from participants.views.meetings import NOT_HELD, MeetingCreateView


class FollowUpList(ListPage):
    """The follow-ups of one's own participants; of the whole unit for the enhetschef."""

    permission = Permission.READ_CASES
    title = "Uppföljningar"
    table_class = FollowUpTable
    filterset_class = FollowUpFilter
    order = ("due_on",)
    person_path = "enrolment.participant_id"

    def get_queryset(self) -> QuerySet:
        """What the user may see."""
        return FollowUp.objects.visible_to(self.user)

    def get_rows(self) -> QuerySet:
        """With the person and the consultant."""
        return self.get_queryset().select_related("enrolment__participant", "enrolment__consultant", "meeting")


class FollowUps(CaseMixin, PermittedMixin, TemplateView):
    """The participant's follow-ups: those to come, and what was agreed at those that were."""

    template_name = "handlingsplan/follow_ups.html"
    tab = "follow_ups"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All of the person's, the open ones by date, the rest by when they were held."""
        visible = FollowUp.objects.visible_to(self.user).filter(enrolment__participant=self.participant)
        rows = list(visible.select_related("held_by", "meeting").order_by("due_on", "id"))
        waiting = [row for row in rows if row.enrolment_id == self.enrolment.pk and not rules.open_obstacles(row)]
        held = sorted((row for row in rows if row.held_on), key=lambda row: (row.held_on, row.pk), reverse=True)
        cancelled = [row for row in reversed(rows) if row.cancelled_at]
        shown = {"waiting": waiting if self.enrolment.is_open else [], "held": held, "cancelled": cancelled}
        return super().get_context_data(**(shown | kwargs))


class PlanFollowUp(CaseForm):
    """A new follow-up."""

    form_class = PlanFollowUpForm
    tab = "follow_ups"
    title = "Planera en uppföljning"
    verb = "Planera uppföljningen"

    @property
    def cancel_url(self) -> str:
        """Back to the tab."""
        return reverse("follow_ups", args=[self.kwargs["uuid"]])

    def get_initial(self) -> dict[str, Any]:
        """As many months ahead as the municipality has decided."""
        return {"due_on": usual_next()}

    def act(self, form: Any) -> str:
        """Plan it."""
        plan_follow_up(enrolment=self.enrolment, today=timezone.localdate(), **form.values())
        messages.success(self.request, "Uppföljningen är planerad.")
        return self.cancel_url


class OfFollowUp(CaseMixin):
    """A page about the follow-up in the address."""

    tab = "follow_ups"

    @cached_property
    def follow_up(self) -> FollowUp:
        """The follow-up."""
        rows = FollowUp.objects.visible_to(self.user).select_related("enrolment__participant", "held_by", "meeting")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @cached_property
    def person_head(self) -> Head:
        """The head of the page of the person who is followed up."""
        return self.head_of(self.follow_up.enrolment.participant)

    @cached_property
    def enrolment(self) -> Enrolment:
        """The one that is followed up."""
        return next(row for row in self.person_head.enrolments if row.pk == self.follow_up.enrolment_id)

    @property
    def plan_url(self) -> str:
        """The participant's plan."""
        return reverse("plan", args=[self.participant.uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The follow-up, as it was read."""
        return super().get_context_data(**({"follow_up": self.follow_up} | kwargs))


class OneFollowUp(OfFollowUp, CaseForm):
    """A form about the follow-up in the address."""

    @property
    def cancel_url(self) -> str:
        """Back to the tab."""
        return reverse("follow_ups", args=[self.participant.uuid])

    def get_instance(self) -> FollowUp:
        """The follow-up."""
        return self.follow_up


class FollowUpDetail(OneFollowUp):
    """The form that records it as held; what was agreed, once it is."""

    permission = Permission.READ_CASES
    form_class = HoldFollowUpForm
    template_name = "handlingsplan/follow_up.html"
    verb = "Registrera uppföljningen"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only those who do casework record anything."""
        if not Permission.CASEWORK.granted_to(self.user):
            raise Http404
        # Noted before the form puts what was typed into the row.
        self.waits = not rules.open_obstacles(self.follow_up)
        return super().post(request, *args, **kwargs)

    @cached_property
    def waits(self) -> bool:
        """Whether it was open when it was read, before a form has put anything into it."""
        return not rules.open_obstacles(self.follow_up)

    def get_draft_key(self) -> str:
        """One draft per follow-up."""
        return f"follow_up:{self.kwargs['uuid']}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Today, and the usual time to the next one."""
        next_on = None if self.follow_up.kind == FollowUp.Kind.AMI_YEARLY else usual_next()
        more = {"today": self.day, "next_on": next_on, "questions": self.questions, "meeting": self.meeting}
        return super().get_form_kwargs() | more

    @cached_property
    def meeting(self) -> Meeting | None:
        """The meeting that is booked for it, while it is to be held."""
        meeting = self.follow_up.meeting
        return meeting if meeting and meeting.state == Meeting.State.PLANNED else None

    @property
    def day(self) -> dt.date:
        """The day that the form proposes: that of the meeting, once it has been."""
        today = timezone.localdate()
        return min(today, timezone.localdate(self.meeting.starts_at)) if self.meeting else today

    @cached_property
    def questions(self) -> list[FollowUpQuestion]:
        """Those to ask, and those that were asked when the form was opened; the sensitive ones of somebody who works
        with the case [S2]."""
        answered = [name.removeprefix(ANSWER) for name, text in self.request.POST.items() if text]
        asked = Q(is_active=True) | Q(code__in=answered)
        rows = FollowUpQuestion.objects.filter(asked, kind=self.follow_up.kind).order_by("order", "code")
        return [row for row in rows if self.person_head.works_with or not row.sensitive]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it can be recorded, and who took part when it was."""
        recordable = (self.waits or self.request.method == "POST") and self.may_edit
        present = [FollowUp.Attendee(code).label for code in self.follow_up.attendees if not self.waits]
        cancellable = self.waits and self.follow_up.kind != FollowUp.Kind.AMI_YEARLY
        answers = FollowUpAnswer.objects.visible_to(self.user).filter(follow_up=self.follow_up)
        shown = {
            "recordable": recordable,
            "waits": self.waits,
            "meeting": self.meeting if self.waits else None,
            "not_held": NOT_HELD,
            "present": present,
            "cancellable": cancellable,
            "answers": list(answers.order_by("question__order", "pk")) if not self.waits else [],
            "moves": moves_of(self.follow_up) if not self.in_row else [],
            "copyable": bool(present) and Permission.CASEWORK.granted_to(self.user),
        }
        return super().get_context_data(**({"title": self.follow_up.get_kind_display()} | shown | kwargs))

    def act(self, form: Any) -> str:
        """Record it."""
        values = form.values()
        held = hold_follow_up(
            follow_up=self.follow_up,
            revision=form.cleaned_data["revision"],
            by=self.user,
            now=timezone.now(),
            **values,
        )
        upcoming = FollowUp.objects.filter(enrolment=held.enrolment).open().order_by("due_on", "id").first()
        told = "Uppföljningen är registrerad och finns i journalen."
        messages.success(self.request, f"{told} Nästa senast {upcoming.due_on}." if upcoming else told)
        return self.cancel_url


class BookFollowUp(OneFollowUp):
    """A time for it."""

    form_class = BookFollowUpForm
    title = "Boka tid för uppföljningen"
    verb = "Spara tiden"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The meetings of the case that are to come."""
        rows = Meeting.objects.visible_to(self.user).filter(enrolment=self.enrolment, state=Meeting.State.PLANNED)
        return super().get_form_kwargs() | {"meetings": rows.order_by("starts_at", "pk")}

    def act(self, form: Any) -> str:
        """Book it."""
        revision = form.cleaned_data["revision"]
        book_follow_up(follow_up=self.follow_up, revision=revision, today=timezone.localdate(), **form.values())
        messages.success(self.request, "Tiden är sparad.")
        return self.cancel_url


class BookMeeting(MeetingCreateView):
    """Book a meeting where the follow-up in the address is to be held."""

    title = "Boka möte för uppföljningen"
    tab = "follow_ups"

    @cached_property
    def follow_up(self) -> FollowUp:
        """The follow-up; 404 for one that is not to be held."""
        people = Participant.objects.visible_to(self.user)
        rows = FollowUp.objects.visible_to(self.user).open().filter(enrolment__participant__in=people)
        return get_object_or_404(rows.select_related("enrolment__participant"), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whom it is about."""
        return self.follow_up.enrolment.participant

    @property
    def case(self) -> Enrolment:
        """The one that is followed up."""
        return self.follow_up.enrolment

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What it is for."""
        kind = self.follow_up.get_kind_display()
        return f"{kind}, senast {self.follow_up.due_on}. Mötet och uppföljningen registreras sedan i ett formulär."

    def book(self, form: MeetingForm) -> Meeting:
        """Book it for the follow-up."""
        return book_meeting_for(follow_up=self.follow_up, by=self.user, today=timezone.localdate(), **form.booked())


class CancelFollowUp(OneFollowUp):
    """Asks why, and cancels it."""

    form_class = CancelFollowUpForm
    title = "Ställ in uppföljningen"
    verb = "Ställ in uppföljningen"

    def act(self, form: Any) -> str:
        """Cancel it."""
        revision = form.cleaned_data["revision"]
        cancel_follow_up(follow_up=self.follow_up, revision=revision, now=timezone.now(), **form.values())
        messages.success(self.request, "Uppföljningen är inställd.")
        return self.cancel_url


class FollowUpCopy(OfFollowUp, PermittedMixin, TemplateView):
    """The copy for the union or the employer, to read before it is made."""

    permission = Permission.CASEWORK
    template_name = "handlingsplan/follow_up_copy.html"

    @cached_property
    def copy(self) -> Copy:
        """What it says; 404 for a follow-up that has not been held."""
        if self.follow_up.held_on is None:
            raise Http404
        return copy_of(self.follow_up)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What will stand in the document."""
        return super().get_context_data(**({"copy": self.copy} | kwargs))


class FollowUpDocument(FollowUpCopy):
    """The same as PDF; with `?valda=1` those of its sections alone whose places are given as `med`."""

    reading_kind = ReadLog.Kind.DOCUMENT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        chosen = self.copy.of(request.GET.getlist("med")) if "valda" in request.GET else self.copy
        content = copy_pdf(chosen, Municipality.objects.get(pk=1))
        return pdf_response(content, f"uppfoljning-{self.follow_up.enrolment.case_number}-{self.follow_up.held_on}.pdf")


def moves_of(follow_up: FollowUp) -> list[Event]:
    """When the last day or the booked time was moved, by whom and from what, the latest first."""
    labels = {"Senast", "Bokad tid"}
    found = []
    for event in history_of(follow_up):
        changes = tuple(change for change in event.changes if change.label in labels)
        if changes:
            found.append(Event(event.at, event.who, created=False, changes=changes))
    return found


def usual_next() -> Any:
    """The usual last day of a next follow-up: so many months ahead as the municipality has decided."""
    months = Municipality.objects.values_list("follow_up_months", flat=True).get(pk=1)
    return add_months(timezone.localdate(), months)
