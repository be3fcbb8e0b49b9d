"""What could go, the approval, the log, and the holds."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import DetailView, ListView, TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import swedish_plural, today
from amc.disposal.actions import approve_disposal, lift_hold, place_hold
from amc.disposal.candidates import Candidate, candidates, print_of
from amc.disposal.forms import ApproveForm, HoldForm, LiftForm
from amc.disposal.models import DisposalItem, DisposalRun, LegalHold, RetentionRule
from amc.disposal.rules import Fate
from amc.disposal.tables import CandidateTable
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.exporting import for_a_purpose
from amc.web.filters import ListQuery
from amc.web.form_views import ActionFormView
from amc.web.tables import ListPaginator
from amc.web.xlsx import as_download, table_as_xlsx
from handlingsplan.models import Activity, FollowUp, Goal
from participants.models import Disclosure, JournalEntry, KartlaggningEntry, Meeting, Participant, Statement
from participants.views.base import PersonForm
from placements.models import Deviation, DeviationMeasure, Employment, Internship, SupervisionMonth

PER_PAGE = 100
PURPOSE = "Gallring"
# What hangs on a case, for the preview: how it is called, and how its rows are found.
ROWS: tuple[tuple[str, Any, str], ...] = (
    ("Journalanteckningar", JournalEntry, "enrolment"),
    ("Kartläggning", KartlaggningEntry, "enrolment"),
    ("Mål", Goal, "version__plan__enrolment"),
    ("Aktiviteter", Activity, "version__plan__enrolment"),
    ("Uppföljningar", FollowUp, "enrolment"),
    ("Möten", Meeting, "enrolment"),
    ("Praktiker", Internship, "enrolment"),
    ("Anställningar", Employment, "enrolment"),
    ("Månadsbekräftelser", SupervisionMonth, "supervision__enrolment"),
    ("Avvikelser", Deviation, "enrolment"),
    ("Åtgärder efter avvikelser", DeviationMeasure, "deviation__enrolment"),
    ("Utlämnanden", Disclosure, "enrolment"),
    ("Utlåtanden", Statement, "enrolment"),
)


class DisposalMixin(PermittedMixin):
    """A page about disposal in the user's unit."""

    permission = Permission.MANAGE

    @cached_property
    def found(self) -> list[Candidate]:
        """All whose term is past."""
        return candidates(self.user, today())

    def note_reading(self, kind: ReadLog.Kind, rows: Iterable[Candidate], purpose: str = PURPOSE) -> None:
        """Whom the answer names, and why."""
        shown = list(rows)
        referrals = [one.referral for one in shown if one.referral and one.person is None]
        record_reading(self.request, kind, [one.person for one in shown], referrals=referrals, purpose=purpose)

    @property
    def due(self) -> list[Candidate]:
        """Those of them that can go."""
        return [one for one in self.found if one.fate == Fate.DUE]


class DisposalView(DisposalMixin, TemplateView):
    """Whose records could go, and what keeps the others."""

    template_name = "disposal/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the list as a file."""
        self.table = CandidateTable(self.found)
        return self._export() if ListQuery(request.GET).wants_xlsx else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The list as a file."""
        if not ListQuery(request.GET).wants_xlsx:
            return self.http_method_not_allowed(request, *args, **kwargs)
        self.table = CandidateTable(self.found)
        return self._export()

    def _export(self) -> HttpResponse:
        amount = swedish_plural(len(self.found), self.table.one, self.table.many)
        return for_a_purpose(self.request, self._xlsx, title="Gallring", amount=amount, selection="Hela enheten")

    def _xlsx(self, purpose: str) -> HttpResponse:
        self.note_reading(ReadLog.Kind.EXPORTED, self.found, purpose=purpose)
        content, _ = table_as_xlsx(self.table, "Gallring")
        return as_download(content, f"gallring-{today()}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list by page, with the holds that stand."""
        self.table.paginator = ListPaginator(self.table.rows, PER_PAGE)
        self.table.page = self.table.paginator.get_page(self.request.GET.get("sida"))
        standing = LegalHold.objects.visible_to(self.user).standing()
        holds = list(standing.select_related("participant", "placed_by"))
        page = self.table.page.object_list
        self.note_reading(ReadLog.Kind.LISTED, [row.record for row in page])
        record_reading(self.request, ReadLog.Kind.LISTED, [hold.participant_id for hold in holds], purpose=PURPOSE)
        return super().get_context_data(
            table=self.table,
            due=len(self.due),
            waiting=DisposalItem.objects.visible_to(self.user).waiting().count(),
            holds=holds,
            **kwargs,
        )


