from django.urls import path

from amc.reminders import views

urlpatterns = [
    path("notiser/", views.NoticesView.as_view(), name="notices"),
    path("notiser/lasta/", views.NoticesReadView.as_view(), name="notices_read"),
    path("notiser/<uuid:uuid>/", views.NoticeOpenView.as_view(), name="notice_open"),
]
