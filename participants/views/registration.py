"""From referral to enrolment: is it the right person, and whose case does it become."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import age_on, today
from amc.obstacles import Obstacle, refuse_if
from amc.staff.access import Permission
from amc.staff.models import Role, Team, User
from amc.web.display import identity
from amc.web.form_views import ActionFormView
from participants.actions.referrals import answered_obstacles, hand_on
from participants.actions.registration import accept_referral, attach_referral
from participants.duplicates import Sought, namesakes
from participants.elsewhere import is_enrolled_elsewhere, person_with_number
from participants.forms.registration import NEW, AcceptForm, AttachForm, question
from participants.models import Enrolment, Participant, Referral
from participants.rules.referrals import enrolled_obstacles
from participants.views.referrals import PURPOSE, ReferralCreateView, answered_by_others, own_referral, reader

CHANGED = Obstacle(
    "person", "Det som är känt om personen har ändrats. Kontrollera namn och ålder igen.", "person_changed"
)


def consultants_by_caseload(user: User) -> QuerySet[User]:
    """Consultants of the unit who can be given a case today, those with fewest open cases (that `user` sees) first."""
    seen = Enrolment.objects.visible_to(user)
    cases = seen.filter(consultant=OuterRef("pk"), closed_on__isnull=True).order_by()
    count = cases.values("consultant").annotate(count=Count("pk")).values("count")
    return (
        User.objects.visible_to(user)
        .filter(unit=user.unit_id)
        .with_role(Role.KONSULENT)
        .active_on(today())
        .annotate(open_cases=Coalesce(Subquery(count), 0))
        .order_by("open_cases", "sort_key", "pk")
        .select_related("team")
    )


class AcceptView(ActionFormView):
    """Takes a referral on: confirm the person by name and age, choose consultant, done."""

    permission = Permission.CASEWORK
    template_name = "participants/referrals/accept.html"

    @cached_property
    def referral(self) -> Referral:
        """The referral, if the reader may see it."""
        return own_referral(self.request, self.kwargs["uuid"])

    @cached_property
    def owner(self) -> Participant | None:
        """Who has the identity number already."""
        return person_with_number(self.referral.identity_number)

    @cached_property
    def candidates(self) -> list[Participant]:
        """Whom it may be: the owner of the number, else persons with the same name and birth date."""
        if self.owner:
            return [self.owner]
        person = self.referral
        return namesakes(
            person.unit,
            Sought.of(person.identity_number, person.first_name, person.last_name, person.birth_date),
            by=reader(self.request),
        )

    @cached_property
    def open_enrolments(self) -> dict[int, Enrolment]:
        """The open enrolments of the candidates, by person."""
        found = Enrolment.objects.filter(participant__in=self.candidates, closed_on__isnull=True)
        return {enrolment.participant_id: enrolment for enrolment in found} if self.candidates else {}

    @property
    def enrolled_here(self) -> Enrolment | None:
        """The owner's open enrolment, where it is the unit's own."""
        current = self.open_enrolments.get(self.owner.pk) if self.owner else None
        return current if current and current.unit_id == self.referral.unit_id else None

    @property
    def hindrance(self) -> str:
        """Why the person can't be enrolled here at all; empty when that may be."""
        if not self.owner or not is_enrolled_elsewhere(self.referral.identity_number):
            return ""
        return enrolled_obstacles(False)[0].message

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; a referral that is answered shows its answer instead."""
        if not self.referral.is_open:
            return redirect(self.referral)
        return super().get(request, *args, **kwargs)

    def get_form_class(self) -> type[AcceptForm | AttachForm]:
        """Somebody who is enrolled here already needs no team and no consultant."""
        return AttachForm if self.enrolled_here else AcceptForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whom it may be, and who has room for one more."""
        day = today()
        kwargs = super().get_form_kwargs() | {
            "asked": self._asked(),
            "people": self._people(),
            "cancel_url": self.referral.get_absolute_url(),
        }
        if self.enrolled_here:
            return kwargs
        consultants = consultants_by_caseload(reader(self.request))
        kwargs |= {"teams": Team.objects.filter(unit=self.referral.unit), "consultants": consultants, "today": day}
        suggested = sorted(consultants, key=lambda one: one.team_id != self.referral.team_id)
        kwargs["initial"] = {"team": self.referral.team, "consultant": suggested[0] if suggested else None}
        return kwargs

    def _asked(self) -> str:
        who = self.candidates[0] if self.candidates else self.referral
        return f"Är det {who.full_name}, {age_on(who.birth_date, today())} år?"

    def _people(self) -> list[tuple[str, str]]:
        day, referral = today(), self.referral
        choices = []
        for person in self.candidates:
            current = self.open_enrolments.get(person.pk)
            here = current is not None and current.unit_id == referral.unit_id
            detail = f"redan inskriven, {current.case_number}" if here and current else ""
            number = identity(referral.identity_number) if self.owner else ""
            choices.append((str(person.uuid), question(person, day, number=number, detail=detail)))
        if not self.owner:
            who = f"{referral.full_name}, {age_on(referral.birth_date, day)} år"
            new = f"Nej, lägg upp {who}, som ny" if choices else f"Ja, {who}, är ny här och läggs upp"
            choices.append((NEW, new))
        return choices

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the source wrote, beside who it may be."""
        known = [person.pk for person in self.candidates]
        record_reading(self.request, ReadLog.Kind.SEARCHED, known, purpose=PURPOSE)
        return super().get_context_data(**kwargs) | {
            "referral": self.referral,
            "age": age_on(self.referral.birth_date, today()),
            "hindrance": self.hindrance,
            "enrolled_here": self.enrolled_here,
            "namesakes": bool(self.candidates) and not self.owner,
        }

    def act(self, form: AcceptForm | AttachForm) -> str:
        """Enrol, or attach to the enrolment that is open, and on to the person."""
        refuse_if(answered_obstacles(self.referral))
        if hand_on(self.referral, by=reader(self.request)):
            return answered_by_others(self.request)
        chosen = form.cleaned_data["person"]
        person = next((one for one in self.candidates if str(one.uuid) == chosen), None)
        refuse_if([] if person or (chosen == NEW and not self.owner) else [CHANGED])
        current = self.open_enrolments.get(person.pk) if person else None
        by, now = reader(self.request), timezone.now()
        if person and current and current.unit_id == self.referral.unit_id:
            attach_referral(referral=self.referral, participant=person, by=by, today=today(), now=now)
            messages.success(self.request, f"Anvisningen är kopplad till {current.case_number}.")
            return reverse("participant_detail", args=[person.uuid])
        values = form.values()
        del values["person"]
        enrolment = accept_referral(referral=self.referral, participant=person, by=by, today=today(), now=now, **values)
        messages.success(self.request, f"Inskriven med ärendenummer {enrolment.case_number}.")
        return reverse("participant_detail", args=[enrolment.participant.uuid])


class RegistrationCreateView(ReferralCreateView):
    """Enrols somebody who comes on their own initiative, where a source allows it [S2]."""

    own_initiative = True
