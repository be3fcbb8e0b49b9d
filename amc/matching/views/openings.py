"""Openings: the list, the page, and who would suit."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import today
from amc.matching import actions
from amc.matching.facts import matches_of, news_of, skills_in_words
from amc.matching.forms import CloseForm, OpeningFilter, OpeningForm
from amc.matching.models import Opening, Proposal, Seeking
from amc.matching.rules.openings import coming, opens_words
from amc.matching.rules.proposals import left_words
from amc.matching.tables import OpeningTable
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.list_views import ListPage, PrivateSearchMixin
from amc.web.search_field import SearchForm
from participants.models import Enrolment
from participants.names import sort_key
from placements.models import Employer, Workplace
from placements.views.joint_visit import PlanJointVisitView

RELATED = ("workplace__employer", "occupation", "contact", "created_by")
MOST_MATCHES = 20


class OpeningList(PrivateSearchMixin, ListPage):
    """The openings, those that begin first above; those with a place left unless something else is asked for."""

    permission = Permission.READ_EMPLOYERS
    template_name = "matching/list.html"
    title = "Lediga platser"
    table_class = OpeningTable
    filterset_class = OpeningFilter
    order = ("starts_on",)

    def get_queryset(self) -> QuerySet[Opening]:
        """All that the user may see."""
        return Opening.objects.visible_to(self.user)

    def get_rows(self) -> QuerySet[Opening]:
        """With where they are."""
        return self.get_queryset().select_related("workplace__employer")

    def search(self, queryset: QuerySet, term: str) -> QuerySet:
        """Any part of what one does, the workplace, the town or the employer."""
        named = Q(title__icontains=term) | Q(workplace__name__icontains=term) | Q(workplace__city__icontains=term)
        return queryset.filter(named | Q(workplace__employer__sort_key__contains=sort_key(term)))

    def get_search_form(self) -> SearchForm:
        """The field, with a label of its own."""
        form = super().get_search_form()
        form.fields["sok"].label = "Sök på plats, arbetsplats eller ort"
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the button for those who may add."""
        return super().get_context_data(may_add=Permission.EMPLOYERS.granted_to(self.user), **kwargs)


