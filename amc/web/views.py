"""The endpoints of the mechanics: drafts."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from amc.web.drafts import AlreadySaved, DraftTooLarge, discard_draft, read_key, save_draft, swap_draft


@method_decorator(login_not_required, name="dispatch")
class DraftSave(View):
    """Keeps what the page sends while somebody writes; answers in JSON, also when the session has ended."""

    http_method_names = ["post", "delete"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say that the session has ended, instead of leading a script to the log-in page."""
        if not request.user.is_authenticated:
            return JsonResponse({"message": "Du är utloggad."}, status=401)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save: 200 with the new revision, 409 when another tab has the draft, 410 when the form is saved."""
        key = self._key(request.POST)
        try:
            saved = save_draft(request.user, key, request.POST)  # type: ignore[arg-type]
        except DraftTooLarge:
            return JsonResponse({"message": "Texten är för lång för att sparas som utkast. Spara den nu."}, status=413)
        except AlreadySaved:
            return JsonResponse({"message": "Formuläret är redan sparat. Öppna det på nytt."}, status=410)
        at = timezone.localtime(saved.at).strftime("%H:%M")
        if saved.aside:
            message = f"Sparat för sig: i en annan flik finns ett utkast från {at}. Du väljer när du öppnar sidan igen."
            return JsonResponse({"message": message}, status=409)
        return JsonResponse({"revision": saved.revision, "message": f"Sparat {at}"})

    def delete(self, request: HttpRequest) -> HttpResponse:
        """Throw the draft away."""
        discard_draft(request.user, self._key(QueryDict(request.body)))  # type: ignore[arg-type]
        return HttpResponse(status=204)

    def _key(self, posted: QueryDict) -> str:
        return signed_key(self.request, posted)


class DraftDiscard(View):
    """The button "Kasta utkastet": the form opens again without its draft."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Throw the draft away and go back."""
        discard_draft(request.user, signed_key(request, request.POST))  # type: ignore[arg-type]
        return back(request)


class DraftSwap(View):
    """The button "Byt till den här versionen"."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Let the text of another tab be the draft and go back."""
        key = signed_key(request, request.POST)
        swap_draft(request.user, key, request.POST.get("draft_other", ""))  # type: ignore[arg-type]
        return back(request)


def signed_key(request: HttpRequest, posted: QueryDict) -> str:
    """The draft's key, as signed for this user; Http404 for any other."""
    key = read_key(request.user, posted.get("draft_key", ""))  # type: ignore[arg-type]
    if key is None:
        raise Http404
    return key


def back(request: HttpRequest) -> HttpResponse:
    """To the page of ours where the button was."""
    page = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return redirect(page if own else "/")
