"""The guard that every view of ours stands behind."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from amc.staff.access import Permission
from amc.staff.models import User


def signed_in(request: HttpRequest) -> User:
    """Who asks; nobody signed in answers the same 404 as a page that does not exist."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


class PermittedMixin:
    """A view that names the permission it needs; others get the same 404 as for a page that does not exist."""

    permission: Permission
    request: HttpRequest

    @property
    def user(self) -> User:
        """Who asks."""
        return signed_in(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse before anything is read."""
        if not self.permission.granted_to(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
