"""The addresses of offers: /erbjud/ is open to everybody, /erbjudanden/ to those who work with employers."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from amc.offers.views import inside, public

urlpatterns = [
    path("erbjud/", login_not_required(public.OfferStart.as_view()), name="offer_start"),
    path("erbjud/plats/", login_not_required(public.OfferPlace.as_view()), name="offer_place"),
    path("erbjud/handledare/", login_not_required(public.OfferSupervisor.as_view()), name="offer_supervisor"),
    path("erbjud/tack/", login_not_required(public.OfferThanks.as_view()), name="offer_thanks"),
    path("erbjudanden/", inside.OfferList.as_view(), name="offer_list"),
    path("erbjudanden/<uuid:uuid>/", inside.OfferPage.as_view(), name="offer_detail"),
    path("erbjudanden/<uuid:uuid>/arbetsplats/", inside.OfferToWorkplace.as_view(), name="offer_workplace"),
    path("erbjudanden/<uuid:uuid>/plats/", inside.OfferToOpening.as_view(), name="offer_opening"),
    path("erbjudanden/<uuid:uuid>/handledare/", inside.OfferToSupervisor.as_view(), name="offer_become"),
    path("erbjudanden/<uuid:uuid>/inte-nu/", inside.DeclineOffer.as_view(), name="offer_decline"),
    path("erbjudanden/<uuid:uuid>/oppna/", inside.ReopenOffer.as_view(), name="offer_reopen"),
]
