"""The addresses of handovers."""

from django.urls import path

from amc.handovers import views

urlpatterns = [
    path("deltagare/lamna-over/", views.WhoseCases.as_view(), name="case_hand_over_all"),
    path("deltagare/lamna-over/<uuid:uuid>/", views.CreateHandover.as_view(), name="handover_create"),
    path("overlamningar/", views.HandoverList.as_view(), name="handover_list"),
    path("overlamningar/<uuid:uuid>/", views.HandoverPage.as_view(), name="handover_detail"),
    path("overlamningar/<uuid:uuid>/angra/", views.UndoHandover.as_view(), name="handover_undo"),
    path("overlamningar/brev/<uuid:uuid>/", views.LetterPage.as_view(), name="handover_letter"),
]
