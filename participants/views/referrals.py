"""The inbox: what has come in, one of them open, and the answers to it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Subquery, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import age_on, swedish_plural, today, working_days_between
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality, Unit, User
from amc.web.filters import ListQuery
from amc.web.form_views import ActionFormView
from participants.actions.referrals import ANSWERS, complete_referral, hand_on, mark_seen, register_referral
from participants.duplicates import Sought, open_matters
from participants.forms.referrals import AnswerForm, InboxFilter, ReferralForm
from participants.models import Referral
from participants.rules.referrals import TRANSITIONS, Answer, Transition, available_answers

ADDRESSES = {
    Answer.ACCEPT: "referral_accept",
    Answer.RETURN: "referral_return",
    Answer.SUPPLEMENT: "referral_supplement",
    Answer.DECLINE: "referral_decline",
}
ASKED = {
    Answer.RETURN: (
        "Varför lämnas den tillbaka?",
        "Skriv så att remittenten förstår, till exempel: bor i en annan kommun.",
    ),
    Answer.SUPPLEMENT: ("Vad saknas?", "Anvisningen väntar i inkorgen tills den är kompletterad."),
    Answer.DECLINE: ("Varför avböjs den?", "Skriv så att remittenten förstår."),
}
ANSWERED = {
    Answer.RETURN: "Anvisningen är återlämnad.",
    Answer.SUPPLEMENT: "Anvisningen väntar på komplettering.",
    Answer.DECLINE: "Anvisningen är avböjd.",
}
TONES = {
    Referral.State.UNSEEN: "info",
    Referral.State.SEEN: "neutral",
    Referral.State.SUPPLEMENT: "soon",
    Referral.State.ACCEPTED: "done",
    Referral.State.RETURNED: "neutral",
    Referral.State.DECLINED: "neutral",
}
PURPOSE = "Mottagande av anvisningar"
# Where no municipality is set up yet.
ALARM_DAYS = 5
UNSEEN_FIRST = Case(When(state=Referral.State.UNSEEN, then=Value(0)), default=Value(1), output_field=IntegerField())


def reader(request: HttpRequest) -> User:
    """Who asks; somebody without a unit has no inbox."""
    user = request.user
    if not isinstance(user, User) or user.unit_id is None:
        raise Http404
    return user


def own_unit(request: HttpRequest) -> Unit:
    """The reader's unit."""
    unit = reader(request).unit
    if unit is None:
        raise Http404
    return unit


def own_referral(request: HttpRequest, uuid: str) -> Referral:
    """The referral, if the reader may see it; else the same 404 as for one that does not exist."""
    referrals = Referral.objects.visible_to(reader(request))
    found = get_object_or_404(
        referrals.select_related("source", "team", "unit", "seen_by", "decided_by", "registered_by", "participant"),
        uuid=uuid,
    )
    record_reading(request, ReadLog.Kind.OPENED, [found.participant_id], referrals=[found.uuid], purpose=PURPOSE)
    return found


def answered_by_others(request: HttpRequest) -> str:
    """Back to the inbox, with the word that somebody else was first."""
    messages.warning(request, "Någon annan har redan svarat på anvisningen.")
    return reverse("referral_list")


class InboxView(PermittedMixin, TemplateView):
    """The list at the left, and at the right the one that is open, each at its own address."""

    permission = Permission.CASEWORK
    template_name = "participants/referrals/inbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of the list; unread first, then by when they came in."""
        day = today()
        query = ListQuery(self.request.GET)
        referrals = Referral.objects.visible_to(reader(self.request))
        filters = InboxFilter(self.request.GET, queryset=referrals, request=self.request)
        found = filters.qs if filters.is_valid() else referrals.none()
        settled = filters.form.cleaned_data.get("lage") in {"mottagna", "aterlamnade", "avbojda"}
        order = ("-received_on", "-id") if settled else (UNSEEN_FIRST, "received_on", "id")
        alarm_days = Municipality.objects.filter(pk=1).values("referral_unseen_days")
        listed = found.select_related("source", "team").annotate(alarm_days=Subquery(alarm_days)).order_by(*order)
        page = Paginator(listed, query.per_page).get_page(query.page)
        address = query.address()
        selected = self._selected(day)
        known, referrals_shown = [row.participant_id for row in page], [row.uuid for row in page]
        record_reading(self.request, ReadLog.Kind.LISTED, known, referrals=referrals_shown, purpose=PURPOSE)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": [self._row(referral, day) for referral in page],
            "filter_form": filters.form,
            "filter_active": filters.active,
            "hits": swedish_plural(page.paginator.count, "anvisning", "anvisningar"),
            "unseen": referrals.filter(state=Referral.State.UNSEEN).count(),
            "address": "" if address == "?" else address,
            "opened": selected,
        }

    def _row(self, referral: Referral, day: dt.date) -> dict[str, Any]:
        waited = working_days_between(referral.received_on, day) if referral.is_open else None
        alarm_days = getattr(referral, "alarm_days", None) or ALARM_DAYS
        return {
            "referral": referral,
            "tone": TONES[Referral.State(referral.state)],
            "waited": waited,
            "late": referral.state == Referral.State.UNSEEN and (waited or 0) > alarm_days,
            "age": age_on(referral.birth_date, day),
        }

    def _selected(self, day: dt.date) -> dict[str, Any] | None:
        if "uuid" not in self.kwargs:
            return None
        referral = own_referral(self.request, self.kwargs["uuid"])
        answers = [
            (answer, reverse(ADDRESSES[answer.answer], args=[referral.uuid]))
            for answer in available_answers(referral.state)
        ]
        return self._row(referral, day) | {
            "answers": [pair for pair in answers if pair[0].answer is not Answer.ACCEPT],
            "known": self._known(referral),
        }

    def _known(self, referral: Referral) -> list[str]:
        """What else is open about the same person, in words."""
        if not referral.is_open:
            return []
        sought = Sought.of(referral.identity_number, referral.first_name, referral.last_name, referral.birth_date)
        matters = open_matters(referral.unit, [sought], by=reader(self.request), but=referral.pk)
        return list(dict.fromkeys(known.words for known in matters.get(sought, [])))


