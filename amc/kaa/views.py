"""The register of KAA on the participant's page, its forms, and the way out."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.calendar import today
from amc.kaa import rules
from amc.kaa.actions import change_row, leave_kaa, register_row, strike_row
from amc.kaa.duty import leaves_on
from amc.kaa.forms import AttemptForm, ExitForm, MeasureForm, OccupationForm
from amc.kaa.models import REGISTER, ContactAttempt, Measure, Occupation
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.forms import ActionForm
from participants.models import Enrolment, Participant, Source
from participants.views.base import CaseMixin, PersonForm

Table = type[Measure | ContactAttempt | Occupation]


class KaaMixin(CaseMixin):
    """A view of a case that is KAA's; 404 for any other."""

    @cached_property
    def enrolment(self) -> Enrolment:
        """The enrolment of the address."""
        rows = Enrolment.objects.visible_to(self.user).select_related("participant", "consultant", "source", "referral")
        people = Participant.objects.visible_to(self.user)
        kaa = rows.filter(participant__in=people, source__regime=Source.Regime.KAA)
        return get_object_or_404(kaa, uuid=self.kwargs["uuid"])


class RegisterView(KaaMixin, PermittedMixin, TemplateView):
    """All that the register holds of one young person."""

    permission = Permission.READ_CASES
    template_name = "kaa/register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows, the latest first."""
        own = {"enrolment": self.enrolment}
        return super().get_context_data(
            case=self.enrolment,
            leaves_on=leaves_on(self.enrolment),
            may_register=Permission.CASEWORK.granted_to(self.user),
            measures=Measure.objects.standing().visible_to(self.user).filter(**own).select_related("kind"),
            attempts=ContactAttempt.objects.standing().visible_to(self.user).filter(**own),
            occupations=Occupation.objects.standing().visible_to(self.user).filter(**own),
            items=list(rules.Item),
            **kwargs,
        )


class RegisterForm(PersonForm):
    """A form that leads back to the register."""

    said = ""

    @property
    def cancel_url(self) -> str:
        """The register."""
        return reverse("kaa_register", args=[self.case.uuid])


class Add(KaaMixin, RegisterForm):
    """A new row of the register."""

    table: Table

    def get_instance(self) -> Any:
        """A row of the case for the form to fill."""
        return self.table(enrolment=self.enrolment)

    def act(self, form: Any) -> str:
        """Write it."""
        register_row(self.table(enrolment=self.enrolment), by=self.user, today=today(), **form.values())
        messages.success(self.request, self.said)
        return self.cancel_url


class Edit(RegisterForm):
    """A row of the register is corrected or completed."""

    table: Table
    template_name = "kaa/edit.html"

    @cached_property
    def row(self) -> Any:
        """The row of the address."""
        return row_of(self.table, self.user, self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose it is."""
        return self.row.enrolment.participant

    @property
    def enrolment(self) -> Enrolment:
        """The case."""
        return self.row.enrolment

    def get_instance(self) -> Any:
        """A row of its own for the form to fill."""
        return self.table.objects.select_related("enrolment__referral").get(pk=self.row.pk)

    def act(self, form: Any) -> str:
        """Save it."""
        change_row(form.instance, form.cleaned_data["revision"], by=self.user, today=today(), **form.values())
        messages.success(self.request, self.said)
        return self.cancel_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to take it away."""
        remove_url = reverse("kaa_remove", args=[self.table.slug, self.row.uuid])
        return super().get_context_data(remove_url=remove_url, **kwargs)


def row_of(table: Table, user: Any, uuid: Any) -> Any:
    """The row of the register with `uuid`; 404 when it, or the person, is out of sight."""
    rows = table.objects.standing().visible_to(user).select_related("enrolment__participant", "enrolment__referral")
    people = Participant.objects.visible_to(user)
    return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=uuid)


class OfMeasure:
    """The words of measures."""

    table: Table = Measure
    form_class: Any = MeasureForm
    verb, said = "Spara insatsen", "Insatsen är sparad."
    lead = "Registret har bara de uppgifter som lagen räknar upp. Skriv annat i journalen."


