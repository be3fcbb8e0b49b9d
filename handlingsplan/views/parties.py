"""Who else is asked to agree to a version, and what they answered."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import get_text_list

from amc.calendar import swedish_plural, today
from handlingsplan import rules
from handlingsplan.actions.parties import ask_party, settle_party
from handlingsplan.carried import carry
from handlingsplan.content import PlanContent, fingerprint, read_content
from handlingsplan.forms_parties import AskPartyForm, SettlePartyForm
from handlingsplan.models import ASKED, PlanParty
from handlingsplan.views.base import CaseForm, compared
from handlingsplan.views.plans import missing_of
from participants.models import OutsideContact


class AskParty(CaseForm):
    """Whom to ask, of the case's contacts at AF and socialtjänsten."""

    form_class = AskPartyForm
    template_name = "handlingsplan/party.html"
    title = "Låt fler godkänna planen"
    verb = "Vänta på svaret"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The contacts that are not asked yet."""
        return super().get_form_kwargs() | {"contacts": self.contacts, "today": today()}

    @cached_property
    def contacts(self) -> Any:
        """The case's contacts who may be asked and are not."""
        if self.newest is None:
            raise Http404
        current = Q(ended_on__isnull=True) | Q(ended_on__gt=today())
        asked = self.newest.parties.filter(dropped_at__isnull=True).values("contact")
        rows = OutsideContact.objects.visible_to(self.user).filter(
            current, enrolment=self.enrolment, organisation__in=ASKED, none_named=False
        )
        return rows.exclude(pk__in=asked).order_by("organisation", "name", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it means, and what they are not to see."""
        found = bool(self.contacts)
        return super().get_context_data(
            **({"lead": self._lead(), "nobody_to_ask": not found, "comparison": None} | kwargs)
        )

    def _lead(self) -> str:
        lead = "Planen blir överenskommen först när även den du väljer har godkänt, eller när ni slutar vänta."
        content = read_content(self.newest) if self.newest else None
        if content is None:
            return lead
        kept = set(content.version.marks)  # type: ignore[attr-defined]
        rows = [part.goal.origin for part in content.goals] + [row.origin for row in content.activities]
        count = len(kept.intersection(rows))
        if not count:
            return lead
        parts = swedish_plural(count, "del i planen är märkt", "delar i planen är märkta")
        return f"{lead} {parts} ”Inte till remittenten” och ska inte lämnas ut."

    def act(self, form: Any) -> str:
        """Ask."""
        if self.newest is None:
            raise Http404
        given = form.cleaned_data
        party = ask_party(
            version=self.newest, contact=given["contact"], due_on=given["due_on"], by=self.user, now=timezone.now()
        )
        messages.success(self.request, f"Planen väntar på {party.who}, senast {party.due_on}.")
        return self.plan_url


class SettleParty(CaseForm):
    """What they answered, that they get more time, or that nobody waits for them any longer."""

    form_class = SettlePartyForm
    template_name = "handlingsplan/party.html"
    title = "Svar om planen"

    @cached_property
    def party(self) -> PlanParty:
        """The one in the address."""
        rows = PlanParty.objects.visible_to(self.user).filter(version__plan__enrolment=self.enrolment)
        return get_object_or_404(rows.select_related("version__plan__enrolment"), uuid=self.kwargs["party"])

    @cached_property
    def content(self) -> PlanContent:
        """The text that they are asked about."""
        return read_content(self.party.version)

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Who, about which version, until when."""
        row = self.party
        return f"{row.who}: version {row.version.number}, svar senast {row.due_on}."

    def get_initial(self) -> dict[str, Any]:
        """Agreed today, to the text as it stands."""
        return {
            "day": today(),
            "revision": self.party.revision,
            "seen": fingerprint(self.content),
            "text": carry(self.content),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """After a refusal for a changed text, what has changed."""
        changed = compared(kwargs.get("form"), self.content)
        return super().get_context_data(**({"comparison": changed, "nobody_to_ask": False} | kwargs))

    def act(self, form: Any) -> str:
        """Note it, and say what it led to."""
        row = settle_party(party=self.party, by=self.user, now=timezone.now(), **form.answer())
        version = row.version
        words = {
            rules.PARTY_AGREED: f"Godkännandet från {row.who} är antecknat.",
            rules.PARTY_MORE_TIME: f"{row.who} har tid till {row.due_on}.",
            rules.PARTY_DROPPED: f"Planen väntar inte längre på {row.who}.",
        }
        said = words[form.cleaned_data["outcome"]]
        if version.is_draft:
            messages.success(
                self.request, f"{said} Planen gäller när även {get_text_list(missing_of(version), 'och')} har godkänt."
            )
        else:
            messages.success(self.request, f"{said} Version {version.number} är överenskommen {version.agreed_on}.")
        return self.plan_url
