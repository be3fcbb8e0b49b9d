from django.urls import path

from participants.rules.sharing import Party
from participants.views import pictures, sharing, statements

urlpatterns = [
    path("deltagare/<uuid:uuid>/samtycken/", sharing.SharingView.as_view(), name="sharing"),
    path("deltagare/<uuid:uuid>/samtycken/nytt/", sharing.ConsentCreateView.as_view(), name="consent_create"),
    path("samtycken/<uuid:uuid>/aterkalla/", sharing.ConsentWithdrawView.as_view(), name="consent_withdraw"),
    path("deltagare/<uuid:uuid>/utlamnanden/nytt/", sharing.DisclosureCreateView.as_view(), name="disclosure_create"),
    path("utlamnanden/<uuid:uuid>/", sharing.DisclosureDetailView.as_view(), name="disclosure_detail"),
    path("utlamnanden/<uuid:uuid>/dokument/", sharing.DisclosureDocumentView.as_view(), name="disclosure_document"),
    path("deltagare/<uuid:uuid>/utlatanden/", statements.StatementsView.as_view(), name="statements"),
    path("deltagare/<uuid:uuid>/utlatanden/nytt/", statements.StatementCreateView.as_view(), name="statement_create"),
    path("deltagare/<uuid:uuid>/utlatanden/skickat/", statements.StatementSendView.as_view(), name="statement_send"),
    path("utlatanden/<uuid:uuid>/", statements.StatementChangeView.as_view(), name="statement_change"),
    path("deltagare/<uuid:uuid>/delat/", pictures.PicturesView.as_view(), name="pictures"),
    path(
        "deltagare/<uuid:uuid>/delat/inte-till-remittenten/<slug:of>/<uuid:subject>/",
        pictures.WithheldView.as_view(),
        name="withheld",
    ),
    path("deltagare/<uuid:uuid>/delat/remittenten/", pictures.HandOutView.as_view(), name="referrer_document"),
    path(
        "deltagare/<uuid:uuid>/delat/arbetsgivare/<uuid:employer>/",
        pictures.HandOutView.as_view(party=Party.EMPLOYER),
        name="employer_document",
    ),
]
