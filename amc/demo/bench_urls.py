"""Every address of the product, and two pages with nothing on them: what signing in and the frame alone cost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """The frame around nothing."""
    return render(request, "base.html")


def bare(request: HttpRequest) -> HttpResponse:
    """No template at all: session and user, and the middleware on the way in and out."""
    return HttpResponse(str(request.user.pk), content_type="text/plain")


urlpatterns = [
    path("matning/tom/", empty, name="bench_empty"),
    path("matning/naken/", bare, name="bench_bare"),
    path("", include("amc.urls")),
]
