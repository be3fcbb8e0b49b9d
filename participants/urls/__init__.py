from participants.urls import cases, persons, protection, referrals, sharing

urlpatterns = [
    *referrals.urlpatterns,
    *cases.urlpatterns,
    *persons.urlpatterns,
    *protection.urlpatterns,
    *sharing.urlpatterns,
]