class OpeningForms(ActionFormView):
    """A form about an opening; `title`, `verb` and `lead` are its words."""

    permission = Permission.EMPLOYERS
    template_name = "matching/form.html"
    title = ""
    verb = "Spara"
    lead = ""

    @property
    def cancel_url(self) -> str:
        """Where "Avbryt" leads."""
        return reverse("opening_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words and ways of the form."""
        words = {"title": self.title, "verb": self.verb, "lead": self.lead, "cancel_url": self.cancel_url}
        return super().get_context_data(**(words | kwargs))


class CreateOpening(OpeningForms):
    """A new opening, at the workplace that the address names, if any."""

    form_class = OpeningForm
    title = "Ny ledig plats"
    verb = "Lägg in platsen"

    def get_instance(self) -> Opening:
        """None yet."""
        return Opening()

    def get_initial(self) -> dict[str, Any]:
        """The workplace."""
        try:
            key = UUID(self.request.GET.get("arbetsplats", ""))
        except ValueError:
            return {"places": 1}
        found = Workplace.objects.visible_to(self.user).filter(uuid=key, is_active=True).select_related("employer")
        return {"places": 1, "workplace": found.first()}

    def act(self, form: Any) -> Opening:
        """Put it in."""
        opening = actions.add_opening(by=self.user, **form.values())
        messages.success(self.request, "Platsen är inlagd.")
        return opening


class OfOpening(PermittedMixin):
    """A view of one opening."""

    permission = Permission.EMPLOYERS
    kwargs: dict[str, Any]

    @cached_property
    def opening(self) -> Opening:
        """The opening of the address."""
        rows = Opening.objects.visible_to(self.user).select_related(*RELATED)
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def cancel_url(self) -> str:
        """The opening's page."""
        return self.opening.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the opening."""
        return super().get_context_data(**({"opening": self.opening} | kwargs))  # type: ignore[misc]


class OpeningPage(OfOpening, TemplateView):
    """What the place is, and who is proposed for it, of those whom the reader may see."""

    permission = Permission.READ_EMPLOYERS
    template_name = "matching/opening.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The proposals, the latest first; those that the reader may not see are counted, so that the sum is right."""
        opening, works = self.opening, Permission.CASEWORK.granted_to(self.user)
        rows = list(
            Proposal.objects.visible_to(self.user)
            .filter(opening=opening)
            .select_related("enrolment__participant", "created_by")
            .order_by("-created_at", "-pk")
        )
        record_reading(self.request, ReadLog.Kind.LISTED, [row.enrolment.participant_id for row in rows])
        return super().get_context_data(
            proposals=rows,
            others=opening.taken - sum(row.holds for row in rows),
            left=left_words(opening.places, opening.taken),
            skills=skills_in_words(opening.skills),
            works=works,
            may_change=Permission.EMPLOYERS.granted_to(self.user),
            opens_on=opening.workplace.employer.opens_on,
            today=today(),
            **kwargs,
        )


class ChangeOpening(OfOpening, OpeningForms):
    """What the place is."""

    form_class = OpeningForm
    title = "Ändra platsen"

    def get_instance(self) -> Opening:
        """A row of its own for the form to fill."""
        return Opening.objects.select_related("workplace").get(pk=self.opening.pk)

    def act(self, form: Any) -> Opening:
        """Save it; the contact person stays where the form had no field for it."""
        values = {"contact": form.instance.contact} | form.values()
        opening = actions.change_opening(form.instance, form.cleaned_data["revision"], **values)
        messages.success(self.request, "Platsen är sparad.")
        return opening


class CloseOpening(OfOpening, OpeningForms):
    """Nobody more is proposed for it."""

    form_class = CloseForm
    title = "Stäng platsen"
    verb = "Stäng platsen"
    lead = "Ingen mer kan föreslås. Den som redan har platsen har den kvar. Du kan öppna den igen."

    def act(self, form: Any) -> Opening:
        """Close it."""
        opening = actions.close_opening(self.opening, today=today(), **form.values())
        messages.success(self.request, "Platsen är stängd.")
        return opening


class ReopenOpening(OfOpening, OpeningForms):
    """Take the closing back."""

    form_class = ActionForm
    title = "Öppna platsen igen"
    verb = "Öppna platsen"

    def act(self, form: Any) -> Opening:
        """Open it."""
        opening = actions.reopen_opening(self.opening, today=today())
        messages.success(self.request, "Platsen är öppen igen.")
        return opening


class PlanVisit(OfOpening, PlanJointVisitView):
    """Plan a visit with AF to the workplace, about the place."""

    @property
    def owner(self) -> Employer:
        """Whose place it is."""
        return self.opening.workplace.employer

    @property
    def back_url(self) -> str:
        """The place's page."""
        return self.opening.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        """What it is about, and where."""
        return super().get_initial() | {"workplace": self.opening.workplace, "about": self.opening.title}


class OpeningMatches(OfOpening, TemplateView):
    """The participants whom the place suits best, with the reasons: a known place, and no search among persons
    (domain.md section 5). Only those for whom somebody has filled in what they seek, and who have no place here."""

    permission = Permission.CASEWORK
    template_name = "matching/opening_matches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The best ones, of those whom the user may see."""
        there = Proposal.objects.filter(opening=self.opening).values("enrolment")
        open_cases = Enrolment.objects.visible_to(self.user).filter(closed_on__isnull=True)
        rows = (
            Seeking.objects.visible_to(self.user)
            .filter(enrolment__in=open_cases)
            .exclude(enrolment__in=there)
            .select_related("enrolment__participant", "enrolment__consultant", "wish_1", "wish_2", "wish_3", "home")
        )
        matches = matches_of(self.opening, rows, today(), MOST_MATCHES)
        shown = [match["seeking"].enrolment.participant_id for match in matches]
        record_reading(self.request, ReadLog.Kind.LISTED, shown)
        news = news_of((match["seeking"] for match in matches), self.user, today())
        for match in matches:
            match["is_older"] = match["seeking"].pk in news
            person = match["seeking"].enrolment.participant
            match["person"] = person
            address = reverse("proposal_create", args=[person.uuid])
            match["propose_url"] = f"{address}?{urlencode({'plats': self.opening.uuid})}"
        opens = opens_words(coming(self.opening.workplace.employer.opens_on, today()))
        return super().get_context_data(matches=matches, most=MOST_MATCHES, opens=opens, **kwargs)
