"""How long the session lasts, where one is signed in, and the file that waited for a confirmation."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from amc.staff.devices import device
from amc.staff.mixins import signed_in
from amc.staff.sign_in import keep_alive, time_left


class SessionTimeView(View):
    """How many seconds are left, for the page's own clock; POST says that somebody is there."""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """401 when it is over: a script is told, not led to the sign-in page."""
        if not request.user.is_authenticated:
            return JsonResponse({}, status=401)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest) -> JsonResponse:
        """What is left; the asking script sends AMC-Background, so that asking prolongs nothing."""
        left = time_left(request.session)
        return JsonResponse({"left": left.seconds, "prolongable": left.can_be_prolonged})

    def post(self, request: HttpRequest) -> JsonResponse:
        """Go on working."""
        keep_alive(request.session)
        return self.get(request)


def name_of(session: UserSession) -> str:
    """What the page calls a session: its key is as good as a password and stands nowhere."""
    return salted_hmac("amc.staff.sessions", session.session_key, algorithm="sha256").hexdigest()


class SessionListView(TemplateView):
    """Where one is signed in, and how to end it there."""

    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sessions that still stand, this one first."""
        own = self.request.session.session_key
        found = UserSession.objects.filter(user=signed_in(self.request)).order_by("-created_at")
        here = next((one for one in found if one.session_key == own), None)
        others = [(name_of(one), device(one.user_agent), one) for one in found if one != here and one.exists()]
        own_device = device(here.user_agent) if here else ""
        return super().get_context_data(here=here, own_device=own_device, others=others, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """End one of the others, or all of them."""
        others = UserSession.objects.filter(user=signed_in(request)).exclude(session_key=request.session.session_key)
        one = request.POST.get("session", "")
        for session in others:
            if not one or name_of(session) == one:
                session.end()
        messages.success(request, "Utloggad där." if one else "Utloggad överallt utom här.")
        return redirect("usersessions_list")


class FileReadyView(TemplateView):
    """After the confirmation: the file is fetched by itself, and the list is a link away."""

    template_name = "account/file_ready.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The file's address, which must be one of ours."""
        url = self.request.GET.get("fil", "")
        if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
            raise Http404
        parts = urlsplit(url)
        query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "export"])
        return super().get_context_data(url=url, back=f"{parts.path}?{query}" if query else parts.path, **kwargs)
