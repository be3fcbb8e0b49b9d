"""The list of one's notices."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import swedish_plural
from amc.reminders import actions
from amc.reminders.models import Notification
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from participants.models import Participant

PAGE_SIZE = 50


class NoticesView(PermittedMixin, TemplateView):
    """Unread first, then what has been read; the person is named only where the reader may see the person."""

    permission = Permission.ANY
    template_name = "reminders/notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of notices with their labels."""
        notices = Notification.objects.visible_to(self.user)
        unread = notices.unread().count()
        ordered = notices.order_by("read_at", "-created_at", "-id") if unread else notices
        page = Paginator(ordered, PAGE_SIZE).get_page(self.request.GET.get("page"))
        people = Participant.objects.visible_to(self.user).in_bulk(
            {notice.participant_id for notice in page if notice.participant_id}
        )
        record_reading(self.request, ReadLog.Kind.LISTED, people)
        rows = [
            {"notice": notice, "label": actions.label(notice.rule), "person": people.get(notice.participant_id)}
            for notice in page
        ]
        return super().get_context_data(**kwargs) | {"rows": rows, "page_obj": page, "unread": unread}


class NoticeOpenView(PermittedMixin, View):
    """Opens what a notice is about, and marks it as read."""

    permission = Permission.ANY
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """Mark as read and go there."""
        notice = get_object_or_404(Notification.objects.visible_to(self.user), uuid=uuid)
        actions.mark_read(self.user, [notice.uuid], now=timezone.now())
        return redirect(notice.url)


class NoticesReadView(PermittedMixin, View):
    """Marks all notices as read."""

    permission = Permission.ANY
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark and say how many."""
        count = actions.mark_read(self.user, None, now=timezone.now())
        messages.success(request, f"{swedish_plural(count, 'notis', 'notiser')} markerades som lästa.")
        return redirect("notices")
