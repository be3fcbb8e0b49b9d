"""Handledning: what supervisors see, confirm and dispute."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
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
from placements import actions
from placements.facts import as_period
from placements.forms.months import ConfirmForm, DisputeForm
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


@dataclass(frozen=True)
class Untaken:
    """An answer that was not taken, about a month that the page does not ask about any more: why, what was typed, and
    where the month as it was answered is."""

    errors: list[str]
    typed: list[str]
    word: str
    url: str


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
    rows = own.select_related(*_RELATED).prefetch_related("months__corrections")
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


def untaken(found: list[Card], refused: tuple[Supervision, dt.date, ConfirmForm]) -> Untaken | None:
    """What became of an answer that was refused, unless its question is among the cards and says so itself: somebody
    else has answered meanwhile, and what was typed must not be lost."""
    supervision, month, form = refused
    card = next((card for card in found if card.supervision == supervision), None)
    if card and any(question.month == month for question in card.questions):
        return None
    answered = [row for row in card.confirmed if row.month == month] if card else []
    url = reverse("supervision_dispute", args=[answered[0].uuid]) if answered else ""
    typed = [form.data.get(name, "").strip() for name in ("comment", "learnt", "concern")]
    errors = [str(error) for errors in form.errors.values() for error in errors]
    return Untaken(errors, [words for words in typed if words], month_words(month).capitalize(), url)


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
        "untaken": untaken(found, refused) if refused else None,
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


class DisputeMonth(ActionFormView):
    """A supervisor says that a month as it holds is wrong."""

    permission = Permission.SUPERVISE
    form_class = DisputeForm
    template_name = "placements/dispute.html"

    @cached_property
    def proof(self) -> SupervisionMonth:
        """The confirmed month of the address, of the supervisor's own."""
        mine = Supervision.objects.supervised_by(self.user)
        rows = SupervisionMonth.objects.filter(supervision__in=mine)
        related = [f"supervision__{path}" for path in (*_RELATED, "supervisor")]
        return get_object_or_404(rows.select_related(*related), uuid=self.kwargs["uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which month of whom, as it stands."""
        person = [self.proof.supervision.enrolment.participant_id]
        entitlement = ReadLog.Entitlement.SUPERVISOR
        record_reading(self.request, ReadLog.Kind.LISTED, person, entitlement=entitlement, purpose="Handledning")
        return super().get_context_data(proof=self.proof, held=self.proof.held, **kwargs)

    def act(self, form: Any) -> str:
        """Note it."""
        actions.dispute_month(
            self.proof, text=form.cleaned_data["text"], by=self.user, now=timezone.now(), today=today()
        )
        messages.success(self.request, f"Tack! Din kontakt ser över {month_words(self.proof.month)}.")
        return reverse("supervision")
