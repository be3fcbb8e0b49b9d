"""The addresses of the mechanics."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from amc.web import csp_reports, views

urlpatterns = [
    path("utkast/", views.DraftSave.as_view(), name="draft_save"),
    path("utkast/kasta/", views.DraftDiscard.as_view(), name="draft_discard"),
    path("utkast/byt/", views.DraftSwap.as_view(), name="draft_swap"),
    path("sakerhet/rapport/", login_not_required(csp_reports.CspReportView.as_view()), name="csp_report"),
]
