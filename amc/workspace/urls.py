from django.urls import path

from amc.workspace import views

urlpatterns = [
    path("min-dag/", views.MyDayView.as_view(), name="my_day"),
    path("deltagare/<uuid:uuid>/", views.ParticipantDetailView.as_view(), name="participant_detail"),
    path("moten/", views.MeetingListView.as_view(), name="meeting_list"),
    path("sok/", views.SearchView.as_view(), name="search"),
]
