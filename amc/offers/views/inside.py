"""Offers for those who work with employers: the list, the page, and what each becomes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.matching.models import MOST_PLACES, Opening
from amc.matching.views.openings import CreateOpening
from amc.offers import actions
from amc.offers.forms import DeclineForm, OfferedWorkplaceForm, OfferFilter
from amc.offers.models import Offer
from amc.offers.tables import OfferTable
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.list_views import ListPage, PrivateSearchMixin
from amc.web.search_field import SearchForm
from participants.names import sort_key
from placements.actions import register_contact, register_workplace
from placements.models import Employer, Supervisor, Workplace
from placements.views.supervisors import SupervisorCreate

LONGEST_TITLE = 100


class OfferList(PrivateSearchMixin, ListPage):
    """The offers, the latest first; those that wait for an answer unless something else is asked for."""

    permission = Permission.EMPLOYERS
    template_name = "offers/list.html"
    title = "Erbjudanden"
    table_class = OfferTable
    filterset_class = OfferFilter
    order = ("-received_at",)

    def get_queryset(self) -> QuerySet[Offer]:
        """All that the user may see."""
        return Offer.objects.visible_to(self.user)

    def get_rows(self) -> QuerySet[Offer]:
        """With who answered."""
        return self.get_queryset().select_related("answered_by")

    def search(self, queryset: QuerySet, term: str) -> QuerySet:
        """Any part of the workplace, the division or who offered."""
        named = Q(workplace__icontains=term) | Q(division__icontains=term) | Q(name__icontains=term)
        return queryset.filter(named)

    def get_search_form(self) -> SearchForm:
        """The field, with a label of its own."""
        form = super().get_search_form()
        form.fields["sok"].label = "Sök på arbetsplats, förvaltning eller namn"
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the address to hand out."""
        return super().get_context_data(address=self.request.build_absolute_uri(reverse("offer_start")), **kwargs)


class OfOffer(PermittedMixin):
    """A view of one offer."""

    permission = Permission.EMPLOYERS
    kwargs: dict[str, Any]

    @cached_property
    def offer(self) -> Offer:
        """The offer of the address."""
        rows = Offer.objects.visible_to(self.user).select_related("answered_by", "unit")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def cancel_url(self) -> str:
        """The offer's page."""
        return self.offer.get_absolute_url()

    back_url = cancel_url

    @cached_property
    def known_workplace(self) -> Workplace | None:
        """The workplace of that name, where exactly one in use is called so."""
        found = Workplace.objects.visible_to(self.user).filter(is_active=True, name__iexact=self.offer.workplace)
        rows = list(found.select_related("employer").order_by("pk")[:2])
        return rows[0] if len(rows) == 1 else None

    @cached_property
    def known_employer(self) -> Employer | None:
        """The employer that the division is, or that the workplace is known at; None where nothing is told."""
        name = sort_key(self.offer.division) if self.offer.division else ""
        rows = Employer.objects.visible_to(self.user).kept().filter(is_active=True, sort_key=name)
        found = list(rows.order_by("pk")[:2]) if name else []
        if len(found) == 1:
            return found[0]
        return self.known_workplace.employer if self.known_workplace else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the offer."""
        return super().get_context_data(**({"offer": self.offer} | kwargs))  # type: ignore[misc]


class OfferPage(OfOffer, TemplateView):
    """What was offered, by whom, and what becomes of it."""

    template_name = "offers/offer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whether the workplace is known already."""
        return super().get_context_data(known=self.known_workplace, late=self.offer.answer_by < today(), **kwargs)


