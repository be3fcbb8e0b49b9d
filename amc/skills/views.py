"""The page of what somebody has shown, its forms, and the paper to take along."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from amc.audit.models import ReadLog
from amc.calendar import today
from amc.skills.actions import change_certificate, judge_skills, levels_of, note_certificate, strike_certificate
from amc.skills.forms import CertificateForm, JudgeForm
from amc.skills.models import Certificate, Skill, SkillList
from amc.skills.paper import proof_pdf
from amc.skills.rules import usual_last_day
from amc.skills.shown import certificates_of, shown_skills
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality
from amc.web.documents import pdf_response
from amc.web.forms import ActionForm
from participants.models import Enrolment, Participant
from participants.views.base import PersonForm, PersonMixin
from placements.models import Supervision


class SkillsView(PersonMixin, PermittedMixin, TemplateView):
    """What the person has shown, occupation by occupation, and the certificates."""

    template_name = "skills/person.html"
    tab = "kartlaggning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the occupations that can be judged."""
        shown = shown_skills(self.user, self.participant)
        judged = {one.of for one in shown}
        lists = SkillList.objects.filter(is_active=True)
        return super().get_context_data(
            shown=shown,
            others=[one for one in lists if one not in judged],
            certificates=certificates_of(self.user, self.participant),
            today=today(),
            **kwargs,
        )


class ProofDocument(PersonMixin, PermittedMixin, View):
    """What the person has shown, as PDF."""

    reading_kind = ReadLog.Kind.DOCUMENT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        content = proof_pdf(self.user, self.case, Municipality.objects.get(pk=1), today())
        return pdf_response(content, f"kompetens-{self.case.case_number}.pdf")


class _OfSkills(PersonForm):
    """A form that leads back to what the person has shown."""

    tab = "kartlaggning"

    @property
    def cancel_url(self) -> str:
        """What the person has shown."""
        return reverse("participant_skills", args=[self.participant.uuid])

    @cached_property
    def open_case(self) -> Enrolment:
        """The open case; 404 without one."""
        return get_object_or_404(Enrolment.objects.visible_to(self.user), pk=self.case.pk, closed_on__isnull=True)


class JudgeView(_OfSkills):
    """How far the person has come with the skills of an occupation."""

    form_class = JudgeForm
    verb = "Spara bedömningen"
    lead = "Bedöm det som handledaren har sett i arbetet. Det du inte ändrar står kvar som förut."

    @cached_property
    def of(self) -> SkillList:
        """The occupation of the address."""
        return get_object_or_404(SkillList, code=self.kwargs["of"], is_active=True)

    @property
    def title(self) -> str:  # type: ignore[override]
        """Which occupation."""
        return f"Visad kompetens: {self.of.name}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the skills, and what holds of them."""
        skills = list(Skill.objects.filter(of=self.of, is_active=True))
        return super().get_form_kwargs() | {"skills": skills, "levels": levels_of(self.participant, self.of)}

    def get_initial(self) -> dict[str, Any]:
        """Today, at the place where the person is now, seen by the supervisor there."""
        place, judge = self._where()
        return {"judged_on": today(), "place": place, "judge": judge}

    def _where(self) -> tuple[str, str]:
        now = Supervision.objects.visible_to(self.user).filter(enrolment=self.open_case, period__contains=today())
        beside = ("supervisor", "employment__employer", "employment__workplace", "internship__workplace")
        row = now.select_related(*beside).first()
        if row is None:
            return "", ""
        place = row.internship.workplace if row.internship else row.employment.workplace or row.employment.employer
        return f"{place}", f"{row.supervisor.full_name}, handledare"

    def act(self, form: Any) -> str:
        """Note what has changed."""
        rows = judge_skills(self.open_case, self.of, by=self.user, today=today(), **form.said())
        words = "1 moment är bedömt" if len(rows) == 1 else f"{len(rows)} moment är bedömda"
        messages.success(self.request, f"{words}.")
        return self.cancel_url


class CertificateAdd(_OfSkills):
    """A certificate that the person holds."""

    form_class = CertificateForm
    title = "Nytt bevis"
    lead = "Skriv vad det är, från vem och hur länge det gäller. Pappret behåller deltagaren."
    verb = "Spara beviset"

    def get_instance(self) -> Certificate:
        """A row of the case for the form to fill."""
        return Certificate(enrolment=self.open_case)

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"issued_on": today()}

    def act(self, form: Any) -> str:
        """Note it."""
        note_certificate(self.open_case, today=today(), **form.values())
        messages.success(self.request, "Beviset är sparat.")
        return self.cancel_url


class _OfCertificate(_OfSkills):
    """A form about one certificate."""

    @cached_property
    def row(self) -> Certificate:
        """The certificate of the address; 404 when it, or the person, is out of sight."""
        rows = Certificate.objects.visible_to(self.user).standing().select_related("enrolment__participant", "kind")
        people = Participant.objects.visible_to(self.user)
        return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose it is."""
        return self.row.enrolment.participant


class CertificateRenew(_OfCertificate, CertificateAdd):
    """A new certificate of the same kind, when the old one ends."""

    title = "Förnya bevis"

    def get_initial(self) -> dict[str, Any]:
        """What the old one says, and as long as the kind usually holds."""
        old = self.row
        ends = usual_last_day(today(), old.kind.months)
        told = {"kind": old.kind_id, "name": old.name, "issuer": old.issuer}
        return told | {"issued_on": today(), "valid_to": ends}


class CertificateEdit(_OfCertificate):
    """A certificate is corrected, or is not to be renewed."""

    form_class = CertificateForm
    template_name = "skills/certificate.html"
    title = "Ändra bevis"
    verb = "Spara beviset"

    def get_instance(self) -> Certificate:
        """A row of its own for the form to fill."""
        return Certificate.objects.get(pk=self.row.pk)

    def act(self, form: Any) -> str:
        """Save it."""
        change_certificate(form.instance, form.cleaned_data["revision"], today=today(), **form.values())
        messages.success(self.request, "Beviset är sparat.")
        return self.cancel_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to take it away."""
        return super().get_context_data(certificate=self.row, **kwargs)


class CertificateRemove(_OfCertificate):
    """Take away a certificate that was written by mistake, when asked."""

    form_class = ActionForm
    title = "Ta bort beviset?"
    verb = "Ta bort"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which."""
        return f"{self.row}, utfärdat {self.row.issued_on}. Det visas inte mer, och du påminns inte om det."

    def act(self, form: Any) -> str:
        """Take it away."""
        strike_certificate(self.row)
        messages.success(self.request, "Beviset är borttaget.")
        return self.cancel_url
