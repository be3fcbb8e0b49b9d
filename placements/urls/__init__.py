from placements.urls import employers, placements, supervision, wage_support

urlpatterns = [
    *placements.urlpatterns,
    *employers.urlpatterns,
    *supervision.urlpatterns,
    *wage_support.urlpatterns,
]
