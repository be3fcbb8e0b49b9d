"""The plan: its page, its versions, agreement and document."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import BigIntegerField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.views.generic import TemplateView, View

from amc.audit.models import ReadLog
from amc.obstacles import Refused
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality, User
from amc.web.documents import pdf_response
from amc.web.forms import ActionForm
from amc.written import Slot, written_once
from handlingsplan import rules
from handlingsplan.actions.plans import agree_plan, create_plan, discard_draft, revise_plan
from handlingsplan.actions.returning import begin_from_earlier, earlier_plan
from handlingsplan.carried import carried, carry
from handlingsplan.compare import compare_versions
from handlingsplan.content import PlanContent, fingerprint, first_agreed, read_content
from handlingsplan.document import plan_pdf
from handlingsplan.forms import AgreeForm
from handlingsplan.forms_earlier import EarlierForm
from handlingsplan.hooks import activity_ties, read_weekly
from handlingsplan.hours import ONE_DAY, WEEK
from handlingsplan.models import Activity, FollowUp, PlanVersion
from handlingsplan.pages import ShownPlan, show_plan, shown_parties
from handlingsplan.paper import Language
from handlingsplan.progress_page import progress_of
from handlingsplan.views.base import BOARD, LIST, WEEKS, CaseForm, CaseMixin, compared, versions_of
from handlingsplan.weeks import WEEKS_SHOWN, calendar_of, monday_of
from handlingsplan.wordings import translated
from participants.models import Enrolment, Meeting
from participants.time_limits import time_limits


def as_it_stands(versions: Sequence[PlanVersion], *, enrolment_open: bool) -> PlanVersion | None:
    """The one of `versions`, the newest first, that is the plan: the draft where there is one, else that in force. A
    draft that was not agreed before the case was closed never became the plan."""
    in_force = next((row for row in versions if row.state == PlanVersion.State.AGREED), None)
    return (None if enrolment_open else in_force) or next(iter(versions), None)


@written_once(enrolment=BigIntegerField())
def _versions(user: User, enrolment: Slot) -> "QuerySet[PlanVersion]":
    return versions_of(user, enrolment).select_related("consultant_agreed_by", "consultant_lost")


@written_once(enrolment=BigIntegerField())
def _next_follow_up(user: User, enrolment: Slot) -> "QuerySet[FollowUp]":
    own = FollowUp.objects.visible_to(user).filter(enrolment=enrolment).open()
    return own.select_related("meeting").order_by("due_on", "id")[:1]


class PlanPage(CaseMixin, PermittedMixin, TemplateView):
    """The plan as it stands."""

    template_name = "handlingsplan/plan.html"

    def chosen(self, versions: list[PlanVersion]) -> PlanVersion | None:
        """The plan itself."""
        return as_it_stands(versions, enrolment_open=self.enrolment.is_open)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chosen version with all that belongs to it."""
        versions = _versions(self.user, enrolment=self.enrolment.pk)
        version = self.chosen(versions)
        shown: dict[str, Any] = {"versions": versions, "version": version, "content": None}
        if version:
            shown |= self._about(version, versions)
        elif self.may_edit:
            shown |= self._earlier()
        shown["next_follow_up"] = _next_follow_up.first(self.user, enrolment=self.enrolment.pk)
        shown["sets"] = progress_of(self.user, self.enrolment)
        return super().get_context_data(**(shown | kwargs))

    def _earlier(self) -> dict[str, Any]:
        """The plan of an earlier enrolment, to choose from."""
        earlier = earlier_plan(self.user, self.enrolment)
        if earlier is None:
            return {}
        content = read_content(earlier)
        done = [row for row in content.activities if row.state == Activity.State.DONE]
        return {"earlier": earlier, "earlier_done": done, "earlier_form": EarlierForm(earlier=content)}

    def _about(self, version: PlanVersion, versions: list[PlanVersion]) -> dict[str, Any]:
        content = read_content(version)
        editing = self.may_edit and version.is_draft
        ties = activity_ties(self.person_head)
        shown = show_plan(content, self.participant.uuid, user=self.user, may_edit=editing, ties=ties)
        in_force = next((row for row in versions if row.state == PlanVersion.State.AGREED), None)
        return self._shown_as(shown, content) | {
            "content": content,
            "shown": shown,
            "parties": shown_parties(version),
            "in_force": in_force,
            "has_draft": versions[0].is_draft and self.enrolment.is_open,
            "editing": editing,
            "opening": self.enrolment.is_open and version.state != PlanVersion.State.REPLACED,
            "answering": self.may_edit and version.state == PlanVersion.State.AGREED,
            "telling": len(versions) > 1,
            "lacks": _lacks(content) if version.is_draft else [],
            "languages": Language.choices,
            "own_language": Language.spoken(self.participant.interpreter_language),
            "earlier": next((row for row in versions if row.number < version.number), None),
        }

    def _shown_as(self, shown: ShownPlan, content: PlanContent) -> dict[str, Any]:
        """What the columns or the week need."""
        if self.visa == BOARD:
            return {"visa": BOARD, "shown_as": self.shown_as, "board": shown.columns()}
        if self.visa != WEEKS:
            return {"visa": LIST}
        today = timezone.localdate()
        monday = monday_of(self.request.GET.get("fran", ""), today)
        weekly = read_weekly(self.person_head, self.enrolment, monday, monday + WEEKS_SHOWN * WEEK - ONE_DAY)
        return {
            "visa": WEEKS,
            "shown_as": self.shown_as,
            "once": uuid4(),
            "calendar": calendar_of(
                shown.rows,
                lambda item: item.row,
                weekly,
                monday=monday,
                today=today,
                agreed_first=first_agreed(content),
                closed_on=self.enrolment.closed_on,
            ),
            "asked_at": next((span.url for span in weekly.asked), ""),
            "this_week": monday_of("", today),
            "earlier_week": monday - WEEK,
            "later_week": monday + WEEK,
        }


