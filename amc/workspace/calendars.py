"""The calendar that other programs fetch: times and kinds of what is booked, and never whom it is about."""

import datetime as dt
import logging
import uuid
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views import View
from icalendar import Calendar, Event

from amc.staff import calendars as links
from amc.staff.access import Permission
from amc.staff.models import CalendarLink
from amc.wall.session import entered
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.workspace.agenda import Entry, entries_of

logger = logging.getLogger("amc.calendar")
# What is fetched: the last month, and what can reasonably be booked ahead.
BACK, AHEAD = dt.timedelta(days=31), dt.timedelta(days=366)
# Programs ask a few times an hour. One that guesses addresses is stopped by where it asks from.
RATES = {"calendar": "30/h/key", "calendar_unknown": "30/5m/ip"}
# How long it is remembered when an address was asked for last.
REMEMBERED = int(dt.timedelta(days=90).total_seconds())
# A follow-up has a time and no length.
USUAL_LENGTH = dt.timedelta(hours=1)
SHOWN_ONCE = "calendar_link"


class CalendarFeedView(View):
    """The calendar at a secret address. It knows nobody but by that secret, which opens times and kinds, no name."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The calendar; 404 for an address that opens nothing, and 429 for one that is asked for too often."""
        link = links.owner_of(token, today=timezone.localdate())
        if link is None:
            if not _within(request, "calendar_unknown"):
                return _too_many()
            raise Http404
        if not _within(request, "calendar", key=str(link.pk)):
            return _too_many()
        now, today = timezone.now(), timezone.localdate()
        with entered(link.user_id):
            entries = entries_of(link.user, today - BACK, today + AHEAD)
        cache.set(_read_key(link), now.isoformat(), REMEMBERED)
        logger.info("Calendar %s fetched: %s entries", link.pk, len(entries))
        content = as_calendar(entries, now=now, address=request.build_absolute_uri)
        return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _within(request: HttpRequest, action: str, key: str | None = None) -> bool:
    return bool(consume(request, app="amc", action=action, config=RATES, key=key, limit_get=True))


def _too_many() -> HttpResponse:
    return HttpResponse("För många frågor. Vänta en stund.", status=429, content_type="text/plain; charset=utf-8")


def _read_key(link: CalendarLink) -> str:
    return f"calendar-read:{link.pk}"


def as_calendar(entries: list[Entry], *, now: dt.datetime, address: Any) -> bytes:
    """The entries as iCalendar [RFC 5545], in UTC, so that every program shows the same hour across the change of
    clocks. The title is what it is, the place how one meets; the link leads to a page that demands a sign-in."""
    calendar = Calendar()
    calendar.add("prodid", "-//AMC//Kalender//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "AMC")
    calendar.add("refresh-interval", dt.timedelta(minutes=30), parameters={"VALUE": "DURATION"})
    for entry in entries:
        event = Event()
        event.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, entry.mark)))
        event.add("dtstamp", now.astimezone(dt.UTC))
        event.add("dtstart", entry.starts_at.astimezone(dt.UTC))
        event.add("dtend", (entry.ends_at or entry.starts_at + USUAL_LENGTH).astimezone(dt.UTC))
        event.add("summary", entry.title)
        if entry.form:
            event.add("location", entry.form)
        event.add("class", "PRIVATE")
        event.add("url", address(entry.url or reverse("meeting_list")))
        calendar.add_component(event)
    return calendar.to_ical()


class CalendarLinkView(ActionFormView):
    """One's own address: whether there is one, when it was made and last fetched; made or exchanged here."""

    permission = Permission.READ_CASES
    fresh_sign_in = True
    form_class = ActionForm
    template_name = "workspace/calendar_link.html"

    def act(self, form: ActionForm) -> str:
        """Make a new address; it is shown on the next page, and never again."""
        token = links.make_link(self.user, now=timezone.now())
        self.request.session[SHOWN_ONCE] = token
        messages.success(self.request, "Adressen är gjord. Den förra, om det fanns någon, gäller inte längre.")
        return "calendar_link"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The standing address, as far as it is known: the secret itself only right after it was made."""
        token = self.request.session.pop(SHOWN_ONCE, None) if self.request.method == "GET" else None
        link = CalendarLink.objects.filter(ended_at=None, user=self.user).first()
        address = self.request.build_absolute_uri(reverse("calendar_feed", args=[token])) if token and link else ""
        return super().get_context_data(link=link, address=address, read_at=last_read(link), **kwargs)


class CalendarLinkEndView(ActionFormView):
    """End the address: what fetches from it gets nothing more."""

    permission = Permission.READ_CASES
    fresh_sign_in = True
    form_class = ActionForm
    template_name = "workspace/calendar_link_end.html"

    def act(self, form: ActionForm) -> str:
        """End it."""
        links.end_link(self.user, now=timezone.now())
        messages.success(self.request, "Adressen gäller inte längre.")
        return "calendar_link"


def last_read(link: CalendarLink | None) -> dt.datetime | None:
    """When the address was asked for last; None if it never was, within three months."""
    return parse_datetime(cache.get(_read_key(link)) or "") if link else None
