from django.urls import path

from participants.views import closures, journal, kartlaggning, meetings

urlpatterns = [
    path("deltagare/<uuid:uuid>/kartlaggning/", kartlaggning.KartlaggningView.as_view(), name="kartlaggning"),
    path("deltagare/<uuid:uuid>/kartlaggning/<slug:area>/", kartlaggning.AreaView.as_view(), name="kartlaggning_area"),
    path("deltagare/<uuid:uuid>/journal/", journal.JournalView.as_view(), name="journal"),
    path("deltagare/<uuid:uuid>/journal/utskrift/", journal.JournalPrintView.as_view(), name="journal_print"),
    path("deltagare/<uuid:uuid>/journal/<uuid:entry>/ratta/", journal.CorrectionView.as_view(), name="journal_correct"),
    path("deltagare/<uuid:uuid>/moten/nytt/", meetings.MeetingCreateView.as_view(), name="meeting_create"),
    path("moten/<uuid:uuid>/", meetings.MeetingOutcomeView.as_view(), name="meeting_hold"),
    path("moten/<uuid:uuid>/andra/", meetings.MeetingMoveView.as_view(), name="meeting_move"),
    path("deltagare/<uuid:uuid>/avsluta/", closures.ClosureCreateView.as_view(), name="closure_create"),
    path("avslut/<uuid:uuid>/varade/", closures.WorkLastedView.as_view(), name="work_lasted"),
]
