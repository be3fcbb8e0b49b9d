"""The pages that anybody may open: two short forms, and what happens next."""

from typing import Any
from urllib.parse import urlencode

from allauth.core.internal.ratelimit import consume
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from amc.calendar import today
from amc.obstacles import Obstacle, Refused
from amc.offers import actions
from amc.offers.forms import TRAP, PlaceOfferForm, PublicForm, SupervisorOfferForm
from amc.offers.marks import mark_of
from amc.offers.models import Offer
from amc.offers.receipts import Receipt
from amc.offers.rules import ANSWER_DAYS, OFFERS_PER_HOUR, answer_by
from amc.staff.models import Municipality, Unit
from amc.web.obstacles import add_obstacles

# A whole town hall may ask from one address; a robot asks more often than that.
RATES = {"offer": "30/h/ip"}
TOO_MANY = Obstacle(
    None,
    "Det har kommit ovanligt många erbjudanden från ert nät den senaste timmen. Vänta en stund och skicka igen. "
    "Det du har skrivit står kvar.",
    "too_many",
)
FULL = Obstacle(
    None,
    "Det kommer in fler erbjudanden just nu än vi kan ta emot. Vänta en timme och skicka igen, eller ring "
    "arbetsmarknadsenheten. Det du har skrivit står kvar.",
    "too_many_in_all",
)
CLOSED = Obstacle(None, "Det finns ingen enhet som kan ta emot erbjudandet än.", "no_unit")
TOO_OFTEN = 429
RECEIPT = "kvitto"


def ceiling() -> dict[str, str]:
    """How many offers are taken in an hour from everybody together, as the municipality has decided."""
    decided = Municipality.objects.values_list("offers_per_hour", flat=True).first()
    return {"offers": f"{decided or OFFERS_PER_HOUR}/h/key"}


class OfferStart(TemplateView):
    """Which of the two it is."""

    template_name = "offers/start.html"


class OfferThanks(TemplateView):
    """The receipt, to print: what happens next and when. The same to everybody, with nothing of what was known."""

    template_name = "offers/thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How soon somebody answers, and who; the day where the address says when it was sent."""
        receipt = Receipt.read(self.request.GET.get(RECEIPT, ""))
        return super().get_context_data(days=ANSWER_DAYS, receipt=receipt, **kwargs)


@method_decorator(never_cache, name="dispatch")
class _PublicFormView(FormView):
    """A form that is sent without an account: it adds, and shows nothing of what is there."""

    template_name = "offers/form.html"
    kind = ""
    title = ""
    lead = ""
    request: HttpRequest

    @cached_property
    def units(self) -> list[Unit]:
        """Those that can answer."""
        return list(Unit.objects.order_by("name"))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The units to choose among."""
        return super().get_form_kwargs() | {"units": self.units}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page."""
        return super().get_context_data(title=self.title, lead=self.lead, **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        """Take it, and say what happens next."""
        if not self.units:
            return self._refused(form, CLOSED)
        values = form.values()
        unit = values.pop("unit", None) or self.units[0]
        thanks = self._thanks(unit)
        if self.request.POST.get(TRAP):
            return thanks
        if not consume(self.request, app="amc", action="offer", config=RATES):
            return self._refused(form, TOO_MANY, status=TOO_OFTEN)
        if not consume(self.request, app="amc", action="offers", config=ceiling(), key="all"):
            return self._refused(form, FULL, status=TOO_OFTEN)
        mark = mark_of(form.cleaned_data["once"], self.kind, unit.pk, values)
        try:
            actions.receive(mark=mark, kind=self.kind, unit=unit, now=timezone.now(), **values)
        except Refused as refused:
            add_obstacles(form, refused)
            return self.form_invalid(form)
        return thanks

    def _thanks(self, unit: Unit) -> HttpResponse:
        day = today()
        receipt = Receipt(self.kind, unit.pk, day, answer_by(day))
        return redirect(f"{reverse('offer_thanks')}?{urlencode({RECEIPT: receipt.signed()})}")

    def _refused(self, form: BaseForm, obstacle: Obstacle, status: int = 200) -> HttpResponse:
        add_obstacles(form, [obstacle])
        return self.render_to_response(self.get_context_data(form=form), status=status)


class OfferPlace(_PublicFormView):
    """A workplace that can take somebody."""

    form_class = PlaceOfferForm
    kind = Offer.Kind.PLACE
    title = "Vi kan ta emot någon"
    lead = "Berätta kort om arbetsplatsen. Vi hör av oss och pratar om vem som kan passa."


class OfferSupervisor(_PublicFormView):
    """An employee who would be a supervisor."""

    form_class = SupervisorOfferForm
    kind = Offer.Kind.SUPERVISOR
    title = "Jag vill bli handledare"
    lead = "Du lär upp den som är ny på jobbet. Vi berättar mer om uppdraget innan du bestämmer dig."
