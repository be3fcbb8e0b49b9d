"""Signing in, and the way to one's own start page."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import BaseReauthenticateView
from allauth.account.views import LoginView as AllauthLoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views import View

from amc.staff.demo import demo_people
from amc.staff.forms import ConfirmForm
from amc.staff.mixins import signed_in
from amc.staff.models import Role, User
from amc.staff.sign_in import DEMO, is_demo, record_step

# The first role that somebody has decides where the day starts.
START_PAGES = (
    (Role.ENHETSCHEF, "dashboard"),
    (Role.KONSULENT, "my_day"),
    (Role.SPECIALIST, "my_day"),
    (Role.EKONOM, "supervisor_pay"),
    (Role.HR, "employer_list"),
    (Role.HANDLEDARE, "supervision"),
    (Role.SYSTEMFORVALTARE, "administration"),
)


class HomeView(View):
    """The address without a path leads to the start page of one's role."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Redirect by role; an account without a role is told so by the 404 page."""
        user = signed_in(request)
        for role, name in START_PAGES:
            if user.has_role(role):
                return redirect(name)
        raise Http404


class LoginView(AllauthLoginView):
    """The sign-in page; in the demo with one button per role."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the tenant where there is one, and the demo's people where there is a demo."""
        return super().get_context_data(**kwargs) | {
            "tenant_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
            "demo_logins": demo_people() if settings.DEMO else [],
        }


class DemoLoginView(View):
    """Signs in as one of the demo's people without a password. Not routed outside demo mode."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in as `email`, if it is one of the demo's people."""
        if not settings.DEMO:
            raise Http404
        email = request.POST.get("email", "")
        if email not in {person.email for person in demo_people()}:
            raise Http404
        user = User.objects.active_on(timezone.localdate()).get(email=email)
        # Somebody else may be signed in here.
        request.session.flush()
        record_authentication(request, user, DEMO)
        perform_login(request, user)
        return redirect(reverse("home"))


class DemoConfirmView(BaseReauthenticateView):
    """In the demo a confirmation is one click, too. Not routed outside demo mode."""

    form_class = ConfirmForm
    template_name = "account/demo_confirm.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for a session that came to be by the one-click choice."""
        if not is_demo(request.session):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        """Note it, and go on to what was asked for."""
        record_step(self.request, DEMO, reauthenticated=True)
        return super().form_valid(form)
