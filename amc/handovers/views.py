"""Handing over a consultant's cases as one step, the list of such steps, undoing one, and the letter."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import today
from amc.handovers.forms import HandoverForm
from amc.handovers.pages import Brief, briefs
from amc.handovers.tables import HandoverTable
from amc.obstacles import Obstacle, Refused
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import User
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.list_views import ListPage
from amc.web.templatetags.amc import plural
from participants.actions.handovers import hand_over_cases, read_letter, undo_handover
from participants.actions.planning import plan_changes
from participants.models import Enrolment, HandedCase, Handover, HandoverLetter, PlannedChange
from participants.page import Change, change_to_come
from participants.rules.handovers import told_of_kept
from participants.views.registration import consultants_by_caseload

DISTRIBUTE = "fordela"
ONLY_THE_RECEIVER = Obstacle(None, "Brevet är till någon annan, som själv säger att det är läst.", "not_yours")


class WhoseCases(PermittedMixin, TemplateView):
    """Whose cases are to be handed over: those at the unit who have open ones, also where the account is closed."""

    permission = Permission.MANAGE
    template_name = "handovers/whose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with how many the user sees."""
        mine = Q(cases__closed_on__isnull=True, cases__in=Enrolment.objects.visible_to(self.user))
        rows = User.objects.visible_to(self.user).annotate(open_cases=Count("cases", filter=mine))
        return super().get_context_data(
            people=rows.filter(open_cases__gt=0).order_by("sort_key", "pk"), today=today(), **kwargs
        )


class CreateHandover(ActionFormView):
    """Who takes which of somebody's cases, with what is due in each."""

    permission = Permission.MANAGE
    form_class = HandoverForm
    template_name = "handovers/create.html"

    @cached_property
    def of(self) -> User:
        """Whose cases."""
        people = User.objects.visible_to(self.user).filter(unit=self.user.unit_id)
        return get_object_or_404(people, uuid=self.kwargs["uuid"])

    @cached_property
    def briefs(self) -> list[Brief]:
        """The open cases that the user sees, with what is due."""
        cases = Enrolment.objects.visible_to(self.user).filter(consultant=self.of, closed_on__isnull=True)
        rows = cases.annotate(change_to_come=change_to_come()).order_by("participant__sort_key", "pk")
        return briefs(rows, timezone.localtime())

    def get_form_kwargs(self) -> dict[str, Any]:
        """The cases, and who can take them."""
        takers = consultants_by_caseload(self.user).exclude(pk=self.of.pk)
        cases = [brief.enrolment for brief in self.briefs]
        return super().get_form_kwargs() | {"cases": cases, "takers": takers, "of": self.of}

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"first": today()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand over, or show first who would take what."""
        if DISTRIBUTE not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        form.show(form.chosen())
        return self.render_to_response(self.get_context_data(form=form, is_shown=True))

    def act(self, form: HandoverForm) -> Handover | PlannedChange:
        """Hand them over, all or none; for good from a day to come, plan it."""
        values = form.cleaned_data
        if values["last"] is None and values["first"] > today():
            return self._plan(form)
        handover = hand_over_cases(
            of=self.of,
            chosen=form.chosen(),
            first=values["first"],
            last=values["last"],
            reason=values["reason"],
            by=self.user,
            now=timezone.now(),
        )
        amount = HandedCase.objects.visible_to(self.user).filter(letter__handover=handover).count()
        messages.success(self.request, f"{plural(amount, 'ärende', 'ärenden')} lämnades över.")
        return handover

    def _plan(self, form: HandoverForm) -> PlannedChange:
        values = form.cleaned_data
        changes = plan_changes(
            of=self.of,
            chosen=form.chosen(),
            day=values["first"],
            reason=values["reason"],
            by=self.user,
            now=timezone.now(),
        )
        amount = plural(len(changes), "ärende", "ärenden")
        messages.success(self.request, f"{amount} byter konsulent {values['first']}. Till dess är allt som förut.")
        return changes[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each case with its field, and that they are shown."""
        context = super().get_context_data(**kwargs)
        record_reading(self.request, ReadLog.Kind.LISTED, [brief.enrolment.participant_id for brief in self.briefs])
        form = context["form"]
        return context | {
            "of": self.of,
            "rows": [(brief, form.field_of(brief.enrolment), Change.of(brief.enrolment)) for brief in self.briefs],
            "distribute": DISTRIBUTE,
            "today": today(),
        }


