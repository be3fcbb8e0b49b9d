"""Protected identity: the decisions, who is named, and how both change. Reached by the named staff alone."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Role, User
from amc.web.forms import ActionForm
from participants.actions.protection import (
    give_protection,
    kinds_in_force,
    lift_protection,
    name_staff,
    suggested_staff,
    unname_staff,
)
from participants.forms.protection import GiveForm, LiftForm, NameForm
from participants.models import Participant, ProtectedAccess, ProtectedIdentity, Protection
from participants.views.base import PersonForm, PersonMixin

# Accounts of those who can meet the person in their work; the systemförvaltare reads no participant.
CAN_BE_NAMED = (Role.KONSULENT, Role.ENHETSCHEF, Role.SPECIALIST, Role.EKONOM, Role.HR, Role.HANDLEDARE)


def in_words(kinds: set[str]) -> str:
    """ "Sekretessmarkering och skyddad folkbokföring"."""
    words = [label for kind, label in Protection.choices if kind in kinds]
    return " och ".join([*words[:1], *(word.lower() for word in words[1:])])


class ProtectionView(PersonMixin, PermittedMixin, TemplateView):
    """What is decided, who may see the person, and how one behaves."""

    template_name = "participants/protection/page.html"
    tab = "participant_history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The decisions, the latest first; those named now, then those before."""
        decisions = ProtectedIdentity.objects.visible_to(self.user).filter(participant=self.participant)
        named = ProtectedAccess.objects.visible_to(self.user).filter(participant=self.participant)
        rows = list(named.select_related("user", "named_by", "ended_by"))
        kinds = kinds_in_force(self.participant)
        return super().get_context_data(
            decisions=decisions.select_related("recorded_by"),
            kinds=in_words(kinds),
            more_kinds=len(kinds) < len(Protection),
            named=[row for row in rows if row.ended_at is None],
            before=[row for row in rows if row.ended_at is not None],
            **kwargs,
        )


class ProtectionForm(PersonForm):
    """A form that leads back to the page about the protection, for somebody who has lately shown who they are."""

    permission = Permission.CASEWORK
    fresh_sign_in = True
    tab = "participant_history"

    @property
    def cancel_url(self) -> str:
        """The page about the protection."""
        return reverse("protection", args=[self.participant.uuid])

    def staff(self) -> "QuerySet[User]":
        """Who can be named: accounts of the unit."""
        rows = User.objects.active_on(today()).with_role(*CAN_BE_NAMED).filter(unit=self.participant.unit_id)
        return rows.order_by("sort_key", "pk")


class GiveView(ProtectionForm):
    """Note that the person is protected."""

    form_class = GiveForm
    template_name = "participants/protection/form.html"
    title = "Anteckna skyddade personuppgifter"
    lead = (
        "När du sparar finns deltagaren bara för dem du väljer här. Adressen tas bort, "
        "och dokument visar bara ärendenumret."
    )
    verb = "Anteckna skyddet"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The unit's staff who are not named yet; 404 when every kind of protection holds already."""
        kinds = kinds_in_force(self.participant)
        if len(kinds) == len(Protection):
            raise Http404
        staff = self.staff()
        if self.participant.is_protected:
            known = self.participant.protected_access.filter(ended_at__isnull=True)
            staff = staff.exclude(pk__in=known.values("user"))
        return super().get_form_kwargs() | {"staff": staff, "kinds": kinds}

    def get_initial(self) -> dict[str, Any]:
        """By default whoever notes it, the consultant, and the enhetschef where the municipality says so."""
        if self.participant.is_protected:
            return {}
        suggested = suggested_staff(self.user, self.participant.unit_id, today())
        consultant = self.enrolment.consultant if self.enrolment else None
        chosen = {one.uuid for one in suggested} | ({consultant.uuid} if consultant else set())
        return {"named": [str(uuid) for uuid in chosen]}

    def act(self, form: GiveForm) -> str:
        """Note it; whoever is not among the named is led to the list."""
        give_protection(self.participant, by=self.user, today=today(), **form.values())
        if Participant.objects.visible_to(self.user).filter(pk=self.participant.pk).exists():
            messages.success(self.request, "Skyddet är antecknat. Bara namngiven personal ser deltagaren.")
            return self.cancel_url
        messages.success(self.request, "Skyddet är antecknat. Du är inte namngiven och ser inte längre deltagaren.")
        return reverse("participant_list")


class LiftView(ProtectionForm):
    """Note that a protection no longer holds."""

    form_class = LiftForm
    template_name = "participants/protection/form.html"
    title = "Anteckna att skyddet har upphört"
    lead = "När inget skydd gäller längre blir deltagaren synlig för enheten igen."
    verb = "Anteckna att skyddet har upphört"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The kinds that hold; 404 when none does, for then there is nothing to lift."""
        kinds = kinds_in_force(self.participant)
        if not kinds:
            raise Http404
        return super().get_form_kwargs() | {"kinds": kinds}

    def act(self, form: LiftForm) -> str:
        """Note it."""
        lift_protection(self.participant, by=self.user, now=timezone.localtime(), **form.values())
        messages.success(self.request, "Det är antecknat att skyddet har upphört.")
        return self.cancel_url


class NameView(ProtectionForm):
    """One more who may see the person."""

    form_class = NameForm
    title = "Namnge personal"
    lead = "Den du väljer ser deltagaren från och med nu, så långt rollen räcker."
    verb = "Namnge"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Those of the unit who are not named already."""
        known = self.participant.protected_access.filter(ended_at__isnull=True)
        return super().get_form_kwargs() | {"staff": self.staff().exclude(pk__in=known.values("user"))}

    def act(self, form: NameForm) -> str:
        """Name them."""
        chosen = form.values()
        name_staff(self.participant, by=self.user, today=today(), **chosen)
        messages.success(self.request, f"{chosen['user'].full_name} är namngiven.")
        return self.cancel_url


class UnnameView(ProtectionForm):
    """Takes somebody's sight of the person away."""

    form_class = ActionForm
    title = "Ta bort namngiven personal"
    verb = "Ta bort"

    @cached_property
    def access(self) -> ProtectedAccess:
        """The naming of the address; 404 when it, or the person, is out of sight."""
        rows = ProtectedAccess.objects.visible_to(self.user).filter(ended_at__isnull=True)
        return get_object_or_404(rows.select_related("participant", "user"), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whom it is about."""
        return self.access.participant

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What happens."""
        who = "Du" if self.access.user_id == self.user.pk else self.access.user.full_name
        return f"{who} ser inte längre deltagaren, från och med nästa sida som öppnas."

    def act(self, form: ActionForm) -> str:
        """Take it away; whoever takes away themselves is led to the list."""
        own = self.access.user_id == self.user.pk
        unname_staff(self.access, by=self.user, now=timezone.localtime())
        messages.success(self.request, f"{self.access.user.full_name} är inte längre namngiven.")
        return reverse("participant_list") if own else self.cancel_url
