"""The addresses of the aktivitetskrav."""

from django.urls import path

from amc.aktivitetskrav import report_views, views

urlpatterns = [
    path("deltagare/<uuid:uuid>/aktivitetskrav/", views.RequirementPage.as_view(), name="participant_requirement"),
    path("arenden/<uuid:uuid>/aktivitetskrav/nytt/", views.AddRequirement.as_view(), name="requirement_create"),
    path("arenden/<uuid:uuid>/aktivitetskrav/rapport/", report_views.SendReport.as_view(), name="board_report_create"),
    path("arenden/<uuid:uuid>/aktivitetskrav/<slug:day>/", views.FillWeek.as_view(), name="requirement_week"),
    path("aktivitetskrav/<uuid:uuid>/", views.EditRequirement.as_view(), name="requirement_edit"),
    path(
        "aktivitetskrav/rapporter/<uuid:uuid>/ratta/",
        report_views.CorrectReport.as_view(),
        name="board_report_correct",
    ),
    path("aktivitetskrav/veckor/<uuid:uuid>/angra/", views.EmptyBulk.as_view(), name="requirement_week_undo"),
]
