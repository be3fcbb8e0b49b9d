"""The addresses of openings and matching."""

from django.urls import path

from amc.matching.lookups import OpeningLookup
from amc.matching.views import divisions, openings, persons
from amc.web.lookup import LookupView

urlpatterns = [
    path("platser/", openings.OpeningList.as_view(), name="opening_list"),
    path("platser/ny/", openings.CreateOpening.as_view(), name="opening_create"),
    path("platser/valj/", LookupView.as_view(lookup=OpeningLookup()), name="opening_lookup"),
    path("platser/praktikplatser/", divisions.InternshipPlaces.as_view(), name="internship_places"),
    path("platser/<uuid:uuid>/", openings.OpeningPage.as_view(), name="opening_detail"),
    path("platser/<uuid:uuid>/andra/", openings.ChangeOpening.as_view(), name="opening_change"),
    path("platser/<uuid:uuid>/stang/", openings.CloseOpening.as_view(), name="opening_close"),
    path("platser/<uuid:uuid>/oppna/", openings.ReopenOpening.as_view(), name="opening_reopen"),
    path("platser/<uuid:uuid>/sambesok/", openings.PlanVisit.as_view(), name="opening_joint_visit"),
    path("platser/<uuid:uuid>/deltagare/", openings.OpeningMatches.as_view(), name="opening_matches"),
    path("platser/forslag/<uuid:uuid>/", persons.AnswerProposal.as_view(), name="proposal_answer"),
    path("deltagare/<uuid:uuid>/platser/", persons.PersonsPlaces.as_view(), name="participant_places"),
    path("deltagare/<uuid:uuid>/platser/soker/", persons.SaySeeking.as_view(), name="seeking_edit"),
    path("deltagare/<uuid:uuid>/platser/kartlaggningen/", persons.HearKartlaggning.as_view(), name="seeking_hear"),
    path("deltagare/<uuid:uuid>/platser/foresla/", persons.CreateProposal.as_view(), name="proposal_create"),
]
