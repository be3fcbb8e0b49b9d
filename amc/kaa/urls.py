from django.urls import path

from amc.kaa import half_year, views

urlpatterns = [
    path("kaa/halvarslista/", half_year.HalfYearView.as_view(), name="kaa_half_year"),
    path("arenden/<uuid:uuid>/kaa/", views.RegisterView.as_view(), name="kaa_register"),
    path("arenden/<uuid:uuid>/kaa/insats/", views.MeasureAdd.as_view(), name="kaa_measure_add"),
    path("arenden/<uuid:uuid>/kaa/kontakt/", views.AttemptAdd.as_view(), name="kaa_attempt_add"),
    path("arenden/<uuid:uuid>/kaa/sysselsattning/", views.OccupationAdd.as_view(), name="kaa_occupation_add"),
    path("arenden/<uuid:uuid>/kaa/lamna/", views.ExitView.as_view(), name="kaa_exit"),
    path("kaa/insats/<uuid:uuid>/", views.MeasureEdit.as_view(), name="kaa_measure_edit"),
    path("kaa/kontakt/<uuid:uuid>/", views.AttemptEdit.as_view(), name="kaa_attempt_edit"),
    path("kaa/sysselsattning/<uuid:uuid>/", views.OccupationEdit.as_view(), name="kaa_occupation_edit"),
    path("kaa/<slug:of>/<uuid:uuid>/ta-bort/", views.RemoveView.as_view(), name="kaa_remove"),
]
