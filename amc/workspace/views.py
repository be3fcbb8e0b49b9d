"""Min dag, the participant's overview, and search."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.workspace import agenda, my_day
from amc.workspace.bookings import bookings_on
from amc.workspace.nameless import is_referral
from amc.workspace.overview import overview
from participants.models import Enrolment, Participant
from participants.opening import OpensPersonMixin, tied_person
from participants.page import person_context

FEWEST_LETTERS = 2
MOST_HITS = 10


class MyDayView(PermittedMixin, TemplateView):
    """What must I do today."""

    permission = Permission.READ_CASES
    template_name = "workspace/my_day.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tasks by urgency, today's meetings, own cases."""
        user, now = self.user, timezone.localtime()
        today = now.date()
        own = my_day.own_cases(user, now)
        due = my_day.my_due(user, today, own)
        tasks = [*my_day.unread(user, today), *my_day.tasks_of(user, due, today)]
        cases = my_day.cases_of(user, due, now, own)
        bookings = bookings_on(user, today, cases)
        named = {task.key for task in tasks}
        shown = [row for row in due if my_day.key_of(row) in named]
        record_reading(
            self.request,
            ReadLog.Kind.LISTED,
            [
                *(row.participant_id for row in shown),
                *(booking.participant.pk for booking in bookings),
                *(case.enrolment.participant_id for case in cases),
            ],
            referrals=[row.subject for row in shown if is_referral(row)],
        )
        return super().get_context_data(**kwargs) | {
            "today": today,
            "groups": my_day.grouped(tasks, today),
            "amount": len(tasks),
            "overdue": sum(task.due_on < today for task in tasks),
            "is_cut": len(due) == my_day.MOST_ROWS,
            "bookings": bookings,
            "cases": cases,
        }


class MeetingListView(PermittedMixin, TemplateView):
    """The day's or the week's meetings and follow-ups, one's own or the unit's (`?vy=dag|vecka&vem=jag|enheten`)."""

    permission = Permission.READ_CASES
    template_name = "workspace/meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The days with what is booked; what the address says badly is as if it said nothing."""
        asked, today = self.request.GET, timezone.localdate()
        week, unit = asked.get("vy") != "dag", asked.get("vem") == "enheten"
        span = agenda.Span.around(self._day(asked.get("dag", ""), today), week=week)
        entries = agenda.entries_of(self.user, span.first, span.after, whole_unit=unit)
        record_reading(self.request, ReadLog.Kind.LISTED, [entry.enrolment.participant_id for entry in entries])
        return super().get_context_data(**kwargs) | {
            "span": span,
            "days": agenda.by_day(span, entries),
            "amount": len(entries),
            "is_cut": len(entries) >= agenda.MOST_ROWS,
            "unit": unit,
            "today": today,
            "now": timezone.now(),
        }

    @staticmethod
    def _day(text: str, today: dt.date) -> dt.date:
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            return today
        # Weeks before and after are asked for, too, and the calendar ends.
        return day if 2000 <= day.year <= 2100 else today


class ParticipantDetailView(OpensPersonMixin, PermittedMixin, TemplateView):
    """The participant's overview, with the life line."""

    permission = Permission.READ_CASES
    template_name = "workspace/participant.html"

    @cached_property
    def participant(self) -> Participant:
        """Whose page it is; 404 for a person out of sight."""
        return tied_person(self.user, self.kwargs["uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The frame of the person's page, and what all apps know."""
        page = person_context(self.request, self.participant, "participant_detail")
        now = timezone.localtime()
        shown = overview(self.user, self.participant, page["head"].enrolments, now)
        return super().get_context_data(**kwargs) | page | {"overview": shown, "now": now}


class SearchView(PermittedMixin, View):
    """Finds a person by name, identity number or case number while one types; the term is in the body only."""

    permission = Permission.READ_CASES
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer the hits as list items to htmx, else as a page."""
        term = request.POST.get("q", "").strip()[:100]
        hits: list[Participant] = []
        if len(term) >= FEWEST_LETTERS:
            found = Participant.objects.visible_to(self.user).matching(term)
            hits = list(found.order_by("sort_key", "pk")[: MOST_HITS + 1])
        keys = [hit.pk for hit in hits[:MOST_HITS]]
        record_reading(request, ReadLog.Kind.SEARCHED, keys)
        cases = dict(
            Enrolment.objects.visible_to(self.user)
            .filter(participant__in=keys)
            .order_by("participant", "-opened_on", "-pk")
            .distinct("participant")
            .values_list("participant", "case_number")
        )
        context = {
            "term": term,
            "hits": [(hit, cases.get(hit.pk, "")) for hit in hits[:MOST_HITS]],
            "more": len(hits) > MOST_HITS,
            "too_short": len(term) < FEWEST_LETTERS,
        }
        part = "#hits" if request.headers.get("HX-Request") == "true" else ""
        return render(request, f"workspace/search.html{part}", context)
