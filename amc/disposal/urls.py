from django.urls import path

from amc.disposal import views

urlpatterns = [
    path("gallring/", views.DisposalView.as_view(), name="disposal"),
    path("gallring/godkann/", views.ApproveView.as_view(), name="disposal_approve"),
    path("gallring/logg/", views.DisposalLogView.as_view(), name="disposal_log"),
    path("gallring/logg/<uuid:uuid>/", views.DisposalRunView.as_view(), name="disposal_run"),
    path("deltagare/<uuid:uuid>/gallringsstopp/", views.HoldCreateView.as_view(), name="legal_hold_create"),
    path("gallringsstopp/<uuid:uuid>/hav/", views.HoldLiftView.as_view(), name="legal_hold_lift"),
]