class OfAttempt:
    """The words of contact attempts."""

    table: Table = ContactAttempt
    form_class: Any = AttemptForm
    verb, said = "Spara kontaktförsöket", "Kontaktförsöket är sparat, också i journalen."
    lead = "Kontaktförsöket står också i journalen. Skriv annat om det där."


class OfOccupation:
    """The words of occupations."""

    table: Table = Occupation
    form_class: Any = OccupationForm
    verb, said = "Spara sysselsättningen", "Sysselsättningen är sparad."
    lead = "Bara slaget får stå i registret, inte varför eller hos vem."


class MeasureAdd(OfMeasure, Add):
    """A measure is offered."""

    title = "Ny insats i KAA"

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"offered_on": today()}


class AttemptAdd(OfAttempt, Add):
    """The young person is sought."""

    title = "Nytt kontaktförsök"

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"made_on": today()}


class OccupationAdd(OfOccupation, Add):
    """The young person does something."""

    title = "Ny sysselsättning"


class MeasureEdit(OfMeasure, Edit):
    """The answer comes, the period is settled."""

    title = "Ändra insats i KAA"


class AttemptEdit(OfAttempt, Edit):
    """A contact attempt was written down wrongly."""

    title = "Ändra kontaktförsök"


class OccupationEdit(OfOccupation, Edit):
    """An occupation ends."""

    title = "Ändra sysselsättning"


class RemoveView(Edit):
    """Take away a row that was written by mistake, when asked."""

    form_class = ActionForm
    template_name = "participants/form.html"
    title = "Ta bort ur KAA-registret?"
    verb = "Ta bort"
    said = "Uppgiften är borttagen ur registret."

    @property
    def table(self) -> Any:  # type: ignore[override]
        """The table of the address."""
        if self.kwargs["of"] not in REGISTER:
            raise Http404
        return REGISTER[self.kwargs["of"]]

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which row."""
        return f"{self.row}. Uppgiften visas inte mer och följer inte med i halvårslistan."

    def get_instance(self) -> None:
        """The form has no fields."""
        return

    def act(self, form: Any) -> str:
        """Take it away."""
        strike_row(self.row, by=self.user)
        messages.success(self.request, self.said)
        return self.cancel_url


class ExitView(KaaMixin, RegisterForm):
    """KAA ends, and another source takes over in one step."""

    form_class = ExitForm
    title = "Lämna KAA"
    verb = "Lämna över till ny remittent"
    template_name = "kaa/exit.html"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """When, and what happens."""
        last = leaves_on(self.enrolment)
        when = f"Ansvaret upphör {last}, på födelsedagen. " if last else ""
        return (
            f"{when}Ärendet avslutas, och deltagaren skrivs in på nytt med samma konsulent. Bokade möten, kontakter "
            "utanför enheten, åtaganden och begärda utlåtanden följer med. Journal, plan och register blir kvar i det "
            "avslutade ärendet."
        )

    def get_initial(self) -> dict[str, Any]:
        """The day before the birthday, or yesterday."""
        case = self.enrolment
        day = rules.last_day_of_duty(self.participant.birth_date, case.source.below_age, case.opened_on, today())
        return {"last_day": day}

    def get_draft_key(self) -> str:
        """One draft per case."""
        return f"kaa-exit:{self.kwargs['uuid']}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the day that sources are to be valid on, and whose case it is: what other apps ask depends on it."""
        return super().get_form_kwargs() | {"day": today(), "enrolment": self.enrolment}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how the person was sought last."""
        sought = ContactAttempt.objects.standing().visible_to(self.user).filter(enrolment=self.enrolment)
        return super().get_context_data(**({"sought": sought.first()} | kwargs))

    def act(self, form: Any) -> str:
        """Leave."""
        own = ("source", "last_day", "receiver", "may_contact", "contact_how", "summary")
        values = {name: form.cleaned_data[name] for name in own}
        new = leave_kaa(self.enrolment, **values, answers=form.answers(), by=self.user, now=timezone.now())
        told = f"har lämnat KAA och är inskriven från {new.opened_on}, {new.source.name}."
        messages.success(self.request, f"{self.participant.full_name} {told}")
        return self.way_on()

    @property
    def cancel_url(self) -> str:
        """The participant's page, which stands when the case is closed."""
        return reverse("participant_detail", args=[self.participant.uuid])
