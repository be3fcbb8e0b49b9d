"""Asking for a confirmation before what is worth one: exports, roles, protected identities."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect


def confirm_first(request: HttpRequest, *, gives_file: bool = False) -> HttpResponse:
    """Lead to the confirmation, and from there on to what was asked for.

    A form that was sent (without files) is carried out after the confirmation, with everything typed. A fragment leads
    the whole page. Where the answer is a file, the page after the confirmation fetches it and leads back.
    """
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    url = methods[0]["url"] if methods else reverse("account_login")
    if request.method == "POST":
        answer: HttpResponse = suspend_request(request, url)
    else:
        answer = redirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: _next(request, gives_file)})}")
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(answer["Location"])
    return answer


def _next(request: HttpRequest, gives_file: bool) -> str:
    if gives_file:
        return f"{reverse('file_ready')}?{urlencode({'fil': request.get_full_path()})}"
    if request.headers.get("HX-Request") == "true":
        return urlsplit(request.headers.get("HX-Current-URL", "")).path or request.path
    return request.get_full_path()
