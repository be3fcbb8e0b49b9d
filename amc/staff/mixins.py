"""The guard that every view of ours stands behind."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from amc.staff.access import Permission
from amc.staff.fresh import confirm_first
from amc.staff.models import User
from amc.staff.sign_in import is_fresh


def signed_in(request: HttpRequest) -> User:
    """Who asks; nobody signed in answers the same 404 as a page that does not exist."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


class PermittedMixin:
    """A view that names the permission it needs; others get the same 404 as for a page that does not exist.

    With `fresh_sign_in` (or a `needs_fresh_sign_in` of its own) the user has signed in or confirmed within five
    minutes, or is asked to before anything is looked up. `gives_file` says that the answer is a file.
    `purpose` is why it shows persons, in the words of the read log.
    """

    permission: Permission
    fresh_sign_in = False
    gives_file = False
    purpose = "Handläggning"
    request: HttpRequest

    def needs_fresh_sign_in(self) -> bool:
        """Whether this request does; asked after the permission."""
        return self.fresh_sign_in

    @property
    def user(self) -> User:
        """Who asks."""
        return signed_in(self.request)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse before anything is read."""
        if not self.permission.granted_to(request.user):
            raise Http404
        if self.needs_fresh_sign_in() and not is_fresh(request.session):
            return confirm_first(request, gives_file=self.gives_file)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
