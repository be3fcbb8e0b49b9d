"""The journal: read, write, correct, print."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from participants.actions.journal import late_obstacles, write_journal
from participants.forms.cases import CorrectionForm, JournalForm, local
from participants.models import JournalEntry, Meeting, MeetingParty, Undertaking
from participants.models.meetings import party_words
from participants.views.base import PersonForm, PersonMixin

PER_PAGE = 25
MOST_MEETINGS = 10


def entries(user: Any, participant: Any) -> Any:
    """The journal of all the person's enrolments, newest first, each note with its corrections beside it."""
    corrections = JournalEntry.objects.select_related("author", "enrolment").order_by("pk")
    present = MeetingParty.objects.visible_to(user).filter(meeting=OuterRef("meeting"), present=True).order_by("pk")
    return (
        JournalEntry.objects.visible_to(user)
        .filter(enrolment__participant=participant, corrects__isnull=True)
        .select_related("author", "enrolment", "meeting")
        .annotate(parties=ArraySubquery(present.values(words=party_words())))
        .prefetch_related(Prefetch("corrections", corrections))
        .order_by("-occurred_at", "-pk")
    )


def ahead(user: Any, participant: Any) -> tuple[list[Meeting], list[Undertaking]]:
    """The meetings that are planned in the open case, and what was promised at any and is still to be done, also in a
    case that was handed over to it; asked in one statement."""
    promised = Undertaking.objects.visible_to(user).open().filter(meeting=OuterRef("pk"))
    facts = JSONObject(id="pk", uuid="uuid", party="party", name="name", what="what", due_on="due_on")
    rows = list(
        Meeting.objects.visible_to(user)
        .filter(
            Q(state=Meeting.State.PLANNED, enrolment__closed_on__isnull=True) | Exists(promised),
            enrolment__participant=participant,
        )
        .annotate(promised=ArraySubquery(promised.order_by().values(facts=facts)))
        .order_by("starts_at", "pk")
    )
    undertakings = [
        Undertaking(**row | {"due_on": dt.date.fromisoformat(row["due_on"])})
        for meeting in rows
        for row in meeting.promised
    ]
    undertakings.sort(key=lambda row: (row.due_on, row.pk))
    return [row for row in rows if row.state == Meeting.State.PLANNED], undertakings


class JournalView(PersonForm):
    """The journal with the field to write in at the top. Specialists write, too, in the cases they take part in; in a
    closed case its consultant and the enhetschef write what came in late."""

    permission = Permission.READ_CASES
    template_name = "participants/journal.html"
    form_class = JournalForm
    tab = "journal"
    row_title = "Ny anteckning"
    row_verb = "Spara anteckningen"

    def get_draft_key(self) -> str:
        """One draft per case."""
        return f"journal:{self.enrolment.uuid if self.enrolment else self.participant.uuid}"

    def act(self, form: JournalForm) -> str:
        """Write the note."""
        entry = write_journal(enrolment=self.case, by=self.user, now=timezone.now(), **form.values())
        if self.in_row:
            # Only a contact answers "no contact for six weeks".
            self.row_stays = entry.kind not in JournalEntry.CONTACT_KINDS
            messages.success(self.request, f"Anteckningen om {self.participant.full_name} står i journalen.")
        return reverse("journal", args=[self.participant.uuid])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of notes, of one kind if so chosen; in a row the field alone."""
        if self.in_row:
            return super().get_context_data(**kwargs)
        rows = entries(self.user, self.participant)
        kind = self.request.GET.get("slag", "")
        if kind in JournalEntry.Kind.values:
            rows = rows.filter(kind=kind)
        else:
            kind = ""
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("sida"))
        meetings, undertakings = ahead(self.user, self.participant)
        shown = {
            "page_obj": page,
            "kinds": JournalEntry.Kind.choices,
            "kind": kind,
            "closed_to_me": self.enrolment is not None and late_obstacles(self.enrolment, self.user, today()),
            "meetings": meetings[:MOST_MEETINGS],
            "undertakings": undertakings,
            "now": timezone.now(),
        }
        return super().get_context_data(**(shown | kwargs))


class JournalPrintView(PersonMixin, PermittedMixin, TemplateView):
    """The whole journal on paper."""

    reading_kind = ReadLog.Kind.DOCUMENT
    template_name = "participants/journal_print.html"
    tab = "journal"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """All notes, oldest first."""
        rows = entries(self.user, self.participant).order_by("occurred_at", "pk")
        return super().get_context_data(entries=rows, **kwargs)


class CorrectionView(PersonForm):
    """A later note that corrects an earlier one."""

    permission = Permission.READ_CASES
    form_class = CorrectionForm
    tab = "journal"
    title = "Rätta en anteckning"
    verb = "Skriv rättelsen"
    template_name = "participants/journal_correct.html"

    def get_entry(self) -> JournalEntry:
        """The note to correct; a correction is corrected by another one to the same note."""
        rows = entries(self.user, self.participant)
        entry: UUID = self.kwargs["entry"]
        return get_object_or_404(rows, uuid=entry)

    def get_draft_key(self) -> str:
        """One draft per corrected note."""
        return f"journal-correction:{self.kwargs['entry']}"

    def get_initial(self) -> dict[str, Any]:
        """The kind and the time of the note: it is what is written here that holds."""
        entry = self.get_entry()
        return {"kind": entry.kind, "occurred_at": local(entry.occurred_at)}

    def act(self, form: CorrectionForm) -> str:
        """Write the correction."""
        entry = self.get_entry()
        write_journal(enrolment=entry.enrolment, by=self.user, now=timezone.now(), corrects=entry, **form.values())
        return f"{reverse('journal', args=[self.participant.uuid])}#j-{entry.uuid}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The note that is corrected."""
        return super().get_context_data(entry=self.get_entry(), **kwargs)