class HandoverList(ListPage):
    """The unit's handovers, the latest first."""

    permission = Permission.MANAGE
    template_name = "handovers/list.html"
    title = "Överlämningar"
    table_class = HandoverTable
    order = ("-made_at",)

    def get_queryset(self) -> QuerySet[Handover]:
        """The unit's."""
        return Handover.objects.visible_to(self.user)

    def get_rows(self) -> QuerySet[Handover]:
        """With how many cases the user sees of each, and whether some of them stayed when it was undone."""
        cases = HandedCase.objects.visible_to(self.user).filter(letter__handover=OuterRef("pk")).order_by()
        amounts = cases.values("letter__handover").annotate(amount=Count("pk")).values("amount")
        rows = self.get_queryset().select_related("of").prefetch_related("letters__to")
        kept = Exists(cases.filter(state=HandedCase.State.KEPT))
        return rows.annotate(amount=Coalesce(Subquery(amounts), 0), kept=kept)


class OfHandover(PermittedMixin):
    """A view of one handover of the own unit."""

    permission = Permission.MANAGE
    kwargs: dict[str, Any]

    @cached_property
    def handover(self) -> Handover:
        """The handover of the address."""
        rows = Handover.objects.visible_to(self.user).select_related("of", "made_by", "undone_by")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @cached_property
    def cases(self) -> list[HandedCase]:
        """Its cases that the user sees."""
        rows = HandedCase.objects.visible_to(self.user).filter(letter__handover=self.handover)
        return list(rows.select_related("letter__to", "enrolment__participant"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The handover with its cases, which are shown."""
        record_reading(self.request, ReadLog.Kind.LISTED, [row.enrolment.participant_id for row in self.cases])
        return super().get_context_data(handover=self.handover, cases=self.cases, **kwargs)  # type: ignore[misc]


class HandoverPage(OfHandover, TemplateView):
    """Who took which case, and whether they have read about them."""

    template_name = "handovers/handover.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The letters with their cases."""
        letters = HandoverLetter.objects.visible_to(self.user).filter(handover=self.handover).select_related("to")
        rows = [(letter, [row for row in self.cases if row.letter_id == letter.pk]) for letter in letters]
        return super().get_context_data(letters=[row for row in rows if row[1]], **kwargs)


class UndoHandover(OfHandover, ActionFormView):
    """Take the step back: each case as it was, but for those that have been changed since."""

    form_class = ActionForm
    template_name = "handovers/undo.html"

    def act(self, form: ActionForm) -> Handover:
        """Undo it, and name what stays."""
        undone = undo_handover(handover=self.handover, by=self.user, now=timezone.now())
        if undone.amount:
            cases = plural(undone.amount, "ärende är som det var", "ärenden är som de var")
            messages.success(self.request, f"{cases} före överlämningen.")
        if undone.kept:
            messages.warning(self.request, told_of_kept(undone.kept))
        return self.handover


class LetterPage(ActionFormView):
    """What somebody took over: per case what is due, as it stands on the day that it is read."""

    permission = Permission.READ_CASES
    form_class = ActionForm
    template_name = "handovers/letter.html"

    @cached_property
    def letter(self) -> HandoverLetter:
        """The letter of the address: one's own, for the enhetschef the unit's."""
        rows = HandoverLetter.objects.visible_to(self.user).select_related("handover__of", "handover__made_by", "to")
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    def act(self, form: ActionForm) -> str:
        """Note that it is read."""
        if self.letter.to_id != self.user.pk:
            raise Refused(ONLY_THE_RECEIVER)
        read_letter(letter=self.letter, now=timezone.now())
        messages.success(self.request, "Brevet är markerat som läst.")
        return self.letter.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The cases that still are the receiver's, and how many went on to somebody else."""
        letter = self.letter
        handed = HandedCase.objects.visible_to(self.user).filter(letter=letter)
        cases = Enrolment.objects.visible_to(self.user).filter(pk__in=handed.values("enrolment"))
        still = cases.filter(closed_on__isnull=True).exclude(handed__in=handed.filter(state=HandedCase.State.UNDONE))
        if letter.handover.for_good:
            still = still.filter(consultant=letter.to)
        rows = briefs(still.order_by("participant__sort_key", "pk"), timezone.localtime())
        record_reading(self.request, ReadLog.Kind.LISTED, [row.enrolment.participant_id for row in rows])
        return super().get_context_data(
            letter=letter,
            handover=letter.handover,
            rows=rows,
            gone=cases.count() - len(rows),
            is_mine=letter.to_id == self.user.pk,
            back=reverse("my_day"),
            **kwargs,
        )
