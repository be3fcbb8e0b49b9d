"""The way to the municipality's tenant and back."""

import secrets
from typing import Any

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.mixins import NextRedirectMixin
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View
from django.views.generic import TemplateView
from requests import RequestException

from amc.staff.sign_in import is_fresh
from amc.staff.tenant import TenantAdapter, is_configured, tenant


class TenantMixin:
    """There is nothing here without a tenant."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """404 without one."""
        if not is_configured():
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def lead_there(request: HttpRequest, process: str, next_url: str | None, **params: str) -> HttpResponse:
    """To the tenant, with a question that only this session can have answered."""
    provider, nonce = tenant(request), secrets.token_urlsafe(24)
    try:
        return provider.redirect(
            request, process, next_url=next_url, data={"nonce": nonce}, auth_params={"nonce": nonce, **params}
        )
    except (RequestException, OAuth2Error, KeyError, ValueError) as error:
        return render_authentication_error(request, provider, exception=error)


class TenantLoginView(TenantMixin, View):
    """Sign in at the tenant."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead there."""
        return lead_there(request, AuthProcess.LOGIN, get_next_redirect_url(request))


class TenantConfirmView(TenantMixin, NextRedirectMixin, TemplateView):
    """Confirm by signing in at the tenant once more."""

    template_name = "socialaccount/confirm.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, and with `?ga` the way there."""
        if "ga" not in request.GET:
            return super().get(request, *args, **kwargs)
        back = reverse("tenant_confirmed")
        if wanted := get_next_redirect_url(request):
            back = f"{back}?{urlencode({'next': wanted})}"
        return lead_there(request, AuthProcess.REDIRECT, back, prompt="login", max_age="0")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The address of the way there."""
        query = urlencode({"ga": "", "next": get_next_redirect_url(self.request) or "/"})
        return super().get_context_data(go=f"{self.request.path}?{query}", reauthentication_alternatives=[], **kwargs)


class TenantConfirmedView(TenantMixin, View):
    """Back from the tenant: on to what was asked for or typed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Carry on; without a confirmation there is nothing to carry on with."""
        if not is_fresh(request.session):
            return redirect("home")
        return resume_request(request) or redirect("home")


class _Answer(OAuth2CallbackView):
    """The tenant's answer; the adapter learns what the question was."""

    adapter: TenantAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.expected = (state or {}).get("data") or {}
        return state, response


class TenantCallbackView(TenantMixin, View):
    """Where the tenant answers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Judge the answer."""
        return _Answer.adapter_view(TenantAdapter(request, tenant(request).app.provider_id))(request)
