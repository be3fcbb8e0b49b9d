from django.urls import path

from participants.rules.referrals import Answer
from participants.views import importing, referrals, registration

urlpatterns = [
    path("anvisningar/", referrals.InboxView.as_view(), name="referral_list"),
    path("anvisningar/ny/", referrals.ReferralCreateView.as_view(), name="referral_create"),
    path("anvisningar/eget-initiativ/", registration.RegistrationCreateView.as_view(), name="registration_create"),
    path("anvisningar/importera/", importing.ReferralImportStart.as_view(), name="import_start"),
    path("anvisningar/importera/<uuid:uuid>/", importing.ReferralImport.as_view(), name="import_detail"),
    path("anvisningar/importera/<uuid:uuid>/kolumner/", importing.ReferralColumns.as_view(), name="import_columns"),
    path("anvisningar/importera/<uuid:uuid>/kasta/", importing.DiscardReferrals.as_view(), name="import_discard"),
    path("anvisningar/importera/<uuid:uuid>/fel/", importing.FailedReferrals.as_view(), name="import_failed"),
    path("anvisningar/<uuid:uuid>/", referrals.InboxView.as_view(), name="referral_detail"),
    path("anvisningar/<uuid:uuid>/last/", referrals.SeenView.as_view(), name="referral_seen"),
    path("anvisningar/<uuid:uuid>/andra/", referrals.ReferralEditView.as_view(), name="referral_edit"),
    path("anvisningar/<uuid:uuid>/ta-emot/", registration.AcceptView.as_view(), name="referral_accept"),
    path(
        "anvisningar/<uuid:uuid>/lamna-tillbaka/",
        referrals.AnswerView.as_view(answer=Answer.RETURN),
        name="referral_return",
    ),
    path(
        "anvisningar/<uuid:uuid>/komplettering/",
        referrals.AnswerView.as_view(answer=Answer.SUPPLEMENT),
        name="referral_supplement",
    ),
    path(
        "anvisningar/<uuid:uuid>/avboj/",
        referrals.AnswerView.as_view(answer=Answer.DECLINE),
        name="referral_decline",
    ),
]
