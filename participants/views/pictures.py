"""What the referrer, the employer and the participant get to know, the marks, and the documents for each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from participants.actions.sharing import record_disclosure, set_withheld
from participants.forms.sharing import HandOutForm
from participants.models import Consent, Disclosure, Recipient
from participants.rules.sharing import MARKED, Party
from participants.sharing import Picture, document_of, pictures_of, recipient_of
from participants.views.base import PersonForm, PersonMixin

TITLES = {Party.REFERRER: "Återrapport till remittenten", Party.EMPLOYER: "Underlag till arbetsgivaren"}


class PicturesMixin(PersonMixin):
    """A page about what others get to know."""

    tab = "participant_history"

    @cached_property
    def pictures(self) -> list[Picture]:
        """What each party gets; 404 for somebody who was never enrolled here."""
        return pictures_of(self.user, self.case)

    def picture_of(self, party: Party) -> Picture:
        """That of the address; 404 for an employer that the case has nothing with."""
        about = self.kwargs.get("employer")
        found = next((one for one in self.pictures if one.party == party and one.about == about), None)
        if found is None:
            raise Http404
        return found


class PicturesView(PicturesMixin, PermittedMixin, TemplateView):
    """Så här ser remittenten, arbetsgivaren och deltagaren ärendet."""

    template_name = "participants/sharing/pictures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The pictures, and which of the referrer's pieces are marked."""
        referrer = self.pictures[0]
        marked = [piece for piece, reason in referrer.stays if reason == MARKED]
        return super().get_context_data(
            referrer=referrer,
            marked=marked,
            employers=[one for one in self.pictures if one.party == Party.EMPLOYER],
            own=self.pictures[-1],
            **kwargs,
        )


class WithheldView(PicturesMixin, PermittedMixin, View):
    """Mark something "inte till remittenten", or lift the mark."""

    permission = Permission.CASEWORK

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark it; with `lyft` the mark is lifted. What the case does not say is nothing to mark."""
        of, subject = self.kwargs["of"], self.kwargs["subject"]
        pieces = self.pictures[0].goes + [piece for piece, _ in self.pictures[0].stays]
        if not any((piece.of, piece.subject) == (of, subject) for piece in pieces):
            raise Http404
        lifted = request.POST.get("lyft") == "1"
        set_withheld(self.participant, of=of, subject=subject, withheld=not lifted, by=self.user, now=timezone.now())
        messages.success(request, "Märket är borttaget." if lifted else "Det här går inte till remittenten.")
        return redirect(reverse("pictures", args=[self.participant.uuid]) + "#remittenten")


class HandOutView(PicturesMixin, PersonForm):
    """A document for the referrer or an employer, recorded as a disclosure when it is made."""

    form_class = HandOutForm
    template_name = "participants/sharing/form.html"
    verb = "Lämna ut och skapa dokumentet"
    party = Party.REFERRER

    @cached_property
    def shown(self) -> Picture:
        """What may go there."""
        return self.picture_of(self.party)

    @property
    def title(self) -> str:  # type: ignore[override]
        """Which document."""
        return TITLES[self.party]

    @property
    def lead(self) -> str:  # type: ignore[override]
        """To whom."""
        return f"Till {self.shown.name}. Det som är märkt eller känsligt finns inte att välja."

    @property
    def cancel_url(self) -> str:
        """What each party gets."""
        return reverse("pictures", args=[self.participant.uuid])

    @property
    def recipient(self) -> Recipient:
        """The kind of organisation."""
        return Recipient.ARBETSGIVARE if self.party == Party.EMPLOYER else recipient_of(self.case.source)

    def get_draft_key(self) -> str:
        """One draft per person and recipient."""
        return f"hand-out:{self.kwargs['uuid']}:{self.kwargs.get('employer', self.party)}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """What may go, and the consents that concern this organisation."""
        rows = Consent.objects.visible_to(self.user).filter(
            participant=self.participant, recipient=self.recipient, organisation__iexact=self.shown.name
        )
        return super().get_form_kwargs() | {"shown": self.shown, "consents": list(rows.in_force(timezone.now()))}

    def act(self, form: HandOutForm) -> Disclosure:
        """Record what is handed out, with the document's words, and lead to it."""
        given = form.cleaned_data
        chosen = self.shown.without(given["facts"])
        ground = form.ground()
        on = f"Samtycke {ground['consent'].given_on}" if ground["consent"] else ground["statute"]
        consultant = self.case.consultant
        facts = [
            ("Till", f"{given['person']}, {self.shown.name}"),
            ("Från", consultant.full_name if consultant else self.user.full_name),
            ("Dag", f"{today()}"),
            ("Lämnas med stöd av", on),
        ]
        kinds = dict.fromkeys(kind for piece in chosen.goes for kind in piece.kinds)
        headings = ", ".join(f"{heading.lower()} ({len(rows)})" for heading, rows in chosen.sections)
        now = timezone.now()
        row = record_disclosure(
            participant=self.participant,
            enrolment=self.case,
            recipient=self.recipient,
            organisation=self.shown.name,
            person=given["person"],
            what=f"{self.title}: {headings}.",
            facts=list(kinds),
            form=Disclosure.Form.DOCUMENT,
            disclosed_at=now,
            by=self.user,
            now=now,
            document=document_of(chosen, title=self.title, facts=facts, summary=given["summary"]),
            **ground,
        )
        messages.success(self.request, "Dokumentet är utlämnat. Skriv ut det eller skicka det på ett säkert sätt.")
        return row
