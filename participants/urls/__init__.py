from participants.urls import cases, persons, referrals

urlpatterns = [*referrals.urlpatterns, *cases.urlpatterns, *persons.urlpatterns]
