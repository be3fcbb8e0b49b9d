from participants.urls import cases, referrals

urlpatterns = [*referrals.urlpatterns, *cases.urlpatterns]
