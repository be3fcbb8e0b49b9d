"""The addresses of the mechanics."""

from django.urls import path

from amc.web import views

urlpatterns = [
    path("utkast/", views.DraftSave.as_view(), name="draft_save"),
    path("utkast/kasta/", views.DraftDiscard.as_view(), name="draft_discard"),
    path("utkast/byt/", views.DraftSwap.as_view(), name="draft_swap"),
]