class VersionPage(PlanPage):
    """An earlier version, or the one in force while there is a draft."""

    def chosen(self, versions: list[PlanVersion]) -> PlanVersion:
        """The version with the number in the address."""
        found = next((row for row in versions if row.number == self.kwargs["number"]), None)
        if found is None:
            raise Http404
        return found


def _lacks(content: PlanContent) -> list[str]:
    obstacles = rules.completeness_obstacles([part.goal for part in content.goals], content.activities)
    return [obstacle.message for obstacle in obstacles]


class CreatePlan(CaseForm):
    """The button "Skapa handlingsplan"."""

    form_class = ActionForm
    title = "Skapa handlingsplan"
    verb = "Skapa handlingsplan"

    @cached_property
    def earlier(self) -> PlanVersion | None:
        """The plan that it begins from, where that is asked for and there is one."""
        asked = self.request.POST.get("fran_forra") == "1"
        return earlier_plan(self.user, self.enrolment) if asked else None

    def get_form_class(self) -> type[ActionForm]:
        """What follows from the earlier plan is chosen."""
        return EarlierForm if self.earlier else ActionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The earlier plan."""
        kwargs = super().get_form_kwargs()
        return kwargs | ({"earlier": read_content(self.earlier)} if self.earlier else {})

    def act(self, form: Any) -> str:
        """Begin the draft, empty or from the plan of the earlier enrolment."""
        if isinstance(form, EarlierForm):
            begin_from_earlier(enrolment=self.enrolment, by=self.user, today=timezone.localdate(), **form.chosen())
            messages.success(self.request, "Utkastet börjar från förra planen. Gå igenom mål och datum tillsammans.")
        else:
            create_plan(enrolment=self.enrolment, by=self.user)
        return self.plan_url


class RevisePlan(CaseForm):
    """The button "Ny version"."""

    form_class = ActionForm
    title = "Gör en ny version av planen"
    lead = "Utkastet börjar med allt som står i planen nu. Planen gäller tills ni har kommit överens om den nya."
    verb = "Gör en ny version"

    def act(self, form: Any) -> str:
        """Begin the revision."""
        plan = self.plan
        if plan is None:
            raise Http404
        revise_plan(plan=plan, by=self.user)
        return self.plan_url


class DiscardDraft(CaseForm):
    """Asks, and throws the draft away."""

    form_class = ActionForm
    title = "Ta bort utkastet"
    verb = "Ta bort utkastet"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What goes and what stays."""
        draft = self.draft_or_404()
        stays = "Planen som gäller nu påverkas inte." if draft.number > 1 else ""
        lead = f"Allt som står i utkastet, version {draft.number}, försvinner och går inte att få tillbaka. {stays}"
        return super().get_context_data(**({"lead": lead.strip(), "danger": True} | kwargs))

    def act(self, form: Any) -> str:
        """Throw it away."""
        discard_draft(version=self.draft_or_404())
        messages.success(self.request, "Utkastet är borttaget.")
        return self.plan_url


def missing_of(version: PlanVersion) -> list[str]:
    """Who has not agreed to the draft yet, of those who are to."""
    names = [] if version.participant_agreed_at else ["deltagaren"]
    names += [] if version.consultant_agreed_at else ["konsulenten"]
    return names + [party.who for party in version.parties.waited_for()]


