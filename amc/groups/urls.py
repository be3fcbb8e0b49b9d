"""The addresses of groups."""

from django.urls import path

from amc.groups import person_views, plan_views, views

urlpatterns = [
    path("grupper/", views.GroupList.as_view(), name="group_list"),
    path("grupper/ny/", views.CreateGroup.as_view(), name="group_create"),
    path("grupper/<uuid:uuid>/", views.GroupPage.as_view(), name="group_detail"),
    path("grupper/<uuid:uuid>/andra/", views.EditGroup.as_view(), name="group_edit"),
    path("grupper/<uuid:uuid>/avsluta/", views.EndGroup.as_view(), name="group_end"),
    path("grupper/<uuid:uuid>/deltagare/", views.AddMembers.as_view(), name="group_members"),
    path("grupper/<uuid:uuid>/tillfallen/", views.AddSessions.as_view(), name="group_sessions"),
    path("grupper/tillfallen/<uuid:uuid>/", views.NoteAttendance.as_view(), name="session_attendance"),
    path("grupper/tillfallen/<uuid:uuid>/stall-in/", views.CancelSession.as_view(), name="session_cancel"),
    path("grupper/deltagare/<uuid:uuid>/sluta/", person_views.LeaveGroup.as_view(), name="group_leave"),
    path(
        "deltagare/<uuid:uuid>/plan/aktiviteter/<uuid:activity>/grupp/",
        plan_views.MakeGroup.as_view(),
        name="activity_group",
    ),
    path("deltagare/<uuid:uuid>/grupper/", person_views.PersonsGroups.as_view(), name="participant_groups"),
]
