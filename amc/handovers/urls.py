"""The addresses of handovers."""

from django.urls import path

from amc.handovers import planned, views

urlpatterns = [
    path("deltagare/lamna-over/", views.WhoseCases.as_view(), name="case_hand_over_all"),
    path("deltagare/lamna-over/<uuid:uuid>/", views.CreateHandover.as_view(), name="handover_create"),
    path("overlamningar/", views.HandoverList.as_view(), name="handover_list"),
    path("overlamningar/<uuid:uuid>/", views.HandoverPage.as_view(), name="handover_detail"),
    path("overlamningar/<uuid:uuid>/angra/", views.UndoHandover.as_view(), name="handover_undo"),
    path("overlamningar/brev/<uuid:uuid>/", views.LetterPage.as_view(), name="handover_letter"),
    path("planerade-byten/", planned.PlannedChangeList.as_view(), name="planned_change_list"),
    path("planerade-byten/<uuid:uuid>/", planned.PlannedStepPage.as_view(), name="planned_step"),
    path("planerade-byten/<uuid:uuid>/ta-bort/", planned.CancelStep.as_view(), name="planned_step_cancel"),
    path("planerade-byten/arende/<uuid:uuid>/ta-bort/", planned.CancelChange.as_view(), name="planned_change_cancel"),
]