class AgreePlan(CaseForm):
    """The whole text to read, and who agrees to it."""

    form_class = AgreeForm
    template_name = "handlingsplan/agree.html"
    title = "Godkänn planen"
    verb = "Godkänn planen"

    @cached_property
    def content(self) -> PlanContent:
        """The text that the page shows."""
        if self.newest is None:
            raise Http404
        return read_content(self.newest)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign, or say that somebody has thrown away all that there was."""
        if self.newest is None:
            messages.error(request, rules.DRAFT_GONE.message)
            return redirect(self.plan_url)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The draft, its text and the print of it."""
        kwargs = super().get_form_kwargs()
        initial = {"seen": fingerprint(self.content), "text": carry(self.content)}
        return kwargs | {"version": self.content.version, "initial": initial}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text; after a refusal for a changed text, what has changed, and the way to agree to the newer one."""
        form, version = kwargs.get("form"), self.content.version
        shown = show_plan(self.content, self.participant.uuid, user=self.user, may_edit=False)
        about = {"version": version, "content": self.content, "shown": shown, "parties": shown_parties(version)}
        about["comparison"] = compared(form, self.content)
        lacks = _lacks(self.content) if version.is_draft else []
        return super().get_context_data(**(about | {"lacks": lacks} | kwargs))

    def act(self, form: Any) -> str:
        """Enter the agreement, and say what it led to."""
        if not self.content.version.is_draft:
            was = carried(form.cleaned_data["text"], self.content.version)
            same = was is not None and was.version.uuid == self.content.version.uuid
            raise Refused(rules.ALREADY_AGREED if same else rules.DRAFT_GONE)
        version = agree_plan(version=self.content.version, by=self.user, now=timezone.now(), **form.agreement())
        if version.is_draft:
            waits_for = get_text_list(missing_of(version), "och")
            messages.success(self.request, f"Godkännandet är sparat. Planen gäller när även {waits_for} har godkänt.")
        else:
            messages.success(self.request, f"Version {version.number} är överenskommen och gäller från i dag.")
        return self.plan_url


class ComparePage(CaseMixin, PermittedMixin, TemplateView):
    """Two versions, word by word."""

    template_name = "handlingsplan/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The older and the newer, whichever order the address has them in."""
        older, newer = sorted((self.kwargs["number"], self.kwargs["other"]))
        old, new = self.version_or_404(number=older), self.version_or_404(number=newer)
        others = [row for row in self.versions().order_by("number") if row.pk not in {old.pk, new.pk}]
        comparison = compare_versions(read_content(old), read_content(new))
        return super().get_context_data(
            **({"old": old, "new": new, "comparison": comparison, "others": others} | kwargs)
        )


class PlanDocument(CaseMixin, PermittedMixin, View):
    """The plan to take home, as PDF; `?stor=1` in large type, `?sprak=ar` with the fixed texts in Arabic too,
    `?version=2` an earlier one, `?arende=` that of an earlier enrolment."""

    permission = Permission.READ_CASES
    reading_kind = ReadLog.Kind.DOCUMENT

    @cached_property
    def enrolment(self) -> Enrolment:
        """The one with the case number in the address, else the current one."""
        case = self.request.GET.get("arende", "")
        found = next((row for row in self.person_head.enrolments if row.case_number == case), None)
        return found or self.person_head.enrolments[0]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document."""
        number = request.GET.get("version", "")
        wanted = {"number": int(number)} if number.isascii() and number.isdigit() and len(number) < 5 else {}
        version = (
            self.version_or_404(**wanted)
            if wanted
            else as_it_stands(list(self.versions()), enrolment_open=self.enrolment.is_open)
        )
        if version is None:
            raise Http404
        asked = request.GET.get("sprak", "")
        language = Language(asked) if asked in Language.values else None
        follow_up = FollowUp.objects.visible_to(self.user).filter(enrolment=self.enrolment).open()
        follow_up = follow_up.select_related("meeting")
        meetings = Meeting.objects.visible_to(self.user).filter(
            enrolment=self.enrolment, state=Meeting.State.PLANNED, starts_at__gte=timezone.now()
        )
        content = plan_pdf(
            read_content(version),
            enrolment=self.enrolment,
            municipality=Municipality.objects.get(pk=1),
            next_follow_up=follow_up.order_by("due_on", "id").first(),
            next_meeting=meetings.order_by("starts_at", "id").first(),
            limits=time_limits(self.user, self.enrolment, timezone.localdate()),
            steps=progress_of(self.user, self.enrolment) if request.GET.get("steg") == "1" else (),
            large=request.GET.get("stor") == "1",
            beside=translated(language) if language else None,
        )
        return pdf_response(content, f"handlingsplan-{self.enrolment.case_number}-version-{version.number}.pdf")
