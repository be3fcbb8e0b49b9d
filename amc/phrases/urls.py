"""Phrases."""

from django.urls import path

from amc.phrases import views

urlpatterns = [
    path("fraser/", views.PhraseListView.as_view(), name="phrase_list"),
    path("fraser/valj/", views.PhrasePickView.as_view(), name="phrase_pick"),
    path("fraser/ny/", views.PhraseCreateView.as_view(), name="phrase_create"),
    path("fraser/<uuid:uuid>/", views.PhraseEditView.as_view(), name="phrase_edit"),
    path("fraser/<uuid:uuid>/ta-bort/", views.PhraseRemoveView.as_view(), name="phrase_remove"),
]
