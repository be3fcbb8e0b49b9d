"""What the views of the plan share: whose plan it is, and the participant's page around it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django_htmx.http import HttpResponseClientRedirect, HttpResponseLocation

from amc.staff.access import Permission
from amc.staff.mixins import signed_in
from amc.staff.models import User
from amc.web.form_views import ActionFormView
from amc.written import Slot
from handlingsplan.actions.locks import Edited
from handlingsplan.carried import carried, carry
from handlingsplan.compare import Comparison, compare_versions
from handlingsplan.content import PlanContent, fingerprint
from handlingsplan.models import Plan, PlanVersion
from handlingsplan.weeks import monday_of
from participants.models import Enrolment, Participant
from participants.opening import OpensPersonMixin, tied_person
from participants.page import Head, person_context

LIST, BOARD, WEEKS = "lista", "kolumner", "veckor"
CONTENT = "#innehall"


def voided_words(names: Sequence[str]) -> str:
    """Whose agreement a change has taken away."""
    who = get_text_list(list(names), "och")
    theirs = "Godkännandena gäller" if len(names) > 1 else "Godkännandet gäller"
    return f"{who[0].upper()}{who[1:]} hade godkänt utkastet. {theirs} inte längre, eftersom planen är ändrad."


def compared(form: Any, content: PlanContent) -> Comparison | None:
    """What has changed since `form` was shown, which carries its text, word by word; None when nothing has.

    The form then asks about the text that stands.
    """
    now = fingerprint(content)
    if form is None or not form.is_bound or form["seen"].value() == now:
        return None
    was = carried(form["text"].value() or "", content.version)
    form.show_newer(seen=now, text=carry(content))
    return compare_versions(was, content) if was else None


def versions_of(user: User, enrolment: Enrolment | Slot) -> QuerySet[PlanVersion]:
    """All versions of the enrolment's plan, the newest first, with the marks that stand on what they say."""
    return PlanVersion.objects.visible_to(user).filter(plan__enrolment=enrolment).with_marks().order_by("-number")


class CaseMixin(OpensPersonMixin):
    """A view at /deltagare/<uuid>/…: the enrolment, its plan, and the participant's page."""

    request: HttpRequest
    kwargs: dict[str, Any]
    tab = "plan"
    permission = Permission.READ_CASES

    @cached_property
    def person_head(self) -> Head:
        """The head of the page of the participant in the address. Http404 for one that the user may not see."""
        return self.head_of(tied_person(self.user, self.kwargs["uuid"]))

    def head_of(self, participant: Participant) -> Head:
        """The head of the page of `participant`, with the enrolments. Http404 when there is none to see."""
        head: Head = person_context(self.request, participant, self.tab)["head"]
        if not head.enrolments:
            raise Http404
        return head

    @cached_property
    def enrolment(self) -> Enrolment:
        """The enrolment that the page is about: the open one, else the latest."""
        return self.person_head.enrolments[0]

    @property
    def participant(self) -> Participant:
        """Whose page it is."""
        return self.person_head.participant

    @property
    def user(self) -> User:
        """Who asks."""
        return signed_in(self.request)

    @property
    def plan(self) -> Plan | None:
        """The plan, where there is one."""
        return Plan.objects.filter(enrolment=self.enrolment).first()

    @property
    def may_edit(self) -> bool:
        """Whether the user may change plans, and this enrolment is open."""
        return self.enrolment.is_open and Permission.CASEWORK.granted_to(self.user)

    def versions(self) -> QuerySet[PlanVersion]:
        """All versions of the plan (`versions_of`)."""
        return versions_of(self.user, self.enrolment)

    def version_or_404(self, **lookup: Any) -> PlanVersion:
        """One version of this plan."""
        rows = self.versions().select_related("consultant_agreed_by", "plan__enrolment__participant")
        return get_object_or_404(rows, **lookup)

    def draft_or_404(self) -> PlanVersion:
        """The draft of this plan."""
        return self.version_or_404(state=PlanVersion.State.DRAFT)

    @property
    def visa(self) -> str:
        """How the plan is shown; the choice stays in the address."""
        asked = self.request.GET.get("visa", "")
        return asked if asked in (BOARD, WEEKS) else LIST

    @property
    def shown_as(self) -> str:
        """The same and, of a week, which, for an address to lead back with; "" for the list."""
        if self.visa == WEEKS:
            return f"visa={WEEKS}&fran={monday_of(self.request.GET.get('fran', ''), timezone.localdate())}"
        return f"visa={BOARD}" if self.visa == BOARD else ""

    @property
    def plan_url(self) -> str:
        """The plan's page."""
        return reverse("plan", args=[self.kwargs["uuid"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The participant's page around what the view shows."""
        page = {"participant": self.participant, "head": self.person_head}
        own = {"enrolment": self.enrolment, "may_edit": self.may_edit, "plan_url": self.plan_url}
        return super().get_context_data(**(page | own | kwargs))  # type: ignore[misc]


class CaseForm(CaseMixin, ActionFormView):
    """A form on the participant's page; `title` and `verb` are its words. Also opened in place by htmx."""

    permission = Permission.CASEWORK
    template_name = "handlingsplan/form.html"
    title = ""
    verb = "Spara"
    lead = ""

    @cached_property
    def newest(self) -> PlanVersion | None:
        """The draft. What is sent when there is none any longer is answered in words: then the version in force."""
        rows = self.versions().select_related("consultant_agreed_by", "plan__enrolment__participant")
        return rows.first() if self.request.method == "POST" else self.draft_or_404()

    @property
    def cancel_url(self) -> str:
        """Where "Avbryt" leads."""
        return self.plan_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words and the ways of the form."""
        words = {"title": self.title, "verb": self.verb, "lead": self.lead, "cancel_url": self.cancel_url}
        return super().get_context_data(**(words | {"form_url": self.request.get_full_path()} | kwargs))

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Act; where htmx sent the form, the page's content is renewed and scrolled to the row that was saved."""
        response = super().form_valid(form)
        if isinstance(response, HttpResponseClientRedirect):
            # A plain redirect to the page one stands on moves to the anchor and shows nothing new.
            return HttpResponseLocation(response.url, target=CONTENT, select=CONTENT, swap="outerHTML")
        return response

    def tell(self, edited: Edited, text: str = "") -> None:
        """Say what happened, and that somebody's agreement no longer holds when that is so."""
        if text:
            messages.success(self.request, text)
        if edited.voided:
            messages.warning(self.request, voided_words(edited.voided))
