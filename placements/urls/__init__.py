from placements.urls import placements, supervision, wage_support

urlpatterns = [*placements.urlpatterns, *supervision.urlpatterns, *wage_support.urlpatterns]
