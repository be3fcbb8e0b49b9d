"""One-click log-in and confirmation; routed in the demo only."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from amc.staff.views import entrance

urlpatterns = [
    path("logga-in/demo/", login_not_required(entrance.DemoLoginView.as_view()), name="demo_login"),
    path("konto/bekrafta/demo/", entrance.DemoConfirmView.as_view(), name="demo_confirm"),
]