class ApproveView(DisposalMixin, ActionFormView):
    """Approve the disposal of all that is due."""

    form_class = ApproveForm
    fresh_sign_in = True
    template_name = "disposal/approve.html"

    def get_initial(self) -> dict[str, Any]:
        """The list as it is now."""
        return {"seen": print_of(self.due)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How much goes, by kind of record and by kind of row, and how much stays."""
        kinds = Counter(one.record for one in self.due)
        cases = [one.subject for one in self.due if one.record == RetentionRule.Record.CASE]
        self.note_reading(ReadLog.Kind.LISTED, self.due[:50])
        rows = [(word, model.objects.filter(**{f"{path}__in": cases}).count()) for word, model, path in ROWS]
        return super().get_context_data(
            kinds=[(RetentionRule.Record(kind).label, amount) for kind, amount in kinds.items()],
            rows=[(word, amount) for word, amount in rows if amount],
            names=self.due[:50],
            more=max(0, len(self.due) - 50),
            kept=len(self.found) - len(self.due),
            **kwargs,
        )

    def act(self, form: ApproveForm) -> DisposalRun:
        """Approve; the worker carries it out."""
        run = approve_disposal(by=self.user, today=today(), **form.approval())
        messages.success(self.request, "Gallringen är godkänd och utförs inom kort.")
        return run


class DisposalLogView(PermittedMixin, ListView):
    """The approved disposals, the latest first."""

    permission = Permission.MANAGE
    template_name = "disposal/log.html"
    paginate_by = 50
    page_kwarg = "sida"

    def get_queryset(self) -> "QuerySet[DisposalRun]":
        """With how many records each took."""
        rows = DisposalRun.objects.visible_to(self.user).select_related("approved_by")
        return rows.annotate(amount=Count("items")).order_by("-approved_at", "-pk")


class DisposalRunView(PermittedMixin, DetailView):
    """What became of each record of one disposal."""

    permission = Permission.MANAGE
    template_name = "disposal/run.html"
    slug_field = slug_url_kwarg = "uuid"
    context_object_name = "run"

    def get_queryset(self) -> "QuerySet[DisposalRun]":
        """The own unit's."""
        return DisposalRun.objects.visible_to(self.user).select_related("approved_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The outcomes, the rows that went by table, and the prints."""
        items = list(self.object.items.select_related("rule"))
        rows: Counter[str] = Counter()
        for item in items:
            rows.update(item.counts)
        outcomes = Counter((item.get_record_display(), item.get_outcome_display() or "Väntar") for item in items)
        return super().get_context_data(
            outcomes=sorted((*key, amount) for key, amount in outcomes.items()),
            rows=sorted((table, amount) for table, amount in rows.items() if amount),
            items=items,
            **kwargs,
        )


class HoldCreateView(PersonForm):
    """Stop the disposal of a person's records."""

    permission = Permission.MANAGE
    form_class = HoldForm
    title = "Gallringsstopp"
    lead = "Inget om deltagaren gallras så länge stoppet gäller."
    verb = "Inför gallringsstopp"

    def get_draft_key(self) -> str:
        """One draft per person."""
        return f"legal-hold:{self.kwargs['uuid']}"

    def act(self, form: HoldForm) -> Participant:
        """Place it."""
        place_hold(self.participant, by=self.user, **form.values())
        messages.success(self.request, "Gallringsstoppet är infört.")
        return self.participant


class HoldLiftView(PersonForm):
    """Lift a hold."""

    permission = Permission.MANAGE
    form_class = LiftForm
    title = "Häv gallringsstoppet"
    verb = "Häv gallringsstoppet"

    @cached_property
    def hold(self) -> LegalHold:
        """The hold of the address, while it stands; 404 when it, or the person, is out of sight."""
        people = Participant.objects.visible_to(self.user)
        rows = LegalHold.objects.visible_to(self.user).standing().filter(participant__in=people)
        return get_object_or_404(rows.select_related("participant", "placed_by"), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose records it holds."""
        return self.hold.participant

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Why it stands."""
        since = timezone.localdate(self.hold.placed_at)
        return f"Infört {since} av {self.hold.placed_by.full_name}: {self.hold.reason} ({self.hold.decision})"

    @property
    def cancel_url(self) -> str:
        """The person."""
        return reverse("participant_detail", args=[self.participant.uuid])

    def act(self, form: LiftForm) -> Participant:
        """Lift it."""
        lift_hold(self.hold, reason=form.cleaned_data["reason"], by=self.user, now=timezone.now())
        messages.success(self.request, "Gallringsstoppet är hävt.")
        return self.participant
