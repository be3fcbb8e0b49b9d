from django.urls import path, re_path

from participants.views import closures, journal, kartlaggning, meetings, opening, participants, persons, staff

urlpatterns = [
    path("deltagare/", participants.ParticipantListView.as_view(), name="participant_list"),
    path("deltagare/lamna-over/", staff.HandOverAllView.as_view(), name="case_hand_over_all"),
    path("deltagare/<uuid:uuid>/oppna/", opening.OpeningView.as_view(), name="participant_open"),
    path("deltagare/<uuid:uuid>/stang/", opening.CloseView.as_view(), name="participant_close"),
    path("deltagare/<uuid:uuid>/andra/", persons.PersonEditView.as_view(), name="participant_edit"),
    path("deltagare/<uuid:uuid>/personnummer/", persons.IdentityView.as_view(), name="participant_identity"),
    path(
        "deltagare/<uuid:uuid>/personnummer/byt/",
        persons.IdentityChangeView.as_view(),
        name="participant_identity_change",
    ),
    path("deltagare/<uuid:uuid>/kontakter/ny/", persons.ContactCreateView.as_view(), name="outside_contact_create"),
    path("kontakter/<uuid:uuid>/ta-bort/", persons.ContactEndView.as_view(), name="outside_contact_end"),
    path("deltagare/<uuid:uuid>/historik/", persons.HistoryView.as_view(), name="participant_history"),
    path("arenden/<uuid:uuid>/personal/", staff.StaffView.as_view(), name="case_staff"),
    path("arenden/<uuid:uuid>/konsulent/", staff.AssignView.as_view(), name="enrolment_assign"),
    re_path(
        r"^arenden/(?P<uuid>[0-9a-f-]{36})/(?P<part>ersattare|specialist)/$",
        staff.TakePartView.as_view(),
        name="case_take_part",
    ),
    path("tilldelningar/<uuid:uuid>/avsluta/", staff.EndPartView.as_view(), name="case_end_part"),
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
