from django.contrib.auth.decorators import login_not_required
from django.urls import path

from amc.workspace import calendars, closed, closed_paper, views

urlpatterns = [
    path("min-dag/", views.MyDayView.as_view(), name="my_day"),
    path("deltagare/<uuid:uuid>/", views.ParticipantDetailView.as_view(), name="participant_detail"),
    path("moten/", views.MeetingListView.as_view(), name="meeting_list"),
    path("konto/kalender/", calendars.CalendarLinkView.as_view(), name="calendar_link"),
    path("konto/kalender/avsluta/", calendars.CalendarLinkEndView.as_view(), name="calendar_link_end"),
    path("kalender/<str:token>/", login_not_required(calendars.CalendarFeedView.as_view()), name="calendar_feed"),
    path("avslut/<uuid:uuid>/", closed.ClosureDetailView.as_view(), name="closure_detail"),
    path("avslut/<uuid:uuid>/pdf/", closed_paper.ClosureDocument.as_view(), name="closure_pdf"),
    path("sok/", views.SearchView.as_view(), name="search"),
]
