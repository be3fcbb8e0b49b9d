from django.urls import path

from participants.views import protection

urlpatterns = [
    path("deltagare/<uuid:uuid>/skydd/", protection.ProtectionView.as_view(), name="protection"),
    path("deltagare/<uuid:uuid>/skydd/anteckna/", protection.GiveView.as_view(), name="protection_give"),
    path("deltagare/<uuid:uuid>/skydd/upphort/", protection.LiftView.as_view(), name="protection_lift"),
    path("deltagare/<uuid:uuid>/skydd/namnge/", protection.NameView.as_view(), name="protection_name"),
    path("namngivna/<uuid:uuid>/ta-bort/", protection.UnnameView.as_view(), name="protection_unname"),
]
