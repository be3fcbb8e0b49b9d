"""Signing in and out, one's own account, and the administration of users and code lists."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from amc.staff.views import entrance, invitations, second_factor, sessions, tenant

urlpatterns = [
    path("", entrance.HomeView.as_view(), name="home"),
    path("logga-in/", login_not_required(entrance.LoginView.as_view()), name="account_login"),
    path("logga-in/passkey/", login_not_required(second_factor.PasskeyLoginView.as_view()), name="mfa_login_webauthn"),
    path("logga-in/steg-tva/", second_factor.AuthenticateView.as_view(), name="mfa_authenticate"),
    path("logga-in/kommunen/", login_not_required(tenant.TenantLoginView.as_view()), name="tenant_login"),
    path("logga-in/kommunen/svar/", login_not_required(tenant.TenantCallbackView.as_view()), name="tenant_callback"),
    path("konto/bekrafta/kommunen/", tenant.TenantConfirmView.as_view(), name="tenant_confirm"),
    path("konto/bekrafta/kommunen/klart/", tenant.TenantConfirmedView.as_view(), name="tenant_confirmed"),
    path("valkommen/<str:token>/", login_not_required(invitations.InvitationView.as_view()), name="invitation"),
    path("logga-ut/", allauth.LogoutView.as_view(), name="account_logout"),
    path("konto/losenord/", allauth.PasswordChangeView.as_view(), name="account_change_password"),
    path(
        "glomt-losenord/",
        login_not_required(allauth.PasswordResetView.as_view()),
        name="account_reset_password",
    ),
    path("konto/losenord/valj/", second_factor.ChoosePasswordView.as_view(), name="account_set_password"),
    path("konto/bekrafta/", second_factor.ConfirmWithPasswordView.as_view(), name="account_reauthenticate"),
    path("konto/bekrafta/kod/", second_factor.ConfirmWithCodeView.as_view(), name="mfa_reauthenticate"),
    path(
        "konto/bekrafta/passkey/",
        second_factor.ConfirmWithPasskeyView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "glomt-losenord/skickat/",
        login_not_required(allauth.PasswordResetDoneView.as_view()),
        name="account_reset_password_done",
    ),
    # The first part ends at the first hyphen; the secret has more of them.
    re_path(
        r"^glomt-losenord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        login_not_required(allauth.PasswordResetFromKeyView.as_view()),
        name="account_reset_password_from_key",
    ),
    path(
        "glomt-losenord/klart/",
        login_not_required(allauth.PasswordResetFromKeyDoneView.as_view()),
        name="account_reset_password_from_key_done",
    ),
    path("konto/sparrat/", login_not_required(allauth.AccountInactiveView.as_view()), name="account_inactive"),
    path("konto/inloggning/", second_factor.SecurityView.as_view(), name="mfa_index"),
    path("konto/steg-tva/", second_factor.EnrolView.as_view(), name="mfa_enrol"),
    path("konto/kod-app/", second_factor.ActivateTotpView.as_view(), name="mfa_activate_totp"),
    path("konto/kod-app/ta-bort/", second_factor.DeactivateTotpView.as_view(), name="mfa_deactivate_totp"),
    path("konto/reservkoder/", second_factor.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("konto/reservkoder/nya/", second_factor.NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("konto/passkey/ny/", second_factor.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("konto/passkey/<str:key>/namn/", second_factor.RenamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path("konto/passkey/<str:key>/ta-bort/", second_factor.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("konto/sessioner/", sessions.SessionListView.as_view(), name="usersessions_list"),
    path("konto/tid/", login_not_required(sessions.SessionTimeView.as_view()), name="session_time"),
    path("konto/fil/", sessions.FileReadyView.as_view(), name="file_ready"),
]
