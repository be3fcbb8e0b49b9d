"""The link in the invitation: opened once, it leads to the choice of how to sign in."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from amc.staff.actions import accept_invitation, digest
from amc.staff.adapter import usable
from amc.staff.models import Invitation


@method_decorator(never_cache, name="dispatch")
class InvitationView(TemplateView):
    """GET welcomes and uses nothing up (mail filters follow links too); POST opens the account."""

    template_name = "account/invitation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the link opens anything."""
        now = timezone.now()
        invitation = (
            Invitation.objects.select_related("user")
            .filter(digest=digest(self.kwargs["token"]), used_at=None, expires_at__gt=now)
            .first()
        )
        good = invitation is not None and usable(invitation.user, timezone.localdate(now))
        return super().get_context_data(good=good, **kwargs)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Sign in with the one step that the link is; the choice of the others follows."""
        user = accept_invitation(token, now=timezone.now())
        if user is None or not usable(user, timezone.localdate()):
            return self.render_to_response(self.get_context_data())
        # Somebody else may be signed in here.
        request.session.flush()
        record_authentication(request, user, "invitation")
        return perform_login(request, user)
