"""The agreement about an internship: read, signed, written anew and printed."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views import View

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality
from amc.web.documents import pdf_response
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.words import Piece
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements import actions
from placements.actions.agreements import text_of
from placements.document import agreement_pdf
from placements.forms.agreements import SignForm, SupervisorSignForm, shown_signatures
from placements.models import Internship, InternshipAgreement
from placements.rules.agreement import EMPLOYER, PARTIES, PARTY_WORDS, AgreementText, Signing
from placements.views.changes import OfPlacementMixin, TabFormView

_RELATED = (
    "internship__kind",
    "internship__workplace__employer",
    "internship__enrolment__participant",
    "internship__enrolment__consultant",
    "changed_by",
)


def _latest(rows: Any, uuid: Any) -> InternshipAgreement:
    """The latest version of the agreement that the address is of, whichever version or signature it names: nobody is
    shown, or signs, another text than the one that stands."""
    named = get_object_or_404(rows.of_address(uuid))
    of_it = rows.filter(internship=named.internship_id).select_related(*_RELATED)
    return get_object_or_404(of_it.order_by("-number")[:1])


def _shown(agreement: InternshipAgreement, changed: list[tuple[str, list[Piece]]]) -> dict[str, Any]:
    """The text and who has signed it, for a page."""
    signatures = shown_signatures(agreement)
    signed = {row.party for row in signatures if row.lost_at is None}
    return {
        "agreement": agreement,
        "text": AgreementText.from_data(agreement.text),
        "changed": changed,
        "signatures": signatures,
        "waits_for": [PARTY_WORDS[party] for party in PARTIES if party not in signed],
    }


class AgreementPage(TabFormView):
    """The text that stands, who has signed it, and the form that signs."""

    form_class = SignForm
    template_name = "placements/agreement.html"
    verb = "Skriv under"

    @cached_property
    def agreement(self) -> InternshipAgreement:
        """The latest version."""
        return _latest(InternshipAgreement.objects.visible_to(self.user), self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Whose internship it is."""
        return self.agreement.internship.enrolment.participant

    def get_form_kwargs(self) -> dict[str, Any]:
        """The version, and who has signed it."""
        signed = set(self.agreement.signatures.standing().values_list("party", flat=True))
        return super().get_form_kwargs() | {"agreement": self.agreement, "signed": signed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text; after a refusal for a changed text, what has changed; and the earlier versions."""
        form = kwargs.get("form")
        shown = _shown(self.agreement, form.changed() if form is not None else [])
        internship = self.agreement.internship
        shown["versions"] = internship.agreements.order_by("-number")
        current = text_of(internship)
        shown["outdated"] = self.agreement.is_open and not shown["text"].says_the_same(current)
        shown["back_url"] = internship.get_absolute_url()
        return super().get_context_data(**(shown | kwargs))

    def act(self, form: Any) -> str:
        """Sign, and say what it led to."""
        row = actions.sign_agreement(
            self.agreement, seen=form.cleaned_data["seen"], signing=form.signing(), by=self.user, now=timezone.now()
        )
        if row.is_open:
            self.said("Underskriften är sparad.")
            return row.get_absolute_url()
        self.said(f"Version {row.number} är underskriven av alla tre och låst.")
        return row.internship.get_absolute_url()


class AgreementWrite(OfPlacementMixin):
    """Write the text: for an internship that has none, and anew where it no longer says what holds."""

    model = Internship
    form_class = ActionForm
    heading = "Skriv överenskommelsen"
    verb = "Skriv texten"

    def act(self, form: Any) -> str:
        """Write it."""
        row = actions.write_agreement(self.placement, by=self.user, now=timezone.now())
        self.said("Texten är skriven. Läs den tillsammans.")
        return row.get_absolute_url()


class AgreementDocument(OpensPersonMixin, PermittedMixin, View):
    """A version as PDF, with its signatures or lines to sign on."""

    permission = Permission.READ_CASES
    reading_kind = ReadLog.Kind.DOCUMENT

    @cached_property
    def agreement(self) -> InternshipAgreement:
        """The version of the address."""
        rows = InternshipAgreement.objects.visible_to(self.user).select_related(*_RELATED)
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Whose internship it is."""
        return self.agreement.internship.enrolment.participant

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        case = self.agreement.internship.enrolment.case_number
        content = agreement_pdf(self.agreement, municipality=Municipality.objects.get(pk=1))
        return pdf_response(content, f"praktikoverenskommelse-{case}-version-{self.agreement.number}.pdf")


class SupervisorAgreement(ActionFormView):
    """The text that stands, for the supervisor who signs it for the employer, on a phone."""

    permission = Permission.SUPERVISE
    form_class = SupervisorSignForm
    template_name = "placements/supervision_agreement.html"

    @cached_property
    def agreement(self) -> InternshipAgreement:
        """The latest version, of an internship that the user leads."""
        return _latest(InternshipAgreement.objects.supervised_by(self.user), self.kwargs["uuid"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The version."""
        return super().get_form_kwargs() | {"agreement": self.agreement}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text, and whether it waits for the employer."""
        form = kwargs.get("form")
        shown = _shown(self.agreement, form.changed() if form is not None else [])
        enrolment = self.agreement.internship.enrolment
        record_reading(
            self.request,
            ReadLog.Kind.LISTED,
            [enrolment.participant_id],
            entitlement=ReadLog.Entitlement.SUPERVISOR,
            purpose="Överenskommelse om praktik",
        )
        shown["may_sign"] = self.agreement.is_open and PARTY_WORDS[EMPLOYER] in shown["waits_for"]
        return super().get_context_data(**(shown | {"enrolment": enrolment} | kwargs))

    def act(self, form: Any) -> str:
        """Sign for the employer."""
        signing = Signing(parties=[EMPLOYER], name=self.user.full_name)
        seen = form.cleaned_data["seen"]
        row = actions.sign_agreement(self.agreement, seen=seen, signing=signing, by=self.user, now=timezone.now())
        messages.success(self.request, f"Tack! Du har skrivit under {AgreementText.from_data(row.text).title.lower()}.")
        return "supervision"
