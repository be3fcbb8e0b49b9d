from placements.urls import deviations, employers, placements, supervision, wage_support

urlpatterns = [
    *placements.urlpatterns,
    *deviations.urlpatterns,
    *employers.urlpatterns,
    *supervision.urlpatterns,
    *wage_support.urlpatterns,
]
