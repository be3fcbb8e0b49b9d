"""Pages that exist only to try the mechanics on: each as a feature would write it."""

from django.urls import include, path

from amc.web.lookup import LookupView
from tests.web import pages

urlpatterns = [
    path("", include("amc.web.urls")),
    path("enheter/ny/", pages.NewUnit.as_view(), name="new_unit"),
    path("enheter/<uuid:uuid>/", pages.ShowUnit.as_view(), name="unit"),
    path("anvandare/<uuid:uuid>/", pages.EditUser.as_view(), name="edit_user"),
    path("anvandare/<uuid:uuid>/utkast/", pages.EditUserWithDraft.as_view(), name="edit_user_with_draft"),
    path("anteckning/", pages.NewNote.as_view(), name="new_note"),
    path("personer/", pages.UserList.as_view(), name="user_list"),
    path("personer/<uuid:uuid>/", pages.ShowUnit.as_view(), name="user_detail"),
    path("chefen/", pages.ForTheUnitManager.as_view()),
    path("fel/", pages.Breaks.as_view()),
    path("valj/", pages.Choose.as_view()),
    path("valj/person/", LookupView.as_view(lookup=pages.PersonLookup()), name="person_lookup"),
    path("logga-in/", pages.LogIn.as_view(), name="account_login"),
]

handler400 = "amc.web.errors.bad_request"
handler403 = "amc.web.errors.forbidden"
handler404 = "amc.web.errors.not_found"
handler500 = "amc.web.errors.server_error"