class OfferForms(OfOffer, ActionFormView):
    """A form about an offer; `title`, `verb` and `lead` are its words."""

    template_name = "offers/inside_form.html"
    title = ""
    verb = "Spara"
    lead = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words and ways of the form."""
        words = {"title": self.title, "verb": self.verb, "lead": self.lead, "cancel_url": self.cancel_url}
        return super().get_context_data(**(words | kwargs))


class DeclineOffer(OfferForms):
    """Not now, and why."""

    form_class = DeclineForm
    title = "Inte nu"
    verb = "Spara svaret"
    lead = "Hör av dig till den som erbjöd. Vem det var tas bort här ett år efter svaret."

    def act(self, form: Any) -> Offer:
        """Answer."""
        offer = actions.decline(self.offer, by=self.user, today=today(), **form.values())
        messages.success(self.request, "Svaret är sparat. Det går att ta tillbaka.")
        return offer


class ReopenOffer(OfferForms):
    """Take the answer back."""

    form_class = ActionForm
    title = "Ta tillbaka svaret"
    verb = "Ta tillbaka svaret"
    lead = "Erbjudandet blir nytt igen. Det som redan är inlagt, till exempel en ledig plats, står kvar."

    def act(self, form: Any) -> Offer:
        """Open it."""
        offer = actions.reopen(self.offer)
        messages.success(self.request, "Erbjudandet väntar på svar igen.")
        return offer


class OfferToWorkplace(OfferForms):
    """The workplace that was offered, in the register."""

    form_class = OfferedWorkplaceForm
    title = "Lägg in arbetsplatsen"
    verb = "Lägg in arbetsplatsen"
    lead = "Finns inte arbetsgivaren? Lägg in den under Arbetsgivare först."

    def get_instance(self) -> Workplace:
        """None yet."""
        return Workplace()

    def get_initial(self) -> dict[str, Any]:
        """As it was offered."""
        offer = self.offer
        told = {"name": offer.workplace, "division": offer.division, "capacity": offer.places or 1}
        return told | {"employer": self.known_employer}

    def act(self, form: Any) -> str:
        """Register it, and whom to talk to; an opening there is the next step."""
        values = form.values()
        employer, contact = values.pop("employer"), values.pop("contact")
        offer = actions.take(self.offer, became=Offer.Became.WORKPLACE, by=self.user, today=today())
        workplace = register_workplace(employer, **values)
        if contact and offer.name:
            who = {"name": offer.name, "email": offer.email, "phone": offer.phone}
            register_contact(employer, workplace=workplace, **who)
        messages.success(self.request, "Arbetsplatsen är inlagd. Lägg in den lediga platsen här, eller avbryt.")
        return f"{reverse('offer_opening', args=[offer.uuid])}?{urlencode({'arbetsplats': workplace.uuid})}"


class OfferToOpening(OfOffer, CreateOpening):
    """An opening out of an offer: the usual form, with what was offered filled in."""

    def get_initial(self) -> dict[str, Any]:
        """As it was offered; the workplace of the address, else the one that is called so."""
        offer, initial = self.offer, super().get_initial()
        initial["workplace"] = initial.get("workplace") or self.known_workplace
        short = len(offer.tasks) <= LONGEST_TITLE
        told = {"title": offer.tasks if short else "", "note": "" if short else offer.tasks}
        places = min(offer.places or 1, MOST_PLACES)
        return initial | told | {"places": places, "starts_on": offer.starts_on}

    def act(self, form: Any) -> Opening:
        """Put it in, and answer the offer with it."""
        actions.take(self.offer, became=Offer.Became.OPENING, by=self.user, today=today())
        return super().act(form)


class OfferToSupervisor(OfOffer, SupervisorCreate):
    """A supervisor out of an offer: the usual form, with what was offered filled in."""

    def get_initial(self) -> dict[str, Any]:
        """As it was offered; the last word of the name is taken for the last name."""
        offer = self.offer
        first, _, last = offer.name.rpartition(" ")
        names = {"first_name": first or last, "last_name": last if first else ""}
        told = {"email": offer.email, "phone": offer.phone, "employer": self.known_employer}
        return super().get_initial() | names | told

    def act(self, form: Any) -> Supervisor:
        """Register, and answer the offer with it."""
        actions.take(self.offer, became=Offer.Became.SUPERVISOR, by=self.user, today=today())
        return super().act(form)
