from django.urls import path

from amc.web.lookup import LookupView
from placements.lookups import AnyEmployerLookup
from placements.views import dealings, joint_visit, merging, responsibility

urlpatterns = [
    path("arbetsgivare/dubbletter/", merging.DuplicateList.as_view(), name="employer_duplicates"),
    path("arbetsgivare/valj-dubblett/", LookupView.as_view(lookup=AnyEmployerLookup()), name="employer_any_lookup"),
    path("arbetsgivare/<uuid:uuid>/sla-ihop/", merging.EmployerMerge.as_view(), name="employer_merge"),
    path("arbetsgivare/<uuid:uuid>/ny-anteckning/", dealings.ContactNote.as_view(), name="employer_contact_create"),
    path(
        "arbetsgivarkontakter/<uuid:uuid>/andra/",
        dealings.ContactNoteChange.as_view(),
        name="employer_contact_change",
    ),
    path("arbetsgivarkontakter/<uuid:uuid>/klar/", dealings.StepDone.as_view(), name="employer_contact_done"),
    path("arbetsgivare/<uuid:uuid>/sambesok/", joint_visit.JointVisitCreate.as_view(), name="joint_visit_create"),
    path("sambesok/<uuid:uuid>/andra/", joint_visit.JointVisitChange.as_view(), name="joint_visit_change"),
    path("sambesok/<uuid:uuid>/hur-gick-det/", joint_visit.JointVisitEnd.as_view(), name="joint_visit_end"),
    path("arbetsgivare/<uuid:uuid>/nytt-avtal/", responsibility.AgreementCreate.as_view(), name="agreement_create"),
    path("ansvarsavtal/<uuid:uuid>/andra/", responsibility.AgreementChange.as_view(), name="agreement_change"),
    path(
        "arbetsgivare/<uuid:uuid>/varna/",
        responsibility.WarningCreate.as_view(),
        name="employer_warning_create",
    ),
    path(
        "arbetsgivarvarningar/<uuid:uuid>/hav/",
        responsibility.WarningLift.as_view(),
        name="employer_warning_lift",
    ),
]
