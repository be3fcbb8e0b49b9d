"""Every address of the product, in Swedish words."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("amc.staff.urls")),
    path("", include("amc.web.urls")),
    path("", include("participants.urls")),
    path("", include("handlingsplan.urls")),
    path("", include("placements.urls")),
    path("", include("amc.review.urls")),
    path("", include("amc.kaa.urls")),
    path("", include("amc.skills.urls")),
    path("", include("amc.groups.urls")),
    path("", include("amc.matching.urls")),
    path("", include("amc.offers.urls")),
    path("", include("amc.aktivitetskrav.urls")),
    path("", include("amc.handovers.urls")),
    path("", include("amc.phrases.urls")),
    path("", include("amc.workspace.urls")),
    path("", include("amc.reminders.urls")),
    path("", include("amc.disposal.urls")),
    path("", include("amc.extract.urls")),
    path("", include("amc.reports.urls")),
    path("", include("amc.administration.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include("amc.staff.urls_demo")))
if not settings.PRODUCTION:
    urlpatterns.append(path("", include("amc.web.urls_style")))

handler400 = "amc.web.errors.bad_request"
handler403 = "amc.web.errors.forbidden"
handler404 = "amc.web.errors.not_found"
handler500 = "amc.web.errors.server_error"
