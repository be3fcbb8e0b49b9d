from django.urls import path

from amc.review import views

urlpatterns = [
    path("loggranskning/", views.QueueView.as_view(), name="review_queue"),
    path("loggranskning/protokoll/", views.ProtocolView.as_view(), name="review_protocol"),
    path("loggranskning/<uuid:uuid>/", views.ReviewView.as_view(), name="review_flag"),
    path("deltagare/<uuid:uuid>/lasningar/", views.ReadersView.as_view(), name="readers_pdf"),
]
