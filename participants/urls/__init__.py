from participants.urls import cases, persons, referrals, sharing

urlpatterns = [*referrals.urlpatterns, *cases.urlpatterns, *persons.urlpatterns, *sharing.urlpatterns]
