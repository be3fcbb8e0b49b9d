from django.urls import path

from placements.views import wage_support

urlpatterns = [
    path("lonestod/", wage_support.WageSupportList.as_view(), name="wage_support_list"),
    path("lonestod/<uuid:uuid>/", wage_support.WageSupportDetail.as_view(), name="wage_support_detail"),
    path("lonestod/<uuid:uuid>/andra/", wage_support.SupportChange.as_view(), name="wage_support_change"),
    path("lonestod/<uuid:uuid>/ingen-forlangning/", wage_support.NoRenewal.as_view(), name="wage_support_no_renewal"),
    path("rekvisitioner/<uuid:uuid>/ta-tillbaka/", wage_support.WithdrawRequest.as_view(), name="requisition_withdraw"),
    path("anstallningar/<uuid:uuid>/lonestod/nytt/", wage_support.SupportCreate.as_view(), name="wage_support_create"),
]
