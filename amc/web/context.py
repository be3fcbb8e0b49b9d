"""What the frame needs on each page: who is here, where one can go, what is unread."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from amc.staff.sign_in import time_left
from amc.web import navigation
from amc.written import written_once


class Frame:
    """The frame around a page; each part is asked for only where a template shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)

    @property
    def signed_in(self) -> bool:
        """Whether somebody is signed in."""
        return self.user is not None and self.user.is_authenticated

    @property
    def session_left(self) -> int:
        """Seconds until the session ends, if nothing more is done."""
        return time_left(self.request.session).seconds

    @property
    def session_warning(self) -> int:
        """How many seconds before that the page says so."""
        return settings.SESSION_WARNING_SECONDS

    @property
    def demo(self) -> bool:
        """Whether this is the demonstration, with made-up people."""
        return settings.DEMO

    @property
    def roles(self) -> list[str]:
        """The role values of the signed-in person."""
        return self.user.roles if self.signed_in else []

    @cached_property
    def ways(self) -> tuple[navigation.Way, ...]:
        """The navigation."""
        return navigation.ways(self.roles, self.request.path)

    @property
    def bottom_ways(self) -> tuple[navigation.Way, ...]:
        """What has room at the bottom of a phone."""
        most = navigation.BOTTOM_PLACES
        return self.ways if len(self.ways) <= most else self.ways[: most - 1]

    @property
    def more_ways(self) -> tuple[navigation.Way, ...]:
        """What lies behind "Mer" on a phone."""
        return self.ways[len(self.bottom_ways) :]

    @property
    def more_is_current(self) -> bool:
        """Whether the reader is at a place behind "Mer"."""
        return any(way.current for way in self.more_ways)

    @cached_property
    def has_rail(self) -> bool:
        """Whether the page has the staff's frame around it; a supervisor's page has not."""
        return self.signed_in and not navigation.is_guest(self.roles)

    @cached_property
    def search_url(self) -> str:
        """Where the search field posts; empty for those who have none."""
        return navigation.address(navigation.SEARCH) if navigation.searches(self.roles) else ""

    @cached_property
    def phrases_url(self) -> str:
        """Where phrases are chosen while one writes; empty for those who write in no case."""
        return navigation.address(navigation.PHRASES) if navigation.searches(self.roles) else ""

    @cached_property
    def plan_templates_url(self) -> str:
        """The templates of plans; empty for those who write none."""
        return navigation.address(navigation.PLAN_TEMPLATES) if navigation.writes_plans(self.roles) else ""

    @cached_property
    def home_url(self) -> str:
        """Where the mark of the product leads."""
        return navigation.address(navigation.HOME) or "/"

    @cached_property
    def notices_url(self) -> str:
        """The list of notices."""
        return navigation.address(navigation.NOTICES) if self.signed_in else ""

    @cached_property
    def notice_count(self) -> int:
        """How many notices the person has not read."""
        return _unread.first(self.user) or 0 if self.signed_in else 0


@written_once()
def _unread(user: Any) -> "QuerySet[Any, int]":
    own = user.notifications.visible_to(user).unread().order_by().values("recipient")
    return own.annotate(amount=Count("pk")).values_list("amount", flat=True)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` for base.html."""
    return {"frame": Frame(request)}
