from django.urls import path

from amc.reports import employed_views, later_views, moving_views, views

urlpatterns = [
    path("oversikt/", views.DashboardView.as_view(), name="dashboard"),
    path("oversikt/namnden/", views.BoardReportView.as_view(), name="board_report"),
    path("oversikt/efter/", later_views.AfterClosingView.as_view(), name="after_closing"),
    path("oversikt/anstallningar/", employed_views.AfterEmploymentView.as_view(), name="after_employment"),
    path("oversikt/lista/efter-anstallning/", employed_views.EndedListView.as_view(), name="ended_list"),
    path("oversikt/steg/", moving_views.MovingView.as_view(), name="moving"),
    path("oversikt/lista/<slug:slug>/", views.figure_list, name="figure_list"),
]
