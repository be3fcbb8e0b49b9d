"""Who works with a case: consultant, substitute, specialists; and handing over all of somebody's cases."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.obstacles import Refused
from amc.revisions import Stale
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Role, User
from participants.actions.assignments import end_part, hand_over, take_part
from participants.actions.planning import plan_changes
from participants.forms.persons import EndPartForm, HandOverForm, TakePartForm
from participants.models import CaseAssignment, Enrolment, Participant, PlannedChange
from participants.rules.planning import NO_CONSULTANT
from participants.views.base import CaseForm, CaseMixin, PersonForm
from participants.views.registration import consultants_by_caseload

PARTS = {"ersattare": CaseAssignment.Part.SUBSTITUTE, "specialist": CaseAssignment.Part.SPECIALIST}


class StaffView(CaseMixin, PermittedMixin, TemplateView):
    """Everybody who works, has worked or will work with the case."""

    template_name = "participants/staff.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those of today first, then those to come and those before."""
        day = today()
        parts = CaseAssignment.objects.visible_to(self.user).standing().filter(enrolment=self.enrolment)
        rows = list(parts.select_related("user").order_by("-period", "-pk"))
        changes = PlannedChange.objects.visible_to(self.user).filter(enrolment=self.enrolment)
        return super().get_context_data(
            planned=list(changes.select_related("of", "to", "planned_by").order_by("-day", "-pk")),
            now=[row for row in rows if day in row.period],
            coming=[row for row in rows if row.period.lower > day],
            before=[row for row in rows if row.period.upper is not None and row.period.upper <= day],
            enrolment=self.enrolment,
            **kwargs,
        )


class AssignView(CaseForm):
    """Give the case a consultant, or hand it over to another."""

    form_class = HandOverForm

    @property
    def title(self) -> str:  # type: ignore[override]
        """What is done."""
        return "Lämna över ärendet" if self.enrolment.consultant_id else "Utse konsulent"

    @property
    def verb(self) -> str:  # type: ignore[override]
        """What the button says."""
        return self.title

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Who has the case."""
        present = self.enrolment.consultant
        if present is None:
            return ""
        told = [f"{present.full_name} har ärendet nu. Bokade möten följer med."]
        if (change := self.person["head"].change) is not None:
            told.append(
                f"Ett byte till {change.name} är planerat till {change.day}: det blir inte av om du lämnar över i dag, "
                "och behöver tas bort innan du planerar ett annat."
            )
        return " ".join(told)

    @property
    def cancel_url(self) -> str:
        """Back to who works with the case."""
        return reverse("case_staff", args=[self.enrolment.uuid])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The unit's consultants, those with fewest cases first."""
        present, consultants = self.enrolment.consultant_id, consultants_by_caseload(self.user)
        others = consultants if present is None else consultants.exclude(pk=present)
        return super().get_form_kwargs() | {"consultants": others, "from_somebody": present is not None}

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"first": today(), "revision": self.enrolment.revision}

    def act(self, form: HandOverForm) -> str:
        """Hand it over; from a day to come, plan it."""
        chosen = form.cleaned_data
        if chosen["first"] > today():
            return self._plan(chosen)
        hand_over(
            enrolment=self.enrolment,
            to=chosen["user"],
            first=chosen["first"],
            reason=chosen["reason"],
            by=self.user,
            today=today(),
            revision=chosen["revision"],
        )
        messages.success(self.request, f"{chosen['user'].full_name} har nu ärendet.")
        return self.way_on()

    def _plan(self, chosen: dict[str, Any]) -> str:
        if self.enrolment.consultant is None:
            raise Refused(NO_CONSULTANT)
        if chosen["revision"] is not None and chosen["revision"] != self.enrolment.revision:
            raise Stale(self.enrolment)
        plan_changes(
            of=self.enrolment.consultant,
            chosen={self.enrolment: chosen["user"]},
            day=chosen["first"],
            reason=chosen["reason"],
            by=self.user,
            now=timezone.now(),
        )
        told = f"Bytet till {chosen['user'].full_name} är planerat till {chosen['first']}. Till dess är allt som förut."
        messages.success(self.request, told)
        return self.cancel_url

    def form_valid(self, form: Any) -> Any:
        """Where somebody else changed the case meanwhile, say whose it is now."""
        try:
            return super().form_valid(form)
        except Stale:
            del self.enrolment
            who = self.enrolment.consultant.full_name if self.enrolment.consultant else "ingen"
            form.add_error(None, f"Någon har ändrat ärendet medan du höll på. Konsulent är nu {who}.")
            form.replace_posted(revision=str(self.enrolment.revision))
            return self.form_invalid(form)


class TakePartView(CaseForm):
    """A substitute for a time, or a specialist in the case."""

    form_class = TakePartForm
    verb = "Lägg till"

    @property
    def part(self) -> str:
        """Which part the address speaks of."""
        return PARTS[self.kwargs["part"]]

    @property
    def title(self) -> str:  # type: ignore[override]
        """What is done."""
        return "Sätt in ersättare" if self.part == CaseAssignment.Part.SUBSTITUTE else "Lägg till specialist"

    @property
    def cancel_url(self) -> str:
        """Back to who works with the case."""
        return reverse("case_staff", args=[self.enrolment.uuid])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Those at the unit who can take the part."""
        roles = [Role.KONSULENT, Role.ENHETSCHEF]
        if self.part == CaseAssignment.Part.SPECIALIST:
            roles = [Role.SPECIALIST, *roles]
        people = User.objects.visible_to(self.user).filter(unit=self.enrolment.unit_id).active_on(today())
        people = people.with_role(*roles).exclude(pk=self.enrolment.consultant_id).order_by("sort_key", "pk")
        return super().get_form_kwargs() | {"people": people, "part": self.part}

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"first": today()}

    def act(self, form: TakePartForm) -> str:
        """Add the part."""
        take_part(enrolment=self.enrolment, part=self.part, by=self.user, **form.values())
        messages.success(self.request, f"{form.cleaned_data['user'].full_name} arbetar med ärendet.")
        return self.cancel_url


class EndPartView(PersonForm):
    """End a substitute's or a specialist's part."""

    form_class = EndPartForm
    title = "Avsluta del i ärendet"
    verb = "Avsluta"

    @cached_property
    def assignment(self) -> CaseAssignment:
        """The part of the address."""
        people = Participant.objects.visible_to(self.user)
        rows = CaseAssignment.objects.visible_to(self.user).standing().select_related("user", "enrolment__participant")
        return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose case it is."""
        return self.assignment.enrolment.participant

    @property
    def enrolment(self) -> Enrolment:
        """The case."""
        return self.assignment.enrolment

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Whose part."""
        return f"{self.assignment.get_part_display()}: {self.assignment.user.full_name}."

    @property
    def cancel_url(self) -> str:
        """Back to who works with the case."""
        return reverse("case_staff", args=[self.enrolment.uuid])

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"last": today()}

    def act(self, form: EndPartForm) -> str:
        """End it."""
        end_part(assignment=self.assignment, last=form.cleaned_data["last"], by=self.user)
        return self.way_on()
