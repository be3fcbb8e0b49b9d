from django.urls import path

from participants.views import sharing

urlpatterns = [
    path("deltagare/<uuid:uuid>/samtycken/", sharing.SharingView.as_view(), name="sharing"),
    path("deltagare/<uuid:uuid>/samtycken/nytt/", sharing.ConsentCreateView.as_view(), name="consent_create"),
    path("samtycken/<uuid:uuid>/aterkalla/", sharing.ConsentWithdrawView.as_view(), name="consent_withdraw"),
    path("deltagare/<uuid:uuid>/utlamnanden/nytt/", sharing.DisclosureCreateView.as_view(), name="disclosure_create"),
    path("utlamnanden/<uuid:uuid>/", sharing.DisclosureDetailView.as_view(), name="disclosure_detail"),
    path("utlamnanden/<uuid:uuid>/dokument/", sharing.DisclosureDocumentView.as_view(), name="disclosure_document"),
]
