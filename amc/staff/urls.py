"""Signing in and out, one's own account, and the administration of users and code lists."""

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from amc.staff import views

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("logga-in/", login_not_required(views.LoginView.as_view()), name="account_login"),
    path("logga-ut/", allauth.LogoutView.as_view(), name="account_logout"),
    path("konto/losenord/", allauth.PasswordChangeView.as_view(), name="account_change_password"),
    path(
        "glomt-losenord/",
        login_not_required(allauth.PasswordResetView.as_view()),
        name="account_reset_password",
    ),
    path("konto/losenord/valj/", allauth.PasswordSetView.as_view(), name="account_set_password"),
    path("konto/bekrafta/", allauth.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path(
        "glomt-losenord/skickat/",
        login_not_required(allauth.PasswordResetDoneView.as_view()),
        name="account_reset_password_done",
    ),
    path(
        "glomt-losenord/<str:uidb36>-<str:key>/",
        login_not_required(allauth.PasswordResetFromKeyView.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "glomt-losenord/klart/",
        login_not_required(allauth.PasswordResetFromKeyDoneView.as_view()),
        name="account_reset_password_from_key_done",
    ),
    path("konto/sparrat/", login_not_required(allauth.AccountInactiveView.as_view()), name="account_inactive"),
]
if settings.DEMO:
    urlpatterns.append(path("logga-in/demo/", login_not_required(views.DemoLoginView.as_view()), name="demo_login"))
