"""The style page; routed in demo and tests only."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from amc.web import styleguide
from amc.web.navigation import STYLEGUIDE

urlpatterns = [path("stil/", login_not_required(styleguide.StyleView.as_view()), name=STYLEGUIDE)]
