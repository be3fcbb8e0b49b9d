from placements.urls import placements, supervision

urlpatterns = [*placements.urlpatterns, *supervision.urlpatterns]
