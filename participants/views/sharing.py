"""Consents, and what has been told to others."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from amc.audit.models import ReadLog
from amc.calendar import today
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality
from amc.web.documents import pdf_response, render_pdf
from participants.actions.sharing import record_consent, record_disclosure, withdraw_consent
from participants.forms.sharing import ConsentForm, DisclosureForm, WithdrawalForm, fact_choices
from participants.models import Consent, Disclosure, Participant
from participants.views.base import PersonForm, PersonMixin


def in_words(facts: list[str]) -> list[str]:
    """Kinds of facts as a reader writes them."""
    words = dict(fact_choices(sensitive=True))
    return [words.get(fact, fact) for fact in facts]


class SharingView(PersonMixin, PermittedMixin, TemplateView):
    """The person's consents and disclosures."""

    template_name = "participants/sharing/list.html"
    tab = "participant_history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both, the latest first; `now` decides which consents are in force."""
        consents = Consent.objects.visible_to(self.user).filter(participant=self.participant)
        rows = list(consents.select_related("recorded_by", "withdrawn_recorded_by"))
        words = dict(fact_choices(sensitive=True))
        disclosures = Disclosure.objects.visible_to(self.user).filter(participant=self.participant)
        in_force = set(consents.in_force(timezone.now()).values_list("pk", flat=True))
        return super().get_context_data(
            consents=[(row, [words.get(fact, fact) for fact in row.facts], row.pk in in_force) for row in rows],
            disclosures=disclosures.select_related("disclosed_by", "consent"),
            today=today(),
            **kwargs,
        )


class SharingForm(PersonForm):
    """A form that leads back to the consents and disclosures."""

    tab = "participant_history"

    @property
    def cancel_url(self) -> str:
        """The consents and disclosures."""
        return reverse("sharing", args=[self.participant.uuid])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The sensitive areas are offered to those who work with the case."""
        return super().get_form_kwargs() | {"sensitive": self.person["head"].works_with}


class ConsentCreateView(SharingForm):
    """Record a consent."""

    form_class = ConsentForm
    template_name = "participants/sharing/form.html"
    title = "Nytt samtycke"
    lead = "Deltagaren bestämmer själv, och kan ta tillbaka samtycket när som helst."
    verb = "Spara samtycket"

    def get_draft_key(self) -> str:
        """One draft per person."""
        return f"consent:{self.kwargs['uuid']}"

    def act(self, form: Any) -> str:
        """Record it."""
        record_consent(participant=self.participant, by=self.user, today=today(), **form.values())
        messages.success(self.request, "Samtycket är sparat.")
        return self.cancel_url


class ConsentWithdrawView(PersonForm):
    """The participant takes a consent back."""

    form_class = WithdrawalForm
    tab = "participant_history"
    title = "Återkalla samtycket"
    verb = "Återkalla samtycket"

    @cached_property
    def consent(self) -> Consent:
        """The consent of the address; 404 when it, or the person, is out of sight."""
        people = Participant.objects.visible_to(self.user)
        rows = Consent.objects.visible_to(self.user).filter(participant__in=people).select_related("participant")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose consent it is."""
        return self.consent.participant

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which consent, and what its withdrawal means."""
        row = self.consent
        return (
            f"{row.organisation}, lämnat {row.given_on}. Från och med nu lämnas inget ut med stöd av samtycket. "
            "Det som redan är utlämnat står kvar."
        )

    @property
    def cancel_url(self) -> str:
        """The consents and disclosures."""
        return reverse("sharing", args=[self.participant.uuid])

    def act(self, form: Any) -> str:
        """Withdraw it at once."""
        withdraw_consent(self.consent, note=form.cleaned_data["note"], by=self.user, now=timezone.now())
        messages.success(self.request, "Samtycket är återkallat och gäller inte längre.")
        return self.cancel_url


class DisclosureCreateView(SharingForm):
    """Record what has been told to somebody outside the unit."""

    form_class = DisclosureForm
    template_name = "participants/sharing/form.html"
    title = "Nytt utlämnande"
    lead = "Skriv upp det du har berättat för någon utanför enheten. Det kan inte ändras efteråt."
    verb = "Spara utlämnandet"

    def get_draft_key(self) -> str:
        """One draft per person."""
        return f"disclosure:{self.kwargs['uuid']}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The consents that hold now, or did a while ago: what was told then may be recorded today."""
        rows = Consent.objects.visible_to(self.user).filter(participant=self.participant)
        return super().get_form_kwargs() | {"consents": list(rows.lately_in_force(timezone.now()))}

    def act(self, form: DisclosureForm) -> Disclosure:
        """Record it."""
        row = record_disclosure(
            participant=self.participant,
            enrolment=self.enrolment,
            by=self.user,
            now=timezone.now(),
            **form.told(),
        )
        messages.success(self.request, "Utlämnandet är sparat.")
        return row


class DisclosureMixin(PersonMixin, PermittedMixin):
    """A page about one disclosure."""

    tab = "participant_history"

    @cached_property
    def disclosure(self) -> Disclosure:
        """The disclosure of the address; 404 when it, or the person, is out of sight."""
        people = Participant.objects.visible_to(self.user)
        rows = Disclosure.objects.visible_to(self.user).filter(participant__in=people)
        related = rows.select_related("participant", "consent", "disclosed_by")
        return get_object_or_404(related, uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Who it is about."""
        return self.disclosure.participant


class DisclosureDetailView(DisclosureMixin, TemplateView):
    """What was told, to whom, on which ground, by whom and when."""

    template_name = "participants/sharing/disclosure.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The disclosure, with its kinds of facts in words."""
        row = self.disclosure
        return super().get_context_data(disclosure=row, facts=in_words(row.facts), **kwargs)


class DisclosureDocumentView(DisclosureMixin, View):
    """The document that was handed out, exactly as it was."""

    reading_kind = ReadLog.Kind.DOCUMENT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF; 404 where what was told was no document."""
        row = self.disclosure
        if row.document is None:
            raise Http404
        municipality = Municipality.objects.get(pk=1)
        head = municipality.unit_head or municipality.name
        content = render_pdf("plain", row.document, title=row.document["title"], unit_head=head)
        return pdf_response(content, f"utlamnat-{row.disclosed_at:%Y-%m-%d}-{str(row.uuid)[:8]}.pdf")
