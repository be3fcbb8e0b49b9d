"""Handledning: what supervisors see and confirm, and consultants on their behalf."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality, User
from amc.web.display import month as month_words
from amc.web.form_views import ActionFormView, lead_on
from amc.web.once import once
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements import actions
from placements.facts import as_period
from placements.forms.supervisors import ConfirmForm, ConfirmOnBehalfForm
from placements.models import InternshipAgreement, InternshipSignature, Supervision, SupervisionMonth
from placements.pictures import Limit, total_limit
from placements.querysets import CountedDays
from placements.rules.agreement import EMPLOYER
from placements.rules.supervision import confirmable_months
from placements.views.shown import amount_words

_RELATED = (
    "enrolment__participant",
    "enrolment__consultant",
    "employment__workplace",
    "employment__employer",
    "employment__scheme",
    "internship__workplace__employer",
)


@dataclass
class Question:
    """A month that waits for an answer, with the forms of both answers."""

    month: dt.date
    url: str
    yes: ConfirmForm
    no: ConfirmForm
    opened: str = ""

    @property
    def key(self) -> str:
        """What tells this question's parts from those of others on the page."""
        return str(self.yes.auto_id).removesuffix("-ja-%s")

    @property
    def word(self) -> str:
        """ "Oktober 2026"."""
        return month_words(self.month).capitalize()


@dataclass
class Card:
    """One person whom the supervisor leads, with nothing but what the task needs."""

    supervision: Supervision
    questions: list[Question]
    confirmed: list[SupervisionMonth]

    @property
    def hours(self) -> str:
        """How much the person works."""
        return amount_words(self.supervision.placement)

    @property
    def limit(self) -> Limit | None:
        """How much of what the form of employment allows is taken; the same words as staff see."""
        employment = self.supervision.employment
        return total_limit(employment.scheme, self.supervision.counted_days) if employment else None  # type: ignore[attr-defined]


def month_of(text: str) -> dt.date:
    """The first day of "2026-10"; anything else is an address that does not exist."""
    try:
        return dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError as error:
        raise Http404 from error


def question(supervision: Supervision, month: dt.date, refused: ConfirmForm | None = None) -> Question:
    """The question about one month; `refused` is the answer that was sent and not taken."""
    key = f"m-{supervision.uuid}-{month:%Y-%m}"
    forms = {
        answer: ConfirmForm(initial={"answer": answer}, auto_id=f"{key}-{answer}-%s")
        for answer in (ConfirmForm.YES, ConfirmForm.NO)
    }
    opened = ""
    if refused is not None:
        opened = refused.data.get("answer", ConfirmForm.NO)
        refused.auto_id = f"{key}-{opened}-%s"
        forms[opened] = refused
    url = reverse("supervision_confirm", args=[supervision.uuid, f"{month:%Y-%m}"])
    return Question(month, url, forms[ConfirmForm.YES], forms[ConfirmForm.NO], opened)


def cards(user: User, day: dt.date, refused: tuple[Supervision, dt.date, ConfirmForm] | None = None) -> list[Card]:
    """The cards of a supervisor on `day`: those with something to answer first."""
    found = []
    own = Supervision.objects.supervised_by(user).with_away().annotate(counted_days=CountedDays("employment"))
    rows = own.select_related(*_RELATED).prefetch_related("months")
    for supervision in rows:
        confirmed = list(supervision.months.all())
        known = {row.month for row in confirmed} | set(supervision.away_months)
        months = [month for month in confirmable_months(as_period(supervision.period), day) if month not in known]
        questions = [
            question(supervision, month, refused[2] if refused and refused[:2] == (supervision, month) else None)
            for month in reversed(months)
        ]
        found.append(Card(supervision, questions, confirmed))
    return sorted(found, key=lambda card: (not card.questions, card.supervision.last_day < day))


def waiting_agreements(user: User) -> list[InternshipAgreement]:
    """Agreements about internships that the supervisor may sign and that wait for the employer, also of those that have
    not begun."""
    signed = InternshipSignature.objects.standing().filter(agreement=OuterRef("pk"), party=EMPLOYER)
    rows = InternshipAgreement.objects.supervised_by(user).filter(~Exists(signed), frozen_at__isnull=True)
    return list(rows.select_related("internship__enrolment__participant").order_by("internship__period", "pk"))


