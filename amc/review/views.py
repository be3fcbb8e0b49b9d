"""Loggranskning: the queue, one reading, the month's protocol, and the participant's extract."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import add_months, month_start, today
from amc.review.actions import review
from amc.review.documents import protocol_pdf, readers_pdf
from amc.review.forms import ReviewForm
from amc.review.models import Flag, ReviewRule
from amc.review.pages import page_words
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.display import month as month_words
from amc.web.documents import pdf_response
from amc.web.form_views import ActionFormView
from amc.web.navigation import Tab
from participants.models import Enrolment, Participant
from participants.opening import OpensPersonMixin, tied_person

PER_PAGE = 25
MONTHS_BACK = 12
MOST_NAMES = 3
PURPOSE = "Loggranskning"


class Shown:
    """A reading as the reviewer sees it."""

    def __init__(self, flag: Flag, people: dict[int, Participant], rules: dict[str, str]) -> None:
        self.flag, self.reading = flag, flag.reading
        found = [people[key] for key in flag.reading.persons if key in people]
        self.people = found[:MOST_NAMES]
        self.more = max(flag.reading.count - len(self.people), 0)
        self.page = page_words(flag.reading.page)
        self.rules = [rules.get(code, code) for code in flag.rules]


def shown(request: HttpRequest, user: Any, flags: list[Flag]) -> list[Shown]:
    """The readings with the names that the reviewer may see; two statements."""
    keys = {key for flag in flags for key in flag.reading.persons[:MOST_NAMES]}
    people = Participant.objects.visible_to(user).in_bulk(keys)
    record_reading(request, ReadLog.Kind.LISTED, people, purpose=PURPOSE)
    rules = dict(ReviewRule.objects.values_list("code", "name"))
    return [Shown(flag, people, rules) for flag in flags]


class QueueView(PermittedMixin, TemplateView):
    """What waits to be looked at, alerts first; or what has been."""

    permission = Permission.MANAGE
    purpose = PURPOSE
    template_name = "review/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of readings."""
        done = self.request.GET.get("lage") == "granskade"
        flags = Flag.objects.visible_to(self.user).select_related("reading__user", "reviewed_by")
        waiting = flags.waiting()
        rows = (
            flags.exclude(outcome="").order_by("-reviewed_at", "-pk")
            if done
            else waiting.order_by("-alerts", "-reading__at", "-pk")
        )
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("sida"))
        latest = month_start(today())
        months = [add_months(latest, -back) for back in range(MONTHS_BACK)]
        return super().get_context_data(
            page_obj=page,
            rows=shown(self.request, self.user, list(page)),
            done=done,
            waiting=waiting.count() if done else page.paginator.count,
            tabs=[Tab("Att granska", "?", not done), Tab("Granskade", "?lage=granskade", done)],
            months=[(f"{month:%Y-%m}", month_words(month)) for month in months],
            **kwargs,
        )


class ReviewView(ActionFormView):
    """One reading: all that the log says of it, and the outcome."""

    permission = Permission.MANAGE
    purpose = PURPOSE
    form_class = ReviewForm
    template_name = "review/flag.html"

    @cached_property
    def flag(self) -> Flag:
        """The reading of the address."""
        rows = Flag.objects.visible_to(self.user).select_related("reading__user", "reviewed_by")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The reading."""
        (seen,) = shown(self.request, self.user, [self.flag])
        settled = self.flag.outcome not in {"", Flag.Outcome.ASKED}
        own = self.flag.reading.user_id == self.user.pk
        return super().get_context_data(seen=seen, settled=settled, own=own, **kwargs)

    def act(self, form: Any) -> str:
        """Write the outcome."""
        review(self.flag, by=self.user, now=timezone.now(), **form.values())
        messages.success(self.request, "Granskningen är sparad.")
        return "review_queue"


class ProtocolView(PermittedMixin, View):
    """The protocol of one month."""

    permission = Permission.MANAGE
    purpose = PURPOSE

    def get(self, request: HttpRequest) -> HttpResponse:
        """The document of `?manad=2026-11`, this month without."""
        asked = request.GET.get("manad") or f"{today():%Y-%m}"
        try:
            month = dt.date.fromisoformat(f"{asked}-01")
        except ValueError as error:
            raise Http404 from error
        if month > today() or month.year < 2000:
            raise Http404
        content = protocol_pdf(self.user, month, add_months(month, 1))
        return pdf_response(content, f"loggranskning-{month:%Y-%m}.pdf")


class ReadersView(OpensPersonMixin, PermittedMixin, View):
    """The participant's own extract: who has read about me."""

    permission = Permission.CASEWORK
    purpose = "Utlämnande till deltagaren"
    reading_kind = ReadLog.Kind.DOCUMENT

    @cached_property
    def participant(self) -> Participant:
        """Whose extract it is; 404 for a person out of sight."""
        return tied_person(self.user, self.kwargs["uuid"])

    def get(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """The document."""
        cases = Enrolment.objects.visible_to(self.user).filter(participant=self.participant)
        numbers = list(cases.order_by("-opened_on", "-pk").values_list("case_number", flat=True))
        return pdf_response(
            readers_pdf(self.participant, numbers), f"lasningar-{numbers[0] if numbers else 'utdrag'}.pdf"
        )
