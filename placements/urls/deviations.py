from django.urls import path

from placements.views import deviation_figures, deviations

_ONE = "avvikelser/<uuid:uuid>"

urlpatterns = [
    path("avvikelser/", deviations.DeviationList.as_view(), name="deviation_list"),
    path("avvikelser/statistik/", deviation_figures.DeviationFigures.as_view(), name="deviation_figures"),
    path(f"{_ONE}/", deviations.DeviationDetail.as_view(), name="deviation_detail"),
    path(f"{_ONE}/andra/", deviations.DeviationChange.as_view(), name="deviation_change"),
    path(f"{_ONE}/stang/", deviations.DeviationMend.as_view(), name="deviation_mend"),
    path(f"{_ONE}/oppna/", deviations.DeviationReopen.as_view(), name="deviation_reopen"),
    path(f"{_ONE}/ny-atgard/", deviations.MeasureCreate.as_view(), name="deviation_measure_create"),
    path("atgarder/<uuid:uuid>/gjord/", deviations.MeasureDone.as_view(), name="deviation_measure_done"),
]
