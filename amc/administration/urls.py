from django.urls import path

from amc.administration import code_views, views

urlpatterns = [
    path("administration/", views.AdministrationView.as_view(), name="administration"),
    path("administration/anvandare/", views.UserListView.as_view(), name="user_list"),
    path("administration/anvandare/nytt/", views.UserCreateView.as_view(), name="user_create"),
    path("administration/anvandare/<uuid:uuid>/", views.UserDetailView.as_view(), name="user_detail"),
    path("administration/anvandare/<uuid:uuid>/nollstall/", views.UserResetView.as_view(), name="user_reset"),
    path("administration/anvandare/<uuid:uuid>/bjud-in/", views.UserInviteView.as_view(), name="user_invite"),
    path("administration/anvandare/<uuid:uuid>/hemadress/", views.HomeAddressView.as_view(), name="user_home_address"),
    path("administration/anvandare/<uuid:uuid>/forlang/", views.UserRenewView.as_view(), name="user_renew"),
    path("konto/<uuid:uuid>/forlang/", views.AccountRenewView.as_view(), name="account_renew"),
    path("administration/<slug:slug>/", code_views.CodeListView.as_view(), name="code_list"),
    path("administration/<slug:slug>/nytt/", code_views.CodeFormView.as_view(), name="code_create"),
    path("administration/<slug:slug>/<str:key>/", code_views.CodeFormView.as_view(), name="code_edit"),
]