class SeenView(PermittedMixin, View):
    """Notes that a referral has been read; the open one does so by itself, without scripts there is a button."""

    permission = Permission.CASEWORK
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """Mark, and answer with what has changed on the page."""
        referral = own_referral(request, uuid)
        mark_seen(referral, by=reader(request), now=timezone.now())
        if request.headers.get("HX-Request") != "true":
            return redirect(referral)
        context = {
            "referral": own_referral(request, uuid),
            "unseen": Referral.objects.visible_to(reader(request)).filter(state=Referral.State.UNSEEN).count(),
        }
        return render(request, "participants/referrals/seen.html", context)


class ReferralCreateView(ActionFormView):
    """Logs a referral by hand."""

    permission = Permission.CASEWORK
    form_class = ReferralForm
    template_name = "participants/referrals/form.html"
    own_initiative = False

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form knows the unit and the day."""
        return super().get_form_kwargs() | {
            "unit": own_unit(self.request),
            "today": today(),
            "own_initiative": self.own_initiative,
            "cancel_url": reverse("referral_list"),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words of the page."""
        return super().get_context_data(**kwargs) | {"own_initiative": self.own_initiative, "referral": None}

    def act(self, form: ReferralForm) -> str:
        """Log it, and open it; who comes on their own initiative is enrolled at once."""
        referral = register_referral(
            unit=form.unit, by=reader(self.request), today=today(), now=timezone.now(), **form.values()
        )
        if self.own_initiative:
            return reverse("referral_accept", args=[referral.uuid])
        messages.success(self.request, "Anvisningen är inlagd.")
        return referral.get_absolute_url()


class ReferralEditView(ReferralCreateView):
    """Completes or corrects a referral that waits."""

    def get_instance(self) -> Referral:
        """The referral, if the reader may see it."""
        return own_referral(self.request, self.kwargs["uuid"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """The way out is back to the referral."""
        return super().get_form_kwargs() | {"cancel_url": reverse("referral_detail", args=[self.kwargs["uuid"]])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The referral, for the way back."""
        context = super().get_context_data(**kwargs)
        return context | {"referral": context["form"].instance}

    def act(self, form: ReferralForm) -> str:
        """Save, unless somebody else did so first."""
        values = form.values()
        del values["accept_duplicate"]
        referral = complete_referral(form.instance, form.cleaned_data["revision"], today=today(), **values)
        messages.success(self.request, "Anvisningen är sparad.")
        return referral.get_absolute_url()


class AnswerView(ActionFormView):
    """Returns or declines a referral, or asks for more, with the reason. In the inbox it opens in place."""

    permission = Permission.CASEWORK
    form_class = AnswerForm
    template_name = "participants/referrals/answer.html"
    answer = Answer.RETURN

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is asked depends on the answer."""
        label, help_text = ASKED[self.answer]
        return super().get_form_kwargs() | {"label": label, "help_text": help_text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The referral that is answered."""
        referral = own_referral(self.request, self.kwargs["uuid"])
        return super().get_context_data(**kwargs) | {
            "referral": referral,
            "verb": self.transition.verb,
            "age": age_on(referral.birth_date, today()),
        }

    @property
    def transition(self) -> Transition:
        """The answer with its words."""
        return TRANSITIONS[self.answer]

    def get_template_names(self) -> list[str]:
        """The page, or for htmx the form alone."""
        names = super().get_template_names()
        if self.request.headers.get("HX-Request") == "true":
            return [f"{name}#answer" for name in names]
        return names

    def act(self, form: AnswerForm) -> str:
        """Answer, and back to the inbox."""
        referral = own_referral(self.request, self.kwargs["uuid"])
        if hand_on(referral, by=reader(self.request)):
            return answered_by_others(self.request)
        ANSWERS[self.answer](referral, reason=form.cleaned_data["reason"], by=reader(self.request), now=timezone.now())
        messages.success(self.request, ANSWERED[self.answer])
        return reverse("referral_list")
