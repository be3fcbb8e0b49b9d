from django.urls import path

from amc.extract import views

urlpatterns = [
    path("deltagare/<uuid:uuid>/registerutdrag/", views.ExtractView.as_view(), name="register_extract"),
]