class SupervisionView(PermittedMixin, TemplateView):
    """A supervisor's page."""

    permission = Permission.SUPERVISE
    template_name = "placements/supervision.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The cards."""
        return super().get_context_data(**_page(self.request, self.user), **kwargs)


def _page(
    request: HttpRequest, user: User, refused: tuple[Supervision, dt.date, ConfirmForm] | None = None
) -> dict[str, Any]:
    found = cards(user, today(), refused)
    waiting = waiting_agreements(user)
    people = [card.supervision.enrolment.participant_id for card in found]
    people += [row.internship.enrolment.participant_id for row in waiting]
    record_reading(
        request, ReadLog.Kind.LISTED, people, entitlement=ReadLog.Entitlement.SUPERVISOR, purpose="Handledning"
    )
    without = any(card.supervision.enrolment.consultant_id is None for card in found)
    return {
        "cards": found,
        "waiting": sum(len(card.questions) for card in found),
        "agreements": waiting,
        "municipality": Municipality.objects.first() if without else None,
        "error_form": refused[2] if refused else None,
    }


class SupervisionConfirm(PermittedMixin, View):
    """A supervisor's answer about one month."""

    permission = Permission.SUPERVISE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: str, month: str) -> HttpResponse:
        """Confirm, or show the page again with what is missing."""
        rows = Supervision.objects.supervised_by(self.user).select_related(*_RELATED, "supervisor")
        supervision = get_object_or_404(rows, uuid=uuid)
        day = month_of(month)
        form = ConfirmForm(request.POST)
        if form.is_valid():
            with once(request, form) as done:
                if not done.already:
                    actions.confirm_supervision(
                        supervision,
                        month=day,
                        **form.reported(),
                        by=self.user,
                        now=timezone.now(),
                        today=today(),
                    )
                    done.to("supervision")
            if done.url:
                person = supervision.enrolment.participant
                name = supervision.enrolment.name_on_paper if person.is_protected else person.first_name
                messages.success(request, f"Tack! {month_words(day).capitalize()} är klar för {name}.")
                return lead_on(request, done.url)
        return render(request, "placements/supervision.html", _page(request, self.user, (supervision, day, form)))


class NextOnBehalf(PermittedMixin, View):
    """Leads to the oldest month of a supervision that waits to be confirmed."""

    permission = Permission.CASEWORK
    http_method_names = ["get"]

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The form of that month; the placement when none waits any more."""
        rows = Supervision.objects.visible_to(self.user).with_away().select_related("employment", "internship")
        supervision = get_object_or_404(rows.prefetch_related("months"), uuid=uuid)
        known = {row.month for row in supervision.months.all()} | set(supervision.away_months)
        months = confirmable_months(as_period(supervision.period), today())
        waiting = [month for month in months if month not in known]
        if not waiting:
            return redirect(supervision.placement)
        return redirect("supervision_on_behalf", supervision.uuid, f"{waiting[0]:%Y-%m}")


class ConfirmOnBehalf(OpensPersonMixin, ActionFormView):
    """A consultant confirms a month on the supervisor's behalf, with a reason."""

    permission = Permission.CASEWORK
    form_class = ConfirmOnBehalfForm
    template_name = "placements/confirm_on_behalf.html"
    row_verb = "Bekräfta för handledarens räkning"

    @property
    def row_title(self) -> str:  # type: ignore[override]
        """Which month."""
        return f"Bekräfta {month_words(self.month)}"

    @cached_property
    def supervision(self) -> Supervision:
        """The supervision of the address."""
        rows = Supervision.objects.visible_to(self.user)
        related = ("supervisor", "enrolment__participant", "employment", "internship")
        return get_object_or_404(rows.select_related(*related), uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Who is supervised."""
        return self.supervision.enrolment.participant

    @property
    def month(self) -> dt.date:
        """The month of the address."""
        return month_of(self.kwargs["month"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which month, for whom."""
        supervisor = self.supervision.supervisor
        lead = {"lead": f"Handledare {supervisor}, {supervisor.phone or 'utan telefonnummer'}."} if self.in_row else {}
        return super().get_context_data(supervision=self.supervision, month=self.month, **lead, **kwargs)

    def act(self, form: Any) -> str:
        """Confirm."""
        actions.confirm_supervision(
            self.supervision,
            month=self.month,
            **form.reported(),
            by=self.user,
            now=timezone.now(),
            today=today(),
        )
        messages.success(self.request, f"{month_words(self.month).capitalize()} är bekräftad.")
        return self.supervision.placement.get_absolute_url()
